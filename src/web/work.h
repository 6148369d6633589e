/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* What waits to be done in the office: records with the day on which they are due, whose they are, and what is said of them. */
#include "web/show.h"

/* Each scope holds what the one before it holds. */
enum work_scope { WORK_MINE, WORK_DIVISION, WORK_OFFICE, WORK_SCOPES };

struct work {
	struct record *record;
	day_t day;
	enum lateness due;
	enum work_scope scope; /* the narrowest that it is in, for the reader */
};

enum { WORK_EACH_MOST = 500 /* of a register, the newest */ };

/* struct work of the office, due until a day, by day; what is late first, therefore. */
GArray *works_of(struct request *request, day_t until, GError **error);
guint works_count(const GArray *works, enum work_scope scope, enum lateness due);
/* Reports that wait for an act of the reader's: struct record *. */
GPtrArray *reports_waiting(struct request *request, GError **error);
/* Days as this page tells them: the day, and under it how many working days there are. */
void put_due(struct page *page, day_t day, enum lateness due);
/* One of a list: its day, what it is, whose, its state. */
void put_work(struct page *page, const struct work *work);
