/* SPDX-License-Identifier: Apache-2.0 */
/* Backup, checks and the catalog of the SQLite engine. */
#include "base/reason.h"
#include "store/sqlite_private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The source is read at one moment, however long it takes: otherwise every commit would make the copy begin anew. */
static gboolean copy_pages(struct sqlite *db, sqlite3 *target, const char *path, GError **error)
{
	gboolean own = !db_in_transaction(&db->db);
	if (own && !db_begin_read(&db->db, error))
		return FALSE;
	sqlite3_backup *backup = sqlite3_backup_init(target, "main", db->handle, "main");
	int result = sqlite3_errcode(target);
	while (backup && ((result = sqlite3_backup_step(backup, 4096)) == SQLITE_OK || result == SQLITE_BUSY || result == SQLITE_LOCKED))
		if (result != SQLITE_OK)
			sqlite3_sleep(50);
	sqlite3_backup_finish(backup);
	if (own)
		db_rollback(&db->db);
	if (result == SQLITE_DONE)
		return TRUE;
	g_autofree char *why = reason(sqlite3_errstr(result));
	return fail(error, ERROR_SYSTEM, _("%s: the backup cannot be written: %s"), path, why);
}

static int note_damage(void *data, int columns, char **values, char **names)
{
	char **damage = data;
	(void)names;
	if (columns > 0 && values[0] && strcmp(values[0], "ok") != 0 && !*damage)
		*damage = g_strdup(values[0]);
	return 0;
}

/* The copy stands alone, without a log, and the engine finds it sound. */
static gboolean check_copy(sqlite3 *target, const char *path, GError **error)
{
	g_autofree char *damage = NULL;
	if (sqlite3_exec(target, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL) != SQLITE_OK ||
		sqlite3_exec(target, "PRAGMA quick_check(1)", note_damage, &damage, NULL) != SQLITE_OK) {
		g_autofree char *why = reason(sqlite3_errmsg(target));
		return fail(error, ERROR_SYSTEM, _("%s: the backup is not sound: %s"), path, why);
	}
	return !damage || fail(error, ERROR_SYSTEM, _("%s: the backup is not sound: %s"), path, damage);
}

/* What an interrupted copy may have left; a journal left alone would be played into the next copy. */
static void remove_partial(const char *partial)
{
	static const char *const endings[] = { "", "-journal", "-wal", "-shm" };
	for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
		g_autofree char *path = g_strconcat(partial, endings[i], NULL);
		g_unlink(path);
	}
}

/* Gives the copy its name, which nothing has yet, for good: the folder is synced too. */
static gboolean name_copy(const char *partial, const char *path, GError **error)
{
	if (renameat2(AT_FDCWD, partial, AT_FDCWD, path, RENAME_NOREPLACE) != 0) {
		gboolean unknown = errno == EINVAL || errno == ENOSYS; /* of a file system */
		if (!unknown || access(path, F_OK) == 0 || g_rename(partial, path) != 0)
			return fail(error, ERROR_SYSTEM, _("%s: the copy cannot be named: %s"), path, reason_system(unknown ? EEXIST : errno));
	}
	g_autofree char *folder = g_path_get_dirname(path);
	int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (descriptor >= 0) {
		fsync(descriptor);
		close(descriptor);
	}
	return TRUE;
}

gboolean sqlite_backup(struct db *base, const char *path, backup_check check, void *data, GError **error)
{
	g_autofree char *partial = g_strconcat(path, ".part", NULL);
	sqlite3 *target = NULL;
	gboolean done = FALSE;
	remove_partial(partial);
	if (sqlite3_open_v2(partial, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK) {
		g_autofree char *why = reason(sqlite3_errmsg(target));
		fail(error, ERROR_SYSTEM, _("%s: the backup cannot be made: %s"), path, why);
	} else
		done = copy_pages((struct sqlite *)base, target, path, error) && check_copy(target, path, error);
	sqlite3_close(target);
	done = done && (!check || check(data, partial, error)) && name_copy(partial, path, error);
	if (!done)
		remove_partial(partial);
	return done;
}

/* A NUL ends a text for whoever reads it, and what follows would be seen by nobody. `condition`: of all texts of a row. */
static void check_nul(struct sqlite *db, const char *table, const char *condition, GPtrArray *lines)
{
	g_autofree char *text = g_strdup_printf("SELECT 1 FROM \"%s\" WHERE %s LIMIT 1", table, condition);
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v2(db->handle, text, -1, &statement, NULL) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
		g_ptr_array_add(lines, g_strdup_printf(_("table %s: a text in it holds a byte 0"), table));
	sqlite3_finalize(statement);
}

static void check_texts(struct sqlite *db, GPtrArray *lines)
{
	static const char columns[] = "SELECT t.name, group_concat('instr(CAST(\"' || c.name || '\" AS BLOB), x''00'')', ' OR ')"
				      " FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND c.type = 'TEXT'"
				      " AND t.name NOT LIKE 'search%' AND t.name NOT LIKE 'sqlite_%' GROUP BY t.name";
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v2(db->handle, columns, -1, &statement, NULL) == SQLITE_OK)
		while (sqlite3_step(statement) == SQLITE_ROW)
			check_nul(db, (const char *)sqlite3_column_text(statement, 0), (const char *)sqlite3_column_text(statement, 1), lines);
	sqlite3_finalize(statement);
}

