/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/pdf_fontconfig.h"

struct pdf_fontconfig pdf_fontconfig;

gboolean pdf_fontconfig_load(GError **error)
{
	static const char *const names[] = {FONTCONFIG_FUNCTIONS(LIBRARY_NAME) NULL};
	static struct library fontconfig = {
		.file = "libfontconfig.so.1", .package = "libfontconfig1", .names = names, .table = &pdf_fontconfig};
	G_STATIC_ASSERT(sizeof pdf_fontconfig == (G_N_ELEMENTS(names) - 1) * sizeof(void *));
	return library_load(&fontconfig, error);
}
