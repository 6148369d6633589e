/* SPDX-License-Identifier: Apache-2.0 */
/* What words, numbers and numberings look like in sheets of totals. */
#include "base/day.h"
#include "base/number.h"
#include "base/text.h"
#include "check/fact.h"
#include "check/tables.h"
#include "import/tally_table.h"

#include <stdlib.h>
#include <string.h>

enum { PHRASE_MOST = 8 };
#define AMOUNT_MOST ((gint64)1000000000000000)

static const char *const class_names[TALLY_WORDS] = {
	[WORD_TOTAL] = "total", [WORD_FILLER] = "filler", [WORD_PASSED] = "passed", [WORD_BEFORE] = "before", [WORD_SINCE] = "since",
	[WORD_SAME] = "same", [WORD_UNIT] = "unit", [WORD_ORDINAL] = "ordinal", [WORD_SOME] = "some", [WORD_WIDER] = "wider", [WORD_DAYS] = "days",
};

struct tally_words {
	GHashTable *phrases[TALLY_WORDS]; /* char *: words with a blank between them */
};

static void read_phrases(void *data, char **fields)
{
	struct tally_words *words = data;
	guint class = 0;
	while (class < TALLY_WORDS && strcmp(class_names[class], fields[0]) != 0)
		class++;
	if (class == TALLY_WORDS)
		g_error("totals.tsv: no class %s", fields[0]);
	g_auto(GStrv) texts = g_strsplit(fields[1], " | ", -1);
	for (guint i = 0; texts[i]; i++)
		g_hash_table_add(words->phrases[class], g_steal_pointer(&texts[i]));
}

struct tally_words *tally_words_new(void)
{
	struct tally_words *words = g_new0(struct tally_words, 1);
	for (guint i = 0; i < TALLY_WORDS; i++)
		words->phrases[i] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	tables_read("totals.tsv", 2, read_phrases, words);
	return words;
}

void tally_words_free(struct tally_words *words)
{
	if (!words)
		return;
	for (guint i = 0; i < TALLY_WORDS; i++)
		g_hash_table_unref(words->phrases[i]);
	g_free(words);
}

guint tally_word_match(const struct tally_words *words, enum tally_word class, const char *const *text, guint count)
{
	g_autoptr(GString) phrase = g_string_new(NULL);
	guint longest = 0;
	for (guint i = 0; i < MIN(count, PHRASE_MOST); i++) {
		g_string_append_printf(phrase, "%s%s", i ? " " : "", text[i]);
		if (g_hash_table_contains(words->phrases[class], phrase->str))
			longest = i + 1;
	}
	return longest;
}

static gboolean is_mark(gunichar letter)
{
	return !g_unichar_isalnum(letter) && !g_unichar_ismark(letter);
}

/* Its words in small letters; what stands between them is left out. */
static char **words_of(const char *text)
{
	g_autofree char *small = text_lower(text);
	g_autoptr(GString) plain = g_string_new(NULL);
	for (const char *at = small; *at; at = g_utf8_next_char(at)) {
		gunichar letter = g_utf8_get_char(at);
		if (!is_mark(letter))
			g_string_append_unichar(plain, letter);
		else if (plain->len && plain->str[plain->len - 1] != ' ')
			g_string_append_c(plain, ' ');
	}
	if (plain->len && plain->str[plain->len - 1] == ' ')
		g_string_truncate(plain, plain->len - 1);
	return g_strsplit(plain->str, " ", -1);
}

gboolean tally_text_begins(const struct tally_words *words, enum tally_word class, const char *text)
{
	g_auto(GStrv) parts = words_of(tally_numbering(text, NULL));
	return tally_word_match(words, class, (const char *const *)parts, g_strv_length(parts)) > 0;
}

gboolean tally_text_is(const struct tally_words *words, enum tally_word class, const char *text)
{
	g_auto(GStrv) parts = words_of(text);
	guint count = g_strv_length(parts);
	return count && tally_word_match(words, class, (const char *const *)parts, count) == count;
}

/* "I", "IV", "A", "2": the numbers of sections. */
static gboolean is_section(const char *word)
{
	gsize length = strlen(word);
	return length > 0 && (strspn(word, "ivx") == length || strspn(word, "0123456789") == length || (length == 1 && g_ascii_isalpha(*word)));
}

