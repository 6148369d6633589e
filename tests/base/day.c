/* SPDX-License-Identifier: Apache-2.0 */
#include "base/day.h"
#include "check.h"

static void a_day_survives_being_split_and_made(void)
{
	day_t before = DAY_NONE;
	for (day_t day = 1; day < DAY_LAST; day += day < 800000 ? 97 : 1) {
		int year, month, dom;
		day_split(day, &year, &month, &dom);
		g_assert_cmpint(day_make(year, month, dom), ==, day);
		g_assert_cmpint(day, >, before);
		before = day;
	}
	g_assert_cmpint(day_make(1, 1, 1), ==, 1);
	g_assert_cmpint(day_make(1970, 1, 1), ==, 719163);
	g_assert_cmpint(day_make(2020, 3, 12), ==, 737496);
}

static void days_that_do_not_exist_are_no_days(void)
{
	static const int absent[][3] = {{2020, 2, 30}, {2019, 2, 29}, {1900, 2, 29}, {2020, 4, 31},
		{2020, 13, 1}, {2020, 0, 1}, {2020, 1, 0}, {2020, 1, 32}, {0, 1, 1}, {-5, 1, 1},
		{2872, 1, 1}, {99999, 1, 1}, {G_MAXINT, G_MAXINT, G_MAXINT},
		{G_MININT, G_MININT, G_MININT}};
	for (gsize i = 0; i < G_N_ELEMENTS(absent); i++)
		g_assert_cmpint(day_make(absent[i][0], absent[i][1], absent[i][2]), ==, DAY_NONE);
	g_assert_cmpint(day_make(2000, 2, 29), !=, DAY_NONE);
	int year, month, dom;
	day_split(DAY_NONE, &year, &month, &dom);
	g_assert_cmpint(year + month + dom, ==, 0);
	day_split(G_MAXINT32, &year, &month, &dom);
	g_assert_cmpint(year + month + dom, ==, 0);
	day_split(-7, &year, &month, &dom);
	g_assert_cmpint(year + month + dom, ==, 0);
}

static void the_last_day_can_be_made(void)
{
	int year, month, dom;
	day_split(DAY_LAST, &year, &month, &dom);
	g_assert_cmpint(year, ==, 2870);
	g_assert_cmpint(month, ==, 12);
	g_assert_cmpint(dom, ==, 31);
	g_assert_cmpint(day_make(year, month, dom), ==, DAY_LAST);
	g_assert_cmpint(day_make(2871, 1, 1), ==, DAY_NONE);
}

static void weekdays_follow_the_calendar(void)
{
	g_assert_cmpint(day_weekday(day_make(2020, 3, 12)), ==, 4);
	g_assert_cmpint(day_weekday(day_make(1970, 1, 1)), ==, 4);
	g_assert_cmpint(day_weekday(day_make(2026, 11, 22)), ==, 7);
	g_assert_cmpint(day_weekday(DAY_NONE), ==, 0);
	for (day_t day = 730000; day < 731000; day++) {
		GDate date;
		g_date_clear(&date, 1);
		g_date_set_julian(&date, (guint32)day);
		g_assert_cmpint(day_weekday(day), ==, (int)g_date_get_weekday(&date));
	}
}

static void a_day_is_read_in_all_accepted_forms(void)
{
	static const char *const forms[] = {"2020-03-12", "12/3/2020", "12/03/2020", "12-3-2020",
		"12.3.2020", "12-03-2020", " 12/3/2020 ", "2020-03-12\n"};
	for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
		day_t day;
		g_autoptr(GError) error = NULL;
		g_assert_true(day_parse(forms[i], &day, &error));
		g_assert_no_error(error);
		g_assert_cmpint(day, ==, day_make(2020, 3, 12));
	}
}

