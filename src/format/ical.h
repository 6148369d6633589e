/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Calendars as other programs subscribe to them (iCalendar, RFC 5545): whole days. Text is escaped, lines are folded. */
#include "base/day.h"

struct ical_event {
	const char *uid, *summary, *description, *url; /* description, url: NULL for none */
	day_t from, to;                                /* both included */
};
void ical_begin(GString *out, const char *name);
void ical_event(GString *out, const struct ical_event *event, moment_t stamp);
void ical_end(GString *out);
