/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Tables: the fixed ones, and one typed table per register made and migrated from the definitions. The only place
 * where SQL is generated. Fields of one value have a column each (money has four); the rest (lists, rows, documents)
 * is canonical JSON in the column `rest`.
 */
#include "def/model.h"
#include "store/db.h"

enum { SCHEMA_VERSION = 3 };

/* The statements of one register's table. */
struct reg_sql {
	const struct reg *reg;
	char *table;
	struct sql insert, update, read, each, keys, astray, by_code, by_key;
	GArray *columns; /* guint: indices of the fields that have columns, in column order */
};

/* Whether this program knows the store's tables: ERROR_REFUSED for a newer version. *empty: it has none yet. */
gboolean schema_known(struct db *db, gboolean *empty, GError **error);
/* Whether its tables are as this version has them: else schema_open brings them there. For a store that has some. */
gboolean schema_is_current(struct db *db);
/* Makes the fixed tables where they are absent; ERROR_REFUSED for a store of a newer version. */
gboolean schema_open(struct db *db, GError **error);
/* Notes what tables, indexes and triggers there are, for the audit: to be called after all that makes any. */
gboolean schema_seal(struct db *db, GError **error);
/* The one way in which settings are written; the setting "seal" is the hash of all others, for the audit. */
gboolean setting_write(struct db *db, const char *name, const char *value, GError **error);
char *settings_seal(struct db *db, GError **error);
gboolean schema_drop(struct db *db, const char *table, GError **error);
/* Makes or widens the register's table; `linked`: other records name it. ERROR_REFUSED when a field changed its type. */
gboolean schema_register(struct db *db, const struct reg *reg, gboolean linked, GError **error);
struct reg_sql *reg_sql_new(const struct reg *reg);
void reg_sql_free(struct reg_sql *sql);
/* Appends all of them: const struct sql *. */
void reg_sql_statements(const struct reg_sql *sql, GPtrArray *statements);

/* Runs a statement with the signs of db_spell. */
gboolean schema_table(struct db *db, const char *pattern, GError **error);

/* TRUE when values of the field live in a column of their own. */
gboolean field_has_column(const struct field *field);
/* The term by which lists are in the order of a day, and its index; caller frees. */
char *schema_day_term(const struct field *day);
enum db_type field_column_type(const struct field *field);
