/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* What the query of a list page asks for, and addresses of the same list with one thing changed. */
#include "store/list.h"
#include "web/page.h"

enum { LIST_PAGE = 50, FILTERS_MOST = 4, COLUMNS_MOST = 6, WORDS_MOST = 2000 };

struct listing {
	struct request *request;
	const struct reg *reg;
	GArray *conditions;    /* struct list_condition; texts borrowed from the query */
	const struct field *sort;
	gboolean descending, backwards;
	gint64 from;           /* id of a record, 0: the beginning */
	const char *words;     /* NULL or what is searched for */
	const struct field *day; /* the register's first date: what "from" and "to" are of; NULL when it has none */
	GPtrArray *columns;    /* const struct field * */
};

/* ERROR_INPUT naming what in the query cannot be. */
gboolean listing_read(struct listing *listing, struct request *request, const struct reg *reg, GError **error);
void listing_clear(struct listing *listing);
typedef struct listing listing_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(listing_t, listing_clear)

/* The address of the list as it is, but for the pairs "name", value (NULL takes it away), ended by NULL; its place is forgotten. */
struct url listing_url(const struct listing *listing, const char *base, ...) G_GNUC_NULL_TERMINATED;
/* The records to be shown, one more than fit when there are more; NULL with *error. */
GPtrArray *listing_records(const struct listing *listing, guint limit, GError **error);
gboolean listing_count(const struct listing *listing, gint64 *count, GError **error);

/* Fields that a list can be sifted by: of few values. */
gboolean is_filter(const struct field *field);
gboolean is_sortable(const struct field *field);
