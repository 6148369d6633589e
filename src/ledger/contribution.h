/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * What one record means for the figures: a pure function of the record, what it links to, and the definitions.
 */
#include "ledger/ledger.h"

struct contribution {
	const struct figure *figure;
	enum role role;
	char *dims;     /* canonical; see dims.h */
	day_t day;
	gint64 delta;
};

/*
 * All contributions of a record, appended to `list` (struct contribution, by value). A deleted record has none.
 * ERROR_INPUT when an amount overflows or a day lies outside the ledger (before 0001 or after 2870).
 */
gboolean contributions(const struct model *model, const struct record *record, const struct links *links, GArray *list, GError **error);
GArray *contributions_new(void); /* of struct contribution, with its clear function */
