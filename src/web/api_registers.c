/* SPDX-License-Identifier: Apache-2.0 */
/* What registers there are and what their records are made of; code lists; words looked for; who asks. */
#include "auth/role.h"
#include "base/number.h"
#include "base/text.h"
#include "web/api_json.h"
#include "web/list.h"
#include "web/pages.h"
#include "web/show.h"

#include <string.h>

enum { FOUND_MOST = 100 };

json_t *api_label(const struct label *label)
{
	return json_pack("{s:s, s:s}", "vi", label_text(label, "vi"), "en", label_text(label, "en"));
}

json_t *api_moment(moment_t moment)
{
	g_autofree char *text = moment ? moment_iso(moment) : NULL;
	return text ? json_string(text) : json_null();
}

json_t *api_day(day_t day)
{
	g_autofree char *text = day != DAY_NONE ? day_iso(day) : NULL;
	return text ? json_string(text) : json_null();
}

static json_t *choices_json(const GPtrArray *choices)
{
	json_t *list = json_array();
	for (guint i = 0; i < choices->len; i++) {
		const struct choice *choice = choices->pdata[i];
		json_array_append_new(list, json_pack("{s:s, s:o}", "id", choice->id, "label", api_label(&choice->label)));
	}
	return list;
}

static json_t *field_json(const struct field *field)
{
	json_t *json = json_pack("{s:s, s:s, s:o, s:b, s:b, s:b, s:b}", "id", field->id, "type", field_type_name(field->type), "label", api_label(&field->label),
		"required", field->required, "many", field->many, "personal", field->personal, "computed", field->compute != NULL);
	if (*label_text(&field->unit, "vi"))
		json_object_set_new(json, "unit", api_label(&field->unit));
	if (*label_text(&field->help, "vi"))
		json_object_set_new(json, "help", api_label(&field->help));
	if (field->choices && field->choices->len)
		json_object_set_new(json, "choices", choices_json(field->choices));
	if (field->codes)
		json_object_set_new(json, "codes", json_string(field->codes->id));
	if (field->target)
		json_object_set_new(json, "target", json_string(field->target->id));
	for (guint i = 0; field->fields && i < field->fields->len; i++) {
		if (!i)
			json_object_set_new(json, "fields", json_array());
		json_array_append_new(json_object_get(json, "fields"), field_json(field->fields->pdata[i]));
	}
	return json;
}

static json_t *states_json(const struct reg *reg)
{
	json_t *list = json_array();
	for (guint i = 0; i < reg->states->len; i++) {
		const struct state *state = reg->states->pdata[i];
		json_t *next = json_array();
		for (guint n = 0; n < state->next->len; n++)
			json_array_append_new(next, json_string(((const struct state *)reg->states->pdata[g_array_index(state->next, guint, n)])->id));
		json_array_append_new(list, json_pack("{s:s, s:o, s:o}", "id", state->id, "label", api_label(&state->label), "next", next));
	}
	return list;
}

/* Whether the one who asks may make records of it. */
static json_t *register_json(struct request *request, const struct reg *reg)
{
	json_t *json = json_pack("{s:s, s:i, s:o, s:s?, s:b, s:b}", "id", reg->id, "number", (int)reg->number, "title", api_label(&reg->title), "group", reg->group,
		"personal", reg->personal, "writable", may_write_register(request->may, reg->id) && (request->api_token->scopes & SCOPE_WRITE));
	if (reg->key)
		json_object_set_new(json, "key", json_string(reg->key->id));
	if (reg->code)
		json_object_set_new(json, "code", json_string(reg->code->id));
	return json;
}

gboolean api_list_registers(struct request *request, GError **error)
{
	const GPtrArray *registers = request->app->model->registers;
	json_t *list = json_array();
	for (guint i = 0; i < registers->len; i++) {
		const struct reg *reg = registers->pdata[i];
		json_t *json = register_json(request, reg);
		gint64 count;
		json_array_append_new(list, json);
		if (!register_count(request, reg, &count, error)) {
			json_decref(list);
			return FALSE;
		}
		json_object_set_new(json, "records", json_integer(count));
	}
	return api_answer(request, json_pack("{s:o}", "registers", list));
}

gboolean api_show_register(struct request *request, GError **error)
{
	const struct reg *reg = request_register(request, 0, error);
	json_t *fields = json_array(), *figures = json_array(), *json = reg ? register_json(request, reg) : NULL;
	for (guint i = 0; reg && i < reg->fields->len; i++)
		json_array_append_new(fields, field_json(reg->fields->pdata[i]));
	for (guint i = 0; reg && i < reg->figures->len; i++)
		json_array_append_new(figures, json_string(((const struct figure *)reg->figures->pdata[i])->id));
	json_object_set_new(json, "fields", fields);
	json_object_set_new(json, "figures", figures);
	if (json)
		json_object_set_new(json, "states", states_json(reg));
	return json && api_answer(request, json);
}

