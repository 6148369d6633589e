/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The model: registers, fields, states, figures and code lists as the definitions say (ngoaivu-definitions(5)).
 * Made once by model_load, then read only; it owns everything it points to. All names are resolved: a struct field
 * that is a link knows its register, an expression is bound, a figure knows its fields.
 */
#include "base/error.h"
#include "base/finding.h"
#include "base/hash.h"
#include "base/day.h"
#include "base/period.h"

struct expr; /* def/expr.h */
struct reg;
struct value;

struct label {
	char *vi, *en;
	char *one; /* of a unit: what English says of one; NULL = as of many */
};
/* The text in that language ("vi", "en"); the other one where it is missing; "" for neither. Borrowed. */
const char *label_text(const struct label *label, const char *language);
/* The text of a unit behind this number (scaled by 10^scale): English says "1 visitor". Borrowed. */
const char *label_counted(const struct label *label, gint64 number, guint scale, const char *language);
/* The text in the language of the messages. Borrowed. */
const char *label_here(const struct label *label);
/* As messages name a thing that has an id: “Đã tiếp” (received). Caller frees. */
char *label_quoted(const struct label *label, const char *id);

enum field_type {
	FIELD_TEXT, FIELD_LONGTEXT, FIELD_CHOICE, FIELD_BOOL, FIELD_COUNT, FIELD_DECIMAL, FIELD_MONEY, FIELD_DATE,
	FIELD_DATETIME, FIELD_COUNTRY, FIELD_PROVINCE, FIELD_LOCALITY, FIELD_DIVISION, FIELD_OFFICE, FIELD_PERSON,
	FIELD_CURRENCY, FIELD_LANGUAGE, FIELD_SECTOR, FIELD_DOCKIND, FIELD_LINK, FIELD_ROWS, FIELD_DOCUMENT, FIELD_FILE,
};
/* "text", "longtext" …; `choices` in a file is a FIELD_CHOICE with many. NULL-ended table for help and errors. */
const char *field_type_name(enum field_type type);

struct choice {
	char *id;
	struct label label;
};

struct field {
	char *id;
	enum field_type type;
	guint index; /* in its register's or its rows field's `fields` */
	gboolean required, many, personal;
	struct label label, unit, help;
	guint scale;                /* decimal: digits after the comma */
	gboolean has_min, has_max;
	gint64 min, max;            /* scaled like the field */
	GPtrArray *choices;         /* struct choice *; choice fields */
	const struct reg *target;   /* link */
	GPtrArray *fields;          /* rows: struct field * */
	struct expr *check, *compute;
	char *check_text;           /* as written, for messages */
	GRegex *pattern;
	char *fallback;             /* the default, as text; NULL = none */
	const struct code_list *codes; /* country, province, currency, language, sector, dockind */
	struct place place;
};

struct state {
	char *id;
	struct label label;
	guint index;
	GArray *next; /* guint: indices of the states that may follow */
};

enum figure_kind { FIGURE_COUNT, FIGURE_SUM, FIGURE_STOCK, FIGURE_ACTIVE, FIGURE_DISTINCT, FIGURE_FIRST, FIGURE_LAST, FIGURE_SHARE, FIGURE_RATIO };

/* Where a dimension's value comes from: a field of the row (each), of the record, or of the record a link names. */
struct dimension {
	char *id;                  /* "host", "donor_kind" */
	const struct field *link;  /* NULL, or the link field to go through */
	const struct field *field; /* the field that holds the value */
	gboolean in_row;           /* the (link) field is one of the figure's `each` rows */
};

struct figure {
	char *id;                  /* "inbound.visitors" */
	enum figure_kind kind;
	guint index;               /* in model->figures */
	const struct reg *reg;
	struct label label, unit, note;
	const struct field *each;  /* rows field, or NULL */
	struct expr *amount;       /* sum, stock, active, first, last; NULL = 1 */
	gboolean money;            /* the amount is money: has the dimension `currency` */
	guint scale;               /* of the amount, when not money */
	struct expr *when;         /* NULL = always */
	struct expr *on, *from, *until;
	const struct field *less_rows, *less_amount, *less_on; /* stock: what leaves in parts; NULL = nothing */
	const struct dimension *distinct; /* distinct: what is counted; not in `dimensions` */
	GPtrArray *dimensions;     /* struct dimension *, in the order of `by` */
	const struct figure *operands[2]; /* share, ratio */
	struct place place;
	char *source;              /* canonical text of the definition: two figures post alike iff it is equal */
};

struct reg {
	char *id;
	guint index;
	guint number;              /* 1–27 in the list of registers */
	struct label title;
	const char *group;
	const struct field *key, *code; /* code may be NULL */
	const struct field *held_from, *held_to; /* days between which a record stands in calendars; NULL: in none, on one day */
	gboolean personal;
	gboolean share;            /* its records travel to the superior office with what they say (ngoaivu-hub(1)) */
	GPtrArray *fields;         /* struct field *, common ones last */
	GPtrArray *states;         /* struct state *; [0] is the initial one; empty = the register has no states */
	GPtrArray *figures;        /* struct figure *, borrowed from the model: those of this register that post */
	struct place place;
};

