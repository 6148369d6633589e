/* SPDX-License-Identifier: Apache-2.0 */
/* Many records at once: from a sheet, by one change; and the lists of them that are kept under a name. */
#include "app/export.h"
#include "app/many.h"
#include "auth/view.h"
#include "web/api_json.h"
#include "web/bulk.h"
#include "web/import.h"
#include "web/pages.h"

#include <string.h>

enum { SHEET_ROWS_SHOWN = 25 };

gboolean api_keep_sheet(struct request *request, GError **error)
{
	const char *name = pairs_get(request->query, "name");
	const struct reg *reg = import_register(request, error);
	if (!reg)
		return FALSE;
	if (!name || !*name || !request->body->len)
		return fail(error, ERROR_INPUT, _("?name: say what the file is called, and send its bytes"));
	g_autoptr(GBytes) bytes = g_bytes_new(request->body->data, request->body->len);
	g_autofree char *id = import_keep(request, reg, name, bytes, error);
	if (!id)
		return FALSE;
	api_created(request, g_strdup_printf("/registers/%s/sheets/%s", reg->id, id));
	return api_answer(request, json_pack("{s:s, s:s, s:i}", "id", id, "name", name, "hours", UPLOAD_HOURS));
}

static json_t *columns_json(const struct import_way *way)
{
	json_t *list = json_array();
	for (guint i = 0; i < way->columns->len; i++) {
		const struct import_column *column = way->columns->pdata[i];
		g_autofree char *letters = column_letters(column->number);
		json_array_append_new(list, json_pack("{s:s, s:s, s:s?}", "column", letters, "heading", column->heading, "field", column->field));
	}
	return list;
}

static json_t *rows_json(const struct import_way *way)
{
	json_t *list = json_array();
	for (guint i = 0; i < way->sheet->rows->len && json_array_size(list) < SHEET_ROWS_SHOWN; i++) {
		const struct sheet_row *row = way->sheet->rows->pdata[i];
		json_t *cells = json_object();
		for (guint c = 0; row->number > way->header && c < way->columns->len; c++) {
			const struct import_column *column = way->columns->pdata[c];
			g_autofree char *letters = column_letters(column->number);
			json_object_set_new(cells, letters, json_string(row_text(row, column->number)));
		}
		if (row->number > way->header)
			json_array_append_new(list, json_pack("{s:i, s:o}", "row", (int)row->number, "cells", cells));
		else
			json_decref(cells);
	}
	return list;
}

static json_t *findings_json(const struct import *import)
{
	json_t *list = json_array();
	for (guint i = 0; i < import->findings->len; i++) {
		const struct import_finding *finding = import->findings->pdata[i];
		g_autofree char *letters = finding->column ? column_letters(finding->column) : NULL;
		json_array_append_new(list, json_pack("{s:s, s:o, s:s?, s:s?, s:s}", "severity", severity_name(finding->severity), "row",
			finding->row ? json_integer(finding->row) : json_null(), "column", letters, "field", finding->field, "message", finding->message));
	}
	return list;
}

static json_t *others_json(const struct import_way *way)
{
	json_t *list = json_array();
	for (guint i = 0; way->sheet->beside && way->sheet->beside[i]; i++)
		json_array_append_new(list, json_string(way->sheet->beside[i]));
	return list;
}

static json_t *way_json(const struct import_way *way)
{
	const struct import *import = way->import;
	return json_pack("{s:s, s:s?, s:o, s:i, s:o, s:o, s:b, s:I, s:I, s:I, s:I, s:I, s:I, s:o}",
		"name", way->upload.name, "sheet", import->sheet, "others", others_json(way), "header", (int)import->header,
		"columns", columns_json(way), "first", rows_json(way), "kept", import->kept, "rows", (json_int_t)import->rows,
		"written", (json_int_t)import->written, "unchanged", (json_int_t)import->unchanged, "wrong", (json_int_t)import->wrong,
		"errors", (json_int_t)import->errors, "warnings", (json_int_t)import->warnings, "findings", findings_json(import));
}

gboolean api_preview_sheet(struct request *request, GError **error)
{
	g_auto(import_way_t) way = { 0 };
	return import_way_read(&way, request, request->query, error) && import_way_try(&way, error) && api_answer(request, way_json(&way));
}

/* The words of the body as the form of the page has them, so that both are one act. */
static void fill_form(struct request *request)
{
	const char *sheet = api_text(request, "sheet"), *key;
	json_t *field;
	request->form = pairs_new();
	if (sheet)
		pairs_add(request->form, "sheet", sheet);
	json_object_foreach(json_object_get(request->json, "map"), key, field) {
		g_autofree char *name = g_strconcat("map.", key, NULL);
		pairs_add(request->form, name, json_string_value(field));
	}
}

