/* SPDX-License-Identifier: Apache-2.0 */
#include "app/figure_json.h"
#include "app/stated.h"
#include "base/number.h"

#include <string.h>

const char *figure_unit_text(const struct app *app, const struct figure *figure, const struct number *number)
{
	if (number->currency[0])
		return number->currency;
	return figure->kind == FIGURE_SHARE ? "%" : label_text(&figure->unit, app->language);
}

/* A number in JSON: an integer, or for decimals a real that prints as it is; null when absent. */
static json_t *number_json(const struct number *number)
{
	if (!number->present)
		return json_null();
	gint64 whole = number->value, factor = number_power10(number->scale);
	if (whole % factor == 0)
		return json_integer(whole / factor);
	g_autofree char *text = number_plain(number);
	return json_real(g_ascii_strtod(text, NULL));
}

static json_t *rows_json(const struct app *app, const struct figure_answer *answer)
{
	json_t *rows = json_array();
	for (guint i = 0; answer->rows && i < answer->rows->len; i++) {
		const struct figure_row *row = answer->rows->pdata[i];
		json_t *object = json_pack("{s:s, s:s, s:o}", "key", row->value, "label", strcmp(app->language, "en") == 0 ? row->label_en : row->label_vi,
			"value", number_json(&row->number));
		if (row->number.currency[0])
			json_object_set_new(object, "currency", json_string(row->number.currency));
		json_array_append_new(rows, object);
	}
	return rows;
}

/* What earlier reports stated of it, with how far the records are from it; takes the object. */
static json_t *with_stated(struct app *app, const struct figure_query *query, const struct number *number, json_t *object, GError **error)
{
	struct stated *instead = NULL;
	g_autoptr(GPtrArray) all = stated_values(app, query, error);
	if (!all || !stated_instead(app, query, number, &instead, error)) {
		json_decref(object);
		return NULL;
	}
	json_t *list = json_array();
	for (guint i = 0; i < all->len; i++) {
		const struct stated *stated = all->pdata[i];
		struct number by = stated->value;
		gboolean comparable = number->present && number->scale == by.scale && !__builtin_sub_overflow(number->value, by.value, &by.value);
		json_array_append_new(list, json_pack("{s:o, s:o, s:s, s:s, s:s, s:I}", "value", number_json(&stated->value), "difference", comparable ? number_json(&by) : json_null(),
			"source", stated->source, "place", stated->place, "quote", stated->quote, "record", (json_int_t)stated->record));
	}
	json_object_set_new(object, "source", json_string(instead ? "stated" : "records"));
	if (all->len)
		json_object_set_new(object, "stated", list);
	else
		json_decref(list);
	stated_free(instead);
	return object;
}

json_t *figure_answer_json(struct app *app, const struct figure_query *query, const struct figure_answer *answer, GError **error)
{
	g_autofree char *text = figure_query_text(query, app->store);
	json_t *object = json_pack("{s:s, s:o, s:s, s:s, s:o}", "figure", query->figure->id, "value", number_json(&answer->number),
		"unit", figure_unit_text(app, query->figure, &answer->number), "query", text, "rows", rows_json(app, answer));
	return with_stated(app, query, &answer->number, object, error);
}

char *figure_record_title(struct app *app, gint64 key)
{
	const struct reg *reg = store_register_of(app->store, key, NULL);
	g_autoptr(record_t) record = reg ? store_read(app->store, reg, KEY_OFFICE(key), KEY_ID(key), NULL) : NULL;
	if (!record)
		return g_strdup("");
	if (reg->personal || (reg->key && reg->key->personal))
		return g_strdup_printf("#%" G_GINT64_FORMAT, KEY_ID(key));
	return record_title(record, app->model, store_links(app->store, record->office), app->language);
}

static json_t *posting_json(struct app *app, const struct posting *posting, const struct change *change, guint scale)
{
	g_autofree char *day = day_iso(posting->day);
	g_autofree char *at = moment_iso(change->at);
	g_autofree char *office = store_office_code(app->store, KEY_OFFICE(posting->record));
	g_autofree char *title = figure_record_title(app, posting->record);
	const struct reg *reg = store_register_of(app->store, posting->record, NULL);
	struct number delta = { .present = TRUE, .value = posting->delta, .scale = scale };
	return json_pack("{s:s?, s:s?, s:I, s:I, s:s, s:s, s:s, s:o, s:I, s:s, s:s, s:s?}", "office", office, "register", reg ? reg->id : NULL,
		"record", (json_int_t)KEY_ID(posting->record), "version", (json_int_t)posting->version, "title", title, "day", day,
		"dims", posting->dims, "delta", number_json(&delta), "history", (json_int_t)KEY_ID(posting->history), "at", at,
		"who", change->who, "why", change->why);
}

json_t *figure_explanation_json(struct app *app, const struct figure_query *query, const GPtrArray *postings, const struct number *number, GError **error)
{
	json_t *list = json_array();
	for (guint i = 0; i < postings->len; i++) {
		const struct posting *posting = postings->pdata[i];
		struct change *change = store_change(app->store, posting->history, error);
		if (!change) {
			json_decref(list);
			return NULL;
		}
		json_array_append_new(list, posting_json(app, posting, change, number->scale));
		change_free(change);
	}
	g_autofree char *text = figure_query_text(query, app->store);
	json_t *object = json_pack("{s:s, s:o, s:s, s:s, s:o}", "figure", query->figure->id, "value", number_json(number),
		"unit", figure_unit_text(app, query->figure, number), "query", text, "rows", list);
	return with_stated(app, query, number, object, error);
}
