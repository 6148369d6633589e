/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Sessions: a random 256-bit token in the browser's cookie, of which the store keeps only the hash (its id). A session
 * ends when it was not used for a while, or after a working day whatever happens; it can be listed and ended earlier.
 * Signing in always makes a new token, so that one planted before is worth nothing.
 */
#include "auth/account.h"

enum { SESSION_IDLE_MINUTES = 60, SESSION_HOURS = 12, SESSION_CODE_MINUTES = 5, SESSION_SEEN_SECONDS = 60 };
enum session_stage { SESSION_FULL, SESSION_CODE /* the password was right, the code is still asked for */ };

struct session {
	char *id, *account, *address, *agent;
	enum session_stage stage;
	moment_t began, seen;
};
void session_free(struct session *session);
typedef struct session session_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(session_t, session_free)

gboolean session_is_over(const struct session *session, moment_t now);
/* Begins one and clears away those of the account that are over; the token, caller frees. */
char *session_begin(struct store *store, const char *account, enum session_stage stage, const char *address, const char *agent, moment_t now, GError **error);
/* By token; NULL without *error when there is none or it is over. */
struct session *session_find(struct store *store, const char *token, moment_t now, GError **error);
gboolean session_touch(struct store *store, const char *id, moment_t now, GError **error);
GPtrArray *session_list(struct store *store, const char *account, moment_t now, GError **error); /* struct session *, newest first */
/* Ends one of an account's sessions; FALSE with ERROR_ABSENT when it has none of that id. */
gboolean session_end(struct store *store, const char *account, const char *id, GError **error);
/* All of an account's, but the one with the id `except` (may be NULL). */
gboolean session_end_all(struct store *store, const char *account, const char *except, GError **error);

/* A token by which forms prove that they were made for this session; any secret text will do for `token`. */
struct hash session_form_key(const char *token);

/* Notes that somebody read the personal data of a record. */
gboolean reading_note(struct store *store, gint64 record, const char *account, const char *address, moment_t now, GError **error);
struct reading {
	moment_t at;
	char *account, *address;
	gint64 record;
};
void reading_free(struct reading *reading);
GPtrArray *reading_list(struct store *store, gint64 office, guint limit, GError **error); /* newest first */
