/* SPDX-License-Identifier: Apache-2.0 */
#include "check/grammar.h"
#include "check/tables.h"

#include <stdlib.h>
#include <string.h>

static const char *const form_names[FORMS] = {
	[FORM_DAY] = "day",
	[FORM_MONTH] = "month",
	[FORM_QUARTER] = "quarter",
	[FORM_MONTHS] = "months",
	[FORM_YEAR] = "year",
	[FORM_STAGE] = "stage",
	[FORM_CUTOFF] = "cutoff",
	[FORM_SPAN] = "span",
	[FORM_SERIES] = "series",
	[FORM_SHARE] = "share",
};

enum step_kind { STEP_WORD, STEP_MARK, STEP_NUMBER, STEP_ROMAN, STEP_CLASS, STEP_CHOICE };

struct step {
	enum step_kind kind;
	guint32 key;         /* a word, a mark, a class */
	guint least, most;   /* digits */
	gint8 name;          /* the letter that finds it, from 0; -1 = none */
	gboolean optional;
	GPtrArray *choices;  /* of a choice: GArray * of struct step; borrowed from the grammar */
};

struct pattern {
	enum form form;
	GArray *steps; /* borrowed */
};

struct grammar {
	GPtrArray *sequences; /* owns every GArray * of struct step */
	GPtrArray *groups;    /* owns every GPtrArray * of choices */
	GHashTable *macros;   /* name → GPtrArray * of sequences; its names borrowed from forms or text */
	GPtrArray *patterns;  /* struct pattern * */
	guint64 *first;       /* by word: 1 << i where pattern i begins with it */
	guint words;
	guint64 numbers, romans;  /* … with a number; with a Roman number */
	guint64 classes[LEXEMES]; /* … with a phrase of a class */
	GArray *used;             /* guint: those classes of which there is any */
	struct wordbook *table;
	GStringChunk *texts;
};

static GArray *sequence_new(struct grammar *grammar)
{
	GArray *sequence = g_array_new(FALSE, FALSE, sizeof(struct step));
	g_ptr_array_add(grammar->sequences, sequence);
	return sequence;
}

static GPtrArray *group_new(struct grammar *grammar)
{
	GPtrArray *group = g_ptr_array_new();
	g_ptr_array_add(grammar->groups, group);
	return group;
}

static const char *read_sequence(struct grammar *grammar, const char *at, GArray *sequence);

/* "a | b]": the choices of a group, up to its end. */
static const char *read_group(
	struct grammar *grammar, const char *at, char end, gboolean optional, GArray *sequence)
{
	struct step step = {.kind = STEP_CHOICE, .name = -1, .optional = optional};
	step.choices = group_new(grammar);
	do {
		GArray *choice = sequence_new(grammar);
		g_ptr_array_add(step.choices, choice);
		at = read_sequence(grammar, at + 1, choice);
	} while (*at == '|');
	if (*at != end)
		g_error("grammar.tsv: a group does not end at “%s”", at);
	g_array_append_val(sequence, step);
	return at + 1;
}

/* "d#1-2": digits; "q^": a number in digits or Roman. */
static void read_number(struct grammar *grammar, const char *text, struct step *step)
{
	(void)grammar;
	if (g_ascii_islower(*text) && (text[1] == '#' || text[1] == '^'))
		step->name = (gint8)(*text++ - 'a');
	step->kind = *text == '^' ? STEP_ROMAN : STEP_NUMBER;
	step->least = step->most = (guint)strtoul(text + 1, NULL, 10);
	const char *dash = strchr(text, '-');
	if (dash)
		step->most = (guint)strtoul(dash + 1, NULL, 10);
	if (step->most == 0)
		step->most = 20;
}

