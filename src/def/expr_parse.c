/* SPDX-License-Identifier: Apache-2.0 */
#include "def/expr.h"
#include "def/expr_lex.h"
#include "base/text.h"

#include <string.h>

#define TEXT_MOST 10000

struct parser {
	struct lexer lexer;
	guint depth;
};

static void node_free(struct node *node)
{
	if (!node)
		return;
	for (guint i = 0; i < node->kid_count; i++)
		node_free(node->kids[i]);
	g_free(node->kids);
	g_free(node->text);
	g_free(node);
}
typedef struct node node_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(node_t, node_free)

void expr_free(struct expr *expr)
{
	if (!expr)
		return;
	node_free(expr->root);
	g_clear_pointer(&expr->reads, g_ptr_array_unref);
	g_free(expr);
}

static struct node *node_new(struct parser *parser, enum node_kind kind)
{
	struct node *node = g_new0(struct node, 1);
	node->kind = kind;
	node->place = lexer_place(&parser->lexer, parser->lexer.token.start);
	node->height = 1;
	return node;
}

/* Takes the kid. */
static void node_add(struct node *node, struct node *kid)
{
	node->kids = g_renew(struct node *, node->kids, node->kid_count + 1);
	node->kids[node->kid_count++] = kid;
	node->height = MAX(node->height, kid->height + 1);
}

static struct node *refuse(struct parser *parser, const char *message)
{
	struct place place = lexer_place(&parser->lexer, parser->lexer.token.start);
	findings_add(parser->lexer.findings, SEVERITY_ERROR, place, "%s", message);
	return NULL;
}

/* "… expected, not “)”" */
static struct node *refuse_token(struct parser *parser, const char *expected)
{
	const struct token *token = &parser->lexer.token;
	if (token->kind == TOKEN_END) {
		g_autofree char *message =
			g_strdup_printf(_("%s expected, but the expression ends here"), expected);
		return refuse(parser, message);
	}
	g_autofree char *rest = g_strndup(token->start, (gsize)(parser->lexer.at - token->start));
	g_autofree char *brief = text_brief(rest);
	g_autofree char *message = g_strdup_printf(_("%s expected, not “%s”"), expected, brief);
	return refuse(parser, message);
}

static gboolean next_is(const struct parser *parser, enum token_kind kind)
{
	return parser->lexer.token.kind == kind;
}

static gboolean advance(struct parser *parser)
{
	return lexer_next(&parser->lexer);
}

static gboolean expect(struct parser *parser, enum token_kind kind, const char *what)
{
	if (!next_is(parser, kind))
		return refuse_token(parser, what) != NULL;
	return advance(parser);
}

static struct node *parse_or(struct parser *parser);

/* The words that stand for themselves; NULL without a finding when the token is none of them. */
static struct node *parse_literal(struct parser *parser)
{
	static const struct {
		enum token_kind token;
		enum node_kind node;
	} kinds[] = {
		{TOKEN_NUMBER, NODE_NUMBER},
		{TOKEN_TEXT, NODE_TEXT},
		{TOKEN_DAY, NODE_DAY},
		{TOKEN_YES, NODE_BOOL},
		{TOKEN_NO, NODE_BOOL},
		{TOKEN_NAME, NODE_NAME},
	};
	struct token *token = &parser->lexer.token;
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (kinds[i].token != token->kind)
			continue;
		g_autoptr(node_t) node = node_new(parser, kinds[i].node);
		node->number = token->kind == TOKEN_YES ? 1 : token->number;
		node->scale = token->scale;
		node->text = g_steal_pointer(&token->text);
		node->quoted = token->kind == TOKEN_TEXT;
		return advance(parser) ? g_steal_pointer(&node) : NULL;
	}
	return NULL;
}

static struct node *refuse_function(struct parser *parser, const struct node *name)
{
	const char *nearest = text_nearest(name->text, function_names());
	g_autofree char *all = g_strjoinv(", ", (char **)function_names());
	if (nearest)
		findings_add(parser->lexer.findings, SEVERITY_ERROR, name->place,
			_("there is no function “%s”; did you mean %s?"), name->text, nearest);
	else
		findings_add(parser->lexer.findings, SEVERITY_ERROR, name->place,
			_("there is no function “%s”; there are %s"), name->text, all);
	return NULL;
}

