/* SPDX-License-Identifier: Apache-2.0 */
/* What a series sums to. */
#include "base/number.h"
#include "ledger/ledger_private.h"
#include "ledger/statements.h"

#define RANGE(first, last) "(SELECT CAST(coalesce(sum(sum), 0) AS BIGINT) FROM balance WHERE office = ?1 AND cell BETWEEN ?" first " AND ?" last ")"

/* By the number of ranges: one statement for all of them. */
static const struct sql sums[RANGES_MOST] = {
	{ "sum of a range", "SELECT " RANGE("2", "3") },
	{ "sums of 2 ranges", "SELECT " RANGE("2", "3") ", " RANGE("4", "5") },
	{ "sums of 3 ranges", "SELECT " RANGE("2", "3") ", " RANGE("4", "5") ", " RANGE("6", "7") },
	{ "sums of 4 ranges", "SELECT " RANGE("2", "3") ", " RANGE("4", "5") ", " RANGE("6", "7") ", " RANGE("8", "9") },
	{ "sums of 5 ranges", "SELECT " RANGE("2", "3") ", " RANGE("4", "5") ", " RANGE("6", "7") ", " RANGE("8", "9") ", " RANGE("10", "11") },
};
static const struct sql sum_of_cell = { "balance of a cell", "SELECT sum FROM balance WHERE office = ?1 AND cell = ?2" };
static const struct sql sum_then = { "sum of entries",
	"SELECT CAST(coalesce(sum(delta), 0) AS BIGINT) FROM entry WHERE office = ?1 AND cell BETWEEN ?2 AND ?3 AND history <= ?4" };

const struct sql *const ledger_sums_sql[] = { &sums[0], &sums[1], &sums[2], &sums[3], &sums[4], &sum_of_cell, &sum_then, NULL };

/* Nothing where the first lies after the last. */
static void add_range(struct ranges *ranges, enum grain grain, gint32 first, gint32 last)
{
	if (first <= last)
		ranges->list[ranges->count++] = (struct range){ grain, first, last };
}

static gint32 month_index(day_t day)
{
	int year, month, dom;
	day_split(day, &year, &month, &dom);
	return year * 12 + month - 1;
}

static day_t month_first(gint32 index)
{
	return day_make(index / 12, index % 12 + 1, 1);
}

/* Months first..last inclusive, as whole years with the months at their edges. */
static void add_months(struct ranges *ranges, gint32 first, gint32 last)
{
	gint32 year_first = (first + 11) / 12, year_end = (last + 1) / 12; /* whole years: year_first … year_end - 1 */
	gboolean one = year_end - year_first == 1 && first == year_first * 12 && last == year_end * 12 - 1;
	if (year_first >= year_end || !(one || ranges->grows)) {
		add_range(ranges, GRAIN_MONTH, first, last);
		return;
	}
	add_range(ranges, GRAIN_YEAR, year_first, year_end - 1);
	add_range(ranges, GRAIN_MONTH, first, year_first * 12 - 1);
	add_range(ranges, GRAIN_MONTH, year_end * 12, last);
}

struct ranges ranges_of_days(struct span span)
{
	struct ranges ranges = {.span = span};
	add_range(&ranges, GRAIN_DAY, MAX(span.from, 1), MIN(span.to, DAY_LAST));
	return ranges;
}

struct ranges ranges_of(struct span span, gboolean grows)
{
	struct ranges ranges = {.span = span, .grows = grows};
	day_t from = MAX(span.from, 1), to = MIN(span.to, DAY_LAST);
	if (to < from)
		return ranges;
	gint32 first = month_index(from), last = month_index(to);
	if (from > month_first(first))
		first++;
	if (to + 1 < month_first(last + 1))
		last--;
	if (first > last) { /* no whole month inside */
		add_range(&ranges, GRAIN_DAY, from, to);
		return ranges;
	}
	add_months(&ranges, first, last);
	add_range(&ranges, GRAIN_DAY, from, month_first(first) - 1);
	add_range(&ranges, GRAIN_DAY, month_first(last + 1), to);
	return ranges;
}

/* A whole year is one cell; one that was never used has no balance. */
static gboolean sum_cell(struct ledger *ledger, gint64 office, gint64 cell, gint64 *sum, GError **error)
{
	struct statement *statement = db_statement(store_db(ledger->store), &sum_of_cell, error);
	bind_int(statement, 1, office);
	bind_int(statement, 2, cell);
	return statement_number(statement, 0, sum, error);
}

gboolean series_sum(struct ledger *ledger, gint64 office, gint64 series, const struct ranges *ranges,
	gint64 limit, gint64 *sum, GError **error)
{
	*sum = 0;
	if (ranges->count == 0 || (!limit && ahead_sum(ledger, office, series, ranges->span, sum)))
		return TRUE;
	if (ledger->waiting->len && !balances_write(ledger, error))
		return FALSE;
	if (!limit && ranges->count == 1 && ranges->list[0].first == ranges->list[0].last)
		return sum_cell(ledger, office, cell_of(series, ranges->list[0].grain, ranges->list[0].first), sum, error);
	const struct sql *sql = limit ? &sum_then : &sums[ranges->count - 1];
	struct statement *statement = db_statement(store_db(ledger->store), sql, error);
	bind_int(statement, 1, office);
	for (guint i = 0; i < ranges->count; i++) {
		const struct range *range = &ranges->list[i];
		bind_int(statement, (int)(2 * i) + 2, cell_of(series, range->grain, range->first));
		bind_int(statement, (int)(2 * i) + 3, cell_of(series, range->grain, range->last));
	}
	if (limit)
		bind_int(statement, 4, limit);
	enum fetch fetch = statement_fetch(statement, error);
	if (fetch == FETCH_FAILED)
		return FALSE;
	gboolean fits = TRUE;
	for (guint i = 0; fits && i < ranges->count; i++)
		fits = number_add(*sum, column_int(statement, (int)i), sum, error);
	statement_reset(statement);
	return fits;
}
