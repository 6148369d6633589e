/* SPDX-License-Identifier: Apache-2.0 */
#include "check/word.h"

#include <string.h>

struct wordbook {
	const struct wordbook *below;
	guint first; /* the number of its first word */
	GArray *list; /* struct word */
	word_t *slots;
	guint mask; /* slots - 1 */
	GStringChunk *texts;
};

#define SLOTS_LEAST 256u

static guint32 hash_bytes(const char *text, gsize length)
{
	guint32 hash = 2166136261u;
	for (gsize i = 0; i < length; i++)
		hash = (hash ^ (guchar)text[i]) * 16777619u;
	return hash ^ (hash >> 15);
}

struct wordbook *wordbook_new(const struct wordbook *below)
{
	struct wordbook *words = g_new0(struct wordbook, 1);
	words->below = below;
	words->first = below ? wordbook_count(below) : 1;
	words->list = g_array_new(FALSE, FALSE, sizeof(struct word));
	words->slots = g_new0(word_t, SLOTS_LEAST);
	words->mask = SLOTS_LEAST - 1;
	words->texts = g_string_chunk_new(4096);
	return words;
}

void wordbook_free(struct wordbook *words)
{
	if (!words)
		return;
	g_array_unref(words->list);
	g_free(words->slots);
	g_string_chunk_free(words->texts);
	g_free(words);
}

guint wordbook_count(const struct wordbook *words)
{
	return words->first + words->list->len;
}

const struct word *wordbook_get(const struct wordbook *words, word_t word)
{
	while (word < words->first)
		words = words->below;
	return &g_array_index(words->list, struct word, word - words->first);
}

void wordbook_flag(struct wordbook *words, word_t word, guint flags)
{
	g_assert(word >= words->first);
	struct word *own = &g_array_index(words->list, struct word, word - words->first);
	own->flags = (guint16)(own->flags | flags);
}

static word_t find_here(
	const struct wordbook *words, const char *text, gsize length, guint32 hash, guint *slot)
{
	for (*slot = hash & words->mask; words->slots[*slot]; *slot = (*slot + 1) & words->mask) {
		word_t found = words->slots[*slot];
		const struct word *word =
			&g_array_index(words->list, struct word, found - words->first);
		if (word->hash == hash && word->length == length &&
			memcmp(word->text, text, length) == 0)
			return found;
	}
	return 0;
}

static void grow(struct wordbook *words)
{
	guint size = (words->mask + 1) * 2;
	g_free(words->slots);
	words->slots = g_new0(word_t, size);
	words->mask = size - 1;
	for (guint i = 0; i < words->list->len; i++) {
		guint slot = g_array_index(words->list, struct word, i).hash & words->mask;
		while (words->slots[slot])
			slot = (slot + 1) & words->mask;
		words->slots[slot] = words->first + i;
	}
}

static word_t find_hashed(const struct wordbook *words, const char *text, gsize length, guint32 hash)
{
	for (; words; words = words->below) {
		guint slot;
		word_t found = find_here(words, text, length, hash, &slot);
		if (found)
			return found;
	}
	return 0;
}

static word_t add_hashed(struct wordbook *words, const char *text, gsize length, guint32 hash)
{
	word_t found = find_hashed(words, text, length, hash);
	if (found)
		return found;
	if ((words->list->len + 1) * 2 > words->mask)
		grow(words);
	guint slot;
	find_here(words, text, length, hash, &slot);
	struct word word = {.text = g_string_chunk_insert_len(words->texts, text, (gssize)length),
		.hash = hash,
		.length = (guint16)length};
	g_array_append_val(words->list, word);
	return words->slots[slot] = words->first + words->list->len - 1;
}

/* Small letters, by a table for what Vietnamese needs. */
enum { LOW = 0x250, HIGH = 0x1E00, TABLE = LOW + 0x100 };

struct letters {
	guint16 small[TABLE]; /* 0: not a letter */
};

