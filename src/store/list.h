/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Pages of a register: some of its records in some order, from some place on. Paging is by the last record shown, not
 * by counting, so that page 20,000 costs what the first one does. Fields of one value alone can be asked for and
 * sorted by (field_has_column). Text is in Vietnamese order.
 */
#include "base/number.h"
#include "store/store.h"

struct list_condition {
	const struct field *field; /* NULL: the state, by its id */
	enum compare compare;      /* of texts only COMPARE_EQUAL and COMPARE_UNEQUAL */
	const char *text;          /* of text fields and states; borrowed */
	gint64 number;             /* of the others */
};

struct list_wish {
	const struct reg *reg;
	gint64 office;
	const GArray *conditions;  /* struct list_condition, or NULL */
	const struct field *sort;  /* NULL: by age */
	gboolean descending;
	const struct record *from; /* the list goes on behind it, NULL: from its beginning */
	gboolean backwards;        /* what stands before `from` instead; still in the order of the list */
	guint limit;
};

enum { LIST_CONDITIONS_MOST = 8 };

/* struct record *, in order. ERROR_INPUT for a field that cannot be asked for. */
GPtrArray *store_list(struct store *store, const struct list_wish *wish, GError **error);
/* How many there are in all, wherever the list is now. */
gboolean store_list_count(struct store *store, const struct list_wish *wish, gint64 *count, GError **error);
