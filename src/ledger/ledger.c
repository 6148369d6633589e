/* SPDX-License-Identifier: Apache-2.0 */
/* Opening the ledger, settling changes, and changes of definitions. */
#include "def/expr.h"
#include "ledger/ledger_private.h"
#include "ledger/statements.h"
#include "store/schema.h"

#include <string.h>

static const char *const tables[] = {
	("CREATE TABLE IF NOT EXISTS series(office {I} NOT NULL, id {I} NOT NULL, figure {T} NOT NULL, role {I} NOT NULL,"
	" dims {T} NOT NULL, PRIMARY KEY({K}id)){S}"),
	"CREATE INDEX IF NOT EXISTS series_name ON series(office, figure, role, substr(dims, 1, 200))", /* dims may be longer than an index takes */
	("CREATE TABLE IF NOT EXISTS entry(office {I} NOT NULL{F}, record {I} NOT NULL{F}, number {I} NOT NULL{F}, cell {I} NOT NULL{F},"
	" delta {I} NOT NULL{F}, history {I} NOT NULL{F}, PRIMARY KEY({K}record, number){F}){C}"),
	"CREATE INDEX IF NOT EXISTS entry_cell ON entry({K}cell)",
	"CREATE TABLE IF NOT EXISTS balance(office {I} NOT NULL, cell {I} NOT NULL, sum {I} NOT NULL, PRIMARY KEY({K}cell)){S}",
	"CREATE TABLE IF NOT EXISTS posted_figure(id {T} PRIMARY KEY, register {T} NOT NULL, source {T} NOT NULL){S}",
};

static const struct sql posted_all = { "posted figures", "SELECT id, register, source FROM posted_figure ORDER BY id" };
static const struct sql posted_clear = { "forget posted figures", "DELETE FROM posted_figure" };
static const struct sql posted_add = { "note posted figure", "INSERT INTO posted_figure(id, register, source) VALUES (?1, ?2, ?3)" };

const struct sql *const ledger_posted_figure_sql[] = { &posted_all, &posted_clear, &posted_add, NULL };

static gboolean settle_source(struct ledger *ledger, gint64 key, gint64 history, GArray *posted, GError **error)
{
	const struct reg *reg = store_register_of(ledger->store, key, error);
	g_autoptr(record_t) source = reg ? store_read(ledger->store, reg, KEY_OFFICE(key), KEY_ID(key), error) : NULL;
	return source && ledger_settle_record(ledger, source, FALSE, history, posted, error);
}

/*
 * Records that link to one that changed may stand under its values: they are settled with it, as far away as any figure
 * looks through links. `settled` holds those that were.
 */
