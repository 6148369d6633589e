/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Dims: the values of a series' dimensions as canonical text, "country=CN,JP&host=leaders": dimensions by name,
 * several values of one in byte order; what is not a letter, digit, '-', '.', '_' or '~' is %-escaped; a dimension
 * without a value is left out. The dimension "*" holds what a distinct, first or last figure looks at.
 */
#include <glib.h>

#define DIM_KEY "*"

struct dims_writer {
	GPtrArray *parts; /* char *: "host=leaders" */
};
void dims_add(struct dims_writer *writer, const char *dimension, GPtrArray *values); /* values: const char *; sorted, made unique */
char *dims_text(struct dims_writer *writer); /* empties the writer */

/* The values of a dimension in a canonical text; empty when it has none. NULL-ended; caller frees. */
char **dims_values(const char *dims, const char *dimension);
/* The same in two steps: where they stand in the text ("CN,JP", still escaped), and what they are. */
const char *dims_list(const char *dims, const char *dimension, gsize *length);
char **dims_split(const char *list, gsize length);
/* Whether a text is one that dims_text makes: what is read from it makes it again. */
gboolean dims_are_canonical(const char *dims);
