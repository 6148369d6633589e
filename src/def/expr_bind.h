/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Names of expressions: expr_bind.c walks the tree, expr_name.c resolves its words. */
#include "def/expr_private.h"

struct binder {
	const struct model *model;
	const struct reg *reg;
	const struct field *each;
	struct findings *findings;
	GPtrArray *reads;
};

/* Adds an error at the node's place; returns FALSE. */
gboolean bind_refuse(struct binder *binder, const struct node *node, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

/* TYPE_ANY for what is no single value: rows, documents. */
enum expr_type field_expr_type(const struct field *field);

/* Whether the values at both ends are of one kind: the same code list, choices that share an id,
 * one register. */
gboolean paths_comparable(const struct path *a, const struct path *b);

/* A word that can only be understood by what stands beside it: a quoted text or a name that is no
 * field. */
gboolean is_loose(struct binder *binder, const struct node *node);

/* Turns a name into a path; lists and rows are allowed. */
gboolean bind_path(struct binder *binder, struct node *node);

/* A text, yes/no or a name: a field, or a value of what it is compared with (`peer`, may be NULL).
 */
gboolean bind_word(struct binder *binder, struct node *node, const struct path *peer);
