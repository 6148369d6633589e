/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* The parts of the form before and after the body: what shape.c asks. */
#include "doc/shape.h"

/* A line of a chunk: the words of its runs up to a break or a line's end. */
char *chunk_plain(const struct chunk *chunk);
/* The first line; caller frees. */
char *chunk_line(const struct chunk *chunk);
/* Takes the first line away as a chunk of its own; TRUE when nothing is left of `chunk`. */
gboolean chunk_cut_line(struct chunk *chunk, struct chunk **line);
/* Whether all words are in a style; those behind the first `skip` bytes. */
gboolean chunk_is_styled(const struct chunk *chunk, enum run_style style);
gboolean chunk_is_styled_behind(const struct chunk *chunk, enum run_style style, gsize skip);
/* Drops blanks, breaks and empty runs at both ends. */
void chunk_trim(struct chunk *chunk);
/* Drops bytes of text at the beginning; origins follow. */
void chunk_drop(struct chunk *chunk, gsize bytes);

/* No letter is small, and there are some. */
gboolean line_is_upper(const char *line);
/* Nothing, or a rule of "-", "_", "=", "*" and blanks. */
gboolean line_is_rule(const char *line);

/* The first line goes to the document's parts. */
void chunk_note(struct doc *doc, const struct chunk *line, enum part_kind kind);

/* The head, from chunk 0 on: fills the document, and gives the first chunk of the body. Lines that
 * are none of the head's stay paragraphs. */
guint shape_head(struct doc *doc, GPtrArray *chunks);

/* What follows the body. `from` begins the tail if a line says so; gives the first chunk behind. */
gboolean shape_is_tail(const char *line);
guint shape_tail(struct doc *doc, GPtrArray *chunks, guint from);
/* Lays open what only lays out the page, and drops what holds nothing. */
void shape_prepare(GPtrArray *chunks);
/* Whether it is a line of the letterhead or the signature, known by its words alone. */
gboolean shape_is_form_line(const char *line);
/* "Phụ lục II" */
gboolean shape_is_appendix(const char *line);
