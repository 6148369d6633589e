/* SPDX-License-Identifier: Apache-2.0 */
#include "store/db.h"
#include "store/engine.h"

#include <string.h>

/* The first is that of plain paths. */
static const struct db_engine *const engines[] = { &engine_sqlite, &engine_pg };

static gboolean has_scheme(const char *url, const char *scheme)
{
	gsize length = strlen(scheme);
	return strncmp(url, scheme, length) == 0 && url[length] == ':';
}

static const struct db_engine *engine_of(const char *url, GError **error)
{
	for (guint i = 0; i < G_N_ELEMENTS(engines); i++)
		for (const char *const *scheme = engines[i]->schemes; *scheme; scheme++)
			if (has_scheme(url, *scheme))
				return engines[i];
	const char *end = strstr(url, "://");
	if (!end)
		return engines[0];
	g_autofree char *scheme = g_strndup(url, (gsize)(end - url)); /* what follows may hold a password */
	fail(error, ERROR_INPUT, _("%s://…: this kind of store is not known; write sqlite:FILE or postgresql://HOST/DATABASE"), scheme);
	return NULL;
}

gboolean db_url_is_file(const char *url)
{
	return engine_of(url, NULL) == engines[0];
}

const char *db_url_path(const char *url)
{
	const char *scheme = engines[0]->schemes[0];
	if (!db_url_is_file(url))
		return NULL;
	return has_scheme(url, scheme) ? url + strlen(scheme) + 1 : url;
}

char *db_url_shown(const char *url)
{
	const struct db_engine *engine = engine_of(url, NULL);
	char *shown = engine && engine->show ? engine->show(url) : NULL;
	return shown ? shown : g_strdup(engine && !engine->show ? url : "");
}

struct db *db_open(const char *url, enum db_mode mode, GError **error)
{
	const struct db_engine *engine = engine_of(url, error);
	return engine ? engine->open(url, mode, error) : NULL;
}

void db_init(struct db *db, const struct db_engine *engine)
{
	db->engine = engine;
	db->statements = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)engine->free_statement);
}

void db_close(struct db *db)
{
	if (!db)
		return;
	g_hash_table_destroy(db->statements);
	g_clear_error(&db->unheard);
	db->engine->close(db);
}

const char *db_name(const struct db *db)
{
	return db->engine->name(db);
}

const char *db_version(const struct db *db)
{
	return db->engine->version(db);
}

gboolean db_is_file(const struct db *db)
{
	return db->engine->backup != NULL;
}

void statement_init(struct statement *statement, struct db *db, const struct sql *sql)
{
	statement->engine = db->engine;
	statement->db = db;
	statement->sql = sql;
}

/* Where nobody asks for a failure of the system, it is kept. */
static gboolean tell(struct db *db, GError *problem, GError **error)
{
	if (error || db->unheard || !error_is_system(problem))
		g_propagate_error(error, problem);
	else
		db->unheard = problem;
	return FALSE;
}

gboolean db_heard(struct db *db, GError **error)
{
	if (!db->unheard)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&db->unheard));
	return FALSE;
}

struct statement *db_statement(struct db *db, const struct sql *sql, GError **error)
{
	struct statement *statement = g_hash_table_lookup(db->statements, sql);
	if (statement) {
		db->engine->reset(statement);
		return statement;
	}
	GError *problem = NULL;
	statement = db->engine->prepare(db, sql, &problem);
	if (statement)
		g_hash_table_insert(db->statements, (gpointer)sql, statement);
	else
		tell(db, problem, error);
	return statement;
}

void bind_int(struct statement *statement, int index, gint64 value)
{
	if (statement)
		statement->engine->bind_int(statement, index, value);
}

void bind_text(struct statement *statement, int index, const char *text)
{
	if (statement)
		statement->engine->bind_text(statement, index, text);
}

void bind_bytes(struct statement *statement, int index, gconstpointer bytes, gsize length)
{
	if (statement)
		statement->engine->bind_bytes(statement, index, bytes, length);
}

