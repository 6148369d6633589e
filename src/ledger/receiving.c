/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/dims.h"
#include "ledger/exchange.h"
#include "ledger/ledger_private.h"

#include <string.h>

enum { ENTRIES_KEPT = 8000, DELTAS_KEPT = 500000 }; /* in memory before they are written, or folded */

struct last_number {
	gint64 record, number;
};

/* A series by its name. */
struct known_series {
	char *figure, *dims;
	gint64 role, id;
};

/* An entry as a row. */
struct entry_row {
	gint64 record, number, cell, delta, history; /* keys */
};

/* What a package brings is kept and written in bulk: no table is read for what the package itself tells. */
struct receiving {
	struct ledger *ledger;
	gint64 office;
	gint64 held;          /* records up to this id were there before */
	gint64 last;          /* id of the office's last series; 0 = not asked yet */
	gint64 first;         /* the first id that a new series may get */
	GHashTable *numbers;  /* gint64 record id → struct last_number *: of those that posted */
	GHashTable *series;   /* struct known_series * as a set, by name */
	GPtrArray *fresh;     /* those of them that are not stored yet; borrowed */
	GArray *entries;      /* struct entry_row */
	GArray *deltas;       /* struct delta: what balances are to be given */
	guint fold_at;        /* so many are folded */
	struct bulk *series_rows, *entry_rows;
};

static guint series_hash(gconstpointer data)
{
	const struct known_series *series = data;
	return g_str_hash(series->figure) * 31 ^ g_str_hash(series->dims) ^ (guint)series->role;
}

static gboolean series_equal(gconstpointer a, gconstpointer b)
{
	const struct known_series *x = a, *y = b;
	return x->role == y->role && strcmp(x->figure, y->figure) == 0 && strcmp(x->dims, y->dims) == 0;
}

static void series_free(gpointer data)
{
	struct known_series *series = data;
	g_free(series->figure);
	g_free(series->dims);
	g_free(series);
}

struct receiving *receiving_new(struct ledger *ledger, gint64 office, gint64 held)
{
	struct receiving *receiving = g_new0(struct receiving, 1);
	receiving->ledger = ledger;
	receiving->office = office;
	receiving->held = held;
	receiving->first = G_MAXINT64;
	receiving->fold_at = DELTAS_KEPT;
	receiving->numbers = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
	receiving->series = g_hash_table_new_full(series_hash, series_equal, series_free, NULL);
	receiving->fresh = g_ptr_array_new();
	receiving->entries = g_array_new(FALSE, FALSE, sizeof(struct entry_row));
	receiving->deltas = g_array_new(FALSE, FALSE, sizeof(struct delta));
	return receiving;
}

void receiving_free(struct receiving *receiving)
{
	if (!receiving)
		return;
	g_hash_table_destroy(receiving->numbers);
	g_hash_table_destroy(receiving->series);
	g_ptr_array_unref(receiving->fresh);
	g_array_unref(receiving->entries);
	g_array_unref(receiving->deltas);
	bulk_drop(receiving->series_rows);
	bulk_drop(receiving->entry_rows);
	g_free(receiving);
}

/* An id of a figure: parts of small letters, digits and _, joined by dots. */
static gboolean is_figure_id(const char *id)
{
	gsize length = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_.");
	return g_ascii_islower(*id) && id[length] == '\0' && length <= 100;
}

static gboolean next_id(struct receiving *receiving, const char *figure, gint64 *id, GError **error)
{
	const struct figure *known = model_figure(store_model(receiving->ledger->store), figure);
	if (!receiving->last) {
		if (!series_last(receiving->ledger, receiving->office, &receiving->last, error))
			return FALSE;
		receiving->first = receiving->last + 1;
	}
	if (!series_next(receiving->office, receiving->last, figure_grows(known), id, error))
		return FALSE;
	receiving->last = *id;
	return TRUE;
}

