/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * What a program asked for under a key of its own, so that asking again after a lost answer does not do it twice: for a
 * day, the same answer is given instead.
 */
#include "auth/account.h"

enum { ONCE_HOURS = 24, ONCE_KEY_MOST = 200 };

/*
 * *answer is what was answered under this key, NULL where nothing was; caller frees. ERROR_CONFLICT when the key was used for
 * something else; `asked` stands for all that was asked.
 */
gboolean once_find(struct store *store, const char *account, const char *key, const struct hash *asked, moment_t now, char **answer, GError **error);
/* In the transaction that made it. */
gboolean once_keep(struct store *store, const char *account, const char *key, const struct hash *asked, const char *answer, moment_t now, GError **error);
