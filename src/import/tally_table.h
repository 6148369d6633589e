/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The layout of a sheet of totals: where its headings, rows and columns are. Texts are borrowed from the sheet, or from
 * the table's own strings.
 */
#include "format/sheet.h"

enum { TALLY_COLUMNS_MOST = 200, TALLY_NUMBERS_MOST = 20000 };

struct amount {
	gint64 value; /* × 10^-scale */
	guint scale;
	const char *counted; /* what is written behind the number, "đoàn"; "" = nothing */
};

enum tally_column_kind { TALLY_NOTHING, TALLY_ORDINAL, TALLY_LABEL, TALLY_UNIT, TALLY_DAYS, TALLY_VALUES };

struct tally_column {
	guint number; /* from 1 */
	enum tally_column_kind kind;
	GPtrArray *heads; /* const char *: the headings above each other, the lowest first */
	gboolean total;   /* the lowest heading is that of a sum */
};

struct tally_row {
	const struct sheet_row *row;
	GPtrArray *labels; /* const char *, the nearest first */
	char *numbering;   /* "I", "1.2", "a", "-"; "" = none */
	guint level;       /* by its numbering, the smaller the higher */
	int above;         /* the row that it is a part of; -1 = none */
	gboolean numbers;  /* there are numbers in columns of values */
	gboolean total, holds, some; /* a sum of others; others are parts of it; not all parts of it are there */
};

struct tally_table {
	const struct sheet *sheet;
	GPtrArray *titles;  /* const char *: the lines above it, and what notes below it say of days; the nearest first */
	guint head_titles;  /* of them, those above it */
	guint first, last;  /* the rows of headings, as indices in sheet->rows */
	GPtrArray *columns; /* struct tally_column * */
	GPtrArray *rows;    /* struct tally_row *: below the headings */
	gboolean list;      /* one row for each record */
	GStringChunk *strings;
};

/* Words that mean something in such sheets (assets/check/totals.tsv). */
enum tally_word { WORD_TOTAL, WORD_FILLER, WORD_PASSED, WORD_BEFORE, WORD_SINCE, WORD_SAME, WORD_UNIT, WORD_ORDINAL, WORD_SOME, WORD_WIDER, WORD_DAYS, TALLY_WORDS };
struct tally_words;
struct tally_words *tally_words_new(void);
void tally_words_free(struct tally_words *words);
typedef struct tally_words tally_words_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(tally_words_t, tally_words_free)
/* How many of some words, in small letters, a phrase of the class takes from the first on; 0 = none. */
guint tally_word_match(const struct tally_words *words, enum tally_word class, const char *const *text, guint count);
/* Whether a text begins with a phrase of the class, after its numbering; whether it is nothing else. */
gboolean tally_text_begins(const struct tally_words *words, enum tally_word class, const char *text);
gboolean tally_text_is(const struct tally_words *words, enum tally_word class, const char *text);
/* Whether it sums up others and names nothing else: "Cộng I", "Tổng cộng (A+B)". */
gboolean tally_text_is_total(const struct tally_words *words, const char *text);

/* The number of a cell; FALSE for none. *doubt: it is one, but can be read in two ways. */
gboolean tally_amount(const struct sheet_cell *cell, struct amount *amount, gboolean *doubt);
/* Only dashes or dots, or nothing. */
gboolean tally_is_nothing(const struct sheet_cell *cell);
/* A day, or a text that is one. */
gboolean tally_is_day(const struct sheet_cell *cell);
/* What follows the numbering ("I. ", "1.2 ", "a) ", "- "); *numbering, which may be NULL, is the caller's. */
const char *tally_numbering(const char *text, char **numbering);
guint tally_level(const char *numbering);

/* The tables of a sheet, in order: struct tally_table *. */
GPtrArray *tally_tables(const struct tally_words *words, const struct sheet *sheet);
/* The text of the place, also where a merged cell covers it; "" = none. Borrowed. */
const char *tally_text(const struct sheet *sheet, guint row, guint column);
