/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What queries need of the store, asked for together before they are answered: where the store is a server, each
 * statement is a way there and back. Answering finds the sums here, and is otherwise the same.
 */
#include "base/number.h"
#include "ledger/answer.h"
#include "ledger/statements.h"

enum { TOGETHER = 1000 }; /* series of one statement */

#define RANGE(first, last) "(SELECT CAST(coalesce(sum(sum), 0) AS BIGINT) FROM balance WHERE office = ?1 AND cell BETWEEN listed.value + ?" first " AND listed.value + ?" last ")"
#define LISTED " FROM {[}?2{]} AS listed"
#define GIVEN "the list is what it was given"

/* By the number of ranges, each for a list of series. */
static const struct sql sums[RANGES_MOST] = {
	{ "sums of a range each", "SELECT value, " RANGE("3", "4") LISTED, GIVEN },
	{ "sums of 2 ranges each", "SELECT value, " RANGE("3", "4") ", " RANGE("5", "6") LISTED, GIVEN },
	{ "sums of 3 ranges each", "SELECT value, " RANGE("3", "4") ", " RANGE("5", "6") ", " RANGE("7", "8") LISTED, GIVEN },
	{ "sums of 4 ranges each", "SELECT value, " RANGE("3", "4") ", " RANGE("5", "6") ", " RANGE("7", "8") ", " RANGE("9", "10") LISTED, GIVEN },
	{ "sums of 5 ranges each", "SELECT value, " RANGE("3", "4") ", " RANGE("5", "6") ", " RANGE("7", "8") ", " RANGE("9", "10") ", " RANGE("11", "12") LISTED, GIVEN },
};

const struct sql *const ledger_ahead_sql[] = { &sums[0], &sums[1], &sums[2], &sums[3], &sums[4], NULL };

struct known {
	gint64 office, series;
	struct span span;
	gint64 sum;
};

struct ahead {
	GArray *known;     /* struct known: those needed; then in order, each once, with their sums */
	GHashTable *lasts; /* gint64 office → gint64 its last series */
	gboolean asked;
};

static gint known_order(gconstpointer a, gconstpointer b)
{
	const struct known *x = a, *y = b;
	const gint64 pairs[][2] = { { x->office, y->office }, { x->span.from, y->span.from }, { x->span.to, y->span.to }, { x->series, y->series } };
	for (guint i = 0; i < G_N_ELEMENTS(pairs); i++)
		if (pairs[i][0] != pairs[i][1])
			return pairs[i][0] < pairs[i][1] ? -1 : 1;
	return 0;
}

static struct known *find(const struct ahead *ahead, gint64 office, gint64 series, struct span span)
{
	struct known wanted = { .office = office, .series = series, .span = span };
	guint place;
	return g_array_binary_search(ahead->known, &wanted, known_order, &place) ? &g_array_index(ahead->known, struct known, place) : NULL;
}

gboolean ahead_sum(const struct ledger *ledger, gint64 office, gint64 series, struct span span, gint64 *sum)
{
	const struct known *known = ledger->ahead && ledger->ahead->asked ? find(ledger->ahead, office, series, span) : NULL;
	if (known)
		*sum = known->sum;
	return known != NULL;
}

gboolean ahead_last(struct ledger *ledger, gint64 office, gint64 *last, GError **error)
{
	const gint64 *kept = ledger->ahead ? g_hash_table_lookup(ledger->ahead->lasts, &office) : NULL;
	if (kept) {
		*last = *kept;
		return TRUE;
	}
	if (!series_last(ledger, office, last, error))
		return FALSE;
	if (ledger->ahead)
		g_hash_table_insert(ledger->ahead->lasts, g_memdup2(&office, sizeof office), g_memdup2(last, sizeof *last));
	return TRUE;
}

static gboolean need_part(void *data, const struct part *part, GError **error)
{
	struct ahead *ahead = data;
	const struct known known = { .office = part->office, .series = part->series->id, .span = part->span };
	(void)error;
	if (!part->limit)
		g_array_append_val(ahead->known, known);
	return TRUE;
}

