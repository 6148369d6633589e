/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Figure queries. A figure is a sum over entries: of some offices, over a span (a stock or an active figure: at its
 * last day, or meeting it), under conditions on dimensions, as known now or at a past moment.
 */
#include "ledger/ledger.h"

enum boundaries {
	BOUNDARIES_THEN, /* the office as it was: its own entries */
	BOUNDARIES_NOW,  /* with the offices that have since been merged into it */
};

/* One dimension must be one of the values (ids). The dimension `continuing` (yes, no) exists for active figures. */
struct condition {
	char *dimension;
	char **values; /* NULL-ended */
};

struct number {
	gboolean present;  /* FALSE: no value (first/last of nothing, share of zero) */
	gint64 value;      /* scaled by 10^scale */
	guint scale;
	char currency[4];  /* "" when it is not money */
};

struct figure_query {
	const struct figure *figure;
	GArray *offices;        /* gint64 office numbers */
	struct span span;
	GPtrArray *conditions;  /* struct condition * */
	char *by;               /* dimension to split by, or NULL */
	moment_t as_known;      /* 0 = now */
	gint64 position;        /* 0 = now; else a history id, for a query of one office; instead of as_known */
	moment_t held;          /* 0 = now; else what of each office was here at that moment, by the clock here; instead of both */
	enum boundaries boundaries;
	struct number stated;   /* what a report stated of it: the answer where the records give nothing; absent = none */
};

struct figure_query *figure_query_new(const struct figure *figure);
struct figure_query *figure_query_copy(const struct figure_query *query);
void figure_query_free(struct figure_query *query);
typedef struct figure_query figure_query_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(figure_query_t, figure_query_free)
/* For tables of queries: equal where all their parts are, conditions in the same order. */
guint figure_query_hash(gconstpointer query);
gboolean figure_query_equal(gconstpointer a, gconstpointer b);
/*
 * "host=leaders,country=JP;KR": adds conditions; several values of one dimension by ";" or by naming it twice.
 * Names and values are checked: ERROR_INPUT with the accepted ones and the nearest. Values may be labels.
 */
gboolean figure_query_where(struct figure_query *query, struct store *store, const char *where, GError **error);
/* One value more; "" is what is not given. */
gboolean figure_query_condition(struct figure_query *query, struct store *store, const char *dimension, const char *value, GError **error);
gboolean figure_query_by(struct figure_query *query, const char *dimension, GError **error);
/* Whether it is split by "office": the offices asked for, each with what was merged into it. A dimension of that name comes first. */
gboolean is_by_office(const struct figure *figure, const char *dimension);
/*
 * Canonical text, without blanks: "inbound.visitors?office=tb&span=2020-01-01/2020-03-12&host=leaders&~position=153":
 * office, span, conditions by name, then ~by ~boundaries ~position ~as-known ~held ~stated. Read back by figure_query_parse.
 */
char *figure_query_text(const struct figure_query *query, struct store *store);
struct figure_query *figure_query_parse(struct store *store, const char *text, GError **error);

/* What it asks for, for readers: "Khách vào (Lãnh đạo tỉnh; Nhật Bản, Lào)". Caller frees. */
char *figure_query_name(const struct figure_query *query, const char *language);

struct figure_row {
	char *value;       /* of the `by` dimension; "" = not given */
	char *label_vi, *label_en;
	struct number number;
};
struct figure_answer {
	struct number number;
	GPtrArray *rows;   /* struct figure_row *, by value in order of the definition (choices), else by label; NULL without `by` */
};
void figure_answer_free(struct figure_answer *answer);
typedef struct figure_answer figure_answer_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(figure_answer_t, figure_answer_free)

/* The rows in order of their labels in this language; they are in Vietnamese order. */
void figure_answer_sort(struct figure_answer *answer, const struct figure_query *query, const char *language);
struct figure_answer *figure_answer(struct ledger *ledger, const struct figure_query *query, GError **error);
/* Only the number, without allocation where it can be avoided. */
gboolean figure_number(struct ledger *ledger, const struct figure_query *query, struct number *number, GError **error);
/* The numbers of many queries, as of one moment: the store is asked for them together. */
gboolean figure_numbers(struct ledger *ledger, struct figure_query *const *queries, guint count, struct number *numbers, GError **error);

/* One posting behind a figure; the deltas add up to the figure (for counts, sums, stocks and active figures). */
struct posting {
	gint64 history;    /* key of the history entry that posted it */
	gint64 record;     /* key */
	gint64 version;    /* of the record, after that change; 0 when the cause was a change of definitions */
	day_t day;
	char *dims;
	gint64 delta;      /* signed as it enters the figure; scaled like it */
};
/* struct posting *, in order of history, of stocks and active figures without records that have ended; ERROR_INPUT for share and ratio (explain their parts). */
GPtrArray *figure_explain(struct ledger *ledger, const struct figure_query *query, GError **error);

/* "1566", "-3.50": machine form of a number; "" when absent. Caller frees. */
char *number_plain(const struct number *number);
