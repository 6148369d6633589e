/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What queries need of the store, asked for together before they are answered: where the store is a server, each
 * statement is a way there and back. What is needed is noted in its order, in which answering finds the sums here.
 * What an office is asked for over the same days is asked for at once: years of many series as the range of cells in which
 * they lie side by side, else as a list of series.
 */
#include "base/number.h"
#include "ledger/answer.h"
#include "ledger/statements.h"

enum { TOGETHER = 1000 };           /* series of one list */
enum { ROWS_TOGETHER = 500000, YEARS_LIKELY = 20 }; /* kept in memory */
enum { DENSE_LEAST = 8, DENSE_SHARE = 16 }; /* at least so many, one of so many that lie there */

#define RANGE(factor, first, last) "(SELECT CAST(coalesce(sum(sum), 0) AS BIGINT) FROM balance WHERE office = ?1" \
	" AND cell BETWEEN listed.value * ?" factor " + ?" first " AND listed.value * ?" factor " + ?" last ")"
#define RANGE_1 RANGE("3", "4", "5")
#define RANGE_2 RANGE_1 ", " RANGE("6", "7", "8")
#define RANGE_3 RANGE_2 ", " RANGE("9", "10", "11")
#define RANGE_4 RANGE_3 ", " RANGE("12", "13", "14")
#define RANGE_5 RANGE_4 ", " RANGE("15", "16", "17")
#define LISTED " FROM {[}?2{]} AS listed"
#define GIVEN "the list is what it was given"

/* By the number of ranges, each for a list of numbers of series. */
static const struct sql sums[RANGES_MOST] = {
	{ "sums of a range each", "SELECT value, " RANGE_1 LISTED, GIVEN },
	{ "sums of 2 ranges each", "SELECT value, " RANGE_2 LISTED, GIVEN },
	{ "sums of 3 ranges each", "SELECT value, " RANGE_3 LISTED, GIVEN },
	{ "sums of 4 ranges each", "SELECT value, " RANGE_4 LISTED, GIVEN },
	{ "sums of 5 ranges each", "SELECT value, " RANGE_5 LISTED, GIVEN },
};
static const struct sql side_by_side = { "balances side by side", "SELECT cell, sum FROM balance WHERE office = ?1 AND cell BETWEEN ?2 AND ?3 ORDER BY cell" };

const struct sql *const ledger_ahead_sql[] = { &sums[0], &sums[1], &sums[2], &sums[3], &sums[4], &side_by_side, NULL };

/* A sum that is needed. */
struct call {
	gint64 office, series;
	struct span span;
	gint64 sign, sum;
};

struct wanted {
	gint64 number; /* of the series */
	guint place;   /* of the call */
};

/* What an office is asked for over the same days. */
struct bunch {
	gint64 office;
	struct span span;
	gboolean grows;
	struct ranges ranges;
	GArray *wanted; /* struct wanted; in order of number when it is asked for */
	guint at;       /* in wanted, while rows are read */
};

/* What a query needs: from the call at `first` on. */
struct turn {
	guint first;
	gboolean simple; /* the sum of its calls is its number */
};

struct ahead {
	GArray *calls, *turns;
	GPtrArray *bunches;
	GHashTable *known;     /* the same, by what they are asked for */
	struct bunch *last[2]; /* that did not grow, that grew */
	GHashTable *lasts;     /* gint64 office → gint64 its last series */
	gint64 recent[2];      /* the last office that was looked for there, and its series */
	guint next;            /* call that is answered next */
	gboolean asked;
};

static guint bunch_hash(gconstpointer data)
{
	const struct bunch *bunch = data;
	return (guint)bunch->office * 31 ^ (guint)bunch->span.from * 7 ^ (guint)bunch->span.to ^ (guint)bunch->grows << 31;
}

static gboolean bunch_equal(gconstpointer a, gconstpointer b)
{
	const struct bunch *x = a, *y = b;
	return x->office == y->office && x->span.from == y->span.from && x->span.to == y->span.to && x->grows == y->grows;
}

static void bunch_free(gpointer data)
{
	struct bunch *bunch = data;
	g_array_unref(bunch->wanted);
	g_free(bunch);
}

gboolean ahead_sum(const struct ledger *ledger, gint64 office, gint64 series, struct span span, gint64 *sum)
{
	struct ahead *ahead = ledger->ahead;
	if (!ahead || !ahead->asked || ahead->next >= ahead->calls->len)
		return FALSE;
	const struct call *call = &g_array_index(ahead->calls, struct call, ahead->next);
	if (call->office != office || call->series != series || call->span.from != span.from || call->span.to != span.to)
		return FALSE;
	*sum = call->sum;
	ahead->next++;
	return TRUE;
}

