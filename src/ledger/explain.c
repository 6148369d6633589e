/* SPDX-License-Identifier: Apache-2.0 */
/* The record versions behind a figure. */
#include "ledger/answer.h"
#include "ledger/dims.h"
#include "ledger/statements.h"

#include <string.h>

static const struct sql postings_of = { "postings of a series",
	"SELECT e.history, e.record, e.cell, e.delta, CASE WHEN h.record = e.record THEN h.version ELSE 0 END"
	" FROM entry e JOIN history h ON h.office = e.office AND h.key = e.history"
	" WHERE e.office = ?1 AND e.cell BETWEEN ?2 AND ?3 AND e.history <= ?4" };

const struct sql *const ledger_explain_sql[] = { &postings_of, NULL };

struct explaining {
	struct ledger *ledger;
	GPtrArray *postings;
};

static void posting_free(gpointer data)
{
	if (data)
		g_free(((struct posting *)data)->dims);
	g_free(data);
}

static gboolean add_postings(void *data, const struct part *part, GError **error)
{
	struct explaining *explaining = data;
	struct statement *statement = db_statement(store_db(explaining->ledger->store), &postings_of, error);
	bind_int(statement, 1, part->office);
	bind_int(statement, 2, CELL(part->series->id, GRAIN_DAY, MAX(part->span.from, 1)));
	bind_int(statement, 3, CELL(part->series->id, GRAIN_DAY, CLAMP(part->span.to, 0, DAY_LAST)));
	bind_int(statement, 4, part->limit ? part->limit : G_MAXINT64);
	enum fetch fetch;
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		struct posting *posting = g_new0(struct posting, 1);
		posting->history = column_int(statement, 0);
		posting->record = column_int(statement, 1);
		posting->day = CELL_DAY(column_int(statement, 2));
		posting->delta = part->sign * column_int(statement, 3);
		posting->version = column_int(statement, 4);
		posting->dims = g_strdup(part->series->dims);
		g_ptr_array_add(explaining->postings, posting);
	}
	return fetch == FETCH_END;
}

static gint by_history(gconstpointer a, gconstpointer b)
{
	const struct posting *x = *(struct posting *const *)a, *y = *(struct posting *const *)b;
	if (x->history != y->history)
		return x->history < y->history ? -1 : 1;
	if (x->record != y->record)
		return x->record < y->record ? -1 : 1;
	return (x->day > y->day) - (x->day < y->day);
}

/* Σ of each key ("*") over the postings. */
static GHashTable *key_sums(const GPtrArray *postings)
{
	GHashTable *sums = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < postings->len; i++) {
		const struct posting *posting = postings->pdata[i];
		g_auto(GStrv) keys = dims_values(posting->dims, DIM_KEY);
		gint64 sum = keys[0] ? (gint64)GPOINTER_TO_SIZE(g_hash_table_lookup(sums, keys[0])) : 0;
		if (keys[0])
			g_hash_table_insert(sums, g_strdup(keys[0]), GSIZE_TO_POINTER((gsize)(sum + posting->delta)));
	}
	return sums;
}

/*
 * Distinct, first and last: the first posting of each key that counts carries what the key adds to the figure (1, or
 * the number itself for the winning one), the others carry 0; so the deltas add up to the figure here too.
 */
static void weigh_keys(GPtrArray *postings, const struct figure *figure, const struct number *number)
{
	g_autoptr(GHashTable) sums = key_sums(postings);
	g_autofree char *winner = g_strdup_printf("%" G_GINT64_FORMAT, number->value);
	for (guint i = 0; i < postings->len; i++) {
		struct posting *posting = postings->pdata[i];
		g_auto(GStrv) keys = dims_values(posting->dims, DIM_KEY);
		gint64 sum = keys[0] ? (gint64)GPOINTER_TO_SIZE(g_hash_table_lookup(sums, keys[0])) : 0;
		gboolean counts = sum > 0 && (figure->kind == FIGURE_DISTINCT || strcmp(keys[0], winner) == 0);
		posting->delta = !counts ? 0 : figure->kind == FIGURE_DISTINCT ? 1 : number->value;
		if (counts)
			g_hash_table_remove(sums, keys[0]);
	}
}

/* What has come and gone adds nothing to what is there or runs: such records are left out, and the sum stays. */
static GPtrArray *without_ended(GPtrArray *postings)
{
	g_autoptr(GHashTable) sums = g_hash_table_new(g_int64_hash, g_int64_equal);
	GPtrArray *left = g_ptr_array_new_with_free_func(posting_free);
	for (guint i = 0; i < postings->len; i++) {
		struct posting *posting = postings->pdata[i];
		gint64 sum = (gint64)GPOINTER_TO_SIZE(g_hash_table_lookup(sums, &posting->record));
		g_hash_table_insert(sums, &posting->record, GSIZE_TO_POINTER((gsize)(sum + posting->delta)));
	}
	for (guint i = 0; i < postings->len; i++)
		if (g_hash_table_lookup(sums, &((struct posting *)postings->pdata[i])->record))
			g_ptr_array_add(left, g_steal_pointer(&postings->pdata[i]));
	return left;
}

static GPtrArray *explain_now(struct ledger *ledger, const struct figure_query *query, GError **error)
{
	g_autoptr(GPtrArray) postings = g_ptr_array_new_with_free_func(posting_free);
	struct explaining explaining = { .ledger = ledger, .postings = postings };
	struct number number;
	if (!query_each_part(ledger, query, add_postings, &explaining, error) || !figure_number(ledger, query, &number, error))
		return NULL;
	g_ptr_array_sort(postings, by_history);
	if (by_key(query->figure))
		weigh_keys(postings, query->figure, &number);
	else if (query->figure->kind == FIGURE_STOCK || query->figure->kind == FIGURE_ACTIVE)
		return without_ended(postings);
	return g_steal_pointer(&postings);
}

GPtrArray *figure_explain(struct ledger *ledger, const struct figure_query *query, GError **error)
{
	gboolean own;
	if (query->figure->operands[0]) {
		fail(error, ERROR_INPUT, _("%s is a quotient: explain its parts, %s and %s"), query->figure->id,
			query->figure->operands[0]->id, query->figure->operands[1]->id);
		return NULL;
	}
	if (!store_look(ledger->store, &own, error))
		return NULL;
	GPtrArray *postings = explain_now(ledger, query, error);
	store_look_away(ledger->store, own);
	return postings;
}
