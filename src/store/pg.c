/* SPDX-License-Identifier: Apache-2.0 */
/* Statements of the PostgreSQL engine. */
#include "store/pg_private.h"

#include <stdlib.h>
#include <string.h>

enum { QUEUE_MOST = 200, FETCH_ROWS = 1000 };
enum { USES_FIRST = 32, USES_FACTOR = 4 };
enum { NUMBER_BYTES = 8 };

static gboolean told_before(const struct pg *pg, GError **error)
{
	if (pg->failure && error)
		*error = g_error_copy(pg->failure);
	return pg->failure == NULL;
}

/* Keeps the failure of a transaction, which answers all statements until it is rolled back. */
gboolean pg_keep_failure(struct pg *pg, GError *failure, GError **error)
{
	if (pg->open && !pg->failure)
		pg->failure = g_error_copy(failure);
	if (pg->open && pg_is_lost(pg))
		pg->lost = TRUE;
	g_propagate_error(error, failure);
	return FALSE;
}

/* What the queue prepared may be there or not: it is prepared again, under another name. */
static void forget_prepared(struct pg *pg)
{
	for (guint i = 0; i < pg->preparing->len; i++)
		((struct pg_statement *)pg->preparing->pdata[i])->generation = 0;
}

/* One answer: all its results; that of the last one is kept where it is wanted. */
static PGresult *read_answer(struct pg *pg, const char *doing, GError **failure)
{
	PGresult *kept = NULL, *result;
	while ((result = PQgetResult(pg->connection))) {
		ExecStatusType status = PQresultStatus(result);
		if (status == PGRES_FATAL_ERROR && !*failure)
			pg_fail(pg, result, doing, failure);
		PQclear(kept);
		kept = result;
		if (pg_is_lost(pg))
			break;
	}
	return kept;
}

gboolean pg_settle(struct pg *pg, PGresult **last, GError **error)
{
	GError *failure = NULL;
	if (last)
		*last = NULL;
	if (!pg_bulk_await(pg, error))
		return FALSE;
	if (pg->queue->len == 0)
		return told_before(pg, error);
	if (PQpipelineSync(pg->connection) != 1)
		pg_fail(pg, NULL, SENT(pg, 0)->doing, &failure);
	for (guint i = 0; i < pg->queue->len && !pg_is_lost(pg); i++) {
		PGresult *result = read_answer(pg, SENT(pg, i)->doing, &failure);
		if (SENT(pg, i)->asker && !failure)
			SENT(pg, i)->asker->result = result;
		else if (SENT(pg, i)->into && !failure)
			*SENT(pg, i)->into = result;
		else if (last && i + 1 == pg->queue->len && !failure)
			*last = result;
		else
			PQclear(result);
	}
	g_array_set_size(pg->queue, 0);
	if (!pg_is_lost(pg))
		PQclear(PQgetResult(pg->connection)); /* the end of the pipeline */
	else if (!failure)
		pg_fail(pg, NULL, "", &failure);
	if (failure)
		forget_prepared(pg);
	g_ptr_array_set_size(pg->preparing, 0);
	if (!failure)
		return TRUE;
	if (last)
		g_clear_pointer(last, PQclear);
	return pg_keep_failure(pg, failure, error);
}

/* Outside a transaction nothing is lost with a connection: there is another. */
gboolean pg_ready(struct pg *pg, GError **error)
{
	if (!pg_bulk_await(pg, error))
		return FALSE;
	if (pg->failure)
		return told_before(pg, error);
	if (pg->open || !pg_is_lost(pg))
		return TRUE;
	return pg_reconnect(pg, error);
}

PGresult *pg_execute(struct pg *pg, const char *text, const char *doing, GError **error)
{
	GError *failure = NULL;
	if (!pg_ready(pg, error) || !pg_settle(pg, NULL, error))
		return NULL;
	PQexitPipelineMode(pg->connection);
	PGresult *result = PQexec(pg->connection, text);
	ExecStatusType status = PQresultStatus(result);
	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
		return result;
	pg_fail(pg, result, doing, &failure);
	PQclear(result);
	pg_keep_failure(pg, failure, error);
	return NULL;
}

