/* SPDX-License-Identifier: Apache-2.0 */
/* The user's sheet with a column of errors. */
#include "import/private.h"
#include "format/csv.h"
#include "format/xlsx.h"

#include <string.h>

#define DIGITS_MOST  15 /* what a number of a spreadsheet keeps */
#define ERRORS_WIDTH 60

/* Walks the findings, which are by row, along with the rows. */
struct notes {
	const struct import *import;
	guint next;
};

/* What is wrong with a row, one finding a line; NULL for nothing. */
static char *notes_of_row(struct notes *notes, guint row)
{
	const GPtrArray *findings = notes->import->findings;
	GString *text = NULL;
	for (; notes->next < findings->len; notes->next++) {
		const struct import_finding *finding = findings->pdata[notes->next];
		if (finding->row > row)
			break;
		if (finding->row < row || finding->severity != SEVERITY_ERROR)
			continue;
		g_autofree char *letters = column_letters(finding->column);
		text = text ? g_string_append_c(text, '\n') : g_string_new(NULL);
		if (finding->field)
			g_string_append_printf(text, _("column %s (%s): %s"), letters,
				finding->field, finding->message);
		else if (finding->column)
			g_string_append_printf(text, _("column %s: %s"), letters, finding->message);
		else
			g_string_append(text, finding->message);
	}
	return text ? g_string_free(text, FALSE) : NULL;
}

static const struct sheet_row *header_row(
	const struct sheet *sheet, const struct import *import, guint *index)
{
	for (*index = 0; *index < sheet->rows->len; (*index)++)
		if (((const struct sheet_row *)sheet->rows->pdata[*index])->number >=
			import->header)
			return sheet->rows->pdata[*index];
	return NULL;
}

/* The last column: the one of an earlier return, or a new one. */
static guint errors_column(const struct sheet *sheet, const struct import *import)
{
	guint index;
	const struct sheet_row *header = header_row(sheet, import, &index);
	const struct sheet_cell *last =
		header && header->count ? &header->cells[header->count - 1] : NULL;
	return last && last->column == sheet->columns && header_is_errors(last->text)
		       ? last->column
		       : sheet->columns + 1;
}

static char *note_text(struct notes *notes, const struct sheet_row *row)
{
	char *wrong = notes_of_row(notes, row->number);
	if (row->number != notes->import->header)
		return wrong;
	char *title = wrong ? g_strconcat(_("Errors"), "\n", wrong, NULL) : g_strdup(_("Errors"));
	g_free(wrong);
	return title;
}

/* The row as far as it has cells, and the note in its column. */
static void put_csv_row(
	struct csv_writer *writer, const struct sheet_row *row, guint errors, const char *note)
{
	guint column = 1;
	for (guint i = 0; i < row->count && row->cells[i].column < errors; i++) {
		for (; column < row->cells[i].column; column++)
			csv_cell(writer, NULL);
		csv_cell(writer, row->cells[i].text);
		column++;
	}
	for (; note && column < errors; column++)
		csv_cell(writer, NULL);
	if (note)
		csv_cell(writer, note);
	csv_end_row(writer);
}

GBytes *import_return_csv(const struct sheet *sheet, const struct import *import, GError **error)
{
	GString *out = g_string_new(NULL);
	struct csv_writer writer;
	struct notes notes = {.import = import};
	guint errors = errors_column(sheet, import);
	(void)error;
	csv_begin(&writer, out, sheet->separator ? sheet->separator : ',', TRUE);
	guint number = 1;
	for (guint r = 0; r < sheet->rows->len; r++) {
		const struct sheet_row *row = sheet->rows->pdata[r];
		for (; number < row->number; number++)
			csv_end_row(&writer);
		g_autofree char *note = note_text(&notes, row);
		put_csv_row(&writer, row, errors, note);
		number++;
	}
	return g_string_free_to_bytes(out);
}

