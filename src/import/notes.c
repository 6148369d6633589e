/* SPDX-License-Identifier: Apache-2.0 */
#include "import/private.h"

/* Formulas are taken by their stored results. */
void note_formulas(const struct layout *layout, struct import *import, guint most)
{
	g_autofree guint *counts = g_new0(guint, layout->sheet->columns + 1);
	g_autofree guint *first = g_new0(guint, layout->sheet->columns + 1);
	for (guint r = 0; r < layout->rows->len; r++) {
		const struct sheet_row *row = layout->rows->pdata[r];
		for (guint i = 0; i < row->count; i++)
			if (row->cells[i].formula && *row->cells[i].text &&
				!counts[row->cells[i].column]++)
				first[row->cells[i].column] = row->number;
	}
	for (guint i = 0; i < layout->columns->items->len; i++) {
		const struct column *column = layout->columns->items->pdata[i];
		if (!counts[column->number])
			continue;
		g_autofree char *message =
			g_strdup_printf(_("formulas stand here (%u in this column): their stored "
					  "results are taken"),
				counts[column->number]);
		note(import, most, SEVERITY_WARNING, first[column->number], column, message);
	}
}

/* How many rows take the value of a merged cell that begins above them; *first is where one begins.
 */
static guint count_filled(const struct layout *layout, const struct column *column, guint *first)
{
	guint count = 0;
	for (guint r = 0; r < layout->rows->len; r++) {
		const struct sheet_row *row = layout->rows->pdata[r];
		const struct sheet_cell *cell;
		gboolean filled;
		if (!layout_row(layout, row, NULL) ||
			!layout_cell(layout, row, column, &cell, &filled, NULL) || !filled)
			continue;
		if (!count++)
			*first = sheet_merge(layout->sheet, row->number, column->number)->top;
	}
	return count;
}

void note_filled(const struct layout *layout, struct import *import, guint most)
{
	for (guint i = 0; layout->sheet->merged && i < layout->columns->items->len; i++) {
		const struct column *column = layout->columns->items->pdata[i];
		guint first = 0, count = count_filled(layout, column, &first);
		if (!count)
			continue;
		g_autofree char *message =
			g_strdup_printf(_("merged cells stand here: their value is taken for each "
					  "of their rows (%u rows below the first)"),
				count);
		note(import, most, SEVERITY_WARNING, first, column, message);
	}
}

void note_hidden(const struct layout *layout, struct import *import, guint most)
{
	guint hidden = 0, first = 0;
	for (guint i = 0; i < layout->rows->len; i++) {
		const struct sheet_row *row = layout->rows->pdata[i];
		first = row->hidden && !hidden ? row->number : first;
		hidden += row->hidden;
	}
	if (!hidden)
		return;
	g_autofree char *message = g_strdup_printf(
		_("%u hidden rows of the sheet are loaded as well, this is the first: show them, "
		  "and delete those that should not be"),
		hidden);
	note(import, most, SEVERITY_WARNING, first, NULL, message);
}

void note_beside(const struct sheet *sheet, struct import *import, guint most)
{
	if (!sheet->beside || !*sheet->beside)
		return;
	g_autofree char *names = g_strjoinv("”, “", sheet->beside);
	g_autofree char *message =
		g_strdup_printf(_("only the sheet “%s” is read; the workbook also has “%s”: choose "
				  "with --sheet"),
			sheet->name, names);
	note(import, most, SEVERITY_WARNING, 0, NULL, message);
}