static enum lexeme class_named(const char *name)
{
	static const struct {
		const char *name;
		enum lexeme class;
	} used[] = {{"stage", LEXEME_STAGE}, {"unit", LEXEME_UNIT}, {"numeral", LEXEME_NUMERAL}};
	for (guint i = 0; i < G_N_ELEMENTS(used); i++)
		if (strcmp(used[i].name, name) == 0)
			return used[i].class;
	g_error("grammar.tsv: no class <%s>", name);
}

static void read_atom(struct grammar *grammar, const char *text, GArray *sequence)
{
	struct step step = {.name = -1};
	gsize length = strlen(text);
	gunichar first = g_utf8_get_char(text);
	if (*text == '@') {
		step.kind = STEP_CHOICE;
		step.choices = g_hash_table_lookup(grammar->macros, text + 1);
		if (!step.choices)
			g_error("grammar.tsv: %s is not known before it is used", text);
	} else if (*text == '<' && text[length - 1] == '>') {
		g_autofree char *name = g_strndup(text + 1, length - 2);
		step.kind = STEP_CLASS;
		step.key = class_named(name);
	} else if (strpbrk(text, "#^")) {
		read_number(grammar, text, &step);
	} else if (g_unichar_isalpha(first)) {
		step.kind = STEP_WORD;
		step.key = wordbook_add(grammar->table, text, length);
	} else {
		step.kind = STEP_MARK;
		step.key = first;
	}
	g_array_append_val(sequence, step);
}

/* Up to the end, or to what ends a group or a choice. */
static const char *read_sequence(struct grammar *grammar, const char *at, GArray *sequence)
{
	for (;;) {
		while (*at == ' ')
			at++;
		if (*at == '\0' || *at == ']' || *at == ')' || *at == '|')
			return at;
		if (*at == '[' || *at == '(') {
			at = read_group(grammar, at, *at == '[' ? ']' : ')', *at == '[', sequence);
			continue;
		}
		gsize length = strcspn(at, " ])|");
		g_autofree char *atom = g_strndup(at, length);
		read_atom(grammar, atom, sequence);
		at += length;
	}
}

static void add_pattern(struct grammar *grammar, const char *name, const char *text)
{
	GArray *steps = sequence_new(grammar);
	if (*read_sequence(grammar, text, steps) != '\0')
		g_error("grammar.tsv: “%s” has an end too many", text);
	GPtrArray *macro = g_hash_table_lookup(grammar->macros, name);
	if (!macro) {
		macro = group_new(grammar);
		g_hash_table_insert(grammar->macros,
			g_string_chunk_insert_const(grammar->texts, name), macro);
	}
	g_ptr_array_add(macro, steps);
	for (guint i = 0; i < FORMS; i++)
		if (strcmp(form_names[i], name) == 0) {
			struct pattern *pattern = g_new(struct pattern, 1);
			*pattern = (struct pattern){.form = (enum form)i, .steps = steps};
			g_ptr_array_add(grammar->patterns, pattern);
		}
}

/* Marks every word that a sequence may begin with; whether it may also be empty. */
static gboolean mark_first(struct grammar *grammar, const GArray *steps, guint64 bit)
{
	for (guint i = 0; i < steps->len; i++) {
		const struct step *step = &g_array_index(steps, struct step, i);
		gboolean skipped = step->optional;
		switch (step->kind) {
		case STEP_WORD:
			grammar->first[step->key] |= bit;
			break;
		case STEP_CHOICE:
			for (guint j = 0; j < step->choices->len; j++)
				skipped |= mark_first(grammar, step->choices->pdata[j], bit);
			break;
		case STEP_CLASS:
			grammar->classes[step->key] |= bit;
			break;
		case STEP_ROMAN:
			grammar->romans |= bit;
			grammar->numbers |= bit;
			break;
		case STEP_NUMBER:
			grammar->numbers |= bit;
			break;
		case STEP_MARK:
			break;
		}
		if (!skipped)
			return FALSE;
	}
	return TRUE;
}

static void free_group(gpointer group)
{
	g_ptr_array_unref(group);
}

static void free_sequence(gpointer sequence)
{
	g_array_unref(sequence);
}

