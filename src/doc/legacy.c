/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/legacy.h"

#include <string.h>

#include "base/text.h"

#define WORDS_LEAST 3
#define WORDS_MOST  2000 /* that are looked at */

/* From 0xA0 on; a blank is what the font left alone. TCVN 5712:1993, VN3. */
static const char tcvn3[] = " ĂÂÊÔƠƯĐăâêôơưđ      àảãáạ ằẳẵắ       ặầẩẫấậè ẻẽéẹềểễếệìỉ   ĩíịò ỏõóọồổỗốộờởỡớợù ủũúụừửữứựỳỷỹýỵ ";

/* VNI: a mark behind a vowel, or a letter for itself. The capitals lie 0x20 lower. */
static const struct {
	gunichar mark;
	const char *vowels, *marked; /* letter by letter */
} vni_marks[] = {
	{0xF9, "aeouyôö", "áéóúýớứ"},
	{0xF8, "aeouyôö", "àèòùỳờừ"},
	{0xFB, "aeouyôö", "ảẻỏủỷởử"},
	{0xF5, "aeouyôö", "ãẽõũỹỡữ"},
	{0xEF, "aeouyôö", "ạẹọụỵợự"},
	{0xE2, "aeo", "âêô"},
	{0xE1, "aeo", "ấếố"},
	{0xE0, "aeo", "ầềồ"},
	{0xE5, "aeo", "ẩểổ"},
	{0xE3, "aeo", "ẫễỗ"},
	{0xE4, "aeo", "ậệộ"},
	{0xEA, "a", "ă"},
	{0xE9, "a", "ắ"},
	{0xE8, "a", "ằ"},
	{0xFA, "a", "ẳ"},
	{0xFC, "a", "ẵ"},
	{0xEB, "a", "ặ"},
};
static const struct {
	gunichar letter;
	const char *meant;
} vni_letters[] = {{0xED, "í"}, {0xEC, "ì"}, {0xE6, "ỉ"}, {0xF3, "ĩ"}, {0xF2, "ị"}, {0xF4, "ơ"}, {0xF6, "ư"},
	{0xEE, "ỵ"}, {0xF1, "đ"}};

/* Windows-1258 where it is not Western. */
static const struct {
	gunichar western, meant;
} vietnamese_1258[] = {{0xC3, 0x102}, {0xCC, 0x300}, {0xD0, 0x110}, {0xD2, 0x309}, {0xD5, 0x1A0}, {0xDD, 0x1AF},
	{0xDE, 0x303}, {0xE3, 0x103}, {0xEC, 0x301}, {0xF0, 0x111}, {0xF2, 0x323}, {0xF5, 0x1A1}, {0xFD, 0x1B0},
	{0xFE, 0x20AB}};

/* Windows-1252 from 0x80 to 0x9F; 0 where it has nothing. */
static const gunichar western[] = {0x20AC, 0, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160,
	0x2039, 0x152, 0, 0x17D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161,
	0x203A, 0x153, 0, 0x17E, 0x178};

char *legacy_western(const guint8 *bytes, gsize length)
{
	GString *text = g_string_sized_new(length + length / 4);
	for (gsize i = 0; i < length; i++) {
		gunichar c = bytes[i];
		if (c >= 0x80 && c < 0xA0)
			c = western[c - 0x80] ? western[c - 0x80] : 0xFFFD;
		g_string_append_unichar(text, c);
	}
	return g_string_free(text, FALSE);
}

enum legacy legacy_of_font(const char *font)
{
	if (!font)
		return LEGACY_NONE;
	if (g_ascii_strncasecmp(font, "VNI-", 4) == 0)
		return LEGACY_VNI;
	if (g_ascii_strncasecmp(font, ".Vn", 3) != 0)
		return LEGACY_NONE;
	return g_str_has_suffix(font, "H") ? LEGACY_TCVN3_CAPITALS : LEGACY_TCVN3;
}

