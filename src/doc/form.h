/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * What all printed forms of a document share (Decree 30/2020, Appendix I): the fixed words in the
 * document's language, and the body as a flat flow of paragraphs with their labels, the closing
 * "./." in its place. A flow borrows from the document, which must outlive it.
 */
#include "doc/doc.h"

struct form_words {
	const char *language; /* "vi", "en" */
	const char *nation;
	const char *motto;
	const char *to;         /* "Kính gửi:" */
	const char *recipients; /* "Nơi nhận:" */
	const char *as_above;
	const char *archive;    /* "Lưu: " */
	const char *appendix;   /* "Phụ lục" */
	const char *attached;   /* kind, number, date, author */
	const char *urgency[4]; /* by enum urgency */
};
const struct form_words *form_words(const struct doc *doc);

enum flow_kind {
	FLOW_HEADING,
	FLOW_PARAGRAPH,
	FLOW_ITEM, /* the first paragraph of a list's item */
	FLOW_MORE, /* a further paragraph of an item */
	FLOW_TABLE,
};

struct flow_item {
	enum flow_kind kind;
	guint level;      /* heading: 1 … 5; item: depth from 0 */
	guint list;       /* item, table in an item: which list of the flow, from 1 */
	guint index;      /* item: its place in the list, from 1 */
	gboolean ordered; /* item */
	gboolean plain, italic;
	char *label;     /* "I.", "a)", "-"; NULL = none */
	GPtrArray *runs; /* struct run *; headings of level 1 in capitals */
	const struct table *table;
};

/* `ending`: put "./." after the last paragraph, as the body of a document ends (all models of
 * Appendix III). */
GPtrArray *form_flow(const GPtrArray *blocks, enum numbering numbering, gboolean ending);

/* Lines as they are printed: "- Sở Ngoại vụ;" … ".", NULL-ended; an empty vector when there is
 * nothing. */
char **form_addressees(
	const struct doc *doc); /* a single one stands alone, without hyphen and stop */
char **form_recipients(const struct doc *doc); /* with "- Như trên;" first and "- Lưu: VT." last */
char *form_appendix_label(const struct doc *doc, guint index); /* from 0: "Phụ lục", "Phụ lục II" */
/* "(Kèm theo Báo cáo số 05/BC-SNgV ngày 06 tháng 3 năm 2020 của Sở Ngoại vụ)": Decree 30, App. I;
 * NULL where neither a note nor an author is given. */
char *form_appendix_note(const struct doc *doc, const struct appendix *appendix);
gboolean form_is_signed(
	const struct doc *doc); /* there is something to put in the signature block */

/* Text size in points of a table with so many columns. */
guint form_table_size(guint columns);
/* Columns of a table: those declared, or as many as its widest row covers. */
guint form_table_columns(const struct table *table);
struct column form_table_column(const struct table *table, guint index);
/* The columns that a cell covers from `column` on, within the table. */
guint form_cell_span(const struct cell *cell, guint column, guint columns);

/* The cell of a row that begins at a column; NULL = none. */
const struct cell *form_cell_at(const struct row *row, guint column, guint columns);
/* The header rows that the cell which begins at `column` covers: 0 when it is part of one above. */
guint form_header_depth(const struct table *table, guint row, guint column);

/* Whether a row stays on the page of the next one: a total does not stand alone. */
gboolean form_row_is_kept(const struct table *table, guint row);

/* How long a bold text is in Times New Roman, in points. */
double form_bold_width(const char *text, gsize length, guint points);

/* Where a table is to stand. `measure` tells how long a text is, in the unit of the widths. */
struct form_room {
	double (*measure)(const char *text, gsize length, guint points);
	guint points;
	double width;     /* of the whole table */
	double pad;       /* of a cell, both sides, with its borders */
	double least;     /* of a column without its pad where words must break */
	gboolean stretch; /* the table takes all of the width */
};
/*
 * The width of each column, pad included: as wide as its longest word as long as the room allows,
 * then in proportion to what its texts would take on one line. Where words must break, numbers stay
 * whole as long as they can. Caller frees.
 */
double *form_table_widths(const struct table *table, const struct form_room *room);

/* The same at the text size, at most form_table_size and at least 8, at which no number of the
 * table is broken, and no word of common length; sets the room's points. Lengths must grow with the
 * size.
 */
double *form_table_fit(const struct table *table, struct form_room *room);

/* The width at which no word of the table is broken. */
double form_table_least(const struct table *table, const struct form_room *room);

/* Whether a run is a link that may be followed: url_parse of format/html.h takes it. */
gboolean form_is_link(const struct run *run);
/* The address of a figure in documents that know no content controls: "ngoaivu:figure?…",
 * percent-encoded. */
char *form_figure_address(const struct doc *doc, const struct run *run);
