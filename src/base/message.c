/* SPDX-License-Identifier: Apache-2.0 */
#include "base/message.h"

#include <string.h>

/* The form of a .mo: The GNU gettext manual, "The Format of GNU MO Files". */
enum { MO_MAGIC, MO_REVISION, MO_COUNT, MO_MSGIDS, MO_TRANSLATIONS, MO_HEAD };
static const guint32 mo_magic = 0x950412de;

/* Set once by message_begin: facts about the program, as its locale is. */
static struct {
	const char *bytes;
	const guint32 *msgids, *translations; /* each a length and a place */
	guint32 count;
	gboolean english;
} own;

/* A thread's wish is a fact about the thread, as its locale is: passing it to every message would change them all. */
static GPrivate thread_language;

void message_language(const char *language)
{
	g_private_set(&thread_language, (gpointer)(!language ? NULL : *language == 'e' ? "en" : "vi"));
}

/* Every text lies inside and ends in NUL. */
static gboolean is_sound(const char *bytes, gsize length, guint64 table, guint32 count)
{
	if (table % sizeof(guint32) || table + (guint64)count * 8 > length)
		return FALSE;
	const guint32 *entries = (const guint32 *)(gconstpointer)(bytes + table);
	for (guint32 i = 0; i < count; i++) {
		guint64 end = (guint64)GUINT32_FROM_LE(entries[2 * i]) + GUINT32_FROM_LE(entries[2 * i + 1]);
		if (end >= length || bytes[end] != '\0')
			return FALSE;
	}
	return TRUE;
}

void message_begin(const char *language, gconstpointer catalogue, gsize length)
{
	const guint32 *head = catalogue;
	own.english = g_strcmp0(language, "en") == 0;
	own.count = 0;
	if (length < MO_HEAD * sizeof *head || GUINT32_FROM_LE(head[MO_MAGIC]) != mo_magic || GUINT32_FROM_LE(head[MO_REVISION]) != 0)
		return;
	guint32 count = GUINT32_FROM_LE(head[MO_COUNT]), msgids = GUINT32_FROM_LE(head[MO_MSGIDS]), translations = GUINT32_FROM_LE(head[MO_TRANSLATIONS]);
	if (!is_sound(catalogue, length, msgids, count) || !is_sound(catalogue, length, translations, count))
		return;
	own.bytes = catalogue;
	own.msgids = head + msgids / sizeof *head;
	own.translations = head + translations / sizeof *head;
	own.count = count;
}

const char *message_here(const char *msgid)
{
	const char *language = g_private_get(&thread_language);
	if (language ? *language == 'e' : own.english)
		return msgid;
	guint32 from = 1, to = own.count; /* the first is the catalogue's own head */
	while (from < to) {
		guint32 middle = from + (to - from) / 2;
		int order = strcmp(msgid, own.bytes + GUINT32_FROM_LE(own.msgids[2 * middle + 1]));
		if (order == 0)
			return own.bytes + GUINT32_FROM_LE(own.translations[2 * middle + 1]);
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return msgid;
}