gboolean sqlite_check(struct db *base, GPtrArray *lines, GError **error)
{
	struct sqlite *db = (struct sqlite *)base;
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
		g_ptr_array_add(lines, reason(sqlite3_errmsg(db->handle)));
	sqlite3_finalize(statement);
	check_texts(db, lines);
	if (!sqlite_search_is_sound(db))
		g_ptr_array_add(lines, g_strdup(_("the index for searching differs from its texts")));
	return TRUE;
}

GPtrArray *sqlite_tables(struct db *base, const char *prefix, GError **error)
{
	static const struct sql tables = { "tables", 
		"SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, length(?1)) = ?1 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
		" AND substr(name, 1, 6) <> 'search' ORDER BY name" };
	struct statement *statement = db_statement(base, &tables, error);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	enum fetch fetch;
	bind_text(statement, 1, prefix);
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW)
		g_ptr_array_add(names, g_strdup(column_text(statement, 0)));
	return fetch == FETCH_END ? g_steal_pointer(&names) : NULL;
}

GPtrArray *sqlite_key(struct db *base, const char *table, GError **error)
{
	static const struct sql key = { "key", "SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk" };
	struct statement *statement = db_statement(base, &key, error);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	enum fetch fetch;
	bind_text(statement, 1, table);
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW)
		g_ptr_array_add(names, g_strdup(column_text(statement, 0)));
	return fetch == FETCH_END ? g_steal_pointer(&names) : NULL;
}

/* What the engine adds by itself (statistics, its own indexes) is left out. */
gboolean sqlite_shape(struct db *base, struct hash *hash, GError **error)
{
	static const struct sql schema = { "schema",
		"SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name" };
	struct statement *statement = db_statement(base, &schema, error);
	struct hasher hasher;
	enum fetch fetch;
	hasher_begin(&hasher);
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		for (int i = 0; i < 4; i++) {
			gsize length;
			gconstpointer bytes = column_bytes(statement, i, &length);
			hasher_add(&hasher, length ? bytes : "", length);
		}
	}
	if (fetch == FETCH_FAILED)
		return FALSE;
	*hash = hasher_end(&hasher);
	return TRUE;
}

GHashTable *sqlite_columns(struct db *base, const char *table, GError **error)
{
	struct sqlite *db = (struct sqlite *)base;
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v2(db->handle, "SELECT name, type FROM pragma_table_info(?1)", -1, &statement, NULL) != SQLITE_OK) {
		sqlite_fail(db, "columns", error);
		return NULL;
	}
	GHashTable *columns = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	sqlite3_bind_text(statement, 1, table, -1, SQLITE_TRANSIENT);
	while (sqlite3_step(statement) == SQLITE_ROW)
		g_hash_table_insert(columns, g_strdup((const char *)sqlite3_column_text(statement, 0)),
			g_strdup((const char *)sqlite3_column_text(statement, 1)));
	sqlite3_finalize(statement);
	return columns;
}

/* "SCAN balance", "SCAN h USING COVERING INDEX …"; a virtual table is scanned when its index was given nothing to look for. */
static char *scanned(const char *detail)
{
	g_autoptr(GRegex) plain = g_regex_new("^SCAN (\\w+)(?: USING .*)?$", 0, 0, NULL);
	g_autoptr(GRegex) virtual = g_regex_new("^SCAN (\\w+) VIRTUAL TABLE INDEX \\d+:$", 0, 0, NULL);
	g_autoptr(GMatchInfo) found = NULL;
	if (g_regex_match(plain, detail, 0, &found))
		return g_match_info_fetch(found, 1);
	g_clear_pointer(&found, g_match_info_unref);
	return g_regex_match(virtual, detail, 0, &found) ? g_match_info_fetch(found, 1) : NULL;
}

/* Tables stand in the plan under the names that the statement gives them: e for entry. */
gboolean sqlite_scans(struct db *base, const struct sql *sql, GPtrArray *tables, GError **error)
{
	struct sqlite *db = (struct sqlite *)base;
	g_autofree char *spelled = db_spell(base, sql->text), *text = g_strconcat("EXPLAIN QUERY PLAN ", spelled, NULL);
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v2(db->handle, text, -1, &statement, NULL) != SQLITE_OK)
		return sqlite_fail(db, sql->name, error);
	while (sqlite3_step(statement) == SQLITE_ROW) {
		char *table = scanned((const char *)sqlite3_column_text(statement, 3));
		if (table)
			g_ptr_array_add(tables, table);
	}
	sqlite3_finalize(statement);
	return TRUE;
}