static guint table_index(gunichar character)
{
	if (character < LOW)
		return character;
	return character >= HIGH && character < HIGH + 0x100 ? LOW + (character - HIGH) : TABLE;
}

static const struct letters *letters_get(void)
{
	static struct letters letters;
	static gsize ready;
	if (g_once_init_enter(&ready)) {
		for (guint i = 0; i < TABLE; i++) {
			gunichar character = i < LOW ? i : HIGH + (i - LOW);
			if (g_unichar_isalpha(character))
				letters.small[i] = (guint16)g_unichar_tolower(character);
		}
		g_once_init_leave(&ready, 1);
	}
	return &letters;
}

/* The small form of a letter, 0 for what is none. */
static gunichar small_letter(const struct letters *letters, gunichar character)
{
	guint index = table_index(character);
	if (index < TABLE)
		return letters->small[index];
	GUnicodeType type = g_unichar_type(character);
	if (type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_SPACING_MARK)
		return character;
	return g_unichar_isalpha(character) ? g_unichar_tolower(character) : 0;
}

#define WORD_MOST 192 /* bytes of a word; the rest of a longer one is another */

/* A word while it is read, in small letters. */
struct reading {
	char text[WORD_MOST + 8];
	gsize length;
	gunichar last, before; /* its last two characters */
};

static gsize put_character(char *to, gunichar character)
{
	if (character < 0x80) {
		*to = (char)character;
		return 1;
	}
	return (gsize)g_unichar_to_utf8(character, to);
}

static void put_letter(struct reading *reading, gunichar small)
{
	reading->before = reading->last;
	reading->last = small;
	reading->length += put_character(reading->text + reading->length, small);
}

/* òa, òe, ùy with the tone on the first vowel, as oà, oè, uỳ. */
static const struct {
	gunichar toned, plain;
	gunichar a, e, y;
} placements[] = {
	{0x00F2, 'o', 0x00E0, 0x00E8, 0},
	{0x00F3, 'o', 0x00E1, 0x00E9, 0},
	{0x1ECF, 'o', 0x1EA3, 0x1EBB, 0},
	{0x00F5, 'o', 0x00E3, 0x1EBD, 0},
	{0x1ECD, 'o', 0x1EA1, 0x1EB9, 0},
	{0x00F9, 'u', 0, 0, 0x1EF3},
	{0x00FA, 'u', 0, 0, 0x00FD},
	{0x1EE7, 'u', 0, 0, 0x1EF7},
	{0x0169, 'u', 0, 0, 0x1EF9},
	{0x1EE5, 'u', 0, 0, 0x1EF5},
};

static void place_tone(struct reading *reading)
{
	gunichar last = reading->last;
	if (reading->before < 0x80 || (last != 'a' && last != 'e' && last != 'y'))
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(placements); i++) {
		if (placements[i].toned != reading->before)
			continue;
		gunichar toned = last == 'a'   ? placements[i].a
				 : last == 'e' ? placements[i].e
					       : placements[i].y;
		if (!toned)
			return;
		reading->length -= 1 + (gsize)g_unichar_to_utf8(placements[i].toned, NULL);
		put_letter(reading, placements[i].plain);
		put_letter(reading, toned);
		return;
	}
}

static void reading_set(struct reading *reading, const char *text, gsize length)
{
	const struct letters *letters = letters_get();
	const char *end = text + length;
	*reading = (struct reading){.length = 0};
	while (text < end && reading->length < WORD_MOST) {
		gunichar character = g_utf8_get_char(text);
		gunichar small = small_letter(letters, character);
		put_letter(reading, small ? small : character);
		text = g_utf8_next_char(text);
	}
	place_tone(reading);
}

word_t wordbook_add(struct wordbook *words, const char *text, gsize length)
{
	struct reading reading;
	reading_set(&reading, text, length);
	return add_hashed(
		words, reading.text, reading.length, hash_bytes(reading.text, reading.length));
}

