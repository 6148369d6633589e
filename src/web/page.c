/* SPDX-License-Identifier: Apache-2.0 */
#include "web/page.h"
#include "web/assets.h"

#include <string.h>

static const char *const notices[NOTICES] = {
	[NOTICE_SAVED] = N_("Saved."),
	[NOTICE_SAME] = N_("Nothing differed, so nothing was changed."),
	[NOTICE_DELETED] = N_("Deleted. The record stays in the history and can be restored."),
	[NOTICE_RESTORED] = N_("Restored."),
	[NOTICE_UNDONE] = N_("The last change was taken back."),
	[NOTICE_STATE] = N_("The state was changed."),
	[NOTICE_KEPT] = N_("The list is kept."),
	[NOTICE_DROPPED] = N_("The list is kept no longer."),
	[NOTICE_BULK] = N_("All of them were changed."),
	[NOTICE_LOADED] = N_("The rows of the sheet are in the register."),
	[NOTICE_COMMENT] = N_("The comment was added."),
	[NOTICE_FEED_ENDED] = N_("The calendar's address is good no more."),
	[NOTICE_PASSWORD] = N_("Your password was changed. Your other sessions have ended."),
	[NOTICE_OPENED] = N_("The report was opened."),
	[NOTICE_MOVED] = N_("The report moved on."),
	[NOTICE_ISSUED] = N_("The report was issued: it has its number and does not change any more."),
	[NOTICE_ACCOUNT] = N_("The account was saved."),
	[NOTICE_ENDED] = N_("The session was ended."),
	[NOTICE_CODES_ON] = N_("One-time codes are on: you are asked for one each time you sign in."),
	[NOTICE_CODES_OFF] = N_("One-time codes are off."),
	[NOTICE_PUBLISHED] = N_("It is public now."),
	[NOTICE_WITHDRAWN] = N_("It was withdrawn and is not public any more."),
	[NOTICE_ANSWERED] = N_("The reason is kept with the report."),
	[NOTICE_STOPPED] = N_("The report was not submitted: it has errors. Mend each of them, or say why it stays."),
	[NOTICE_DECIDED] = N_("The decision is kept; the office learns it with the next acknowledgement."),
	[NOTICE_REVOKED] = N_("The token was taken back."),
	[NOTICE_JUDGED] = N_("Decided. It is in the history of each."),
};

void page_notice_next(struct request *request, enum notice notice)
{
	char text[8];
	g_snprintf(text, sizeof text, "%d", notice);
	answer_cookie(request, COOKIE_NOTICE, text, 60);
}

void page_link(struct page *page, const struct url *url, const char *class, const char *text)
{
	html_begin(&page->html, HTML_A);
	html_attr(&page->html, HTML_CLASS, class);
	html_url(&page->html, HTML_HREF, url);
	html_text(&page->html, text);
	html_end(&page->html, HTML_A);
}

void page_hidden(struct page *page, const char *name, const char *value)
{
	html_begin(&page->html, HTML_INPUT);
	html_attr(&page->html, HTML_TYPE, "hidden");
	html_attr(&page->html, HTML_NAME, name);
	html_attr(&page->html, HTML_VALUE, value);
	html_end(&page->html, HTML_INPUT);
}

static void begin_form(struct page *page, const struct url *url, const char *class, const char *enctype)
{
	g_autofree char *token = form_token(page->request);
	html_begin(&page->html, HTML_FORM);
	html_attr(&page->html, HTML_CLASS, class);
	html_attr(&page->html, HTML_METHOD, "post");
	html_attr(&page->html, HTML_ENCTYPE, enctype);
	html_url(&page->html, HTML_ACTION, url);
	page_hidden(page, "form-token", token);
}

void page_form(struct page *page, const struct url *url, const char *class)
{
	begin_form(page, url, class, NULL);
}

void page_file_form(struct page *page, const struct url *url, const char *class)
{
	begin_form(page, url, class, "multipart/form-data");
}

void page_button(struct page *page, const char *class, const char *name, const char *value, const char *text)
{
	html_begin(&page->html, HTML_BUTTON);
	html_attr(&page->html, HTML_TYPE, "submit");
	html_attr(&page->html, HTML_CLASS, class);
	html_attr(&page->html, HTML_NAME, name);
	html_attr(&page->html, HTML_VALUE, value);
	html_text(&page->html, text);
	html_end(&page->html, HTML_BUTTON);
}

