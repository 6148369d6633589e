/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print.h"
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

gboolean print_format_parse(const char *text, enum print_format *format, GError **error)
{
	static const char *const names[] = { "table", "csv", "json" };
	*format = PRINT_TABLE;
	if (!text)
		return TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(text, names[i]) == 0) {
			*format = (enum print_format)i;
			return TRUE;
		}
	return fail(error, ERROR_USAGE, _("--format %s: it may be table, csv or json"), text);
}

struct grid *grid_new(guint columns, ...)
{
	struct grid *grid = g_new0(struct grid, 1);
	grid->columns = columns;
	grid->cells = g_ptr_array_new_with_free_func(g_free);
	va_list texts;
	va_start(texts, columns);
	const char *text;
	while ((text = va_arg(texts, const char *)))
		grid_add(grid, text);
	va_end(texts);
	return grid;
}

void grid_take(struct grid *grid, char *text)
{
	g_ptr_array_add(grid->cells, text ? text : g_strdup(""));
}

void grid_add(struct grid *grid, const char *text)
{
	grid_take(grid, g_strdup(text));
}

void grid_free(struct grid *grid)
{
	if (!grid)
		return;
	g_ptr_array_unref(grid->cells);
	g_free(grid);
}

/* Columns on a terminal: combining marks take none, wide characters two. */
static guint width(const char *text)
{
	guint sum = 0;
	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		sum += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
	}
	return sum;
}

static void print_padded(const char *text, guint wide, gboolean right, gboolean last)
{
	guint pad = wide > width(text) ? wide - width(text) : 0;
	if (right)
		printf("%*s%s", (int)pad, "", text);
	else
		printf("%s%*s", text, last ? 0 : (int)pad, "");
}

static void print_table(const struct grid *grid)
{
	g_autofree guint *wide = g_new0(guint, grid->columns);
	for (guint i = 0; i < grid->cells->len; i++)
		wide[i % grid->columns] = MAX(wide[i % grid->columns], width(grid->cells->pdata[i]));
	for (guint i = 0; i < grid->cells->len; i++) {
		guint column = i % grid->columns;
		gboolean last = column + 1 == grid->columns;
		print_padded(grid->cells->pdata[i], wide[column], grid->right >> column & 1, last);
		fputs(last ? "\n" : "  ", stdout);
	}
}

static void print_csv_cell(const char *text)
{
	if (!strpbrk(text, ",\"\r\n;")) {
		fputs(text, stdout);
		return;
	}
	putchar('"');
	for (const char *p = text; *p; p++) {
		if (*p == '"')
			putchar('"');
		putchar(*p);
	}
	putchar('"');
}

static void print_csv(const struct grid *grid)
{
	for (guint i = 0; i < grid->cells->len; i++) {
		print_csv_cell(grid->cells->pdata[i]);
		fputs((i + 1) % grid->columns ? "," : "\n", stdout);
	}
}

static json_t *grid_json(const struct grid *grid)
{
	json_t *list = json_array();
	for (guint i = grid->columns; i < grid->cells->len; i += grid->columns) {
		json_t *object = json_object();
		for (guint column = 0; column < grid->columns; column++)
			json_object_set_new(object, grid->keys[column], json_string(grid->cells->pdata[i + column]));
		json_array_append_new(list, object);
	}
	return list;
}

void grid_print(const struct grid *grid, enum print_format format)
{
	if (format == PRINT_JSON && grid->keys)
		print_json(grid_json(grid));
	else if (format == PRINT_CSV)
		print_csv(grid);
	else
		print_table(grid);
}

/* Decimals come from whole numbers: 15 digits print them as they are ("0.01", not "0.010000000000000000208"). */
void print_json(json_t *json)
{
	char *text = json_dumps(json, JSON_INDENT(2) | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
	puts(text ? text : "null");
	free(text);
	json_decref(json);
}

void print_listing(json_t *list, const struct grid *grid, enum print_format format)
{
	if (format == PRINT_JSON) {
		print_json(list);
		return;
	}
	json_decref(list);
	grid_print(grid, format);
}

void print_progress(void *data, guint64 done, guint64 total)
{
	(void)data;
	if (!isatty(STDERR_FILENO))
		return;
	if (total)
		fprintf(stderr, "\r%" G_GUINT64_FORMAT " / %" G_GUINT64_FORMAT "%s", done, total, done >= total ? "\n" : "");
	else
		fprintf(stderr, "\r%" G_GUINT64_FORMAT, done);
	fflush(stderr);
}
