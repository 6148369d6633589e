/* SPDX-License-Identifier: Apache-2.0 */
#include "base/period.h"
#include "base/error.h"
#include "base/number.h"
#include "base/text.h"

#include <string.h>

#define YEAR_FIRST 1900
#define YEAR_LAST  2800

static const struct {
	int months; /* in one period */
	int most;   /* the greatest index */
} kinds[] = {
	[PERIOD_MONTH] = {1, 12},
	[PERIOD_QUARTER] = {3, 4},
	[PERIOD_HALF] = {6, 2},
	[PERIOD_NINE_MONTHS] = {9, 1},
	[PERIOD_YEAR] = {12, 1},
};

static const char *const english_months[] = {"January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December"};

static gboolean is_vietnamese(const char *language)
{
	return !language || g_str_has_prefix(language, "vi");
}

static gboolean refuse(const char *text, GError **error)
{
	g_autofree char *brief = text_brief(text);
	return fail(error, ERROR_INPUT,
		_("“%s” is not a period: write 2020-03, 2020-Q1, 2021-H1, 2020-9M or 2020"), brief);
}

/* What follows "YYYY-". */
static gboolean read_part(const char *part, struct period *period)
{
	if (g_ascii_strcasecmp(part, "9M") == 0) {
		period->kind = PERIOD_NINE_MONTHS;
		period->index = 1;
		return TRUE;
	}
	if (strlen(part) != 2 || !g_ascii_isdigit(part[1]))
		return FALSE;
	char first = g_ascii_toupper(part[0]);
	period->index = part[1] - '0';
	if (first == 'Q') {
		period->kind = PERIOD_QUARTER;
	} else if (first == 'H') {
		period->kind = PERIOD_HALF;
	} else if (g_ascii_isdigit(first)) {
		period->kind = PERIOD_MONTH;
		period->index += (first - '0') * 10;
	} else {
		return FALSE;
	}
	return period->index >= 1 && period->index <= kinds[period->kind].most;
}

gboolean period_parse(const char *text, struct period *period, GError **error)
{
	struct period read = {PERIOD_YEAR, 0, 1};
	for (int i = 0; i < 4; i++) {
		if (!g_ascii_isdigit(text[i]))
			return refuse(text, error);
		read.year = read.year * 10 + (text[i] - '0');
	}
	if (text[4] != '\0' && (text[4] != '-' || !read_part(text + 5, &read)))
		return refuse(text, error);
	if (read.year < YEAR_FIRST || read.year > YEAR_LAST)
		return fail(error, ERROR_INPUT,
			_("period “%s”: the year must lie between %d and %d"), text, YEAR_FIRST,
			YEAR_LAST);
	*period = read;
	return TRUE;
}

char *period_text(struct period period)
{
	switch (period.kind) {
	case PERIOD_MONTH:
		return g_strdup_printf("%04d-%02d", period.year, period.index);
	case PERIOD_QUARTER:
		return g_strdup_printf("%04d-Q%d", period.year, period.index);
	case PERIOD_HALF:
		return g_strdup_printf("%04d-H%d", period.year, period.index);
	case PERIOD_NINE_MONTHS:
		return g_strdup_printf("%04d-9M", period.year);
	case PERIOD_YEAR:
		break;
	}
	return g_strdup_printf("%04d", period.year);
}

/* The days of the months first … last of a year. */
static struct span months_span(int year, int first, int last, enum regime regime)
{
	struct span span;
	if (regime == REGIME_LEGAL) {
		span.from = day_add_months(day_make(year, first, 15), -1);
		span.to = day_make(year, last, 14);
	} else {
		span.from = day_make(year, first, 1);
		span.to = day_add_months(day_make(year, last, 1), 1) - 1;
	}
	return span;
}

struct span period_span(struct period period, enum regime regime)
{
	int months = kinds[period.kind].months;
	int last = months * period.index;
	return months_span(period.year, last - months + 1, last, regime);
}

struct span period_year_to_date(struct period period, enum regime regime)
{
	return months_span(period.year, 1, kinds[period.kind].months * period.index, regime);
}

struct period period_next(struct period period)
{
	if (period.kind == PERIOD_NINE_MONTHS)
		return (struct period){PERIOD_QUARTER, period.year, 4};
	if (period.index < kinds[period.kind].most)
		return (struct period){period.kind, period.year, period.index + 1};
	return (struct period){period.kind, period.year + 1, 1};
}

struct period period_year_before(struct period period)
{
	return (struct period){period.kind, period.year - 1, period.index};
}

static char *vietnamese_short_name(struct period period)
{
	g_autofree char *roman = NULL;
	switch (period.kind) {
	case PERIOD_MONTH:
		/* January and February take a zero (Decree 30/2020, Annex I, on dates). */
		return g_strdup_printf(period.index <= 2 ? "tháng 0%d" : "tháng %d", period.index);
	case PERIOD_QUARTER:
		roman = number_roman((guint)period.index);
		return g_strdup_printf("quý %s", roman);
	case PERIOD_HALF:
		return g_strdup(period.index == 1 ? "6 tháng đầu năm" : "6 tháng cuối năm");
	case PERIOD_NINE_MONTHS:
		return g_strdup("9 tháng đầu năm");
	case PERIOD_YEAR:
		break;
	}
	return g_strdup("năm");
}

static char *english_short_name(struct period period)
{
	g_autofree char *roman = NULL;
	switch (period.kind) {
	case PERIOD_MONTH:
		return g_strdup(english_months[(period.index - 1) % 12]);
	case PERIOD_QUARTER:
		roman = number_roman((guint)period.index);
		return g_strdup_printf("quarter %s", roman);
	case PERIOD_HALF:
		return g_strdup(period.index == 1 ? "first half" : "second half");
	case PERIOD_NINE_MONTHS:
		return g_strdup("first nine months");
	case PERIOD_YEAR:
		break;
	}
	return g_strdup("year");
}

char *period_short_name(struct period period, const char *language)
{
	return is_vietnamese(language) ? vietnamese_short_name(period) : english_short_name(period);
}

char *period_name(struct period period, const char *language)
{
	g_autofree char *name = period_short_name(period, language);
	const char *between = " ";
	if (!is_vietnamese(language))
		between = period.kind == PERIOD_MONTH || period.kind == PERIOD_YEAR ? " " : " of ";
	else if (period.kind == PERIOD_MONTH)
		between = "/";
	else if (period.kind == PERIOD_QUARTER)
		between = " năm ";
	return g_strdup_printf("%s%s%d", name, between, period.year);
}
