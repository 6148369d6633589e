/* SPDX-License-Identifier: Apache-2.0 */
/* Why the figures of a report differ from the issue before it. */
#include "app/bridge.h"
#include "base/number.h"
#include "report/words_bridge.h"
#include "web/pages.h"
#include "web/report.h"

#include <string.h>

struct record *report_first(struct request *request, const struct record *report, GError **error)
{
	const char *with = pairs_get(request->query, "with");
	struct record *before = NULL;
	if (with && *with)
		return report_find(request->app, report->office, with, error);
	return report_before(request->app, report, &before, error) ? before : NULL;
}

static void put_cell(struct page *page, const char *class, const char *text)
{
	html_begin(&page->html, HTML_TD);
	if (class)
		html_attr(&page->html, HTML_CLASS, class);
	html_text(&page->html, text);
	html_end(&page->html, HTML_TD);
}

static char *shown(const struct request *request, const struct bridge *bridge, gint64 value, gboolean sign)
{
	g_autofree char *text = number_text(value, bridge->now.present ? bridge->now.scale : bridge->then.scale, request->language);
	return sign && value > 0 ? g_strconcat("+", text, NULL) : g_strdup(text);
}

/* The first and the last row: what each of the reports tells. */
static void put_end(struct page *page, const struct bridge *bridge, const char *name, const struct number *number)
{
	g_autofree char *value = number->present ? shown(page->request, bridge, number->value, FALSE) : g_strdup("—");
	html_begin(&page->html, HTML_TR);
	html_begin(&page->html, HTML_TH);
	html_attr(&page->html, HTML_SCOPE, "row");
	html_text(&page->html, name);
	html_end(&page->html, HTML_TH);
	put_cell(page, "number", value);
	put_cell(page, NULL, "");
	put_cell(page, NULL, "");
	html_end(&page->html, HTML_TR);
}

static void put_record(struct page *page, const struct bridge_source *source)
{
	g_auto(url_t) url = source->reg ? record_url(source->reg, source->id) : (struct url){ 0 };
	html_begin(&page->html, HTML_TD);
	if (url.text)
		page_link(page, &url, NULL, source->title);
	else
		html_text(&page->html, source->title);
	html_text(&page->html, " ");
	html_element(&page->html, HTML_SMALL, NULL, source->reg ? label_text(&source->reg->title, page->request->language) : "");
	html_end(&page->html, HTML_TD);
}

static gboolean put_item(struct page *page, const struct bridge *bridge, const struct bridge_item *item, GError **error)
{
	struct bridge_source source;
	if (!bridge_source_read(page->request->app, item, page->request->language, &source, error))
		return FALSE;
	g_autofree char *delta = shown(page->request, bridge, item->delta, TRUE), *at = moment_words(source.change->at, page->request->language);
	const char *who = source.change->who ? source.change->who : "", *why = source.change->why ? source.change->why : "";
	g_autofree char *changed = g_strdup_printf("%s%s%s%s%s", at, *who ? ", " : "", who, *why ? ": " : "", why);
	html_begin(&page->html, HTML_TR);
	put_cell(page, "name", words_cause(item->cause, page->request->language));
	put_cell(page, "number", delta);
	put_record(page, &source);
	put_cell(page, NULL, changed);
	html_end(&page->html, HTML_TR);
	bridge_source_clear(&source);
	return TRUE;
}

static gboolean put_bridge(struct page *page, const struct bridges *bridges, const struct bridged *bridged, GError **error)
{
	const char *const heads[] = { _("Cause"), _("Number"), _("Record"), _("Change"), NULL };
	const struct bridge *bridge = bridged->bridge;
	struct html_writer *html = &page->html;
	g_autofree char *title = g_strdup_printf("%s, %s", bridged->name, bridged->days);
	html_element(html, HTML_H2, NULL, title);
	html_element(html, HTML_P, NULL, bridged->sentence ? bridged->sentence : _("The figure is the same, and so are its records."));
	page_scroll(page, title);
	html_begin(html, HTML_TABLE);
	page_table_heads(page, heads);
	put_end(page, bridge, bridges->names[0], &bridge->then);
	for (guint i = 0; i < bridge->items->len; i++)
		if (!put_item(page, bridge, bridge->items->pdata[i], error))
			return FALSE;
	put_end(page, bridge, bridges->names[1], &bridge->now);
	html_end(html, HTML_TBODY);
	html_end(html, HTML_TABLE);
	html_end(html, HTML_DIV);
	return TRUE;
}

