/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Taking back: a record gets the content that it had before, as a new version with its reason. Nothing leaves the
 * history, and what was taken back can be had again the same way. What was issued stays (app/guard.h).
 */
#include "app/app.h"

enum undo_what { UNDO_NOTHING, UNDO_CHANGED, UNDO_DELETED, UNDO_RESTORED };

struct undone {
	enum undo_what what;
	gint64 id, version;    /* of the record; its new version */
	gint64 from;           /* the version whose content it has again */
	char *title;
};
void undone_free(struct undone *undone);
typedef struct undone undone_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(undone_t, undone_free)

/* Back to a version of the record, 0 = the one before its last change. */
struct undone *app_undo(struct app *app, const struct reg *reg, gint64 office, gint64 id, gint64 version, const char *why, GError **error);
/*
 * All records of the register that changed after a position of the office's history, back to what was known there; those
 * made since are deleted. struct undone *, in the order in which it was done; all or nothing. `dry` only tells.
 */
GPtrArray *app_undo_since(struct app *app, const struct reg *reg, gint64 office, gint64 position, gboolean dry, const char *why, GError **error);
