/* SPDX-License-Identifier: Apache-2.0 */
/* Who may send, whom to trust, and what both ends hold: settings of the store. */
#include "hub/hub.h"
#include "hub/private.h"
#include "store/received.h"

#include <string.h>

gboolean peer_is_code(const char *code)
{
	return g_regex_match_simple("^[a-z][a-z0-9_-]{0,31}$", code, G_REGEX_DOLLAR_ENDONLY, 0) && strcmp(code, "all") != 0;
}

gboolean step_begin(struct store *store, gboolean *own, GError **error)
{
	*own = !db_in_transaction(store_db(store));
	return *own ? store_begin(store, error) : store_savepoint(store, error);
}

gboolean step_end(struct store *store, gboolean own, gboolean keep, GError **error)
{
	g_autoptr(GError) undone = NULL;
	if (keep)
		return own ? store_commit(store, error) : store_release(store, error);
	if (own)
		store_rollback(store);
	else
		store_undo(store, &undone);
	return FALSE;
}

static char *setting_name(const char *kind, const char *code)
{
	return g_strdup_printf("hub.%s.%s", kind, code);
}

static char *peer_setting(struct store *store, const char *kind, const char *code)
{
	g_autofree char *name = setting_name(kind, code);
	g_autofree char *value = store_setting(store, name);
	return value && *value ? g_steal_pointer(&value) : NULL;
}

static gboolean set_peer(struct app *app, const char *kind, const char *code, const char *value, GError **error)
{
	g_autofree char *name = setting_name(kind, code);
	return store_set(app->store, name, value, error);
}

gboolean peer_key(struct store *store, const char *code, struct hash *key)
{
	g_autofree char *hex = peer_setting(store, "office", code);
	return hex && hash_parse(hex, key);
}

gboolean peer_unknown(const char *code, GError **error)
{
	return fail(error, ERROR_REFUSED, _("office %s is not entered here: ask it for its key, and enter it with `ngoaivu hub add %s KEY`"), code, code);
}

gboolean peer_check_signer(struct store *store, const struct signer *signer, gboolean *renewed, GError **error)
{
	struct hash entered, renewal = hub_renewal(signer->office, &signer->key);
	*renewed = FALSE;
	if (!peer_key(store, signer->office, &entered))
		return peer_unknown(signer->office, error);
	if (hash_equal(&entered, &signer->key))
		return TRUE;
	*renewed = signer->renewed && hash_equal(&entered, &signer->old) && hub_signed(&signer->old, &renewal, &signer->renewal);
	return *renewed || fail(error, ERROR_REFUSED,
		_("office %s: this is signed with another key than the one entered; if the office has a new key, enter it with `ngoaivu hub add --replace`"), signer->office);
}

gboolean peer_set_key(struct app *app, const char *code, const struct hash *key, GError **error)
{
	g_autofree char *hex = hash_hex(key);
	return set_peer(app, "office", code, hex, error);
}

void peer_note_refusal(struct app *app, const char *code, const GError *refusal)
{
	struct hash key;
	gboolean own;
	if (error_is_system(refusal) || !peer_key(app->store, code, &key) || !step_begin(app->store, &own, NULL))
		return;
	g_autofree char *moment = moment_iso(moment_now());
	g_autofree char *text = g_strdup_printf("%s %s", moment, refusal->message);
	step_end(app->store, own, set_peer(app, "refused", code, text, NULL), NULL);
}

char *peer_refusal(struct app *app, const char *code)
{
	return peer_setting(app->store, "refused", code);
}

static gboolean commit_setting(struct app *app, const char *kind, const char *code, const char *value, GError **error)
{
	if (!store_begin(app->store, error))
		return FALSE;
	if (set_peer(app, kind, code, value, error))
		return store_commit(app->store, error);
	store_rollback(app->store);
	return FALSE;
}

static gboolean check_key_text(const char *key, GError **error)
{
	struct hash read;
	return hash_parse(key, &read) || fail(error, ERROR_INPUT, _("\"%s\" is not a key: it has 64 digits from 0 to f; `ngoaivu hub key` prints it"), key);
}

gboolean hub_add(struct app *app, const char *code, const char *key, gboolean replace, GError **error)
{
	gint64 office = store_office(app->store, code, NULL);
	gboolean received = TRUE;
	g_autofree char *entered = peer_setting(app->store, "office", code);
	if (!check_key_text(key, error) || (office && !store_is_received(app->store, office, &received, error)))
		return FALSE;
	if (!received)
		return fail(error, ERROR_REFUSED, _("office %s: this store writes its entries itself, so it receives none"), code);
	if (!peer_is_code(code))
		return fail(error, ERROR_INPUT, _("office %s: a code is lower-case letters, digits, - and _, at most 32, beginning with a letter"), code);
	if (entered && strcmp(entered, key) != 0 && !replace)
		return fail(error, ERROR_CONFLICT, _("office %s is entered with another key; to take the new one, say --replace"), code);
	return commit_setting(app, "office", code, key, error);
}

gboolean hub_remove(struct app *app, const char *code, GError **error)
{
	g_autofree char *entered = peer_setting(app->store, "office", code);
	if (!entered)
		return fail(error, ERROR_ABSENT, _("office %s is not entered here"), code);
	return commit_setting(app, "office", code, "", error);
}

gboolean hub_trust(struct app *app, const char *key, gboolean replace, GError **error)
{
	g_autofree char *trusted = peer_setting(app->store, "trust", "key");
	if (!check_key_text(key, error))
		return FALSE;
	if (trusted && strcmp(trusted, key) != 0 && !replace)
		return fail(error, ERROR_CONFLICT, _("this store trusts a hub with another key; to trust the new one, say --replace"));
	return commit_setting(app, "trust", "key", key, error);
}
