/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Rich text: text in which the parts that tell a figure are marked with the number of that figure, by private-use
 * characters. Clean text cannot hold these, so that text from records can never become a figure; rich_outside makes
 * sure of it. In the Markdown of a template every printed value is one mark, so that it can never become Markdown.
 */
#include "doc/doc.h"

#define MARK_FIGURE "\xEE\x80\x80" /* U+E000: figure, number, MARK_TEXT, its words, MARK_END */
#define MARK_TEXT   "\xEE\x80\x81" /* U+E001 */
#define MARK_END    "\xEE\x80\x82" /* U+E002 */
#define MARK_VALUE  "\xEE\x80\x83" /* U+E003: a printed value: number, MARK_END */
#define MARK_BLOCK  "\xEE\x80\x84" /* U+E004: a whole block: number, MARK_END */
#define MARK_BYTES  3

char *rich_outside(const char *text);             /* a copy without private-use characters */
char *rich_figure(guint figure, const char *text);
char *rich_plain(const char *rich);               /* the text alone */
char *rich_capital(const char *rich);
char *rich_small(const char *rich);               /* the first letter small: "Cấp tỉnh", but not "HĐND" */
/* A sentence: the first letter large, a stop at the end. */
char *rich_sentence(const char *rich);
/* What may stand inside a sentence: without the stop at its end. */
char *rich_phrase(const char *rich);
/* Appends runs; a newline becomes RUN_BREAK. */
void rich_runs(const char *rich, guint style, GPtrArray *runs);
/* Reads the number between a mark and `end`; FALSE when there is none. *after is set behind `end`. */
gboolean rich_number(const char *at, const char *end, guint *number, const char **after);
