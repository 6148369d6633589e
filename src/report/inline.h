/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* The inside of Markdown's paragraphs, headings and cells as runs; printed values stand in the places of their marks. */
#include "doc/doc.h"
#include <cmark-gfm.h>

struct inlines {
	const GPtrArray *values; /* char *: rich; NULL: not known, each is "…" */
	void (*refuse)(void *data, const char *message);
	void *data;
};

/* Runs with neighbours joined and blanks at both ends taken off; empty when nothing is left. */
GPtrArray *inlines_read(const struct inlines *inlines, cmark_node *parent);
