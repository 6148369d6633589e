/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in, in one step or two, and out. */
#include "auth/code.h"
#include "auth/password.h"
#include "web/limiter.h"
#include "web/page.h"
#include "web/pages.h"

#include <string.h>

/* Forms of those who have no session yet carry the token of this cookie. */
void have_form_token(struct request *request)
{
	if (request->token && strlen(request->token) >= 32)
		return;
	struct hash random = hash_random();
	g_free(request->token);
	request->token = hash_hex(&random);
	answer_cookie(request, COOKIE_FORM, request->token, 3600);
}

static gboolean show_form(struct request *request, const char *problem, GError **error)
{
	struct page page;
	g_auto(url_t) url = url_own("/sign-in");
	const char *then = request->form ? pairs_get(request->form, "then") : pairs_get(request->query, "then");
	have_form_token(request);
	page_begin_bare(&page, request, SECTION_NONE, _("Sign in"));
	html_begin(&page.html, HTML_DIV);
	html_attr(&page.html, HTML_CLASS, "card narrow");
	html_element(&page.html, HTML_H1, NULL, _("Sign in"));
	if (problem)
		page_box(&page, BOX_PROBLEM, problem);
	page_form(&page, &url, "stacked");
	if (then)
		page_hidden(&page, "then", then);
	page_input(&page, &(struct input){ .name = "name", .label = _("Account"), .value = pairs_get(request->form, "name"), .autocomplete = "username",
		.required = TRUE, .focus = TRUE, .most = 40 });
	page_input(&page, &(struct input){ .name = "password", .label = _("Password"), .type = "password", .autocomplete = "current-password",
		.required = TRUE, .most = PASSWORD_MOST });
	page_button(&page, "primary", NULL, NULL, _("Sign in"));
	html_end(&page.html, HTML_FORM);
	g_auto(url_t) everybody = url_own("/public");
	html_begin(&page.html, HTML_P);
	page_link(&page, &everybody, "alone", _("Published information"));
	html_end(&page.html, HTML_P);
	html_element(&page.html, HTML_P, "help", _("No account, or the password forgotten? The administrator of your office helps."));
	html_end(&page.html, HTML_DIV);
	return page_end(&page, error);
}

gboolean show_sign_in(struct request *request, GError **error)
{
	g_auto(url_t) home = url_own("/");
	if (request->account && request->session->stage == SESSION_FULL) {
		answer_redirect(request, &home);
		return TRUE;
	}
	return show_form(request, NULL, error);
}

/* What the writer does when somebody signs in, or fails to. */
struct entry {
	const char *name, *address, *agent;
	gboolean is_right, has_code;
	char *token;
};

static gboolean do_entry(struct app *app, void *data, GError **error)
{
	struct entry *entry = data;
	moment_t now = moment_now();
	if (!entry->is_right)
		return account_note_failure(app->store, entry->name, now, error);
	if (!entry->has_code && !account_note_entry(app->store, entry->name, now, error))
		return FALSE;
	entry->token = session_begin(app->store, entry->name, entry->has_code ? SESSION_CODE : SESSION_FULL, entry->address, entry->agent, now, error);
	return entry->token != NULL;
}

/* On to where they wanted to go; only to a page of ours. */
static void go_on(struct request *request, const char *token, const char *then, gboolean has_code)
{
	g_auto(url_t) url = url_own(has_code ? "/sign-in/code" : then && g_str_has_prefix(then, "/") ? then : "/");
	if (has_code && then)
		url_add_query(&url, "then", then);
	answer_cookie(request, COOKIE_SESSION, token, SESSION_HOURS * 3600);
	answer_redirect(request, &url);
}

static gboolean refuse(struct request *request, guint status, const char *problem, GError **error)
{
	request->answer.status = status;
	return show_form(request, problem, error);
}

