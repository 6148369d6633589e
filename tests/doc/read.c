/* SPDX-License-Identifier: Apache-2.0 */
/*
 * read/NAME.EXTENSION is a file of somebody's, read/NAME.EXTENSION.tree what is read in it (outline.h);
 * a test is added by adding the files. A folder NAME.EXTENSION.d holds the parts of an archive. UPDATE=1 writes the trees anew, to be reviewed.
 */
#include "base/error.h"
#include "check.h"
#include "doc/form.h"
#include "doc/read.h"
#include "format/archive.h"
#include "format/file.h"
#include "outline.h"
#include "sample.h"

#include <string.h>

#define BYTES(text) text, sizeof(text) - 1
#define REPORTS READ "/../../../../shared/reports"

static struct doc *read_path(const char *path)
{
	g_autoptr(GError) error = NULL;
	struct doc *doc = doc_read(path, NULL, NULL, &error);
	g_assert_no_error(error);
	return doc;
}

static void pack_folder(struct archive_writer *archive, const char *folder, const char *prefix)
{
	g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
	g_assert_nonnull(files);
	for (const char *name; (name = g_dir_read_name(files));) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		g_autofree char *part = g_strconcat(prefix, name, NULL);
		if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
			g_autofree char *deeper = g_strconcat(part, "/", NULL);
			pack_folder(archive, path, deeper);
			continue;
		}
		char *content = NULL;
		gsize length = 0;
		g_assert_true(g_file_get_contents(path, &content, &length, NULL));
		g_autoptr(GBytes) bytes = g_bytes_new_take(content, length);
		archive_add(archive, part, bytes);
	}
}

/* The bytes of a file, or of the archive that a folder stands for. */
static GBytes *bytes_of(const char *path)
{
	g_autoptr(GError) error = NULL;
	if (!g_str_has_suffix(path, ".d"))
		return file_read(path, FILE_BYTES_MOST, &error);
	g_autoptr(archive_writer_t) archive = archive_writer_new();
	pack_folder(archive, path, "");
	GBytes *bytes = archive_finish(archive, &error);
	g_assert_no_error(error);
	return bytes;
}

/* Once in a process of its own, once in this one, where leaks are seen. */
static struct doc *read_twice(const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = bytes_of(path);
	g_autofree char *name = g_str_has_suffix(path, ".d") ? g_strndup(path, strlen(path) - 2)
							     : g_strdup(path);
	struct doc *doc = doc_read_format(name)->read(bytes, &reading_usual, &error);
	g_assert_no_error(error);
	if (g_str_has_suffix(path, ".d"))
		return doc;
	g_autoptr(doc_t) other = read_path(path);
	g_autofree char *one = outline(doc);
	g_autofree char *two = outline(other);
	g_assert_cmpstr(one, ==, two);
	return doc;
}

static void expect_outline(const char *path, const char *found)
{
	g_autofree char *target = g_strconcat(path, ".tree", NULL);
	g_autofree char *expected = NULL;
	g_autoptr(GError) error = NULL;
	if (g_getenv("UPDATE")) {
		g_assert_true(g_file_set_contents(target, found, -1, &error));
		return;
	}
	g_assert_true(g_file_get_contents(target, &expected, NULL, &error));
	if (strcmp(found, expected) != 0)
		g_error("%s differs from what is read:\n%s", target, found);
}

typedef void (*visit)(const struct run *run, void *data);

static void visit_runs(const GPtrArray *runs, visit see, void *data)
{
	for (guint i = 0; i < runs->len; i++)
		see(runs->pdata[i], data);
}

static void visit_rows(const GPtrArray *rows, visit see, void *data)
{
	for (guint i = 0; i < rows->len; i++) {
		const struct row *row = rows->pdata[i];
		for (guint k = 0; k < row->cells->len; k++)
			visit_runs(((const struct cell *)row->cells->pdata[k])->runs, see, data);
	}
}

static void visit_blocks(const GPtrArray *blocks, visit see, void *data)
{
	for (guint i = 0; i < blocks->len; i++) {
		const struct block *block = blocks->pdata[i];
		visit_runs(block->runs, see, data);
		for (guint k = 0; k < block->items->len; k++)
			visit_blocks(block->items->pdata[k], see, data);
		if (block->table) {
			visit_rows(block->table->header, see, data);
			visit_rows(block->table->rows, see, data);
		}
	}
}

