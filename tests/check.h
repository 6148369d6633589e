/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* What the tests of all layers share: claims about errors and owned text. */
#include "base/error.h"

#include <string.h>

/* The text equals `wanted`; frees it. */
static inline void check_text(char *text, const char *wanted)
{
	g_assert_cmpstr(text, ==, wanted);
	g_free(text);
}

/* There is an error of this code whose message holds `part`; clears it. */
static inline void check_error(GError **error, enum error_code code, const char *part)
{
	g_assert_nonnull(*error);
	g_assert_error(*error, ERROR_DOMAIN, (gint)code);
	if (!strstr((*error)->message, part))
		g_error("“%s” is not in “%s”", part, (*error)->message);
	g_clear_error(error);
}
