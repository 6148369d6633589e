/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Random values, as input could leave them; the seed is that of the test program. */
#include "def/value.h"

/* Text that text_clean leaves as it is, full of marks that mean something somewhere. */
char *random_text(gboolean lines);
/* Any 64-bit number, often one at an edge. */
gint64 random_number(void);
/* A value that is not NONE; links are #1 to #3. */
void random_value(const struct field *field, struct value *value);
