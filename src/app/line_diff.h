/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* What differs between two texts, line by line and in order: a line that was moved or doubled differs too. */
#include <glib.h>

/* Adds "- line" for each line of `old` that `now` lacks in its place and "+ line" for each that it has besides, in the
 * order of the texts. Blank lines do not count; nothing is added where all others are the same. */
void line_diff(GPtrArray *differences, const char *old, const char *now);
