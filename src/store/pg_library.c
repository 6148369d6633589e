/* SPDX-License-Identifier: Apache-2.0 */
#include "store/pg_library.h"

struct pg_library pg_library;

gboolean pg_library_load(GError **error)
{
	static const char *const names[] = {PG_FUNCTIONS(LIBRARY_NAME) NULL};
	static struct library libpq = {.file = "libpq.so.5", .package = "libpq5", .names = names, .table = &pg_library};
	G_STATIC_ASSERT(sizeof pg_library == (G_N_ELEMENTS(names) - 1) * sizeof(void *));
	return library_load(&libpq, error);
}
