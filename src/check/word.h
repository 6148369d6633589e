/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Words and tokens. A word is known by a number: 1 … for those of the lexicon, which never change
 * once it is loaded, then those that a text brings. Two spellings that differ only in capitals or
 * in where the tone stands (hòa, hoà) are one word. A words table belongs to one text at a time.
 */
#include <glib.h>

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
	guint32 hash;
	guint16 length, flags;
};

struct wordbook;
/* An empty table above `below`, which stays as it is and must outlive it; NULL = none. */
struct wordbook *wordbook_new(const struct wordbook *below);
void wordbook_free(struct wordbook *words);
typedef struct wordbook wordbook_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(wordbook_t, wordbook_free)

/* The number of a word, new or not. */
word_t wordbook_add(struct wordbook *words, const char *text, gsize length);
/* 0 where it is not there. */
word_t wordbook_find(const struct wordbook *words, const char *text, gsize length);
const struct word *wordbook_get(const struct wordbook *words, word_t word);
/* Only of a word of this very table, not of one below. */
void wordbook_flag(struct wordbook *words, word_t word, guint flags);
guint wordbook_count(const struct wordbook *words);

enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_MARK };

enum token_flag {
	TOKEN_SPACED = 1 << 0,  /* a blank before it, or it is the first */
	TOKEN_CAPITAL = 1 << 1, /* its first letter */
	TOKEN_UPPER = 1 << 2,   /* all its letters, two or more */
	TOKEN_MIXED = 1 << 3,   /* a capital inside, as in "SNgV" */
	TOKEN_DIGITS = 1 << 4,  /* a word that holds digits */
	TOKEN_WIDE = 1 << 5,    /* more than one blank before it */
};

/* A word, a number ("1.566", "06") or a mark; `at` and `length` are bytes of the text. */
struct token {
	guint32 at, length;
	guint8 kind, flags;
	word_t word;   /* of a mark: its character, dashes of any kind as '-', quotes as they are */
};

/* Appends the tokens of a clean text. */
void tokens_read(GArray *tokens, struct wordbook *words, const char *text, gsize length);

static inline gboolean token_is_mark(const struct token *token, gunichar mark)
{
	return token->kind == TOKEN_MARK && token->word == mark;
}
