/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * A sheet of cells, as read from CSV or XLSX. Sparse: rows without any text and cells without any
 * text are left out, so that numbers of rows and columns are those the user sees. All text is clean
 * (base/text.h: NFC, no control characters). The sheet owns everything.
 */
#include <glib.h>
#include <stdbool.h>

/* Limits for every reader. */
#define SHEET_ROWS_MOST       1048576
#define SHEET_COLUMNS_MOST    16384
#define SHEET_CELLS_MOST      (20 * 1000 * 1000)
#define SHEET_CELL_BYTES_MOST (256 * 1024)
#define SHEET_MERGED_MOST     (2 * 1000 * 1000) /* cells that merged cells cover */

enum cell_kind {
	CELL_TEXT,    /* as typed; all cells of CSV */
	CELL_NUMBER,  /* text is [-]digits[.digits]: read it with decimal_parse_plain, never with
			 count_parse */
	CELL_DAY,     /* text is 2020-03-12 */
	CELL_TIME,    /* text is 2020-03-12T14:30:00, or 14:30:00 where the cell holds no day */
	CELL_BOOLEAN, /* text is TRUE or FALSE */
	CELL_ERROR,   /* text is #REF!, #N/A, … */
	CELL_WRONG,   /* cannot be read: text is what stands there, cell_reason tells why */
};

struct sheet_cell {
	const char *text;
	guint column; /* from 1 */
	guint8 kind;  /* enum cell_kind */
	bool formula; /* a formula's stored value; its text is empty when none was stored */
};

struct sheet_row {
	guint number; /* from 1, as a spreadsheet counts */
	guint line;   /* of the file where the row begins (CSV); 0 in XLSX */
	bool hidden;  /* by a filter or by hand */
	guint count;
	struct sheet_cell *cells; /* by ascending column */
};

/* A merged cell: the places that it covers, from its first, whose cell it shows. */
struct sheet_merge {
	guint top, left, bottom, right;
	const struct sheet_cell *cell; /* NULL where it is empty */
};

struct sheet {
	char *name;      /* of the sheet in its workbook; NULL for CSV */
	char **beside;   /* names of the other visible sheets, NULL-ended; NULL for CSV */
	GPtrArray *rows; /* struct sheet_row *, by ascending number */
	char separator;  /* of CSV; 0 otherwise */
	guint columns;   /* the greatest column used */
	guint64 cells;   /* how many there are */
	GStringChunk *strings;
	GArray *pending;    /* cells of the row being read */
	GHashTable *merged; /* place → struct sheet_merge *; NULL where no cell is merged */
	guint64 covered;    /* places that merged cells cover */
};

void sheet_free(struct sheet *sheet);
typedef struct sheet sheet_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(sheet_t, sheet_free)

/* The cell, or NULL where it is empty. */
const struct sheet_cell *row_cell(const struct sheet_row *row, guint column);
/* The merged cell that covers this place; NULL where there is none. */
const struct sheet_merge *sheet_merge(const struct sheet *sheet, guint row, guint column);
/* The row of this number, or NULL where it is empty. */
struct sheet_row *sheet_row(const struct sheet *sheet, guint number);
/* Why a CELL_WRONG cannot be read. Borrowed from the sheet. */
const char *cell_reason(const struct sheet_cell *cell);
/* Its text, "" where it is empty. */
const char *row_text(const struct sheet_row *row, guint column);

/* "A", "B" … "XFD"; caller frees. */
char *column_letters(guint column);
/* "B12": how users know a place. */
char *cell_place(guint column, guint row);
/* The number of a column's letters, 0 when they are none or beyond XFD; *rest is what follows them.
 */
guint column_number(const char *letters, const char **rest);

/* For readers: cells by ascending column, then the row's end. Text is cleaned; errors name the
 * place. */
struct sheet *sheet_new(const char *name);
gboolean sheet_add(struct sheet *sheet, guint row, struct sheet_cell cell, GError **error);
/* The same for a cell that cannot be read: it becomes a CELL_WRONG with this reason. */
gboolean sheet_add_wrong(
	struct sheet *sheet, guint row, struct sheet_cell cell, const char *reason, GError **error);
/* Ends the row whose cells were added; drops it when there were none. Rows ascend. */
gboolean sheet_end_row(struct sheet *sheet, guint number, guint line, GError **error);
/* After the rows: a merged cell, cut to the rows and columns that the sheet uses. */
gboolean sheet_add_merge(struct sheet *sheet, struct sheet_merge merge, GError **error);
