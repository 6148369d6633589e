/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * A Word document being read. Changes that were tracked are taken as accepted; comments, headers
 * and footers are not read; what a field shows is text. Paragraphs are counted as they stand in
 * word/document.xml, from 1, those that are deleted or in tables and text boxes too.
 */
#include "doc/read.h"
#include "doc/shape.h"
#include "doc/word.h"
#include "format/archive.h"

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
	GError *error;
};

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
