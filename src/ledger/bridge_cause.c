/* SPDX-License-Identifier: Apache-2.0 */
/* Why a record counts otherwise than before: told from where it stood and where it stands. */
#include "ledger/bridge_private.h"
#include "ledger/statements.h"

#include <string.h>

static const struct sql entries_of = { "entries of a record with their changes", "SELECT history, cell, delta FROM entry WHERE office = ?1 AND record = ?2" };

const struct sql *const ledger_bridge_cause_sql[] = { &entries_of, NULL };

/* A cell of a record, as it was known at each of the two moments. */
struct spot {
	gint64 cell;
	gint64 sum[2];
};

/* Where a record stands in a figure: within the days and conditions that both questions share, or out of them. */
struct standing {
	gboolean within, without;
	gboolean other_day; /* it is without by its day alone */
	gint64 total;       /* of what arrives, wherever */
};

static gint by_cell(gconstpointer a, gconstpointer b)
{
	const struct spot *x = a, *y = b;
	return (x->cell > y->cell) - (x->cell < y->cell);
}

/* Only whether sums are equal, or zero, is asked for. */
static void add_wrapped(gint64 *sum, gint64 delta)
{
	*sum = (gint64)((guint64)*sum + (guint64)delta);
}

static void fold_spots(GArray *spots)
{
	guint kept = 0;
	g_array_sort(spots, by_cell);
	for (guint i = 0; i < spots->len; i++) {
		const struct spot spot = g_array_index(spots, struct spot, i);
		struct spot *last = kept ? &g_array_index(spots, struct spot, kept - 1) : NULL;
		if (last && last->cell == spot.cell) {
			add_wrapped(&last->sum[THEN], spot.sum[THEN]);
			add_wrapped(&last->sum[NOW], spot.sum[NOW]);
		} else {
			g_array_index(spots, struct spot, kept++) = spot;
		}
	}
	g_array_set_size(spots, kept);
}

static gboolean read_spots(struct ledger *ledger, gint64 record, const gint64 limit[2], GArray *spots, GError **error)
{
	struct statement *statement = db_statement(store_db(ledger->store), &entries_of, error);
	enum fetch fetch;
	bind_int(statement, 1, KEY_OFFICE(record));
	bind_int(statement, 2, record);
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		gint64 history = column_int(statement, 0), delta = column_int(statement, 2);
		struct spot spot = { .cell = column_int(statement, 1) };
		for (guint side = THEN; side <= NOW; side++)
			spot.sum[side] = history <= limit[side] ? delta : 0;
		g_array_append_val(spots, spot);
	}
	if (fetch == FETCH_FAILED)
		return FALSE;
	fold_spots(spots);
	return TRUE;
}

