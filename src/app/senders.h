/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* At a superior office: those that send to this store (ngoaivu-hub(1)), and their reports. */
#include "app/app.h"

struct sender {
	char *code;
	gint64 office; /* 0: it is entered and has sent nothing */
};
/* By code: struct sender *. */
GPtrArray *app_senders(struct app *app, GError **error);
/* The names of settings that say which offices may send, and with which key: this and the code. */
#define SENDER_SETTING "hub.office."

/* A report that an office has sent, or owes. */
struct sent_report {
	char *office;
	gint64 id;                 /* in the office's register; 0 = it owes one */
	char *period, *symbol, *name;
	day_t issued_on, due_on;   /* DAY_NONE = none */
	moment_t received;         /* when it came here; 0 = never */
	gint late;                 /* days after the due day, until it came or until today */
	char *decision, *reason;   /* "accepted", "returned"; NULL */
	day_t decided_on;
};
void sent_report_free(struct sent_report *report);
json_t *sent_report_json(const struct sent_report *report); /* for programs */
/*
 * Reports received, by office and day; with a period those of it, and the offices that owe theirs (not those that were
 * merged into others before it ended). Superseded reports are left out.
 */
GPtrArray *sent_reports(struct app *app, const struct period *period, enum regime regime, day_t today, GError **error);
/* The decision of an office of this store on a report of a sender: a record; NULL without *error when there is none. */
struct record *sent_report_decision(struct app *app, gint64 hub, const char *sender, gint64 report, GError **error);
/*
 * The offices whose figures a combined report adds up: those received, without those that were merged into others where
 * these are counted by the boundaries of now. gint64.
 */
GArray *app_received_offices(struct app *app, enum boundaries boundaries, GError **error);
/*
 * The names of the offices that have to send the report of a period, or have, NULL-ended; `owing`: of those that had not
 * at the moment `held` (0 = now).
 */
char **app_sender_names(struct app *app, const struct period *period, enum regime regime, moment_t held, gboolean owing, GError **error);
