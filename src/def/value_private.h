/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* What value.c, value_json.c, value_text.c, record.c and validate.c share. */
#include "def/record.h"

#define TEXT_MOST     1000   /* characters of a text */
#define LONGTEXT_MOST 100000 /* characters of a longtext */
#define VALUES_MOST   1000   /* values of a field with many */
#define ROWS_MOST     10000
#define DAY_TEXT      16 /* bytes that hold "2020-03-12" */
#define NUMBER_TEXT   40 /* bytes that hold any scaled number */

/* How many values there are in an array of values_new. */
guint values_count(const struct value *values);
/* An empty list and empty rows that own what is put in. */
GPtrArray *value_list_new(void);
GPtrArray *value_rows_new(void);
/* Takes the item's content (leaves it NONE) to the end of the list. */
void value_list_take(GPtrArray *list, struct value *item);

void day_write(day_t day, char text[DAY_TEXT]);
void decimal_write(gint64 value, guint scale, char text[NUMBER_TEXT]);

/* "accepted: “A” (a), “B” (b); did you mean “B”?" for a choice or code list that does not know
 * `text`; caller frees. */
char *accepted_values(const struct field *field, const char *text);

/* The fields of a document and its parts, in the order of its text form. */
gboolean document_is_empty(const struct document *document);
void document_free(struct document *document);

/* The mark that separates many values in text: ";", but "|" between documents, whose parts are
 * separated by ";". */
char value_separator(const struct field *field);
/* Cuts at the unescaped separator; parts are stripped, still escaped. Caller frees with g_strfreev.
 */
char **text_cut(const char *text, char separator);
void text_escape(GString *out, const char *text);

/* value_parse.c: text in. One value (no many, no rows) in any of the accepted forms, not escaped.
 */
gboolean value_from_word(const struct model *model, const struct field *field,
	const struct links *links, const char *text, struct value *value, GError **error);
/* Cleaned and stripped; one line or many; *clean is NULL when nothing is left. FALSE when wrong or
 * too long. */
gboolean text_accept(const char *text, gboolean lines, glong most, char **clean, GError **error);
/* A scaled number: whole ones may have groups, decimals a comma or a point. */
gboolean scaled_parse(const char *text, guint scale, gint64 *value, GError **error);
gboolean currency_parse(
	const struct model *model, const char *text, char currency[4], GError **error);
/* "1,5 tỷ", "1.500" in that currency, in minor units. */
gboolean amount_parse(const struct model *model, const char *text, const char *currency,
	gint64 *amount, GError **error);
/* A link by the number of a record. */
gboolean link_accept(const struct field *field, const struct links *links, gint64 id,
	struct value *value, GError **error);
/* Refuses negative counts where the field does not allow them. */
gboolean number_accept(
	const struct field *field, gint64 number, struct value *value, GError **error);
/* Adds one accepted value to the list of a field with many: empty ones and repeated ones are left
 * out. */
gboolean list_accept(
	const struct field *field, GPtrArray *list, struct value *item, GError **error);

/* value_json.c: one field of an input object, with messages that name it, added to `mistakes` (one
 * a line). */
void mistakes_add(GString *mistakes, const char *where, GError *error);
gboolean mistakes_check(GString *mistakes, GError **error);

/* value_text.c: value_text and record_title with a bound on how many links the titles may follow.
 */
#define TITLE_DEPTH 3
char *value_text_deep(const struct model *model, const struct field *field,
	const struct value *value, const struct links *links, const char *language, guint depth);
char *record_title_deep(const struct record *record, const struct model *model,
	const struct links *links, const char *language, guint depth);
