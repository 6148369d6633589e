/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The grammar of grammar.tsv: how days, periods, stages and the like are written. Immutable once it
 * is made; its words are those of the lexicon.
 */
#include "check/lexicon.h"

/* The names in grammar.tsv are those of grammar.c, in this order. */
enum form {
	FORM_DAY,     /* d m y; y may be missing */
	FORM_MONTH,   /* m, y */
	FORM_QUARTER, /* q, y */
	FORM_MONTHS,  /* the n first or s last months of y */
	FORM_YEAR,    /* y */
	FORM_STAGE,   /* a, b: years */
	FORM_CUTOFF,  /* d m y: up to which day figures are counted; y may be missing */
	FORM_SPAN,    /* d m y to e n z; m and y may be missing where the end gives them */
	FORM_SERIES,  /* a to b, as of issues */
	FORM_SHARE,   /* a: per cent */
	FORMS,
};

struct match {
	enum form form;
	guint length;    /* tokens */
	gint16 found[26]; /* by letter: the token, counted from the match's first; -1 = not there */
};

struct grammar;
struct grammar *grammar_new(struct wordbook *words); /* adds its words */
void grammar_free(struct grammar *grammar);

/* The longest match that begins with the first token; FALSE when there is none. */
gboolean grammar_match(const struct grammar *grammar, const struct lexicon *lexicon,
	const struct wordbook *words, const struct token *tokens, guint count, struct match *match);

/* The number that a token writes: digits, or Roman in capitals; 0 for any other. */
guint grammar_number(const struct wordbook *words, const struct token *token);
