/* SPDX-License-Identifier: Apache-2.0 */
/* Answering figure queries from balances, or from entries for a past moment. */
#include "base/number.h"
#include "base/text.h"
#include "ledger/answer.h"
#include "ledger/dims.h"

#include <string.h>

gboolean by_key(const struct figure *figure)
{
	return figure->kind == FIGURE_DISTINCT || figure->kind == FIGURE_FIRST || figure->kind == FIGURE_LAST;
}

static const char *condition_on(const struct figure_query *query, const char *dimension)
{
	for (guint i = 0; i < query->conditions->len; i++) {
		const struct condition *condition = query->conditions->pdata[i];
		if (strcmp(condition->dimension, dimension) == 0)
			return condition->values[0];
	}
	return NULL;
}

gboolean in_own_currency(const struct figure_query *query)
{
	return query->figure->money && (condition_on(query, "currency") || g_strcmp0(query->by, "currency") == 0);
}

/* Whether it asks for amounts of more than one currency, which have no sum of their own. */
static gboolean mixes_currencies(const struct figure_query *query)
{
	for (guint i = 0; query->figure->money && i < query->conditions->len; i++) {
		const struct condition *condition = query->conditions->pdata[i];
		for (guint v = 1; strcmp(condition->dimension, "currency") == 0 && condition->values[v]; v++)
			if (strcmp(condition->values[v], condition->values[0]) != 0)
				return TRUE;
	}
	return FALSE;
}

/* Sums by group: one group for the whole, one for each value of `by`. */
struct tally {
	gint64 sum;
	GHashTable *keys; /* char * → gint64 * Σ, for distinct, first and last */
};

struct answering {
	struct ledger *ledger;
	const struct figure_query *query;
	struct ranges ranges[2][2]; /* of the last span of what arrives, and of what ended; of series that grow or not */
	struct tally total;
	GHashTable *groups; /* char * → struct tally * */
};

static void tally_clear(struct tally *group)
{
	g_clear_pointer(&group->keys, g_hash_table_destroy);
}

static void tally_free(gpointer data)
{
	tally_clear(data);
	g_free(data);
}

static gboolean tally_add(struct tally *group, const struct part *part, gint64 amount, GError **error)
{
	if (!by_key(part->list->figure))
		return number_add(group->sum, amount, &group->sum, error);
	if (!group->keys)
		group->keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	const char *const *keys = series_values(part->list, part->place, DIM_KEY);
	for (guint i = 0; keys[i]; i++) {
		gint64 *sum = g_hash_table_lookup(group->keys, keys[i]);
		if (!sum) {
			sum = g_new0(gint64, 1);
			g_hash_table_insert(group->keys, g_strdup(keys[i]), sum);
		}
		if (!number_add(*sum, amount, sum, error))
			return FALSE;
	}
	return TRUE;
}

static struct tally *tally_of(struct answering *answering, const char *value)
{
	struct tally *group = g_hash_table_lookup(answering->groups, value);
	if (!group) {
		group = g_new0(struct tally, 1);
		g_hash_table_insert(answering->groups, g_strdup(value), group);
	}
	return group;
}

/* Most parts have the span of the one before. */
static const struct ranges *part_ranges(struct answering *answering, const struct part *part)
{
	gboolean grows = SERIES_GROWS(part->series->id);
	struct ranges *ranges = &answering->ranges[part->sign < 0][grows];
	if (part->limit)
		*ranges = ranges_of_days(part->span);
	else if (ranges->span.from != part->span.from || ranges->span.to != part->span.to)
		*ranges = ranges_of(part->span, grows);
	return ranges;
}

