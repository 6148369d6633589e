/* SPDX-License-Identifier: Apache-2.0 */
/* The trail, accounts, and one's own tokens. */
#include "app/accounts.h"
#include "auth/invitation.h"
#include "web/account.h"
#include "web/api_json.h"
#include "web/pages.h"

#include <string.h>

enum { LOG_PAGE_API = 100, READINGS_MOST = 500 };

static json_t *change_json(const struct change *change)
{
	json_t *json = json_pack("{s:I, s:o, s:s, s:s?, s:s?, s:s?}", "number", (json_int_t)KEY_ID(change->key), "at", api_moment(change->at), "action", change->action,
		"who", change->who, "why", change->why, "origin", change->origin);
	if (change->record && change->reg && *change->reg) {
		json_object_set_new(json, "register", json_string(change->reg));
		json_object_set_new(json, "record", json_integer(KEY_ID(change->record)));
		json_object_set_new(json, "version", json_integer(change->version));
	}
	return json;
}

gboolean api_list_log(struct request *request, GError **error)
{
	gint64 position = store_position(request->app->store, request_office(request), error), last;
	char text[24];
	if (position < 0 || !api_number(request, "upto", 1, MAX(position, 1), position, &last, error))
		return FALSE;
	json_t *list = json_array();
	gint64 first = MAX(last - LOG_PAGE_API + 1, 1);
	for (gint64 id = last; id >= first; id--) {
		struct change *change = store_change(request->app->store, KEY(request_office(request), id), error);
		if (!change) {
			json_decref(list);
			return FALSE;
		}
		json_array_append_new(list, change_json(change));
		change_free(change);
	}
	g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, first - 1);
	if (first > 1)
		api_link(request, "next", "upto", text);
	return api_answer(request, json_pack("{s:I, s:o}", "position", (json_int_t)position, "changes", list));
}

gboolean api_list_readings(struct request *request, GError **error)
{
	struct store *store = request->app->store;
	g_autoptr(GPtrArray) readings = reading_list(store, request_office(request), READINGS_MOST, error);
	if (!readings)
		return FALSE;
	json_t *list = json_array();
	for (guint i = 0; i < readings->len; i++) {
		const struct reading *reading = readings->pdata[i];
		const struct reg *reg = store_register_of(store, reading->record, NULL);
		json_array_append_new(list, json_pack("{s:o, s:s, s:s?, s:I, s:s}", "at", api_moment(reading->at), "account", reading->account,
			"register", reg ? reg->id : NULL, "record", (json_int_t)KEY_ID(reading->record), "address", reading->address));
	}
	return api_answer(request, json_pack("{s:o}", "readings", list));
}

static json_t *account_json(const struct account *account)
{
	return json_pack("{s:s, s:s, s:s, s:o, s:b, s:b, s:b, s:o, s:I}", "name", account->name, "person", account->person, "division", account->division,
		"roles", api_words(roles_text(account->roles)), "disabled", account->disabled, "must_change", account->must_change, "codes", account->has_code,
		"last_at", api_moment(account->last_at), "version", (json_int_t)account->version);
}

gboolean api_list_accounts(struct request *request, GError **error)
{
	g_autoptr(GPtrArray) accounts = account_list(request->app->store, request_office(request), error);
	if (!accounts)
		return FALSE;
	json_t *list = json_array();
	for (guint i = 0; i < accounts->len; i++)
		json_array_append_new(list, account_json(accounts->pdata[i]));
	return api_answer(request, json_pack("{s:o}", "accounts", list));
}

static gboolean answer_account(struct request *request, const char *name, GError **error)
{
	g_autoptr(account_t) account = account_read(request->app->store, name, error);
	if (!account)
		return FALSE;
	api_tag(request, account->version, FALSE);
	return api_answer(request, account_json(account));
}

gboolean api_show_account(struct request *request, GError **error)
{
	g_autoptr(account_t) account = wanted_account(request, error);
	return account && answer_account(request, account->name, error);
}

/* The roles of the body, by blanks; NULL where it names none. */
static char *wished_roles(const struct request *request)
{
	const json_t *list = json_object_get(request->json, "roles"), *role;
	GString *text = list ? g_string_new(NULL) : NULL;
	size_t index;
	json_array_foreach(list, index, role)
		g_string_append_printf(text, "%s%s", index ? " " : "", json_string_value(role));
	return text ? g_string_free(text, FALSE) : NULL;
}

