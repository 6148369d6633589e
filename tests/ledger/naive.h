/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Figures computed the plain way, from the records themselves: what the ledger must agree with. */
#include "ledger/figure.h"

/* The number of a query of one office at a history position (0 = now), from all records of its register. */
struct number naive_number(struct store *store, const struct figure_query *query, gint64 position);
