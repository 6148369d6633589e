/* SPDX-License-Identifier: Apache-2.0 */
#include "def/expr.h"
#include "def/expr_bind.h"
#include "base/text.h"

#include <string.h>

static const struct function functions[] = {
	{"if", CALL_IF, 3, 3, "if(condition, a, b)"},
	{"empty", CALL_EMPTY, 1, 1, "empty(field)"},
	{"count", CALL_COUNT, 1, 1, "count(rows)"},
	{"sum", CALL_SUM, 1, 1, "sum(rows.field)"},
	{"min", CALL_MIN, 1, 1, "min(rows.field)"},
	{"max", CALL_MAX, 1, 1, "max(rows.field)"},
	{"workdays", CALL_WORKDAYS, 2, 2, "workdays(date, number)"},
	{"days", CALL_DAYS, 2, 2, "days(from, to)"},
	{"year", CALL_YEAR, 1, 1, "year(date)"},
	{"month", CALL_MONTH, 1, 1, "month(date)"},
	{"first", CALL_FIRST, 1, 20, "first(a, b, …)"},
};

const struct function *function_find(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(functions); i++)
		if (strcmp(functions[i].name, name) == 0)
			return &functions[i];
	return NULL;
}

const char *const *function_names(void)
{
	static const char *const names[] = {
		"if",
		"empty",
		"count",
		"sum",
		"min",
		"max",
		"workdays",
		"days",
		"year",
		"month",
		"first",
		NULL,
	};
	return names;
}

static const char *type_name(enum expr_type type)
{
	switch (type) {
	case TYPE_BOOL:
		return _("a condition");
	case TYPE_NUMBER:
		return _("a number");
	case TYPE_MONEY:
		return _("money");
	case TYPE_DAY:
		return _("a date");
	case TYPE_TEXT:
		return _("a text");
	case TYPE_CHOICE:
		return _("a chosen value");
	case TYPE_ANY:
		break;
	}
	return _("a list");
}

gboolean bind_refuse(struct binder *binder, const struct node *node, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	findings_add(binder->findings, SEVERITY_ERROR, node->place, "%s", message);
	return FALSE;
}

static gboolean bind_node(struct binder *binder, struct node *node, const struct path *peer);

static void note_links(struct node *node)
{
	for (guint i = 0; i < node->kid_count; i++)
		node->links = node->links || node->kids[i]->links;
}

static gboolean need(struct binder *binder, const struct node *node, enum expr_type type)
{
	if (node->type == type)
		return TRUE;
	return bind_refuse(binder, node, _("%s is needed here; this is %s"), type_name(type),
		type_name(node->type));
}

static gboolean need_whole(struct binder *binder, const struct node *node)
{
	if (!need(binder, node, TYPE_NUMBER))
		return FALSE;
	return node->scale == 0 || bind_refuse(binder, node, _("a whole number is needed here"));
}

/* Binds each kid by itself; all mistakes are reported. */
static gboolean bind_kids(struct binder *binder, struct node *node)
{
	gboolean good = TRUE;
	for (guint i = 0; i < node->kid_count; i++)
		good &= bind_node(binder, node->kids[i], NULL);
	return good;
}

/* The path that a value is compared by: of a name, or of the first branch that has one. */
static const struct path *peer_of(const struct node *node)
{
	if (node->kind == NODE_PATH)
		return node->type == TYPE_CHOICE ? &node->path : NULL;
	if (node->kind != NODE_CALL || (node->call != CALL_IF && node->call != CALL_FIRST))
		return NULL;
	for (guint i = node->call == CALL_IF; i < node->kid_count; i++) {
		const struct path *peer = peer_of(node->kids[i]);
		if (peer)
			return peer;
	}
	return NULL;
}

static gboolean check_comparable(
	struct binder *binder, const struct node *node, const struct path *peer)
{
	const struct path *own = peer_of(node);
	if (!own || !peer || paths_comparable(own, peer))
		return TRUE;
	return bind_refuse(
		binder, node, _("values of different kinds cannot be compared or exchanged here"));
}

/*
 * Binds nodes that must be of one type. Names that are not fields are values of what the others
 * name, or of `peer`. `type` and `scale` get what all have (the largest scale).
 */
