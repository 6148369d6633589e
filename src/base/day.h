/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Days, spans and moments. A day is a day of the office's calendar (Asia/Ho_Chi_Minh), a moment is UTC.
 */
#include <glib.h>

/* Days since 0000-12-31 in the proleptic Gregorian calendar (0001-01-01 is 1, as in GDate); 0 = no day. */
typedef gint32 day_t;
#define DAY_NONE ((day_t)0)
#define DAY_LAST ((day_t)1048246) /* 2870-12-31, the last whole year whose days a ledger cell can hold (20 bits) */

/* DAY_NONE when there is no such day (31/02). */
day_t day_make(int year, int month, int day);
void day_split(day_t day, int *year, int *month, int *dom);
int day_weekday(day_t day); /* 1 Monday … 7 Sunday */

/*
 * Accepts 2020-03-12, 12/3/2020, 12/03/2020, 12-3-2020, 12.3.2020; refuses anything else and days that do not
 * exist, with the reason (ERROR_INPUT).
 */
gboolean day_parse(const char *text, day_t *day, GError **error);
char *day_iso(day_t day);      /* 2020-03-12 */
day_t day_add_months(day_t day, int months); /* the last day of the month where the day does not exist */
day_t day_today(void);         /* in Asia/Ho_Chi_Minh */

/* A span of days, both ends included. */
struct span {
	day_t from, to;
};
gboolean span_parse(const char *text, struct span *span, GError **error); /* "2020-01-01/2020-03-12" or a period */
char *span_text(struct span span);                                        /* "2020-01-01/2020-03-12" */
struct span span_year_before(struct span span);  /* the same days a year earlier (29/02 → 28/02) */

/* Microseconds since 1970-01-01T00:00:00Z. */
typedef gint64 moment_t;
moment_t moment_now(void); /* NGOAIVU_NOW (a moment) fixes it for tests: that plus 1 µs for each call before */
gboolean moment_parse(const char *text, moment_t *moment, GError **error); /* ISO 8601 with Z or ±hh:mm */
char *moment_iso(moment_t moment); /* 2020-04-01T00:00:00.000000Z */
day_t moment_day(moment_t moment); /* its day in Asia/Ho_Chi_Minh */
