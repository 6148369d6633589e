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

gboolean dims_are_canonical(const char *dims)
{
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
	return strcmp(again, dims) == 0;
}