static gboolean execute(struct db *base, const char *text, GError **error)
{
	PGresult *result = pg_execute((struct pg *)base, text, text, error);
	PQclear(result);
	return result != NULL;
}

/* Readers have locked the settings against this: their moment has the table as it was, the next table is not in it. */
static gboolean drop_table(struct db *base, const char *table, GError **error)
{
	g_autofree char *text = g_strdup_printf("%sDROP TABLE IF EXISTS %s",
		((struct pg *)base)->made ? "LOCK TABLE setting IN ACCESS EXCLUSIVE MODE; " : "", table);
	return execute(base, text, error);
}

/* ?1 → $1; a question mark stands for nothing else in our statements. */
static char *dollars(const char *text, int *count)
{
	char *own = g_strdelimit(g_strdup(text), "?", '$');
	*count = 0;
	for (const char *at = own; (at = strchr(at, '$')); at++)
		*count = MAX(*count, atoi(at + 1));
	return own;
}

static struct statement *prepare(struct db *base, const struct sql *sql, GError **error)
{
	struct pg_statement *statement = g_new0(struct pg_statement, 1);
	(void)error; /* the server sees it when it is used first */
	statement_init(&statement->statement, base, sql);
	g_autofree char *text = db_spell(base, sql->text);
	statement->text = dollars(text, &statement->count);
	gsize count = (gsize)MAX(statement->count, 1);
	statement->values = g_new0(char *, count);
	statement->lengths = g_new0(int, count);
	statement->formats = g_new(int, count);
	statement->types = g_new0(Oid, count);
	for (gsize i = 0; i < count; i++)
		statement->formats[i] = 1;
	statement->reads = g_str_has_prefix(sql->text, "SELECT ") || g_str_has_prefix(sql->text, "WITH ");
	return &statement->statement;
}

static gboolean note_sent(struct pg *pg, int sent, const char *doing, GError **error)
{
	const struct sent queued = { .doing = doing };
	GError *failure = NULL;
	if (sent == 1) {
		g_array_append_val(pg->queue, queued);
		return TRUE;
	}
	pg_fail(pg, NULL, doing, &failure);
	return pg_keep_failure(pg, failure, error);
}

gboolean pg_send(struct pg *pg, const char *text, const char *doing, GError **error)
{
	PQenterPipelineMode(pg->connection);
	return note_sent(pg, PQsendQueryParams(pg->connection, text, 0, NULL, NULL, NULL, NULL, 1), doing, error);
}

/* Ends what is open of it; the cursor of a failed transaction is gone by itself. */
static void end_rows(struct pg_statement *statement)
{
	struct pg *pg = (struct pg *)statement->statement.db;
	g_clear_pointer(&statement->result, PQclear);
	if (!statement->more)
		return;
	statement->more = FALSE;
	if (!pg_bulk_await(pg, NULL) || pg->failure || pg_is_lost(pg) || statement->generation != pg->generation)
		return;
	g_autofree char *text = g_strdup_printf("CLOSE %s", statement->cursor);
	pg_send(pg, text, "close", NULL);
}

/* What it asked for is not wanted any more. */
static void forget_asked(struct pg_statement *statement)
{
	struct pg *pg = (struct pg *)statement->statement.db;
	for (guint i = 0; statement->asked && i < pg->queue->len; i++)
		if (SENT(pg, i)->asker == statement)
			SENT(pg, i)->asker = NULL;
	statement->asked = FALSE;
}

static void reset(struct statement *base)
{
	struct pg_statement *statement = (struct pg_statement *)base;
	forget_asked(statement);
	end_rows(statement);
	for (int i = 0; i < statement->count; i++)
		g_clear_pointer(&statement->values[i], g_free);
}

static void free_statement(struct statement *base)
{
	struct pg_statement *statement = (struct pg_statement *)base;
	reset(base);
	g_free(statement->values);
	g_free(statement->lengths);
	g_free(statement->formats);
	g_free(statement->types);
	g_free(statement->text);
	g_free(statement);
}

