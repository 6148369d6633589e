/* SPDX-License-Identifier: Apache-2.0 */
#include "base/number.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

__extension__ typedef __int128 wide;

static gboolean too_large(GError **error)
{
	return fail(error, ERROR_INPUT, _("number too large"));
}

gboolean number_add(gint64 a, gint64 b, gint64 *sum, GError **error)
{
	return __builtin_add_overflow(a, b, sum) ? too_large(error) : TRUE;
}

gboolean number_multiply(gint64 a, gint64 b, gint64 *product, GError **error)
{
	return __builtin_mul_overflow(a, b, product) ? too_large(error) : TRUE;
}

gboolean number_scale(gint64 a, gint64 b, gint64 c, gint64 *result, GError **error)
{
	g_assert(c > 0);
	wide product = (wide)a * b;
	wide half = c / 2 + c % 2;
	wide quotient = product / c;
	wide rest = product % c;
	if (rest >= half)
		quotient++;
	else if (-rest >= half)
		quotient--;
	if (quotient > G_MAXINT64 || quotient < G_MININT64)
		return too_large(error);
	*result = (gint64)quotient;
	return TRUE;
}

gint64 number_power10(guint exponent)
{
	g_assert(exponent <= 18);
	gint64 power = 1;
	while (exponent-- > 0)
		power *= 10;
	return power;
}

/* A number as it is written: digits, runs of digits between marks, the marks. */
#define RUNS_MOST 8
struct written {
	const char *text;
	gboolean negative;
	guint runs;              /* runs of digits */
	guint length[RUNS_MOST]; /* digits in each run */
	char mark[RUNS_MOST];    /* '.', ',' or ' ' before run i; mark[0] unused */
	GString *digits;         /* all of them */
};

static void written_clear(struct written *written)
{
	g_string_free(written->digits, TRUE);
}
typedef struct written written_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(written_t, written_clear)

/* Blanks that people and spreadsheets put into numbers. */
static gboolean is_blank(gunichar character)
{
	return character == ' ' || character == '\t' || character == 0xA0 || character == 0x2009 ||
	       character == 0x202F;
}

static const char *skip_blanks(const char *at)
{
	while (is_blank(g_utf8_get_char(at)))
		at = g_utf8_next_char(at);
	return at;
}

static void read_sign(const char **at, gboolean *negative)
{
	gunichar sign = g_utf8_get_char(*at);
	*negative = sign == '-' || sign == 0x2212;
	if (*negative || sign == '+')
		*at = g_utf8_next_char(*at);
}

static gboolean not_a_number(const char *text, GError **error)
{
	g_autofree char *brief = text_brief(text);
	return fail(error, ERROR_INPUT, _("“%s” is not a number"), brief);
}

static gboolean add_run(struct written *written, const char **at, char mark)
{
	if (written->runs == RUNS_MOST)
		return FALSE;
	written->mark[written->runs] = mark;
	while (g_ascii_isdigit(**at)) {
		g_string_append_c(written->digits, **at);
		written->length[written->runs]++;
		(*at)++;
	}
	return written->length[written->runs++] > 0;
}

/* Takes a number apart without judging its groups. */
static gboolean written_read(struct written *written, const char *text, GError **error)
{
	if (!g_utf8_validate(text, -1, NULL))
		return fail(error, ERROR_INPUT, _("a number holds bytes that are not UTF-8"));
	written->text = text;
	const char *at = skip_blanks(text);
	if (*at == '\0')
		return fail(error, ERROR_INPUT, _("the number is empty"));
	read_sign(&at, &written->negative);
	if (!add_run(written, &at, '\0'))
		return not_a_number(text, error);
	while (*at != '\0') {
		gunichar mark = g_utf8_get_char(at);
		if (is_blank(mark) && *skip_blanks(at) == '\0')
			break;
		if (mark != '.' && mark != ',' && !is_blank(mark))
			return not_a_number(text, error);
		at = g_utf8_next_char(at);
		if (!add_run(written, &at, is_blank(mark) ? ' ' : (char)mark))
			return not_a_number(text, error);
	}
	return TRUE;
}

