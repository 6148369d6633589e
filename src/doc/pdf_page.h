/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Pages of the PDF. The document is handed over as pieces, slices that no page break may cut: a
 * line of text, a row of a table, the signature block. Pieces that are to stay together form a
 * chain, kept until its last piece comes; so a document of any length needs the memory of a page,
 * and of the tree of its parts. Units are points, y grows downwards.
 */
#include "doc/pdf_text.h"

/* One thing to draw, relative to its piece. */
struct mark {
	enum { MARK_LINE, MARK_TEXT, MARK_RULE, MARK_FRAME } kind;
	double x, y;          /* of a line: its baseline */
	double width, height; /* rule, frame; a rule may be upright */
	double thick;
	struct typeset *typeset; /* owned */
	guint line;            /* of the typeset */
};

struct piece {
	double gap; /* above it, except at the head of a page */
	double height;
	gboolean keep;      /* on the same page as the next piece */
	GArray *marks;      /* struct mark */
	struct piece *head; /* owned reference: drawn first on a page that this piece opens (a
			       table's header) */
	guint outline;      /* level in the outline, 0 = not in it */
	char *title;        /* in the outline */
	gint references;
};

struct outline_entry {
	guint level, page; /* from 1; the page's object */
	double y;          /* from the lower edge */
	char *title;
};

struct pdf {
	const struct doc *doc;
	struct setter setter;
	struct pdf_file *file;
	struct tags tags;
	struct tag *part;                /* what is placed stands in it */
	double width, height;            /* of the paper */
	double left, right, top, bottom; /* the edges of the text */
	double y;
	gboolean is_empty;  /* nothing stands on the page yet */
	guint number;       /* of the page in its section, from 1 */
	guint outline_base; /* added to the levels of headings: those of an appendix stand below it
			     */
	GQueue chain;       /* struct piece * */
	double chain_height;
	/* What pdf_draw.c keeps. */
	GString *content;          /* of the open page */
	GString *links;            /* references to its annotations */
	guint page, page_key;      /* its object; that of its marks in the tree of parts */
	guint pages, resources;    /* objects that all pages share */
	GArray *page_list;         /* guint: objects of the pages */
	GArray *outline;           /* struct outline_entry */
	enum { NO_MARK, ARTIFACT, TAGGED } marked;
	struct tag *tag;           /* that of the open mark */
	gboolean repeats;          /* what is drawn stood on a page before */
	const struct font *font;   /* chosen last on the page; NULL = none */
	guint font_part;
	double font_size;
};

struct piece *piece_new(double gap);
struct piece *piece_ref(struct piece *piece);
void piece_unref(struct piece *piece);
/* Adds a typeset (taken over) at x, y and returns its height. */
double piece_add_text(struct piece *piece, double x, double y, struct typeset *typeset);
void piece_add_line(struct piece *piece, double x, double baseline, struct typeset *typeset, guint line);
void piece_add_rule(
	struct piece *piece, double x, double y, double width, double height, double thick);
void piece_add_frame(struct piece *piece, double x, double y, double width, double height);

/* A section begins on a new page and counts its pages from 1. */
void pdf_section(struct pdf *pdf, gboolean landscape);
void pdf_place(struct pdf *pdf, struct piece *piece); /* takes the piece over */
void pdf_flush(struct pdf *pdf);                      /* what still waits for its next piece */
double pdf_capacity(const struct pdf *pdf);           /* the height of the text on a page */
double pdf_room(const struct pdf *pdf); /* what of it is left below all that was placed */

/* A typeset of one text. `width` < 0: no wrapping. */
struct typeset *pdf_typeset(struct pdf *pdf, const struct pdf_style *style, struct tag *tag,
	const char *text, double width);

/* Places a paragraph line by line, without widows and orphans. The outline takes `outline` > 0 with
 * `title`. */
void pdf_paragraph(struct pdf *pdf, const struct pdf_style *style, const struct pdf_words *words,
	guint outline, const char *title);
void pdf_paragraph_text(
	struct pdf *pdf, const struct pdf_style *style, struct tag *tag, const char *text);
/* A new element of the part that is open. */
struct tag *pdf_tag(struct pdf *pdf, const char *role);

void pdf_table(struct pdf *pdf, const struct table *table, gboolean keep);

/* pdf_draw.c: onto the open page. */
void draw_begin_page(struct pdf *pdf);
void draw_end_page(struct pdf *pdf);
void draw_line(struct pdf *pdf, const struct typeset *typeset, guint line, double x, double baseline);
void draw_text(struct pdf *pdf, const struct typeset *typeset, double x, double y);
void draw_rule(struct pdf *pdf, const struct mark *mark, double y);
void draw_frame(struct pdf *pdf, const struct mark *mark, double y);
/* The number of the page; no part of the text. */
void draw_page_number(struct pdf *pdf, const struct typeset *typeset, double x, double y);

/* pdf_end.c: writes what stands beside the pages: the outline, the fonts, the tree of parts. */
GBytes *pdf_end(struct pdf *pdf, const GString *info, GError **error);
