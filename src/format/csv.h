/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * CSV (RFC 4180). Reading: the separator is the one of comma, semicolon and tab that the first line
 * holding any has most of (or that a line "sep=;" names); UTF-8 with or without a mark, UTF-16 with
 * one, Windows-1258 only when asked. Writing: rows end with CR LF; cells that a spreadsheet would
 * take for a formula are defused with an apostrophe, which reading takes off again.
 */
#include "format/sheet.h"

enum csv_encoding {
	CSV_UNICODE, /* UTF-8, or UTF-16 by its mark */
	CSV_CP1258,  /* Vietnamese Windows */
};

/*
 * ERROR_INPUT names line and column: text that is not in the encoding, a quote that is never
 * closed, text around a quoted cell, a limit of sheet.h.
 */
struct sheet *csv_read(GBytes *content, enum csv_encoding encoding, GError **error);

struct csv_writer {
	GString *out; /* borrowed */
	char separator;
	gboolean begun; /* a cell stands in the row */
};

/* `mark` writes the UTF-8 byte order mark, by which Excel knows Unicode. */
void csv_begin(struct csv_writer *writer, GString *out, char separator, gboolean mark);
void csv_cell(struct csv_writer *writer, const char *text); /* NULL is an empty cell */
void csv_end_row(struct csv_writer *writer);

/* A text that a spreadsheet would take for a formula: it begins with = + - @ (tab, CR) and is not a
 * number. */
gboolean csv_is_formula(const char *text);
