/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * What somebody says about a record without changing it. A comment is an entry of the office's history (action
 * "comment"), so it is in the chain and stays; the store only notes which entries are about a record.
 */
#include "store/store.h"

enum { COMMENT_MOST = 4000 }; /* letters */

extern const struct sql *const comment_sql[]; /* as in store/statements.h */

/* Makes the place for them, which comment_add does too. */
gboolean comment_prepare(struct store *store, GError **error);
/* Inside the open transaction. ERROR_INPUT for no text, or too much. */
gboolean comment_add(struct store *store, const struct record *record, const char *text, const struct author *author, GError **error);
struct comment {
	gint64 change; /* key of its history entry */
	moment_t at;
	char *who, *text;
};
void comment_free(struct comment *comment);
GPtrArray *comment_list(struct store *store, gint64 office, gint64 record, GError **error); /* struct comment *, oldest first */