gboolean sign_in(struct request *request, GError **error)
{
	const char *password = pairs_get(request->form, "password"), *given = pairs_get(request->form, "name");
	g_autofree char *name = g_ascii_strdown(given ? given : "", -1);
	g_strstrip(name);
	if (!limiter_allows(request->server->limiter, request->address, g_get_monotonic_time()))
		return refuse(request, 429, _("There were too many tries from your address. Wait a minute."), error);
	g_autoptr(account_t) account = account_read(request->app->store, name, NULL);
	if (account && account->locked_until > moment_now()) {
		g_autofree char *until = moment_words(account->locked_until, request->language);
		g_autofree char *problem = g_strdup_printf(_("After too many wrong passwords this account waits until %s."), until);
		return refuse(request, 429, problem, error);
	}
	struct entry entry = { .name = name, .address = request->address, .agent = request->agent };
	entry.is_right = password_matches(account && !account->disabled ? account->hash : NULL, password ? password : "");
	entry.has_code = account && account->has_code;
	if (!request_write(request, do_entry, &entry, error))
		return FALSE;
	g_autofree char *token = entry.token;
	if (!entry.is_right)
		return refuse(request, 422, _("Account and password do not fit together."), error);
	go_on(request, token, pairs_get(request->form, "then"), entry.has_code);
	return TRUE;
}

static gboolean show_code_form(struct request *request, const char *problem, GError **error)
{
	struct page page;
	g_auto(url_t) url = url_own("/sign-in/code");
	const char *then = request->form ? pairs_get(request->form, "then") : pairs_get(request->query, "then");
	page_begin_bare(&page, request, SECTION_NONE, _("One-time code"));
	html_begin(&page.html, HTML_DIV);
	html_attr(&page.html, HTML_CLASS, "card narrow");
	html_element(&page.html, HTML_H1, NULL, _("One-time code"));
	if (problem)
		page_box(&page, BOX_PROBLEM, problem);
	page_form(&page, &url, "stacked");
	if (then)
		page_hidden(&page, "then", then);
	page_input(&page, &(struct input){ .name = "code", .label = _("The six digits that your authenticator shows"), .autocomplete = "one-time-code",
		.inputmode = "numeric", .required = TRUE, .focus = TRUE, .most = 6 });
	page_button(&page, "primary", NULL, NULL, _("Sign in"));
	html_end(&page.html, HTML_FORM);
	html_end(&page.html, HTML_DIV);
	return page_end(&page, error);
}

/* Only for those who have given their password. */
static gboolean waits_for_code(struct request *request)
{
	g_auto(url_t) url = url_own("/sign-in");
	if (request->account && request->session->stage == SESSION_CODE)
		return TRUE;
	answer_redirect(request, &url);
	return FALSE;
}

gboolean show_code(struct request *request, GError **error)
{
	return !waits_for_code(request) || show_code_form(request, NULL, error);
}

/* A wrong one counts as a wrong password does, and stays counted: the answer is no error. */
gboolean give_code(struct request *request, GError **error)
{
	const char *code = pairs_get(request->form, "code");
	moment_t now = moment_now();
	gint64 counter;
	if (!waits_for_code(request))
		return TRUE;
	struct store *store = request->app->store;
	const struct account *account = request->account;
	gboolean locked = account->locked_until > now || !limiter_allows(request->server->limiter, request->address, g_get_monotonic_time());
	if (locked || !code_matches(account, code ? code : "", now, &counter))
		return (locked || account_note_failure(store, account->name, now, error)) &&
			show_code_form(request, locked ? _("There were too many tries. Wait a while.") : _("That code is not right, or was used already."), error);
	g_autofree char *token = NULL;
	if (!account_note_code(store, account->name, counter, error) || !account_note_entry(store, account->name, now, error) ||
		!session_end(store, account->name, request->session->id, error))
		return FALSE;
	token = session_begin(store, account->name, SESSION_FULL, request->address, request->agent, now, error);
	if (!token)
		return FALSE;
	go_on(request, token, pairs_get(request->form, "then"), FALSE);
	return TRUE;
}

gboolean sign_out(struct request *request, GError **error)
{
	g_auto(url_t) url = url_own("/sign-in");
	if (!session_end(request->app->store, request->account->name, request->session->id, error))
		return FALSE;
	answer_cookie(request, COOKIE_SESSION, "", 0);
	answer_redirect(request, &url);
	return TRUE;
}