struct file {
	const char *path;
	char **lines;
	guint seen;
};

static void expect_at(const struct file *file, struct origin at, const char *text)
{
	g_autofree char *words = g_strchomp(g_strdup(text));
	if (!*words)
		return;
	if (at.line == 0 || at.line > g_strv_length(file->lines))
		g_error("%s: “%s” has no line", file->path, words);
	const char *line = file->lines[at.line - 1];
	const glong length = g_utf8_strlen(line, -1);
	if (at.column == 0 || (glong)at.column > length)
		g_error("%s: “%s” has no column in line %u", file->path, words, at.line);
	const char *there = g_utf8_offset_to_pointer(line, at.column - 1);
	if (!g_str_has_prefix(there, words))
		g_error("%s:%u:%u: “%s” is not “%s”", file->path, at.line, at.column, there, words);
}

static void expect_run(const struct run *run, void *data)
{
	struct file *file = data;
	if (run->kind == RUN_BREAK)
		return;
	file->seen++;
	expect_at(file, run->origin, run->text);
}

/* Of a text file in NFC without character references. */
static void expect_places(const char *path, const struct doc *doc)
{
	g_autofree char *content = NULL;
	g_autoptr(GError) error = NULL;
	g_assert_true(g_file_get_contents(path, &content, NULL, &error));
	g_auto(GStrv) lines = g_strsplit(content, "\n", -1);
	struct file file = {path, lines, 0};
	visit_blocks(doc->blocks, expect_run, &file);
	for (guint i = 0; i < doc->appendices->len; i++)
		visit_blocks(((const struct appendix *)doc->appendices->pdata[i])->blocks, expect_run, &file);
	for (guint i = 0; i < doc->parts->len; i++) {
		const struct doc_part *part = doc->parts->pdata[i];
		expect_at(&file, part->origin, part->text);
	}
	g_assert_cmpuint(file.seen, >, 0);
}

/* What a reader's tree holds survives its way through JSON. */
static void expect_same_after_json(const struct doc *doc)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) json = doc_write_json(doc, &error);
	g_assert_no_error(error);
	g_autoptr(doc_t) again =
		doc_read_json(g_bytes_get_data(json, NULL), g_bytes_get_size(json), &error);
	g_assert_no_error(error);
	g_autofree char *first = outline(doc);
	g_autofree char *second = outline(again);
	g_assert_cmpstr(first, ==, second);
}

static void a_file_is_read_as_expected(gconstpointer data)
{
	const char *path = data;
	g_autoptr(doc_t) doc = read_twice(path);
	g_autofree char *found = outline(doc);
	expect_outline(path, found);
	expect_same_after_json(doc);
	if (g_str_has_suffix(path, ".txt") && !strstr(path, "old-"))
		expect_places(path, doc);
}

/* The reports are not part of the project: only what can be said of any file is claimed. */
static void every_text_of_the_reports_stands_where_it_says(void)
{
	static const char *const names[] = {"HT", "LS", "QN", "TB", "VP"};
	if (!g_file_test(REPORTS, G_FILE_TEST_IS_DIR)) {
		g_test_skip("shared/reports is not here");
		return;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_strconcat(REPORTS "/", names[i], ".txt", NULL);
		g_autoptr(doc_t) doc = read_path(path);
		expect_places(path, doc);
		expect_same_after_json(doc);
		g_assert_cmpstr(doc->kind, ==, "BÁO CÁO");
		g_assert_nonnull(doc->subject);
		g_assert_nonnull(doc->signature.name);
		g_assert_cmpuint(doc->recipients->len, >=, 2);
		g_assert_nonnull(doc->archive);
	}
}

static struct doc *read_bytes(doc_reader read, GBytes *content)
{
	g_autoptr(GError) error = NULL;
	struct doc *doc = read(content, &reading_usual, &error);
	g_assert_no_error(error);
	return doc;
}

static GBytes *write_as(const char *format, const struct doc *doc)
{
	g_autoptr(GError) error = NULL;
	GBytes *bytes = doc_format_find(format)->write(doc, &error);
	g_assert_no_error(error);
	return bytes;
}

/* Tells the first line that differs. */
static void expect_equal(const char *found, const char *wanted)
{
	g_auto(GStrv) one = g_strsplit(found, "\n", -1);
	g_auto(GStrv) two = g_strsplit(wanted, "\n", -1);
	for (guint i = 0; one[i] || two[i]; i++)
		if (g_strcmp0(one[i], two[i]) != 0)
			g_error("line %u: “%s” instead of “%s”", i + 1, one[i] ? one[i] : "(none)",
				two[i] ? two[i] : "(none)");
}

