/* SPDX-License-Identifier: Apache-2.0 */
/* A period: from when to when it counts, by when its reports are due, and who is late. */
#include "app/due.h"
#include "app/due_reports.h"
#include "app/senders.h"
#include "web/exchange.h"
#include "web/pages.h"
#include "web/period.h"
#include "web/report.h"
#include "web/show.h"

#include <string.h>

struct url period_url(const struct period *period)
{
	g_autofree char *text = period_text(*period);
	struct url url = url_own("/reports/periods");
	url_add_segment(&url, text);
	return url;
}

static const char *regime_label(const struct request *request, enum regime regime)
{
	const GPtrArray *regimes = request->app->model->regimes;
	const char *id = regime == REGIME_LEGAL ? "legal" : "calendar";
	for (guint i = 0; i < regimes->len; i++) {
		const struct group *group = regimes->pdata[i];
		if (strcmp(group->id, id) == 0)
			return label_text(&group->label, request->language);
	}
	return id;
}

static gboolean is_void(const struct record *report)
{
	return strcmp(record_state(report), "cancelled") == 0 || strcmp(record_state(report), "superseded") == 0;
}

static void put_due(struct page *page, const struct record *report, day_t due, day_t today)
{
	struct html_writer *html = &page->html;
	const struct value *sent = report ? record_value(report, "sent_on") : NULL;
	gboolean late = due != DAY_NONE && !sent && due < today;
	g_autofree char *day = due == DAY_NONE ? g_strdup("—") : day_words(due, page->request->language);
	g_autofree char *words = due == DAY_NONE || sent ? NULL : due_words(page->request->app->model, today, due);
	html_begin(html, HTML_TD);
	html_data(html, "label", _("Due on"));
	html_text(html, day);
	if (words) {
		html_text(html, " ");
		html_element(html, HTML_SMALL, late ? "late-mark" : NULL, words);
	}
	html_end(html, HTML_TD);
}

/* Where the office's report of a period stands; or that it is still to be opened. */
static void put_standing(struct page *page, const struct period *period, const struct record *report)
{
	static const char *const kinds[] = { "0", "1", "2", "3", "4" };
	struct html_writer *html = &page->html;
	char number[16], year[16];
	html_begin(html, HTML_TD);
	if (report) {
		g_auto(url_t) url = report_url(report, NULL);
		page_link(page, &url, NULL, record_text(report, "name"));
		html_text(html, " ");
		put_state(page, report);
	} else {
		g_auto(url_t) url = url_own("/reports/new");
		g_snprintf(number, sizeof number, "%d", period->index);
		g_snprintf(year, sizeof year, "%d", period->year);
		url_add_query(&url, "kind", kinds[period->kind]);
		url_add_query(&url, "number", number);
		url_add_query(&url, "year", year);
		html_text(html, _("not opened"));
		html_text(html, " ");
		if (request_may(page->request, MAY_COMPILE))
			page_link(page, &url, "button", _("Open"));
	}
	html_end(html, HTML_TD);
}

static void put_due_report(struct page *page, const struct due_report *report, day_t today)
{
	struct html_writer *html = &page->html;
	const struct request *request = page->request;
	g_autofree char *name = period_name(report->period, request->language);
	g_autofree char *to = day_words(period_span(report->period, report->regime).to, request->language);
	gboolean late = report->due != DAY_NONE && report->due < today && !(report->report && record_value(report->report, "sent_on"));
	g_auto(url_t) url = period_url(&report->period);
	html_begin(html, HTML_TR);
	html_attr(html, HTML_CLASS, late ? "late" : NULL);
	html_begin(html, HTML_TD);
	html_attr(html, HTML_CLASS, "name");
	page_link(page, &url, NULL, name);
	html_end(html, HTML_TD);
	html_begin(html, HTML_TD);
	html_data(html, "label", _("Figures to"));
	html_text(html, to);
	html_end(html, HTML_TD);
	put_due(page, report->report, report->due, today);
	put_standing(page, &report->period, report->report);
	html_end(html, HTML_TR);
}

gboolean put_periods_due(struct page *page, GError **error)
{
	const char *const heads[] = { _("Period"), _("Figures to"), _("Due on"), _("Report"), NULL };
	struct html_writer *html = &page->html;
	struct request *request = page->request;
	day_t today = day_today();
	g_autoptr(GPtrArray) reports = app_due_reports(request->app, request_office(request), today, error);
	if (!reports || !reports->len)
		return reports != NULL;
	html_begin(html, HTML_SECTION);
	html_element(html, HTML_H2, NULL, _("Reports to be made"));
	page_scroll(page, _("Reports to be made"));
	html_begin(html, HTML_TABLE);
	html_attr(html, HTML_CLASS, "list");
	page_table_heads(page, heads);
	for (guint i = 0; i < reports->len; i++)
		put_due_report(page, reports->pdata[i], today);
	html_end(html, HTML_TBODY);
	html_end(html, HTML_TABLE);
	html_end(html, HTML_DIV);
	html_end(html, HTML_SECTION);
	return TRUE;
}

