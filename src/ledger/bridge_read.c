/* SPDX-License-Identifier: Apache-2.0 */
/* What the entries of one figure are to two questions: which of them only one of them counts. */
#include "base/number.h"
#include "ledger/bridge_private.h"
#include "ledger/dims.h"
#include "ledger/statements.h"

#include <string.h>

static const struct sql entries_between = { "entries of a series between two changes",
	"SELECT e.history, e.record, e.cell, e.delta, CASE WHEN h.action = 'definitions' THEN 1 ELSE 0 END"
	" FROM entry e JOIN history h ON h.office = e.office AND h.key = e.history"
	" WHERE e.office = ?1 AND e.cell BETWEEN ?2 AND ?3 AND e.history > ?4 AND e.history <= ?5" };

const struct sql *const ledger_bridge_read_sql[] = { &entries_between, NULL };

struct leaf *leaf_new(const struct figure_query *then, const struct figure_query *now)
{
	struct leaf *leaf = g_new0(struct leaf, 1);
	leaf->query[THEN] = figure_query_copy(then);
	leaf->query[NOW] = figure_query_copy(now);
	g_clear_pointer(&leaf->query[THEN]->by, g_free);
	g_clear_pointer(&leaf->query[NOW]->by, g_free);
	leaf->strips = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
	if (by_key(then->figure))
		leaf->keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return leaf;
}

void leaf_free(gpointer data)
{
	struct leaf *leaf = data;
	figure_query_free(leaf->query[THEN]);
	figure_query_free(leaf->query[NOW]);
	g_hash_table_destroy(leaf->strips);
	g_clear_pointer(&leaf->keys, g_hash_table_destroy);
	g_free(leaf);
}

void unit_free(gpointer data)
{
	g_array_unref(((struct unit *)data)->differences);
	g_free(data);
}

/* A change and a definition of the same record are two steps, and so are the days that it lost and gained. */
guint unit_hash(gconstpointer data)
{
	const struct unit *unit = data;
	return g_int64_hash(&unit->record) * 7 + unit->step;
}

gboolean unit_equal(gconstpointer a, gconstpointer b)
{
	const struct unit *x = a, *y = b;
	return x->record == y->record && x->step == y->step;
}

struct span span_common(struct span a, struct span b)
{
	return (struct span){ MAX(a.from, b.from), MIN(a.to, b.to) };
}

struct collecting {
	struct leaf *leaf;
	guint side;
};

static gboolean add_strip(void *data, const struct part *part, GError **error)
{
	const struct collecting *collecting = data;
	struct leaf *leaf = collecting->leaf;
	struct strip *strip = g_hash_table_lookup(leaf->strips, &part->series->id);
	(void)error;
	if (!strip) {
		strip = g_new0(struct strip, 1);
		*strip = (struct strip){ .series = part->series->id, .office = part->office, .sign = part->sign };
		if (leaf->keys)
			strip->keys = series_values(part->list, part->place, DIM_KEY);
		g_hash_table_insert(leaf->strips, &strip->series, strip);
	}
	strip->in[collecting->side] = TRUE;
	strip->span[collecting->side] = part->span;
	strip->limit[collecting->side] = part->limit ? part->limit : G_MAXINT64;
	return TRUE;
}

gboolean leaf_add(struct leaf *leaf, const struct strip *strip, gint64 amount, GError **error)
{
	if (!leaf->keys)
		return number_add(leaf->sum, amount, &leaf->sum, error);
	for (guint i = 0; strip->keys[i]; i++) {
		gint64 *sum = g_hash_table_lookup(leaf->keys, strip->keys[i]);
		if (!sum) {
			sum = g_new0(gint64, 1);
			g_hash_table_insert(leaf->keys, g_strdup(strip->keys[i]), sum);
		}
		if (!number_add(*sum, amount, sum, error))
			return FALSE;
		if (*sum > 0 && *sum - amount <= 0)
			leaf->sum++; /* of distinct figures: how many keys count */
		else if (*sum <= 0 && *sum - amount > 0)
			leaf->sum--;
	}
	return TRUE;
}

/* The first or last of the keys that count. */
static struct number edge_of(const struct leaf *leaf)
{
	gboolean first = leaf->query[THEN]->figure->kind == FIGURE_FIRST;
	struct number number = { 0 };
	GHashTableIter iter;
	gpointer key, sum;
	g_hash_table_iter_init(&iter, leaf->keys);
	while (g_hash_table_iter_next(&iter, &key, &sum)) {
		gint64 value = g_ascii_strtoll(key, NULL, 10);
		if (*(gint64 *)sum <= 0)
			continue;
		if (!number.present || (first ? value < number.value : value > number.value))
			number.value = value;
		number.present = TRUE;
	}
	return number;
}

struct number leaf_number(const struct leaf *leaf)
{
	const struct figure *figure = leaf->query[THEN]->figure;
	if (leaf->keys && figure->kind != FIGURE_DISTINCT)
		return edge_of(leaf);
	return (struct number){ .present = TRUE, .value = leaf->sum, .scale = leaf->keys ? 0 : figure->scale };
}

static struct unit *unit_of(struct bridging *bridging, gint64 record, enum step step)
{
	const struct unit wanted = { .record = record, .step = step };
	struct unit *unit = g_hash_table_lookup(bridging->by_name, &wanted);
	if (unit)
		return unit;
	unit = g_new0(struct unit, 1);
	*unit = (struct unit){ .record = record, .step = step, .first = G_MAXINT64 };
	unit->differences = g_array_new(FALSE, FALSE, sizeof(struct difference));
	g_ptr_array_add(bridging->units, unit);
	g_hash_table_add(bridging->by_name, unit);
	return unit;
}

