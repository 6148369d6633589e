/* SPDX-License-Identifier: Apache-2.0 */
/* Records: put, delete, list, show; folders of records. */
#include "app/app.h"
#include "app/guard.h"
#include "base/number.h"
#include "def/expr.h"

#include <string.h>

static gint64 integer_key(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

/* Completes, checks and writes. */
static gboolean finish(struct app *app, struct record *record, const char *why, gboolean *changed, GError **error)
{
	const struct links *links = store_links(app->store, record->office);
	struct author author = app_author(app, why);
	return record_complete(record, app->model, links, error) && record_validate(record, app->model, links, error) &&
		store_write(app->store, record, &author, changed, error) != 0;
}

struct record *app_put(struct app *app, const struct reg *reg, gint64 office, const json_t *object, const char *why, gboolean *changed, GError **error)
{
	if (!json_is_object(object)) {
		fail(error, ERROR_INPUT, _("a record is a JSON object: {\"field\": value, …}"));
		return NULL;
	}
	gint64 id = integer_key(object, "id");
	if (id == 0 && (json_is_integer(json_object_get(object, "id")) || json_is_integer(json_object_get(object, "version")))) {
		fail(error, ERROR_INPUT, _("id: \"version\" belongs to a record that \"id\" names, from 1; a new record has neither"));
		return NULL;
	}
	g_autoptr(record_t) record = id ? store_read(app->store, reg, office, id, error) : record_new(reg);
	if (!record)
		return NULL;
	g_autoptr(record_t) before = id ? record_copy(record) : NULL;
	gint64 stored = record->version;
	record->office = office;
	if (!record_set_json(record, app->model, store_links(app->store, office), object, error))
		return NULL;
	record->id = id;
	if (!json_object_get(object, "version"))
		record->version = stored;
	if (!app_may_put(app, before, record, error) || !finish(app, record, why, changed, error))
		return NULL;
	return g_steal_pointer(&record);
}

gboolean app_delete(struct app *app, const struct reg *reg, gint64 office, gint64 id, gint64 version, gboolean restore, const char *why, GError **error)
{
	g_autoptr(record_t) record = store_read(app->store, reg, office, id, error);
	if (!record)
		return FALSE;
	if (!restore && record->deleted)
		return fail(error, ERROR_ABSENT, _("%s #%" PRId64 ": the record is already deleted"), reg->id, id);
	if (!restore && !app_may_delete(app, record, error))
		return FALSE;
	if (version)
		record->version = version;
	record->deleted = !restore;
	struct author author = app_author(app, why);
	return store_write(app->store, record, &author, NULL, error) != 0;
}

gint64 app_office_new(struct app *app, json_t *object, GError **error)
{
	return app_office_new_as(app, object, 0, error);
}

gint64 app_office_new_as(struct app *app, json_t *object, gint64 number, GError **error)
{
	const struct reg *reg = model_need_register(app->model, "office", error);
	const char *code = json_string_value(json_object_get(object, "code"));
	if (!reg)
		return 0;
	if (!code) {
		fail(error, ERROR_INPUT, _("an office needs a \"code\": lower-case letters, such as \"tb\""));
		return 0;
	}
	if (strcmp(code, "all") == 0) {
		fail(error, ERROR_INPUT, _("\"all\" means all offices and cannot be the code of one"));
		return 0;
	}
	gboolean own = !db_in_transaction(store_db(app->store));
	if (own && !store_begin(app->store, error))
		return 0;
	gint64 office = number ? store_office_add_as(app->store, code, number, error) : store_office_add(app->store, code, error);
	g_autoptr(record_t) record = office ? app_put(app, reg, office, object, NULL, NULL, error) : NULL;
	if (own && record && store_commit(app->store, error))
		return office;
	if (own)
		store_rollback(app->store);
	return own || !record ? 0 : office;
}

static gboolean take_first(void *data, const struct record *record, GError **error)
{
	struct record **first = data;
	(void)error;
	if (!*first)
		*first = record_copy(record);
	return TRUE;
}

struct record *app_office_record(struct app *app, gint64 office, GError **error)
{
	const struct reg *reg = model_need_register(app->model, "office", error);
	struct record *record = NULL;
	if (!reg || !store_each(app->store, reg, office, 0, take_first, &record, error))
		return NULL;
	if (!record)
		fail(error, ERROR_ABSENT, _("the office has no record of its own; enter it with `ngoaivu put office`"));
	return record;
}

struct listing {
	struct app *app;
	const struct expr *where;
	GPtrArray *records;
};

static gboolean list_one(void *data, const struct record *record, GError **error)
{
	struct listing *listing = data;
	struct scope scope = { .model = listing->app->model, .record = record, .links = store_links(listing->app->store, record->office) };
	(void)error;
	if (!listing->where || expr_true(listing->where, &scope))
		g_ptr_array_add(listing->records, record_copy(record));
	return TRUE;
}

/* "host=leaders,country=JP" is an expression too: commas outside brackets and quotes are `and`. */
static char *plain_where(const char *where)
{
	GString *text = g_string_new(NULL);
	int depth = 0;
	gboolean quoted = FALSE;
	for (const char *p = where; *p; p++) {
		quoted ^= *p == '\'';
		depth += !quoted && (*p == '(' || *p == '[');
		depth -= !quoted && (*p == ')' || *p == ']');
		if (*p == ',' && !quoted && depth == 0)
			g_string_append(text, " and ");
		else
			g_string_append_c(text, *p);
	}
	return g_string_free(text, FALSE);
}

GPtrArray *app_list(struct app *app, const struct reg *reg, gint64 office, const char *where, gint64 position, GError **error)
{
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(expr_t) expr = NULL;
	if (where) {
		g_autofree char *text = plain_where(where);
		expr = expr_parse(text, (struct place){ "--where", 1, 1 }, findings);
		if (expr)
			expr_bind(expr, app->model, reg, NULL, TYPE_BOOL, findings);
		if (!findings_check(findings, error))
			return NULL;
	}
	g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	struct listing listing = { .app = app, .where = expr, .records = records };
	if (!store_each(app->store, reg, office, position, list_one, &listing, error))
		return NULL;
	return g_steal_pointer(&records);
}

static json_t *value_json(struct app *app, const struct field *field, const struct value *value, const struct links *links, gboolean plain);

static json_t *row_json(struct app *app, const struct field *rows, const struct value *row, const struct links *links, gboolean plain)
{
	json_t *object = json_object();
	for (guint i = 0; i < rows->fields->len; i++) {
		const struct field *field = rows->fields->pdata[i];
		if (row[i].kind != VALUE_NONE)
			json_object_set_new(object, field->id, value_json(app, field, &row[i], links, plain));
	}
	return object;
}

static json_t *scalar_json(struct app *app, const struct field *field, const struct value *value, const struct links *links, gboolean plain)
{
	if (value->kind == VALUE_NUMBER && field->type == FIELD_COUNT)
		return json_integer(value->number);
	if (value->kind == VALUE_NUMBER && field->type == FIELD_BOOL && plain)
		return json_boolean(value->number != 0);
	g_autofree char *text = plain ? value_plain(app->model, field, value, links) : value_text(app->model, field, value, links, app->language);
	return json_string(text);
}

static json_t *document_json(const struct document *document)
{
	json_t *object = json_object();
	g_autofree char *date = document->date ? day_iso(document->date) : NULL;
	const char *const parts[][2] = { { "symbol", document->symbol }, { "date", date }, { "issuer", document->issuer }, { "title", document->title } };
	for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
		if (parts[i][1])
			json_object_set_new(object, parts[i][0], json_string(parts[i][1]));
	return object;
}

static json_t *money_json(struct app *app, const struct money *money)
{
	json_t *object = json_object();
	guint minor = model_minor(app->model, money->currency);
	g_autofree char *amount = decimal_plain(money->amount, minor);
	if (minor == 3)
		g_strdelimit(amount, ".", ','); /* "1.500" could be read as a group */
	json_object_set_new(object, "amount", json_string(amount));
	json_object_set_new(object, "currency", json_string(money->currency));
	if (money->rate) {
		g_autofree char *rate = decimal_plain(money->rate, 6);
		g_autofree char *on = day_iso(money->rate_on);
		json_object_set_new(object, "rate", json_string(rate));
		json_object_set_new(object, "rate_on", json_string(on));
	}
	return object;
}

/* `plain` is what app_put reads back. */
static json_t *value_json(struct app *app, const struct field *field, const struct value *value, const struct links *links, gboolean plain)
{
	if (value->kind == VALUE_LIST) {
		json_t *list = json_array();
		for (guint i = 0; i < value->list->len; i++)
			json_array_append_new(list, value_json(app, field, value->list->pdata[i], links, plain));
		return list;
	}
	if (value->kind == VALUE_ROWS) {
		json_t *list = json_array();
		for (guint i = 0; i < value->rows->len; i++)
			json_array_append_new(list, row_json(app, field, value->rows->pdata[i], links, plain));
		return list;
	}
	if (plain && value->kind == VALUE_DOCUMENT)
		return document_json(value->document);
	if (plain && value->kind == VALUE_MONEY)
		return money_json(app, value->money);
	return scalar_json(app, field, value, links, plain);
}

json_t *app_record_json(struct app *app, const struct record *record, gboolean plain)
{
	const struct links *links = store_links(app->store, record->office);
	json_t *object = json_object();
	json_object_set_new(object, "id", json_integer(record->id));
	json_object_set_new(object, "version", json_integer(record->version));
	if (record->deleted)
		json_object_set_new(object, "deleted", json_true());
	if (record->reg->states->len) {
		const struct state *state = record->reg->states->pdata[record->state];
		json_object_set_new(object, "state", json_string(plain ? state->id : label_text(&state->label, app->language)));
	}
	for (guint i = 0; i < record->reg->fields->len; i++) {
		const struct field *field = record->reg->fields->pdata[i];
		if (record->values[i].kind != VALUE_NONE)
			json_object_set_new(object, field->id, value_json(app, field, &record->values[i], links, plain));
	}
	return object;
}
