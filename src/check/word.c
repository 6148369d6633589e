/* SPDX-License-Identifier: Apache-2.0 */
#include "check/word.h"
#include "base/utf8.h"

#include <string.h>

#define SLOTS_LEAST 1024u
#define ROOM_LEAST  256u

/* Up to eight bytes as one number, by which those of a length are told apart. */
static guint64 bytes_packed(const char *text, gsize length)
{
	guint32 first, last;
	if (length < 4)
		return length == 0 ? 0
				   : (guint64)(guchar)text[0] | (guint64)(guchar)text[length / 2] << 8 |
					     (guint64)(guchar)text[length - 1] << 16;
	memcpy(&first, text, 4);
	memcpy(&last, text + length - 4, 4);
	return (guint64)last << 32 | first;
}

#define PACKED_MOST 8

static guint32 hash_bytes(const char *text, gsize length)
{
	guint64 hash = length;
	for (; length > PACKED_MOST; text += PACKED_MOST, length -= PACKED_MOST)
		hash = (hash ^ bytes_packed(text, PACKED_MOST)) * 0x9E3779B97F4A7C15u, hash ^= hash >> 29;
	hash = (hash ^ bytes_packed(text, length)) * 0x9E3779B97F4A7C15u;
	return (guint32)(hash >> 32);
}

struct wordbook *wordbook_new(const struct wordbook *below)
{
	struct wordbook *words = g_new0(struct wordbook, 1);
	words->below = below;
	words->first = below ? wordbook_count(below) : 1;
	words->room = ROOM_LEAST;
	words->list = g_new(struct word, words->room);
	words->slots = g_new0(word_t, SLOTS_LEAST);
	words->mask = SLOTS_LEAST - 1;
	words->texts = g_string_chunk_new(4096);
	return words;
}

void wordbook_free(struct wordbook *words)
{
	if (!words)
		return;
	g_free(words->list);
	g_free(words->slots);
	g_string_chunk_free(words->texts);
	g_free(words);
}

void wordbook_flag(struct wordbook *words, word_t word, guint flags)
{
	g_assert(word >= words->first);
	struct word *own = &words->list[word - words->first];
	own->flags = (guint16)(own->flags | flags);
}

void wordbook_begin(struct wordbook *words, word_t word, guint bit)
{
	g_assert(word >= words->first);
	words->list[word - words->first].begins |= (guint64)1 << bit;
}

guint word_distance(const struct word *a, const struct word *b, guint most)
{
	if (letter_kinds_apart(a->kinds, b->kinds, most) >= most)
		return most;
	return syllable_distance(a->text, a->length, b->text, b->length, most);
}

/* Bytes that are looked for. */
struct wanted {
	const char *text;
	gsize length;
	guint64 head;
	guint32 hash;
};

static struct wanted wanted_of(const char *text, gsize length)
{
	return (struct wanted){text, length, length <= PACKED_MOST ? bytes_packed(text, length) : 0,
		hash_bytes(text, length)};
}

static gboolean is_wanted(const struct word *word, const struct wanted *wanted)
{
	return word->hash == wanted->hash && word->head == wanted->head && word->length == wanted->length &&
	       (wanted->length <= PACKED_MOST || memcmp(word->text, wanted->text, wanted->length) == 0);
}

