/* SPDX-License-Identifier: Apache-2.0 */
/* Registers as sheets: export. */
#include "app/export.h"
#include "cli/choose.h"
#include "cli/print.h"
#include "format/file.h"

#include <stdio.h>
#include <string.h>

static gboolean parse_format(const struct words *words, enum sheet_format *format, GError **error)
{
	static const char *const names[] = { "csv", "xlsx", "json" };
	const char *ending = words->output ? strrchr(words->output, '.') : NULL;
	const char *name = words->format ? words->format : ending ? ending + 1 : "csv";
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(names[i], name) == 0) {
			*format = (enum sheet_format)i;
			return *format != SHEET_XLSX || words->output || fail(error, ERROR_USAGE, _("a workbook needs a file: --output FILE.xlsx"));
		}
	return fail(error, ERROR_USAGE, _("%s: a register is exported as csv, xlsx or json"), name);
}

int cmd_export(struct app *app, const struct words *words, char **arguments, GError **error)
{
	enum sheet_format format = SHEET_CSV;
	const struct reg *reg = choose_register(app, arguments[0], error);
	gint64 office = reg ? choose_office(app, words, error) : 0;
	if (!office || !parse_format(words, &format, error))
		return ERROR_INPUT;
	guint all;
	g_autoptr(GPtrArray) records = choose_records(app, words, reg, office, &all, error);
	if (!records)
		return ERROR_INPUT;
	g_autoptr(GBytes) bytes = app_export(app, reg, records, format, error);
	if (!bytes)
		return ERROR_SYSTEM;
	if (!words->output)
		fwrite(g_bytes_get_data(bytes, NULL), 1, g_bytes_get_size(bytes), stdout);
	else if (!file_write(words->output, bytes, error))
		return ERROR_SYSTEM;
	else
		fprintf(stderr, _("%s: %u records of %s\n"), words->output, records->len, reg->id);
	return 0;
}