void bind_null(struct statement *statement, int index)
{
	if (statement)
		statement->engine->bind_null(statement, index);
}

gboolean statement_ask(struct statement *statement, GError **error)
{
	GError *problem = NULL;
	return statement && (!statement->engine->ask || statement->engine->ask(statement, &problem) || tell(statement->db, problem, error));
}

enum fetch statement_fetch(struct statement *statement, GError **error)
{
	GError *problem = NULL;
	gboolean row;
	if (!statement)
		return FETCH_FAILED;
	if (statement->engine->next(statement, &row, &problem))
		return row ? FETCH_ROW : FETCH_END;
	tell(statement->db, problem, error);
	return FETCH_FAILED;
}

gboolean statement_each_pair(struct statement *statement, const gint64 *values, guint count, guint width, pair_visitor visit, void *data, GError **error)
{
	GError *problem = NULL;
	if (!statement)
		return FALSE;
	if (statement->engine->each_pair)
		return statement->engine->each_pair(statement, values, count, width, visit, data, &problem) || tell(statement->db, problem, error);
	for (guint i = 0; i < count; i++) {
		enum fetch fetch;
		for (guint j = 0; j < width; j++)
			bind_int(statement, (int)j + 1, values[(gsize)i * width + j]);
		while ((fetch = statement_fetch(statement, error)) == FETCH_ROW)
			if (!visit(data, i, column_int(statement, 0), column_int(statement, 1), error)) {
				statement_reset(statement);
				return FALSE;
			}
		if (fetch == FETCH_FAILED)
			return FALSE;
	}
	return TRUE;
}

gboolean statement_number(struct statement *statement, gint64 otherwise, gint64 *number, GError **error)
{
	enum fetch fetch = statement_fetch(statement, error);
	*number = fetch == FETCH_ROW ? column_int(statement, 0) : otherwise;
	if (fetch == FETCH_ROW)
		statement_reset(statement);
	return fetch != FETCH_FAILED;
}

char *statement_word(struct statement *statement, GError **error)
{
	if (statement_fetch(statement, error) != FETCH_ROW)
		return NULL;
	char *word = g_strdup(column_text(statement, 0));
	statement_reset(statement);
	return word;
}

GArray *statement_keys(struct statement *statement, GError **error)
{
	g_autoptr(GArray) keys = g_array_new(FALSE, FALSE, sizeof(gint64));
	enum fetch fetch;
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		const gint64 key = column_int(statement, 0);
		g_array_append_val(keys, key);
	}
	return fetch == FETCH_END ? g_steal_pointer(&keys) : NULL;
}

gboolean statement_run(struct statement *statement, GError **error)
{
	GError *problem = NULL;
	return statement && (statement->engine->run(statement, &problem) || tell(statement->db, problem, error));
}

static gboolean run_each(struct statement *statement, const gint64 *rows, guint count, guint columns, GError **error)
{
	for (guint i = 0; i < count; i++) {
		statement_reset(statement);
		for (guint column = 0; column < columns; column++)
			bind_int(statement, (int)column + 1, rows[(gsize)i * columns + column]);
		if (!statement->engine->run(statement, error))
			return FALSE;
	}
	return TRUE;
}

gboolean statement_run_rows(struct statement *statement, const gint64 *rows, guint count, guint columns, GError **error)
{
	GError *problem = NULL;
	if (!statement)
		return FALSE;
	gboolean (*run)(struct statement *, const gint64 *, guint, guint, GError **) = statement->engine->run_rows;
	return (run ? run : run_each)(statement, rows, count, columns, &problem) || tell(statement->db, problem, error);
}

void statement_reset(struct statement *statement)
{
	statement->engine->reset(statement);
}

gint64 column_int(struct statement *statement, int column)
{
	return statement->engine->column_int(statement, column);
}

const char *column_text(struct statement *statement, int column)
{
	return statement->engine->column_text(statement, column);
}

gconstpointer column_bytes(struct statement *statement, int column, gsize *length)
{
	return statement->engine->column_bytes(statement, column, length);
}