static void a_day_is_refused_with_the_reason(void)
{
	static const struct {
		const char *text, *reason;
	} cases[] = {
		{"", "empty"},
		{"   ", "empty"},
		{"31/02/2020", "month 2 of 2020 has no day 31"},
		{"2019-02-29", "month 2 of 2019 has no day 29"},
		{"12/13/2020", "no month 13"},
		{"0/1/2020", "no day 0"},
		{"2020-00-10", "no month 0"},
		{"1/1/0000", "out of range"},
		{"1/1/9999", "out of range"},
		{"12/3/20", "several ways"},
		{"20-03-12", "several ways"},
		{"12/3", "not a day"},
		{"12/3/", "not a day"},
		{"12/3-2020", "not a day"},
		{"2020/03/12", "not a day"},
		{"2020.03.12", "not a day"},
		{"2020-3-12", "not a day"},
		{"20200312", "not a day"},
		{"12/3/2020x", "not a day"},
		{"12/3/20201", "not a day"},
		{"ngày 12/3/2020", "not a day"},
		{"12 / 3 / 2020", "not a day"},
		{"-1/1/2020", "not a day"},
		{"012/3/2020", "not a day"},
		{"12/003/2020", "not a day"},
		{"12//2020", "not a day"},
		{"\xff\xfe/1/2020", "not a day"},
		{"1/1/2020/", "not a day"},
		{"99999999999999999999/1/2020", "not a day"},
		{"12/3/020", "not a day"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		day_t day = 5;
		GError *error = NULL;
		g_test_message("case %" G_GSIZE_FORMAT, i);
		g_assert_false(day_parse(cases[i].text, &day, &error));
		g_assert_true(g_utf8_validate(error->message, -1, NULL));
		check_error(&error, ERROR_INPUT, cases[i].reason);
		g_assert_cmpint(day, ==, DAY_NONE);
	}
}

static void a_refused_day_is_quoted_in_brief(void)
{
	g_autofree char *hostile = g_strnfill(1000000, '7');
	GError *error = NULL;
	day_t day;
	g_assert_false(day_parse(hostile, &day, &error));
	g_assert_cmpuint(strlen(error->message), <, 300);
	g_clear_error(&error);
}

static void every_day_is_read_back_from_its_own_text(void)
{
	for (day_t day = 1; day <= DAY_LAST; day += 331) {
		g_autofree char *text = day_iso(day);
		day_t read;
		g_assert_true(day_parse(text, &read, NULL));
		g_assert_cmpint(read, ==, day);
	}
	check_text(day_iso(DAY_NONE), "");
}

static void months_are_added_to_the_last_day_where_needed(void)
{
	g_assert_cmpint(day_add_months(day_make(2020, 1, 31), 1), ==, day_make(2020, 2, 29));
	g_assert_cmpint(day_add_months(day_make(2020, 2, 29), -12), ==, day_make(2019, 2, 28));
	g_assert_cmpint(day_add_months(day_make(2020, 1, 15), -1), ==, day_make(2019, 12, 15));
	g_assert_cmpint(day_add_months(day_make(2020, 12, 31), 2), ==, day_make(2021, 2, 28));
	g_assert_cmpint(day_add_months(DAY_NONE, 1), ==, DAY_NONE);
	g_assert_cmpint(day_add_months(1, -1), ==, DAY_NONE);
	g_assert_cmpint(day_add_months(1000, G_MININT), ==, DAY_NONE);
	g_assert_cmpint(day_add_months(DAY_LAST, G_MAXINT), ==, DAY_NONE);
	for (int months = -500; months < 500; months++) {
		day_t there = day_add_months(day_make(2020, 6, 15), months);
		g_assert_cmpint(day_add_months(there, -months), ==, day_make(2020, 6, 15));
	}
}

static void a_span_is_read_from_days_or_a_period(void)
{
	struct span span;
	g_assert_true(span_parse("2020-01-01/2020-03-12", &span, NULL));
	check_text(span_text(span), "2020-01-01/2020-03-12");
	g_assert_true(span_parse("2020-03-12/2020-03-12", &span, NULL));
	g_assert_true(span_parse("1-1-2020/12.3.2020", &span, NULL));
	check_text(span_text(span), "2020-01-01/2020-03-12");
	static const char *const official[] = {"1/1/2020 - 12/3/2020", "01/01/2020-12/03/2020", "1/1/2020–12/3/2020",
		"1/1/2020 đến 12/3/2020", "1/1/2020/12/3/2020", "2020-01-01/12/3/2020", "1/1/2020/2020-03-12"};
	for (gsize i = 0; i < G_N_ELEMENTS(official); i++) {
		g_assert_true(span_parse(official[i], &span, NULL));
		g_autofree char *written = span_text(span);
		g_assert_cmpstr(written, ==, "2020-01-01/2020-03-12");
	}
	g_assert_true(span_parse("2020-Q1", &span, NULL));
	check_text(span_text(span), "2020-01-01/2020-03-31");
	g_assert_true(span_parse("2020", &span, NULL));
	check_text(span_text(span), "2020-01-01/2020-12-31");
}

static void a_span_is_refused_with_the_reason(void)
{
	static const struct {
		const char *text, *reason;
	} cases[] = {{"2020-03-12/2020-01-01", "before its first"},
		{"2020-02-30/2020-03-01", "no day 30"}, {"2020-01-01/", "empty"},
		{"/2020-01-01", "empty"}, {"2020-01-01/2020-02-01/2020-03-01", "not a span"},
		{"", "not a period"}, {"2020-Q5", "not a period"}, {"/", "empty"}};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct span span;
		GError *error = NULL;
		g_assert_false(span_parse(cases[i].text, &span, &error));
		check_error(&error, ERROR_INPUT, cases[i].reason);
	}
}

