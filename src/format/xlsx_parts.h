/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* The parts of a workbook beside its sheets: the list of sheets, shared texts, number formats.
 * Private to xlsx*.c. */
#include "format/archive.h"
#include "format/part.h"

/* What a number in a cell means, by its number format. */
enum number_sense { SENSE_NUMBER, SENSE_DAY, SENSE_TIME };

struct workbook {
	struct archive *archive;
	GPtrArray *names;  /* char *: the visible sheets, in order */
	GPtrArray *hidden; /* char *: names of the others */
	GPtrArray *paths;  /* char *: their parts in the archive */
	char *shared_path; /* the parts of shared texts and of styles, NULL where there is none */
	char *styles_path;
	gboolean from_1904; /* days count from 1904-01-01 */
	GPtrArray *shared;  /* char *: shared texts */
	GByteArray *senses; /* enum number_sense of each cell style */
};

/* Opens the archive and reads the list of sheets. */
struct workbook *workbook_open(GBytes *content, GError **error);
/* Shared texts and styles, needed for the cells. */
gboolean workbook_read_parts(struct workbook *workbook, GError **error);
void workbook_free(struct workbook *workbook);
typedef struct workbook workbook_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(workbook_t, workbook_free)

/* A number format's code ("dd/mm/yyyy", "#,##0"). */
enum number_sense format_sense(const char *code);
