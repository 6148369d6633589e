/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Vietnamese as it was written before Unicode: fonts in which the places of Western letters hold
 * Vietnamese ones. Such text looks like "C«ng t¸c" (TCVN3, fonts .VnTime), "Coâng taùc" (VNI) or, as
 * a file, like bytes of Windows-1258.
 */
#include <glib.h>

enum legacy {
	LEGACY_NONE,
	LEGACY_TCVN3,
	LEGACY_TCVN3_CAPITALS, /* fonts that show small letters as capitals: .VnTimeH */
	LEGACY_VNI,
	LEGACY_1258, /* tones behind their letters */
};

/* By a font's name; NULL is none. */
enum legacy legacy_of_font(const char *font);

/* By the words: what text is meant when its letters are taken for Western ones. LEGACY_NONE when it is Unicode, or
 * nothing that is known. */
enum legacy legacy_guess(const char *text);

/* The text in Unicode, NFC of its letters; caller frees. Letters that the font left alone stay. */
char *legacy_convert(const char *text, enum legacy legacy);

/* The last letter, as it was written, where a sign that follows may go with it; else 0. */
gunichar legacy_open_end(const char *text, enum legacy legacy);
/* Whether a letter and the sign behind it are one letter. */
gboolean legacy_is_pair(gunichar letter, gunichar sign, enum legacy legacy);

/* Bytes as Windows shows them in Western Europe; those that mean nothing there become U+FFFD. Caller frees. */
char *legacy_western(const guint8 *bytes, gsize length);
