/* SPDX-License-Identifier: Apache-2.0 */
/* Figures: what there are, their values, and the records behind them. */
#include "app/figure_json.h"
#include "web/api_json.h"
#include "web/pages.h"
#include "web/sight.h"

#include <string.h>

static const char *const kind_names[] = { [FIGURE_COUNT] = "count", [FIGURE_SUM] = "sum", [FIGURE_STOCK] = "stock", [FIGURE_ACTIVE] = "active",
	[FIGURE_DISTINCT] = "distinct", [FIGURE_FIRST] = "first", [FIGURE_LAST] = "last", [FIGURE_SHARE] = "share", [FIGURE_RATIO] = "ratio" };

static json_t *figure_json(const struct figure *figure)
{
	const GPtrArray *dimensions = query_dimensioned(figure)->dimensions;
	json_t *by = json_array();
	for (guint i = 0; i < dimensions->len; i++) {
		const struct dimension *dimension = dimensions->pdata[i];
		json_array_append_new(by, json_pack("{s:s, s:o}", "id", dimension->id, "label", api_label(&dimension->field->label)));
	}
	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:b, s:o}", "id", figure->id, "kind", kind_names[figure->kind], "register", figure->reg->id,
		"label", api_label(&figure->label), "unit", api_label(&figure->unit), "money", figure->money, "dimensions", by);
}

gboolean api_list_figures(struct request *request, GError **error)
{
	const GPtrArray *figures = request->app->model->figures;
	json_t *list = json_array();
	(void)error;
	for (guint i = 0; i < figures->len; i++)
		json_array_append_new(list, figure_json(figures->pdata[i]));
	return api_answer(request, json_pack("{s:o}", "figures", list));
}

static gboolean read_known(const struct request *request, struct figure_query *query, GError **error)
{
	const char *known = pairs_get(request->query, "as_known"), *boundaries = pairs_get(request->query, "boundaries"), *at = pairs_get(request->query, "at");
	if (known && !moment_parse(known, &query->as_known, error))
		return FALSE;
	query->boundaries = g_strcmp0(boundaries, "now") == 0 ? BOUNDARIES_NOW : BOUNDARIES_THEN;
	if (boundaries && query->boundaries == BOUNDARIES_THEN && strcmp(boundaries, "then") != 0)
		return fail(error, ERROR_INPUT, _("?boundaries: it may be then or now"));
	if (!at)
		return TRUE;
	if (pairs_get(request->query, "span") || pairs_get(request->query, "from") || pairs_get(request->query, "to"))
		return fail(error, ERROR_INPUT, _("?at and a span are not said together"));
	if (!day_parse(at, &query->span.to, error))
		return FALSE;
	query->span.from = query->span.to;
	return TRUE;
}

static struct figure_query *wanted_query(struct request *request, GError **error)
{
	const struct figure *figure = model_need_figure(request->app->model, request_parameter(request, 0), error);
	g_autoptr(figure_query_t) query = figure ? query_read(request, figure, error) : NULL;
	return query && read_known(request, query, error) ? g_steal_pointer(&query) : NULL;
}

static json_t *answer_json(struct request *request, const struct figure_query *query, GError **error)
{
	g_autoptr(figure_answer_t) answer = figure_answer(request->app->ledger, query, error);
	if (!answer)
		return NULL;
	if (query->by)
		figure_answer_sort(answer, query, request->language);
	json_t *json = figure_answer_json(request->app, query, answer, error);
	if (!json)
		return NULL;
	json_object_set_new(json, "from", api_day(query->span.from));
	json_object_set_new(json, "to", api_day(query->span.to));
	return json;
}

gboolean api_show_figure(struct request *request, GError **error)
{
	const char *compare = pairs_get(request->query, "compare");
	enum comparison comparison = !compare ? COMPARED_NOT : strcmp(compare, "year") == 0 ? COMPARED_YEAR : COMPARED_BEFORE;
	if (comparison == COMPARED_BEFORE && strcmp(compare, "before") != 0)
		return fail(error, ERROR_INPUT, _("“%s”: a figure is compared with year or before"), compare);
	g_autoptr(figure_query_t) query = wanted_query(request, error);
	json_t *json = query ? answer_json(request, query, error) : NULL;
	if (!json || comparison == COMPARED_NOT)
		return json && api_answer(request, json);
	g_autoptr(figure_query_t) before = figure_query_copy(query);
	before->span = compared_span(query->span, comparison);
	json_t *then = answer_json(request, before, error);
	json_object_set_new(json, "before", then);
	if (then)
		return api_answer(request, json);
	json_decref(json);
	return FALSE;
}

gboolean api_explain_figure(struct request *request, GError **error)
{
	struct number number;
	g_autoptr(figure_query_t) query = wanted_query(request, error);
	g_autoptr(GPtrArray) postings = query ? figure_explain(request->app->ledger, query, error) : NULL;
	if (!postings || !figure_number(request->app->ledger, query, &number, error))
		return FALSE;
	json_t *json = figure_explanation_json(request->app, query, postings, &number, error);
	return json && api_answer(request, json);
}