/* "05/03/2026 08:30" of "2026-03-05T08:30"; what is none stays as it was typed. */
static char *typed_day(const char *value, const char *language)
{
	g_auto(GStrv) words = g_strsplit_set(value ? value : "", "T ", 2);
	day_t day;
	if (!words[0] || !day_parse(words[0], &day, NULL))
		return g_strdup(value);
	g_autofree char *typed = day_words(day, language);
	return words[1] ? g_strconcat(typed, " ", words[1], NULL) : g_steal_pointer(&typed);
}

void page_day_attributes(struct page *page, const char *value, gboolean with_time)
{
	struct html_writer *html = &page->html;
	g_autofree char *typed = typed_day(value, page->request->language);
	html_attr(html, HTML_TYPE, "text");
	html_attr(html, HTML_VALUE, typed);
	html_attr(html, HTML_AUTOCOMPLETE, "off");
	html_attr(html, HTML_PLACEHOLDER, with_time ? _("day/month/year hour:minute") : _("day/month/year"));
	html_data(html, "day", with_time ? "time" : "day");
	html_data(html, "pick", _("Choose in a calendar"));
	html_data(html, "wrong", _("There is no such day: write day/month/year, as 05/3/2026."));
}

gboolean page_again(struct request *request, gboolean (*show)(struct request *request, GError **error), GError *problem, GError **error)
{
	gboolean conflict = g_error_matches(problem, ERROR_DOMAIN, ERROR_CONFLICT);
	if (!conflict && !g_error_matches(problem, ERROR_DOMAIN, ERROR_INPUT)) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	request->problem = g_strdup(problem->message);
	request->answer.status = conflict ? 409 : 422;
	g_error_free(problem);
	return show(request, error);
}

const char *page_typed(const struct page *page, const char *name)
{
	return page->request->problem ? pairs_get(page->request->form, name) : NULL;
}

/* Passwords are typed anew, files chosen anew. */
static const char *input_value(const struct page *page, const struct input *input)
{
	const char *typed = page_typed(page, input->name);
	gboolean secret = g_strcmp0(input->type, "password") == 0 || g_strcmp0(input->type, "file") == 0;
	return typed && !secret ? typed : input->value;
}

static void put_input(struct page *page, const struct input *input, const char *described)
{
	struct html_writer *html = &page->html;
	html_begin(html, HTML_INPUT);
	html_attr(html, HTML_ID, input->name);
	html_attr(html, HTML_NAME, input->name);
	if (g_strcmp0(input->type, "date") == 0) {
		page_day_attributes(page, input_value(page, input), FALSE);
	} else {
		html_attr(html, HTML_TYPE, input->type ? input->type : "text");
		html_attr(html, HTML_VALUE, input_value(page, input));
		html_attr(html, HTML_AUTOCOMPLETE, input->autocomplete);
	}
	html_attr(html, HTML_INPUTMODE, input->inputmode);
	html_attr(html, HTML_LIST, input->list);
	if (input->most)
		html_attr_int(html, HTML_MAXLENGTH, input->most);
	html_flag(html, HTML_MULTIPLE, input->multiple);
	html_flag(html, HTML_REQUIRED, input->required);
	html_flag(html, HTML_AUTOFOCUS, input->focus);
	html_attr(html, HTML_ARIA_INVALID, input->problem ? "true" : NULL);
	html_attr(html, HTML_ARIA_DESCRIBEDBY, input->help || input->problem ? described : NULL);
	html_end(html, HTML_INPUT);
}

void page_input(struct page *page, const struct input *input)
{
	struct html_writer *html = &page->html;
	g_autofree char *described = g_strconcat(input->name, "-help", NULL);
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, input->problem ? "field wrong" : "field");
	html_begin(html, HTML_LABEL);
	html_attr(html, HTML_FOR, input->name);
	html_text(html, input->label);
	html_end(html, HTML_LABEL);
	put_input(page, input, described);
	if (input->help || input->problem) {
		html_begin(html, HTML_P);
		html_attr(html, HTML_ID, described);
		html_attr(html, HTML_CLASS, input->problem ? "problem" : "help");
		html_text(html, input->problem ? input->problem : input->help);
		html_end(html, HTML_P);
	}
	html_end(html, HTML_DIV);
}

