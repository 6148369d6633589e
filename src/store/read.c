/* SPDX-License-Identifier: Apache-2.0 */
/* Reading records: rows to records, by id, by name, all of a register, as known at a position. */
#include "store/store_private.h"
#include "base/text.h"

#include <string.h>

/* Fills one field, whose value is NONE, from its column; `column` moves on. */
static void read_field(const struct field *field, struct statement *statement, int *column, struct value *value)
{
	int first = (*column)++;
	if (field->type == FIELD_MONEY)
		*column += 3;
	if (column_is_null(statement, first))
		return;
	if (field->type == FIELD_MONEY) {
		value->kind = VALUE_MONEY;
		value->money = g_new0(struct money, 1);
		value->money->amount = column_int(statement, first);
		const char *currency = column_text(statement, first + 1);
		g_strlcpy(value->money->currency, currency ? currency : "", sizeof value->money->currency);
		value->money->rate = column_int(statement, first + 2);
		value->money->rate_on = (day_t)column_int(statement, first + 3);
	} else if (field_column_type(field) == DB_INTEGER) {
		value->kind = VALUE_NUMBER;
		value->number = column_int(statement, first);
	} else {
		value->kind = VALUE_TEXT;
		value->text = g_strdup(column_text(statement, first));
	}
}

struct record *record_of_row(struct store *store, const struct reg_sql *sql, struct statement *statement, GError **error)
{
	g_autoptr(record_t) record = record_new(sql->reg);
	record->office = KEY_OFFICE(column_int(statement, 0));
	record->id = KEY_ID(column_int(statement, 0));
	record->version = column_int(statement, 1);
	const char *state = column_text(statement, 2);
	const struct state *found = state ? reg_state(sql->reg, state) : NULL;
	record->state = found ? found->index : 0;
	record->deleted = column_int(statement, 3) != 0;
	const char *rest = column_text(statement, 4);
	if (rest && !record_read_json(record, store->model, rest, strlen(rest), NULL, error)) {
		g_prefix_error(error, "%s #%" G_GINT64_FORMAT ": ", sql->reg->id, record->id);
		return NULL;
	}
	record->state = found ? found->index : 0;
	int column = 5;
	for (guint i = 0; i < sql->columns->len; i++) {
		guint index = g_array_index(sql->columns, guint, i);
		read_field(sql->reg->fields->pdata[index], statement, &column, &record->values[index]);
	}
	return g_steal_pointer(&record);
}

struct record *store_read(struct store *store, const struct reg *reg, gint64 office, gint64 id, GError **error)
{
	const struct reg_sql *sql = store_reg_sql(store, reg);
	struct statement *statement = db_statement(store->db, &sql->read, error);
	bind_int(statement, 1, office);
	bind_int(statement, 2, KEY(office, id));
	enum fetch fetch = statement_fetch(statement, error);
	if (fetch == FETCH_END)
		fail(error, ERROR_ABSENT, _("%s #%" PRId64 ": there is no such record"), reg->id, id);
	if (fetch != FETCH_ROW)
		return NULL;
	struct record *record = record_of_row(store, sql, statement, error);
	statement_reset(statement);
	return record;
}

/* The one record whose column equals the text: its id, or 0 for none; ERROR_CONFLICT when there are several. */
static gboolean find_by(struct store *store, const struct sql *sql, const struct reg *reg, gint64 office, const char *name, gint64 *id,
	GError **error)
{
	struct statement *statement = db_statement(store->db, sql, error);
	*id = 0;
	bind_int(statement, 1, office);
	bind_text(statement, 2, name);
	enum fetch fetch = statement_fetch(statement, error);
	if (fetch != FETCH_ROW)
		return fetch == FETCH_END;
	*id = KEY_ID(column_int(statement, 0));
	fetch = statement_fetch(statement, error);
	if (fetch != FETCH_ROW)
		return fetch == FETCH_END;
	statement_reset(statement);
	gint64 first = *id;
	*id = 0;
	return fail(error, ERROR_CONFLICT, _("%s: several records are named \"%s\": name the one you mean by its id, \"#%" PRId64 "\""),
		reg->id, name, first);
}

gboolean store_coded(struct store *store, const struct reg *reg, gint64 office, const char *code, gint64 *id, GError **error)
{
	const struct reg_sql *sql = store_reg_sql(store, reg);
	*id = 0;
	return !sql->by_code.text || find_by(store, &sql->by_code, reg, office, code, id, error);
}

static gboolean find_id(struct store *store, const struct reg *reg, gint64 office, const char *name, gint64 *id, GError **error)
{
	const struct reg_sql *sql = store_reg_sql(store, reg);
	*id = 0;
	if (sql->by_code.text && (!find_by(store, &sql->by_code, reg, office, name, id, error) || *id))
		return *id != 0;
	if (sql->by_key.text && (!find_by(store, &sql->by_key, reg, office, name, id, error) || *id))
		return *id != 0;
	const char *digits = *name == '#' ? name + 1 : name;
	char *end;
	gint64 number = g_ascii_strtoll(digits, &end, 10);
	if (number > 0 && number < ((gint64)1 << KEY_SHIFT) && !*end && g_ascii_isdigit(*digits)) {
		*id = number;
		return TRUE;
	}
	g_autofree char *brief = text_brief(name);
	return fail(error, ERROR_ABSENT, _("%s: no record is named “%s”"), reg->id, brief);
}

