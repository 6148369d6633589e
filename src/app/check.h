/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Checking files of any author (check/check.h), by the definitions of the app; a store is needed for what its records say. */
#include "app/app.h"
#include "base/finding.h"

/*
 * The findings of all files, in their order; NULL when one could not be read. `office`: the one against whose records
 * they are checked, too; 0 = none.
 */
struct findings *app_check(struct app *app, const char *const *paths, gint64 office, GError **error);

/*
 * The findings of one file, and a copy of it with them as comments or highlights (doc/annotate.h) to be written at
 * `output`, which must not be there yet (an empty file may) and must be of the same kind. NULL: no findings, for a reason.
 */
struct annotation {
	const char *output;
	GBytes *copy; /* made; the caller's */
};
struct findings *app_check_annotated(
	struct app *app, const char *path, gint64 office, struct annotation *annotation, GError **error);

/* What a document states (check/tell.h), as JSON or as lines; NULL when it could not be read. Caller frees. */
char *app_facts(const struct app *app, const char *path, gboolean json, GError **error);
