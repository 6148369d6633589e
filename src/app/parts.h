/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Parts of a report: records of the register report_part, one for each section that a division writes. A report is
 * rendered with what they say; it goes on from "compiling" when all of them are accepted.
 */
#include "app/reports.h"
#include "report/sections.h"
#include "report/template.h"

#define PART_REGISTER "report_part"

/* The parts of a report that are not withdrawn, by their numbers: struct record *. `position` as of store_each. */
GPtrArray *report_parts(struct app *app, const struct record *report, gint64 position, GError **error);
/* What they say, for a rendering: struct section_text *, borrowing from `parts`. */
GPtrArray *parts_texts(const GPtrArray *parts);
/* Gives a section to a division, anew where it is given already; the part as stored, or NULL with *error. */
struct record *report_assign(struct app *app, const struct record *report, const char *section, const char *division, const char *due, GError **error);
/* The sections of the draft; the parts whose section it does not have are told in *lost (path; may be NULL). */
GPtrArray *report_sections(struct app *app, const struct record *report, GPtrArray **lost, GError **error);
/* ERROR_REFUSED naming a part that is not accepted yet. */
gboolean parts_are_accepted(struct app *app, const struct record *report, GError **error);

/* A text for a part that is not kept yet. */
struct part_draft {
	gint64 part;
	const char *text; /* clean */
	gboolean instead;
};
struct report_fragments {
	struct doc *whole;  /* the report as it would be with that text; NULL: */
	char *problem;      /* why it cannot be made with it */
	GPtrArray *list;    /* struct fragment *, one for each of the texts */
	struct doc *doc;    /* what they refer to */
};
void report_fragments_free(struct report_fragments *fragments);
typedef struct report_fragments report_fragments_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(report_fragments_t, report_fragments_free)
/* The draft of a report with a text that is being written, and small templates by themselves in its context: all in one look at the store. */
struct report_fragments *report_fragments(struct app *app, const struct record *report, const struct part_draft *draft, const GPtrArray *texts, GError **error);
