/* SPDX-License-Identifier: Apache-2.0 */
/* What a change posted, as one hash that stands in the history's chain. */
#include "ledger/exchange.h"
#include "ledger/ledger_private.h"
#include "ledger/statements.h"

#include <string.h>

static const struct sql series_one = { "one series", "SELECT figure, role, dims FROM series WHERE office = ?1 AND id = ?2" };

const struct sql *const ledger_posted_sql[] = { &series_one, NULL };

GArray *posted_new(void)
{
	return g_array_new(FALSE, FALSE, sizeof(struct posted));
}

static gint by_record(gconstpointer a, gconstpointer b)
{
	const struct posted *x = a, *y = b;
	if (x->record != y->record)
		return x->record < y->record ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

struct hash series_mark(const char *figure, gint64 role, const char *dims)
{
	struct hasher hasher;
	hasher_begin(&hasher);
	hasher_add(&hasher, figure, strlen(figure));
	hasher_add_int(&hasher, role);
	hasher_add(&hasher, dims, strlen(dims));
	return hasher_end(&hasher);
}

static gboolean read_mark(struct ledger *ledger, gint64 series, struct hash *mark, GError **error)
{
	struct statement *statement = db_statement(store_db(ledger->store), &series_one, error);
	bind_int(statement, 1, SERIES_OFFICE(series));
	bind_int(statement, 2, series);
	enum fetch fetch = statement_fetch(statement, error);
	if (fetch == FETCH_FAILED)
		return FALSE;
	const char *figure = fetch == FETCH_ROW ? column_text(statement, 0) : NULL, *dims = fetch == FETCH_ROW ? column_text(statement, 2) : NULL;
	if (figure && dims)
		*mark = series_mark(figure, column_int(statement, 1), dims);
	if (fetch == FETCH_ROW)
		statement_reset(statement);
	return TRUE;
}

static const struct hash *find_mark(struct ledger *ledger, gint64 series, GError **error)
{
	struct hash *mark = g_hash_table_lookup(ledger->marks, &series);
	if (mark)
		return mark;
	mark = g_new0(struct hash, 1);
	if (!read_mark(ledger, series, mark, error)) {
		g_free(mark);
		return NULL;
	}
	g_hash_table_insert(ledger->marks, g_memdup2(&series, sizeof series), mark);
	return mark;
}

void posting_hash_add(struct hasher *hasher, gint64 record, gint64 number, const struct hash *mark, day_t day, gint64 delta)
{
	hasher_add_int(hasher, record);
	hasher_add_int(hasher, number);
	hasher_add(hasher, mark->bytes, sizeof mark->bytes);
	hasher_add_int(hasher, day);
	hasher_add_int(hasher, delta);
}

gboolean ledger_series_name(struct ledger *ledger, gint64 series, char **figure, gint64 *role, char **dims, GError **error)
{
	struct statement *statement = db_statement(store_db(ledger->store), &series_one, error);
	bind_int(statement, 1, SERIES_OFFICE(series));
	bind_int(statement, 2, series);
	enum fetch fetch = statement_fetch(statement, error);
	if (fetch == FETCH_END)
		fail(error, ERROR_SYSTEM, _("series %" PRId64 " is missing: run `ngoaivu audit`"), series);
	if (fetch != FETCH_ROW)
		return FALSE;
	*figure = g_strdup(column_text(statement, 0));
	*role = column_int(statement, 1);
	*dims = g_strdup(column_text(statement, 2));
	statement_reset(statement);
	return *figure && *dims;
}

gboolean posted_hash(struct ledger *ledger, GArray *posted, struct hash *hash, GError **error)
{
	struct hasher hasher;
	hasher_begin(&hasher);
	if (posted->len > 1)
		g_array_sort(posted, by_record);
	for (guint i = 0; i < posted->len; i++) {
		const struct posted *entry = &g_array_index(posted, struct posted, i);
		const struct hash *mark = find_mark(ledger, CELL_OF_DAY_SERIES(entry->cell), error);
		if (!mark)
			return FALSE;
		posting_hash_add(&hasher, KEY_ID(entry->record), entry->number, mark, (day_t)CELL_GRAIN_DAY(entry->cell), entry->delta);
	}
	*hash = hasher_end(&hasher);
	return TRUE;
}
