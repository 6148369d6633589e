/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Entries as they travel between stores: what a history entry posted, in terms that do not depend on a store's own
 * numbers. The sender reads them, the receiver enters them as they are and sums the balances; neither asks what they mean.
 */
#include "ledger/ledger.h"

/* One entry of a change: of which record (its id in the office), the how-manieth of that record. */
struct sent_entry {
	gint64 record, number;
	gint64 series; /* the store's own id */
	day_t day;
	gint64 delta;
};

/*
 * For each of an office's consecutive changes (struct change *) what it posted, in order of record and number: GArray of
 * struct sent_entry. ERROR_SYSTEM where the entries are not those that the change says.
 */
GPtrArray *ledger_sent_entries(struct ledger *ledger, const GPtrArray *changes, GError **error);
/* What a series is: its figure, role and dims. */
gboolean ledger_series_name(struct ledger *ledger, gint64 series, char **figure, gint64 *role, char **dims, GError **error);

/* What stands for a series in the hash of postings. */
struct hash series_mark(const char *figure, gint64 role, const char *dims);
/* The hash of postings, one after another in order of record and number. */
void posting_hash_add(struct hasher *hasher, gint64 record, gint64 number, const struct hash *mark, day_t day, gint64 delta);

/* Receiving into one office, inside the open transaction. */
struct receiving;
struct receiving *receiving_new(struct ledger *ledger, gint64 office, gint64 held); /* `held`: the office's position before */
void receiving_free(struct receiving *receiving);
typedef struct receiving receiving_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(receiving_t, receiving_free)
/* Notes a series that entries will name, and gives the place where it is noted; 0 where its figure, role or dims cannot be any. */
guint receiving_name(struct receiving *receiving, const char *figure, gint64 role, const char *dims);
/* Gives all that were noted their ids, and makes those that are new here. */
gboolean receiving_named(struct receiving *receiving, GError **error);
/* The store's id of the series noted there. */
gint64 receiving_series(const struct receiving *receiving, guint place);
/* ERROR_INPUT when it is not the entry that follows the last one of its record. */
gboolean receiving_entry(struct receiving *receiving, const struct sent_entry *entry, gint64 history, GError **error);
/* Adds what was entered to the balances. To be called last. */
gboolean receiving_end(struct receiving *receiving, GError **error);
