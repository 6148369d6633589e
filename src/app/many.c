/* SPDX-License-Identifier: Apache-2.0 */
#include "app/many.h"

void many_problem_free(struct many_problem *problem)
{
	g_free(problem->message);
	g_free(problem);
}

static gboolean allows(const struct many *many, const struct record *record, GError **error)
{
	return !many->may || many->may(many->may_data, record, error);
}

static gboolean change(struct app *app, const struct many *many, struct many_one *one, GError **error)
{
	g_autoptr(record_t) record = store_read(app->store, many->reg, many->office, one->id, error);
	if (!record || !allows(many, record, error))
		return FALSE;
	json_t *object = json_copy((json_t *)many->fields);
	json_object_set_new(object, "id", json_integer(one->id));
	json_object_set_new(object, "version", json_integer(one->version ? one->version : record->version));
	g_autoptr(record_t) stored = app_put(app, many->reg, many->office, object, many->why, NULL, error);
	json_decref(object);
	if (!stored || !allows(many, stored, error))
		return FALSE;
	one->version = stored->version;
	return TRUE;
}

/* In a point of its own, so that the others are tried too and all that is wrong is told. */
static gboolean try_one(struct app *app, const struct many *many, GArray *ones, guint place, GPtrArray *problems, GError **error)
{
	GError *problem = NULL;
	if (!store_savepoint(app->store, error))
		return FALSE;
	if (change(app, many, &g_array_index(ones, struct many_one, place), &problem))
		return store_release(app->store, error);
	struct many_problem *told = g_new(struct many_problem, 1);
	*told = (struct many_problem){ place, g_strdelimit(g_strdup(problem->message), "\n", ' ') };
	g_ptr_array_add(problems, told);
	g_error_free(problem);
	return store_undo(app->store, error);
}

gboolean app_put_many(struct app *app, const struct many *many, GArray *ones, GPtrArray **problems, GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)many_problem_free);
	if (!store_savepoint(app->store, error))
		return FALSE;
	for (guint i = 0; i < ones->len; i++)
		if (!try_one(app, many, ones, i, found, error))
			return FALSE;
	if (found->len ? !store_undo(app->store, error) : !store_release(app->store, error))
		return FALSE;
	*problems = g_steal_pointer(&found);
	return TRUE;
}
