/* SPDX-License-Identifier: Apache-2.0 */
#include "format/zip_library.h"

struct zip_library zip_library;

gboolean zip_library_load(GError **error)
{
	static const char *const names[] = {ZIP_FUNCTIONS(LIBRARY_NAME) NULL};
	static struct library libzip = {.file = "libzip.so.4", .package = "libzip4", .names = names, .table = &zip_library};
	G_STATIC_ASSERT(sizeof zip_library == (G_N_ELEMENTS(names) - 1) * sizeof(void *));
	return library_load(&libzip, error);
}
