/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The baseline: figures that earlier reports stated, of days of which the store may have no records. What a file states is
 * proposed; what a person accepts becomes a record of the register `stated`, with the file, its place and the quote, so
 * that it has its history like all else. Stated values stand beside the figures; they are never added to them.
 */
#include "app/app.h"

struct proposal {
	char *query;    /* canonical, of one office, as known now */
	char *unit, *quote;
	struct number value;
	struct number records; /* what the records give */
	gboolean has_records;  /* … whether they have anything for it */
	gboolean as_base;      /* said as what another number is compared with */
	gboolean accepted;     /* stands in the register already, with this value */
	gboolean disputed;     /* the file, or the register, also states another value */
	gint64 page, line, paragraph; /* 0 = unknown */
};
struct baseline {
	char *source, *hash; /* name of the file without folders; of its bytes */
	gint64 office;
	GPtrArray *proposals; /* struct proposal *, in the order of the file */
};
void baseline_free(struct baseline *baseline);
typedef struct baseline baseline_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(baseline_t, baseline_free)

/* What a document of any author states of an office's figures, with the days that it says or is about. */
struct baseline *baseline_read(struct app *app, gint64 office, const char *path, GError **error);
/* Writes the chosen ones (numbers from 1; NULL: all that are neither accepted nor disputed) in one transaction. */
gboolean baseline_accept(struct app *app, struct baseline *baseline, const GArray *chosen, const char *why, guint *count, GError **error);

/* What was accepted for a question. */
struct stated {
	gint64 record;  /* id in the register */
	struct number value;
	char *source, *quote, *place; /* place: "trang 2, dòng 37" */
};
/* struct stated *; empty for splits and questions about several offices. */
GPtrArray *stated_values(struct app *app, const struct figure_query *query, GError **error);
/*
 * The one accepted value of a question that the records have nothing for; NULL without *error where there are records, or
 * none or several different values were accepted.
 */
gboolean stated_instead(struct app *app, const struct figure_query *query, const struct number *number, struct stated **stated, GError **error);
void stated_free(gpointer stated);
typedef struct stated stated_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(stated_t, stated_free)