static gboolean take_entry(struct bridging *bridging, struct leaf *leaf, struct strip *strip, struct statement *statement, enum step step, gint64 sign, GError **error)
{
	struct difference difference = { .leaf = leaf, .strip = strip, .history = column_int(statement, 0) };
	if (step == STEP_CHANGE && column_int(statement, 4))
		step = STEP_DEFINITION;
	if (!number_multiply(column_int(statement, 3), sign * strip->sign, &difference.amount, error))
		return FALSE;
	struct unit *unit = unit_of(bridging, column_int(statement, 1), step);
	unit->first = MIN(unit->first, difference.history);
	unit->last = MAX(unit->last, difference.history);
	g_array_append_val(unit->differences, difference);
	return TRUE;
}

/* The entries of some days, of the changes after one and up to another, are one step's. */
static gboolean read_entries(struct bridging *bridging, struct leaf *leaf, struct strip *strip, struct span days, const gint64 after_upto[2], enum step step, GError **error)
{
	if (days.to < days.from || after_upto[0] >= after_upto[1])
		return TRUE;
	struct statement *statement = db_statement(store_db(bridging->ledger->store), &entries_between, error);
	gint64 sign = step == STEP_OFFICE_LEFT || step == STEP_DAYS_LEFT ? -1 : 1;
	enum fetch fetch;
	bind_int(statement, 1, strip->office);
	bind_int(statement, 2, CELL(strip->series, GRAIN_DAY, MAX(days.from, 1)));
	bind_int(statement, 3, CELL(strip->series, GRAIN_DAY, CLAMP(days.to, 0, DAY_LAST)));
	bind_int(statement, 4, after_upto[0]);
	bind_int(statement, 5, after_upto[1]);
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		if (!take_entry(bridging, leaf, strip, statement, step, sign, error)) {
			statement_reset(statement);
			return FALSE;
		}
	}
	return fetch == FETCH_END;
}

/* The days of one span that the other one has not. */
static gboolean read_outside(struct bridging *bridging, struct leaf *leaf, struct strip *strip, guint side, enum step step, GError **error)
{
	struct span all = strip->span[side], other = strip->span[!side];
	const gint64 upto[2] = { 0, strip->limit[side] };
	if (other.to < other.from)
		return read_entries(bridging, leaf, strip, all, upto, step, error);
	const struct span before = { all.from, MIN(all.to, other.from - 1) }, behind = { MAX(all.from, other.to + 1), all.to };
	return read_entries(bridging, leaf, strip, before, upto, step, error) && read_entries(bridging, leaf, strip, behind, upto, step, error);
}

static gboolean read_strip(struct bridging *bridging, struct leaf *leaf, struct strip *strip, GError **error)
{
	const gint64 upto[2][2] = { { 0, strip->limit[THEN] }, { 0, strip->limit[NOW] } };
	if (!strip->in[THEN])
		return read_entries(bridging, leaf, strip, strip->span[NOW], upto[NOW], STEP_OFFICE_MORE, error);
	if (!strip->in[NOW])
		return read_entries(bridging, leaf, strip, strip->span[THEN], upto[THEN], STEP_OFFICE_LEFT, error);
	if (strip->limit[NOW] < strip->limit[THEN])
		return fail(error, ERROR_INPUT, _("%s: the second is known earlier than the first; name them the other way round"), leaf->query[THEN]->figure->id);
	return read_entries(bridging, leaf, strip, span_common(strip->span[THEN], strip->span[NOW]), strip->limit, STEP_CHANGE, error) &&
		read_outside(bridging, leaf, strip, THEN, STEP_DAYS_LEFT, error) && read_outside(bridging, leaf, strip, NOW, STEP_DAYS_MORE, error);
}

/* The keys of the first question, with their sums. */
static gboolean read_keys(struct bridging *bridging, struct leaf *leaf, const struct strip *strip, GError **error)
{
	gint64 sum = 0, limit = strip->limit[THEN] == G_MAXINT64 ? 0 : strip->limit[THEN];
	if (!strip->in[THEN])
		return TRUE;
	const struct ranges ranges = limit ? ranges_of_days(strip->span[THEN]) : ranges_of(strip->span[THEN], SERIES_GROWS(strip->series));
	return series_sum(bridging->ledger, strip->office, strip->series, &ranges, limit, &sum, error) &&
		(!sum || (number_multiply(sum, strip->sign, &sum, error) && leaf_add(leaf, strip, sum, error)));
}

static gint by_series(gconstpointer a, gconstpointer b)
{
	const struct strip *x = a, *y = b;
	return (x->series > y->series) - (x->series < y->series);
}

gboolean leaf_read(struct bridging *bridging, struct leaf *leaf, GError **error)
{
	struct number number;
	for (guint side = THEN; side <= NOW; side++) {
		struct collecting collecting = { leaf, side };
		if (!query_each_part(bridging->ledger, leaf->query[side], add_strip, &collecting, error))
			return FALSE;
	}
	if (!leaf->keys && !figure_number(bridging->ledger, leaf->query[THEN], &number, error))
		return FALSE;
	if (!leaf->keys)
		leaf->sum = number.present ? number.value : 0;
	g_autoptr(GList) strips = g_list_sort(g_hash_table_get_values(leaf->strips), by_series);
	for (GList *each = strips; each; each = each->next)
		if ((leaf->keys && !read_keys(bridging, leaf, each->data, error)) || !read_strip(bridging, leaf, each->data, error))
			return FALSE;
	return TRUE;
}
