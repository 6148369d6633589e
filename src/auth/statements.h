/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Every statement of this layer, for the test that prepares and explains them all (tests/store/statements.c). */
#include "store/db.h"

extern const struct sql *const auth_account_sql[], *const auth_accounts_sql[], *const auth_invitation_sql[], *const auth_session_sql[],
	*const auth_feed_sql[], *const auth_upload_sql[], *const auth_view_sql[], *const auth_token_sql[], *const auth_once_sql[];
