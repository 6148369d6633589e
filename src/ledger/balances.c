/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Balances: what entries add to them waits in the ledger, and is written in order of cell before anything reads them,
 * before a point in the transaction, and before it is kept. Many records of a transaction share cells.
 */
#include "base/number.h"
#include "ledger/ledger_private.h"
#include "ledger/statements.h"

enum { WAITING_MOST = 100000, BALANCE_COLUMNS = 3 };
/* Where a sum could become too large, it is written at once: so the record that is too much is told. */
#define LARGE ((gint64)1 << 50)

static const struct sql balance_add = { "add to balance",
	"INSERT INTO balance(office, cell, sum) {(}?1{,}?2{,}?3{)} ON CONFLICT({K}cell) DO UPDATE SET sum = balance.sum + excluded.sum" };

const struct sql *const ledger_balances_sql[] = { &balance_add, NULL };

gint delta_by_cell(gconstpointer a, gconstpointer b)
{
	gint64 x = ((const struct delta *)a)->cell, y = ((const struct delta *)b)->cell;
	return (x > y) - (x < y);
}

gboolean deltas_fold(GArray *deltas, gboolean zeros, GError **error)
{
	g_array_sort(deltas, delta_by_cell);
	struct delta *items = (struct delta *)(void *)deltas->data;
	guint kept = 0;
	for (guint i = 0; i < deltas->len;) {
		struct delta sum = items[i++];
		for (; i < deltas->len && items[i].cell == sum.cell; i++)
			if (!number_add(sum.amount, items[i].amount, &sum.amount, error))
				return FALSE;
		if (sum.amount || zeros)
			items[kept++] = sum;
	}
	g_array_set_size(deltas, kept);
	return TRUE;
}

gboolean balances_put(struct ledger *ledger, const struct delta *deltas, guint count, GError **error)
{
	struct statement *statement = count ? db_statement(store_db(ledger->store), &balance_add, error) : NULL;
	g_autofree gint64 *rows = g_new(gint64, (gsize)count * BALANCE_COLUMNS);
	if (!statement)
		return count == 0;
	for (guint i = 0; i < count; i++) {
		gint64 *row = rows + (gsize)i * BALANCE_COLUMNS;
		row[0] = CELL_OFFICE(deltas[i].cell);
		row[1] = deltas[i].cell;
		row[2] = deltas[i].amount;
	}
	return statement_run_rows(statement, rows, count, BALANCE_COLUMNS, error);
}

/* One for each cell, zeros too: a cell that was once used has a balance. */
gboolean balances_write(struct ledger *ledger, GError **error)
{
	GArray *waiting = ledger->waiting;
	gboolean done = deltas_fold(waiting, TRUE, error) && balances_put(ledger, (const struct delta *)(void *)waiting->data, waiting->len, error);
	g_array_set_size(waiting, 0);
	return done;
}

void balance_deltas(const struct delta *delta, struct delta all[DELTA_BALANCES])
{
	gint64 series = CELL_OF_DAY_SERIES(delta->cell);
	int year, month, dom;
	day_split(CELL_DAY(delta->cell), &year, &month, &dom);
	all[0] = *delta;
	all[1] = (struct delta){ cell_of(series, GRAIN_MONTH, year * 12 + month - 1), delta->amount };
	all[2] = (struct delta){ cell_of(series, GRAIN_YEAR, year), delta->amount };
}

gboolean balances_add(struct ledger *ledger, const struct delta *delta, GError **error)
{
	struct delta all[DELTA_BALANCES];
	balance_deltas(delta, all);
	if (delta->amount <= -LARGE || delta->amount >= LARGE)
		return balances_write(ledger, error) && balances_put(ledger, all, DELTA_BALANCES, error);
	g_array_append_vals(ledger->waiting, all, DELTA_BALANCES);
	return ledger->waiting->len < WAITING_MOST || balances_write(ledger, error);
}
