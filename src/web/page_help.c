/* SPDX-License-Identifier: Apache-2.0 */
/* The help sheet: keys, and where what is done. */
#include "web/page.h"
#include "web/pages.h"

static const struct {
	const char *keys, *what;
} shortcuts[] = {
	{ "?", N_("this sheet") },
	{ "/", N_("search all registers") },
	{ "g h", N_("overview") },
	{ "g w", N_("my work") },
	{ "g r", N_("registers") },
	{ "g c", N_("calendar") },
	{ "g f", N_("figures") },
	{ "g b", N_("reports") },
	{ "Tab", N_("to the next link or field; the first one of each page leads to its content") },
	{ "Enter", N_("follows the link, presses the button, sends the form") },
	{ "Alt ↓", N_("in a day: opens the calendar; it may also be typed, as 5/3/2026") },
	{ "Ctrl P", N_("prints the page, without menus and buttons") },
};

static const struct {
	const char *path, *what, *how;
	guint may;
} deeds[] = {
	{ "/work", N_("What have I to do?"), N_("What is late stands first and in red, with the working days counted without weekends and holidays; what names you as the person in charge is your own."),
		MAY_READ },
	{ "/registers", N_("Enter or change a record"), N_("Open its register. A record keeps all its versions; the last change can be taken back, and nothing is ever lost."), MAY_WRITE },
	{ "/registers", N_("Load a sheet of Excel"), N_("In the register: “From a sheet”. Headings are recognised; nothing is written before you have seen the preview, and rows with mistakes come back as a sheet."),
		MAY_WRITE },
	{ "/search", N_("Find something"), N_("Tones and capitals do not matter: “doan nhat ban” finds “Đoàn Nhật Bản”. Beginnings of words are enough."), MAY_READ },
	{ "/figures", N_("Where does a number come from?"), N_("Press it: the records that make it are listed, each with the version that was counted, and from there its history."), MAY_READ },
	{ "/figures", N_("A figure for any span"), N_("Choose the days, split it by country or over time, compare it with the year before; the sentence below the table can be copied into a report."),
		MAY_READ },
	{ "/reports", N_("Make a report"), N_("Open it for a period: its figures are there at once. It is checked, submitted, approved and issued; after that nothing in it changes."),
		MAY_COMPILE | MAY_APPROVE | MAY_NUMBER },
	{ "/verify", N_("Is this file the one that was issued?"), N_("Give the file: the answer says what was changed in it, if anything."), MAY_READ },
	{ "/calendar", N_("The calendar on a telephone"), N_("In “Your account” make an address for calendar programs; whoever has it reads the calendar, so it is ended there as well."), MAY_READ },
	{ "/account", N_("Password and one-time codes"), N_("Your account also shows where you are signed in, and ends sessions that are not yours."), MAY_ENTER },
};

static void put_keys(struct page *page)
{
	struct html_writer *html = &page->html;
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, "card");
	html_element(html, HTML_H2, NULL, _("Keys"));
	html_begin(html, HTML_TABLE);
	html_begin(html, HTML_TBODY);
	for (guint i = 0; i < G_N_ELEMENTS(shortcuts); i++) {
		g_auto(GStrv) keys = g_strsplit(shortcuts[i].keys, " ", 2);
		html_begin(html, HTML_TR);
		html_begin(html, HTML_TH);
		html_attr(html, HTML_SCOPE, "row");
		for (guint k = 0; keys[k]; k++) {
			html_text(html, k ? " " : "");
			html_element(html, HTML_KBD, NULL, keys[k]);
		}
		html_end(html, HTML_TH);
		html_element(html, HTML_TD, NULL, _(shortcuts[i].what));
		html_end(html, HTML_TR);
	}
	html_end(html, HTML_TBODY);
	html_end(html, HTML_TABLE);
	html_element(html, HTML_P, "help", _("Keys of one letter work outside fields, where the browser runs scripts; “g h” is g, then h. Everything is reached without them as well."));
	html_begin(html, HTML_BUTTON);
	html_attr(html, HTML_TYPE, "button");
	html_flag(html, HTML_HIDDEN, TRUE);
	html_data(html, "keys", _("Turn these keys off in this browser"));
	html_data(html, "off", _("Turn these keys on in this browser"));
	html_end(html, HTML_BUTTON);
	html_end(html, HTML_SECTION);
}

static void put_deeds(struct page *page)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) guide = url_own("/help/guide");
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, "card");
	html_element(html, HTML_H2, NULL, _("How do I …"));
	html_begin(html, HTML_P);
	page_link(page, &guide, NULL, _("The guide, from signing in to an issued report"));
	html_end(html, HTML_P);
	html_begin(html, HTML_DL);
	for (guint i = 0; i < G_N_ELEMENTS(deeds); i++) {
		g_auto(url_t) url = url_own(deeds[i].path);
		if (!request_may(page->request, deeds[i].may))
			continue;
		html_begin(html, HTML_DT);
		page_link(page, &url, NULL, _(deeds[i].what));
		html_end(html, HTML_DT);
		html_element(html, HTML_DD, "deed", _(deeds[i].how));
	}
	html_end(html, HTML_DL);
	html_end(html, HTML_SECTION);
}

gboolean show_help(struct request *request, GError **error)
{
	struct page page;
	page_begin(&page, request, SECTION_NONE, _("Help"));
	html_begin(&page.html, HTML_DIV);
	html_attr(&page.html, HTML_CLASS, "columns");
	put_deeds(&page);
	put_keys(&page);
	html_end(&page.html, HTML_DIV);
	return page_end(&page, error);
}
