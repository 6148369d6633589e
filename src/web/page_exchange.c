/* SPDX-License-Identifier: Apache-2.0 */
/* Between offices: what those below have sent and what becomes of it, how far each is held, and the package to send. */
#include "app/senders.h"
#include "web/exchange.h"
#include "web/pages.h"
#include "web/period.h"
#include "web/report.h"

#include <string.h>

static void put_decision_form(struct page *page, const struct sent_report *report)
{
	g_autofree char *name = g_strdup_printf("#%" G_GINT64_FORMAT, report->id);
	g_autofree char *label = g_strdup_printf(_("Reason, where %s is returned"), report->symbol);
	g_auto(url_t) url = url_own("/exchange/decisions");
	page_form(page, &url, "row-acts");
	page_hidden(page, "office", report->office);
	page_hidden(page, "report", name);
	html_begin(&page->html, HTML_INPUT);
	html_attr(&page->html, HTML_NAME, "reason");
	html_attr(&page->html, HTML_ARIA_LABEL, label);
	html_attr(&page->html, HTML_PLACEHOLDER, _("Reason"));
	html_end(&page->html, HTML_INPUT);
	page_button(page, "primary", "decision", "accepted", _("Accept"));
	page_button(page, NULL, "decision", "returned", _("Return"));
	html_end(&page->html, HTML_FORM);
}

static void put_decision(struct page *page, const struct sent_report *report)
{
	gboolean accepted = g_strcmp0(report->decision, "accepted") == 0;
	html_begin(&page->html, HTML_TD);
	if (report->decision) {
		html_text(&page->html, accepted ? _("accepted") : _("returned"));
		if (report->reason && *report->reason)
			html_element(&page->html, HTML_P, "help", report->reason);
	} else if (report->id && request_may(page->request, MAY_APPROVE)) {
		put_decision_form(page, report);
	}
	html_end(&page->html, HTML_TD);
}

static void put_sent(struct page *page, const struct sent_report *report)
{
	struct html_writer *html = &page->html;
	const char *language = page->request->language;
	struct period period;
	g_autofree char *of = period_parse(report->period, &period, NULL) ? period_name(period, language) : NULL;
	g_autofree char *due = report->due_on == DAY_NONE ? NULL : day_words(report->due_on, language);
	g_autofree char *came = report->received ? moment_words(report->received, language) : NULL;
	g_autofree char *office = exchange_office_name(page->request->app, report->office);
	g_autofree char *late = report->late > 0 ? g_strdup_printf(_("%d days late"), report->late) : NULL;
	html_begin(html, HTML_TR);
	html_attr(html, HTML_CLASS, report->late > 0 ? "late" : NULL);
	html_element(html, HTML_TD, NULL, office);
	html_element(html, HTML_TD, NULL, of);
	html_element(html, HTML_TD, NULL, report->id ? report->symbol : _("not sent"));
	html_element(html, HTML_TD, NULL, due);
	html_begin(html, HTML_TD);
	html_text(html, came ? came : "—");
	html_text(html, " ");
	if (late)
		html_element(html, HTML_SMALL, "late-mark", late);
	html_end(html, HTML_TD);
	put_decision(page, report);
	html_end(html, HTML_TR);
}

void put_sent_reports(struct page *page, const GPtrArray *reports)
{
	const char *const heads[] = { _("Office"), _("Period"), _("Number and symbol"), _("Due on"), _("Received"), _("Decision"), NULL };
	html_element(&page->html, HTML_H2, NULL, _("Reports of the offices below"));
	page_scroll(page, _("Reports of the offices below"));
	html_begin(&page->html, HTML_TABLE);
	page_table_heads(page, heads);
	for (guint i = 0; i < reports->len; i++)
		put_sent(page, reports->pdata[i]);
	html_end(&page->html, HTML_TBODY);
	html_end(&page->html, HTML_TABLE);
	html_end(&page->html, HTML_DIV);
}

static void put_acknowledgement(struct page *page, const char *code, const char *name)
{
	g_auto(url_t) url = url_own("/exchange/answers");
	g_autofree char *label = g_strdup_printf(_("The acknowledgement for %s"), name);
	url_add_segment(&url, code);
	page_link(page, &url, "button", label);
}

