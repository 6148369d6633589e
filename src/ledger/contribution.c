/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/contribution.h"
#include "def/expr.h"
#include "ledger/dims.h"

#include <string.h>

/* The dims made last: the figures of a register often have the same dimensions. */
struct last_dims {
	const struct figure *figure;
	const struct value *row;
	char *text;
};

/* One figure of one record (and row, and counted item): what is needed to add its contributions. */
struct posting_of {
	const struct figure *figure;
	struct scope scope;
	GArray *list;
	const struct field *only_field; /* distinct through a link: of this link field … */
	gint64 only_link;               /* … only this linked record is looked at */
	struct last_dims *last;
};

static void contribution_clear(gpointer data)
{
	g_free(((struct contribution *)data)->dims);
}

GArray *contributions_new(void)
{
	GArray *list = g_array_new(FALSE, TRUE, sizeof(struct contribution));
	g_array_set_clear_func(list, contribution_clear);
	return list;
}

static const struct value *field_value(const struct posting_of *of, const struct field *field, gboolean in_row)
{
	return in_row ? &of->scope.row[field->index] : &of->scope.record->values[field->index];
}

/* What names a linked record: its code, else its key, else its id. */
static char *link_name(const struct posting_of *of, const struct field *field, gint64 id)
{
	const struct links *links = of->scope.links;
	const struct record *target = links ? links->get(links->data, field->target, id) : NULL;
	const struct field *name = !target ? NULL : field->target->code ? field->target->code : field->target->key;
	const struct value *value = name ? &target->values[name->index] : NULL;
	if (value && value->kind == VALUE_TEXT)
		return g_strdup(value->text);
	return g_strdup_printf("#%" G_GINT64_FORMAT, id);
}

/* The text of one simple value as a dimension has it; caller frees. */
static char *dimension_text(const struct posting_of *of, const struct field *field, const struct value *value)
{
	switch (value->kind) {
	case VALUE_TEXT:
		return g_strdup(value->text);
	case VALUE_MONEY:
		return g_strdup(value->money->currency);
	case VALUE_NUMBER:
		if (field->type == FIELD_BOOL)
			return g_strdup(value->number ? "yes" : "no");
		if (field->type == FIELD_DATE)
			return day_iso((day_t)value->number);
		if (field->type == FIELD_LINK)
			return link_name(of, field, value->number);
		return g_strdup_printf("%" G_GINT64_FORMAT, value->number);
	default:
		return NULL;
	}
}

static void add_value(const struct posting_of *of, const struct field *field, const struct value *value, GPtrArray *texts)
{
	if (value->kind == VALUE_LIST) {
		for (guint i = 0; i < value->list->len; i++)
			add_value(of, field, value->list->pdata[i], texts);
		return;
	}
	char *text = dimension_text(of, field, value);
	if (text)
		g_ptr_array_add(texts, text);
}

/* The values of a field of each linked record (or of the one looked at). */
static void add_linked(const struct posting_of *of, const struct dimension *dimension, const struct value *link, GPtrArray *texts)
{
	if (link->kind == VALUE_LIST) {
		for (guint i = 0; i < link->list->len; i++)
			add_linked(of, dimension, link->list->pdata[i], texts);
		return;
	}
	if (link->kind != VALUE_NUMBER || !of->scope.links || (of->only_field == dimension->link && link->number != of->only_link))
		return;
	const struct record *target = of->scope.links->get(of->scope.links->data, dimension->link->target, link->number);
	if (target)
		add_value(of, dimension->field, &target->values[dimension->field->index], texts);
}

static void add_dimension(const struct posting_of *of, const struct dimension *dimension, const char *id, struct dims_writer *writer)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	if (dimension->link)
		add_linked(of, dimension, field_value(of, dimension->link, dimension->in_row), texts);
	else
		add_value(of, dimension->field, field_value(of, dimension->field, dimension->in_row), texts);
	dims_add(writer, id, texts);
}

static void add_word(struct dims_writer *writer, const char *id, const char *word)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	g_ptr_array_add(words, (gpointer)word);
	dims_add(writer, id, words);
}

static gboolean same_dimensions(const struct figure *a, const struct figure *b)
{
	if (a == b)
		return TRUE;
	if (a->money || b->money || a->dimensions->len != b->dimensions->len)
		return FALSE;
	for (guint i = 0; i < a->dimensions->len; i++) {
		const struct dimension *x = a->dimensions->pdata[i], *y = b->dimensions->pdata[i];
		if (x->field != y->field || x->link != y->link || x->in_row != y->in_row || strcmp(x->id, y->id) != 0)
			return FALSE;
	}
	return TRUE;
}

