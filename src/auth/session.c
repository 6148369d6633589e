/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/session.h"
#include "auth/accounts.h"
#include "auth/statements.h"

#include <string.h>

#define COLUMNS "id, account, stage, began, seen, address, agent"

static const struct sql session_insert = { "begin session", "INSERT INTO session(" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)" };
static const struct sql session_one = { "session", "SELECT " COLUMNS " FROM session WHERE id = ?1" };
static const struct sql session_of_account = { "sessions of an account", "SELECT " COLUMNS " FROM session WHERE account = ?1 ORDER BY seen DESC" };
static const struct sql session_seen = { "session seen", "UPDATE session SET seen = ?2 WHERE id = ?1" };
static const struct sql session_drop = { "end session", "DELETE FROM session WHERE id = ?1 AND account = ?2" };
static const struct sql session_drop_others = { "end other sessions", "DELETE FROM session WHERE account = ?1 AND id <> ?2" };
static const struct sql session_drop_old = { "end old sessions", "DELETE FROM session WHERE account = ?1 AND (began < ?2 OR seen < ?3)" };
static const struct sql reading_insert = { "note reading",
	"INSERT INTO reading(office, at, account, record, address) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT(office, at, account, record) DO NOTHING" };
static const struct sql reading_newest = { "readings", "SELECT at, account, record, address FROM reading WHERE office = ?1 ORDER BY at DESC LIMIT ?2" };

const struct sql *const auth_session_sql[] = { &session_insert, &session_one, &session_of_account, &session_seen, &session_drop, &session_drop_others, &session_drop_old, &reading_insert, &reading_newest, NULL };

void session_free(struct session *session)
{
	if (!session)
		return;
	g_free(session->id);
	g_free(session->account);
	g_free(session->address);
	g_free(session->agent);
	g_free(session);
}

gboolean session_is_over(const struct session *session, moment_t now)
{
	const gint64 minute = 60 * (gint64)G_USEC_PER_SEC;
	if (session->stage == SESSION_CODE)
		return now >= session->began + SESSION_CODE_MINUTES * minute;
	return now >= session->began + SESSION_HOURS * 60 * minute || now >= session->seen + SESSION_IDLE_MINUTES * minute;
}

static gboolean drop_old(struct store *store, const char *account, moment_t now, GError **error)
{
	const gint64 minute = 60 * (gint64)G_USEC_PER_SEC;
	struct statement *statement = db_statement(store_db(store), &session_drop_old, error);
	bind_text(statement, 1, account);
	bind_int(statement, 2, now - SESSION_HOURS * 60 * minute);
	bind_int(statement, 3, now - SESSION_IDLE_MINUTES * minute);
	return statement_run(statement, error);
}

char *session_begin(struct store *store, const char *account, enum session_stage stage, const char *address, const char *agent, moment_t now, GError **error)
{
	struct statement *statement = drop_old(store, account, now, error) ? db_statement(store_db(store), &session_insert, error) : NULL;
	g_autofree char *token = token_new();
	g_autofree char *id = token_id(token);
	g_autofree char *brief = g_utf8_make_valid(agent ? agent : "", -1);
	if (g_utf8_strlen(brief, -1) > 200)
		*g_utf8_offset_to_pointer(brief, 200) = '\0';
	bind_text(statement, 1, id);
	bind_text(statement, 2, account);
	bind_int(statement, 3, stage);
	bind_int(statement, 4, now);
	bind_int(statement, 5, now);
	bind_text(statement, 6, address);
	bind_text(statement, 7, brief);
	return statement_run(statement, error) ? g_steal_pointer(&token) : NULL;
}

static struct session *session_of_row(struct statement *statement)
{
	struct session *session = g_new0(struct session, 1);
	session->id = g_strdup(column_text(statement, 0));
	session->account = g_strdup(column_text(statement, 1));
	session->stage = column_int(statement, 2) == SESSION_FULL ? SESSION_FULL : SESSION_CODE;
	session->began = column_int(statement, 3);
	session->seen = column_int(statement, 4);
	session->address = g_strdup(column_text(statement, 5));
	session->agent = g_strdup(column_text(statement, 6));
	return session;
}

struct session *session_find(struct store *store, const char *token, moment_t now, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &session_one, error);
	g_autofree char *id = token_id(token);
	bind_text(statement, 1, id);
	if (statement_fetch(statement, error) != FETCH_ROW)
		return NULL;
	g_autoptr(session_t) session = session_of_row(statement);
	statement_reset(statement);
	return session_is_over(session, now) ? NULL : g_steal_pointer(&session);
}

gboolean session_touch(struct store *store, const char *id, moment_t now, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &session_seen, error);
	bind_text(statement, 1, id);
	bind_int(statement, 2, now);
	return statement_run(statement, error);
}

GPtrArray *session_list(struct store *store, const char *account, moment_t now, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &session_of_account, error);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)session_free);
	enum fetch fetch;
	bind_text(statement, 1, account);
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		struct session *session = session_of_row(statement);
		if (!session_is_over(session, now))
			g_ptr_array_add(list, session);
		else
			session_free(session);
	}
	return fetch == FETCH_END ? g_steal_pointer(&list) : NULL;
}

static gboolean drop(struct store *store, const struct sql *sql, const char *first, const char *second, GError **error)
{
	struct statement *statement = db_statement(store_db(store), sql, error);
	bind_text(statement, 1, first);
	bind_text(statement, 2, second);
	return statement_run(statement, error);
}

gboolean session_end(struct store *store, const char *account, const char *id, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &session_one, error);
	bind_text(statement, 1, id);
	enum fetch fetch = statement_fetch(statement, error);
	if (fetch == FETCH_FAILED)
		return FALSE;
	gboolean own = fetch == FETCH_ROW && g_strcmp0(column_text(statement, 1), account) == 0;
	if (fetch == FETCH_ROW)
		statement_reset(statement);
	return own ? drop(store, &session_drop, id, account, error) : fail(error, ERROR_ABSENT, _("there is no such session; it has ended already"));
}

gboolean session_end_all(struct store *store, const char *account, const char *except, GError **error)
{
	return drop(store, &session_drop_others, account, except ? except : "", error);
}

struct hash session_form_key(const char *token)
{
	struct hash key = hash_text(token);
	struct hasher hasher;
	hasher_begin_keyed(&hasher, &key);
	hasher_add(&hasher, "form", strlen("form"));
	return hasher_end(&hasher);
}

gboolean reading_note(struct store *store, gint64 record, const char *account, const char *address, moment_t now, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &reading_insert, error);
	bind_int(statement, 1, KEY_OFFICE(record));
	bind_int(statement, 2, now);
	bind_text(statement, 3, account);
	bind_int(statement, 4, record);
	bind_text(statement, 5, address);
	return statement_run(statement, error);
}

void reading_free(struct reading *reading)
{
	if (!reading)
		return;
	g_free(reading->account);
	g_free(reading->address);
	g_free(reading);
}

GPtrArray *reading_list(struct store *store, gint64 office, guint limit, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &reading_newest, error);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)reading_free);
	enum fetch fetch;
	bind_int(statement, 1, office);
	bind_int(statement, 2, limit);
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		struct reading *reading = g_new0(struct reading, 1);
		reading->at = column_int(statement, 0);
		reading->account = g_strdup(column_text(statement, 1));
		reading->record = column_int(statement, 2);
		reading->address = g_strdup(column_text(statement, 3));
		g_ptr_array_add(list, reading);
	}
	return fetch == FETCH_END ? g_steal_pointer(&list) : NULL;
}
