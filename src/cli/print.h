/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Printing tables of text as an aligned table, CSV or JSON. */
#include <glib.h>
#include <jansson.h>

enum print_format { PRINT_TABLE, PRINT_CSV, PRINT_JSON };
/* "table", "csv", "json"; NULL is table. ERROR_USAGE naming the accepted ones. */
gboolean print_format_parse(const char *text, enum print_format *format, GError **error);

struct grid {
	guint columns;
	GPtrArray *cells; /* char *, row after row; the first row is the header */
	guint64 right;    /* bit per column: aligned right */
	const char *const *keys; /* of JSON, one per column; NULL = the grid is never printed so */
};
struct grid *grid_new(guint columns, ...) G_GNUC_NULL_TERMINATED; /* header texts, then NULL */
void grid_add(struct grid *grid, const char *text);               /* copies; NULL = "" */
void grid_take(struct grid *grid, char *text);
void grid_free(struct grid *grid);
typedef struct grid grid_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(grid_t, grid_free)
/* Table or CSV; JSON (a list of objects) for a grid whose `keys` name its columns. */
void grid_print(const struct grid *grid, enum print_format format);

/* Prints JSON with a newline and releases it. */
void print_json(json_t *json);
/* The list, which is released, or its grid. */
void print_listing(json_t *list, const struct grid *grid, enum print_format format);

/* A progress line on standard error, only on a terminal; total 0 = unknown. */
/* What a figure is made of: its postings, adding up. */
struct app;
struct figure_query;
gboolean print_explanation(struct app *app, const struct figure_query *query, enum print_format format, GError **error);

/* JSON from a file, or from standard input for "-"; ERROR_INPUT with line and column. */
json_t *read_json_file(const char *path, GError **error);

void print_progress(void *data, guint64 done, guint64 total);
