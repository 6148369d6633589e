/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * XLSX workbooks. Reading takes one sheet as a struct sheet: shared and inline text, numbers,
 * booleans, days and times by their number format, the stored value of formulas (marked). No
 * entity, DTD, link or macro is ever followed. Writing makes a workbook whose header rows are bold
 * and frozen; the same cells give the same bytes.
 */
#include "base/day.h"
#include "format/sheet.h"

/*
 * The sheet of this name, or the first visible one when it is NULL. ERROR_ABSENT names the sheets
 * there are; ERROR_INPUT says what is wrong and where ("sheet “Đoàn vào”, cell B12: …"). Old .xls
 * and locked files are told apart.
 */
struct sheet *xlsx_read(GBytes *content, const char *name, GError **error);
/* Names of the visible sheets in order, NULL-ended; free with g_strfreev. */
char **xlsx_sheet_names(GBytes *content, GError **error);
/* Names of the hidden ones, which are never read. */
char **xlsx_hidden_names(GBytes *content, GError **error);

struct xlsx_column {
	const char *header;
	guint width; /* characters; 0 = by the header */
};

/* Sticky: the first failure is told by xlsx_finish. */
struct xlsx_writer;

/* `title` and `created` go into the properties of the file. */
struct xlsx_writer *xlsx_writer_new(const char *title, moment_t created);
void xlsx_writer_free(struct xlsx_writer *writer);
typedef struct xlsx_writer xlsx_writer_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(xlsx_writer_t, xlsx_writer_free)

/* Begins a sheet. The name is cut and mended to what Excel accepts, and made unique. */
void xlsx_sheet(struct xlsx_writer *writer, const char *name, const struct xlsx_column *columns,
	guint count);
/* A merged cell of the sheet, numbered from 1, to be told before the rows that it covers; `text` is
 * what it shows until its cell is written. */
void xlsx_merge(struct xlsx_writer *writer, const struct sheet_merge *merge, const char *text);
/* The next cell of the row. */
void xlsx_text(struct xlsx_writer *writer, const char *text); /* NULL or "" is empty */
void xlsx_number(struct xlsx_writer *writer, gint64 value, guint scale);
void xlsx_day(struct xlsx_writer *writer, day_t day);
void xlsx_empty(struct xlsx_writer *writer);
void xlsx_end_row(struct xlsx_writer *writer);

/* The workbook's bytes; NULL with ERROR_SYSTEM or ERROR_INPUT (a text too long, too many rows) when
 * anything failed. */
GBytes *xlsx_finish(struct xlsx_writer *writer, GError **error);
