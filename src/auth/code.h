/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* One-time codes (TOTP, RFC 6238: six digits, 30 seconds, SHA-1 as every authenticator has it) by liboath. */
#include "auth/account.h"

/* A new secret in `account` (not written). */
void code_new_secret(struct account *account);
char *code_secret_text(const struct account *account); /* base32, for typing in; caller frees */
char *code_address(const struct account *account, const char *issuer); /* otpauth://… */
/* Whether it is right now, or one step ago or ahead, and later than the last one used; *counter is its place in time. */
gboolean code_matches(const struct account *account, const char *code, moment_t now, gint64 *counter);
