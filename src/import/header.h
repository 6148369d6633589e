/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The header of a sheet: the row, or the two or three rows of grouped headings, that name most
 * fields. Titles above it are passed over.
 */
#include "import/names.h"

struct header {
	guint first, last; /* indices in sheet->rows */
};

/* What the map of the user says about a column, for the search; NULL where it says nothing. */
typedef const struct name *(*header_mapped)(gpointer data, guint column, const char *text);

/* *known is FALSE when no row names any field. */
struct header header_find(const struct sheet *sheet, const struct names *names,
	header_mapped mapped, gpointer data, gboolean *known);
/*
 * The heading of a column: its lowest text, and (*whole) all texts above each other, "Thời gian
 * Ngày đến". Both are "" where it has none; caller frees.
 */
char *header_text(const struct sheet *sheet, struct header header, guint column, char **whole);
struct heading {
	const struct name *name; /* NULL when nothing, or several fields, are known by it */
	gboolean ambiguous;      /* several are */
	const char *guessed;     /* the label that it begins, where it is only that; borrowed */
	char *remark;            /* what stands in brackets: the unit; NULL for nothing */
};
/*
 * What the heading means: as a whole, else by its lowest text, else as the beginning of one label.
 */
struct heading header_name(const struct names *names, const char *own, const char *whole);
void heading_clear(struct heading *heading);
typedef struct heading heading_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(heading_t, heading_clear)
