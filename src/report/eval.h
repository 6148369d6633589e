/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Evaluation of checked templates. One struct eval per rendering; it reads the ledger and the store, notes the figures
 * that are printed, and stops with an error at a place rather than pass a limit.
 */
#include "report/datum.h"

#define TURNS_MOST       100000              /* of all loops together */
#define RECORDS_MOST     200000              /* taken into lists, together */
#define OUTPUT_MOST      ((gsize)4 * 1024 * 1024)
#define CPU_MOST         ((gint64)2 * 1000 * 1000)  /* microseconds of this thread, but for reading */
#define READING_MOST     ((gint64)30 * 1000 * 1000) /* in the ledger and the store */
#define NARRATIVES_MOST  4                   /* narratives in narratives */

struct variable {
	const char *name;
	struct datum *value;
};

/* Markdown being written, with the place of each of its lines. */
struct output {
	GString *text;
	GArray *places; /* struct place */
};
void output_init(struct output *output);
void output_clear(struct output *output);
void output_add(struct output *output, const char *text, struct place place);

struct eval {
	const struct report_context *context;
	struct store *store;
	const struct model *model;
	const char *language;
	const struct template *template; /* for includes; or NULL */
	const struct record *subject;    /* its fields can be named: in a narrative */
	struct doc *doc;                 /* gets the figures and appendices; NULL: plain text */
	struct datum *report;            /* the name `report` */
	struct output output;
	GPtrArray *values;               /* char *: rich, printed in the Markdown by number */
	GPtrArray *tables;               /* struct block * */
	GHashTable *notes;               /* query → number in doc->figures + 1 */
	GArray *variables;
	guint hidden;                    /* variables before this one cannot be seen */
	guint turns, copied, includes, narratives, appendices;
	gsize bytes;
	GHashTable *figures;             /* what was asked of the ledger: query → struct asked * */
	GHashTable *registers;           /* struct reg * → GPtrArray * of records, or NULL: too many to keep */
	GArray *offices;                 /* struct told_office; NULL: not asked for yet */
	gint64 started, reading, reading_since; /* of the thread's processor time; since: 0 = not reading */
};
void eval_init(struct eval *eval, const struct report_context *context, const char *language);
void eval_clear(struct eval *eval);

