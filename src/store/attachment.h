/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Files that records carry. They are kept by the hash of their bytes, and never changed or taken away. A field of files
 * holds "HASH/NAME" (file_value_name), so that the history's chain covers what the file was; a mere name, as sheets have
 * it, is a file that is kept elsewhere.
 */
#include "store/store.h"

enum { ATTACHMENT_NAME_MOST = 150 };

extern const struct sql *const attachment_sql[]; /* as in store/statements.h */

/* The table that they are kept in, made where it is not there yet. */
gboolean attachment_make_table(struct store *store, GError **error);
/* Keeps the bytes inside the open transaction; the value for the record, caller frees. The name loses what no file's name has. */
char *attachment_keep(struct store *store, gint64 office, const char *name, GBytes *bytes, GError **error);
/* By its hash, hexadecimal; ERROR_ABSENT, or ERROR_SYSTEM when its bytes no longer give its hash. */
GBytes *attachment_read(struct store *store, gint64 office, const char *hash, GError **error);
/* Whether the record carries the file; *name is what it calls it (borrowed), *field where. */
gboolean record_carries(const struct record *record, const char *hash, const char **name, const struct field **field);
/* Lines for files that were changed, or that a record carries and the store has not. */
gboolean attachment_audit(struct store *store, GPtrArray *lines, GError **error);