gboolean column_is_null(struct statement *statement, int column)
{
	return statement->engine->column_is_null(statement, column);
}

gboolean db_execute(struct db *db, const char *text, GError **error)
{
	return db->engine->execute(db, text, error);
}

gboolean db_drop_table(struct db *db, const char *table, GError **error)
{
	return db->engine->drop_table(db, table, error);
}

gboolean db_begin(struct db *db, GError **error)
{
	g_clear_error(&db->unheard);
	return db->engine->begin(db, error);
}

gboolean db_begin_read(struct db *db, GError **error)
{
	g_clear_error(&db->unheard);
	return db->engine->begin_read(db, error);
}

gboolean db_commit(struct db *db, GError **error)
{
	return db_heard(db, error) && db->engine->commit(db, error);
}

void db_rollback(struct db *db)
{
	db->engine->rollback(db);
}

gboolean db_in_transaction(const struct db *db)
{
	return db->engine->in_transaction(db);
}

gboolean db_savepoint(struct db *db, GError **error)
{
	return db->engine->savepoint(db, error);
}

gboolean db_release(struct db *db, GError **error)
{
	return db->engine->release(db, error);
}

gboolean db_undo(struct db *db, GError **error)
{
	return db->engine->undo(db, error);
}

char *db_spell(const struct db *db, const char *pattern)
{
	if (!strchr(pattern, '{'))
		return g_strdup(pattern);
	GString *text = g_string_new(pattern);
	for (const struct spelling *spelling = db->engine->spellings; spelling->sign; spelling++)
		g_string_replace(text, spelling->sign, spelling->text, 0);
	return g_string_free(text, FALSE);
}

int db_schema_least(const struct db *db)
{
	return db->engine->schema_least;
}

char *db_list_term(const struct db *db, enum db_list_term term, const char *name, int parameter)
{
	if (term == DB_LIST_PART)
		return g_strdup_printf(db->engine->list_part, name);
	return g_strdup_printf(term == DB_LIST_HAS_TEXT ? db->engine->list_has_text : db->engine->list_has_number, name, parameter);
}

char *db_append_only(const struct db *db, const char *table, const char *key)
{
	return db->engine->append_only(table, key);
}

GHashTable *db_columns(struct db *db, const char *table, GError **error)
{
	return db->engine->columns(db, table, error);
}

GPtrArray *db_tables(struct db *db, const char *prefix, GError **error)
{
	return db->engine->tables(db, prefix, error);
}

GPtrArray *db_key(struct db *db, const char *table, GError **error)
{
	return db->engine->key(db, table, error);
}

void db_rest(struct db *db)
{
	if (db->engine->rest && !db->engine->in_transaction(db))
		db->engine->rest(db);
}

char *db_mark(struct db *db, GError **error)
{
	return statement_word(db_statement(db, db->engine->mark, error), error);
}

gboolean db_shape(struct db *db, struct hash *hash, GError **error)
{
	return db->engine->shape(db, hash, error);
}

gboolean db_check(struct db *db, GPtrArray *lines, GError **error)
{
	return db->engine->check(db, lines, error);
}

gboolean db_scans(struct db *db, const struct sql *sql, GPtrArray *tables, GError **error)
{
	return db->engine->scans(db, sql, tables, error);
}

const struct sql *const *db_own_statements(const struct db *db)
{
	return db->engine->statements;
}

gboolean db_search_create(struct db *db, GError **error)
{
	return db->engine->search_create(db, error);
}

gboolean db_search_put(struct db *db, gint64 key, const char *folded, gboolean replace, GError **error)
{
	return db->engine->search_put(db, key, folded, replace, error);
}

GArray *db_search_find(struct db *db, const char *folded_query, gint64 office, guint limit, GError **error)
{
	return db->engine->search_find(db, folded_query, office, limit, error);
}

gboolean db_search_drop(struct db *db, const char *table, GError **error)
{
	return db->engine->search_drop(db, table, error);
}

GArray *db_search_keys(struct db *db, gint64 from, gint64 to, GError **error)
{
	return db->engine->search_keys(db, from, to, error);
}