/* The arguments of the function that `name` names; the token is "(". */
static struct node *parse_call(struct parser *parser, struct node *name)
{
	g_autoptr(node_t) call = name;
	const struct function *function = function_find(call->text);
	if (!function)
		return refuse_function(parser, call);
	call->kind = NODE_CALL;
	call->call = function->call;
	do {
		if (!advance(parser))
			return NULL;
		struct node *argument = parse_or(parser);
		if (!argument)
			return NULL;
		node_add(call, argument);
	} while (next_is(parser, TOKEN_COMMA));
	if (!expect(parser, TOKEN_CLOSE, _("“)” or “,”")))
		return NULL;
	if (call->kid_count < function->least || call->kid_count > function->most) {
		findings_add(parser->lexer.findings, SEVERITY_ERROR, call->place,
			_("%s has %u arguments; it is written %s"), function->name, call->kid_count,
			function->usage);
		return NULL;
	}
	return g_steal_pointer(&call);
}

static struct node *parse_primary(struct parser *parser)
{
	if (next_is(parser, TOKEN_OPEN)) {
		if (!advance(parser))
			return NULL;
		g_autoptr(node_t) inner = parse_or(parser);
		if (!inner || !expect(parser, TOKEN_CLOSE, _("“)”")))
			return NULL;
		return g_steal_pointer(&inner);
	}
	guint errors = parser->lexer.findings->errors;
	struct node *literal = parse_literal(parser);
	if (!literal)
		return parser->lexer.findings->errors > errors
			       ? NULL
			       : refuse_token(parser, _("a value or a name"));
	if (literal->kind == NODE_NAME && next_is(parser, TOKEN_OPEN))
		return parse_call(parser, literal);
	return literal;
}

static struct node *parse_unary(struct parser *parser)
{
	if (!next_is(parser, TOKEN_MINUS))
		return parse_primary(parser);
	g_autoptr(node_t) minus = node_new(parser, NODE_NEGATE);
	if (!advance(parser))
		return NULL;
	struct node *operand = parse_primary(parser);
	if (!operand)
		return NULL;
	node_add(minus, operand);
	return g_steal_pointer(&minus);
}

/* a + b - c: a tree that leans to the left, so its height is watched. */
static struct node *parse_chain(struct parser *parser, struct node *(*part)(struct parser *),
	enum token_kind plus, enum node_kind plus_node, enum token_kind minus,
	enum node_kind minus_node)
{
	g_autoptr(node_t) left = part(parser);
	while (left && (next_is(parser, plus) || next_is(parser, minus))) {
		g_autoptr(node_t) node =
			node_new(parser, next_is(parser, plus) ? plus_node : minus_node);
		node_add(node, g_steal_pointer(&left));
		if (node->height > DEPTH_MOST)
			return refuse(parser,
				_("the expression is too long; split it over computed fields"));
		struct node *right = advance(parser) ? part(parser) : NULL;
		if (!right)
			return NULL;
		node_add(node, right);
		left = g_steal_pointer(&node);
	}
	return g_steal_pointer(&left);
}

static struct node *parse_term(struct parser *parser)
{
	return parse_chain(
		parser, parse_unary, TOKEN_STAR, NODE_MULTIPLY, TOKEN_STAR, NODE_MULTIPLY);
}

static struct node *parse_sum(struct parser *parser)
{
	return parse_chain(parser, parse_term, TOKEN_PLUS, NODE_ADD, TOKEN_MINUS, NODE_SUBTRACT);
}

static struct node *parse_list_item(struct parser *parser)
{
	g_autoptr(node_t) minus = NULL;
	if (next_is(parser, TOKEN_MINUS)) {
		minus = node_new(parser, NODE_NEGATE);
		if (!advance(parser))
			return NULL;
		if (!next_is(parser, TOKEN_NUMBER))
			return refuse_token(parser, _("a number"));
	}
	guint errors = parser->lexer.findings->errors;
	struct node *item = parse_literal(parser);
	if (!item)
		return parser->lexer.findings->errors > errors ? NULL
							       : refuse_token(parser, _("a value"));
	if (minus)
		item->number = -item->number;
	return item;
}

