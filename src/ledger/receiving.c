/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/dims.h"
#include "ledger/exchange.h"
#include "ledger/ledger_private.h"

#include <string.h>

enum { ENTRIES_KEPT = 200000 }; /* in memory before they are written */

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
	GHashTable *numbers;  /* gint64 record id → struct last_number *: of those that posted */
	GHashTable *series;   /* struct known_series * as a set, by name */
	GPtrArray *fresh;     /* those of them that are not stored yet; borrowed */
	GArray *entries;      /* struct entry_row */
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
	receiving->numbers = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
	receiving->series = g_hash_table_new_full(series_hash, series_equal, series_free, NULL);
	receiving->fresh = g_ptr_array_new();
	receiving->entries = g_array_new(FALSE, FALSE, sizeof(struct entry_row));
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
	g_free(receiving);
}

/* An id of a figure: parts of small letters, digits and _, joined by dots. */
static gboolean is_figure_id(const char *id)
{
	gsize length = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_.");
	return g_ascii_islower(*id) && id[length] == '\0' && length <= 100;
}

static gboolean next_id(struct receiving *receiving, gint64 *id, GError **error)
{
	if (!receiving->last && !series_last(receiving->ledger, receiving->office, &receiving->last, error))
		return FALSE;
	*id = ++receiving->last;
	return *id < SERIES(receiving->office + 1, 0) ||
		fail(error, ERROR_SYSTEM, _("the ledger of this office is full: it holds as many series as it can"));
}

/* The id of a series that the package names for the first time. */
static gboolean learn_series(struct receiving *receiving, struct known_series *series, GError **error)
{
	if (receiving->held && !series_find(receiving->ledger, receiving->office, series->figure, series->role, series->dims, &series->id, error))
		return FALSE;
	if (series->id)
		return TRUE;
	g_ptr_array_add(receiving->fresh, series);
	return next_id(receiving, &series->id, error);
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

/* In order of the tables' keys. */
static gboolean write_rows(struct receiving *receiving, GError **error)
{
	GArray *entries = receiving->entries;
	gboolean done = TRUE;
	g_array_sort(entries, by_record);
	for (guint i = 0; done && i < receiving->fresh->len; i++) {
		const struct known_series *series = receiving->fresh->pdata[i];
		done = series_put(receiving->ledger, receiving->office, series->id, series->figure, series->role, series->dims, error);
	}
	for (guint i = 0; done && i < entries->len; i++) {
		const struct entry_row *row = &g_array_index(entries, struct entry_row, i);
		struct delta delta = { .cell = row->cell, .amount = row->delta };
		done = entry_add(receiving->ledger, row->record, row->number, &delta, row->history, error) && balances_add(receiving->ledger, &delta, error);
	}
	g_ptr_array_set_size(receiving->fresh, 0);
	g_array_set_size(entries, 0);
	return done;
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
	return receiving->entries->len < ENTRIES_KEPT || write_rows(receiving, error);
}

gboolean receiving_end(struct receiving *receiving, GError **error)
{
	return write_rows(receiving, error) && balances_write(receiving->ledger, error);
}
