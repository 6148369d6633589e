/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/upload.h"
#include "auth/accounts.h"
#include "auth/statements.h"

#include <string.h>

static const struct sql upload_insert = { "keep upload", "INSERT INTO upload(id, account, reg, name, at, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)" };
static const struct sql upload_one = { "upload", "SELECT name, bytes FROM upload WHERE id = ?1 AND account = ?2 AND reg = ?3 AND at >= ?4" };
static const struct sql upload_delete = { "drop upload", "DELETE FROM upload WHERE id = ?1" };
static const struct sql upload_old = { "old uploads", "DELETE FROM upload WHERE at < ?1" };
static const struct sql upload_least = { "newest uploads", "SELECT id FROM upload WHERE account = ?1 ORDER BY at DESC LIMIT 1000", "uploads are dropped after a day" };

const struct sql *const auth_upload_sql[] = { &upload_insert, &upload_one, &upload_delete, &upload_old, &upload_least, NULL };

void upload_clear(struct upload *upload)
{
	g_clear_pointer(&upload->name, g_free);
	g_clear_pointer(&upload->bytes, g_bytes_unref);
}

static moment_t oldest(moment_t now)
{
	return now - (gint64)UPLOAD_HOURS * 3600 * G_USEC_PER_SEC;
}

gboolean upload_drop(struct store *store, const char *id, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &upload_delete, error);
	bind_text(statement, 1, id);
	return statement_run(statement, error);
}

/* The ids of an account's files that are too many, counting one more. */
static GPtrArray *too_many(struct store *store, const char *account, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &upload_least, error);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
	enum fetch fetch;
	bind_text(statement, 1, account);
	for (guint count = 1; (fetch = statement_fetch(statement, error)) == FETCH_ROW; count++)
		if (count >= UPLOADS_MOST)
			g_ptr_array_add(list, g_strdup(column_text(statement, 0)));
	return fetch == FETCH_END ? g_steal_pointer(&list) : NULL;
}

static gboolean clear_away(struct store *store, const char *account, moment_t now, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &upload_old, error);
	bind_int(statement, 1, oldest(now));
	g_autoptr(GPtrArray) more = statement_run(statement, error) ? too_many(store, account, error) : NULL;
	for (guint i = 0; more && i < more->len; i++)
		if (!upload_drop(store, more->pdata[i], error))
			return FALSE;
	return more != NULL;
}

char *upload_keep(struct store *store, const char *account, const char *reg, const char *name, GBytes *bytes, moment_t now, GError **error)
{
	g_autofree char *token = token_new(), *id = token_id(token);
	gsize length;
	gconstpointer data = g_bytes_get_data(bytes, &length);
	struct statement *statement = clear_away(store, account, now, error) ? db_statement(store_db(store), &upload_insert, error) : NULL;
	bind_text(statement, 1, id);
	bind_text(statement, 2, account);
	bind_text(statement, 3, reg);
	bind_text(statement, 4, name);
	bind_int(statement, 5, now);
	bind_bytes(statement, 6, data ? data : "", length);
	return statement_run(statement, error) ? g_steal_pointer(&id) : NULL;
}

gboolean upload_find(struct store *store, const char *account, const char *reg, const char *id, moment_t now, struct upload *upload, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &upload_one, error);
	gsize length;
	bind_text(statement, 1, id);
	bind_text(statement, 2, account);
	bind_text(statement, 3, reg);
	bind_int(statement, 4, oldest(now));
	enum fetch fetch = statement_fetch(statement, error);
	if (fetch == FETCH_END)
		fail(error, ERROR_ABSENT, _("this file is not here any more: send it again"));
	if (fetch != FETCH_ROW)
		return FALSE;
	gconstpointer bytes = column_bytes(statement, 1, &length);
	*upload = (struct upload){ g_strdup(column_text(statement, 0)), g_bytes_new(bytes, length) };
	statement_reset(statement);
	return TRUE;
}