static word_t find_here(const struct wordbook *words, const struct wanted *wanted, guint *slot)
{
	for (*slot = wanted->hash & words->mask; words->slots[*slot]; *slot = (*slot + 1) & words->mask) {
		const word_t found = words->slots[*slot];
		if (is_wanted(&words->list[found - words->first], wanted))
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
	for (guint i = 0; i < words->count; i++) {
		guint slot = words->list[i].hash & words->mask;
		while (words->slots[slot])
			slot = (slot + 1) & words->mask;
		words->slots[slot] = words->first + i;
	}
}

/* The lowest first: nearly all that a text says is in the lexicon. */
static word_t find(const struct wordbook *words, const struct wanted *wanted)
{
	guint slot;
	word_t found = words->below ? find(words->below, wanted) : 0;
	return found ? found : find_here(words, wanted, &slot);
}

static word_t add(struct wordbook *words, const struct wanted *wanted)
{
	const word_t found = find(words, wanted);
	if (found)
		return found;
	if ((words->count + 1) * 2 > words->mask)
		grow(words);
	if (words->count == words->room) {
		words->room *= 2;
		words->list = g_renew(struct word, words->list, words->room);
	}
	guint slot;
	find_here(words, wanted, &slot);
	words->list[words->count] = (struct word){
		.text = g_string_chunk_insert_len(words->texts, wanted->text, (gssize)wanted->length),
		.head = wanted->head,
		.hash = wanted->hash,
		.length = (guint16)wanted->length,
		.kinds = letter_kinds_of(wanted->text, wanted->length)};
	return words->slots[slot] = words->first + words->count++;
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
static inline gunichar small_letter(const struct letters *letters, gunichar character)
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
	if (character < 0x800) {
		to[0] = (char)(0xC0 | character >> 6);
		to[1] = (char)(0x80 | (character & 0x3F));
		return 2;
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
		gunichar character = utf8_next(text, &text);
		gunichar small = small_letter(letters, character);
		put_letter(reading, small ? small : character);
	}
	place_tone(reading);
}

word_t wordbook_add(struct wordbook *words, const char *text, gsize length)
{
	struct reading reading;
	reading_set(&reading, text, length);
	const struct wanted wanted = wanted_of(reading.text, reading.length);
	return add(words, &wanted);
}

word_t wordbook_find(const struct wordbook *words, const char *text, gsize length)
{
	struct reading reading;
	reading_set(&reading, text, length);
	const struct wanted wanted = wanted_of(reading.text, reading.length);
	return find(words, &wanted);
}

struct token token_of(const struct wordbook *words, const char *text, gsize length)
{
	struct token token = {.kind = TOKEN_WORD, .word = wordbook_find(words, text, length)};
	if (token.word) {
		token.known = wordbook_get(words, token.word)->flags;
		token.begins = wordbook_get(words, token.word)->begins;
	}
	return token;
}

struct lexer {
	const char *text;
	gsize at, length;
	const struct letters *letters;
	struct wordbook *words;
};

static gunichar character_at(const struct lexer *lexer, gsize at, gsize *next)
{
	const char *end;
	const gunichar character = utf8_next(lexer->text + at, &end);
	*next = (gsize)(end - lexer->text);
	return character;
}

static void set_word(struct lexer *lexer, struct token *token, const char *text, gsize length)
{
	const struct wanted wanted = wanted_of(text, length);
	token->word = add(lexer->words, &wanted);
	const struct word *word = wordbook_get(lexer->words, token->word);
	token->known = word->flags;
	token->begins = word->begins;
}

static void read_word(struct lexer *lexer, struct token *token)
{
	struct reading reading;
	reading.length = 0;
	reading.last = reading.before = 0;
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
	set_word(lexer, token, reading.text, reading.length);
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
	set_word(lexer, token, lexer->text + token->at, lexer->at - token->at);
}

static gunichar plain_mark(gunichar mark)
{
	return (mark >= 0x2010 && mark <= 0x2015) || mark == 0x2212 ? '-' : mark;
}

static gboolean is_blank(gunichar character)
{
	return character == ' ' || character == '\n' || character == '\t' || character == 0xA0 ||
	       (character >= 0x2000 && character <= 0x200A) || character == 0x202F;
}

#define TOKENS_AT_ONCE 64

void tokens_read(GArray *tokens, struct wordbook *words, const char *text, gsize length)
{
	struct lexer lexer = {.text = text, .length = length, .words = words};
	lexer.letters = letters_get();
	struct token row[TOKENS_AT_ONCE];
	guint blanks = 1, count = 0;
	while (lexer.at < length) {
		gsize next;
		gunichar character = character_at(&lexer, lexer.at, &next);
		if (is_blank(character)) {
			blanks++;
			lexer.at = next;
			continue;
		}
		if (count == TOKENS_AT_ONCE) {
			g_array_append_vals(tokens, row, count);
			count = 0;
		}
		struct token *token = &row[count++];
		*token = (struct token){.at = (guint32)lexer.at,
			.flags = (guint8)((blanks ? TOKEN_SPACED : 0) |
					  (blanks > 1 && tokens->len + count > 1 ? TOKEN_WIDE : 0))};
		blanks = 0;
		if (character >= '0' && character <= '9')
			read_number(&lexer, token);
		else if (small_letter(lexer.letters, character))
			read_word(&lexer, token);
		else {
			token->kind = TOKEN_MARK;
			token->word = plain_mark(character);
			lexer.at = next;
		}
		token->length = (guint32)(lexer.at - token->at);
	}
	g_array_append_vals(tokens, row, count);
}
