/* SPDX-License-Identifier: Apache-2.0 */
/* The one way in which a record changes. */
#include "store/statements.h"
#include "store/store_private.h"

#include <string.h>

static gboolean records_equal(const struct record *a, const struct record *b)
{
	if (a->state != b->state || a->deleted != b->deleted)
		return FALSE;
	for (guint i = 0; i < a->reg->fields->len; i++)
		if (!value_equal(&a->values[i], &b->values[i]))
			return FALSE;
	return TRUE;
}

static gboolean check_version(const struct record *record, const struct record *stored, GError **error)
{
	if (stored->version == record->version)
		return TRUE;
	return fail(error, ERROR_CONFLICT,
		_("%s #%" PRId64 ": you changed version %" PRId64 ", but somebody has since saved version %" PRId64 ": read it again and repeat your change"),
		record->reg->id, record->id, record->version, stored->version);
}

/* Compares the row that was read back. */
static gboolean check_row(struct store *store, struct statement *asked, const struct record *meant, GError **error)
{
	gboolean same;
	if (!row_compare(store, asked, meant, &same, error))
		return FALSE;
	return same || fail(error, ERROR_SYSTEM, _("the record read back differs from what was written: nothing was changed"));
}

static const char *action_of(const struct record *before, const struct record *after)
{
	if (!before)
		return "create";
	if (after->deleted != before->deleted)
		return after->deleted ? "delete" : "restore";
	return "change";
}

/* A code names one record of the office. */
static gboolean check_code(struct store *store, const struct record *record, const struct record *before, GError **error)
{
	const struct field *field = record->reg->code;
	const struct value *value = field ? &record->values[field->index] : NULL;
	gint64 id;
	if (!value || value->kind != VALUE_TEXT || record->deleted ||
		(before && !before->deleted && value_equal(value, &before->values[field->index])))
		return TRUE;
	if (!store_coded(store, record->reg, record->office, value->text, &id, error))
		return FALSE;
	return id == 0 || id == record->id || fail(error, ERROR_CONFLICT,
		_("%s: the record #%" PRId64 " has the code “%s” already; to change it, give its id and version"), field->id, id, value->text);
}

static const struct sql last_data = { "last data",
	"SELECT data FROM history WHERE office = ?1 AND record = ?2 ORDER BY key DESC LIMIT 1" };

const struct sql *const store_write_sql[] = { &last_data, NULL };

/* What the record's last version says under names that are no longer defined, as members of an object: ,"name":value */
static void add_undefined(const struct record *record, const char *data, GString *json)
{
	json_t *said = json_loads(data, 0, NULL);
	const char *key;
	json_t *value;
	json_object_foreach(said, key, value) {
		if (reg_field(record->reg, key) || (strcmp(key, "state") == 0 && record->reg->states->len))
			continue;
		char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
		g_string_append_printf(json, "%s\"%s\":%s", json->len > 1 ? "," : "", key, text ? text : "null");
		free(text);
	}
	json_decref(said);
}

/* What the history keeps of the change: the record, and with it what fields said that have since been dropped. */
static char *change_data(struct store *store, const struct record *record, gboolean create, GError **error)
{
	g_autofree char *now = record_json(record);
	if (create || !store->readopted)
		return g_steal_pointer(&now);
	struct statement *statement = db_statement(store->db, &last_data, error);
	bind_int(statement, 1, record->office);
	bind_int(statement, 2, KEY(record->office, record->id));
	enum fetch fetch = statement_fetch(statement, error);
	if (fetch == FETCH_FAILED)
		return NULL;
	g_autoptr(GString) json = g_string_new_len(now, (gssize)strlen(now) - 1);
	if (fetch == FETCH_ROW) {
		add_undefined(record, column_text(statement, 0), json);
		statement_reset(statement);
	}
	g_string_append_c(json, '}');
	return g_strdup(json->str);
}

/* Both the row and the history are read back, the row with what the history asks for. */
static gboolean append(struct store *store, const struct record *record, struct change *change, const struct author *author, GError **error)
{
	struct statement *row = row_ask(store, record, error);
	return row && history_append(store, record->office, change, author, error) && check_row(store, row, record, error);
}

/* Everything of one change inside the open transaction. */
static gint64 write_all(struct store *store, struct record *record, const struct record *before, const struct author *author, GError **error)
{
	gint64 key = store_next_key(store, record->office, error);
	if (!key)
		return 0;
	gboolean create = !before;
	if (create)
		record->id = KEY_ID(key);
	record->version++;
	struct change *change = g_new0(struct change, 1);
	change->action = g_strdup(action_of(before, record));
	change->reg = g_strdup(record->reg->id);
	change->record = KEY(record->office, record->id);
	change->version = record->version;
	change->data = change_data(store, record, create, error);
	gboolean done = change->data && row_write(store, record, create, error) && links_write(store, record, create, error) &&
		search_write(store, record, create, error) &&
		(!store->settler.settle || store->settler.settle(store->settler.data, before, record, key, &change->posted, error)) &&
		append(store, record, change, author, error);
	change_free(change);
	return done ? key : 0;
}

static gint64 write_open(struct store *store, struct record *record, const struct author *author, gboolean *changed, GError **error)
{
	g_autoptr(record_t) before = NULL;
	if (!store_may_change(store, record->office, error))
		return 0;
	if (record->id) {
		before = store_read(store, record->reg, record->office, record->id, error);
		if (!before || !check_version(record, before, error))
			return 0;
		if (records_equal(before, record)) {
			*changed = FALSE;
			return KEY(record->office, record->id);
		}
		if (before->deleted && record->deleted)
			return fail(error, ERROR_REFUSED, _("%s #%" PRId64 ": the record was deleted, so it cannot be changed"), record->reg->id, record->id);
		if (record->reg->states->len && !author->back && !record_may_become(record->reg, before->state, record->state, error))
			return 0;
	}
	return check_code(store, record, before, error) ? write_all(store, record, before, author, error) : 0;
}

gint64 store_write(struct store *store, struct record *record, const struct author *author, gboolean *changed, GError **error)
{
	gboolean differs = TRUE, own = !db_in_transaction(store->db);
	gint64 id = record->id, version = record->version;
	if (own && !store_begin(store, error))
		return 0;
	gint64 key = write_open(store, record, author, &differs, error);
	if (own && key && !store_commit(store, error))
		key = 0;
	else if (own && !key)
		store_rollback(store);
	if (!key) {
		record->id = id;
		record->version = version;
	}
	if (changed)
		*changed = differs;
	return key;
}
