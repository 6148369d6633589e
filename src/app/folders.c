/* SPDX-License-Identifier: Apache-2.0 */
/* Where the program's own folders lie, and which folders of its own an office uses. */
#include "app/folders.h"
#include "base/shipped.h"

#include <string.h>

static char *program_folder(void)
{
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
	return program ? g_path_get_dirname(program) : g_strdup(".");
}

static char *share_folder(const char *program, const char *place, const char *folder)
{
	g_autofree char *path = g_build_filename(program, place, folder, NULL);
	return g_canonicalize_filename(path, NULL);
}

char *app_share(const char *folder)
{
	const char *named = g_getenv("NGOAIVU_SHARE");
	if (named)
		return g_build_filename(named, folder, NULL);
	g_autofree char *program = program_folder();
	const char *const places[] = { "..", "../share/ngoaivu", "../..", "." };
	for (guint i = 0; i < G_N_ELEMENTS(places); i++) {
		g_autofree char *definitions = g_build_filename(program, places[i], "definitions", "common.yaml", NULL);
		if (g_file_test(definitions, G_FILE_TEST_EXISTS))
			return share_folder(program, places[i], folder);
	}
	return g_strconcat(SHIPPED "/", folder, NULL);
}

static char *full_path(const char *folder)
{
	return g_canonicalize_filename(folder, NULL);
}

static char **full_paths(const char *const *given)
{
	char **folders = g_new0(char *, g_strv_length((char **)given) + 1);
	for (guint i = 0; given[i]; i++)
		folders[i] = full_path(given[i]);
	return folders;
}

/* The given ones ("none": no folder), else those that the store remembers. NULL where one is not there. */
static char **choose_folders(const char *const *given, const char *remembered, GError **error)
{
	gboolean named = given && given[0];
	g_auto(GStrv) folders = named && strcmp(given[0], "none") != 0 ? full_paths(given) :
		!named && remembered ? g_strsplit(remembered, "\n", -1) : g_new0(char *, 1);
	for (guint i = 0; folders[i]; i++) {
		if (!*folders[i] || g_file_test(folders[i], G_FILE_TEST_IS_DIR))
			continue;
		fail(error, ERROR_ABSENT, named ? _("%s: there is no such folder") :
			_("%s: the store uses this folder, and it is not there: bring it back, or name another (or `none`) with --definitions or --templates"), folders[i]);
		return NULL;
	}
	return g_steal_pointer(&folders);
}

gboolean own_folders(const char *url, const struct app_options *options, struct own_folders *own, GError **error)
{
	static const char *const settings[] = { OWN_DEFINITIONS, OWN_TEMPLATES, NULL };
	char *remembered[2];
	gboolean known = store_peek(url, settings, remembered, error);
	own->definitions = known ? choose_folders(options->definitions, remembered[0], error) : NULL;
	own->templates = own->definitions ? choose_folders(options->templates, remembered[1], error) : NULL;
	g_free(remembered[0]);
	g_free(remembered[1]);
	return own->templates != NULL;
}

void own_folders_clear(struct own_folders *own)
{
	g_strfreev(own->definitions);
	g_strfreev(own->templates);
}

gboolean remember_folders(struct store *store, const char *setting, char **folders, GError **error)
{
	g_autofree char *list = g_strjoinv("\n", folders);
	g_autofree char *known = store_setting(store, setting);
	if (strcmp(list, known ? known : "") == 0)
		return TRUE;
	return store_begin(store, error) && store_set(store, setting, list, error) && store_commit(store, error);
}
