/* SPDX-License-Identifier: Apache-2.0 */
#include "def/expr_eval.h"
#include "base/number.h"

#include <string.h>

static gboolean lacking(struct eval *eval)
{
	if (eval->quiet == 0)
		eval->lacking = TRUE;
	return FALSE;
}

static gboolean overflow(struct eval *eval)
{
	eval->overflow = TRUE;
	return FALSE;
}

static const struct record *linked(
	struct eval *eval, const struct field *link, const struct value *value)
{
	const struct links *links = eval->scope->links;
	if (!value || value->kind != VALUE_NUMBER || !links)
		return NULL;
	return links->get(links->data, link->target, value->number);
}

static const struct value *own_value(
	const struct eval *eval, const struct path *path, const struct field *field)
{
	if (path->in_row)
		return eval->scope->row ? &eval->scope->row[field->index] : NULL;
	return &eval->scope->record->values[field->index];
}

/* The record in which the path ends; NULL when a link on the way names none. */
static const struct record *path_record(struct eval *eval, const struct path *path)
{
	const struct record *record = eval->scope->record;
	for (guint i = 0; record && i < path->count; i++) {
		const struct field *link = path->links[i];
		const struct value *value =
			i == 0 ? own_value(eval, path, link) : &record->values[link->index];
		record = linked(eval, link, value);
	}
	return record;
}

/* The value (or rows) at the path's end; NULL when missing. */
static const struct value *path_value(struct eval *eval, const struct path *path)
{
	const struct field *field = path->rows ? path->rows : path->field;
	const struct value *value;
	if (path->count == 0) {
		value = own_value(eval, path, field);
	} else {
		const struct record *record = path_record(eval, path);
		value = record ? &record->values[field->index] : NULL;
	}
	return value && value->kind != VALUE_NONE ? value : NULL;
}

static gboolean eval_built_in(struct eval *eval, const struct path *path, struct cell *cell)
{
	const struct record *record = path_record(eval, path);
	if (!record)
		return lacking(eval);
	if (path->built_in == BUILT_IN_STATE) {
		if (record->state >= record->reg->states->len)
			return lacking(eval);
		cell->text = ((const struct state *)g_ptr_array_index(
				      record->reg->states, record->state))
				     ->id;
	} else {
		cell->number = path->built_in == BUILT_IN_ID ? record->id : record->version;
		return cell->number != 0;
	}
	return TRUE;
}

/* The day of "2020-03-12T08:30". */
static day_t datetime_day(const char *text)
{
	if (strlen(text) < 10)
		return DAY_NONE;
	return day_make(atoi(text), atoi(text + 5), atoi(text + 8));
}

static gboolean load_value(const struct field *field, const struct value *value, struct cell *cell)
{
	cell->field = field;
	switch (value->kind) {
	case VALUE_NUMBER:
		cell->number = value->number;
		return TRUE;
	case VALUE_TEXT:
		cell->text = value->text;
		if (field->type != FIELD_DATETIME)
			return TRUE;
		cell->number = datetime_day(value->text);
		return cell->number != DAY_NONE;
	case VALUE_MONEY:
		cell->number = value->money->amount;
		cell->money = value->money;
		return TRUE;
	case VALUE_LIST:
		cell->list = value->list;
		return value->list->len > 0;
	default:
		return FALSE;
	}
}

static gboolean eval_path(struct eval *eval, const struct path *path, struct cell *cell)
{
	if (path->built_in != BUILT_IN_NONE)
		return eval_built_in(eval, path, cell);
	const struct value *value = path_value(eval, path);
	if (!value || !load_value(path->field, value, cell))
		return lacking(eval);
	return TRUE;
}

static gboolean rescale(struct eval *eval, guint from, guint to, struct cell *cell)
{
	if (from >= to)
		return TRUE;
	return !__builtin_mul_overflow(cell->number, number_power10(to - from), &cell->number) ||
	       overflow(eval);
}

gboolean cell_to_vnd(struct eval *eval, struct cell *cell)
{
	if (!cell->money || cell->number == 0) {
		cell->money = &money_nothing;
		return TRUE;
	}
	struct money money = *cell->money;
	money.amount = cell->number;
	g_autoptr(GError) error = NULL;
	if (!money_converted(eval->scope->model, &money, &cell->number, &error))
		return overflow(eval);
	cell->money = &money_nothing;
	return TRUE;
}

/* Adds `more` to `sum`, in their currency where they have one currency and rate, else in VND. */
static gboolean add_money(struct eval *eval, struct cell *sum, struct cell *more)
{
	if (more->number == 0)
		return TRUE;
	if (sum->number == 0) {
		*sum = *more;
		return TRUE;
	}
	gboolean same = strcmp(sum->money->currency, more->money->currency) == 0 &&
			sum->money->rate == more->money->rate;
	if (!same && (!cell_to_vnd(eval, sum) || !cell_to_vnd(eval, more)))
		return FALSE;
	return !__builtin_add_overflow(sum->number, more->number, &sum->number) || overflow(eval);
}