/* Nothing was written: the problem tells all findings. */
static gboolean refuse_sheet(struct request *request, const struct import_way *way)
{
	const char *text = way->import->errors ? _("Rows of the sheet are wrong, so nothing was written: see `findings`. With \"mode\": \"partial\" those that are right are written.") :
		_("There is nothing in the sheet that is to be written.");
	return api_refuse_with(request, 422, text, "findings", findings_json(way->import));
}

gboolean api_load_sheet(struct request *request, GError **error)
{
	g_auto(import_way_t) way = { 0 };
	fill_form(request);
	if (!import_way_read(&way, request, request->form, error) || !import_way_load(&way, g_strcmp0(api_text(request, "mode"), "partial") == 0, api_why(request), error))
		return FALSE;
	return way.import->kept && way.import->written ? api_answer(request, way_json(&way)) : refuse_sheet(request, &way);
}

/* The numbers and versions of the body. */
static GArray *wished_ones(const struct request *request)
{
	GArray *ones = g_array_new(FALSE, TRUE, sizeof(struct many_one));
	const json_t *record;
	size_t index;
	json_array_foreach(json_object_get(request->json, "records"), index, record) {
		struct many_one one = { json_integer_value(json_object_get(record, "id")), json_integer_value(json_object_get(record, "version")) };
		g_array_append_val(ones, one);
	}
	return ones;
}

static gboolean refuse_many(const GPtrArray *problems, GError **error)
{
	g_autoptr(GString) lines = g_string_new(NULL);
	for (guint i = 0; i < problems->len; i++) {
		const struct many_problem *problem = problems->pdata[i];
		g_string_append_printf(lines, "%s/records/%u: %s", i ? "\n" : "", problem->place, problem->message);
	}
	return fail(error, ERROR_INPUT, "%s", lines->str);
}

gboolean api_change_records(struct request *request, GError **error)
{
	const struct reg *reg = bulk_register(request, error);
	json_t *fields = reg ? api_wished(request, reg, FALSE, error) : NULL;
	g_autoptr(GArray) ones = wished_ones(request);
	g_autoptr(GPtrArray) problems = NULL;
	if (!fields)
		return FALSE;
	gboolean tried = json_object_size(fields) ? put_many(request, reg, fields, api_text(request, "why"), ones, &problems, error) :
		fail(error, ERROR_INPUT, _("/fields: say what is to be changed: fields, or the state"));
	json_decref(fields);
	if (!tried)
		return FALSE;
	if (problems->len)
		return refuse_many(problems, error);
	json_t *list = json_array();
	for (guint i = 0; i < ones->len; i++) {
		const struct many_one *one = &g_array_index(ones, struct many_one, i);
		json_array_append_new(list, json_pack("{s:I, s:I}", "id", (json_int_t)one->id, "version", (json_int_t)one->version));
	}
	return api_answer(request, json_pack("{s:o}", "records", list));
}

static json_t *view_json(const struct request *request, const struct view *view)
{
	return json_pack("{s:s, s:s, s:b, s:b}", "name", view->name, "query", view->query, "shared", view->shared, "own",
		strcmp(view->account, request->account->name) == 0);
}

gboolean api_list_views(struct request *request, GError **error)
{
	const struct reg *reg = request_register(request, 0, error);
	g_autoptr(GPtrArray) views = reg ? view_list(request->app->store, request_office(request), request->account->name, reg->id, error) : NULL;
	if (!views)
		return FALSE;
	json_t *list = json_array();
	for (guint i = 0; i < views->len; i++)
		json_array_append_new(list, view_json(request, views->pdata[i]));
	return api_answer(request, json_pack("{s:o}", "views", list));
}

gboolean api_keep_view(struct request *request, GError **error)
{
	const struct reg *reg = request_register(request, 0, error);
	const char *name = api_text(request, "name"), *query = api_text(request, "query");
	const struct view view = { .account = request->account->name, .name = (char *)name, .query = (char *)(query ? query : ""),
		.shared = json_is_true(json_object_get(request->json, "shared")) };
	if (!reg || !view_keep(request->app->store, request_office(request), reg->id, &view, error))
		return FALSE;
	api_created(request, g_strdup_printf("/registers/%s/views", reg->id));
	return api_answer(request, view_json(request, &view));
}

gboolean api_drop_view(struct request *request, GError **error)
{
	const struct reg *reg = request_register(request, 0, error);
	const char *name = pairs_get(request->query, "view");
	if (!reg || !name)
		return reg && fail(error, ERROR_INPUT, _("?view: say the name of the kept list"));
	return view_drop(request->app->store, request_office(request), request->account->name, reg->id, name, error) && api_done(request);
}
