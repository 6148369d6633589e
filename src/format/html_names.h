/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* The names behind the enumerations of html.h, and the style sheets. For html.c only. */
#include "format/html.h"

struct html_name {
	const char *name;
	gboolean is_void;  /* has no content and no end tag */
	gboolean is_block; /* begins on a new line, where blanks mean nothing */
};
extern const struct html_name html_names[HTML_ELEMENTS + 1]; /* the last row: no element */
extern const char *const html_attribute_names[HTML_ATTRIBUTES];
extern const char *const html_flag_names[HTML_FLAGS];
extern const char *const html_address_names[HTML_ADDRESSES];
extern const char *const html_sheets[HTML_SHEETS];
