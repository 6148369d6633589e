/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Reporting periods: month, quarter, half-year, nine months, year (Decree 09/2019 Art. 12), written
 * 2020-03, 2020-Q1, 2021-H1, 2020-9M, 2020. A regime says which days a period has: by the calendar, or the legal
 * 15th of the month before to the 14th.
 */
#include "base/day.h"

enum period_kind { PERIOD_MONTH, PERIOD_QUARTER, PERIOD_HALF, PERIOD_NINE_MONTHS, PERIOD_YEAR };

struct period {
	enum period_kind kind;
	int year;
	int index; /* month 1–12, quarter 1–4, half 1–2; else 1 */
};

enum regime { REGIME_CALENDAR, REGIME_LEGAL };

gboolean period_parse(const char *text, struct period *period, GError **error);
char *period_text(struct period period);                          /* "2020-Q1" */
struct span period_span(struct period period, enum regime regime);
struct span period_year_to_date(struct period period, enum regime regime); /* from the year's first day to the period's last */
struct period period_next(struct period period);      /* H1 → H2 of the year, 9M → Q4, else the one that follows */
struct period period_year_before(struct period period);

/*
 * The official name: vi "tháng 8/2020", "quý I năm 2020", "6 tháng đầu năm 2021", "9 tháng đầu năm 2020",
 * "năm 2020"; en "August 2020", "quarter I of 2020", "first half of 2021" … Caller frees.
 */
char *period_name(struct period period, const char *language);
/* The name without its year: "tháng 8", "quý I", "6 tháng đầu năm", "năm". */
char *period_short_name(struct period period, const char *language);