/* The series of a figure in an office, in order of id. */
static const struct series *find_series(const struct series_list *list, gint64 id)
{
	guint low = 0, high = list->series->len;
	while (low < high) {
		guint middle = low + (high - low) / 2;
		const struct series *series = list->series->pdata[middle];
		if (series->id == id)
			return series;
		if (series->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static void stand(struct standing *standing, const struct strip *strip, const struct series *series, const struct spot *spot, guint side)
{
	if (!spot->sum[side])
		return;
	day_t day = CELL_DAY(spot->cell);
	struct span common = strip ? span_common(strip->span[THEN], strip->span[NOW]) : (struct span){ 1, 0 };
	gboolean within = day >= common.from && day <= common.to;
	standing->within = standing->within || within;
	standing->without = standing->without || !within;
	standing->other_day = standing->other_day || (!within && strip);
	if (series->role == ROLE_MAIN || series->role == ROLE_CONVERTED)
		add_wrapped(&standing->total, spot->sum[side]);
}

static gboolean read_standing(struct bridging *bridging, const struct leaf *leaf, const struct unit *unit, const gint64 limit[2], struct standing standing[2], GError **error)
{
	g_autoptr(GArray) spots = g_array_new(FALSE, FALSE, sizeof(struct spot));
	const struct series_list *list = ledger_series(bridging->ledger, KEY_OFFICE(unit->record), leaf->query[THEN]->figure, error);
	if (!list || !read_spots(bridging->ledger, unit->record, limit, spots, error))
		return FALSE;
	for (guint i = 0; i < spots->len; i++) {
		const struct spot *spot = &g_array_index(spots, struct spot, i);
		gint64 id = CELL_OF_DAY_SERIES(spot->cell);
		const struct series *series = find_series(list, id);
		if (!series || !query_role_matches(leaf->query[THEN], series->role))
			continue;
		const struct strip *strip = g_hash_table_lookup(leaf->strips, &id);
		stand(&standing[THEN], strip, series, spot, THEN);
		stand(&standing[NOW], strip, series, spot, NOW);
	}
	return TRUE;
}

/* "" where it was not there, or had been deleted. */
static char *state_at(struct store *store, const struct reg *reg, gint64 key, gint64 limit, GError **error)
{
	GError *problem = NULL;
	gboolean now = limit == G_MAXINT64;
	g_autoptr(record_t) record = now ? store_read(store, reg, KEY_OFFICE(key), KEY_ID(key), &problem) :
					   store_read_at(store, reg, KEY_OFFICE(key), KEY_ID(key), KEY_ID(limit), &problem);
	if (g_error_matches(problem, ERROR_DOMAIN, ERROR_ABSENT))
		g_clear_error(&problem);
	if (problem) {
		g_propagate_error(error, problem);
		return NULL;
	}
	return record && !record->deleted ? g_strconcat("+", record_state(record), NULL) : g_strdup("");
}

/* It counts nothing at one of the moments: by its state, or by what it says? Of another store's records the state is not known. */
static gboolean by_state(struct bridging *bridging, const struct unit *unit, const gint64 limit[2], gboolean *changed, GError **error)
{
	struct store *store = bridging->ledger->store;
	const struct reg *reg = store_register_of(store, unit->record, NULL);
	*changed = TRUE;
	if (!reg)
		return TRUE;
	g_autofree char *then = state_at(store, reg, unit->record, limit[THEN], error);
	g_autofree char *now = then ? state_at(store, reg, unit->record, limit[NOW], error) : NULL;
	if (now)
		*changed = (!*then && !*now) || strcmp(then, now) != 0;
	return now != NULL;
}

/* Things that run or are there have several days: one of them being corrected moves nothing. */
static gboolean is_moved(const struct leaf *leaf, const struct standing standing[2])
{
	return !leaf->query[THEN]->figure->from && standing[THEN].total == standing[NOW].total && (standing[THEN].without || standing[NOW].without);
}

static gboolean judge_change(struct bridging *bridging, const struct unit *unit, gint64 delta, enum bridge_cause *cause, GError **error)
{
	const struct difference *first = &g_array_index(unit->differences, struct difference, 0);
	const gint64 *limit = first->strip->limit;
	struct standing standing[2] = { { 0 } };
	if (unit->record > limit[THEN]) {
		*cause = CAUSE_LATE;
		return TRUE;
	}
	if (!read_standing(bridging, first->leaf, unit, limit, standing, error))
		return FALSE;
	gboolean none_then = !standing[THEN].within && !standing[THEN].without, none_now = !standing[NOW].within && !standing[NOW].without;
	gboolean state = FALSE;
	*cause = CAUSE_CORRECTED;
	if (none_then || none_now) {
		if (!by_state(bridging, unit, limit, &state, error))
			return FALSE;
		if (state)
			*cause = none_now ? CAUSE_WITHDRAWN : CAUSE_CONFIRMED;
		return TRUE;
	}
	gboolean left = standing[THEN].within && !standing[NOW].within, came = !standing[THEN].within && standing[NOW].within;
	if (!left && !came && !is_moved(first->leaf, standing))
		return TRUE;
	gboolean in = came || (!left && delta > 0);
	gboolean by_day = standing[in ? THEN : NOW].other_day;
	*cause = in ? (by_day ? CAUSE_MOVED_IN : CAUSE_JOINED) : by_day ? CAUSE_MOVED_OUT : CAUSE_LEFT;
	return TRUE;
}

gboolean bridge_judge(struct bridging *bridging, const struct unit *unit, gint64 delta, enum bridge_cause *cause, GError **error)
{
	switch (unit->step) {
	case STEP_OFFICE_LEFT:
	case STEP_OFFICE_MORE:
		*cause = CAUSE_OFFICE;
		return TRUE;
	case STEP_DAYS_LEFT:
	case STEP_DAYS_MORE:
		*cause = CAUSE_DAYS;
		return TRUE;
	case STEP_DEFINITION:
		*cause = CAUSE_DEFINITION;
		return TRUE;
	default:
		return judge_change(bridging, unit, delta, cause, error);
	}
}
