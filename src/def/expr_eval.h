/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Evaluation of bound expressions: expr_eval.c computes, expr_compare.c compares, expr_result.c is
 * the door. Nothing is allocated, but for copies of what is read through a link while another link
 * is followed.
 */
#include "def/expr_private.h"

struct eval {
	const struct scope *scope;
	gboolean overflow; /* some number became too large */
	gboolean lacking;  /* a value was missing where `quiet` was 0 */
	guint quiet;
	GPtrArray *kept; /* struct value * copied from linked records, or NULL */
};

/* A value in between; all pointers borrowed. */
struct cell {
	gint64 number;             /* number, day, bool, amount of money, id of a linked record */
	const char *text;          /* text or id */
	const struct money *money; /* currency and rate of `number` */
	const GPtrArray *list;     /* of a field with many */
	const struct field *field; /* where it was read */
};

/* FALSE when the value is missing or too large; the cell must be zeroed before. */
gboolean eval_node(struct eval *eval, const struct node *node, struct cell *cell);
gboolean eval_condition(struct eval *eval, const struct node *node); /* missing is FALSE */
gboolean eval_comparison(struct eval *eval, const struct node *node);
gboolean cell_to_vnd(struct eval *eval, struct cell *cell);
