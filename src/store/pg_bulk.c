/* SPDX-License-Identifier: Apache-2.0 */
/* Rows in bulk: COPY in its binary form. */
#include "store/pg_private.h"

#include <string.h>

enum { SEND_BYTES = 1 << 16 };

static const char signature[] = "PGCOPY\n\377\r\n";  /* and its NUL; then flags and the length of an extension */

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

gboolean pg_bulk_begin(struct db *base, const char *table, const GPtrArray *columns, GError **error)
{
	struct pg *pg = (struct pg *)base;
	GError *failure = NULL;
	g_autoptr(GString) text = g_string_new(NULL);
	g_string_append_printf(text, "COPY %s(", table);
	for (guint i = 0; i < columns->len; i++)
		g_string_append_printf(text, "%s%s", i ? ", " : "", (const char *)columns->pdata[i]);
	g_string_append(text, ") FROM STDIN (FORMAT binary)");
	if (!pg_ready(pg, error) || !pg_settle(pg, NULL, error))
		return FALSE;
	PQexitPipelineMode(pg->connection);
	PGresult *result = PQexec(pg->connection, text->str);
	if (PQresultStatus(result) != PGRES_COPY_IN)
		pg_fail(pg, result, table, &failure);
	PQclear(result);
	if (failure)
		return pg_keep_failure(pg, failure, error);
	pg->bulk = g_byte_array_new();
	g_byte_array_append(pg->bulk, (const guint8 *)signature, sizeof signature);
	add_32(pg->bulk, 0);
	add_32(pg->bulk, 0);
	return TRUE;
}

static gboolean send_rows(struct pg *pg, GError **error)
{
	GError *failure = NULL;
	if (PQputCopyData(pg->connection, (const char *)pg->bulk->data, (int)pg->bulk->len) != 1)
		pg_fail(pg, NULL, "copy", &failure);
	g_byte_array_set_size(pg->bulk, 0);
	return !failure || pg_keep_failure(pg, failure, error);
}

static void add_cell(GByteArray *bytes, const struct db_cell *cell)
{
	gint64 network = GINT64_TO_BE(cell->number);
	gboolean number = cell->type == DB_INTEGER;
	gsize length = number ? sizeof network : cell->length;
	add_32(bytes, cell->empty ? -1 : (gint32)length);
	if (!cell->empty && length)
		g_byte_array_append(bytes, number ? (const guint8 *)&network : cell->bytes, (guint)length);
}

gboolean pg_bulk_put(struct db *base, const struct db_cell *cells, guint count, GError **error)
{
	struct pg *pg = (struct pg *)base;
	add_16(pg->bulk, (gint16)count);
	for (guint i = 0; i < count; i++)
		add_cell(pg->bulk, &cells[i]);
	return pg->bulk->len < SEND_BYTES || send_rows(pg, error);
}

gboolean pg_bulk_end(struct db *base, GError **error)
{
	struct pg *pg = (struct pg *)base;
	GError *failure = NULL;
	add_16(pg->bulk, -1);
	gboolean sent = send_rows(pg, error);
	g_clear_pointer(&pg->bulk, g_byte_array_unref);
	if (!sent)
		return FALSE;
	if (PQputCopyEnd(pg->connection, NULL) != 1)
		pg_fail(pg, NULL, "copy", &failure);
	PGresult *result;
	while (!pg_is_lost(pg) && (result = PQgetResult(pg->connection))) {
		if (PQresultStatus(result) != PGRES_COMMAND_OK && !failure)
			pg_fail(pg, result, "copy", &failure);
		PQclear(result);
	}
	return !failure || pg_keep_failure(pg, failure, error);
}
