/* SPDX-License-Identifier: Apache-2.0 */
/* Reports: which there are and which are due, one of them, what is done with it. */
#include "app/due_reports.h"
#include "store/list.h"
#include "web/api_json.h"
#include "web/pages.h"
#include "web/report.h"

#include <string.h>

enum { REPORTS_MOST = 50 };

static json_t *steps_json(const struct request *request, const struct record *report)
{
	json_t *list = json_array();
	for (const struct report_step *step = report_steps; step->state; step++)
		if (strcmp(step->state, record_state(report)) == 0 && request_may(request, step->may))
			json_array_append_new(list, json_pack("{s:s, s:s}", "act", step->act, "title", _(step->title)));
	return list;
}

static gboolean answer_report(struct request *request, struct record *report)
{
	json_t *steps = steps_json(request, report);
	api_tag(request, report->version, FALSE);
	return api_answer(request, json_pack("{s:o, s:o}", "report", api_record(request, report, TRUE), "steps", steps));
}

static gboolean add_place(const struct request *request, const struct reg *reg, struct list_wish *wish, struct record **place, GError **error)
{
	const char *text = pairs_get(request->query, "from");
	gint64 from = 0;
	*place = NULL;
	if (text && !g_ascii_string_to_signed(text, 10, 1, G_MAXINT32, &from, NULL))
		return fail(error, ERROR_ABSENT, _("there is no such page"));
	*place = from ? store_read(request->app->store, reg, request_office(request), from, error) : NULL;
	wish->from = *place;
	return !from || *place;
}

gboolean api_list_reports(struct request *request, GError **error)
{
	g_autoptr(record_t) place = NULL;
	const struct reg *reg = model_need_register(request->app->model, "report", error);
	struct list_wish wish = { .reg = reg, .office = request_office(request), .descending = TRUE, .limit = REPORTS_MOST + 1 };
	if (!reg || !add_place(request, reg, &wish, &place, error))
		return FALSE;
	g_autoptr(GPtrArray) reports = store_list(request->app->store, &wish, error);
	if (!reports)
		return FALSE;
	json_t *list = json_array();
	for (guint i = 0; i < MIN(reports->len, REPORTS_MOST); i++)
		json_array_append_new(list, api_record(request, reports->pdata[i], TRUE));
	if (reports->len > REPORTS_MOST) {
		g_autofree char *last = g_strdup_printf("%" G_GINT64_FORMAT, ((const struct record *)reports->pdata[REPORTS_MOST - 1])->id);
		api_link(request, "next", "from", last);
	}
	return api_answer(request, json_pack("{s:o}", "reports", list));
}

gboolean api_list_due_reports(struct request *request, GError **error)
{
	g_autoptr(GPtrArray) due = app_due_reports(request->app, request_office(request), day_today(), error);
	if (!due)
		return FALSE;
	json_t *list = json_array();
	for (guint i = 0; i < due->len; i++) {
		const struct due_report *one = due->pdata[i];
		g_autofree char *name = period_name(one->period, request->language), *period = period_text(one->period);
		json_t *json = json_pack("{s:s, s:s, s:s, s:o}", "period", period, "name", name, "regime", one->regime == REGIME_LEGAL ? "legal" : "calendar",
			"due_on", api_day(one->due));
		if (one->report)
			json_object_set_new(json, "report", json_integer(one->report->id));
		json_array_append_new(list, json);
	}
	return api_answer(request, json_pack("{s:o}", "reports", list));
}

static gboolean answer_made(struct request *request, struct record *report)
{
	api_created(request, g_strdup_printf("/reports/%" G_GINT64_FORMAT, report->id));
	return answer_report(request, report);
}

gboolean api_open_report(struct request *request, GError **error)
{
	const struct report_wish wish = { .office = request_office(request), .period = api_text(request, "period"), .cutoff = api_text(request, "cutoff"),
		.regime = api_text(request, "regime") };
	g_autoptr(record_t) report = report_open(request->app, &wish, api_text(request, "why"), error);
	return report && answer_made(request, report);
}

gboolean api_show_report(struct request *request, GError **error)
{
	g_autoptr(record_t) report = wanted_report(request, error);
	return report && answer_report(request, report);
}

gboolean api_move_report(struct request *request, GError **error)
{
	const char *why = api_text(request, "why");
	g_autoptr(record_t) report = wanted_report(request, error);
	if (!report || !api_match(request, report->version))
		return FALSE;
	g_autoptr(record_t) moved = report_do(request, report, api_text(request, "act"), why && *why ? why : NULL, error);
	return moved && answer_report(request, moved);
}

gboolean api_issue_report(struct request *request, GError **error)
{
	g_autoptr(record_t) report = wanted_report(request, error);
	return report && api_match(request, report->version) && report_issue_locked(request, report, api_text(request, "date"), error) &&
		answer_report(request, report);
}
