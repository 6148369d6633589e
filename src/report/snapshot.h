/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Snapshots: what an issued report said, kept for ever: its document tree, its template, its definitions' hash and the
 * position in the office's history. Append-only; the hash of a snapshot stands in the report's record, and so in the
 * history's chain.
 */
#include "doc/doc.h"
#include "store/store.h"

struct snapshot {
	char *tree;        /* doc_write_json of the document */
	char *template;    /* its source with what it includes */
	char *definitions; /* hash, hexadecimal: the store keeps the sources */
	gint64 position;   /* last id of the office's history that the figures count */
};
void snapshot_free(struct snapshot *snapshot);
typedef struct snapshot snapshot_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(snapshot_t, snapshot_free)

extern const struct sql *const snapshot_sql[]; /* as in store/statements.h */

/* The table that they are kept in, made where it is not there yet. */
gboolean snapshot_make_table(struct store *store, GError **error);
/* Keeps it inside the open transaction; the hash identifies it. */
gboolean snapshot_save(struct store *store, gint64 office, const struct snapshot *snapshot, struct hash *hash, GError **error);
/* ERROR_ABSENT; ERROR_SYSTEM when its bytes no longer give its hash. */
struct snapshot *snapshot_read(struct store *store, gint64 office, const char *hash, GError **error);
/* Lines for snapshots that were changed or are missing (of reports that name one). */
gboolean snapshot_audit(struct store *store, GPtrArray *lines, GError **error);
