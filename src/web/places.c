/* SPDX-License-Identifier: Apache-2.0 */
#include "web/places.h"

#include <string.h>

struct places {
	GPtrArray *passages; /* char *: of each finding, what of its passage is letters and digits; NULL = it has none */
	GPtrArray *ids;      /* const char *: of each finding, NULL = not met yet */
	GStringChunk *texts;
};

/* Small letters and digits alone: blanks, marks and generated labels are written otherwise on a page. */
static char *essence(const char *text)
{
	GString *out = g_string_new(NULL);
	for (; *text; text = g_utf8_next_char(text)) {
		gunichar sign = g_utf8_get_char(text);
		if (g_unichar_isalnum(sign) || g_unichar_ismark(sign))
			g_string_append_unichar(out, g_unichar_tolower(sign));
	}
	return g_string_free(out, FALSE);
}

struct places *places_new(const struct findings *findings)
{
	struct places *places = g_new0(struct places, 1);
	places->passages = g_ptr_array_new_with_free_func(g_free);
	places->ids = g_ptr_array_new();
	places->texts = g_string_chunk_new(64);
	g_ptr_array_set_size(places->ids, (gint)findings->items->len);
	for (guint i = 0; i < findings->items->len; i++) {
		const struct finding *finding = findings->items->pdata[i];
		g_autofree char *passage = finding->around ? essence(finding->around) : NULL;
		g_ptr_array_add(places->passages, passage && *passage ? g_steal_pointer(&passage) : NULL);
	}
	return places;
}

void places_free(struct places *places)
{
	if (!places)
		return;
	g_ptr_array_unref(places->passages);
	g_ptr_array_unref(places->ids);
	g_string_chunk_free(places->texts);
	g_free(places);
}

/* A block may begin with a label that the passage has not. */
static gboolean holds(const char *block, const char *passage)
{
	return passage && g_str_has_suffix(block, passage);
}

const char *places_offer(struct places *places, const char *text)
{
	if (!places || !text)
		return NULL;
	g_autofree char *block = essence(text);
	const char *id = NULL;
	for (guint i = 0; i < places->passages->len; i++) {
		if (places->ids->pdata[i] || !holds(block, places->passages->pdata[i]))
			continue;
		if (!id) {
			g_autofree char *made = g_strdup_printf("found-%u", i + 1);
			id = g_string_chunk_insert(places->texts, made);
		}
		places->ids->pdata[i] = (gpointer)id;
	}
	return id;
}

const char *places_of(const struct places *places, guint finding)
{
	return finding < places->ids->len ? places->ids->pdata[finding] : NULL;
}
