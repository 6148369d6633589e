/* SPDX-License-Identifier: Apache-2.0 */
#include "base/number.h"
#include "base/text.h"
#include "ledger/dims.h"
#include "ledger/exchange.h"
#include "ledger/ledger_private.h"

#include <string.h>

struct receiving {
	struct ledger *ledger;
	gint64 office;
	GHashTable *sums; /* gint64 day cell → struct delta * */
};

struct receiving *receiving_new(struct ledger *ledger, gint64 office)
{
	struct receiving *receiving = g_new0(struct receiving, 1);
	receiving->ledger = ledger;
	receiving->office = office;
	receiving->sums = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
	return receiving;
}

void receiving_free(struct receiving *receiving)
{
	if (!receiving)
		return;
	g_hash_table_destroy(receiving->sums);
	g_free(receiving);
}

/* An id of a figure: parts of small letters, digits and _, joined by dots. */
static gboolean is_figure_id(const char *id)
{
	gsize length = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_.");
	return g_ascii_islower(*id) && id[length] == '\0' && length <= 100;
}

gboolean receiving_series(struct receiving *receiving, const char *figure, gint64 role, const char *dims, gint64 *id, GError **error)
{
	if (!is_figure_id(figure) || role < ROLE_MAIN || role > ROLE_CONVERTED_ENDED || !dims_are_canonical(dims))
		return fail(error, ERROR_INPUT, _("a series is not in the one form that series have"));
	return series_find(receiving->ledger, receiving->office, figure, role, dims, id, error) &&
		(*id || series_add(receiving->ledger, receiving->office, figure, role, dims, id, error));
}

static gboolean add_sum(struct receiving *receiving, gint64 cell, gint64 amount, GError **error)
{
	struct delta *sum = g_hash_table_lookup(receiving->sums, &cell);
	if (sum)
		return number_add(sum->amount, amount, &sum->amount, error);
	sum = g_new(struct delta, 1);
	*sum = (struct delta){ .cell = cell, .amount = amount };
	g_hash_table_insert(receiving->sums, &sum->cell, sum);
	return TRUE;
}

gboolean receiving_entry(struct receiving *receiving, const struct sent_entry *entry, gint64 history, GError **error)
{
	struct delta delta = { .cell = CELL(entry->series, GRAIN_DAY, entry->day), .amount = entry->delta };
	if (entry->day < 1 || entry->day > DAY_LAST)
		return fail(error, ERROR_INPUT, _("an entry's day lies outside the years 1 to 2870"));
	return entry_add(receiving->ledger, KEY(receiving->office, entry->record), entry->number, &delta, history, error) &&
		add_sum(receiving, delta.cell, delta.amount, error);
}

static gint by_cell(gconstpointer a, gconstpointer b)
{
	gint64 x = ((const struct delta *)a)->cell, y = ((const struct delta *)b)->cell;
	return (x > y) - (x < y);
}

/* The months and years of the days, added to them, in order of cell: so the table grows from its end. */
static GArray *all_grains(const struct receiving *receiving, GError **error)
{
	g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(struct delta));
	GHashTableIter iter;
	gpointer value;
	g_hash_table_iter_init(&iter, receiving->sums);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const struct delta *day = value;
		gint64 series = CELL_SERIES(day->cell);
		int year, month, dom;
		day_split(CELL_DAY(day->cell), &year, &month, &dom);
		struct delta coarse[] = { *day, { CELL(series, GRAIN_MONTH, year * 12 + month - 1), day->amount }, { CELL(series, GRAIN_YEAR, year), day->amount } };
		g_array_append_vals(cells, coarse, G_N_ELEMENTS(coarse));
	}
	g_array_sort(cells, by_cell);
	struct delta *items = (struct delta *)(void *)cells->data;
	guint kept = 0;
	for (guint i = 0; i < cells->len; i++) {
		if (!kept || items[kept - 1].cell != items[i].cell)
			items[kept++] = items[i];
		else if (!number_add(items[kept - 1].amount, items[i].amount, &items[kept - 1].amount, error))
			return NULL;
	}
	g_array_set_size(cells, kept);
	return g_steal_pointer(&cells);
}

gboolean receiving_end(struct receiving *receiving, GError **error)
{
	g_autoptr(GArray) cells = all_grains(receiving, error);
	for (guint i = 0; cells && i < cells->len; i++) {
		const struct delta *cell = &g_array_index(cells, struct delta, i);
		if (!balance_add(receiving->ledger, receiving->office, cell->cell, cell->amount, error))
			return FALSE;
	}
	return cells != NULL;
}
