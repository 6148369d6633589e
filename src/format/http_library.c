/* SPDX-License-Identifier: Apache-2.0 */
#include "format/http_library.h"

struct http_library http_library;

gboolean http_library_load(GError **error)
{
	static const char *const names[] = {HTTP_FUNCTIONS(LIBRARY_NAME) NULL};
	static struct library microhttpd = {.file = "libmicrohttpd.so.12", .package = "libmicrohttpd12", .names = names, .table = &http_library};
	G_STATIC_ASSERT(sizeof http_library == (G_N_ELEMENTS(names) - 1) * sizeof(void *));
	return library_load(&microhttpd, error);
}
