/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Forms made from the definition of a register: the right input for each kind of field, and the way back from what was
 * sent to the JSON that app_put takes. Names of inputs: "f.host", "f.guests.0.name", "f.permit.symbol".
 */
#include "web/page.h"

struct form {
	struct page *page;
	const struct reg *reg;
	const struct pairs *sent;      /* what was typed; NULL at first */
	const struct record *record;   /* what is stored; NULL for a new record */
	const struct record *newest;   /* of a conflict: what somebody else saved meanwhile; else NULL */
	GHashTable *problems;          /* field id → message; NULL for none */
	gboolean open;                 /* personal fields may be seen and typed */
	gboolean choosing;             /* of many records: what is ticked is changed */
	GHashTable *lists;             /* const struct code_list * or reg * already written as data lists */
};

/* All fields that are typed. */
void form_put(struct form *form);
/* Whether a field is one of those that many records get at once. */
gboolean form_suits_many(const struct field *field);
/* What was sent, as the object that app_put takes; fields that were not in the form are left out. */
json_t *form_object(const struct reg *reg, const struct pairs *sent, gboolean open);
/* Whether a field is typed at all, by somebody to whom personal data is open or not. */
gboolean form_takes(const struct field *field, const struct reg *reg, gboolean open);
/* In the writer: the files that were sent are kept, and their inputs become values. The message names the field. */
gboolean form_keep_files(const struct request *request, const struct reg *reg, GError **error);
/* Takes "name: message" lines apart: field id → message; what names no field goes under "". */
GHashTable *form_problems(const struct reg *reg, const char *message);
/* Whether the form asks for one more row of something, rather than to be saved. */
gboolean form_wants_more(const struct pairs *sent);
