/* SPDX-License-Identifier: Apache-2.0 */
/* Sheets in: load. */
#include "cli/choose.h"
#include "cli/print.h"

#include <stdio.h>
#include <string.h>

static gboolean parse_encoding(const char *name, enum csv_encoding *encoding, GError **error)
{
	static const struct {
		const char *name;
		enum csv_encoding encoding;
	} known[] = {{"utf-8", CSV_UNICODE}, {"utf8", CSV_UNICODE}, {"cp1258", CSV_CP1258},
		{"windows-1258", CSV_CP1258}};
	*encoding = CSV_UNICODE;
	if (!name)
		return TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(known); i++)
		if (g_ascii_strcasecmp(known[i].name, name) == 0) {
			*encoding = known[i].encoding;
			return TRUE;
		}
	return fail(error, ERROR_USAGE,
		_("--encoding %s: it may be utf-8 (UTF-16 by its mark) or cp1258"), name);
}

static gboolean parse_load(const struct words *words, struct app_load *load, GError **error)
{
	if (words->dry_run && words->partial)
		return fail(error, ERROR_USAGE,
			_("--dry-run writes nothing and --partial writes the good rows: choose "
			  "one"));
	*load = (struct app_load){.sheet = words->sheet,
		.map = (const char *const *)words->map,
		.errors = words->errors,
		.why = words->why};
	load->mode = words->dry_run ? IMPORT_DRY : words->partial ? IMPORT_PARTIAL : IMPORT_ALL;
	return parse_encoding(words->encoding, &load->encoding, error);
}

static json_t *finding_json(const struct import_finding *finding)
{
	g_autofree char *letters = finding->column ? column_letters(finding->column) : NULL;
	return json_pack("{s:o, s:s?, s:s?, s:s}", "row",
		finding->row ? json_integer(finding->row) : json_null(), "column", letters, "field",
		finding->field, "message", finding->message);
}

static void print_result_json(const struct import *import)
{
	json_t *lists[] = {json_array(), json_array()};
	guint printed = 0;
	for (guint i = 0; i < import->findings->len && printed < IMPORT_FINDINGS_MOST;
		i++, printed++) {
		const struct import_finding *finding = import->findings->pdata[i];
		json_array_append_new(
			lists[finding->severity != SEVERITY_ERROR], finding_json(finding));
	}
	print_json(json_pack("{s:I, s:I, s:I, s:I, s:b, s:I, s:o, s:o}", "rows",
		(json_int_t)import->rows, "written", (json_int_t)import->written, "unchanged",
		(json_int_t)import->unchanged, "wrong", (json_int_t)import->wrong, "kept",
		import->kept, "error_count", (json_int_t)import->errors, "errors", lists[0],
		"notes", lists[1]));
}

static void print_findings(const struct import *import, const char *path)
{
	g_autofree char *file = g_path_get_basename(path);
	guint64 all = import->errors + import->warnings;
	guint most = MIN(import->findings->len, IMPORT_FINDINGS_MOST);
	for (guint i = 0; i < most; i++) {
		g_autofree char *text = import_finding_text(import, import->findings->pdata[i], file);
		fprintf(stderr, "%s\n", text);
	}
	if (all > most)
		fprintf(stderr, _("… and %" PRIu64 " more\n"), all - most);
}

static void print_csv_findings(const struct import *import)
{
	g_autoptr(grid_t) grid = grid_new(4, "row", "column", "field", "message", NULL);
	for (guint i = 0; i < import->findings->len; i++) {
		const struct import_finding *finding = import->findings->pdata[i];
		grid_take(grid, finding->row ? g_strdup_printf("%u", finding->row) : NULL);
		grid_take(grid, finding->column ? column_letters(finding->column) : NULL);
		grid_add(grid, finding->field);
		grid_add(grid, finding->message);
	}
	grid_print(grid, PRINT_CSV);
}

static void print_summary(
	const struct reg *reg, const struct import *import, const struct app_load *load)
{
	const guint64 counts[] = {import->rows, import->written, import->unchanged, import->wrong};
	if (load->mode == IMPORT_DRY && (import->wrong || !import->errors))
		printf(_("%s: %" PRIu64 " rows checked, nothing written: %" PRIu64
			 " would be written, %" PRIu64 " are unchanged, %" PRIu64 " are wrong\n"),
			reg->id, counts[0], counts[1], counts[2], counts[3]);
	else if (import->errors && !import->wrong)
		printf(_("%s: nothing was written: the columns of the sheet are not all "
			 "understood. Map them with --map COLUMN=FIELD\n"),
			reg->id);
	else if (import->errors && !import->kept)
		printf(_("%s: nothing was written: %" PRIu64 " of %" PRIu64
			 " rows are wrong. Correct them, or load the others with --partial\n"),
			reg->id, counts[3], counts[0]);
	else
		printf(_("%s: %" PRIu64 " rows: %" PRIu64 " written, %" PRIu64
			 " unchanged, %" PRIu64 " wrong\n"),
			reg->id, counts[0], counts[1], counts[2], counts[3]);
	if (load->errors && import->errors)
		fprintf(stderr, _("%s: your sheet with the errors in its last column\n"),
			load->errors);
}

int cmd_load(struct app *app, const struct words *words, char **arguments, GError **error)
{
	enum print_format format;
	struct app_load load;
	if (!print_format_parse(words->format, &format, error) || !parse_load(words, &load, error))
		return ERROR_USAGE;
	const struct reg *reg = choose_register(app, arguments[0], error);
	gint64 office = reg ? choose_office(app, words, error) : 0;
	g_autoptr(import_t) import =
		office ? app_load_sheet(app, reg, office, arguments[1], &load, error) : NULL;
	if (!import)
		return ERROR_INPUT;
	if (format == PRINT_JSON)
		print_result_json(import);
	else if (format == PRINT_CSV)
		print_csv_findings(import);
	else
		print_findings(import, arguments[1]);
	if (format == PRINT_TABLE)
		print_summary(reg, import, &load);
	return import->errors ? ERROR_INPUT : 0;
}
