/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Shared by bridge.c, bridge_read.c and bridge_cause.c. */
#include "ledger/answer.h"
#include "ledger/bridge.h"

enum { THEN, NOW };

/* A series of a leaf figure, with what each of the two questions adds up of it. */
struct strip {
	gint64 series, office, sign;
	const char *const *keys; /* of distinct, first and last; borrowed */
	gboolean in[2];
	struct span span[2];
	gint64 limit[2]; /* keys of the last history entries that count; G_MAXINT64 = all */
};

/* A figure that is no quotient, with its state: a sum, or sums of keys. */
struct leaf {
	struct figure_query *query[2];
	GHashTable *strips; /* series → struct strip * */
	gint64 sum;
	GHashTable *keys;   /* char * → gint64 *; NULL for sums */
};

/* In order: what is done first. Changes of both kinds go by the history. */
enum step { STEP_OFFICE_LEFT, STEP_DAYS_LEFT, STEP_CHANGE, STEP_DEFINITION, STEP_DAYS_MORE, STEP_OFFICE_MORE };

/* An entry that one question counts and the other does not. */
struct difference {
	struct leaf *leaf;
	struct strip *strip;
	gint64 history, amount;
};
struct unit {
	gint64 record;
	enum step step;
	gint64 first, last;  /* history */
	GArray *differences; /* struct difference, in order of history within a strip */
};

struct bridging {
	struct ledger *ledger;
	GPtrArray *leaves;   /* struct leaf * */
	GHashTable *by_name; /* struct unit * as a set, by record and step */
	GPtrArray *units;    /* struct unit * */
};

struct leaf *leaf_new(const struct figure_query *then, const struct figure_query *now);
void leaf_free(gpointer leaf);
void unit_free(gpointer unit);
guint unit_hash(gconstpointer unit);
gboolean unit_equal(gconstpointer a, gconstpointer b);
/* Reads what differs of a leaf into units, and its state at the first question. */
gboolean leaf_read(struct bridging *bridging, struct leaf *leaf, GError **error);
gboolean leaf_add(struct leaf *leaf, const struct strip *strip, gint64 amount, GError **error);
struct number leaf_number(const struct leaf *leaf);

/* The days that both spans have; empty (to < from) for none. */
struct span span_common(struct span a, struct span b);
/* Why a unit's changes made a difference of `delta`. */
gboolean bridge_judge(struct bridging *bridging, const struct unit *unit, gint64 delta, enum bridge_cause *cause, GError **error);
