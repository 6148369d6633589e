/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Characters of text that is known to be UTF-8, for loops over whole texts: inline, and by words of the machine. */
#include <glib.h>
#include <string.h>

/* The character at `at` and where the next begins. */
static inline gunichar utf8_next(const char *at, const char **next)
{
	const guchar *byte = (const guchar *)at;
	if (byte[0] < 0x80) {
		*next = at + 1;
		return byte[0];
	}
	if (byte[0] < 0xE0) {
		*next = at + 2;
		return (gunichar)(byte[0] & 0x1F) << 6 | (byte[1] & 0x3F);
	}
	if (byte[0] < 0xF0) {
		*next = at + 3;
		return (gunichar)(byte[0] & 0x0F) << 12 | (gunichar)(byte[1] & 0x3F) << 6 | (byte[2] & 0x3F);
	}
	*next = at + 4;
	return (gunichar)(byte[0] & 0x07) << 18 | (gunichar)(byte[1] & 0x3F) << 12 | (gunichar)(byte[2] & 0x3F) << 6 |
	       (byte[3] & 0x3F);
}

static inline gunichar utf8_get(const char *at)
{
	const char *next;
	return utf8_next(at, &next);
}

/* How many characters there are: the bytes that go on with none. */
static inline gsize utf8_length(const char *text, gsize bytes)
{
	const guint64 ones = 0x0101010101010101u;
	gsize count = 0, at = 0;
	for (; at + 8 <= bytes; at += 8) {
		guint64 word;
		memcpy(&word, text + at, 8);
		/* 1 in each byte that is 10xxxxxx */
		const guint64 more = word >> 7 & ~word >> 6 & ones;
		count += 8 - (gsize)((more * ones) >> 56);
	}
	for (; at < bytes; at++)
		count += ((guchar)text[at] & 0xC0) != 0x80;
	return count;
}
