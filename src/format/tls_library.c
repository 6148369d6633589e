/* SPDX-License-Identifier: Apache-2.0 */
#include "format/tls_library.h"

struct tls_library tls_library;

gboolean tls_library_load(GError **error)
{
	static const char *const names[] = {TLS_FUNCTIONS(LIBRARY_NAME) NULL};
	static struct library gnutls = {.file = "libgnutls.so.30", .package = "libgnutls30", .names = names, .table = &tls_library};
	G_STATIC_ASSERT(sizeof tls_library == (G_N_ELEMENTS(names) - 1) * sizeof(void *));
	return library_load(&gnutls, error);
}
