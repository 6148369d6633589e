/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/dims.h"
#include "ledger/exchange.h"
#include "ledger/ledger_private.h"

#include <string.h>

struct last_number {
	gint64 record, number;
};

struct receiving {
	struct ledger *ledger;
	gint64 office;
	gint64 held;         /* records up to this id were there before */
	GHashTable *numbers; /* gint64 record id → struct last_number *: of those that posted */
};

struct receiving *receiving_new(struct ledger *ledger, gint64 office, gint64 held)
{
	struct receiving *receiving = g_new0(struct receiving, 1);
	receiving->ledger = ledger;
	receiving->office = office;
	receiving->held = held;
	receiving->numbers = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
	return receiving;
}

void receiving_free(struct receiving *receiving)
{
	if (!receiving)
		return;
	g_hash_table_destroy(receiving->numbers);
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
	struct delta delta = { .cell = CELL(entry->series, GRAIN_DAY, entry->day), .amount = entry->delta };
	if (entry->day < 1 || entry->day > DAY_LAST)
		return fail(error, ERROR_INPUT, _("an entry's day lies outside the years 1 to 2870"));
	if (entry->record > KEY_ID(history))
		return fail(error, ERROR_INPUT, _("there is an entry of record #%" PRId64 ", which was not created yet"), entry->record);
	return check_number(receiving, entry, error) && entry_add(receiving->ledger, KEY(receiving->office, entry->record), entry->number, &delta, history, error) &&
		balances_add(receiving->ledger, &delta, error);
}

gboolean receiving_end(struct receiving *receiving, GError **error)
{
	return balances_write(receiving->ledger, error);
}
