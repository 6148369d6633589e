/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Shared by form.c and form_values.c. */
#include "web/form.h"

enum { FORM_ROWS_MOST = 500, SELECT_MOST = 60, TICKS_MOST = 40 };

char *form_name(const char *prefix, const char *part);        /* "f" and "host": "f.host" */
guint form_rows(const struct pairs *pairs, const char *name); /* rows in which something stands */
gboolean form_is_select(const struct field *field);           /* its values are chosen from a list, by their ids */
struct pairs *form_pairs(struct app *app, const struct record *record);
json_t *form_field_json(const struct field *field, const struct pairs *sent);
