/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Inside the loader: what its parts share. The order: read the sources, parse each into a tree, merge what extends,
 * load (structures with their own keys checked), link (names, expressions, cycles). Each step reports all mistakes
 * it finds and goes on; what hangs on a mistake already told is not told again (`broken`, `incomplete`).
 */
#include "def/model.h"
#include "def/expr.h"
#include "def/yaml.h"

struct loader {
	struct model *model;
	struct findings *findings;
	struct yaml_pool *pool;
	const struct yaml *common;  /* the merged common.yaml, or NULL */
	GPtrArray *common_fields;   /* names */
	GHashTable *vocabulary;     /* state id → struct label * */
	GHashTable *origins;        /* struct reg, field, figure * → struct yaml *, the map that it came from */
	GHashTable *broken;         /* names of fields whose type is not known: what reads them is not checked */
	gboolean incomplete;        /* a file could not be read: names may be in it */
	GHashTable *asked;          /* ids of code lists already told to be missing */
};

/* What a field type may have. */
enum field_trait {
	TRAIT_MANY = 1 << 0, TRAIT_RANGE = 1 << 1, TRAIT_SCALE = 1 << 2, TRAIT_VALUES = 1 << 3, TRAIT_TO = 1 << 4,
	TRAIT_OF = 1 << 5, TRAIT_PATTERN = 1 << 6, TRAIT_DEFAULT = 1 << 7, TRAIT_COMPUTE = 1 << 8, TRAIT_UNIT = 1 << 9,
	TRAIT_DIMENSION = 1 << 10, /* may split a figure */
	TRAIT_KEY = 1 << 11,       /* may name a record */
};
struct field_kind {
	const char *name;
	enum field_type type;
	guint traits;
	enum expr_type computed; /* of a `compute` expression */
	const char *codes;       /* id of its code list, or NULL */
};
const struct field_kind *field_kind(enum field_type type);
const struct field_kind *field_kind_named(const char *name); /* "choices" too; NULL when unknown */
GPtrArray *field_kind_names(void);                           /* const char *; caller unrefs */

/*
 * sources.c: the files of a folder in load order, cleaned, appended to model->sources; `files` gets the name of each
 * for messages (kept by model->strings). FALSE when some file is left out (after a finding).
 */
gboolean sources_read(struct model *model, const char *folder, guint layer, GPtrArray *files, struct findings *findings);
void source_free(gpointer source);

/* load_codes.c */
void load_codes(struct loader *loader, const struct yaml *map);
void load_holidays(struct loader *loader, const struct yaml *map);
void load_rates(struct loader *loader, const struct yaml *map, guint layer);
void load_regimes(struct loader *loader, const struct yaml *map);
void link_codes(struct loader *loader);

/* load_register.c */
void load_common(struct loader *loader, const struct yaml *map);
void load_register(struct loader *loader, const struct yaml *map);

/* load_figures.c */
void load_figures(struct loader *loader, struct reg *reg, const struct yaml *figures);
char *figure_source(const struct loader *loader, const struct figure *figure);

/* link.c, link_figures.c */
void link_registers(struct loader *loader);
void link_figures(struct loader *loader);
/* TRUE when the text of an expression names something whose mistake has already been told. */
gboolean reads_broken(const struct loader *loader, const struct yaml *expression);
/* Binds unless it reads something broken; FALSE when it is not bound. */
gboolean bind_expression(struct loader *loader, struct expr *expr, const struct yaml *written, const struct reg *reg,
	const struct field *each, enum expr_type want);

/* model.c */
struct model *model_new(void);
void field_free(gpointer field);
void figure_free(gpointer figure);
void label_clear(struct label *label);
