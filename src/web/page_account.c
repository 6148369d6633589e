/* SPDX-License-Identifier: Apache-2.0 */
/* One's own account: password, sessions, one-time codes. */
#include "app/accounts.h"
#include "auth/code.h"
#include "auth/password.h"
#include "web/account.h"
#include "web/limiter.h"
#include "web/pages.h"

#include <string.h>

static void put_who(struct page *page)
{
	const struct account *account = page->request->account;
	g_autofree char *roles = roles_label(account->roles, page->request->language);
	g_auto(url_t) url = url_own("/account/password"), tokens = url_own("/account/tokens");
	html_begin(&page->html, HTML_DL);
	html_attr(&page->html, HTML_CLASS, "fields card");
	page_fact(page, _("Name"), account->person);
	page_fact(page, _("Account"), account->name);
	page_fact(page, _("Roles"), roles);
	if (*account->division)
		page_fact(page, _("Division"), account->division);
	html_end(&page->html, HTML_DL);
	html_begin(&page->html, HTML_P);
	page_link(page, &url, "button", _("Change the password"));
	if (request_may(page->request, MAY_READ)) {
		html_text(&page->html, " ");
		page_link(page, &tokens, "button", _("Tokens for programs"));
	}
	html_end(&page->html, HTML_P);
}

static void put_session(struct page *page, const struct session *session)
{
	struct html_writer *html = &page->html;
	const char *language = page->request->language;
	g_autofree char *began = moment_words(session->began, language), *seen = moment_words(session->seen, language);
	gboolean own = strcmp(session->id, page->request->session->id) == 0;
	g_auto(url_t) url = url_own("/account/sessions");
	url_add_segment(&url, session->id);
	url_add_segment(&url, "end");
	html_begin(html, HTML_TR);
	html_element(html, HTML_TD, NULL, began);
	html_element(html, HTML_TD, NULL, seen);
	html_element(html, HTML_TD, NULL, session->address);
	html_element(html, HTML_TD, "agent", session->agent);
	html_begin(html, HTML_TD);
	if (own) {
		html_element(html, HTML_STRONG, NULL, _("this one"));
	} else {
		page_form(page, &url, NULL);
		page_button(page, "quiet", NULL, NULL, _("End"));
		html_end(html, HTML_FORM);
	}
	html_end(html, HTML_TD);
	html_end(html, HTML_TR);
}

static gboolean put_sessions(struct page *page, GError **error)
{
	struct html_writer *html = &page->html;
	const char *const heads[] = { _("Began"), _("Last used"), _("From"), _("Program"), "" };
	g_autoptr(GPtrArray) list = session_list(page->request->app->store, page->request->account->name, moment_now(), error);
	g_auto(url_t) url = url_own("/account/sessions/end");
	if (!list)
		return FALSE;
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, "card");
	html_element(html, HTML_H2, NULL, _("Where you are signed in"));
	page_scroll(page, _("Where you are signed in"));
	html_begin(html, HTML_TABLE);
	html_begin(html, HTML_THEAD);
	html_begin(html, HTML_TR);
	for (guint i = 0; i < G_N_ELEMENTS(heads); i++)
		html_element(html, *heads[i] ? HTML_TH : HTML_TD, NULL, heads[i]);
	html_end(html, HTML_TR);
	html_end(html, HTML_THEAD);
	html_begin(html, HTML_TBODY);
	for (guint i = 0; i < list->len; i++)
		put_session(page, list->pdata[i]);
	html_end(html, HTML_TBODY);
	html_end(html, HTML_TABLE);
	html_end(html, HTML_DIV);
	if (list->len > 1) {
		page_form(page, &url, NULL);
		page_button(page, "secondary", NULL, NULL, _("End all others"));
		html_end(html, HTML_FORM);
	}
	html_end(html, HTML_SECTION);
	return TRUE;
}

static void put_password(struct page *page)
{
	page_input(page, &(struct input){ .name = "password", .label = _("Password"), .type = "password", .autocomplete = "current-password",
		.required = TRUE, .most = PASSWORD_MOST });
}

static void put_codes(struct page *page)
{
	struct html_writer *html = &page->html;
	gboolean on = page->request->account->has_code;
	g_auto(url_t) url = url_own(on ? "/account/codes/off" : "/account/codes/on");
	if (!request_may(page->request, MAY_READ))
		return;
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, "card");
	html_element(html, HTML_H2, NULL, _("One-time codes"));
	html_element(html, HTML_P, NULL, on ? _("They are on: each sign-in asks for the six digits of your authenticator.") :
		_("With an authenticator on your telephone nobody signs in with your password alone."));
	page_form(page, &url, "stacked");
	put_password(page);
	page_button(page, "secondary", NULL, NULL, on ? _("Turn them off") : _("Turn them on"));
	html_end(html, HTML_FORM);
	html_end(html, HTML_SECTION);
}