word_t wordbook_find(const struct wordbook *words, const char *text, gsize length)
{
	struct reading reading;
	reading_set(&reading, text, length);
	return find_hashed(
		words, reading.text, reading.length, hash_bytes(reading.text, reading.length));
}

struct lexer {
	const char *text;
	gsize at, length;
	const struct letters *letters;
	struct wordbook *words;
};

static gunichar character_at(const struct lexer *lexer, gsize at, gsize *next)
{
	guchar byte = (guchar)lexer->text[at];
	if (byte < 0x80) {
		*next = at + 1;
		return byte;
	}
	*next = at + (gsize)g_utf8_skip[byte];
	return g_utf8_get_char(lexer->text + at);
}

static void read_word(struct lexer *lexer, struct token *token)
{
	struct reading reading = {.length = 0};
	guint capitals = 0, count = 0;
	guint first = 0;
	gboolean digits = FALSE;
	while (lexer->at < lexer->length && reading.length < WORD_MOST) {
		gsize next;
		gunichar character = character_at(lexer, lexer->at, &next);
		gunichar small = small_letter(lexer->letters, character);
		if (!small) {
			if (character > '9' || character < '0')
				break;
			digits = TRUE;
			small = character;
		} else {
			first |= count == 0 && small != character ? 1 : 0;
			capitals += small != character ? 1 : 0;
			count++;
		}
		put_letter(&reading, small);
		lexer->at = next;
	}
	token->kind = TOKEN_WORD;
	token->flags = (guint8)(token->flags | (first ? TOKEN_CAPITAL : 0) |
				(capitals == count && count > 1 ? TOKEN_UPPER : 0) |
				(capitals > first && capitals != count ? TOKEN_MIXED : 0) |
				(digits ? TOKEN_DIGITS : 0));
	place_tone(&reading);
	token->word = add_hashed(
		lexer->words, reading.text, reading.length, hash_bytes(reading.text, reading.length));
}

static gboolean is_digit(const struct lexer *lexer, gsize at)
{
	return at < lexer->length && g_ascii_isdigit(lexer->text[at]);
}

/* Digits, and the points and commas between them. */
static void read_number(struct lexer *lexer, struct token *token)
{
	token->kind = TOKEN_NUMBER;
	while (is_digit(lexer, lexer->at) ||
		((lexer->text[lexer->at] == '.' || lexer->text[lexer->at] == ',') &&
			lexer->at < lexer->length && is_digit(lexer, lexer->at + 1)))
		lexer->at++;
	gsize length = lexer->at - token->at;
	token->word = add_hashed(lexer->words, lexer->text + token->at, length,
		hash_bytes(lexer->text + token->at, length));
}

static gunichar plain_mark(gunichar mark)
{
	return (mark >= 0x2010 && mark <= 0x2015) || mark == 0x2212 ? '-' : mark;
}

void tokens_read(GArray *tokens, struct wordbook *words, const char *text, gsize length)
{
	struct lexer lexer = {.text = text, .length = length, .words = words};
	lexer.letters = letters_get();
	guint blanks = 1;
	while (lexer.at < length) {
		gsize next;
		gunichar character = character_at(&lexer, lexer.at, &next);
		if (character == ' ' || character == '\n' || character == '\t' || character == 0xA0 ||
			(character >= 0x2000 && character <= 0x200A) || character == 0x202F) {
			blanks++;
			lexer.at = next;
			continue;
		}
		struct token token = {.at = (guint32)lexer.at,
			.flags = (guint8)((blanks ? TOKEN_SPACED : 0) |
					  (blanks > 1 && tokens->len ? TOKEN_WIDE : 0))};
		blanks = 0;
		if (character >= '0' && character <= '9')
			read_number(&lexer, &token);
		else if (small_letter(lexer.letters, character))
			read_word(&lexer, &token);
		else {
			token.kind = TOKEN_MARK;
			token.word = plain_mark(character);
			lexer.at = next;
		}
		token.length = (guint32)(lexer.at - token.at);
		g_array_append_val(tokens, token);
	}
}