static gboolean add_part(void *data, const struct part *part, GError **error)
{
	struct answering *answering = data;
	const struct ranges *ranges = part_ranges(answering, part);
	gint64 sum;
	if (!series_sum(answering->ledger, part->office, part->series->id, ranges, part->limit, &sum, error))
		return FALSE;
	if (!sum)
		return TRUE;
	if (!number_multiply(sum, part->sign, &sum, error) ||
		!tally_add(&answering->total, part, sum, error))
		return FALSE;
	if (!answering->groups)
		return TRUE;
	if (is_by_office(answering->query->figure, answering->query->by)) {
		g_autofree char *under = store_office_code(answering->ledger->store, part->under);
		return tally_add(tally_of(answering, under ? under : ""), part, sum, error);
	}
	const char *const *values = series_values(part->list, part->place, answering->query->by);
	if (!values[0])
		return tally_add(tally_of(answering, ""), part, sum, error);
	for (guint i = 0; values[i]; i++)
		if (!tally_add(tally_of(answering, values[i]), part, sum, error))
			return FALSE;
	return TRUE;
}

static struct number tally_number(const struct figure *figure, const struct tally *group)
{
	struct number number = { .present = TRUE, .value = group->sum, .scale = figure->scale };
	if (!by_key(figure))
		return number;
	number = (struct number){ .present = figure->kind == FIGURE_DISTINCT };
	GHashTableIter iter;
	gpointer key, sum;
	if (!group->keys)
		return number;
	g_hash_table_iter_init(&iter, group->keys);
	while (g_hash_table_iter_next(&iter, &key, &sum)) {
		if (*(gint64 *)sum <= 0)
			continue;
		gint64 value = g_ascii_strtoll(key, NULL, 10);
		if (figure->kind == FIGURE_DISTINCT)
			number.value++;
		else if (!number.present || (figure->kind == FIGURE_FIRST ? value < number.value : value > number.value))
			number.value = value;
		number.present = TRUE;
	}
	return number;
}

/* Money: the currency and its digits. Without one currency it is VND. */
static void set_currency(const struct model *model, const struct figure_query *query, const char *currency, struct number *number)
{
	if (!query->figure->money)
		return;
	g_strlcpy(number->currency, currency ? currency : "VND", sizeof number->currency);
	number->scale = model_minor(model, number->currency);
}

static gint by_definition(const struct figure *figure, const char *dimension_id, const struct figure_row *a, const struct figure_row *b)
{
	if (!*a->value || !*b->value)
		return !*a->value - !*b->value;
	const struct dimension *dimension = figure_dimension(figure, dimension_id);
	if (dimension && dimension->field->choices)
		for (guint i = 0; i < dimension->field->choices->len; i++) {
			const char *id = ((const struct choice *)dimension->field->choices->pdata[i])->id;
			gboolean is_a = strcmp(id, a->value) == 0, is_b = strcmp(id, b->value) == 0;
			if (is_a || is_b)
				return is_b - is_a;
		}
	return 0;
}

struct order {
	const struct figure_query *query;
	gboolean english;
};

static gint compare_rows(gconstpointer a, gconstpointer b, gpointer data)
{
	const struct order *order = data;
	const struct figure_row *x = *(struct figure_row *const *)a, *y = *(struct figure_row *const *)b;
	gint by = by_definition(order->query->figure, order->query->by, x, y);
	return by ? by : order->english ? text_collate(x->label_en, y->label_en) : text_collate(x->label_vi, y->label_vi);
}

void figure_answer_sort(struct figure_answer *answer, const struct figure_query *query, const char *language)
{
	struct order order = { query, g_strcmp0(language, "en") == 0 };
	gboolean begun = query->by && strcmp(query->by, "continuing") == 0 && !figure_dimension(query->figure, "continuing");
	if (answer->rows && query->by && !begun && !is_by_office(query->figure, query->by))
		g_ptr_array_sort_with_data(answer->rows, compare_rows, &order);
}

static void row_free(gpointer data)
{
	struct figure_row *row = data;
	g_free(row->value);
	g_free(row->label_vi);
	g_free(row->label_en);
	g_free(row);
}