gboolean show_account(struct request *request, GError **error)
{
	struct page page;
	page_begin(&page, request, SECTION_NONE, _("Your account"));
	put_who(&page);
	if (!put_sessions(&page, error) || !put_feed(&page, error)) {
		html_clear(&page.html);
		return FALSE;
	}
	put_codes(&page);
	return page_end(&page, error);
}

static gboolean show_password_form(struct request *request, const char *problem, GError **error)
{
	struct page page;
	g_auto(url_t) url = url_own("/account/password");
	page_begin_bare(&page, request, SECTION_NONE, _("Change the password"));
	html_begin(&page.html, HTML_DIV);
	html_attr(&page.html, HTML_CLASS, "card narrow");
	html_element(&page.html, HTML_H1, NULL, _("Change the password"));
	if (problem)
		page_box(&page, BOX_PROBLEM, problem);
	else if (request->account->must_change)
		page_box(&page, BOX_HINT, _("The password that you were given is good once. Choose your own now."));
	page_form(&page, &url, "stacked");
	put_password(&page);
	page_input(&page, &(struct input){ .name = "new", .label = _("New password"), .type = "password", .autocomplete = "new-password", .required = TRUE,
		.most = PASSWORD_MOST, .help = _("At least 10 characters; a short sentence is easy to keep in mind.") });
	page_input(&page, &(struct input){ .name = "again", .label = _("Once more"), .type = "password", .autocomplete = "new-password", .required = TRUE, .most = PASSWORD_MOST });
	page_button(&page, "primary", NULL, NULL, _("Save"));
	html_end(&page.html, HTML_FORM);
	html_end(&page.html, HTML_DIV);
	return page_end(&page, error);
}

gboolean show_password(struct request *request, GError **error)
{
	return show_password_form(request, NULL, error);
}

/* What the writer does with one's own account: a change of it, and a new session in place of all others. */
struct own_change {
	struct request *request;
	struct account *account;
	const char *act;
	char *token;
};

static gboolean do_change(struct app *app, void *data, GError **error)
{
	struct own_change *change = data;
	const struct author author = { .who = change->account->name, .origin = change->request->address };
	if (!account_write(app->store, change->account, &author, change->act, error) ||
		!session_end_all(app->store, change->account->name, NULL, error))
		return FALSE;
	change->token = session_begin(app->store, change->account->name, SESSION_FULL, change->request->address, change->request->agent, moment_now(), error);
	return change->token != NULL;
}

static gboolean write_own(struct request *request, struct account *account, const char *act, GError **error)
{
	struct own_change change = { .request = request, .account = account, .act = act };
	if (!request_write(request, do_change, &change, error))
		return FALSE;
	answer_cookie(request, COOKIE_SESSION, change.token, SESSION_HOURS * 3600);
	g_free(change.token);
	return TRUE;
}

/* Whoever finds a session open does not find the password: it is asked for again, and tries are counted. */
gboolean account_password_given(struct request *request, GError **error)
{
	const char *password = pairs_get(request->form, "password");
	if (!limiter_allows(request->server->limiter, request->address, g_get_monotonic_time()))
		return fail(error, ERROR_INPUT, _("There were too many tries from your address. Wait a minute."));
	return password_matches(request->account->hash, password ? password : "") || fail(error, ERROR_INPUT, _("That is not your password."));
}

static gboolean try_password(struct request *request, GError **error)
{
	const char *password = pairs_get(request->form, "new"), *again = pairs_get(request->form, "again");
	g_autoptr(account_t) account = NULL;
	if (!account_password_given(request, error))
		return FALSE;
	if (!password || g_strcmp0(password, again) != 0)
		return fail(error, ERROR_INPUT, _("The two passwords differ."));
	if (!password_acceptable(password, request->account->name, error))
		return FALSE;
	if (password_matches(request->account->hash, password))
		return fail(error, ERROR_INPUT, _("The new password is the old one."));
	account = account_read(request->app->store, request->account->name, error);
	char *hash = account ? password_hash(password, error) : NULL;
	if (!hash)
		return FALSE;
	g_free(account->hash);
	account->hash = hash;
	account->must_change = FALSE;
	return write_own(request, account, "password", error);
}

gboolean change_password(struct request *request, GError **error)
{
	GError *problem = NULL;
	g_auto(url_t) url = url_own("/");
	if (try_password(request, &problem)) {
		page_notice_next(request, NOTICE_PASSWORD);
		answer_redirect(request, &url);
		return TRUE;
	}
	if (!g_error_matches(problem, ERROR_DOMAIN, ERROR_INPUT)) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	request->answer.status = 422;
	gboolean shown = show_password_form(request, problem->message, error);
	g_error_free(problem);
	return shown;
}