static void the_year_before_has_the_same_days(void)
{
	struct span span = {day_make(2020, 1, 1), day_make(2020, 2, 29)};
	check_text(span_text(span_year_before(span)), "2019-01-01/2019-02-28");
	span = (struct span){day_make(2021, 3, 15), day_make(2021, 6, 14)};
	check_text(span_text(span_year_before(span)), "2020-03-15/2020-06-14");
}

static void a_moment_survives_text(void)
{
	static const moment_t moments[] = {0, -1, 1, 1585699200000000, 1585699200123456,
		-62135596800000000, G_GINT64_CONSTANT(28000000000000000)};
	for (gsize i = 0; i < G_N_ELEMENTS(moments); i++) {
		g_autofree char *text = moment_iso(moments[i]);
		moment_t read;
		g_assert_true(moment_parse(text, &read, NULL));
		g_assert_cmpint(read, ==, moments[i]);
	}
	check_text(moment_iso(1585699200000000), "2020-04-01T00:00:00.000000Z");
	check_text(moment_iso(-1), "1969-12-31T23:59:59.999999Z");
	check_text(moment_iso(G_MAXINT64), "@9223372036854775807");
	check_text(moment_iso(G_MININT64), "@-9223372036854775808");
}

static void a_moment_is_read_with_its_offset(void)
{
	static const char *const same[] = {"2020-04-01T00:00:00Z", "2020-04-01T07:00:00+07:00",
		"2020-03-31T19:30:00-04:30", "2020-04-01T00:00Z", "2020-04-01T00:00:00.0Z",
		"2020-04-01T00:00:00.000000Z"};
	for (gsize i = 0; i < G_N_ELEMENTS(same); i++) {
		moment_t moment;
		g_assert_true(moment_parse(same[i], &moment, NULL));
		g_assert_cmpint(moment, ==, 1585699200000000);
	}
	moment_t moment;
	g_assert_true(moment_parse("2020-04-01T00:00:00.12Z", &moment, NULL));
	g_assert_cmpint(moment, ==, 1585699200120000);
}