void ahead_turn(struct ledger *ledger, guint query)
{
	ledger->ahead->next = g_array_index(ledger->ahead->turns, struct turn, query).first;
}

gboolean ahead_total(struct ledger *ledger, guint query, gboolean *simple, gint64 *total, GError **error)
{
	const struct ahead *ahead = ledger->ahead;
	const struct turn *turn = &g_array_index(ahead->turns, struct turn, query);
	guint end = query + 1 < ahead->turns->len ? turn[1].first : ahead->calls->len;
	*simple = turn->simple;
	*total = 0;
	for (guint i = turn->first; turn->simple && i < end; i++) {
		const struct call *call = &g_array_index(ahead->calls, struct call, i);
		gint64 sum;
		if (!number_multiply(call->sum, call->sign, &sum, error) || !number_add(*total, sum, total, error))
			return FALSE;
	}
	return TRUE;
}

gboolean ahead_last(struct ledger *ledger, gint64 office, gint64 *last, GError **error)
{
	struct ahead *ahead = ledger->ahead;
	if (!ahead)
		return series_last(ledger, office, last, error);
	if (ahead->recent[0] != office) {
		const gint64 *kept = g_hash_table_lookup(ahead->lasts, &office);
		if (!kept && !series_last(ledger, office, last, error))
			return FALSE;
		if (!kept)
			g_hash_table_insert(ahead->lasts, g_memdup2(&office, sizeof office), g_memdup2(last, sizeof *last));
		ahead->recent[0] = office;
		ahead->recent[1] = kept ? *kept : *last;
	}
	*last = ahead->recent[1];
	return TRUE;
}

static struct bunch *bunch_for(struct ahead *ahead, gint64 office, struct span span, gboolean grows)
{
	const struct bunch asked = { .office = office, .span = span, .grows = grows };
	struct bunch *bunch = ahead->last[grows];
	if (!bunch || !bunch_equal(bunch, &asked))
		bunch = g_hash_table_lookup(ahead->known, &asked);
	if (!bunch) {
		bunch = g_memdup2(&asked, sizeof asked);
		bunch->ranges = ranges_of(span, grows);
		bunch->wanted = g_array_new(FALSE, FALSE, sizeof(struct wanted));
		g_ptr_array_add(ahead->bunches, bunch);
		g_hash_table_add(ahead->known, bunch);
	}
	return ahead->last[grows] = bunch;
}

static gboolean need_part(void *data, const struct part *part, GError **error)
{
	struct ahead *ahead = data;
	gint64 series = part->series->id;
	(void)error;
	if (part->limit) {
		g_array_index(ahead->turns, struct turn, ahead->turns->len - 1).simple = FALSE;
		return TRUE;
	}
	const struct call call = { .office = part->office, .series = series, .span = part->span, .sign = part->sign };
	const struct wanted wanted = { .number = SERIES_NUMBER(series), .place = ahead->calls->len };
	g_array_append_val(ahead->calls, call);
	g_array_append_val(bunch_for(ahead, part->office, part->span, SERIES_GROWS(series))->wanted, wanted);
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

static gboolean need_turn(struct ledger *ledger, const struct figure_query *query, GError **error)
{
	const struct figure *figure = query->figure;
	const struct turn turn = { ledger->ahead->calls->len, !query->by && !figure->operands[0] && !figure->money && !by_key(figure) };
	g_array_append_val(ledger->ahead->turns, turn);
	return need(ledger, query, error);
}

static gint by_number(gconstpointer a, gconstpointer b)
{
	gint64 x = ((const struct wanted *)a)->number, y = ((const struct wanted *)b)->number;
	return (x > y) - (x < y);
}

/* Mostly it is in order already. */
static void arrange(GArray *wanted)
{
	for (guint i = 1; i < wanted->len; i++)
		if (g_array_index(wanted, struct wanted, i).number < g_array_index(wanted, struct wanted, i - 1).number) {
			g_array_sort(wanted, by_number);
			return;
		}
}

/* A row's sum, for those that want this series from the one at `at` on; that goes up to it. */
static gboolean give(struct ahead *ahead, const GArray *wanted, guint *at, gint64 number, gint64 sum, GError **error)
{
	while (*at < wanted->len && g_array_index(wanted, struct wanted, *at).number < number)
		++*at;
	for (guint i = *at; i < wanted->len && g_array_index(wanted, struct wanted, i).number == number; i++) {
		struct call *call = &g_array_index(ahead->calls, struct call, g_array_index(wanted, struct wanted, i).place);
		if (!number_add(call->sum, sum, &call->sum, error))
			return FALSE;
	}
	return TRUE;
}

/* Those from `first` to before `end` are wanted. */
static struct statement *statement_for(struct ledger *ledger, const struct bunch *bunch, guint first, guint end, GError **error)
{
	struct statement *statement = db_statement(store_db(ledger->store), &sums[bunch->ranges.count - 1], error);
	g_autoptr(GString) list = g_string_new("[");
	if (!statement)
		return NULL;
	for (guint i = first; i < end; i++) {
		gint64 number = g_array_index(bunch->wanted, struct wanted, i).number;
		if (i == first || number != g_array_index(bunch->wanted, struct wanted, i - 1).number)
			g_string_append_printf(list, "%s%" G_GINT64_FORMAT, i > first ? "," : "", number);
	}
	g_string_append_c(list, ']');
	bind_int(statement, 1, bunch->office);
	bind_text(statement, 2, list->str);
	for (guint i = 0; i < bunch->ranges.count; i++) {
		const struct range *range = &bunch->ranges.list[i];
		int at = (int)(3 * i) + 3;
		bind_int(statement, at, cell_factor(range->grain, bunch->grows));
		bind_int(statement, at + 1, cell_base(bunch->office, range->grain, bunch->grows, range->first));
		bind_int(statement, at + 2, cell_base(bunch->office, range->grain, bunch->grows, range->last));
	}
	return statement;
}

static guint place_of(const GArray *wanted, guint first, guint end, gint64 number)
{
	while (first < end) {
		guint middle = first + (end - first) / 2;
		if (g_array_index(wanted, struct wanted, middle).number < number)
			first = middle + 1;
		else
			end = middle;
	}
	return first;
}

static gboolean ask_some(struct ledger *ledger, const struct bunch *bunch, guint first, guint end, GError **error)
{
	struct statement *statement = statement_for(ledger, bunch, first, end, error);
	enum fetch fetch;
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		gint64 number = column_int(statement, 0);
		guint at = place_of(bunch->wanted, first, end, number);
		for (guint i = 0; i < bunch->ranges.count; i++)
			if (!give(ledger->ahead, bunch->wanted, &at, number, column_int(statement, (int)i + 1), error)) {
				statement_reset(statement);
				return FALSE;
			}
	}
	return fetch == FETCH_END;
}

