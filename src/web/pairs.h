/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Names and values of a query or a form, in the order in which they came; every text valid UTF-8 without NUL. */
#include "base/error.h"

enum { PAIRS_MOST = 4000 };

struct pair {
	char *name, *value;
	char *file;    /* the name of an uploaded file, else NULL */
	GBytes *bytes; /* of the file */
};
struct pairs {
	GPtrArray *list; /* struct pair * */
};

struct pairs *pairs_new(void);
void pairs_free(struct pairs *pairs);
typedef struct pairs pairs_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pairs_t, pairs_free)

/* "a=1&b=%C4%91": ERROR_INPUT for what is not percent-encoded UTF-8, or too much. */
struct pairs *pairs_parse(const char *text, gsize length, GError **error);
/* The parts of a multipart/form-data body; `media` holds the boundary. */
struct pairs *pairs_parse_parts(const char *media, const guint8 *body, gsize length, GError **error);

const char *pairs_get(const struct pairs *pairs, const char *name); /* the first; NULL */
gboolean pairs_has(const struct pairs *pairs, const char *name, const char *value); /* any of that name with that value */
const struct pair *pairs_file(const struct pairs *pairs, const char *name);
void pairs_add(struct pairs *pairs, const char *name, const char *value);
void pairs_set(struct pairs *pairs, const char *name, const char *value); /* instead of all of that name; NULL takes them away */
/* A decoded copy of a percent-encoded text; NULL when it is not UTF-8 or holds NUL. `plus`: + is a blank. */
char *percent_decode(const char *text, gsize length, gboolean plus);