static void add_row(const struct answering *answering, struct figure_answer *answer, const char *value, struct number number)
{
	const struct figure_query *query = answering->query;
	struct figure_row *row = g_new0(struct figure_row, 1);
	row->value = g_strdup(value);
	label_row(answering->ledger->store, query, row);
	row->number = number;
	set_currency(store_model(answering->ledger->store), query, strcmp(query->by, "currency") == 0 ? value : condition_on(query, "currency"), &row->number);
	g_ptr_array_add(answer->rows, row);
}

/* Each office that was asked for, in that order, also one that has nothing. */
static void add_office_rows(const struct answering *answering, struct figure_answer *answer)
{
	const struct tally none = { 0 };
	for (guint i = 0; i < answering->query->offices->len; i++) {
		gint64 office = g_array_index(answering->query->offices, gint64, i);
		g_autofree char *code = store_office_code(answering->ledger->store, office);
		const struct tally *group = code ? g_hash_table_lookup(answering->groups, code) : NULL;
		if (code)
			add_row(answering, answer, code, tally_number(answering->query->figure, group ? group : &none));
	}
}

static void add_rows(const struct answering *answering, struct figure_answer *answer)
{
	GHashTableIter iter;
	gpointer value, group;
	g_hash_table_iter_init(&iter, answering->groups);
	while (g_hash_table_iter_next(&iter, &value, &group)) {
		struct number number = tally_number(answering->query->figure, group);
		if (number.present && (number.value || !by_key(answering->query->figure)) && number.value)
			add_row(answering, answer, value, number);
	}
	figure_answer_sort(answer, answering->query, "vi");
}

/* `by: continuing` is two questions: those that began before, and those that began in the span. */
static gboolean answer_continuing(struct answering *answering, struct figure_answer *answer, GError **error)
{
	static const char *const values[] = { "yes", "no" };
	for (guint i = 0; i < 2; i++) {
		g_autoptr(figure_query_t) part = figure_query_copy(answering->query);
		struct number number;
		g_clear_pointer(&part->by, g_free);
		int which = which_active(part);
		if (which != 0 && which != (int)i + 1)
			continue;
		for (guint c = part->conditions->len; c-- > 0;)
			if (strcmp(((struct condition *)part->conditions->pdata[c])->dimension, "continuing") == 0)
				g_ptr_array_remove_index(part->conditions, c);
		if (!figure_query_condition(part, answering->ledger->store, "continuing", values[i], error))
			return FALSE;
		if (!figure_number(answering->ledger, part, &number, error))
			return FALSE;
		if (number.present && number.value)
			add_row(answering, answer, values[i], number);
	}
	return TRUE;
}

static gboolean answer_sum(struct answering *answering, struct figure_answer *answer, GError **error)
{
	const struct figure_query *query = answering->query;
	gboolean continuing = g_strcmp0(query->by, "continuing") == 0 && !figure_dimension(query->figure, "continuing");
	gboolean split = g_strcmp0(query->by, "currency") == 0;
	if (mixes_currencies(query) && !split)
		return fail(error, ERROR_INPUT, _("%s: amounts in several currencies are not added: ask for one, split by currency, or leave the condition out for all in VND"), query->figure->id);
	if (query->by && !continuing)
		answering->groups = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, tally_free);
	if (!query_each_part(answering->ledger, query, add_part, answering, error))
		return FALSE;
	answer->number = tally_number(query->figure, &answering->total);
	const char *currency = condition_on(query, "currency");
	set_currency(store_model(answering->ledger->store), query, currency, &answer->number);
	if (mixes_currencies(query))
		answer->number = (struct number){ 0 };
	if (answering->groups && is_by_office(query->figure, query->by))
		add_office_rows(answering, answer);
	else if (answering->groups)
		add_rows(answering, answer);
	return !continuing || answer_continuing(answering, answer, error);
}

