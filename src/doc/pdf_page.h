/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Pages of the PDF. The document is handed over as pieces, slices that no page break may cut: a
 * line of text, a row of a table, the signature block. Pieces that are to stay together form a
 * chain, kept until its last piece comes; so a document of any length needs the memory of a page.
 * Units are points, y grows downwards.
 */
#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "doc/form.h"

/* One thing to draw, relative to its piece. */
struct mark {
	enum { MARK_LINE, MARK_LAYOUT, MARK_RULE, MARK_FRAME } kind;
	double x, y;          /* of a line: its baseline */
	double width, height; /* rule, frame; a rule may be upright */
	double thick;
	PangoLayout *layout;   /* owned; the line's or all of it */
	PangoLayoutLine *line; /* owned */
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

struct pdf {
	const struct doc *doc;
	cairo_surface_t *surface;
	cairo_t *cairo;
	PangoContext *context;
	double width, height;            /* of the paper */
	double left, right, top, bottom; /* the edges of the text */
	double y;
	gboolean lacks;     /* there was a letter that none of the fonts has */
	gboolean is_empty;  /* nothing stands on the page yet */
	guint pages;        /* in the file */
	guint number;       /* of the page in its section, from 1 */
	guint outline_base; /* added to the levels of headings: those of an appendix stand below it
			     */
	int parents[8];     /* outline ids by level */
	GQueue chain;       /* struct piece * */
	double chain_height;
};

struct piece *piece_new(double gap);
struct piece *piece_ref(struct piece *piece);
void piece_unref(struct piece *piece);
/* Adds a layout (taken over) at x, y and returns its height. */
double piece_add_layout(struct piece *piece, double x, double y, PangoLayout *layout);
void piece_add_line(
	struct piece *piece, double x, double baseline, PangoLayout *layout, PangoLayoutLine *line);
void piece_add_rule(
	struct piece *piece, double x, double y, double width, double height, double thick);
void piece_add_frame(struct piece *piece, double x, double y, double width, double height);

/* A section begins on a new page and counts its pages from 1. */
void pdf_section(struct pdf *pdf, gboolean landscape);
void pdf_place(struct pdf *pdf, struct piece *piece); /* takes the piece over */
void pdf_flush(struct pdf *pdf);                      /* what still waits for its next piece */
double pdf_capacity(const struct pdf *pdf);           /* the height of the text on a page */
double pdf_room(const struct pdf *pdf); /* what of it is left below all that was placed */

/* How a paragraph looks. */
struct pdf_style {
	double size;
	gboolean bold, italic, justify, red;
	PangoAlignment align;
	double left, right; /* indents */
	double first;       /* of the first line */
	double hang;        /* of the others */
	double gap;
	double spacing; /* of lines; 1 = single */
	gboolean keep;  /* with the next paragraph */
};

/* `width` < 0: no wrapping. `label` and `tail` may be NULL. Links are kept with the layout. */
PangoLayout *pdf_layout(struct pdf *pdf, const struct pdf_style *style, const char *label,
	const GPtrArray *runs, double width);
PangoLayout *pdf_layout_text(
	struct pdf *pdf, const struct pdf_style *style, const char *text, double width);
double layout_height(PangoLayout *layout);
double layout_longest(PangoLayout *layout); /* the width of its longest line */

/* Draws the links of one line (or NULL, all lines) whose layout was made by pdf_layout. */
void pdf_draw_links(
	struct pdf *pdf, PangoLayout *layout, PangoLayoutLine *line, double x, double baseline);

/* Places a paragraph line by line, without widows and orphans. The outline takes `outline` > 0 with
 * `title`. */
void pdf_paragraph(struct pdf *pdf, const struct pdf_style *style, const char *label,
	const GPtrArray *runs, guint outline, const char *title);
void pdf_paragraph_text(struct pdf *pdf, const struct pdf_style *style, const char *text);

void pdf_table(struct pdf *pdf, const struct table *table, gboolean keep);
