/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Whole files, within limits. Errors name the file. */
#include <glib.h>

#define FILE_BYTES_MOST ((gsize)256 << 20)

/*
 * The bytes of a regular file of at most `most` bytes. ERROR_ABSENT when there is none, ERROR_INPUT
 * when it is no regular file or too large (a pipe or device is never waited for), ERROR_SYSTEM when
 * it cannot be read.
 */
GBytes *file_read(const char *path, gsize most, GError **error);

/*
 * Writes the file anew or not at all (a temporary file, synced, renamed over it; where a link leads). A pipe or device
 * is written to and stays what it is.
 */
gboolean file_write(const char *path, GBytes *content, GError **error);
