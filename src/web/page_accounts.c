/* SPDX-License-Identifier: Apache-2.0 */
/* Accounts of an office, for its administrator. */
#include "app/accounts.h"
#include "auth/invitation.h"
#include "web/account.h"
#include "web/pages.h"

#include <string.h>

static const char *state_words(const struct account *account)
{
	if (account->disabled)
		return _("disabled");
	if (account->locked_until > moment_now())
		return _("waiting after wrong passwords");
	if (!account->hash)
		return _("no password yet");
	return account->must_change ? _("must change the password") : _("active");
}

static struct url account_url(const char *name)
{
	struct url url = url_own("/accounts");
	url_add_segment(&url, name);
	return url;
}

static void put_account(struct page *page, const struct account *account)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) url = account_url(account->name);
	g_autofree char *roles = roles_label(account->roles, page->request->language);
	g_autofree char *last = account->last_at ? moment_words(account->last_at, page->request->language) : NULL;
	html_begin(html, HTML_TR);
	html_begin(html, HTML_TD);
	html_attr(html, HTML_CLASS, "name");
	page_link(page, &url, NULL, account->person);
	html_end(html, HTML_TD);
	html_element(html, HTML_TD, NULL, account->name);
	html_element(html, HTML_TD, NULL, account->division);
	html_element(html, HTML_TD, NULL, roles);
	html_element(html, HTML_TD, NULL, state_words(account));
	html_element(html, HTML_TD, NULL, account->has_code ? _("on") : _("off"));
	html_element(html, HTML_TD, NULL, last);
	html_end(html, HTML_TR);
}

gboolean list_accounts(struct request *request, GError **error)
{
	struct page page;
	const char *const heads[] = { _("Name"), _("Account"), _("Division"), _("Roles"), _("State"), _("One-time codes"), _("Last signed in") };
	g_autoptr(GPtrArray) list = account_list(request->app->store, request_office(request), error);
	g_auto(url_t) url = url_own("/accounts/new");
	if (!list)
		return FALSE;
	page_begin_bare(&page, request, SECTION_ACCOUNTS, _("Accounts"));
	html_begin(&page.html, HTML_DIV);
	html_attr(&page.html, HTML_CLASS, "headline");
	html_element(&page.html, HTML_H1, NULL, _("Accounts"));
	page_link(&page, &url, "button primary", _("New account"));
	html_end(&page.html, HTML_DIV);
	page_scroll(&page, _("Accounts"));
	html_begin(&page.html, HTML_TABLE);
	html_attr(&page.html, HTML_CLASS, "list");
	html_begin(&page.html, HTML_THEAD);
	html_begin(&page.html, HTML_TR);
	for (guint i = 0; i < G_N_ELEMENTS(heads); i++)
		html_element(&page.html, HTML_TH, NULL, heads[i]);
	html_end(&page.html, HTML_TR);
	html_end(&page.html, HTML_THEAD);
	html_begin(&page.html, HTML_TBODY);
	for (guint i = 0; i < list->len; i++)
		put_account(&page, list->pdata[i]);
	html_end(&page.html, HTML_TBODY);
	html_end(&page.html, HTML_TABLE);
	html_end(&page.html, HTML_DIV);
	return page_end(&page, error);
}

static void put_roles(struct page *page, guint chosen)
{
	struct html_writer *html = &page->html;
	html_begin(html, HTML_FIELDSET);
	html_element(html, HTML_LEGEND, NULL, _("Roles"));
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "ticks");
	for (const struct auth_role *role = auth_roles; role->id; role++) {
		html_begin(html, HTML_LABEL);
		html_attr(html, HTML_CLASS, "tick");
		html_begin(html, HTML_INPUT);
		html_attr(html, HTML_TYPE, "checkbox");
		html_attr(html, HTML_NAME, "role");
		html_attr(html, HTML_VALUE, role->id);
		html_flag(html, HTML_CHECKED, (chosen & (1u << (role - auth_roles))) != 0);
		html_end(html, HTML_INPUT);
		html_text(html, " ");
		html_text(html, label_text(&role->label, page->request->language));
		html_end(html, HTML_LABEL);
	}
	html_end(html, HTML_DIV);
	html_end(html, HTML_FIELDSET);
}

static void put_division_option(struct page *page, const char *code, const char *name, const char *chosen)
{
	html_begin(&page->html, HTML_OPTION);
	html_attr(&page->html, HTML_VALUE, code);
	html_flag(&page->html, HTML_SELECTED, g_strcmp0(code, chosen) == 0);
	html_text(&page->html, name);
	html_end(&page->html, HTML_OPTION);
}

