/* SPDX-License-Identifier: Apache-2.0 */
#include "app/app.h"

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

char *app_share(const char *folder, GError **error)
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
	if (g_file_test(SOURCE_ROOT "/definitions/common.yaml", G_FILE_TEST_EXISTS)) /* a build folder elsewhere */
		return g_build_filename(SOURCE_ROOT, folder, NULL);
	fail(error, ERROR_ABSENT, _("the folder %s of the program is not beside it; name its parent in NGOAIVU_SHARE"), folder);
	return NULL;
}

static struct model *load_model(const struct app_options *options, GError **error)
{
	g_autofree char *base = app_share("definitions", error);
	if (!base)
		return NULL;
	g_autoptr(GPtrArray) folders = g_ptr_array_new();
	g_ptr_array_add(folders, base);
	for (guint i = 0; options->definitions && options->definitions[i]; i++)
		g_ptr_array_add(folders, (gpointer)options->definitions[i]);
	g_ptr_array_add(folders, NULL);
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(model_t) model = model_load((const char *const *)folders->pdata, findings);
	if (!findings_check(findings, error))
		return NULL;
	return g_steal_pointer(&model);
}

static char **template_folders(const struct app_options *options, GError **error)
{
	g_autofree char *base = app_share("templates", error);
	if (!base)
		return NULL;
	g_autoptr(GPtrArray) folders = g_ptr_array_new();
	for (guint i = 0; options->templates && options->templates[i]; i++)
		g_ptr_array_add(folders, g_strdup(options->templates[i]));
	g_ptr_array_add(folders, g_strdup(base));
	g_ptr_array_add(folders, g_build_filename(base, "parts", NULL));
	g_ptr_array_add(folders, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&folders), FALSE);
}

struct app *app_open(const struct app_options *options, enum db_mode mode, GError **error)
{
	g_autoptr(app_t) app = g_new0(struct app, 1);
	app->who = g_strdup(options->who ? options->who : g_get_user_name());
	app->language = g_strdup(options->language ? options->language : "vi");
	app->progress = options->progress;
	app->progress_data = options->progress_data;
	app->model = load_model(options, error);
	if (!app->model)
		return NULL;
	app->template_folders = template_folders(options, error);
	if (!app->template_folders)
		return NULL;
	app->store = store_open(options->url ? options->url : "sqlite:ngoaivu.db", mode, app->model, error);
	if (!app->store)
		return NULL;
	app->ledger = ledger_open(app->store, options->progress, options->progress_data, error);
	if (!app->ledger)
		return NULL;
	return g_steal_pointer(&app);
}

void app_close(struct app *app)
{
	if (!app)
		return;
	ledger_close(app->ledger);
	store_close(app->store);
	model_free(app->model);
	g_strfreev(app->template_folders);
	g_free(app->who);
	g_free(app->language);
	g_free(app);
}

struct author app_author(const struct app *app, const char *why)
{
	return (struct author){ .who = app->who, .why = why, .origin = "cli" };
}
