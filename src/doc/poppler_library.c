/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/poppler_library.h"

struct poppler_library poppler_library;

gboolean poppler_library_load(GError **error)
{
	static const char *const names[] = {POPPLER_FUNCTIONS(LIBRARY_NAME) NULL};
	static struct library library = {
		.file = "libpoppler-glib.so.8", .package = "libpoppler-glib8", .names = names, .table = &poppler_library};
	G_STATIC_ASSERT(sizeof poppler_library == (G_N_ELEMENTS(names) - 1) * sizeof(void *));
	return library_load(&library, error);
}
