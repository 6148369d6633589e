/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* What is due, and late: a register knows deadlines by its date "due_on"; dates such as "done_on", and a last state, say that it is done. */
#include "app/app.h"
#include "store/list.h"

const struct field *due_field(const struct reg *reg); /* NULL: nothing of the register is ever due */
enum lateness { DUE_NONE, DUE_LATER, DUE_SOON, DUE_LATE };
enum lateness record_due(const struct record *record, day_t today, day_t *day);
/* The conditions of what waits to be done and is due from…to: struct list_condition; empty where nothing is ever due. */
GArray *due_conditions(const struct reg *reg, day_t from, day_t to);
/* "3 working days left", "5 working days late"; caller frees. */
char *due_words(const struct model *model, day_t today, day_t day);
