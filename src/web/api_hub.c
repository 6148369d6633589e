/* SPDX-License-Identifier: Apache-2.0 */
/* Periods: their days, the reports of this office and of those below; the hub: how far each is held, and what is decided. */
#include "app/bridge.h"
#include "app/due.h"
#include "app/senders.h"
#include "hub/desk.h"
#include "web/api_json.h"
#include "web/exchange.h"
#include "web/pages.h"
#include "web/report.h"

#include <string.h>

static json_t *regimes_json(const struct model *model, const struct period *period)
{
	json_t *list = json_array();
	for (guint regime = REGIME_CALENDAR; regime <= REGIME_LEGAL; regime++) {
		struct span span = period_span(*period, regime);
		json_array_append_new(list, json_pack("{s:s, s:o, s:o, s:o}", "regime", regime == REGIME_LEGAL ? "legal" : "calendar", "from", api_day(span.from),
			"to", api_day(span.to), "due_on", api_day(model_due_on(model, *period, regime))));
	}
	return list;
}

/* Of all periods where it is NULL. */
static json_t *sent_json(struct request *request, const struct period *period, enum regime regime, GError **error)
{
	g_autoptr(GPtrArray) reports = sent_reports(request->app, period, regime, day_today(), error);
	json_t *list = reports ? json_array() : NULL;
	for (guint i = 0; reports && i < reports->len; i++)
		json_array_append_new(list, sent_report_json(reports->pdata[i]));
	return list;
}

gboolean api_show_period(struct request *request, GError **error)
{
	struct period period;
	if (!period_parse(request_parameter(request, 0), &period, NULL))
		return fail(error, ERROR_ABSENT, _("there is no such page"));
	g_autofree char *text = period_text(period), *name = period_name(period, request->language);
	gboolean below = request_may(request, SEES_OFFICES);
	g_autoptr(GPtrArray) reports = reports_of_period(request, text, error);
	json_t *sent = reports && below ? sent_json(request, &period, REGIME_CALENDAR, error) : json_array();
	if (!reports || !sent) {
		json_decref(sent);
		return FALSE;
	}
	json_t *own = json_array();
	for (guint i = 0; i < reports->len; i++)
		json_array_append_new(own, api_record(request, reports->pdata[i], TRUE));
	return api_answer(request, json_pack("{s:s, s:s, s:o, s:o, s:o}", "period", text, "name", name, "regimes", regimes_json(request->app->model, &period),
		"reports", own, "received", sent));
}

/* Of the offices that send only the account's own. */
gboolean api_show_hub(struct request *request, GError **error)
{
	g_autofree char *own = store_office_code(request->app->store, request_office(request));
	g_autoptr(GPtrArray) lines = hub_status(request->app, error);
	if (!lines)
		return FALSE;
	json_t *list = json_array();
	for (guint i = 0; i < lines->len; i++) {
		const struct hub_line *line = lines->pdata[i];
		if (line->receives || g_strcmp0(line->office, own) == 0)
			json_array_append_new(list, hub_line_json(line));
	}
	return api_answer(request, json_pack("{s:o}", "offices", list));
}

gboolean api_list_received(struct request *request, GError **error)
{
	const char *text = pairs_get(request->query, "period"), *regime = pairs_get(request->query, "regime");
	struct period period;
	if (text && !period_parse(text, &period, error)) {
		g_prefix_error(error, "?period: ");
		return FALSE;
	}
	if (regime && strcmp(regime, "legal") != 0 && strcmp(regime, "calendar") != 0)
		return fail(error, ERROR_INPUT, _("?regime: it may be calendar or legal"));
	json_t *list = sent_json(request, text ? &period : NULL, g_strcmp0(regime, "legal") == 0 ? REGIME_LEGAL : REGIME_CALENDAR, error);
	return list && api_answer(request, json_pack("{s:o}", "reports", list));
}

gboolean api_decide_received(struct request *request, GError **error)
{
	const char *reason = api_text(request, "reason"), *office = api_text(request, "office"), *report = api_text(request, "report");
	gboolean accept = strcmp(api_text(request, "decision"), "accepted") == 0;
	if (!accept && (!reason || !*reason))
		return fail(error, ERROR_INPUT, _("/reason: say why the report is returned"));
	return hub_decide(request->app, request_office(request), office, report, accept, reason, error) &&
		api_answer(request, json_pack("{s:s, s:s, s:s}", "office", office, "report", report, "decision", accept ? "accepted" : "returned"));
}

gboolean api_receive_package(struct request *request, GError **error)
{
	struct hub_carried carried = { 0 };
	g_autoptr(GError) refusal = NULL;
	g_autoptr(GBytes) bytes = g_bytes_new(request->body->data, request->body->len);
	if (!exchange_receive(request, bytes, &carried, &refusal, error))
		return FALSE;
	if (refusal)
		return api_refuse(request, 422, refusal->message);
	json_t *json = json_pack("{s:s, s:I, s:I, s:I, s:I}", "office", carried.office, "first", (json_int_t)carried.first, "last", (json_int_t)carried.last,
		"added", (json_int_t)carried.added, "position", (json_int_t)carried.position);
	hub_carried_clear(&carried);
	return api_answer(request, json);
}

gboolean api_take_acknowledgement(struct request *request, GError **error)
{
	struct hub_carried carried = { 0 };
	g_autoptr(GError) refusal = NULL;
	g_autoptr(GBytes) bytes = g_bytes_new(request->body->data, request->body->len);
	if (!exchange_acknowledge(request, bytes, &carried, &refusal)) {
		if (!error_is_system(refusal))
			return api_refuse(request, 422, refusal->message);
		g_propagate_error(error, g_steal_pointer(&refusal));
		return FALSE;
	}
	json_t *json = json_pack("{s:s, s:s, s:I, s:b}", "office", carried.office, "hub", carried.hub, "position", (json_int_t)carried.position, "older", carried.older);
	hub_carried_clear(&carried);
	return api_answer(request, json);
}

/* From ?with=REPORT, else from the issue before, which there need not be. */
gboolean api_show_bridge(struct request *request, GError **error)
{
	GError *problem = NULL;
	const char *figure = pairs_get(request->query, "figure");
	g_autoptr(record_t) report = wanted_report(request, error);
	g_autoptr(record_t) before = report ? report_first(request, report, &problem) : NULL;
	if (problem)
		g_propagate_error(error, problem);
	if (!report || problem)
		return FALSE;
	if (!before)
		return api_answer(request, json_pack("{s:n, s:n, s:[], s:[]}", "from", "to", "figures", "not_comparable"));
	g_autoptr(bridges_t) bridges = report_bridges(request->app, before, report, figure && *figure ? figure : NULL, error);
	json_t *json = bridges ? bridges_json(request->app, bridges, error) : NULL;
	return json && api_answer(request, json);
}
