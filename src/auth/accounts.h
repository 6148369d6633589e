/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Shared by the files of this layer, and by nothing else. */
#include "auth/account.h"

#define ACCOUNT_COLUMNS \
	"name, office, person, division, roles, disabled, must_change, hash, secret, code_last, failures, locked_until, last_at, version"

struct account *account_of_row(struct statement *statement);
char *account_note(const struct account *account, const char *act);
/* 256 random bits as the text that a cookie or a link carries, and what the store keeps of it. */
char *token_new(void);
char *token_id(const char *token);
