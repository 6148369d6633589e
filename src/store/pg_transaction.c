/* SPDX-License-Identifier: Apache-2.0 */
/* Transactions of the PostgreSQL engine. */
#include "store/pg_private.h"

#include <string.h>

/* "ngvu" and the schema: one writer of a store at a time. */
#define WRITER_LOCK "SELECT pg_advisory_xact_lock(1852274293, quote_ident(current_schema())::regnamespace::oid::int4);"

/* Cursors end with their transaction, or with what is undone of it. */
static void forget_cursors(struct pg *pg)
{
	GHashTableIter iter;
	gpointer statement;
	g_hash_table_iter_init(&iter, pg->db.statements);
	while (g_hash_table_iter_next(&iter, NULL, &statement))
		if (!((struct pg_statement *)statement)->held)
			((struct pg_statement *)statement)->more = FALSE;
}

static void end_transaction(struct pg *pg)
{
	forget_cursors(pg);
	g_clear_error(&pg->failure);
	g_clear_pointer(&pg->number, g_free);
	pg->open = pg->lost = pg->copying = FALSE;
	pg->taking = NULL;
}

void pg_rollback(struct db *base)
{
	struct pg *pg = (struct pg *)base;
	if (!pg->open)
		return;
	if (!pg->lost && !pg_is_lost(pg)) {
		pg_settle(pg, NULL, NULL);
		PQexitPipelineMode(pg->connection);
		PQclear(PQexec(pg->connection, "ROLLBACK"));
	}
	end_transaction(pg);
}

/* A connection that turns out to be gone is replaced: nothing has begun yet. */
static PGresult *begin_transaction(struct pg *pg, const char *text, GError **error)
{
	GError *failure = NULL;
	if (pg->open) {
		fail(error, ERROR_SYSTEM, _("%s: %s: %s"), pg->shown, "begin", "in a transaction");
		return NULL;
	}
	PGresult *result = pg_execute(pg, text, "begin", &failure);
	if (!result && pg_is_lost(pg)) {
		g_clear_error(&failure);
		result = pg_execute(pg, text, "begin", &failure);
	}
	if (!result && !pg_is_lost(pg))
		PQclear(PQexec(pg->connection, "ROLLBACK"));
	if (!result)
		g_propagate_error(error, failure);
	pg->open = result != NULL;
	return result;
}

/*
 * One writer at a time, told apart by the schema of the store. Each of its statements sees what is there when it
 * begins, and nobody else writes; so it sees what the writer before it left, whom it may have waited for.
 */
gboolean pg_begin(struct db *base, GError **error)
{
	struct pg *pg = (struct pg *)base;
	PGresult *result = begin_transaction(pg,
		"BEGIN ISOLATION LEVEL READ COMMITTED;" WRITER_LOCK "SELECT pg_current_xact_id()", error);
	if (result)
		pg->number = g_strdup(PQgetvalue(result, 0, 0));
	PQclear(result);
	return result != NULL;
}

static gboolean is_made(struct pg *pg)
{
	PGresult *result = pg->made ? NULL : pg_execute(pg, "SELECT to_regclass('setting') IS NOT NULL", "setting", NULL);
	if (result)
		pg->made = *PQgetvalue(result, 0, 0) == 't';
	PQclear(result);
	return pg->made;
}

/* The lock comes before the moment that is looked at, and holds off those who would drop tables under it. */
gboolean pg_begin_read(struct db *base, GError **error)
{
	struct pg *pg = (struct pg *)base;
	PGresult *result = begin_transaction(pg, is_made(pg) ?
		"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; LOCK TABLE setting IN ACCESS SHARE MODE" :
		"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", error);
	PQclear(result);
	return result != NULL;
}

/* What became of a transaction (when the server has ended it, which frees its lock) whose connection was lost while it was committed. */
static gboolean was_committed(struct pg *pg, GError **error)
{
	g_autofree char *number = g_steal_pointer(&pg->number);
	g_autofree char *text = g_strdup_printf(WRITER_LOCK "SELECT pg_xact_status('%s') = 'committed'", number ? number : "0");
	end_transaction(pg);
	PGresult *result = number ? pg_execute(pg, text, "commit", NULL) : NULL;
	gboolean known = result && PQntuples(result) == 1, kept = known && *PQgetvalue(result, 0, 0) == 't';
	PQclear(result);
	if (!known)
		return fail(error, ERROR_SYSTEM, _("%s: the connection to the server was lost while the change was being kept: look whether it is there before you repeat it"),
			pg->shown);
	return kept || fail(error, ERROR_BUSY, _("%s: the connection to the server was lost in the middle of a change: nothing was changed; do it again"), pg->shown);
}

gboolean pg_commit(struct db *base, GError **error)
{
	struct pg *pg = (struct pg *)base;
	PGresult *result = NULL;
	GError *failure = NULL;
	if (!pg_ready(pg, error))
		return FALSE;
	if (!pg_send(pg, "COMMIT", "commit", &failure) || !pg_settle(pg, &result, &failure)) {
		if (pg->lost) {
			g_error_free(failure);
			return was_committed(pg, error);
		}
		g_propagate_error(error, failure);
		return FALSE;
	}
	gboolean kept = strcmp(PQcmdStatus(result), "COMMIT") == 0;
	PQclear(result);
	end_transaction(pg);
	return kept || fail(error, ERROR_SYSTEM, _("%s: %s: %s"), pg->shown, "commit", "rolled back");
}

gboolean pg_in_transaction(const struct db *base)
{
	return ((const struct pg *)base)->open;
}

/* What may fail fails before the point; letting go of the last one cannot. */
static gboolean is_settled(const struct pg *pg)
{
	for (guint i = 0; i < pg->queue->len; i++)
		if (strcmp(SENT(pg, i)->doing, "release") != 0)
			return FALSE;
	return TRUE;
}

gboolean pg_savepoint(struct db *base, GError **error)
{
	struct pg *pg = (struct pg *)base;
	return pg_ready(pg, error) && (is_settled(pg) || pg_settle(pg, NULL, error)) && pg_send(pg, "SAVEPOINT point", "savepoint", error);
}

gboolean pg_release(struct db *base, GError **error)
{
	struct pg *pg = (struct pg *)base;
	return pg_ready(pg, error) && pg_send(pg, "RELEASE point", "release", error);
}

gboolean pg_undo(struct db *base, GError **error)
{
	struct pg *pg = (struct pg *)base;
	if (pg->lost)
		return pg_ready(pg, error);
	pg_settle(pg, NULL, NULL);
	forget_cursors(pg);
	g_clear_error(&pg->failure);
	PGresult *result = pg_execute(pg, "ROLLBACK TO point; RELEASE point", "undo", error);
	PQclear(result);
	return result != NULL;
}
