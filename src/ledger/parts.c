/* SPDX-License-Identifier: Apache-2.0 */
/* Which series a query adds up: of which offices, over which days, with which sign. */
#include "ledger/answer.h"
#include "store/received.h"

#include <string.h>

int which_active(const struct figure_query *query)
{
	int which = 0;
	for (guint i = 0; i < query->conditions->len; i++) {
		const struct condition *condition = query->conditions->pdata[i];
		if (strcmp(condition->dimension, "continuing") != 0)
			continue;
		gboolean yes = g_strv_contains((const char *const *)condition->values, "yes");
		gboolean no = g_strv_contains((const char *const *)condition->values, "no");
		which = yes && no ? 0 : yes ? 1 : no ? 2 : 3;
	}
	return which;
}

/* The spans of days whose deltas make up the figure, for series of a role; at most one, with its sign. */
static gboolean span_of(const struct figure_query *query, gboolean ended, int which, struct span *span)
{
	const struct figure *figure = query->figure;
	if (figure->kind == FIGURE_STOCK) {
		*span = (struct span){ 1, query->span.to };
	} else if (!figure->from) {
		*span = query->span;
	} else if (ended) { /* ended by the span's first day; those had begun before */
		*span = (struct span){ 1, query->span.from };
		return which <= 1;
	} else {
		*span = (struct span){ which == 2 ? query->span.from : 1, which == 1 ? query->span.from - 1 : query->span.to };
		return which <= 2;
	}
	return TRUE;
}

gboolean query_role_matches(const struct figure_query *query, enum role role)
{
	if (!query->figure->money)
		return role == ROLE_MAIN || role == ROLE_ENDED;
	gboolean own = role == ROLE_MAIN || role == ROLE_ENDED;
	return own == in_own_currency(query);
}

/* What is in both; both ascending. */
static GArray *common(const GArray *a, const GArray *b)
{
	GArray *both = g_array_new(FALSE, FALSE, sizeof(guint));
	for (guint i = 0, j = 0; i < a->len && j < b->len;) {
		guint x = g_array_index(a, guint, i), y = g_array_index(b, guint, j);
		if (x == y)
			g_array_append_val(both, x);
		i += x <= y;
		j += y <= x;
	}
	return both;
}

/* The places in the list of the series that satisfy the conditions; NULL: all of them. */
static GArray *places_of(const struct figure_query *query, struct series_list *list)
{
	GArray *places = NULL;
	for (guint i = 0; i < query->conditions->len; i++) {
		const struct condition *condition = query->conditions->pdata[i];
		if (strcmp(condition->dimension, "continuing") == 0)
			continue;
		GArray *with = series_with(
			list, condition->dimension, (const char *const *)condition->values);
		GArray *both = places ? common(places, with) : g_array_ref(with);
		g_clear_pointer(&places, g_array_unref);
		g_array_unref(with);
		places = both;
	}
	return places;
}

/* An office whose series count, and the one asked for under which they do. */
struct counted {
	gint64 office, under;
};

/* The one asked for under which an office counts; 0 when it does not. */
static gint64 under_of(const GArray *offices, gint64 office)
{
	for (guint i = 0; i < offices->len; i++)
		if (g_array_index(offices, struct counted, i).office == office)
			return g_array_index(offices, struct counted, i).under;
	return 0;
}

struct successor {
	struct store *store;
	gint64 into;
};

static gboolean read_successor(void *data, const struct record *record, GError **error)
{
	struct successor *successor = data;
	const struct value *value = record_value(record, "successor");
	const struct value *on = record_value(record, "succeeded_on");
	(void)error;
	if (on && on->kind == VALUE_NUMBER && on->number > day_today())
		return TRUE;
	if (value && value->kind == VALUE_TEXT)
		successor->into = store_office(successor->store, value->text, NULL);
	return TRUE;
}

