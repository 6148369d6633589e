/* SPDX-License-Identifier: Apache-2.0 */
#include "naive.h"
#include "def/expr.h"

#include <string.h>

struct counting {
	struct store *store;
	const struct figure_query *query;
	struct scope scope;
	gint64 sum;
	gint64 only; /* the linked record looked at by a distinct figure through a link */
	GHashTable *keys;
};

static char *name_of_link(const struct counting *counting, const struct field *field, gint64 id)
{
	const struct links *links = counting->scope.links;
	const struct record *target = links->get(links->data, field->target, id);
	g_assert_nonnull(target);
	const struct field *name = field->target->code ? field->target->code : field->target->key;
	const struct value *value = &target->values[name->index];
	return value->kind == VALUE_TEXT ? g_strdup(value->text) : g_strdup_printf("#%" G_GINT64_FORMAT, id);
}

static void collect(const struct counting *counting, const struct field *field, const struct value *value, GHashTable *set)
{
	if (value->kind == VALUE_LIST)
		for (guint i = 0; i < value->list->len; i++)
			collect(counting, field, value->list->pdata[i], set);
	else if (value->kind == VALUE_TEXT)
		g_hash_table_add(set, g_strdup(value->text));
	else if (value->kind == VALUE_MONEY)
		g_hash_table_add(set, g_strdup(value->money->currency));
	else if (value->kind == VALUE_NUMBER && field->type == FIELD_BOOL)
		g_hash_table_add(set, g_strdup(value->number ? "yes" : "no"));
	else if (value->kind == VALUE_NUMBER && field->type == FIELD_LINK)
		g_hash_table_add(set, name_of_link(counting, field, value->number));
	else if (value->kind == VALUE_NUMBER && field->type == FIELD_DATE)
		g_hash_table_add(set, day_iso((day_t)value->number));
	else if (value->kind == VALUE_NUMBER)
		g_hash_table_add(set, g_strdup_printf("%" G_GINT64_FORMAT, value->number));
}

static const struct value *value_at(const struct counting *counting, const struct field *field, gboolean in_row)
{
	return in_row ? &counting->scope.row[field->index] : &counting->scope.record->values[field->index];
}

static void collect_linked(const struct counting *counting, const struct dimension *dimension, const struct value *link, GHashTable *set)
{
	if (link->kind == VALUE_LIST) {
		for (guint i = 0; i < link->list->len; i++)
			collect_linked(counting, dimension, link->list->pdata[i], set);
	} else if (link->kind == VALUE_NUMBER) {
		const struct dimension *what = counting->query->figure->distinct;
		const struct field *looked = what ? (what->link ? what->link : what->field) : NULL;
		if (counting->only && looked == dimension->link && link->number != counting->only)
			return;
		const struct record *target = counting->scope.links->get(counting->scope.links->data, dimension->link->target, link->number);
		g_assert_nonnull(target);
		collect(counting, dimension->field, &target->values[dimension->field->index], set);
	}
}

static GHashTable *values_of(const struct counting *counting, const struct dimension *dimension)
{
	GHashTable *set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (dimension->link)
		collect_linked(counting, dimension, value_at(counting, dimension->link, dimension->in_row), set);
	else
		collect(counting, dimension->field, value_at(counting, dimension->field, dimension->in_row), set);
	return set;
}

static gboolean any_in(GHashTable *set, char **values)
{
	for (guint i = 0; values[i]; i++)
		if (g_hash_table_contains(set, values[i]))
			return TRUE;
	return FALSE;
}

static gboolean satisfies(const struct counting *counting, day_t from, const char *currency)
{
	for (guint i = 0; i < counting->query->conditions->len; i++) {
		const struct condition *condition = counting->query->conditions->pdata[i];
		const struct dimension *dimension = figure_dimension(counting->query->figure, condition->dimension);
		if (strcmp(condition->dimension, "continuing") == 0 && !dimension) {
			const char *is = from < counting->query->span.from ? "yes" : "no";
			if (!g_strv_contains((const char *const *)condition->values, is))
				return FALSE;
		} else if (strcmp(condition->dimension, "currency") == 0 && counting->query->figure->money) {
			if (!currency || !g_strv_contains((const char *const *)condition->values, currency))
				return FALSE;
		} else {
			g_autoptr(GHashTable) set = values_of(counting, dimension);
			if (!any_in(set, condition->values))
				return FALSE;
		}
	}
	return TRUE;
}

static gboolean asks_currency(const struct figure_query *query)
{
	for (guint i = 0; i < query->conditions->len; i++)
		if (strcmp(((const struct condition *)query->conditions->pdata[i])->dimension, "currency") == 0)
			return TRUE;
	return FALSE;
}

static gboolean amount_of(const struct counting *counting, struct amount *amount)
{
	*amount = (struct amount){ .value = 1 };
	return !counting->query->figure->amount || expr_amount(counting->query->figure->amount, &counting->scope, amount, NULL);
}

static void add(struct counting *counting, const struct amount *amount, gint64 value)
{
	if (counting->query->figure->money && !asks_currency(counting->query)) {
		struct money money = *amount->money;
		money.amount = value;
		g_assert_true(money_converted(counting->scope.model, &money, &value, NULL));
	}
	counting->sum += value;
}

static const char *currency_of(const struct amount *amount)
{
	return amount->money ? amount->money->currency : NULL;
}

