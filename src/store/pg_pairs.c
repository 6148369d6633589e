/* SPDX-License-Identifier: Apache-2.0 */
/* Many questions at once whose answers are rows of two integers: one way there and back for all of them. */
#include "store/pg_private.h"

#include <string.h>

enum { SETS_MOST = 100 };

static gint64 value_at(const PGresult *result, int row, int column)
{
	gint64 network;
	memcpy(&network, PQgetvalue(result, row, column), sizeof network);
	return GINT64_FROM_BE(network);
}

static gboolean visit_pairs(const PGresult *result, guint set, pair_visitor visit, void *data, GError **error)
{
	for (int row = 0, rows = PQntuples(result); row < rows; row++)
		if (!visit(data, set, value_at(result, row, 0), value_at(result, row, 1), error))
			return FALSE;
	return TRUE;
}

static gboolean ask(struct statement *base, const gint64 *values, guint count, guint width, PGresult **results, GError **error)
{
	struct pg *pg = (struct pg *)base->db;
	gboolean sent = TRUE;
	for (guint i = 0; sent && i < count; i++) {
		for (guint j = 0; j < width; j++)
			bind_int(base, (int)j + 1, values[(gsize)i * width + j]);
		sent = pg_ask_into(base, &results[i], error);
	}
	gboolean done = sent && pg_settle(pg, NULL, error);
	for (guint i = 0; i < pg->queue->len; i++) /* where it could not be sent */
		SENT(pg, i)->into = NULL;
	return done;
}

gboolean pg_each_pair(struct statement *base, const gint64 *values, guint count, guint width, pair_visitor visit, void *data, GError **error)
{
	gboolean done = TRUE;
	for (guint first = 0; done && first < count; first += SETS_MOST) {
		PGresult *results[SETS_MOST] = { NULL };
		guint some = MIN(count - first, SETS_MOST);
		done = ask(base, values + (gsize)first * width, some, width, results, error);
		for (guint i = 0; i < some; i++) {
			done = done && visit_pairs(results[i], first + i, visit, data, error);
			PQclear(results[i]);
		}
	}
	return done;
}
