/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pairs.h"

#include <string.h>

static void pair_free(gpointer data)
{
	struct pair *pair = data;
	g_free(pair->name);
	g_free(pair->value);
	g_free(pair->file);
	g_clear_pointer(&pair->bytes, g_bytes_unref);
	g_free(pair);
}

struct pairs *pairs_new(void)
{
	struct pairs *pairs = g_new0(struct pairs, 1);
	pairs->list = g_ptr_array_new_with_free_func(pair_free);
	return pairs;
}

void pairs_free(struct pairs *pairs)
{
	if (!pairs)
		return;
	g_ptr_array_unref(pairs->list);
	g_free(pairs);
}

static int nibble(char c)
{
	return g_ascii_isxdigit(c) ? g_ascii_xdigit_value(c) : -1;
}

char *percent_decode(const char *text, gsize length, gboolean plus)
{
	g_autoptr(GString) out = g_string_sized_new(length);
	for (gsize i = 0; i < length; i++) {
		if (text[i] == '+' && plus) {
			g_string_append_c(out, ' ');
		} else if (text[i] == '%') {
			if (i + 2 >= length || nibble(text[i + 1]) < 0 || nibble(text[i + 2]) < 0)
				return NULL;
			g_string_append_c(out, (char)(nibble(text[i + 1]) << 4 | nibble(text[i + 2])));
			i += 2;
		} else {
			g_string_append_c(out, text[i]);
		}
	}
	return g_utf8_validate_len(out->str, out->len, NULL) ? g_strdup(out->str) : NULL;
}

static gboolean add_decoded(struct pairs *pairs, const char *part, gsize length)
{
	const char *equals = memchr(part, '=', length);
	gsize name = equals ? (gsize)(equals - part) : length;
	struct pair *pair = g_new0(struct pair, 1);
	pair->name = percent_decode(part, name, TRUE);
	pair->value = equals ? percent_decode(equals + 1, length - name - 1, TRUE) : g_strdup("");
	g_ptr_array_add(pairs->list, pair);
	return pair->name && pair->value;
}

struct pairs *pairs_parse(const char *text, gsize length, GError **error)
{
	g_autoptr(pairs_t) pairs = pairs_new();
	for (gsize at = 0; at < length;) {
		const char *end = memchr(text + at, '&', length - at);
		gsize part = end ? (gsize)(end - text) - at : length - at;
		if (part > 0 && (pairs->list->len >= PAIRS_MOST || !add_decoded(pairs, text + at, part))) {
			fail(error, ERROR_INPUT, _("the form or address is not percent-encoded UTF-8, or holds too many fields"));
			return NULL;
		}
		at += part + 1;
	}
	return g_steal_pointer(&pairs);
}

const char *pairs_get(const struct pairs *pairs, const char *name)
{
	for (guint i = 0; pairs && i < pairs->list->len; i++) {
		const struct pair *pair = pairs->list->pdata[i];
		if (!pair->file && strcmp(pair->name, name) == 0)
			return pair->value;
	}
	return NULL;
}

gboolean pairs_has(const struct pairs *pairs, const char *name, const char *value)
{
	for (guint i = 0; i < pairs->list->len; i++) {
		const struct pair *pair = pairs->list->pdata[i];
		if (strcmp(pair->name, name) == 0 && strcmp(pair->value, value) == 0)
			return TRUE;
	}
	return FALSE;
}

const struct pair *pairs_file(const struct pairs *pairs, const char *name)
{
	for (guint i = 0; pairs && i < pairs->list->len; i++) {
		const struct pair *pair = pairs->list->pdata[i];
		if (pair->file && strcmp(pair->name, name) == 0)
			return pair;
	}
	return NULL;
}

void pairs_add(struct pairs *pairs, const char *name, const char *value)
{
	struct pair *pair = g_new0(struct pair, 1);
	pair->name = g_strdup(name);
	pair->value = g_strdup(value);
	g_ptr_array_add(pairs->list, pair);
}

void pairs_set(struct pairs *pairs, const char *name, const char *value)
{
	for (guint i = pairs->list->len; i > 0; i--)
		if (strcmp(((const struct pair *)pairs->list->pdata[i - 1])->name, name) == 0)
			g_ptr_array_remove_index(pairs->list, i - 1);
	if (value)
		pairs_add(pairs, name, value);
}