static void count_stock(struct counting *counting)
{
	const struct figure *figure = counting->query->figure;
	day_t at = counting->query->span.to, from = expr_day(figure->from, &counting->scope);
	day_t until = figure->until ? expr_day(figure->until, &counting->scope) : DAY_NONE;
	struct amount amount;
	if (!from || from > at || (until && (until <= at || until <= from)) || !amount_of(counting, &amount) || !satisfies(counting, from, currency_of(&amount)))
		return;
	gint64 left = amount.value;
	const struct value *rows = figure->less_rows ? &counting->scope.record->values[figure->less_rows->index] : NULL;
	for (guint i = 0; rows && rows->kind == VALUE_ROWS && i < rows->rows->len; i++) {
		const struct value *row = rows->rows->pdata[i];
		if (row[figure->less_on->index].kind == VALUE_NUMBER && row[figure->less_amount->index].kind == VALUE_NUMBER &&
			row[figure->less_on->index].number <= at)
			left -= row[figure->less_amount->index].number;
	}
	add(counting, &amount, left);
}

/* Whether what is dated so counts in the span; *first its first day. */
static gboolean in_time(const struct counting *counting, day_t *first)
{
	const struct figure *figure = counting->query->figure;
	const struct span *span = &counting->query->span;
	if (figure->on) {
		*first = expr_day(figure->on, &counting->scope);
		return *first && *first >= span->from && *first <= span->to;
	}
	*first = expr_day(figure->from, &counting->scope);
	day_t until = figure->until ? expr_day(figure->until, &counting->scope) : DAY_NONE;
	return *first && *first <= span->to && (!until || (until >= span->from && until >= *first));
}

static void count_keys(struct counting *counting, const struct value *value)
{
	const struct dimension *what = counting->query->figure->distinct;
	day_t first;
	if (value->kind == VALUE_LIST) {
		for (guint i = 0; i < value->list->len; i++)
			count_keys(counting, value->list->pdata[i]);
		return;
	}
	const struct field *field = what->link ? what->link : what->field;
	counting->only = field->type == FIELD_LINK && value->kind == VALUE_NUMBER ? value->number : 0;
	g_autoptr(GHashTable) set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (what->link)
		collect_linked(counting, what, value, set);
	else
		collect(counting, field, value, set);
	GHashTableIter iter;
	gpointer key;
	g_hash_table_iter_init(&iter, set);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		if (in_time(counting, &first) && satisfies(counting, first, NULL))
			g_hash_table_add(counting->keys, g_strdup(key));
	counting->only = 0;
}

static void count_one(struct counting *counting)
{
	const struct figure *figure = counting->query->figure;
	struct amount amount;
	day_t first;
	if (figure->when && !expr_true(figure->when, &counting->scope))
		return;
	if (figure->kind == FIGURE_STOCK) {
		count_stock(counting);
	} else if (figure->kind == FIGURE_DISTINCT) {
		const struct dimension *what = figure->distinct;
		count_keys(counting, value_at(counting, what->link ? what->link : what->field, what->in_row));
	} else if (in_time(counting, &first) && amount_of(counting, &amount) && satisfies(counting, first, currency_of(&amount))) {
		if (figure->kind == FIGURE_FIRST || figure->kind == FIGURE_LAST)
			g_hash_table_add(counting->keys, g_strdup_printf("%" G_GINT64_FORMAT, amount.value));
		else
			add(counting, &amount, amount.value);
	}
}

static gboolean count_record(void *data, const struct record *record, GError **error)
{
	struct counting *counting = data;
	const struct field *each = counting->query->figure->each;
	(void)error;
	counting->scope.record = record;
	counting->scope.row = NULL;
	if (!each) {
		count_one(counting);
		return TRUE;
	}
	const struct value *rows = &record->values[each->index];
	for (guint i = 0; rows->kind == VALUE_ROWS && i < rows->rows->len; i++) {
		counting->scope.row = rows->rows->pdata[i];
		count_one(counting);
	}
	return TRUE;
}

static struct number key_number(const struct counting *counting)
{
	const struct figure *figure = counting->query->figure;
	guint count = g_hash_table_size(counting->keys);
	struct number number = { .present = figure->kind == FIGURE_DISTINCT || count, .value = figure->kind == FIGURE_DISTINCT ? count : 0 };
	GHashTableIter iter;
	gpointer key;
	gboolean first = TRUE;
	g_hash_table_iter_init(&iter, counting->keys);
	while (figure->kind != FIGURE_DISTINCT && g_hash_table_iter_next(&iter, &key, NULL)) {
		gint64 value = g_ascii_strtoll(key, NULL, 10);
		if (first || (figure->kind == FIGURE_FIRST ? value < number.value : value > number.value))
			number.value = value;
		first = FALSE;
	}
	return number;
}

struct number naive_number(struct store *store, const struct figure_query *query, gint64 position)
{
	gint64 office = g_array_index(query->offices, gint64, 0);
	struct counting counting = { .store = store, .query = query, .scope = { .model = store_model(store), .links = store_links(store, office) } };
	counting.keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GError *error = NULL;
	store_each(store, query->figure->reg, office, position, count_record, &counting, &error);
	g_assert_no_error(error);
	struct number number = { .present = TRUE, .value = counting.sum };
	if (query->figure->kind == FIGURE_DISTINCT || query->figure->kind == FIGURE_FIRST || query->figure->kind == FIGURE_LAST)
		number = key_number(&counting);
	g_hash_table_destroy(counting.keys);
	return number;
}