static gboolean need(struct ledger *ledger, const struct figure_query *query, GError **error)
{
	if (!query->figure->operands[0])
		return query_each_part(ledger, query, need_part, ledger->ahead, error);
	for (guint i = 0; i < 2; i++) {
		g_autoptr(figure_query_t) part = figure_query_copy(query);
		part->figure = query->figure->operands[i];
		if (!need(ledger, part, error))
			return FALSE;
	}
	return TRUE;
}

/* In order, each once. */
static void arrange(GArray *known)
{
	guint kept = 0;
	g_array_sort(known, known_order);
	for (guint i = 0; i < known->len; i++)
		if (kept == 0 || known_order(&g_array_index(known, struct known, kept - 1), &g_array_index(known, struct known, i)) != 0)
			g_array_index(known, struct known, kept++) = g_array_index(known, struct known, i);
	g_array_set_size(known, kept);
}

/* Those from `first` to before `end` are of one office and one span. */
static struct statement *statement_for(struct ledger *ledger, guint first, guint end, const struct ranges *ranges, GError **error)
{
	struct statement *statement = db_statement(store_db(ledger->store), &sums[ranges->count - 1], error);
	g_autoptr(GString) list = g_string_new("[");
	if (!statement)
		return NULL;
	for (guint i = first; i < end; i++)
		g_string_append_printf(list, "%s%" G_GINT64_FORMAT, i > first ? "," : "", CELL(g_array_index(ledger->ahead->known, struct known, i).series, 0, 0));
	g_string_append_c(list, ']');
	bind_int(statement, 1, g_array_index(ledger->ahead->known, struct known, first).office);
	bind_text(statement, 2, list->str);
	for (guint i = 0; i < 2 * ranges->count; i++)
		bind_int(statement, (int)i + 3, ranges->ends[i / 2][i % 2]);
	return statement;
}

static gboolean ask(struct ledger *ledger, guint first, guint end, GError **error)
{
	const struct known one = g_array_index(ledger->ahead->known, struct known, first);
	const struct ranges ranges = ranges_of(one.span);
	if (ranges.count == 0)
		return TRUE;
	struct statement *statement = statement_for(ledger, first, end, &ranges, error);
	enum fetch fetch;
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		struct known *known = find(ledger->ahead, one.office, CELL_SERIES(column_int(statement, 0)), one.span);
		for (guint i = 0; known && i < ranges.count; i++)
			if (!number_add(known->sum, column_int(statement, (int)i + 1), &known->sum, error)) {
				statement_reset(statement);
				return FALSE;
			}
	}
	return fetch == FETCH_END;
}

static gboolean ask_all(struct ledger *ledger, GError **error)
{
	const GArray *known = ledger->ahead->known;
	for (guint first = 0, end; first < known->len; first = end) {
		const struct known *one = &g_array_index(known, struct known, first);
		for (end = first + 1; end < known->len && end - first < TOGETHER; end++) {
			const struct known *next = &g_array_index(known, struct known, end);
			if (next->office != one->office || next->span.from != one->span.from || next->span.to != one->span.to)
				break;
		}
		if (!ask(ledger, first, end, error))
			return FALSE;
	}
	return TRUE;
}

gboolean ahead_begin(struct ledger *ledger, struct figure_query *const *queries, guint count, GError **error)
{
	gboolean done = TRUE;
	ledger->ahead = g_new0(struct ahead, 1);
	ledger->ahead->known = g_array_new(FALSE, FALSE, sizeof(struct known));
	ledger->ahead->lasts = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	for (guint i = 0; done && i < count; i++)
		done = need(ledger, queries[i], error);
	arrange(ledger->ahead->known);
	done = done && (!ledger->waiting->len || balances_write(ledger, error)) && ask_all(ledger, error);
	ledger->ahead->asked = done;
	return done;
}

void ahead_end(struct ledger *ledger)
{
	g_array_unref(ledger->ahead->known);
	g_hash_table_destroy(ledger->ahead->lasts);
	g_clear_pointer(&ledger->ahead, g_free);
}
