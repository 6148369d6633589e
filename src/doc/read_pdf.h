/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * A PDF being read: letters with their places become words, words that stand at one height become
 * rows, in which wide gaps part segments, and rows become paragraphs, columns and tables. Lengths
 * are points from the upper left corner of the page. Lines and columns of origins are those of the
 * page.
 */
#include "doc/read.h"
#include "doc/shape.h"

struct box {
	double left, right, top, bottom;
};

struct word {
	struct box box;
	double size;     /* of its letters, in points */
	guint style;     /* enum run_style bits */
	gboolean glued;  /* no blank before it: only the font changed */
	char *text;
	guint column;    /* of its first character in its row */
	GArray *edges;   /* float: where each of its letters ends, as the file has them */
};

/* Words of a row with nothing wide between them. */
struct segment {
	struct box box;
	guint first, count; /* in the row's words */
	gboolean bold;      /* all of it */
	char *text;
};

/* What stands at one height of a page, from left to right. */
struct pdf_row {
	struct box box;
	guint page, line;    /* from 1 */
	double size;         /* of most of it */
	gboolean bold, italic;
	GPtrArray *words;    /* struct word * */
	GPtrArray *segments; /* struct segment * */
};

struct pdf_page {
	double width, height;
	GPtrArray *rows; /* struct pdf_row *, from top to bottom */
};

/* The segments that gaps of `gap` times the letters' size part, instead of those before. */
void pdf_row_part(struct pdf_row *row, double gap);
/* Appends the runs of a segment. */
void pdf_row_runs(const struct pdf_row *row, const struct segment *segment, GPtrArray *runs);

typedef struct _PopplerPage PopplerPage;
struct pdf_page *pdf_read_page(PopplerPage *from, guint number);
void pdf_page_free(struct pdf_page *page);
/* The pages, their rows as they stand. */
GPtrArray *pdf_read_pages(GBytes *content, const struct reading_limits *limits, GError **error);
/* Drops page numbers, and what stands at the top or bottom of most pages. */
void pdf_drop_headers(GPtrArray *pages);
/* The chunks of all pages. */
GPtrArray *pdf_read_chunks(const GPtrArray *pages);
/* Rows from `from` up to `end` as a table. */
struct chunk *pdf_read_table(const GPtrArray *rows, guint from, guint end);
/* Puts a table that goes on with another one, a page before, at its end; FALSE when it does not. */
gboolean pdf_join_tables(struct table *table, struct table *more);
/* How far a run of rows in columns reaches, from `from` on: the row behind it; `from` where none begins. *table: it is a
 * table, and no letterhead or signature. */
guint pdf_find_columns(const GPtrArray *rows, guint from, gboolean *table);
