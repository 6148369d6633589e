/* SPDX-License-Identifier: Apache-2.0 */
#include "base/period.h"
#include "check.h"

static const struct {
	const char *text, *calendar, *legal, *to_date, *legal_to_date, *next, *vietnamese, *english,
		*short_name;
} cases[] = {
	{"2020-08", "2020-08-01/2020-08-31", "2020-07-15/2020-08-14", "2020-01-01/2020-08-31",
		"2019-12-15/2020-08-14", "2020-09", "tháng 8/2020", "August 2020", "tháng 8"},
	{"2020-01", "2020-01-01/2020-01-31", "2019-12-15/2020-01-14", "2020-01-01/2020-01-31",
		"2019-12-15/2020-01-14", "2020-02", "tháng 01/2020", "January 2020", "tháng 01"},
	{"2020-02", "2020-02-01/2020-02-29", "2020-01-15/2020-02-14", "2020-01-01/2020-02-29",
		"2019-12-15/2020-02-14", "2020-03", "tháng 02/2020", "February 2020", "tháng 02"},
	{"2020-12", "2020-12-01/2020-12-31", "2020-11-15/2020-12-14", "2020-01-01/2020-12-31",
		"2019-12-15/2020-12-14", "2021-01", "tháng 12/2020", "December 2020", "tháng 12"},
	{"2020-Q1", "2020-01-01/2020-03-31", "2019-12-15/2020-03-14", "2020-01-01/2020-03-31",
		"2019-12-15/2020-03-14", "2020-Q2", "quý I năm 2020", "quarter I of 2020", "quý I"},
	{"2020-Q2", "2020-04-01/2020-06-30", "2020-03-15/2020-06-14", "2020-01-01/2020-06-30",
		"2019-12-15/2020-06-14", "2020-Q3", "quý II năm 2020", "quarter II of 2020",
		"quý II"},
	{"2020-Q3", "2020-07-01/2020-09-30", "2020-06-15/2020-09-14", "2020-01-01/2020-09-30",
		"2019-12-15/2020-09-14", "2020-Q4", "quý III năm 2020", "quarter III of 2020",
		"quý III"},
	{"2020-Q4", "2020-10-01/2020-12-31", "2020-09-15/2020-12-14", "2020-01-01/2020-12-31",
		"2019-12-15/2020-12-14", "2021-Q1", "quý IV năm 2020", "quarter IV of 2020",
		"quý IV"},
	{"2021-H1", "2021-01-01/2021-06-30", "2020-12-15/2021-06-14", "2021-01-01/2021-06-30",
		"2020-12-15/2021-06-14", "2021-H2", "6 tháng đầu năm 2021", "first half of 2021",
		"6 tháng đầu năm"},
	{"2021-H2", "2021-07-01/2021-12-31", "2021-06-15/2021-12-14", "2021-01-01/2021-12-31",
		"2020-12-15/2021-12-14", "2022-H1", "6 tháng cuối năm 2021", "second half of 2021",
		"6 tháng cuối năm"},
	{"2020-9M", "2020-01-01/2020-09-30", "2019-12-15/2020-09-14", "2020-01-01/2020-09-30",
		"2019-12-15/2020-09-14", "2020-Q4", "9 tháng đầu năm 2020",
		"first nine months of 2020", "9 tháng đầu năm"},
	{"2020", "2020-01-01/2020-12-31", "2019-12-15/2020-12-14", "2020-01-01/2020-12-31",
		"2019-12-15/2020-12-14", "2021", "năm 2020", "year 2020", "năm"},
};

static struct period read_period(const char *text)
{
	struct period period;
	g_autoptr(GError) error = NULL;
	g_assert_true(period_parse(text, &period, &error));
	g_assert_no_error(error);
	return period;
}

static void each_period_has_its_days_by_calendar_and_by_decree(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct period period = read_period(cases[i].text);
		check_text(span_text(period_span(period, REGIME_CALENDAR)), cases[i].calendar);
		check_text(span_text(period_span(period, REGIME_LEGAL)), cases[i].legal);
		check_text(
			span_text(period_year_to_date(period, REGIME_CALENDAR)), cases[i].to_date);
		check_text(span_text(period_year_to_date(period, REGIME_LEGAL)),
			cases[i].legal_to_date);
	}
}