/* The dims of a series: the figure's dimensions, the currency of its own-currency roles, what is counted ("*"). */
static char *make_dims(const struct posting_of *of, const char *currency, const char *key)
{
	struct dims_writer writer = { 0 };
	for (guint i = 0; i < of->figure->dimensions->len; i++) {
		const struct dimension *dimension = of->figure->dimensions->pdata[i];
		if (!of->figure->money || strcmp(dimension->id, "currency") != 0)
			add_dimension(of, dimension, dimension->id, &writer);
	}
	if (currency)
		add_word(&writer, "currency", currency);
	if (key)
		add_word(&writer, DIM_KEY, key);
	return dims_text(&writer);
}

static char *dims_of(const struct posting_of *of, const char *currency, const char *key)
{
	struct last_dims *last = of->last;
	if (currency || key || of->only_field)
		return make_dims(of, currency, key);
	if (!last->text || last->row != of->scope.row || !same_dimensions(last->figure, of->figure)) {
		g_free(last->text);
		*last = (struct last_dims){ .figure = of->figure, .row = of->scope.row, .text = make_dims(of, NULL, NULL) };
	}
	return g_strdup(last->text);
}

static gboolean append(const struct posting_of *of, enum role role, const char *dims, day_t day, gint64 delta, GError **error)
{
	if (day < 1 || day > DAY_LAST)
		return fail(error, ERROR_INPUT, _("%s: a day lies outside the years 1 to 2870"), of->figure->id);
	struct contribution contribution = { .figure = of->figure, .role = role, .dims = g_strdup(dims), .day = day, .delta = delta };
	if (delta == 0)
		g_free(contribution.dims);
	else
		g_array_append_val(of->list, contribution);
	return TRUE;
}

/* Posts an amount on a day: for money in its own currency and in VND. `ended` is 1 for what ends. */
static gboolean append_amount(const struct posting_of *of, guint ended, const char *key, day_t day, const struct amount *amount, gint64 sign, GError **error)
{
	g_autofree char *dims = dims_of(of, amount->money ? amount->money->currency : NULL, key);
	if (!append(of, ended ? ROLE_ENDED : ROLE_MAIN, dims, day, sign * amount->value, error))
		return FALSE;
	if (!amount->money)
		return TRUE;
	struct money money = *amount->money;
	money.amount = amount->value;
	gint64 vnd;
	if (!money_converted(of->scope.model, &money, &vnd, error))
		return FALSE;
	g_autofree char *plain = dims_of(of, NULL, key);
	return append(of, ended ? ROLE_CONVERTED_ENDED : ROLE_CONVERTED, plain, day, sign * vnd, error);
}

/* FALSE without *error: nothing to post. A figure without an amount counts 1. */
static gboolean amount_of(const struct posting_of *of, struct amount *amount, GError **error)
{
	*amount = (struct amount){ .value = 1 };
	return !of->figure->amount || expr_amount(of->figure->amount, &of->scope, amount, error);
}

/* What was missing posts nothing and is no error; a failure is. */
static gboolean nothing_to_post(GError *failure, GError **error)
{
	if (failure)
		g_propagate_error(error, failure);
	return failure == NULL;
}

/* A stock: arrives on `from`, leaves in parts (less) and with what is left on `until`. */
static gboolean post_stock(const struct posting_of *of, GError **error)
{
	const struct figure *figure = of->figure;
	day_t from = expr_day(figure->from, &of->scope);
	day_t until = figure->until ? expr_day(figure->until, &of->scope) : DAY_NONE;
	struct amount amount;
	GError *failure = NULL;
	if (!from || (until && until <= from) || !amount_of(of, &amount, &failure)) {
		return nothing_to_post(failure, error);
	}
	if (!append_amount(of, 0, NULL, from, &amount, 1, error))
		return FALSE;
	gint64 left = amount.value;
	const struct value *rows = figure->less_rows ? &of->scope.record->values[figure->less_rows->index] : NULL;
	for (guint i = 0; rows && rows->kind == VALUE_ROWS && i < rows->rows->len; i++) {
		const struct value *row = rows->rows->pdata[i];
		const struct value *part = &row[figure->less_amount->index], *on = &row[figure->less_on->index];
		if (part->kind != VALUE_NUMBER || on->kind != VALUE_NUMBER || (until && on->number >= until))
			continue;
		struct amount less = { .value = part->number };
		left -= part->number;
		if (!append_amount(of, 0, NULL, MAX((day_t)on->number, from), &less, -1, error))
			return FALSE;
	}
	amount.value = left;
	return !until || append_amount(of, 0, NULL, until, &amount, -1, error);
}

