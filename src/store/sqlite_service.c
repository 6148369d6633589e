/* SPDX-License-Identifier: Apache-2.0 */
/* Search, backup and checks of the SQLite engine. */
#include "store/sqlite_private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* FTS5 keeps the text that we fold ourselves: its own folding leaves đ as it is. */
static const char search_table[] = "CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5(text, tokenize='unicode61 remove_diacritics 0',"
				   " detail=none, columnsize=0)";

gboolean db_search_create(struct db *db, GError **error)
{
	return db_execute(db, search_table, error);
}

static const struct sql search_insert = { "search insert", "INSERT INTO search(rowid, text) VALUES (?1, ?2)" };
static const struct sql search_delete = { "search delete", "DELETE FROM search WHERE rowid = ?1" };
static const struct sql search_text = { "search text", "SELECT text FROM search WHERE rowid = ?1" };
static const struct sql search_keys = { "search keys", "SELECT rowid FROM search WHERE rowid BETWEEN ?1 AND ?2 ORDER BY rowid" };
static const struct sql search_find = { "search find",
	"SELECT rowid FROM search WHERE search MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid DESC LIMIT ?4" };

enum { WAITING_MOST = 10000 };

static gboolean put_now(struct db *db, gint64 key, const char *folded, gboolean replace, GError **error)
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

static void search_put_clear(gpointer data)
{
	g_free(((struct search_put *)data)->folded);
}

GArray *search_waiting_new(void)
{
	GArray *waiting = g_array_new(FALSE, FALSE, sizeof(struct search_put));
	g_array_set_clear_func(waiting, search_put_clear);
	return waiting;
}

gboolean search_flush(struct db *db, GError **error)
{
	for (guint i = 0; i < db->waiting->len; i++) {
		const struct search_put *put = &g_array_index(db->waiting, struct search_put, i);
		if (!put_now(db, put->key, put->folded, put->replace, error))
			return FALSE;
	}
	g_array_set_size(db->waiting, 0);
	return TRUE;
}

gboolean db_search_put(struct db *db, gint64 key, const char *folded, gboolean replace, GError **error)
{
	if (!db_in_transaction(db))
		return put_now(db, key, folded, replace, error);
	struct search_put put = { .key = key, .folded = g_strdup(folded), .replace = replace };
	g_array_append_val(db->waiting, put);
	return db->waiting->len < WAITING_MOST || search_flush(db, error);
}

char *db_search_text(struct db *db, gint64 key, GError **error)
{
	if (!search_flush(db, error))
		return NULL;
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
	if (!search_flush(db, error))
		return NULL;
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

GArray *db_search_keys(struct db *db, gint64 from, gint64 to, GError **error)
{
	if (!search_flush(db, error))
		return NULL;
	struct statement *statement = db_statement(db, &search_keys, error);
	g_autoptr(GArray) keys = g_array_new(FALSE, FALSE, sizeof(gint64));
	gboolean row = TRUE;
	if (!statement)
		return NULL;
	bind_int(statement, 1, from);
	bind_int(statement, 2, to);
	while (row) {
		if (!statement_next(statement, &row, error))
			return NULL;
		gint64 key = row ? column_int(statement, 0) : 0;
		if (row)
			g_array_append_val(keys, key);
	}
	return g_steal_pointer(&keys);
}

gboolean db_search_drop(struct db *db, const char *table, GError **error)
{
	if (!search_flush(db, error))
		return FALSE;
	g_autofree char *text = g_strdup_printf("DELETE FROM search WHERE rowid IN (SELECT key FROM %s)", table);
	return db_execute(db, text, error);
}

/* The source is read at one moment, however long it takes: otherwise every commit would make the copy begin anew. */
static gboolean copy_pages(struct db *db, sqlite3 *target, const char *path, GError **error)
{
	gboolean own = !db_in_transaction(db);
	if (own && !db_begin_read(db, error))
		return FALSE;
	sqlite3_backup *backup = sqlite3_backup_init(target, "main", db->handle, "main");
	int result = sqlite3_errcode(target);
	while (backup && ((result = sqlite3_backup_step(backup, 4096)) == SQLITE_OK || result == SQLITE_BUSY || result == SQLITE_LOCKED))
		if (result != SQLITE_OK)
			sqlite3_sleep(50);
	sqlite3_backup_finish(backup);
	if (own)
		db_rollback(db);
	if (result != SQLITE_DONE)
		return fail(error, ERROR_SYSTEM, _("%s: the backup cannot be written: %s"), path, sqlite3_errstr(result));
	return TRUE;
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
		sqlite3_exec(target, "PRAGMA quick_check(1)", note_damage, &damage, NULL) != SQLITE_OK)
		return fail(error, ERROR_SYSTEM, _("%s: the backup is not sound: %s"), path, sqlite3_errmsg(target));
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
			return fail(error, ERROR_SYSTEM, _("%s: the copy cannot be named: %s"), path, g_strerror(unknown ? EEXIST : errno));
	}
	g_autofree char *folder = g_path_get_dirname(path);
	int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (descriptor >= 0) {
		fsync(descriptor);
		close(descriptor);
	}
	return TRUE;
}

