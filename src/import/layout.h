/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The rows below the header of a sheet as officials write it: records, and what stands between and
 * below them and is none: a row that numbers the columns, the header once more on a new page,
 * headings of sections, totals, and under the table notes and signatures. A row with an id, and a
 * row that fills every required field, is a record, unless it says that it is a total. What is left
 * out is told.
 */
#include "import/columns.h"

struct layout {
	const struct sheet *sheet;
	const struct columns *columns;
	GPtrArray *rows;                /* const struct sheet_row *: the records, in order */
	const struct column *naming[2]; /* those of the code and of the key, NULL without column */
};

struct layout *layout_new(const struct sheet *sheet, const struct reg *reg,
	const struct columns *columns, struct import *import, guint findings_most);
void layout_free(struct layout *layout);
typedef struct layout layout_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(layout_t, layout_free)

/*
 * The cell of a row in a column. Where a merged cell covers several records there, its value is
 * that of each (*filled), but an amount cannot be, nor a cell that makes one record of several
 * rows: FALSE with ERROR_INPUT. *cell may be NULL.
 */
gboolean layout_cell(const struct layout *layout, const struct sheet_row *row,
	const struct column *column, const struct sheet_cell **cell, gboolean *filled,
	GError **error);
/* Several rows merged into one in the column of running numbers, or of what a record is called by:
 * FALSE with ERROR_INPUT. */
gboolean layout_row(const struct layout *layout, const struct sheet_row *row, GError **error);
