/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* What a query is made of, shared by answering and explaining. */
#include "ledger/ledger_private.h"

/* One series that a query adds up, over which days, with which sign, and how far back it is known (0 = now). */
struct part {
	gint64 office;
	gint64 under; /* the office asked for, into which it was merged */
	struct series_list *list;
	guint place; /* in the list */
	const struct series *series;
	struct span span;
	gint64 sign;
	gint64 limit; /* key of the last history entry that counts; 0 = all */
};
typedef gboolean (*part_visitor)(void *data, const struct part *part, GError **error);
gboolean query_each_part(struct ledger *ledger, const struct figure_query *query, part_visitor visit, void *data, GError **error);

/* Of an active figure: 0 all, 1 those that began before the span, 2 those that began in it, 3 none. */
int which_active(const struct figure_query *query);

/* TRUE for figures whose value is not a sum of deltas but a count, or the edge, of keys: distinct, first, last. */
gboolean by_key(const struct figure *figure);
/* TRUE when a money query asks for one currency or a split by it. */
gboolean in_own_currency(const struct figure_query *query);
/* Whether series of a role have what the query adds up. */
gboolean query_role_matches(const struct figure_query *query, enum role role);

/* Sets the labels of a row of a split from its value. */
void label_row(struct store *store, const struct figure_query *query, struct figure_row *row);

/* Shares and ratios: numbers of the two operands, and of each value of `by`. */
gboolean quotient_number(const struct figure *figure, const struct number *over, const struct number *under, struct number *result, GError **error);
gboolean quotient_answer(struct ledger *ledger, const struct figure_query *query, struct figure_answer *answer, GError **error);
