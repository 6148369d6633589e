/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Folders of definitions and templates: the program's own, and those of an office. A store remembers the office's
 * folders, so that every later command uses the same definitions; "none" makes it forget them.
 */
#include "app/app.h"

#define OWN_DEFINITIONS "own_definitions"
#define OWN_TEMPLATES   "own_templates"

/* The given folders as full paths; when none is given, those that the store remembers. NULL-ended; caller frees. */
char **own_folders(const char *url, const char *setting, const char *const *given, GError **error);
gboolean remember_folders(struct store *store, const char *setting, char **folders, GError **error);
