/* SPDX-License-Identifier: Apache-2.0 */
#include "app/app.h"
#include "app/folders.h"
#include "app/stated.h"
#include "auth/account.h"
#include "report/issued.h"
#include "report/snapshot.h"
#include "store/attachment.h"

#include <string.h>

static struct model *load_model(char **own, GError **error)
{
	g_autofree char *base = app_share("definitions");
	g_autoptr(GPtrArray) folders = g_ptr_array_new();
	g_ptr_array_add(folders, base);
	for (guint i = 0; own[i]; i++)
		if (*own[i])
			g_ptr_array_add(folders, own[i]);
	g_ptr_array_add(folders, NULL);
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(model_t) model = model_load((const char *const *)folders->pdata, findings);
	if (!findings_check(findings, error))
		return NULL;
	return g_steal_pointer(&model);
}

/* The office's folders first, then the program's. */
static char **template_folders(char **own)
{
	g_autofree char *base = app_share("templates");
	g_autoptr(GPtrArray) folders = g_ptr_array_new();
	for (guint i = 0; own[i]; i++)
		if (*own[i])
			g_ptr_array_add(folders, g_strdup(own[i]));
	g_ptr_array_add(folders, g_strdup(base));
	g_ptr_array_add(folders, g_build_filename(base, "parts", NULL));
	g_ptr_array_add(folders, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&folders), FALSE);
}

struct ledger *app_open_ledger(struct store *store, ledger_progress progress, void *data, GError **error)
{
	gboolean adopted = db_in_transaction(store_db(store));
	if (adopted && !(snapshot_make_table(store, error) && issued_file_make_table(store, error) && attachment_make_table(store, error) &&
		auth_prepare(store, error)))
		return NULL;
	return ledger_open(store, progress, data, error);
}

static gboolean open_parts(struct app *app, const char *url, const struct app_options *options, enum db_mode mode, GError **error)
{
	g_auto(own_folders_t) own = { 0 };
	if (!own_folders(url, options, &own, error))
		return FALSE;
	app->model = load_model(own.definitions, error);
	app->template_folders = app->model ? template_folders(own.templates) : NULL;
	app->store = app->template_folders ? store_open(url, mode, app->model, error) : NULL;
	app->ledger = app->store ? app_open_ledger(app->store, options->progress, options->progress_data, error) : NULL;
	if (!app->ledger)
		return FALSE;
	return (!options->definitions || remember_folders(app->store, OWN_DEFINITIONS, own.definitions, error)) &&
		(!options->templates || remember_folders(app->store, OWN_TEMPLATES, own.templates, error));
}

/* By the store's own definitions; the program's take their place when the store has lost them. */
static gboolean open_as_it_is(struct app *app, const char *url, const struct app_options *options, GError **error)
{
	static char *const none[] = { NULL };
	struct model *own = NULL;
	app->template_folders = template_folders((char **)none);
	if (!app->template_folders)
		return FALSE;
	app->store = store_open_as_it_is(url, NULL, &app->model, NULL);
	if (!app->store) {
		app->model = load_model((char **)none, error);
		app->store = app->model ? store_open_as_it_is(url, app->model, &own, error) : NULL;
	}
	if (own) {
		model_free(app->model);
		app->model = own;
	}
	app->ledger = app->store ? ledger_open(app->store, options->progress, options->progress_data, error) : NULL;
	return app->ledger != NULL;
}

static const char *url_of(const struct app_options *options)
{
	return options->url ? options->url : "sqlite:ngoaivu.db";
}

static struct app *app_new(const struct app_options *options)
{
	struct app *app = g_new0(struct app, 1);
	app->who = g_strdup(options->who ? options->who : g_get_user_name());
	app->language = g_strdup(options->language ? options->language : "vi");
	app->origin = "cli";
	app->url = g_strdup(url_of(options));
	app->progress = options->progress;
	app->progress_data = options->progress_data;
	return app;
}

struct app *app_open_definitions(const struct app_options *options, GError **error)
{
	g_autoptr(app_t) app = app_new(options);
	g_auto(own_folders_t) own = { 0 };
	app->model = own_folders(url_of(options), options, &own, error) ? load_model(own.definitions, error) : NULL;
	return app->model ? g_steal_pointer(&app) : NULL;
}

struct app *app_open(const struct app_options *options, enum db_mode mode, GError **error)
{
	g_autoptr(app_t) app = app_new(options);
	const char *url = url_of(options);
	if (!(options->as_it_is ? open_as_it_is(app, url, options, error) : open_parts(app, url, options, mode, error)))
		return NULL;
	return g_steal_pointer(&app);
}

struct app *app_open_beside(const struct app *app, enum db_mode mode, GError **error)
{
	struct app_options options = { .url = app->url, .who = app->who, .language = app->language };
	g_autoptr(app_t) other = app_new(&options);
	other->model = app->model;
	other->shares_model = TRUE;
	other->template_folders = g_strdupv(app->template_folders);
	other->store = store_open(url_of(&options), mode, other->model, error);
	other->ledger = other->store ? ledger_open(other->store, NULL, NULL, error) : NULL;
	return other->ledger ? g_steal_pointer(&other) : NULL;
}

void app_close(struct app *app)
{
	if (!app)
		return;
	stated_book_free(app->stated);
	ledger_close(app->ledger);
	store_close(app->store);
	if (!app->shares_model)
		model_free(app->model);
	g_strfreev(app->template_folders);
	g_free(app->who);
	g_free(app->language);
	g_free(app->url);
	g_free(app);
}

struct author app_author(const struct app *app, const char *why)
{
	return (struct author){ .who = app->who, .why = why, .origin = app->origin };
}
