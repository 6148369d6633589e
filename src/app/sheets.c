/* SPDX-License-Identifier: Apache-2.0 */
/* Sheets of a user: read, imported, and returned with their errors. */
#include "app/app.h"
#include "app/guard.h"
#include "base/text.h"
#include "format/file.h"
#include "format/xlsx.h"

#include <string.h>

#define RETURNED_MOST 100000 /* findings kept for a sheet that is returned */

static gboolean has_ending(const char *path, const char *const *endings)
{
	g_autofree char *lower = g_ascii_strdown(path, -1);
	for (; *endings; endings++)
		if (g_str_has_suffix(lower, *endings))
			return TRUE;
	return FALSE;
}

/* By its first bytes, which do not lie, or by its name. */
static gboolean is_workbook(const char *path, GBytes *content)
{
	static const char *const endings[] = {".xlsx", ".xlsm", ".xls", ".ods", NULL};
	gsize size;
	const char *bytes = g_bytes_get_data(content, &size);
	if (size >= 4 &&
		(memcmp(bytes, "PK\x03\x04", 4) == 0 || memcmp(bytes, "\xD0\xCF\x11\xE0", 4) == 0))
		return TRUE;
	return has_ending(path, endings);
}

struct sheet *app_read_sheet(const char *name, GBytes *content, const struct app_load *load,
	gboolean *workbook, GError **error)
{
	static const char *const json[] = {".json", NULL};
	*workbook = is_workbook(name, content);
	if (has_ending(name, json)) {
		fail(error, ERROR_USAGE, _("%s: records in JSON are entered with `ngoaivu put`"),
			name);
		return NULL;
	}
	if (!*workbook && load->sheet) {
		fail(error, ERROR_USAGE,
			_("%s: only a workbook has sheets; this file is read as CSV"), name);
		return NULL;
	}
	struct sheet *sheet = *workbook ? xlsx_read(content, load->sheet, error)
					: csv_read(content, load->encoding, error);
	if (!sheet)
		g_prefix_error(error, "%s: ", name);
	return sheet;
}

static gboolean return_sheet(const struct sheet *sheet, gboolean workbook,
	const struct import *import, const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = workbook ? import_return_xlsx(sheet, import, error)
					   : import_return_csv(sheet, import, error);
	return bytes && file_write(path, bytes, error);
}

struct asking {
	struct app *app;
	const struct app_load *load;
};

static gboolean may_put(void *data, const struct record *before, const struct record *after,
	GError **error)
{
	const struct asking *asking = data;
	const struct app_load *load = asking->load;
	return app_may_put(asking->app, before, after, error) &&
	       (!load->may || load->may(load->may_data, before, after, error));
}

struct import *app_import(struct app *app, const struct reg *reg, gint64 office,
	const struct sheet *sheet, const struct app_load *load, GError **error)
{
	struct asking asking = {app, load};
	struct import_options options = {.mode = load->mode,
		.map = load->map,
		.by_form = load->by_form,
		.author = app_author(app, load->why),
		.chosen = load->sheet != NULL,
		.findings_most = load->errors ? RETURNED_MOST : IMPORT_FINDINGS_MOST,
		.may = may_put,
		.may_data = &asking,
		.progress = app->progress,
		.progress_data = app->progress_data};
	if (strcmp(reg->id, "office") == 0) {
		fail(error, ERROR_REFUSED,
			_("the record of an office is changed with `ngoaivu put office`; offices "
			  "are made with `ngoaivu init`"));
		return NULL;
	}
	if (!store_may_change(app->store, office, error))
		return NULL;
	return import_sheet(app->store, reg, office, sheet, &options, error);
}

struct import *app_load_sheet(struct app *app, const struct reg *reg, gint64 office,
	const char *path, const struct app_load *load, GError **error)
{
	gboolean workbook;
	g_autoptr(GBytes) content = file_read(path, FILE_BYTES_MOST, error);
	g_autoptr(sheet_t) sheet =
		content ? app_read_sheet(path, content, load, &workbook, error) : NULL;
	g_autoptr(import_t) import =
		sheet ? app_import(app, reg, office, sheet, load, error) : NULL;
	if (!import)
		return NULL;
	if (load->errors && import->errors &&
		!return_sheet(sheet, workbook, import, load->errors, error)) {
		if (import->kept && import->written)
			g_prefix_error(error, _("the rows that are right were loaded, but: "));
		return NULL;
	}
	return g_steal_pointer(&import);
}
