/* SPDX-License-Identifier: Apache-2.0 */
#include "report/syntax.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

struct parser {
	struct scanner *scanner;
	guint *budget; /* terms that may still be made */
	guint depth;
};

static void argument_free(gpointer data)
{
	struct argument *argument = data;
	g_free(argument->name);
	term_free(argument->value);
	g_free(argument);
}

GPtrArray *arguments_new(void)
{
	return g_ptr_array_new_with_free_func(argument_free);
}

void arguments_add(GPtrArray *arguments, const char *name, struct place place, struct term *value)
{
	struct argument *argument = g_new0(struct argument, 1);
	argument->name = g_strdup(name);
	argument->place = place;
	argument->value = value;
	g_ptr_array_add(arguments, argument);
}

void term_free(gpointer data)
{
	struct term *term = data;
	if (!term)
		return;
	g_free(term->text);
	g_strfreev(term->words);
	g_clear_pointer(&term->kids, g_ptr_array_unref);
	g_clear_pointer(&term->named, g_ptr_array_unref);
	g_free(term);
}
typedef struct term term_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(term_t, term_free)

static struct term *term_new(struct parser *parser, enum term_kind kind, struct place place)
{
	struct term *term = g_new0(struct term, 1);
	term->kind = kind;
	term->place = place;
	if (*parser->budget > 0)
		(*parser->budget)--;
	return term;
}

static void add_kid(struct term *term, struct term *kid)
{
	if (!term->kids)
		term->kids = g_ptr_array_new_with_free_func(term_free);
	g_ptr_array_add(term->kids, kid);
	term->height = MAX(term->height, kid->height + 1);
}

static gpointer refuse(struct parser *parser, const char *format, ...) G_GNUC_PRINTF(2, 3);
static gpointer refuse(struct parser *parser, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	findings_add(
		parser->scanner->findings, SEVERITY_ERROR, parser->scanner->place, "%s", message);
	return NULL;
}

static gboolean is_mark(const struct parser *parser, char mark)
{
	return parser->scanner->kind == WORD_MARK && parser->scanner->mark == mark;
}

static gboolean is_name(const struct parser *parser, const char *name)
{
	return parser->scanner->kind == WORD_NAME && strcmp(parser->scanner->text, name) == 0;
}

static gboolean next(struct parser *parser)
{
	return scanner_next(parser->scanner);
}

/* What stands there, for messages; caller frees. */
static char *what_stands(const struct scanner *scanner)
{
	switch (scanner->kind) {
	case WORD_END:
		return g_strdup(_("the end"));
	case WORD_MARK:
		return g_strdup_printf("“%c”", scanner->mark);
	case WORD_NAME:
	case WORD_TEXT: {
		g_autofree char *brief = text_brief(scanner->text);
		return g_strdup_printf("“%s”", brief);
	}
	case WORD_NUMBER:
		return g_strdup(_("a number"));
	case WORD_DAY:
		return g_strdup(_("a date"));
	case WORD_COMPARE:
		return g_strdup(_("a comparison"));
	}
	return g_strdup("");
}

static gboolean expect(struct parser *parser, char mark)
{
	if (is_mark(parser, mark))
		return next(parser);
	g_autofree char *there = what_stands(parser->scanner);
	refuse(parser, _("“%c” is expected here, not %s"), mark, there);
	return FALSE;
}

static struct term *parse_or(struct parser *parser);

/* The reserved words cannot be names of anything. */
static gboolean is_reserved(const char *word)
{
	static const char *const words[] = {
		"and", "or", "not", "in", "yes", "no", "true", "false", NULL};
	return g_strv_contains(words, word);
}

/* After the opening bracket: values and `name: value` up to the closing one. */
static gboolean parse_argument(struct parser *parser, struct term *call)
{
	struct scanner ahead = *parser->scanner;
	while (ahead.at < ahead.end && g_ascii_isspace(*ahead.at))
		ahead.at++;
	gboolean is_named = ahead.kind == WORD_NAME && ahead.at < ahead.end && *ahead.at == ':';
	if (!is_named) {
		if (call->named)
			return refuse(parser, _("an argument without a name cannot follow one with "
						"a name")) != NULL;
		struct term *value = parse_or(parser);
		if (value)
			add_kid(call, value);
		return value != NULL;
	}
	struct place place = parser->scanner->place;
	g_autofree char *name = g_strdup(parser->scanner->text);
	struct term *value = next(parser) && next(parser) ? parse_or(parser) : NULL;
	if (!value)
		return FALSE;
	if (!call->named)
		call->named = arguments_new();
	arguments_add(call->named, name, place, value);
	call->height = MAX(call->height, value->height + 1);
	return TRUE;
}