static void put_divisions(struct page *page, const char *chosen)
{
	g_autoptr(GHashTable) divisions = office_divisions(page->request->app->store, request_office(page->request), NULL);
	GHashTableIter iter;
	gpointer code, name;
	html_begin(&page->html, HTML_DIV);
	html_attr(&page->html, HTML_CLASS, "field");
	html_begin(&page->html, HTML_LABEL);
	html_attr(&page->html, HTML_FOR, "division");
	html_text(&page->html, _("Division"));
	html_end(&page->html, HTML_LABEL);
	html_begin(&page->html, HTML_SELECT);
	html_attr(&page->html, HTML_ID, "division");
	html_attr(&page->html, HTML_NAME, "division");
	put_division_option(page, "", _("none"), chosen);
	if (divisions) {
		g_hash_table_iter_init(&iter, divisions);
		while (g_hash_table_iter_next(&iter, &code, &name))
			put_division_option(page, code, name, chosen);
	}
	html_end(&page->html, HTML_SELECT);
	html_end(&page->html, HTML_DIV);
}

/* The roles that the form ticks, by blanks. */
static char *form_roles(const struct request *request)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; request->form && i < request->form->list->len; i++) {
		const struct pair *pair = request->form->list->pdata[i];
		if (strcmp(pair->name, "role") == 0)
			g_string_append_printf(text, "%s%s", text->len ? " " : "", pair->value);
	}
	return g_string_free(text, FALSE);
}

static void put_fields(struct page *page, const struct account *account)
{
	const struct pairs *sent = page->request->form;
	g_autofree char *roles = form_roles(page->request);
	guint chosen = account ? account->roles : 0;
	if (*roles)
		roles_parse(roles, &chosen, NULL);
	page_input(page, &(struct input){ .name = "person", .label = _("Full name"), .required = TRUE, .most = 120,
		.value = sent ? pairs_get(sent, "person") : account ? account->person : NULL });
	put_divisions(page, sent ? pairs_get(sent, "division") : account ? account->division : NULL);
	put_roles(page, chosen);
}

static gboolean show_new(struct request *request, const char *problem, GError **error)
{
	struct page page;
	g_auto(url_t) url = url_own("/accounts");
	page_begin_bare(&page, request, SECTION_ACCOUNTS, _("New account"));
	html_begin(&page.html, HTML_DIV);
	html_attr(&page.html, HTML_CLASS, "card narrow");
	html_element(&page.html, HTML_H1, NULL, _("New account"));
	if (problem)
		page_box(&page, BOX_PROBLEM, problem);
	page_form(&page, &url, "stacked");
	page_input(&page, &(struct input){ .name = "name", .label = _("Account"), .value = pairs_get(request->form, "name"), .required = TRUE, .most = 40,
		.help = _("Lower-case letters without tones, digits, stops; such as lan.nt") });
	put_fields(&page, NULL);
	page_button(&page, "primary", NULL, NULL, _("Make the account"));
	html_end(&page.html, HTML_FORM);
	html_element(&page.html, HTML_P, "help", _("Then a link is shown, by which the person sets the password."));
	html_end(&page.html, HTML_DIV);
	return page_end(&page, error);
}

gboolean show_new_account(struct request *request, GError **error)
{
	return show_new(request, NULL, error);
}

/* The link is shown once: the store knows only its hash. */
static gboolean show_link(struct request *request, const char *name, GError **error)
{
	struct page page;
	g_autofree char *token = invitation_make(request->app->store, name, moment_now(), error);
	g_auto(url_t) setup = url_own("/setup"), back = url_own("/accounts");
	if (!token)
		return FALSE;
	url_add_segment(&setup, token);
	page_begin(&page, request, SECTION_ACCOUNTS, _("A link to set the password"));
	page_box(&page, BOX_NOTICE, _("Give this link to the person. It is good once, for 24 hours, and is not shown again."));
	html_begin(&page.html, HTML_P);
	html_attr(&page.html, HTML_CLASS, "copy");
	page_link(&page, &setup, NULL, setup.text);
	html_end(&page.html, HTML_P);
	html_begin(&page.html, HTML_P);
	page_link(&page, &back, "button", _("Accounts"));
	html_end(&page.html, HTML_P);
	return page_end(&page, error);
}

static gboolean is_mistake(const GError *problem)
{
	return g_error_matches(problem, ERROR_DOMAIN, ERROR_INPUT) || g_error_matches(problem, ERROR_DOMAIN, ERROR_CONFLICT) ||
		g_error_matches(problem, ERROR_DOMAIN, ERROR_REFUSED);
}

/* A mistake, told above the form that is shown again; anything else goes on as an error. */
enum { MISTAKE_STATUS = 422 };

gboolean create_account(struct request *request, GError **error)
{
	GError *problem = NULL;
	const char *given = pairs_get(request->form, "name");
	g_autofree char *name = g_strstrip(g_strdup(given ? given : "")), *roles = form_roles(request);
	struct account_wish wish = { .person = pairs_get(request->form, "person"), .division = pairs_get(request->form, "division"), .roles = roles };
	if (app_account_add(request->app, name, request_office(request), &wish, &problem))
		return show_link(request, name, error);
	if (!is_mistake(problem)) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	request->answer.status = MISTAKE_STATUS;
	gboolean shown = show_new(request, problem->message, error);
	g_error_free(problem);
	return shown;
}

