/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Balances: what entries add to them waits in the ledger, and is written in order of cell before anything reads them,
 * before a point in the transaction, and before it is kept. Many records of a transaction share cells.
 */
#include "ledger/ledger_private.h"
#include "ledger/statements.h"

enum { WAITING_MOST = 100000 };
/* Where a sum could become too large, it is written at once: so the record that is too much is told. */
#define LARGE ((gint64)1 << 50)

static const struct sql balance_add = { "add to balance",
	"INSERT INTO balance(office, cell, sum) VALUES (?1, ?2, ?3) ON CONFLICT({K}cell) DO UPDATE SET sum = balance.sum + excluded.sum" };

const struct sql *const ledger_balances_sql[] = { &balance_add, NULL };

gint delta_by_cell(gconstpointer a, gconstpointer b)
{
	gint64 x = ((const struct delta *)a)->cell, y = ((const struct delta *)b)->cell;
	return (x > y) - (x < y);
}

static gboolean add_now(struct ledger *ledger, const struct delta *delta, GError **error)
{
	struct statement *statement = db_statement(store_db(ledger->store), &balance_add, error);
	if (!statement)
		return FALSE;
	bind_int(statement, 1, SERIES_OFFICE(CELL_SERIES(delta->cell)));
	bind_int(statement, 2, delta->cell);
	bind_int(statement, 3, delta->amount);
	return statement_run(statement, error);
}

/* One for each cell, zeros too: a cell that was once used has a balance. Sums of so few amounts below LARGE fit. */
gboolean balances_write(struct ledger *ledger, GError **error)
{
	GArray *waiting = ledger->waiting;
	gboolean done = TRUE;
	g_array_sort(waiting, delta_by_cell);
	for (guint i = 0; done && i < waiting->len;) {
		struct delta sum = g_array_index(waiting, struct delta, i++);
		for (; i < waiting->len && g_array_index(waiting, struct delta, i).cell == sum.cell; i++)
			sum.amount += g_array_index(waiting, struct delta, i).amount;
		done = add_now(ledger, &sum, error);
	}
	g_array_set_size(waiting, 0);
	return done;
}

gboolean balances_add(struct ledger *ledger, const struct delta *delta, GError **error)
{
	gint64 series = CELL_SERIES(delta->cell), amount = delta->amount;
	int year, month, dom;
	day_split(CELL_DAY(delta->cell), &year, &month, &dom);
	const struct delta all[] = { *delta, { CELL(series, GRAIN_MONTH, year * 12 + month - 1), amount },
		{ CELL(series, GRAIN_YEAR, year), amount } };
	if (amount <= -LARGE || amount >= LARGE)
		return balances_write(ledger, error) && add_now(ledger, &all[0], error) && add_now(ledger, &all[1], error) &&
			add_now(ledger, &all[2], error);
	g_array_append_vals(ledger->waiting, all, G_N_ELEMENTS(all));
	return ledger->waiting->len < WAITING_MOST || balances_write(ledger, error);
}