gboolean db_backup(struct db *db, const char *path, backup_check check, void *data, GError **error)
{
	g_autofree char *partial = g_strconcat(path, ".part", NULL);
	sqlite3 *target = NULL;
	gboolean done = FALSE;
	remove_partial(partial);
	if (sqlite3_open_v2(partial, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK)
		fail(error, ERROR_SYSTEM, _("%s: the backup cannot be made: %s"), path, sqlite3_errmsg(target));
	else
		done = copy_pages(db, target, path, error) && check_copy(target, path, error);
	sqlite3_close(target);
	done = done && (!check || check(data, partial, error)) && name_copy(partial, path, error);
	if (!done)
		remove_partial(partial);
	return done;
}

/* Copies the rows of one of the search's own tables into a fresh one. */
static int copy_rows(sqlite3 *from, sqlite3 *to, const char *read, const char *write)
{
	sqlite3_stmt *reader = NULL, *writer = NULL;
	int result = sqlite3_prepare_v2(from, read, -1, &reader, NULL);
	if (result == SQLITE_OK)
		result = sqlite3_prepare_v2(to, write, -1, &writer, NULL);
	while (result == SQLITE_OK && (result = sqlite3_step(reader)) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(reader); i++)
			sqlite3_bind_value(writer, i + 1, sqlite3_column_value(reader, i));
		sqlite3_step(writer);
		result = sqlite3_reset(writer);
	}
	sqlite3_finalize(reader);
	sqlite3_finalize(writer);
	return result == SQLITE_DONE ? SQLITE_OK : result;
}

/* The same rows in both, in the same order. */
static gboolean same_rows(sqlite3 *a, sqlite3 *b, const char *text)
{
	sqlite3_stmt *left = NULL, *right = NULL;
	gboolean same = sqlite3_prepare_v2(a, text, -1, &left, NULL) == SQLITE_OK && sqlite3_prepare_v2(b, text, -1, &right, NULL) == SQLITE_OK;
	int result = SQLITE_ROW;
	while (same && result == SQLITE_ROW) {
		result = sqlite3_step(left);
		same = sqlite3_step(right) == result && (result == SQLITE_ROW || result == SQLITE_DONE);
		for (int i = 0; same && result == SQLITE_ROW && i < sqlite3_column_count(left); i++)
			same = g_strcmp0((const char *)sqlite3_column_text(left, i), (const char *)sqlite3_column_text(right, i)) == 0;
	}
	sqlite3_finalize(left);
	sqlite3_finalize(right);
	return same;
}

/*
 * The search's index against its texts. The engine checks that only where it may write, so it is done in a copy that
 * vanishes: an audit changes nothing and works on read-only media.
 */
static gboolean search_is_sound(struct db *db)
{
	static const char *const copies[][2] = {
		{ "SELECT id, c0 FROM search_content", "INSERT INTO search_content(id, c0) VALUES (?1, ?2)" },
		{ "SELECT segid, term, pgno FROM search_idx", "INSERT INTO search_idx(segid, term, pgno) VALUES (?1, ?2, ?3)" },
		{ "SELECT id, block FROM search_data", "INSERT INTO search_data(id, block) VALUES (?1, ?2)" },
	};
	sqlite3 *copy = NULL;
	gboolean sound = sqlite3_open("", &copy) == SQLITE_OK && sqlite3_exec(copy, search_table, NULL, NULL, NULL) == SQLITE_OK &&
		same_rows(db->handle, copy, "SELECT k, v FROM search_config ORDER BY k") &&
		sqlite3_exec(copy, "BEGIN; DELETE FROM search_data", NULL, NULL, NULL) == SQLITE_OK;
	for (guint i = 0; sound && i < G_N_ELEMENTS(copies); i++)
		sound = copy_rows(db->handle, copy, copies[i][0], copies[i][1]) == SQLITE_OK;
	sound = sound && sqlite3_exec(copy, "INSERT INTO search(search) VALUES ('integrity-check')", NULL, NULL, NULL) == SQLITE_OK;
	sqlite3_close(copy);
	return sound;
}

/* A NUL ends a text for whoever reads it, and what follows would be seen by nobody. `condition`: of all texts of a row. */
static void check_nul(struct db *db, const char *table, const char *condition, GPtrArray *lines)
{
	g_autofree char *text = g_strdup_printf("SELECT 1 FROM \"%s\" WHERE %s LIMIT 1", table, condition);
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v2(db->handle, text, -1, &statement, NULL) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
		g_ptr_array_add(lines, g_strdup_printf(_("table %s: a text in it holds a byte 0"), table));
	sqlite3_finalize(statement);
}

static void check_texts(struct db *db, GPtrArray *lines)
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
	check_texts(db, lines);
	if (!search_is_sound(db))
		g_ptr_array_add(lines, g_strdup(_("the index for searching differs from its texts")));
	return TRUE;
}

GPtrArray *db_tables(struct db *db, const char *prefix, GError **error)
{
	static const struct sql tables = { "tables", "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, length(?1)) = ?1 ORDER BY name" };
	struct statement *statement = db_statement(db, &tables, error);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	gboolean row = TRUE;
	if (!statement)
		return NULL;
	bind_text(statement, 1, prefix);
	while (row) {
		if (!statement_next(statement, &row, error))
			return NULL;
		if (row)
			g_ptr_array_add(names, g_strdup(column_text(statement, 0)));
	}
	return g_steal_pointer(&names);
}

/* What the engine adds by itself (statistics, its own indexes) is left out. */
gboolean db_shape(struct db *db, struct hash *hash, GError **error)
{
	static const struct sql schema = { "schema",
		"SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name" };
	struct statement *statement = db_statement(db, &schema, error);
	struct hasher hasher;
	gboolean row = TRUE;
	hasher_begin(&hasher);
	if (!statement)
		return FALSE;
	while (row) {
		if (!statement_next(statement, &row, error))
			return FALSE;
		for (int i = 0; row && i < 4; i++) {
			gsize length;
			gconstpointer bytes = column_bytes(statement, i, &length);
			hasher_add(&hasher, length ? bytes : "", length);
		}
	}
	*hash = hasher_end(&hasher);
	return TRUE;
}