void page_box(struct page *page, enum box box, const char *text)
{
	static const char *const classes[] = { [BOX_PROBLEM] = "box problem", [BOX_NOTICE] = "box notice", [BOX_HINT] = "box hint" };
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	html_begin(&page->html, HTML_DIV);
	html_attr(&page->html, HTML_CLASS, classes[box]);
	html_attr(&page->html, HTML_ROLE, box == BOX_PROBLEM ? "alert" : box == BOX_NOTICE ? "status" : NULL);
	for (guint i = 0; lines[i]; i++)
		html_element(&page->html, HTML_P, NULL, lines[i]);
	html_end(&page->html, HTML_DIV);
}

void page_scroll(struct page *page, const char *label)
{
	html_begin(&page->html, HTML_DIV);
	html_attr(&page->html, HTML_CLASS, "scroll");
	html_attr(&page->html, HTML_TABINDEX, "0");
	html_attr(&page->html, HTML_ROLE, "region");
	html_attr(&page->html, HTML_ARIA_LABEL, label);
}

void page_table_heads(struct page *page, const char *const *heads)
{
	html_begin(&page->html, HTML_THEAD);
	html_begin(&page->html, HTML_TR);
	for (; *heads; heads++) {
		html_begin(&page->html, HTML_TH);
		html_attr(&page->html, HTML_SCOPE, "col");
		html_text(&page->html, *heads);
		html_end(&page->html, HTML_TH);
	}
	html_end(&page->html, HTML_TR);
	html_end(&page->html, HTML_THEAD);
	html_begin(&page->html, HTML_TBODY);
}

void page_fact(struct page *page, const char *label, const char *text)
{
	if (!text || !*text)
		return;
	html_begin(&page->html, HTML_DIV);
	html_element(&page->html, HTML_DT, NULL, label);
	html_element(&page->html, HTML_DD, NULL, text);
	html_end(&page->html, HTML_DIV);
}

void page_empty(struct page *page, const char *title, const char *text)
{
	html_begin(&page->html, HTML_DIV);
	html_attr(&page->html, HTML_CLASS, "empty");
	html_element(&page->html, HTML_P, "empty-title", title);
	if (text)
		html_element(&page->html, HTML_P, NULL, text);
	html_end(&page->html, HTML_DIV);
}

static void put_head(struct page *page, const char *title, const struct url *feed)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) sheet = asset_url("ngoaivu.css"), icon = asset_url("icon.svg");
	g_autofree char *whole = g_strdup_printf("%s · %s", title, _("External affairs"));
	html_page(html, page->request->language, whole);
	html_begin(html, HTML_META);
	html_attr(html, HTML_NAME, "color-scheme");
	html_attr(html, HTML_CONTENT, "light dark");
	html_begin(html, HTML_LINK);
	html_attr(html, HTML_REL, "stylesheet");
	html_url(html, HTML_HREF, &sheet);
	html_begin(html, HTML_LINK);
	html_attr(html, HTML_REL, "icon");
	html_url(html, HTML_HREF, &icon);
	if (feed) {
		html_begin(html, HTML_LINK);
		html_attr(html, HTML_REL, "alternate");
		html_attr(html, HTML_TYPE, "application/atom+xml");
		html_url(html, HTML_HREF, feed);
	}
	html_end(html, HTML_LINK);
	if (request_may(page->request, MAY_READ)) {
		g_auto(url_t) keys = asset_url("keys.js"), dates = asset_url("dates.js");
		html_script(html, &keys);
		html_script(html, &dates);
	}
	html_end(html, HTML_HEAD);
}

static const struct {
	enum section section;
	guint may;
	const char *path, *title;
} sections[] = {
	{ SECTION_HOME, MAY_READ, "/", N_("Overview") },
	{ SECTION_WORK, MAY_READ, "/work", N_("My work") },
	{ SECTION_REGISTERS, MAY_READ, "/registers", N_("Registers") },
	{ SECTION_CALENDAR, MAY_READ, "/calendar", N_("Calendar") },
	{ SECTION_FIGURES, MAY_READ, "/figures", N_("Figures") },
	{ SECTION_REPORTS, MAY_READ, "/reports", N_("Reports") },
	{ SECTION_LOG, MAY_INSPECT, "/log", N_("Trail") },
	{ SECTION_ACCOUNTS, MAY_ADMINISTER, "/accounts", N_("Accounts") },
};

