/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* The tables of assets/check, which are part of the program. */
#include <glib.h>

/* Borrowed; there is one of that name. */
const char *tables_get(const char *name, gsize *length);

/* Calls `row` with the fields of every line that is no comment; each line has so many. */
void tables_read(const char *name, guint columns, void (*row)(void *data, char **fields), void *data);