/* Adds the offices that were merged into one of these, and those merged into them. */
static gboolean add_successors(struct store *store, GArray *offices, GError **error)
{
	const struct reg *reg = model_register(store_model(store), "office");
	g_autoptr(GArray) all = store_offices(store, error);
	gboolean grew = reg != NULL;
	if (!all)
		return FALSE;
	while (grew) {
		grew = FALSE;
		for (guint i = 0; i < all->len; i++) {
			gint64 office = g_array_index(all, gint64, i);
			struct successor successor = { .store = store };
			if (under_of(offices, office))
				continue;
			if (!store_each(store, reg, office, 0, read_successor, &successor, error))
				return FALSE;
			struct counted counted = { office, successor.into ? under_of(offices, successor.into) : 0 };
			if (counted.under) {
				g_array_append_val(offices, counted);
				grew = TRUE;
			}
		}
	}
	return TRUE;
}

GArray *ledger_merged(struct store *store, gint64 office, GError **error)
{
	g_autoptr(GArray) offices = g_array_new(FALSE, FALSE, sizeof(struct counted));
	const struct counted first = { office, office };
	g_array_append_val(offices, first);
	if (!add_successors(store, offices, error))
		return NULL;
	GArray *numbers = g_array_new(FALSE, FALSE, sizeof(gint64));
	for (guint i = 0; i < offices->len; i++)
		g_array_append_val(numbers, g_array_index(offices, struct counted, i).office);
	return numbers;
}

static GArray *query_offices(struct ledger *ledger, const struct figure_query *query, GError **error)
{
	g_autoptr(GArray) offices = g_array_new(FALSE, FALSE, sizeof(struct counted));
	for (guint i = 0; i < query->offices->len; i++) {
		gint64 office = g_array_index(query->offices, gint64, i);
		struct counted counted = { office, office };
		g_array_append_val(offices, counted);
	}
	if (query->boundaries == BOUNDARIES_NOW && !add_successors(ledger->store, offices, error))
		return NULL;
	return g_steal_pointer(&offices);
}

/* The position that the query asks for; 0 and *now for the present one, -1 for an error. */
static gint64 query_position(struct ledger *ledger, const struct figure_query *query, gint64 office, gboolean *now, GError **error)
{
	gint64 position = query->position;
	*now = !query->held && !query->as_known && !position;
	if (query->held)
		return store_position_held(ledger->store, office, query->held, &position, error) ? position : -1;
	return query->as_known ? store_position_at(ledger->store, office, query->as_known, error) : position;
}

/* 0 also where the position is the last: balances say what is known there, and faster than entries. */
static gboolean query_limit(struct ledger *ledger, const struct figure_query *query, gint64 office,
	gint64 *limit, GError **error)
{
	gboolean now;
	gint64 position = query_position(ledger, query, office, &now, error);
	*limit = 0;
	if (now)
		return TRUE;
	gint64 last = position < 0 ? -1 : store_position(ledger->store, office, error);
	if (position < last)
		*limit = KEY(office, position);
	return last >= 0;
}

static gboolean each_part_of(const struct figure_query *query, struct part *part, part_visitor visit,
	void *data, GError **error)
{
	int which = which_active(query);
	g_autoptr(GArray) places = places_of(query, part->list);
	guint count = places ? places->len : part->list->series->len;
	for (guint i = 0; i < count; i++) {
		part->place = places ? g_array_index(places, guint, i) : i;
		part->series = g_ptr_array_index(part->list->series, part->place);
		enum role role = part->series->role;
		gboolean ended = role == ROLE_ENDED || role == ROLE_CONVERTED_ENDED;
		part->sign = ended ? -1 : 1;
		if (query_role_matches(query, role) && span_of(query, ended, which, &part->span) &&
			!visit(data, part, error))
			return FALSE;
	}
	return TRUE;
}

gboolean query_each_part(struct ledger *ledger, const struct figure_query *query,
	part_visitor visit, void *data, GError **error)
{
	g_autoptr(GArray) offices = query_offices(ledger, query, error);
	for (guint o = 0; offices && o < offices->len; o++) {
		const struct counted *counted = &g_array_index(offices, struct counted, o);
		struct part part = {.office = counted->office, .under = counted->under};
		part.list = ledger_series(ledger, part.office, query->figure, error);
		if (!part.list || !query_limit(ledger, query, part.office, &part.limit, error) ||
			!each_part_of(query, &part, visit, data, error))
			return FALSE;
	}
	return offices != NULL;
}
