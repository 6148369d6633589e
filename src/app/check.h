/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Checking files of any author (check/check.h), by the definitions of the app; no store is needed. */
#include "app/app.h"
#include "base/finding.h"

/* The findings of all files, in their order; NULL when one could not be read. */
struct findings *app_check(const struct app *app, const char *const *paths, GError **error);

/* What a document states (check/tell.h), as JSON or as lines; NULL when it could not be read. Caller frees. */
char *app_facts(const struct app *app, const char *path, gboolean json, GError **error);