/* The id of a series that the package names for the first time. */
static gboolean learn_series(struct receiving *receiving, struct known_series *series, GError **error)
{
	if (receiving->held && !series_find(receiving->ledger, receiving->office, series->figure, series->role, series->dims, &series->id, error))
		return FALSE;
	if (series->id)
		return TRUE;
	g_ptr_array_add(receiving->fresh, series);
	return next_id(receiving, series->figure, &series->id, error);
}

gboolean receiving_series(struct receiving *receiving, const char *figure, gint64 role, const char *dims, gint64 *id, GError **error)
{
	const struct known_series asked = { (char *)figure, (char *)dims, role, 0 };
	struct known_series *known = g_hash_table_lookup(receiving->series, &asked);
	if (!is_figure_id(figure) || role < ROLE_MAIN || role > ROLE_CONVERTED_ENDED || !dims_are_canonical(dims))
		return fail(error, ERROR_INPUT, _("a series is not in the one form that series have"));
	if (!known) {
		known = g_memdup2(&asked, sizeof asked);
		known->figure = g_strdup(figure);
		known->dims = g_strdup(dims);
		g_hash_table_add(receiving->series, known);
		if (!learn_series(receiving, known, error))
			return FALSE;
	}
	*id = known->id;
	return TRUE;
}

static gint by_record(gconstpointer a, gconstpointer b)
{
	const struct entry_row *x = a, *y = b;
	return x->record != y->record ? (x->record > y->record) - (x->record < y->record) : (x->number > y->number) - (x->number < y->number);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
	const struct known_series *x = *(struct known_series *const *)a, *y = *(struct known_series *const *)b;
	int order = strcmp(x->figure, y->figure);
	if (order == 0)
		order = (x->role > y->role) - (x->role < y->role);
	return order ? order : strcmp(x->dims, y->dims);
}

static struct bulk *open_bulk(struct receiving *receiving, struct bulk **bulk, const char *table, const char *columns, GError **error)
{
	if (!*bulk)
		*bulk = bulk_begin(store_db(receiving->ledger->store), table, columns, error);
	return *bulk;
}

/* In the order of their names, in which the index has them. */
static gboolean write_series(struct receiving *receiving, GError **error)
{
	GPtrArray *fresh = receiving->fresh;
	if (fresh->len && !open_bulk(receiving, &receiving->series_rows, "series", "office, id, figure, role, dims", error))
		return FALSE;
	g_ptr_array_sort(fresh, by_name);
	for (guint i = 0; i < fresh->len; i++) {
		const struct known_series *series = fresh->pdata[i];
		const struct db_cell row[] = { int_cell(receiving->office), int_cell(series->id), text_cell(series->figure), int_cell(series->role), text_cell(series->dims) };
		if (!bulk_put(receiving->series_rows, row, error))
			return FALSE;
	}
	g_ptr_array_set_size(fresh, 0);
	return TRUE;
}

/* In the order of the table's keys. */
static gboolean write_entries(struct receiving *receiving, GError **error)
{
	GArray *entries = receiving->entries;
	if (entries->len && !open_bulk(receiving, &receiving->entry_rows, "entry", "office, record, number, cell, delta, history", error))
		return FALSE;
	g_array_sort(entries, by_record);
	for (guint i = 0; i < entries->len; i++) {
		const struct entry_row *entry = &g_array_index(entries, struct entry_row, i);
		const struct db_cell row[] = { int_cell(receiving->office), int_cell(entry->record), int_cell(entry->number), int_cell(entry->cell), int_cell(entry->delta),
			int_cell(entry->history) };
		if (!bulk_put(receiving->entry_rows, row, error))
			return FALSE;
	}
	g_array_set_size(entries, 0);
	return TRUE;
}

static gboolean write_rows(struct receiving *receiving, GError **error)
{
	return write_series(receiving, error) && write_entries(receiving, error);
}

