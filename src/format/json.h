/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * A writer of canonical JSON onto a GString: no blanks, keys in the order given, text as UTF-8 with
 * only what must be escaped escaped; the same bytes as jansson's compact form. The writer is a
 * plain struct, owns nothing, and is sticky: the first mistake of the caller (a value without its
 * key, text that is not UTF-8, too deep) stops all further writing and is told by json_writer_end.
 */
#include <glib.h>

#define JSON_DEPTH_MOST 64

struct json_writer {
	GString *out; /* borrowed; written after what it already holds */
	gsize start;  /* its length at the beginning */
	guint depth;
	gboolean in_array[JSON_DEPTH_MOST];
	gboolean comma; /* a value stands before the next one */
	gboolean keyed; /* a key waits for its value */
	const char *failure;
};

void json_writer_begin(struct json_writer *writer, GString *out);
/* FALSE with ERROR_SYSTEM, the text taken back, when something failed or was left open. */
gboolean json_writer_end(struct json_writer *writer, GError **error);

void json_open_object(struct json_writer *writer);
void json_open_array(struct json_writer *writer);
void json_close(struct json_writer *writer); /* the innermost object or array */

void json_key(struct json_writer *writer, const char *key);
void json_text(struct json_writer *writer, const char *text); /* NULL gives null */
void json_int(struct json_writer *writer, gint64 value);
void json_bool(struct json_writer *writer, gboolean value);
void json_none(struct json_writer *writer);

/* Key and value in one. */
void json_key_text(struct json_writer *writer, const char *key, const char *text);
void json_key_int(struct json_writer *writer, const char *key, gint64 value);
void json_key_bool(struct json_writer *writer, const char *key, gboolean value);