static void a_moment_without_offset_or_sense_is_refused(void)
{
	static const char *const wrong[] = {"", "2020-04-01", "2020-04-01T00:00:00",
		"2020-04-01 00:00:00Z", "2020-04-01T24:00:00Z", "2020-04-01T00:60:00Z",
		"2020-04-01T00:00:60Z", "2020-02-30T00:00:00Z", "2020-04-01T00:00:00.1234567Z",
		"2020-04-01T00:00:00.Z", "2020-04-01T00:00:00+7", "2020-04-01T00:00:00+07:00 ",
		"2020-04-01T00:00:00Zx", "2020-04-01T00:00:00+99:00", "now", "T",
		"0000-01-01T00:00:00Z", "2020-4-1T00:00:00Z"};
	for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
		moment_t moment;
		GError *error = NULL;
		g_test_message("case %" G_GSIZE_FORMAT, i);
		g_assert_false(moment_parse(wrong[i], &moment, &error));
		check_error(&error, ERROR_INPUT, "");
	}
}

static void the_day_of_a_moment_is_the_day_in_viet_nam(void)
{
	moment_t moment;
	g_assert_true(moment_parse("2020-03-31T16:59:59.999999Z", &moment, NULL));
	g_assert_cmpint(moment_day(moment), ==, day_make(2020, 3, 31));
	g_assert_cmpint(moment_day(moment + 1), ==, day_make(2020, 4, 1));
	g_assert_cmpint(moment_day(-1), ==, day_make(1970, 1, 1));
	g_assert_cmpint(moment_day(G_MAXINT64), ==, DAY_NONE);
	g_assert_cmpint(moment_day(G_MININT64), ==, DAY_NONE);
}

static void the_clock_can_be_fixed_for_tests(void)
{
	g_setenv("NGOAIVU_NOW", "2020-03-31T23:00:00Z", TRUE);
	moment_t first = moment_now();
	g_assert_cmpint(moment_now(), ==, first + 1);
	g_assert_cmpint(moment_now(), ==, first + 2);
	g_assert_cmpint(day_today(), ==, day_make(2020, 4, 1));
	g_unsetenv("NGOAIVU_NOW");
	gint64 apart = moment_now() - g_get_real_time();
	g_assert_cmpint(ABS(apart), <, 60 * G_USEC_PER_SEC);
	g_assert_cmpint(day_today() - moment_day(g_get_real_time()), <=, 0);
}

static void a_wrong_fixed_clock_is_told_and_not_used(void)
{
	g_setenv("NGOAIVU_NOW", "yesterday", TRUE);
	g_test_expect_message(NULL, G_LOG_LEVEL_WARNING, "NGOAIVU_NOW*not a moment*");
	gint64 apart = moment_now() - g_get_real_time();
	g_assert_cmpint(ABS(apart), <, 60 * G_USEC_PER_SEC);
	g_test_assert_expected_messages();
	g_unsetenv("NGOAIVU_NOW");
}

int main(int count, char **words)
{
	g_test_init(&count, &words, NULL);
#define TEST(name) g_test_add_func("/day/" #name, name)
	TEST(a_day_survives_being_split_and_made);
	TEST(days_that_do_not_exist_are_no_days);
	TEST(the_last_day_can_be_made);
	TEST(weekdays_follow_the_calendar);
	TEST(a_day_is_read_in_all_accepted_forms);
	TEST(a_day_is_refused_with_the_reason);
	TEST(a_refused_day_is_quoted_in_brief);
	TEST(every_day_is_read_back_from_its_own_text);
	TEST(months_are_added_to_the_last_day_where_needed);
	TEST(a_span_is_read_from_days_or_a_period);
	TEST(a_span_is_refused_with_the_reason);
	TEST(the_year_before_has_the_same_days);
	TEST(a_moment_survives_text);
	TEST(a_moment_is_read_with_its_offset);
	TEST(a_moment_without_offset_or_sense_is_refused);
	TEST(the_day_of_a_moment_is_the_day_in_viet_nam);
	TEST(the_clock_can_be_fixed_for_tests);
	TEST(a_wrong_fixed_clock_is_told_and_not_used);
	return g_test_run();
}
