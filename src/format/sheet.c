/* SPDX-License-Identifier: Apache-2.0 */
#include "format/sheet.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

/* Cells repeat: choices, countries, names. Shorter texts are kept once. */
#define SHARED_BYTES_MOST 64

static void row_free(gpointer data)
{
	struct sheet_row *row = data;
	g_free(row->cells);
	g_free(row);
}

struct sheet *sheet_new(const char *name)
{
	struct sheet *sheet = g_new0(struct sheet, 1);
	sheet->name = g_strdup(name);
	sheet->rows = g_ptr_array_new_with_free_func(row_free);
	sheet->strings = g_string_chunk_new(64 * 1024);
	sheet->pending = g_array_new(FALSE, FALSE, sizeof(struct sheet_cell));
	return sheet;
}

void sheet_free(struct sheet *sheet)
{
	if (!sheet)
		return;
	g_free(sheet->name);
	g_strfreev(sheet->beside);
	g_clear_pointer(&sheet->merged, g_hash_table_unref);
	g_ptr_array_unref(sheet->rows);
	g_string_chunk_free(sheet->strings);
	g_array_unref(sheet->pending);
	g_free(sheet);
}

const struct sheet_cell *row_cell(const struct sheet_row *row, guint column)
{
	guint low = 0, high = row->count;
	while (low < high) {
		guint middle = low + (high - low) / 2;
		if (row->cells[middle].column == column)
			return &row->cells[middle];
		if (row->cells[middle].column < column)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const char *row_text(const struct sheet_row *row, guint column)
{
	const struct sheet_cell *cell = row_cell(row, column);
	return cell ? cell->text : "";
}

struct sheet_row *sheet_row(const struct sheet *sheet, guint number)
{
	guint low = 0, high = sheet->rows->len;
	while (low < high) {
		guint middle = low + (high - low) / 2;
		struct sheet_row *row = sheet->rows->pdata[middle];
		if (row->number == number)
			return row;
		if (row->number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static gint64 place_key(guint row, guint column)
{
	return (gint64)row * (SHEET_COLUMNS_MOST + 1) + column;
}

const struct sheet_merge *sheet_merge(const struct sheet *sheet, guint row, guint column)
{
	gint64 key = place_key(row, column);
	return sheet->merged ? g_hash_table_lookup(sheet->merged, &key) : NULL;
}

/* One of these is kept for each place that it covers. */
static void cover(struct sheet *sheet, const struct sheet_merge *merge)
{
	for (guint row = merge->top; row <= merge->bottom; row++)
		for (guint column = merge->left; column <= merge->right; column++) {
			gint64 key = place_key(row, column);
			g_hash_table_insert(sheet->merged, g_memdup2(&key, sizeof key),
				g_memdup2(merge, sizeof *merge));
		}
}

gboolean sheet_add_merge(struct sheet *sheet, struct sheet_merge merge, GError **error)
{
	guint last =
		sheet->rows->len
			? ((struct sheet_row *)sheet->rows->pdata[sheet->rows->len - 1])->number
			: 0;
	merge.bottom = MIN(merge.bottom, last);
	merge.right = MIN(merge.right, sheet->columns);
	if (merge.top == 0 || merge.left == 0 || merge.top > merge.bottom ||
		merge.left > merge.right)
		return TRUE;
	if (!sheet->merged)
		sheet->merged = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	sheet->covered += (guint64)(merge.bottom - merge.top + 1) * (merge.right - merge.left + 1);
	if (sheet->covered > SHEET_MERGED_MOST) {
		g_autofree char *place = cell_place(merge.left, merge.top);
		return fail(error, ERROR_INPUT,
			_("cell %s: too many cells of the sheet are merged: unmerge them"), place);
	}
	const struct sheet_row *row = sheet_row(sheet, merge.top);
	merge.cell = row ? row_cell(row, merge.left) : NULL;
	cover(sheet, &merge);
	return TRUE;
}

/* The reason stands behind the end of the text, in the same piece of memory. */
const char *cell_reason(const struct sheet_cell *cell)
{
	return cell->kind == CELL_WRONG ? cell->text + strlen(cell->text) + 1 : NULL;
}

char *column_letters(guint column)
{
	char letters[8];
	char *at = letters + sizeof letters - 1;
	*at = '\0';
	for (; column > 0; column = (column - 1) / 26)
		*--at = (char)('A' + (column - 1) % 26);
	return g_strdup(at);
}

char *cell_place(guint column, guint row)
{
	g_autofree char *letters = column_letters(column);
	return g_strdup_printf("%s%u", letters, row);
}

guint column_number(const char *letters, const char **rest)
{
	guint column = 0;
	while (g_ascii_isalpha(*letters) && column <= SHEET_COLUMNS_MOST)
		column = column * 26 + (guint)(g_ascii_toupper(*letters++) - 'A') + 1;
	*rest = letters;
	return column <= SHEET_COLUMNS_MOST ? column : 0;
}

static gboolean refuse_cell(guint column, guint row, GError **error, const char *message)
{
	g_autofree char *place = cell_place(column, row);
	return fail(error, ERROR_INPUT, _("cell %s: %s"), place, message);
}

static gboolean check_limits(
	struct sheet *sheet, guint row, const struct sheet_cell *cell, GError **error)
{
	guint pending = sheet->pending->len;
	if (cell->column == 0 || cell->column > SHEET_COLUMNS_MOST)
		return fail(error, ERROR_INPUT, _("row %u: has more than %d columns"), row,
			SHEET_COLUMNS_MOST);
	if (pending > 0 && g_array_index(sheet->pending, struct sheet_cell, pending - 1).column >=
				   cell->column)
		return refuse_cell(cell->column, row, error, _("stands twice or out of order"));
	if (strlen(cell->text) > SHEET_CELL_BYTES_MOST)
		return refuse_cell(cell->column, row, error, _("its text is too long"));
	if (++sheet->cells > SHEET_CELLS_MOST)
		return refuse_cell(cell->column, row, error, _("the sheet has too many cells"));
	return TRUE;
}

gboolean sheet_add(struct sheet *sheet, guint row, struct sheet_cell cell, GError **error)
{
	if (*cell.text == '\0' && !cell.formula)
		return TRUE;
	if (!check_limits(sheet, row, &cell, error))
		return FALSE;
	g_autofree char *clean = text_clean(cell.text, -1, error);
	if (!clean) {
		g_autofree char *place = cell_place(cell.column, row);
		g_prefix_error(error, _("cell %s: "), place);
		return FALSE;
	}
	cell.text = strlen(clean) <= SHARED_BYTES_MOST
			    ? g_string_chunk_insert_const(sheet->strings, clean)
			    : g_string_chunk_insert(sheet->strings, clean);
	g_array_append_val(sheet->pending, cell);
	sheet->columns = MAX(sheet->columns, cell.column);
	return TRUE;
}

gboolean sheet_add_wrong(
	struct sheet *sheet, guint row, struct sheet_cell cell, const char *reason, GError **error)
{
	g_autofree char *brief = text_brief(*cell.text ? cell.text : "?");
	cell.text = brief;
	cell.kind = CELL_WRONG;
	if (!check_limits(sheet, row, &cell, error))
		return FALSE;
	g_autoptr(GString) both = g_string_new(brief);
	g_string_append_c(both, '\0');
	g_string_append(both, reason);
	cell.text = g_string_chunk_insert_len(sheet->strings, both->str, (gssize)both->len + 1);
	g_array_append_val(sheet->pending, cell);
	sheet->columns = MAX(sheet->columns, cell.column);
	return TRUE;
}

gboolean sheet_end_row(struct sheet *sheet, guint number, guint line, GError **error)
{
	if (sheet->pending->len == 0)
		return TRUE;
	const struct sheet_row *last =
		sheet->rows->len ? sheet->rows->pdata[sheet->rows->len - 1] : NULL;
	if (number == 0 || number > SHEET_ROWS_MOST)
		return fail(error, ERROR_INPUT, _("there are more than %d rows"), SHEET_ROWS_MOST);
	if (last && last->number >= number)
		return fail(error, ERROR_INPUT, _("row %u: stands twice or out of order"), number);
	struct sheet_row *row = g_new0(struct sheet_row, 1);
	row->number = number;
	row->line = line;
	row->count = sheet->pending->len;
	row->cells = g_memdup2(sheet->pending->data, row->count * sizeof(struct sheet_cell));
	g_ptr_array_add(sheet->rows, row);
	g_array_set_size(sheet->pending, 0);
	return TRUE;
}
