/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Tables: the fixed ones, and one typed table per register made and migrated from the definitions. The only place
 * where SQL is generated. Fields of one value have a column each (money has four); the rest (lists, rows, documents)
 * is canonical JSON in the column `rest`.
 */
#include "def/model.h"
#include "store/db.h"

enum { SCHEMA_VERSION = 1 };

/* The statements of one register's table. */
struct reg_sql {
	const struct reg *reg;
	char *table;
	struct sql insert, update, read, each, by_code, by_key;
	GArray *columns; /* guint: indices of the fields that have columns, in column order */
};

/* Makes the fixed tables where they are absent; ERROR_REFUSED for a store of a newer version. */
gboolean schema_open(struct db *db, GError **error);
/* Makes or widens the register's table; `linked`: other records name it. ERROR_REFUSED when a field changed its type. */
gboolean schema_register(struct db *db, const struct reg *reg, gboolean linked, GError **error);
struct reg_sql *reg_sql_new(const struct reg *reg);
void reg_sql_free(struct reg_sql *sql);

/* Runs a statement in which {I} {T} {B} {S} {C} stand for the engine's words. */
gboolean schema_table(struct db *db, const char *pattern, GError **error);

/* TRUE when values of the field live in a column of their own. */
gboolean field_has_column(const struct field *field);
enum db_type field_column_type(const struct field *field);
