/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/pdf_harfbuzz.h"

struct pdf_harfbuzz pdf_harfbuzz;

gboolean pdf_harfbuzz_load(GError **error)
{
	static const char *const names[] = {HARFBUZZ_FUNCTIONS(LIBRARY_NAME) NULL};
	static struct library harfbuzz = {
		.file = "libharfbuzz-subset.so.0", .package = "libharfbuzz-subset0", .names = names, .table = &pdf_harfbuzz};
	G_STATIC_ASSERT(sizeof pdf_harfbuzz == (G_N_ELEMENTS(names) - 1) * sizeof(void *));
	return library_load(&harfbuzz, error);
}
