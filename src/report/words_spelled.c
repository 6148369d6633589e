/* SPDX-License-Identifier: Apache-2.0 */
#include "report/words.h"

static const char *const vietnamese_digits[] = {
	"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"};

static const char *const english_small[] = {"zero", "one", "two", "three", "four", "five", "six",
	"seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen",
	"sixteen", "seventeen", "eighteen", "nineteen"};
static const char *const english_tens[] = {
	"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"};

static void add(GString *text, const char *word)
{
	if (text->len > 0)
		g_string_append_c(text, ' ');
	g_string_append(text, word);
}

/* The last digit of a number after tens: mốt, lăm. */
static const char *vietnamese_unit(guint tens, guint unit)
{
	if (unit == 1 && tens > 1)
		return "mốt";
	if (unit == 5 && tens > 0)
		return "lăm";
	return vietnamese_digits[unit];
}

/* 1 … 999; `full`: something stands before, so that missing hundreds and tens are said. */
static void vietnamese_group(GString *text, guint group, gboolean full)
{
	guint hundreds = group / 100, tens = group / 10 % 10, unit = group % 10;
	gboolean led = full || hundreds > 0;
	if (led) {
		add(text, vietnamese_digits[hundreds]);
		add(text, "trăm");
	}
	if (tens > 1) {
		add(text, vietnamese_digits[tens]);
		add(text, "mươi");
	} else if (tens == 1) {
		add(text, "mười");
	} else if (unit > 0 && led) {
		add(text, "linh");
	}
	if (unit > 0)
		add(text, vietnamese_unit(tens, unit));
}

static void english_group(GString *text, guint group, gboolean full)
{
	guint hundreds = group / 100, rest = group % 100;
	if (hundreds > 0) {
		add(text, english_small[hundreds]);
		add(text, "hundred");
	}
	if (rest > 0 && (hundreds > 0 || full))
		add(text, "and");
	if (rest >= 20) {
		add(text, english_tens[rest / 10]);
		if (rest % 10 > 0)
			g_string_append_printf(text, "-%s", english_small[rest % 10]);
	} else if (rest > 0) {
		add(text, english_small[rest]);
	}
}

static const char *const vietnamese_powers[] = {"", "nghìn", "triệu", "tỷ", "nghìn", "triệu", "tỷ"};
static const char *const english_powers[] = {
	"", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion"};

/* "năm nghìn không trăm linh ba tỷ": one "tỷ" for all groups above it, said after the lowest of
 * them. */
static gboolean says_billion(const guint *groups, guint index)
{
	for (guint i = 3; i < index; i++)
		if (groups[i] > 0)
			return FALSE;
	return index > 3;
}

char *words_spelled(gint64 value, const char *language)
{
	gboolean english = language && g_str_has_prefix(language, "en");
	if (value == 0)
		return g_strdup(english ? english_small[0] : vietnamese_digits[0]);
	GString *text = g_string_new(value < 0 ? (english ? "minus" : "âm") : "");
	guint64 rest = value < 0 ? ~(guint64)value + 1 : (guint64)value;
	guint groups[7] = {0}, count = 0;
	for (; rest > 0; rest /= 1000)
		groups[count++] = (guint)(rest % 1000);
	for (guint i = count; i-- > 0;) {
		if (groups[i] == 0)
			continue;
		if (english)
			english_group(text, groups[i], i == 0 && count > 1);
		else
			vietnamese_group(text, groups[i], i + 1 < count);
		if (i > 0)
			add(text, english ? english_powers[i] : vietnamese_powers[i]);
		if (!english && says_billion(groups, i))
			add(text, "tỷ");
	}
	return g_string_free(text, FALSE);
}
