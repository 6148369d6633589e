/* SPDX-License-Identifier: Apache-2.0 */
#include "import/tally.h"
#include "base/confine.h"
#include "base/error.h"
#include "base/text.h"
#include "doc/read.h"
#include "format/archive.h"
#include "format/csv.h"
#include "format/xlsx.h"
#include "import/tally_tell.h"

#include <string.h>

enum { NOTES_MOST = 1000, SHEETS_MOST = 100 };

void tally_note_free(gpointer data)
{
	struct tally_note *note = data;
	g_free(note->cell);
	g_free(note->message);
	g_free(note);
}

char *tally_place(const struct tally_reading *reading, guint row, guint column)
{
	g_autofree char *place = row ? cell_place(column, row) : g_strdup("");
	return *reading->name ? g_strdup_printf("%s%s%s", reading->name, row ? "!" : "", place) : g_steal_pointer(&place);
}

void tally_note(struct tally_reading *reading, enum severity severity, guint row, guint column, const char *format, ...)
{
	if (reading->notes->len >= NOTES_MOST)
		return;
	struct tally_note *note = g_new0(struct tally_note, 1);
	va_list arguments;
	va_start(arguments, format);
	*note = (struct tally_note){severity, tally_place(reading, row, column), g_strdup_vprintf(format, arguments)};
	va_end(arguments);
	g_ptr_array_add(reading->notes, note);
}

static const char *const endings[] = {".xlsx", ".xlsm", ".xls", ".csv", NULL};

gboolean tally_is_sheet(const char *path)
{
	g_autofree char *lower = g_ascii_strdown(path, -1);
	for (guint i = 0; endings[i]; i++)
		if (g_str_has_suffix(lower, endings[i]))
			return TRUE;
	return FALSE;
}

static gboolean is_csv(const char *path)
{
	g_autofree char *lower = g_ascii_strdown(path, -1);
	return g_str_has_suffix(lower, ".csv");
}

static GPtrArray *read_sheets(GBytes *content, const char *path, GError **error)
{
	g_autoptr(GPtrArray) sheets = g_ptr_array_new_with_free_func((GDestroyNotify)sheet_free);
	g_auto(GStrv) names = is_csv(path) ? NULL : xlsx_sheet_names(content, error);
	if (is_csv(path)) {
		struct sheet *sheet = csv_read(content, CSV_UNICODE, error);
		if (sheet)
			g_ptr_array_add(sheets, sheet);
		return sheet ? g_steal_pointer(&sheets) : NULL;
	}
	if (names && g_strv_length(names) > SHEETS_MOST) {
		fail(error, ERROR_INPUT, _("the workbook has %u sheets; %d at most are read"), g_strv_length(names), SHEETS_MOST);
		return NULL;
	}
	for (guint i = 0; names && names[i]; i++) {
		struct sheet *sheet = xlsx_read(content, names[i], error);
		if (!sheet)
			return NULL;
		g_ptr_array_add(sheets, sheet);
	}
	return names ? g_steal_pointer(&sheets) : NULL;
}

static void tell_hidden(struct tally_reading *reading, GBytes *content, const char *path)
{
	g_auto(GStrv) names = is_csv(path) ? NULL : xlsx_hidden_names(content, NULL);
	reading->name = "";
	for (guint i = 0; names && names[i]; i++) {
		g_autofree char *brief = text_brief(names[i]);
		tally_note(reading, SEVERITY_WARNING, 0, 0, _("the sheet “%s” is hidden: it is not read"), brief);
	}
}

/* All that the tables say, read once. */
static GPtrArray *all_texts(const GPtrArray *sheets, const GPtrArray *tables)
{
	g_autoptr(GHashTable) set = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < tables->len; i++) {
		const GPtrArray *of = tables->pdata[i];
		for (guint j = 0; j < of->len; j++)
			tally_collect(of->pdata[j], set);
	}
	for (guint i = 0; i < sheets->len; i++) {
		const struct sheet *sheet = sheets->pdata[i];
		if (sheet->name && *sheet->name)
			g_hash_table_add(set, sheet->name);
	}
	GPtrArray *texts = g_ptr_array_new();
	GHashTableIter each;
	gpointer text;
	g_hash_table_iter_init(&each, set);
	while (g_hash_table_iter_next(&each, &text, NULL))
		g_ptr_array_add(texts, text);
	return texts;
}

static void read_cell(struct tally_reading *reading, const struct tally_row *row, const struct tally_column *column)
{
	const struct sheet_cell *cell = row_cell(row->row, column->number);
	const struct sheet_merge *merge = sheet_merge(reading->table->sheet, row->row->number, column->number);
	struct amount amount;
	gboolean doubt;
	if (tally_is_nothing(cell))
		return;
	if (cell->kind == CELL_WRONG || cell->kind == CELL_ERROR)
		tally_note(reading, SEVERITY_WARNING, row->row->number, column->number, _("“%s”: what should stand here cannot be read"), cell->text);
	else if (merge && (merge->bottom > merge->top || merge->right > merge->left))
		tally_note(reading, SEVERITY_WARNING, row->row->number, column->number, _("“%s” is a merged cell: it is not clear which row or column it is of"), cell->text);
	else if (!tally_amount(cell, &amount, &doubt))
		tally_note(reading, SEVERITY_WARNING, row->row->number, column->number, doubt ? _("“%s” is too long a number, or can be read in two ways") : _("“%s” is not understood as a number"), cell->text);
	else
		g_ptr_array_add(reading->facts, tally_ask(reading, row, column, &amount));
}

