/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/invitation.h"
#include "auth/accounts.h"
#include "auth/statements.h"

static const struct sql invitation_insert = { "invite", "INSERT INTO invitation(id, account, until) VALUES (?1, ?2, ?3)" };
static const struct sql invitation_one = { "invitation", "SELECT account, until FROM invitation WHERE id = ?1" };
static const struct sql invitation_drop = { "use invitation", "DELETE FROM invitation WHERE id = ?1" };
static const struct sql invitation_drop_account = { "take back invitations", "DELETE FROM invitation WHERE account = ?1" };

const struct sql *const auth_invitation_sql[] = { &invitation_insert, &invitation_one, &invitation_drop, &invitation_drop_account, NULL };

static gboolean run_text(struct store *store, const struct sql *sql, const char *text, GError **error)
{
	struct statement *statement = db_statement(store_db(store), sql, error);
	bind_text(statement, 1, text);
	return statement_run(statement, error);
}

char *invitation_make(struct store *store, const char *account, moment_t now, GError **error)
{
	g_autofree char *token = token_new();
	g_autofree char *id = token_id(token);
	if (!auth_prepare(store, error) || !run_text(store, &invitation_drop_account, account, error))
		return NULL;
	struct statement *statement = db_statement(store_db(store), &invitation_insert, error);
	bind_text(statement, 1, id);
	bind_text(statement, 2, account);
	bind_int(statement, 3, now + (gint64)INVITATION_HOURS * 3600 * G_USEC_PER_SEC);
	return statement_run(statement, error) ? g_steal_pointer(&token) : NULL;
}

char *invitation_find(struct store *store, const char *token, moment_t now, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &invitation_one, error);
	g_autofree char *id = token_id(token);
	bind_text(statement, 1, id);
	enum fetch fetch = statement_fetch(statement, error);
	if (fetch == FETCH_FAILED)
		return NULL;
	g_autofree char *account = fetch == FETCH_ROW && now < column_int(statement, 1) ? g_strdup(column_text(statement, 0)) : NULL;
	if (fetch == FETCH_ROW)
		statement_reset(statement);
	if (!account)
		fail(error, ERROR_ABSENT, _("this link is not good any more: it was used, replaced by a newer one, or is older than %d hours"), INVITATION_HOURS);
	return g_steal_pointer(&account);
}

gboolean invitation_use(struct store *store, const char *token, GError **error)
{
	g_autofree char *id = token_id(token);
	return run_text(store, &invitation_drop, id, error);
}
