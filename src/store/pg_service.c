/* SPDX-License-Identifier: Apache-2.0 */
/* The catalog and the checks of the PostgreSQL engine. */
#include "store/pg_private.h"

#include <jansson.h>
#include <string.h>

/* The store's own tables: those of its schema that no extension brought. */
#define OURS(kinds) \
	" c.relnamespace = quote_ident(current_schema())::regnamespace AND c.relkind IN (" kinds ")" \
	" AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')"

static const struct sql columns_of = { "columns",
	"SELECT a.attname, format_type(a.atttypid, a.atttypmod) || CASE WHEN o.collname = 'C' THEN ' COLLATE \"C\"' ELSE '' END"
	" FROM pg_attribute a LEFT JOIN pg_collation o ON o.oid = a.attcollation WHERE a.attrelid = to_regclass(?1) AND a.attnum > 0 AND NOT a.attisdropped" };
static const struct sql tables_of = { "tables",
	"SELECT c.relname FROM pg_class c WHERE" OURS("'r', 'p'") " AND left(c.relname, length(?1)) = ?1 AND c.relname <> 'search' AND NOT c.relispartition ORDER BY c.relname COLLATE \"C\"" };

/*
 * What the program made, in words that do not change from one version of the server to the next: tables with their
 * columns, whether they are partitioned or not, indexes, constraints, triggers with what they do, rules.
 */
static const struct sql shape = { "schema",
	"SELECT * FROM ("
	"SELECT 'column ' || replace(c.relkind::text, 'p', 'r'), c.relname, to_char(a.attnum, '0000'), concat_ws(' ', a.attname, a.atttypid::regtype, o.collname, a.attnotnull, a.atthasdef, c.relrowsecurity)"
	" FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_collation o ON o.oid = a.attcollation"
	" WHERE" OURS("'r', 'p', 'v', 'm', 'f'")
	" UNION ALL SELECT 'index', c.relname, n.relname, concat_ws(' ', m.amname, i.indisunique, i.indisprimary, i.indpred IS NULL,"
	" (SELECT string_agg(pg_get_indexdef(i.indexrelid, k, false), ', ' ORDER BY k) FROM generate_series(1, i.indnatts) k))"
	" FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class n ON n.oid = i.indexrelid JOIN pg_am m ON m.oid = n.relam WHERE" OURS("'r', 'p', 'm'")
	" UNION ALL SELECT 'constraint', c.relname, t.conname, t.contype::text FROM pg_constraint t JOIN pg_class c ON c.oid = t.conrelid"
	" WHERE t.contype IN ('c', 'f', 'x') AND" OURS("'r', 'p', 'f'")
	" UNION ALL SELECT 'trigger', c.relname, t.tgname, concat_ws(' ', t.tgtype, t.tgenabled, t.tgqual IS NULL, p.proname, md5(p.prosrc))"
	" FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal AND" OURS("'r', 'p', 'v', 'f'")
	" UNION ALL SELECT 'rule', c.relname, r.rulename, md5(pg_get_ruledef(r.oid)) FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class WHERE" OURS("'r', 'p', 'v', 'm', 'f'")
	") parts(kind, a, b, c) ORDER BY kind COLLATE \"C\", a COLLATE \"C\", b COLLATE \"C\", c COLLATE \"C\"" };

static const struct sql key_of = { "key",
	"SELECT a.attname FROM pg_index i, generate_series(1, i.indnkeyatts) k, pg_attribute a WHERE i.indrelid = to_regclass(?1) AND i.indisprimary"
	" AND a.attrelid = i.indrelid AND a.attnum = i.indkey[k - 1] ORDER BY k" };

GHashTable *pg_columns(struct db *base, const char *table, GError **error)
{
	struct statement *statement = db_statement(base, &columns_of, error);
	g_autoptr(GHashTable) columns = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	enum fetch fetch;
	if (statement)
		bind_text(statement, 1, table);
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW)
		g_hash_table_insert(columns, g_strdup(column_text(statement, 0)), g_strdup(column_text(statement, 1)));
	if (fetch == FETCH_FAILED)
		return NULL;
	return statement ? g_steal_pointer(&columns) : NULL;
}

