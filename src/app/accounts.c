/* SPDX-License-Identifier: Apache-2.0 */
#include "app/accounts.h"
#include "auth/password.h"
#include "auth/session.h"
#include "base/text.h"

#include <string.h>

static gboolean check_division(struct app *app, gint64 office, const char *division, GError **error)
{
	g_autoptr(GHashTable) divisions = *division ? office_divisions(app->store, office, error) : NULL;
	if (!*division)
		return TRUE;
	if (!divisions || g_hash_table_contains(divisions, division))
		return divisions != NULL;
	g_autofree char **codes = (char **)g_hash_table_get_keys_as_array(divisions, NULL);
	g_autofree char *known = g_strjoinv(", ", codes);
	if (!*known)
		return fail(error, ERROR_INPUT, _("division %s: the office's own record names no divisions yet"), division);
	return fail(error, ERROR_INPUT, _("division %s: the office has none of that code; it has: %s"), division, known);
}

/* One line of clean text. */
static char *one_line(const char *text, GError **error)
{
	char *clean = text_clean(text, -1, error);
	return clean ? g_strstrip(g_strdelimit(clean, "\n\t", ' ')) : NULL;
}

static gboolean apply(struct app *app, struct account *account, const struct account_wish *wish, char *hash, GError **error)
{
	g_autofree char *person = wish->person ? one_line(wish->person, error) : g_strdup(account->person);
	if (!person)
		return FALSE;
	if (!*person || g_utf8_strlen(person, -1) > 120)
		return fail(error, ERROR_INPUT, _("an account needs the name of the person, of 120 characters at most"));
	if ((wish->roles && !roles_parse(wish->roles, &account->roles, error)) ||
		(wish->division && !check_division(app, account->office, wish->division, error)))
		return FALSE;
	g_free(account->person);
	account->person = g_steal_pointer(&person);
	if (wish->division) {
		g_free(account->division);
		account->division = g_strdup(wish->division);
	}
	if (hash) {
		g_free(account->hash);
		account->hash = g_strdup(hash);
		account->must_change = wish->must_change;
		account->failures = 0;
		account->locked_until = 0;
	}
	return TRUE;
}

/* The hash of the wished password; *made FALSE when it is not acceptable. NULL where none is wished. */
static char *hash_wish(const struct account_wish *wish, const char *name, gboolean *made, GError **error)
{
	*made = TRUE;
	if (!wish->password)
		return NULL;
	char *hash = password_acceptable(wish->password, name, error) ? password_hash(wish->password, error) : NULL;
	*made = hash != NULL;
	return hash;
}

static gboolean add(struct app *app, const char *name, gint64 office, const struct account_wish *wish, char *hash, GError **error)
{
	struct author author = app_author(app, NULL);
	g_autoptr(account_t) account = g_new0(struct account, 1);
	account->name = g_strdup(name);
	account->person = g_strdup("");
	account->division = g_strdup("");
	account->office = office;
	return apply(app, account, wish, hash, error) && account_write(app->store, account, &author, "added", error);
}

gboolean app_account_add(struct app *app, const char *name, gint64 office, const struct account_wish *wish, GError **error)
{
	gboolean made = TRUE;
	g_autofree char *hash = account_name_acceptable(name, error) ? hash_wish(wish, name, &made, error) : NULL;
	if (!account_name_acceptable(name, NULL) || !made)
		return FALSE;
	return add(app, name, office, wish, hash, error);
}

static gboolean end_transaction(struct app *app, gboolean own, gboolean done, GError **error)
{
	if (own && done)
		return store_commit(app->store, error);
	if (own)
		store_rollback(app->store);
	return done;
}

/* Somebody else must be left who can let people in. */
static gboolean leaves_administrator(struct app *app, const struct account *without, GError **error)
{
	g_autoptr(GPtrArray) list = account_list(app->store, 0, error);
	for (guint i = 0; list && i < list->len; i++) {
		const struct account *account = list->pdata[i];
		if (strcmp(account->name, without->name) != 0 && !account->disabled && (roles_may(account->roles) & MAY_ADMINISTER))
			return TRUE;
	}
	return list && fail(error, ERROR_REFUSED, _("%s is the only administrator: give that role to somebody else first"), without->name);
}

/* Wherever somebody is signed in by the account, and whatever works in its name. */
static gboolean end_all(struct app *app, const char *name, GError **error)
{
	return session_end_all(app->store, name, NULL, error) && api_token_revoke_all(app->store, name, error);
}

static gboolean change(struct app *app, struct account *account, const struct account_wish *wish, char *hash, const char *why, GError **error)
{
	struct author author = app_author(app, why);
	gboolean administered = roles_may(account->roles) & MAY_ADMINISTER;
	if (!apply(app, account, wish, hash, error))
		return FALSE;
	if (administered && !(roles_may(account->roles) & MAY_ADMINISTER) && !leaves_administrator(app, account, error))
		return FALSE;
	return account_write(app->store, account, &author, hash ? "password" : "changed", error) &&
		(!hash || end_all(app, account->name, error));
}

gboolean app_account_change(struct app *app, const char *name, const struct account_wish *wish, const char *why, GError **error)
{
	gboolean made = TRUE, own = !db_in_transaction(store_db(app->store));
	g_autoptr(account_t) account = account_read(app->store, name, error);
	g_autofree char *hash = account ? hash_wish(wish, name, &made, error) : NULL;
	if (!account || !made || (own && !store_begin(app->store, error)))
		return FALSE;
	return end_transaction(app, own, change(app, account, wish, hash, why, error), error);
}

