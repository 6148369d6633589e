/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Tokens of the API: a random secret that a program carries instead of a password. The store keeps its hash alone; the
 * token is shown once. It belongs to an account and may at most what its scopes allow and what the account may at the
 * moment of the request; it ends on a day, when it is taken back, and with its account.
 */
#include "auth/account.h"

/* What a token is for. */
enum scope {
	SCOPE_ANY = 0, /* whatever its scopes are */
	SCOPE_READ = 1 << 0,
	SCOPE_WRITE = 1 << 1,
	SCOPE_FIGURES = 1 << 2,
	SCOPE_REPORTS = 1 << 3,
	SCOPE_COMPILE = 1 << 4,
	SCOPE_PERSONAL = 1 << 5,
	SCOPE_INSPECT = 1 << 6,
	SCOPE_ACCOUNTS = 1 << 7,
	SCOPE_TOKENS = 1 << 8,
};
struct auth_scope {
	const char *id; /* "registers.read" */
	struct label label;
	guint bit;
};
extern const struct auth_scope auth_scopes[]; /* ended by a NULL id */
/* "registers.read figures" → bits; ERROR_INPUT naming the scopes there are. */
gboolean scopes_parse(const char *text, guint *set, GError **error);
char *scopes_text(guint set);

enum { TOKENS_MOST = 20, TOKEN_NAME_MOST = 60, TOKEN_DAYS = 90, TOKEN_DAYS_MOST = 366, TOKEN_SEEN_SECONDS = 60 };
#define TOKEN_PREFIX "ngv_" /* by which people and programs that look for lost secrets know one */

struct api_token {
	char *id, *account, *name; /* id: the hash */
	guint scopes;
	moment_t made, until, seen; /* seen: 0 = never */
};
void api_token_free(struct api_token *token);
typedef struct api_token api_token_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(api_token_t, api_token_free)

/* What is wished of a new one; texts borrowed. */
struct api_token_wish {
	const char *name;
	guint scopes;
	gint64 days;
};
/* The token, which is kept nowhere; caller frees. ERROR_INPUT for a name, scopes or days that cannot be; ERROR_REFUSED for too many. */
char *api_token_make(struct store *store, const char *account, const struct api_token_wish *wish, moment_t now, GError **error);
/* By what a request carries; NULL without *error when there is none, or it is over. */
struct api_token *api_token_find(struct store *store, const char *secret, moment_t now, GError **error);
/* An account's, newest first: struct api_token *; also those that are over. */
GPtrArray *api_token_list(struct store *store, const char *account, GError **error);
gboolean api_token_touch(struct store *store, const char *id, moment_t now, GError **error);
/* One of an account's, by its id or by the beginning of that (TOKEN_BRIEF letters at least); ERROR_ABSENT. */
enum { TOKEN_BRIEF = 12 };
gboolean api_token_revoke(struct store *store, const char *account, const char *id, GError **error);
gboolean api_token_revoke_all(struct store *store, const char *account, GError **error);
