/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/label.h"

#include <string.h>

#include "base/text.h"

#define DIGITS_MOST 2
#define DEPTH_MOST  6

gboolean label_is_mark(enum label_kind kind)
{
	return kind >= LABEL_DASH;
}

gboolean label_is_split(const char *line)
{
	const gsize length = line ? strlen(line) : 0;
	if (length < 2 || line[length - 1] != '-')
		return FALSE;
	return g_unichar_isalnum(g_utf8_get_char(g_utf8_prev_char(line + length - 1)));
}

static gboolean is_blank(const char *at)
{
	return *at == ' ' || *at == '\t' || g_str_has_prefix(at, "\u00a0");
}

static gsize blanks(const char *at)
{
	gsize length = 0;
	while (is_blank(at + length))
		length += at[length] == '\xc2' ? 2 : 1;
	return length;
}

/* The first character behind blanks, 0 at the end. */
static gunichar behind(const char *at)
{
	return g_utf8_get_char(at + blanks(at));
}

static struct label found(
	enum label_kind kind, const char *line, gsize length, guint depth, guint number)
{
	const gsize after = length + blanks(line + length);
	return (struct label){kind, length, after, depth, number};
}

static const struct label nothing = {LABEL_NONE, 0, 0, 0, 0};

static struct label read_mark(const char *line)
{
	static const struct {
		const char *mark;
		enum label_kind kind;
	} marks[] = {
		{"-", LABEL_DASH}, {"–", LABEL_DASH}, {"—", LABEL_DASH}, {"−", LABEL_DASH},
		{"‐", LABEL_DASH}, {"‑", LABEL_DASH}, {"+", LABEL_PLUS}, {"*", LABEL_DOT},
		{"•", LABEL_DOT}, {"·", LABEL_DOT}, {"●", LABEL_DOT}, {"○", LABEL_DOT},
		{"◦", LABEL_DOT}, {"▪", LABEL_DOT}, {"■", LABEL_DOT}, {"□", LABEL_DOT},
		{"➢", LABEL_DOT}, {"❖", LABEL_DOT}, {"✓", LABEL_DOT}, {"►", LABEL_DOT},
	};
	if (!*line || !strchr("-+*\xc2\xe2", *line))
		return nothing; /* the first byte of none */
	for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
		if (!g_str_has_prefix(line, marks[i].mark))
			continue;
		const gsize length = strlen(marks[i].mark);
		const gunichar next = g_utf8_get_char(line + length);
		const gboolean glued = g_unichar_isupper(next) ||
				       (marks[i].kind == LABEL_PLUS && g_unichar_isalpha(next));
		if (is_blank(line + length) ? behind(line + length) != 0 : glued)
			return found(marks[i].kind, line, length, 1, 0);
	}
	return nothing;
}

/* The value of a Roman number of at most 39; 0 for what is none or is written another way. */
static guint roman_value(const char *text, gsize length)
{
	static const char *const units[] = {
		"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"};
	gsize tens = 0;
	while (tens < length && tens < 3 && text[tens] == 'X')
		tens++;
	for (guint unit = 0; unit < G_N_ELEMENTS(units); unit++)
		if (strlen(units[unit]) == length - tens &&
			strncmp(text + tens, units[unit], length - tens) == 0)
			return (guint)tens * 10 + unit;
	return 0;
}

static guint small_roman_value(const char *text, gsize length)
{
	g_autofree char *upper = g_ascii_strup(text, (gssize)length);
	return roman_value(upper, length);
}

