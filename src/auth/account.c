/* SPDX-License-Identifier: Apache-2.0 */
/* One account: read, written with its entry in the history, and what signing in leaves behind. */
#include "auth/account.h"
#include "auth/accounts.h"
#include "auth/statements.h"

#include <string.h>

static const struct sql account_one = { "account", "SELECT " ACCOUNT_COLUMNS " FROM account WHERE name = ?1" };
static const struct sql account_insert = { "add account",
	"INSERT INTO account(" ACCOUNT_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)" };
static const struct sql account_update = { "change account",
	"UPDATE account SET office = ?2, person = ?3, division = ?4, roles = ?5, disabled = ?6, must_change = ?7, hash = ?8, secret = ?9,"
	" code_last = ?10, failures = ?11, locked_until = ?12, last_at = ?13, version = ?14 WHERE name = ?1" };
static const struct sql account_failure = { "note failure", "UPDATE account SET failures = ?2, locked_until = ?3 WHERE name = ?1" };
static const struct sql account_entry = { "note entry", "UPDATE account SET failures = 0, locked_until = 0, last_at = ?2 WHERE name = ?1" };
static const struct sql account_code = { "note code", "UPDATE account SET code_last = ?2 WHERE name = ?1" };

const struct sql *const auth_account_sql[] = { &account_one, &account_insert, &account_update, &account_failure, &account_entry, &account_code, NULL };

void account_free(struct account *account)
{
	if (!account)
		return;
	g_free(account->name);
	g_free(account->person);
	g_free(account->division);
	if (account->hash)
		sodium_memzero(account->hash, strlen(account->hash));
	g_free(account->hash);
	sodium_memzero(account->secret, sizeof account->secret);
	g_free(account);
}

guint account_may(const struct account *account)
{
	if (account->disabled)
		return MAY_NOTHING;
	return account->must_change ? MAY_ENTER : roles_may(account->roles);
}

struct account *account_of_row(struct statement *statement)
{
	struct account *account = g_new0(struct account, 1);
	gsize length = 0;
	account->name = g_strdup(column_text(statement, 0));
	account->office = column_int(statement, 1);
	account->person = g_strdup(column_text(statement, 2));
	account->division = g_strdup(column_text(statement, 3));
	roles_parse(column_text(statement, 4), &account->roles, NULL);
	account->disabled = column_int(statement, 5) != 0;
	account->must_change = column_int(statement, 6) != 0;
	account->hash = g_strdup(column_text(statement, 7));
	gconstpointer secret = column_bytes(statement, 8, &length);
	account->has_code = length == sizeof account->secret;
	if (account->has_code)
		memcpy(account->secret, secret, length);
	account->code_last = column_int(statement, 9);
	account->failures = column_int(statement, 10);
	account->locked_until = column_int(statement, 11);
	account->last_at = column_int(statement, 12);
	account->version = column_int(statement, 13);
	return account;
}

/* The account of that name; NULL without *error when there is none. */
static struct account *find(struct store *store, const char *name, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &account_one, error);
	bind_text(statement, 1, name);
	if (statement_fetch(statement, error) != FETCH_ROW)
		return NULL;
	struct account *account = account_of_row(statement);
	statement_reset(statement);
	return account;
}

struct account *account_read(struct store *store, const char *name, GError **error)
{
	GError *failure = NULL;
	struct account *account = auth_is_prepared(store) ? find(store, name, &failure) : NULL;
	if (failure)
		g_propagate_error(error, failure);
	else if (!account)
		fail(error, ERROR_ABSENT, _("%s: there is no such account"), name);
	return account;
}

gboolean account_name_acceptable(const char *name, GError **error)
{
	return g_regex_match_simple("^[a-z][a-z0-9._-]{1,39}$", name, G_REGEX_DOLLAR_ENDONLY, 0) ||
		fail(error, ERROR_INPUT, _("a sign-in name is 2 to 40 lower-case letters without tones, digits, stops, - and _, beginning with a letter"));
}

static gboolean run_write(struct store *store, const struct account *account, gboolean create, GError **error)
{
	struct statement *statement = db_statement(store_db(store), create ? &account_insert : &account_update, error);
	g_autofree char *role_words = roles_text(account->roles);
	bind_text(statement, 1, account->name);
	bind_int(statement, 2, account->office);
	bind_text(statement, 3, account->person);
	bind_text(statement, 4, account->division);
	bind_text(statement, 5, role_words);
	bind_int(statement, 6, account->disabled);
	bind_int(statement, 7, account->must_change);
	bind_text(statement, 8, account->hash);
	if (account->has_code)
		bind_bytes(statement, 9, account->secret, sizeof account->secret);
	else
		bind_null(statement, 9);
	bind_int(statement, 10, account->code_last);
	bind_int(statement, 11, account->failures);
	bind_int(statement, 12, account->locked_until);
	bind_int(statement, 13, account->last_at);
	bind_int(statement, 14, account->version);
	return statement_run(statement, error);
}

