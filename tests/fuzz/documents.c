/* SPDX-License-Identifier: Apache-2.0 */
/* Readers of documents: what was read can be written in every form, and as JSON comes back as it was. */
#include "base/error.h"
#include "doc/read.h"
#include "fuzz.h"

#include <string.h>

/* Less than the usual, so that what grows out of little is found. */
static const struct reading_limits limits = {
	.bytes = 1 << 20, .memory = (gsize)1 << 30, .seconds = 20, .paragraphs = 5000};

static void expect_json_kept(const struct doc *doc)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) json = doc_write_json(doc, &error);
	g_assert_no_error(error);
	g_autoptr(doc_t) again = doc_read_json(g_bytes_get_data(json, NULL), g_bytes_get_size(json), &error);
	g_assert_no_error(error);
	g_autoptr(GBytes) second = doc_write_json(again, &error);
	g_assert_no_error(error);
	g_assert_true(g_bytes_equal(json, second));
}

static void expect_written(const struct doc *doc, doc_writer write)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) written = write(doc, &error);
	if (!written)
		fuzz_told(g_steal_pointer(&error));
}

static void read_one(GBytes *bytes, doc_reader read)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(doc_t) doc = read(bytes, &limits, &error);
	if (!doc) {
		g_assert_true(error && (error->code == ERROR_INPUT || error->code == ERROR_ABSENT));
		fuzz_told(g_steal_pointer(&error));
		return;
	}
	expect_json_kept(doc);
	expect_written(doc, doc_write_text);
	expect_written(doc, doc_write_markdown);
	expect_written(doc, doc_write_html);
	expect_written(doc, doc_write_docx);
}

void fuzz_docx(GBytes *bytes)
{
	g_autoptr(GBytes) archive = fuzz_archive(bytes);
	read_one(archive, doc_read_docx);
	g_autoptr(GError) error = NULL;
	struct doc_claim *claim = doc_claim_read_bytes(archive, &error);
	if (!claim)
		fuzz_told(g_steal_pointer(&error));
	doc_claim_free(claim);
}

void fuzz_odt(GBytes *bytes)
{
	g_autoptr(GBytes) archive = fuzz_archive(bytes);
	read_one(archive, doc_read_odt);
}

void fuzz_markdown(GBytes *bytes)
{
	read_one(bytes, doc_read_markdown);
}

void fuzz_text(GBytes *bytes)
{
	read_one(bytes, doc_read_text);
}

void fuzz_json(GBytes *bytes)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(doc_t) doc = doc_read_json(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), &error);
	if (!doc) {
		fuzz_told(g_steal_pointer(&error));
		return;
	}
	for (const struct doc_format *format = doc_formats; format->name; format++)
		expect_written(doc, format->write);
}

void fuzz_pdf_prepare(void)
{
	g_autoptr(GError) error = NULL;
	if (!doc_prepare_pdf(&error))
		g_error("%s", error->message);
}

/* Bytes as what one page shows, in a file that is sound: Poppler's own mistakes are not looked for (the process that
 * reads a PDF is shut in), ours are. "%%%" begins another page. */
GBytes *fuzz_pdf_of(GBytes *bytes)
{
	static const char head[] = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
				   "4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>endobj\n"
				   "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Times-Bold/Encoding/WinAnsiEncoding>>endobj\n";
	GString *pdf = g_string_new(head), *kids = g_string_new(NULL);
	gsize length = 0;
	const char *at = g_bytes_get_data(bytes, &length);
	guint number = 6, count = 0;
	for (const char *end = at ? at + length : NULL; at && count < 20; count++) {
		const char *next = memmem(at, (gsize)(end - at), "%%%", 3);
		const gsize size = (gsize)((next ? next : end) - at);
		g_string_append_printf(kids, "%u 0 R ", number);
		g_string_append_printf(pdf, "%u 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %u 0 R"
			"/Resources<</Font<</F 4 0 R/B 5 0 R>>>>>>endobj\n%u 0 obj<</Length %zu>>stream\n",
			number, number + 1, number + 1, size);
		g_string_append_len(pdf, at, (gssize)size);
		g_string_append(pdf, "\nendstream endobj\n");
		number += 2;
		at = next ? next + 3 : NULL;
	}
	g_string_append_printf(pdf, "2 0 obj<</Type/Pages/Kids[%s]/Count %u>>endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n", kids->str, count);
	g_string_free(kids, TRUE);
	return g_string_free_to_bytes(pdf);
}

void fuzz_pdf(GBytes *bytes)
{
	g_autoptr(GBytes) pdf = fuzz_pdf_of(bytes);
	read_one(pdf, doc_read_pdf);
}
