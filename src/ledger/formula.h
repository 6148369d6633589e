/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Formulas: what stands behind a printed number that was computed from several figures. Text: canonical queries joined
 * by " + ", " - " or " % " (A % B: A as per cent of B, in tenths), from left to right; queries hold no blanks.
 */
#include "ledger/figure.h"

struct formula_part {
	char sign; /* '+', '-', '%' : how it joins what stands before it; '+' for the first */
	struct figure_query *query;
};
struct formula {
	GArray *parts; /* struct formula_part */
};

struct formula *formula_parse(struct store *store, const char *text, GError **error);
void formula_free(struct formula *formula);
typedef struct formula formula_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(formula_t, formula_free)

/* The number, of today where `now`, else as the queries themselves say. */
gboolean formula_number(struct ledger *ledger, const struct formula *formula, gboolean now, struct number *number, GError **error);