/* What the history says of the account; the credential by its hash. */
char *account_note(const struct account *account, const char *act)
{
	g_autofree char *role_words = roles_text(account->roles);
	g_autoptr(GString) text = g_string_new(NULL);
	struct hasher hasher;
	hasher_begin(&hasher);
	hasher_add(&hasher, account->hash ? account->hash : "", account->hash ? strlen(account->hash) : 0);
	hasher_add(&hasher, account->secret, account->has_code ? sizeof account->secret : 0);
	struct hash hash = hasher_end(&hasher);
	g_autofree char *credential = hash_hex(&hash);
	struct json_writer writer;
	json_writer_begin(&writer, text);
	json_open_object(&writer);
	json_key_text(&writer, "account", account->name);
	json_key_text(&writer, "act", act);
	json_key_text(&writer, "person", account->person);
	json_key_text(&writer, "division", account->division);
	json_key_text(&writer, "roles", role_words);
	json_key_text(&writer, "state", account->disabled ? "disabled" : account->must_change ? "must change" : "active");
	json_key_text(&writer, "codes", account->has_code ? "on" : "off");
	json_key_text(&writer, "credential", credential);
	json_close(&writer);
	json_writer_end(&writer, NULL);
	return g_strdup(text->str);
}

static gboolean write_open(struct store *store, struct account *account, const struct author *author, const char *act, GError **error)
{
	GError *failure = NULL;
	g_autoptr(account_t) before = find(store, account->name, &failure);
	if (failure) {
		g_propagate_error(error, failure);
		return FALSE;
	}
	if (before && !account->version)
		return fail(error, ERROR_CONFLICT, _("%s: the name is taken by another account"), account->name);
	if (account->version && (!before || before->version != account->version))
		return fail(error, ERROR_CONFLICT, _("%s: the account was changed by somebody else meanwhile; look at it again"), account->name);
	account->version++;
	g_autofree char *note = account_note(account, act);
	return run_write(store, account, !before, error) && store_note(store, account->office, "account", note, NULL, author, error) != 0;
}

gboolean account_write(struct store *store, struct account *account, const struct author *author, const char *act, GError **error)
{
	gboolean own = !db_in_transaction(store_db(store));
	gint64 version = account->version;
	if (!account->roles)
		return fail(error, ERROR_INPUT, _("an account needs a role at least"));
	if (!account_name_acceptable(account->name, error) || !auth_prepare(store, error) || (own && !store_begin(store, error)))
		return FALSE;
	gboolean done = write_open(store, account, author, act, error);
	if (own && done)
		done = store_commit(store, error);
	else if (own)
		store_rollback(store);
	if (!done)
		account->version = version;
	return done;
}

/* Runs a statement whose first value is the name, others numbers. */
static gboolean note(struct store *store, const struct sql *sql, const char *name, const gint64 *numbers, guint count, GError **error)
{
	struct statement *statement = db_statement(store_db(store), sql, error);
	bind_text(statement, 1, name);
	for (guint i = 0; i < count; i++)
		bind_int(statement, (int)i + 2, numbers[i]);
	return statement_run(statement, error);
}

gboolean account_note_failure(struct store *store, const char *name, moment_t now, GError **error)
{
	g_autoptr(account_t) account = find(store, name, error);
	if (!account)
		return TRUE; /* nobody has that name */
	gint64 over = account->failures + 1 - FAILURES_FREE;
	gint64 seconds = over < 0 ? 0 : over > 6 ? LOCK_SECONDS_MOST : MIN((gint64)LOCK_SECONDS << over, LOCK_SECONDS_MOST);
	const gint64 numbers[] = { account->failures + 1, seconds ? now + seconds * G_USEC_PER_SEC : 0 };
	return note(store, &account_failure, name, numbers, G_N_ELEMENTS(numbers), error);
}

gboolean account_note_entry(struct store *store, const char *name, moment_t now, GError **error)
{
	return note(store, &account_entry, name, &now, 1, error);
}

gboolean account_note_code(struct store *store, const char *name, gint64 counter, GError **error)
{
	return note(store, &account_code, name, &counter, 1, error);
}
