/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Words and tokens. A word is known by a number: 1 … for those of the lexicon, which never change
 * once it is loaded, then those that a text brings. Two spellings that differ only in capitals or
 * in where the tone stands (hòa, hoà) are one word. A words table belongs to one text at a time.
 */
#include "check/syllable.h"

typedef guint32 word_t; /* 0 = none */

enum word_flag {
	WORD_SYLLABLE = 1 << 0, /* of Vietnamese */
	WORD_LISTED = 1 << 1,   /* a name, an abbreviation or a loan that the lists hold */
	WORD_BOUND = 1 << 3,    /* stands only beside its partners */
	WORD_FOREIGN = 1 << 4,  /* a word of another language that texts use in small letters */
	WORD_JUDGED = 1 << 5,   /* whether it is a syllable was looked at */
	WORD_TWICE = 1 << 6,    /* may be said twice: "luôn luôn" */
	WORD_FUNCTION = 1 << 7, /* is never part of a longer word: "của" */
	WORD_MEETS = 1 << 8,    /* ends words and begins others: "trường hợp hợp đồng" */
};

struct word {
	const char *text; /* small letters */
	guint64 head;     /* its bytes, where there are eight or fewer */
	guint64 begins;   /* bits that those who loaded the words gave it (lexicon.h) */
	guint32 hash;
	guint16 length, flags;
	struct letter_kinds kinds;
};

/* Only for what is inline here. */
struct wordbook {
	const struct wordbook *below;
	word_t first; /* the number of its first word */
	guint count, room;
	struct word *list;
	word_t *slots;
	guint mask; /* slots - 1 */
	GStringChunk *texts;
};
/* An empty table above `below`, which stays as it is and must outlive it; NULL = none. */
struct wordbook *wordbook_new(const struct wordbook *below);
void wordbook_free(struct wordbook *words);
typedef struct wordbook wordbook_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(wordbook_t, wordbook_free)

/* The number of a word, new or not. */
word_t wordbook_add(struct wordbook *words, const char *text, gsize length);
/* 0 where it is not there. */
word_t wordbook_find(const struct wordbook *words, const char *text, gsize length);
static inline const struct word *wordbook_get(const struct wordbook *words, word_t word)
{
	while (word < words->first)
		words = words->below;
	return &words->list[word - words->first];
}

/* Only of a word of this very table, not of one below. */
void wordbook_flag(struct wordbook *words, word_t word, guint flags);
void wordbook_begin(struct wordbook *words, word_t word, guint bit);
/* One more than the last word's number. */
static inline guint wordbook_count(const struct wordbook *words)
{
	return words->first + words->count;
}

/* syllable_distance of two words. */
guint word_distance(const struct word *a, const struct word *b, guint most);

enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_MARK };

enum token_flag {
	TOKEN_SPACED = 1 << 0,  /* a blank before it, or it is the first */
	TOKEN_CAPITAL = 1 << 1, /* its first letter */
	TOKEN_UPPER = 1 << 2,   /* all its letters, two or more */
	TOKEN_MIXED = 1 << 3,   /* a capital inside, as in "SNgV" */
	TOKEN_DIGITS = 1 << 4,  /* a word that holds digits */
	TOKEN_WIDE = 1 << 5,    /* more than one blank before it */
};

/*
 * A word, a number ("1.566", "06") or a mark; `at` and `length` are bytes of the text. What is asked of nearly every
 * token stands in it, so that its word need not be looked up.
 */
struct token {
	guint32 at, length;
	guint8 kind, flags;
	guint16 known; /* the flags of its word; of a mark: 0 */
	word_t word;   /* of a mark: its character, dashes of any kind as '-', quotes as they are */
	guint64 begins; /* as its word; of a mark: 0 */
};

/* Appends the tokens of a clean text. */
void tokens_read(GArray *tokens, struct wordbook *words, const char *text, gsize length);

/* A word that stands in no text, to ask the lexicon of; its word is 0 where none is it. */
struct token token_of(const struct wordbook *words, const char *text, gsize length);

static inline gboolean token_is_mark(const struct token *token, gunichar mark)
{
	return token->kind == TOKEN_MARK && token->word == mark;
}
