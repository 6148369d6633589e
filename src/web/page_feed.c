/* SPDX-License-Identifier: Apache-2.0 */
/* The calendar for other programs: a secret address, which each account makes and takes back for itself. */
#include "app/calendar.h"
#include "auth/feed.h"
#include "format/ical.h"
#include "web/page.h"
#include "web/pages.h"

#include <string.h>

enum { DAYS_BACK = 60, DAYS_AHEAD = 330 };

static struct url feed_url(const char *token)
{
	struct url url = url_own("/calendar/feed");
	url_add_segment(&url, token);
	return url;
}

gboolean put_feed(struct page *page, GError **error)
{
	struct html_writer *html = &page->html;
	struct request *request = page->request;
	g_auto(url_t) make = url_own("/account/feed"), end = url_own("/account/feed/end");
	gboolean exists;
	if (!request_may(request, MAY_READ))
		return TRUE;
	if (!feed_exists(request->app->store, request->account->name, &exists, error))
		return FALSE;
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, "card");
	html_element(html, HTML_H2, NULL, _("The calendar in other programs"));
	html_element(html, HTML_P, NULL, exists ? _("A calendar program can read the office's calendar in your name by the address that you made.") :
		_("With an address of your own a calendar program, on the telephone too, shows the office's calendar. Who has the address can read it."));
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "buttons");
	page_form(page, &make, NULL);
	page_button(page, "secondary", NULL, NULL, exists ? _("Make another address; the old one ends") : _("Make the address"));
	html_end(html, HTML_FORM);
	if (exists) {
		page_form(page, &end, NULL);
		page_button(page, "secondary", NULL, NULL, _("End the address"));
		html_end(html, HTML_FORM);
	}
	html_end(html, HTML_DIV);
	html_end(html, HTML_SECTION);
	return TRUE;
}

/* Shown once: the store keeps only its hash. */
gboolean make_feed(struct request *request, GError **error)
{
	struct page page;
	g_autofree char *token = feed_make(request->app->store, request->account->name, error);
	if (!token)
		return FALSE;
	g_auto(url_t) url = feed_url(token), back = url_own("/account");
	g_autofree char *address = whole_address(request, &url);
	page_begin(&page, request, SECTION_NONE, _("The calendar in other programs"));
	page_box(&page, BOX_NOTICE, _("Subscribe to this address in the calendar program. It is shown only now."));
	html_element(&page.html, HTML_P, "copy", address);
	html_begin(&page.html, HTML_P);
	page_link(&page, &back, "button", _("Your account"));
	html_end(&page.html, HTML_P);
	return page_end(&page, error);
}

gboolean end_feed(struct request *request, GError **error)
{
	g_auto(url_t) url = url_own("/account");
	if (!feed_drop(request->app->store, request->account->name, error))
		return FALSE;
	page_notice_next(request, NOTICE_FEED_ENDED);
	answer_redirect(request, &url);
	return TRUE;
}

static char *uid_of(const struct event *event, const char *office)
{
	if (event->record)
		return g_strdup_printf("%s-%" PRId64 "%s@%s.ngoaivu", event->record->reg->id, event->record->id, event->kind == EVENT_DUE ? "-due" : "", office);
	return g_strdup_printf("%s-%d@ngoaivu", event->country ? event->country->id : "off", event->from);
}

static void put_event(struct request *request, GString *out, const struct event *event, const char *office)
{
	g_autofree char *uid = uid_of(event, office), *title = event_title(request->app, event, request->language), *address = NULL;
	if (event->record) {
		g_auto(url_t) url = record_url(event->record->reg, event->record->id);
		address = whole_address(request, &url);
	}
	ical_event(out, &(struct ical_event){ .uid = uid, .summary = title, .url = address && *address != '/' ? address : NULL,
		.description = event->record ? label_text(&event->record->reg->title, request->language) : NULL, .from = event->from, .to = event->to }, moment_now());
}

/* Who has the address reads as the account does; it is nobody's when the account is disabled or may not read. */
static gboolean identify(struct request *request, GError **error)
{
	g_autofree char *name = feed_account(request->app->store, request_parameter(request, 0), error);
	struct account *account = name ? account_read(request->app->store, name, error) : NULL;
	if (!account)
		return FALSE;
	if (account->disabled || !(account_may(account) & MAY_READ)) {
		account_free(account);
		return fail(error, ERROR_ABSENT, _("there is no such page"));
	}
	account_free(request->account);
	request->account = account;
	return TRUE;
}

gboolean show_feed(struct request *request, GError **error)
{
	const struct span span = { day_today() - DAYS_BACK, day_today() + DAYS_AHEAD };
	if (!identify(request, error))
		return FALSE;
	g_autoptr(GPtrArray) events = app_events(request->app, request_office(request), span, FALSE, error);
	if (!events)
		return FALSE;
	g_autofree char *office = store_office_code(request->app->store, request_office(request));
	GString *out = g_string_new(NULL);
	ical_begin(out, _("External affairs"));
	for (guint i = 0; i < events->len; i++)
		put_event(request, out, events->pdata[i], office);
	ical_end(out);
	g_autoptr(GBytes) bytes = g_string_free_to_bytes(out);
	answer_bytes(request, bytes, "text/calendar; charset=utf-8", NULL);
	return TRUE;
}