const char *tally_passed(const struct tally_reading *reading, const GPtrArray *texts)
{
	for (guint i = 0; i < texts->len; i++) {
		const struct said *said = tally_said(reading->texts, texts->pdata[i]);
		if (said && said->words >> WORD_PASSED & 1)
			return said->text;
	}
	return NULL;
}

static const char *passed_row(const struct tally_reading *reading, const struct tally_row *row)
{
	const char *passed = tally_passed(reading, row->labels);
	for (int above = row->above; !passed && above >= 0;) {
		const struct tally_row *at = reading->table->rows->pdata[above];
		passed = tally_passed(reading, at->labels);
		above = at->above;
	}
	return passed;
}

/* Once for a column, once for a row. */
static void tell_passed(struct tally_reading *reading)
{
	const struct tally_table *table = reading->table;
	guint head = ((const struct sheet_row *)table->sheet->rows->pdata[table->last])->number;
	for (guint i = 0; i < table->columns->len; i++) {
		const struct tally_column *column = table->columns->pdata[i];
		const char *passed = column->kind == TALLY_VALUES ? tally_passed(reading, column->heads) : NULL;
		if (passed)
			tally_note(reading, SEVERITY_HINT, head, column->number, _("“%s” compares, plans or estimates: it is passed over"), passed);
	}
	for (guint i = 0; i < table->rows->len; i++) {
		const struct tally_row *row = table->rows->pdata[i];
		const char *passed = row->numbers ? passed_row(reading, row) : NULL;
		if (passed)
			tally_note(reading, SEVERITY_HINT, row->row->number, 1, _("“%s” compares, plans or estimates: it is passed over"), passed);
	}
}

void tally_read_table(struct tally_reading *reading)
{
	const struct tally_table *table = reading->table;
	reading->first = reading->facts->len;
	tell_passed(reading);
	for (guint i = 0; i < table->rows->len; i++) {
		const struct tally_row *row = table->rows->pdata[i];
		if (passed_row(reading, row))
			continue;
		for (guint j = 0; j < table->columns->len; j++) {
			const struct tally_column *column = table->columns->pdata[j];
			if (reading->facts->len >= TALLY_NUMBERS_MOST)
				return;
			if (column->kind == TALLY_VALUES && (!table->list || row->total) && !tally_passed(reading, column->heads))
				read_cell(reading, row, column);
		}
	}
	if (table->list)
		tally_list(reading);
	tally_sums(reading);
}

static void read_all(struct tally_reading *reading, const GPtrArray *sheets, const GPtrArray *tables)
{
	g_autoptr(GPtrArray) texts = all_texts(sheets, tables);
	g_autoptr(tally_texts_t) said = tally_texts_new(reading->context, reading->words, texts);
	reading->texts = said;
	for (guint i = 0; i < tables->len; i++) {
		const GPtrArray *of = tables->pdata[i];
		const struct sheet *sheet = sheets->pdata[i];
		reading->name = sheet->name ? sheet->name : "";
		if (!of->len && sheet->rows->len)
			tally_note(reading, SEVERITY_HINT, 0, 0, _("there is no table of numbers with headings on this sheet"));
		for (guint j = 0; j < of->len; j++) {
			reading->table = of->pdata[j];
			tally_read_table(reading);
		}
		if (reading->facts->len >= TALLY_NUMBERS_MOST)
			tally_note(reading, SEVERITY_WARNING, 0, 0, _("there are more than %d numbers: the rest is not read"), TALLY_NUMBERS_MOST);
	}
	reading->texts = NULL;
}

char *tally_facts_here(const struct checker *checker, GBytes *content, const char *path, gboolean json, GError **error)
{
	g_autoptr(GPtrArray) sheets = read_sheets(content, path, error);
	if (!sheets)
		return NULL;
	struct check_context context = checker_context(checker);
	g_autoptr(tally_words_t) words = tally_words_new();
	g_autoptr(GPtrArray) tables = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	g_autoptr(GPtrArray) facts = g_ptr_array_new_with_free_func(tally_fact_free), notes = g_ptr_array_new_with_free_func(tally_note_free);
	for (guint i = 0; i < sheets->len; i++)
		g_ptr_array_add(tables, tally_tables(words, sheets->pdata[i]));
	struct tally_reading reading = {.context = &context, .words = words, .facts = facts, .notes = notes};
	read_all(&reading, sheets, tables);
	tell_hidden(&reading, content, path);
	return json ? tally_tell_json(&reading, path) : tally_tell_text(&reading, path);
}

struct work {
	const struct checker *checker;
	GBytes *content;
	const char *path;
	gboolean json;
};

/* In the child. */
static GBytes *work_confined(gpointer data, GError **error)
{
	const struct work *work = data;
	char *text = tally_facts_here(work->checker, work->content, work->path, work->json, error);
	return text ? g_bytes_new_take(text, strlen(text)) : NULL;
}

char *tally_facts(const struct checker *checker, GBytes *content, const char *path, gboolean json, GError **error)
{
	const struct confinement confinement = {reading_usual.memory, reading_usual.seconds, reading_usual.memory, FALSE};
	struct work work = {checker, content, path, json};
	g_autoptr(GBytes) text = archive_prepare(error) ? confine(work_confined, &work, &confinement, error) : NULL;
	return text ? g_strndup(g_bytes_get_data(text, NULL), g_bytes_get_size(text)) : NULL;
}
