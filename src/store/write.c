/* SPDX-License-Identifier: Apache-2.0 */
/* The one way in which a record changes. */
#include "base/text.h"
#include "store/store_private.h"

#include <string.h>

/* Binds the value columns from parameter 7 on. */
static void bind_columns(struct statement *statement, const struct reg_sql *sql, const struct record *record)
{
	int index = 7;
	for (guint i = 0; i < sql->columns->len; i++) {
		guint position = g_array_index(sql->columns, guint, i);
		const struct field *field = sql->reg->fields->pdata[position];
		const struct value *value = &record->values[position];
		if (field->type == FIELD_MONEY) {
			const struct money *money = value->kind == VALUE_MONEY ? value->money : NULL;
			if (money) {
				bind_int(statement, index, money->amount);
				bind_text(statement, index + 1, money->currency);
				bind_int(statement, index + 2, money->rate);
				bind_int(statement, index + 3, money->rate_on);
			}
			index += 4;
			continue;
		}
		if (value->kind == VALUE_NUMBER)
			bind_int(statement, index, value->number);
		else if (value->kind == VALUE_TEXT)
			bind_text(statement, index, value->text);
		index++;
	}
}

/* The fields without columns, as a record whose other fields are absent; NULL when there are none. */
static char *rest_json(const struct reg_sql *sql, const struct record *record)
{
	struct record rest = *record;
	guint count = sql->reg->fields->len;
	gboolean any = FALSE;
	rest.values = g_newa0(struct value, MAX(count, 1));
	for (guint i = 0; i < count; i++) {
		if (field_has_column(sql->reg->fields->pdata[i]) || record->values[i].kind == VALUE_NONE)
			continue;
		rest.values[i] = record->values[i];
		any = TRUE;
	}
	return any ? record_json(&rest) : NULL;
}

static const char *state_id(const struct record *record)
{
	return record->reg->states->len ? ((const struct state *)record->reg->states->pdata[record->state])->id : NULL;
}

static gboolean write_row(struct store *store, const struct record *record, const char *rest, gboolean create, GError **error)
{
	const struct reg_sql *sql = store_reg_sql(store, record->reg);
	struct statement *statement = db_statement(store->db, create ? &sql->insert : &sql->update, error);
	if (!statement)
		return FALSE;
	bind_int(statement, 1, record->office);
	bind_int(statement, 2, KEY(record->office, record->id));
	bind_int(statement, 3, record->version);
	if (record->reg->states->len)
		bind_text(statement, 4, state_id(record));
	bind_int(statement, 5, record->deleted);
	if (rest)
		bind_text(statement, 6, rest);
	bind_columns(statement, sql, record);
	return statement_run(statement, error);
}

static gboolean records_equal(const struct record *a, const struct record *b)
{
	if (a->state != b->state || a->deleted != b->deleted)
		return FALSE;
	for (guint i = 0; i < a->reg->fields->len; i++)
		if (!value_equal(&a->values[i], &b->values[i]))
			return FALSE;
	return TRUE;
}

/* Whether a row holds what was meant, column by column. */
static gboolean row_holds(const struct reg_sql *sql, struct statement *statement, const struct record *meant, const char *rest)
{
	if (column_int(statement, 1) != meant->version || g_strcmp0(column_text(statement, 2), state_id(meant)) != 0 ||
		column_int(statement, 3) != meant->deleted || g_strcmp0(column_text(statement, 4), rest) != 0)
		return FALSE;
	gboolean same = TRUE;
	int column = 5;
	for (guint i = 0; same && i < sql->columns->len; i++) {
		guint index = g_array_index(sql->columns, guint, i);
		struct value stored = { 0 };
		read_field(meant->reg->fields->pdata[index], statement, &column, &stored);
		same = value_equal(&stored, &meant->values[index]);
		value_clear(&stored);
	}
	return same;
}

/* Reads the row back and compares. */
static gboolean check_row(struct store *store, const struct record *meant, const char *rest, GError **error)
{
	const struct reg_sql *sql = store_reg_sql(store, meant->reg);
	struct statement *statement = db_statement(store->db, &sql->read, error);
	gboolean row;
	if (!statement)
		return FALSE;
	bind_int(statement, 1, meant->office);
	bind_int(statement, 2, KEY(meant->office, meant->id));
	if (!statement_next(statement, &row, error))
		return FALSE;
	gboolean same = row && row_holds(sql, statement, meant, rest);
	statement_reset(statement);
	return same || fail(error, ERROR_SYSTEM, _("the record read back differs from what was written: nothing was changed"));
}

static const struct sql link_drop = { "drop links", "DELETE FROM link WHERE source = ?1" };
static const struct sql link_add = { "add link",
	"INSERT INTO link(office, target, source) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING" };

static gboolean add_link(struct store *store, const struct record *record, const struct value *value, GError **error)
{
	struct statement *statement = db_statement(store->db, &link_add, error);
	if (!statement)
		return FALSE;
	bind_int(statement, 1, record->office);
	bind_int(statement, 2, KEY(record->office, value->number));
	bind_int(statement, 3, KEY(record->office, record->id));
	return statement_run(statement, error);
}

