/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "base/error.h"

#include <string.h>
#include <unicode/ucol.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#define LENGTH_MOST   (G_MAXINT32 / 8)
#define DISTANCE_MOST 2000 /* characters */
#define BRIEF_MOST    60

/* UTF-16 text of ICU; `at` is owned. */
struct wide {
	UChar *at;
	int32_t length;
};

static void wide_clear(struct wide *wide)
{
	g_free(wide->at);
}
typedef struct wide wide_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(wide_t, wide_clear)

/* Bytes that are not UTF-8 become U+FFFD: what cannot fail must not. */
static struct wide wide_from(const char *text)
{
	glong length = 0;
	gunichar2 *units = g_utf8_to_utf16(text, -1, NULL, &length, NULL);
	if (!units) {
		g_autofree char *valid = g_utf8_make_valid(text, -1);
		units = g_utf8_to_utf16(valid, -1, NULL, &length, NULL);
	}
	g_assert(length <= LENGTH_MOST);
	return (struct wide){(UChar *)units, (int32_t)length};
}

static char *narrow_from(const UChar *units, int32_t length)
{
	return g_utf16_to_utf8((const gunichar2 *)units, length, NULL, NULL, NULL);
}

static struct wide normalize(const UNormalizer2 *form, const struct wide *text)
{
	/* NFKD makes at most 18 units of one. */
	UErrorCode status = U_ZERO_ERROR;
	int32_t room = text->length + 16;
	struct wide result = {g_new(UChar, room), 0};
	result.length = unorm2_normalize(form, text->at, text->length, result.at, room, &status);
	if (status == U_BUFFER_OVERFLOW_ERROR) {
		status = U_ZERO_ERROR;
		room = result.length + 1;
		result.at = g_renew(UChar, result.at, room);
		result.length =
			unorm2_normalize(form, text->at, text->length, result.at, room, &status);
	}
	g_assert(U_SUCCESS(status));
	return result;
}

static const UNormalizer2 *normal_form(const UNormalizer2 *(*get)(UErrorCode *))
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *form = get(&status);
	if (U_FAILURE(status))
		g_error("ICU has no normalisation data: %s", u_errorName(status));
	return form;
}

enum { SOFT_HYPHEN = 0xAD };

/*
 * What nobody sees and nobody types, but what comes along when text is copied: two names would look the same and differ,
 * and a text could be shown in another order than it is kept. (The joiners U+200C and U+200D are letters of Khmer.)
 */
static gboolean is_hidden(gunichar character)
{
	return character == SOFT_HYPHEN || character == 0x200B || character == 0x200E || character == 0x200F ||
	       (character >= 0x202A && character <= 0x202E) || character == 0x2060 ||
	       (character >= 0x2066 && character <= 0x2069) || character == 0xFEFF;
}

static gboolean is_refused(gunichar character)
{
	if (character < 0x20)
		return character != '\n' && character != '\t';
	if (character < 0x7F)
		return FALSE;
	if (character < 0xA0)
		return TRUE;
	if (character >= 0xE000 && character <= 0xF8FF)
		return TRUE;
	gboolean not_character =
		(character & 0xFFFE) == 0xFFFE || (character >= 0xFDD0 && character <= 0xFDEF);
	return not_character || character >= 0xF0000;
}

/* Such text is NFC as it stands: Latin letters and the precomposed letters of Vietnamese. */
static gboolean is_plainly_composed(gunichar character)
{
	return (character < 0x300 && character != SOFT_HYPHEN) || (character >= 0x1EA0 && character <= 0x1EFF) ||
	       (character >= 0x2010 && character <= 0x2026);
}

static gboolean refuse_character(gunichar character, gsize offset, GError **error)
{
	if (character == 0)
		return fail(error, ERROR_INPUT, _("byte %zu of the text is NUL"),
			offset);
	if (character >= 0xE000)
		return fail(error, ERROR_INPUT,
			_("byte %zu of the text begins a private or undefined character, U+%04X; "
			  "text in an old font must be converted to Unicode first"),
			offset, character);
	return fail(error, ERROR_INPUT,
		_("byte %zu of the text begins a control character, U+%04X"),
		offset, character);
}

static gboolean ends_windows_line(const char *text, gsize at, gsize length)
{
	return text[at] == '\r' && at + 1 < length && text[at + 1] == '\n';
}

