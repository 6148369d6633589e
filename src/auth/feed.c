/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/feed.h"
#include "auth/accounts.h"
#include "auth/statements.h"

static const struct sql feed_insert = { "make feed", "INSERT INTO feed(id, account) VALUES (?1, ?2)" };
static const struct sql feed_one = { "feed", "SELECT account FROM feed WHERE id = ?1" };
static const struct sql feed_of = { "feed of an account", "SELECT id FROM feed WHERE account = ?1" };
static const struct sql feed_delete = { "drop feed", "DELETE FROM feed WHERE account = ?1" };

const struct sql *const auth_feed_sql[] = { &feed_insert, &feed_one, &feed_of, &feed_delete, NULL };

gboolean feed_drop(struct store *store, const char *account, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &feed_delete, error);
	bind_text(statement, 1, account);
	return statement_run(statement, error);
}

char *feed_make(struct store *store, const char *account, GError **error)
{
	g_autofree char *token = token_new(), *id = token_id(token);
	struct statement *statement = feed_drop(store, account, error) ? db_statement(store_db(store), &feed_insert, error) : NULL;
	bind_text(statement, 1, id);
	bind_text(statement, 2, account);
	return statement_run(statement, error) ? g_steal_pointer(&token) : NULL;
}

/* The one column of the one row; NULL without *error when there is none. */
static char *ask(struct store *store, const struct sql *sql, const char *text, GError **error)
{
	struct statement *statement = db_statement(store_db(store), sql, error);
	bind_text(statement, 1, text);
	return statement_word(statement, error);
}

gboolean feed_exists(struct store *store, const char *account, gboolean *exists, GError **error)
{
	GError *problem = NULL;
	g_autofree char *id = ask(store, &feed_of, account, &problem);
	*exists = id != NULL;
	if (!problem)
		return TRUE;
	g_propagate_error(error, problem);
	return FALSE;
}

char *feed_account(struct store *store, const char *token, GError **error)
{
	GError *problem = NULL;
	g_autofree char *id = token_id(token);
	char *account = ask(store, &feed_one, id, &problem);
	if (problem)
		g_propagate_error(error, problem);
	else if (!account)
		fail(error, ERROR_ABSENT, _("there is no such page"));
	return account;
}
