/* SPDX-License-Identifier: Apache-2.0 */
#include "check/tables.h"
#include "check/tables_data.h"

#include <gio/gio.h>

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
