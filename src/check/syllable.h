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
