/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* What the pages of one's own account share: page_account.c and page_token.c. */
#include "web/page.h"

/* The account of the route, of the administrator's own office; others do not exist for them. */
struct account *wanted_account(struct request *request, GError **error);
/* Whether the form carries the right password; tries are counted. Not inside a transaction. */
gboolean account_password_given(struct request *request, GError **error);
