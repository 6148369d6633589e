/* SPDX-License-Identifier: Apache-2.0 */
#include "report/syntax.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

struct parser {
	const GArray *chunks;
	guint at; /* the next chunk */
	enum syntax syntax;
	struct findings *findings;
	guint budget, depth;
	gboolean stop; /* too deep: what follows would be nonsense */
	/* the word that ended a block, and where */
	char *ended;
	struct place ended_place;
	struct scanner scanner; /* of the statement that ended it */
};

static void branch_free(gpointer data)
{
	struct branch *branch = data;
	term_free(branch->when);
	g_clear_pointer(&branch->steps, g_ptr_array_unref);
	g_free(branch);
}

void step_free(gpointer data)
{
	struct step *step = data;
	g_free(step->text);
	term_free(step->term);
	g_clear_pointer(&step->branches, g_ptr_array_unref);
	g_clear_pointer(&step->steps, g_ptr_array_unref);
	g_clear_pointer(&step->others, g_ptr_array_unref);
	g_clear_pointer(&step->figures, g_ptr_array_unref);
	g_clear_pointer(&step->by, g_ptr_array_unref);
	g_clear_pointer(&step->named, g_ptr_array_unref);
	g_free(step);
}

static struct step *step_new(GPtrArray *steps, enum step_kind kind, struct place place)
{
	struct step *step = g_new0(struct step, 1);
	step->kind = kind;
	step->place = place;
	g_ptr_array_add(steps, step);
	return step;
}

