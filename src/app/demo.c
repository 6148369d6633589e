/* SPDX-License-Identifier: Apache-2.0 */
/* Folders of records: the demonstration offices, and any other folder of the same form. */
#include "app/app.h"
#include "base/reason.h"
#include "base/shipped.h"

#include <string.h>

static GPtrArray *names_in(const char *folder, const char *suffix, GError **error)
{
	GPtrArray *names = folder_names(folder);
	if (!names) {
		fail(error, ERROR_ABSENT, _("%s: there is no such folder"), folder);
		return NULL;
	}
	for (guint i = names->len; i-- > 0;)
		if (!g_str_has_suffix(names->pdata[i], suffix))
			g_ptr_array_remove_index(names, i);
	return names;
}

static json_t *read_json(const char *path, GError **error)
{
	json_error_t problem;
	gsize length;
	g_autofree char *bytes = file_bytes(path, &length, error);
	json_t *root = bytes ? json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &problem) : NULL;
	if (root || !bytes)
		return root;
	g_autofree char *why = reason(problem.text);
	fail(error, ERROR_INPUT, _("%s:%d:%d: not JSON: %s"), path, MAX(problem.line, 1), MAX(problem.column, 1), why);
	return NULL;
}

static gboolean load_records(struct app *app, const struct reg *reg, const json_t *records, const char *path, gint64 *office, guint *count, GError **error)
{
	size_t index;
	json_t *object;
	json_array_foreach((json_t *)records, index, object) {
		if (strcmp(reg->id, "office") == 0 && !*office) {
			*office = app_office_new(app, object, error);
			if (!*office)
				goto failed;
		} else {
			g_autoptr(record_t) record = *office ? app_put(app, reg, *office, object, NULL, NULL, error) : NULL;
			if (!record)
				goto failed;
		}
		(*count)++;
	}
	return TRUE;
failed:
	if (error && !*error)
		fail(error, ERROR_INPUT, _("the first file must hold the record of the office"));
	g_prefix_error(error, _("%s: record %u: "), path, (guint)index + 1);
	return FALSE;
}

static gboolean load_file(struct app *app, const char *path, gint64 *office, guint *count, GError **error)
{
	json_t *root = read_json(path, error);
	if (!root)
		return FALSE;
	const json_t *records = json_object_get(root, "records");
	const char *id = json_string_value(json_object_get(root, "register"));
	gboolean done = FALSE;
	if (!id || !json_is_array(records)) {
		fail(error, ERROR_INPUT, _("%s: a file of records is {\"register\": \"id\", \"records\": [ … ]}"), path);
	} else {
		const struct reg *reg = model_need_register(app->model, id, error);
		if (!reg)
			g_prefix_error(error, "%s: ", path);
		done = reg && load_records(app, reg, records, path, office, count, error);
	}
	json_decref(root);
	return done;
}

gboolean app_load_folder(struct app *app, const char *folder, guint *count, GError **error)
{
	g_autoptr(GPtrArray) names = names_in(folder, ".json", error);
	gint64 office = 0;
	*count = 0;
	if (!names || !store_begin(app->store, error))
		return FALSE;
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *path = g_build_filename(folder, names->pdata[i], NULL);
		if (!load_file(app, path, &office, count, error)) {
			store_rollback(app->store);
			return FALSE;
		}
		if (app->progress)
			app->progress(app->progress_data, i + 1, names->len);
	}
	return store_commit(app->store, error);
}

char **app_demo_codes(GError **error)
{
	g_autofree char *demo = app_share("demo");
	g_autoptr(GPtrArray) names = names_in(demo, "", error);
	if (!names)
		return NULL;
	for (guint i = names->len; i-- > 0;) {
		g_autofree char *path = g_build_filename(demo, names->pdata[i], NULL);
		if (!folder_exists(path))
			g_ptr_array_remove_index(names, i);
	}
	g_ptr_array_set_free_func(names, NULL);
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}

gboolean app_demo(struct app *app, const char *code, guint *count, GError **error)
{
	g_autofree char *demo = app_share("demo");
	g_autofree char *folder = g_build_filename(demo, code, NULL);
	if (!folder_exists(folder)) {
		g_auto(GStrv) codes = app_demo_codes(NULL);
		g_autofree char *all = codes ? g_strjoinv(", ", codes) : g_strdup("");
		return fail(error, ERROR_ABSENT, _("%s: there is no such demonstration office; there are: %s"), code, all);
	}
	return app_load_folder(app, folder, count, error);
}
