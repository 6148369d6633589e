/* SPDX-License-Identifier: Apache-2.0 */
/* Which series a figure has in an office, and which of them have a value of a dimension. */
#include "ledger/dims.h"
#include "ledger/ledger_private.h"
#include "ledger/statements.h"

#include <string.h>

static const struct sql series_highest = { "last series", "SELECT id FROM series WHERE {+}office = ?1 AND id > ?2 AND id < ?3 ORDER BY id DESC LIMIT 1" };
static const struct sql series_new = { "new series",
	"SELECT id, role, dims FROM series WHERE office = ?1 AND figure = ?2 AND +id > ?3 ORDER BY id" };

const struct sql *const ledger_series_sql[] = { &series_highest, &series_new, NULL };

static guint list_hash(gconstpointer data)
{
	const struct series_list *list = data;
	return g_direct_hash(list->figure) * 31 + (guint)list->office;
}

static gboolean list_equal(gconstpointer a, gconstpointer b)
{
	const struct series_list *x = a, *y = b;
	return x->figure == y->figure && x->office == y->office;
}

static void series_free(gpointer data)
{
	struct series *series = data;
	g_free(series->dims);
	g_free(series);
}

static void split_free(gpointer data)
{
	struct split *split = data;
	g_free(split->dimension);
	g_ptr_array_unref(split->values);
	g_hash_table_destroy(split->texts);
	g_hash_table_destroy(split->places);
	g_free(split);
}

static void list_free(gpointer data)
{
	struct series_list *list = data;
	g_ptr_array_unref(list->series);
	g_ptr_array_unref(list->splits);
	g_free(list);
}

GHashTable *series_lists_new(void)
{
	return g_hash_table_new_full(list_hash, list_equal, list_free, NULL);
}

gboolean series_last(struct ledger *ledger, gint64 office, gint64 *id, GError **error)
{
	struct statement *statement = db_statement(store_db(ledger->store), &series_highest, error);
	bind_int(statement, 1, office);
	bind_int(statement, 2, SERIES(office, 0));
	bind_int(statement, 3, SERIES(office + 1, 0));
	return statement_number(statement, SERIES(office, 0), id, error);
}

/* Adds the series that came since the list was last read. */
static gboolean read_new(struct ledger *ledger, struct series_list *list, gint64 last, GError **error)
{
	struct statement *statement = db_statement(store_db(ledger->store), &series_new, error);
	enum fetch fetch;
	bind_int(statement, 1, list->office);
	bind_text(statement, 2, list->figure->id);
	bind_int(statement, 3, list->known);
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		struct series *series = g_new0(struct series, 1);
		series->id = column_int(statement, 0);
		series->role = (enum role)column_int(statement, 1);
		series->dims = g_strdup(column_text(statement, 2));
		g_ptr_array_add(list->series, series);
		list->known = series->id;
	}
	if (fetch == FETCH_FAILED)
		return FALSE;
	list->known = last;
	return TRUE;
}

struct series_list *ledger_series(
	struct ledger *ledger, gint64 office, const struct figure *figure, GError **error)
{
	struct series_list wanted = {.office = office, .figure = figure};
	struct series_list *list = g_hash_table_lookup(ledger->lists, &wanted);
	gint64 last;
	if (!ahead_last(ledger, office, &last, error))
		return NULL;
	if (!list) {
		list = g_memdup2(&wanted, sizeof wanted);
		list->series = g_ptr_array_new_with_free_func(series_free);
		list->splits = g_ptr_array_new_with_free_func(split_free);
		g_hash_table_add(ledger->lists, list);
	}
	if (list->known < last && !read_new(ledger, list, last, error))
		return NULL;
	return list;
}

/* The series at `place` has the value. */
static void add_place(struct split *split, const char *value, guint place)
{
	GArray *places = g_hash_table_lookup(split->places, value);
	if (!places) {
		places = g_array_new(FALSE, FALSE, sizeof(guint));
		g_hash_table_insert(split->places, g_strdup(value), places);
	}
	if (places->len == 0 || g_array_index(places, guint, places->len - 1) != place)
		g_array_append_val(places, place);
}

/* Series with the same values share them. */
static char **shared_values(struct split *split, const char *dims)
{
	gsize length;
	const char *list = dims_list(dims, split->dimension, &length);
	g_autofree char *text = g_strndup(list, length);
	char **values = g_hash_table_lookup(split->texts, text);
	if (!values) {
		values = dims_split(list, length);
		g_hash_table_insert(split->texts, g_steal_pointer(&text), values);
	}
	return values;
}

static struct split *split_new(const char *dimension)
{
	struct split *split = g_new0(struct split, 1);
	split->dimension = g_strdup(dimension);
	split->values = g_ptr_array_new();
	split->texts = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
	split->places = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
	return split;
}

/* Made when the dimension is first asked for; with the series that came since. */
static struct split *split_of(struct series_list *list, const char *dimension)
{
	struct split *split = NULL;
	for (guint i = 0; i < list->splits->len && !split; i++) {
		struct split *each = g_ptr_array_index(list->splits, i);
		if (strcmp(each->dimension, dimension) == 0)
			split = each;
	}
	if (!split) {
		split = split_new(dimension);
		g_ptr_array_add(list->splits, split);
	}
	for (guint place = split->values->len; place < list->series->len; place++) {
		const struct series *series = g_ptr_array_index(list->series, place);
		char **values = shared_values(split, series->dims);
		g_ptr_array_add(split->values, values);
		if (!values[0])
			add_place(split, "", place);
		for (guint i = 0; values[i]; i++)
			add_place(split, values[i], place);
	}
	return split;
}

const char *const *series_values(struct series_list *list, guint place, const char *dimension)
{
	return g_ptr_array_index(split_of(list, dimension)->values, place);
}

/* What is in one or both, ascending. Takes `a`. */
static GArray *joined(GArray *a, const GArray *b)
{
	GArray *all = g_array_sized_new(FALSE, FALSE, sizeof(guint), a->len + b->len);
	guint i = 0, j = 0;
	while (i < a->len && j < b->len) {
		guint x = g_array_index(a, guint, i), y = g_array_index(b, guint, j);
		guint least = MIN(x, y);
		g_array_append_val(all, least);
		i += x == least;
		j += y == least;
	}
	g_array_append_vals(all, &g_array_index(a, guint, i), a->len - i);
	g_array_append_vals(all, &g_array_index(b, guint, j), b->len - j);
	g_array_unref(a);
	return all;
}

GArray *series_with(struct series_list *list, const char *dimension, const char *const *values)
{
	const struct split *split = split_of(list, dimension);
	GArray *places = NULL;
	for (guint i = 0; values[i]; i++) {
		GArray *each = g_hash_table_lookup(split->places, values[i]);
		if (each)
			places = places ? joined(places, each) : g_array_ref(each);
	}
	return places ? places : g_array_new(FALSE, FALSE, sizeof(guint));
}
