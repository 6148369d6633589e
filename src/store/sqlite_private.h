/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Shared by the files of the SQLite engine, and by nothing else. */
#include "store/engine.h"
#include <sqlite3.h>

struct sqlite {
	struct db db;
	sqlite3 *handle;
	char *path;
	gboolean read_only;
	GArray *waiting; /* struct search_put: of this transaction, not yet in the search table */
};

struct search_put {
	gint64 key;
	char *folded;
	gboolean replace;
};

struct sqlite_statement {
	struct statement statement;
	sqlite3_stmt *handle;
	gboolean failed;
	gboolean used; /* since it was reset */
};

/* Sets *error from the connection's last failure, in words for the user. Returns FALSE. */
gboolean sqlite_fail(struct sqlite *db, const char *doing, GError **error);

/*
 * Search copies wait for the end of their transaction. FTS5 gathers in memory what is put and would write it out at
 * every savepoint; each INSERT into a table with triggers is one, which took half of the time of a record.
 */
GArray *search_waiting_new(void);
/* Writes what waits: before a commit, a savepoint, and any reading of the search table. */
gboolean search_flush(struct sqlite *db, GError **error);

gboolean sqlite_execute(struct db *base, const char *text, GError **error);
gboolean sqlite_begin_read(struct db *base, GError **error);
void sqlite_rollback(struct db *base);

/* sqlite_search.c */
gboolean sqlite_search_create(struct db *base, GError **error);
gboolean sqlite_search_put(struct db *base, gint64 key, const char *folded, gboolean replace, GError **error);
GArray *sqlite_search_find(struct db *base, const char *folded_query, gint64 office, guint limit, GError **error);
gboolean sqlite_search_drop(struct db *base, const char *table, GError **error);
GArray *sqlite_search_keys(struct db *base, gint64 from, gint64 to, GError **error);
char *sqlite_search_text(struct db *base, gint64 key, GError **error);
/* Whether the search's index agrees with its texts. */
gboolean sqlite_search_is_sound(struct sqlite *db);
extern const struct sql sqlite_search_all;
extern const struct sql *const sqlite_statements[];

/* sqlite_service.c */
GHashTable *sqlite_columns(struct db *base, const char *table, GError **error);
GPtrArray *sqlite_tables(struct db *base, const char *prefix, GError **error);
GPtrArray *sqlite_key(struct db *base, const char *table, GError **error);
gboolean sqlite_shape(struct db *base, struct hash *hash, GError **error);
gboolean sqlite_check(struct db *base, GPtrArray *lines, GError **error);
gboolean sqlite_scans(struct db *base, const struct sql *sql, GPtrArray *tables, GError **error);
gboolean sqlite_backup(struct db *base, const char *path, backup_check check, void *data, GError **error);
