/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * An office's calendar: what its registers say is held (their definitions name the days), what is due and not done, the
 * national days of the countries that it has partners in, and days off.
 */
#include "app/app.h"

enum event_kind { EVENT_HELD, EVENT_DUE, EVENT_NATIONAL_DAY, EVENT_HOLIDAY };

struct event {
	enum event_kind kind;
	day_t from, to;                  /* both included */
	struct record *record;           /* held, due */
	const struct code_item *country; /* national day */
	const struct label *label;       /* holiday */
};

enum { CALENDAR_DAYS_MOST = 400, CALENDAR_EACH_MOST = 1000 };

/* struct event *, by first day. Of a register CALENDAR_EACH_MOST at most. `every`: the national days of all countries. */
GPtrArray *app_events(struct app *app, gint64 office, struct span span, gboolean every, GError **error);
/* What an event is called, without personal data; caller frees. */
char *event_title(struct app *app, const struct event *event, const char *language);