gboolean api_list_codes(struct request *request, GError **error)
{
	const GPtrArray *codes = request->app->model->codes;
	json_t *list = json_array();
	(void)error;
	for (guint i = 0; i < codes->len; i++) {
		const struct code_list *code = codes->pdata[i];
		json_array_append_new(list, json_pack("{s:s, s:o, s:i}", "id", code->id, "title", api_label(&code->title), "items", (int)code->items->len));
	}
	return api_answer(request, json_pack("{s:o}", "codes", list));
}

static json_t *item_json(const struct code_item *item)
{
	json_t *json = json_pack("{s:s, s:o}", "id", item->id, "label", api_label(&item->label));
	const char *const texts[][2] = { { "code", item->code }, { "into", item->into }, { "kind", item->kind }, { "symbol", item->symbol }, { "region", item->region } };
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		if (texts[i][1])
			json_object_set_new(json, texts[i][0], json_string(texts[i][1]));
	if (item->from)
		json_object_set_new(json, "from", api_day(item->from));
	if (item->until)
		json_object_set_new(json, "until", api_day(item->until));
	return json;
}

gboolean api_show_codes(struct request *request, GError **error)
{
	const char *id = request_parameter(request, 0);
	const struct code_list *codes = model_codes(request->app->model, id);
	json_t *items = json_array();
	for (guint i = 0; codes && i < codes->items->len; i++)
		json_array_append_new(items, item_json(codes->items->pdata[i]));
	if (codes)
		return api_answer(request, json_pack("{s:s, s:o, s:o}", "id", codes->id, "title", api_label(&codes->title), "items", items));
	json_decref(items);
	return fail(error, ERROR_ABSENT, _("there is no such code list"));
}

static gboolean add_found(struct request *request, json_t *list, gint64 key, GError **error)
{
	struct store *store = request->app->store;
	const struct reg *reg = store_register_of(store, key, error);
	g_autoptr(record_t) record = reg ? store_read(store, reg, KEY_OFFICE(key), KEY_ID(key), error) : NULL;
	if (!record)
		return FALSE;
	g_autofree char *title = title_of(request, record, FALSE);
	json_t *json = json_pack("{s:s, s:I, s:s}", "register", reg->id, "id", (json_int_t)record->id, "title", title);
	if (reg->states->len)
		json_object_set_new(json, "state", json_string(record_state(record)));
	json_array_append_new(list, json);
	return TRUE;
}

static gboolean answer_keys(struct request *request, const GArray *keys, GError **error)
{
	json_t *list = json_array();
	gboolean good = TRUE;
	for (guint i = 0; good && i < MIN(keys->len, FOUND_MOST); i++)
		good = add_found(request, list, g_array_index(keys, gint64, i), error);
	if (good)
		return api_answer(request, json_pack("{s:b, s:o}", "more", keys->len > FOUND_MOST, "records", list));
	json_decref(list);
	return FALSE;
}

gboolean api_search(struct request *request, GError **error)
{
	const char *words = pairs_get(request->query, "q");
	g_autofree char *folded = text_fold(words ? words : "");
	if (!*folded)
		return fail(error, ERROR_INPUT, _("?q: say what is looked for"));
	g_autoptr(GArray) keys = store_search(request->app->store, words, request_office(request), FOUND_MOST + 1, error);
	return keys && answer_keys(request, keys, error);
}

gboolean api_list_links(struct request *request, GError **error)
{
	gint64 id;
	const struct reg *reg = request_register(request, 0, error);
	if (!reg || !request_number(request, 1, &id, error))
		return FALSE;
	g_autoptr(record_t) record = store_read(request->app->store, reg, request_office(request), id, error);
	g_autoptr(GArray) keys = record ? store_linked(request->app->store, KEY(record->office, record->id), error) : NULL;
	return keys && answer_keys(request, keys, error);
}

gboolean api_show_me(struct request *request, GError **error)
{
	const struct account *account = request->account;
	g_autofree char *office = store_office_code(request->app->store, account->office);
	(void)error;
	return api_answer(request, json_pack("{s:s, s:s, s:s?, s:s, s:o, s:o, s:o}", "account", account->name, "person", account->person, "office", office,
		"division", account->division, "roles", api_words(roles_text(account->roles)), "scopes", api_words(scopes_text(request->api_token->scopes)),
		"until", api_moment(request->api_token->until)));
}

json_t *api_words(char *text)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	json_t *list = json_array();
	for (guint i = 0; words[i] && *words[i]; i++)
		json_array_append_new(list, json_string(words[i]));
	g_free(text);
	return list;
}