static void put_regimes(struct page *page, const struct period *period)
{
	const char *const heads[] = { _("Period regime"), _("First day"), _("Last day"), _("Due on"), NULL };
	struct html_writer *html = &page->html;
	const struct request *request = page->request;
	page_scroll(page, _("Period regime"));
	html_begin(html, HTML_TABLE);
	page_table_heads(page, heads);
	for (guint regime = REGIME_CALENDAR; regime <= REGIME_LEGAL; regime++) {
		struct span span = period_span(*period, regime);
		day_t due = model_due_on(request->app->model, *period, regime);
		g_autofree char *from = day_words(span.from, request->language), *to = day_words(span.to, request->language);
		g_autofree char *day = due == DAY_NONE ? g_strdup("—") : day_words(due, request->language);
		html_begin(html, HTML_TR);
		html_element(html, HTML_TD, NULL, regime_label(request, regime));
		html_element(html, HTML_TD, NULL, from);
		html_element(html, HTML_TD, NULL, to);
		html_element(html, HTML_TD, NULL, day);
		html_end(html, HTML_TR);
	}
	html_end(html, HTML_TBODY);
	html_end(html, HTML_TABLE);
	html_end(html, HTML_DIV);
}

struct of_period {
	const char *period;
	GPtrArray *reports; /* struct record * */
};

static gboolean take_of_period(void *data, const struct record *record, GError **error)
{
	struct of_period *of = data;
	(void)error;
	if (strcmp(record_text(record, "period"), of->period) == 0)
		g_ptr_array_add(of->reports, record_copy(record));
	return TRUE;
}

GPtrArray *reports_of_period(struct request *request, const char *period, GError **error)
{
	const struct reg *reg = model_need_register(request->app->model, "report", error);
	g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	struct of_period of = { period, reports };
	return reg && store_each(request->app->store, reg, request_office(request), 0, take_of_period, &of, error) ? g_steal_pointer(&reports) : NULL;
}

static gboolean put_own(struct page *page, const char *period, GError **error)
{
	const char *const heads[] = { _("Report"), _("Due on"), _("Number and symbol"), NULL };
	struct html_writer *html = &page->html;
	g_autoptr(GPtrArray) reports = reports_of_period(page->request, period, error);
	if (!reports)
		return FALSE;
	html_element(html, HTML_H2, NULL, _("Reports of this office"));
	if (!reports->len) {
		page_empty(page, _("No report of this period has been opened"), NULL);
		return TRUE;
	}
	page_scroll(page, _("Reports of this office"));
	html_begin(html, HTML_TABLE);
	html_attr(html, HTML_CLASS, "list");
	page_table_heads(page, heads);
	for (guint i = 0; i < reports->len; i++) {
		const struct record *report = reports->pdata[i];
		const struct value *due = record_value(report, "due_on");
		g_auto(url_t) url = report_url(report, NULL);
		html_begin(html, HTML_TR);
		html_begin(html, HTML_TD);
		html_attr(html, HTML_CLASS, "name");
		page_link(page, &url, NULL, record_text(report, "name"));
		html_text(html, " ");
		put_state(page, report);
		html_end(html, HTML_TD);
		put_due(page, report, due && !is_void(report) ? (day_t)due->number : DAY_NONE, day_today());
		html_element(html, HTML_TD, NULL, record_text(report, "symbol"));
		html_end(html, HTML_TR);
	}
	html_end(html, HTML_TBODY);
	html_end(html, HTML_TABLE);
	html_end(html, HTML_DIV);
	return TRUE;
}

/* At a superior office: what those below have sent, and owe. */
static gboolean put_senders(struct page *page, const struct period *period, GError **error)
{
	struct request *request = page->request;
	if (!request_may(request, SEES_OFFICES))
		return TRUE;
	g_autoptr(GPtrArray) reports = sent_reports(request->app, period, REGIME_CALENDAR, day_today(), error);
	if (!reports || !reports->len)
		return reports != NULL;
	put_sent_reports(page, reports);
	return TRUE;
}

gboolean show_period(struct request *request, GError **error)
{
	struct page page;
	struct period period;
	g_auto(url_t) all = url_own("/reports");
	if (!period_parse(request_parameter(request, 0), &period, NULL))
		return fail(error, ERROR_ABSENT, _("there is no such page"));
	g_autofree char *text = period_text(period), *name = period_name(period, request->language);
	page_begin_bare(&page, request, SECTION_REPORTS, name);
	html_begin(&page.html, HTML_P);
	html_attr(&page.html, HTML_CLASS, "crumb");
	page_link(&page, &all, NULL, _("Reports"));
	html_end(&page.html, HTML_P);
	html_element(&page.html, HTML_H1, NULL, name);
	put_regimes(&page, &period);
	if (put_own(&page, text, error) && put_senders(&page, &period, error))
		return page_end(&page, error);
	html_clear(&page.html);
	return FALSE;
}
