/* SPDX-License-Identifier: Apache-2.0 */
#include "def/expr_eval.h"
#include "base/number.h"

#include <string.h>

__extension__ typedef __int128 wide;

static void kept_free(gpointer data)
{
	value_clear(data);
	g_free(data);
}

static struct value *keep(struct eval *eval)
{
	if (!eval->kept)
		eval->kept = g_ptr_array_new_with_free_func(kept_free);
	struct value *value = g_new0(struct value, 1);
	g_ptr_array_add(eval->kept, value);
	return value;
}

/* What was read through a link must not be borrowed any longer when the next link is followed. */
static void keep_cell(struct eval *eval, struct cell *cell)
{
	if (cell->list) {
		struct value *copy = keep(eval);
		const struct value original = {.kind = VALUE_LIST, .list = (GPtrArray *)cell->list};
		value_copy(copy, &original);
		cell->list = copy->list;
	}
	if (cell->text) {
		struct value *copy = keep(eval);
		copy->kind = VALUE_TEXT;
		copy->text = g_strdup(cell->text);
		cell->text = copy->text;
	}
	if (cell->money) {
		struct value *copy = keep(eval);
		copy->kind = VALUE_MONEY;
		copy->money = g_memdup2(cell->money, sizeof(struct money));
		cell->money = copy->money;
	}
}

static gboolean is_link(const struct cell *cell)
{
	return cell->field && cell->field->type == FIELD_LINK;
}

static struct cell item_of(const struct cell *cell, guint index)
{
	struct cell item = *cell;
	if (cell->list) {
		const struct value *value = g_ptr_array_index(cell->list, index);
		item.text = value->kind == VALUE_TEXT ? value->text : NULL;
		item.number = value->kind == VALUE_NUMBER ? value->number : 0;
	}
	return item;
}

/* Whether the linked record's id or code is what the text says. */
static gboolean link_is(struct eval *eval, const struct cell *link, const struct cell *named)
{
	const struct links *links = eval->scope->links;
	if (named->number > 0 && named->number == link->number)
		return TRUE;
	const struct field *code = link->field->target->code;
	const struct record *record =
		links && code ? links->get(links->data, link->field->target, link->number) : NULL;
	const struct value *value = record ? &record->values[code->index] : NULL;
	return value && value->kind == VALUE_TEXT && named->text &&
	       strcmp(value->text, named->text) == 0;
}

static gboolean items_equal(struct eval *eval, const struct cell *a, const struct cell *b)
{
	if (is_link(a) && is_link(b))
		return a->number == b->number;
	if (is_link(a))
		return link_is(eval, a, b);
	if (is_link(b))
		return link_is(eval, b, a);
	return a->text && b->text && strcmp(a->text, b->text) == 0;
}

/* Whether any value of one side is any value of the other. */
static gboolean texts_meet(struct eval *eval, const struct cell *a, const struct cell *b)
{
	guint a_count = a->list ? a->list->len : 1, b_count = b->list ? b->list->len : 1;
	for (guint i = 0; i < a_count; i++) {
		struct cell a_item = item_of(a, i);
		for (guint j = 0; j < b_count; j++) {
			struct cell b_item = item_of(b, j);
			if (items_equal(eval, &a_item, &b_item))
				return TRUE;
		}
	}
	return FALSE;
}

static int order_numbers(gint64 a, guint a_scale, gint64 b, guint b_scale)
{
	guint scale = MAX(a_scale, b_scale);
	wide left = (wide)a * number_power10(scale - a_scale);
	wide right = (wide)b * number_power10(scale - b_scale);
	return left < right ? -1 : left > right;
}

/* FALSE when they cannot be brought to one currency. */
static gboolean order_money(
	struct eval *eval, const struct node *node, struct cell *a, struct cell *b, int *order)
{
	gboolean same = a->money && b->money && strcmp(a->money->currency, b->money->currency) == 0;
	if (!same && ((a->money && !cell_to_vnd(eval, a)) || (b->money && !cell_to_vnd(eval, b))))
		return FALSE;
	*order = order_numbers(a->number, node->kids[0]->scale, b->number, node->kids[1]->scale);
	return TRUE;
}

static gboolean compare_pair(
	struct eval *eval, const struct node *node, struct cell *a, struct cell *b)
{
	enum expr_type left = node->kids[0]->type, right = node->kids[1]->type;
	int order;
	if (left == TYPE_TEXT || left == TYPE_CHOICE)
		order = !texts_meet(eval, a, b);
	else if (left == TYPE_MONEY || right == TYPE_MONEY) {
		if (!order_money(eval, node, a, b, &order))
			return FALSE;
	} else
		order = order_numbers(
			a->number, node->kids[0]->scale, b->number, node->kids[1]->scale);
	return compare_holds(node->compare, order);
}

static gboolean is_in(struct eval *eval, const struct node *node, struct cell *tested)
{
	enum expr_type type = node->kids[0]->type;
	for (guint i = 1; i < node->kid_count; i++) {
		struct cell item = {0};
		eval_node(eval, node->kids[i], &item);
		gboolean equal = type == TYPE_TEXT || type == TYPE_CHOICE
					 ? texts_meet(eval, tested, &item)
					 : order_numbers(tested->number, node->kids[0]->scale,
						   item.number, node->kids[i]->scale) == 0;
		if (equal)
			return TRUE;
	}
	return FALSE;
}

gboolean eval_comparison(struct eval *eval, const struct node *node)
{
	const struct node *left = node->kids[0];
	struct cell a = {0}, b = {0};
	if (!eval_node(eval, left, &a))
		return FALSE;
	if (left->links && (is_link(&a) || (node->kind == NODE_COMPARE && node->kids[1]->links)))
		keep_cell(eval, &a);
	if (node->kind == NODE_IN)
		return is_in(eval, node, &a) != node->negated;
	if (!eval_node(eval, node->kids[1], &b))
		return FALSE;
	if (node->kids[1]->links && is_link(&b))
		keep_cell(eval, &b);
	return compare_pair(eval, node, &a, &b);
}
