/* SPDX-License-Identifier: Apache-2.0 */
/* Records made anew from the history, by the definitions of now. */
#include "store/statements.h"
#include "store/store_private.h"

#include <string.h>

static const struct sql latest = { "last changes",
	"SELECT max(key) FROM history WHERE key > ?1 AND key <= ?2 AND office = ?3 AND register = ?4 AND record <> 0 AND data <> '' GROUP BY record ORDER BY record",
	"the definitions changed" };

const struct sql *const store_derive_sql[] = { &latest, NULL };

struct deriving {
	struct store *store;
	const struct reg *reg, *before; /* before: the register as it was defined, or NULL */
};

static GArray *last_changes(struct store *store, const struct reg *reg, gint64 office, GError **error)
{
	struct statement *statement = db_statement(store->db, &latest, error);
	bind_int(statement, 1, KEY(office, 0));
	bind_int(statement, 2, KEY(office + 1, 0) - 1);
	bind_int(statement, 3, office);
	bind_text(statement, 4, reg->id);
	return statement_keys(statement, error);
}

static gboolean refuse_value(const struct record *record, const char *field, GError **error)
{
	return fail(error, ERROR_REFUSED,
		_("register %s: field %s: its type changed, but #%" PRId64 " holds a value of the old type: give the new field another id, or change the value first"),
		record->reg->id, field, record->id);
}

/* Whether one value that a field of another type left is one of the new type. */
static gboolean fits(const struct deriving *deriving, gint64 office, const struct field *field, const struct value *value)
{
	for (guint i = 0; value->kind == VALUE_LIST && i < value->list->len; i++)
		if (!fits(deriving, office, field, value->list->pdata[i]))
			return FALSE;
	if (value->kind == VALUE_TEXT && field->choices && field->choices->len) {
		const struct choice *choice = field_choice(field, value->text);
		return choice && strcmp(choice->id, value->text) == 0;
	}
	if (value->kind == VALUE_TEXT && field->codes)
		return code_find(field->codes, value->text) != NULL;
	if (value->kind == VALUE_NUMBER && field->type == FIELD_LINK)
		return store_register_of(deriving->store, KEY(office, value->number), NULL) == field->target;
	return TRUE;
}

static gboolean check_fits(const struct deriving *deriving, const struct record *record, GError **error)
{
	for (guint i = 0; deriving->before && i < record->reg->fields->len; i++) {
		const struct field *is = record->reg->fields->pdata[i], *was = reg_field(deriving->before, is->id);
		if (was && !same_kind(was, is) && !fits(deriving, record->office, is, &record->values[i]))
			return refuse_value(record, is->id, error);
	}
	return TRUE;
}

/* Rows whose unknown parts alone were left out are whole. */
static gboolean rows_kept(const struct field *rows, const json_t *json)
{
	size_t index;
	json_t *row, *part;
	const char *key;
	if (!json_is_array(json))
		return FALSE;
	json_array_foreach((json_t *)json, index, row) {
		json_object_foreach(row, key, part) {
			const struct field *field = rows_field(rows, key);
			struct value value = { 0 };
			gboolean whole = !field || value_read_json(field, part, &value);
			value_clear(&value);
			if (!whole)
				return FALSE;
		}
	}
	return TRUE;
}

/* What the definitions no longer have is left out; what they have and cannot read is refused. */
static gboolean check_lost(const struct record *record, const GPtrArray *lost, const char *data, GError **error)
{
	for (guint i = 0; i < lost->len; i++) {
		const struct field *field = reg_field(record->reg, lost->pdata[i]);
		if (!field && strcmp(lost->pdata[i], "state") == 0 && record->reg->states->len)
			return fail(error, ERROR_REFUSED,
				_("register %s: #%" PRId64 " is in a state that is no longer defined: define it, or change the record first"), record->reg->id, record->id);
		if (!field)
			continue;
		json_t *object = json_loads(data, 0, NULL);
		gboolean kept = field->type == FIELD_ROWS && rows_kept(field, json_object_get(object, field->id));
		json_decref(object);
		if (!kept)
			return refuse_value(record, field->id, error);
	}
	return TRUE;
}

static gboolean derive_one(const struct deriving *deriving, const struct change *change, GError **error)
{
	struct store *store = deriving->store;
	g_autoptr(GPtrArray) lost = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(record_t) record = change_record(store, deriving->reg, change, lost, error);
	if (!record)
		return FALSE;
	gboolean fits = change->received || (check_lost(record, lost, change->data, error) && check_fits(deriving, record, error));
	return fits && row_write(store, record, TRUE, error) &&
		links_write(store, record, FALSE, error) && search_write(store, record, FALSE, error);
}

gboolean register_derive(struct store *store, const struct reg *reg, const struct reg *before, GError **error)
{
	struct deriving deriving = { store, reg, before };
	g_autoptr(GArray) offices = store_offices(store, error);
	for (guint o = 0; offices && o < offices->len; o++) {
		g_autoptr(GArray) keys = last_changes(store, reg, g_array_index(offices, gint64, o), error);
		for (guint i = 0; keys && i < keys->len; i++) {
			struct change *change = store_change(store, g_array_index(keys, gint64, i), error);
			gboolean done = change && derive_one(&deriving, change, error);
			change_free(change);
			if (!done)
				return FALSE;
		}
		if (!keys)
			return FALSE;
	}
	return offices != NULL;
}

static gboolean retell_one(void *data, const struct record *record, GError **error)
{
	struct store *store = data;
	gboolean same;
	return store_search_matches(store, record, &same, error) && (same || search_write(store, record, FALSE, error));
}

gboolean register_retell(struct store *store, const struct reg *reg, GError **error)
{
	g_autoptr(GArray) offices = store_offices(store, error);
	for (guint o = 0; offices && o < offices->len; o++)
		if (!store_each(store, reg, g_array_index(offices, gint64, o), 0, retell_one, store, error))
			return FALSE;
	return offices != NULL;
}