/* A series that is wanted more than once is in one list. */
static gboolean ask_list(struct ledger *ledger, const struct bunch *bunch, GError **error)
{
	const GArray *wanted = bunch->wanted;
	for (guint first = 0, end; first < wanted->len; first = end) {
		for (end = MIN(first + TOGETHER, wanted->len); end < wanted->len; end++)
			if (g_array_index(wanted, struct wanted, end).number != g_array_index(wanted, struct wanted, end - 1).number)
				break;
		if (!ask_some(ledger, bunch, first, end, error))
			return FALSE;
	}
	return TRUE;
}

static gint64 first_number(const struct bunch *bunch)
{
	return g_array_index(bunch->wanted, struct wanted, 0).number;
}

static gint64 last_number_of(const struct bunch *bunch)
{
	return g_array_index(bunch->wanted, struct wanted, bunch->wanted->len - 1).number;
}

/* Years alone, of so many series that it is cheaper to read all that lie between them. */
static gboolean is_dense(const struct bunch *bunch)
{
	gboolean years = bunch->ranges.count == 1 && bunch->ranges.list[0].grain == GRAIN_YEAR;
	return years && bunch->wanted->len >= DENSE_LEAST && last_number_of(bunch) - first_number(bunch) < (gint64)bunch->wanted->len * DENSE_SHARE;
}

/* A row, for each bunch whose years it is of. */
static gboolean give_row(struct ahead *ahead, struct bunch *const *bunches, guint count, gint64 cell, gint64 sum, GError **error)
{
	gint64 number = SERIES_NUMBER(cell_series(cell)), year;
	cell_grain(cell, &year);
	for (guint i = 0; i < count; i++) {
		struct bunch *bunch = bunches[i];
		const struct range *years = &bunch->ranges.list[0];
		if (year >= years->first && year <= years->last && !give(ahead, bunch->wanted, &bunch->at, number, sum, error))
			return FALSE;
	}
	return TRUE;
}

/* Dense bunches of an office that are read at once: one, or all of them that grow, whose series are read once. */
struct side {
	struct bunch *const *bunches;
	guint count;
};

/* Those that are read together. */
struct reading {
	struct ahead *ahead;
	GArray *sides; /* struct side */
	GArray *values; /* gint64: office, first and last cell of each */
	guint64 rows;   /* that there may be, at a guess */
};

