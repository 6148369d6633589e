/* SPDX-License-Identifier: Apache-2.0 */
/* From one answer to another, step by step. */
#include "base/number.h"
#include "ledger/bridge_private.h"

#include <string.h>

void bridge_free(struct bridge *bridge)
{
	if (!bridge)
		return;
	g_ptr_array_unref(bridge->items);
	g_free(bridge);
}

static const struct condition *same_dimension(const GPtrArray *conditions, const char *dimension)
{
	for (guint i = 0; i < conditions->len; i++)
		if (strcmp(((const struct condition *)conditions->pdata[i])->dimension, dimension) == 0)
			return conditions->pdata[i];
	return NULL;
}

static gboolean same_values(const struct condition *a, const struct condition *b)
{
	gboolean same = b && g_strv_length(a->values) == g_strv_length(b->values);
	for (guint i = 0; same && a->values[i]; i++)
		same = g_strv_contains((const char *const *)b->values, a->values[i]);
	return same;
}

char *bridge_hindrance(const struct figure_query *then, const struct figure_query *now)
{
	gboolean same = then->conditions->len == now->conditions->len;
	if (then->figure != now->figure)
		return g_strdup_printf(_("%s and %s are two figures: a bridge is between two values of one"), then->figure->id, now->figure->id);
	for (guint i = 0; same && i < then->conditions->len; i++) {
		const struct condition *condition = then->conditions->pdata[i];
		same = same_values(condition, same_dimension(now->conditions, condition->dimension));
	}
	return same ? NULL : g_strdup_printf(_("%s is asked for under different conditions: a bridge is between two values of one question"), then->figure->id);
}

static void add_leaves(GPtrArray *leaves, const struct figure_query *then, const struct figure_query *now)
{
	const struct figure *figure = then->figure;
	if (!figure->operands[0]) {
		g_ptr_array_add(leaves, leaf_new(then, now));
		return;
	}
	for (guint i = 0; i < G_N_ELEMENTS(figure->operands); i++) {
		g_autoptr(figure_query_t) a = figure_query_copy(then), b = figure_query_copy(now);
		a->figure = b->figure = figure->operands[i];
		add_leaves(leaves, a, b);
	}
}

/* The number of the state that the leaves are in now; `next` walks through them as add_leaves does. */
static gboolean state_number(const struct bridging *bridging, const struct figure *figure, guint *next, struct number *number, GError **error)
{
	struct number over, under;
	if (!figure->operands[0]) {
		*number = leaf_number(bridging->leaves->pdata[(*next)++]);
		return TRUE;
	}
	return state_number(bridging, figure->operands[0], next, &over, error) && state_number(bridging, figure->operands[1], next, &under, error) &&
		quotient_number(figure, &over, &under, number, error);
}

static gboolean state_value(const struct bridging *bridging, const struct figure *figure, gint64 *value, GError **error)
{
	struct number number;
	guint next = 0;
	if (!state_number(bridging, figure, &next, &number, error))
		return FALSE;
	*value = number.present ? number.value : 0;
	return TRUE;
}

static guint rank(enum step step)
{
	return step == STEP_DEFINITION ? STEP_CHANGE : step;
}

static gint by_step(gconstpointer a, gconstpointer b)
{
	const struct unit *x = *(struct unit *const *)a, *y = *(struct unit *const *)b;
	if (rank(x->step) != rank(y->step))
		return rank(x->step) < rank(y->step) ? -1 : 1;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	if (x->record != y->record)
		return x->record < y->record ? -1 : 1;
	return (x->step > y->step) - (x->step < y->step);
}

static gint by_cause(gconstpointer a, gconstpointer b)
{
	const struct bridge_item *x = *(struct bridge_item *const *)a, *y = *(struct bridge_item *const *)b;
	if (x->cause != y->cause)
		return x->cause < y->cause ? -1 : 1;
	if (x->history != y->history)
		return x->history < y->history ? -1 : 1;
	return (x->record > y->record) - (x->record < y->record);
}

static guint count_changes(const struct unit *unit)
{
	g_autoptr(GHashTable) changes = g_hash_table_new(g_int64_hash, g_int64_equal);
	for (guint i = 0; i < unit->differences->len; i++)
		g_hash_table_add(changes, &g_array_index(unit->differences, struct difference, i).history);
	return g_hash_table_size(changes);
}

