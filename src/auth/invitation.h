/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * One-time links: to set up the first administrator of a store, or to set a new password. The link carries a random
 * token; the store keeps its hash and the moment until which it is good.
 */
#include "auth/account.h"

enum { INVITATION_HOURS = 24 };

/* For an account, or "" for the first administrator; takes earlier ones of the same back. The token; caller frees. */
char *invitation_make(struct store *store, const char *account, moment_t now, GError **error);
/* What it is for (account name, or ""); NULL with ERROR_ABSENT when it is unknown, used or too old. */
char *invitation_find(struct store *store, const char *token, moment_t now, GError **error);
/* To be called in the transaction that does what it allows. */
gboolean invitation_use(struct store *store, const char *token, GError **error);
