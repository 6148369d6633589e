/* SPDX-License-Identifier: Apache-2.0 */
/* An official makes something public, and withdraws it. */
#include "web/publish.h"
#include "store/attachment.h"
#include "web/pages.h"
#include "web/public.h"
#include "web/rights.h"
#include "web/show.h"

#include <string.h>

static void begin_form(struct page *page, const struct record *source)
{
	char number[24];
	g_auto(url_t) url = url_own("/publish");
	url_add_segment(&url, source->reg->id);
	g_snprintf(number, sizeof number, "%" G_GINT64_FORMAT, source->id);
	url_add_segment(&url, number);
	page_form(page, &url, "act");
}

/* Which of the attachments that are kept here. */
static void put_choice(struct page *page, const struct record *source)
{
	const struct value *value = record_value(source, "attachments");
	if (!value || value->kind != VALUE_LIST || strcmp(source->reg->id, "publication") != 0)
		return;
	html_begin(&page->html, HTML_LABEL);
	html_attr(&page->html, HTML_FOR, "publish-file");
	html_text(&page->html, _("File"));
	html_end(&page->html, HTML_LABEL);
	html_begin(&page->html, HTML_SELECT);
	html_attr(&page->html, HTML_ID, "publish-file");
	html_attr(&page->html, HTML_NAME, "file");
	for (guint i = 0; i < value->list->len; i++) {
		const char *text = ((const struct value *)value->list->pdata[i])->text, *name = file_value_name(text);
		g_autofree char *hash = g_strndup(text, name > text ? (gsize)(name - text) - 1 : 0);
		if (!*hash)
			continue;
		html_begin(&page->html, HTML_OPTION);
		html_attr(&page->html, HTML_VALUE, hash);
		html_text(&page->html, name);
		html_end(&page->html, HTML_OPTION);
	}
	html_end(&page->html, HTML_SELECT);
}

static void put_publish(struct page *page, const struct record *source)
{
	begin_form(page, source);
	page_input(page, &(struct input){ .name = "title", .label = _("Title for readers"), .value = record_text(source, reg_field(source->reg, "name") ? "name" : "title"), .most = 300 });
	page_input(page, &(struct input){ .name = "summary", .label = _("Summary for readers"), .most = 1000 });
	put_choice(page, source);
	page_input(page, &(struct input){ .name = "publish-why", .label = _("By whose decision"), .most = 300 });
	page_button(page, "primary", "act", "publish", _("Publish"));
	html_element(&page->html, HTML_P, "help", _("Everybody can read it then, without an account."));
	html_end(&page->html, HTML_FORM);
}

static void put_withdraw(struct page *page, const struct record *source)
{
	begin_form(page, source);
	page_input(page, &(struct input){ .name = "publish-why", .label = _("Why it is withdrawn"), .required = TRUE, .most = 300 });
	page_button(page, "secondary", "act", "withdraw", _("Withdraw"));
	html_end(&page->html, HTML_FORM);
}

static void put_turn(struct page *page, const struct change *change, const struct record *then)
{
	g_autofree char *at = moment_words(change->at, page->request->language);
	html_begin(&page->html, HTML_LI);
	html_element(&page->html, HTML_TIME, NULL, at);
	html_text(&page->html, " ");
	html_element(&page->html, HTML_STRONG, NULL, change->who);
	html_text(&page->html, " ");
	put_state(page, then);
	if (change->why && *change->why) {
		html_text(&page->html, " ");
		html_element(&page->html, HTML_Q, NULL, change->why);
	}
	html_end(&page->html, HTML_LI);
}

static gboolean put_turns(struct page *page, const struct record *release, GError **error)
{
	struct store *store = page->request->app->store;
	g_autoptr(GPtrArray) changes = store_timeline(store, KEY(release->office, release->id), error);
	if (!changes)
		return FALSE;
	html_begin(&page->html, HTML_OL);
	html_attr(&page->html, HTML_CLASS, "timeline");
	for (guint i = changes->len; i > 0; i--) {
		g_autoptr(record_t) then = change_record(store, release->reg, changes->pdata[i - 1], NULL, error);
		if (!then)
			return FALSE;
		put_turn(page, changes->pdata[i - 1], then);
	}
	html_end(&page->html, HTML_OL);
	return TRUE;
}

static void put_public_link(struct page *page, const struct record *release)
{
	g_autofree char *code = store_office_code(page->request->app->store, release->office);
	g_auto(url_t) url = release_url(code ? code : "-", release);
	html_begin(&page->html, HTML_P);
	page_link(page, &url, NULL, _("As everybody sees it"));
	html_end(&page->html, HTML_P);
}

gboolean put_publishing(struct page *page, const struct record *source, GError **error)
{
	GError *problem = NULL;
	gboolean may = request_may(page->request, MAY_PUBLISH) && is_publishable(source->reg) && may_publish(source, NULL);
	if (!is_publishable(source->reg))
		return TRUE;
	g_autoptr(record_t) release = release_of(page->request->app, source, &problem);
	if (problem) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	if (!release && !may)
		return TRUE;
	gboolean is_public = release && release_is_public(release);
	html_begin(&page->html, HTML_SECTION);
	html_attr(&page->html, HTML_CLASS, "card acts");
	html_element(&page->html, HTML_H2, NULL, _("Made public"));
	if (is_public)
		put_public_link(page, release);
	if (release && !put_turns(page, release, error))
		return FALSE;
	if (may && is_public)
		put_withdraw(page, source);
	else if (may)
		put_publish(page, source);
	html_end(&page->html, HTML_SECTION);
	return TRUE;
}

struct record *publish_locked(struct request *request, const struct record *source, const struct release_wish *wish, const char *why, GError **error)
{
	g_mutex_lock(&request->server->paper_lock);
	struct record *release = wish ? app_publish(request->app, source, wish, why, error) : app_withdraw(request->app, source, why, error);
	g_mutex_unlock(&request->server->paper_lock);
	return release;
}

gboolean publish_record(struct request *request, GError **error)
{
	const char *act = pairs_get(request->form, "act"), *why = pairs_get(request->form, "publish-why");
	g_autoptr(record_t) source = wanted_record(request, error);
	if (!source)
		return FALSE;
	gboolean withdraw = g_strcmp0(act, "withdraw") == 0;
	if (!withdraw && g_strcmp0(act, "publish") != 0)
		return fail(error, ERROR_INPUT, _("the form does not say what is to be done; open the page again"));
	struct release_wish wish = { pairs_get(request->form, "title"), pairs_get(request->form, "summary"), pairs_get(request->form, "file") };
	g_autoptr(record_t) release = publish_locked(request, source, withdraw ? NULL : &wish, why, error);
	if (!release)
		return FALSE;
	g_auto(url_t) url = record_url(source->reg, source->id);
	page_notice_next(request, withdraw ? NOTICE_WITHDRAWN : NOTICE_PUBLISHED);
	answer_redirect(request, &url);
	return TRUE;
}
