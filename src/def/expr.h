/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Expressions of the definitions (when, check, compute, amounts, dates; grammar in ngoaivu-definitions(5)), also used
 * for --where and for records(…) in templates. Parse, then bind, then evaluate; bound expressions are read only.
 * A missing value makes a comparison false and arithmetic missing. Nesting deeper than 100 is refused.
 * A datetime stands for its day. Of a field with many values, = and in ask whether any of them is the one. A number
 * beside money is VND. Money of one currency and rate is added in it; different ones are added in VND.
 */
#include "def/record.h"

enum expr_type { TYPE_ANY, TYPE_BOOL, TYPE_NUMBER, TYPE_MONEY, TYPE_DAY, TYPE_TEXT, TYPE_CHOICE /* id text, maybe several */ };

/* Findings get file:line:column (columns move along with the text). NULL after an error. */
struct expr *expr_parse(const char *text, struct place place, struct findings *findings);
void expr_free(struct expr *expr);
typedef struct expr expr_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(expr_t, expr_free)

/* Once for an expression: resolves names first in `each` (a rows field or NULL), then in the register; checks types. FALSE after an error. */
gboolean expr_bind(struct expr *expr, const struct model *model, const struct reg *reg, const struct field *each,
	enum expr_type want, struct findings *findings);
/* The same for `compute` of that field: the type wanted is the field's, and names may be values of it (if(a > 3, large, small)). */
gboolean expr_bind_compute(struct expr *expr, const struct model *model, const struct reg *reg, const struct field *each,
	const struct field *field, struct findings *findings);
enum expr_type expr_type_of(const struct expr *expr); /* after binding */
guint expr_scale(const struct expr *expr);            /* of a number, after binding */
/* The fields of the record itself that it reads, for cycle checks: added to the set (const struct field *). */
void expr_reads(const struct expr *expr, GHashTable *fields);

/* How many links its longest name goes through. */
guint expr_links(const struct expr *expr);

struct scope {
	const struct model *model;
	const struct record *record;
	const struct value *row;   /* values of one row of `each`, or NULL */
	const struct links *links; /* for link.field; may be NULL: then such names are missing */
};

struct amount {
	gint64 value;         /* scaled by expr_scale, or minor units of money */
	const struct money *money; /* set for TYPE_MONEY: currency and rate. Borrowed from the record */
};

gboolean expr_true(const struct expr *expr, const struct scope *scope);
day_t expr_day(const struct expr *expr, const struct scope *scope); /* DAY_NONE when missing */
/* FALSE without *error when missing; FALSE with *error (ERROR_INPUT) on overflow. */
gboolean expr_amount(const struct expr *expr, const struct scope *scope, struct amount *amount, GError **error);
/* The value as a field's value, for compute: numbers are rounded to the field's scale. NONE when missing. */
gboolean expr_value(const struct expr *expr, const struct scope *scope, const struct field *field, struct value *value, GError **error);
