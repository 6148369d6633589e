/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The frame of a paper: what its subject and its date say it is about, and which passages open and
 * close it. What the paper does not say stays 0 or empty.
 */
#include "base/period.h"
#include "check/fact.h"

/* A period as it is written: a form of grammar.h, its number in the year, the year. */
struct term {
	enum form form; /* FORM_MONTH, FORM_QUARTER, FORM_MONTHS, FORM_YEAR */
	int index;      /* month, quarter, how many months; negative: the last ones */
	int year;       /* 0 = not said */
	guint mention;  /* index in facts.mentions */
};

struct frame {
	GArray *terms;     /* struct term, of the subject; what has no year takes that of the next */
	guint opening_from, opening_to; /* passages before the first heading, of the body */
	guint body_to;     /* the passage after the body's last */
	int closing;       /* the passage "Trên đây là báo cáo …"; -1 = none */
	int date_passage;  /* -1 = none */
	int day, month, year; /* of the date line */
	int subject_passage;  /* -1 = none */
	struct span span;  /* of the subject's first term, by the calendar; DAY_NONE = not known */
	GArray *ahead;     /* guint8 by passage: it stands under a heading on what is to come */
};

struct frame *frame_new(const struct paper *paper, const struct facts *facts);
void frame_free(struct frame *frame);
typedef struct frame frame_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(frame_t, frame_free)

/* FALSE for a mention that is no period. */
gboolean term_of(const struct mention *mention, struct term *term);
/* "quý II năm 2020"; caller frees. */
char *term_text(const struct term *term);
/* Whether a passage is on what is planned. */
gboolean frame_is_ahead(const struct frame *frame, guint passage);
/* The year the paper is about: that of its first term, or 0. */
int frame_year(const struct frame *frame);
