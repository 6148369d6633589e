/* SPDX-License-Identifier: Apache-2.0 */
/* What is done with a report: forward, back with a reason, issued. */
#include "web/pages.h"
#include "web/report.h"

#include <string.h>

const struct report_step report_steps[] = {
	{ "open", "advance", MAY_COMPILE, N_("Begin compiling") },
	{ "compiling", "advance", MAY_COMPILE, N_("Compiled and checked") },
	{ "checked", "advance", MAY_COMPILE, N_("Submit") },
	{ "submitted", "advance", MAY_APPROVE, N_("Approve") },
	{ "submitted", "return", MAY_APPROVE, N_("Return") },
	{ "returned", "advance", MAY_COMPILE, N_("Compile again") },
	{ "approved", "return", MAY_APPROVE, N_("Return") },
	{ "issued", "sent", MAY_NUMBER, N_("Sent to its recipients") },
	{ "issued", "correct", MAY_COMPILE, N_("Open a correction") },
	{ "sent", "correct", MAY_COMPILE, N_("Open a correction") },
	{ "open", "cancel", MAY_COMPILE, N_("Give the report up") },
	{ "compiling", "cancel", MAY_COMPILE, N_("Give the report up") },
	{ "returned", "cancel", MAY_COMPILE, N_("Give the report up") },
	{ NULL, NULL, MAY_NOTHING, NULL },
};

struct record *wanted_report(struct request *request, GError **error)
{
	gint64 id;
	const struct reg *reg = model_need_register(request->app->model, "report", error);
	if (!reg || !request_number(request, 0, &id, error))
		return NULL;
	g_autoptr(record_t) report = store_read(request->app->store, reg, request_office(request), id, error);
	if (report && report->deleted) {
		fail(error, ERROR_ABSENT, _("report #%" PRId64 " was deleted"), id);
		return NULL;
	}
	return g_steal_pointer(&report);
}

struct url report_url(const struct record *report, const char *further)
{
	struct url url = record_url(report->reg, report->id);
	if (further)
		url_add_segment(&url, further);
	return url;
}

void report_begin_act(struct page *page, const struct url *url, const struct record *record)
{
	char version[24];
	g_snprintf(version, sizeof version, "%" G_GINT64_FORMAT, record->version);
	page_form(page, url, "act");
	page_hidden(page, "version", version);
}

void report_headline(struct page *page, struct request *request, const struct record *report, const char *title)
{
	g_auto(url_t) all = url_own("/reports"), url = report_url(report, NULL);
	page_begin_bare(page, request, SECTION_REPORTS, title);
	html_begin(&page->html, HTML_P);
	html_attr(&page->html, HTML_CLASS, "crumb");
	page_link(page, &all, NULL, _("Reports"));
	html_text(&page->html, " › ");
	page_link(page, &url, NULL, record_text(report, "name"));
	html_end(&page->html, HTML_P);
	html_element(&page->html, HTML_H1, NULL, title);
}

gboolean report_check_version(const struct request *request, const struct record *report, GError **error)
{
	const char *text = pairs_get(request->form, "version");
	gint64 version = 0;
	if (!text || !g_ascii_string_to_signed(text, 10, 1, G_MAXINT64, &version, NULL))
		return fail(error, ERROR_INPUT, _("the form does not say which version it was made from; open the page again"));
	return version == report->version || fail(error, ERROR_CONFLICT, _("the report went on meanwhile: it is now “%s”; look at it again"), record_state_label(report, request->language));
}

gboolean report_back_to(struct request *request, const struct record *report, enum notice notice)
{
	g_auto(url_t) url = record_url(report->reg, report->id);
	page_notice_next(request, notice);
	answer_redirect(request, &url);
	return TRUE;
}

static gboolean put_state_of(struct request *request, const struct record *report, json_t *fields, const char *why, GError **error)
{
	json_object_set_new(fields, "id", json_integer(report->id));
	json_object_set_new(fields, "version", json_integer(report->version));
	g_autoptr(record_t) stored = app_put(request->app, report->reg, report->office, fields, why, NULL, error);
	json_decref(fields);
	return stored != NULL;
}

static gboolean lead(struct request *request, struct record *report, const char *act, const char *why, GError **error)
{
	if (strcmp(act, "advance") == 0)
		return report_advance(request->app, report, why, error);
	if (strcmp(act, "return") == 0 && !why)
		return fail(error, ERROR_INPUT, _("Say why the report is returned; those who compile it read the reason."));
	if (strcmp(act, "return") == 0)
		return report_return(request->app, report, why, error);
	if (strcmp(act, "sent") == 0) {
		g_autofree char *today = day_iso(day_today());
		return put_state_of(request, report, json_pack("{s:s, s:s}", "state", "sent", "sent_on", today), why, error);
	}
	return put_state_of(request, report, json_pack("{s:s}", "state", "cancelled"), why, error);
}

struct record *report_do(struct request *request, struct record *report, const char *act, const char *why, GError **error)
{
	for (const struct report_step *step = report_steps; act && step->state; step++) {
		if (strcmp(step->state, record_state(report)) != 0 || strcmp(step->act, act) != 0 || !request_may(request, step->may))
			continue;
		if (strcmp(act, "correct") == 0)
			return report_correct(request->app, report, why, error);
		return lead(request, report, act, why, error) ? store_read(request->app->store, report->reg, report->office, report->id, error) : NULL;
	}
	fail(error, ERROR_REFUSED, _("The report is “%s”; that cannot be done with it now, or not by you."), record_state_label(report, request->language));
	return NULL;
}

gboolean move_report(struct request *request, GError **error)
{
	const char *act = pairs_get(request->form, "act"), *why = pairs_get(request->form, "why");
	g_autoptr(record_t) report = wanted_report(request, error);
	if (!report || !report_check_version(request, report, error))
		return FALSE;
	gboolean stopped = FALSE;
	if (g_strcmp0(act, "advance") == 0 && strcmp(record_state(report), "checked") == 0 && request_may(request, MAY_COMPILE) && !stopped_by_errors(request, report, &stopped, error))
		return FALSE;
	if (stopped)
		return TRUE;
	g_autoptr(record_t) moved = report_do(request, report, act, why && *why ? why : NULL, error);
	return moved && report_back_to(request, moved, moved->id == report->id ? NOTICE_MOVED : NOTICE_OPENED);
}

gboolean report_issue_locked(struct request *request, struct record *report, const char *date, GError **error)
{
	day_t day = day_today();
	if (date && *date && !day_parse(date, &day, error))
		return FALSE;
	g_mutex_lock(&request->server->paper_lock);
	gboolean done = report_issue(request->app, report, day, NULL, error);
	g_mutex_unlock(&request->server->paper_lock);
	return done;
}

gboolean issue_report(struct request *request, GError **error)
{
	g_autoptr(record_t) report = wanted_report(request, error);
	return report && report_check_version(request, report, error) && report_issue_locked(request, report, pairs_get(request->form, "date"), error) &&
		report_back_to(request, report, NOTICE_ISSUED);
}
