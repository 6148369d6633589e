/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/code_library.h"

struct code_library code_library;

gboolean code_library_load(GError **error)
{
	static const char *const names[] = {CODE_FUNCTIONS(LIBRARY_NAME) NULL};
	static struct library liboath = {.file = "liboath.so.0", .package = "liboath0", .names = names, .table = &code_library};
	G_STATIC_ASSERT(sizeof code_library == (G_N_ELEMENTS(names) - 1) * sizeof(void *));
	return library_load(&liboath, error);
}
