/* SPDX-License-Identifier: Apache-2.0 */
/* In one's own account: the tokens by which programs use the API in one's name. */
#include "app/accounts.h"
#include "auth/password.h"
#include "web/account.h"
#include "web/pages.h"

#include <string.h>

static void put_token(struct page *page, const struct api_token *token)
{
	struct html_writer *html = &page->html;
	const char *language = page->request->language;
	g_autofree char *until = moment_words(token->until, language), *seen = token->seen ? moment_words(token->seen, language) : NULL;
	g_autofree char *scopes = scopes_text(token->scopes), *brief = g_strndup(token->id, TOKEN_BRIEF);
	g_auto(url_t) url = url_own("/account/tokens");
	url_add_segment(&url, brief);
	url_add_segment(&url, "revoke");
	html_begin(html, HTML_TR);
	html_element(html, HTML_TD, NULL, token->name);
	html_element(html, HTML_TD, NULL, scopes);
	html_element(html, HTML_TD, NULL, until);
	html_element(html, HTML_TD, NULL, seen);
	html_begin(html, HTML_TD);
	page_form(page, &url, NULL);
	page_button(page, "quiet", NULL, NULL, _("Take back"));
	html_end(html, HTML_FORM);
	html_end(html, HTML_TD);
	html_end(html, HTML_TR);
}

static void put_list(struct page *page, const GPtrArray *list)
{
	const char *const heads[] = { _("Program"), _("Scopes"), _("Good until"), _("Last used"), "", NULL };
	page_scroll(page, _("Tokens for programs"));
	html_begin(&page->html, HTML_TABLE);
	page_table_heads(page, heads);
	for (guint i = 0; i < list->len; i++)
		put_token(page, list->pdata[i]);
	html_end(&page->html, HTML_TBODY);
	html_end(&page->html, HTML_TABLE);
	html_end(&page->html, HTML_DIV);
}

static void put_scopes(struct page *page)
{
	struct html_writer *html = &page->html;
	html_begin(html, HTML_FIELDSET);
	html_element(html, HTML_LEGEND, NULL, _("What the program may do"));
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "ticks");
	for (const struct auth_scope *scope = auth_scopes; scope->id; scope++) {
		html_begin(html, HTML_LABEL);
		html_attr(html, HTML_CLASS, "tick");
		html_begin(html, HTML_INPUT);
		html_attr(html, HTML_TYPE, "checkbox");
		html_attr(html, HTML_NAME, "scope");
		html_attr(html, HTML_VALUE, scope->id);
		html_flag(html, HTML_CHECKED, page->request->problem && pairs_has(page->request->form, "scope", scope->id));
		html_end(html, HTML_INPUT);
		html_text(html, " ");
		html_text(html, label_text(&scope->label, page->request->language));
		html_end(html, HTML_LABEL);
	}
	html_end(html, HTML_DIV);
	html_end(html, HTML_FIELDSET);
}

static void put_form(struct page *page)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) url = url_own("/account/tokens");
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, "card");
	html_element(html, HTML_H2, NULL, _("Make a token"));
	page_form(page, &url, "stacked");
	page_input(page, &(struct input){ .name = "name", .label = _("Program"), .required = TRUE, .most = TOKEN_NAME_MOST,
		.help = _("Which program will use it, and where.") });
	put_scopes(page);
	page_input(page, &(struct input){ .name = "days", .label = _("Days"), .value = "90", .inputmode = "numeric", .required = TRUE, .most = 3,
		.help = _("From 1 to 366.") });
	page_input(page, &(struct input){ .name = "password", .label = _("Password"), .type = "password", .autocomplete = "current-password",
		.required = TRUE, .most = PASSWORD_MOST });
	page_button(page, "secondary", NULL, NULL, _("Make a token"));
	html_end(html, HTML_FORM);
	html_end(html, HTML_SECTION);
}

gboolean show_tokens(struct request *request, GError **error)
{
	struct page page;
	g_autoptr(GPtrArray) list = api_token_list(request->app->store, request->account->name, error);
	g_auto(url_t) back = url_own("/account");
	if (!list)
		return FALSE;
	page_begin(&page, request, SECTION_NONE, _("Tokens for programs"));
	html_element(&page.html, HTML_P, NULL, _("A program that uses the API (/api/v1) shows a token of yours instead of your password. It may at most what you may, and only what its scopes say."));
	if (list->len)
		put_list(&page, list);
	else
		page_empty(&page, _("No program works in your name"), NULL);
	put_form(&page);
	html_begin(&page.html, HTML_P);
	page_link(&page, &back, "button", _("Your account"));
	html_end(&page.html, HTML_P);
	return page_end(&page, error);
}

struct making {
	const char *account;
	struct api_token_wish wish;
	char *token;
};

static gboolean do_make(struct app *app, void *data, GError **error)
{
	struct making *making = data;
	making->token = app_token_make(app, making->account, &making->wish, error);
	return making->token != NULL;
}

static gboolean read_wish(const struct request *request, struct api_token_wish *wish, GError **error)
{
	const char *days = pairs_get(request->form, "days");
	g_autoptr(GString) scopes = g_string_new(NULL);
	for (guint i = 0; i < request->form->list->len; i++) {
		const struct pair *pair = request->form->list->pdata[i];
		if (strcmp(pair->name, "scope") == 0)
			g_string_append_printf(scopes, " %s", pair->value);
	}
	wish->name = pairs_get(request->form, "name");
	if (!days || !g_ascii_string_to_signed(days, 10, 1, TOKEN_DAYS_MOST, &wish->days, NULL))
		return fail(error, ERROR_INPUT, _("a token lasts from 1 to %d days"), TOKEN_DAYS_MOST);
	return scopes_parse(scopes->str, &wish->scopes, error);
}

/* Shown once: the store keeps only its hash. */
static gboolean show_made(struct request *request, const char *token, GError **error)
{
	struct page page;
	g_auto(url_t) back = url_own("/account/tokens");
	page_begin(&page, request, SECTION_NONE, _("Tokens for programs"));
	page_box(&page, BOX_NOTICE, _("Give this token to the program. It is shown only now; whoever has it works in your name."));
	html_element(&page.html, HTML_P, "copy", token);
	html_begin(&page.html, HTML_P);
	page_link(&page, &back, "button", _("Tokens for programs"));
	html_end(&page.html, HTML_P);
	return page_end(&page, error);
}

gboolean make_token(struct request *request, GError **error)
{
	struct making making = { .account = request->account->name };
	GError *problem = NULL;
	if (!account_password_given(request, &problem) || !read_wish(request, &making.wish, &problem) || !request_write(request, do_make, &making, &problem))
		return page_again(request, show_tokens, problem, error);
	gboolean shown = show_made(request, making.token, error);
	g_free(making.token);
	return shown;
}

gboolean revoke_token(struct request *request, GError **error)
{
	g_auto(url_t) url = url_own("/account/tokens");
	if (!app_token_revoke(request->app, request->account->name, request_parameter(request, 0), error))
		return FALSE;
	page_notice_next(request, NOTICE_REVOKED);
	answer_redirect(request, &url);
	return TRUE;
}
