/* SPDX-License-Identifier: Apache-2.0 */
/* Readers of tables. */
#include "base/error.h"
#include "format/csv.h"
#include "format/xlsx.h"
#include "fuzz.h"

/* Rows and cells stand in their order, and hold text. */
static void expect_sound(const struct sheet *sheet)
{
	guint row = 0;
	for (guint i = 0; i < sheet->rows->len; i++) {
		const struct sheet_row *at = sheet->rows->pdata[i];
		guint column = 0;
		g_assert_cmpuint(at->number, >, row);
		row = at->number;
		for (guint k = 0; k < at->count; k++) {
			g_assert_cmpuint(at->cells[k].column, >, column);
			column = at->cells[k].column;
			g_assert_true(g_utf8_validate(at->cells[k].text, -1, NULL));
		}
		g_assert_cmpuint(column, <=, sheet->columns);
	}
}

static void take(struct sheet *sheet, GError *error)
{
	if (sheet)
		expect_sound(sheet);
	else
		fuzz_told(error);
	sheet_free(sheet);
}

void fuzz_csv(GBytes *bytes)
{
	static const enum csv_encoding encodings[] = {CSV_UNICODE, CSV_CP1258};
	for (gsize i = 0; i < G_N_ELEMENTS(encodings); i++) {
		GError *error = NULL;
		struct sheet *sheet = csv_read(bytes, encodings[i], &error);
		take(sheet, error);
	}
}

void fuzz_xlsx(GBytes *bytes)
{
	g_autoptr(GBytes) archive = fuzz_archive(bytes);
	GError *error = NULL;
	g_auto(GStrv) names = xlsx_sheet_names(archive, &error);
	if (!names)
		fuzz_told(g_steal_pointer(&error));
	for (guint i = 0; names && names[i] && i < 4; i++) {
		error = NULL;
		struct sheet *sheet = xlsx_read(archive, names[i], &error);
		take(sheet, error);
	}
}