/* The names that a statement with one text gives. */
static GPtrArray *read_names(struct db *base, const struct sql *sql, const char *text, GError **error)
{
	struct statement *statement = db_statement(base, sql, error);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	enum fetch fetch;
	if (statement)
		bind_text(statement, 1, text);
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW)
		g_ptr_array_add(names, g_strdup(column_text(statement, 0)));
	if (fetch == FETCH_FAILED)
		return NULL;
	return statement ? g_steal_pointer(&names) : NULL;
}

GPtrArray *pg_tables(struct db *base, const char *prefix, GError **error)
{
	return read_names(base, &tables_of, prefix, error);
}

GPtrArray *pg_key(struct db *base, const char *table, GError **error)
{
	return read_names(base, &key_of, table, error);
}

gboolean pg_shape(struct db *base, struct hash *hash, GError **error)
{
	struct statement *statement = db_statement(base, &shape, error);
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
	return statement != NULL;
}

/* The function is the same for every table; what is there already is made anew, the same. */
char *pg_append_only(const char *table, const char *key)
{
	(void)key; /* a second row with it breaks the primary key */
	return g_strdup_printf(
		"CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS"
		" $$BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME; END$$;"
		"CREATE OR REPLACE TRIGGER %s_keep BEFORE UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION append_only();"
		"CREATE OR REPLACE TRIGGER %s_hold BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION append_only();",
		table, table, table, table);
}

/*
 * Whether a node of a plan reads its table from end to end: without an index, or by one that it looks for nothing in but
 * an office, with which every key begins.
 */
static gboolean is_scan(const json_t *node)
{
	const char *type = json_string_value(json_object_get(node, "Node Type"));
	if (g_strcmp0(type, "Seq Scan") == 0)
		return TRUE;
	gboolean bits = g_strcmp0(type, "Bitmap Heap Scan") == 0;
	if (!bits && g_strcmp0(type, "Index Scan") != 0 && g_strcmp0(type, "Index Only Scan") != 0)
		return FALSE;
	const char *condition = json_string_value(json_object_get(node, bits ? "Recheck Cond" : "Index Cond"));
	return !condition || g_regex_match_simple("^\\(office = [^()]*\\)$", condition, 0, 0);
}

/* The first rows in the order of an index are no more than are asked for. */
static gboolean is_head(const json_t *node, const json_t *above)
{
	return g_strcmp0(json_string_value(json_object_get(above, "Node Type")), "Limit") == 0 && !json_object_get(node, "Filter") &&
		json_object_get(node, "Index Cond");
}

static void note_scans(const json_t *node, const json_t *above, GPtrArray *tables)
{
	size_t index;
	json_t *inner;
	if (is_scan(node) && !is_head(node, above))
		g_ptr_array_add(tables, g_strdup(json_string_value(json_object_get(node, "Relation Name"))));
	json_array_foreach(json_object_get(node, "Plans"), index, inner)
		note_scans(inner, node, tables);
}

static char *explain_text(const struct db *db, const struct sql *sql)
{
	g_autofree char *text = g_strdelimit(db_spell(db, sql->text), "?", '$');
	guint count = 0;
	for (const char *at = text; (at = strchr(at, '$')); at++)
		count = MAX(count, (guint)g_ascii_strtoull(at + 1, NULL, 10));
	GString *nulls = g_string_new(NULL);
	for (guint i = 0; i < count; i++)
		g_string_append(nulls, i ? ", NULL" : "NULL");
	char *all = g_strdup_printf("PREPARE explained AS %s; EXPLAIN (FORMAT JSON) EXECUTE explained%s%s%s", text, count ? "(" : "", nulls->str, count ? ")" : "");
	g_string_free(nulls, TRUE);
	return all;
}

gboolean pg_scans(struct db *base, const struct sql *sql, GPtrArray *tables, GError **error)
{
	struct pg *pg = (struct pg *)base;
	g_autofree char *text = explain_text(base, sql);
	PGresult *result = pg_execute(pg, text, sql->name, error);
	if (!result)
		return FALSE;
	json_t *plan = json_loads(PQgetvalue(result, 0, 0), 0, NULL);
	PQclear(result);
	note_scans(json_object_get(json_array_get(plan, 0), "Plan"), NULL, tables);
	json_decref(plan);
	result = pg_execute(pg, "DEALLOCATE explained", sql->name, error);
	PQclear(result);
	return result != NULL;
}
