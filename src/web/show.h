/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Values of records on pages. */
#include "app/due.h"
#include "web/page.h"

/* A value as HTML: links lead to their records, rows are a table, documents a line each. */
void put_value(struct page *page, const struct field *field, const struct value *value, gint64 office);
/* A state as a badge. */
void put_state(struct page *page, const struct record *record);
/* How a record is called: its title, "#12" in a register of personal data unless `open`. Caller frees. */
char *title_of(const struct request *request, const struct record *record, gboolean open);