struct code_item {
	char *id;
	struct label label;
	char *code;                /* official code, e.g. "33" */
	GPtrArray *aliases;        /* char * */
	day_t from, until;         /* DAY_NONE = open */
	char *into;                /* the item that followed */
	char *kind, *symbol, *region, *order;
	guint minor;               /* currency: digits after the comma */
};
struct code_list {
	char *id;
	struct label title;
	GPtrArray *items;          /* struct code_item *, in file order */
	GHashTable *by_id;         /* char * → struct code_item * */
	GHashTable *by_name;       /* folded name, alias → struct code_item *, the one in force; NULL = ambiguous */
};
const struct code_item *code_find(const struct code_list *list, const char *id);
/* By id, name or alias, tones and case ignored; NULL when unknown or ambiguous. */
const struct code_item *code_match(const struct code_list *list, const char *text);

struct rate {
	const char *currency;
	day_t on;
	gint64 rate; /* VND per unit, scaled by 10^6 */
};

struct source {
	char *name; /* path relative to its definitions folder */
	guint layer; /* 0 = the base folder, then the office folders in order */
	char *text;
};

/* When a report is due: so many working days after the last day that counts, or on a day of the year. */
struct due {
	gboolean set;
	guint workdays;
	guint month, day; /* 0 = by working days */
};

struct group {
	char *id;
	struct label label;
};

struct model {
	GPtrArray *registers;  /* struct reg *, by number then file name */
	GPtrArray *figures;    /* struct figure *, by id */
	GPtrArray *groups;     /* struct group *, in file order */
	GPtrArray *codes;      /* struct code_list * */
	GHashTable *registers_by_id, *figures_by_id;
	GArray *rates;         /* struct rate, by currency then day */
	GTree *holidays;       /* day_t as pointer → const struct label *: days off that are not weekends */
	GPtrArray *holiday_labels; /* struct label *, what the tree points to */
	GTree *worked;         /* weekend days that are worked */
	GPtrArray *sources;    /* struct source *, in load order: what snapshots keep */
	struct hash hash;      /* of all sources: layers, names and texts */
	struct due due[REGIME_LEGAL + 1][PERIOD_YEAR + 1]; /* by regime and kind of period */
	GPtrArray *regimes;    /* struct group *: the labels of the period regimes "calendar" and "legal" */
	GStringChunk *strings; /* file names of places, currencies of rates */
};

/*
 * Loads folders in order (the first is the base, later ones add and override). All mistakes are collected in
 * `findings` with file:line:column; NULL when there is any error.
 */
struct model *model_load(const char *const *folders, struct findings *findings);
/* The same from kept sources (a snapshot). Later sources override as folders do; `layer` per source tells the folder. */
struct model *model_load_sources(const GPtrArray *sources, struct findings *findings);
/* model->hash of a model with these sources. */
struct hash sources_hash(const GPtrArray *sources);
void model_free(struct model *model);
typedef struct model model_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(model_t, model_free)

const struct reg *model_register(const struct model *model, const char *id);
const struct figure *model_figure(const struct model *model, const char *id);
const struct code_list *model_codes(const struct model *model, const char *id);
/* As above, but ERROR_ABSENT with "did you mean". */
const struct reg *model_need_register(const struct model *model, const char *id, GError **error);
const struct figure *model_need_figure(const struct model *model, const char *id, GError **error);

const struct field *reg_field(const struct reg *reg, const char *id);
/* The first day that is no personal data: what the register's lists and calendars go by; NULL when it has none. */
const struct field *reg_day(const struct reg *reg);
const struct field *rows_field(const struct field *rows, const char *id);
const struct state *reg_state(const struct reg *reg, const char *id);
/* By id, else by label, tones and case ignored; NULL when it is neither. */
const struct state *reg_state_named(const struct reg *reg, const char *text);
const struct choice *field_choice(const struct field *field, const char *id); /* also matches labels, tones ignored */
const struct dimension *figure_dimension(const struct figure *figure, const char *id);

gboolean model_is_workday(const struct model *model, day_t day);
/* The n-th working day after `day` (n ≥ 0; 0 = the day itself). Law: working days with the official holidays. */
day_t model_workdays_after(const struct model *model, day_t day, gint64 n);
/* The day on which the report of a period is due; DAY_NONE where the regime does not say. */
day_t model_due_on(const struct model *model, struct period period, enum regime regime);
/* The last rate on or before the day; 0 when there is none. scaled by 10^6 */
gint64 model_rate(const struct model *model, const char *currency, day_t day, day_t *rate_on);
/* Digits after the comma of a currency (0 for VND, 2 unless the code list says otherwise). */
guint model_minor(const struct model *model, const char *currency);
