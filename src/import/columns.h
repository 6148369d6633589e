/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* The columns of a sheet and the fields they hold. */
#include "import/import.h"

enum column_role { COLUMN_SKIP, COLUMN_FIELD, COLUMN_ID, COLUMN_VERSION, COLUMN_STATE };

struct column {
	enum column_role role;
	guint number;              /* from 1 */
	const struct field *field; /* COLUMN_FIELD */
	guint zeros;               /* money: amounts are told in 10^zeros … */
	char currency[4];          /* … of this currency */
	char *unit; /* money: the unit as the header writes it, "triệu đồng"; NULL = none */
	GHashTable *known; /* char * text → struct value *: what choices and codes were read as */
};

struct columns {
	GPtrArray *items; /* struct column *, by number; those that are read */
	guint header;     /* index in sheet->rows of its last row */
	guint first;      /* of its first row, where headings stand in several */
	guint ordinal;    /* the column of running numbers, from 1; 0 = none */
	GArray *bare;     /* guint: columns without a heading, which are not read */
};
void columns_free(struct columns *columns);
typedef struct columns columns_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(columns_t, columns_free)

/* Finds the header row and what its columns are. Mistakes are findings; NULL with *error for a
 * wrong map. */
struct columns *columns_find(const struct model *model, const struct reg *reg,
	const struct sheet *sheet, const char *const *map, struct import *import,
	guint findings_most, GError **error);

/* A column without a heading must be empty in the rows that are records (struct sheet_row *): else
 * a finding. */
void columns_check_bare(const struct columns *columns, const GPtrArray *rows, struct import *import,
	guint findings_most);

/* The column of this role, or of this field; NULL when there is none. */
const struct column *columns_role(const struct columns *columns, enum column_role role);
const struct column *columns_field(const struct columns *columns, const struct field *field);

/* How a column is called in findings: its field's id, "id", "version", "state". */
const char *column_name(const struct column *column);
/* The header of the column of errors in sheets that were returned, in any language. */
gboolean header_is_errors(const char *header);
