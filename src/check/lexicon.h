/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * What checking knows of the language, read from the tables of assets/check (each says in its first
 * lines how it is written) and from hunspell's list of syllables. Loaded once, then never changed:
 * any number of threads may read it.
 */
#include "check/word.h"

/* What a phrase is; the names in lexicon.tsv are those of lexicon.c, in this order. */
enum lexeme {
	LEXEME_NUMERAL,    /* value: the number */
	LEXEME_MULTIPLE,   /* value: zeros */
	LEXEME_UNIT,       /* value: 0, or what it is told by too: "lượt" is "lượt người" */
	LEXEME_PERSON,     /* people, who may stand under several heads */
	LEXEME_CLASSIFIER, /* stands between a number and what is counted */
	LEXEME_MONEY,      /* a currency */
	LEXEME_ORDER,      /* before a number that counts nothing: "thứ", "khóa" */
	LEXEME_ABOUT,      /* value: enum about */
	LEXEME_CHANGE,     /* value: 1 more, -1 less */
	LEXEME_WHOLE,      /* before the parts of a total; value: enum whole */
	LEXEME_BESIDES,    /* ends what a total is made of: "ngoài ra" */
	LEXEME_TOTAL,      /* the first cell of a row of totals */
	LEXEME_UNSUMMED,   /* in the head of a column that is not added up: "tỷ lệ"; value 1: only alone */
	LEXEME_OVERLAP,    /* beside a table whose rows overlap: "chỉ tính một lần" */
	LEXEME_CUMULATIVE, /* before a figure since the year's first day */
	LEXEME_KIND,       /* of document; text: its abbreviation, or "" */
	LEXEME_SHORT_KIND, /* its abbreviation in symbols; text: the kinds, by comma */
	LEXEME_SHORT_ISSUER, /* a body's abbreviation in symbols; text: what may be named with it */
	LEXEME_PARTY,      /* an abbreviation of the Party's bodies in symbols */
	LEXEME_STATE,      /* an abbreviation of the State's bodies in symbols */
	LEXEME_ISSUER,     /* a body; text: its abbreviation */
	LEXEME_VERB,       /* not said twice in a clause */
	LEXEME_JOINS,      /* "và", "cùng": between the last two of a list */
	LEXEME_PLACE_KIND, /* before the name of a place: "tỉnh", "thành phố" */
	LEXEME_CLOSING,    /* begins the closing paragraph of a report */
	LEXEME_OPENING,    /* begins sentences and is no name: "các", "trong" */
	LEXEME_COUNTS,     /* before what is counted: "các", "mỗi" */
	LEXEME_OUTDATED,   /* value: the first year in which something else is in force */
	LEXEME_SHORT,      /* an abbreviation that ends with a stop */
	LEXEME_ENDED,      /* sums up what must have ended: "tổng kết" */
	LEXEME_STAGE,      /* before two years: "giai đoạn" */
	LEXEME_BODY,       /* that a report may be made for; value: any number, the same for its names */
	LEXEME_LISTED,     /* units whose members are named after them */
	LEXEME_NAME,       /* a name that holds a comma or "và" */
	LEXEME_ELSEWHERE,  /* before a period that is not that of the report: "so với"; value: 1 in its body alone */
	LEXEME_DURING,     /* begins a sentence on the period: "trong" */
	LEXEME_SAME_PERIOD, /* "cùng kỳ" */
	LEXEME_NONE,       /* says that there is nothing of what follows: "không có"; value: -1, it does not: "không có nhiều" */
	LEXEME_SINCE,      /* since the first day of the year: "từ đầu năm" */
	LEXEME_REPLACED,   /* tells that a document ended, or looks back at it: "thay thế" */
	LEXEME_WISH,       /* before what is not yet: "dự kiến", "sẽ" */
	LEXEME_AHEAD,      /* heads what is planned: "phương hướng" */
	LEXEME_HEADS,      /* begins a heading that names the period of the report; value: enum heads */
	LEXEME_GENERAL,    /* counts things of several kinds: "văn bản"; value: a bit of its own */
	LEXEME_SPECIAL,    /* one of those kinds: "nghị quyết"; value: the bits of what counts it, too */
	LEXEME_SUMMED,     /* before the sum of what was said: "tổng cộng" */
	LEXEME_TITLE,      /* before the name of a person: "ông" */
	LEXEME_SMALL,      /* never part of a name: "với" */
	LEXEME_DONE,       /* before the number of what was done of what came in */
	LEXEME_LEFT,       /* … and of what is left of it */
	LEXEME_CARRIED,    /* tells that some of it came in before */
	LEXEMES,
};