void pg_bind(struct statement *base, int index, gconstpointer bytes, gsize length, Oid type)
{
	struct pg_statement *statement = (struct pg_statement *)base;
	int at = index - 1;
	g_assert(at >= 0 && at < statement->count);
	g_free(statement->values[at]);
	statement->values[at] = NULL;
	statement->lengths[at] = (int)length;
	statement->types[at] = type;
	if (!bytes)
		return;
	statement->values[at] = g_malloc(length + 1);
	memcpy(statement->values[at], bytes, length);
	statement->values[at][length] = '\0';
}

static void bind_int_value(struct statement *base, int index, gint64 value)
{
	gint64 network = GINT64_TO_BE(value);
	pg_bind(base, index, &network, sizeof network, PG_INTEGER);
}

static void bind_text_value(struct statement *base, int index, const char *text)
{
	pg_bind(base, index, text, text ? strlen(text) : 0, PG_TEXT);
}

static void bind_bytes_value(struct statement *base, int index, gconstpointer bytes, gsize length)
{
	pg_bind(base, index, bytes ? bytes : "", length, PG_BYTES);
}

static void bind_null_value(struct statement *base, int index)
{
	pg_bind(base, index, NULL, 0, 0);
}

/*
 * The plan that a statement got is kept with it. While tables are small, all their indexes look the same to the server, for
 * they all begin with the office; so it is asked again when they may have grown.
 */
static gboolean send_prepare(struct pg *pg, struct pg_statement *statement, GError **error)
{
	const struct sql *sql = statement->statement.sql;
	if (statement->generation == pg->generation && statement->uses++ < statement->most)
		return TRUE;
	statement->uses = 0;
	statement->most = MAX(USES_FIRST, statement->most * USES_FACTOR);
	g_snprintf(statement->name, sizeof statement->name, "s%u", ++pg->names);
	int sent = PQsendPrepare(pg->connection, statement->name, statement->text, statement->count, statement->types);
	if (!note_sent(pg, sent, sql->name, error))
		return FALSE;
	statement->generation = pg->generation;
	g_ptr_array_add(pg->preparing, statement);
	return TRUE;
}

/* A walk gives its rows through a cursor, a thousand at a time. */
static gboolean send_cursor(struct pg *pg, struct pg_statement *statement, GError **error)
{
	statement->held = !pg->open;
	statement->generation = pg->generation;
	g_snprintf(statement->cursor, sizeof statement->cursor, "c%u", ++pg->names);
	g_autofree char *text = g_strdup_printf("DECLARE %s NO SCROLL CURSOR %sFOR %s", statement->cursor, statement->held ? "WITH HOLD " : "", statement->text);
	int sent = PQsendQueryParams(pg->connection, text, statement->count, statement->types, (const char *const *)statement->values, statement->lengths, statement->formats, 1);
	statement->more = sent == 1;
	return note_sent(pg, sent, statement->statement.sql->name, error);
}

static gboolean send(struct pg *pg, struct pg_statement *statement, GError **error)
{
	const struct sql *sql = statement->statement.sql;
	PQenterPipelineMode(pg->connection);
	if (statement->reads && sql->walk)
		return send_cursor(pg, statement, error);
	if (!send_prepare(pg, statement, error))
		return FALSE;
	int sent = PQsendQueryPrepared(pg->connection, statement->name, statement->count, (const char *const *)statement->values, statement->lengths, statement->formats, 1);
	return note_sent(pg, sent, sql->name, error);
}

static gboolean fetch(struct pg *pg, struct pg_statement *statement, GError **error)
{
	g_autofree char *text = g_strdup_printf("FETCH %d FROM %s", FETCH_ROWS, statement->cursor);
	g_clear_pointer(&statement->result, PQclear);
	statement->row = 0;
	statement->more = pg_ready(pg, error) && pg_send(pg, text, statement->statement.sql->name, error) && pg_settle(pg, &statement->result, error);
	return statement->more;
}

static gboolean ask(struct statement *base, GError **error)
{
	struct pg_statement *statement = (struct pg_statement *)base;
	struct pg *pg = (struct pg *)base->db;
	if (!pg->open || base->sql->walk || pg->queue->len >= QUEUE_MOST)
		return TRUE;
	if (!pg_ready(pg, error) || !send(pg, statement, error))
		return FALSE;
	statement->asked = TRUE;
	SENT(pg, pg->queue->len - 1)->asker = statement;
	return TRUE;
}