struct grammar *grammar_new(struct wordbook *words)
{
	struct grammar *grammar = g_new0(struct grammar, 1);
	grammar->table = words;
	grammar->sequences = g_ptr_array_new_with_free_func(free_sequence);
	grammar->groups = g_ptr_array_new_with_free_func(free_group);
	grammar->macros = g_hash_table_new(g_str_hash, g_str_equal);
	grammar->patterns = g_ptr_array_new_with_free_func(g_free);
	grammar->texts = g_string_chunk_new(1024);
	grammar->used = g_array_new(FALSE, FALSE, sizeof(guint));
	gsize length;
	const char *text = tables_get("grammar.tsv", &length);
	g_autofree char *copy = g_strndup(text, length);
	g_auto(GStrv) lines = g_strsplit(copy, "\n", -1);
	for (char **line = lines; *line; line++) {
		char *tab = strchr(*line, '\t');
		if (**line == '#' || !tab)
			continue;
		*tab = '\0';
		add_pattern(grammar, *line, tab + 1);
	}
	g_assert(grammar->patterns->len <= 64); /* bits of `first` */
	grammar->words = wordbook_count(words);
	grammar->first = g_new0(guint64, grammar->words);
	for (guint i = 0; i < grammar->patterns->len; i++) {
		const struct pattern *pattern = grammar->patterns->pdata[i];
		mark_first(grammar, pattern->steps, (guint64)1 << i);
	}
	for (word_t word = 1; word < grammar->words; word++)
		if (grammar->first[word])
			wordbook_begin(words, word, BEGINS_GRAMMAR);
	for (guint i = 0; i < LEXEMES; i++)
		if (grammar->classes[i])
			g_array_append_val(grammar->used, i);
	return grammar;
}

void grammar_free(struct grammar *grammar)
{
	if (!grammar)
		return;
	g_ptr_array_unref(grammar->sequences);
	g_ptr_array_unref(grammar->groups);
	g_hash_table_unref(grammar->macros);
	g_ptr_array_unref(grammar->patterns);
	g_string_chunk_free(grammar->texts);
	g_free(grammar->first);
	g_array_unref(grammar->used);
	g_free(grammar);
}

static guint roman_value(const char *text, gsize length)
{
	static const char letters[] = "ivxlc";
	static const guint values[] = {1, 5, 10, 50, 100};
	guint sum = 0, last = 0;
	if (length > 7)
		return 0;
	for (gsize i = length; i-- > 0;) {
		const char *found = strchr(letters, text[i]);
		if (!found || !text[i])
			return 0;
		guint value = values[found - letters];
		sum = value < last ? sum - value : sum + value;
		last = MAX(last, value);
	}
	return sum;
}

guint grammar_number(const struct wordbook *words, const struct token *token)
{
	const struct word *word;
	switch (token->kind) {
	case TOKEN_NUMBER:
		word = wordbook_get(words, token->word);
		if (token->length > 9 || strspn(word->text, "0123456789") < word->length)
			return 0;
		return (guint)strtoul(word->text, NULL, 10);
	case TOKEN_WORD:
		word = wordbook_get(words, token->word);
		if (!(token->flags & TOKEN_CAPITAL) ||
			!(token->flags & TOKEN_UPPER || word->length == 1))
			return 0;
		return roman_value(word->text, word->length);
	default:
		return 0;
	}
}

struct matcher {
	const struct lexicon *lexicon;
	const struct wordbook *words;
	const struct token *tokens;
	guint count;
	struct match *match;
};

/* What follows a sequence that is being matched. */
struct rest {
	const GArray *steps;
	guint at;
	const struct rest *next;
};

static guint match_rest(const struct matcher *matcher, guint at, const struct rest *rest);