/* The token is "in". */
static struct node *parse_in(struct parser *parser, struct node *tested, gboolean negated)
{
	g_autoptr(node_t) node = node_new(parser, NODE_IN);
	node->negated = negated;
	node_add(node, tested);
	if (!advance(parser))
		return NULL;
	if (!next_is(parser, TOKEN_LIST_OPEN))
		return refuse_token(parser, _("“[” with the values"));
	do {
		struct node *item = advance(parser) ? parse_list_item(parser) : NULL;
		if (!item)
			return NULL;
		node_add(node, item);
	} while (next_is(parser, TOKEN_COMMA));
	if (!expect(parser, TOKEN_LIST_CLOSE, _("“]” or “,”")))
		return NULL;
	return g_steal_pointer(&node);
}

static struct node *parse_comparison(struct parser *parser)
{
	g_autoptr(node_t) left = parse_sum(parser);
	if (!left)
		return NULL;
	if (next_is(parser, TOKEN_IN))
		return parse_in(parser, g_steal_pointer(&left), FALSE);
	if (next_is(parser, TOKEN_NOT)) {
		if (!advance(parser))
			return NULL;
		if (!next_is(parser, TOKEN_IN))
			return refuse_token(parser, _("“in” after “not”"));
		return parse_in(parser, g_steal_pointer(&left), TRUE);
	}
	if (!next_is(parser, TOKEN_COMPARE))
		return g_steal_pointer(&left);
	g_autoptr(node_t) node = node_new(parser, NODE_COMPARE);
	node->compare = parser->lexer.token.compare;
	node_add(node, g_steal_pointer(&left));
	struct node *right = advance(parser) ? parse_sum(parser) : NULL;
	if (!right)
		return NULL;
	node_add(node, right);
	if (next_is(parser, TOKEN_COMPARE))
		return refuse(parser, _("join comparisons with “and”: a < b and b < c"));
	return g_steal_pointer(&node);
}

static struct node *parse_not(struct parser *parser)
{
	if (!next_is(parser, TOKEN_NOT))
		return parse_comparison(parser);
	g_autoptr(node_t) node = node_new(parser, NODE_NOT);
	struct node *operand = advance(parser) ? parse_comparison(parser) : NULL;
	if (!operand)
		return NULL;
	node_add(node, operand);
	return g_steal_pointer(&node);
}

/* a and b and c: one node with all parts. */
static struct node *parse_parts(struct parser *parser, struct node *(*part)(struct parser *),
	enum token_kind word, enum node_kind kind)
{
	g_autoptr(node_t) first = part(parser);
	if (!first || !next_is(parser, word))
		return g_steal_pointer(&first);
	g_autoptr(node_t) node = node_new(parser, kind);
	node_add(node, g_steal_pointer(&first));
	while (next_is(parser, word)) {
		struct node *more = advance(parser) ? part(parser) : NULL;
		if (!more)
			return NULL;
		node_add(node, more);
	}
	return g_steal_pointer(&node);
}

static struct node *parse_and(struct parser *parser)
{
	return parse_parts(parser, parse_not, TOKEN_AND, NODE_AND);
}

static struct node *parse_or(struct parser *parser)
{
	if (parser->depth >= DEPTH_MOST)
		return refuse(parser, _("the expression is nested more than 100 deep"));
	parser->depth++;
	struct node *node = parse_parts(parser, parse_and, TOKEN_OR, NODE_OR);
	parser->depth--;
	return node;
}

static struct node *parse_all(struct parser *parser)
{
	g_autoptr(node_t) root = advance(parser) ? parse_or(parser) : NULL;
	if (root && !next_is(parser, TOKEN_END))
		return refuse_token(parser, _("an operator or the end"));
	return g_steal_pointer(&root);
}

struct expr *expr_parse(const char *text, struct place place, struct findings *findings)
{
	struct parser parser = {
		.lexer = {.text = text, .at = text, .place = place, .findings = findings}};
	if (!g_utf8_validate(text, -1, NULL)) {
		findings_add(findings, SEVERITY_ERROR, place,
			_("the expression holds bytes that are not UTF-8"));
		return NULL;
	}
	if (strlen(text) > TEXT_MOST) {
		findings_add(findings, SEVERITY_ERROR, place,
			_("the expression is longer than %d bytes"), TEXT_MOST);
		return NULL;
	}
	struct node *root = parse_all(&parser);
	lexer_clear(&parser.lexer);
	if (!root)
		return NULL;
	struct expr *expr = g_new0(struct expr, 1);
	expr->root = root;
	expr->reads = g_ptr_array_new();
	return expr;
}