static gboolean write_field_links(struct store *store, const struct record *record, const struct value *value, GError **error)
{
	if (value->kind == VALUE_NUMBER)
		return add_link(store, record, value, error);
	if (value->kind != VALUE_LIST)
		return TRUE;
	for (guint i = 0; i < value->list->len; i++)
		if (!add_link(store, record, value->list->pdata[i], error))
			return FALSE;
	return TRUE;
}

static gboolean write_row_links(struct store *store, const struct record *record, const struct field *rows, const struct value *value, GError **error)
{
	for (guint r = 0; value->kind == VALUE_ROWS && r < value->rows->len; r++)
		for (guint i = 0; i < rows->fields->len; i++)
			if (((const struct field *)rows->fields->pdata[i])->type == FIELD_LINK &&
				!write_field_links(store, record, &((const struct value *)value->rows->pdata[r])[i], error))
				return FALSE;
	return TRUE;
}

static gboolean write_links(struct store *store, const struct record *record, gboolean create, GError **error)
{
	if (!create) {
		struct statement *statement = db_statement(store->db, &link_drop, error);
		if (!statement)
			return FALSE;
		bind_int(statement, 1, KEY(record->office, record->id));
		if (!statement_run(statement, error))
			return FALSE;
	}
	for (guint i = 0; i < record->reg->fields->len; i++) {
		const struct field *field = record->reg->fields->pdata[i];
		if (field->type == FIELD_LINK && !write_field_links(store, record, &record->values[i], error))
			return FALSE;
		if (field->type == FIELD_ROWS && !write_row_links(store, record, field, &record->values[i], error))
			return FALSE;
	}
	return TRUE;
}

static void add_words(GString *words, const char *text)
{
	if (!text || !*text)
		return;
	if (words->len)
		g_string_append_c(words, ' ');
	g_string_append(words, text);
}

static void add_value_words(GString *words, const struct value *value)
{
	switch (value->kind) {
	case VALUE_TEXT:
		add_words(words, value->text);
		break;
	case VALUE_DOCUMENT:
		add_words(words, value->document->symbol);
		add_words(words, value->document->title);
		add_words(words, value->document->issuer);
		break;
	case VALUE_LIST:
		for (guint i = 0; i < value->list->len; i++)
			add_value_words(words, value->list->pdata[i]);
		break;
	default:
		break;
	}
}

/* Words that people search by: texts, names, documents, and the names of countries; not ids, dates or amounts. */
static gboolean is_searched(const struct field *field)
{
	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_LONGTEXT:
	case FIELD_LOCALITY:
	case FIELD_PERSON:
	case FIELD_DOCUMENT:
		return !field->personal;
	default:
		return FALSE;
	}
}

char *record_search_text(const struct record *record, const struct model *model, const struct links *links)
{
	g_autoptr(GString) words = g_string_new(NULL);
	if (record->deleted || record->reg->personal)
		return g_strdup("");
	for (guint i = 0; i < record->reg->fields->len; i++) {
		const struct field *field = record->reg->fields->pdata[i];
		if (is_searched(field)) {
			add_value_words(words, &record->values[i]);
		} else if (field->type == FIELD_COUNTRY && record->values[i].kind != VALUE_NONE) {
			g_autofree char *name = value_text(model, field, &record->values[i], links, "vi");
			add_words(words, name);
		}
	}
	return text_fold(words->str);
}

static gboolean write_search(struct store *store, const struct record *record, gboolean create, GError **error)
{
	g_autofree char *words = record_search_text(record, store->model, store_links(store, record->office));
	return db_search_put(store->db, KEY(record->office, record->id), words, !create, error);
}

static gboolean check_version(const struct record *record, const struct record *stored, GError **error)
{
	if (stored->version == record->version)
		return TRUE;
	return fail(error, ERROR_CONFLICT,
		_("%s #%" PRId64 ": you changed version %" PRId64 ", but somebody has since saved version %" PRId64 ": read it again and repeat your change"),
		record->reg->id, record->id, record->version, stored->version);
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
	change->data = record_json(record);
	g_autofree char *rest = rest_json(store_reg_sql(store, record->reg), record);
	gboolean done = write_row(store, record, rest, create, error) && check_row(store, record, rest, error) &&
		write_links(store, record, create, error) && write_search(store, record, create, error) &&
		(!store->settler.settle || store->settler.settle(store->settler.data, before, record, key, &change->posted, error)) &&
		history_append(store, record->office, change, author, error);
	change_free(change);
	return done ? key : 0;
}

static gint64 write_open(struct store *store, struct record *record, const struct author *author, gboolean *changed, GError **error)
{
	g_autoptr(record_t) before = NULL;
	if (record->id) {
		before = store_read(store, record->reg, record->office, record->id, error);
		if (!before || !check_version(record, before, error))
			return 0;
		if (records_equal(before, record)) {
			*changed = FALSE;
			return KEY(record->office, record->id);
		}
		if (record->reg->states->len && !record_may_become(record->reg, before->state, record->state, error))
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
