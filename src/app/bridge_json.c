/* SPDX-License-Identifier: Apache-2.0 */
#include "app/bridge.h"
#include "base/number.h"

const char *const bridge_cause_ids[CAUSES] = { "late", "confirmed", "corrected", "moved-in", "moved-out", "joined", "left", "withdrawn", "definition", "office", "days" };

static json_t *number_value(const struct number *number)
{
	g_autofree char *text = number_plain(number);
	if (!number->present)
		return json_null();
	return number->value % number_power10(number->scale) ? json_real(g_ascii_strtod(text, NULL)) : json_integer(number->value / number_power10(number->scale));
}

static struct number scaled(const struct bridge *bridge, gint64 value)
{
	struct number number = bridge->now.present ? bridge->now : bridge->then;
	number.value = value;
	number.present = TRUE;
	return number;
}

static json_t *item_json(struct app *app, const struct bridge *bridge, const struct bridge_item *item, GError **error)
{
	struct bridge_source source;
	const struct number delta = scaled(bridge, item->delta);
	if (!bridge_source_read(app, item, app->language, &source, error))
		return NULL;
	g_autofree char *at = moment_iso(source.change->at);
	json_t *object = json_pack("{s:s, s:s?, s:s?, s:I, s:o, s:s, s:o, s:i, s:I, s:s, s:s?, s:s?}", "cause", bridge_cause_ids[item->cause], "office", source.office,
		"register", source.reg ? source.reg->id : NULL, "record", (json_int_t)source.id, "version", source.version ? json_integer(source.version) : json_null(), "title", source.title,
		"delta", number_value(&delta), "changes", (int)item->changes, "history", (json_int_t)KEY_ID(item->history), "at", at, "who", source.change->who, "why", source.change->why);
	bridge_source_clear(&source);
	return object;
}

static json_t *bridged_json(struct app *app, const struct bridged *bridged, GError **error)
{
	const struct bridge *bridge = bridged->bridge;
	g_autofree char *then = figure_query_text(bridged->then, app->store), *now = figure_query_text(bridged->now, app->store);
	json_t *items = json_array(), *causes = json_object();
	for (guint i = 0; i < bridge->items->len; i++) {
		json_t *item = item_json(app, bridge, bridge->items->pdata[i], error);
		if (!item) {
			json_decref(items);
			json_decref(causes);
			return NULL;
		}
		json_array_append_new(items, item);
	}
	for (guint i = 0; i < CAUSES; i++) {
		const struct number sum = scaled(bridge, bridge->sums[i]);
		if (sum.value)
			json_object_set_new(causes, bridge_cause_ids[i], number_value(&sum));
	}
	const char *unit = bridge->now.currency[0] ? bridge->now.currency : bridged->now->figure->kind == FIGURE_SHARE ? "%" : label_text(&bridged->now->figure->unit, app->language);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:s?}", "figure", bridged->now->figure->id, "name", bridged->name, "unit", unit,
		"then_query", then, "now_query", now, "then", number_value(&bridge->then), "now", number_value(&bridge->now), "causes", causes, "items", items, "sentence", bridged->sentence);
}

json_t *bridges_json(struct app *app, const struct bridges *bridges, GError **error)
{
	json_t *figures = json_array(), *left = json_array();
	for (guint i = 0; i < bridges->figures->len; i++) {
		json_t *figure = bridged_json(app, bridges->figures->pdata[i], error);
		if (!figure) {
			json_decref(figures);
			json_decref(left);
			return NULL;
		}
		json_array_append_new(figures, figure);
	}
	for (guint i = 0; i < bridges->left->len; i++) {
		const struct unbridged *unbridged = bridges->left->pdata[i];
		json_array_append_new(left, json_pack("{s:s, s:s}", "query", unbridged->query, "reason", unbridged->reason));
	}
	return json_pack("{s:s, s:s, s:o, s:o}", "from", bridges->names[0], "to", bridges->names[1], "figures", figures, "not_comparable", left);
}
