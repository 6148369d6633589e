/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Pages of a register: some of its records in some order, from some place on. Paging is by the last record shown, not
 * by counting, so that page 20,000 costs what the first one does; in the order of age and of the register's first day
 * (reg_day) an index leads to the place. Lists are sorted by fields of one value alone (field_has_column). Text is in
 * Vietnamese order.
 */
#include "base/number.h"
#include "store/store.h"

enum list_test {
	LIST_ANY,   /* it is one of the values; of a field that holds several, one of them is */
	LIST_LEAST, /* not less than the first value */
	LIST_MOST,  /* not more */
	LIST_NONE,  /* it has no value */
	LIST_SOME,
	LIST_TESTS
};

struct list_value {
	const char *text; /* of texts, ids and states; borrowed */
	gint64 number;    /* of the others */
};

struct list_condition {
	const struct field *field; /* NULL: the state */
	enum list_test test;
	GArray *values;            /* struct list_value; borrowed */
};

struct list_wish {
	const struct reg *reg;
	gint64 office;
	const GArray *conditions;  /* struct list_condition, or NULL: all of them hold */
	const struct field *sort;  /* NULL: by age */
	gboolean descending;
	const struct record *from; /* the list goes on behind it, NULL: from its beginning */
	gboolean backwards;        /* what stands before `from` instead; still in the order of the list */
	guint limit;
};

enum { LIST_CONDITIONS_MOST = 20, LIST_VALUES_MOST = 50 };

/* Whether a list can be asked for this by the field. */
gboolean list_takes(const struct field *field, enum list_test test);
/* Whether the record is one of those. */
gboolean list_holds(const struct list_condition *condition, const struct record *record);
/* struct record *, in order. ERROR_INPUT for what cannot be asked for. */
GPtrArray *store_list(struct store *store, const struct list_wish *wish, GError **error);
/* How many there are in all, wherever the list is now. */
gboolean store_list_count(struct store *store, const struct list_wish *wish, gint64 *count, GError **error);
