/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* The letters of Vietnamese syllables, in small letters and NFC. */
#include <glib.h>

enum tone { TONE_LEVEL, TONE_FALLING, TONE_RISING, TONE_ASKING, TONE_TUMBLING, TONE_HEAVY };

/* A letter without its tone; the letter itself where it has none. */
gunichar letter_toneless(gunichar letter, enum tone *tone);
/* … and without hat, horn and bar: a for ă and â, d for đ. */
gunichar letter_plain(gunichar letter);
gunichar letter_toned(gunichar vowel, enum tone tone);

/* Whether the letters can be a syllable: an onset, a rime, a tone that the rime may have. */
gboolean syllable_is_formed(const char *text, gsize length);

/*
 * What a Telex or VNI keyboard would have made of letters that no syllable has ("chwucs" → "chức",
 * "tinhr" → "tỉnh"); NULL where nothing. Caller frees.
 */
char *syllable_typed(const char *text, gsize length);

/* The syllable with the asking tone for the tumbling one or the other way round, which the South does not
 * tell apart; NULL where it has neither. Caller frees. */
char *syllable_other_tone(const char *text, gsize length);

/*
 * How unlike two spellings are, as writers slip: 2 for a letter, 1 for a tone, a hat, a bar, or two
 * letters that change places; `most` and more are not told apart.
 */
guint syllable_distance(const char *a, gsize a_length, const char *b, gsize b_length, guint most);

/* Which letters a spelling has, without their marks, and how many of any. Two that are unlike here are unlike in syllable_distance. */
struct letter_kinds {
	guint32 bits; /* a … z, then any other */
	guint8 count;
};
struct letter_kinds letter_kinds_of(const char *text, gsize length);

/* At least so far apart are they in syllable_distance, counted up to `most`: what one of them lacks has to come or go. */
static inline guint letter_kinds_apart(struct letter_kinds a, struct letter_kinds b, guint most)
{
	guint apart = 2u * (guint)ABS((gint)a.count - (gint)b.count), kinds = 0;
	for (guint32 unlike = a.bits ^ b.bits; unlike && kinds < most; unlike &= unlike - 1)
		kinds++;
	return MAX(apart, kinds);
}
