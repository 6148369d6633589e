/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Offices whose history another store writes and this one receives. Of a received change the store holds what the chain
 * is made of: in the place of who, why and origin, and of the data, their keyed hashes (the column `sealed`); the data
 * itself only where the office showed it, with the key that proves it. Shown data become rows of their registers, the
 * same way as the office's own. Nothing but these functions adds to such an office, and nothing changes it.
 */
#include "store/store.h"

/* Whether the office is received; FALSE for one that is not there. */
gboolean store_is_received(struct store *store, gint64 office, gboolean *received, GError **error);
/* The received office of that code, made when there is none; 0 with ERROR_REFUSED for one that the store writes itself. */
gint64 store_office_receive(struct store *store, const char *code, GError **error);
/*
 * Appends a change with the number, moment, seals and hashes that it has in its own store, inside the open transaction, in
 * bulk: what store_receive_begin gives is ended by bulk_end, until which nothing reads the changes; `key` and `record` must be of
 * the received office. ERROR_INPUT when it does not follow the last one.
 */
struct bulk *store_receive_begin(struct store *store, GError **error);
gboolean store_receive_change(struct store *store, struct bulk *bulk, const struct change *change, GError **error);
/* The row of a record as the change shows it; nothing for a register that is not defined here. */
gboolean store_receive_row(struct store *store, const struct change *change, GError **error);
/* The last version of a record, and its register; 0 and NULL when it was never created. */
gboolean store_last_version(struct store *store, gint64 record_key, gint64 *version, char **reg, GError **error);
/* The hash at a position of the chain; that of history_start at 0. ERROR_ABSENT beyond the end. */
gboolean store_hash_at(struct store *store, gint64 office, gint64 position, struct hash *hash, GError **error);

/* What was received at once. */
struct package_row {
	gint64 number;       /* 1, 2, … per office */
	gint64 first, last;  /* positions that it added */
	struct hash hash;    /* of the chain at `last` */
	struct hash content; /* of its bytes */
	gint64 bytes;
	char *definitions;   /* hash, hexadecimal: what the office followed then */
	moment_t received;   /* by the clock here */
	struct hash seal;    /* over all of it and the seal of the one before */
};
void package_row_free(struct package_row *row);
/* Notes a package after the last one of the office: sets number, received and seal. */
gboolean store_note_package(struct store *store, gint64 office, struct package_row *row, GError **error);
/* All of an office, in order: struct package_row *. */
GPtrArray *store_packages(struct store *store, gint64 office, GError **error);
/* What the seal of a row must be. */
struct hash package_seal(const struct store *store, gint64 office, const struct hash *previous, const struct package_row *row);
/*
 * The position up to which an office's history was here at a moment by the clock here: of a received office by its
 * packages, of the store's own by its changes.
 */
gboolean store_position_held(struct store *store, gint64 office, moment_t at, gint64 *position, GError **error);
