/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/once.h"
#include "auth/statements.h"

#include <string.h>

static const struct sql once_one = { "done under a key", "SELECT asked, answer FROM api_once WHERE account = ?1 AND key = ?2 AND at > ?3" };
static const struct sql once_insert = { "keep what was done under a key",
	"INSERT INTO api_once(account, key, asked, answer, at) VALUES (?1, ?2, ?3, ?4, ?5)"
	" ON CONFLICT(account, key) DO UPDATE SET asked = excluded.asked, answer = excluded.answer, at = excluded.at" };
static const struct sql once_drop = { "forget old keys", "DELETE FROM api_once WHERE at < ?1" };

const struct sql *const auth_once_sql[] = { &once_one, &once_insert, &once_drop, NULL };

/* Keys are kept as hashes: of one length, whatever the program made of them. */
static char *key_name(const char *key)
{
	struct hash hash = hash_text(key);
	return hash_hex(&hash);
}

static moment_t oldest(moment_t now)
{
	return now - ONCE_HOURS * 3600 * (gint64)G_USEC_PER_SEC;
}

gboolean once_find(struct store *store, const char *account, const char *key, const struct hash *asked, moment_t now, char **answer, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &once_one, error);
	g_autofree char *name = key_name(key), *wanted = hash_hex(asked);
	*answer = NULL;
	bind_text(statement, 1, account);
	bind_text(statement, 2, name);
	bind_int(statement, 3, oldest(now));
	enum fetch fetch = statement_fetch(statement, error);
	if (fetch != FETCH_ROW)
		return fetch == FETCH_END;
	gboolean same = strcmp(column_text(statement, 0), wanted) == 0;
	*answer = same ? g_strdup(column_text(statement, 1)) : NULL;
	statement_reset(statement);
	return same || fail(error, ERROR_CONFLICT, _("the Idempotency-Key was used for something else; each new request needs a new one"));
}

gboolean once_keep(struct store *store, const char *account, const char *key, const struct hash *asked, const char *answer, moment_t now, GError **error)
{
	g_autofree char *name = key_name(key), *wanted = hash_hex(asked);
	struct statement *drop = db_statement(store_db(store), &once_drop, error);
	if (!drop)
		return FALSE;
	bind_int(drop, 1, oldest(now));
	struct statement *statement = statement_run(drop, error) ? db_statement(store_db(store), &once_insert, error) : NULL;
	bind_text(statement, 1, account);
	bind_text(statement, 2, name);
	bind_text(statement, 3, wanted);
	bind_text(statement, 4, answer);
	bind_int(statement, 5, now);
	return statement_run(statement, error);
}
