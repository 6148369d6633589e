/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * What an engine is to db.c, and to nothing else: one table of functions, each as db.h describes it. An engine's own
 * structures begin with the two here, so that db.c finds the engine in them.
 */
#include "store/db.h"

/* What stands in a statement for a sign, "{I}" (db_spell). */
struct spelling {
	const char *sign, *text;
};

struct db_engine {
	const char *const *schemes; /* of its URLs, NULL-ended */
	struct db *(*open)(const char *url, enum db_mode mode, GError **error);
	char *(*show)(const char *url); /* NULL: as it is */
	void (*close)(struct db *db); /* statements are freed already */
	const char *(*name)(const struct db *db);
	const char *(*version)(const struct db *db);

	struct statement *(*prepare)(struct db *db, const struct sql *sql, GError **error);
	void (*free_statement)(struct statement *statement);
	void (*bind_int)(struct statement *statement, int index, gint64 value);
	void (*bind_text)(struct statement *statement, int index, const char *text);
	void (*bind_bytes)(struct statement *statement, int index, gconstpointer bytes, gsize length);
	void (*bind_null)(struct statement *statement, int index);
	gboolean (*ask)(struct statement *statement, GError **error); /* NULL where nothing is gained */
	gboolean (*next)(struct statement *statement, gboolean *row, GError **error);
	gboolean (*run)(struct statement *statement, GError **error);
	void (*reset)(struct statement *statement);
	gint64 (*column_int)(struct statement *statement, int column);
	const char *(*column_text)(struct statement *statement, int column);
	gconstpointer (*column_bytes)(struct statement *statement, int column, gsize *length);
	gboolean (*column_is_null)(struct statement *statement, int column);

	gboolean (*execute)(struct db *db, const char *text, GError **error);
	gboolean (*drop_table)(struct db *db, const char *table, GError **error);
	gboolean (*begin)(struct db *db, GError **error);
	gboolean (*begin_read)(struct db *db, GError **error);
	gboolean (*commit)(struct db *db, GError **error);
	void (*rollback)(struct db *db);
	gboolean (*in_transaction)(const struct db *db);
	gboolean (*savepoint)(struct db *db, GError **error);
	gboolean (*release)(struct db *db, GError **error);
	gboolean (*undo)(struct db *db, GError **error);
	void (*rest)(struct db *db); /* NULL where nothing is kept */

	const struct spelling *spellings; /* ended by a sign NULL */
	int schema_least;                 /* the first version of the schema (store/schema.h) whose tables are used */
	const char *list_part, *list_has_text, *list_has_number;
	char *(*append_only)(const char *table, const char *key);
	GHashTable *(*columns)(struct db *db, const char *table, GError **error);
	GPtrArray *(*tables)(struct db *db, const char *prefix, GError **error);
	GPtrArray *(*key)(struct db *db, const char *table, GError **error);
	gboolean (*shape)(struct db *db, struct hash *hash, GError **error);
	gboolean (*check)(struct db *db, GPtrArray *lines, GError **error);
	gboolean (*scans)(struct db *db, const struct sql *sql, GPtrArray *tables, GError **error);
	const struct sql *const *statements; /* of the engine itself, NULL-ended */
	const struct sql *mark;              /* one text */

	gboolean (*search_create)(struct db *db, GError **error);
	gboolean (*search_put)(struct db *db, gint64 key, const char *folded, gboolean replace, GError **error);
	GArray *(*search_find)(struct db *db, const char *folded_query, gint64 office, guint limit, GError **error);
	gboolean (*search_drop)(struct db *db, const char *table, GError **error);
	GArray *(*search_keys)(struct db *db, gint64 from, gint64 to, GError **error);
	char *(*search_text)(struct db *db, gint64 key, GError **error);
	const struct sql *search_all;

	/* Rows in bulk; NULL where there is no faster way than one statement for each. bulk_end frees; `keep`: it writes what is left. */
	gboolean (*run_rows)(struct statement *statement, const gint64 *rows, guint count, guint columns, GError **error);
	gboolean (*each_pair)(struct statement *statement, const gint64 *values, guint count, guint width, pair_visitor visit, void *data, GError **error);
	gpointer (*bulk_begin)(struct db *db, const char *table, const char *columns);
	gboolean (*bulk_put)(gpointer bulk, const struct db_cell *cells, guint count, GError **error);
	gboolean (*bulk_end)(gpointer bulk, gboolean keep, GError **error);

	gboolean (*backup)(struct db *db, const char *path, backup_check check, void *data, GError **error); /* of files */
};

struct db {
	const struct db_engine *engine;
	GHashTable *statements; /* const struct sql * → struct statement * */
	GError *unheard;        /* the first failure that its caller did not ask for */
};

struct statement {
	const struct db_engine *engine;
	struct db *db;
	const struct sql *sql;
};

/* For an engine's open and prepare: the part that all share. */
void db_init(struct db *db, const struct db_engine *engine);
void statement_init(struct statement *statement, struct db *db, const struct sql *sql);

extern const struct db_engine engine_sqlite, engine_pg;