gboolean pg_ask_into(struct statement *base, PGresult **into, GError **error)
{
	struct pg *pg = (struct pg *)base->db;
	if (!pg_ready(pg, error) || !send(pg, (struct pg_statement *)base, error))
		return FALSE;
	SENT(pg, pg->queue->len - 1)->into = into;
	return TRUE;
}

/* FALSE where it was not asked for, or the answer did not come. */
static gboolean start_asked(struct pg *pg, struct pg_statement *statement, GError **error)
{
	if (!statement->result && !pg_settle(pg, NULL, error))
		return FALSE;
	statement->asked = FALSE;
	statement->row = -1;
	return statement->result || told_before(pg, error);
}

static gboolean start_once(struct pg *pg, struct pg_statement *statement, GError **error)
{
	if (!pg_ready(pg, error) || !send(pg, statement, error))
		return FALSE;
	if (statement->more)
		return pg_settle(pg, NULL, error) && fetch(pg, statement, error);
	return pg_settle(pg, &statement->result, error);
}

/* What only reads is done again by another connection when this one turns out to be gone. */
static gboolean start(struct pg *pg, struct pg_statement *statement, GError **error)
{
	GError *failure = NULL;
	gboolean done = start_once(pg, statement, &failure);
	if (!done)
		statement->more = FALSE;
	if (!done && !pg->open && statement->reads && pg_is_lost(pg)) {
		g_clear_error(&failure);
		done = start_once(pg, statement, &failure);
	}
	statement->row = -1;
	if (!done)
		g_propagate_error(error, failure);
	return done;
}

static gboolean next_row(struct statement *base, gboolean *row, GError **error)
{
	struct pg_statement *statement = (struct pg_statement *)base;
	struct pg *pg = (struct pg *)base->db;
	*row = FALSE;
	if (statement->asked && !start_asked(pg, statement, error))
		return FALSE;
	if (!statement->result && !start(pg, statement, error))
		return FALSE;
	if (++statement->row >= PQntuples(statement->result) && statement->more && !fetch(pg, statement, error))
		return FALSE;
	*row = statement->row < PQntuples(statement->result);
	if (!*row)
		end_rows(statement);
	return TRUE;
}

/* What changes data in a transaction is not waited for: its failure is told by what is. */
static gboolean run_statement(struct statement *base, GError **error)
{
	struct pg_statement *statement = (struct pg_statement *)base;
	struct pg *pg = (struct pg *)base->db;
	if (statement->reads || !pg->open) {
		gboolean row, done = next_row(base, &row, error);
		end_rows(statement);
		return done;
	}
	return pg_ready(pg, error) && send(pg, statement, error) && (pg->queue->len < QUEUE_MOST || pg_settle(pg, NULL, error));
}

static gint64 int_column(struct statement *base, int column)
{
	const struct pg_statement *statement = (const struct pg_statement *)base;
	const char *bytes = PQgetvalue(statement->result, statement->row, column);
	guint8 network[NUMBER_BYTES];
	int length = PQgetlength(statement->result, statement->row, column);
	if (length < 1 || length > NUMBER_BYTES)
		return 0;
	memset(network, *bytes & 0x80 ? 0xFF : 0, sizeof network);
	memcpy(network + NUMBER_BYTES - length, bytes, (gsize)length);
	gint64 value;
	memcpy(&value, network, sizeof value);
	return GINT64_FROM_BE(value);
}

static gboolean null_column(struct statement *base, int column)
{
	const struct pg_statement *statement = (const struct pg_statement *)base;
	return PQgetisnull(statement->result, statement->row, column) != 0;
}

static const char *text_column(struct statement *base, int column)
{
	const struct pg_statement *statement = (const struct pg_statement *)base;
	return null_column(base, column) ? NULL : PQgetvalue(statement->result, statement->row, column);
}

static gconstpointer bytes_column(struct statement *base, int column, gsize *length)
{
	const struct pg_statement *statement = (const struct pg_statement *)base;
	*length = (gsize)PQgetlength(statement->result, statement->row, column);
	return *length ? PQgetvalue(statement->result, statement->row, column) : NULL;
}

