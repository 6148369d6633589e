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

struct chunk {
	GPtrArray *runs;     /* struct run *; may begin with a typed label */
	struct block *table; /* instead of runs; cells of several paragraphs have RUN_BREAK between */
	struct origin origin;
	guint heading;    /* by markup or style: from 1; 0 = none */
	guint list;       /* by markup or style: depth from 1; 0 = none */
	gboolean item;    /* an item of that list begins here */
	gboolean ordered; /* of an item: numbered by the file, label NULL */
	char *label;      /* counted by the file */
	gboolean centred; /* known to stand in the middle */
	gboolean frame;   /* of a table: without borders, for layout */
};

GPtrArray *chunks_new(void); /* of struct chunk * */
struct chunk *chunk_new(void);
void chunk_free(struct chunk *chunk);

/* Puts the chunks into an empty document; they are used up. */
void shape(struct doc *doc, GPtrArray *chunks);
