/* SPDX-License-Identifier: Apache-2.0 */
/* The first page, to be read in one glance: what is late, what waits, the figures of the month, the reports that are due. */
#include "app/due_reports.h"
#include "base/period.h"
#include "web/board.h"
#include "web/pages.h"
#include "web/work.h"

#include <string.h>

enum { DAYS_AHEAD = 7, LATE_MOST = 6, NEWEST_MOST = 6 };

/* A count that leads to what it counts; nothing of it is said as well. */
static void put_tile(struct page *page, const char *path, const char *whose, guint count, gboolean alarm, const char *label)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) url = url_own(path);
	url_add_query(&url, "whose", whose);
	html_begin(html, HTML_LI);
	html_begin(html, HTML_A);
	html_attr(html, HTML_CLASS, alarm && count ? "tile alarm" : "tile");
	html_url(html, HTML_HREF, &url);
	html_begin(html, HTML_SPAN);
	html_attr(html, HTML_CLASS, "tile-count");
	html_text_int(html, count);
	html_end(html, HTML_SPAN);
	html_text(html, " ");
	html_element(html, HTML_SPAN, "tile-label", label);
	html_end(html, HTML_A);
	html_end(html, HTML_LI);
}

/* What each role is to look at first; the office's work for those who answer for it, else that of the division. */
static void put_tiles(struct page *page, const GArray *works, const GPtrArray *waiting, const GPtrArray *due)
{
	const struct request *request = page->request;
	gboolean whole = request_may(request, MAY_WRITE_ALL | MAY_INSPECT | MAY_APPROVE) || !*request->account->division;
	enum work_scope scope = whole ? WORK_OFFICE : WORK_DIVISION;
	guint owed = 0;
	for (guint i = 0; i < due->len; i++)
		owed += ((const struct due_report *)due->pdata[i])->due < day_today() + DAYS_AHEAD;
	html_begin(&page->html, HTML_UL);
	html_attr(&page->html, HTML_CLASS, "tiles");
	put_tile(page, "/work", whole ? "office" : "division", works_count(works, scope, DUE_LATE), TRUE, whole ? _("late in the office") : _("late in the division"));
	put_tile(page, "/work", whole ? "office" : "division", works_count(works, scope, DUE_SOON), FALSE, _("due within seven days"));
	put_tile(page, "/reports", NULL, owed, FALSE, _("reports due"));
	if (request_may(request, MAY_COMPILE | MAY_APPROVE | MAY_NUMBER))
		put_tile(page, "/work", NULL, waiting->len, FALSE, _("reports wait for you"));
	html_end(&page->html, HTML_UL);
}

static void put_late(struct page *page, const GArray *works)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) all = url_own("/work");
	guint count = works_count(works, WORK_OFFICE, DUE_LATE), shown = 0;
	url_add_query(&all, "whose", "office");
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, count ? "card alarm" : "card");
	html_element(html, HTML_H2, NULL, _("Late"));
	if (!count)
		page_empty(page, _("Nothing is late. Well done."), NULL);
	html_begin(html, HTML_UL);
	html_attr(html, HTML_CLASS, "works");
	for (guint i = 0; i < works->len && shown < LATE_MOST; i++)
		if (g_array_index(works, struct work, i).due == DUE_LATE) {
			put_work(page, &g_array_index(works, struct work, i));
			shown++;
		}
	html_end(html, HTML_UL);
	if (count > shown) {
		g_autofree char *text = g_strdup_printf(_("All %u that are late"), count);
		html_begin(html, HTML_P);
		page_link(page, &all, NULL, text);
		html_end(html, HTML_P);
	}
	html_end(html, HTML_SECTION);
}

static void put_due_report(struct page *page, const struct due_report *due)
{
	struct html_writer *html = &page->html;
	g_autofree char *period = period_name(due->period, page->request->language);
	g_autofree char *name = g_strdup_printf(_("Report of %s"), period);
	day_t today = day_today();
	enum lateness lateness = due->due == DAY_NONE ? DUE_NONE : due->due < today ? DUE_LATE : due->due <= today + DAYS_AHEAD ? DUE_SOON : DUE_LATER;
	g_auto(url_t) url = due->report ? record_url(due->report->reg, due->report->id) : url_own("/reports/new");
	html_begin(html, HTML_LI);
	html_attr(html, HTML_CLASS, lateness == DUE_LATE ? "late" : NULL);
	if (lateness != DUE_NONE)
		put_due(page, due->due, lateness);
	else
		html_element(html, HTML_SPAN, "day", _("no day is set"));
	html_begin(html, HTML_SPAN);
	html_attr(html, HTML_CLASS, "what");
	if (due->report || request_may(page->request, MAY_COMPILE))
		page_link(page, &url, NULL, due->report ? record_text(due->report, "name") : name);
	else
		html_text(html, name);
	html_end(html, HTML_SPAN);
	if (due->report)
		put_state(page, due->report);
	else
		html_element(html, HTML_SPAN, "state off", _("not opened"));
	html_end(html, HTML_LI);
}

