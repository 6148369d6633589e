/* SPDX-License-Identifier: Apache-2.0 */
/* Records: lists, one of them, made and changed. */
#include "app/export.h"
#include "app/undo.h"
#include "web/api_json.h"
#include "web/form.h"
#include "web/list.h"
#include "web/pages.h"
#include "web/rights.h"
#include "web/show.h"

#include <string.h>

enum { RECORDS_MOST = 500 };

gboolean api_shown(struct request *request, const struct record *record, gboolean *shown, GError **error)
{
	gboolean asked = g_strcmp0(pairs_get(request->query, "personal"), "show") == 0;
	*shown = !reg_has_personal(record->reg) || (asked && request_may(request, MAY_PERSONAL));
	if (asked && !*shown)
		return fail(error, ERROR_REFUSED, _("Your roles do not allow you to read personal data."));
	return !asked || !reg_has_personal(record->reg) || note_reading(request, record, error);
}

static gboolean is_masked(const struct reg *reg, const struct field *field)
{
	gboolean masked = reg->personal || field->personal;
	for (guint i = 0; field->fields && i < field->fields->len; i++)
		masked = masked || ((const struct field *)field->fields->pdata[i])->personal;
	return masked;
}

static json_t *masked_json(const struct reg *reg)
{
	json_t *list = json_array();
	for (guint i = 0; i < reg->fields->len; i++) {
		const struct field *field = reg->fields->pdata[i];
		if (is_masked(reg, field))
			json_array_append_new(list, json_string(field->id));
	}
	return list;
}

json_t *api_fields(struct request *request, const struct record *record)
{
	json_t *whole = app_record_json(request->app, record, TRUE);
	static const char *const others[] = { "id", "version", "deleted", "state" };
	for (guint i = 0; i < G_N_ELEMENTS(others); i++)
		json_object_del(whole, others[i]);
	return whole;
}

json_t *api_record(struct request *request, struct record *record, gboolean shown)
{
	g_autofree char *title = title_of(request, record, shown);
	if (!shown)
		record_veil(record);
	json_t *json = json_pack("{s:s, s:I, s:I, s:b, s:s, s:o}", "register", record->reg->id, "id", (json_int_t)record->id, "version", (json_int_t)record->version,
		"deleted", record->deleted, "title", title, "fields", api_fields(request, record));
	if (record->reg->states->len)
		json_object_set_new(json, "state", json_string(record_state(record)));
	if (!shown)
		json_object_set_new(json, "masked", masked_json(record->reg));
	return json;
}

gboolean api_answer_record(struct request *request, struct record *record, gboolean shown)
{
	gboolean open = shown || !reg_has_personal(record->reg);
	api_tag(request, record->version, open && reg_has_personal(record->reg));
	return api_answer(request, api_record(request, record, open));
}

/* The columns that were asked for by name; without any, all fields. */
static void keep_columns(const struct listing *listing, json_t *fields)
{
	const char *key;
	void *next;
	json_t *value;
	if (!pairs_get(listing->request->query, "col"))
		return;
	json_object_foreach_safe(fields, next, key, value) {
		const struct field *field = reg_field(listing->reg, key);
		if (!g_ptr_array_find(listing->columns, field, NULL))
			json_object_del(fields, key);
	}
}

static void link_on(struct request *request, const struct list_view *view)
{
	char text[24];
	if (!view->records->len)
		return;
	const struct record *first = view->records->pdata[0], *last = view->records->pdata[view->records->len - 1];
	g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, last->id);
	if (view->after)
		api_link(request, "next", "from", text);
	g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, first->id);
	if (view->before)
		api_link(request, "prev", "from", text);
}

/* A place that was not told by this list is not taken for its beginning. */
static gboolean check_place(const struct listing *listing, GError **error)
{
	struct request *request = listing->request;
	g_autoptr(record_t) place = listing->from ? store_read(request->app->store, listing->reg, request_office(request), listing->from, NULL) : NULL;
	return !listing->from || place || fail(error, ERROR_INPUT, _("?from: the list has no such place; take it from the head Link"));
}

gboolean api_list_records(struct request *request, GError **error)
{
	g_auto(listing_t) listing = { 0 };
	g_auto(list_view_t) view = { 0 };
	gint64 limit;
	const struct reg *reg = request_register(request, 0, error);
	if (!reg || !api_number(request, "limit", 1, RECORDS_MOST, LIST_PAGE, &limit, error) || !listing_read(&listing, request, reg, error) ||
		!check_place(&listing, error) || !listing_view(&listing, (guint)limit, &view, error))
		return FALSE;
	json_t *records = json_array();
	link_on(request, &view);
	for (guint i = 0; i < view.records->len; i++) {
		json_t *record = api_record(request, view.records->pdata[i], !reg_has_personal(reg));
		keep_columns(&listing, json_object_get(record, "fields"));
		json_array_append_new(records, record);
	}
	return api_answer(request, json_pack("{s:I, s:b, s:o}", "count", (json_int_t)view.count, "exact", !view.least, "records", records));
}

