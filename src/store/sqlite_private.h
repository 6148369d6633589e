/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Shared by the files of the SQLite engine, and by nothing else. */
#include "store/db.h"
#include <sqlite3.h>

struct db {
	sqlite3 *handle;
	char *path;
	gboolean read_only;
	GHashTable *statements; /* const struct sql * → struct statement * */
	GArray *waiting;        /* struct search_put: of this transaction, not yet in the search table */
};

struct search_put {
	gint64 key;
	char *folded;
	gboolean replace;
};

struct statement {
	struct db *db;
	const struct sql *sql;
	sqlite3_stmt *handle;
	gboolean failed;
};

/* Sets *error from the connection's last failure, in words for the user. Returns FALSE. */
gboolean sqlite_fail(struct db *db, const char *doing, GError **error);

/*
 * Search copies wait for the end of their transaction. FTS5 gathers in memory what is put and would write it out at
 * every savepoint; each INSERT into a table with triggers is one, which took half of the time of a record.
 */
GArray *search_waiting_new(void);
/* Writes what waits: before a commit, a savepoint, and any reading of the search table. */
gboolean search_flush(struct db *db, GError **error);
