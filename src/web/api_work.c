/* SPDX-License-Identifier: Apache-2.0 */
/* What is to be done, and the calendar. */
#include "app/calendar.h"
#include "web/api_json.h"
#include "web/pages.h"
#include "web/query.h"
#include "web/work.h"

#include <string.h>

enum { WORK_DAYS_MOST = 366, WORK_DAYS = 30 };

static const char *const scope_names[WORK_SCOPES] = { [WORK_MINE] = "mine", [WORK_DIVISION] = "division", [WORK_OFFICE] = "office" };

static json_t *record_brief(struct request *request, const struct record *record)
{
	g_autofree char *title = title_of(request, record, FALSE);
	json_t *json = json_pack("{s:s, s:I, s:s}", "register", record->reg->id, "id", (json_int_t)record->id, "title", title);
	if (record->reg->states->len)
		json_object_set_new(json, "state", json_string(record_state(record)));
	return json;
}

static json_t *work_json(struct request *request, const struct work *work)
{
	static const char *const dues[] = { [DUE_NONE] = "none", [DUE_LATER] = "later", [DUE_SOON] = "soon", [DUE_LATE] = "late" };
	g_autofree char *clock = due_words(request->app->model, day_today(), work->day);
	return json_pack("{s:o, s:s, s:s, s:s, s:s?, s:o}", "due_on", api_day(work->day), "due", dues[work->due], "clock", clock, "scope", scope_names[work->scope],
		"owner", *record_text(work->record, "owner") ? record_text(work->record, "owner") : NULL, "record", record_brief(request, work->record));
}

static gboolean read_scope(const struct request *request, guint *scope, GError **error)
{
	const char *text = pairs_get(request->query, "scope");
	*scope = WORK_DIVISION;
	for (guint i = 0; text && i < WORK_SCOPES; i++)
		if (strcmp(scope_names[i], text) == 0) {
			*scope = i;
			return TRUE;
		}
	return !text || fail(error, ERROR_INPUT, _("?scope: it may be mine, division or office"));
}

gboolean api_list_work(struct request *request, GError **error)
{
	guint scope;
	gint64 days;
	if (!read_scope(request, &scope, error) || !api_number(request, "days", 0, WORK_DAYS_MOST, WORK_DAYS, &days, error))
		return FALSE;
	g_autoptr(GArray) works = works_of(request, day_today() + (day_t)days, error);
	g_autoptr(GPtrArray) reports = works ? reports_waiting(request, error) : NULL;
	if (!reports)
		return FALSE;
	json_t *list = json_array(), *waiting = json_array();
	for (guint i = 0; i < works->len; i++) {
		const struct work *work = &g_array_index(works, struct work, i);
		if (work->scope <= scope)
			json_array_append_new(list, work_json(request, work));
	}
	for (guint i = 0; i < reports->len; i++)
		json_array_append_new(waiting, record_brief(request, reports->pdata[i]));
	return api_answer(request, json_pack("{s:o, s:o}", "work", list, "reports", waiting));
}

static json_t *event_json(struct request *request, const struct event *event)
{
	static const char *const kinds[] = { [EVENT_HELD] = "held", [EVENT_DUE] = "due", [EVENT_NATIONAL_DAY] = "national-day", [EVENT_HOLIDAY] = "holiday" };
	g_autofree char *title = event_title(request->app, event, request->language);
	json_t *json = json_pack("{s:s, s:o, s:o, s:s}", "kind", kinds[event->kind], "from", api_day(event->from), "to", api_day(event->to), "title", title);
	if (event->record)
		json_object_set_new(json, "record", record_brief(request, event->record));
	if (event->country)
		json_object_set_new(json, "country", json_string(event->country->id));
	return json;
}

static gboolean read_span(const struct request *request, struct span *span, GError **error)
{
	const char *text = pairs_get(request->query, "span");
	int year, month;
	if (!text) {
		if (!query_month(request, &year, &month, error))
			return FALSE;
		span->from = day_make(year, month, 1);
		span->to = day_add_months(span->from, 1) - 1;
		return TRUE;
	}
	return span_parse(text, span, error) && (span->to - span->from < CALENDAR_DAYS_MOST ||
		fail(error, ERROR_INPUT, _("?span: the calendar tells %d days at most"), CALENDAR_DAYS_MOST));
}

gboolean api_show_calendar(struct request *request, GError **error)
{
	struct span span;
	if (!read_span(request, &span, error))
		return FALSE;
	g_autoptr(GPtrArray) events = app_events(request->app, request_office(request), span, pairs_get(request->query, "every") != NULL, error);
	if (!events)
		return FALSE;
	json_t *list = json_array();
	for (guint i = 0; i < events->len; i++)
		json_array_append_new(list, event_json(request, events->pdata[i]));
	return api_answer(request, json_pack("{s:o, s:o, s:o}", "from", api_day(span.from), "to", api_day(span.to), "events", list));
}
