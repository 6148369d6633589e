/* SPDX-License-Identifier: Apache-2.0 */
/* The office's reports, and opening one. */
#include "app/reports.h"
#include "base/number.h"
#include "store/list.h"
#include "web/list.h"
#include "web/pages.h"
#include "web/period.h"
#include "web/report.h"
#include "web/show.h"

#include <string.h>

static void put_head_cell(struct page *page, const char *text)
{
	html_begin(&page->html, HTML_TH);
	html_attr(&page->html, HTML_SCOPE, "col");
	html_text(&page->html, text);
	html_end(&page->html, HTML_TH);
}

static void put_day(struct page *page, const struct record *report, const char *field, const char *label)
{
	const struct value *value = record_value(report, field);
	g_autofree char *text = value ? day_words((day_t)value->number, page->request->language) : NULL;
	html_begin(&page->html, HTML_TD);
	html_data(&page->html, "label", label);
	html_text(&page->html, text);
	html_end(&page->html, HTML_TD);
}

static void put_due(struct page *page, day_t due, enum lateness lateness)
{
	g_autofree char *day = due == DAY_NONE ? NULL : day_words(due, page->request->language);
	g_autofree char *words = lateness >= DUE_SOON ? due_words(page->request->app->model, day_today(), due) : NULL;
	html_begin(&page->html, HTML_TD);
	html_data(&page->html, "label", _("Due on"));
	html_text(&page->html, day);
	if (words) {
		html_text(&page->html, " ");
		html_element(&page->html, HTML_SMALL, lateness == DUE_LATE ? "late-mark" : NULL, words);
	}
	html_end(&page->html, HTML_TD);
}

static void put_report(struct page *page, const struct record *report)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) url = record_url(report->reg, report->id);
	struct period period;
	day_t due;
	enum lateness lateness = record_due(report, day_today(), &due);
	g_autofree char *name = period_parse(record_text(report, "period"), &period, NULL) ? period_name(period, page->request->language) : NULL;
	html_begin(html, HTML_TR);
	html_attr(html, HTML_CLASS, lateness == DUE_LATE ? "late" : NULL);
	html_begin(html, HTML_TD);
	html_attr(html, HTML_CLASS, "name");
	page_link(page, &url, NULL, record_text(report, "name"));
	html_end(html, HTML_TD);
	html_begin(html, HTML_TD);
	if (name) {
		g_auto(url_t) of_period = period_url(&period);
		page_link(page, &of_period, NULL, name);
	}
	html_end(html, HTML_TD);
	html_begin(html, HTML_TD);
	put_state(page, report);
	html_end(html, HTML_TD);
	html_element(html, HTML_TD, NULL, record_text(report, "symbol"));
	put_day(page, report, "cutoff", _("Figures to"));
	put_due(page, due, lateness);
	put_day(page, report, "issued_on", _("Issued on"));
	html_end(html, HTML_TR);
}

static void put_table(struct page *page, const GPtrArray *reports)
{
	struct html_writer *html = &page->html;
	const char *const heads[] = { _("Report"), _("Period"), _("State"), _("Number and symbol"), _("Figures to"), _("Due on"), _("Issued on") };
	page_scroll(page, _("Reports"));
	html_begin(html, HTML_TABLE);
	html_attr(html, HTML_CLASS, "list");
	html_begin(html, HTML_THEAD);
	html_begin(html, HTML_TR);
	for (guint i = 0; i < G_N_ELEMENTS(heads); i++)
		put_head_cell(page, heads[i]);
	html_end(html, HTML_TR);
	html_end(html, HTML_THEAD);
	html_begin(html, HTML_TBODY);
	for (guint i = 0; i < reports->len; i++)
		put_report(page, reports->pdata[i]);
	html_end(html, HTML_TBODY);
	html_end(html, HTML_TABLE);
	html_end(html, HTML_DIV);
}