static void refuse(struct parser *parser, struct place place, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
static void refuse(struct parser *parser, struct place place, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	findings_add(parser->findings, SEVERITY_ERROR, place, "%s", message);
}

static gboolean at_end(struct parser *parser, struct scanner *scanner)
{
	if (scanner->kind == WORD_END)
		return !scanner->failed;
	refuse(parser, scanner->place,
		_("something too much stands here; the statement ends before it"));
	return FALSE;
}

static struct term *read_term(struct parser *parser, struct scanner *scanner)
{
	return scanner->failed ? NULL : term_parse(scanner, &parser->budget);
}

static gboolean is_name(const struct scanner *scanner, const char *name)
{
	return scanner->kind == WORD_NAME && strcmp(scanner->text, name) == 0;
}

static gboolean is_mark(const struct scanner *scanner, char mark)
{
	return scanner->kind == WORD_MARK && scanner->mark == mark;
}

static GPtrArray *read_steps(struct parser *parser);

/* Reads a block up to one of the words (NULL-ended list) and leaves the scanner after it. */
static GPtrArray *read_block(
	struct parser *parser, const char *opened, struct place place, const char *const *enders)
{
	if (++parser->depth > STEP_DEPTH_MOST) {
		if (!parser->stop)
			refuse(parser, place, _("statements are nested more than %d deep"),
				STEP_DEPTH_MOST);
		parser->stop = TRUE;
	}
	GPtrArray *steps = read_steps(parser);
	parser->depth--;
	if (parser->stop)
		return steps;
	if (!parser->ended) {
		refuse(parser, place, _("“%s” is never closed: “{%% end %%}” is missing"), opened);
		parser->stop = TRUE;
	} else if (!g_strv_contains(enders, parser->ended)) {
		refuse(parser, parser->ended_place, _("“%s” does not belong to “%s” of line %u"),
			parser->ended, opened, place.line);
	}
	return steps;
}

static gboolean block_ended_with(const struct parser *parser, const char *word)
{
	return !parser->stop && parser->ended && strcmp(parser->ended, word) == 0;
}

static void end_statement(struct parser *parser)
{
	at_end(parser, &parser->scanner);
}

static void read_if(
	struct parser *parser, struct scanner *scanner, GPtrArray *steps, struct place place)
{
	static const char *const enders[] = {"elif", "else", "end", NULL};
	static const char *const last[] = {"end", NULL};
	struct step *step = step_new(steps, STEP_IF, place);
	step->branches = g_ptr_array_new_with_free_func(branch_free);
	struct branch *branch = g_new0(struct branch, 1);
	g_ptr_array_add(step->branches, branch);
	branch->when = read_term(parser, scanner);
	if (branch->when)
		at_end(parser, scanner);
	branch->steps = read_block(parser, "if", place, enders);
	while (block_ended_with(parser, "elif") || block_ended_with(parser, "else")) {
		gboolean is_else = block_ended_with(parser, "else");
		branch = g_new0(struct branch, 1);
		g_ptr_array_add(step->branches, branch);
		if (!is_else)
			branch->when = read_term(parser, &parser->scanner);
		if (is_else || branch->when)
			end_statement(parser);
		branch->steps = read_block(parser, "if", place, is_else ? last : enders);
		if (is_else)
			break;
	}
	if (block_ended_with(parser, "end"))
		end_statement(parser);
}

/* A name that a template gives: for x, let x. */
static char *read_new_name(struct parser *parser, struct scanner *scanner)
{
	static const char *const reserved[] = {
		"and", "or", "not", "in", "yes", "no", "true", "false", "loop", "by", NULL};
	if (scanner->kind != WORD_NAME || g_strv_contains(reserved, scanner->text)) {
		refuse(parser, scanner->place, _("a new name is expected here"));
		return NULL;
	}
	char *name = g_steal_pointer(&scanner->text);
	return scanner_next(scanner) ? name : (g_free(name), NULL);
}

static void read_for(
	struct parser *parser, struct scanner *scanner, GPtrArray *steps, struct place place)
{
	static const char *const enders[] = {"else", "end", NULL};
	static const char *const last[] = {"end", NULL};
	struct step *step = step_new(steps, STEP_FOR, place);
	step->text = read_new_name(parser, scanner);
	if (step->text && !is_name(scanner, "in"))
		refuse(parser, scanner->place, _("“in” is expected here: for %s in …"), step->text);
	else if (step->text && scanner_next(scanner))
		step->term = read_term(parser, scanner);
	if (step->term)
		at_end(parser, scanner);
	step->steps = read_block(parser, "for", place, enders);
	if (block_ended_with(parser, "else")) {
		end_statement(parser);
		step->others = read_block(parser, "for", place, last);
	}
	if (block_ended_with(parser, "end"))
		end_statement(parser);
}

static void read_let(
	struct parser *parser, struct scanner *scanner, GPtrArray *steps, struct place place)
{
	struct step *step = step_new(steps, STEP_LET, place);
	step->text = read_new_name(parser, scanner);
	if (!step->text)
		return;
	if (scanner->kind != WORD_COMPARE || scanner->compare != COMPARE_EQUAL) {
		refuse(parser, scanner->place, _("“=” is expected here: let %s = …"), step->text);
		return;
	}
	if (scanner_next(scanner))
		step->term = read_term(parser, scanner);
	if (step->term)
		at_end(parser, scanner);
}

static void read_include(
	struct parser *parser, struct scanner *scanner, GPtrArray *steps, struct place place)
{
	struct step *step = step_new(steps, STEP_INCLUDE, place);
	if (scanner->kind != WORD_TEXT) {
		refuse(parser, scanner->place,
			_("the name of a template in quotes is expected: include \"name\""));
		return;
	}
	const char *name = scanner->text;
	if (*name == '\0' || strlen(name) > 60 ||
		name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_")]) {
		g_autofree char *brief = text_brief(name);
		refuse(parser, scanner->place,
			_("“%s” cannot name a template: only small letters, digits, - and _, at "
			  "most 60"),
			brief);
		return;
	}
	step->text = g_steal_pointer(&scanner->text);
	if (scanner_next(scanner))
		at_end(parser, scanner);
}

/* , name: value … up to the end; reads them as the arguments of a call would be. */
static void read_named(struct parser *parser, struct scanner *scanner, struct step *step)
{
	while (is_mark(scanner, ',')) {
		if (!scanner_next(scanner))
			return;
		if (scanner->kind != WORD_NAME) {
			refuse(parser, scanner->place, _("a name is expected here"));
			return;
		}
		struct place place = scanner->place;
		g_autofree char *name = g_steal_pointer(&scanner->text);
		if (!scanner_next(scanner))
			return;
		if (!is_mark(scanner, ':')) {
			if (!step->by || step->named) {
				refuse(parser, scanner->place, _("“:” is expected after “%s”"),
					name);
				return;
			}
			g_ptr_array_add(step->by, g_steal_pointer(&name));
			continue;
		}
		struct term *value = scanner_next(scanner) ? read_term(parser, scanner) : NULL;
		if (!value)
			return;
		if (!step->named)
			step->named = arguments_new();
		arguments_add(step->named, name, place, value);
	}
	at_end(parser, scanner);
}

static void read_appendix(
	struct parser *parser, struct scanner *scanner, GPtrArray *steps, struct place place)
{
	static const char *const last[] = {"end", NULL};
	struct step *step = step_new(steps, STEP_APPENDIX, place);
	step->term = read_term(parser, scanner);
	if (step->term)
		read_named(parser, scanner, step);
	step->steps = read_block(parser, "appendix", place, last);
	if (block_ended_with(parser, "end"))
		end_statement(parser);
}

static void read_table(
	struct parser *parser, struct scanner *scanner, GPtrArray *steps, struct place place)
{
	struct step *step = step_new(steps, STEP_TABLE, place);
	step->figures = g_ptr_array_new_with_free_func(term_free);
	step->by = g_ptr_array_new_with_free_func(g_free);
	for (;;) {
		struct term *figure = read_term(parser, scanner);
		if (!figure)
			return;
		g_ptr_array_add(step->figures, figure);
		if (!is_mark(scanner, ','))
			break;
		if (!scanner_next(scanner))
			return;
	}
	if (!is_name(scanner, "by")) {
		refuse(parser, scanner->place,
			_("“by” and a dimension are expected: table … by host"));
		return;
	}
	if (!scanner_next(scanner))
		return;
	if (scanner->kind != WORD_NAME) {
		refuse(parser, scanner->place, _("a dimension is expected after “by”"));
		return;
	}
	g_ptr_array_add(step->by, g_steal_pointer(&scanner->text));
	if (scanner_next(scanner))
		read_named(parser, scanner, step);
}

static const struct statement {
	const char *name;
	enum syntax syntax; /* the narrowest that allows it */
	void (*read)(struct parser *, struct scanner *, GPtrArray *, struct place);
} statements[] = {
	{"if", SYNTAX_NARRATIVE, read_if},
	{"for", SYNTAX_TEXT, read_for},
	{"let", SYNTAX_TEXT, read_let},
	{"table", SYNTAX_TEMPLATE, read_table},
	{"include", SYNTAX_TEMPLATE, read_include},
	{"appendix", SYNTAX_TEMPLATE, read_appendix},
};

static gboolean is_ender(const char *name)
{
	static const char *const enders[] = {"elif", "else", "end", NULL};
	return g_strv_contains(enders, name);
}

static void refuse_statement(struct parser *parser, const struct scanner *scanner)
{
	static const char *const names[] = {
		"if", "for", "let", "table", "include", "appendix", "elif", "else", "end", NULL};
	g_autofree char *brief = text_brief(scanner->text);
	const char *nearest = text_nearest(scanner->text, names);
	if (nearest)
		refuse(parser, scanner->place, _("unknown statement “%s”; did you mean “%s”?"),
			brief, nearest);
	else
		refuse(parser, scanner->place,
			_("unknown statement “%s”; there are if, for, let, table, include and "
			  "appendix"),
			brief);
}

static void read_statement(struct parser *parser, struct scanner *scanner, GPtrArray *steps)
{
	struct place place = scanner->place;
	const struct statement *statement = NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(statements) && !statement; i++)
		if (strcmp(statements[i].name, scanner->text) == 0)
			statement = &statements[i];
	if (!statement) {
		refuse_statement(parser, scanner);
		return;
	}
	if (parser->syntax > statement->syntax)
		refuse(parser, place, _("“%s” cannot stand in a text like this one"),
			statement->name);
	if (!scanner_next(scanner))
		return;
	statement->read(parser, scanner, steps, place);
}