static void put_left(struct page *page, const struct bridges *bridges)
{
	struct html_writer *html = &page->html;
	if (!bridges->left->len)
		return;
	html_element(html, HTML_H2, NULL, _("Figures that cannot be compared"));
	html_begin(html, HTML_UL);
	for (guint i = 0; i < bridges->left->len; i++) {
		const struct unbridged *unbridged = bridges->left->pdata[i];
		html_begin(html, HTML_LI);
		html_element(html, HTML_CODE, NULL, unbridged->query);
		html_text(html, " ");
		html_text(html, unbridged->reason);
		html_end(html, HTML_LI);
	}
	html_end(html, HTML_UL);
}

static void put_downloads(struct page *page, const struct record *report)
{
	static const char *const formats[] = { "docx", "pdf" };
	const char *with = pairs_get(page->request->query, "with");
	html_begin(&page->html, HTML_P);
	for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
		g_auto(url_t) url = report_url(report, "bridge");
		g_autofree char *name = g_ascii_strup(formats[i], -1);
		url_add_segment(&url, formats[i]);
		url_add_query(&url, "with", with && *with ? with : NULL);
		if (i)
			html_text(&page->html, " · ");
		page_link(page, &url, NULL, name);
	}
	html_end(&page->html, HTML_P);
}

static gboolean put_bridges(struct page *page, const struct bridges *bridges, gboolean one, GError **error)
{
	guint told = 0;
	for (guint i = 0; i < bridges->figures->len; i++) {
		const struct bridged *bridged = bridges->figures->pdata[i];
		if (!one && !bridged->sentence)
			continue;
		if (!put_bridge(page, bridges, bridged, error))
			return FALSE;
		told++;
	}
	if (!told)
		page_empty(page, _("No figure differs"), NULL);
	put_left(page, bridges);
	return TRUE;
}

gboolean show_bridge(struct request *request, GError **error)
{
	struct page page;
	GError *problem = NULL;
	const char *figure = pairs_get(request->query, "figure");
	g_autoptr(record_t) report = wanted_report(request, error);
	g_autoptr(record_t) before = report ? report_first(request, report, &problem) : NULL;
	if (!report || problem) {
		if (problem)
			g_propagate_error(error, problem);
		return FALSE;
	}
	g_autoptr(bridges_t) bridges = before ? report_bridges(request->app, before, report, figure && *figure ? figure : NULL, error) : NULL;
	if (before && !bridges)
		return FALSE;
	report_headline(&page, request, report, _("Why the figures differ"));
	if (!before) {
		page_empty(&page, _("There is no earlier issue"), _("No report by the same template was issued for an earlier period."));
		return page_end(&page, error);
	}
	html_begin(&page.html, HTML_P);
	html_text(&page.html, bridges->names[0]);
	html_text(&page.html, " → ");
	html_text(&page.html, bridges->names[1]);
	html_end(&page.html, HTML_P);
	put_downloads(&page, report);
	if (!put_bridges(&page, bridges, figure && *figure, error)) {
		html_clear(&page.html);
		return FALSE;
	}
	return page_end(&page, error);
}

gboolean download_bridge(struct request *request, GError **error)
{
	g_autoptr(record_t) report = wanted_report(request, error);
	const struct doc_format *format = report ? doc_format_find(request_parameter(request, 1)) : NULL;
	if (!report || !format)
		return report && fail(error, ERROR_ABSENT, _("there is no such page"));
	GError *problem = NULL;
	g_autoptr(record_t) before = report_first(request, report, &problem);
	if (problem)
		g_propagate_error(error, problem);
	else if (!before)
		fail(error, ERROR_ABSENT, _("No report by the same template was issued for an earlier period."));
	g_autoptr(bridges_t) bridges = before ? report_bridges(request->app, before, report, NULL, error) : NULL;
	g_autoptr(doc_t) doc = bridges ? bridges_doc(request->app, bridges, error) : NULL;
	g_autoptr(GBytes) bytes = doc ? report_write_locked(request, doc, format, error) : NULL;
	g_autofree char *name = g_strdup_printf("giai-trinh-%" G_GINT64_FORMAT "%s", report->id, format->extension);
	if (!bytes)
		return FALSE;
	answer_bytes(request, bytes, format->media_type, name);
	return TRUE;
}
