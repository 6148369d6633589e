/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The values of a template's expressions: immutable, counted. What a value is made from (model, records) must outlive
 * it. A number that comes from figures carries the canonical query; see template.h for numbers computed from several.
 */
#include "def/record.h"
#include "ledger/figure.h"
#include "report/syntax.h"

enum kind {
	KIND_ANY,      /* only before evaluation: not known */
	KIND_MISSING, KIND_BOOL, KIND_NUMBER, KIND_TEXT, KIND_DAY,
	KIND_CHOICE,   /* printed by its label, compared by its id too */
	KIND_LIST, KIND_RECORD, KIND_ROW /* of a record's field of rows */, KIND_DOCUMENT, KIND_PERIOD, KIND_SPAN,
	KIND_FIGURE,
	KIND_PART,     /* a line of rows(figure, by: …) */
	KIND_LOOP, KIND_REPORT,
};
const char *kind_name(enum kind kind); /* for messages */

/* How a number is printed where nothing else is said. */
enum number_style {
	STYLE_NUMBER, /* "1.566" */
	STYLE_COUNT,  /* "02" */
	STYLE_BARE,   /* "2020" */
};

struct quantity {
	struct number number;
	enum number_style style;
	const struct label *unit; /* or NULL */
	char *query;              /* or NULL: not from figures */
};

struct datum {
	enum kind kind;
	union {
		gboolean truth;
		struct quantity quantity;
		struct { char *text, *id; };  /* TEXT: rich; CHOICE: label and id; DOCUMENT: as printed */
		day_t day;
		struct record *record;
		struct { const struct field *rows; const struct value *values; struct datum *holder; }; /* ROW */
		struct { struct period period; enum regime regime; };
		struct span span;
		struct figure_query *query;
	};
	GPtrArray *items; /* LIST: struct datum *; PART, DOCUMENT, LOOP, REPORT: their members in order */
};
struct datum *datum_ref(struct datum *datum);
void datum_unref(struct datum *datum);
typedef struct datum datum_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(datum_t, datum_unref)

struct datum *datum_missing(void);
struct datum *datum_bool(gboolean truth);
struct datum *datum_whole(gint64 value, enum number_style style);
struct datum *datum_number(const struct number *number, enum number_style style, const struct label *unit,
	const char *query);
struct datum *datum_text(const char *text);       /* from records or definitions */
struct datum *datum_rich(char *rich);             /* takes it */
struct datum *datum_choice(const char *id, const char *label);
struct datum *datum_day(day_t day);               /* missing for DAY_NONE */
struct datum *datum_list(void);                   /* empty; to be filled before it is shared */
void datum_add(struct datum *list, struct datum *item); /* takes the item; for PART, DOCUMENT, LOOP, REPORT too */
struct datum *datum_record(const struct record *record); /* shares it */
struct datum *datum_period(struct period period, enum regime regime);
struct datum *datum_span(struct span span);
struct datum *datum_figure(struct figure_query *query);  /* takes it */
struct datum *datum_group(enum kind kind);        /* PART, DOCUMENT, LOOP, REPORT: members to be added in order */

/* The members that a kind has, in order; ends with a NULL name. */
struct member {
	enum kind of;
	const char *name;
	enum kind gives; /* KIND_LIST: of texts */
};
const struct member *member_find(enum kind of, const char *name, guint *index);
/* The names of the members, for "did you mean"; caller frees the array only. */
GPtrArray *member_names(enum kind of);
