/* SPDX-License-Identifier: Apache-2.0 */
#include "base/shipped.h"

#include <gio/gio.h>
#include <string.h>

#define SCHEME "resource://"

gboolean shipped_is(const char *path)
{
	return g_str_has_prefix(path, SCHEME);
}

/* As GResource names it. */
static const char *inside(const char *path)
{
	return path + strlen(SCHEME);
}

gboolean file_exists(const char *path)
{
	if (shipped_is(path))
		return g_resources_get_info(inside(path), G_RESOURCE_LOOKUP_FLAGS_NONE, NULL, NULL, NULL);
	return g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

gboolean folder_exists(const char *path)
{
	if (!shipped_is(path))
		return g_file_test(path, G_FILE_TEST_IS_DIR);
	g_auto(GStrv) names = g_resources_enumerate_children(inside(path), G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
	return names != NULL;
}

static gint by_bytes(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *folder_names(const char *path)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) folder = shipped_is(path) ? NULL : g_dir_open(path, 0, NULL);
	g_auto(GStrv) kept = shipped_is(path) ? g_resources_enumerate_children(inside(path), G_RESOURCE_LOOKUP_FLAGS_NONE, NULL) : NULL;
	if (!folder && !kept)
		return NULL;
	for (const char *name; folder && (name = g_dir_read_name(folder));)
		g_ptr_array_add(names, g_strdup(name));
	for (guint i = 0; kept && kept[i]; i++)
		g_ptr_array_add(names, g_strndup(kept[i], strcspn(kept[i], "/"))); /* folders end in one */
	g_ptr_array_sort(names, by_bytes);
	return g_steal_pointer(&names);
}

char *file_bytes(const char *path, gsize *length, GError **error)
{
	char *bytes = NULL;
	if (!shipped_is(path))
		return g_file_get_contents(path, &bytes, length, error) ? bytes : NULL;
	g_autoptr(GBytes) kept = g_resources_lookup_data(inside(path), G_RESOURCE_LOOKUP_FLAGS_NONE, error);
	if (!kept)
		return NULL;
	const char *data = g_bytes_get_data(kept, length);
	bytes = g_malloc(*length + 1);
	memcpy(bytes, data, *length);
	bytes[*length] = '\0';
	return bytes;
}
