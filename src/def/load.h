/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Inside the loader: what its parts share. The order: read the sources, parse each into a tree,
 * merge what extends, load (structures with their own keys checked), link (names, expressions,
 * cycles). Each step reports all mistakes it finds and goes on; what hangs on a mistake already
 * told is not told again (`broken`, `incomplete`).
 */
#include "def/model.h"
#include "def/expr.h"
#include "def/yaml.h"

#define FIELDS_MOST 1000 /* of a register, with those of its rows: what databases hold */
#define STATES_MOST 200
#define VALUES_MOST 1000

/* In how many parts the files are parsed at the same time. */
#define LOADER_SHARES 2

struct loader {
	struct model *model;
	struct findings *findings;
	guint errors; /* how many of them were there before */
	struct yaml_pool *pools[LOADER_SHARES]; /* of the trees, by the share that parsed them; [0] also for what is merged */
	const struct yaml *common; /* the merged common.yaml, or NULL */
	GHashTable *vocabulary;    /* state id → struct label * */
	GHashTable *origins; /* struct reg, field, figure * → struct yaml *, the map that it came
				from */
	GHashTable *broken;  /* names of fields whose type is not known: what reads them is not
				checked */
	gboolean incomplete; /* a file could not be read: names may be in it */
	GHashTable *asked;   /* ids of code lists already told to be missing */
	GHashTable *rates; /* "USD 2020-01-01" → struct given_rate *, where each rate came from */
};

/* What a field type may have. */
enum field_trait {
	TRAIT_MANY = 1 << 0,
	TRAIT_RANGE = 1 << 1,
	TRAIT_SCALE = 1 << 2,
	TRAIT_VALUES = 1 << 3,
	TRAIT_TO = 1 << 4,
	TRAIT_OF = 1 << 5,
	TRAIT_PATTERN = 1 << 6,
	TRAIT_DEFAULT = 1 << 7,
	TRAIT_COMPUTE = 1 << 8,
	TRAIT_UNIT = 1 << 9,
	TRAIT_DIMENSION = 1 << 10, /* may split a figure */
	TRAIT_KEY = 1 << 11,       /* may name a record */
};
struct field_kind {
	const char *name;
	enum field_type type;
	guint traits;
	const char *codes; /* id of its code list, or NULL */
};
const struct field_kind *field_kind(enum field_type type);

/*
 * sources.c: the files of a folder in load order, cleaned, appended to model->sources; `files` gets
 * the name of each for messages (kept by model->strings). FALSE when some file is left out (after a
 * finding).
 */
gboolean sources_read(struct model *model, const char *folder, guint layer, GPtrArray *files,
	struct findings *findings);
void source_free(gpointer source);

/* load_codes.c */
void load_codes(struct loader *loader, const struct yaml *map);
void link_codes(struct loader *loader);

/* load_days.c */
void load_holidays(struct loader *loader, const struct yaml *map);
void load_rates(struct loader *loader, const struct yaml *map, guint layer);
void load_regimes(struct loader *loader, const struct yaml *map);
void link_rates(struct loader *loader);

/* load_fields.c */
void load_fields(struct loader *loader, GPtrArray *fields, const struct yaml *map, gboolean in_row);
void mark_broken(struct loader *loader, const char *name);

/* load_register.c */
void load_common(struct loader *loader, const struct yaml *map);
void load_register(struct loader *loader, const struct yaml *map);

/* load_figures.c */
void load_figures(struct loader *loader, struct reg *reg, const struct yaml *figures);
/* The key of the figure's kind ("sum"), as written. */
const char *figure_kind_key(enum figure_kind kind);
/* Canonical text of all that decides what a linked figure posts; caller frees. */
char *figure_source(const struct loader *loader, const struct figure *figure);

/* link.c */
void link_registers(struct loader *loader);
/* Binds an expression that was parsed from `written`; FALSE when it is not bound or its mistake was
 * told before. */
gboolean bind_expression(struct loader *loader, struct expr *expr, const struct yaml *written,
	const struct reg *reg, const struct field *each, enum expr_type want);
gboolean is_broken(const struct loader *loader, const char *name);
/* A rows field's field, or one of a register; a mistake (with the nearest) when there is none.
 * `each` may be NULL. */
const struct field *need_field(struct loader *loader, const struct reg *reg,
	const struct field *each, const char *id, struct place place);

/* link_figures.c */
void link_figures(struct loader *loader);

/* model_free.c: empty ones, to be filled */
struct model *model_new(void);
struct reg *reg_new(void);
void reg_free(gpointer reg);
struct field *field_new(const char *id, struct place place);
struct figure *figure_new(const char *id, const struct reg *reg, struct place place);
struct code_list *code_list_new(void);
void code_item_free(gpointer item);
void dimension_free(gpointer dimension);
void label_clear(struct label *label);
