/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * What a statement must be so that the tables of the offices can lie on several servers: it says in its text for which
 * office it is, joins within one office, and holds nothing that a store spread by Citus cannot run. docs/scale.md.
 */
#include <glib.h>

/* Whether rows of the table are each an office's, and spread by it. */
typedef gboolean (*rules_spread)(gpointer data, const char *table);

/* What is wrong with the statement, one line each (char *). `walk`: it may read for all offices, where it is listed. */
void rules_check(const char *name, const char *text, const char *walk, rules_spread is_spread, gpointer data, GPtrArray *lines);