static gboolean checked_day(struct eval *eval, struct cell *cell)
{
	return (cell->number > DAY_NONE && cell->number <= DAY_LAST) || overflow(eval);
}

static gboolean negate(struct eval *eval, struct cell *cell)
{
	return !__builtin_sub_overflow((gint64)0, cell->number, &cell->number) || overflow(eval);
}

static gboolean eval_sum(struct eval *eval, const struct node *node, struct cell *cell)
{
	const struct node *left = node->kids[0], *right = node->kids[1];
	struct cell more = {0};
	if (!eval_node(eval, left, cell) || !eval_node(eval, right, &more))
		return FALSE;
	if (node->kind == NODE_SUBTRACT && !negate(eval, &more))
		return FALSE;
	if (node->type == TYPE_MONEY)
		return add_money(eval, cell, &more);
	if (!rescale(eval, left->scale, node->scale, cell) ||
		!rescale(eval, right->scale, node->scale, &more))
		return FALSE;
	if (__builtin_add_overflow(cell->number, more.number, &cell->number))
		return overflow(eval);
	return node->type != TYPE_DAY || checked_day(eval, cell);
}

static gboolean eval_product(struct eval *eval, const struct node *node, struct cell *cell)
{
	const struct node *left = node->kids[0], *right = node->kids[1];
	struct cell more = {0};
	if (!eval_node(eval, left, cell) || !eval_node(eval, right, &more))
		return FALSE;
	if (node->type != TYPE_MONEY)
		return !__builtin_mul_overflow(cell->number, more.number, &cell->number) ||
		       overflow(eval);
	guint scale = left->type == TYPE_MONEY ? right->scale : left->scale;
	cell->money = left->type == TYPE_MONEY ? cell->money : more.money;
	return number_scale(
		       cell->number, more.number, number_power10(scale), &cell->number, NULL) ||
	       overflow(eval);
}

static gboolean eval_logic(struct eval *eval, const struct node *node, struct cell *cell)
{
	gboolean stop = node->kind == NODE_OR; /* the first that is so decides */
	for (guint i = 0; i < node->kid_count; i++) {
		if (eval_condition(eval, node->kids[i]) == stop) {
			cell->number = stop;
			return TRUE;
		}
	}
	cell->number = !stop;
	return TRUE;
}

/* The first argument's rows; NULL when there are none. */
static const GPtrArray *rows_of(struct eval *eval, const struct path *path)
{
	const struct value *value = path_value(eval, path);
	return value && value->kind == VALUE_ROWS ? value->rows : NULL;
}

static gboolean eval_count(struct eval *eval, const struct path *path, struct cell *cell)
{
	cell->number = 0;
	const struct value *value = path_value(eval, path);
	if (!value)
		return TRUE;
	if (value->kind == VALUE_LIST)
		cell->number = value->list->len;
	else if (value->kind == VALUE_ROWS && !path->field)
		cell->number = value->rows->len;
	for (guint i = 0; path->field && value->kind == VALUE_ROWS && i < value->rows->len; i++) {
		const struct value *row = g_ptr_array_index(value->rows, i);
		cell->number += row[path->field->index].kind != VALUE_NONE;
	}
	return TRUE;
}

static gboolean merge(
	struct eval *eval, const struct node *node, struct cell *sum, struct cell *more)
{
	if (node->call == CALL_MIN)
		sum->number = MIN(sum->number, more->number);
	else if (node->call == CALL_MAX)
		sum->number = MAX(sum->number, more->number);
	else if (node->type == TYPE_MONEY)
		return add_money(eval, sum, more);
	else
		return !__builtin_add_overflow(sum->number, more->number, &sum->number) ||
		       overflow(eval);
	return TRUE;
}

/* sum() over nothing is 0, min() and max() over nothing are missing. */
static gboolean eval_aggregate(struct eval *eval, const struct node *node, struct cell *cell)
{
	const struct path *path = &node->kids[0]->path;
	const GPtrArray *rows = rows_of(eval, path);
	gboolean any = FALSE;
	cell->number = 0;
	cell->money = node->type == TYPE_MONEY ? &money_nothing : NULL;
	for (guint i = 0; rows && i < rows->len; i++) {
		const struct value *row = g_ptr_array_index(rows, i);
		struct cell more = {0};
		if (!load_value(path->field, &row[path->field->index], &more))
			continue;
		if (!any)
			*cell = more;
		else if (!merge(eval, node, cell, &more))
			return FALSE;
		any = TRUE;
	}
	return any || node->call == CALL_SUM || lacking(eval);
}

