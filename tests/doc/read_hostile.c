/* SPDX-License-Identifier: Apache-2.0 */
/* Files that are broken, cut off or made to harm: each gives a tree or an error with its reason. */
#include "base/error.h"
#include "check.h"
#include "doc/read.h"
#include "format/archive.h"
#include "sample.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define DOCUMENT "word/document.xml"
#define HEAD     "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>"
#define TAIL     "</w:body></w:document>"
#define RELATIONS                                                                                  \
	"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"   \
	"<Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"word/document.xml\"/></Relationships>"

static void add_text(struct archive_writer *archive, const char *name, const char *text)
{
	archive_add_text(archive, name, g_string_new(text));
}

static GBytes *finish(struct archive_writer *archive)
{
	g_autoptr(GError) error = NULL;
	GBytes *bytes = archive_finish(archive, &error);
	g_assert_no_error(error);
	return bytes;
}

/* A DOCX whose document is this XML. */
static GBytes *docx_of(const char *xml)
{
	g_autoptr(archive_writer_t) archive = archive_writer_new();
	add_text(archive, "_rels/.rels", RELATIONS);
	add_text(archive, DOCUMENT, xml);
	return finish(archive);
}

/* Reads in this process; whatever the bytes are, what is wrong is the input. */
static gboolean survive(doc_reader read, GBytes *bytes)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(doc_t) doc = read(bytes, &reading_usual, &error);
	if (doc) {
		g_assert_no_error(error);
		g_autoptr(GBytes) json = doc_write_json(doc, &error);
		g_assert_no_error(error);
		g_assert_cmpuint(g_bytes_get_size(json), >, 0);
		return TRUE;
	}
	g_assert_error(error, ERROR_DOMAIN, ERROR_INPUT);
	g_assert_true(g_utf8_validate(error->message, -1, NULL));
	return FALSE;
}

static void expect_refused(GBytes *bytes, const char *said)
{
	g_autoptr(GError) error = NULL;
	g_assert_null(doc_read_docx(bytes, &reading_usual, &error));
	check_error(&error, ERROR_INPUT, said);
}

static void expect_each_part(doc_reader read, GBytes *whole)
{
	for (gsize length = 0; length < g_bytes_get_size(whole); length++) {
		g_autoptr(GBytes) part = g_bytes_new(g_bytes_get_data(whole, NULL), length);
		survive(read, part);
	}
}

static GBytes *small_docx(void)
{
	return docx_of(HEAD "<w:p><w:r><w:t>Một</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>" TAIL);
}

static const char *const odt_parts[] = {"mimetype", "styles.xml", "content.xml"};

/* The parts of a folder; `other` makes another of what stands in some of them. */
static GBytes *odt_of(const char *folder, GString *(*other)(const char *content, guint32 number), guint32 number)
{
	g_autoptr(archive_writer_t) archive = archive_writer_new();
	for (guint32 i = 0; i < G_N_ELEMENTS(odt_parts); i++) {
		g_autofree char *path = g_build_filename(folder, odt_parts[i], NULL);
		g_autofree char *content = NULL;
		g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
		const gboolean is_other = i == 2 || (i == 1 && number % 3 == 0);
		archive_add_text(archive, odt_parts[i], is_other ? other(content, number) : g_string_new(content));
	}
	return finish(archive);
}

static GString *cut(const char *content, guint32 number)
{
	return g_string_new_len(content, (gssize)MIN(strlen(content), number));
}

static const char small_markdown[] = "## **BÁO CÁO**\n\n1. *Một* `hai` [ba](x) <br> &amp;\n   - bốn\\*\n\n| a | b |\n|---|:-:|\n"
				     "| 1 | 2 |\n\n```\nnăm\n```\n\n> sáu\n\nNơi nhận:\n- Lưu: VT.\n";

static void files_may_end_anywhere(void)
{
	g_autoptr(GBytes) docx = small_docx();
	expect_each_part(doc_read_docx, docx);
	g_autoptr(GBytes) markdown = g_bytes_new_static(small_markdown, strlen(small_markdown));
	expect_each_part(doc_read_markdown, markdown);
	expect_each_part(doc_read_text, markdown);
}

