/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The tree of an expression, shared by expr_parse.c, expr_bind.c and expr_eval.c. The parser makes
 * nodes with names as written; binding turns each name into a path or a constant and gives every
 * node its type; evaluation only reads.
 */
#include "base/number.h"
#include "def/expr.h"

enum node_kind {
	NODE_NUMBER,
	NODE_TEXT,
	NODE_DAY,
	NODE_BOOL,
	NODE_NAME,
	NODE_CALL,
	NODE_NEGATE,
	NODE_NOT,
	NODE_AND,
	NODE_OR,
	NODE_COMPARE,
	NODE_IN,
	NODE_ADD,
	NODE_SUBTRACT,
	NODE_MULTIPLY,
	NODE_PATH /* a bound name */,
};

enum call {
	CALL_IF,
	CALL_EMPTY,
	CALL_COUNT,
	CALL_SUM,
	CALL_MIN,
	CALL_MAX,
	CALL_WORKDAYS,
	CALL_DAYS,
	CALL_YEAR,
	CALL_MONTH,
	CALL_FIRST
};

struct function {
	const char *name;
	enum call call;
	guint least, most; /* arguments */
	const char *usage;
};
const struct function *function_find(const char *name);
/* The names of all functions, NULL-ended. */
const char *const *function_names(void);

#define PATH_LINKS_MOST 4
#define DEPTH_MOST      100
#define SCALE_MOST      9 /* digits after the comma of a number in between */

enum built_in { BUILT_IN_NONE, BUILT_IN_STATE, BUILT_IN_ID, BUILT_IN_VERSION };

/* Where a name leads: through links to a record, then to a field of it, of its rows or of its head.
 */
struct path {
	guint count; /* of links */
	const struct field *links[PATH_LINKS_MOST];
	gboolean in_row;           /* the first field is one of the rows of `each` */
	enum built_in built_in;    /* state, id, version: then no field */
	const struct reg *reg;     /* the register it ends in */
	const struct field *rows;  /* the field that holds the rows, or NULL */
	const struct field *field; /* the last field; NULL for the rows themselves */
};

struct node {
	enum node_kind kind;
	struct place place;
	union {
		enum compare compare;
		enum call call;
	};
	gboolean negated; /* not in */
	gboolean quoted;  /* a text in quotes */
	gint64 number;    /* literal: scaled, day, bool; "#12" for a link: 12 */
	char *text;       /* literal text or id; name as written */
	guint kid_count, height;
	struct node **kids;
	/* after binding */
	enum expr_type type;
	guint scale;
	gboolean links; /* something below it goes through a link */
	struct path path;
};

struct expr {
	struct node *root;
	const struct field *each;
	GPtrArray *reads; /* const struct field *, see expr_reads */
};

/*
 * For `check`: TRUE when it holds or when a value that it needs is missing (empty(), first(),
 * count() and sum() need none).
 */
gboolean expr_holds(const struct expr *expr, const struct scope *scope);

/* The money 0 in VND, for sums over nothing. */
extern const struct money money_nothing;