static gboolean bind_alike(struct binder *binder, struct node **nodes, guint count,
	const struct path *peer, struct node *result)
{
	gboolean good = TRUE;
	for (guint i = 0; i < count; i++)
		if (!is_loose(binder, nodes[i]))
			good &= bind_node(binder, nodes[i], peer);
	for (guint i = 0; good && !peer && i < count; i++)
		peer = nodes[i]->type == TYPE_CHOICE ? peer_of(nodes[i]) : NULL;
	if (!good)
		return FALSE;
	for (guint i = 0; i < count; i++)
		if (nodes[i]->type == TYPE_ANY && nodes[i]->kind != NODE_PATH)
			good &= bind_node(binder, nodes[i], peer);
	if (!good)
		return FALSE;
	result->type = nodes[0]->type;
	for (guint i = 0; i < count; i++) {
		result->scale = MAX(result->scale, nodes[i]->scale);
		good &= nodes[i]->type == TYPE_CHOICE ? check_comparable(binder, nodes[i], peer)
						      : TRUE;
		if (nodes[i]->type != result->type)
			return bind_refuse(binder, nodes[i], _("%s cannot stand beside %s"),
				type_name(nodes[i]->type), type_name(result->type));
	}
	return good;
}

static gboolean bind_number_pair(struct binder *binder, struct node *node)
{
	/* money beside a number: the number is VND */
	struct node *left = node->kids[0], *right = node->kids[1];
	if ((left->type == TYPE_MONEY && right->type == TYPE_NUMBER) ||
		(left->type == TYPE_NUMBER && right->type == TYPE_MONEY))
		return TRUE;
	if (left->type != right->type)
		return bind_refuse(binder, right, _("%s cannot be compared with %s"),
			type_name(left->type), type_name(right->type));
	gboolean ordered = node->compare != COMPARE_EQUAL && node->compare != COMPARE_UNEQUAL;
	gboolean has_order =
		left->type == TYPE_NUMBER || left->type == TYPE_MONEY || left->type == TYPE_DAY;
	if (ordered && !has_order)
		return bind_refuse(binder, node, _("%s has no order: only = and != can be used"),
			type_name(left->type));
	return TRUE;
}

static gboolean bind_comparison(struct binder *binder, struct node *node)
{
	struct node *left = node->kids[0], *right = node->kids[1];
	node->type = TYPE_BOOL;
	struct node *leading = is_loose(binder, left) && !is_loose(binder, right) ? right : left;
	struct node *other = leading == left ? right : left;
	if (!bind_node(binder, leading, NULL)) {
		if (!is_loose(binder, other))
			bind_node(binder, other, NULL);
		return FALSE;
	}
	if (!bind_node(binder, other, peer_of(leading)))
		return FALSE;
	if (left->type == TYPE_ANY || right->type == TYPE_ANY)
		return bind_refuse(binder, left->type == TYPE_ANY ? left : right,
			_("a list cannot be compared; use count() or sum()"));
	if (left->type == TYPE_CHOICE && !check_comparable(binder, right, peer_of(left)))
		return FALSE;
	return bind_number_pair(binder, node);
}

static gboolean bind_in(struct binder *binder, struct node *node)
{
	node->type = TYPE_BOOL;
	if (!bind_node(binder, node->kids[0], NULL))
		return FALSE;
	const struct node *tested = node->kids[0];
	gboolean good = TRUE;
	for (guint i = 1; i < node->kid_count; i++) {
		struct node *item = node->kids[i];
		gboolean bound = bind_node(binder, item, peer_of(tested));
		good &= bound;
		if (bound && item->kind == NODE_PATH)
			good = bind_refuse(
				binder, item, _("a list after “in” holds values, not fields"));
		else if (bound && item->type != tested->type)
			good = bind_refuse(binder, item, _("%s cannot be compared with %s"),
				type_name(tested->type), type_name(item->type));
	}
	return good;
}

/* Pointers to money of a linked record live only until the next link is followed. */
static gboolean check_one_link(struct binder *binder, const struct node *node)
{
	if (node->type != TYPE_MONEY || !node->kids[0]->links || !node->kids[1]->links)
		return TRUE;
	return bind_refuse(binder, node,
		_("money of two linked records cannot be joined; compute it in the linked "
		  "register"));
}

