/* SPDX-License-Identifier: Apache-2.0 */
#include "hub/curl_library.h"

struct curl_library curl_library;

gboolean curl_library_load(GError **error)
{
	static const char *const names[] = { CURL_FUNCTIONS(LIBRARY_NAME) NULL };
	static struct library library = { .file = "libcurl-gnutls.so.4", .package = "libcurl3-gnutls", .names = names, .table = &curl_library };
	G_STATIC_ASSERT(sizeof curl_library == (G_N_ELEMENTS(names) - 1) * sizeof(void *));
	return library_load(&library, error);
}
