/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Accounts as use cases, for the command line and the web. Passwords are hashed here, outside any transaction. */
#include "app/app.h"
#include "auth/account.h"
#include "auth/token.h"

/* What is wished of an account; NULL leaves it as it is (of a new one: empty). Texts borrowed. */
struct account_wish {
	const char *person, *division, *roles, *password;
	gboolean must_change; /* with a password: it is good for one sign-in */
};

gboolean app_account_add(struct app *app, const char *name, gint64 office, const struct account_wish *wish, GError **error);
/* Changes person, division, roles; a password ends the account's sessions and tokens. */
gboolean app_account_change(struct app *app, const char *name, const struct account_wish *wish, const char *why, GError **error);
/* A disabled account's sessions and tokens end. The last administrator cannot be disabled. */
gboolean app_account_disable(struct app *app, const char *name, gboolean disable, const char *why, GError **error);
/* Tokens of the API; both are in the history of the account. The token itself is told once; caller frees. */
char *app_token_make(struct app *app, const char *name, const struct api_token_wish *wish, GError **error);
gboolean app_token_revoke(struct app *app, const char *name, const char *id, GError **error);
/* Those in a JSON list: [{"name":…,"office":…,"person":…,"division":…,"roles":…,"password":…,"change":true}]; all or none. */
gboolean app_accounts_load(struct app *app, const json_t *list, guint *count, GError **error);