static void put_pager(struct page *page, const GPtrArray *reports, gboolean more)
{
	char last[24];
	g_auto(url_t) url = url_own("/reports");
	if (!more || !reports->len)
		return;
	g_snprintf(last, sizeof last, "%" G_GINT64_FORMAT, ((const struct record *)reports->pdata[reports->len - 1])->id);
	url_add_query(&url, "from", last);
	html_begin(&page->html, HTML_P);
	page_link(page, &url, "button", _("Earlier ones"));
	html_end(&page->html, HTML_P);
}

gboolean list_reports(struct request *request, GError **error)
{
	struct page page;
	gint64 from = 0;
	const char *text = pairs_get(request->query, "from");
	const struct reg *reg = model_need_register(request->app->model, "report", error);
	g_auto(url_t) open = url_own("/reports/new"), verify = url_own("/verify"), exchange = url_own("/exchange");
	if (!reg || (text && !g_ascii_string_to_signed(text, 10, 1, G_MAXINT32, &from, NULL)))
		return reg && fail(error, ERROR_ABSENT, _("there is no such page"));
	g_autoptr(record_t) place = from ? store_read(request->app->store, reg, request_office(request), from, error) : NULL;
	struct list_wish wish = { .reg = reg, .office = request_office(request), .descending = TRUE, .from = place, .limit = LIST_PAGE + 1 };
	g_autoptr(GPtrArray) reports = from && !place ? NULL : store_list(request->app->store, &wish, error);
	if (!reports)
		return FALSE;
	gboolean more = reports->len > LIST_PAGE;
	if (more)
		g_ptr_array_set_size(reports, LIST_PAGE);
	page_begin_bare(&page, request, SECTION_REPORTS, _("Reports"));
	html_begin(&page.html, HTML_DIV);
	html_attr(&page.html, HTML_CLASS, "headline");
	html_element(&page.html, HTML_H1, NULL, _("Reports"));
	if (request_may(request, MAY_COMPILE))
		page_link(&page, &open, "button primary", _("Open a report"));
	page_link(&page, &verify, "button", _("Verify a file"));
	if (request_may(request, SEES_OFFICES))
		page_link(&page, &exchange, "button", _("To and from other offices"));
	html_end(&page.html, HTML_DIV);
	if (!from && !put_periods_due(&page, error)) {
		html_clear(&page.html);
		return FALSE;
	}
	html_element(&page.html, HTML_H2, NULL, _("All reports"));
	if (reports->len)
		put_table(&page, reports);
	else
		page_empty(&page, _("No report has been opened yet"), request_may(request, MAY_COMPILE) ? _("Open one for a period: its figures are there at once.") : NULL);
	put_pager(&page, reports, more);
	return page_end(&page, error);
}

static const char *const kinds[] = { N_("Month"), N_("Quarter"), N_("Half-year"), N_("Nine months"), N_("Year") };

static void put_option(struct page *page, guint value, const char *text, guint chosen)
{
	html_begin(&page->html, HTML_OPTION);
	html_attr_int(&page->html, HTML_VALUE, value);
	html_flag(&page->html, HTML_SELECTED, value == chosen);
	html_text(&page->html, text);
	html_end(&page->html, HTML_OPTION);
}

static void begin_field(struct page *page, const char *name, const char *label)
{
	html_begin(&page->html, HTML_DIV);
	html_attr(&page->html, HTML_CLASS, "field");
	html_begin(&page->html, HTML_LABEL);
	html_attr(&page->html, HTML_FOR, name);
	html_text(&page->html, label);
	html_end(&page->html, HTML_LABEL);
	html_begin(&page->html, HTML_SELECT);
	html_attr(&page->html, HTML_ID, name);
	html_attr(&page->html, HTML_NAME, name);
}

static void end_field(struct page *page)
{
	html_end(&page->html, HTML_SELECT);
	html_end(&page->html, HTML_DIV);
}

static guint form_number(const struct request *request, const char *name, guint fallback)
{
	const char *text = pairs_get(request->form ? request->form : request->query, name);
	guint64 number = fallback;
	return text && g_ascii_string_to_unsigned(text, 10, 0, 9999, &number, NULL) ? (guint)number : fallback;
}

