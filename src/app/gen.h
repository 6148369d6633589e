/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Synthetic offices and years from a seed: valid records of every register, as the definitions demand. The same seed
 * and definitions give the same records.
 */
#include "app/app.h"

struct gen {
	struct app *app;
	GRand *random;
	gint64 office;
	const char *office_code;
	struct span span;      /* days in which things happen */
	GPtrArray *pools;      /* GArray of gint64 ids made so far, by reg->index */
	guint64 serial;        /* makes codes unique */
};
struct gen *gen_new(struct app *app, gint64 office, guint32 seed, struct span span);
void gen_free(struct gen *gen);
typedef struct gen gen_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(gen_t, gen_free)

/* A random record of a register as input JSON; it may still break a check of the definitions. */
json_t *gen_object(struct gen *gen, const struct reg *reg);
/* The same, tried until it is valid (at most 50 times), written. NULL with *error. */
struct record *gen_record(struct gen *gen, const struct reg *reg, GError **error);
/* Registers in an order in which links point to what is there already. Borrowed items; caller frees the array. */
GPtrArray *gen_order(const struct model *model);

/* Whole offices: "s01" …; `records` per office and year. Returns FALSE with nothing written. */
gboolean app_gen(struct app *app, guint32 seed, guint offices, int first_year, int last_year, guint records, GError **error);
