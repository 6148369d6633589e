/* SPDX-License-Identifier: Apache-2.0 */
/* Opening, transactions, offices, settings. */
#include "store/store.h"
#include "store/statements.h"
#include "store/store_private.h"

#include <string.h>

static const struct sql setting_read = { "setting", "SELECT value FROM setting WHERE name = ?1" };
static const struct sql setting_names = { "settings", "SELECT name FROM setting ORDER BY name" };
static const struct sql office_by_code = { "office by code", "SELECT number FROM office WHERE code = ?1" };
static const struct sql office_by_number = { "office by number", "SELECT code FROM office WHERE number = ?1" };
static const struct sql office_all = { "offices", "SELECT number, code FROM office ORDER BY number" };
static const struct sql office_own = { "own offices", "SELECT number FROM office WHERE received = 0 ORDER BY number" };
static const struct sql office_next = { "next office", "SELECT coalesce(max(number), 0) + 1 FROM office" };
static const struct sql office_insert = { "add office", "INSERT INTO office(number, code) VALUES (?1, ?2)" };
static const struct sql definitions_insert = { "keep definitions",
	"INSERT INTO definitions(hash, sources) VALUES (?1, ?2) ON CONFLICT(hash) DO NOTHING" };
static const struct sql definitions_hashes = { "kept definitions", "SELECT hash FROM definitions ORDER BY hash" };
static const struct sql definitions_read = { "definitions", "SELECT sources FROM definitions WHERE hash = ?1" };

const struct sql *const store_sql[] = { &setting_read, &setting_names, &office_by_code, &office_by_number, &office_all, &office_own, &office_next, &office_insert, &definitions_insert,
	&definitions_hashes, &definitions_read, NULL };

static void office_links_free(gpointer data)
{
	struct office_links *links = data;
	record_free(links->record);
	g_free(links);
}

static char *read_setting(struct db *db, const char *name)
{
	struct statement *statement = db_statement(db, &setting_read, NULL);
	bind_text(statement, 1, name);
	return statement_word(statement, NULL);
}

/* Whether the store follows the model already. */
static gboolean follows(struct store *store)
{
	g_autofree char *hash = hash_hex(&store->model->hash);
	g_autofree char *followed = read_setting(store->db, "tables");
	return g_strcmp0(hash, followed) == 0;
}

/* Brings tables to the model, once per set of definitions. */
static gboolean bring_up(struct store *store, GError **error)
{
	gboolean empty;
	if (!schema_known(store->db, &empty, error))
		return FALSE;
	return (!empty && schema_is_current(store->db) && follows(store)) || store_adopt(store, error);
}

static void use_model(struct store *store, const struct model *model)
{
	store->model = model;
	g_ptr_array_set_size(store->registers, (gint)model->registers->len);
}

static gboolean note_readopted(struct store *store, GError **error)
{
	g_autoptr(GPtrArray) kept = store_definitions_kept(store, error);
	store->readopted = kept && kept->len > 1;
	return kept != NULL;
}

static void list_sql_free(gpointer data)
{
	struct sql *sql = data;
	g_free((char *)sql->text);
	g_free(sql);
}

static struct store *store_new(void)
{
	struct store *store = g_new0(struct store, 1);
	store->heads = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	store->links = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, office_links_free);
	store->lists = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, list_sql_free);
	store->registers = g_ptr_array_new_with_free_func((GDestroyNotify)reg_sql_free);
	return store;
}

struct store *store_open(const char *url, enum db_mode mode, const struct model *model, GError **error)
{
	g_autoptr(store_t) store = store_new();
	use_model(store, model);
	store->db = db_open(url, mode, error);
	if (!store->db || !bring_up(store, error) || !note_readopted(store, error))
		return NULL;
	history_read_secret(store);
	return db_heard(store->db, error) ? g_steal_pointer(&store) : NULL;
}