/* Runs 0 … count-1 are well made thousands groups. */
static gboolean groups_fit(const struct written *written, guint count)
{
	if (count <= 1)
		return TRUE;
	if (written->length[0] > 3 || written->digits->str[0] == '0')
		return FALSE;
	for (guint i = 1; i < count; i++)
		if (written->length[i] != 3 || written->mark[i] != written->mark[1])
			return FALSE;
	return TRUE;
}

static gboolean refuse_size(const char *text, GError **error)
{
	g_autofree char *brief = text_brief(text);
	return fail(error, ERROR_INPUT, _("“%s”: number too large"), brief);
}

/* The digits as a signed number, times 10^zeros. */
static gboolean evaluate(const struct written *written, guint zeros, gint64 *value, GError **error)
{
	gint64 sum = 0;
	for (gsize i = 0; i < written->digits->len + zeros; i++) {
		int digit = i < written->digits->len ? written->digits->str[i] - '0' : 0;
		if (__builtin_mul_overflow(sum, (gint64)10, &sum) ||
			__builtin_add_overflow(
				sum, (gint64)(written->negative ? -digit : digit), &sum))
			return refuse_size(written->text, error);
	}
	*value = sum;
	return TRUE;
}

gboolean count_parse(const char *text, gint64 *count, GError **error)
{
	g_auto(written_t) written = {.digits = g_string_new(NULL)};
	if (!written_read(&written, text, error))
		return FALSE;
	if (!groups_fit(&written, written.runs)) {
		g_autofree char *brief = text_brief(text);
		return fail(error, ERROR_INPUT,
			_("“%s” is not a whole number: write it as 1566 or 1.566"), brief);
	}
	return evaluate(&written, 0, count, error);
}

static gboolean refuse_ambiguous(const struct written *written, GError **error)
{
	const char *sign = written->negative ? "-" : "";
	gsize whole = written->digits->len - 3;
	return fail(error, ERROR_INPUT, _("“%s” can be read in two ways: write %s%s or %s%.*s,%s"),
		written->text, sign, written->digits->str, sign, (int)whole, written->digits->str,
		written->digits->str + whole);
}

/*
 * How many digits stand after the decimal mark. The last mark is a decimal mark where it differs
 * from the marks before it, or is a comma, or cannot begin a group; "1.566" alone stays ambiguous.
 */
static gboolean find_fraction(const struct written *written, guint *digits, GError **error)
{
	*digits = 0;
	guint last = written->runs - 1;
	if (last == 0)
		return TRUE;
	char mark = written->mark[last];
	gboolean repeated = last > 1 && written->mark[last - 1] == mark;
	if (mark == ' ' || repeated)
		return groups_fit(written, written->runs) ? TRUE
							  : not_a_number(written->text, error);
	if (!groups_fit(written, last))
		return not_a_number(written->text, error);
	gboolean may_group = written->length[last] == 3 && written->digits->str[0] != '0' &&
			     (last > 1 ? written->mark[1] == ' ' : written->length[0] <= 3);
	if (mark == '.' && may_group)
		return refuse_ambiguous(written, error);
	*digits = written->length[last];
	return TRUE;
}

static gboolean check_fraction(const char *text, guint digits, guint scale, GError **error)
{
	if (digits <= scale)
		return TRUE;
	g_autofree char *brief = text_brief(text);
	if (scale == 0)
		return fail(error, ERROR_INPUT, _("“%s” must be a whole number"), brief);
	return fail(error, ERROR_INPUT,
		_("“%s” has %u digits after the comma; at most %u are kept"), brief, digits, scale);
}

gboolean decimal_parse(const char *text, guint scale, gint64 *value, GError **error)
{
	g_assert(scale <= 18);
	g_auto(written_t) written = {.digits = g_string_new(NULL)};
	guint fraction;
	if (!written_read(&written, text, error) || !find_fraction(&written, &fraction, error) ||
		!check_fraction(text, fraction, scale, error))
		return FALSE;
	return evaluate(&written, scale - fraction, value, error);
}

