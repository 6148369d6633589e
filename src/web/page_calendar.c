/* SPDX-License-Identifier: Apache-2.0 */
/* The office's calendar, a month at a time. */
#include "app/calendar.h"
#include "app/due.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/query.h"
#include "web/show.h"

#include <string.h>

struct month {
	struct page page;
	int year, month;
	struct span span;
	gboolean every; /* national days of all countries */
	GPtrArray *events;
};

static gboolean read_month(struct month *month, GError **error)
{
	if (!query_month(month->page.request, &month->year, &month->month, error))
		return FALSE;
	month->span.from = day_make(month->year, month->month, 1);
	month->span.to = day_add_months(month->span.from, 1) - 1;
	return TRUE;
}

static struct url month_url(const struct month *month, int months, gboolean every)
{
	int year, number, dom;
	struct url url = url_own("/calendar");
	day_split(day_add_months(month->span.from, months), &year, &number, &dom);
	g_autofree char *text = g_strdup_printf("%04d-%02d", year, number);
	url_add_query(&url, "month", text);
	if (every)
		url_add_query(&url, "all", "1");
	return url;
}

static void put_head(struct month *month)
{
	struct html_writer *html = &month->page.html;
	g_autofree char *title = g_strdup_printf(_("Month %d of %d"), month->month, month->year);
	g_auto(url_t) before = month_url(month, -1, month->every), after = month_url(month, 1, month->every), today = url_own("/calendar"),
		other = month_url(month, 0, !month->every);
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "headline");
	html_element(html, HTML_H1, NULL, title);
	page_link(&month->page, &before, "button", _("Month before"));
	page_link(&month->page, &today, "button", _("This month"));
	page_link(&month->page, &after, "button", _("Next month"));
	html_end(html, HTML_DIV);
	html_begin(html, HTML_P);
	html_attr(html, HTML_CLASS, "quiet");
	html_text(html, month->every ? _("National days of all countries.") : _("National days of the countries that the office has partners in."));
	html_text(html, " ");
	page_link(&month->page, &other, NULL, month->every ? _("Of partners only") : _("Of all countries"));
	html_end(html, HTML_P);
}

static void put_event(struct month *month, const struct event *event, day_t day)
{
	static const char *const classes[] = { [EVENT_HELD] = "event", [EVENT_DUE] = "event due-event", [EVENT_NATIONAL_DAY] = "event nation", [EVENT_HOLIDAY] = "event off" };
	struct html_writer *html = &month->page.html;
	g_autofree char *title = event_title(month->page.request->app, event, month->page.request->language);
	day_t due;
	gboolean late = event->kind == EVENT_DUE && record_due(event->record, day_today(), &due) == DUE_LATE;
	html_begin(html, HTML_LI);
	html_attr(html, HTML_CLASS, late ? "event due-event late-event" : classes[event->kind]);
	if (event->record) {
		g_auto(url_t) url = record_url(event->record->reg, event->record->id);
		page_link(&month->page, &url, NULL, title);
	} else {
		html_text(html, title);
	}
	if (event->from < day && event->to > event->from)
		html_element(html, HTML_SPAN, "unseen", _("(goes on)"));
	html_end(html, HTML_LI);
}

static gboolean is_on(const struct event *event, day_t day)
{
	return event->from <= day && day <= event->to;
}

static void put_day(struct month *month, day_t day)
{
	struct html_writer *html = &month->page.html;
	int year, number, dom;
	gboolean inside = day >= month->span.from && day <= month->span.to, any = FALSE;
	day_split(day, &year, &number, &dom);
	g_autofree char *iso = day_iso(day), *words = day_words(day, month->page.request->language);
	for (guint i = 0; inside && i < month->events->len; i++)
		any = any || is_on(month->events->pdata[i], day);
	html_begin(html, HTML_TD);
	html_attr(html, HTML_CLASS, !inside ? "outside" : day == day_today() ? "today" : any ? NULL : "free");
	if (inside) {
		html_begin(html, HTML_TIME);
		html_attr(html, HTML_DATETIME, iso);
		html_attr(html, HTML_CLASS, "dom");
		if (dom < 10)
			html_element(html, HTML_SPAN, "rest", "0");
		html_text_int(html, dom);
		html_element(html, HTML_SPAN, "rest", words + strlen("dd"));
		html_end(html, HTML_TIME);
	}
	if (any) {
		html_begin(html, HTML_UL);
		html_attr(html, HTML_CLASS, "events");
		for (guint i = 0; i < month->events->len; i++)
			if (is_on(month->events->pdata[i], day))
				put_event(month, month->events->pdata[i], day);
		html_end(html, HTML_UL);
	}
	html_end(html, HTML_TD);
}

static void put_weeks(struct month *month)
{
	static const char *const days[] = { N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun") };
	struct html_writer *html = &month->page.html;
	day_t first = month->span.from - (day_weekday(month->span.from) - 1);
	html_begin(html, HTML_TABLE);
	html_attr(html, HTML_CLASS, "calendar");
	html_begin(html, HTML_THEAD);
	html_begin(html, HTML_TR);
	for (guint i = 0; i < G_N_ELEMENTS(days); i++) {
		html_begin(html, HTML_TH);
		html_attr(html, HTML_SCOPE, "col");
		html_text(html, _(days[i]));
		html_end(html, HTML_TH);
	}
	html_end(html, HTML_TR);
	html_end(html, HTML_THEAD);
	html_begin(html, HTML_TBODY);
	for (day_t monday = first; monday <= month->span.to; monday += 7) {
		html_begin(html, HTML_TR);
		for (day_t day = monday; day < monday + 7; day++)
			put_day(month, day);
		html_end(html, HTML_TR);
	}
	html_end(html, HTML_TBODY);
	html_end(html, HTML_TABLE);
}

gboolean show_calendar(struct request *request, GError **error)
{
	struct month month = { .page = { .request = request } };
	if (!read_month(&month, error))
		return FALSE;
	month.every = pairs_get(request->query, "all") != NULL;
	g_autoptr(GPtrArray) events = app_events(request->app, request_office(request), month.span, month.every, error);
	if (!events)
		return FALSE;
	month.events = events;
	page_begin_bare(&month.page, request, SECTION_CALENDAR, _("Calendar"));
	put_head(&month);
	put_weeks(&month);
	return page_end(&month.page, error);
}
