/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * A sheet's way into a register, for the pages and the API: the file is sent and kept, its columns are told and mapped, its
 * rows tried as often as is wished, and then written.
 */
#include "auth/upload.h"
#include "import/import.h"
#include "web/page.h"

/* The register, when this account may enter records into it from sheets. */
const struct reg *import_register(struct request *request, GError **error);
/* Keeps a file that can be read as a sheet; its id, caller frees. ERROR_INPUT for any other. */
char *import_keep(struct request *request, const struct reg *reg, const char *name, GBytes *bytes, GError **error);

struct import_way {
	struct request *request;
	const struct reg *reg;
	const struct pairs *wish; /* "sheet"; "map.B=visitors": what a column is read as, "-" for nothing */
	upload_t upload;
	gboolean workbook;
	sheet_t *sheet;
	GPtrArray *map;           /* char *, "A=field", NULL-ended */
	GPtrArray *columns;       /* struct import_column * */
	guint header;
	import_t *import;         /* of the last try */
	struct app_load load;
};
void import_way_clear(struct import_way *way);
typedef struct import_way import_way_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(import_way_t, import_way_clear)

/* The sheet that the address names, and its columns. The way must stay where it is. */
gboolean import_way_read(struct import_way *way, struct request *request, const struct pairs *wish, GError **error);
/* What its rows would become: written, looked at, taken back. */
gboolean import_way_try(struct import_way *way, GError **error);
/* Writes all rows, or those that are right; whether any stayed is in way->import. The file is dropped with that. */
gboolean import_way_load(struct import_way *way, gboolean partial, const char *why, GError **error);
/* Answers with the sheet as it was sent, with a column of errors. */
gboolean import_way_return(struct import_way *way, GError **error);

/* /registers/REGISTER/import[/UPLOAD] */
struct url import_url(const struct reg *reg, const char *upload);
/* Up to the heading, with the steps of the way: 0 the file, 1 columns and rows. */
void import_begin(struct page *page, struct request *request, const struct reg *reg, guint step);
