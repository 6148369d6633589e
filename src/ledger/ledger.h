/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The ledger of figures: an append-only journal of entries, and the balances that sum it.
 *
 * - An entry says: this history entry changed series S on day D by delta, because of record R.
 * - A series is (office, figure, role, dims): one line of account. dims is canonical text: "country=CN,JP&host=leaders".
 * - A cell is series, grain and day (or month, or year) packed in one integer; balances are keyed by it.
 * - What a record contributes is a pure function of the record and the definitions (contribution.h). A change posts
 *   contributions(now) - Σ entries so far, whatever the change was: a correction, a move in time, a cancellation.
 * - Nothing is rewritten: a changed definition posts its differences as entries of a history entry "definitions".
 */
#include "store/store.h"

/* What the parts of one figure are for; stored, so numbers never change. */
enum role {
	ROLE_MAIN = 0,      /* what arrives, in its own currency for money */
	ROLE_ENDED = 1,     /* active figures: what has ended, on the day after its last */
	ROLE_CONVERTED = 2, /* money: the same as MAIN in whole VND at the stored rate */
	ROLE_CONVERTED_ENDED = 3,
};

struct ledger;

/*
 * Attaches the ledger to a store: becomes its settler, and when the definitions' figures differ from those last
 * posted, posts the differences for all records of the registers concerned (that needs a writable store; one that was
 * opened as it is stays so).
 * `progress` may be NULL: called with done and total records.
 */
typedef void (*ledger_progress)(void *data, guint64 done, guint64 total);
struct ledger *ledger_open(struct store *store, ledger_progress progress, void *data, GError **error);
void ledger_close(struct ledger *ledger);
typedef struct ledger ledger_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ledger_t, ledger_close)

struct store *ledger_store(struct ledger *ledger);

/* By the boundaries of now: the numbers (gint64) of the office, and of those that were merged into it, and into those. */
GArray *ledger_merged(struct store *store, gint64 office, GError **error);

/*
 * Audit: walks each office's chain, re-derives records from history, contributions from records, balances from
 * entries and search copies from records; what differs is a finding line (char *) in `lines`. TRUE = could be run.
 */
gboolean ledger_audit(struct ledger *ledger, GPtrArray *lines, ledger_progress progress, void *data, GError **error);
