/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Values of records on pages. */
#include "web/page.h"

/* A value as HTML: links lead to their records, rows are a table, documents a line each. */
void put_value(struct page *page, const struct field *field, const struct value *value, gint64 office);
/* A state as a badge. */
void put_state(struct page *page, const struct record *record);
/* How a record is called: its title, "#12" in a register of personal data unless `open`. Caller frees. */
char *title_of(const struct request *request, const struct record *record, gboolean open);
/* What is late about a record, by its definition: a date "due_on" that is past while nothing says that it is done. */
enum lateness { DUE_NONE, DUE_LATER, DUE_SOON, DUE_LATE };
enum lateness record_due(const struct record *record, day_t today, day_t *day);
const struct field *due_field(const struct reg *reg);   /* NULL: nothing of the register is ever due */
gboolean is_done_field(const struct field *field);      /* a day that says that what was due is done */
/* "3 working days left", "5 working days late"; caller frees. */
char *due_words(const struct request *request, day_t today, day_t day);