static guint match_choice(
	const struct matcher *matcher, const struct step *step, guint at, const struct rest *rest)
{
	guint best = 0;
	struct match found = *matcher->match, before = found;
	for (guint i = 0; i < step->choices->len; i++) {
		struct rest inner = {.steps = step->choices->pdata[i], .next = rest};
		*matcher->match = before;
		guint end = match_rest(matcher, at, &inner);
		if (end > best) {
			best = end;
			found = *matcher->match;
		}
	}
	*matcher->match = before;
	guint end = step->optional ? match_rest(matcher, at, rest) : 0;
	if (best >= end)
		*matcher->match = found;
	return MAX(best, end);
}

/* How many tokens one step takes, 0 = it does not fit. */
static guint match_step(const struct matcher *matcher, const struct step *step, guint at)
{
	const struct token *token = &matcher->tokens[at];
	guint value;
	switch (step->kind) {
	case STEP_WORD:
		return token->kind == TOKEN_WORD && token->word == step->key ? 1 : 0;
	case STEP_MARK:
		return token_is_mark(token, step->key) ? 1 : 0;
	case STEP_NUMBER:
		value = token->length;
		return token->kind == TOKEN_NUMBER && value >= step->least && value <= step->most &&
				       (step->most > 4 || grammar_number(matcher->words, token) ||
					       value < 3)
			       ? 1
			       : 0;
	case STEP_ROMAN:
		value = grammar_number(matcher->words, token);
		return value > 0 && value < 40 ? 1 : 0;
	case STEP_CLASS:
		return lexicon_match(matcher->lexicon, token, matcher->count - at,
			(enum lexeme)step->key, NULL);
	case STEP_CHOICE:
		break;
	}
	return 0;
}

/* Where the match ends: a number of tokens and one, so that 0 says that there is none. */
static guint match_rest(const struct matcher *matcher, guint at, const struct rest *rest)
{
	while (rest && rest->at == rest->steps->len)
		rest = rest->next;
	if (!rest)
		return at + 1;
	const struct step *step = &g_array_index(rest->steps, struct step, rest->at);
	struct rest next = {.steps = rest->steps, .at = rest->at + 1, .next = rest->next};
	if (step->kind == STEP_CHOICE)
		return match_choice(matcher, step, at, &next);
	if (at >= matcher->count)
		return 0;
	guint taken = match_step(matcher, step, at);
	if (!taken)
		return 0;
	if (step->name >= 0)
		matcher->match->found[step->name] = (gint16)at;
	return match_rest(matcher, at + taken, &next);
}

/* The patterns that may begin with a token. */
static guint64 may_begin(const struct grammar *grammar, const struct token *token)
{
	if (token->kind == TOKEN_NUMBER)
		return grammar->numbers;
	guint64 may = token_begins(token, BEGINS_GRAMMAR) ? grammar->first[token->word] : 0;
	if (token->kind == TOKEN_WORD && token->flags & TOKEN_CAPITAL)
		may |= grammar->romans;
	for (guint i = 0; i < grammar->used->len; i++) {
		const guint class = g_array_index(grammar->used, guint, i);
		if (token_begins(token, class))
			may |= grammar->classes[class];
	}
	return may;
}

gboolean grammar_match(const struct grammar *grammar, const struct lexicon *lexicon,
	const struct wordbook *words, const struct token *tokens, guint count, struct match *match)
{
	const guint64 may = may_begin(grammar, tokens);
	match->length = 0;
	if (!may)
		return FALSE;
	struct match found;
	struct matcher matcher = {lexicon, words, tokens, MIN(count, 60u), &found};
	for (guint i = 0; i < grammar->patterns->len; i++) {
		if (!(may >> i & 1))
			continue;
		const struct pattern *pattern = grammar->patterns->pdata[i];
		memset(found.found, -1, sizeof found.found);
		struct rest rest = {.steps = pattern->steps};
		guint end = match_rest(&matcher, 0, &rest);
		if (end < 2 || end - 1 <= match->length)
			continue;
		*match = found;
		match->form = pattern->form;
		match->length = end - 1;
	}
	return match->length > 0;
}