struct account *wanted_account(struct request *request, GError **error)
{
	const char *name = request_parameter(request, 0);
	g_autoptr(account_t) account = account_read(request->app->store, name, error);
	if (!account || account->office == request_office(request))
		return g_steal_pointer(&account);
	fail(error, ERROR_ABSENT, _("%s: there is no such account"), name);
	return NULL;
}

static void put_disable(struct page *page, const struct account *account)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) url = account_url(account->name);
	url_add_segment(&url, "disable");
	page_form(page, &url, "act");
	page_hidden(page, "act", account->disabled ? "enable" : "disable");
	page_input(page, &(struct input){ .name = "why", .label = _("Reason"), .most = 300 });
	page_button(page, "secondary", NULL, NULL, account->disabled ? _("Open the account again") : _("Disable the account"));
	html_end(html, HTML_FORM);
}

static gboolean show_one(struct request *request, const struct account *account, const char *problem, GError **error)
{
	struct page page;
	g_auto(url_t) url = account_url(account->name), invite = account_url(account->name), all = url_own("/accounts");
	url_add_segment(&invite, "invite");
	page_begin_bare(&page, request, SECTION_ACCOUNTS, account->person);
	html_begin(&page.html, HTML_P);
	html_attr(&page.html, HTML_CLASS, "crumb");
	page_link(&page, &all, NULL, _("Accounts"));
	html_end(&page.html, HTML_P);
	html_element(&page.html, HTML_H1, NULL, account->person);
	html_begin(&page.html, HTML_P);
	html_attr(&page.html, HTML_CLASS, "sum");
	html_text(&page.html, account->name);
	html_text(&page.html, " · ");
	html_text(&page.html, state_words(account));
	html_end(&page.html, HTML_P);
	if (problem)
		page_box(&page, BOX_PROBLEM, problem);
	html_begin(&page.html, HTML_DIV);
	html_attr(&page.html, HTML_CLASS, "card");
	page_form(&page, &url, "stacked");
	put_fields(&page, account);
	html_begin(&page.html, HTML_DIV);
	page_button(&page, "primary", NULL, NULL, _("Save"));
	html_end(&page.html, HTML_DIV);
	html_end(&page.html, HTML_FORM);
	html_end(&page.html, HTML_DIV);
	html_begin(&page.html, HTML_DIV);
	html_attr(&page.html, HTML_CLASS, "card");
	page_form(&page, &invite, "act");
	page_button(&page, "secondary", NULL, NULL, _("Make a link to set a new password"));
	html_end(&page.html, HTML_FORM);
	put_disable(&page, account);
	html_end(&page.html, HTML_DIV);
	return page_end(&page, error);
}

gboolean show_other_account(struct request *request, GError **error)
{
	g_autoptr(account_t) account = wanted_account(request, error);
	return account && show_one(request, account, NULL, error);
}

static gboolean done(struct request *request, const char *name)
{
	g_auto(url_t) url = account_url(name);
	page_notice_next(request, NOTICE_ACCOUNT);
	answer_redirect(request, &url);
	return TRUE;
}

static gboolean shown_again(struct request *request, const struct account *account, GError *problem, GError **error)
{
	if (!is_mistake(problem)) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	request->answer.status = MISTAKE_STATUS;
	gboolean shown = show_one(request, account, problem->message, error);
	g_error_free(problem);
	return shown;
}

gboolean change_account(struct request *request, GError **error)
{
	GError *problem = NULL;
	g_autoptr(account_t) account = wanted_account(request, error);
	g_autofree char *roles = form_roles(request);
	struct account_wish wish = { .person = pairs_get(request->form, "person"), .division = pairs_get(request->form, "division"), .roles = roles };
	if (!account)
		return FALSE;
	if (app_account_change(request->app, account->name, &wish, NULL, &problem))
		return done(request, account->name);
	return shown_again(request, account, problem, error);
}

gboolean disable_account(struct request *request, GError **error)
{
	GError *problem = NULL;
	const char *why = pairs_get(request->form, "why"), *act = pairs_get(request->form, "act");
	g_autoptr(account_t) account = wanted_account(request, error);
	if (!account)
		return FALSE;
	if (app_account_disable(request->app, account->name, g_strcmp0(act, "enable") != 0, why && *why ? why : NULL, &problem))
		return done(request, account->name);
	return shown_again(request, account, problem, error);
}

gboolean invite_account(struct request *request, GError **error)
{
	g_autoptr(account_t) account = wanted_account(request, error);
	if (!account)
		return FALSE;
	if (account->disabled)
		return fail(error, ERROR_REFUSED, _("%s: the account is disabled already"), account->name);
	return show_link(request, account->name, error);
}
