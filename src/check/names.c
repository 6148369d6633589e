/* SPDX-License-Identifier: Apache-2.0 */
#include "check/names.h"
#include "base/utf8.h"
#include "check/syllable.h"
#include "check/tables.h"

#include <string.h>

struct known {
	gboolean usual; /* may be suggested */
	const char *written;
	guint thing; /* 0 = a word of a name, or of several things */
	const char *list, *code; /* of a code list: "countries", "JP"; NULL = of none, or of several */
};

struct gazetteer {
	GHashTable *known;   /* squeezed → struct known * */
	GHashTable *shorter; /* one letter shorter → struct known *, the first */
	GStringChunk *texts;
	GString *squeezed; /* while it is made */
};

void name_squeeze(GString *squeezed, const char *text, gsize length)
{
	for (const char *at = text; at < text + length;) {
		const gunichar character = utf8_next(at, &at);
		if (character < 0x80) {
			if (g_ascii_isalnum((gchar)character))
				g_string_append_c(squeezed, g_ascii_tolower((gchar)character));
			continue;
		}
		const gunichar letter = g_unichar_tolower(character);
		if (g_unichar_isalpha(letter))
			g_string_append_unichar(squeezed, letter_plain(letter));
	}
}

#define NAME_LEAST 5  /* letters of a name that slips are looked for in */
#define NAME_MOST  40

void name_shorter(const char *squeezed, void (*each)(const char *shorter, void *data), void *data)
{
	gsize length = strlen(squeezed);
	char shorter[NAME_MOST + 1];
	if (length < NAME_LEAST || length > NAME_MOST)
		return;
	/* The first letter stays: slips seldom touch it, and names differ by it. */
	for (gsize i = 1; i < length; i++) {
		if ((guchar)squeezed[i] >= 0x80)
			return;
		memcpy(shorter, squeezed, i);
		memcpy(shorter + i, squeezed + i + 1, length - i);
		each(shorter, data);
	}
}

struct adding {
	struct gazetteer *names;
	struct known *known;
};

static void add_shorter(const char *shorter, void *data)
{
	struct adding *adding = data;
	struct gazetteer *names = adding->names;
	if (!g_hash_table_contains(names->shorter, shorter))
		g_hash_table_insert(names->shorter,
			g_string_chunk_insert_const(names->texts, shorter), adding->known);
}

/* `usual`: it may be suggested for what is a slip away from it. */
static void add_form(
	struct gazetteer *names, const char *text, gsize length, guint thing, gboolean usual)
{
	g_string_truncate(names->squeezed, 0);
	name_squeeze(names->squeezed, text, length);
	if (names->squeezed->len < 2)
		return;
	struct known *known = g_hash_table_lookup(names->known, names->squeezed->str);
	if (known) {
		if (thing && known->thing != thing)
			known->thing = known->thing ? 0 : thing;
		return;
	}
	known = g_new0(struct known, 1);
	known->written = g_string_chunk_insert_len(names->texts, text, (gssize)length);
	known->thing = thing;
	g_hash_table_insert(names->known,
		g_string_chunk_insert(names->texts, names->squeezed->str), known);
	struct adding adding = {names, known};
	if (usual)
		name_shorter(names->squeezed->str, add_shorter, &adding);
	known->usual = usual;
}

/* The name, and each of its words that is no Vietnamese syllable. */
static void add_name(struct gazetteer *names, struct wordbook *words, const char *text, guint thing,
	gboolean usual)
{
	add_form(names, text, strlen(text), thing, usual);
	for (const char *at = text; *at;) {
		gsize length = strcspn(at, " -.,()'");
		if (length > 0) {
			word_t word = wordbook_add(words, at, length);
			if (!syllable_is_formed(wordbook_get(words, word)->text, wordbook_get(words, word)->length)) {
				wordbook_flag(words, word, WORD_LISTED);
				if (length != strlen(text))
					add_form(names, at, length, 0, usual);
			}
		}
		at += length + (at[length] != '\0');
	}
}

static void set_code(struct gazetteer *names, const char *text, const char *list, const char *code)
{
	g_string_truncate(names->squeezed, 0);
	name_squeeze(names->squeezed, text, strlen(text));
	struct known *known = g_hash_table_lookup(names->known, names->squeezed->str);
	if (!known || !known->thing)
		return;
	known->list = list;
	known->code = g_string_chunk_insert_const(names->texts, code);
}

