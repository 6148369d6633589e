/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Facts: what a paper states, as values with their places. Quantities ("12 đoàn", "gần 50 tỷ đồng",
 * "01-1,5 triệu EUR"), mentions of days and periods, documents cited. All in reading order; a place
 * is a range of tokens. A fact says what stands there, never what was meant.
 */
#include "check/paper.h"

struct range {
	guint from, to; /* tokens */
	guint passage, sentence;
};

enum role {
	ROLE_PLAIN,
	ROLE_MORE, /* "tăng 12 đoàn" */
	ROLE_LESS,
	ROLE_BASE, /* what is compared with: "cùng kỳ (24 đoàn)", "so với 24 đoàn" */
	ROLE_PLAN, /* of a plan: "8/10 đoàn", "kế hoạch 10 đoàn" */
};

/* What is counted: the number of its first word and, where one word does not tell it, of its second. */
typedef guint64 unit_t;

struct quantity {
	struct range range;   /* the number, its multiple, what is counted */
	guint number;         /* the token of the number */
	guint counted, after; /* tokens of what is counted: [counted, after) */
	gint64 value, upper;  /* × 10^-scale; upper = value but for "1-2" */
	guint scale;
	unit_t unit;          /* 0 = nothing is named */
	guint about;          /* the token of the first word of approximation, or the number's */
	guint8 abouts;        /* 1 << enum about of every word of approximation before it */
	guint8 role;
	guint8 depth;         /* of brackets */
	guint bracket;        /* the token of the innermost "(" when depth is not 0 */
	gboolean in_words;    /* "hai huyện" */
	gboolean person;      /* people, who may be counted under several heads */
};

struct mention {
	struct range range;
	enum form form;
	int day, month, year;             /* 0 = not said */
	int from_day, from_month, from_year; /* of a span, of a cut-off that says since when */
	int count;                        /* of months */
	gboolean last;                    /* … the last ones of the year */
	gint64 a, b;                      /* of a series, a stage; a of a share, × 10^-scale */
	guint scale;
};

struct cite {
	struct range range;    /* the symbol: "88/2012/NĐ-CP" */
	guint whole_from, whole_to; /* with its kind, its day, its issuer */
	const char *kind;      /* the abbreviation of the kind named before it; NULL = none named, "" = has none */
	guint kind_from;
	char *key;             /* number, year and letters: the same for "101/NQTU" and "101-NQ/TU" */
	char *letters;         /* what stands after the number, in capitals, without blanks: "/NĐ-CP" */
	guint number;
	int year;              /* in the symbol; 0 = none */
	int mention;           /* index of its day; -1 = none */
	const char *issuer;    /* the abbreviation of the body named after it; NULL = none */
	guint issuer_from, issuer_to;
	gboolean spaced;       /* blanks inside the symbol */
};

struct facts {
	GArray *quantities; /* struct quantity */
	GArray *mentions;   /* struct mention */
	GArray *cites;      /* struct cite */
	guint8 *depths;     /* of brackets at each token of the paper, those of the bracket itself inside */
};

struct facts *facts_read(const struct paper *paper, const struct grammar *grammar);
void facts_free(struct facts *facts);
typedef struct facts facts_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(facts_t, facts_free)

/* The index of the first one that begins at a token or after it. */
guint facts_quantity_from(const struct facts *facts, guint token);
guint facts_mention_from(const struct facts *facts, guint token);
/* Whether a token is part of a citation: its symbol, its day, its issuer. */
gboolean facts_is_cited(const struct facts *facts, guint token);

/* The unit of the lexicon at a token, before `end`: how many tokens it takes, 0 = there is none. */
guint unit_at(const struct paper *paper, guint passage, guint at, guint end, unit_t *unit, gboolean *person);
/* What a table names as a unit. */
unit_t unit_of_text(const struct lexicon *lexicon, const char *text);
/* The value of a number as it is written; FALSE where it can be read in two ways or is too large. */
gboolean fact_number(const char *text, gsize length, gint64 *value, guint *scale);
/* The number in front of the token is written together with what follows: labels, symbols, dates. */
gboolean fact_is_glued(const struct paper *paper, guint token);
/* Whether both are counted alike, and their values can be added. */
gboolean quantities_agree(const struct quantity *a, const struct quantity *b);
/* Whether the second may be a part of the first: counted alike, or of a kind ("văn bản": "nghị quyết"). */
gboolean quantity_holds(
	const struct paper *paper, const struct quantity *whole, const struct quantity *part);