char *db_search_text(struct db *db, gint64 key, GError **error)
{
	return db->engine->search_text(db, key, error);
}

const struct sql *db_search_all(const struct db *db)
{
	return db->engine->search_all;
}

struct statement *statement_new(struct db *db, const struct sql *sql, GError **error)
{
	return db->engine->prepare(db, sql, error);
}

void statement_free(struct statement *statement)
{
	if (statement)
		statement->engine->free_statement(statement);
}

struct bulk {
	struct db *db;
	guint columns;
	gpointer own;   /* the engine's */
	struct sql sql; /* where the engine has no other way */
	struct statement *statement;
};

static char *insert_text(const char *table, const char *columns, guint count)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_string_append_printf(text, "INSERT INTO %s(%s) VALUES (", table, columns);
	for (guint i = 1; i <= count; i++)
		g_string_append_printf(text, "%s?%u", i > 1 ? ", " : "", i);
	g_string_append_c(text, ')');
	return g_strdup(text->str);
}

static void bulk_free(struct bulk *bulk)
{
	statement_free(bulk->statement);
	g_free((char *)bulk->sql.text);
	g_free(bulk);
}

struct bulk *bulk_begin(struct db *db, const char *table, const char *columns, GError **error)
{
	struct bulk *bulk = g_new0(struct bulk, 1);
	bulk->db = db;
	bulk->columns = 1;
	for (const char *at = columns; (at = strchr(at, ',')); at++)
		bulk->columns++;
	if (db->engine->bulk_begin) {
		bulk->own = db->engine->bulk_begin(db, table, columns);
		return bulk;
	}
	bulk->sql = (struct sql){ "bulk", insert_text(table, columns, bulk->columns) };
	bulk->statement = statement_new(db, &bulk->sql, error);
	if (bulk->statement)
		return bulk;
	bulk_free(bulk);
	return NULL;
}

static void bind_cell(struct statement *statement, int index, const struct db_cell *cell)
{
	if (cell->empty)
		bind_null(statement, index);
	else if (cell->type == DB_INTEGER)
		bind_int(statement, index, cell->number);
	else if (cell->type == DB_TEXT)
		bind_text(statement, index, cell->bytes);
	else
		bind_bytes(statement, index, cell->length ? cell->bytes : "", cell->length); /* none are not NULL, which engines make of it */
}

void bind_cells(struct statement *statement, const struct db_cell *cells, guint count)
{
	for (guint i = 0; i < count; i++)
		bind_cell(statement, (int)i + 1, &cells[i]);
}

struct db_cell int_cell(gint64 value)
{
	return (struct db_cell){ .type = DB_INTEGER, .number = value };
}

struct db_cell text_cell(const char *text)
{
	return (struct db_cell){ .type = DB_TEXT, .empty = !text, .bytes = text, .length = text ? strlen(text) : 0 };
}

struct db_cell bytes_cell(gconstpointer bytes, gsize length)
{
	return (struct db_cell){ .type = DB_BYTES, .bytes = bytes, .length = length };
}

gboolean bulk_put(struct bulk *bulk, const struct db_cell *cells, GError **error)
{
	if (bulk->own)
		return bulk->db->engine->bulk_put(bulk->own, cells, bulk->columns, error);
	statement_reset(bulk->statement);
	bind_cells(bulk->statement, cells, bulk->columns);
	return statement_run(bulk->statement, error);
}

gboolean bulk_end(struct bulk *bulk, GError **error)
{
	gboolean done = !bulk->own || bulk->db->engine->bulk_end(bulk->own, TRUE, error);
	bulk_free(bulk);
	return done;
}

void bulk_drop(struct bulk *bulk)
{
	if (!bulk)
		return;
	if (bulk->own)
		bulk->db->engine->bulk_end(bulk->own, FALSE, NULL);
	bulk_free(bulk);
}

gboolean db_backup(struct db *db, const char *path, backup_check check, void *data, GError **error)
{
	g_assert(db->engine->backup);
	return db->engine->backup(db, path, check, data, error);
}