static gboolean disable_open(struct app *app, struct account *account, gboolean disable, const char *why, GError **error)
{
	struct author author = app_author(app, why);
	if (disable && (roles_may(account->roles) & MAY_ADMINISTER) && !leaves_administrator(app, account, error))
		return FALSE;
	account->disabled = disable;
	account->failures = 0;
	account->locked_until = 0;
	return account_write(app->store, account, &author, disable ? "disabled" : "enabled", error) && end_all(app, account->name, error);
}

gboolean app_account_disable(struct app *app, const char *name, gboolean disable, const char *why, GError **error)
{
	gboolean own = !db_in_transaction(store_db(app->store));
	g_autoptr(account_t) account = account_read(app->store, name, error);
	if (!account)
		return FALSE;
	if (account->disabled == disable)
		return fail(error, ERROR_REFUSED, disable ? _("%s: the account is disabled already") : _("%s: the account is not disabled"), name);
	if (own && !store_begin(app->store, error))
		return FALSE;
	return end_transaction(app, own, disable_open(app, account, disable, why, error), error);
}

static gboolean make_token(struct app *app, struct account *account, const struct api_token_wish *wish, char **token, GError **error)
{
	struct author author = app_author(app, wish->name);
	*token = api_token_make(app->store, account->name, wish, moment_now(), error);
	return *token && account_write(app->store, account, &author, "token made", error);
}

char *app_token_make(struct app *app, const char *name, const struct api_token_wish *wish, GError **error)
{
	g_autofree char *token = NULL;
	if (!auth_prepare(app->store, error))
		return NULL;
	gboolean own = !db_in_transaction(store_db(app->store));
	g_autoptr(account_t) account = account_read(app->store, name, error);
	if (account && account->disabled)
		fail(error, ERROR_REFUSED, _("%s: the account is disabled already"), name);
	if (!account || account->disabled || (own && !store_begin(app->store, error)))
		return NULL;
	return end_transaction(app, own, make_token(app, account, wish, &token, error), error) ? g_steal_pointer(&token) : NULL;
}

static gboolean revoke_token(struct app *app, struct account *account, const char *id, GError **error)
{
	struct author author = app_author(app, NULL);
	return api_token_revoke(app->store, account->name, id, error) && account_write(app->store, account, &author, "token revoked", error);
}

gboolean app_token_revoke(struct app *app, const char *name, const char *id, GError **error)
{
	if (!auth_prepare(app->store, error))
		return FALSE;
	gboolean own = !db_in_transaction(store_db(app->store));
	g_autoptr(account_t) account = account_read(app->store, name, error);
	if (!account || (own && !store_begin(app->store, error)))
		return FALSE;
	return end_transaction(app, own, revoke_token(app, account, id, error), error);
}

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static gboolean load_one(struct app *app, const json_t *object, char *hash, GError **error)
{
	struct account_wish wish = { .person = text_of(object, "person"), .division = text_of(object, "division"), .roles = text_of(object, "roles"),
		.must_change = json_is_true(json_object_get(object, "change")) };
	gint64 office = store_office(app->store, text_of(object, "office"), error);
	return office && add(app, text_of(object, "name"), office, &wish, hash, error);
}

/* Passwords are hashed before the transaction: that takes long. */
static GPtrArray *hash_all(const json_t *list, GError **error)
{
	g_autoptr(GPtrArray) hashes = g_ptr_array_new_with_free_func(g_free);
	size_t index;
	json_t *object;
	json_array_foreach(list, index, object) {
		const char *name = text_of(object, "name"), *password = text_of(object, "password");
		gboolean made = TRUE;
		const struct account_wish wish = { .password = password };
		if (!name || !text_of(object, "office") || !text_of(object, "roles")) {
			fail(error, ERROR_INPUT, _("account %zu: it needs \"name\", \"office\", \"person\" and \"roles\""), index + 1);
			return NULL;
		}
		char *hash = account_name_acceptable(name, error) ? hash_wish(&wish, name, &made, error) : NULL;
		if (!account_name_acceptable(name, NULL) || !made) {
			g_prefix_error(error, "%s: ", name);
			g_free(hash);
			return NULL;
		}
		g_ptr_array_add(hashes, hash);
	}
	return g_steal_pointer(&hashes);
}

gboolean app_accounts_load(struct app *app, const json_t *list, guint *count, GError **error)
{
	*count = 0;
	if (!json_is_array(list))
		return fail(error, ERROR_INPUT, _("a list of accounts is expected: [{\"name\": …, \"office\": …, \"person\": …, \"roles\": …}]"));
	g_autoptr(GPtrArray) hashes = hash_all(list, error);
	if (!hashes || !auth_prepare(app->store, error) || !store_begin(app->store, error))
		return FALSE;
	for (; *count < hashes->len; (*count)++)
		if (!load_one(app, json_array_get(list, *count), hashes->pdata[*count], error)) {
			g_prefix_error(error, "%s: ", text_of(json_array_get(list, *count), "name"));
			store_rollback(app->store);
			return FALSE;
		}
	return store_commit(app->store, error);
}