struct record *store_find(struct store *store, const struct reg *reg, gint64 office, const char *name, GError **error)
{
	gint64 id;
	if (!find_id(store, reg, office, name, &id, error))
		return NULL;
	return store_read(store, reg, office, id, error);
}

static gboolean links_find(void *data, const struct reg *target, const char *name, gint64 *id, GError **error)
{
	struct office_links *links = data;
	g_autoptr(record_t) record = store_find(links->store, target, links->office, name, error);
	if (!record)
		return FALSE;
	if (record->deleted)
		return fail(error, ERROR_ABSENT, _("%s: the record \"%s\" was deleted"), target->id, name);
	*id = record->id;
	return TRUE;
}

static const struct record *links_get(void *data, const struct reg *target, gint64 id)
{
	struct office_links *links = data;
	record_free(links->record);
	links->record = store_read(links->store, target, links->office, id, NULL);
	return links->record;
}

const struct links *store_links(struct store *store, gint64 office)
{
	struct office_links *links = g_hash_table_lookup(store->links, &office);
	if (!links) {
		links = g_new0(struct office_links, 1);
		links->store = store;
		links->office = office;
		links->links = (struct links){ .find = links_find, .get = links_get, .data = links };
		g_hash_table_insert(store->links, g_memdup2(&office, sizeof office), links);
	}
	return &links->links;
}

/* Reads up to 500 records after `after`; the batch frees the statement for the visitor's own reading. */
static GPtrArray *read_batch(struct store *store, const struct reg_sql *sql, gint64 office, gint64 after, gint64 last, GError **error)
{
	struct statement *statement = db_statement(store->db, &sql->each, error);
	bind_int(statement, 1, office);
	bind_int(statement, 2, after);
	bind_int(statement, 3, last);
	g_autoptr(GPtrArray) batch = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	enum fetch fetch;
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		struct record *record = record_of_row(store, sql, statement, error);
		if (!record) {
			statement_reset(statement);
			return NULL;
		}
		g_ptr_array_add(batch, record);
	}
	return fetch == FETCH_END ? g_steal_pointer(&batch) : NULL;
}

static gboolean visit_one(struct store *store, const struct record *record, gint64 position, record_visitor visit, void *data, GError **error)
{
	if (!position)
		return record->deleted || visit(data, record, error);
	GError *failure = NULL;
	g_autoptr(record_t) then = store_read_at(store, record->reg, record->office, record->id, position, &failure);
	if (failure) {
		g_propagate_error(error, failure);
		return FALSE;
	}
	return !then || visit(data, then, error);
}

gboolean store_each(struct store *store, const struct reg *reg, gint64 office, gint64 position, record_visitor visit, void *data, GError **error)
{
	const struct reg_sql *sql = store_reg_sql(store, reg);
	gint64 after = KEY(office, 0), last = position ? KEY(office, position) : KEY(office + 1, 0) - 1;
	for (;;) {
		g_autoptr(GPtrArray) batch = read_batch(store, sql, office, after, last, error);
		if (!batch)
			return FALSE;
		for (guint i = 0; i < batch->len; i++) {
			const struct record *record = batch->pdata[i];
			if (!visit_one(store, record, position, visit, data, error))
				return FALSE;
			after = KEY(office, record->id);
		}
		if (batch->len < 500)
			return TRUE;
	}
}

struct record *store_read_at(struct store *store, const struct reg *reg, gint64 office, gint64 id, gint64 position, GError **error)
{
	g_autoptr(GPtrArray) timeline = store_timeline(store, KEY(office, id), error);
	if (!timeline)
		return NULL;
	const struct change *last = NULL;
	for (guint i = 0; i < timeline->len; i++) {
		const struct change *change = timeline->pdata[i];
		if (KEY_ID(change->key) <= position && change->shown)
			last = change;
	}
	if (!last || strcmp(last->action, "delete") == 0)
		return NULL;
	return change_record(store, reg, last, NULL, error);
}

/* A record's id is the number of the history entry that created it. */
const struct reg *store_register_of(struct store *store, gint64 record_key, GError **error)
{
	struct change *change = store_change(store, record_key, error);
	if (!change)
		return NULL;
	const struct reg *reg = model_need_register(store->model, change->reg, error);
	change_free(change);
	return reg;
}

gboolean store_each_row(struct store *store, const struct reg *reg, gint64 office, key_visitor visit, void *data, GError **error)
{
	const struct reg_sql *sql = store_reg_sql(store, reg);
	struct statement *statement = db_statement(store->db, office ? &sql->keys : &sql->astray, error);
	if (office) {
		bind_int(statement, 1, office);
		bind_int(statement, 2, KEY(office, 0));
		bind_int(statement, 3, KEY(office + 1, 0) - 1);
	}
	return visit_keys(statement, visit, data, error);
}
