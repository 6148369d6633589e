/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Numbers and marks that people type before headings and items: "I.", "1.1", "a,", "-", "Điều 3.".
 * A label is followed by a blank; a number that goes on in a sentence ("02 đoàn", "12.500 USD",
 * "2020. ") is none.
 */
#include <glib.h>

/* From the outermost of a document to the innermost. */
enum label_kind {
	LABEL_NONE,
	LABEL_PART,    /* "Phần I.", "PHẦN THỨ NHẤT", "Chương II" */
	LABEL_CAPITAL, /* "A." */
	LABEL_ROMAN,   /* "I.", "II/" */
	LABEL_ARTICLE, /* "Điều 1." */
	LABEL_NUMBER,  /* "1.", "1)", "(1)" */
	LABEL_DECIMAL, /* "1.1", "1.1.1." */
	LABEL_LETTER,  /* "a)", "a,", "đ." */
	LABEL_SMALL,   /* "ii)" */
	LABEL_DASH,    /* "-", "–" */
	LABEL_PLUS,    /* "+" */
	LABEL_DOT,     /* "•", "*" */
};

struct label {
	enum label_kind kind;
	gsize length; /* bytes of the label itself */
	gsize after;  /* bytes to the text behind it */
	guint depth;  /* LABEL_DECIMAL: how many numbers, from 2; else 1 */
	guint number; /* its last number: 2 for "II.", "1.2" and "b)"; 0 for marks. Letters count by the
			 Vietnamese alphabet of Decree 30: a b c d đ e g h i k … */
};

/* The label that a line begins with; its kind is LABEL_NONE where there is none. */
struct label label_read(const char *line);
/* A line that ends within a word with a hyphen of its own: "Bun-", "2021-"; the next one goes on without a blank. */
gboolean label_is_split(const char *line);
/* A mark and no number: LABEL_DASH, LABEL_PLUS, LABEL_DOT. */
gboolean label_is_mark(enum label_kind kind);