gboolean api_create_account(struct request *request, GError **error)
{
	const char *name = api_text(request, "name"), *division = api_text(request, "division");
	g_autofree char *roles = wished_roles(request);
	const struct account_wish wish = { .person = api_text(request, "person"), .division = division ? division : "", .roles = roles };
	if (!app_account_add(request->app, name, request_office(request), &wish, error))
		return FALSE;
	api_created(request, g_strdup_printf("/accounts/%s", name));
	return answer_account(request, name, error);
}

gboolean api_change_account(struct request *request, GError **error)
{
	const json_t *disabled = json_object_get(request->json, "disabled");
	g_autofree char *roles = wished_roles(request);
	const struct account_wish wish = { .person = api_text(request, "person"), .division = api_text(request, "division"), .roles = roles };
	g_autoptr(account_t) account = wanted_account(request, error);
	if (!account || !api_match(request, account->version))
		return FALSE;
	if ((wish.person || wish.division || wish.roles) && !app_account_change(request->app, account->name, &wish, api_text(request, "why"), error))
		return FALSE;
	if (disabled && json_is_true(disabled) != account->disabled &&
		!app_account_disable(request->app, account->name, json_is_true(disabled), api_text(request, "why"), error))
		return FALSE;
	return answer_account(request, account->name, error);
}

/* The link is told once: the store knows only its hash. */
gboolean api_invite_account(struct request *request, GError **error)
{
	g_autoptr(account_t) account = wanted_account(request, error);
	if (!account || account->disabled)
		return account && fail(error, ERROR_REFUSED, _("%s: the account is disabled already"), account->name);
	g_autofree char *token = invitation_make(request->app->store, account->name, moment_now(), error);
	if (!token)
		return FALSE;
	request->answer.status = 201;
	return api_answer(request, json_pack("{s:o, s:i}", "path", json_sprintf("/setup/%s", token), "hours", INVITATION_HOURS));
}

static json_t *token_json(const struct api_token *token)
{
	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "id", token->id, "name", token->name, "scopes", api_words(scopes_text(token->scopes)), "made",
		api_moment(token->made), "until", api_moment(token->until), "seen", api_moment(token->seen));
}

gboolean api_list_tokens(struct request *request, GError **error)
{
	g_autoptr(GPtrArray) tokens = api_token_list(request->app->store, request->account->name, error);
	if (!tokens)
		return FALSE;
	json_t *list = json_array();
	for (guint i = 0; i < tokens->len; i++)
		json_array_append_new(list, token_json(tokens->pdata[i]));
	return api_answer(request, json_pack("{s:o}", "tokens", list));
}

/* Never for more, and never for longer, than the token by which it is made. */
static gboolean read_wish(const struct request *request, struct api_token_wish *wish, GError **error)
{
	const json_t *list = json_object_get(request->json, "scopes"), *days = json_object_get(request->json, "days"), *scope;
	g_autoptr(GString) scopes = g_string_new(NULL);
	size_t index;
	json_array_foreach(list, index, scope)
		g_string_append_printf(scopes, " %s", json_string_value(scope));
	gint64 left = (request->api_token->until - moment_now()) / (24 * 3600 * (gint64)G_USEC_PER_SEC);
	*wish = (struct api_token_wish){ .name = api_text(request, "name"), .days = days ? json_integer_value(days) : MIN(left, TOKEN_DAYS) };
	if (!scopes_parse(scopes->str, &wish->scopes, error)) {
		g_prefix_error(error, "/scopes: ");
		return FALSE;
	}
	if (wish->scopes & ~request->api_token->scopes)
		return fail(error, ERROR_REFUSED, _("A token makes no token that is for more than itself."));
	return wish->days <= left || fail(error, ERROR_REFUSED, _("A token makes no token that lasts longer than itself."));
}

gboolean api_make_token(struct request *request, GError **error)
{
	struct api_token_wish wish;
	if (!read_wish(request, &wish, error))
		return FALSE;
	g_autofree char *token = app_token_make(request->app, request->account->name, &wish, error);
	if (!token)
		return FALSE;
	request->answer.status = 201;
	return api_answer(request, json_pack("{s:s}", "token", token));
}

gboolean api_revoke_token(struct request *request, GError **error)
{
	return app_token_revoke(request->app, request->account->name, request_parameter(request, 0), error) && api_done(request);
}
