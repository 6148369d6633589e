/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * From what a file shows to the document tree. A reader brings chunks, the paragraphs and tables of
 * the file with what it knows of their look; shaping finds the parts of the form, headings, items
 * and levels, and puts together what a page's end cut in two. It is the same for every kind of
 * file. What is not recognised stays a paragraph.
 */
#include "doc/doc.h"
#include "doc/label.h"

#define LIST_INNERMOST G_MAXUINT

struct chunk {
	GPtrArray *runs;     /* struct run *; may begin with a typed label */
	struct block *table; /* instead of runs; cells of several paragraphs have RUN_BREAK between */
	struct origin origin;
	guint heading;    /* by markup or style: from 1; 0 = none */
	guint list;       /* by markup or style: depth from 1; 0 = none, LIST_INNERMOST: whichever is open */
	gboolean item;    /* an item of that list begins here */
	gboolean ordered; /* of an item: numbered by the file, label NULL */
	char *label;      /* counted by the file */
	gboolean sure;    /* the heading's level is a style's */
	gboolean plain;   /* a paragraph known to have no first-line indent */
	gboolean centred; /* known to stand in the middle */
	gboolean right;   /* or on the right */
	gboolean caption; /* of the table that follows */
	gboolean note;    /* a footnote: its place is behind everything else */
	guint look;       /* enum run_style bits of all of it, besides those of its runs */
	guint series;     /* of an item: which of the file's lists it counts in; 0 = not known */
};

GPtrArray *chunks_new(void); /* of struct chunk * */
struct chunk *chunk_new(void);
void chunk_free(struct chunk *chunk);

/* Puts the chunks into an empty document; they are used up. */
void shape(struct doc *doc, GPtrArray *chunks);
