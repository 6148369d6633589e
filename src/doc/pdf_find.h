/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The files of fonts. The family of a document is looked for where Debian puts it. Fontconfig, which
 * needs longer for its rules than a document takes, is asked only where it is not there, where the
 * environment names a configuration, or for a letter that the family lacks.
 */
#include <glib.h>

#define FONT_FAMILY  "Liberation Serif"
#define FONT_PACKAGE "fonts-liberation2"

struct font_file {
	char *path;
	guint index;    /* in a collection */
	guint instance; /* of a variable font, from 1; 0 = none */
};
void font_file_clear(struct font_file *file);
typedef struct font_file font_file_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(font_file_t, font_file_clear)

struct font_search; /* made at the first use; NULL before */
void font_search_free(struct font_search *search);

/* `style`: enum font_style. ERROR_SYSTEM when there is no font at all. */
gboolean font_search_family(struct font_search **search, guint style, struct font_file *file, GError **error);
/* The fonts that have a letter, best first. The caller frees the array of struct font_file. */
GArray *font_search_letter(struct font_search **search, guint style, gunichar letter, GError **error);