gboolean tally_text_is_total(const struct tally_words *words, const char *text)
{
	g_auto(GStrv) parts = words_of(tally_numbering(text, NULL));
	guint count = g_strv_length(parts), at = tally_word_match(words, WORD_TOTAL, (const char *const *)parts, count);
	if (!at)
		return FALSE;
	while (at < count) {
		guint taken = is_section(parts[at]) ? 1 : tally_word_match(words, WORD_TOTAL, (const char *const *)parts + at, count - at);
		taken = taken ? taken : tally_word_match(words, WORD_FILLER, (const char *const *)parts + at, count - at);
		if (!taken)
			return FALSE;
		at += taken;
	}
	return TRUE;
}

static gboolean plain_amount(const char *text, struct amount *amount)
{
	const char *point = strchr(text, '.');
	amount->scale = point ? (guint)strlen(point + 1) : 0;
	return amount->scale <= 6 && decimal_parse_plain(text, amount->scale, &amount->value, NULL) && ABS(amount->value) <= AMOUNT_MOST;
}

gboolean tally_amount(const struct sheet_cell *cell, struct amount *amount, gboolean *doubt)
{
	static const char *const times[] = {"tháng", "Tháng", "quý", "Quý", "năm", "ngày"};
	*doubt = FALSE;
	*amount = (struct amount){.counted = ""};
	if (!cell || (cell->kind != CELL_NUMBER && cell->kind != CELL_TEXT))
		return FALSE;
	if (cell->kind == CELL_NUMBER) {
		*doubt = !plain_amount(cell->text, amount);
		return !*doubt;
	}
	const char *text = cell->text + strspn(cell->text, " \n");
	gsize length = strspn(text, "0123456789.,");
	if (!length || !g_ascii_isdigit(*text))
		return FALSE;
	const char *rest = text + length;
	while (*rest && g_unichar_isspace(g_utf8_get_char(rest)))
		rest = g_utf8_next_char(rest);
	/* A number with words behind it counts what they say; with marks or digits it is a day, a share, a formula. */
	if (*rest && !g_unichar_isalpha(g_utf8_get_char(rest)))
		return FALSE;
	if (*rest && rest == text + length)
		return FALSE;
	/* "6 tháng đầu năm" heads a column. */
	for (guint i = 0; i < G_N_ELEMENTS(times); i++)
		if (g_str_has_prefix(rest, times[i]))
			return FALSE;
	amount->counted = rest;
	*doubt = !fact_number(text, length, &amount->value, &amount->scale) || amount->value > AMOUNT_MOST;
	return !*doubt;
}

gboolean tally_is_day(const struct sheet_cell *cell)
{
	day_t day;
	if (!cell || cell->kind == CELL_DAY || cell->kind == CELL_TIME)
		return cell != NULL;
	return cell->kind == CELL_TEXT && day_parse(cell->text, &day, NULL);
}

const char *tally_numbering(const char *text, char **numbering)
{
	gsize length = strspn(text, "-+*•"), digits = strspn(text, "0123456789."), roman = strspn(text, "IVX");
	const char *rest = text + length;
	if (!length && digits && g_ascii_isdigit(*text) && (text[digits - 1] == '.' || strchr(" )/", text[digits])) && text[digits])
		rest = text + (length = digits);
	else if (!length && roman && text[roman] && strchr(".)-/ ", text[roman]))
		rest = text + (length = roman);
	else if (!length && g_ascii_isalpha(*text) && text[1] && strchr(".)", text[1]))
		rest = text + (length = 1);
	if (length)
		rest += strspn(rest, ".)/ -");
	if (!length || !*rest)
		rest = text;
	if (numbering)
		*numbering = rest == text ? g_strdup("") : g_strndup(text, length);
	return rest;
}

guint tally_level(const char *numbering)
{
	gsize length = strlen(numbering);
	guint points = 0;
	if (!length)
		return 9;
	for (const char *at = numbering; *at; at++)
		points += at[0] == '.' && at[1] ? 1 : 0;
	if (strspn(numbering, "IVX.") == length)
		return 2;
	if (length == 1 && g_ascii_isupper(*numbering))
		return 1;
	if (g_ascii_isdigit(*numbering))
		return MIN(3 + points, 6);
	return g_ascii_isalpha(*numbering) ? 6 : *numbering == '+' ? 8 : 7;
}
