/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * What was accepted of earlier reports (app/baseline.h), found by the question that it answers. Stated values stand
 * beside the figures; they are never added to them, nor to one another.
 */
#include "app/app.h"
#include "base/hash.h"

enum { STATED_SCALE = 2 }; /* of the register's values */

struct stated {
	gint64 record;  /* id in the register */
	struct number value;
	char *source, *quote, *place; /* place: "trang 2, dòng 37" */
};
/* struct stated *; empty for splits and questions about several offices. As known then, where the question says when. */
GPtrArray *stated_values(struct app *app, const struct figure_query *query, GError **error);
/*
 * The one accepted value of a question that the records have nothing for; NULL without *error where there are records, or
 * none or several different values were accepted.
 */
gboolean stated_instead(struct app *app, const struct figure_query *query, const struct number *number, struct stated **stated, GError **error);
/* Whether the records have anything for it, were it what sums up to nothing. */
gboolean stated_has_records(struct app *app, const struct figure_query *query, const struct number *number);
void stated_free(gpointer stated);
typedef struct stated stated_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(stated_t, stated_free)

/*
 * All that stands in the register of one office, as known at a position of its history; kept by the app until that moves.
 * Borrowed: until the next question.
 */
struct stated_book {
	gint64 office, position;
	struct hash head;     /* of the change there */
	GPtrArray *records;   /* struct record *, in order of id */
	GHashTable *accepted; /* canonical query → GPtrArray of borrowed records */
};
const struct stated_book *stated_book(struct app *app, gint64 office, gint64 position, GError **error);
void stated_book_free(struct stated_book *book);
/* A number of a record; 0 where it is not given. */
gint64 stated_count(const struct record *record, const char *field);
/* "page 2, line 37", "Sheet 1!B7"; caller frees. */
char *stated_place(const struct record *record);
