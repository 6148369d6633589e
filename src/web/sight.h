/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The page of one figure, in parts: what it was asked (page_figure.c), its course over time (sight_time.c), the records
 * behind it (sight_records.c), and what it says in words (sight_text.c).
 */
#include "base/period.h"
#include "web/query.h"

enum comparison { COMPARED_NOT, COMPARED_YEAR, COMPARED_BEFORE, COMPARISONS };
enum { PIECES_NONE = -1 };

/* A period of the span with its number, and that of the span compared with. */
struct piece {
	struct span span, then_span;
	struct period period;
	struct number number, then;
};

struct sight {
	struct page page;
	struct figure_query *query;
	struct figure_answer *answer;
	enum comparison comparison;
	struct figure_query *before_query; /* NULL when not compared */
	struct figure_answer *before;
	gboolean stated[2];                /* whether the number, and that before, was stated and is of no records */
	int pieces_kind;                   /* enum period_kind that the span is cut into, or PIECES_NONE */
	GArray *pieces;                    /* struct piece; NULL where it is not cut */
};

/* The span that another is compared with: the same days a year before, or as many (whole months: as many months) just before. */
struct span compared_span(struct span span, enum comparison comparison);
const char *comparison_label(enum comparison comparison);

/* A number in a table's cell, which leads to the records that make it; `number` NULL: nothing. */
void put_figure_number(struct sight *sight, const struct figure_query *query, const struct number *number);
void put_figure_head(struct sight *sight, const char *class, const char *text);
const struct figure_row *row_before(const struct sight *sight, const char *value);

/* Reads "time" of the query and cuts the span by it; ERROR_INPUT for too many pieces. */
gboolean sight_cut(struct sight *sight, GError **error);
void put_time_select(struct sight *sight);
void put_time(struct sight *sight);
/* The records behind it, with the version that posted each, when they are asked for; else the way there. */
gboolean put_figure_records(struct sight *sight, GError **error);
/* The figure as sentences that can be copied into a report. */
void put_figure_text(struct sight *sight);
