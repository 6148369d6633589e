/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* A number that is found by two others: open addressing in one block, as nearly every word of a paper is looked up here. */
#include <glib.h>

struct pair_slot {
	guint32 first, second;
	guint32 value; /* 0 = a free slot */
};

struct pair_table {
	struct pair_slot *slots;
	guint mask, count;
};

void pair_table_clear(struct pair_table *table);
/* FALSE where the pair is there already; `value` is not 0. */
gboolean pair_table_add(struct pair_table *table, guint32 first, guint32 second, guint32 value);

static inline guint pair_table_hash(guint32 first, guint32 second)
{
	guint32 hash = (first * 0x9E3779B1u ^ second) * 0x85EBCA6Bu;
	return hash ^ hash >> 15;
}

/* 0 = it is not there. */
static inline guint32 pair_table_get(const struct pair_table *table, guint32 first, guint32 second)
{
	if (!table->slots)
		return 0;
	for (guint i = pair_table_hash(first, second) & table->mask; table->slots[i].value; i = (i + 1) & table->mask)
		if (table->slots[i].first == first && table->slots[i].second == second)
			return table->slots[i].value;
	return 0;
}
