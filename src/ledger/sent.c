/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What changes posted, read for sending. Most changes post for their own record only, which its entries tell at once;
 * the chain says whether that was all. For the others the office's entries are read through once.
 */
#include "ledger/exchange.h"
#include "ledger/ledger_private.h"
#include "ledger/statements.h"

static const struct sql entries_of_change = { "entries of a change",
	"SELECT record, number, cell, delta FROM entry WHERE office = ?1 AND record = ?2 AND history = ?3 ORDER BY record, number" };
static const struct sql entries_of_span = { "entries of a span of changes",
	"SELECT history, record, number, cell, delta FROM entry WHERE office = ?1 AND history BETWEEN ?2 AND ?3",
	"changes that posted for other records too are told only by all entries" };

const struct sql *const ledger_sent_sql[] = { &entries_of_change, &entries_of_span, NULL };

static void add_posted(GArray *list, struct statement *statement, int column)
{
	struct posted entry = { .record = column_int(statement, column), .number = column_int(statement, column + 1),
		.cell = column_int(statement, column + 2), .delta = column_int(statement, column + 3) };
	g_array_append_val(list, entry);
}

static gboolean read_own(struct ledger *ledger, const struct change *change, GArray *list, GError **error)
{
	struct statement *statement = db_statement(store_db(ledger->store), &entries_of_change, error);
	enum fetch fetch;
	bind_int(statement, 1, KEY_OFFICE(change->key));
	bind_int(statement, 2, change->record);
	bind_int(statement, 3, change->key);
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW)
		add_posted(list, statement, 0);
	return fetch == FETCH_END;
}

/* Whether these are all that the change posted; a change without a hash posted nothing. */
static gboolean is_whole(struct ledger *ledger, const struct change *change, GArray *list, gboolean *whole, GError **error)
{
	struct hash hash, none = { 0 };
	if (!posted_hash(ledger, list, &hash, error))
		return FALSE;
	*whole = hash_equal(&hash, &change->posted) || (list->len == 0 && hash_equal(&none, &change->posted));
	return TRUE;
}

static gboolean read_span(struct ledger *ledger, const GPtrArray *changes, const GPtrArray *lists, const GHashTable *missing, GError **error)
{
	struct statement *statement = db_statement(store_db(ledger->store), &entries_of_span, error);
	const struct change *first = changes->pdata[0], *last = changes->pdata[changes->len - 1];
	enum fetch fetch;
	bind_int(statement, 1, KEY_OFFICE(first->key));
	bind_int(statement, 2, first->key);
	bind_int(statement, 3, last->key);
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		gint64 history = column_int(statement, 0);
		if (g_hash_table_contains((GHashTable *)missing, &history))
			add_posted(lists->pdata[history - first->key], statement, 1);
	}
	return fetch == FETCH_END;
}

/* Reads again, through all entries, what the records of the changes did not tell. */
static gboolean complete(struct ledger *ledger, const GPtrArray *changes, const GPtrArray *lists, GHashTable *missing, GError **error)
{
	if (g_hash_table_size(missing) == 0)
		return TRUE;
	if (!read_span(ledger, changes, lists, missing, error))
		return FALSE;
	for (guint i = 0; i < changes->len; i++) {
		const struct change *change = changes->pdata[i];
		gboolean whole;
		if (!g_hash_table_contains(missing, &change->key))
			continue;
		if (!is_whole(ledger, change, lists->pdata[i], &whole, error))
			return FALSE;
		if (!whole)
			return fail(error, ERROR_SYSTEM, _("history %" PRId64 ": the entries that it posted are not those that it says: run `ngoaivu audit`"),
				KEY_ID(change->key));
	}
	return TRUE;
}

static GArray *sent_of_posted(GArray *posted)
{
	GArray *sent = g_array_sized_new(FALSE, FALSE, sizeof(struct sent_entry), posted->len);
	for (guint i = 0; i < posted->len; i++) {
		const struct posted *from = &g_array_index(posted, struct posted, i);
		struct sent_entry entry = { .record = KEY_ID(from->record), .number = from->number, .series = CELL_OF_DAY_SERIES(from->cell),
			.day = CELL_DAY(from->cell), .delta = from->delta };
		g_array_append_val(sent, entry);
	}
	g_array_unref(posted);
	return sent;
}

GPtrArray *ledger_sent_entries(struct ledger *ledger, const GPtrArray *changes, GError **error)
{
	g_autoptr(GPtrArray) lists = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	g_autoptr(GHashTable) missing = g_hash_table_new(g_int64_hash, g_int64_equal);
	for (guint i = 0; i < changes->len; i++) {
		const struct change *change = changes->pdata[i];
		GArray *list = posted_new();
		gboolean whole;
		g_ptr_array_add(lists, list);
		if ((change->record && !read_own(ledger, change, list, error)) || !is_whole(ledger, change, list, &whole, error))
			return NULL;
		if (whole)
			continue;
		g_array_set_size(list, 0);
		g_hash_table_add(missing, (gpointer)&change->key);
	}
	if (!complete(ledger, changes, lists, missing, error))
		return NULL;
	for (guint i = 0; i < lists->len; i++)
		lists->pdata[i] = sent_of_posted(lists->pdata[i]);
	return g_steal_pointer(&lists);
}
