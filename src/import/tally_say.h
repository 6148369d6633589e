/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * What the texts around a number say: of which days, how counted, what else. All texts of a workbook are read as one
 * paper (check/paper.h), each once.
 */
#include "base/period.h"
#include "check/check.h"
#include "check/fact.h"
#include "check/names.h"
#include "check/topic.h"
#include "import/tally_table.h"

enum { SAID_UNITS_MOST = 4 };

/* The days that a text says: months of a year, a span, up to which day. Zero: nothing of the kind. */
struct said_days {
	int year, first, count; /* count months from the first */
	struct span span;       /* said day by day */
	int until_day, until_month, until_year; /* figures are counted up to then */
	gboolean before;        /* of the year before */
	gboolean since;         /* since the year's first day */
	gboolean years, months; /* several years, several parts of one */
};

struct said {
	const char *text;
	guint passage, from, to; /* of the paper; tokens */
	guint words;        /* 1 << enum tally_word of what stands in it */
	guint8 *marks;      /* by token: its meaning is known whatever is counted */
	struct said_days days;
	guint units;
	struct said_unit {
		unit_t unit;
		guint from, to, zeros; /* tokens; zeros of "triệu" before it */
	} unit[SAID_UNITS_MOST];
};

struct tally_texts;
/* Of texts (char *, none of them empty), with their set. */
struct tally_texts *tally_texts_new(const struct check_context *context, const struct tally_words *words, const GPtrArray *texts);
void tally_texts_free(struct tally_texts *texts);
typedef struct tally_texts tally_texts_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(tally_texts_t, tally_texts_free)
/* What one of them says; borrowed. */
const struct said *tally_said(const struct tally_texts *texts, const char *text);
const struct heard *tally_heard(const struct tally_texts *texts);
const struct paper *tally_paper(const struct tally_texts *texts);

/* A number that it says of this unit; FALSE for none, or several. */
gboolean tally_said_amount(const struct tally_texts *texts, const struct said *said, unit_t unit, gint64 *value);

/* The days that several texts say together, the nearest first: FALSE where they say none or contradict each other. */
gboolean tally_days(const struct said *const *said, guint count, struct span *span, gboolean *as_base, const char **why);
