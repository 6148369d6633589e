/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Records in an order that the user names. */
#include "app/app.h"

/*
 * Sorts struct record * by "country,-arrives_on": fields of the register, "state" or "id", a "-" before one for falling
 * order. Numbers, days and money in VND by value, choices in the order of their definition, all else as Vietnamese is sorted;
 * what is not given comes last. ERROR_USAGE for a name that the register does not have.
 */
gboolean app_sort(struct app *app, const struct reg *reg, GPtrArray *records, const char *order, GError **error);
