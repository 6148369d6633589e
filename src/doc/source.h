/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * A text file as it is read: clean text (text_clean) in which every byte knows its line and column
 * in the file. What had to be changed (NFC, signs that nobody sees) keeps the columns of its words.
 * Errors name the line.
 */
#include "doc/doc.h"
#include "doc/legacy.h"

struct source {
	char *text;      /* lines end with "\n" */
	gsize length;
	GArray *starts;  /* gsize: where each line of the file begins */
	GArray *marks;   /* struct source_mark, by offset: words of lines that were changed */
	enum legacy legacy; /* how the file was written; columns are those of its own letters */
};
struct source_mark {
	gsize at;
	guint column;
};

/* UTF-8 with or without BOM, UTF-16 with BOM, or letters of old fonts (legacy.h); ERROR_INPUT for anything else. */
gboolean source_open(struct source *source, GBytes *content, GError **error);
void source_close(struct source *source);
typedef struct source source_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(source_t, source_close)

guint source_lines(const struct source *source);
/* The bytes of a line (from 0) without its end. */
gsize source_line_start(const struct source *source, guint line);
gsize source_line_end(const struct source *source, guint line);
/* The line (from 0) that holds a byte. */
guint source_line_at(const struct source *source, gsize at);
struct origin source_origin(const struct source *source, gsize at);

/*
 * Appends the text from `from` to `to` as runs, one a line and, where the line was changed, one a
 * word; blanks around a line's end become one at the end of its run.
 */
void source_runs(
	const struct source *source, gsize from, gsize to, guint style, GPtrArray *runs);