static void put_line(struct page *page, const struct hub_line *line)
{
	struct html_writer *html = &page->html;
	g_autofree char *at = line->at ? moment_words(line->at, page->request->language) : NULL;
	g_autofree char *held = g_strdup_printf("%" G_GINT64_FORMAT, line->position);
	g_autofree char *waiting = line->receives ? NULL : g_strdup_printf("%" G_GINT64_FORMAT, line->waiting);
	g_autofree char *office = exchange_office_name(page->request->app, line->office);
	html_begin(html, HTML_TR);
	html_element(html, HTML_TD, NULL, office);
	html_element(html, HTML_TD, NULL, line->receives ? _("is received here") : _("sends from here"));
	html_element(html, HTML_TD, "number", held);
	html_element(html, HTML_TD, NULL, at ? at : "—");
	html_element(html, HTML_TD, "number", waiting);
	html_begin(html, HTML_TD);
	if (line->note)
		html_element(html, HTML_P, "problem", line->note);
	if (line->at && line->differs)
		html_element(html, HTML_P, NULL, _("follows other definitions"));
	if (line->receives && exchange_carries(page->request))
		put_acknowledgement(page, line->office, office);
	html_end(html, HTML_TD);
	html_end(html, HTML_TR);
}

/* Of the offices that send only the reader's own. */
static gboolean is_shown(const struct hub_line *line, const char *own)
{
	return line->receives || g_strcmp0(line->office, own) == 0;
}

static void put_lines(struct page *page, const GPtrArray *lines, const char *own)
{
	const char *const heads[] = { _("Office"), _("Direction"), _("Changes held at both ends"), _("As of"), _("Waiting to be sent"), _("Remarks"), NULL };
	html_element(&page->html, HTML_H2, NULL, _("How far it is"));
	page_scroll(page, _("How far it is"));
	html_begin(&page->html, HTML_TABLE);
	page_table_heads(page, heads);
	for (guint i = 0; i < lines->len; i++)
		if (is_shown(lines->pdata[i], own))
			put_line(page, lines->pdata[i]);
	html_end(&page->html, HTML_TBODY);
	html_end(&page->html, HTML_TABLE);
	html_end(&page->html, HTML_DIV);
}

gboolean exchange_show(struct request *request, const GPtrArray *outcomes, GError **error)
{
	struct page page;
	g_autofree char *own = store_office_code(request->app->store, request_office(request));
	g_autoptr(GPtrArray) lines = hub_status(request->app, error);
	g_autoptr(GPtrArray) reports = lines ? sent_reports(request->app, NULL, REGIME_CALENDAR, day_today(), error) : NULL;
	if (!reports)
		return FALSE;
	page_begin(&page, request, SECTION_REPORTS, _("To and from other offices"));
	for (guint i = 0; outcomes && i < outcomes->len; i++) {
		const struct outcome *outcome = outcomes->pdata[i];
		page_box(&page, outcome->refused ? BOX_PROBLEM : BOX_NOTICE, outcome->text);
	}
	if (reports->len)
		put_sent_reports(&page, reports);
	if (lines->len)
		put_lines(&page, lines, own);
	else
		page_empty(&page, _("Nothing is sent or received yet"), _("Whoever looks after the server sets it up: `ngoaivu hub`, explained in `man ngoaivu-hub`."));
	put_carried(&page, lines, own);
	return page_end(&page, error);
}

gboolean show_exchange(struct request *request, GError **error)
{
	return exchange_show(request, NULL, error);
}

gboolean take_package(struct request *request, GError **error)
{
	g_autofree char *name = NULL;
	g_autoptr(GBytes) package = hub_package_waiting(request->app, request_office(request), &name, error);
	if (!package)
		return FALSE;
	answer_bytes(request, package, "application/octet-stream", name);
	return TRUE;
}

gboolean decide_received(struct request *request, GError **error)
{
	const char *office = pairs_get(request->form, "office"), *report = pairs_get(request->form, "report"), *decision = pairs_get(request->form, "decision");
	const char *reason = pairs_get(request->form, "reason");
	gboolean accept = g_strcmp0(decision, "accepted") == 0;
	g_auto(url_t) url = url_own("/exchange");
	if (!office || !report || (!accept && g_strcmp0(decision, "returned") != 0))
		return fail(error, ERROR_INPUT, _("the form does not say what is to be done; open the page again"));
	if (!accept && (!reason || !*reason))
		return fail(error, ERROR_INPUT, _("Say why the report is returned; the office that sent it reads it."));
	if (!hub_decide(request->app, request_office(request), office, report, accept, reason, error))
		return FALSE;
	page_notice_next(request, NOTICE_DECIDED);
	answer_redirect(request, &url);
	return TRUE;
}