static gboolean parse_arguments(struct parser *parser, struct term *call)
{
	if (is_mark(parser, ')'))
		return next(parser);
	for (;;) {
		if (!parse_argument(parser, call))
			return FALSE;
		if (is_mark(parser, ')'))
			return next(parser);
		if (!expect(parser, ','))
			return FALSE;
	}
}

static struct term *parse_list(struct parser *parser)
{
	g_autoptr(term_t) list = term_new(parser, TERM_LIST, parser->scanner->place);
	list->kids = g_ptr_array_new_with_free_func(term_free);
	if (!next(parser))
		return NULL;
	while (!is_mark(parser, ']')) {
		struct term *item = parse_or(parser);
		if (!item)
			return NULL;
		add_kid(list, item);
		if (!is_mark(parser, ']') && !expect(parser, ','))
			return NULL;
	}
	return next(parser) ? g_steal_pointer(&list) : NULL;
}

static gboolean take_member(struct parser *parser)
{
	if (!next(parser))
		return FALSE;
	if (parser->scanner->kind == WORD_NAME)
		return TRUE;
	refuse(parser, _("a name is expected after “.”"));
	return FALSE;
}

/* name{.name}[(arguments)] */
static struct term *parse_path(struct parser *parser)
{
	g_autoptr(term_t) path = term_new(parser, TERM_PATH, parser->scanner->place);
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(words, g_strdup(parser->scanner->text));
	if (is_reserved(parser->scanner->text))
		return refuse(parser, _("“%s” cannot stand here"), parser->scanner->text);
	gboolean sound = next(parser);
	while (sound && is_mark(parser, '.')) {
		if (words->len == TERM_DEPTH_MOST)
			return refuse(parser, _("too many names in a row"));
		sound = take_member(parser);
		if (sound) {
			g_ptr_array_add(words, g_strdup(parser->scanner->text));
			sound = next(parser);
		}
	}
	g_ptr_array_add(words, NULL);
	path->words = (char **)g_ptr_array_free(g_steal_pointer(&words), FALSE);
	if (sound && is_mark(parser, '(')) {
		path->kind = TERM_CALL;
		path->kids = g_ptr_array_new_with_free_func(term_free);
		sound = next(parser) && parse_arguments(parser, path);
	}
	return sound ? g_steal_pointer(&path) : NULL;
}

static struct term *parse_literal(struct parser *parser)
{
	static const enum term_kind kinds[] = {
		[WORD_NUMBER] = TERM_NUMBER, [WORD_TEXT] = TERM_TEXT, [WORD_DAY] = TERM_DAY};
	struct scanner *scanner = parser->scanner;
	g_autoptr(term_t) term = term_new(parser, kinds[scanner->kind], scanner->place);
	term->number = scanner->number;
	term->scale = scanner->kind == WORD_NUMBER ? scanner->scale : 0;
	if (scanner->kind == WORD_TEXT)
		term->text = g_steal_pointer(&scanner->text);
	return next(parser) ? g_steal_pointer(&term) : NULL;
}

static struct term *parse_primary(struct parser *parser)
{
	struct scanner *scanner = parser->scanner;
	if (scanner->kind == WORD_NUMBER || scanner->kind == WORD_TEXT || scanner->kind == WORD_DAY)
		return parse_literal(parser);
	if (is_name(parser, "yes") || is_name(parser, "no") || is_name(parser, "true") ||
		is_name(parser, "false")) {
		g_autoptr(term_t) term = term_new(parser, TERM_BOOL, scanner->place);
		term->number = is_name(parser, "yes") || is_name(parser, "true");
		return next(parser) ? g_steal_pointer(&term) : NULL;
	}
	if (scanner->kind == WORD_NAME)
		return parse_path(parser);
	if (is_mark(parser, '['))
		return parse_list(parser);
	if (is_mark(parser, '(')) {
		if (!next(parser))
			return NULL;
		g_autoptr(term_t) inner = parse_or(parser);
		return inner && expect(parser, ')') ? g_steal_pointer(&inner) : NULL;
	}
	g_autofree char *there = what_stands(scanner);
	return refuse(parser, _("a value is expected here, not %s"), there);
}

static struct term *parse_postfix(struct parser *parser)
{
	g_autoptr(term_t) term = parse_primary(parser);
	for (guint depth = 0; term && is_mark(parser, '.'); depth++) {
		if (depth == TERM_DEPTH_MOST)
			return refuse(parser, _("too many names in a row"));
		struct term *member = term_new(parser, TERM_MEMBER, parser->scanner->place);
		add_kid(member, g_steal_pointer(&term));
		term = member;
		if (!take_member(parser))
			return NULL;
		member->text = g_strdup(parser->scanner->text);
		if (!next(parser))
			return NULL;
	}
	return g_steal_pointer(&term);
}