/* Checks every character; `composed` tells whether the text is plainly NFC. */
static gboolean check_characters(const char *text, gsize length, gboolean *composed, GError **error)
{
	const char *invalid;
	gboolean valid = g_utf8_validate_len(text, length, &invalid);
	gsize sound = valid ? length : (gsize)(invalid - text);
	*composed = TRUE;
	for (gsize at = 0; at < sound;) {
		if (text[at] >= ' ' && text[at] <= '~') {
			at++;
			continue;
		}
		gunichar character = g_utf8_get_char(text + at);
		if (is_refused(character) && !ends_windows_line(text, at, sound))
			return refuse_character(character, at, error);
		*composed = *composed && is_plainly_composed(character);
		at += (gsize)g_utf8_skip[(guchar)text[at]];
	}
	if (valid)
		return TRUE;
	if (text[sound] == '\0')
		return refuse_character(0, sound, error);
	return fail(
		error, ERROR_INPUT, _("byte %zu of the text is not UTF-8"), sound);
}

/* Sixteen bytes that are looked at together; what is said of one is 0xFF where it is so, else 0. */
typedef guint8 octets __attribute__((vector_size(16)));
#define OCTETS 16

static octets octets_at(const guint8 *at)
{
	octets bytes;
	memcpy(&bytes, at, sizeof bytes);
	return bytes;
}

static octets between(octets bytes, guint8 least, guint8 most)
{
	return (octets)(bytes >= least) & (octets)(bytes <= most);
}

/* Of each byte whether it is wrong behind the two before it: clean text is ASCII, U+00A0 … U+02FF, U+1EA0 … U+1EFF and U+2010 … U+2026. */
static octets wrong_bytes(octets bytes, octets before, octets two_before)
{
	const octets goes_on = between(bytes, 0x80, 0xBF);
	const octets after_two = between(before, 0xC2, 0xCB), after_three = (octets)(before == 0xE1) | (octets)(before == 0xE2);
	const octets third_1e = (octets)(two_before == 0xE1), third_20 = (octets)(two_before == 0xE2);
	const octets known = between(bytes, ' ', '~') | (octets)(bytes == '\n') | (octets)(bytes == '\t') | goes_on |
			     between(bytes, 0xC2, 0xCB) | (octets)(bytes == 0xE1) | (octets)(bytes == 0xE2);
	const octets hidden = (octets)(before == 0xC2) & ((octets)(bytes < 0xA0) | (octets)(bytes == SOFT_HYPHEN));
	const octets second = ((octets)(before == 0xE1) & ~between(bytes, 0xBA, 0xBB)) | ((octets)(before == 0xE2) & (octets)(bytes != 0x80));
	const octets third = (third_1e & (octets)(before == 0xBA) & (octets)(bytes < 0xA0)) | (third_20 & ~between(bytes, 0x90, 0xA6));
	return ~known | (goes_on ^ (after_two | after_three | third_1e | third_20)) | hidden | second | third;
}

gboolean text_is_clean(const char *text, gsize length)
{
	const guint8 *bytes = (const guint8 *)text;
	/* The first and the last are looked at between blanks, so that a character that ends too early is seen. */
	guint8 edge[OCTETS + 2];
	octets wrong = {0};
	for (gsize at = 0; at <= length; at += OCTETS) {
		const guint8 *from = bytes + at;
		if (at == 0 || length - at < OCTETS) {
			const gsize back = MIN(at, 2), taken = MIN(length - at, OCTETS);
			memset(edge, ' ', sizeof edge);
			if (back + taken > 0)
				memcpy(edge + 2 - back, from - back, back + taken);
			from = edge + 2;
		}
		wrong |= wrong_bytes(octets_at(from), octets_at(from - 1), octets_at(from - 2));
	}
	guint64 halves[2];
	memcpy(halves, &wrong, sizeof halves);
	return (halves[0] | halves[1]) == 0;
}

/* A copy whose lines end with a newline alone, as browsers and Windows do not send them. */
static char *copy_lines(const char *text, gsize length)
{
	if (!memchr(text, '\r', length))
		return g_strndup(text, length);
	char *copy = g_malloc(length + 1);
	gsize used = 0;
	for (gsize at = 0; at < length; at++)
		if (!ends_windows_line(text, at, length))
			copy[used++] = text[at];
	copy[used] = '\0';
	return copy;
}

static void drop_hidden(char *text)
{
	char *to = text;
	for (const char *at = text; *at; at = g_utf8_next_char(at))
		if (!is_hidden(g_utf8_get_char(at))) {
			gsize size = (gsize)(g_utf8_next_char(at) - at);
			memmove(to, at, size);
			to += size;
		}
	*to = '\0';
}

char *text_clean(const char *text, gssize length, GError **error)
{
	gsize bytes = length < 0 ? strlen(text) : (gsize)length;
	if (bytes > LENGTH_MOST) {
		fail(error, ERROR_INPUT, _("the text is too long"));
		return NULL;
	}
	gboolean composed;
	if (!check_characters(text, bytes, &composed, error))
		return NULL;
	g_autofree char *copy = copy_lines(text, bytes);
	if (composed)
		return g_steal_pointer(&copy);
	drop_hidden(copy);
	g_auto(wide_t) source = wide_from(copy);
	g_auto(wide_t) normal = normalize(normal_form(unorm2_getNFCInstance), &source);
	return narrow_from(normal.at, normal.length);
}

