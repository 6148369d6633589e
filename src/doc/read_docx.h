/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * A Word document being read. Changes that were tracked are taken as accepted; comments, headers
 * and footers are not read; what a field shows is text. Paragraphs are counted as they stand in
 * word/document.xml, from 1, those that are deleted or in tables and text boxes too, and behind them
 * those of the footnotes and endnotes.
 */
#include "doc/legacy.h"
#include "doc/read.h"
#include "doc/shape.h"
#include "doc/word.h"
#include "format/archive.h"

/* Text that was read of one node. */
struct docx_piece {
	xmlNode *node;   /* w:t, or what stands for a sign or a line's end */
	guint paragraph, column; /* of its first character (struct origin) */
	guint length;    /* in characters as it is read */
	enum legacy legacy;
	gboolean caps;
};
/* Where all that was read stands in the trees, for who changes them. */
struct docx_trace {
	GArray *pieces;  /* struct docx_piece, as they were read */
	GHashTable *cites; /* xmlNode * of a note → that of the mark in the text that cites it */
};

struct docx_reader {
	const struct reading_limits *limits;
	struct archive *archive;
	struct doc *doc;
	struct word_styles *styles;
	struct word_numbering *numbering;
	GHashTable *links;     /* relationship → address */
	GHashTable *notes;     /* "footnote" or "endnote" and its id → xmlNode *, borrowed */
	GHashTable *ordinals;  /* xmlNode * of a w:p → its number in the document */
	GPtrArray *trees;      /* xmlDoc *, that all nodes belong to */
	GPtrArray *chunks;     /* what is read of the body */
	GPtrArray *cited;      /* chunks of footnotes, in the order of their marks */
	GArray *fields;        /* gboolean: for each open field, whether its code is being read */
	struct chunk *held;    /* a paragraph whose end was deleted: the next one goes on with it */
	guint page;            /* 0 while no page's end was seen */
	guint count;           /* chunks and rows, against the limit */
	guint depth;           /* of tables and boxes in one another */
	gboolean in_note;      /* notes cite no notes */
	xmlDoc *document;      /* the main part's tree, one of those above */
	char *part;            /* its name */
	struct docx_trace *trace; /* NULL: nobody asks */
	GError *error;
};

/* Reads all of it: chunks; what is open in the reader is freed by docx_reader_clear, also after a failure. */
gboolean docx_reader_run(struct docx_reader *reader, GBytes *content, const struct reading_limits *limits, GError **error);
void docx_reader_clear(struct docx_reader *reader);
/* "word/document.xml" → "word/_rels/document.xml.rels"; caller frees. */
char *docx_relations_of(const char *part);
/* The part that a part refers to by a relative name; caller frees. */
char *docx_target_of(const char *part, const char *target);
/* What a w:t says, and how many characters of it are read of so many of its bytes. */
char *docx_read_said(const xmlNode *node);
guint docx_read_shown(const char *said, gsize bytes, enum legacy legacy, gboolean caps);

/* The paragraph's text as runs. Boxes in it are appended to *boxes (xmlNode * of w:txbxContent). */
void docx_read_runs(struct docx_reader *reader, const xmlNode *paragraph, const struct word_style *style,
	struct origin origin, GPtrArray *runs, GPtrArray *boxes);
/* Paragraphs and tables below a node, appended to `chunks`. */
void docx_read_blocks(struct docx_reader *reader, const xmlNode *parent, GPtrArray *chunks);
struct block *docx_read_table(struct docx_reader *reader, const xmlNode *table);
/* FALSE when there is more than the limit allows, or something was wrong before. */
gboolean docx_read_counts(struct docx_reader *reader);
/* Goes into a table or box, unless it stands too deep in others; left by reader->depth--. */
gboolean docx_read_enters(struct docx_reader *reader);
/* Clean text of what a file holds; what no text can hold is left out. */
char *docx_read_clean(const char *text);
/* Whether an element stands for what is gone: deleted, moved away. */
gboolean docx_read_is_gone(const xmlNode *node);