static void close_store(struct db *base)
{
	struct pg *pg = (struct pg *)base;
	PQfinish(pg->connection);
	g_array_unref(pg->queue);
	g_ptr_array_unref(pg->preparing);
	g_clear_error(&pg->failure);
	g_free(pg->number);
	g_free(pg->url);
	g_free(pg->shown);
	g_free(pg);
}

static const char *name(const struct db *base)
{
	return ((const struct pg *)base)->shown;
}

static const char *version(const struct db *base)
{
	static const char *const majors[] = { "PostgreSQL 15", "PostgreSQL 16", "PostgreSQL 17", "PostgreSQL 18" };
	int major = PQserverVersion(((const struct pg *)base)->connection) / 10000;
	return major >= 15 && major < 15 + (int)G_N_ELEMENTS(majors) ? majors[major - 15] : "PostgreSQL";
}

static const char *const schemes[] = { "postgresql", "postgres", NULL };

/* {K}: a table is partitioned or distributed by a column of all its unique keys. */
static const struct spelling spellings[] = {
	{ "{I}", "bigint" },
	{ "{T}", "text COLLATE \"C\"" },
	{ "{B}", "bytea" },
	{ "{S}", "" },
	{ "{C}", "" },
	{ "{F}", "" },
	{ "{K}", "office, " },
	{ "{+}", "" },
	{ "{V}", " COLLATE \"vi-x-icu\"" },
	{ "{[}", "(SELECT CAST(value AS bigint) AS value FROM json_array_elements_text(CAST(" },
	{ "{]}", " AS json)) AS element(value))" },
	{ "{(}", "SELECT * FROM unnest(CAST(" },
	{ "{,}", " AS bigint[]), CAST(" },
	{ "{)}", " AS bigint[]))" },
	{ NULL, NULL },
};

/* Which transactions are seen and which are not. */
static const struct sql mark = { .name = "mark", .text = "SELECT CAST(pg_current_snapshot() AS text)" };

const struct db_engine engine_pg = {
	.schemes = schemes,
	.open = pg_open,
	.show = pg_show,
	.close = close_store,
	.name = name,
	.version = version,
	.prepare = prepare,
	.free_statement = free_statement,
	.bind_int = bind_int_value,
	.bind_text = bind_text_value,
	.bind_bytes = bind_bytes_value,
	.bind_null = bind_null_value,
	.ask = ask,
	.next = next_row,
	.run = run_statement,
	.reset = reset,
	.column_int = int_column,
	.column_text = text_column,
	.column_bytes = bytes_column,
	.column_is_null = null_column,
	.execute = execute,
	.drop_table = drop_table,
	.begin = pg_begin,
	.begin_read = pg_begin_read,
	.commit = pg_commit,
	.rollback = pg_rollback,
	.in_transaction = pg_in_transaction,
	.savepoint = pg_savepoint,
	.release = pg_release,
	.undo = pg_undo,
	.spellings = spellings,
	.schema_least = 2,
	.list_part = "CAST(rest AS jsonb) -> '%s'",
	.list_has_text = "CAST(rest AS jsonb) -> '%s' @> to_jsonb(CAST(?%d AS text))",
	.list_has_number = "CAST(rest AS jsonb) -> '%s' @> to_jsonb(CAST(?%d AS bigint))",
	.append_only = pg_append_only,
	.columns = pg_columns,
	.tables = pg_tables,
	.key = pg_key,
	.shape = pg_shape,
	.check = pg_check,
	.scans = pg_scans,
	.statements = pg_statements,
	.mark = &mark,
	.search_create = pg_search_create,
	.search_put = pg_search_put,
	.search_find = pg_search_find,
	.search_drop = pg_search_drop,
	.search_keys = pg_search_keys,
	.search_text = pg_search_text,
	.search_all = &pg_search_all,
	.run_rows = pg_run_rows,
	.each_pair = pg_each_pair,
	.bulk_begin = pg_bulk_begin,
	.bulk_put = pg_bulk_put,
	.bulk_end = pg_bulk_end,
};