static void put_due_reports(struct page *page, const GPtrArray *due)
{
	struct html_writer *html = &page->html;
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, "card");
	html_element(html, HTML_H2, NULL, _("Reports due"));
	if (!due->len)
		page_empty(page, _("No report is under way, and none is due soon."), NULL);
	html_begin(html, HTML_UL);
	html_attr(html, HTML_CLASS, "works");
	for (guint i = 0; i < due->len; i++)
		put_due_report(page, due->pdata[i]);
	html_end(html, HTML_UL);
	html_end(html, HTML_SECTION);
}

static gboolean put_newest(struct page *page, GError **error)
{
	struct html_writer *html = &page->html;
	struct request *request = page->request;
	struct store *store = request->app->store;
	gint64 office = request_office(request), last = store_position(store, office, error);
	if (last < 0)
		return FALSE;
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, "card");
	html_element(html, HTML_H2, NULL, _("Changed last"));
	html_begin(html, HTML_UL);
	html_attr(html, HTML_CLASS, "works");
	for (gint64 id = last, shown = 0; id > 0 && id > last - 100 && shown < NEWEST_MOST; id--) {
		struct change *change = store_change(store, KEY(office, id), error);
		const struct reg *reg = change && change->record ? model_register(request->app->model, change->reg) : NULL;
		g_autoptr(record_t) record = reg ? store_read(store, reg, office, KEY_ID(change->record), NULL) : NULL;
		if (record && !record->deleted) {
			g_auto(url_t) url = record_url(reg, record->id);
			g_autofree char *title = title_of(request, record, FALSE), *at = moment_words(change->at, request->language);
			html_begin(html, HTML_LI);
			html_element(html, HTML_SPAN, "day", at);
			html_begin(html, HTML_SPAN);
			html_attr(html, HTML_CLASS, "what");
			page_link(page, &url, NULL, title);
			html_text(html, " ");
			html_element(html, HTML_SPAN, "quiet", label_text(&reg->title, request->language));
			html_end(html, HTML_SPAN);
			html_element(html, HTML_SPAN, "quiet", change->who);
			html_end(html, HTML_LI);
			shown++;
		}
		change_free(change);
	}
	html_end(html, HTML_UL);
	html_end(html, HTML_SECTION);
	return TRUE;
}

static void put_head(struct page *page, struct board *board)
{
	struct html_writer *html = &page->html;
	g_autofree char *title = board_title(board), *heading = g_strdup_printf(_("Overview: %s"), title);
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "headline");
	html_element(html, HTML_H1, NULL, heading);
	put_board_months(board, page);
	html_end(html, HTML_DIV);
}

static gboolean put_columns(struct page *page, struct board *board, const GArray *works, const GPtrArray *due, GError **error)
{
	struct html_writer *html = &page->html;
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "columns");
	html_begin(html, HTML_DIV);
	put_late(page, works);
	put_due_reports(page, due);
	html_end(html, HTML_DIV);
	html_begin(html, HTML_DIV);
	if (!put_board_countries(board, page, error) || !put_newest(page, error))
		return FALSE;
	html_end(html, HTML_DIV);
	html_end(html, HTML_DIV);
	return TRUE;
}

gboolean show_home(struct request *request, GError **error)
{
	struct page page;
	g_autoptr(board_t) board = board_new(request, error);
	g_autoptr(GArray) works = board ? works_of(request, day_today() + DAYS_AHEAD, error) : NULL;
	g_autoptr(GPtrArray) waiting = works ? reports_waiting(request, error) : NULL;
	g_autoptr(GPtrArray) due = waiting ? app_due_reports(request->app, request_office(request), day_today(), error) : NULL;
	if (!due)
		return FALSE;
	page_begin_bare(&page, request, SECTION_HOME, _("Overview"));
	put_head(&page, board);
	put_tiles(&page, works, waiting, due);
	put_board_fields(board, &page);
	if (!put_columns(&page, board, works, due, error)) {
		html_clear(&page.html);
		return FALSE;
	}
	return page_end(&page, error);
}
