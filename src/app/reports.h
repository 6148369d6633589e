/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Reports: rendered as a draft, led through their states, issued, verified, explained.
 */
#include "app/app.h"
#include "base/finding.h"
#include "doc/writer.h"
#include "report/snapshot.h"

/* Which report; texts borrowed, NULL = default. */
struct report_wish {
	gint64 office;
	const char *period;    /* "2020-Q1" */
	const char *cutoff;    /* day; NULL: the period's last */
	const char *regime;    /* "calendar", "legal"; NULL: the template's */
	const char *template;  /* name or path; NULL: the office's own for that kind of period, else the standard one */
	gint64 position;       /* as known at that history id; 0 = now */
	moment_t as_known;     /* the moment that position stands for, which other offices have too; 0 = now */
	enum boundaries boundaries;
	const struct record *report; /* whose parts it holds (parts.h); NULL: of the one under way, where there is one */
	moment_t held;         /* of other offices, what was here at that moment; 0 = now, or as_known */
};

/* A report rendered, with what it was made from. */
struct rendering {
	struct doc *doc;
	struct template *template;
	char *template_name;   /* "tb-quarter" */
	struct period period;
	enum regime regime;
	day_t cutoff;
	gint64 position;       /* the position it counts to */
	char *lost;            /* a section that a division wrote for and the document lacks, or NULL */
};
void rendering_free(struct rendering *rendering);
typedef struct rendering rendering_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(rendering_t, rendering_free)

/* A draft: number and day blank. */
struct rendering *report_render(struct app *app, const struct report_wish *wish, GError **error);
/* The text of all mistakes that template_check finds, NULL when none. */
gboolean report_check_template(struct app *app, const char *path, GError **error);

/* Opens the report's record; ERROR_CONFLICT when one of that template and period is under way. */
struct record *report_open(struct app *app, const struct report_wish *wish, const char *why, GError **error);
/* Opens the report that corrects an issued one; when it is issued itself, the old one is superseded. */
struct record *report_correct(struct app *app, const struct record *issued, const char *why, GError **error);
/*
 * What is wrong in a report as it would be submitted now (ngoaivu-check(7)), against the records of its office. An
 * error stops the submission unless it is answered with a reason, which the report's record keeps: the answer holds
 * for the rule and the quote. The reason is borrowed from the record; NULL = there is none.
 */
struct findings *report_findings(struct app *app, const struct record *report, GError **error);
struct checker;
struct findings *report_findings_in(
	struct app *app, const struct checker *checker, const struct record *report, const struct doc *doc, GError **error); /* the document is there */
/* The draft as a DOCX with the findings as comments at their words (doc/annotate.h). That it has no number and day yet is no finding. */
GBytes *report_annotated(
	struct app *app, const struct checker *checker, const struct record *report, const struct doc *doc, GBytes *docx, GError **error);
void report_leave_out_blanks(struct findings *findings, const struct doc *doc);
const char *report_answered(const struct record *report, const struct finding *finding);
guint report_open_errors(const struct record *report, const struct findings *findings); /* those not answered */
const struct finding *report_finding(const struct findings *findings, const char *rule, const char *quote); /* NULL = none such */
gboolean report_answer(struct app *app, struct record *report, const struct finding *finding, const char *reason, GError **error);
/* ERROR_REFUSED with every error that is not answered. */
gboolean report_may_be_submitted(struct app *app, const struct record *report, GError **error);
/* To the next state on the way open → compiling → checked → submitted → approved; or back with a reason. */
gboolean report_advance(struct app *app, struct record *report, const char *why, GError **error);
gboolean report_return(struct app *app, struct record *report, const char *why, GError **error);
/*
 * Issues an approved report: the next number of the outgoing register for its kind and year, the day, the frozen
 * snapshot, the hash of each file; one transaction. `report` becomes the issued record.
 */
gboolean report_issue(struct app *app, struct record *report, day_t date, const char *why, GError **error);
/* The record by "05/BC-SNgV", by id, or the newest of a wish's template and period. ERROR_ABSENT. */
struct record *report_find(struct app *app, gint64 office, const char *name, GError **error);
/* The report of a rendering's template and period that is neither cancelled nor superseded; NULL without *error when there is none. */
struct record *report_of_rendering(struct app *app, const struct rendering *rendering, gint64 office, GError **error);
struct record *report_under_way(struct app *app, const struct report_wish *wish, GError **error);
/* The wish that a report's record holds; `day` keeps its cut-off, to be freed. */
struct report_wish report_wish_of(const struct record *report, char **day);
/* The issued document as it was signed, from its snapshot. */
struct doc *report_doc(struct app *app, const struct record *report, GError **error); /* the same, or the draft as it would be now */
struct doc *report_issued_doc(struct app *app, const struct record *report, GError **error);

enum verdict {
	VERDICT_UNCHANGED, /* bytes as issued */
	VERDICT_CHANGED,   /* names an issued report, but differs from it */
	VERDICT_UNKNOWN,   /* no issued report of this store */
};
struct figure_change {
	char *query, *then, *now;
};
struct verification {
	enum verdict verdict;
	struct record *report;      /* NULL when unknown */
	char *office;               /* its code */
	char *format;
	GPtrArray *differences;     /* char *: lines that differ in the file */
	GPtrArray *data_changes;    /* struct figure_change *: figures that the records now give otherwise */
	gboolean snapshot_sound;
};
void verification_free(struct verification *verification);
typedef struct verification verification_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(verification_t, verification_free)
struct verification *report_verify(struct app *app, const char *path, GError **error);

/* The issue before: of the same template, counting to an earlier day; of a correction the report that it corrects. *before may be NULL. */
gboolean report_before(struct app *app, const struct record *report, struct record **before, GError **error);
struct figure_pair {
	char *query;      /* of this report */
	char *then, *now; /* machine form */
};
struct comparison {
	struct record *before; /* NULL: there is none, and nothing is compared */
	GPtrArray *lines;      /* char *: "- line" of the one before, "+ line" of this one */
	GPtrArray *figures;    /* struct figure_pair *: those that both tell, in the order of this one */
};
void comparison_free(struct comparison *comparison);
typedef struct comparison comparison_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(comparison_t, comparison_free)
struct comparison *report_compare(struct app *app, const struct record *report, GError **error);
/* The record of the report of which a file with this hash (64 hex digits) was issued, of whatever office; NULL without *error when none was. */
struct record *report_of_hash(struct app *app, const char *hash, char **format, GError **error);