static gboolean add_item(struct bridging *bridging, struct bridge *bridge, const struct unit *unit, gint64 delta, GError **error)
{
	enum bridge_cause cause;
	if (!bridge_judge(bridging, unit, delta, &cause, error) || !number_add(bridge->sums[cause], delta, &bridge->sums[cause], error))
		return FALSE;
	struct bridge_item *item = g_new0(struct bridge_item, 1);
	*item = (struct bridge_item){ cause, unit->record, unit->last, count_changes(unit), delta };
	g_ptr_array_add(bridge->items, item);
	return TRUE;
}

/* Takes the step, and tells what it changed. */
static gboolean take_step(struct bridging *bridging, struct bridge *bridge, const struct figure *figure, const struct unit *unit, gint64 *value, GError **error)
{
	gint64 before = *value, delta;
	for (guint i = 0; i < unit->differences->len; i++) {
		const struct difference *difference = &g_array_index(unit->differences, struct difference, i);
		if (!leaf_add(difference->leaf, difference->strip, difference->amount, error))
			return FALSE;
	}
	if (!state_value(bridging, figure, value, error))
		return FALSE;
	if (__builtin_sub_overflow(*value, before, &delta))
		return number_add(G_MAXINT64, G_MAXINT64, &delta, error);
	return !delta || add_item(bridging, bridge, unit, delta, error);
}

static gint64 value_of(const struct number *number)
{
	return number->present ? number->value : 0;
}

static gboolean lead(struct bridging *bridging, struct bridge *bridge, const struct figure_query *then, const struct figure_query *now, GError **error)
{
	gint64 value;
	for (guint i = 0; i < bridging->leaves->len; i++)
		if (!leaf_read(bridging, bridging->leaves->pdata[i], error))
			return FALSE;
	if (!state_value(bridging, then->figure, &value, error))
		return FALSE;
	gboolean same = value == value_of(&bridge->then);
	g_ptr_array_sort(bridging->units, by_step);
	for (guint i = 0; i < bridging->units->len; i++)
		if (!take_step(bridging, bridge, then->figure, bridging->units->pdata[i], &value, error))
			return FALSE;
	if (!same || value != value_of(&bridge->now))
		return fail(error, ERROR_SYSTEM, _("%s: the entries do not lead from one value to the other; run `ngoaivu audit`"), now->figure->id);
	g_ptr_array_sort(bridge->items, by_cause);
	return TRUE;
}

static struct bridge *bridge_look(struct ledger *ledger, const struct figure_query *then, const struct figure_query *now, GError **error)
{
	g_autoptr(bridge_t) bridge = g_new0(struct bridge, 1);
	struct bridging bridging = { .ledger = ledger };
	g_autoptr(figure_query_t) first = figure_query_copy(then), second = figure_query_copy(now);
	bridge->items = g_ptr_array_new_with_free_func(g_free);
	g_clear_pointer(&first->by, g_free);
	g_clear_pointer(&second->by, g_free);
	if (!figure_number(ledger, first, &bridge->then, error) || !figure_number(ledger, second, &bridge->now, error))
		return NULL;
	bridging.leaves = g_ptr_array_new_with_free_func(leaf_free);
	bridging.by_name = g_hash_table_new(unit_hash, unit_equal);
	bridging.units = g_ptr_array_new_with_free_func(unit_free);
	add_leaves(bridging.leaves, first, second);
	gboolean led = lead(&bridging, bridge, first, second, error);
	g_hash_table_destroy(bridging.by_name);
	g_ptr_array_unref(bridging.units);
	g_ptr_array_unref(bridging.leaves);
	return led ? g_steal_pointer(&bridge) : NULL;
}

struct bridge *figure_bridge(struct ledger *ledger, const struct figure_query *then, const struct figure_query *now, GError **error)
{
	if (then->stated.present || now->stated.present) {
		fail(error, ERROR_INPUT, _("a value that a report stated has no records to lead from"));
		return NULL;
	}
	gboolean own;
	g_autofree char *hindrance = bridge_hindrance(then, now);
	if (hindrance) {
		fail(error, ERROR_INPUT, "%s", hindrance);
		return NULL;
	}
	if (!store_look(ledger->store, &own, error))
		return NULL;
	struct bridge *bridge = bridge_look(ledger, then, now, error);
	store_look_away(ledger->store, own);
	return bridge;
}
