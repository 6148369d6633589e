/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Accounts: who may sign in, for which office and division, with which roles. Kept in the store's own tables through
 * its database interface. Every change of an account is an entry "account" in the history of its office, in the same
 * transaction; the entry names the hash of the credential, never a password or a secret.
 *
 * Sign-in names are unique in the store: [a-z][a-z0-9._-]*, 2 to 40 characters.
 */
#include "auth/role.h"
#include "store/store.h"

enum { CODE_SECRET_BYTES = 20 };
/* After so many wrong passwords in a row the account waits, each time twice as long. */
enum { FAILURES_FREE = 5, LOCK_SECONDS = 60, LOCK_SECONDS_MOST = 3600 };

struct account {
	char *name, *person;  /* "lan.nt", "Nguyễn Thị Lan" */
	char *division;       /* its code in the office's own record; "" for none */
	gint64 office;
	guint roles;          /* bits, by rows of auth_roles */
	gboolean disabled, must_change;
	char *hash;           /* of the password; NULL: none has been set */
	guint8 secret[CODE_SECRET_BYTES]; /* of one-time codes */
	gboolean has_code;
	gint64 code_last;     /* the last counter that was used: a code is good once */
	gint64 failures;
	moment_t locked_until, last_at; /* 0 = never */
	gint64 version;
};
void account_free(struct account *account);
typedef struct account account_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(account_t, account_free)
guint account_may(const struct account *account); /* MAY_ENTER alone while the password must be changed; 0 when disabled */

/* Makes the tables of this layer where they are absent; inside a transaction or with one of its own. */
gboolean auth_prepare(struct store *store, GError **error);
gboolean auth_is_prepared(struct store *store);

/* NULL with ERROR_ABSENT. */
struct account *account_read(struct store *store, const char *name, GError **error);
/* Of one office (0: all), by name: struct account *. */
GPtrArray *account_list(struct store *store, gint64 office, GError **error);
/* Whether somebody who is not disabled administers any office. */
gboolean account_administrator_exists(struct store *store, gboolean *exists, GError **error);

/*
 * Creates it (version 0) or writes its new state, with the entry in the history; transactions as store_write.
 * ERROR_CONFLICT when the name is taken or another version is stored.
 */
gboolean account_write(struct store *store, struct account *account, const struct author *author, const char *act, GError **error);
gboolean account_name_acceptable(const char *name, GError **error);

/* What signing in leaves behind; no entries in the history. */
gboolean account_note_failure(struct store *store, const char *name, moment_t now, GError **error);
gboolean account_note_entry(struct store *store, const char *name, moment_t now, GError **error);
gboolean account_note_code(struct store *store, const char *name, gint64 counter, GError **error);

/* Names division codes of an office by its own record: code → name, char *; empty when it names none. */
GHashTable *office_divisions(struct store *store, gint64 office, GError **error);