static void append_tcvn3(GString *out, gunichar c)
{
	const gunichar place = c >= 0xF0A0 && c <= 0xF0FF ? c - 0xF000 : c;
	gunichar meant = ' ';
	if (place >= 0xA0 && place <= 0xFF)
		meant = g_utf8_get_char(g_utf8_offset_to_pointer(tcvn3, (glong)(place - 0xA0)));
	g_string_append_unichar(out, meant != ' ' ? meant : c);
}

static gunichar lower_of(gunichar c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDF) ? c + 0x20 : c;
}

/* The letter that a vowel and the mark behind it stand for; 0 where they are none. */
static gunichar vni_pair(gunichar vowel, gunichar mark)
{
	const gunichar small = lower_of(vowel);
	for (gsize i = 0; i < G_N_ELEMENTS(vni_marks); i++) {
		if (vni_marks[i].mark != lower_of(mark))
			continue;
		const char *found = g_utf8_strchr(vni_marks[i].vowels, -1, small);
		if (!found)
			return 0;
		const glong at = g_utf8_pointer_to_offset(vni_marks[i].vowels, found);
		const gunichar letter =
			g_utf8_get_char(g_utf8_offset_to_pointer(vni_marks[i].marked, at));
		return vowel != small ? g_unichar_toupper(letter) : letter;
	}
	return 0;
}

static gunichar vni_letter(gunichar c)
{
	for (gsize i = 0; i < G_N_ELEMENTS(vni_letters); i++) {
		const gunichar letter = g_utf8_get_char(vni_letters[i].meant);
		if (vni_letters[i].letter == c)
			return letter;
		if (vni_letters[i].letter == lower_of(c))
			return g_unichar_toupper(letter);
	}
	return c;
}

static void convert_vni(GString *out, const char *text)
{
	for (const char *at = text; *at;) {
		const gunichar c = g_utf8_get_char(at);
		const char *next = g_utf8_next_char(at);
		const gunichar pair = *next ? vni_pair(c, g_utf8_get_char(next)) : 0;
		g_string_append_unichar(out, pair ? pair : vni_letter(c));
		at = pair ? g_utf8_next_char(next) : next;
	}
}

gboolean legacy_is_pair(gunichar letter, gunichar sign, enum legacy legacy)
{
	return legacy == LEGACY_VNI && vni_pair(letter, sign) != 0;
}

gunichar legacy_open_end(const char *text, enum legacy legacy)
{
	gunichar last = 0;
	for (const char *at = text; legacy == LEGACY_VNI && *at; at = g_utf8_next_char(at)) {
		const gunichar c = g_utf8_get_char(at);
		last = last && vni_pair(last, c) ? 0 : c;
	}
	return last;
}

static void append_1258(GString *out, gunichar c)
{
	for (gsize i = 0; i < G_N_ELEMENTS(vietnamese_1258); i++)
		if (vietnamese_1258[i].western == c) {
			g_string_append_unichar(out, vietnamese_1258[i].meant);
			return;
		}
	g_string_append_unichar(out, c);
}

char *legacy_convert(const char *text, enum legacy legacy)
{
	GString *out = g_string_sized_new(strlen(text) + 16);
	if (legacy == LEGACY_VNI)
		convert_vni(out, text);
	for (const char *at = text; legacy != LEGACY_VNI && *at; at = g_utf8_next_char(at)) {
		const gunichar c = g_utf8_get_char(at);
		if (legacy == LEGACY_TCVN3 || legacy == LEGACY_TCVN3_CAPITALS)
			append_tcvn3(out, c);
		else if (legacy == LEGACY_1258)
			append_1258(out, c);
		else
			g_string_append_unichar(out, c);
	}
	char *plain = g_string_free(out, FALSE);
	if (legacy != LEGACY_TCVN3_CAPITALS && legacy != LEGACY_1258)
		return plain;
	char *done = legacy == LEGACY_1258 ? g_utf8_normalize(plain, -1, G_NORMALIZE_NFC) : text_upper(plain);
	g_free(plain);
	return done;
}

