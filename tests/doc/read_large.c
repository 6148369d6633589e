/* SPDX-License-Identifier: Apache-2.0 */
/* Files of many parts, and files that name one another in a ring: read in proportion to their length, or refused with the
 * limit that they exceed. What takes the square of its length exceeds the usual limit of time here. */
#include "base/error.h"
#include "check.h"
#include "doc/read.h"
#include "format/archive.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define ITEMS 20000
#define W     "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define RELATIONS(inside)                                                                          \
	"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" inside "</Relationships>"

/* The unit `count` times, "@" standing for its number and "@+" for the next one's, the last one's being 0. */
static GString *repeat(const char *before, const char *unit, guint count, const char *after)
{
	GString *out = g_string_new(before);
	for (guint i = 0; i < count; i++)
		for (const char *at = unit; *at; at++) {
			if (*at != '@') {
				g_string_append_c(out, *at);
				continue;
			}
			at += at[1] == '+' ? 1 : 0;
			g_string_append_printf(out, "%u", *at == '+' ? (i + 1) % count : i);
		}
	g_string_append(out, after);
	return out;
}

/* Through a file, as users read: with the limits of the process that reads. */
static struct doc *read_file(GBytes *bytes, const char *format, const struct reading_limits *limits, GError **error)
{
	g_autofree char *path = NULL;
	const int file = g_file_open_tmp("large-XXXXXX", &path, NULL);
	g_assert_cmpint(file, >=, 0);
	close(file);
	g_assert_true(g_file_set_contents(path, g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes), NULL));
	struct doc *doc = doc_read(path, doc_format_find(format), limits, error);
	g_unlink(path);
	return doc;
}

static guint count_items(const GPtrArray *blocks)
{
	guint count = blocks->len;
	for (guint i = 0; i < blocks->len; i++) {
		const struct block *block = blocks->pdata[i];
		count += block->kind == BLOCK_LIST ? block->items->len : 0;
		count += block->kind == BLOCK_TABLE ? block->table->rows->len : 0;
		count += block->runs ? block->runs->len : 0;
	}
	return count;
}