static gboolean settle_linked(struct ledger *ledger, gint64 target, guint reach, GHashTable *settled, gint64 history, GArray *posted, GError **error)
{
	g_autoptr(GArray) keys = reach ? store_linked(ledger->store, target, error) : NULL;
	if (!keys)
		return reach == 0;
	for (guint i = 0; i < keys->len; i++) {
		gint64 key = g_array_index(keys, gint64, i);
		if (!g_hash_table_contains(settled, &key) && !settle_source(ledger, key, history, posted, error))
			return FALSE;
		g_hash_table_add(settled, g_memdup2(&key, sizeof key));
		if (!settle_linked(ledger, key, reach - 1, settled, history, posted, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean settle_all_linked(struct ledger *ledger, const struct record *record, gint64 history, GArray *posted, GError **error)
{
	g_autoptr(GHashTable) settled = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	return settle_linked(ledger, KEY(record->office, record->id), ledger->reach, settled, history, posted, error);
}

/* How many links a dimension looks through; the name of a linked record is in that record. */
static guint dimension_reach(const struct dimension *dimension)
{
	return !dimension ? 0 : (guint)(dimension->link != NULL) + (guint)(dimension->field->type == FIELD_LINK);
}

static guint figure_reach(const struct figure *figure)
{
	const struct expr *const parts[] = { figure->amount, figure->when, figure->on, figure->from, figure->until };
	guint reach = dimension_reach(figure->distinct);
	for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
		if (parts[i])
			reach = MAX(reach, expr_links(parts[i]));
	for (guint i = 0; i < figure->dimensions->len; i++)
		reach = MAX(reach, dimension_reach(figure->dimensions->pdata[i]));
	return reach;
}

static guint model_reach(const struct model *model)
{
	guint reach = 0;
	for (guint i = 0; i < model->figures->len; i++)
		reach = MAX(reach, figure_reach(model->figures->pdata[i]));
	return reach;
}

static gboolean settle(void *data, const struct record *before, const struct record *after, gint64 history, struct hash *posted, GError **error)
{
	struct ledger *ledger = data;
	g_autoptr(GArray) entries = posted_new();
	if (!ledger_settle_record(ledger, after, before == NULL, history, entries, error))
		return FALSE;
	if (before && !settle_all_linked(ledger, after, history, entries, error))
		return FALSE;
	return posted_hash(ledger, entries, posted, error);
}

static gboolean finish(void *data, GError **error)
{
	return balances_write(data, error);
}

static void forget(void *data)
{
	struct ledger *ledger = data;
	g_array_set_size(ledger->waiting, 0);
	g_hash_table_remove_all(ledger->names);
	g_hash_table_remove_all(ledger->marks);
	g_hash_table_remove_all(ledger->lists);
}

static gboolean make_tables(struct db *db, GError **error)
{
	for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
		if (!schema_table(db, tables[i], error))
			return FALSE;
	g_autofree char *guard = db_append_only(db, "entry", "record number");
	return db_execute(db, guard, error) && schema_seal(db, error);
}

/* Registers whose figures differ from those posted: ids as keys. NULL for an error. */
static GHashTable *changed_registers(struct ledger *ledger, GError **error)
{
	const struct model *model = store_model(ledger->store);
	struct statement *statement = db_statement(store_db(ledger->store), &posted_all, error);
	g_autoptr(GHashTable) changed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) same = g_hash_table_new(g_str_hash, g_str_equal);
	enum fetch fetch;
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		const struct figure *figure = model_figure(model, column_text(statement, 0));
		if (figure && figure->reg && strcmp(figure->reg->id, column_text(statement, 1)) == 0 && strcmp(figure->source, column_text(statement, 2)) == 0)
			g_hash_table_add(same, figure->id);
		else
			g_hash_table_add(changed, g_strdup(column_text(statement, 1)));
	}
	if (fetch == FETCH_FAILED)
		return NULL;
	for (guint i = 0; i < model->figures->len; i++) {
		const struct figure *figure = model->figures->pdata[i];
		if (figure->reg && !g_hash_table_contains(same, figure->id))
			g_hash_table_add(changed, g_strdup(figure->reg->id));
	}
	return g_steal_pointer(&changed);
}

static gboolean note_posted(struct ledger *ledger, GError **error)
{
	const struct model *model = store_model(ledger->store);
	struct statement *statement = db_statement(store_db(ledger->store), &posted_clear, error);
	if (!statement_run(statement, error))
		return FALSE;
	for (guint i = 0; i < model->figures->len; i++) {
		const struct figure *figure = model->figures->pdata[i];
		if (!figure->reg)
			continue;
		statement = db_statement(store_db(ledger->store), &posted_add, error);
		bind_text(statement, 1, figure->id);
		bind_text(statement, 2, figure->reg->id);
		bind_text(statement, 3, figure->source);
		if (!statement_run(statement, error))
			return FALSE;
	}
	return TRUE;
}

struct resettle {
	struct ledger *ledger;
	gint64 history;
	GArray *posted;
	guint64 done;
	ledger_progress progress;
	void *data;
};

static gboolean resettle_one(void *data, const struct record *record, GError **error)
{
	struct resettle *resettle = data;
	if (resettle->progress && ++resettle->done % 1000 == 0)
		resettle->progress(resettle->data, resettle->done, 0);
	return ledger_settle_record(resettle->ledger, record, FALSE, resettle->history, resettle->posted, error);
}

/*
 * Posts the differences of one office. That it follows other definitions stands in its history even where they post
 * nothing; `before` NULL: it followed none.
 */
static gboolean resettle_office(struct ledger *ledger, gint64 office, GHashTable *registers, const char *before, struct resettle *resettle, GError **error)
{
	const struct model *model = store_model(ledger->store);
	resettle->history = store_next_key(ledger->store, office, error);
	g_autoptr(GArray) entries = posted_new();
	resettle->posted = entries;
	GHashTableIter iter;
	gpointer id;
	g_hash_table_iter_init(&iter, registers);
	while (g_hash_table_iter_next(&iter, &id, NULL)) {
		const struct reg *reg = model_register(model, id);
		if (reg ? !store_each(ledger->store, reg, office, 0, resettle_one, resettle, error) :
			!ledger_withdraw(ledger, office, id, resettle->history, entries, error))
			return FALSE;
	}
	struct hash posted;
	if (!posted_hash(ledger, entries, &posted, error))
		return FALSE;
	g_autofree char *hash = hash_hex(&model->hash);
	g_autofree char *data = before ? g_strdup_printf("{\"definitions\":\"%s\",\"before\":\"%s\"}", hash, before) :
		g_strdup_printf("{\"definitions\":\"%s\"}", hash);
	struct author author = { .who = "ngoaivu", .why = "definitions changed" };
	return resettle->history && store_note(ledger->store, office, "definitions", data, &posted, &author, error) != 0;
}

static gboolean resettle_all(struct ledger *ledger, GHashTable *registers, const char *before, ledger_progress progress, void *data, GError **error)
{
	g_autoptr(GArray) offices = store_own_offices(ledger->store, error);
	struct resettle resettle = { .ledger = ledger, .progress = progress, .data = data };
	for (guint i = 0; offices && i < offices->len; i++)
		if (!resettle_office(ledger, g_array_index(offices, gint64, i), registers, before, &resettle, error))
			return FALSE;
	return offices && note_posted(ledger, error);
}

/* Inside the transaction: another program may have done it meanwhile. */
static gboolean follow_open(struct ledger *ledger, const char *hash, ledger_progress progress, void *data, GError **error)
{
	g_autofree char *followed = store_setting(ledger->store, "figures");
	if (g_strcmp0(hash, followed) == 0)
		return TRUE;
	g_autoptr(GHashTable) registers = make_tables(store_db(ledger->store), error) ? changed_registers(ledger, error) : NULL;
	return registers && resettle_all(ledger, registers, followed, progress, data, error) && store_set(ledger->store, "figures", hash, error);
}

/* Posts what a change of the definitions means, once, in one transaction. */
static gboolean follow_definitions(struct ledger *ledger, ledger_progress progress, void *data, GError **error)
{
	g_autofree char *hash = hash_hex(&store_model(ledger->store)->hash);
	g_autofree char *followed = store_setting(ledger->store, "figures");
	gboolean begun = db_in_transaction(store_db(ledger->store)); /* by store_open, which brought the tables to them */
	if (!begun && g_strcmp0(hash, followed) == 0)
		return TRUE;
	if (!begun && !store_begin(ledger->store, error))
		return FALSE;
	if (follow_open(ledger, hash, progress, data, error))
		return store_commit(ledger->store, error);
	store_rollback(ledger->store);
	return FALSE;
}

struct ledger *ledger_open(struct store *store, ledger_progress progress, void *data, GError **error)
{
	g_autoptr(ledger_t) ledger = g_new0(struct ledger, 1);
	ledger->store = store;
	ledger->reach = model_reach(store_model(store));
	ledger->names = series_names_new();
	ledger->marks = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	ledger->lists = series_lists_new();
	ledger->waiting = g_array_new(FALSE, FALSE, sizeof(struct delta));
	struct settler settler = { .settle = settle, .finish = finish, .forget = forget, .data = ledger };
	store_set_settler(store, &settler);
	if (!store_is_fixed(store) && !follow_definitions(ledger, progress, data, error)) {
		store_set_settler(store, &(struct settler){ 0 });
		return NULL;
	}
	return g_steal_pointer(&ledger);
}

void ledger_close(struct ledger *ledger)
{
	if (!ledger)
		return;
	store_set_settler(ledger->store, &(struct settler){ 0 });
	g_hash_table_destroy(ledger->names);
	g_hash_table_destroy(ledger->marks);
	g_hash_table_destroy(ledger->lists);
	g_array_unref(ledger->waiting);
	g_free(ledger);
}

struct store *ledger_store(struct ledger *ledger)
{
	return ledger->store;
}
