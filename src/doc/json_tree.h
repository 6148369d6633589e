/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The document tree as JSON: what writing and reading share. An object holds the members of its
 * struct under their names; absent texts, empty arrays and false are left out; enumerations are
 * words; dates are ISO 8601.
 */
#include "doc/doc.h"

#define TREE_FORMAT     "ngoaivu-document"
#define TREE_VERSION    1
#define TREE_LISTS_MOST 12 /* lists within lists */

struct tree_text {
	const char *key;
	gsize offset; /* of the char * in struct doc */
};
extern const struct tree_text tree_texts[]; /* ended by NULL */

/* Words of enumerations, by value, NULL-ended. */
extern const char *const tree_runs[];
extern const char *const tree_parts[];
extern const char *const tree_blocks[];
extern const char *const tree_aligns[];
extern const char *const tree_urgencies[];
extern const char *const tree_numberings[];
extern const char *const tree_styles[]; /* by bit */
