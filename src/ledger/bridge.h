/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Bridges: why a figure that was told once is another one now. then + Σ items = now, to the last digit.
 *
 * The state of a figure (a sum; for distinct, first and last the sums of its keys; for a quotient both operands) is led from
 * the one question to the other in steps: what the days lose, each record's changes within the days that both ask for, in
 * order of the history, then what the days gain. The difference that a step makes is its item, so every kind of figure closes
 * by construction. A record's changes are one step: what was corrected forth and back is not told.
 */
#include "ledger/figure.h"

enum bridge_cause {
	CAUSE_LATE,       /* the record was entered later */
	CAUSE_CONFIRMED,  /* it was there, and began to count later: another state, or restored */
	CAUSE_CORRECTED,  /* what it says was corrected */
	CAUSE_MOVED_IN,   /* its day moved into the days asked for */
	CAUSE_MOVED_OUT,
	CAUSE_JOINED,     /* it came to meet the conditions */
	CAUSE_LEFT,
	CAUSE_WITHDRAWN,  /* deleted, cancelled, or in a state that does not count */
	CAUSE_DEFINITION, /* the figure is defined otherwise */
	CAUSE_OFFICE,     /* of an office that only one of the questions has */
	CAUSE_DAYS,       /* on days that only one of the questions has */
	CAUSES
};

struct bridge_item {
	enum bridge_cause cause;
	gint64 record;  /* key */
	gint64 history; /* key of the last change that made the difference */
	guint changes;  /* how many did */
	gint64 delta;   /* scaled as the figure */
};

struct bridge {
	struct number then, now;
	GPtrArray *items;       /* struct bridge_item *, by cause, then in order of the history */
	gint64 sums[CAUSES];    /* of the items by cause */
};
void bridge_free(struct bridge *bridge);
typedef struct bridge bridge_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(bridge_t, bridge_free)

/*
 * Both ask for the same figure under the same conditions, `now` not known earlier than `then`: else ERROR_INPUT. Splits
 * (`by`) are not looked at. A number that is absent counts as 0. ERROR_SYSTEM where the entries do not lead from one to the
 * other: then the ledger was tampered with.
 */
struct bridge *figure_bridge(struct ledger *ledger, const struct figure_query *then, const struct figure_query *now, GError **error);
/* NULL where they can be bridged, else why not. Caller frees. */
char *bridge_hindrance(const struct figure_query *then, const struct figure_query *now);
