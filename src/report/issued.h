/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Files of issued reports as they were received with them; append-only. The report's own record tells their hashes. */
#include "store/store.h"

extern const struct sql *const issued_sql[]; /* its statements, for the test of statements */

/* The table that they are kept in, made where it is not there yet. */
gboolean issued_file_make_table(struct store *store, GError **error);
/* Keeps a file inside the open transaction; one that is there stays. */
gboolean issued_file_keep(struct store *store, gint64 office, const char *snapshot, const char *format, GBytes *bytes, GError **error);
/* NULL without *error when it was not received. */
GBytes *issued_file_read(struct store *store, gint64 office, const char *snapshot, const char *format, GError **error);
/* Visits each: its office, snapshot, format and hash. */
typedef void (*issued_file_visitor)(void *data, gint64 office, const char *snapshot, const char *format, const struct hash *hash);
gboolean issued_file_each(struct store *store, issued_file_visitor visit, void *data, GError **error);