/* A number as the writer takes it; FALSE when it has more digits than a spreadsheet keeps. */
static gboolean put_number(struct xlsx_writer *writer, const char *text)
{
	gint64 value = 0;
	guint digits = 0, scale = 0;
	gboolean fraction = FALSE;
	for (const char *at = text + (*text == '-'); *at; at++) {
		if (*at == '.') {
			fraction = TRUE;
			continue;
		}
		if (!g_ascii_isdigit(*at) || ++digits > DIGITS_MOST)
			return FALSE;
		value = value * 10 + (*at - '0');
		scale += fraction ? 1 : 0;
	}
	xlsx_number(writer, *text == '-' ? -value : value, scale);
	return TRUE;
}

static void put_cell(struct xlsx_writer *writer, const struct sheet_cell *cell)
{
	day_t day;
	if (cell->kind == CELL_DAY && day_parse(cell->text, &day, NULL))
		xlsx_day(writer, day);
	else if (cell->kind != CELL_NUMBER || !put_number(writer, cell->text))
		xlsx_text(writer, cell->text);
}

static void put_row(
	struct xlsx_writer *writer, const struct sheet_row *row, guint errors, const char *note)
{
	guint column = 1;
	for (guint i = 0; i < row->count && row->cells[i].column < errors; i++) {
		for (; column < row->cells[i].column; column++)
			xlsx_empty(writer);
		put_cell(writer, &row->cells[i]);
		column++;
	}
	for (; note && column < errors; column++)
		xlsx_empty(writer);
	if (note)
		xlsx_text(writer, note);
	xlsx_end_row(writer);
}

/* The first row of the sheet becomes the writer's header row, whatever it is. */
static void begin_sheet(struct xlsx_writer *writer, const struct sheet *sheet,
	const struct sheet_row *first, guint errors, const char *note)
{
	g_autofree struct xlsx_column *columns = g_new0(struct xlsx_column, errors);
	for (guint column = 1; column < errors; column++)
		columns[column - 1] = (struct xlsx_column){
			.header = first ? row_text(first, column) : "", .width = 20};
	columns[errors - 1] =
		(struct xlsx_column){.header = note ? note : "", .width = ERRORS_WIDTH};
	xlsx_sheet(writer, sheet->name, columns, errors);
}

/* The merged cells of the user's sheet, without the column of errors. */
static void put_merges(struct xlsx_writer *writer, const struct sheet *sheet, guint errors)
{
	GHashTableIter places;
	gpointer data;
	if (!sheet->merged)
		return;
	g_hash_table_iter_init(&places, sheet->merged);
	while (g_hash_table_iter_next(&places, NULL, &data)) {
		struct sheet_merge merge = *(const struct sheet_merge *)data;
		/* Each place that it covers knows it: the first one tells it. */
		if (sheet_merge(sheet, merge.top, merge.left) != data || merge.left >= errors)
			continue;
		merge.right = MIN(merge.right, errors - 1);
		xlsx_merge(writer, &merge, merge.cell ? merge.cell->text : "");
	}
}

GBytes *import_return_xlsx(const struct sheet *sheet, const struct import *import, GError **error)
{
	g_autoptr(xlsx_writer_t) writer = xlsx_writer_new(sheet->name, moment_now());
	struct notes notes = {.import = import};
	guint errors = errors_column(sheet, import), number = 2, r = 0;
	const struct sheet_row *first = sheet->rows->len ? sheet->rows->pdata[0] : NULL;
	first = first && first->number == 1 ? first : NULL;
	g_autofree char *top = first ? note_text(&notes, first) : NULL;
	begin_sheet(writer, sheet, first, errors, top);
	put_merges(writer, sheet, errors);
	for (r = first ? 1 : 0; r < sheet->rows->len; r++) {
		const struct sheet_row *row = sheet->rows->pdata[r];
		for (; number < row->number; number++)
			xlsx_end_row(writer);
		g_autofree char *note = note_text(&notes, row);
		put_row(writer, row, errors, note);
		number++;
	}
	return xlsx_finish(writer, error);
}
