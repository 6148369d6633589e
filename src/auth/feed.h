/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* The secret address by which a calendar program reads an account's calendar, without signing in; one an account. */
#include "auth/account.h"

/* A new one in place of any other: the token, which is kept nowhere; caller frees. */
char *feed_make(struct store *store, const char *account, GError **error);
gboolean feed_drop(struct store *store, const char *account, GError **error);
gboolean feed_exists(struct store *store, const char *account, gboolean *exists, GError **error);
/* The account of a token; NULL with ERROR_ABSENT. Caller frees. */
char *feed_account(struct store *store, const char *token, GError **error);
