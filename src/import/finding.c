/* SPDX-License-Identifier: Apache-2.0 */
#include "import/private.h"

static void finding_free(gpointer data)
{
	struct import_finding *finding = data;
	g_free(finding->field);
	g_free(finding->message);
	g_free(finding);
}

struct import *import_new(void)
{
	struct import *import = g_new0(struct import, 1);
	import->findings = g_ptr_array_new_with_free_func(finding_free);
	return import;
}

void import_free(struct import *import)
{
	if (!import)
		return;
	g_ptr_array_unref(import->findings);
	g_free(import->sheet);
	g_free(import);
}

void note(struct import *import, guint most, enum severity severity, guint row,
	const struct column *column, const char *message)
{
	if (severity == SEVERITY_ERROR)
		import->errors++;
	else
		import->warnings++;
	if (import->findings->len >= most)
		return;
	struct import_finding *finding = g_new0(struct import_finding, 1);
	finding->severity = severity;
	finding->row = row;
	finding->column = column ? column->number : 0;
	finding->field = g_strdup(column ? column_name(column) : NULL);
	finding->message = g_strdup(message);
	g_ptr_array_add(import->findings, finding);
}

static gint by_place(gconstpointer a, gconstpointer b)
{
	const struct import_finding *x = *(const struct import_finding *const *)a;
	const struct import_finding *y = *(const struct import_finding *const *)b;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return (x->column > y->column) - (x->column < y->column);
}

void import_sort(struct import *import)
{
	g_ptr_array_sort(import->findings, by_place);
}

/* Of a workbook: as its program writes a place. */
static char *sheet_place(const struct import_finding *finding, const char *file, const char *sheet)
{
	g_autofree char *cell = cell_place(finding->column, finding->row);
	if (finding->column && finding->field)
		return g_strdup_printf("%s: %s!%s (%s)", file, sheet, cell, finding->field);
	if (finding->column)
		return g_strdup_printf("%s: %s!%s", file, sheet, cell);
	return g_strdup_printf(_("%s: sheet “%s”, row %u"), file, sheet, finding->row);
}

static char *place_text(
	const struct import *import, const struct import_finding *finding, const char *file)
{
	g_autofree char *letters = column_letters(finding->column);
	if (!finding->row)
		return g_strdup(file);
	if (import->sheet)
		return sheet_place(finding, file, import->sheet);
	if (finding->column && finding->field)
		return g_strdup_printf(_("%s: row %u, column %s (%s)"), file, finding->row, letters,
			finding->field);
	if (finding->column)
		return g_strdup_printf(_("%s: row %u, column %s"), file, finding->row, letters);
	return g_strdup_printf(_("%s: row %u"), file, finding->row);
}

char *import_finding_text(
	const struct import *import, const struct import_finding *finding, const char *file)
{
	g_autofree char *place = place_text(import, finding, file);
	if (finding->severity == SEVERITY_ERROR)
		return g_strdup_printf("%s: %s", place, finding->message);
	return g_strdup_printf(_("%s: note: %s"), place, finding->message);
}