static void expect_read(GString *text, const char *format)
{
	g_autoptr(GBytes) bytes = g_string_free_to_bytes(text);
	g_autoptr(GError) error = NULL;
	g_autoptr(doc_t) doc = read_file(bytes, format, NULL, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(count_items(doc->blocks), >=, ITEMS);
}

static void many_lines_of_text_are_read(void)
{
	static const struct {
		const char *before, *unit, *format;
	} rows[] = {
		{"", "- Mục @ tiếp đoàn;\n", "txt"},
		{"", "Đoàn @ đến tỉnh.\n\n", "txt"},
		{"", "- Mục @\n", "md"},
		{"", "@. **Mục** *thứ* &amp;\n\n", "md"},
		{"| a | b |\n|---|---|\n", "| @ | x |\n", "md"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		expect_read(repeat(rows[i].before, rows[i].unit, ITEMS, ""), rows[i].format);
}

struct parts {
	const char *unit;                             /* of the document */
	const char *before, *after;                   /* of its body */
	const char *name, *kind, *open, *each, *close; /* of another part, or NULL */
};

static GBytes *docx_of(const struct parts *parts)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(archive_writer_t) archive = archive_writer_new();
	g_autofree char *before = g_strconcat("<w:document " W "><w:body>", parts->before, NULL);
	g_autofree char *after = g_strconcat(parts->after, "</w:body></w:document>", NULL);
	archive_add_text(archive, "_rels/.rels",
		g_string_new(RELATIONS("<Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"word/document.xml\"/>")));
	archive_add_text(archive, "word/document.xml", repeat(before, parts->unit, ITEMS, after));
	if (parts->name) {
		GString *relations = g_string_new(NULL);
		g_string_printf(relations, RELATIONS("<Relationship Id=\"b\" Type=\"x/%s\" Target=\"%s.xml\"/>"), parts->kind, parts->kind);
		archive_add_text(archive, "word/_rels/document.xml.rels", relations);
		archive_add_text(archive, parts->name, repeat(parts->open, parts->each, ITEMS, parts->close));
	}
	GBytes *bytes = archive_finish(archive, &error);
	g_assert_no_error(error);
	return bytes;
}

#define P(properties, text) "<w:p>" properties "<w:r><w:t xml:space=\"preserve\">" text "</w:t></w:r></w:p>"

/* Among them styles that are based on one another in a ring, and numberings that name one another. */
static void many_parts_of_word_are_read(void)
{
	static const struct parts rows[] = {
		{.unit = P("", "- Mục @ tiếp đoàn;"), .before = "", .after = ""},
		{.unit = "<w:r><w:t xml:space=\"preserve\">chữ @ </w:t></w:r><w:r><w:br/></w:r>", .before = "<w:p>", .after = "</w:p>"},
		{.unit = "<w:tr><w:tc>" P("", "@") "</w:tc><w:tc>" P("", "x") "</w:tc></w:tr>", .before = "<w:tbl>", .after = "</w:tbl>"},
		{.unit = P("<w:pPr><w:pStyle w:val=\"s@\"/></w:pPr>", "Đoạn @."), .before = "", .after = "", .name = "word/styles.xml",
			.kind = "styles", .open = "<w:styles " W ">", .each = "<w:style w:styleId=\"s@\"><w:basedOn w:val=\"s@+\"/></w:style>",
			.close = "</w:styles>"},
		{.unit = P("<w:pPr><w:numPr><w:numId w:val=\"1@\"/></w:numPr></w:pPr>", "Đoạn @."), .before = "", .after = "",
			.name = "word/numbering.xml", .kind = "numbering", .open = "<w:numbering " W ">",
			.each = "<w:abstractNum w:abstractNumId=\"@\"><w:numStyleLink w:val=\"l@\"/><w:styleLink w:val=\"l@+\"/></w:abstractNum>"
				"<w:num w:numId=\"1@\"><w:abstractNumId w:val=\"@\"/></w:num>",
			.close = "</w:numbering>"},
		{.unit = "<w:p><w:r><w:t>Đoạn @.</w:t><w:footnoteReference w:id=\"@\"/></w:r></w:p>", .before = "", .after = "",
			.name = "word/footnotes.xml", .kind = "footnotes", .open = "<w:footnotes " W ">",
			.each = "<w:footnote w:id=\"@\">" P("", "Chú thích @.") "</w:footnote>", .close = "</w:footnotes>"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GBytes) docx = docx_of(&rows[i]);
		g_autoptr(GError) error = NULL;
		g_autoptr(doc_t) doc = read_file(docx, "docx", NULL, &error);
		g_assert_no_error(error);
		g_assert_cmpuint(count_items(doc->blocks), >=, ITEMS);
	}
}

/* A part that is related to itself, as the document, its styles and its notes at once. */
static void rings_of_parts_end(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(archive_writer_t) archive = archive_writer_new();
	archive_add_text(archive, "_rels/.rels", g_string_new(RELATIONS("<Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"a.xml\"/>")));
	archive_add_text(archive, "_rels/a.xml.rels",
		g_string_new(RELATIONS("<Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"a.xml\"/>"
				       "<Relationship Id=\"b\" Type=\"x/styles\" Target=\"a.xml\"/>"
				       "<Relationship Id=\"c\" Type=\"x/numbering\" Target=\"_rels/a.xml.rels\"/>"
				       "<Relationship Id=\"d\" Type=\"x/footnotes\" Target=\"a.xml\"/>")));
	archive_add_text(archive, "a.xml",
		g_string_new("<w:document " W "><w:body>" P("", "Một.") "</w:body><w:footnote w:id=\"1\"><w:p><w:r><w:t>hai</w:t>"
			     "<w:footnoteReference w:id=\"1\"/></w:r></w:p></w:footnote></w:document>"));
	g_autoptr(GBytes) docx = archive_finish(archive, &error);
	g_assert_no_error(error);
	g_autoptr(doc_t) doc = read_file(docx, "docx", NULL, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(doc->blocks->len, ==, 1);
}

static void expect_limit(GBytes *bytes, const char *format, const struct reading_limits *limits, const char *said)
{
	g_autoptr(GError) error = NULL;
	g_assert_null(read_file(bytes, format, limits, &error));
	check_error(&error, ERROR_INPUT, said);
}

static void each_limit_is_told(void)
{
	struct reading_limits limits = reading_usual;
	GString *large = g_string_sized_new(reading_usual.bytes + 1);
	while (large->len <= reading_usual.bytes)
		g_string_append(large, "Đoàn đã đến thăm và làm việc tại tỉnh, tiếp tục.\n");
	g_autoptr(GBytes) text = g_string_free_to_bytes(large);
	expect_limit(text, "txt", NULL, "too large");
	expect_limit(text, "docx", NULL, "too large");
	limits.bytes *= 2;
	expect_limit(text, "txt", &limits, "more than");
	limits.seconds = 1;
	limits.paragraphs = G_MAXUINT32;
	expect_limit(text, "txt", &limits, "too long");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/doc/large/many lines of text are read", many_lines_of_text_are_read);
	g_test_add_func("/doc/large/many parts of Word are read", many_parts_of_word_are_read);
	g_test_add_func("/doc/large/rings of parts end", rings_of_parts_end);
	g_test_add_func("/doc/large/each limit is told", each_limit_is_told);
	return g_test_run();
}
