/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* What the pages of one report share: page_report*.c and page_part.c. */
#include "app/reports.h"
#include "web/page.h"
#include "web/places.h"

/* Who sees what the offices below have sent, and owe. */
#define SEES_OFFICES (MAY_OFFICES | MAY_COMPILE | MAY_APPROVE)

/* What a state waits for: the act, who may do it, and how its button is called. */
struct report_step {
	const char *state, *act;
	guint may;
	const char *title;
};
extern const struct report_step report_steps[]; /* ended by a NULL state */

/* The report that the address names; ERROR_ABSENT, also where it was deleted. */
struct record *wanted_report(struct request *request, GError **error);
/* A form that changes a record of a report: it carries the version that it was made from. */
void report_begin_act(struct page *page, const struct url *url, const struct record *record);
gboolean report_check_version(const struct request *request, const struct record *record, GError **error);
gboolean report_back_to(struct request *request, const struct record *report, enum notice notice);
/* /reports/ID[/FURTHER] */
struct url report_url(const struct record *report, const char *further);
/* The heading of a page about a part of the report's work, with the way back. */
void report_headline(struct page *page, struct request *request, const struct record *report, const char *title);

/* What the report's state waits for, by whom it waits for: the report as it is then, or the one opened to correct it. */
struct record *report_do(struct request *request, struct record *report, const char *act, const char *why, GError **error);
/* On a day, or today for NULL; documents are written one at a time. */
gboolean report_issue_locked(struct request *request, struct record *report, const char *date, GError **error);
/* page_verify.c: the bytes as a file of that name. */
struct verification *verify_bytes(struct request *request, const struct pair *file, GError **error);
/* The document's bytes; documents are written one at a time. */
GBytes *report_write_locked(struct request *request, const struct doc *doc, const struct doc_format *format, GError **error);

/* "05-BC-SNgV.docx", "tb-quarter-2020-Q1.docx": with what follows the name. Caller frees. */
char *report_file_name(const struct record *report, const char *ending);

/* page_report_check.c: what the check finds in a draft, against the office's records. Caller frees. */
struct findings *draft_findings(struct request *request, const struct record *report, const struct doc *doc, GError **error);
void put_report_findings(struct page *page, const struct record *report, const struct findings *findings, const struct places *places);
/* Whether the draft has errors that were not answered; then the answer leads to them. FALSE: it could not be looked at. */
gboolean stopped_by_errors(struct request *request, const struct record *report, gboolean *stopped, GError **error);

/* page_report_bridge.c: from which a bridge leads to the report: ?with=ID, else the issue before; NULL without *error where there is none. */
struct record *report_first(struct request *request, const struct record *report, GError **error);
/* page_period.c: the office's reports of a period, as they are now. struct record *. */
GPtrArray *reports_of_period(struct request *request, const char *period, GError **error);