static void expect_same_text(const struct doc *doc, const struct doc *again, const char *format)
{
	g_autoptr(GBytes) one = write_as(format, doc);
	g_autoptr(GBytes) two = write_as(format, again);
	if (g_bytes_equal(one, two))
		return;
	g_autofree char *wanted = g_strndup(g_bytes_get_data(one, NULL), g_bytes_get_size(one));
	g_autofree char *found = g_strndup(g_bytes_get_data(two, NULL), g_bytes_get_size(two));
	expect_equal(found, wanted);
}

/* What was written as DOCX and read is, written as text, the same; and read again, the same tree. */
static void expect_back(struct doc *written)
{
	g_autoptr(doc_t) doc = written;
	g_autoptr(GBytes) bytes = write_as("docx", doc);
	g_autoptr(doc_t) first = read_bytes(doc_read_docx, bytes);
	expect_same_text(doc, first, "txt");
	expect_same_text(doc, first, "md");
	g_autoptr(GBytes) again = write_as("docx", first);
	g_autoptr(doc_t) second = read_bytes(doc_read_docx, again);
	g_autofree char *one = outline(first);
	g_autofree char *two = outline(second);
	expect_equal(two, one);
}

static void our_own_documents_come_back(void)
{
	expect_back(sample_draft());
	expect_back(sample_report());
	expect_back(sample_form());
	expect_back(sample_money());
	expect_back(sample_rows(20));
	expect_back(sample_pages(30));
	for (guint32 seed = 0; seed < 6; seed++) {
		expect_back(sample_numbers(NUMBERING_LETTER, seed));
		expect_back(sample_numbers(NUMBERING_DECIMAL, seed));
	}
}

static void add_line(GString *out, const char *label, const GPtrArray *runs)
{
	g_autofree char *text = runs_plain(runs);
	g_auto(GStrv) words = g_strsplit_set(text, " \n", -1);
	g_string_append_printf(out, "%s|", label ? label : "");
	for (guint i = 0; words[i]; i++)
		if (*words[i])
			g_string_append_printf(out, " %s", words[i]);
	g_string_append_c(out, '\n');
}

static void add_rows(GString *out, const GPtrArray *rows)
{
	for (guint i = 0; i < rows->len; i++) {
		const struct row *row = rows->pdata[i];
		for (guint k = 0; k < row->cells->len; k++)
			add_line(out, NULL, ((const struct cell *)row->cells->pdata[k])->runs);
	}
}

/* What a document of ours says line by line, with the labels that are printed. */
static char *printed(const struct doc *doc)
{
	GString *out = g_string_new(NULL);
	for (guint part = 0; part <= doc->appendices->len; part++) {
		const struct appendix *appendix = part ? doc->appendices->pdata[part - 1] : NULL;
		g_autoptr(GPtrArray) flow =
			form_flow(appendix ? appendix->blocks : doc->blocks, doc->numbering, !appendix);
		for (guint i = 0; i < flow->len; i++) {
			const struct flow_item *item = flow->pdata[i];
			if (item->kind != FLOW_TABLE) {
				add_line(out, item->label, item->runs);
				continue;
			}
			if (item->table->caption)
				g_string_append_printf(out, "| %s\n", item->table->caption);
			add_rows(out, item->table->header);
			add_rows(out, item->table->rows);
		}
	}
	return g_string_free(out, FALSE);
}

static void add_blocks(GString *out, const GPtrArray *blocks)
{
	for (guint i = 0; i < blocks->len; i++) {
		const struct block *block = blocks->pdata[i];
		for (guint k = 0; k < block->items->len; k++)
			add_blocks(out, block->items->pdata[k]);
		if (block->kind == BLOCK_HEADING || block->kind == BLOCK_PARAGRAPH)
			add_line(out, block->label, block->runs);
		if (!block->table)
			continue;
		add_rows(out, block->table->header);
		add_rows(out, block->table->rows);
	}
}

/* The same of one that was read, with the labels that stand in the file. */
static char *seen(const struct doc *doc)
{
	GString *out = g_string_new(NULL);
	add_blocks(out, doc->blocks);
	for (guint i = 0; i < doc->appendices->len; i++)
		add_blocks(out, ((const struct appendix *)doc->appendices->pdata[i])->blocks);
	return g_string_free(out, FALSE);
}