/* `id` is a string of the program. */
static void add_codes(
	struct gazetteer *names, struct wordbook *words, const struct model *model, const char *id, guint *thing)
{
	const struct code_list *list = model_codes(model, id);
	for (guint i = 0; list && i < list->items->len; i++) {
		const struct code_item *item = list->items->pdata[i];
		(*thing)++;
		if (item->label.vi) {
			add_name(names, words, item->label.vi, *thing, TRUE);
			set_code(names, item->label.vi, id, item->id);
		}
		if (item->label.en) {
			add_name(names, words, item->label.en, *thing, TRUE);
			set_code(names, item->label.en, id, item->id);
		}
		for (guint j = 0; j < item->aliases->len; j++) {
			add_name(names, words, item->aliases->pdata[j], *thing, FALSE);
			set_code(names, item->aliases->pdata[j], id, item->id);
		}
	}
}

static void add_table(struct gazetteer *names, struct wordbook *words, guint *thing)
{
	gsize length;
	const char *text = tables_get("names.tsv", &length);
	g_autofree char *copy = g_strndup(text, length);
	g_auto(GStrv) lines = g_strsplit(copy, "\n", -1);
	for (char **line = lines; *line; line++) {
		if (**line == '#' || **line == '\0')
			continue;
		(*thing)++;
		g_auto(GStrv) forms = g_strsplit(*line, " | ", -1);
		for (char **form = forms; *form; form++)
			add_name(names, words, *form, *thing, TRUE);
	}
}

struct gazetteer *gazetteer_new(struct wordbook *words, const struct model *model)
{
	struct gazetteer *names = g_new0(struct gazetteer, 1);
	names->known = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
	names->shorter = g_hash_table_new(g_str_hash, g_str_equal);
	names->texts = g_string_chunk_new(8192);
	names->squeezed = g_string_new(NULL);
	guint thing = 0;
	if (model) {
		add_codes(names, words, model, "countries", &thing);
		add_codes(names, words, model, "provinces", &thing);
	}
	add_table(names, words, &thing);
	return names;
}

void gazetteer_free(struct gazetteer *names)
{
	if (!names)
		return;
	g_hash_table_unref(names->known);
	g_hash_table_unref(names->shorter);
	g_string_chunk_free(names->texts);
	g_string_free(names->squeezed, TRUE);
	g_free(names);
}

gboolean gazetteer_has(const struct gazetteer *names, const char *squeezed)
{
	return g_hash_table_contains(names->known, squeezed);
}

guint gazetteer_thing(const struct gazetteer *names, const char *squeezed)
{
	const struct known *known = g_hash_table_lookup(names->known, squeezed);
	return known ? known->thing : 0;
}

const char *gazetteer_code(const struct gazetteer *names, const char *squeezed, const char **list)
{
	const struct known *known = g_hash_table_lookup(names->known, squeezed);
	gboolean coded = known && known->thing && known->code;
	*list = coded ? known->list : NULL;
	return coded ? known->code : NULL;
}

struct nearing {
	const struct gazetteer *names;
	const struct known *found;
};

static void look_shorter(const char *shorter, void *data)
{
	struct nearing *nearing = data;
	if (nearing->found)
		return;
	nearing->found = g_hash_table_lookup(nearing->names->known, shorter);
	if (nearing->found && !nearing->found->usual)
		nearing->found = NULL;
	if (!nearing->found)
		nearing->found = g_hash_table_lookup(nearing->names->shorter, shorter);
}

const char *gazetteer_near(const struct gazetteer *names, const char *squeezed)
{
	struct nearing nearing = {names, g_hash_table_lookup(names->shorter, squeezed)};
	if (gazetteer_has(names, squeezed))
		return NULL;
	name_shorter(squeezed, look_shorter, &nearing);
	if (!nearing.found)
		return NULL;
	g_autoptr(GString) known = g_string_new(NULL);
	name_squeeze(known, nearing.found->written, strlen(nearing.found->written));
	return name_distance(squeezed, known->str, 1) <= 1 ? nearing.found->written : NULL;
}

guint name_distance(const char *a, const char *b, guint most)
{
	gsize n = strlen(a), m = strlen(b);
	guint rows[3][NAME_MOST + 1];
	if (n > NAME_MOST || m > NAME_MOST || (n > m ? n - m : m - n) > most)
		return most + 1;
	for (guint j = 0; j <= m; j++)
		rows[0][j] = j;
	for (guint i = 1; i <= n; i++) {
		guint *now = rows[i % 3], *before = rows[(i + 2) % 3], *two = rows[(i + 1) % 3];
		now[0] = i;
		for (guint j = 1; j <= m; j++) {
			now[j] = MIN(before[j - 1] + (a[i - 1] != b[j - 1]),
				MIN(before[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = MIN(now[j], two[j - 2] + 1);
		}
	}
	return MIN(rows[n % 3][m], most + 1);
}
