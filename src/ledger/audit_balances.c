/* SPDX-License-Identifier: Apache-2.0 */
/* Audit of the ledger: entries against what their causes said, balances against entries, series against both. */
#include "base/number.h"
#include "ledger/audit.h"
#include "ledger/dims.h"
#include "ledger/statements.h"

#include <string.h>

static const struct sql entries_by_cause = { "entries by cause",
	"SELECT history, record, number, cell, delta FROM entry WHERE office = ?1 ORDER BY history, record, number", "an audit compares all" };
static const struct sql balances = { "balances",
	"SELECT cell, sum FROM balance WHERE office = ?1 ORDER BY cell", "an audit compares all" };
static const struct sql all_series = { "all series",
	"SELECT id, figure, role, dims FROM series WHERE {+}office = ?1 AND id > ?2 AND id < ?3 ORDER BY id", "an audit compares all" };

const struct sql *const ledger_audit_balances_sql[] = { &entries_by_cause, &balances, &all_series, NULL };

/* Compares what a history entry posted with what it said; then forgets it, so that what is left posted nothing. */
static gboolean check_cause(struct audit *audit, gint64 history, GArray *entries, GError **error)
{
	if (!entries->len)
		return TRUE;
	const struct hash *said = g_hash_table_lookup(audit->causes, &history);
	struct hash hash;
	if (!posted_hash(audit->ledger, entries, &hash, error))
		return FALSE;
	if (!said)
		tell(audit, _("entries of the ledger name history %" PRId64 ", which does not exist"), KEY_ID(history));
	else if (!hash_equal(&hash, said))
		tell(audit, _("history %" PRId64 ": the entries that it posted were changed after they were written"), KEY_ID(history));
	g_hash_table_remove(audit->causes, &history);
	g_array_set_size(entries, 0);
	return TRUE;
}

static gboolean check_silent(struct audit *audit, GError **error)
{
	g_autoptr(GArray) nothing = posted_new();
	struct hash empty, zero = { 0 };
	if (!posted_hash(audit->ledger, nothing, &empty, error))
		return FALSE;
	GHashTableIter iter;
	gpointer history, said;
	g_hash_table_iter_init(&iter, audit->causes);
	while (g_hash_table_iter_next(&iter, &history, &said))
		if (!hash_equal(said, &empty) && !hash_equal(said, &zero))
			tell(audit, _("history %" PRId64 ": the entries that it posted are missing"), KEY_ID(*(gint64 *)history));
	return TRUE;
}

static void add_delta(GArray *deltas, gint64 cell, gint64 amount)
{
	struct delta delta = { .cell = cell, .amount = amount };
	g_array_append_val(deltas, delta);
}

/* The postings of each history entry, hashed again; `days` gets what each cell must have. */
static gboolean check_causes(struct audit *audit, GArray *days, GError **error)
{
	struct statement *statement = db_statement(store_db(audit->ledger->store), &entries_by_cause, error);
	bind_int(statement, 1, audit->office);
	g_autoptr(GArray) entries = posted_new();
	gint64 current = 0;
	enum fetch fetch;
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		gint64 history = column_int(statement, 0);
		if (history != current && !check_cause(audit, current, entries, error))
			return FALSE;
		current = history;
		struct posted entry = { .record = column_int(statement, 1), .number = column_int(statement, 2),
			.cell = column_int(statement, 3), .delta = column_int(statement, 4) };
		g_array_append_val(entries, entry);
		add_delta(days, entry.cell, entry.delta);
	}
	if (fetch == FETCH_FAILED)
		return FALSE;
	return check_cause(audit, current, entries, error) && check_silent(audit, error);
}

/* Sorted, one for each cell; zeros stay: a cell once used has a balance. Wraps where sums do not fit. */
static void add_up(GArray *deltas)
{
	g_array_sort(deltas, delta_by_cell);
	struct delta *items = (struct delta *)(void *)deltas->data;
	guint kept = 0;
	for (guint i = 0; i < deltas->len; i++) {
		if (kept && items[kept - 1].cell == items[i].cell)
			items[kept - 1].amount = (gint64)((guint64)items[kept - 1].amount + (guint64)items[i].amount);
		else
			items[kept++] = items[i];
	}
	g_array_set_size(deltas, kept);
}

