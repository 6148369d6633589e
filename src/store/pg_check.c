/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of its files the PostgreSQL engine can examine through the server: indexes that are not whole, every page of
 * every table (a server with checksums finds its damage so), each primary key against its table; by the extension
 * amcheck, where this user may call it, the order and the rows of every index.
 */
#include "store/pg_private.h"

#include <string.h>

static const struct sql unfinished = { "unfinished indexes",
	"SELECT n.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class n ON n.oid = i.indexrelid"
	" WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND NOT (i.indisvalid AND i.indisready) ORDER BY n.relname COLLATE \"C\"" };
static const struct sql primaries = { "primary keys",
	"SELECT c.relname, n.relname, (SELECT string_agg(pg_get_indexdef(i.indexrelid, k, false), ', ' ORDER BY k) FROM generate_series(1, i.indnkeyatts) k)"
	" FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class n ON n.oid = i.indexrelid"
	" WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND i.indisprimary ORDER BY c.relname COLLATE \"C\"" };
static const struct sql trees = { "indexes",
	"SELECT quote_literal(n.oid::regclass::text) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class n ON n.oid = i.indexrelid JOIN pg_am m ON m.oid = n.relam"
	" LEFT JOIN pg_inherits h ON h.inhrelid = c.oid LEFT JOIN pg_class above ON above.oid = h.inhparent"
	" WHERE quote_ident(current_schema())::regnamespace IN (c.relnamespace, above.relnamespace) AND m.amname = 'btree' AND n.relkind = 'i' ORDER BY n.relname COLLATE \"C\"" };
static const struct sql extension = { "amcheck",
	"SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace JOIN pg_proc p ON p.pronamespace = n.oid"
	" WHERE e.extname = 'amcheck' AND p.proname = 'bt_index_check' AND p.pronargs = 2 AND has_function_privilege(p.oid, 'EXECUTE')"
	" AND has_schema_privilege(n.oid, 'USAGE')" };
static const struct sql unlike = { "search texts and words",
	"SELECT key FROM search WHERE office <> key >> 40 OR NOT words @@ '*' AND words <> array_to_tsvector(string_to_array(text, ' ')) LIMIT 1",
	"an audit compares all" };
static const struct sql marked = { "search texts that were cut",
	"SELECT text, array_to_string(tsvector_to_array(words), ' ') FROM search WHERE words @@ '*'", "an audit compares all" };

/* All rows: `columns` texts of each, for as long as the list. */
static GPtrArray *read_texts(struct db *base, const struct sql *sql, int columns, GError **error)
{
	struct statement *statement = db_statement(base, sql, error);
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	enum fetch fetch;
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW)
		for (int i = 0; i < columns; i++)
			g_ptr_array_add(texts, g_strdup(column_text(statement, i)));
	if (fetch == FETCH_FAILED)
		return NULL;
	return statement ? g_steal_pointer(&texts) : NULL;
}

/*
 * One text of SQL whose failure is damage that is told, and the transaction goes on. *answer is the first value; NULL
 * where it failed. FALSE when the connection itself is gone.
 */
static gboolean probe(struct pg *pg, const char *text, char **answer, GPtrArray *lines, GError **error)
{
	PQclear(PQexec(pg->connection, pg->open ? "SAVEPOINT probe" : "BEGIN; SAVEPOINT probe"));
	PGresult *result = PQexec(pg->connection, text);
	*answer = NULL;
	if (PQresultStatus(result) == PGRES_TUPLES_OK) {
		*answer = g_strdup(PQgetvalue(result, 0, 0));
	} else if (!pg_is_lost(pg)) {
		const char *said = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
		g_ptr_array_add(lines, g_strdup(said ? said : PQresultErrorMessage(result)));
	}
	PQclear(result);
	PQclear(PQexec(pg->connection, pg->open ? "ROLLBACK TO probe; RELEASE probe" : "ROLLBACK"));
	return !pg_is_lost(pg) || pg_fail(pg, NULL, "check", error);
}

/* Every page of the table, then as many rows by its primary key. */
static gboolean check_table(struct pg *pg, const char *table, const char *index, const char *columns, GPtrArray *lines, GError **error)
{
	g_autofree char *pages = g_strdup_printf("SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off; SET LOCAL enable_bitmapscan = off;"
		"SELECT count(t.*::text) FROM %s t", table);
	g_autofree char *keys = g_strdup_printf("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SELECT count(*) FROM"
		" (SELECT 1 FROM %s ORDER BY %s) rows", table, columns);
	g_autofree char *rows = NULL, *found = NULL;
	if (!probe(pg, pages, &rows, lines, error) || !probe(pg, keys, &found, lines, error))
		return FALSE;
	if (rows && found && strcmp(rows, found) != 0)
		g_ptr_array_add(lines, g_strdup_printf(_("table %s: it has %s rows, its index %s has %s"), table, rows, index, found));
	return TRUE;
}

static gboolean check_tables(struct pg *pg, GPtrArray *lines, GError **error)
{
	g_autoptr(GPtrArray) list = read_texts(&pg->db, &primaries, 3, error);
	if (!list || !pg_settle(pg, NULL, error))
		return FALSE;
	PQexitPipelineMode(pg->connection);
	for (guint i = 0; i + 2 < list->len; i += 3)
		if (!check_table(pg, list->pdata[i], list->pdata[i + 1], list->pdata[i + 2], lines, error))
			return FALSE;
	return TRUE;
}

static gboolean check_trees(struct pg *pg, GPtrArray *lines, GError **error)
{
	g_autoptr(GPtrArray) schema = read_texts(&pg->db, &extension, 1, error);
	g_autoptr(GPtrArray) list = schema ? read_texts(&pg->db, &trees, 1, error) : NULL;
	if (!list || !pg_settle(pg, NULL, error))
		return FALSE;
	PQexitPipelineMode(pg->connection);
	for (guint i = 0; schema->len && i < list->len; i++) {
		g_autofree char *answer = NULL;
		g_autofree char *text = g_strdup_printf("SELECT %s.bt_index_check(%s, true)", (const char *)schema->pdata[0], (const char *)list->pdata[i]);
		if (!probe(pg, text, &answer, lines, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean check_search(struct pg *pg, GPtrArray *lines, GError **error)
{
	g_autoptr(GPtrArray) wrong = read_texts(&pg->db, &unlike, 1, error);
	g_autoptr(GPtrArray) cut = wrong ? read_texts(&pg->db, &marked, 2, error) : NULL;
	gboolean sound = wrong && wrong->len == 0;
	for (guint i = 0; cut && i + 1 < cut->len; i += 2) {
		g_autofree char *words = pg_search_words(cut->pdata[i]);
		sound = sound && strcmp(words, cut->pdata[i + 1]) == 0;
	}
	if (cut && !sound)
		g_ptr_array_add(lines, g_strdup(_("the index for searching differs from its texts")));
	return cut != NULL;
}

gboolean pg_check(struct db *base, GPtrArray *lines, GError **error)
{
	struct pg *pg = (struct pg *)base;
	g_autoptr(GPtrArray) indexes = read_texts(base, &unfinished, 1, error);
	for (guint i = 0; indexes && i < indexes->len; i++)
		g_ptr_array_add(lines, g_strdup_printf(_("index %s: the server did not finish it; make it anew: REINDEX INDEX %s"),
			(const char *)indexes->pdata[i], (const char *)indexes->pdata[i]));
	return indexes && check_tables(pg, lines, error) && check_trees(pg, lines, error) && check_search(pg, lines, error);
}
