/* SPDX-License-Identifier: Apache-2.0 */
#include "base/number.h"
#include "check.h"

struct accepted {
	const char *text;
	gint64 value;
};

struct refused {
	const char *text, *reason;
};

static void a_count_is_read_with_or_without_groups(void)
{
	static const struct accepted cases[] = {{"1566", 1566}, {"1.566", 1566}, {"1,566", 1566},
		{"1 566", 1566}, {"1\u00a0566", 1566}, {"1\u202f566\u202f000", 1566000},
		{"1.566.000", 1566000}, {"02", 2}, {"0", 0}, {"-5", -5}, {"+5", 5},
		{"\u2212"
		 "1.566",
			-1566},
		{" 7 ", 7}, {"7\u00a0", 7}, {"12.345.678", 12345678},
		{"9223372036854775807", G_MAXINT64}, {"-9223372036854775808", G_MININT64},
		{"9.223.372.036.854.775.807", G_MAXINT64}, {"0000000000000000000000000000012", 12}};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		gint64 count = 99;
		g_autoptr(GError) error = NULL;
		g_assert_true(count_parse(cases[i].text, &count, &error));
		g_assert_no_error(error);
		g_assert_cmpint(count, ==, cases[i].value);
	}
}

static void a_wrong_count_is_refused_with_the_reason(void)
{
	static const struct refused cases[] = {{"", "empty"}, {" ", "empty"}, {"\u00a0", "empty"},
		{"1,5", "whole"}, {"1.5", "whole"}, {"1.56", "whole"}, {"1566.000", "whole"},
		{"1.566,000", "whole"}, {"1,566.000", "whole"}, {"1.566.00", "whole"},
		{"0.566", "whole"}, {"1 566.000", "whole"}, {"12 34", "whole"},
		{"một", "not a number"}, {"12 đoàn", "not a number"}, {"1e5", "not a number"},
		{"0x10", "not a number"}, {"--5", "not a number"}, {"- 5", "not a number"},
		{"5-", "not a number"}, {".5", "not a number"}, {"5.", "not a number"},
		{"1..566", "not a number"}, {"1  566", "not a number"}, {"-", "not a number"},
		{"+", "not a number"}, {"١٢", "not a number"}, {"５", "not a number"},
		{"1'566", "not a number"}, {"9223372036854775808", "too large"},
		{"-9223372036854775809", "too large"}, {"99999999999999999999999", "too large"},
		{"\xff", "UTF-8"}, {"5\xc3", "UTF-8"},
		{"1.111.111.111.111.111.111.111.111", "not a number"}};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		gint64 count = 99;
		GError *error = NULL;
		g_test_message("case %" G_GSIZE_FORMAT, i);
		g_assert_false(count_parse(cases[i].text, &count, &error));
		check_error(&error, ERROR_INPUT, cases[i].reason);
		g_assert_cmpint(count, ==, 99);
	}
}

static void a_decimal_is_read_the_vietnamese_or_the_english_way(void)
{
	static const struct accepted cases[] = {{"1,5", 1500}, {"1.5", 1500}, {"1,566", 1566},
		{"1566", 1566000}, {"1.566,5", 1566500}, {"1,566.5", 1566500},
		{"1.566.000", 1566000000}, {"1,566,000", 1566000000}, {"1 566", 1566000},
		{"1 566,5", 1566500}, {"1\u00a0566.25", 1566250}, {"0.566", 566}, {"0,566", 566},
		{"1566.123", 1566123}, {"1566,123", 1566123}, {"-0,5", -500},
		{"\u2212"
		 "1,5",
			-1500},
		{"0", 0}, {"1,566.000", 1566000}, {"1.566,000", 1566000}, {"12.5", 12500},
		{"007,5", 7500}, {"00.566", 566}, {"1.566.000,125", 1566000125}};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		gint64 value = 99;
		g_autoptr(GError) error = NULL;
		g_test_message("case %" G_GSIZE_FORMAT, i);
		g_assert_true(decimal_parse(cases[i].text, 3, &value, &error));
		g_assert_no_error(error);
		g_assert_cmpint(value, ==, cases[i].value);
	}
}

static void a_decimal_with_two_readings_is_refused_with_both(void)
{
	gint64 value;
	GError *error = NULL;
	g_assert_false(decimal_parse("1.566", 3, &value, &error));
	check_error(&error, ERROR_INPUT, "write 1566 or 1,566");
	g_assert_false(decimal_parse("-12.000", 3, &value, &error));
	check_error(&error, ERROR_INPUT, "write -12000 or -12,000");
	g_assert_false(decimal_parse("1 566.000", 3, &value, &error));
	check_error(&error, ERROR_INPUT, "write 1566000 or 1566,000");
}