/* The bare letters of a syllable, tone taken off, đ and the vowels' hats kept; FALSE with two tones or other signs. */
static gboolean bare_syllable(const char *word, GString *bare)
{
	static const gunichar tones[] = {0x300, 0x301, 0x303, 0x309, 0x323};
	g_autofree char *lower = text_lower(word);
	g_autofree char *apart = g_utf8_normalize(lower, -1, G_NORMALIZE_NFD);
	guint count = 0;
	g_string_truncate(bare, 0);
	for (const char *at = apart ? apart : "?"; *at; at = g_utf8_next_char(at)) {
		const gunichar c = g_utf8_get_char(at);
		gboolean tone = FALSE;
		for (gsize i = 0; i < G_N_ELEMENTS(tones); i++)
			tone = tone || tones[i] == c;
		count += tone ? 1 : 0;
		if (!tone && !g_ascii_isalpha((char)MIN(c, 0x7F)) && c != 0x111 && c != 0x302 && c != 0x306 &&
			c != 0x31B)
			return FALSE;
		if (!tone && c != 0x302 && c != 0x306 && c != 0x31B)
			g_string_append_unichar(bare, c);
	}
	return count <= 1;
}

static gsize begin_length(const char *text)
{
	static const char *const begins[] = {"ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr", "đ",
		"b", "c", "d", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x"};
	for (gsize i = 0; i < G_N_ELEMENTS(begins); i++)
		if (g_str_has_prefix(text, begins[i]))
			return strlen(begins[i]);
	return 0;
}

/* Whether a word has the shape of a Vietnamese syllable. */
static gboolean is_syllable(const char *word, GString *bare)
{
	static const char *const ends[] = {"", "c", "ch", "m", "n", "ng", "nh", "p", "t", NULL};
	if (!bare_syllable(word, bare))
		return FALSE;
	const char *at = bare->str + begin_length(bare->str);
	const gsize vowels = strspn(at, "aeiouy");
	/* "gì", "gìn" */
	if (vowels == 0 && g_str_has_prefix(bare->str, "gi"))
		return g_strv_contains(ends, at);
	return vowels >= 1 && vowels <= 3 && g_strv_contains(ends, at + vowels);
}

static gboolean is_of_word(gunichar c)
{
	return (c < 0x80 && g_ascii_isalpha((char)c)) || (c >= 0xA1 && c < 0x2010) || (c >= 0x1E00 && c < 0x2000);
}

/* In hundredths: the words beyond ASCII that would be syllables; -1 when there are too few. */
static gint score(const char *text, enum legacy legacy)
{
	g_autoptr(GString) bare = g_string_new(NULL);
	guint words = 0, good = 0;
	for (const char *at = text; *at && words < WORDS_MOST;) {
		const char *start = at;
		gboolean beyond = FALSE;
		while (*at && is_of_word(g_utf8_get_char(at))) {
			beyond = beyond || (guchar)*at >= 0x80;
			at = g_utf8_next_char(at);
		}
		if (beyond) {
			g_autofree char *word = g_strndup(start, (gsize)(at - start));
			g_autofree char *meant = legacy_convert(word, legacy);
			words++;
			good += is_syllable(meant, bare) ? 1 : 0;
		}
		if (*at && at == start)
			at = g_utf8_next_char(at);
	}
	return words < WORDS_LEAST ? -1 : (gint)(good * 100 / words);
}

/* Letters that Western fonts do not have. */
static gboolean has_vietnamese(const char *text)
{
	for (const char *at = text; *at; at = g_utf8_next_char(at)) {
		const gunichar c = g_utf8_get_char(at);
		if ((c >= 0x1EA0 && c <= 0x1EFF) || c == 0x111 || c == 0x1A1 || c == 0x1B0 || c == 0x103)
			return TRUE;
	}
	return FALSE;
}

enum legacy legacy_guess(const char *text)
{
	static const enum legacy kinds[] = {LEGACY_TCVN3, LEGACY_VNI, LEGACY_1258};
	enum legacy best = LEGACY_NONE;
	if (has_vietnamese(text))
		return LEGACY_NONE;
	gint most = MAX(score(text, LEGACY_NONE) + 20, 79);
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		const gint found = score(text, kinds[i]);
		if (found <= most)
			continue;
		most = found;
		best = kinds[i];
	}
	return best;
}
