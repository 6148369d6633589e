/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/dims.h"

#include <string.h>

static gint by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void dims_add(struct dims_writer *writer, const char *dimension, GPtrArray *values)
{
	if (values->len == 0)
		return;
	g_ptr_array_sort(values, by_text);
	GString *part = g_string_new(dimension);
	const char *previous = NULL;
	for (guint i = 0; i < values->len; i++) {
		const char *value = values->pdata[i];
		if (previous && strcmp(previous, value) == 0)
			continue;
		g_string_append_c(part, previous ? ',' : '=');
		g_string_append_uri_escaped(part, value, NULL, FALSE);
		previous = value;
	}
	if (!writer->parts)
		writer->parts = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(writer->parts, g_string_free(part, FALSE));
}

char *dims_text(struct dims_writer *writer)
{
	if (!writer->parts)
		return g_strdup("");
	g_ptr_array_sort(writer->parts, by_text);
	g_ptr_array_add(writer->parts, NULL);
	char *text = g_strjoinv("&", (char **)writer->parts->pdata);
	g_clear_pointer(&writer->parts, g_ptr_array_unref);
	return text;
}

const char *dims_list(const char *dims, const char *dimension, gsize *length)
{
	gsize name = strlen(dimension);
	for (const char *part = dims; part && *part;) {
		const char *end = strchrnul(part, '&');
		if (strncmp(part, dimension, name) == 0 && part[name] == '=') {
			*length = (gsize)(end - part) - name - 1;
			return part + name + 1;
		}
		part = *end ? end + 1 : NULL;
	}
	*length = 0;
	return "";
}

char **dims_split(const char *list, gsize length)
{
	g_autofree char *text = g_strndup(list, length);
	char **values = g_strsplit(text, ",", -1);
	for (guint i = 0; values[i]; i++) {
		if (!strchr(values[i], '%'))
			continue;
		char *plain = g_uri_unescape_string(values[i], NULL);
		g_free(values[i]);
		values[i] = plain ? plain : g_strdup("");
	}
	return values;
}

char **dims_values(const char *dims, const char *dimension)
{
	gsize length;
	const char *list = dims_list(dims, dimension, &length);
	return dims_split(list, length);
}

/* How two slices of a text that stand in a list follow each other: both end before `end`, which sorts as their end. */
static int slice_order(const char *a, gsize a_length, const char *b, gsize b_length)
{
	int order = memcmp(a, b, MIN(a_length, b_length));
	return order ? order : (a_length > b_length) - (a_length < b_length);
}

/* How many signs of a name stand there; strspn would make a table of them each time. */
static gsize name_length(const char *text)
{
	gsize length = 0;
	while (g_ascii_islower(text[length]) || g_ascii_isdigit(text[length]) || text[length] == '_' || text[length] == '.' || text[length] == '*')
		length++;
	return length;
}

/* The same of a value that is not escaped. */
static gsize plain_length(const char *text)
{
	gsize length = 0;
	while (g_ascii_isalnum(text[length]) || text[length] == '-' || text[length] == '.' || text[length] == '_' || text[length] == '~')
		length++;
	return length;
}

/* "name=value,value": the values in order, each once, of letters that are not escaped. FALSE where that is not so plain. */
static gboolean is_plain_part(const char *part, gsize length)
{
	gsize name = name_length(part);
	const char *before = NULL;
	gsize before_length = 0;
	if (!name || part[name] != '=')
		return FALSE;
	for (const char *value = part + name + 1;; value++) {
		gsize value_length = plain_length(value);
		if (!value_length || (before && slice_order(before, before_length, value, value_length) >= 0))
			return FALSE;
		before = value;
		before_length = value_length;
		value += value_length;
		if (value == part + length)
			return TRUE;
		if (*value != ',')
			return FALSE;
	}
}

/* Parts of one name stand side by side. */
static gboolean has_same_name(const char *a, const char *b)
{
	gsize name = strcspn(a, "=");
	return strncmp(a, b, name + 1) == 0;
}

/* Most are plain: known without taking them apart and writing them again. */
static gboolean are_plainly_canonical(const char *dims)
{
	const char *before = NULL;
	gsize before_length = 0;
	for (const char *part = dims;; part++) {
		gsize length = strcspn(part, "&");
		if (!is_plain_part(part, length) || (before && (slice_order(before, before_length, part, length) >= 0 || has_same_name(before, part))))
			return FALSE;
		before = part;
		before_length = length;
		part += length;
		if (!*part)
			return TRUE;
	}
}

gboolean dims_are_canonical(const char *dims)
{
	if (!*dims || are_plainly_canonical(dims))
		return TRUE;
	struct dims_writer writer = { 0 };
	g_auto(GStrv) parts = g_strsplit(dims, "&", -1);
	for (guint i = 0; parts[i]; i++) {
		char *equals = strchr(parts[i], '=');
		g_autofree char *name = g_strndup(parts[i], equals ? (gsize)(equals - parts[i]) : strlen(parts[i]));
		g_auto(GStrv) values = dims_values(dims, name);
		g_autoptr(GPtrArray) list = g_ptr_array_new();
		for (guint v = 0; values[v]; v++)
			g_ptr_array_add(list, values[v]);
		dims_add(&writer, name, list);
	}
	g_autofree char *again = dims_text(&writer);
	return strcmp(again, dims) == 0 && *dims != '=' && !strstr(dims, "&="); /* names are not empty */
}
