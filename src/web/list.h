/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * What the query of a list page asks for, and addresses of the same list with one thing changed. The query's names:
 *   q                words, searched for without tones
 *   state            one of the states; several: any of them
 *   w.FIELD          one of these values, as ids or as people write them; "me" is the reader's own name
 *   w.FIELD.least, w.FIELD.most    bounds of a number, a sum or a day, themselves included
 *   w.FIELD.is       "none" or "some"
 *   late             only what is late
 *   col              the columns, in order
 *   sort, down, up   the order; from, back: the place in it
 */
#include "store/list.h"
#include "web/page.h"

enum { LIST_PAGE = 50, COLUMNS_USUAL = 6, COLUMNS_MOST = 15, WORDS_MOST = 2000 };

/* One condition with the names of the query that make it. */
struct sift {
	struct list_condition condition;
	char *name;       /* "w.visitors.least" */
	GPtrArray *owned; /* struct value *, whose texts the condition borrows */
};

struct listing {
	struct request *request;
	const struct reg *reg;
	GPtrArray *sifts;      /* struct sift * */
	GArray *conditions;    /* struct list_condition, of the sifts */
	const struct field *sort;
	gboolean descending, backwards;
	gboolean late;
	gint64 from;           /* id of a record, 0: the beginning */
	const char *words;     /* NULL or what is searched for */
	GPtrArray *columns;    /* const struct field * */
};

/* ERROR_INPUT naming what in the query cannot be. */
gboolean listing_read(struct listing *listing, struct request *request, const struct reg *reg, GError **error);
void listing_clear(struct listing *listing);
typedef struct listing listing_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(listing_t, listing_clear)

/* The address of the list as it is, but for the pairs "name", value (NULL takes it away), ended by NULL; its place is forgotten. */
struct url listing_url(const struct listing *listing, const char *base, ...) G_GNUC_NULL_TERMINATED;
/* What the list asks for, as a query that makes it again: without its place. Caller frees. */
char *listing_query(const struct listing *listing);

struct list_view {
	GPtrArray *records; /* struct record * */
	gint64 count;       /* of all that the list holds */
	gboolean least;     /* … or more: words are looked for among the newest */
	gboolean before, after;
};
void list_view_clear(struct list_view *view);
typedef struct list_view list_view_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(list_view_t, list_view_clear)
/* A page of it; `limit` records at most. */
gboolean listing_view(const struct listing *listing, guint limit, struct list_view *view, GError **error);

/* Fields that lists show, sort by, and ask for. Of personal data none. */
gboolean is_column(const struct field *field);
gboolean is_sortable(const struct field *field);
gboolean is_askable(const struct reg *reg, const struct field *field);

/* How many records a register of the account's office has. */
gboolean register_count(struct request *request, const struct reg *reg, gint64 *count, GError **error);

/* Counts that were asked for lately, by what they counted; true as long as the office's history has not moved on. */
struct counts;
struct counts *counts_new(void);
void counts_free(struct counts *counts);