/* From `from`; ended on the day after `until`. */
static gboolean post_active(const struct posting_of *of, const char *key, GError **error)
{
	day_t from = expr_day(of->figure->from, &of->scope);
	day_t until = of->figure->until ? expr_day(of->figure->until, &of->scope) : DAY_NONE;
	struct amount amount;
	GError *failure = NULL;
	if (!from || (until && until < from) || !amount_of(of, &amount, &failure)) {
		return nothing_to_post(failure, error);
	}
	return append_amount(of, 0, key, from, &amount, 1, error) &&
		(!until || append_amount(of, 1, key, until + 1, &amount, 1, error));
}

/* On a day: counts and sums; with a key for distinct, first and last. */
static gboolean post_on(const struct posting_of *of, const char *key, gboolean one, GError **error)
{
	day_t on = expr_day(of->figure->on, &of->scope);
	struct amount amount = { .value = 1 };
	GError *failure = NULL;
	if (!on || (!one && !amount_of(of, &amount, &failure))) {
		return nothing_to_post(failure, error);
	}
	return append_amount(of, 0, key, on, &amount, 1, error);
}

static gboolean post_key(const struct posting_of *of, const char *key, GError **error)
{
	return of->figure->from ? post_active(of, key, error) : post_on(of, key, TRUE, error);
}

/* One contribution for each value of what is counted; through a link, each linked record for itself. */
static gboolean post_distinct_value(struct posting_of of, const struct value *value, GError **error)
{
	const struct dimension *what = of.figure->distinct;
	if (value->kind == VALUE_LIST) {
		for (guint i = 0; i < value->list->len; i++)
			if (!post_distinct_value(of, value->list->pdata[i], error))
				return FALSE;
		return TRUE;
	}
	const struct field *field = what->link ? what->link : what->field;
	if (field->type == FIELD_LINK && value->kind == VALUE_NUMBER) {
		of.only_field = field;
		of.only_link = value->number;
	}
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	if (what->link)
		add_linked(&of, what, value, texts);
	else
		add_value(&of, what->field, value, texts);
	for (guint i = 0; i < texts->len; i++)
		if (!post_key(&of, texts->pdata[i], error))
			return FALSE;
	return TRUE;
}

static gboolean post_edge(const struct posting_of *of, GError **error)
{
	struct amount amount;
	GError *failure = NULL;
	if (!expr_amount(of->figure->amount, &of->scope, &amount, &failure)) {
		return nothing_to_post(failure, error);
	}
	g_autofree char *key = g_strdup_printf("%" G_GINT64_FORMAT, amount.value);
	return post_on(of, key, TRUE, error);
}

static gboolean post_one(const struct posting_of *of, GError **error)
{
	const struct figure *figure = of->figure;
	if (figure->when && !expr_true(figure->when, &of->scope))
		return TRUE;
	switch (figure->kind) {
	case FIGURE_COUNT:
	case FIGURE_SUM:
		return post_on(of, NULL, FALSE, error);
	case FIGURE_STOCK:
		return post_stock(of, error);
	case FIGURE_ACTIVE:
		return post_active(of, NULL, error);
	case FIGURE_DISTINCT: {
		const struct dimension *what = figure->distinct;
		return post_distinct_value(*of, field_value(of, what->link ? what->link : what->field, what->in_row), error);
	}
	case FIGURE_FIRST:
	case FIGURE_LAST:
		return post_edge(of, error);
	default:
		return TRUE;
	}
}

static gboolean post_figure(struct posting_of *of, GError **error)
{
	if (!of->figure->each)
		return post_one(of, error);
	const struct value *rows = &of->scope.record->values[of->figure->each->index];
	for (guint i = 0; rows->kind == VALUE_ROWS && i < rows->rows->len; i++) {
		of->scope.row = rows->rows->pdata[i];
		if (!post_one(of, error))
			return FALSE;
	}
	of->scope.row = NULL;
	return TRUE;
}

gboolean contributions(const struct model *model, const struct record *record, const struct links *links, GArray *list, GError **error)
{
	struct last_dims last = { 0 };
	gboolean done = TRUE;
	for (guint i = 0; done && !record->deleted && i < record->reg->figures->len; i++) {
		struct posting_of of = { .figure = record->reg->figures->pdata[i], .list = list, .last = &last,
			.scope = { .model = model, .record = record, .links = links } };
		done = post_figure(&of, error);
		if (!done)
			g_prefix_error(error, "%s: ", of.figure->id);
	}
	g_free(last.text);
	return done;
}