static void put_navigation(struct page *page, enum section section)
{
	struct html_writer *html = &page->html;
	html_begin(html, HTML_NAV);
	html_attr(html, HTML_CLASS, "sections");
	html_attr(html, HTML_ARIA_LABEL, _("Parts of the site"));
	html_begin(html, HTML_UL);
	for (guint i = 0; i < G_N_ELEMENTS(sections); i++) {
		g_auto(url_t) url = url_own(sections[i].path);
		if (!request_may(page->request, sections[i].may))
			continue;
		html_begin(html, HTML_LI);
		html_begin(html, HTML_A);
		html_url(html, HTML_HREF, &url);
		html_attr(html, HTML_ARIA_CURRENT, sections[i].section == section ? "page" : NULL);
		html_text(html, _(sections[i].title));
		html_end(html, HTML_A);
		html_end(html, HTML_LI);
	}
	html_end(html, HTML_UL);
	html_end(html, HTML_NAV);
}

static void put_search(struct page *page)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) url = url_own("/search");
	if (!request_may(page->request, MAY_READ))
		return;
	html_begin(html, HTML_FORM);
	html_attr(html, HTML_CLASS, "search");
	html_attr(html, HTML_ROLE, "search");
	html_url(html, HTML_ACTION, &url);
	html_begin(html, HTML_INPUT);
	html_attr(html, HTML_TYPE, "search");
	html_attr(html, HTML_NAME, "q");
	html_attr(html, HTML_ARIA_LABEL, _("Search all registers; tones are not needed"));
	html_attr(html, HTML_PLACEHOLDER, _("Search…"));
	html_attr(html, HTML_ACCESSKEY, "s");
	html_attr(html, HTML_VALUE, strcmp(page->request->path, "/search") == 0 ? pairs_get(page->request->query, "q") : NULL);
	html_end(html, HTML_INPUT);
	page_button(page, "quiet", NULL, NULL, _("Search"));
	html_end(html, HTML_FORM);
}

static void put_who(struct page *page)
{
	struct html_writer *html = &page->html;
	const struct account *account = page->request->account;
	if (!account || !page->request->session || page->request->session->stage != SESSION_FULL)
		return;
	g_auto(url_t) own = url_own("/account"), out = url_own("/sign-out");
	g_autofree char *roles = roles_label(account->roles, page->request->language);
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "who");
	html_begin(html, HTML_A);
	html_url(html, HTML_HREF, &own);
	html_element(html, HTML_SPAN, "person", account->person);
	html_text(html, " ");
	html_element(html, HTML_SPAN, "roles", roles);
	html_end(html, HTML_A);
	page_form(page, &out, NULL);
	page_button(page, "quiet", NULL, NULL, _("Sign out"));
	html_end(html, HTML_FORM);
	html_end(html, HTML_DIV);
}

/* The office's name, by its own record. */
static char *office_name(const struct request *request)
{
	gint64 office = request_office(request);
	g_autoptr(record_t) record = office ? app_office_record(request->app, office, NULL) : NULL;
	return g_strdup(record ? record_text(record, "full_name")[0] ? record_text(record, "full_name") : record_text(record, "name") : "");
}

static void put_bar(struct page *page, enum section section)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) home = url_own(request_may(page->request, MAY_READ) ? "/" : "/public"), main = url_own(page->request->path);
	g_autofree char *office = office_name(page->request);
	url_set_fragment(&main, "main");
	if (main.text)
		page_link(page, &main, "skip", _("To the content"));
	html_begin(html, HTML_HEADER);
	html_attr(html, HTML_CLASS, "bar");
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "top");
	html_begin(html, HTML_A);
	html_attr(html, HTML_CLASS, "brand");
	html_url(html, HTML_HREF, &home);
	html_element(html, HTML_SPAN, "brand-name", _("External affairs"));
	html_element(html, HTML_SPAN, "brand-office", office);
	html_end(html, HTML_A);
	put_search(page);
	put_who(page);
	html_end(html, HTML_DIV);
	if (request_may(page->request, MAY_READ))
		put_navigation(page, section);
	html_end(html, HTML_HEADER);
}

static void put_notice(struct page *page)
{
	g_autofree char *text = request_cookie(page->request, COOKIE_NOTICE);
	gint64 notice = 0;
	if (!text)
		return;
	answer_cookie(page->request, COOKIE_NOTICE, "", 0);
	if (g_ascii_string_to_signed(text, 10, 1, NOTICES - 1, &notice, NULL))
		page_box(page, notice == NOTICE_STOPPED ? BOX_PROBLEM : BOX_NOTICE, _(notices[notice]));
}