/* One XML part may end anywhere too, in a sound archive. */
static void parts_may_end_anywhere(void)
{
	const char *const xml =
		HEAD "<w:p><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>Một</w:t></w:r></w:p>" TAIL;
	for (gsize length = 0; length < strlen(xml); length++) {
		g_autofree char *cut = g_strndup(xml, length);
		g_autoptr(GBytes) bytes = docx_of(cut);
		g_assert_false(survive(doc_read_docx, bytes));
	}
}

#define ODT READ "/office.odt.d"

static void an_odt_may_end_anywhere(void)
{
	g_autofree char *content = NULL;
	gsize length = 0;
	g_assert_true(g_file_get_contents(ODT "/content.xml", &content, &length, NULL));
	for (guint32 at = 0; at + 2 < length; at += 3) {
		g_autoptr(GBytes) part = odt_of(ODT, cut, at);
		g_assert_false(survive(doc_read_odt, part));
	}
	g_autoptr(GBytes) whole = odt_of(ODT, cut, (guint32)length);
	g_assert_true(survive(doc_read_odt, whole));
	for (gsize at = 0; at < g_bytes_get_size(whole); at++) {
		g_autoptr(GBytes) part = g_bytes_new(g_bytes_get_data(whole, NULL), at);
		survive(doc_read_odt, part);
	}
}

static void change(GRand *random, GString *text)
{
	const char *const words[] = {"<w:tbl>", "</w:p>", "<w:p>", "w:val=\"-1\"", "<w:sdt>", "&#x0;", "\xff", "<w:tc>",
		"<text:list>", "</text:p>", "text:c=\"99999999\"", "table:number-columns-repeated=\"99999999\"", "|", "**", "[", "](", "\n\n", "    ", "> ", "#", "&", "\t", "\f", "1. ", "- "};
	const gsize at = (gsize)g_rand_int_range(random, 0, (gint32)text->len + 1);
	const gsize some = (gsize)g_rand_int_range(random, 1, 30);
	const gsize length = MIN(some, text->len - at);
	switch (g_rand_int_range(random, 0, 4)) {
	case 0:
		g_string_erase(text, (gssize)at, (gssize)length);
		break;
	case 1:
		if (at < text->len)
			text->str[at] = (char)g_rand_int_range(random, 1, 255);
		break;
	case 2: {
		g_autofree char *copy = g_strndup(text->str + at, length);
		g_string_insert(text, (gssize)at, copy);
		break;
	}
	default:
		g_string_insert(text, (gssize)at,
			words[g_rand_int_range(random, 0, (gint32)G_N_ELEMENTS(words))]);
	}
}

static GString *changed(const char *original, guint32 seed)
{
	GRand *random = g_rand_new_with_seed(seed);
	GString *text = g_string_new(original);
	for (gint i = g_rand_int_range(random, 1, 8); i > 0; i--)
		change(random, text);
	g_rand_free(random);
	return text;
}

/* The parts of a folder, of which those of the seed are changed. */
static GBytes *changed_docx(const char *folder, guint32 seed)
{
	static const char *const parts[] = {"_rels/.rels", "word/_rels/document.xml.rels", "word/document.xml",
		"word/styles.xml", "word/numbering.xml", "word/footnotes.xml"};
	g_autoptr(archive_writer_t) archive = archive_writer_new();
	for (guint32 i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autofree char *path = g_build_filename(folder, parts[i], NULL);
		g_autofree char *content = NULL;
		g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
		const gboolean is_changed = seed % G_N_ELEMENTS(parts) == i || (i == 2 && seed % 2 == 0);
		archive_add_text(archive, parts[i], is_changed ? changed(content, seed) : g_string_new(content));
	}
	return finish(archive);
}

static void changed_bytes_do_no_harm(void)
{
	guint read = 0;
	for (guint32 seed = 0; seed < 1500; seed++) {
		g_autoptr(GBytes) docx = changed_docx(READ "/word.docx.d", seed);
		read += survive(doc_read_docx, docx) ? 1 : 0;
		g_autoptr(GBytes) markdown = g_string_free_to_bytes(changed(small_markdown, seed));
		survive(doc_read_markdown, markdown);
		survive(doc_read_text, markdown);
	}
	g_assert_cmpuint(read, >, 50);
}

