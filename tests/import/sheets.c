/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sheets as offices have them, loaded into the registers of the program. A file of sheets/ holds
 * one or several of them and, behind each, what is told of it and what is written:
 *
 *     load inbound [map COLUMN=FIELD…] [partial]   the register, and options
 *     | STT | Tên đoàn | …        a row; the first is row 1; "|" alone is an empty one
 *     merge A1:H1                 a merged cell
 *     hidden 5                    a hidden row
 *     = …                         what comes of it, line by line
 *
 * A cell is text, or #1.5 a number, @2020-03-12 a day, !#N/A an error, ? a formula without a
 * result; ⏎ in it is a line break. NGOAIVU_REWRITE=1 writes the lines “=” anew, to be read before
 * they are kept.
 */
#include "base/hash.h"
#include "check.h"
#include "import/import.h"
#include "stores.h"

#include <glib/gstdio.h>
#include <stdio.h>

#define SHEETS TESTS "/import/sheets"

struct bench {
	const struct model *model;
	char *folder, *url;
	struct store *store;
	gint64 office;
};

static void bench_open(struct bench *bench)
{
	GError *error = NULL;
	bench->folder = g_dir_make_tmp("ngoaivu-import-XXXXXX", &error);
	g_assert_no_error(error);
	bench->url = new_store_url(bench->folder);
	bench->store = store_open(bench->url, DB_CREATE, bench->model, &error);
	g_assert_no_error(error);
	bench->office = store_office_add(bench->store, "tt", &error);
	g_assert_no_error(error);
	g_assert_true(store_commit(bench->store, &error));
}

static void bench_close(struct bench *bench)
{
	store_close(bench->store);
	remove_store(bench->url);
	g_rmdir(bench->folder);
	g_free(bench->url);
	g_free(bench->folder);
}

/* One sheet of a file: its lines, as they stand. */
struct part {
	const struct reg *reg;
	GPtrArray *map; /* char *, NULL-ended */
	enum import_mode mode;
	struct sheet *sheet;
	guint rows; /* written so far */
};

static void add_cell(struct part *part, guint column, char *text)
{
	static const struct {
		char mark;
		enum cell_kind kind;
	} marks[] = {{'#', CELL_NUMBER}, {'@', CELL_DAY}, {'!', CELL_ERROR}};
	GError *error = NULL;
	struct sheet_cell cell = {.column = column, .kind = CELL_TEXT};
	g_autoptr(GString) lines = g_string_new(g_strstrip(text));
	g_string_replace(lines, "⏎", "\n", 0);
	cell.text = lines->str;
	for (gsize i = 0; i < G_N_ELEMENTS(marks); i++)
		if (*lines->str == marks[i].mark) {
			cell.kind = (guint8)marks[i].kind;
			cell.text = lines->str + 1;
		}
	cell.formula = strcmp(lines->str, "?") == 0;
	cell.text = cell.formula ? "" : cell.text;
	g_assert_true(sheet_add(part->sheet, part->rows, cell, &error));
	g_assert_no_error(error);
}

static void add_row(struct part *part, const char *line)
{
	g_auto(GStrv) cells = g_strsplit(line + 1, "|", -1);
	GError *error = NULL;
	part->rows++;
	for (guint i = 0; cells[i]; i++)
		add_cell(part, i + 1, cells[i]);
	sheet_end_row(part->sheet, part->rows, 0, &error);
	g_assert_no_error(error);
}

static void add_merge(struct part *part, const char *range)
{
	const char *first, *last;
	char *colon = strchr(range, ':');
	g_assert_nonnull(colon);
	struct sheet_merge merge = {
		.left = column_number(range, &first), .right = column_number(colon + 1, &last)};
	merge.top = (guint)g_ascii_strtoull(first, NULL, 10);
	merge.bottom = (guint)g_ascii_strtoull(last, NULL, 10);
	g_assert_true(sheet_add_merge(part->sheet, merge, NULL));
}

static void part_begin(const struct model *model, struct part *part, const char *line)
{
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	part->reg = words[1] ? model_register(model, words[1]) : NULL;
	if (!part->reg)
		g_error("%s: no such register", line);
	part->map = g_ptr_array_new_with_free_func(g_free);
	part->mode = IMPORT_ALL;
	part->rows = 0;
	part->sheet = sheet_new(NULL);
	for (guint i = 2; words[i]; i++)
		if (strcmp(words[i], "partial") == 0)
			part->mode = IMPORT_PARTIAL;
		else
			g_ptr_array_add(part->map, g_strdup(words[i]));
	g_ptr_array_add(part->map, NULL);
}

struct dump {
	GString *text;
	gint64 from; /* records that the store held before are left out */
};

static gboolean dump_record(void *data, const struct record *record, GError **error)
{
	struct dump *dump = data;
	(void)error;
	g_autofree char *json = record_json(record);
	if (record->id > dump->from || record->version > 1)
		g_string_append_printf(dump->text, "= %s\n", json);
	return TRUE;
}