static gboolean eval_first(struct eval *eval, const struct node *node, struct cell *cell)
{
	gboolean present = FALSE;
	eval->quiet++;
	for (guint i = 0; !present && i < node->kid_count; i++) {
		*cell = (struct cell){0};
		present = eval_node(eval, node->kids[i], cell) &&
			  rescale(eval, node->kids[i]->scale, node->scale, cell);
	}
	eval->quiet--;
	return present || lacking(eval);
}

static gboolean eval_empty(struct eval *eval, const struct node *node, struct cell *cell)
{
	const struct node *kid = node->kids[0];
	struct cell tested = {0};
	eval->quiet++;
	if (kid->kind == NODE_PATH && kid->type == TYPE_ANY) {
		const struct value *value = path_value(eval, &kid->path);
		cell->number = !value || (value->kind == VALUE_ROWS && value->rows->len == 0);
	} else if (kid->kind == NODE_PATH && kid->path.rows) {
		eval_count(eval, &kid->path, &tested);
		cell->number = tested.number == 0;
	} else {
		cell->number = !eval_node(eval, kid, &tested);
	}
	eval->quiet--;
	return TRUE;
}

static gboolean eval_workdays(struct eval *eval, const struct node *node, struct cell *cell)
{
	struct cell days = {0};
	if (!eval_node(eval, node->kids[0], cell) || !eval_node(eval, node->kids[1], &days))
		return FALSE;
	if (days.number < 0 || days.number > 100000)
		return overflow(eval);
	cell->number = model_workdays_after(eval->scope->model, (day_t)cell->number, days.number);
	return checked_day(eval, cell);
}

static gboolean eval_calendar(struct eval *eval, const struct node *node, struct cell *cell)
{
	struct cell until = {0};
	if (!eval_node(eval, node->kids[0], cell))
		return FALSE;
	if (node->call == CALL_DAYS) {
		if (!eval_node(eval, node->kids[1], &until))
			return FALSE;
		cell->number = until.number - cell->number;
		return TRUE;
	}
	int year, month, dom;
	day_split((day_t)cell->number, &year, &month, &dom);
	cell->number = node->call == CALL_YEAR ? year : month;
	return TRUE;
}

static gboolean eval_call(struct eval *eval, const struct node *node, struct cell *cell)
{
	switch (node->call) {
	case CALL_IF: {
		const struct node *branch = node->kids[eval_condition(eval, node->kids[0]) ? 1 : 2];
		return eval_node(eval, branch, cell) &&
		       rescale(eval, branch->scale, node->scale, cell);
	}
	case CALL_FIRST:
		return eval_first(eval, node, cell);
	case CALL_EMPTY:
		return eval_empty(eval, node, cell);
	case CALL_COUNT:
		return eval_count(eval, &node->kids[0]->path, cell);
	case CALL_SUM:
	case CALL_MIN:
	case CALL_MAX:
		return eval_aggregate(eval, node, cell);
	case CALL_WORKDAYS:
		return eval_workdays(eval, node, cell);
	case CALL_DAYS:
	case CALL_YEAR:
	case CALL_MONTH:
		return eval_calendar(eval, node, cell);
	}
	return FALSE;
}

gboolean eval_node(struct eval *eval, const struct node *node, struct cell *cell)
{
	switch (node->kind) {
	case NODE_NUMBER:
	case NODE_DAY:
	case NODE_BOOL:
		cell->number = node->number;
		return TRUE;
	case NODE_TEXT:
		cell->text = node->text;
		cell->number = node->number;
		return TRUE;
	case NODE_PATH:
		return eval_path(eval, &node->path, cell);
	case NODE_NEGATE:
		return eval_node(eval, node->kids[0], cell) && negate(eval, cell);
	case NODE_NOT:
		cell->number = !eval_condition(eval, node->kids[0]);
		return TRUE;
	case NODE_AND:
	case NODE_OR:
		return eval_logic(eval, node, cell);
	case NODE_COMPARE:
	case NODE_IN:
		cell->number = eval_comparison(eval, node);
		return TRUE;
	case NODE_ADD:
	case NODE_SUBTRACT:
		return eval_sum(eval, node, cell);
	case NODE_MULTIPLY:
		return eval_product(eval, node, cell);
	case NODE_CALL:
		return eval_call(eval, node, cell);
	case NODE_NAME:
		break;
	}
	return FALSE;
}

gboolean eval_condition(struct eval *eval, const struct node *node)
{
	struct cell cell = {0};
	return eval_node(eval, node, &cell) && cell.number != 0;
}