/* Those of series that are known go before; both stay in order. Their number. */
static guint known_first(GArray *deltas, gint64 first)
{
	g_autoptr(GArray) fresh = g_array_new(FALSE, FALSE, sizeof(struct delta));
	guint known = 0;
	for (guint i = 0; i < deltas->len; i++) {
		struct delta delta = g_array_index(deltas, struct delta, i);
		if (cell_series(delta.cell) < first)
			g_array_index(deltas, struct delta, known++) = delta;
		else
			g_array_append_val(fresh, delta);
	}
	g_array_set_size(deltas, known);
	g_array_append_vals(deltas, fresh->data, fresh->len);
	return known;
}

/* Of series that are new there are no balances yet. */
static gboolean write_balances(struct receiving *receiving, GError **error)
{
	GArray *deltas = receiving->deltas;
	if (!deltas_fold(deltas, TRUE, error))
		return FALSE;
	guint known = known_first(deltas, receiving->first);
	const struct delta *items = (const struct delta *)(void *)deltas->data;
	if (!balances_put(receiving->ledger, items, known, error))
		return FALSE;
	struct bulk *rows = bulk_begin(store_db(receiving->ledger->store), "balance", "office, cell, sum", error);
	gboolean done = rows != NULL;
	for (guint i = known; done && i < deltas->len; i++)
		done = bulk_put(rows, (const struct db_cell[]){ int_cell(receiving->office), int_cell(items[i].cell), int_cell(items[i].amount) }, error);
	if (done)
		return bulk_end(rows, error);
	bulk_drop(rows);
	return FALSE;
}

/* A record's entries are numbered without gaps; those of a record that is new here begin with 1. */
static gboolean check_number(struct receiving *receiving, const struct sent_entry *entry, GError **error)
{
	struct last_number *last = g_hash_table_lookup(receiving->numbers, &entry->record);
	if (!last) {
		last = g_new0(struct last_number, 1);
		last->record = entry->record;
		g_hash_table_insert(receiving->numbers, &last->record, last);
		if (entry->record <= receiving->held && !last_number(receiving->ledger, KEY(receiving->office, entry->record), &last->number, error))
			return FALSE;
	}
	return entry->number == ++last->number ||
		fail(error, ERROR_INPUT, _("the entries of record #%" PRId64 " are not numbered one after another"), entry->record);
}

/* Cells are shared by many entries: few are left when they are folded. */
static gboolean add_deltas(struct receiving *receiving, const struct entry_row *row, GError **error)
{
	const struct delta delta = { .cell = row->cell, .amount = row->delta };
	struct delta all[DELTA_BALANCES];
	balance_deltas(&delta, all);
	g_array_append_vals(receiving->deltas, all, DELTA_BALANCES);
	if (receiving->deltas->len < receiving->fold_at)
		return TRUE;
	gboolean folded = deltas_fold(receiving->deltas, TRUE, error);
	receiving->fold_at = MAX(DELTAS_KEPT, 2 * receiving->deltas->len);
	return folded;
}

gboolean receiving_entry(struct receiving *receiving, const struct sent_entry *entry, gint64 history, GError **error)
{
	const struct entry_row row = { KEY(receiving->office, entry->record), entry->number, CELL(entry->series, GRAIN_DAY, entry->day), entry->delta, history };
	if (entry->day < 1 || entry->day > DAY_LAST)
		return fail(error, ERROR_INPUT, _("an entry's day lies outside the years 1 to 2870"));
	if (entry->record > KEY_ID(history))
		return fail(error, ERROR_INPUT, _("there is an entry of record #%" PRId64 ", which was not created yet"), entry->record);
	if (!check_number(receiving, entry, error))
		return FALSE;
	g_array_append_val(receiving->entries, row);
	return add_deltas(receiving, &row, error) && (receiving->entries->len < ENTRIES_KEPT || write_rows(receiving, error));
}

static gboolean end_bulk(struct bulk **bulk, GError **error)
{
	return !*bulk || bulk_end(g_steal_pointer(bulk), error);
}

gboolean receiving_end(struct receiving *receiving, GError **error)
{
	return write_rows(receiving, error) && end_bulk(&receiving->series_rows, error) && end_bulk(&receiving->entry_rows, error) &&
		write_balances(receiving, error);
}