/* A total over several currencies is said in VND, though its rows are each in their own. */
static gboolean convert_total(struct ledger *ledger, const struct figure_query *query, struct figure_answer *answer, GError **error)
{
	g_autoptr(figure_query_t) total = figure_query_copy(query);
	g_clear_pointer(&total->by, g_free);
	return figure_number(ledger, total, &answer->number, error);
}

static struct figure_answer *answer_now(struct ledger *ledger, const struct figure_query *query, GError **error)
{
	g_autoptr(figure_answer_t) answer = g_new0(struct figure_answer, 1);
	if (query->by)
		answer->rows = g_ptr_array_new_with_free_func(row_free);
	if (query->figure->operands[0])
		return quotient_answer(ledger, query, answer, error) ? g_steal_pointer(&answer) : NULL;
	struct answering answering = { .ledger = ledger, .query = query };
	gboolean done = answer_sum(&answering, answer, error);
	tally_clear(&answering.total);
	g_clear_pointer(&answering.groups, g_hash_table_destroy);
	if (done && query->figure->money && g_strcmp0(query->by, "currency") == 0 && !condition_on(query, "currency"))
		done = convert_total(ledger, query, answer, error);
	return done ? g_steal_pointer(&answer) : NULL;
}

/* A server is asked for all sums of a query together. */
static struct figure_answer *answer_together(struct ledger *ledger, const struct figure_query *query, GError **error)
{
	struct figure_query *queries[] = { (struct figure_query *)query };
	struct figure_answer *answer = ahead_begin(ledger, queries, 1, error) ? answer_now(ledger, query, error) : NULL;
	ahead_end(ledger);
	return answer;
}

/* Records that came in since answer for themselves. */
static void take_stated(const struct figure_query *query, struct number *number)
{
	if (query->stated.present && (!number->present || number->value == 0))
		*number = query->stated;
}

/* One view of the store for all that is added up: cheaper than one for each sum, and true when others write. */
struct figure_answer *figure_answer(struct ledger *ledger, const struct figure_query *query, GError **error)
{
	gboolean own;
	if (!store_look(ledger->store, &own, error))
		return NULL;
	gboolean one_by_one = ledger->ahead || db_is_file(store_db(ledger->store));
	struct figure_answer *answer = one_by_one ? answer_now(ledger, query, error) : answer_together(ledger, query, error);
	store_look_away(ledger->store, own);
	if (answer)
		take_stated(query, &answer->number);
	return answer;
}

/* Of one of the queries asked together. */
static gboolean number_at(struct ledger *ledger, guint turn, const struct figure_query *query, struct number *number, GError **error)
{
	gboolean simple;
	*number = (struct number){ .present = TRUE, .scale = query->figure->scale };
	if (!ahead_total(ledger, turn, &simple, &number->value, error))
		return FALSE;
	ahead_turn(ledger, turn);
	if (simple)
		take_stated(query, number);
	return simple || figure_number(ledger, query, number, error);
}

gboolean figure_numbers(struct ledger *ledger, struct figure_query *const *queries, guint count, struct number *numbers, GError **error)
{
	gboolean own;
	if (!store_look(ledger->store, &own, error))
		return FALSE;
	gboolean done = ahead_begin(ledger, queries, count, error);
	for (guint i = 0; done && i < count; i++)
		done = number_at(ledger, i, queries[i], &numbers[i], error);
	ahead_end(ledger);
	store_look_away(ledger->store, own);
	return done;
}

gboolean figure_number(struct ledger *ledger, const struct figure_query *query, struct number *number, GError **error)
{
	g_autoptr(figure_answer_t) answer = figure_answer(ledger, query, error);
	if (!answer)
		return FALSE;
	*number = answer->number;
	return TRUE;
}

void figure_answer_free(struct figure_answer *answer)
{
	if (!answer)
		return;
	g_clear_pointer(&answer->rows, g_ptr_array_unref);
	g_free(answer);
}
