/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Lists that somebody keeps under a name: for themselves, or for everybody of the office. */
#include "store/store.h"

enum { VIEWS_MOST = 30, VIEW_NAME_MOST = 60, VIEW_QUERY_MOST = 4000 };

struct view {
	char *account, *name, *query; /* query: as an address has it behind "?" */
	gboolean shared;
};
void view_free(struct view *view);

/* One's own and those that others share, by name in Vietnamese order: struct view *. */
GPtrArray *view_list(struct store *store, gint64 office, const char *account, const char *reg, GError **error);
/* A name that one has already is given to the new one. ERROR_INPUT for a name or query that cannot be, or too many. */
gboolean view_keep(struct store *store, gint64 office, const char *reg, const struct view *view, GError **error);
/* One's own; ERROR_ABSENT when there is none of that name. */
gboolean view_drop(struct store *store, gint64 office, const char *account, const char *reg, const char *name, GError **error);