static void a_wrong_decimal_is_refused_with_the_reason(void)
{
	static const struct refused cases[] = {{"", "empty"}, {"1,2345", "at most 3"},
		{"1.23456", "at most 3"}, {"1,566,00", "not a number"},
		{"1.566.00", "not a number"}, {"1,5,5", "not a number"},
		{"12.34,5", "not a number"}, {"1.566 000", "not a number"},
		{"1 56", "not a number"}, {"abc", "not a number"}, {"1,", "not a number"},
		{",5", "not a number"}, {"1.566,5.5", "not a number"},
		{"9223372036854775,808", "too large"}, {"9999999999999999999", "too large"},
		{"5 tỷ", "not a number"}, {"\xc3\x28", "UTF-8"}, {"0.566.000", "not a number"}};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		gint64 value = 99;
		GError *error = NULL;
		g_test_message("case %" G_GSIZE_FORMAT, i);
		g_assert_false(decimal_parse(cases[i].text, 3, &value, &error));
		check_error(&error, ERROR_INPUT, cases[i].reason);
		g_assert_cmpint(value, ==, 99);
	}
	GError *error = NULL;
	gint64 value;
	g_assert_false(decimal_parse("1,5", 0, &value, &error));
	check_error(&error, ERROR_INPUT, "whole number");
}

static void the_plain_form_knows_neither_groups_nor_commas(void)
{
	static const struct accepted right[] = {{"1.50", 150}, {"-1.5", -150}, {"0", 0},
		{"1.566", -1}, {"12", 1200}, {"-92233720368547758.08", G_MININT64}};
	for (gsize i = 0; i < G_N_ELEMENTS(right); i++) {
		gint64 value = -1;
		gboolean read = decimal_parse_plain(right[i].text, 2, &value, NULL);
		g_assert_cmpint(read, ==, right[i].value != -1);
		g_assert_cmpint(value, ==, right[i].value);
	}
	static const char *const wrong[] = {"", "-", "+1", "1,5", "1.", ".5", "1 000", "1.0.0",
		" 1", "1 ", "1e3", "--1", "0x1", "\xff", "nan", "92233720368547758.08"};
	for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
		gint64 value;
		GError *error = NULL;
		g_assert_false(decimal_parse_plain(wrong[i], 2, &value, &error));
		check_error(&error, ERROR_INPUT, "");
	}
}

static void arithmetic_tells_overflow(void)
{
	gint64 result;
	GError *error = NULL;
	g_assert_true(number_add(G_MAXINT64 - 1, 1, &result, NULL));
	g_assert_cmpint(result, ==, G_MAXINT64);
	g_assert_false(number_add(G_MAXINT64, 1, &result, &error));
	check_error(&error, ERROR_INPUT, "number too large");
	g_assert_false(number_add(G_MININT64, -1, &result, &error));
	check_error(&error, ERROR_INPUT, "number too large");
	g_assert_true(number_multiply(-3, 5, &result, NULL));
	g_assert_cmpint(result, ==, -15);
	g_assert_false(number_multiply(G_MININT64, -1, &result, &error));
	check_error(&error, ERROR_INPUT, "number too large");
}

static void scaling_rounds_half_away_from_zero(void)
{
	static const gint64 cases[][4] = {{1, 1, 2, 1}, {-1, 1, 2, -1}, {1, 1, 3, 0}, {2, 1, 3, 1},
		{-2, 1, 3, -1}, {5, 1, 10, 1}, {4, 1, 10, 0}, {-5, 1, 10, -1}, {7, 3, 1, 21},
		{G_MAXINT64, G_MAXINT64, G_MAXINT64, G_MAXINT64},
		{G_MININT64, G_MAXINT64, G_MAXINT64, G_MININT64}, {0, 5, 7, 0},
		{1, 1, G_MAXINT64, 0}, {G_MAXINT64, 1, 2, G_MAXINT64 / 2 + 1}};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		gint64 result;
		g_assert_true(number_scale(cases[i][0], cases[i][1], cases[i][2], &result, NULL));
		g_assert_cmpint(result, ==, cases[i][3]);
	}
	GError *error = NULL;
	gint64 result;
	g_assert_false(number_scale(G_MAXINT64, 2, 1, &result, &error));
	check_error(&error, ERROR_INPUT, "number too large");
	g_assert_cmpint(number_power10(0), ==, 1);
	g_assert_cmpint(number_power10(18), ==, G_GINT64_CONSTANT(1000000000000000000));
}

