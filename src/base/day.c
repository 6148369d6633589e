/* SPDX-License-Identifier: Apache-2.0 */
#include "base/day.h"
#include "base/error.h"
#include "base/period.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY_EPOCH        719163 /* 1970-01-01 */
#define DAY_MICROSECONDS G_GINT64_CONSTANT(86400000000)
enum { YEAR_LAST = 2870 }; /* it ends with DAY_LAST */
/* Việt Nam has kept UTC+7 without summer time since 1975. */
#define OFFICE_OFFSET G_GINT64_CONSTANT(25200000000)

static gboolean day_exists(day_t day)
{
	return day > DAY_NONE && day <= DAY_LAST;
}

day_t day_make(int year, int month, int day)
{
	if (year < 1 || year > YEAR_LAST || month < 1 || month > 12 || day < 1 || day > 31)
		return DAY_NONE;
	if (!g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
		return DAY_NONE;
	GDate date;
	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
	day_t made = (day_t)g_date_get_julian(&date);
	return day_exists(made) ? made : DAY_NONE;
}

void day_split(day_t day, int *year, int *month, int *dom)
{
	*year = *month = *dom = 0;
	if (!day_exists(day))
		return;
	GDate date;
	g_date_clear(&date, 1);
	g_date_set_julian(&date, (guint32)day);
	*year = (int)g_date_get_year(&date);
	*month = (int)g_date_get_month(&date);
	*dom = (int)g_date_get_day(&date);
}

int day_weekday(day_t day)
{
	/* 0001-01-01 was a Monday. */
	return day_exists(day) ? (day - 1) % 7 + 1 : 0;
}

/* Reads 1 to `most` digits; the number of digits read. */
static guint read_digits(const char **at, guint most, int *value)
{
	guint digits = 0;
	*value = 0;
	while (digits < most && g_ascii_isdigit(**at)) {
		*value = *value * 10 + (**at - '0');
		digits++;
		(*at)++;
	}
	return digits;
}

static const char *skip_space(const char *at)
{
	while (g_ascii_isspace(*at))
		at++;
	return at;
}

static gboolean refuse_form(const char *text, GError **error)
{
	g_autofree char *brief = text_brief(text);
	return fail(error, ERROR_INPUT, _("“%s” is not a day: write it as 2020-03-12 or 12/3/2020"),
		brief);
}

static gboolean make_checked(
	const char *text, int year, int month, int dom, day_t *day, GError **error)
{
	*day = day_make(year, month, dom);
	if (*day != DAY_NONE)
		return TRUE;
	g_autofree char *brief = text_brief(text);
	if (month < 1 || month > 12)
		return fail(error, ERROR_INPUT,
			_("“%s” is not a day: there is no month %d (write day/month/year)"), brief,
			month);
	if (year < 1 || year > YEAR_LAST)
		return fail(error, ERROR_INPUT,
			_("“%s” is not a day: the year %d is out of range (1 to %d)"), brief, year, YEAR_LAST);
	return fail(error, ERROR_INPUT, _("“%s” is not a day: month %d of %d has no day %d"), brief,
		month, year, dom);
}

gboolean day_parse(const char *text, day_t *day, GError **error)
{
	*day = DAY_NONE;
	const char *at = skip_space(text);
	if (*at == '\0')
		return fail(error, ERROR_INPUT,
			_("the day is empty: write it as 2020-03-12 or 12/3/2020"));
	int part[3] = {0};
	guint digits[3] = {0};
	char separator = '\0';
	for (int i = 0; i < 3; i++) {
		digits[i] = read_digits(&at, 4, &part[i]);
		if (digits[i] == 0)
			return refuse_form(text, error);
		if (i == 2)
			break;
		if (i == 0)
			separator = *at;
		if (separator == '\0' || !strchr("/-.", separator) || *at != separator)
			return refuse_form(text, error);
		at++;
	}
	if (*skip_space(at) != '\0')
		return refuse_form(text, error);
	if (digits[0] == 4 && digits[1] == 2 && digits[2] == 2 && separator == '-')
		return make_checked(text, part[0], part[1], part[2], day, error);
	if (digits[0] <= 2 && digits[1] <= 2 && digits[2] == 4)
		return make_checked(text, part[2], part[1], part[0], day, error);
	if (digits[0] <= 2 && digits[1] <= 2 && digits[2] <= 2)
		return fail(error, ERROR_INPUT,
			_("“%s” can be read in several ways: write the year with four digits"),
			text);
	return refuse_form(text, error);
}

char *day_iso(day_t day)
{
	int year, month, dom;
	day_split(day, &year, &month, &dom);
	if (year == 0)
		return g_strdup("");
	return g_strdup_printf("%04d-%02d-%02d", year, month, dom);
}

day_t day_add_months(day_t day, int months)
{
	int year, month, dom;
	day_split(day, &year, &month, &dom);
	if (year == 0)
		return DAY_NONE;
	gint64 index = (gint64)year * 12 + month - 1 + months;
	if (index < 12 || index / 12 > YEAR_LAST)
		return DAY_NONE;
	year = (int)(index / 12);
	month = (int)(index % 12) + 1;
	int last = g_date_get_days_in_month((GDateMonth)month, (GDateYear)year);
	return day_make(year, month, MIN(dom, last));
}

static moment_t moment_floor_day(moment_t moment)
{
	moment_t day = moment / DAY_MICROSECONDS;
	return moment % DAY_MICROSECONDS < 0 ? day - 1 : day;
}

day_t moment_day(moment_t moment)
{
	if (moment > G_MAXINT64 - OFFICE_OFFSET)
		return DAY_NONE;
	gint64 day = moment_floor_day(moment + OFFICE_OFFSET) + DAY_EPOCH;
	return day >= 1 && day <= DAY_LAST ? (day_t)day : DAY_NONE;
}

/* TRUE when NGOAIVU_NOW fixes the clock, for reproducible tests. */
static gboolean fixed_now(moment_t *moment)
{
	const char *text = g_getenv("NGOAIVU_NOW");
	if (!text || *text == '\0')
		return FALSE;
	g_autoptr(GError) error = NULL;
	if (moment_parse(text, moment, &error))
		return TRUE;
	g_warning("NGOAIVU_NOW: %s", error->message);
	return FALSE;
}

static moment_t clock_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return (moment_t)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

moment_t moment_now(void)
{
	static gint calls;
	moment_t moment;
	if (fixed_now(&moment))
		return moment + g_atomic_int_add(&calls, 1);
	return clock_now();
}

day_t day_today(void)
{
	moment_t moment;
	return moment_day(fixed_now(&moment) ? moment : clock_now());
}

/*
 * Where a span divides: its separator and that one's length. Days as officials write them have slashes themselves, so
 * that they are divided by a dash, "đến" or one slash more: "1/1/2020 - 12/3/2020".
 */
static const char *span_middle(const char *text, gsize *length)
{
	static const char *const separators[] = {"-", "–", "đến", "/"};
	int day, month, year, end = 0;
	if (sscanf(text, "%2d/%2d/%4d %n", &day, &month, &year, &end) == 3 && end > 0)
		for (guint i = 0; i < G_N_ELEMENTS(separators); i++)
			if (g_str_has_prefix(text + end, separators[i])) {
				*length = strlen(separators[i]);
				return text + end;
			}
	*length = 1;
	return strchr(text, '/');
}

gboolean span_parse(const char *text, struct span *span, GError **error)
{
	g_autofree char *brief = text_brief(text);
	gsize length;
	const char *slash = span_middle(text, &length);
	if (!slash) {
		struct period period;
		if (!period_parse(text, &period, error))
			return FALSE;
		*span = period_span(period, REGIME_CALENDAR);
		return TRUE;
	}
	if (*slash == '/' && strchr(slash + 1, '/') && strchr(slash + 1, '/') == strrchr(text, '/'))
		return fail(error, ERROR_INPUT,
			_("“%s” is not a span: write it as 2020-01-01/2020-03-12 or as a period, "
			  "2020-Q1"),
			brief);
	g_autofree char *first = g_strstrip(g_strndup(text, (gsize)(slash - text)));
	g_autofree char *last = g_strstrip(g_strdup(slash + length));
	if (!day_parse(first, &span->from, error) || !day_parse(last, &span->to, error)) {
		g_prefix_error(error, _("span “%s”: "), brief);
		return FALSE;
	}
	if (span->from > span->to)
		return fail(error, ERROR_INPUT, _("span “%s”: its last day is before its first"),
			brief);
	return TRUE;
}

char *span_text(struct span span)
{
	g_autofree char *from = day_iso(span.from);
	g_autofree char *to = day_iso(span.to);
	return g_strdup_printf("%s/%s", from, to);
}

struct span span_year_before(struct span span)
{
	return (struct span){day_add_months(span.from, -12), day_add_months(span.to, -12)};
}

static gboolean read_exactly(const char **at, guint digits, int *value)
{
	return read_digits(at, digits, value) == digits;
}

static gboolean read_mark(const char **at, char mark)
{
	if (**at != mark)
		return FALSE;
	(*at)++;
	return TRUE;
}

/* [:ss[.ffffff]] in microseconds. */
static gboolean read_seconds(const char **at, gint64 *microseconds)
{
	*microseconds = 0;
	if (!read_mark(at, ':'))
		return TRUE;
	int seconds, fraction = 0;
	if (!read_exactly(at, 2, &seconds) || seconds > 59)
		return FALSE;
	if (read_mark(at, '.')) {
		guint digits = read_digits(at, 6, &fraction);
		if (digits == 0)
			return FALSE;
		for (; digits < 6; digits++)
			fraction *= 10;
	}
	*microseconds = seconds * G_USEC_PER_SEC + fraction;
	return TRUE;
}

/* Z or ±hh:mm, in minutes east of Greenwich. */
static gboolean read_offset(const char **at, int *minutes)
{
	*minutes = 0;
	if (read_mark(at, 'Z'))
		return TRUE;
	int sign = read_mark(at, '-') ? -1 : read_mark(at, '+') ? 1 : 0;
	int hour, minute;
	if (sign == 0 || !read_exactly(at, 2, &hour) || !read_mark(at, ':') ||
		!read_exactly(at, 2, &minute) || hour > 15 || minute > 59)
		return FALSE;
	*minutes = sign * (hour * 60 + minute);
	return TRUE;
}

gboolean moment_parse(const char *text, moment_t *moment, GError **error)
{
	const char *at = text;
	int year, month, dom, hour, minute, offset;
	gint64 microseconds;
	gboolean shaped =
		read_exactly(&at, 4, &year) && read_mark(&at, '-') &&
		read_exactly(&at, 2, &month) && read_mark(&at, '-') && read_exactly(&at, 2, &dom) &&
		read_mark(&at, 'T') && read_exactly(&at, 2, &hour) && hour < 24 &&
		read_mark(&at, ':') && read_exactly(&at, 2, &minute) && minute < 60 &&
		read_seconds(&at, &microseconds) && read_offset(&at, &offset) && *at == '\0';
	if (!shaped) {
		g_autofree char *brief = text_brief(text);
		return fail(error, ERROR_INPUT,
			_("“%s” is not a moment: write it as 2020-04-01T00:00:00Z or "
			  "2020-04-01T07:00:00+07:00"),
			brief);
	}
	day_t day;
	if (!make_checked(text, year, month, dom, &day, error))
		return FALSE;
	*moment = (moment_t)(day - DAY_EPOCH) * DAY_MICROSECONDS +
		  ((gint64)hour * 60 + minute - offset) * 60 * G_USEC_PER_SEC + microseconds;
	return TRUE;
}

char *moment_iso(moment_t moment)
{
	gint64 day = moment_floor_day(moment);
	gint64 within = (moment % DAY_MICROSECONDS + DAY_MICROSECONDS) % DAY_MICROSECONDS;
	gint64 minutes = within / (60 * G_USEC_PER_SEC);
	g_autofree char *date = day + DAY_EPOCH >= 1 && day + DAY_EPOCH <= DAY_LAST
					? day_iso((day_t)(day + DAY_EPOCH))
					: NULL;
	if (!date)
		return g_strdup_printf("@%" G_GINT64_FORMAT, moment);
	return g_strdup_printf("%sT%02d:%02d:%02d.%06dZ", date, (int)(minutes / 60),
		(int)(minutes % 60), (int)(within / G_USEC_PER_SEC % 60),
		(int)(within % G_USEC_PER_SEC));
}
