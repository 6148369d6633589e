/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Statements: what a paper says of figures. Every quantity of the text (facts.h) with what it counts, the days it
 * is of, what it is part of or compared with, and the figure that it states where one fits; beside them what is
 * said without a number ("không có thỏa thuận nào được ký kết"). In reading order. Planned and wished numbers
 * state no figure.
 */
#include "check/frame.h"
#include "check/names.h"
#include "check/topic.h"

struct named {
	struct range range;
	const char *list; /* "countries", "provinces", "bodies"; NULL = a known name of neither */
	const char *code; /* "JP"; of a body its abbreviation in symbols; NULL = none */
};

struct statement {
	struct range range;
	const struct quantity *quantity; /* NULL: said without a number, or a series */
	gint64 value, upper;  /* × 10^-scale */
	guint scale;
	guint8 abouts;        /* 1 << enum about */
	guint8 role;          /* enum role */
	unit_t unit;
	guint counted, after; /* tokens of what is counted */
	const char *figure;   /* borrowed; NULL = none fits */
	guint nearness;       /* how near the figure's words stand */
	char *cut;            /* "host=leaders,country=JP"; NULL = all */
	struct span span;     /* DAY_NONE where nothing is known */
	int when;             /* the mention that says so; -1 = the paper's period */
	int whole;            /* index of the total that it is part of; -1 = none */
	int main;             /* of a difference: index of what is more or less; -1 = not found */
	gboolean based;       /* of a difference: what it is compared with is known */
	gint64 base;          /* × 10^-scale */
	struct span base_span;
	gboolean planned;
	GArray *items;        /* struct range: what is listed after it; NULL = nothing */
};

struct statements {
	GArray *list;  /* struct statement */
	GArray *names; /* struct named */
};

struct statements *statements_new(const struct paper *paper, const struct facts *facts, const struct frame *frame,
	const struct topics *topics, const struct gazetteer *names, const struct model *model);
void statements_free(struct statements *statements);
typedef struct statements statements_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(statements_t, statements_free)
