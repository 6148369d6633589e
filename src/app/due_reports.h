/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The reports that an office has to make now: those under way, and for each kind of period that it has reported before,
 * with the same template, the one that no report has been opened for. An office that has reported nothing yet is told of
 * the legal periods that are to come, and of none as late.
 */
#include "app/app.h"
#include "base/period.h"

struct due_report {
	struct period period;
	enum regime regime;
	day_t due;             /* DAY_NONE where the regime does not say */
	struct record *report; /* NULL: it is to be opened */
};

enum { DUE_REPORTS_AHEAD = 45 /* days: what is due later is not told yet */ };

/* struct due_report *, by day. */
GPtrArray *app_due_reports(struct app *app, gint64 office, day_t today, GError **error);
