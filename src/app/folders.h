/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Folders of definitions and templates: the program's own, and those of an office. A store remembers the office's
 * folders, so that every later command uses the same definitions; "none" makes it forget them.
 */
#include "app/app.h"

#define OWN_DEFINITIONS "own_definitions"
#define OWN_TEMPLATES   "own_templates"

struct own_folders {
	char **definitions, **templates; /* full paths, NULL-ended */
};
typedef struct own_folders own_folders_t;
void own_folders_clear(struct own_folders *own);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(own_folders_t, own_folders_clear)

/* The folders that the options give; where they give none, those that the store remembers. */
gboolean own_folders(const char *url, const struct app_options *options, struct own_folders *own, GError **error);
gboolean remember_folders(struct store *store, const char *setting, char **folders, GError **error);