static struct term *parse_unary(struct parser *parser)
{
	if (!is_mark(parser, '-'))
		return parse_postfix(parser);
	g_autoptr(term_t) minus = term_new(parser, TERM_NEGATE, parser->scanner->place);
	if (++parser->depth > TERM_DEPTH_MOST)
		return refuse(parser, _("the expression is nested too deeply"));
	struct term *kid = next(parser) ? parse_unary(parser) : NULL;
	parser->depth--;
	if (!kid)
		return NULL;
	add_kid(minus, kid);
	return g_steal_pointer(&minus);
}

/* A chain of one level: long chains grow to the left, so their length is bounded too. */
typedef struct term *level_parser(struct parser *parser);

static gboolean is_operator(const struct parser *parser, enum term_kind kind)
{
	switch (kind) {
	case TERM_MULTIPLY:
		return is_mark(parser, '*');
	case TERM_ADD:
		return is_mark(parser, '+') || is_mark(parser, '-');
	case TERM_AND:
		return is_name(parser, "and");
	default:
		return is_name(parser, "or");
	}
}

static struct term *parse_chain(struct parser *parser, enum term_kind kind, level_parser *below)
{
	g_autoptr(term_t) left = below(parser);
	for (guint length = 0; left && is_operator(parser, kind); length++) {
		if (length == TERM_DEPTH_MOST)
			return refuse(parser, _("the expression is too long"));
		struct term *both = term_new(parser, kind, parser->scanner->place);
		if (is_mark(parser, '-'))
			both->kind = TERM_SUBTRACT;
		add_kid(both, g_steal_pointer(&left));
		left = both;
		struct term *right = next(parser) ? below(parser) : NULL;
		if (!right)
			return NULL;
		add_kid(both, right);
	}
	return g_steal_pointer(&left);
}

static struct term *parse_product(struct parser *parser)
{
	return parse_chain(parser, TERM_MULTIPLY, parse_unary);
}

static struct term *parse_sum(struct parser *parser)
{
	return parse_chain(parser, TERM_ADD, parse_product);
}

/* After the left side: [not] in … */
static struct term *parse_in(struct parser *parser, struct term *left)
{
	g_autoptr(term_t) in = term_new(parser, TERM_IN, parser->scanner->place);
	add_kid(in, left);
	in->negated = is_name(parser, "not");
	if (in->negated && !next(parser))
		return NULL;
	if (!is_name(parser, "in"))
		return refuse(parser, _("“in” is expected after “not”"));
	struct term *right = next(parser) ? parse_sum(parser) : NULL;
	if (!right)
		return NULL;
	add_kid(in, right);
	return g_steal_pointer(&in);
}

static struct term *parse_comparison(struct parser *parser)
{
	g_autoptr(term_t) left = parse_sum(parser);
	if (!left)
		return NULL;
	if (is_name(parser, "in") || is_name(parser, "not"))
		return parse_in(parser, g_steal_pointer(&left));
	if (parser->scanner->kind != WORD_COMPARE)
		return g_steal_pointer(&left);
	g_autoptr(term_t) both = term_new(parser, TERM_COMPARE, parser->scanner->place);
	both->compare = parser->scanner->compare;
	add_kid(both, g_steal_pointer(&left));
	struct term *right = next(parser) ? parse_sum(parser) : NULL;
	if (!right)
		return NULL;
	add_kid(both, right);
	if (parser->scanner->kind == WORD_COMPARE)
		return refuse(parser, _("two comparisons in a row: join them with “and”"));
	return g_steal_pointer(&both);
}

static struct term *parse_not(struct parser *parser)
{
	if (!is_name(parser, "not"))
		return parse_comparison(parser);
	g_autoptr(term_t) not = term_new(parser, TERM_NOT, parser->scanner->place);
	if (++parser->depth > TERM_DEPTH_MOST)
		return refuse(parser, _("the expression is nested too deeply"));
	struct term *kid = next(parser) ? parse_not(parser) : NULL;
	parser->depth--;
	if (!kid)
		return NULL;
	add_kid(not, kid);
	return g_steal_pointer(&not );
}

static struct term *parse_and(struct parser *parser)
{
	return parse_chain(parser, TERM_AND, parse_not);
}

static struct term *parse_or(struct parser *parser)
{
	if (*parser->budget == 0)
		return refuse(
			parser, _("the template is too large: more than %d values"), TERMS_MOST);
	if (++parser->depth > TERM_DEPTH_MOST)
		return refuse(parser, _("the expression is nested too deeply"));
	g_autoptr(term_t) term = parse_chain(parser, TERM_OR, parse_and);
	parser->depth--;
	if (term && term->height > TERM_DEPTH_MOST)
		return refuse(parser, _("the expression is nested too deeply"));
	return g_steal_pointer(&term);
}

struct term *term_parse(struct scanner *scanner, guint *budget)
{
	struct parser parser = {scanner, budget, 0};
	return parse_or(&parser);
}
