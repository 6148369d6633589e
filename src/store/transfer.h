/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Moving a whole store into an empty one, of the same engine or of another: every table row by row as it is, the words
 * of the search, and the settings; only what tells of the tables themselves is the target's own. In one transaction, at
 * whose end every table is read back and its hash compared with that of what was read from the source.
 */
#include "store/store.h"

typedef void (*transfer_progress)(void *data, guint64 done, guint64 total);

/* What was moved of one table. The hash covers all values of all rows in the order of the key, so it is that of any copy. */
struct moved {
	char *table;
	guint64 rows;
	struct hash hash;
};
void moved_free(struct moved *moved);

/*
 * Both follow the same model, and the target has all tables of the source: ERROR_REFUSED where one is missing, or where
 * the target holds a row. The source is read as of one moment. struct moved *, by the names of the tables.
 */
GPtrArray *store_transfer(struct store *from, struct store *to, transfer_progress progress, void *data, GError **error);
