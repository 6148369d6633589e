/* SPDX-License-Identifier: Apache-2.0 */
#include "web/import.h"
#include "app/app.h"
#include "web/pages.h"
#include "web/rights.h"

#include <string.h>

enum { ROWS_MOST = 50000 };

const struct reg *import_register(struct request *request, GError **error)
{
	const struct reg *reg = request_register(request, 0, error);
	if (!reg)
		return NULL;
	if (may_write_register(request->may, reg->id) && strcmp(reg->id, "office") != 0 && strcmp(reg->id, "report") != 0)
		return reg;
	fail(error, ERROR_REFUSED, _("Records of this register are not changed here, or not by your roles."));
	return NULL;
}

struct keeping {
	const struct request *request;
	const struct reg *reg;
	const char *name;
	GBytes *bytes;
	char *id;
};

static gboolean do_keep(struct app *app, void *data, GError **error)
{
	struct keeping *keeping = data;
	keeping->id = upload_keep(app->store, keeping->request->account->name, keeping->reg->id, keeping->name, keeping->bytes, moment_now(), error);
	return keeping->id != NULL;
}

char *import_keep(struct request *request, const struct reg *reg, const char *name, GBytes *bytes, GError **error)
{
	gboolean workbook;
	struct keeping keeping = { request, reg, name, bytes, NULL };
	const struct app_load load = { .mode = IMPORT_DRY };
	g_autoptr(sheet_t) sheet = app_read_sheet(name, bytes, &load, &workbook, error);
	return sheet && request_write(request, do_keep, &keeping, error) ? keeping.id : NULL;
}

void import_way_clear(struct import_way *way)
{
	upload_clear(&way->upload);
	g_clear_pointer(&way->sheet, sheet_free);
	g_clear_pointer(&way->map, g_ptr_array_unref);
	g_clear_pointer(&way->columns, g_ptr_array_unref);
	g_clear_pointer(&way->import, import_free);
}

/* Of the division's people are the records of the division. */
static gboolean may(void *data, const struct record *before, const struct record *after, GError **error)
{
	const struct import_way *way = data;
	return (!before || check_may_write(way->request, before, error)) && check_may_write(way->request, after, error);
}

static void read_map(struct import_way *way)
{
	way->map = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < way->wish->list->len; i++) {
		const struct pair *pair = way->wish->list->pdata[i];
		if (g_str_has_prefix(pair->name, "map.") && *pair->value)
			g_ptr_array_add(way->map, g_strdup_printf("%s=%s", pair->name + strlen("map."), pair->value));
	}
	g_ptr_array_add(way->map, NULL);
}

gboolean import_way_read(struct import_way *way, struct request *request, const struct pairs *wish, GError **error)
{
	way->request = request;
	way->wish = wish;
	way->reg = import_register(request, error);
	if (!way->reg || !upload_find(request->app->store, request->account->name, way->reg->id, request_parameter(request, 1), moment_now(), &way->upload, error))
		return FALSE;
	const char *name = pairs_get(wish, "sheet");
	read_map(way);
	way->load = (struct app_load){ .mode = IMPORT_DRY, .sheet = name && *name ? name : NULL, .map = (const char *const *)way->map->pdata,
		.by_form = TRUE, .may = may, .may_data = way };
	way->sheet = app_read_sheet(way->upload.name, way->upload.bytes, &way->load, &way->workbook, error);
	if (!way->sheet)
		return FALSE;
	if (way->sheet->rows->len > ROWS_MOST)
		return fail(error, ERROR_INPUT, _("the sheet has more than %d rows; divide it, or load it with `ngoaivu load`"), ROWS_MOST);
	way->columns = import_columns(request->app->model, way->reg, way->sheet, way->load.map, &way->header, error);
	return way->columns != NULL;
}

static gboolean do_import(struct app *app, void *data, GError **error)
{
	struct import_way *way = data;
	g_clear_pointer(&way->import, import_free);
	way->import = app_import(app, way->reg, request_office(way->request), way->sheet, &way->load, error);
	return way->import != NULL;
}

gboolean import_way_try(struct import_way *way, GError **error)
{
	return request_write(way->request, do_import, way, error);
}

/* The file has done its work when its rows are written. */
static gboolean do_load(struct app *app, void *data, GError **error)
{
	struct import_way *way = data;
	return do_import(app, data, error) && (!way->import->kept || !way->import->written || upload_drop(app->store, request_parameter(way->request, 1), error));
}

gboolean import_way_load(struct import_way *way, gboolean partial, const char *why, GError **error)
{
	way->load.mode = partial ? IMPORT_PARTIAL : IMPORT_ALL;
	way->load.why = why && *why ? why : NULL;
	return request_write(way->request, do_load, way, error);
}

gboolean import_way_return(struct import_way *way, GError **error)
{
	g_autoptr(GBytes) bytes = way->workbook ? import_return_xlsx(way->sheet, way->import, error) : import_return_csv(way->sheet, way->import, error);
	if (!bytes)
		return FALSE;
	answer_bytes(way->request, bytes, way->workbook ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "text/csv; charset=utf-8", way->upload.name);
	return TRUE;
}
