/* SPDX-License-Identifier: Apache-2.0 */
/* What a Word document says of itself, and files that say something else. */
#include "base/error.h"
#include "doc/writer.h"
#include "format/archive.h"
#include "sample.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static GBytes *written(struct doc *doc)
{
	g_autoptr(GError) error = NULL;
	GBytes *bytes = doc_write_docx(doc, &error);
	g_assert_no_error(error);
	return bytes;
}

static struct doc_claim *claimed(GBytes *bytes, GError **error)
{
	g_autofree char *path = NULL;
	const int file = g_file_open_tmp("ngoaivu-XXXXXX.docx", &path, NULL);
	g_assert_cmpint(file, >=, 0);
	close(file);
	gsize length = 0;
	const char *data = g_bytes_get_data(bytes, &length);
	g_assert_true(g_file_set_contents(path, data, (gssize)length, NULL));
	struct doc_claim *claim = doc_claim_read(path, error);
	g_unlink(path);
	return claim;
}

static void a_document_says_what_it_claims(void)
{
	g_autoptr(doc_t) doc = sample_report();
	g_autoptr(GBytes) bytes = written(doc);
	g_autoptr(GError) error = NULL;
	struct doc_claim *claim = claimed(bytes, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(claim->identity, ==, "b7a1c0ffee");
	g_assert_cmpuint(claim->figures->len, ==, 2);
	for (guint i = 0; i < 2; i++) {
		const struct figure_note *found = claim->figures->pdata[i],
					 *note = doc->figures->pdata[i];
		g_assert_cmpstr(found->query, ==, note->query);
		g_assert_cmpstr(found->value, ==, i == 0 ? "06 đoàn" : "44 lượt người");
	}
	g_assert_nonnull(strstr(claim->text,
		"\nTrong kỳ báo cáo, tỉnh đã đón và làm việc với 06 đoàn với tổng số 44 lượt "));
	g_assert_null(strstr(claim->text, "PAGE"));
	doc_claim_free(claim);
}

static GString *without_tags(GBytes *docx)
{
	g_autoptr(archive_t) archive = archive_open_bytes(docx, NULL);
	g_autoptr(GBytes) bytes = archive_read(archive, "word/document.xml", 1 << 28, NULL);
	GString *xml =
		g_string_new_len(g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes));
	g_assert_cmpuint(
		g_string_replace(xml, "<w:tag w:val=\"figure:", "<w:lock w:val=\"", 0), >, 0);
	return xml;
}

/* LibreOffice 7.4 saves controls without their tags; the queries must still be found, each once. */
static void a_claim_survives_the_loss_of_its_tags(void)
{
	g_autoptr(doc_t) doc = sample_draft();
	struct block *block = sample_paragraph(doc, "Số: ");
	for (guint i = 0; i < 3; i++) {
		g_autofree char *query = g_strdup_printf("a.very.long.name.of.a.figure?span=2020-"
							 "01-01/2020-12-31&where=somewhere&n=%u",
			i);
		g_ptr_array_add(doc->figures, figure_note_new(query, "1"));
		g_ptr_array_add(block->runs, run_figure("một", RUN_PLAIN, i));
	}
	g_autoptr(GBytes) bytes = written(doc);
	g_autoptr(archive_t) archive = archive_open_bytes(bytes, NULL);
	g_autoptr(archive_writer_t) writer = archive_writer_new();
	archive_add_text(writer, "word/document.xml", without_tags(bytes));
	g_autoptr(GBytes) list = archive_read(archive, "customXml/item1.xml", 1 << 28, NULL);
	archive_add(writer, "customXml/item7.xml", list);
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) changed = archive_finish(writer, &error);
	g_assert_no_error(error);
	struct doc_claim *claim = claimed(changed, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(claim->figures->len, ==, 3);
	for (guint i = 0; i < 3; i++) {
		const struct figure_note *found = claim->figures->pdata[i],
					 *note = doc->figures->pdata[i];
		g_assert_cmpstr(found->query, ==, note->query);
	}
	doc_claim_free(claim);
}

static void broken_files_are_refused(void)
{
	g_autoptr(doc_t) doc = sample_draft();
	g_autoptr(GBytes) bytes = written(doc);
	const gsize length = g_bytes_get_size(bytes);
	for (gsize cut = 0; cut < length; cut += 97) {
		g_autoptr(GBytes) part_of = g_bytes_new_from_bytes(bytes, 0, cut);
		g_autoptr(GError) error = NULL;
		g_assert_null(claimed(part_of, &error));
		g_assert_error(error, ERROR_DOMAIN, ERROR_INPUT);
	}
	g_autoptr(GError) error = NULL;
	g_assert_null(doc_claim_read("/nonexistent/x.docx", &error));
	g_assert_error(error, ERROR_DOMAIN, ERROR_ABSENT);
}

static void flipped_bits_neither_crash_nor_hang(void)
{
	g_autoptr(doc_t) doc = sample_draft();
	g_autoptr(GBytes) bytes = written(doc);
	gsize length = 0;
	const guint8 *data = g_bytes_get_data(bytes, &length);
	for (gsize at = 0; at < length; at += 61) {
		g_autofree guint8 *copy = g_memdup2(data, length);
		copy[at] ^= (guint8)(1 + at % 255);
		g_autoptr(GBytes) changed = g_bytes_new(copy, length);
		g_autoptr(GError) error = NULL;
		doc_claim_free(claimed(changed, &error));
	}
}

/* An entity of a document type could make a small file swell, or reach another one. */
static void a_document_type_is_refused(void)
{
	g_autoptr(archive_writer_t) writer = archive_writer_new();
	archive_add_text(writer, "word/document.xml",
		g_string_new("<!DOCTYPE w [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><w>&a;</w>"));
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = archive_finish(writer, &error);
	g_assert_no_error(error);
	g_assert_null(claimed(bytes, &error));
	g_assert_error(error, ERROR_DOMAIN, ERROR_INPUT);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func(
		"/doc/claim/a document says what it claims", a_document_says_what_it_claims);
	g_test_add_func("/doc/claim/a claim survives the loss of its tags",
		a_claim_survives_the_loss_of_its_tags);
	g_test_add_func("/doc/claim/broken files are refused", broken_files_are_refused);
	g_test_add_func("/doc/claim/flipped bits neither crash nor hang",
		flipped_bits_neither_crash_nor_hang);
	g_test_add_func("/doc/claim/a document type is refused", a_document_type_is_refused);
	return g_test_run();
}
