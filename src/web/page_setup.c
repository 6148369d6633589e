/* SPDX-License-Identifier: Apache-2.0 */
/* One-time links: the first administrator of a store, or a new password for somebody. */
#include "app/accounts.h"
#include "auth/invitation.h"
#include "auth/password.h"
#include "web/limiter.h"
#include "web/page.h"
#include "web/pages.h"

#include <string.h>

static void put_offices(struct page *page)
{
	struct app *app = page->request->app;
	g_autoptr(GArray) offices = store_offices(app->store, NULL);
	html_begin(&page->html, HTML_DIV);
	html_attr(&page->html, HTML_CLASS, "field");
	html_begin(&page->html, HTML_LABEL);
	html_attr(&page->html, HTML_FOR, "office");
	html_text(&page->html, _("Office"));
	html_end(&page->html, HTML_LABEL);
	html_begin(&page->html, HTML_SELECT);
	html_attr(&page->html, HTML_ID, "office");
	html_attr(&page->html, HTML_NAME, "office");
	for (guint i = 0; offices && i < offices->len; i++) {
		gint64 number = g_array_index(offices, gint64, i);
		g_autofree char *code = store_office_code(app->store, number);
		g_autoptr(record_t) record = app_office_record(app, number, NULL);
		html_begin(&page->html, HTML_OPTION);
		html_attr(&page->html, HTML_VALUE, code);
		html_text(&page->html, record ? record_text(record, "name") : code);
		html_end(&page->html, HTML_OPTION);
	}
	html_end(&page->html, HTML_SELECT);
	html_end(&page->html, HTML_DIV);
}

static gboolean show_form(struct request *request, const char *account, const char *problem, GError **error)
{
	struct page page;
	const char *title = *account ? _("A new password") : _("The first administrator");
	g_auto(url_t) url = url_own("/setup");
	url_add_segment(&url, request_parameter(request, 0));
	if (!request->token) {
		struct hash random = hash_random();
		request->token = hash_hex(&random);
		answer_cookie(request, COOKIE_FORM, request->token, 3600);
	}
	page_begin_bare(&page, request, SECTION_NONE, title);
	html_begin(&page.html, HTML_DIV);
	html_attr(&page.html, HTML_CLASS, "card narrow");
	html_element(&page.html, HTML_H1, NULL, title);
	if (problem)
		page_box(&page, BOX_PROBLEM, problem);
	page_form(&page, &url, "stacked");
	if (!*account) {
		put_offices(&page);
		page_input(&page, &(struct input){ .name = "person", .label = _("Full name"), .value = pairs_get(request->form, "person"), .required = TRUE, .most = 120 });
		page_input(&page, &(struct input){ .name = "name", .label = _("Account"), .value = pairs_get(request->form, "name"), .required = TRUE, .most = 40,
			.autocomplete = "username", .help = _("Lower-case letters without tones, digits, stops; such as lan.nt") });
	}
	page_input(&page, &(struct input){ .name = "password", .label = _("New password"), .type = "password", .autocomplete = "new-password", .required = TRUE,
		.most = PASSWORD_MOST, .help = _("At least 10 characters; a short sentence is easy to keep in mind.") });
	page_input(&page, &(struct input){ .name = "again", .label = _("Once more"), .type = "password", .autocomplete = "new-password", .required = TRUE, .most = PASSWORD_MOST });
	page_button(&page, "primary", NULL, NULL, _("Save"));
	html_end(&page.html, HTML_FORM);
	html_end(&page.html, HTML_DIV);
	return page_end(&page, error);
}

gboolean show_setup(struct request *request, GError **error)
{
	g_autofree char *account = invitation_find(request->app->store, request_parameter(request, 0), moment_now(), error);
	return account && show_form(request, account, NULL, error);
}

struct setting_up {
	struct request *request;
	const char *account, *name, *hash;
};

static gboolean make_administrator(struct app *app, const struct setting_up *setup, GError **error)
{
	const char *code = pairs_get(setup->request->form, "office"), *person = pairs_get(setup->request->form, "person");
	g_autoptr(account_t) account = g_new0(struct account, 1);
	const struct author author = { .who = setup->name, .why = "first administrator", .origin = setup->request->address };
	account->office = store_office(app->store, code ? code : "", error);
	account->name = g_strdup(setup->name);
	account->person = g_strstrip(g_strdup(person ? person : ""));
	account->division = g_strdup("");
	account->hash = g_strdup(setup->hash);
	if (!*account->person)
		return fail(error, ERROR_INPUT, _("an account needs the name of the person, of 120 characters at most"));
	return account->office && roles_parse("administrator", &account->roles, error) && account_write(app->store, account, &author, "added", error);
}

static gboolean set_password(struct app *app, const struct setting_up *setup, GError **error)
{
	const struct author author = { .who = setup->account, .why = "one-time link", .origin = setup->request->address };
	g_autoptr(account_t) account = account_read(app->store, setup->account, error);
	if (!account)
		return FALSE;
	g_free(account->hash);
	account->hash = g_strdup(setup->hash);
	account->must_change = FALSE;
	account->failures = 0;
	account->locked_until = 0;
	return account_write(app->store, account, &author, "password", error) && session_end_all(app->store, account->name, NULL, error);
}

/* Looked up again: two may hold the same link. */
static gboolean do_set_up(struct app *app, void *data, GError **error)
{
	const struct setting_up *setup = data;
	const char *token = request_parameter(setup->request, 0);
	g_autofree char *account = invitation_find(app->store, token, moment_now(), error);
	if (!account || strcmp(account, setup->account) != 0)
		return FALSE;
	return (*account ? set_password(app, setup, error) : make_administrator(app, setup, error)) && invitation_use(app->store, token, error);
}

static gboolean try_set_up(struct request *request, const char *account, const char *name, GError **error)
{
	const char *password = pairs_get(request->form, "password"), *again = pairs_get(request->form, "again");
	if (!password || g_strcmp0(password, again) != 0)
		return fail(error, ERROR_INPUT, _("The two passwords differ."));
	if (!account_name_acceptable(name, error) || !password_acceptable(password, name, error))
		return FALSE;
	g_autofree char *hash = password_hash(password, error);
	struct setting_up setup = { request, account, name, hash };
	return hash && request_write(request, do_set_up, &setup, error);
}

gboolean set_up(struct request *request, GError **error)
{
	GError *problem = NULL;
	g_auto(url_t) url = url_own("/sign-in");
	if (!limiter_allows(request->server->limiter, request->address, g_get_monotonic_time())) {
		answer_status(request, 429, _("There were too many tries from your address. Wait a minute."));
		return FALSE;
	}
	g_autofree char *account = invitation_find(request->app->store, request_parameter(request, 0), moment_now(), error);
	const char *given = pairs_get(request->form, "name");
	if (!account)
		return FALSE;
	g_autofree char *name = g_strstrip(g_strdup(*account ? account : given ? given : ""));
	if (!try_set_up(request, account, name, &problem)) {
		if (!g_error_matches(problem, ERROR_DOMAIN, ERROR_INPUT) && !g_error_matches(problem, ERROR_DOMAIN, ERROR_CONFLICT)) {
			g_propagate_error(error, problem);
			return FALSE;
		}
		request->answer.status = 422;
		gboolean shown = show_form(request, account, problem->message, error);
		g_error_free(problem);
		return shown;
	}
	answer_redirect(request, &url);
	return TRUE;
}