gboolean decimal_parse_plain(const char *text, guint scale, gint64 *value, GError **error)
{
	g_assert(scale <= 18);
	const char *digits = *text == '-' ? text + 1 : text;
	gsize whole = strspn(digits, "0123456789");
	const char *end = digits + whole;
	gsize fraction = 0;
	if (*end == '.') {
		fraction = strspn(end + 1, "0123456789");
		end += 1 + fraction;
	}
	if (whole == 0 || *end != '\0' || (digits[whole] == '.' && fraction == 0)) {
		return not_a_number(text, error);
	}
	if (!check_fraction(text, (guint)MIN(fraction, G_MAXUINT), scale, error))
		return FALSE;
	g_auto(written_t) written = {.text = text, .negative = *text == '-'};
	written.digits = g_string_new_len(digits, (gssize)whole);
	if (fraction > 0)
		g_string_append_len(written.digits, digits + whole + 1, (gssize)fraction);
	return evaluate(&written, scale - (guint)fraction, value, error);
}

static guint64 magnitude(gint64 value)
{
	return value < 0 ? ~(guint64)value + 1 : (guint64)value;
}

char *decimal_plain(gint64 value, guint scale)
{
	const char *sign = value < 0 ? "-" : "";
	guint64 power = (guint64)number_power10(scale);
	guint64 whole = magnitude(value) / power;
	if (scale == 0)
		return g_strdup_printf("%s%" G_GUINT64_FORMAT, sign, whole);
	return g_strdup_printf("%s%" G_GUINT64_FORMAT ".%0*" G_GINT64_MODIFIER "u", sign, whole,
		(int)scale, magnitude(value) % power);
}

static gboolean is_vietnamese(const char *language)
{
	return !language || g_str_has_prefix(language, "vi");
}

char *number_text(gint64 value, guint scale, const char *language)
{
	char group = is_vietnamese(language) ? '.' : ',';
	char comma = is_vietnamese(language) ? ',' : '.';
	g_autofree char *plain = decimal_plain(value, scale);
	gsize whole = strcspn(plain, ".");
	gsize sign = value < 0;
	GString *text = g_string_new(NULL);
	for (gsize i = 0; i < whole; i++) {
		if (i > sign && (whole - i) % 3 == 0)
			g_string_append_c(text, group);
		g_string_append_c(text, plain[i]);
	}
	gsize end = strlen(plain);
	while (end > whole && (plain[end - 1] == '0' || plain[end - 1] == '.'))
		end--;
	if (end > whole) {
		g_string_append_c(text, comma);
		g_string_append_len(text, plain + whole + 1, (gssize)(end - whole - 1));
	}
	return g_string_free(text, FALSE);
}

char *count_text(gint64 value, const char *language)
{
	if (value >= 1 && value <= 9 && is_vietnamese(language))
		return g_strdup_printf("0%d", (int)value);
	return number_text(value, 0, language);
}

char *number_roman(guint value)
{
	static const struct {
		guint value;
		const char *letters;
	} steps[] = {{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"},
		{50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}};
	if (value == 0 || value > 3999)
		return g_strdup_printf("%u", value);
	GString *roman = g_string_new(NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
		for (; value >= steps[i].value; value -= steps[i].value)
			g_string_append(roman, steps[i].letters);
	}
	return g_string_free(roman, FALSE);
}

/* Words that multiply an amount, folded. */
static const struct {
	const char *word;
	guint zeros;
} multiples[] = {
	{"nghin", 3},
	{"ngan", 3},
	{"thousand", 3},
	{"trieu", 6},
	{"million", 6},
	{"ty", 9},
	{"ti", 9},
	{"billion", 9},
};

guint number_multiple(const char *word, gsize length)
{
	for (gsize i = 0; i < G_N_ELEMENTS(multiples); i++)
		if (strlen(multiples[i].word) == length && memcmp(word, multiples[i].word, length) == 0)
			return multiples[i].zeros;
	return 0;
}

gboolean compare_holds(enum compare compare, int order)
{
	switch (compare) {
	case COMPARE_EQUAL:
		return order == 0;
	case COMPARE_UNEQUAL:
		return order != 0;
	case COMPARE_LESS:
		return order < 0;
	case COMPARE_AT_MOST:
		return order <= 0;
	case COMPARE_MORE:
		return order > 0;
	case COMPARE_AT_LEAST:
		return order >= 0;
	}
	return FALSE;
}
