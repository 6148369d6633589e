/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Text set in lines. A typeset is a paragraph broken for a width (by the rules of Unicode, as ICU has
 * them); where a word is longer than a line, between its letters. It is shared by what draws its lines.
 * Units are points.
 */
#include "doc/form.h"
#include "doc/pdf_font.h"
#include "doc/pdf_tags.h"

#include <unicode/ubrk.h>

/* How a paragraph looks. */
struct pdf_style {
	double size;
	gboolean bold, italic, justify, red;
	enum align align;
	double left, right; /* indents */
	double first;       /* of the first line */
	double hang;        /* of the others */
	double gap;
	double spacing; /* of lines; 1 = single */
	gboolean keep;  /* with the next paragraph */
};

/* What stands in it; `label` and `runs` may be NULL. */
struct pdf_words {
	const char *label;
	const GPtrArray *runs;
	struct tag *tag;   /* of the text; the links in it become its kids */
	struct tag *label_tag; /* NULL: the label belongs to the text */
};

/* A stretch of text that looks alike. */
struct look {
	guint end;            /* in the text; it begins where the last one ends */
	guint style;          /* enum run_style */
	struct text_link *link; /* NULL: none */
	gboolean label;
};

struct text_link {
	char *address;
	struct tag *tag; /* made when it is drawn first */
	char *text;
};

/* What is drawn at once: a word or a part of one, or a space. */
struct atom {
	const struct word *word;
	guint look;
	guint start;     /* in the text */
	guint8 level;    /* of direction: odd ones run from right to left */
	guint8 ends;     /* enum: what may follow */
	gboolean space;
};

enum atom_end { END_NONE, END_MAY, END_MUST };

struct line {
	guint first, count; /* atoms, without the spaces at its end */
	gboolean spaced;    /* there is such a space */
	double x, width;    /* of its ink, from the typeset's left edge; before it is stretched */
	double stretch;     /* of each space */
	double ascent, descent;
};

struct typeset {
	struct pdf_style style;
	struct tag *tag, *label_tag;
	char *text;
	GArray *looks; /* struct look */
	GPtrArray *links;
	GArray *atoms; /* struct atom */
	GArray *lines; /* struct line; at least one */
	double height;
	gint references;
};

/* What setting text needs. */
struct setter {
	const struct doc *doc;
	struct pdf_fonts fonts;
	UBreakIterator *breaks;
	UText *text;
};

gboolean setter_begin(struct setter *setter, const struct doc *doc, GError **error);
void setter_end(struct setter *setter);

struct typeset *typeset_new(struct setter *setter, const struct pdf_style *style, const struct pdf_words *words, double width);
struct typeset *typeset_ref(struct typeset *typeset);
void typeset_unref(struct typeset *typeset);
const struct line *typeset_line(const struct typeset *typeset, guint index);
double typeset_longest(const struct typeset *typeset); /* the width of its longest line */