static gboolean back(struct request *request, enum notice notice)
{
	g_auto(url_t) url = url_own("/account");
	page_notice_next(request, notice);
	answer_redirect(request, &url);
	return TRUE;
}

gboolean end_session(struct request *request, GError **error)
{
	return session_end(request->app->store, request->account->name, request_parameter(request, 0), error) && back(request, NOTICE_ENDED);
}

gboolean end_other_sessions(struct request *request, GError **error)
{
	return session_end_all(request->app->store, request->account->name, request->session->id, error) && back(request, NOTICE_ENDED);
}

/* The secret in fours, for typing. */
static char *in_fours(const char *text)
{
	GString *out = g_string_new(NULL);
	for (gsize i = 0; text[i]; i++)
		g_string_append_printf(out, "%s%c", i && i % 4 == 0 ? " " : "", text[i]);
	return g_string_free(out, FALSE);
}

/* The secret is kept by nobody until a code shows that it arrived: the form carries it there and back. */
static gboolean show_secret(struct request *request, const struct account *account, const char *problem, GError **error)
{
	struct page page;
	g_autofree char *secret = code_secret_text(account), *fours = in_fours(secret), *address = code_address(account, "Ngoai vu");
	char hex[2 * CODE_SECRET_BYTES + 1];
	g_auto(url_t) url = url_own("/account/codes/confirm");
	sodium_bin2hex(hex, sizeof hex, account->secret, sizeof account->secret);
	page_begin_bare(&page, request, SECTION_NONE, _("One-time codes"));
	html_begin(&page.html, HTML_DIV);
	html_attr(&page.html, HTML_CLASS, "card narrow");
	html_element(&page.html, HTML_H1, NULL, _("One-time codes"));
	if (problem)
		page_box(&page, BOX_PROBLEM, problem);
	html_element(&page.html, HTML_P, NULL, _("Enter this key in your authenticator (type: time-based), then the six digits that it shows:"));
	html_element(&page.html, HTML_P, "key", fours);
	html_element(&page.html, HTML_P, "help", address);
	page_form(&page, &url, "stacked");
	page_hidden(&page, "secret", hex);
	page_input(&page, &(struct input){ .name = "code", .label = _("The six digits that your authenticator shows"), .autocomplete = "one-time-code",
		.inputmode = "numeric", .required = TRUE, .focus = TRUE, .most = 6 });
	page_button(&page, "primary", NULL, NULL, _("Turn them on"));
	html_end(&page.html, HTML_FORM);
	html_end(&page.html, HTML_DIV);
	sodium_memzero(hex, sizeof hex);
	return page_end(&page, error);
}

gboolean turn_codes_on(struct request *request, GError **error)
{
	GError *problem = NULL;
	g_autoptr(account_t) account = account_read(request->app->store, request->account->name, error);
	if (!account)
		return FALSE;
	if (!account_password_given(request, &problem))
		return page_again(request, show_account, problem, error);
	if (account->has_code)
		return fail(error, ERROR_CONFLICT, _("One-time codes are on already."));
	code_new_secret(account);
	return show_secret(request, account, NULL, error);
}

gboolean confirm_codes(struct request *request, GError **error)
{
	const char *hex = pairs_get(request->form, "secret"), *code = pairs_get(request->form, "code");
	gint64 counter;
	size_t length = 0;
	g_autoptr(account_t) account = account_read(request->app->store, request->account->name, error);
	if (!account)
		return FALSE;
	if (account->has_code)
		return fail(error, ERROR_CONFLICT, _("One-time codes are on already."));
	if (!hex || sodium_hex2bin(account->secret, sizeof account->secret, hex, strlen(hex), NULL, &length, NULL) != 0 || length != sizeof account->secret)
		return fail(error, ERROR_INPUT, _("the form did not arrive whole; send it again"));
	account->has_code = TRUE;
	account->code_last = 0;
	if (!code_matches(account, code ? code : "", moment_now(), &counter))
		return show_secret(request, account, _("That code is not right; look whether the clock of your telephone is."), error);
	account->code_last = counter;
	return write_own(request, account, "codes on", error) && back(request, NOTICE_CODES_ON);
}

gboolean turn_codes_off(struct request *request, GError **error)
{
	g_autoptr(account_t) account = account_read(request->app->store, request->account->name, error);
	GError *problem = NULL;
	if (!account)
		return FALSE;
	if (!account_password_given(request, &problem))
		return page_again(request, show_account, problem, error);
	account->has_code = FALSE;
	account->code_last = 0;
	return write_own(request, account, "codes off", error) && back(request, NOTICE_CODES_OFF);
}