static void a_changed_odt_does_no_harm(void)
{
	guint read = 0;
	for (guint32 seed = 0; seed < 1000; seed++) {
		g_autoptr(GBytes) odt = odt_of(ODT, changed, seed);
		read += survive(doc_read_odt, odt) ? 1 : 0;
	}
	g_assert_cmpuint(read, >, 20);
}

static char *nested(const char *open, const char *inside, const char *close, guint depth)
{
	GString *xml = g_string_new(HEAD);
	for (guint i = 0; i < depth; i++)
		g_string_append(xml, open);
	g_string_append(xml, inside);
	for (guint i = 0; i < depth; i++)
		g_string_append(xml, close);
	g_string_append(xml, TAIL);
	return g_string_free(xml, FALSE);
}

static void depth_is_limited(void)
{
	static const struct {
		const char *open, *inside, *close;
	} rows[] = {
		{"<w:tbl><w:tr><w:tc>", "<w:p><w:r><w:t>sâu</w:t></w:r></w:p>", "</w:tc></w:tr></w:tbl>"},
		{"<w:sdt><w:sdtContent>", "<w:p><w:r><w:t>sâu</w:t></w:r></w:p>", "</w:sdtContent></w:sdt>"},
		{"<w:p><w:r><w:pict><w:txbxContent>", "<w:p><w:r><w:t>sâu</w:t></w:r></w:p>",
			"</w:txbxContent></w:pict></w:r></w:p>"},
		{"<w:p><w:ins>", "<w:r><w:t>sâu</w:t></w:r>", "</w:ins></w:p>"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		for (guint depth = 1; depth < 20000; depth *= 3) {
			g_autofree char *xml = nested(rows[i].open, rows[i].inside, rows[i].close, depth);
			g_autoptr(GBytes) docx = docx_of(xml);
			const gboolean read = survive(doc_read_docx, docx);
			g_assert_true(read || depth > 3);
			g_assert_false(read && depth > 300);
		}
}

static void markdown_of_any_depth_ends(void)
{
	static const char *const words[] = {"> ", "- ", "* ", "**", "[", "![", "`", "<", "| ", "1. ", "\\", "&#", "_", "~~", "a\n"};
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		GString *text = g_string_new("# a **b** c\n\n");
		while (text->len < 40000)
			g_string_append(text, words[i]);
		g_autoptr(GBytes) bytes = g_string_free_to_bytes(text);
		g_assert_true(survive(doc_read_markdown, bytes));
	}
}

static void what_is_no_document_is_told(void)
{
	static const struct {
		const char *xml, *said;
	} rows[] = {
		{"", "not well-formed"},
		{"<w:document/>", "not a Word document"},
		{"<a/>", "not a Word document"},
		{"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "DTD"},
		{HEAD "<w:p>", "not well-formed"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GBytes) docx = docx_of(rows[i].xml);
		expect_refused(docx, rows[i].said);
	}
	g_autoptr(archive_writer_t) empty = archive_writer_new();
	add_text(empty, "readme.txt", "nothing");
	g_autoptr(GBytes) other = finish(empty);
	expect_refused(other, "not a Word document");
	g_autoptr(GBytes) text = g_bytes_new_static("Một", strlen("Một"));
	expect_refused(text, "");
}

static void what_swells_is_refused(void)
{
	GString *text = g_string_new(HEAD);
	while (text->len < 40 << 20)
		g_string_append(text, "<w:p><w:r><w:t>                                                  "
				      "                                             </w:t></w:r></w:p>");
	g_string_append(text, TAIL);
	g_autoptr(GBytes) bomb = docx_of(text->str);
	g_string_free(text, TRUE);
	g_assert_cmpuint(g_bytes_get_size(bomb), <, 1 << 20);
	expect_refused(bomb, "");
}

/* In a process of its own: what poppler leaves behind after a broken file is not ours. */
static gboolean survive_apart(const char *path, gconstpointer data, gsize length)
{
	g_autoptr(GError) error = NULL;
	g_assert_true(g_file_set_contents(path, data, (gssize)length, NULL));
	g_autoptr(doc_t) doc = doc_read(path, doc_format_find("pdf"), NULL, &error);
	if (!doc)
		g_assert_error(error, ERROR_DOMAIN, ERROR_INPUT);
	return doc != NULL;
}

static void broken_pdfs_do_no_harm(void)
{
	g_autoptr(doc_t) sample = sample_draft();
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) pdf = doc_write_pdf(sample, &error);
	g_assert_no_error(error);
	g_autofree char *path = NULL;
	const int file = g_file_open_tmp("hostile-XXXXXX.pdf", &path, &error);
	g_assert_no_error(error);
	close(file);
	gsize size = 0;
	const guint8 *whole = g_bytes_get_data(pdf, &size);
	g_assert_true(survive_apart(path, whole, size));
	for (gsize length = 0; length < size; length += size / 25)
		survive_apart(path, whole, length);
	GRand *random = g_rand_new_with_seed(7);
	for (guint i = 0; i < 60; i++) {
		g_autofree guint8 *copy = g_memdup2(whole, size);
		for (guint k = 0; k < 20; k++)
			copy[g_rand_int_range(random, 0, (gint32)size)] = (guint8)g_rand_int_range(random, 0, 256);
		survive_apart(path, copy, size);
	}
	g_rand_free(random);
	g_unlink(path);
}

static void expect_pdf_refused(const char *pdf, const char *said)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static(pdf, strlen(pdf));
	g_autoptr(GError) error = NULL;
	g_assert_null(doc_read_pdf(bytes, &reading_usual, &error));
	check_error(&error, ERROR_INPUT, said);
}

