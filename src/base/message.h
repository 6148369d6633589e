/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Messages in the reader's language. Msgids are English and stand in the code; po/vi.po translates them, and its
 * compiled form (GNU gettext's .mo) is part of the program, which so speaks Vietnamese wherever it is put.
 */
#include <glib.h>

#define _(text) message_here(text)
#define N_(text) (text)

/* The message in the language of this thread; of the whole program where the thread has none of its own. */
const char *message_here(const char *msgid) G_GNUC_FORMAT(1);
void message_language(const char *language); /* "vi", "en"; NULL: the program's */

/*
 * Once, before other threads: the program's own language, and its Vietnamese catalogue, a .mo in little-endian order with
 * sorted msgids, which stays. What is not such a catalogue is not used: messages stay English.
 */
void message_begin(const char *language, gconstpointer catalogue, gsize length);
