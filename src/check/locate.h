/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Where a range of tokens stands in the file, and its very words there. */
#include "base/finding.h"
#include "check/fact.h"

/* The lines of a text file as they stand in it; `lines` NULL: it is of another kind. */
struct source_text {
	const char *text; /* borrowed; NULL = none */
	GArray *starts;   /* gsize: where each line begins */
};
void source_text_read(struct source_text *source, const char *text);
void source_text_clear(struct source_text *source);

struct located {
	struct origin from;
	guint end_line, end_column; /* after its last character; 0 = not known */
	char *quote; /* what goes over the end of a line is quoted up to there; caller frees */
};

/* The bytes of a range in its passage; all of it where the range is empty. */
void range_bytes(const struct paper *paper, struct range range, gsize *start, gsize *end);
/* All stretches of a range (struct finding_spot); those of which nothing is known are left out. */
GArray *range_spots(const struct paper *paper, struct range range);
struct located locate(const struct paper *paper, const struct source_text *source, struct range range);
/* The words of a line as the file has them, marks of emphasis among them; NULL = not a text file, or not one line. */
char *source_quote(const struct source_text *source, guint line, guint from, guint end_line, guint to);
