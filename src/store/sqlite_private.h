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
};

struct statement {
	struct db *db;
	const struct sql *sql;
	sqlite3_stmt *handle;
	gboolean failed;
};

/* Sets *error from the connection's last failure, in words for the user. Returns FALSE. */
gboolean sqlite_fail(struct db *db, const char *doing, GError **error);