gboolean api_show_record(struct request *request, GError **error)
{
	gboolean shown;
	g_autoptr(record_t) record = wanted_record(request, error);
	return record && api_shown(request, record, &shown, error) && api_answer_record(request, record, shown);
}

json_t *api_wished(const struct request *request, const struct reg *reg, gboolean open, GError **error)
{
	json_t *fields = json_object_get(request->json, "fields"), *value;
	const char *key, *state = api_text(request, "state"), *named = api_text(request, "register");
	g_autoptr(GString) mistakes = g_string_new(NULL);
	if (named && strcmp(named, reg->id) != 0)
		g_string_append_printf(mistakes, _("/register: the address names %s"), reg->id);
	json_object_foreach(fields, key, value) {
		const struct field *field = reg_field(reg, key);
		g_autofree char *brief = g_utf8_substring(key, 0, MIN(g_utf8_strlen(key, -1), 60));
		if (field && form_takes(field, reg, open))
			continue;
		g_string_append_printf(mistakes, "%s/fields/%s: ", mistakes->len ? "\n" : "", brief);
		g_string_append(mistakes, !field ? _("the register has no such field") : field->compute ? _("the field is computed, not entered") :
			_("the field holds personal data, which your roles or the token's scopes do not open"));
	}
	if (mistakes->len) {
		fail(error, ERROR_INPUT, "%s", mistakes->str);
		return NULL;
	}
	json_t *object = fields ? json_copy(fields) : json_object();
	if (state && reg->states->len)
		json_object_set_new(object, "state", json_string(state));
	return object;
}

const char *api_why(const struct request *request)
{
	const char *why = api_text(request, "why");
	return why && *why ? why : NULL;
}

gboolean api_create_record(struct request *request, GError **error)
{
	const struct reg *reg = writable_register(request, error);
	json_t *object = reg ? api_wished(request, reg, TRUE, error) : NULL;
	if (!object)
		return FALSE;
	g_autoptr(record_t) record = app_put(request->app, reg, request_office(request), object, api_why(request), NULL, error);
	json_decref(object);
	if (!record || !check_may_write(request, record, error))
		return FALSE;
	api_created(request, g_strdup_printf("/registers/%s/records/%" G_GINT64_FORMAT, reg->id, record->id));
	return api_answer_record(request, record, FALSE);
}

gboolean api_change_record(struct request *request, GError **error)
{
	g_autoptr(record_t) record = editable_record(request, error);
	if (!record || !api_match(request, record->version))
		return FALSE;
	json_t *object = api_wished(request, record->reg, request_may(request, MAY_PERSONAL), error);
	if (!object)
		return FALSE;
	json_object_set_new(object, "id", json_integer(record->id));
	json_object_set_new(object, "version", json_integer(record->version));
	g_autoptr(record_t) stored = app_put(request->app, record->reg, record->office, object, api_why(request), NULL, error);
	json_decref(object);
	return stored && api_answer_record(request, stored, FALSE);
}

/* The record of the route in the version that was seen, when it may be changed. */
static struct record *matched_record(struct request *request, GError **error)
{
	g_autoptr(record_t) record = wanted_record(request, error);
	if (!record || !check_may_write(request, record, error) || !api_match(request, record->version))
		return NULL;
	return g_steal_pointer(&record);
}

static gboolean answer_again(struct request *request, GError **error)
{
	g_autoptr(record_t) record = wanted_record(request, error);
	return record && api_answer_record(request, record, FALSE);
}

gboolean api_delete_record(struct request *request, GError **error)
{
	const char *why = pairs_get(request->query, "why");
	g_autoptr(record_t) record = matched_record(request, error);
	return record && app_delete(request->app, record->reg, record->office, record->id, record->version, FALSE, why, error) && api_done(request);
}

gboolean api_restore_record(struct request *request, GError **error)
{
	g_autoptr(record_t) record = matched_record(request, error);
	if (!record || !record->deleted)
		return record && fail(error, ERROR_CONFLICT, _("The record is not deleted."));
	return app_delete(request->app, record->reg, record->office, record->id, record->version, TRUE, api_why(request), error) && answer_again(request, error);
}

gboolean api_undo_record(struct request *request, GError **error)
{
	g_autoptr(record_t) record = matched_record(request, error);
	g_autoptr(undone_t) undone = record ? app_undo(request->app, record->reg, record->office, record->id, 0, api_why(request), error) : NULL;
	return undone && answer_again(request, error);
}

gboolean api_change_state(struct request *request, GError **error)
{
	g_autoptr(record_t) record = matched_record(request, error);
	if (!record)
		return FALSE;
	json_t *object = json_pack("{s:I, s:I, s:s}", "id", (json_int_t)record->id, "version", (json_int_t)record->version, "state", api_text(request, "state"));
	g_autoptr(record_t) stored = app_put(request->app, record->reg, record->office, object, api_why(request), NULL, error);
	json_decref(object);
	return stored && api_answer_record(request, stored, FALSE);
}