static void read_print(struct parser *parser, const struct chunk *chunk, GPtrArray *steps)
{
	struct scanner scanner;
	scanner_start(&scanner, chunk, parser->findings);
	if (scanner_next(&scanner)) {
		if (scanner.kind == WORD_END) {
			refuse(parser, chunk->place, _("“{{ }}” holds nothing"));
		} else {
			struct step *step = step_new(steps, STEP_PRINT, scanner.place);
			step->term = read_term(parser, &scanner);
			if (step->term)
				at_end(parser, &scanner);
		}
	}
	scanner_clear(&scanner);
}

static void keep_end(struct parser *parser, struct scanner *scanner)
{
	g_free(parser->ended);
	parser->ended = g_steal_pointer(&scanner->text);
	parser->ended_place = scanner->place;
	scanner_clear(&parser->scanner);
	parser->scanner = *scanner;
	scanner_next(&parser->scanner);
}

/* Steps up to the end or to a statement that ends a block, which is kept in `ended`. */
static GPtrArray *read_steps(struct parser *parser)
{
	GPtrArray *steps = g_ptr_array_new_with_free_func(step_free);
	g_clear_pointer(&parser->ended, g_free);
	while (!parser->stop && parser->at < parser->chunks->len) {
		const struct chunk *chunk =
			&g_array_index(parser->chunks, struct chunk, parser->at++);
		if (chunk->kind == CHUNK_TEXT) {
			step_new(steps, STEP_TEXT, chunk->place)->text =
				g_strndup(chunk->start, chunk->length);
			continue;
		}
		if (chunk->kind == CHUNK_PRINT) {
			read_print(parser, chunk, steps);
			continue;
		}
		struct scanner scanner;
		scanner_start(&scanner, chunk, parser->findings);
		if (!scanner_next(&scanner))
			continue;
		if (scanner.kind == WORD_NAME && is_ender(scanner.text)) {
			keep_end(parser, &scanner);
			return steps;
		}
		if (scanner.kind == WORD_NAME)
			read_statement(parser, &scanner, steps);
		else
			refuse(parser, scanner.place,
				_("a statement begins with its name: if, for, let …"));
		scanner_clear(&scanner);
	}
	g_clear_pointer(&parser->ended, g_free);
	return steps;
}

GPtrArray *steps_parse(
	struct place start, const char *text, enum syntax syntax, struct findings *findings)
{
	g_autoptr(GArray) chunks = chunks_read(start, text, findings);
	struct parser parser = {
		.chunks = chunks, .syntax = syntax, .findings = findings, .budget = TERMS_MOST};
	GPtrArray *steps = read_steps(&parser);
	while (parser.ended) {
		refuse(&parser, parser.ended_place, _("“%s” closes nothing"), parser.ended);
		g_autoptr(GPtrArray) more = read_steps(&parser);
		g_ptr_array_extend_and_steal(steps, g_steal_pointer(&more));
	}
	scanner_clear(&parser.scanner);
	g_free(parser.ended);
	return steps;
}
