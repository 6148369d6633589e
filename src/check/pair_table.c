/* SPDX-License-Identifier: Apache-2.0 */
#include "check/pair_table.h"

#define SLOTS_LEAST 1024

void pair_table_clear(struct pair_table *table)
{
	g_free(table->slots);
	*table = (struct pair_table){0};
}

static void put(struct pair_table *table, struct pair_slot slot)
{
	guint i = pair_table_hash(slot.first, slot.second) & table->mask;
	while (table->slots[i].value)
		i = (i + 1) & table->mask;
	table->slots[i] = slot;
	table->count++;
}

/* Never more than half full. */
static void grow(struct pair_table *table)
{
	const guint size = table->slots ? table->mask + 1 : 0, larger = MAX(size * 2, SLOTS_LEAST);
	struct pair_table grown = {g_new0(struct pair_slot, larger), larger - 1, 0};
	for (guint i = 0; i < size; i++)
		if (table->slots[i].value)
			put(&grown, table->slots[i]);
	g_free(table->slots);
	*table = grown;
}

gboolean pair_table_add(struct pair_table *table, guint32 first, guint32 second, guint32 value)
{
	g_assert(value != 0);
	if (pair_table_get(table, first, second))
		return FALSE;
	if (!table->slots || table->count * 2 > table->mask)
		grow(table);
	put(table, (struct pair_slot){first, second, value});
	return TRUE;
}
