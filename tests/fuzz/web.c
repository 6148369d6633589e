/* SPDX-License-Identifier: Apache-2.0 */
/* What browsers send: an address's query, a form, a form with files. */
#include "fuzz.h"
#include "web/pairs.h"

#include <string.h>

static void expect_pairs(struct pairs *pairs, GError *error)
{
	if (!pairs) {
		fuzz_told(error);
		return;
	}
	g_assert_cmpuint(pairs->list->len, <=, PAIRS_MOST);
	for (guint i = 0; i < pairs->list->len; i++) {
		const struct pair *pair = pairs->list->pdata[i];
		g_assert_true(g_utf8_validate(pair->name, -1, NULL) && g_utf8_validate(pair->value, -1, NULL));
		g_assert_true(!pair->file || (pair->bytes && g_utf8_validate(pair->file, -1, NULL)));
		g_assert_true(pair->file ? pairs_file(pairs, pair->name) != NULL : pairs_get(pairs, pair->name) != NULL);
	}
	pairs_free(pairs);
}

/* The first line is the media type, the rest the body. */
void fuzz_form(GBytes *bytes)
{
	gsize length = 0;
	const char *text = g_bytes_get_data(bytes, &length);
	GError *error = NULL;
	struct pairs *query = pairs_parse(length ? text : "", length, &error);
	expect_pairs(query, error);
	const char *end = length ? memchr(text, '\n', length) : NULL;
	g_autofree char *media = end ? g_strndup(text, (gsize)(end - text)) : NULL;
	if (!end)
		return;
	error = NULL;
	struct pairs *parts = pairs_parse_parts(media, (const guint8 *)end + 1, length - (gsize)(end + 1 - text), &error);
	expect_pairs(parts, error);
}