/* Letters, digits, and the vowel marks without which a word of Lao or Hindi falls apart. */
static gboolean is_searched(gunichar character)
{
	if (character < 0x80)
		return g_ascii_isalnum((gchar)character);
	GUnicodeType type = g_unichar_type(character);
	return g_unichar_isalnum(character) || type == G_UNICODE_NON_SPACING_MARK ||
	       type == G_UNICODE_SPACING_MARK;
}

static gunichar fold_character(gunichar character)
{
	character = g_unichar_tolower(character);
	return character == 0x111 ? 'd' : character;
}

/* Any text, by ICU. */
static char *fold_any(const char *text)
{
	g_auto(wide_t) source = wide_from(text);
	g_auto(wide_t) apart = normalize(normal_form(unorm2_getNFKDInstance), &source);
	g_autofree char *flat = narrow_from(apart.at, apart.length);
	GString *folded = g_string_sized_new((gsize)apart.length);
	gboolean gap = FALSE;
	for (const char *at = flat; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar character = g_utf8_get_char(at);
		if (character >= 0x300 && character <= 0x36F)
			continue;
		gboolean kept = is_searched(character);
		if (kept && gap && folded->len > 0)
			g_string_append_c(folded, ' ');
		if (kept)
			g_string_append_unichar(folded, fold_character(character));
		gap = !kept;
	}
	return g_string_free(folded, FALSE);
}

/*
 * What a letter of Vietnamese folds to between others, found once with fold_any: a character, 0
 * for a gap, FOLD_OTHER where it is not so simple. None of them joins with what stands beside it.
 */
#define FOLD_OTHER ((guint16)0xFFFF)
enum { FOLD_LATIN = 0x250, FOLD_VIETNAMESE = 0x1E00, FOLD_TABLE = FOLD_LATIN + 0x100 };

static guint fold_index(gunichar character)
{
	if (character < FOLD_LATIN)
		return character;
	if (character >= FOLD_VIETNAMESE && character < FOLD_VIETNAMESE + 0x100)
		return FOLD_LATIN + (character - FOLD_VIETNAMESE);
	return FOLD_TABLE;
}

static guint16 fold_alone(guint index)
{
	char letter[8] = {0};
	g_unichar_to_utf8(
		index < FOLD_LATIN ? index : FOLD_VIETNAMESE + (index - FOLD_LATIN), letter);
	g_autofree char *text = g_strconcat("x", letter, "y", NULL);
	g_autofree char *folded = fold_any(text);
	if (strcmp(folded, "x y") == 0)
		return 0;
	gunichar character = g_utf8_get_char(folded + 1);
	gboolean simple = strcmp(g_utf8_next_char(folded + 1), "y") == 0 && character < FOLD_OTHER;
	return simple ? (guint16)character : FOLD_OTHER;
}

static const guint16 *fold_table(void)
{
	static guint16 table[FOLD_TABLE];
	static gsize ready;
	if (g_once_init_enter(&ready)) {
		for (guint i = 1; i < FOLD_TABLE; i++)
			table[i] = fold_alone(i);
		g_once_init_leave(&ready, 1);
	}
	return table;
}

/* NULL when the text holds more than letters of the table. */
static char *fold_simple(const char *text)
{
	const guint16 *table = fold_table();
	g_autoptr(GString) folded = g_string_sized_new(strlen(text) + 1);
	gboolean gap = FALSE;
	for (const char *at = text; *at != '\0';) {
		gunichar character = (guchar)*at;
		if (character < 0x80) {
			at++;
		} else {
			character = g_utf8_get_char_validated(at, -1);
			at = g_utf8_next_char(at);
		}
		guint index = fold_index(character);
		guint16 letter = index < FOLD_TABLE ? table[index] : FOLD_OTHER;
		if (letter == FOLD_OTHER)
			return NULL;
		if (letter != 0 && gap && folded->len > 0)
			g_string_append_c(folded, ' ');
		if (letter != 0 && letter < 0x80)
			g_string_append_c(folded, (char)letter);
		else if (letter != 0)
			g_string_append_unichar(folded, letter);
		gap = letter == 0;
	}
	return g_string_free(g_steal_pointer(&folded), FALSE);
}

char *text_fold(const char *text)
{
	char *folded = fold_simple(text);
	return folded ? folded : fold_any(text);
}

typedef int32_t case_map(UChar *, int32_t, const UChar *, int32_t, const char *, UErrorCode *);

static char *map_case(const char *text, case_map *map)
{
	g_auto(wide_t) source = wide_from(text);
	/* One unit becomes at most three. */
	int32_t room = source.length * 3 + 1;
	g_autofree UChar *mapped = g_new(UChar, room);
	UErrorCode status = U_ZERO_ERROR;
	int32_t length = map(mapped, room, source.at, source.length, "vi", &status);
	g_assert(U_SUCCESS(status));
	return narrow_from(mapped, length);
}