#define PDF_HEAD                                                                                   \
	"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"                                   \
	"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"                                       \
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"

static void what_no_pdf_reader_can_tell_is_told(void)
{
	expect_pdf_refused("", "not a PDF");
	expect_pdf_refused("%PDF-1.4\n", "not a PDF");
	expect_pdf_refused(PDF_HEAD "trailer<</Root 1 0 R>>\n%%EOF\n", "no text");
	expect_pdf_refused(PDF_HEAD "4 0 obj<</Filter/Standard/V 1/R 2/O(12345678901234567890123456789012)"
				    "/U(12345678901234567890123456789012)/P -4>>endobj\n"
				    "trailer<</Root 1 0 R/Encrypt 4 0 R/ID[(a)(a)]>>\n%%EOF\n",
		"password");
}

static void there_is_a_limit_to_paragraphs(void)
{
	const struct reading_limits few = {.bytes = 1 << 20, .memory = 1 << 30, .seconds = 10, .paragraphs = 10};
	g_autoptr(doc_t) sample = sample_rows(20);
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) docx = doc_write_docx(sample, &error);
	g_assert_null(doc_read_docx(docx, &few, &error));
	check_error(&error, ERROR_INPUT, "more than 10");
	g_autoptr(GBytes) text = doc_write_text(sample, &error);
	g_assert_null(doc_read_text(text, &few, &error));
	check_error(&error, ERROR_INPUT, "more than 10");
	g_autoptr(GBytes) pdf = doc_write_pdf(sample, &error);
	g_assert_null(doc_read_pdf(pdf, &few, &error));
	check_error(&error, ERROR_INPUT, "more than 10");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/doc/hostile/files may end anywhere", files_may_end_anywhere);
	g_test_add_func("/doc/hostile/parts may end anywhere", parts_may_end_anywhere);
	g_test_add_func("/doc/hostile/changed bytes do no harm", changed_bytes_do_no_harm);
	g_test_add_func("/doc/hostile/an ODT may end anywhere", an_odt_may_end_anywhere);
	g_test_add_func("/doc/hostile/a changed ODT does no harm", a_changed_odt_does_no_harm);
	g_test_add_func("/doc/hostile/depth is limited", depth_is_limited);
	g_test_add_func("/doc/hostile/markdown of any depth ends", markdown_of_any_depth_ends);
	g_test_add_func("/doc/hostile/what is no document is told", what_is_no_document_is_told);
	g_test_add_func("/doc/hostile/what swells is refused", what_swells_is_refused);
	g_test_add_func("/doc/hostile/broken PDFs do no harm", broken_pdfs_do_no_harm);
	g_test_add_func("/doc/hostile/what no PDF reader can tell is told", what_no_pdf_reader_can_tell_is_told);
	g_test_add_func("/doc/hostile/there is a limit to paragraphs", there_is_a_limit_to_paragraphs);
	return g_test_run();
}