/* Days, with the months and years that they make. */
static void add_coarse(GArray *cells)
{
	g_autoptr(GArray) coarse = g_array_new(FALSE, FALSE, sizeof(struct delta));
	for (guint i = 0; i < cells->len; i++) {
		const struct delta *cell = &g_array_index(cells, struct delta, i);
		gint64 series = CELL_OF_DAY_SERIES(cell->cell);
		int year, month, dom;
		day_split(CLAMP(CELL_DAY(cell->cell), 1, DAY_LAST), &year, &month, &dom);
		add_delta(coarse, cell_of(series, GRAIN_MONTH, year * 12 + month - 1), cell->amount);
		add_delta(coarse, cell_of(series, GRAIN_YEAR, year), cell->amount);
	}
	add_up(coarse);
	g_array_append_vals(cells, coarse->data, coarse->len);
	g_array_sort(cells, delta_by_cell);
}

static char *cell_text(gint64 cell)
{
	gint64 index;
	guint grain = cell_grain(cell, &index);
	if (grain == GRAIN_DAY && index >= 1 && index <= DAY_LAST)
		return day_iso((day_t)index);
	if (grain == GRAIN_MONTH)
		return g_strdup_printf("%04" G_GINT64_FORMAT "-%02" G_GINT64_FORMAT, index / 12, index % 12 + 1);
	return g_strdup_printf(grain == GRAIN_YEAR ? "%04" G_GINT64_FORMAT : "? %" G_GINT64_FORMAT, index);
}

static void tell_balance(struct audit *audit, gint64 cell)
{
	g_autofree char *when = cell_text(cell);
	tell(audit, _("the balance of series %" PRId64 " for %s differs from the sum of its entries"), cell_series(cell), when);
}

/* The cells from `at` on that lie before another have no balance; the first that does not. */
static guint tell_missing(struct audit *audit, const GArray *cells, guint at, gint64 before)
{
	for (; at < cells->len && g_array_index(cells, struct delta, at).cell < before; at++)
		tell_balance(audit, g_array_index(cells, struct delta, at).cell);
	return at;
}

/* Both run in order of cell. */
static gboolean check_balances(struct audit *audit, const GArray *cells, GError **error)
{
	struct statement *statement = db_statement(store_db(audit->ledger->store), &balances, error);
	enum fetch fetch;
	guint at = 0;
	bind_int(statement, 1, audit->office);
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		gint64 cell = column_int(statement, 0);
		at = tell_missing(audit, cells, at, cell);
		gboolean expected = at < cells->len && g_array_index(cells, struct delta, at).cell == cell;
		if (!expected || g_array_index(cells, struct delta, at).amount != column_int(statement, 1))
			tell_balance(audit, cell);
		at += expected ? 1 : 0;
	}
	if (fetch == FETCH_END)
		tell_missing(audit, cells, at, G_MAXINT64);
	return fetch == FETCH_END;
}

gboolean audit_postings(struct audit *audit, GError **error)
{
	g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(struct delta));
	if (!check_causes(audit, cells, error))
		return FALSE;
	add_up(cells);
	for (guint i = 0; i < cells->len; i++)
		key_add(audit->series, CELL_OF_DAY_SERIES(g_array_index(cells, struct delta, i).cell));
	add_coarse(cells);
	return check_balances(audit, cells, error);
}

static gboolean check_series(struct audit *audit, gint64 office, GError **error)
{
	struct statement *statement = db_statement(store_db(audit->ledger->store), &all_series, error);
	enum fetch fetch;
	if (statement) {
		bind_int(statement, 1, office);
		bind_int(statement, 2, SERIES(office, 0));
		bind_int(statement, 3, SERIES(office + 1, 0));
	}
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		gint64 id = column_int(statement, 0), role = column_int(statement, 2);
		const char *figure = column_text(statement, 1), *dims = column_text(statement, 3);
		if (role < ROLE_MAIN || role > ROLE_CONVERTED_ENDED || !figure || !*figure)
			tell(audit, _("series %" PRId64 ": its figure or role is none"), id);
		if (!dims || !dims_are_canonical(dims))
			tell(audit, _("series %" PRId64 ": its dimensions are not in the one form that they have"), id);
		if (!g_hash_table_remove(audit->series, &id))
			tell(audit, _("series %" PRId64 ": it has no entries"), id);
	}
	if (fetch == FETCH_FAILED)
		return FALSE;
	return statement != NULL;
}

/* Those of no office are told by audit_office_rows. */
gboolean audit_series(struct audit *audit, GError **error)
{
	GHashTableIter iter;
	gpointer id;
	g_autoptr(GArray) offices = store_offices(audit->ledger->store, error);
	for (guint i = 0; offices && i < offices->len; i++)
		if (!check_series(audit, g_array_index(offices, gint64, i), error))
			return FALSE;
	g_hash_table_iter_init(&iter, audit->series);
	while (g_hash_table_iter_next(&iter, &id, NULL))
		tell(audit, _("series %" PRId64 ": it has entries but is missing"), *(gint64 *)id);
	return offices != NULL;
}
