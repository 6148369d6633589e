/* SPDX-License-Identifier: Apache-2.0 */
#include "import/names.h"
#include "base/text.h"

#include <string.h>

#define BEGIN_LEAST 3 /* bytes of a heading that begins a label */

const struct name name_skip = {COLUMN_SKIP, NULL};
static const struct name name_id = {COLUMN_ID, NULL};
static const struct name name_version = {COLUMN_VERSION, NULL};
static const struct name name_state = {COLUMN_STATE, NULL};
static const struct name name_several = {COLUMN_SKIP, NULL}; /* stands for an ambiguous name */

struct names {
	GPtrArray *own;                    /* struct name * of the fields */
	GHashTable *ids, *labels, *folded; /* char * → const struct name * */
	GPtrArray *shown,
		*searched; /* what is suggested; its folded form, at the same index (NULL-ended) */
};

/* One line, lower case, without the marks that people put after headers. */
static char *plain(const char *text)
{
	g_autofree char *lower = text_lower(text);
	g_strdelimit(lower, "\n\t", ' ');
	GString *out = g_string_new(NULL);
	for (const char *at = lower; *at; at++)
		if (*at != ' ' || (out->len && out->str[out->len - 1] != ' '))
			g_string_append_c(out, *at);
	while (out->len && strchr(" *:.", out->str[out->len - 1]))
		g_string_truncate(out, out->len - 1);
	return g_string_free(out, FALSE);
}

static void enter(GHashTable *table, char *key, const struct name *name)
{
	const struct name *held = g_hash_table_lookup(table, key);
	if (!*key || held == name)
		g_free(key);
	else
		g_hash_table_insert(table, key, (gpointer)(held ? &name_several : name));
}

static void suggest(struct names *names, const char *text)
{
	g_ptr_array_add(names->shown, g_strdup(text));
	g_ptr_array_add(names->searched, text_fold(text));
}

static void enter_label(struct names *names, const char *label, const struct name *name)
{
	if (!label || !*label)
		return;
	enter(names->labels, plain(label), name);
	enter(names->folded, text_fold(label), name);
	suggest(names, label);
}

static void enter_field(struct names *names, const struct field *field)
{
	struct name *name = g_new0(struct name, 1);
	name->role = COLUMN_FIELD;
	name->field = field;
	g_ptr_array_add(names->own, name);
	g_hash_table_insert(names->ids, g_strdup(field->id), name);
	enter(names->folded, text_fold(field->id), name);
	suggest(names, field->id);
	enter_label(names, field->label.vi, name);
	enter_label(names, field->label.en, name);
}

/* Names of the columns that are no fields; a field's own label goes before. */
static void enter_special(struct names *names, const struct reg *reg)
{
	static const struct {
		const char *text;
		const struct name *name;
	} known[] = {
		{"#", &name_id},
		{"phiên bản", &name_version},
		{"trạng thái", &name_state},
	};
	g_hash_table_insert(names->ids, g_strdup("id"), (gpointer)&name_id);
	g_hash_table_insert(names->ids, g_strdup("version"), (gpointer)&name_version);
	if (reg->states->len)
		g_hash_table_insert(names->ids, g_strdup("state"), (gpointer)&name_state);
	for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
		g_autofree char *folded = text_fold(known[i].text);
		if (known[i].name == &name_state && !reg->states->len)
			continue;
		if (!g_hash_table_contains(names->labels, known[i].text))
			g_hash_table_insert(
				names->labels, g_strdup(known[i].text), (gpointer)known[i].name);
		if (*folded && !g_hash_table_contains(names->folded, folded))
			g_hash_table_insert(
				names->folded, g_steal_pointer(&folded), (gpointer)known[i].name);
	}
}

struct names *names_new(const struct reg *reg)
{
	struct names *names = g_new0(struct names, 1);
	names->own = g_ptr_array_new_with_free_func(g_free);
	names->ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	names->labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	names->folded = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	names->shown = g_ptr_array_new_with_free_func(g_free);
	names->searched = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < reg->fields->len; i++)
		enter_field(names, reg->fields->pdata[i]);
	g_ptr_array_add(names->searched, NULL);
	enter_special(names, reg);
	return names;
}

void names_free(struct names *names)
{
	g_ptr_array_unref(names->own);
	g_hash_table_destroy(names->ids);
	g_hash_table_destroy(names->labels);
	g_hash_table_destroy(names->folded);
	g_ptr_array_unref(names->shown);
	g_ptr_array_unref(names->searched);
	g_free(names);
}

const struct name *names_find(const struct names *names, const char *text, gboolean *ambiguous)
{
	g_autofree char *key = plain(text);
	g_autofree char *folded = text_fold(text);
	const struct name *name = g_hash_table_lookup(names->ids, key);
	if (!name)
		name = g_hash_table_lookup(names->labels, key);
	if (!name)
		name = *folded ? g_hash_table_lookup(names->folded, folded) : NULL;
	if (ambiguous)
		*ambiguous = name == &name_several;
	return name == &name_several ? NULL : name;
}

const struct name *names_begin(const struct names *names, const char *text, const char **label)
{
	g_autofree char *folded = text_fold(text);
	g_autofree char *begin = g_strconcat(folded, " ", NULL);
	const struct name *found = NULL;
	for (guint i = 0; strlen(folded) >= BEGIN_LEAST && i < names->shown->len; i++) {
		if (!g_str_has_prefix(names->searched->pdata[i], begin))
			continue;
		const struct name *name = names_find(names, names->shown->pdata[i], NULL);
		if (!name || (found && name != found))
			return NULL;
		found = name;
		*label = names->shown->pdata[i];
	}
	return found;
}

/* The first name that begins with, or holds, these words: "Nước" for "Nước, vùng lãnh thổ". */
static const char *holding(const struct names *names, const char *folded)
{
	g_autofree char *word = g_strconcat(" ", folded, " ", NULL);
	for (guint i = 0; *folded && i < names->shown->len; i++) {
		g_autofree char *name = g_strconcat(" ", names->searched->pdata[i], " ", NULL);
		if (strstr(name, word))
			return names->searched->pdata[i];
	}
	return NULL;
}

const char *names_near(const struct names *names, const char *text)
{
	g_autofree char *folded = text_fold(text);
	const char *near = text_nearest(folded, (const char *const *)names->searched->pdata);
	near = near ? near : holding(names, folded);
	for (guint i = 0; near && i < names->shown->len; i++)
		if (names->searched->pdata[i] == near)
			return names->shown->pdata[i];
	return NULL;
}

static gboolean folds_to(const char *header, const char *const *words)
{
	g_autofree char *folded = text_fold(header);
	return g_strv_contains(words, folded);
}

gboolean names_is_ordinal(const char *header)
{
	static const char *const words[] = {
		"stt", "tt", "so tt", "so thu tu", "thu tu", "no", NULL};
	return folds_to(header, words);
}

gboolean header_is_errors(const char *header)
{
	static const char *const words[] = {"loi", "errors", NULL};
	return folds_to(header, words);
}

char **import_headers(const struct reg *reg, const char *language)
{
	struct names *names = names_new(reg);
	char **headers = g_new0(char *, reg->fields->len + 1);
	for (guint i = 0; i < reg->fields->len; i++) {
		const struct field *field = reg->fields->pdata[i];
		const char *label = label_text(&field->label, language);
		const struct name *name = names_find(names, label, NULL);
		headers[i] = g_strdup(name && name->field == field ? label : field->id);
	}
	names_free(names);
	return headers;
}
