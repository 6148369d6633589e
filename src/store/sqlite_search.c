/* SPDX-License-Identifier: Apache-2.0 */
/* Search in the SQLite engine. */
#include "store/sqlite_private.h"

#include <string.h>

/* FTS5 keeps the text that we fold ourselves: its own folding leaves đ as it is. */
static const char search_table[] = "CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5(text, tokenize='unicode61 remove_diacritics 0',"
				   " detail=none, columnsize=0)";

gboolean sqlite_search_create(struct db *base, GError **error)
{
	return sqlite_execute(base, search_table, error);
}

static const struct sql search_insert = { "search insert", "INSERT INTO search(rowid, text) VALUES (?1, ?2)" };
static const struct sql search_delete = { "search delete", "DELETE FROM search WHERE rowid = ?1" };
static const struct sql search_text = { "search text", "SELECT text FROM search WHERE rowid = ?1" };
static const struct sql search_keys = { "search keys", "SELECT rowid FROM search WHERE rowid BETWEEN ?1 AND ?2 ORDER BY rowid" };
static const struct sql search_find = { "search find",
	"SELECT rowid FROM search WHERE search MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid DESC LIMIT ?4" };

const struct sql sqlite_search_all = { "all of the search", "SELECT rowid, text FROM search ORDER BY rowid", "a copy takes all" };

const struct sql *const sqlite_statements[] = { &search_insert, &search_delete, &search_text, &search_keys, &search_find, &sqlite_search_all, NULL };

enum { WAITING_MOST = 10000 };

static gboolean put_now(struct db *base, gint64 key, const char *folded, gboolean replace, GError **error)
{
	struct statement *statement;
	if (replace) {
		statement = db_statement(base, &search_delete, error);
		bind_int(statement, 1, key);
		if (!statement_run(statement, error))
			return FALSE;
	}
	if (!folded || !*folded)
		return TRUE;
	statement = db_statement(base, &search_insert, error);
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

gboolean search_flush(struct sqlite *db, GError **error)
{
	for (guint i = 0; i < db->waiting->len; i++) {
		const struct search_put *put = &g_array_index(db->waiting, struct search_put, i);
		if (!put_now(&db->db, put->key, put->folded, put->replace, error))
			return FALSE;
	}
	g_array_set_size(db->waiting, 0);
	return TRUE;
}

gboolean sqlite_search_put(struct db *base, gint64 key, const char *folded, gboolean replace, GError **error)
{
	if (!db_in_transaction(base))
		return put_now(base, key, folded, replace, error);
	struct search_put put = { .key = key, .folded = g_strdup(folded), .replace = replace };
	struct sqlite *db = (struct sqlite *)base;
	g_array_append_val(db->waiting, put);
	return db->waiting->len < WAITING_MOST || search_flush(db, error);
}

char *sqlite_search_text(struct db *base, gint64 key, GError **error)
{
	if (!search_flush((struct sqlite *)base, error))
		return NULL;
	struct statement *statement = db_statement(base, &search_text, error);
	bind_int(statement, 1, key);
	return statement_word(statement, error);
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

GArray *sqlite_search_find(struct db *base, const char *folded_query, gint64 office, guint limit, GError **error)
{
	if (!search_flush((struct sqlite *)base, error))
		return NULL;
	g_autofree char *match = match_expression(folded_query);
	g_autoptr(GArray) keys = g_array_new(FALSE, FALSE, sizeof(gint64));
	if (!*match)
		return g_steal_pointer(&keys);
	struct statement *statement = db_statement(base, &search_find, error);
	bind_text(statement, 1, match);
	bind_int(statement, 2, office ? office << 40 : 0);
	bind_int(statement, 3, office ? ((office + 1) << 40) - 1 : G_MAXINT64);
	bind_int(statement, 4, limit);
	enum fetch fetch;
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		gint64 key = column_int(statement, 0);
		g_array_append_val(keys, key);
	}
	return fetch == FETCH_END ? g_steal_pointer(&keys) : NULL;
}

GArray *sqlite_search_keys(struct db *base, gint64 from, gint64 to, GError **error)
{
	if (!search_flush((struct sqlite *)base, error))
		return NULL;
	struct statement *statement = db_statement(base, &search_keys, error);
	bind_int(statement, 1, from);
	bind_int(statement, 2, to);
	return statement_keys(statement, error);
}

gboolean sqlite_search_drop(struct db *base, const char *table, GError **error)
{
	if (!search_flush((struct sqlite *)base, error))
		return FALSE;
	g_autofree char *text = g_strdup_printf("DELETE FROM search WHERE rowid IN (SELECT key FROM %s)", table);
	return sqlite_execute(base, text, error);
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
gboolean sqlite_search_is_sound(struct sqlite *db)
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
