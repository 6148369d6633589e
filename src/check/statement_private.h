/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Inside the reading of statements: where it is, and what its parts take. */
#include "check/statement.h"

struct reading {
	const struct paper *paper;
	const struct facts *facts;
	const struct frame *frame;
	const struct heard *heard;
	const struct model *model;
	struct statements *out;
};

static inline struct statement *statement_at(const struct reading *reading, guint index)
{
	return &g_array_index(reading->out->list, struct statement, index);
}

static inline const struct quantity *quantity_at(const struct reading *reading, guint index)
{
	return &g_array_index(reading->facts->quantities, struct quantity, index);
}

/* Where the words around a range count; `bracket`: that it stands in, G_MAXUINT = none. */
void set_around(const struct reading *reading, struct around *around, struct range range, guint bracket);
/* Whether the number at an index and the one before it are of one thing: "12 đoàn với 44 lượt người". */
gboolean are_joined(const struct reading *reading, guint index);

void read_names(const struct reading *reading, const struct gazetteer *names);
/* The one country named in a range; NULL = none, or several. */
const char *country_in(const struct reading *reading, const guint range[2]);

/* Figures of one register. */
gboolean same_register(const char *a, const char *b);
/* What the number is part of; what a part takes from its total; what a difference is of; what is listed. */
void set_whole(const struct reading *reading, struct statement *statement);
void set_change(const struct reading *reading, struct statement *statement);
void read_items(const struct reading *reading, struct statement *statement);