/* The place of a letter in the alphabet that Decree 30 counts by; 0 for what is none. */
static guint letter_value(gunichar letter)
{
	static const gunichar letters[] = {'a', 'b', 'c', 'd', 0x111, 'e', 'g', 'h', 'i', 'k', 'l',
		'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'x', 'y'};
	for (guint i = 0; i < G_N_ELEMENTS(letters); i++)
		if (letters[i] == letter)
			return i + 1;
	return 0;
}

/* What may stand behind a number or letter: the length of "." ")" "/" "," ":" "./" ".)" ; 0 = none. */
static gsize stop_length(const char *at)
{
	if (*at == '.' && (at[1] == ')' || at[1] == '/' || at[1] == '-'))
		return 2;
	return *at && strchr(".)/,:", *at) ? 1 : 0;
}

/* A label is followed by text: a blank, or at once by a capital ("1.Công tác"). */
static gboolean goes_on(const char *at)
{
	if (is_blank(at))
		return behind(at) != 0;
	return g_unichar_isupper(g_utf8_get_char(at));
}

static gsize digits(const char *at)
{
	gsize length = 0;
	while (g_ascii_isdigit(at[length]))
		length++;
	return length;
}

static struct label read_number(const char *line)
{
	gsize at = 0;
	guint depth = 0, number = 0;
	for (;;) {
		const gsize length = digits(line + at);
		if (length == 0 || length > DIGITS_MOST || depth == DEPTH_MOST)
			break;
		number = (guint)g_ascii_strtoull(line + at, NULL, 10);
		depth++;
		at += length;
		if (line[at] != '.' || !g_ascii_isdigit(line[at + 1]))
			break;
		at++;
	}
	if (depth == 0 || g_ascii_isdigit(line[at]))
		return nothing;
	const enum label_kind kind = depth > 1 ? LABEL_DECIMAL : LABEL_NUMBER;
	/* "1- Hoàn thành …", as the Party writes */
	const gboolean dashed = kind == LABEL_NUMBER && line[at] == '-' && is_blank(line + at + 1) &&
				g_unichar_isupper(behind(line + at + 1));
	gsize stop = dashed ? 1 : stop_length(line + at);
	if (stop > 0 && line[at] == ',' && kind == LABEL_NUMBER)
		return nothing;
	/* "1.1 Công tác", but not "30.4 là ngày lễ" */
	if (stop == 0 && !(depth > 1 && is_blank(line + at) && g_unichar_isupper(behind(line + at))))
		return nothing;
	return goes_on(line + at + stop) ? found(kind, line, at + stop, depth, number) : nothing;
}

static struct label read_bracketed(const char *line)
{
	if (*line != '(')
		return nothing;
	const char *at = line + 1;
	const gsize length = digits(at);
	guint number = length > 0 && length <= DIGITS_MOST ? (guint)g_ascii_strtoull(at, NULL, 10)
							    : 0;
	enum label_kind kind = LABEL_NUMBER;
	at += length;
	if (length == 0 && (number = letter_value(g_utf8_get_char(at))) > 0) {
		at = g_utf8_next_char(at);
		kind = LABEL_LETTER;
	}
	if (number == 0 || *at != ')' || !goes_on(at + 1))
		return nothing;
	return found(kind, line, (gsize)(at + 1 - line), 1, number);
}

static struct label read_letter(const char *line)
{
	const gunichar letter = g_utf8_get_char(line);
	const char *next = *line ? g_utf8_next_char(line) : line;
	const gsize stop = stop_length(next);
	const guint small = letter_value(letter);
	if (stop == 0 || (*next == ':' && !small) || !goes_on(next + stop))
		return nothing;
	if (small > 0 && (is_blank(next + stop) || *next == ')'))
		return found(LABEL_LETTER, line, (gsize)(next - line) + stop, 1, small);
	const guint capital = letter_value(g_unichar_tolower(letter));
	if (capital > 0 && *next != ',' && letter != g_unichar_tolower(letter) &&
		is_blank(next + stop))
		return found(LABEL_CAPITAL, line, (gsize)(next - line) + stop, 1, capital);
	return nothing;
}

/* "II.1." */
static struct label read_below_roman(const char *line, gsize length)
{
	struct label label = read_number(line + length + 1);
	if (label.kind == LABEL_NONE || roman_value(line, length) == 0)
		return nothing;
	label.kind = LABEL_DECIMAL;
	label.depth++;
	label.length += length + 1;
	label.after += length + 1;
	return label;
}

static struct label read_roman(const char *line)
{
	const gsize length = strspn(line, "IVX"), low = length ? 0 : strspn(line, "ivx");
	if (length > 0 && line[length] == '.' && g_ascii_isdigit(line[length + 1]))
		return read_below_roman(line, length);
	const char *next = line + length + low;
	gsize stop = stop_length(next);
	if (length > 0 && (*next == '-' || g_str_has_prefix(next, "–") || g_str_has_prefix(next, " -")))
		stop = *next == '-' ? 1 : *next == ' ' ? 2 : 3;
	if (stop == 0 || *next == ',' || !goes_on(next + stop))
		return nothing;
	const guint value =
		length ? roman_value(line, length) : low > 1 ? small_roman_value(line, low) : 0;
	if (value == 0)
		return nothing;
	return found(length ? LABEL_ROMAN : LABEL_SMALL, line, length + low + stop, 1, value);
}

/* "Phần thứ nhất", "PHẦN II:", "Chương 3", "Điều 12." */
static struct label read_word(const char *line)
{
	static const struct {
		const char *word;
		enum label_kind kind;
	} words[] = {{"phần", LABEL_PART}, {"chương", LABEL_PART}, {"mục", LABEL_PART},
		{"điều", LABEL_ARTICLE}};
	static const char *const ordinals[] = {"thứ nhất", "thứ hai", "thứ ba", "thứ tư", "thứ năm",
		"thứ sáu", "thứ bảy", "thứ tám", "thứ chín", "thứ mười"};
	const gunichar first = g_utf8_get_char(line);
	if (first != 'P' && first != 'C' && first != 'M' && first != 0x110)
		return nothing;
	g_autofree char *head = g_utf8_substring(line, 0, MIN(g_utf8_strlen(line, 64), 24));
	g_autofree char *lower = text_lower(head);
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		if (!g_str_has_prefix(lower, words[i].word) || lower[strlen(words[i].word)] != ' ')
			continue;
		/* Vietnamese letters take as many bytes in either case. */
		gsize at = strlen(words[i].word) + 1;
		const gsize number = digits(line + at), roman = strspn(line + at, "IVX");
		guint value = 0;
		if (number > 0 && number <= 3)
			value = (guint)g_ascii_strtoull(line + at, NULL, 10);
		else if (roman > 0)
			value = roman_value(line + at, roman);
		at += number + roman;
		for (guint k = 0; value == 0 && k < G_N_ELEMENTS(ordinals); k++)
			if (g_str_has_prefix(lower + at, ordinals[k])) {
				value = k + 1;
				at += strlen(ordinals[k]);
			}
		at += stop_length(line + at);
		if (value > 0 && (line[at] == '\0' || line[at] == '\n' ||
					 (goes_on(line + at) && (line[at - 1] == '.' || line[at - 1] == ':' ||
								 g_unichar_isupper(behind(line + at))))))
			return found(words[i].kind, line, at, 1, value);
	}
	return nothing;
}

struct label label_read(const char *line)
{
	static struct label (*const readers[])(const char *) = {
		read_mark, read_number, read_bracketed, read_roman, read_letter, read_word};
	for (gsize i = 0; i < G_N_ELEMENTS(readers); i++) {
		const struct label label = readers[i](line);
		if (label.kind != LABEL_NONE)
			return label;
	}
	return nothing;
}
