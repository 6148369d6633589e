/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* What value.c, value_json.c, value_text.c, record.c and validate.c share. */
#include "def/value.h"

#define TEXT_MOST 1000       /* characters of a text */
#define LONGTEXT_MOST 100000 /* characters of a longtext */
#define VALUES_MOST 1000     /* values of a field with many */
#define ROWS_MOST 10000
#define DAY_TEXT 16          /* bytes that hold "2020-03-12" */
#define NUMBER_TEXT 40       /* bytes that hold any scaled number */

/* How many values there are in an array of values_new. */
guint values_count(const struct value *values);
/* An empty list and empty rows that own what is put in. */
GPtrArray *value_list_new(void);
GPtrArray *value_rows_new(void);
/* Takes the item's content (leaves it NONE) to the end of the list. */
void value_list_take(GPtrArray *list, struct value *item);

void day_write(day_t day, char text[DAY_TEXT]);
void decimal_write(gint64 value, guint scale, char text[NUMBER_TEXT]);

/* "accepted: a, b, c; did you mean b?" for a choice, code list or state that does not know `text`; caller frees. */
char *accepted_values(const struct field *field, const char *text);
char *accepted_states(const struct reg *reg, const char *text);

/* The fields of a document and its parts, in the order of its text form. */
gboolean document_is_empty(const struct document *document);
void document_free(struct document *document);

/* A value of a single kind (no many, no rows) from text that may be in any of the accepted forms. */
gboolean value_from_word(const struct model *model, const struct field *field, const struct links *links,
	const char *text, struct value *value, GError **error);
/* A scaled number from text: groups are allowed in whole numbers. */
gboolean scaled_parse(const char *text, guint scale, gint64 *value, GError **error);

/* value_text with a bound on how many links the titles may follow. */
char *value_text_deep(const struct model *model, const struct field *field, const struct value *value,
	const struct links *links, const char *language, guint depth);
char *record_title_deep(const struct record *record, const struct model *model, const struct links *links,
	const char *language, guint depth);

/* The value of a field as the canonical JSON keeps it; FALSE when it does not fit the field any more. */
gboolean value_read_json(const struct model *model, const struct field *field, const json_t *json, struct value *value);