static void dump_import(GString *text, const struct import *import)
{
	for (guint i = 0; i < import->findings->len; i++) {
		g_autofree char *told =
			import_finding_text(import, import->findings->pdata[i], "a");
		g_autoptr(GString) line = g_string_new(told);
		g_string_replace(line, "\n", "⏎", 0);
		g_string_append_printf(text, "= %s\n", line->str);
	}
	g_string_append_printf(text,
		"= header %u, %" PRIu64 " rows: %" PRIu64 " written, %" PRIu64 " wrong\n",
		import->header, import->rows, import->written, import->wrong);
}

/* Loads the sheet and appends what comes of it. */
static void part_end(struct bench *bench, struct part *part, GString *text)
{
	GError *error = NULL;
	struct import_options options = {.mode = part->mode,
		.map = (const char *const *)part->map->pdata,
		.author = {"test", NULL, "cli"},
		.findings_most = 100};
	struct dump dump = {text, store_position(bench->store, bench->office, &error)};
	g_autoptr(import_t) import =
		import_sheet(bench->store, part->reg, bench->office, part->sheet, &options, &error);
	if (!import)
		g_string_append_printf(text, "= error: %s\n", error->message);
	g_clear_error(&error);
	if (import)
		dump_import(text, import);
	store_each(bench->store, part->reg, bench->office, 0, dump_record, &dump, &error);
	g_assert_no_error(error);
	sheet_free(part->sheet);
	g_ptr_array_unref(part->map);
	part->reg = NULL;
}

static void take_line(struct part *part, const char *line)
{
	if (*line == '|')
		add_row(part, line);
	else if (g_str_has_prefix(line, "merge "))
		add_merge(part, line + 6);
	else if (g_str_has_prefix(line, "hidden "))
		sheet_row(part->sheet, (guint)g_ascii_strtoull(line + 7, NULL, 10))->hidden = true;
	else
		g_error("%s: is no line of a sheet", line);
}

/* The file as it should be: its own lines, and behind each sheet what came of it. */
static char *play(struct bench *bench, const char *content)
{
	GString *text = g_string_new(NULL);
	g_auto(GStrv) lines = g_strsplit(content, "\n", -1);
	struct part part = {0};
	for (guint i = 0; lines[i]; i++) {
		const char *line = lines[i];
		gboolean begins = g_str_has_prefix(line, "load ");
		if (*line == '=')
			continue;
		if (part.reg && (begins || *line == '\0' || *line == '/'))
			part_end(bench, &part, text);
		if (begins)
			part_begin(bench->model, &part, line);
		else if (part.reg)
			take_line(&part, line);
		if (*line || lines[i + 1])
			g_string_append_printf(text, "%s\n", line);
	}
	if (part.reg)
		part_end(bench, &part, text);
	return g_string_free(text, FALSE);
}

/* The first line in which they differ, for the reader of the test. */
static void check_same(const char *path, const char *got, const char *wanted)
{
	g_auto(GStrv) a = g_strsplit(got, "\n", -1);
	g_auto(GStrv) b = g_strsplit(wanted, "\n", -1);
	for (guint i = 0; a[i] || b[i]; i++) {
		if (g_strcmp0(a[i], b[i]) == 0)
			continue;
		g_test_message("%s:%u:\n  is    %s\n  wants %s", path, i + 1, a[i] ? a[i] : "(end)",
			b[i] ? b[i] : "(end)");
		g_test_fail();
		return;
	}
}

struct test {
	const struct model *model;
	char *path;
};

static void test_free(gpointer data)
{
	struct test *test = data;
	g_free(test->path);
	g_free(test);
}

static void test_file(gconstpointer data)
{
	const struct test *test = data;
	const char *path = test->path;
	g_autofree char *content = NULL;
	struct bench bench = {.model = test->model};
	g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
	bench_open(&bench);
	g_autofree char *text = play(&bench, content);
	bench_close(&bench);
	if (g_getenv("NGOAIVU_REWRITE"))
		g_file_set_contents(path, text, -1, NULL);
	else
		check_same(path, text, content);
}

static void add_tests(GPtrArray *tests, const struct model *model)
{
	g_autoptr(GDir) folder = g_dir_open(SHEETS, 0, NULL);
	const char *name;
	g_assert_nonnull(folder);
	while ((name = g_dir_read_name(folder))) {
		if (!g_str_has_suffix(name, ".txt"))
			continue;
		struct test *test = g_new0(struct test, 1);
		test->model = model;
		test->path = g_build_filename(SHEETS, name, NULL);
		g_ptr_array_add(tests, test);
		g_autofree char *title = g_strndup(name, strlen(name) - strlen(".txt"));
		g_autofree char *path = g_strconcat("/import/", title, NULL);
		g_strdelimit(path + strlen("/import/"), "-", ' ');
		g_test_add_data_func(path, test, test_file);
	}
}

int main(int argc, char **argv)
{
	const char *const folders[] = {TESTS "/../definitions", NULL};
	g_setenv("NGOAIVU_NOW", "2020-09-01T00:00:00Z", TRUE);
	g_test_init(&argc, &argv, NULL);
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(GPtrArray) tests = g_ptr_array_new_with_free_func(test_free);
	g_autoptr(model_t) model = model_load(folders, findings);
	if (!model)
		g_error("the definitions have mistakes");
	add_tests(tests, model);
	return g_test_run();
}