static void add_side(struct reading *reading, struct bunch *const *bunches, guint count)
{
	const struct side side = { bunches, count };
	const struct bunch *one = bunches[0];
	gint64 first = first_number(one), last = last_number_of(one);
	gint32 from = one->ranges.list[0].first, to = one->ranges.list[0].last;
	for (guint i = 1; i < count; i++) {
		first = MIN(first, first_number(bunches[i]));
		last = MAX(last, last_number_of(bunches[i]));
		from = MIN(from, bunches[i]->ranges.list[0].first);
		to = MAX(to, bunches[i]->ranges.list[0].last);
	}
	const gint64 values[] = { one->office, cell_of(SERIES(one->office, first), GRAIN_YEAR, from), cell_of(SERIES(one->office, last), GRAIN_YEAR, to) };
	g_array_append_val(reading->sides, side);
	g_array_append_vals(reading->values, values, G_N_ELEMENTS(values));
	reading->rows += (guint64)(last - first + 1) * (one->grows ? YEARS_LIKELY : 1);
}

static gboolean give_pair(void *data, guint set, gint64 cell, gint64 sum, GError **error)
{
	struct reading *reading = data;
	const struct side *side = &g_array_index(reading->sides, struct side, set);
	return give_row(reading->ahead, side->bunches, side->count, cell, sum, error);
}

static gboolean ask_sides(struct ledger *ledger, struct reading *reading, GError **error)
{
	struct statement *statement = reading->sides->len ? db_statement(store_db(ledger->store), &side_by_side, error) : NULL;
	guint count = reading->sides->len;
	gboolean done = !count ||
		statement_each_pair(statement, (const gint64 *)(void *)reading->values->data, count, reading->values->len / count, give_pair, reading, error);
	g_array_set_size(reading->sides, 0);
	g_array_set_size(reading->values, 0);
	reading->rows = 0;
	return done;
}

/* By office; in each, those that are dense and grow stand together. */
static gint bunch_order(gconstpointer a, gconstpointer b)
{
	const struct bunch *x = *(struct bunch *const *)a, *y = *(struct bunch *const *)b;
	if (x->office != y->office)
		return x->office < y->office ? -1 : 1;
	return (x->grows && is_dense(x)) - (y->grows && is_dense(y));
}

static gboolean ask_bunches(struct ledger *ledger, struct reading *reading, GError **error)
{
	GPtrArray *bunches = ledger->ahead->bunches;
	for (guint i = 0, end; i < bunches->len; i = end) {
		struct bunch *const *from = (struct bunch *const *)(void *)bunches->pdata + i;
		end = i + 1;
		if (is_dense(*from)) {
			while ((*from)->grows && end < bunches->len && bunch_order(bunches->pdata + i, bunches->pdata + end) == 0)
				end++;
			add_side(reading, from, end - i);
			if (reading->rows >= ROWS_TOGETHER && !ask_sides(ledger, reading, error))
				return FALSE;
		} else if ((*from)->ranges.count && !ask_list(ledger, *from, error)) {
			return FALSE;
		}
	}
	return ask_sides(ledger, reading, error);
}

static gboolean ask_all(struct ledger *ledger, GError **error)
{
	GPtrArray *bunches = ledger->ahead->bunches;
	g_autoptr(GArray) sides = g_array_new(FALSE, FALSE, sizeof(struct side));
	g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(gint64));
	struct reading reading = { .ahead = ledger->ahead, .sides = sides, .values = values };
	for (guint i = 0; i < bunches->len; i++)
		arrange(((struct bunch *)bunches->pdata[i])->wanted);
	g_ptr_array_sort(bunches, bunch_order);
	return ask_bunches(ledger, &reading, error);
}

gboolean ahead_begin(struct ledger *ledger, struct figure_query *const *queries, guint count, GError **error)
{
	gboolean done = TRUE;
	struct ahead *ahead = ledger->ahead = g_new0(struct ahead, 1);
	ahead->calls = g_array_sized_new(FALSE, FALSE, sizeof(struct call), count);
	ahead->turns = g_array_sized_new(FALSE, FALSE, sizeof(struct turn), count);
	ahead->bunches = g_ptr_array_new_with_free_func(bunch_free);
	ahead->known = g_hash_table_new(bunch_hash, bunch_equal);
	ahead->lasts = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	for (guint i = 0; done && i < count; i++)
		done = need_turn(ledger, queries[i], error);
	done = done && (!ledger->waiting->len || balances_write(ledger, error)) && ask_all(ledger, error);
	ahead->asked = done;
	return done;
}

void ahead_end(struct ledger *ledger)
{
	struct ahead *ahead = ledger->ahead;
	g_array_unref(ahead->calls);
	g_array_unref(ahead->turns);
	g_hash_table_destroy(ahead->known);
	g_hash_table_destroy(ahead->lasts);
	g_ptr_array_unref(ahead->bunches);
	g_clear_pointer(&ledger->ahead, g_free);
}
