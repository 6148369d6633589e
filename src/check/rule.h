/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Rules: each says what may be wrong with a paper, and how sure it is. A function may serve several
 * rules, which stand together in the table; it is run once. ngoaivu-check(7) has a section for each.
 */
#include "base/finding.h"
#include "check/check.h"
#include "check/fact.h"
#include "check/frame.h"
#include "check/locate.h"

enum rule_id {
	RULE_TOTAL,
	RULE_PART,
	RULE_COUNT,
	RULE_SERIES,
	RULE_CHANGE,
	RULE_SHARE,
	RULE_CUMULATION,
	RULE_REPEATED,
	RULE_HUNDRED,
	RULE_TABLE,
	RULE_PERIOD,
	RULE_CUTOFF,
	RULE_STAGE,
	RULE_DAY,
	RULE_YEARS,
	RULE_SYMBOL_YEAR,
	RULE_SYMBOL_FORM,
	RULE_SYMBOL_KIND,
	RULE_CITED_TWICE,
	RULE_ISSUER,
	RULE_SECTION,
	RULE_NAME,
	RULE_NAME_KNOWN,
	RULE_TWICE,
	RULE_PASSAGE_TWICE,
	RULE_SPELLING,
	RULE_WORD,
	RULE_PHRASE,
	RULE_APPROXIMATION,
	RULE_BRACKET,
	RULE_STOP,
	RULE_MARK,
	RULE_CAPITAL,
	RULE_BLANK,
	RULE_RECIPIENT,
	RULE_OUTDATED,
	RULE_LEDGER,
	RULE_LEGAL_UNKNOWN,
	RULE_LEGAL_ENDED,
	RULE_LEGAL_DAY,
	RULE_OFFICIAL,
	RULES,
};

struct check {
	const struct paper *paper;
	const struct facts *facts;
	const struct frame *frame;
	const struct check_context *context;
	struct findings *findings;
	const char *file;     /* borrowed */
	const struct source_text *source;
	guint *told;      /* by rule: how many findings */
};

struct rule {
	const char *id;
	enum severity severity;
	const char *title; /* N_() */
	void (*run)(struct check *check); /* NULL: that of the row above */
};
extern const struct rule rules[RULES];

/* What a finding has beside its place; all may be NULL. */
struct advice {
	const char *right;    /* what to put in the place of the quote */
	const struct range *other; /* where the contradicting text stands */
};

/* Of one rule: a paper in which more is wrong is none, and is not to take for ever. */
#define FINDINGS_MOST 200

/* Longer sentences are none, and what is looked for in all of one would take for ever. */
#define SENTENCE_MOST 1000

/* At tokens [from, to) of a passage, or at all of it where from == to. */
void check_report(struct check *check, enum rule_id rule, struct range range,
	const struct advice *advice, const char *format, ...) G_GNUC_PRINTF(5, 6);
/* The same, with another severity than the rule's own. */
void check_report_as(struct check *check, enum rule_id rule, enum severity severity,
	struct range range, const struct advice *advice, const char *format, ...)
	G_GNUC_PRINTF(6, 7);

/* At the label of a passage, and all of a heading behind it. */
void check_report_label(struct check *check, enum rule_id rule, guint passage,
	const struct advice *advice, const char *format, ...) G_GNUC_PRINTF(5, 6);

/* A range of tokens of one passage. */
struct range check_range(const struct check *check, guint passage, guint from, guint to);
/* The text of a range as a message quotes it; caller frees. */
char *check_quote(const struct check *check, struct range range);

void check_totals(struct check *check);
void check_splits(struct check *check); /* part of check_totals */
void check_sums(struct check *check); /* part of check_totals */
void check_enumerations(struct check *check); /* part of check_totals */
void check_lists(struct check *check);
void check_annexes(struct check *check); /* part of check_figures */
void check_changes(struct check *check);
void check_portions(struct check *check); /* part of check_changes */
void check_figures(struct check *check);
void check_tables(struct check *check);
void check_columns(struct check *check); /* part of check_tables */
void check_periods(struct check *check);
void check_days(struct check *check);
void check_symbols(struct check *check);
void check_sections(struct check *check);
void check_captions(struct check *check); /* part of check_sections */
void check_names(struct check *check);
void check_repeats(struct check *check);
void check_words(struct check *check);
void check_marks(struct check *check);
void check_form(struct check *check);
void check_against(struct check *check); /* nothing without records */
