/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Vietnamese text. All text inside the program is UTF-8 in NFC without control characters except newline and tab;
 * text_clean is the gate. Returned strings belong to the caller.
 */
#include <glib.h>

/* NFC of valid UTF-8 (CR LF becomes newline, characters that nobody sees are dropped); ERROR_INPUT naming the byte offset for invalid UTF-8, NUL, control and private-use characters. */
char *text_clean(const char *text, gssize length, GError **error);
/* Whether text_clean is known to leave it as it is; FALSE says nothing. */
gboolean text_is_clean(const char *text, gsize length);

/* For search: lower case, no tone and no hat marks, đ → d, runs of anything but letters and digits → one space. */
char *text_fold(const char *text);

char *text_upper(const char *text); /* Unicode, Vietnamese safe */
char *text_lower(const char *text);
char *text_capital(const char *text); /* first letter upper */

/* Vietnamese order (CLDR vi): a ă â b … d đ …, tones last. ICU; key for qsort with strcmp, caller frees. */
char *text_sort_key(const char *text);
int text_collate(const char *a, const char *b);

/* Optimal string alignment distance in characters; for "did you mean". */
guint text_distance(const char *a, const char *b);
/* The candidate nearest to `word` within a third of its length, or NULL. Borrowed from candidates (NULL-ended). */
const char *text_nearest(const char *word, const char *const *candidates);

/* The text as a message quotes it: one line of valid UTF-8, at most 60 characters, then "…". */
char *text_brief(const char *text);