static void put_inputs(struct page *page)
{
	const struct request *request = page->request;
	int year, month, dom;
	char text[8];
	day_split(day_today(), &year, &month, &dom);
	guint chosen = form_number(request, "kind", 0), number = form_number(request, "number", (guint)month);
	g_snprintf(text, sizeof text, "%u", form_number(request, "year", (guint)year));
	begin_field(page, "kind", _("Kind of period"));
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
		put_option(page, i, _(kinds[i]), chosen);
	end_field(page);
	begin_field(page, "number", _("Which month, quarter or half"));
	for (guint i = 1; i <= 12; i++) {
		g_autofree char *digits = g_strdup_printf("%u", i);
		put_option(page, i, digits, number);
	}
	end_field(page);
	page_input(page, &(struct input){ .name = "year", .label = _("Year"), .value = text, .inputmode = "numeric", .required = TRUE, .most = 4 });
	page_input(page, &(struct input){ .name = "cutoff", .label = _("Figures to"), .type = "date", .value = pairs_get(request->form, "cutoff"),
		.help = _("Empty: the last day of the period.") });
}

/* The report that was opened for the period before. */
static void put_there(struct page *page, const struct record *report)
{
	g_auto(url_t) url = record_url(report->reg, report->id);
	html_begin(&page->html, HTML_P);
	page_link(page, &url, "button primary", _("Go on with the report that is there"));
	html_end(&page->html, HTML_P);
}

static gboolean show_form(struct request *request, const char *problem, const struct record *there, GError **error)
{
	struct page page;
	g_auto(url_t) url = url_own("/reports");
	page_begin_bare(&page, request, SECTION_REPORTS, _("Open a report"));
	html_begin(&page.html, HTML_DIV);
	html_attr(&page.html, HTML_CLASS, "card narrow");
	html_element(&page.html, HTML_H1, NULL, _("Open a report"));
	if (problem)
		page_box(&page, BOX_PROBLEM, problem);
	if (there)
		put_there(&page, there);
	page_form(&page, &url, "stacked");
	put_inputs(&page);
	page_button(&page, "primary", NULL, NULL, _("Open"));
	html_end(&page.html, HTML_FORM);
	html_element(&page.html, HTML_P, "help", _("The office's own template for such periods is taken, else the standard one."));
	html_end(&page.html, HTML_DIV);
	return page_end(&page, error);
}

gboolean show_new_report(struct request *request, GError **error)
{
	return show_form(request, NULL, NULL, error);
}

/* "2020-Q1" of what the form says; the parser tells what cannot be. */
static char *form_period(const struct request *request)
{
	guint kind = MIN(form_number(request, "kind", 0), G_N_ELEMENTS(kinds) - 1), number = form_number(request, "number", 1), year = form_number(request, "year", 0);
	switch (kind) {
	case 0:
		return g_strdup_printf("%04u-%02u", year, number);
	case 1:
		return g_strdup_printf("%04u-Q%u", year, number);
	case 2:
		return g_strdup_printf("%04u-H%u", year, number);
	case 3:
		return g_strdup_printf("%04u-9M", year);
	default:
		return g_strdup_printf("%04u", year);
	}
}

gboolean open_report(struct request *request, GError **error)
{
	GError *problem = NULL;
	const char *cutoff = pairs_get(request->form, "cutoff");
	g_autofree char *period = form_period(request);
	struct report_wish wish = { .office = request_office(request), .period = period, .cutoff = cutoff && *cutoff ? cutoff : NULL };
	g_autoptr(record_t) report = report_open(request->app, &wish, NULL, &problem);
	if (report) {
		g_auto(url_t) url = record_url(report->reg, report->id);
		page_notice_next(request, NOTICE_OPENED);
		answer_redirect(request, &url);
		return TRUE;
	}
	if (error_is_system(problem)) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	request->answer.status = g_error_matches(problem, ERROR_DOMAIN, ERROR_CONFLICT) ? 409 : 422;
	g_autoptr(record_t) there = request->answer.status == 409 ? report_under_way(request->app, &wish, NULL) : NULL;
	gboolean shown = show_form(request, problem->message, there, error);
	g_error_free(problem);
	return shown;
}
