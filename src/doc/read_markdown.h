/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Markdown of a text that is open already. */
#include "doc/read.h"
#include "doc/source.h"

/* There are headings with "#", words in "**" or tables with a rule below their header. */
gboolean markdown_is_likely(const struct source *source);
struct doc *markdown_read(
	const struct source *source, const struct reading_limits *limits, GError **error);