static gboolean bind_sum(struct binder *binder, struct node *node)
{
	if (!bind_kids(binder, node))
		return FALSE;
	const struct node *left = node->kids[0], *right = node->kids[1];
	node->type = left->type;
	node->scale = MAX(left->scale, right->scale);
	if (left->type == TYPE_DAY && right->type == TYPE_DAY)
		return bind_refuse(
			binder, node, _("write days(from, to) for the days between two dates"));
	if (left->type == TYPE_DAY)
		return need_whole(binder, right);
	if (left->type != TYPE_NUMBER && left->type != TYPE_MONEY)
		return bind_refuse(
			binder, left, _("%s cannot be added or subtracted"), type_name(left->type));
	return need(binder, right, left->type) && check_one_link(binder, node);
}

static gboolean bind_product(struct binder *binder, struct node *node)
{
	if (!bind_kids(binder, node))
		return FALSE;
	const struct node *left = node->kids[0], *right = node->kids[1];
	gboolean money = left->type == TYPE_MONEY || right->type == TYPE_MONEY;
	if (left->type != TYPE_MONEY && !need(binder, left, TYPE_NUMBER))
		return FALSE;
	if ((left->type == TYPE_MONEY || right->type != TYPE_MONEY) &&
		!need(binder, right, TYPE_NUMBER))
		return FALSE;
	node->type = money ? TYPE_MONEY : TYPE_NUMBER;
	node->scale = money ? 0 : left->scale + right->scale;
	if (node->scale > SCALE_MOST)
		return bind_refuse(binder, node,
			_("the product has more than %d digits after the point"), SCALE_MOST);
	return check_one_link(binder, node);
}

static gboolean bind_logic(struct binder *binder, struct node *node)
{
	node->type = TYPE_BOOL;
	gboolean good = bind_kids(binder, node);
	for (guint i = 0; good && i < node->kid_count; i++)
		good = need(binder, node->kids[i], TYPE_BOOL);
	return good;
}

/* count(), sum(), min(), max(): the argument is a path to rows. */
static gboolean bind_aggregate(struct binder *binder, struct node *node)
{
	struct node *argument = node->kids[0];
	if (argument->kind != NODE_NAME)
		return bind_refuse(binder, argument, _("a name like rows.field is needed here"));
	if (!bind_path(binder, argument))
		return FALSE;
	const struct path *path = &argument->path;
	node->type = node->call == CALL_COUNT ? TYPE_NUMBER : argument->type;
	node->scale = node->call == CALL_COUNT ? 0 : argument->scale;
	if (node->call == CALL_COUNT) {
		if (path->rows || (path->field && path->field->many))
			return TRUE;
		return bind_refuse(
			binder, argument, _("count() takes rows or a field with many values"));
	}
	if (!path->rows || !path->field)
		return bind_refuse(
			binder, argument, _("a field of rows is needed here, like rows.field"));
	if (node->call == CALL_SUM && argument->type != TYPE_NUMBER && argument->type != TYPE_MONEY)
		return bind_refuse(binder, argument, _("sum() takes numbers or money"));
	if (node->call != CALL_SUM && argument->type != TYPE_NUMBER && argument->type != TYPE_DAY)
		return bind_refuse(binder, argument, _("min() and max() take numbers or dates"));
	return TRUE;
}

static gboolean bind_days(struct binder *binder, struct node *node)
{
	if (!bind_kids(binder, node) || !need(binder, node->kids[0], TYPE_DAY))
		return FALSE;
	node->type = node->call == CALL_WORKDAYS ? TYPE_DAY : TYPE_NUMBER;
	if (node->call == CALL_WORKDAYS)
		return need_whole(binder, node->kids[1]);
	return node->kid_count == 1 || need(binder, node->kids[1], TYPE_DAY);
}

static gboolean bind_call(struct binder *binder, struct node *node, const struct path *peer)
{
	switch (node->call) {
	case CALL_IF:
		if (!bind_node(binder, node->kids[0], NULL) ||
			!need(binder, node->kids[0], TYPE_BOOL))
			return FALSE;
		return bind_alike(binder, node->kids + 1, 2, peer, node);
	case CALL_FIRST:
		return bind_alike(binder, node->kids, node->kid_count, peer, node);
	case CALL_EMPTY:
		node->type = TYPE_BOOL;
		if (node->kids[0]->kind == NODE_NAME)
			return bind_path(binder, node->kids[0]);
		return bind_node(binder, node->kids[0], NULL);
	case CALL_COUNT:
	case CALL_SUM:
	case CALL_MIN:
	case CALL_MAX:
		return bind_aggregate(binder, node);
	case CALL_WORKDAYS:
	case CALL_DAYS:
	case CALL_YEAR:
	case CALL_MONTH:
		return bind_days(binder, node);
	}
	return FALSE;
}

