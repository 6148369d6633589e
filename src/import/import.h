/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Import: the rows of a sheet become records of a register.
 *
 * A header row names the fields (id, or label in Vietnamese or English; tones and case do not
 * matter), or two or three rows of grouped headings do; titles above it are passed over, and so is
 * what stands between and below the records and is none (import/layout.h). Three columns are not
 * fields: id, version and state. A row without id makes a record; a row with id and version changes
 * that version: a column's empty cell clears its field, fields without column stay. Computed fields
 * are read over. Every row is checked as it would be written, inside one transaction, whatever the
 * mode: links to rows above (and below) and codes used twice are found; then the mode decides what
 * stays. Inside a transaction of the caller all of this is a point in it: what is kept is then
 * kept with that transaction.
 *
 * What is wrong with the sheet is a finding with its place; an error is only what stops the act.
 */
#include "base/finding.h"
#include "format/sheet.h"
#include "store/store.h"

enum import_mode {
	IMPORT_ALL,     /* all rows, or none when one is wrong */
	IMPORT_PARTIAL, /* the rows that are right */
	IMPORT_DRY,     /* checks everything and leaves nothing */
};

struct import_options {
	enum import_mode mode;
	const char *const *map; /* "COLUMN=FIELD", COLUMN being a header or letters, FIELD "-" to
				   leave it out; NULL-ended or NULL */
	struct author author;
	guint findings_most; /* how many findings are kept; all are counted */
	gboolean chosen;     /* the sheet was chosen by its name */
	gboolean by_form;    /* fields are chosen in a form, not by --map: what is found says so */
	/* Whether a record may become what its row says (`before` NULL: a new one): else the row is
	 * wrong. NULL: it may. */
	gboolean (*may)(void *data, const struct record *before, const struct record *after,
		GError **error);
	void *may_data;
	void (*progress)(void *data, guint64 done, guint64 total); /* may be NULL */
	void *progress_data;
};

#define IMPORT_FINDINGS_MOST 1000

struct import_finding {
	enum severity severity;
	guint row, column; /* as a spreadsheet counts; 0 = not one row, not one column */
	char *field;       /* its id, or NULL */
	char *message;
};

struct import {
	gboolean by_form; /* import_options.by_form */
	char *sheet;                       /* its name in the workbook; NULL for CSV */
	guint header;                      /* the row of the headers, 0 = none found */
	guint64 rows;                      /* below it */
	guint64 written, unchanged, wrong; /* rows; in a dry run, what would be written */
	gboolean kept;                     /* the transaction was committed */
	guint64 errors, warnings;          /* findings, kept or not */
	GPtrArray *findings;               /* struct import_finding *, by row, then column */
};
void import_free(struct import *import);
typedef struct import import_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(import_t, import_free)

/*
 * NULL only when the act could not be done: ERROR_USAGE for a map that names no column or no field,
 * ERROR_SYSTEM of the store; then nothing is written.
 */
struct import *import_sheet(struct store *store, const struct reg *reg, gint64 office,
	const struct sheet *sheet, const struct import_options *options, GError **error);

/* A column of a sheet, and what it would be read as. */
struct import_column {
	guint number;
	char *heading;     /* "" where it has none */
	const char *field; /* a field's id, "id", "version" or "state"; NULL: it is not read */
};
void import_column_free(struct import_column *column);
/* All columns in which something stands: struct import_column *; *header is the number of the row of
 * the headings, 0 = none. */
GPtrArray *import_columns(const struct model *model, const struct reg *reg,
	const struct sheet *sheet, const char *const *map, guint *header, GError **error);

/*
 * How the fields of a register are headed in a sheet that import_sheet reads back: the label, or
 * the id where the label names another field too. One text a field; caller frees with g_strfreev.
 */
char **import_headers(const struct reg *reg, const char *language);

/* "đoàn-vào.csv: row 5, column D (visitors): …", of a workbook "đoàn-vào.xlsx: Trang 1!D5
 * (visitors): …"; caller frees. */
char *import_finding_text(
	const struct import *import, const struct import_finding *finding, const char *file);

/*
 * The user's own sheet with the same cells and a last column “Errors” that tells what is wrong with
 * each row; a column of that name that is there already is used again.
 */
GBytes *import_return_csv(const struct sheet *sheet, const struct import *import, GError **error);
GBytes *import_return_xlsx(const struct sheet *sheet, const struct import *import, GError **error);