static void begin(struct page *page, struct request *request, enum section section, const char *title, const struct url *feed)
{
	struct answer *answer = &request->answer;
	if (!answer->text)
		answer->text = g_string_sized_new(16384);
	g_string_truncate(answer->text, 0);
	*page = (struct page){ .request = request };
	html_start(&page->html, answer->text);
	put_head(page, title, feed);
	html_begin(&page->html, HTML_BODY);
	put_bar(page, section);
	html_begin(&page->html, HTML_MAIN);
	html_attr(&page->html, HTML_ID, "main");
	put_notice(page);
	if (request->problem)
		page_box(page, BOX_PROBLEM, request->problem);
}

void page_begin_bare(struct page *page, struct request *request, enum section section, const char *title)
{
	begin(page, request, section, title, NULL);
}

void page_begin_public(struct page *page, struct request *request, const char *title, const struct url *feed)
{
	begin(page, request, SECTION_NONE, title, feed);
	html_element(&page->html, HTML_H1, NULL, title);
}

void page_begin(struct page *page, struct request *request, enum section section, const char *title)
{
	page_begin_bare(page, request, section, title);
	html_element(&page->html, HTML_H1, NULL, title);
}

/* The same page in the other language; a form's answer has no address of its own. */
static void put_foot(struct page *page)
{
	struct html_writer *html = &page->html;
	gboolean english = strcmp(page->request->language, "en") == 0;
	g_auto(url_t) url = url_own("/language");
	url_add_segment(&url, english ? "vi" : "en");
	if (page->request->method == GET)
		url_add_query(&url, "then", page->request->target);
	html_begin(html, HTML_FOOTER);
	html_attr(html, HTML_CLASS, "foot");
	html_element(html, HTML_SPAN, NULL, _("No classified document is entered or kept here."));
	if (request_may(page->request, MAY_READ)) {
		g_auto(url_t) help = url_own("/help");
		html_begin(html, HTML_A);
		html_url(html, HTML_HREF, &help);
		html_attr(html, HTML_ACCESSKEY, "h");
		html_text(html, _("Help and keys (?)"));
		html_end(html, HTML_A);
	}
	html_begin(html, HTML_A);
	html_url(html, HTML_HREF, &url);
	html_attr(html, HTML_LANG, english ? "vi" : "en");
	html_text(html, english ? "Tiếng Việt" : "English");
	html_end(html, HTML_A);
	html_end(html, HTML_FOOTER);
}

gboolean page_end(struct page *page, GError **error)
{
	html_end(&page->html, HTML_MAIN);
	put_foot(page);
	html_end(&page->html, HTML_BODY);
	html_end(&page->html, HTML_HTML);
	page->request->answer.media = "text/html; charset=utf-8";
	return html_finish(&page->html, error);
}

char *moment_words(moment_t moment, const char *language)
{
	const gint64 local = moment / G_USEC_PER_SEC + 7 * 3600;
	const gint64 minutes = (local % 86400 + 86400) % 86400 / 60;
	g_autofree char *day = day_words(moment_day(moment), language);
	return g_strdup_printf("%02" G_GINT64_FORMAT ":%02" G_GINT64_FORMAT " %s", minutes / 60, minutes % 60, day);
}

char *day_words(day_t day, const char *language)
{
	int year, month, dom;
	(void)language;
	if (day == DAY_NONE)
		return g_strdup("");
	day_split(day, &year, &month, &dom);
	return g_strdup_printf("%02d/%02d/%d", dom, month, year);
}

struct url register_url(const struct reg *reg)
{
	struct url url = url_own("/registers");
	url_add_segment(&url, reg->id);
	return url;
}

struct url record_url(const struct reg *reg, gint64 id)
{
	char text[24];
	gboolean report = strcmp(reg->id, "report") == 0;
	struct url url = report ? url_own("/reports") : register_url(reg);
	g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, id);
	url_add_segment(&url, text);
	return url;
}

char *whole_address(const struct request *request, const struct url *url)
{
	const char *host = request->host ? request->host : "";
	gboolean sound = *host && strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]") == strlen(host);
	return sound ? g_strconcat(request->is_secure ? "https://" : "http://", host, url->text, NULL) : g_strdup(url->text);
}
