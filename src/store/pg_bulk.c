/* SPDX-License-Identifier: Apache-2.0 */
/* Rows in bulk: COPY in its binary form, in pieces between which other statements may go; and arrays of rows. */
#include "store/pg_private.h"

#include <string.h>

/*
 * What the socket takes at once, so that the server works on it while more is made; what another table has before it gets
 * its turn, for each turn is a way there and back; and after how much the server is asked whether all went well.
 */
enum { SEND_BYTES = 1 << 17, TURN_BYTES = 1 << 20, ASK_BYTES = 1 << 23, ROWS_MOST = 5000 };

/* The signature, flags, and the length of an extension. */
static const char head[] = { 'P', 'G', 'C', 'O', 'P', 'Y', '\n', '\377', '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0 };

struct pg_bulk {
	struct pg *pg;
	char *text;       /* COPY … */
	GByteArray *rows; /* that are not sent yet */
	gsize sent;       /* bytes of the COPY that is open */
};

static void add_16(GByteArray *bytes, gint16 value)
{
	gint16 network = GINT16_TO_BE(value);
	g_byte_array_append(bytes, (const guint8 *)&network, sizeof network);
}

static void add_32(GByteArray *bytes, gint32 value)
{
	gint32 network = GINT32_TO_BE(value);
	g_byte_array_append(bytes, (const guint8 *)&network, sizeof network);
}

static void add_64(GByteArray *bytes, gint64 value)
{
	gint64 network = GINT64_TO_BE(value);
	g_byte_array_append(bytes, (const guint8 *)&network, sizeof network);
}

gpointer pg_bulk_begin(struct db *base, const char *table, const char *columns)
{
	struct pg_bulk *bulk = g_new0(struct pg_bulk, 1);
	bulk->pg = (struct pg *)base;
	bulk->text = g_strdup_printf("COPY %s(%s) FROM STDIN (FORMAT binary)", table, columns);
	bulk->rows = g_byte_array_new();
	return bulk;
}

/* Sends what the bulk has; FALSE: see the connection. */
static gboolean put_rows(struct pg_bulk *bulk)
{
	gboolean put = PQputCopyData(bulk->pg->connection, (const char *)bulk->rows->data, (int)bulk->rows->len) == 1;
	bulk->sent += bulk->rows->len;
	g_byte_array_set_size(bulk->rows, 0);
	return put;
}

/* Whose COPY is open ends it, with the rows that it has; the answer is not awaited. */
static gboolean end_copy(struct pg *pg)
{
	struct pg_bulk *bulk = g_steal_pointer(&pg->taking);
	pg->copying = TRUE;
	add_16(bulk->rows, -1);
	return put_rows(bulk) && PQputCopyEnd(pg->connection, NULL) == 1;
}

gboolean pg_bulk_await(struct pg *pg, GError **error)
{
	GError *failure = NULL;
	PGresult *result;
	if (pg->taking && !end_copy(pg))
		pg_fail(pg, NULL, "copy", &failure);
	if (!pg->copying)
		return TRUE;
	pg->copying = FALSE;
	while (!pg_is_lost(pg) && (result = PQgetResult(pg->connection))) {
		if (PQresultStatus(result) != PGRES_COMMAND_OK && !failure)
			pg_fail(pg, result, "copy", &failure);
		PQclear(result);
	}
	if (pg_is_lost(pg) && !failure)
		pg_fail(pg, NULL, "copy", &failure);
	return !failure || pg_keep_failure(pg, failure, error);
}

static gboolean begin_copy(struct pg_bulk *bulk, GError **error)
{
	struct pg *pg = bulk->pg;
	GError *failure = NULL;
	if (!pg_ready(pg, error) || !pg_settle(pg, NULL, error))
		return FALSE;
	PQexitPipelineMode(pg->connection);
	PGresult *result = PQexec(pg->connection, bulk->text);
	if (PQresultStatus(result) != PGRES_COPY_IN)
		pg_fail(pg, result, "copy", &failure);
	else if (PQputCopyData(pg->connection, head, sizeof head) != 1)
		pg_fail(pg, NULL, "copy", &failure);
	PQclear(result);
	if (failure)
		return pg_keep_failure(pg, failure, error);
	pg->taking = bulk;
	bulk->sent = 0;
	return TRUE;
}

/* In the COPY that is open, if it is this table's; else in one of its own. */
static gboolean send_rows(struct pg_bulk *bulk, GError **error)
{
	struct pg *pg = bulk->pg;
	GError *failure = NULL;
	if (pg->taking == bulk && bulk->sent >= ASK_BYTES && !pg_bulk_await(pg, error))
		return FALSE;
	if (pg->taking != bulk && !begin_copy(bulk, error))
		return FALSE;
	if (put_rows(bulk))
		return TRUE;
	pg_fail(pg, NULL, "copy", &failure);
	return pg_keep_failure(pg, failure, error);
}

static void add_cell(GByteArray *bytes, const struct db_cell *cell)
{
	gboolean number = cell->type == DB_INTEGER;
	add_32(bytes, cell->empty ? -1 : number ? (gint32)sizeof cell->number : (gint32)cell->length);
	if (cell->empty)
		return;
	if (number)
		add_64(bytes, cell->number);
	else if (cell->length)
		g_byte_array_append(bytes, cell->bytes, (guint)cell->length);
}

/* Nobody else's rows are on their way. */
static gboolean is_idle(const struct pg_bulk *bulk)
{
	return bulk->pg->taking == bulk || (!bulk->pg->taking && !bulk->pg->copying);
}

gboolean pg_bulk_put(gpointer data, const struct db_cell *cells, guint count, GError **error)
{
	struct pg_bulk *bulk = data;
	add_16(bulk->rows, (gint16)count);
	for (guint i = 0; i < count; i++)
		add_cell(bulk->rows, &cells[i]);
	return bulk->rows->len < (is_idle(bulk) ? SEND_BYTES : TURN_BYTES) || send_rows(bulk, error);
}

/* The answer is awaited by whatever is next asked of the connection. */
static gboolean end_rows(struct pg_bulk *bulk, GError **error)
{
	struct pg *pg = bulk->pg;
	GError *failure = NULL;
	if (pg->taking != bulk && !begin_copy(bulk, error))
		return FALSE;
	if (end_copy(pg))
		return TRUE;
	pg_fail(pg, NULL, "copy", &failure);
	return pg_keep_failure(pg, failure, error);
}

/* The server fails it, and with it the transaction, which is to be rolled back. */
static void drop_copy(struct pg *pg)
{
	pg->taking = NULL;
	pg->copying = TRUE;
	PQputCopyEnd(pg->connection, "dropped");
}

gboolean pg_bulk_end(gpointer data, gboolean keep, GError **error)
{
	struct pg_bulk *bulk = data;
	gboolean done = !keep || !(bulk->rows->len || bulk->pg->taking == bulk) || end_rows(bulk, error);
	if (bulk->pg->taking == bulk)
		drop_copy(bulk->pg);
	g_byte_array_unref(bulk->rows);
	g_free(bulk->text);
	g_free(bulk);
	return done;
}

/* One column of the rows as an array of the server's. */
static GByteArray *column_of(const gint64 *rows, guint count, guint columns, guint column)
{
	GByteArray *bytes = g_byte_array_new();
	add_32(bytes, 1); /* dimensions */
	add_32(bytes, 0); /* there is no NULL */
	add_32(bytes, PG_INTEGER);
	add_32(bytes, (gint32)count);
	add_32(bytes, 1); /* the first one's place */
	for (guint i = 0; i < count; i++) {
		add_32(bytes, sizeof *rows);
		add_64(bytes, rows[(gsize)i * columns + column]);
	}
	return bytes;
}

gboolean pg_run_rows(struct statement *statement, const gint64 *rows, guint count, guint columns, GError **error)
{
	for (guint done = 0; done < count;) {
		guint some = MIN(count - done, ROWS_MOST);
		for (guint column = 0; column < columns; column++) {
			g_autoptr(GByteArray) bytes = column_of(rows + (gsize)done * columns, some, columns, column);
			pg_bind(statement, (int)column + 1, bytes->data, bytes->len, PG_INTEGERS);
		}
		if (!engine_pg.run(statement, error))
			return FALSE;
		done += some;
	}
	return TRUE;
}