struct store *store_open_as_it_is(const char *url, const struct model *fallback, struct model **own, GError **error)
{
	g_autoptr(store_t) store = store_new();
	gboolean empty;
	*own = NULL;
	store->fixed = TRUE;
	store->db = db_open(url, DB_READ, error);
	if (!store->db || !schema_known(store->db, &empty, error))
		return NULL;
	if (empty) {
		fail(error, ERROR_ABSENT, _("%s: there is no store here; make one with `ngoaivu init`, or name it with --db"), db_name(store->db));
		return NULL;
	}
	if (!schema_is_current(store->db)) {
		fail(error, ERROR_REFUSED, _("%s: an older ngoaivu made this store; the first other command, such as `ngoaivu list office`, brings its tables up to date"), db_name(store->db));
		return NULL;
	}
	*own = store_own_model(store->db, fallback ? NULL : error);
	if (!*own && !fallback)
		return NULL;
	use_model(store, *own ? *own : fallback);
	history_read_secret(store);
	return db_heard(store->db, error) ? g_steal_pointer(&store) : NULL;
}

gboolean store_is_fixed(const struct store *store)
{
	return store->fixed;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	if (store->db)
		db_rollback(store->db);
	g_hash_table_destroy(store->links);
	g_hash_table_destroy(store->heads);
	db_close(store->db);
	g_ptr_array_unref(store->registers);
	g_hash_table_destroy(store->lists);
	g_free(store);
}

void store_set_settler(struct store *store, const struct settler *settler)
{
	store->settler = *settler;
}

struct db *store_db(struct store *store)
{
	return store->db;
}

const struct model *store_model(const struct store *store)
{
	return store->model;
}

const struct reg_sql *store_reg_sql(const struct store *store, const struct reg *reg)
{
	gpointer *sql = &store->registers->pdata[reg->index];
	if (!*sql) /* few commands need more than a few registers */
		*sql = reg_sql_new(reg);
	return *sql;
}

gboolean store_begin(struct store *store, GError **error)
{
	g_hash_table_remove_all(store->heads);
	if (store->fixed)
		return fail(error, ERROR_REFUSED, _("the store was opened to be looked at, not to be changed"));
	if (!db_begin(store->db, error))
		return FALSE;
	store->writing = follows(store);
	if (store->writing)
		return TRUE;
	gboolean heard = db_heard(store->db, error);
	db_rollback(store->db);
	return heard && fail(error, ERROR_CONFLICT, _("another program has brought the store to other definitions: start again, with the same --definitions"));
}

gboolean store_look(struct store *store, gboolean *own, GError **error)
{
	*own = !db_in_transaction(store->db);
	if (!*own)
		return TRUE;
	g_hash_table_remove_all(store->heads); /* others may have written */
	return db_begin_read(store->db, error);
}

void store_look_away(struct store *store, gboolean own)
{
	if (own)
		db_rollback(store->db);
}

static gboolean finish(struct store *store, GError **error)
{
	return !store->settler.finish || store->settler.finish(store->settler.data, error);
}

gboolean store_commit(struct store *store, GError **error)
{
	if (!finish(store, error) || !db_commit(store->db, error)) {
		store_rollback(store);
		return FALSE;
	}
	store->writing = FALSE;
	g_hash_table_remove_all(store->heads);
	return TRUE;
}

void store_rollback(struct store *store)
{
	db_rollback(store->db);
	store->writing = FALSE;
	g_hash_table_remove_all(store->heads);
	if (store->settler.forget)
		store->settler.forget(store->settler.data);
}

gboolean store_savepoint(struct store *store, GError **error)
{
	return finish(store, error) && db_savepoint(store->db, error);
}

gboolean store_release(struct store *store, GError **error)
{
	return db_release(store->db, error);
}

gboolean store_undo(struct store *store, GError **error)
{
	g_hash_table_remove_all(store->heads);
	if (store->settler.forget)
		store->settler.forget(store->settler.data);
	return db_undo(store->db, error);
}

char *store_setting(struct store *store, const char *name)
{
	return read_setting(store->db, name);
}

gboolean store_peek(const char *url, const char *const *names, char **values, GError **error)
{
	g_autoptr(GError) problem = NULL;
	gboolean empty = TRUE;
	g_autoptr(db_t) db = db_open(url, DB_READ, &problem);
	gboolean known = db && schema_known(db, &empty, &problem) && !empty;
	for (guint i = 0; names[i]; i++)
		values[i] = known ? read_setting(db, names[i]) : NULL;
	if (problem && error_is_system(problem)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	return !db || db_heard(db, error);
}

/* The texts of the first column of all rows. */
static GPtrArray *all_texts(struct statement *statement, GError **error)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	enum fetch fetch;
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW)
		g_ptr_array_add(texts, g_strdup(column_text(statement, 0)));
	if (fetch == FETCH_FAILED)
		return NULL;
	return statement ? g_steal_pointer(&texts) : NULL;
}