static void each_period_has_its_text_its_name_and_its_successor(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct period period = read_period(cases[i].text);
		check_text(period_text(period), cases[i].text);
		check_text(period_text(period_next(period)), cases[i].next);
		check_text(period_name(period, "vi"), cases[i].vietnamese);
		check_text(period_name(period, "en"), cases[i].english);
		check_text(period_short_name(period, "vi"), cases[i].short_name);
	}
	check_text(period_text(period_year_before(read_period("2020-9M"))), "2019-9M");
	check_text(period_short_name(read_period("2020-03"), "en"), "March");
}

static void small_letters_are_accepted(void)
{
	check_text(period_text(read_period("2020-q3")), "2020-Q3");
	check_text(period_text(read_period("2020-h2")), "2020-H2");
	check_text(period_text(read_period("2020-9m")), "2020-9M");
}

static void legal_periods_follow_one_another_without_gap(void)
{
	static const char *const starts[] = {"1995-01", "1995-Q1", "1995-H1", "1995"};
	static const enum regime regimes[] = {REGIME_CALENDAR, REGIME_LEGAL};
	for (gsize i = 0; i < G_N_ELEMENTS(starts) * 2; i++) {
		struct period period = read_period(starts[i / 2]);
		day_t before = period_span(period, regimes[i % 2]).from - 1;
		for (int k = 0; k < 500; k++) {
			struct span span = period_span(period, regimes[i % 2]);
			g_assert_cmpint(span.from, ==, before + 1);
			g_assert_cmpint(span.to, >, span.from);
			g_autofree char *text = period_text(period);
			struct period again = read_period(text);
			g_assert_cmpint(period_span(again, regimes[i % 2]).from, ==, span.from);
			before = span.to;
			period = period_next(period);
		}
	}
}

static void what_is_no_period_is_refused(void)
{
	static const char *const wrong[] = {"", "20", "202", "20200", "2020-", "2020-0", "2020-00",
		"2020-13", "2020-1", "2020-3", "2020-Q0", "2020-Q5", "2020-Q", "2020-Q11",
		"2020-H0", "2020-H3", "2020-6M", "2020-9", "2020-9MM", "2020Q1", "2020-03-12",
		" 2020", "2020 ", "Q1-2020", "-2020", "2020-X1", "2020--1", "2020/03", "\xff\xff",
		"２０２０"};
	for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
		struct period period;
		GError *error = NULL;
		g_test_message("case %" G_GSIZE_FORMAT, i);
		g_assert_false(period_parse(wrong[i], &period, &error));
		check_error(&error, ERROR_INPUT, "is not a period");
	}
	struct period period;
	GError *error = NULL;
	g_assert_false(period_parse("1899", &period, &error));
	check_error(&error, ERROR_INPUT, "between 1900 and 2800");
	g_assert_false(period_parse("9999-Q4", &period, &error));
	check_error(&error, ERROR_INPUT, "between 1900 and 2800");
}

static void the_outermost_periods_still_have_days(void)
{
	check_text(span_text(period_span(read_period("1900-01"), REGIME_LEGAL)),
		"1899-12-15/1900-01-14");
	check_text(span_text(period_span(period_next(read_period("2800")), REGIME_CALENDAR)),
		"2801-01-01/2801-12-31");
}

int main(int count, char **words)
{
	g_test_init(&count, &words, NULL);
#define TEST(name) g_test_add_func("/period/" #name, name)
	TEST(each_period_has_its_days_by_calendar_and_by_decree);
	TEST(each_period_has_its_text_its_name_and_its_successor);
	TEST(small_letters_are_accepted);
	TEST(legal_periods_follow_one_another_without_gap);
	TEST(what_is_no_period_is_refused);
	TEST(the_outermost_periods_still_have_days);
	return g_test_run();
}
