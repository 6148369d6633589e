/* SPDX-License-Identifier: Apache-2.0 */
/* Search, backup and checks of the SQLite engine. */
#include "store/sqlite_private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

/* FTS5 keeps the text that we fold ourselves: its own folding leaves đ as it is. */
gboolean db_search_create(struct db *db, GError **error)
{
	return db_execute(db, "CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5(text, tokenize='unicode61 remove_diacritics 0',"
			      " detail=none, columnsize=0)", error);
}

static const struct sql search_insert = { "search insert", "INSERT INTO search(rowid, text) VALUES (?1, ?2)" };
static const struct sql search_delete = { "search delete", "DELETE FROM search WHERE rowid = ?1" };
static const struct sql search_text = { "search text", "SELECT text FROM search WHERE rowid = ?1" };
static const struct sql search_find = { "search find",
	"SELECT rowid FROM search WHERE search MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid DESC LIMIT ?4" };

gboolean db_search_put(struct db *db, gint64 key, const char *folded, gboolean replace, GError **error)
{
	struct statement *statement;
	if (replace) {
		statement = db_statement(db, &search_delete, error);
		if (!statement)
			return FALSE;
		bind_int(statement, 1, key);
		if (!statement_run(statement, error))
			return FALSE;
	}
	if (!folded || !*folded)
		return TRUE;
	statement = db_statement(db, &search_insert, error);
	if (!statement)
		return FALSE;
	bind_int(statement, 1, key);
	bind_text(statement, 2, folded);
	return statement_run(statement, error);
}

char *db_search_text(struct db *db, gint64 key, GError **error)
{
	struct statement *statement = db_statement(db, &search_text, error);
	gboolean row;
	if (!statement)
		return NULL;
	bind_int(statement, 1, key);
	if (!statement_next(statement, &row, error) || !row)
		return NULL;
	char *text = g_strdup(column_text(statement, 0));
	statement_reset(statement);
	return text;
}

/* Each folded word quoted and made a prefix: folded text holds only letters, digits and spaces. */
static char *match_expression(const char *folded)
{
	g_auto(GStrv) words = g_strsplit(folded, " ", -1);
	GString *match = g_string_new(NULL);
	for (guint i = 0; words[i]; i++)
		if (*words[i])
			g_string_append_printf(match, "%s\"%s\"*", match->len ? " " : "", words[i]);
	return g_string_free(match, FALSE);
}

GArray *db_search_find(struct db *db, const char *folded_query, gint64 office, guint limit, GError **error)
{
	g_autofree char *match = match_expression(folded_query);
	g_autoptr(GArray) keys = g_array_new(FALSE, FALSE, sizeof(gint64));
	if (!*match)
		return g_steal_pointer(&keys);
	struct statement *statement = db_statement(db, &search_find, error);
	if (!statement)
		return NULL;
	bind_text(statement, 1, match);
	bind_int(statement, 2, office ? office << 40 : 0);
	bind_int(statement, 3, office ? ((office + 1) << 40) - 1 : G_MAXINT64);
	bind_int(statement, 4, limit);
	gboolean row = TRUE;
	while (row) {
		if (!statement_next(statement, &row, error))
			return NULL;
		if (row) {
			gint64 key = column_int(statement, 0);
			g_array_append_val(keys, key);
		}
	}
	return g_steal_pointer(&keys);
}

static gboolean copy_pages(struct db *db, sqlite3 *target, const char *path, GError **error)
{
	sqlite3_backup *backup = sqlite3_backup_init(target, "main", db->handle, "main");
	if (!backup)
		return fail(error, ERROR_SYSTEM, _("%s: the backup cannot be written: %s"), path, sqlite3_errmsg(target));
	int result;
	do {
		result = sqlite3_backup_step(backup, 4096);
		if (result == SQLITE_BUSY || result == SQLITE_LOCKED)
			sqlite3_sleep(50);
	} while (result == SQLITE_OK || result == SQLITE_BUSY || result == SQLITE_LOCKED);
	sqlite3_backup_finish(backup);
	if (result != SQLITE_DONE)
		return fail(error, ERROR_SYSTEM, _("%s: the backup cannot be written: %s"), path, sqlite3_errstr(result));
	return TRUE;
}

gboolean db_backup(struct db *db, const char *path, GError **error)
{
	g_autofree char *partial = g_strconcat(path, ".part", NULL);
	sqlite3 *target = NULL;
	g_unlink(partial);
	gboolean done = FALSE;
	if (sqlite3_open_v2(partial, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK)
		fail(error, ERROR_SYSTEM, _("%s: the backup cannot be made: %s"), path, sqlite3_errmsg(target));
	else
		done = copy_pages(db, target, path, error);
	if (done && sqlite3_exec(target, "PRAGMA journal_mode=DELETE; PRAGMA quick_check", NULL, NULL, NULL) != SQLITE_OK)
		done = fail(error, ERROR_SYSTEM, _("%s: the backup is not sound: %s"), path, sqlite3_errmsg(target));
	sqlite3_close(target);
	if (done && g_rename(partial, path) != 0)
		done = fail(error, ERROR_SYSTEM, _("%s: the backup cannot be named: %s"), path, g_strerror(errno));
	if (!done)
		g_unlink(partial);
	return done;
}

gboolean db_check(struct db *db, GPtrArray *lines, GError **error)
{
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v2(db->handle, "PRAGMA integrity_check", -1, &statement, NULL) != SQLITE_OK)
		return sqlite_fail(db, "integrity check", error);
	int result;
	while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
		const char *line = (const char *)sqlite3_column_text(statement, 0);
		if (line && strcmp(line, "ok") != 0)
			g_ptr_array_add(lines, g_strdup(line));
	}
	if (result != SQLITE_DONE)
		g_ptr_array_add(lines, g_strdup(sqlite3_errmsg(db->handle)));
	sqlite3_finalize(statement);
	return TRUE;
}
