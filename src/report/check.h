/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Checking of a template against the model: every name is resolved and every argument has a kind that fits, before
 * anything is printed. What a term will be is told by a struct type; KIND_ANY is never wrong.
 */
#include "report/eval.h"

#define CHECKED_MOST  500000 /* steps and terms looked at, with those of includes each time */
#define MISTAKES_MOST 200

struct type {
	enum kind kind;
	gboolean list;               /* a list of such */
	const struct reg *reg;       /* RECORD */
	const struct field *field;   /* CHOICE, ROW */
	const struct figure *figure; /* FIGURE */
};

struct known {
	const char *name;
	struct type type;
};

struct checker {
	const struct model *model;
	struct findings *findings;
	const struct template *template; /* NULL: a narrative or a piece of text */
	const struct reg *subject;       /* its fields are names */
	GArray *names;                   /* struct known */
	GHashTable *told;                /* mistakes already told, when a part is included twice */
	guint mistakes, looked, includes, ifs, appendices;
};

/* Adds a mistake; further ones only up to MISTAKES_MOST. */
void check_refuse(struct checker *checker, struct place place, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* The same with “did you mean” the nearest candidate (const char *, not NULL-ended). */
void check_unknown(struct checker *checker, struct place place, const char *word, GPtrArray *candidates,
	const char *format, ...) G_GNUC_PRINTF(5, 6);
/* FALSE when enough has been looked at or told. */
gboolean check_goes_on(struct checker *checker, struct place place);

/* check_term.c */
struct type check_term(struct checker *checker, const struct term *term);
/* The type of a name, or KIND_MISSING when it is no name. */
struct type check_name(struct checker *checker, const char *name);
/* Whether a narrative of the register can name it: a field, but not the narrative itself; or the state. */
gboolean is_subject_name(const struct reg *reg, const char *name);
struct type check_member(struct checker *checker, struct type type, const char *name, struct place place);
struct type type_of_field(const struct field *field);
gboolean type_equal(struct type a, struct type b);

/* check_call.c */
struct type check_function(struct checker *checker, const struct term *term);
struct type check_figure(struct checker *checker, const struct term *term);
void check_dimension(struct checker *checker, const struct figure *figure, const char *id, struct place place);
void check_span(struct checker *checker, const struct term *term);
const struct field *dimension_field(const struct figure *figure, const char *id, gboolean *exists);
gboolean is_dimension_value(const struct figure *figure, const char *id, const char *word);
/* Whether `text` may be a value of a field; tells a mistake when not. */
void check_value(struct checker *checker, const struct field *field, const char *name, const char *text,
	struct place place);
