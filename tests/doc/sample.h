/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Documents that the tests write: one rich and well-behaved, others hostile. Callers own them. */
#include "doc/doc.h"

struct doc *sample_report(void);  /* every kind of block, two appendices, several figures */
struct doc *sample_draft(void);   /* no number, no day, one addressee, nothing optional */
struct doc *sample_empty(void);   /* every text absent */
struct doc *sample_hostile(void); /* XML specials, endless words, empty blocks, odd tables */
struct doc *sample_numbers(
	enum numbering numbering, guint32 seed); /* headings and lists in any order */
struct doc *sample_pages(guint paragraphs);      /* long: paragraphs and headings */
struct doc *sample_rows(guint rows);             /* one table with so many rows of five columns */
struct doc *sample_money(
	void); /* an appendix with numbers of 15 digits in nine columns, and a long word */
struct doc *sample_form(void); /* an appendix with the 13 columns of the official form */

/* Short ways to build. */
struct block *sample_paragraph(struct doc *doc, const char *text);
struct block *sample_heading(struct doc *doc, guint level, const char *text);
void sample_item(struct block *list, const char *text);
void sample_row(GPtrArray *rows, gboolean total, const char *first, ...) G_GNUC_NULL_TERMINATED;
