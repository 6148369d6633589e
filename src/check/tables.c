/* SPDX-License-Identifier: Apache-2.0 */
#include "check/tables.h"
#include "check/tables_data.h"

#include <gio/gio.h>
#include <string.h>

const char *tables_get(const char *name, gsize *length)
{
	g_autofree char *path = g_strconcat("/ngoaivu/check/", name, NULL);
	g_autoptr(GBytes) bytes =
		g_resource_lookup_data(tables_data_get_resource(), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
	if (!bytes)
		g_error("no table %s", name);
	/* Lies in the program itself. */
	return g_bytes_get_data(bytes, length);
}

/* Tables of the program are part of it: what is wrong with them is a bug. */
void tables_read(const char *name, guint columns, void (*row)(void *data, char **fields), void *data)
{
	gsize length;
	const char *text = tables_get(name, &length);
	g_autofree char *copy = g_strndup(text, length);
	guint line = 0;
	for (char *at = copy, *end; at && *at; at = end) {
		line++;
		end = strchr(at, '\n');
		if (end)
			*end++ = '\0';
		if (*at == '#' || *at == '\0')
			continue;
		g_auto(GStrv) fields = g_strsplit(at, "\t", (gint)columns);
		if (g_strv_length(fields) != columns)
			g_error("%s:%u: %u columns are needed", name, line, columns);
		row(data, fields);
	}
}