GPtrArray *store_settings(struct store *store, GError **error)
{
	return all_texts(db_statement(store->db, &setting_names, error), error);
}

gboolean store_set(struct store *store, const char *name, const char *value, GError **error)
{
	return setting_write(store->db, name, value, error);
}

static char *known_offices(struct store *store)
{
	struct statement *statement = db_statement(store->db, &office_all, NULL);
	GString *list = g_string_new(NULL);
	while (statement_fetch(statement, NULL) == FETCH_ROW)
		g_string_append_printf(list, "%s%s", list->len ? ", " : "", column_text(statement, 1));
	return g_string_free(list, FALSE);
}

gboolean has_no_office(struct db *db)
{
	struct statement *statement = db_statement(db, &office_all, NULL);
	enum fetch fetch = statement_fetch(statement, NULL);
	if (fetch == FETCH_ROW)
		statement_reset(statement);
	return fetch == FETCH_END;
}

gint64 store_office(struct store *store, const char *code, GError **error)
{
	struct statement *statement = db_statement(store->db, &office_by_code, error);
	if (!statement)
		return 0;
	bind_text(statement, 1, code);
	enum fetch fetch = statement_fetch(statement, error);
	if (fetch == FETCH_FAILED)
		return 0;
	if (fetch == FETCH_END) {
		g_autofree char *known = known_offices(store);
		if (*known)
			fail(error, ERROR_ABSENT, _("office %s: not in this store; it holds: %s"), code, known);
		else
			fail(error, ERROR_ABSENT, _("office %s: this store holds no office yet; make one with `ngoaivu init --office CODE`"), code);
		return 0;
	}
	gint64 number = column_int(statement, 0);
	statement_reset(statement);
	return number;
}

char *store_office_code(struct store *store, gint64 office)
{
	struct statement *statement = db_statement(store->db, &office_by_number, NULL);
	bind_int(statement, 1, office);
	return statement_word(statement, NULL);
}

static GArray *read_offices(struct store *store, const struct sql *sql, GError **error)
{
	struct statement *statement = db_statement(store->db, sql, error);
	return statement_keys(statement, error);
}

GArray *store_offices(struct store *store, GError **error)
{
	return read_offices(store, &office_all, error);
}

GArray *store_own_offices(struct store *store, GError **error)
{
	return read_offices(store, &office_own, error);
}

static gint64 next_number(struct store *store, GError **error)
{
	struct statement *statement = db_statement(store->db, &office_next, error);
	gint64 number;
	return statement_number(statement, 0, &number, error) ? number : 0;
}

static gboolean may_add(struct store *store, const char *code, gint64 number, GError **error)
{
	if (!g_regex_match_simple("^[a-z][a-z0-9_-]{0,31}$", code, 0, 0))
		return fail(error, ERROR_INPUT, _("office %s: a code is lower-case letters, digits, - and _, at most 32, beginning with a letter"), code);
	if (store_office(store, code, NULL))
		return fail(error, ERROR_CONFLICT, _("office %s: the store holds this office already"), code);
	if (number < 1 || number > OFFICE_MOST)
		return fail(error, ERROR_INPUT, _("office %s: the number of an office is from 1 to %d"), code, OFFICE_MOST);
	g_autofree char *other = store_office_code(store, number);
	return !other || fail(error, ERROR_CONFLICT, _("office %s: the number %" PRId64 " is that of the office %s"), code, number, other);
}

gint64 store_office_add_as(struct store *store, const char *code, gint64 number, GError **error)
{
	if (!may_add(store, code, number, error))
		return 0;
	struct statement *statement = db_statement(store->db, &office_insert, error);
	if (!statement)
		return 0;
	bind_int(statement, 1, number);
	bind_text(statement, 2, code);
	if (!statement_run(statement, error))
		return 0;
	return store_office(store, code, error);
}

