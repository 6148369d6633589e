/* SPDX-License-Identifier: Apache-2.0 */
/* Sheets of a user: read, imported, and returned with their errors. */
#include "app/app.h"
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

static struct sheet *read_sheet(const char *path, GBytes *content, gboolean workbook,
	const struct app_load *load, GError **error)
{
	static const char *const json[] = {".json", NULL};
	if (has_ending(path, json)) {
		fail(error, ERROR_USAGE, _("%s: records in JSON are entered with `ngoaivu put`"),
			path);
		return NULL;
	}
	if (!workbook && load->sheet) {
		fail(error, ERROR_USAGE,
			_("%s: only a workbook has sheets; this file is read as CSV"), path);
		return NULL;
	}
	struct sheet *sheet = workbook ? xlsx_read(content, load->sheet, error)
				       : csv_read(content, load->encoding, error);
	if (!sheet)
		g_prefix_error(error, "%s: ", path);
	return sheet;
}

static gboolean return_sheet(const struct sheet *sheet, gboolean workbook,
	const struct import *import, const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = workbook ? import_return_xlsx(sheet, import, error)
					   : import_return_csv(sheet, import, error);
	return bytes && file_write(path, bytes, error);
}

struct import *app_load_sheet(struct app *app, const struct reg *reg, gint64 office,
	const char *path, const struct app_load *load, GError **error)
{
	if (strcmp(reg->id, "office") == 0) {
		fail(error, ERROR_REFUSED,
			_("the record of an office is changed with `ngoaivu put office`; offices "
			  "are made with `ngoaivu init`"));
		return NULL;
	}
	if (!store_may_change(app->store, office, error))
		return NULL;
	g_autoptr(GBytes) content = file_read(path, FILE_BYTES_MOST, error);
	if (!content)
		return NULL;
	gboolean workbook = is_workbook(path, content);
	g_autoptr(sheet_t) sheet = read_sheet(path, content, workbook, load, error);
	if (!sheet)
		return NULL;
	struct import_options options = {.mode = load->mode,
		.map = load->map,
		.author = app_author(app, load->why),
		.chosen = load->sheet != NULL,
		.findings_most = load->errors ? RETURNED_MOST : IMPORT_FINDINGS_MOST,
		.progress = app->progress,
		.progress_data = app->progress_data};
	g_autoptr(import_t) import = import_sheet(app->store, reg, office, sheet, &options, error);
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