/* What was written as PDF and read says the same, paragraph by paragraph and cell by cell. */
static void expect_pdf(struct doc *written)
{
	g_autoptr(doc_t) doc = written;
	g_autoptr(GBytes) bytes = write_as("pdf", doc);
	g_autoptr(doc_t) read = read_bytes(doc_read_pdf, bytes);
	g_autofree char *one = printed(doc);
	g_autofree char *two = seen(read);
	expect_equal(two, one);
	g_assert_cmpstr(read->symbol, ==, doc->symbol);
	g_assert_cmpstr(read->subject, ==, doc->subject);
	g_assert_cmpstr(read->signature.name, ==, doc->signature.name);
}

static void our_own_pdfs_are_read(void)
{
	expect_pdf(sample_draft());
	expect_pdf(sample_report());
	expect_pdf(sample_rows(120));
	expect_pdf(sample_pages(200));
}

struct claim {
	const char *content;
	gsize length;
	const char *error;
};

static void what_is_no_text_is_told(void)
{
	static const struct claim claims[] = {
		{BYTES("a\nb\xff\n"), "line 2: "},
		{BYTES("a\0b"), "line 1: "},
		{BYTES("a\n\x01"), "line 2: "},
		{BYTES("\xff\xfe\x00\xd8"), "UTF-16"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(claims); i++) {
		g_autoptr(GBytes) content = g_bytes_new_static(claims[i].content, claims[i].length);
		g_autoptr(GError) error = NULL;
		g_assert_null(doc_read_text(content, &reading_usual, &error));
		check_error(&error, ERROR_INPUT, claims[i].error);
	}
}

static void expect_text(const char *content, gsize length, const char *wanted)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static(content, length);
	g_autoptr(GError) error = NULL;
	g_autoptr(doc_t) doc = doc_read_text(bytes, &reading_usual, &error);
	g_assert_no_error(error);
	g_autofree char *found = outline(doc);
	const char *body = strstr(found, "paragraph ");
	g_assert_cmpstr(body ? body : "", ==, wanted);
}

static void marks_of_encodings_are_no_text(void)
{
	expect_text(BYTES(""), "");
	expect_text(BYTES("\xef\xbb\xbfMột"), "paragraph 1:1 | Một\n");
	expect_text(BYTES("\xff\xfeM\x00\xd9\x1et\x00\r\x00\n\x00"), "paragraph 1:1 | Một\n");
	expect_text(BYTES("Mo\xcc\xa3\xcc\x82t hai"), "paragraph 1:1 | Một hai\n");
	expect_text(BYTES("Một\rHai"), "paragraph 1:1 | Một\nparagraph 2:1 | Hai\n");
}

static void a_kind_that_is_not_read_is_refused(void)
{
	static const char *const paths[] = {"a.html", "a", "a.exe", ""};
	for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
		g_autoptr(GError) error = NULL;
		g_assert_null(doc_read(paths[i], NULL, NULL, &error));
		check_error(&error, ERROR_USAGE, paths[i]);
	}
	g_autoptr(GError) error = NULL;
	g_assert_null(doc_read("/nowhere/a.txt", NULL, NULL, &error));
	check_error(&error, ERROR_ABSENT, "/nowhere/a.txt");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/doc/read/every text of the reports stands where it says",
		every_text_of_the_reports_stands_where_it_says);
	g_test_add_func("/doc/read/our own documents come back", our_own_documents_come_back);
	g_test_add_func("/doc/read/our own PDFs are read", our_own_pdfs_are_read);
	g_test_add_func("/doc/read/what is no text is told", what_is_no_text_is_told);
	g_test_add_func("/doc/read/marks of encodings are no text", marks_of_encodings_are_no_text);
	g_test_add_func("/doc/read/a kind that is not read is refused", a_kind_that_is_not_read_is_refused);
	g_autoptr(GDir) files = g_dir_open(READ, 0, NULL);
	g_assert_nonnull(files);
	for (const char *name; (name = g_dir_read_name(files));) {
		if (g_str_has_suffix(name, ".tree"))
			continue;
		g_autofree char *test = g_strconcat("/doc/read/", name, NULL);
		g_test_add_data_func_full(test, g_build_filename(READ, name, NULL),
			a_file_is_read_as_expected, g_free);
	}
	return g_test_run();
}