gint64 store_office_add(struct store *store, const char *code, GError **error)
{
	gint64 number = next_number(store, error);
	return number ? store_office_add_as(store, code, number, error) : 0;
}

static char *sources_json(const GPtrArray *sources)
{
	json_t *list = json_array();
	for (guint i = 0; i < sources->len; i++) {
		const struct source *source = sources->pdata[i];
		json_array_append_new(list, json_pack("{s:s, s:s, s:i}", "name", source->name, "text", source->text, "layer", (int)source->layer));
	}
	char *dumped = json_dumps(list, JSON_COMPACT);
	char *text = g_strdup(dumped);
	free(dumped);
	json_decref(list);
	return text;
}

gboolean store_keep_definitions(struct store *store, GError **error)
{
	g_autofree char *hash = hash_hex(&store->model->hash);
	g_autofree char *sources = sources_json(store->model->sources);
	struct statement *statement = db_statement(store->db, &definitions_insert, error);
	bind_text(statement, 1, hash);
	bind_text(statement, 2, sources);
	return statement_run(statement, error);
}

static void source_free(gpointer data)
{
	struct source *source = data;
	g_free(source->name);
	g_free(source->text);
	g_free(source);
}

static char *given(const json_t *json)
{
	const char *text = json_string_value(json);
	return g_strdup(text ? text : "");
}

static GPtrArray *sources_of_json(const char *text)
{
	json_t *list = json_loads(text ? text : "", 0, NULL);
	GPtrArray *sources = g_ptr_array_new_with_free_func(source_free);
	size_t index;
	json_t *item;
	json_array_foreach(list, index, item) {
		struct source *source = g_new0(struct source, 1);
		source->name = given(json_object_get(item, "name"));
		source->text = given(json_object_get(item, "text"));
		source->layer = (guint)json_integer_value(json_object_get(item, "layer"));
		g_ptr_array_add(sources, source);
	}
	json_decref(list);
	return sources;
}

static char *read_sources(struct db *db, const char *hex, GError **error)
{
	struct statement *statement = db_statement(db, &definitions_read, error);
	bind_text(statement, 1, hex);
	enum fetch fetch = statement_fetch(statement, error);
	if (fetch == FETCH_END)
		fail(error, ERROR_ABSENT, _("definitions %s: the store does not hold them"), hex);
	if (fetch != FETCH_ROW)
		return NULL;
	const char *text = column_text(statement, 0);
	char *sources = g_strdup(text ? text : "");
	statement_reset(statement);
	return sources;
}

static GPtrArray *read_definitions(struct db *db, const char *hex, GError **error)
{
	g_autofree char *text = read_sources(db, hex, error);
	return text ? sources_of_json(text) : NULL;
}

gboolean store_definitions_sound(struct store *store, const char *hex)
{
	g_autofree char *text = read_sources(store->db, hex, NULL);
	g_autoptr(GPtrArray) sources = text ? sources_of_json(text) : NULL;
	if (!sources)
		return FALSE;
	struct hash hash = sources_hash(sources);
	g_autofree char *found = hash_hex(&hash);
	g_autofree char *again = sources_json(sources);
	return strcmp(found, hex) == 0 && g_strcmp0(again, text) == 0;
}

GPtrArray *store_definitions(struct store *store, const struct hash *hash, GError **error)
{
	g_autofree char *hex = hash_hex(hash);
	return read_definitions(store->db, hex, error);
}

GPtrArray *store_definitions_kept(struct store *store, GError **error)
{
	return all_texts(db_statement(store->db, &definitions_hashes, error), error);
}

struct model *store_own_model(struct db *db, GError **error)
{
	g_autofree char *hex = read_setting(db, "tables");
	g_autoptr(GPtrArray) sources = read_definitions(db, hex ? hex : "", error);
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(model_t) model = sources ? model_load_sources(sources, findings) : NULL;
	if (!sources || !findings_check(findings, error))
		return NULL;
	g_autofree char *found = model ? hash_hex(&model->hash) : NULL;
	if (g_strcmp0(found, hex) == 0)
		return g_steal_pointer(&model);
	fail(error, ERROR_SYSTEM, _("definitions %s: they were changed after they were kept"), hex);
	return NULL;
}
