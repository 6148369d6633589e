/* SPDX-License-Identifier: Apache-2.0 */
#include "def/expr_eval.h"
#include "base/number.h"
#include "def/value_private.h"

#include <string.h>

static void eval_clear(struct eval *eval)
{
	g_clear_pointer(&eval->kept, g_ptr_array_unref);
}
typedef struct eval eval_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(eval_t, eval_clear)

gboolean expr_true(const struct expr *expr, const struct scope *scope)
{
	g_auto(eval_t) eval = {.scope = scope};
	return eval_condition(&eval, expr->root);
}

gboolean expr_holds(const struct expr *expr, const struct scope *scope)
{
	g_auto(eval_t) eval = {.scope = scope};
	return eval_condition(&eval, expr->root) || eval.lacking;
}

day_t expr_day(const struct expr *expr, const struct scope *scope)
{
	g_auto(eval_t) eval = {.scope = scope};
	struct cell cell = {0};
	return eval_node(&eval, expr->root, &cell) ? (day_t)cell.number : DAY_NONE;
}

static gboolean refuse_overflow(const struct expr *expr, GError **error)
{
	struct place place = expr->root->place;
	return fail(error, ERROR_INPUT,
		_("a number becomes too large, a date leaves the calendar or money has no rate in "
		  "the expression at %s:%u:%u"),
		place.file ? place.file : "-", place.line, place.column);
}

gboolean expr_amount(
	const struct expr *expr, const struct scope *scope, struct amount *amount, GError **error)
{
	g_auto(eval_t) eval = {.scope = scope};
	struct cell cell = {0};
	gboolean present = eval_node(&eval, expr->root, &cell);
	if (eval.overflow)
		return refuse_overflow(expr, error);
	*amount = (struct amount){.value = cell.number, .money = cell.money};
	return present;
}

static void set_text(const struct field *field, const char *text, struct value *value)
{
	struct value single = {.kind = VALUE_TEXT, .text = g_strdup(text)};
	if (field->many) {
		value->kind = VALUE_LIST;
		value->list = value_list_new();
		value_list_take(value->list, &single);
	} else {
		*value = single;
	}
}

static gboolean check_choice(const struct field *field, const char *id, GError **error)
{
	for (guint i = 0; field->choices && i < field->choices->len; i++)
		if (strcmp(((const struct choice *)g_ptr_array_index(field->choices, i))->id, id) ==
			0)
			return TRUE;
	g_autofree char *accepted = accepted_values(field, id);
	return fail(error, ERROR_INPUT, _("computed as “%s”, which is not one of its values; %s"),
		id, accepted);
}

static gboolean set_chosen(
	const struct field *field, const struct cell *cell, struct value *value, GError **error)
{
	if (cell->list) {
		const struct value list = {.kind = VALUE_LIST, .list = (GPtrArray *)cell->list};
		for (guint i = 0; field->type == FIELD_CHOICE && i < cell->list->len; i++)
			if (!check_choice(field,
				    ((const struct value *)g_ptr_array_index(cell->list, i))->text,
				    error))
				return FALSE;
		value_copy(value, &list);
		return TRUE;
	}
	if (!cell->text) { /* a link */
		struct value single = {.kind = VALUE_NUMBER, .number = cell->number};
		value->kind = VALUE_NUMBER;
		value->number = cell->number;
		if (field->many) {
			value->kind = VALUE_LIST;
			value->list = value_list_new();
			value_list_take(value->list, &single);
		}
		return TRUE;
	}
	if (field->type == FIELD_CHOICE && !check_choice(field, cell->text, error))
		return FALSE;
	set_text(field, cell->text, value);
	return TRUE;
}

static gboolean set_number(const struct field *field, const struct node *root, gint64 number,
	struct value *value, GError **error)
{
	guint scale = field->type == FIELD_DECIMAL ? field->scale : 0;
	if (scale > root->scale &&
		!number_multiply(number, number_power10(scale - root->scale), &number, error))
		return FALSE;
	if (scale < root->scale &&
		!number_scale(number, 1, number_power10(root->scale - scale), &number, error))
		return FALSE;
	value->kind = VALUE_NUMBER;
	value->number = number;
	return TRUE;
}

static gboolean set_result(const struct node *root, const struct cell *cell,
	const struct field *field, struct value *value, GError **error)
{
	switch (root->type) {
	case TYPE_NUMBER:
		return set_number(field, root, cell->number, value, error);
	case TYPE_MONEY:
		value->kind = VALUE_MONEY;
		value->money = g_memdup2(cell->money, sizeof(struct money));
		value->money->amount = cell->number;
		return TRUE;
	case TYPE_TEXT:
		if (cell->list)
			return set_chosen(field, cell, value, error);
		set_text(field, cell->text, value);
		return TRUE;
	case TYPE_CHOICE:
		return set_chosen(field, cell, value, error);
	default:
		value->kind = VALUE_NUMBER;
		value->number = cell->number;
		return TRUE;
	}
}

gboolean expr_value(const struct expr *expr, const struct scope *scope, const struct field *field,
	struct value *value, GError **error)
{
	g_auto(eval_t) eval = {.scope = scope};
	struct cell cell = {0};
	gboolean present = eval_node(&eval, expr->root, &cell);
	value_clear(value);
	if (eval.overflow)
		return refuse_overflow(expr, error);
	return !present || set_result(expr->root, &cell, field, value, error);
}

static guint node_links(const struct node *node)
{
	guint most = node->kind == NODE_PATH ? node->path.count : 0;
	for (guint i = 0; i < node->kid_count; i++)
		most = MAX(most, node_links(node->kids[i]));
	return most;
}

guint expr_links(const struct expr *expr)
{
	return node_links(expr->root);
}