static gboolean bind_operator(struct binder *binder, struct node *node, const struct path *peer)
{
	switch (node->kind) {
	case NODE_NEGATE:
		if (!bind_kids(binder, node))
			return FALSE;
		node->type = node->kids[0]->type;
		node->scale = node->kids[0]->scale;
		return node->type == TYPE_MONEY || need(binder, node->kids[0], TYPE_NUMBER);
	case NODE_NOT:
	case NODE_AND:
	case NODE_OR:
		return bind_logic(binder, node);
	case NODE_COMPARE:
		return bind_comparison(binder, node);
	case NODE_IN:
		return bind_in(binder, node);
	case NODE_ADD:
	case NODE_SUBTRACT:
		return bind_sum(binder, node);
	case NODE_MULTIPLY:
		return bind_product(binder, node);
	default:
		return bind_call(binder, node, peer);
	}
}

static gboolean bind_node(struct binder *binder, struct node *node, const struct path *peer)
{
	switch (node->kind) {
	case NODE_NUMBER:
		node->type = TYPE_NUMBER;
		return TRUE;
	case NODE_DAY:
		node->type = TYPE_DAY;
		return TRUE;
	case NODE_TEXT:
	case NODE_BOOL:
	case NODE_NAME:
	case NODE_PATH:
		return bind_word(binder, node, peer);
	default: {
		gboolean good = bind_operator(binder, node, peer);
		note_links(node);
		return good;
	}
	}
}

/* A computed field with one value cannot come from one with many. */
static const struct node *find_many(const struct node *node)
{
	if (node->kind == NODE_PATH)
		return node->path.field && node->path.field->many ? node : NULL;
	if (node->kind != NODE_CALL || (node->call != CALL_IF && node->call != CALL_FIRST))
		return NULL;
	for (guint i = node->call == CALL_IF; i < node->kid_count; i++) {
		const struct node *many = find_many(node->kids[i]);
		if (many)
			return many;
	}
	return NULL;
}

static gboolean bind_root(
	struct expr *expr, struct binder *binder, enum expr_type want, const struct path *target)
{
	expr->each = binder->each;
	binder->reads = expr->reads;
	if (!bind_node(binder, expr->root, want == TYPE_CHOICE ? target : NULL))
		return FALSE;
	if (want != TYPE_ANY && !need(binder, expr->root, want))
		return FALSE;
	if (expr->root->type == TYPE_ANY)
		return bind_refuse(
			binder, expr->root, _("a list is no value; use count() or sum()"));
	const struct node *many = target && !target->field->many ? find_many(expr->root) : NULL;
	if (many)
		return bind_refuse(binder, many,
			_("this field may have many values; the computed one has only one"));
	return target ? check_comparable(binder, expr->root, target) : TRUE;
}

gboolean expr_bind(struct expr *expr, const struct model *model, const struct reg *reg,
	const struct field *each, enum expr_type want, struct findings *findings)
{
	struct binder binder = {.model = model, .reg = reg, .each = each, .findings = findings};
	return bind_root(expr, &binder, want, NULL);
}

gboolean expr_bind_compute(struct expr *expr, const struct model *model, const struct reg *reg,
	const struct field *each, const struct field *field, struct findings *findings)
{
	struct binder binder = {.model = model, .reg = reg, .each = each, .findings = findings};
	struct path target = {.reg = reg, .field = field};
	enum expr_type want = field_expr_type(field);
	if (want == TYPE_ANY || field->type == FIELD_FILE || field->type == FIELD_DATETIME)
		return bind_refuse(&binder, expr->root, _("a field of type %s cannot be computed"),
			field_type_name(field->type));
	return bind_root(expr, &binder, want, &target);
}

enum expr_type expr_type_of(const struct expr *expr)
{
	return expr->root->type;
}

guint expr_scale(const struct expr *expr)
{
	return expr->root->scale;
}

void expr_reads(const struct expr *expr, GHashTable *fields)
{
	for (guint i = 0; i < expr->reads->len; i++)
		g_hash_table_add(fields, g_ptr_array_index(expr->reads, i));
}