char *text_upper(const char *text)
{
	return map_case(text, u_strToUpper);
}

char *text_lower(const char *text)
{
	return map_case(text, u_strToLower);
}

char *text_capital(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	const char *at = valid;
	while (*at != '\0' && !g_unichar_isalnum(g_utf8_get_char(at)))
		at = g_utf8_next_char(at);
	if (*at == '\0' || !g_unichar_isalpha(g_utf8_get_char(at)))
		return g_steal_pointer(&valid);
	GString *capital = g_string_new_len(valid, at - valid);
	g_string_append_unichar(capital, g_unichar_totitle(g_utf8_get_char(at)));
	g_string_append(capital, g_utf8_next_char(at));
	return g_string_free(capital, FALSE);
}

static void close_collator(gpointer collator)
{
	ucol_close(collator);
}

/* One collator for each thread: opening one costs more than a thousand comparisons. */
static UCollator *vietnamese_collator(void)
{
	static GPrivate kept = G_PRIVATE_INIT(close_collator);
	UCollator *collator = g_private_get(&kept);
	if (collator)
		return collator;
	UErrorCode status = U_ZERO_ERROR;
	collator = ucol_open("vi", &status);
	if (U_FAILURE(status))
		g_error("ICU has no Vietnamese collation: %s", u_errorName(status));
	g_private_set(&kept, collator);
	return collator;
}

char *text_sort_key(const char *text)
{
	g_auto(wide_t) source = wide_from(text);
	const UCollator *collator = vietnamese_collator();
	int32_t length = ucol_getSortKey(collator, source.at, source.length, NULL, 0);
	char *key = g_malloc0((gsize)length + 1);
	ucol_getSortKey(collator, source.at, source.length, (uint8_t *)key, length);
	return key;
}

int text_collate(const char *a, const char *b)
{
	UErrorCode status = U_ZERO_ERROR;
	UCollationResult order = ucol_strcollUTF8(vietnamese_collator(), a, -1, b, -1, &status);
	g_assert(U_SUCCESS(status));
	return order == UCOL_LESS ? -1 : order == UCOL_GREATER ? 1 : 0;
}

static gunichar *characters_of(const char *text, guint *length)
{
	glong count = 0;
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	gunichar *characters = g_utf8_to_ucs4_fast(valid, -1, &count);
	*length = (guint)count;
	return characters;
}

guint text_distance(const char *a, const char *b)
{
	guint rows, columns;
	g_autofree gunichar *first = characters_of(a, &rows);
	g_autofree gunichar *second = characters_of(b, &columns);
	if (rows > DISTANCE_MOST || columns > DISTANCE_MOST)
		return strcmp(a, b) == 0 ? 0 : MAX(rows, columns);
	/* Three rows of the table: the one before the last, the last, the one being made. */
	g_autofree guint *table = g_new0(guint, 3 * ((gsize)columns + 1));
	guint *before = table, *last = before + columns + 1, *now = last + columns + 1;
	for (guint j = 0; j <= columns; j++)
		now[j] = j;
	for (guint i = 1; i <= rows; i++) {
		guint *spare = before;
		before = last;
		last = now;
		now = spare;
		now[0] = i;
		for (guint j = 1; j <= columns; j++) {
			guint step = first[i - 1] != second[j - 1];
			now[j] = MIN(MIN(last[j], now[j - 1]) + 1, last[j - 1] + step);
			if (i > 1 && j > 1 && first[i - 1] == second[j - 2] &&
				first[i - 2] == second[j - 1])
				now[j] = MIN(now[j], before[j - 2] + 1);
		}
	}
	return now[columns];
}

const char *text_nearest(const char *word, const char *const *candidates)
{
	const char *nearest = NULL;
	guint best = (guint)(g_utf8_strlen(word, -1) / 3) + 1;
	for (; *candidates; candidates++) {
		guint distance = text_distance(word, *candidates);
		if (distance < best) {
			best = distance;
			nearest = *candidates;
		}
	}
	return nearest;
}

char *text_brief(const char *text)
{
	g_autofree char *head = g_strndup(text, BRIEF_MOST * 4 + 4);
	g_autofree char *valid = g_utf8_make_valid(head, -1);
	GString *brief = g_string_new(NULL);
	guint characters = 0;
	for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
		if (characters++ == BRIEF_MOST) {
			g_string_append(brief, "…");
			break;
		}
		gunichar character = g_utf8_get_char(at);
		g_string_append_unichar(brief, g_unichar_iscntrl(character) ? ' ' : character);
	}
	return g_string_free(brief, FALSE);
}