static void numbers_are_written_for_readers(void)
{
	static const struct {
		gint64 value;
		guint scale;
		const char *vietnamese, *english;
	} cases[] = {{0, 0, "0", "0"}, {999, 0, "999", "999"}, {1566, 0, "1.566", "1,566"},
		{-1566, 0, "-1.566", "-1,566"}, {-156, 0, "-156", "-156"},
		{1234567, 0, "1.234.567", "1,234,567"}, {150, 2, "1,5", "1.5"}, {100, 2, "1", "1"},
		{156650, 2, "1.566,5", "1,566.5"}, {-5, 2, "-0,05", "-0.05"},
		{1000, 0, "1.000", "1,000"}, {5, 1, "0,5", "0.5"},
		{100000, 0, "100.000", "100,000"}, {-100000, 0, "-100.000", "-100,000"},
		{G_MININT64, 0, "-9.223.372.036.854.775.808", "-9,223,372,036,854,775,808"},
		{G_MININT64, 18, "-9,223372036854775808", "-9.223372036854775808"}};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		check_text(number_text(cases[i].value, cases[i].scale, "vi"), cases[i].vietnamese);
		check_text(number_text(cases[i].value, cases[i].scale, "en"), cases[i].english);
	}
}

static void counts_below_ten_have_two_digits(void)
{
	check_text(count_text(2, "vi"), "02");
	check_text(count_text(9, "vi"), "09");
	check_text(count_text(0, "vi"), "0");
	check_text(count_text(10, "vi"), "10");
	check_text(count_text(-3, "vi"), "-3");
	check_text(count_text(1566, "vi"), "1.566");
	check_text(count_text(2, "en"), "2");
	check_text(count_text(1566, "en"), "1,566");
}

static void the_plain_text_is_read_back(void)
{
	check_text(decimal_plain(150, 2), "1.50");
	check_text(decimal_plain(150, 0), "150");
	check_text(decimal_plain(-5, 2), "-0.05");
	check_text(decimal_plain(G_MININT64, 3), "-9223372036854775.808");
	g_autoptr(GRand) random = g_rand_new_with_seed(20200312);
	for (int i = 0; i < 20000; i++) {
		gint64 value = (gint64)((guint64)g_rand_int(random) << 32 | g_rand_int(random)) >>
			       (i % 64);
		guint scale = g_rand_int(random) % 19;
		g_autofree char *plain = decimal_plain(value, scale);
		gint64 read = value + 1;
		g_assert_true(decimal_parse_plain(plain, scale, &read, NULL));
		g_assert_cmpint(read, ==, value);
		g_autofree char *text = number_text(value, 0, i % 2 ? "vi" : "en");
		g_assert_true(count_parse(text, &read, NULL));
		g_assert_cmpint(read, ==, value);
	}
}

static void hostile_text_never_becomes_two_numbers(void)
{
	static const char letters[] = "0123456789.,- \xa0\xc2";
	g_autoptr(GRand) random = g_rand_new_with_seed(7);
	for (int i = 0; i < 100000; i++) {
		char text[12] = {0};
		gint32 length = g_rand_int_range(random, 0, 11);
		for (gint32 k = 0; k < length; k++)
			text[k] = letters[g_rand_int_range(random, 0, (gint32)sizeof letters - 1)];
		gint64 value;
		GError *error = NULL;
		if (!decimal_parse(text, 6, &value, &error))
			g_assert_true(g_utf8_validate(error->message, -1, NULL));
		g_clear_error(&error);
		gint64 count;
		if (count_parse(text, &count, NULL) && decimal_parse(text, 6, &value, NULL) &&
			!strchr(text, ','))
			g_assert_cmpint(value, ==, count * 1000000);
	}
}

static void roman_numbers_are_written(void)
{
	check_text(number_roman(1), "I");
	check_text(number_roman(4), "IV");
	check_text(number_roman(9), "IX");
	check_text(number_roman(14), "XIV");
	check_text(number_roman(1999), "MCMXCIX");
	check_text(number_roman(3999), "MMMCMXCIX");
	check_text(number_roman(0), "0");
	check_text(number_roman(4000), "4000");
}

int main(int count, char **words)
{
	g_test_init(&count, &words, NULL);
#define TEST(name) g_test_add_func("/number/" #name, name)
	TEST(a_count_is_read_with_or_without_groups);
	TEST(a_wrong_count_is_refused_with_the_reason);
	TEST(a_decimal_is_read_the_vietnamese_or_the_english_way);
	TEST(a_decimal_with_two_readings_is_refused_with_both);
	TEST(a_wrong_decimal_is_refused_with_the_reason);
	TEST(the_plain_form_knows_neither_groups_nor_commas);
	TEST(arithmetic_tells_overflow);
	TEST(scaling_rounds_half_away_from_zero);
	TEST(numbers_are_written_for_readers);
	TEST(counts_below_ten_have_two_digits);
	TEST(the_plain_text_is_read_back);
	TEST(hostile_text_never_becomes_two_numbers);
	TEST(roman_numbers_are_written);
	return g_test_run();
}
