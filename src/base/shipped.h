/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Files that are part of the program: the shipped definitions and templates and the demonstration records, for a program
 * that has no such folders beside it. Their paths begin with SHIPPED; these functions take paths of the disk too.
 */
#include <glib.h>

#define SHIPPED "resource:///ngoaivu" /* as GIO writes it; the folder's name follows */

gboolean shipped_is(const char *path);
gboolean file_exists(const char *path); /* a regular file */
gboolean folder_exists(const char *path);

/* The names in a folder, char *, sorted by their bytes; NULL where it cannot be read. */
GPtrArray *folder_names(const char *path);

/* All of a file, NUL after it; freed by the caller. NULL with a GError of GIO's words for the disk. */
char *file_bytes(const char *path, gsize *length, GError **error);
