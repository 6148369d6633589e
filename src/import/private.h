/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Shared by the files of the import, and by nothing else. */
#include "import/layout.h"

struct import *import_new(void);
void import_sort(struct import *import);
/* Counts a finding and keeps it while there is room. */
void note(struct import *import, guint most, enum severity severity, guint row,
	const struct column *column, const char *message);

/* What was done that the user should know of, told once a column or once a sheet. */
void note_formulas(const struct layout *layout, struct import *import, guint most);
void note_filled(const struct layout *layout, struct import *import, guint most);
void note_hidden(const struct layout *layout, struct import *import, guint most);
void note_beside(const struct sheet *sheet, struct import *import, guint most);

/* A cell that stands for nothing: only dashes or dots. */
gboolean cell_is_nothing(const struct sheet_cell *cell);
/*
 * Reads a cell as a value of the column's field. Errors are worded for the finding of the cell;
 * ERROR_ABSENT only where a linked record is missing.
 */
gboolean cell_value(const struct model *model, const struct links *links, struct column *column,
	const struct sheet_cell *cell, struct value *value, GError **error);
/* A whole number ≥ 1, as id ("12", "#12") or version; 0 for an empty cell. */
gboolean cell_number(const struct sheet_cell *cell, gint64 *number, GError **error);
/* The state by its id or label; index in reg->states. */
gboolean cell_state(
	const struct reg *reg, const struct sheet_cell *cell, guint *state, GError **error);

/* Takes the unit of money out of words such as "triệu đồng", "ĐVT: USD"; FALSE when they are none.
 */
gboolean unit_parse(const struct model *model, const char *words, guint *zeros, char currency[4]);
