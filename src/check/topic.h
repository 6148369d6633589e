/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Topics: which figure a number states, by the words around it, from figures.tsv and cuts.tsv.
 * Immutable once made; its words are those of the lexicon.
 */
#include "check/fact.h"
#include "def/model.h"

#define HEADS_MOST 4

/* Where words count, from near to far: ranges of tokens. */
struct around {
	guint own[2];    /* from the number before it to the number after it, in its clause */
	guint after;     /* where what follows the number begins */
	const char *partner; /* the figure of the number that it is joined to; NULL = none */
	guint clause[2]; /* between stops and semicolons */
	guint sentence[2];
	guint lead[2];   /* the sentences before it in its passage */
	guint heads[HEADS_MOST][2]; /* what stands above: the nearest heading first */
	guint head_count;
};

/* What is counted, as a row of the table knows it. */
enum stated { STATED_NUMBER, STATED_NONE };

struct topics;
/* `model` may be NULL; rows for figures that it has not are left out. */
struct topics *topics_new(const struct lexicon *lexicon, const struct model *model);
void topics_free(struct topics *topics);

/* Where the phrases of the tables stand in a paper. */
struct heard;
struct heard *heard_new(const struct topics *topics, const struct paper *paper);
void heard_free(struct heard *heard);
typedef struct heard heard_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(heard_t, heard_free)

/*
 * The id of the figure that a number of that unit states there; NULL = none. `nearness`: how near its words stand; the
 * larger the surer.
 */
const char *heard_figure(const struct heard *heard, enum stated stated, unit_t unit,
	const struct around *around, guint *nearness);

/* "host=leaders,purpose=official": the parts of the figure that are said there; NULL = none. Caller frees. */
char *heard_cut(const struct heard *heard, const char *figure, const struct around *around);

/*
 * Marks the tokens of a range, `marks` being one byte for each, that stand in phrases by which this figure is known or
 * which say these parts of it ("host=leaders"; NULL = none).
 */
void heard_mark(const struct heard *heard, const char *figure, const char *cut, const guint range[2], guint8 *marks);

/* A phrase that states a number without writing it: "xử lý đúng hạn" is 0 late ones. */
struct implied {
	const char *figure, *cut; /* cut: NULL = all */
	guint from, to; /* tokens */
	gint64 value;
	const GPtrArray *said; /* what else must be said */
};
GArray *heard_implied(const struct heard *heard); /* struct implied; caller frees */
/* Whether what else must be said is said there. */
gboolean heard_is_implied(
	const struct heard *heard, const struct implied *implied, const struct around *around);
