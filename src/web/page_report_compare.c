/* SPDX-License-Identifier: Apache-2.0 */
/* A report beside the issue before it. */
#include "base/number.h"
#include "web/pages.h"
#include "web/paper.h"
#include "web/query.h"
#include "web/report.h"

#include <string.h>

static void put_number(struct page *page, const char *text)
{
	html_begin(&page->html, HTML_TD);
	html_attr(&page->html, HTML_CLASS, "number");
	html_text(&page->html, text && *text ? text : "—");
	html_end(&page->html, HTML_TD);
}

/* "1566" with its points; other forms as they are. */
static char *grouped(const char *plain, const char *language)
{
	gint64 number;
	return g_ascii_string_to_signed(plain, 10, G_MININT64, G_MAXINT64, &number, NULL) ? number_text(number, 0, language) : g_strdup(plain);
}

static char *difference(const char *then, const char *now, const char *language)
{
	gint64 before, after, by;
	if (!g_ascii_string_to_signed(then, 10, G_MININT64, G_MAXINT64, &before, NULL) || !g_ascii_string_to_signed(now, 10, G_MININT64, G_MAXINT64, &after, NULL) ||
		__builtin_sub_overflow(after, before, &by))
		return g_strdup("");
	g_autofree char *text = number_text(by, 0, language);
	return by > 0 ? g_strconcat("+", text, NULL) : g_strdup(text);
}

/* "Delegations: host = leaders" of a query. */
static void put_figure_name(struct page *page, const char *text)
{
	struct request *request = page->request;
	struct html_writer *html = &page->html;
	g_auto(url_t) url = formula_url(request, text);
	g_autoptr(figure_query_t) query = figure_query_parse(request->app->store, text, NULL);
	g_autoptr(GString) name = g_string_new(query ? label_text(&query->figure->label, request->language) : text);
	for (guint i = 0; query && i < query->conditions->len; i++) {
		const struct condition *condition = query->conditions->pdata[i];
		for (guint j = 0; condition->values[j]; j++)
			g_string_append_printf(name, "%s%s", i || j ? ", " : ": ", query_value_label(request, query->figure, condition->dimension, condition->values[j]));
	}
	g_autofree char *span = query ? query_span(request, query) : NULL;
	html_begin(html, HTML_TD);
	html_attr(html, HTML_CLASS, "name");
	if (url.text)
		page_link(page, &url, NULL, name->str);
	else
		html_text(html, name->str);
	html_text(html, " ");
	html_element(html, HTML_SMALL, NULL, span);
	html_end(html, HTML_TD);
}

/* The difference, which leads to its causes. */
static void put_difference(struct page *page, const struct record *report, const char *query, const char *by)
{
	g_auto(url_t) url = report_url(report, "bridge");
	url_add_query(&url, "figure", query);
	html_begin(&page->html, HTML_TD);
	html_attr(&page->html, HTML_CLASS, "number");
	page_link(page, &url, NULL, *by ? by : _("why"));
	html_end(&page->html, HTML_TD);
}

static void put_figures(struct page *page, const struct record *report, const struct comparison *comparison)
{
	const char *const heads[] = { _("Figure"), _("Issue before"), _("This one"), _("Difference"), NULL };
	struct html_writer *html = &page->html;
	const char *language = page->request->language;
	html_element(html, HTML_H2, NULL, _("Figures"));
	if (!comparison->figures->len) {
		page_empty(page, _("No figure stands in both."), NULL);
		return;
	}
	page_scroll(page, _("Figures"));
	html_begin(html, HTML_TABLE);
	page_table_heads(page, heads);
	for (guint i = 0; i < comparison->figures->len; i++) {
		const struct figure_pair *pair = comparison->figures->pdata[i];
		g_autofree char *then = grouped(pair->then, language), *now = grouped(pair->now, language), *by = difference(pair->then, pair->now, language);
		html_begin(html, HTML_TR);
		put_figure_name(page, pair->query);
		put_number(page, then);
		put_number(page, now);
		if (strcmp(pair->then, pair->now) == 0)
			put_number(page, by);
		else
			put_difference(page, report, pair->query, by);
		html_end(html, HTML_TR);
	}
	html_end(html, HTML_TBODY);
	html_end(html, HTML_TABLE);
	html_end(html, HTML_DIV);
}

static void put_lines(struct page *page, const struct comparison *comparison)
{
	struct html_writer *html = &page->html;
	html_element(html, HTML_H2, NULL, _("Text"));
	if (!comparison->lines->len) {
		html_element(html, HTML_P, NULL, _("The text is the same."));
		return;
	}
	html_begin(html, HTML_UL);
	html_attr(html, HTML_CLASS, "changes card");
	for (guint i = 0; i < comparison->lines->len; i++) {
		const char *line = comparison->lines->pdata[i];
		html_begin(html, HTML_LI);
		html_element(html, *line == '-' ? HTML_DEL : HTML_INS, NULL, line + strlen("- "));
		html_end(html, HTML_LI);
	}
	html_end(html, HTML_UL);
}

gboolean show_compared(struct request *request, GError **error)
{
	struct page page;
	g_autoptr(record_t) report = wanted_report(request, error);
	g_autoptr(comparison_t) comparison = report ? report_compare(request->app, report, error) : NULL;
	if (!comparison)
		return FALSE;
	report_headline(&page, request, report, _("Beside the issue before"));
	if (!comparison->before) {
		page_empty(&page, _("There is no earlier issue"), _("No report by the same template was issued for an earlier period."));
		return page_end(&page, error);
	}
	g_auto(url_t) url = report_url(comparison->before, NULL);
	html_begin(&page.html, HTML_P);
	html_text(&page.html, _("Compared with"));
	html_text(&page.html, " ");
	page_link(&page, &url, NULL, record_text(comparison->before, "name"));
	html_text(&page.html, " ");
	html_text(&page.html, record_text(comparison->before, "symbol"));
	html_end(&page.html, HTML_P);
	g_auto(url_t) bridge = report_url(report, "bridge");
	html_begin(&page.html, HTML_P);
	page_link(&page, &bridge, NULL, _("Why the figures differ: causes and records"));
	html_end(&page.html, HTML_P);
	put_figures(&page, report, comparison);
	put_lines(&page, comparison);
	return page_end(&page, error);
}
