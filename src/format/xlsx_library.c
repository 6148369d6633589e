/* SPDX-License-Identifier: Apache-2.0 */
#include "format/xlsx_library.h"

struct xlsx_library xlsx_library;

gboolean xlsx_library_load(GError **error)
{
	static const char *const names[] = {XLSX_FUNCTIONS(LIBRARY_NAME) NULL};
	static struct library xlsxwriter = {.file = "libxlsxwriter.so.4", .package = "libxlsxwriter4", .names = names, .table = &xlsx_library};
	G_STATIC_ASSERT(sizeof xlsx_library == (G_N_ELEMENTS(names) - 1) * sizeof(void *));
	return library_load(&xlsxwriter, error);
}