enum about { ABOUT_NEAR, ABOUT_LESS, ABOUT_MORE, ABOUT_ANY };
enum whole { WHOLE_SOME, WHOLE_ALL };
enum heads { HEADS_EITHER, HEADS_DONE, HEADS_AHEAD };

struct meaning {
	gint64 value;
	const char *text; /* NULL when only a number was given */
};

#define SLIP_NONE 9

/* A phrase that is wrong, or right only elsewhere. */
struct slip {
	const char *right; /* NULL: nothing to put in its place */
	guint8 certain;    /* 2 error, 1 warning, 0 hint; SLIP_NONE: it is none */
};

struct lexicon;
/* The shipped tables; `syllables` is hunspell's list, NULL or absent: what can be a syllable by its letters is one. */
struct lexicon *lexicon_new(const char *syllables, GError **error);
void lexicon_free(struct lexicon *lexicon);
typedef struct lexicon lexicon_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(lexicon_t, lexicon_free)

const struct wordbook *lexicon_words(const struct lexicon *lexicon);
/* For what is added before the first check. */
struct wordbook *lexicon_own_words(const struct lexicon *lexicon);

/* What a word begins, beside the phrases of each class: bits of token.begins. */
enum { BEGINS_GRAMMAR = 61, BEGINS_PAIR, BEGINS_SLIP };
G_STATIC_ASSERT((guint)LEXEMES <= (guint)BEGINS_GRAMMAR);

static inline gboolean token_begins(const struct token *token, guint bit)
{
	return token->begins >> bit & 1;
}

guint lexicon_match_on(const struct lexicon *lexicon, const struct token *tokens, guint count,
	enum lexeme class, struct meaning *meaning);
guint lexicon_slip_on(const struct lexicon *lexicon, const struct token *tokens, guint count,
	const struct slip **slip);

/*
 * The longest phrase of a class that the tokens begin with: how many tokens it takes, 0 = none. A
 * phrase is unbroken by marks other than the blanks and dashes it was written with.
 */
static inline guint lexicon_match(const struct lexicon *lexicon, const struct token *tokens, guint count,
	enum lexeme class, struct meaning *meaning)
{
	return count > 0 && token_begins(tokens, class) ? lexicon_match_on(lexicon, tokens, count, class, meaning) : 0;
}

/* The longest slip that the tokens begin with. */
static inline guint lexicon_slip(const struct lexicon *lexicon, const struct token *tokens, guint count,
	const struct slip **slip)
{
	return count > 0 && token_begins(tokens, BEGINS_SLIP) ? lexicon_slip_on(lexicon, tokens, count, slip) : 0;
}

/* Whether there is a list of syllables; without one, what can be a syllable by its letters is one. */
gboolean lexicon_has_syllables(const struct lexicon *lexicon);
/* Whether two words stand together in the table of pairs. */
gboolean lexicon_is_pair(const struct lexicon *lexicon, word_t first, word_t second);
/* The words that may stand after, or before, a word of the table; NULL = none. Borrowed: word_t. */
const GArray *lexicon_after(const struct lexicon *lexicon, word_t word);
const GArray *lexicon_before(const struct lexicon *lexicon, word_t word);
/* Whether a bound syllable may follow a number, a classifier, "các" …: it counts something then. */
gboolean lexicon_is_counted(const struct lexicon *lexicon, word_t word);
/* The listed syllable nearest to a word that is none, within one slip; 0 = none. */
word_t lexicon_near(const struct lexicon *lexicon, const struct word *word);
