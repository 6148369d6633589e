/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Files that somebody has sent and is still at work with: their own alone, for a day. */
#include "auth/account.h"

enum { UPLOADS_MOST = 5, UPLOAD_HOURS = 24 };

struct upload {
	char *name;
	GBytes *bytes;
};
void upload_clear(struct upload *upload);
typedef struct upload upload_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(upload_t, upload_clear)

/* Keeps a file for an act on a register; the oldest go when there are too many, and all that are too old. Its id; caller frees. */
char *upload_keep(struct store *store, const char *account, const char *reg, const char *name, GBytes *bytes, moment_t now, GError **error);
/* ERROR_ABSENT when it is not there, not any more, or not theirs. */
gboolean upload_find(struct store *store, const char *account, const char *reg, const char *id, moment_t now, struct upload *upload, GError **error);
gboolean upload_drop(struct store *store, const char *id, GError **error);
