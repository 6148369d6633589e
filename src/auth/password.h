/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Passwords: argon2id by libsodium. Checking one costs about a tenth of a second and 64 MB by intent; never do it while
 * a transaction is open. What is hashed is the text in NFC, so that the keyboard that typed it does not matter.
 */
#include "base/error.h"

enum { PASSWORD_LEAST = 10, PASSWORD_MOST = 256 }; /* characters */

/* Long enough, not the account's own name, none of those tried first. ERROR_INPUT. */
gboolean password_acceptable(const char *password, const char *account, GError **error);
char *password_hash(const char *password, GError **error);
/* FALSE too for a NULL hash, after the same time: whether an account exists is not told by the clock. */
gboolean password_matches(const char *hash, const char *password);
/* Five words' worth of letters and digits that are not mistaken for others: for one-time passwords. */
char *password_random(void);