/* Set *error to "file:line:column: error: message" and return NULL. */
gpointer eval_fail(struct place place, GError **error, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* The same for an error that came from below: adds the place. */
gpointer eval_placed(struct place place, GError **error);
/* One more turn, or only a look at the clock. */
gboolean eval_turn(struct eval *eval, struct place place, GError **error);
gboolean eval_clock(struct eval *eval, struct place place, GError **error);
/* Around calls of the ledger and the store, whose time is measured apart. May be nested; TRUE is for the end. */
gboolean eval_reading_begin(struct eval *eval);
void eval_reading_end(struct eval *eval, gboolean begun);
gboolean eval_grow(struct eval *eval, gsize bytes, struct place place, GError **error);

/* eval.c: the offices whose records the report tells, its own first; by the boundaries of now, with those merged into it. */
struct told_office {
	gint64 number;
	gint64 position; /* up to which its history is known: 0 = all of it, -1 = nothing */
};
const GArray *eval_offices(struct eval *eval, GError **error);
gboolean eval_position(struct eval *eval, gint64 office, gint64 *position, GError **error);

/* eval.c: terms */
struct datum *eval_term(struct eval *eval, const struct term *term, GError **error);
gboolean eval_truth(struct eval *eval, const struct datum *datum, struct place place, gboolean *truth, GError **error);
gboolean eval_equal(struct eval *eval, const struct datum *a, const struct datum *b, struct place place, gboolean *equal,
	GError **error);
/* A variable, a field of the subject or a name of the context; NULL when it is none of these. */
struct datum *eval_name(struct eval *eval, const char *name);
extern const char *const context_names[];

/* value.c: numbers and printing */
/* FALSE without *error for a missing value. The query is owned by the caller. */
gboolean eval_quantity(struct eval *eval, const struct datum *datum, struct place place, struct quantity *quantity,
	GError **error);
char *quantity_print(struct eval *eval, const struct quantity *quantity);      /* rich */
char *quantity_mark(struct eval *eval, const struct quantity *quantity, const char *words); /* rich */
void quantity_clear(struct quantity *quantity);
typedef struct quantity quantity_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(quantity_t, quantity_clear)
char *eval_print(struct eval *eval, const struct datum *datum, struct place place, GError **error); /* rich */
/* "A - B" of the queries that a number was computed from; NULL when it is too long or one is missing. Caller frees. */
char *joined_query(const struct quantity *a, const struct quantity *b, const char *sign);
struct datum *eval_arithmetic(struct eval *eval, enum term_kind kind, const struct datum *a, const struct datum *b,
	struct place place, GError **error);
gboolean eval_compare(struct eval *eval, enum compare compare, const struct datum *a, const struct datum *b,
	struct place place, gboolean *holds, GError **error);

/* figures.c */
struct datum *eval_figure(struct eval *eval, const struct term *term, GError **error);
/* A figure's number; asked of the ledger once. */
gboolean figure_known(struct eval *eval, const struct datum *figure, struct place place, struct number *number,
	GError **error);
/* Its canonical query. Borrowed. */
const char *figure_text(struct eval *eval, const struct figure_query *query);
/* The parts by query->by. */
struct figure_answer *figure_split(struct eval *eval, const struct figure_query *query, struct place place, GError **error);
GHashTable *asked_new(void);
extern const char *const span_words[];
/* "period", "year" …, a text "2020-Q1", "2020-01-01/2020-03-12", a period or a span. */
gboolean eval_span(struct eval *eval, const struct datum *said, day_t from, day_t to, struct place place,
	struct span *span, GError **error);
struct span same_span_year_before(struct span span);
const char *figure_unit(const struct eval *eval, const struct figure *figure);
/* The query of one line of a split: with the condition that the dimension has this value alone. */
struct figure_query *query_of_part(const struct eval *eval, const struct figure_query *query, const char *dimension, const char *value);
enum number_style figure_style(const struct figure *figure);

/* check.c: a narrative, whose names are the fields of its register. */
void narrative_check(const GPtrArray *steps, const struct model *model, const struct reg *reg, struct findings *findings);

/* records.c, select.c */
struct datum *record_member(struct eval *eval, struct datum *record, const char *name, struct place place, GError **error);
struct datum *row_member(struct eval *eval, const struct datum *row, const char *name, struct place place, GError **error);
const struct field *default_date_field(const struct reg *reg);
/* A field's value of a record as a value of the template. */
struct datum *field_datum(struct eval *eval, struct datum *holder, const struct field *field, const struct value *value,
	struct place place, GError **error);

/* functions.c */
enum expects {
	EXPECTS_NOTHING, EXPECTS_ANY, EXPECTS_FIGURE, EXPECTS_QUANTITY, EXPECTS_TEXT, EXPECTS_LIST, EXPECTS_RECORDS,
	EXPECTS_DAY, EXPECTS_BOOL, EXPECTS_PERIOD, EXPECTS_WHOLE,
	/* words, not values */
	EXPECTS_REGISTER, EXPECTS_DIMENSION, EXPECTS_FIELD, EXPECTS_DATE_FIELD, EXPECTS_ORDER, EXPECTS_SPAN, EXPECTS_WHERE,
};
/* "a figure", "the name of a register": for messages. */
const char *expects_name(enum expects expects);
#define PLACES_MOST 3
#define NAMED_MOST  8
#define ARGUMENTS_MOST 16

struct call {
	struct eval *eval;
	const struct function *function;
	const struct term *term;
	struct datum *args[ARGUMENTS_MOST]; /* the first is at 0 */
	guint count;
	struct datum *named[NAMED_MOST]; /* by the order of the function's row; NULL = not given */
};
struct named_parameter {
	const char *name;
	enum expects expects;
};
struct function {
	const char *name;
	const char *usage;
	guint least, most;                   /* arguments by place */
	enum expects places[PLACES_MOST];    /* the last one holds for all that follow */
	struct named_parameter named[NAMED_MOST];
	enum kind gives;                     /* KIND_ANY: told by the arguments */
	struct datum *(*call)(const struct call *call, GError **error);
};
const struct function *template_function(const char *name);
const struct function *template_function_at(guint index); /* NULL after the last */
enum expects function_expects(const struct function *function, guint index);
struct datum *eval_call(struct eval *eval, const struct term *term, GError **error);
struct datum *call_named(const struct call *call, const char *name);
/* The word that an argument is: "host", "-arrives_on", "last_year"; NULL when it is no word. Caller frees. */
char *term_word(const struct term *term);

/* The functions by subject: functions_text.c, functions_figure.c, records.c. */
struct datum *call_join(const struct call *call, GError **error);
struct datum *call_names(const struct call *call, GError **error);
struct datum *call_upper(const struct call *call, GError **error);
struct datum *call_lower(const struct call *call, GError **error);
struct datum *call_capital(const struct call *call, GError **error);
struct datum *call_phrase(const struct call *call, GError **error);
struct datum *call_sentence(const struct call *call, GError **error);
struct datum *call_date(const struct call *call, GError **error);
struct datum *call_period_name(const struct call *call, GError **error);
struct datum *call_length(const struct call *call, GError **error);
struct datum *call_roman(const struct call *call, GError **error);
struct datum *call_if(const struct call *call, GError **error);
struct datum *call_default(const struct call *call, GError **error);
struct datum *call_label(const struct call *call, GError **error);
struct datum *call_sum(const struct call *call, GError **error);
struct datum *call_count(const struct call *call, GError **error);
struct datum *call_units(const struct call *call, GError **error);
struct datum *call_plain(const struct call *call, GError **error);
struct datum *call_words(const struct call *call, GError **error);
struct datum *call_money(const struct call *call, GError **error);
struct datum *call_about(const struct call *call, GError **error);
struct datum *call_range(const struct call *call, GError **error);
struct datum *call_change(const struct call *call, GError **error);
struct datum *call_difference(const struct call *call, GError **error);
struct datum *call_percent(const struct call *call, GError **error);
struct datum *call_parts(const struct call *call, GError **error);
struct datum *call_rows(const struct call *call, GError **error);
struct datum *call_distinct_values(const struct call *call, GError **error);
struct datum *call_records(const struct call *call, GError **error);
struct datum *call_planned(const struct call *call, GError **error);

/* table.c: a block for {% table … %}; *block is NULL when there is nothing to show. */
gboolean eval_table(struct eval *eval, const struct step *step, struct block **block, GError **error);

/* run.c: steps write to eval->output */
gboolean eval_steps(struct eval *eval, const GPtrArray *steps, GError **error);
/* Steps as one rich text: prints as text, Markdown not read. For narratives and the front matter. */
char *eval_rich(struct eval *eval, const GPtrArray *steps, GError **error);

/* sections.c: puts the context's texts into their sections of the body. */
gboolean eval_sections(struct eval *eval, GError **error);
/* The blocks that one of them gives. */
struct section_text;
gboolean eval_section_text(struct eval *eval, const struct section_text *text, GPtrArray *blocks, GError **error);

/* markdown.c: blocks of Markdown in which printed values are marks. Mistakes are findings with their place. */
struct markdown {
	const char *text;
	const GArray *places;      /* struct place of each line */
	const GPtrArray *values;   /* char *: rich; NULL: every value is unknown (at check) */
	GPtrArray *tables;         /* struct block *; used up */
	const char *file;
};
void markdown_blocks(const struct markdown *markdown, GPtrArray *blocks, struct findings *findings);
