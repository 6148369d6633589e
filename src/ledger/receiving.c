/* SPDX-License-Identifier: Apache-2.0 */
#include "base/number.h"
#include "ledger/dims.h"
#include "ledger/exchange.h"
#include "ledger/ledger_private.h"
#include "ledger/statements.h"

#include <string.h>

enum { ENTRIES_KEPT = 8000, DELTAS_KEPT = 30000 }; /* in memory before they are written, or folded */

enum { NUMBERS_A_NAME = 16 }; /* so many numbers of series, half of which are used, are read in the time in which one series is asked for */

static const struct sql series_all = { "series of an office",
	"SELECT id, figure, role, dims FROM series WHERE {+}office = ?1 AND id > ?2 AND id < ?3 ORDER BY id", "a package names many of them" };

const struct sql *const ledger_receiving_sql[] = { &series_all, NULL };

struct last_number {
	gint64 record, number;
};

/* A series by its name. */
struct known_series {
	const char *figure, *dims;
	gint64 role, id;
	guint hash, place;
};

/* An entry as a row. */
struct entry_row {
	gint64 record, number, cell, delta, history; /* keys */
};

/* What a package brings is kept and written in bulk: no table is read for what the package itself tells. */
struct receiving {
	struct ledger *ledger;
	gint64 office;
	gint64 held;          /* records up to this id were there before */
	gint64 last;          /* id of the office's last series */
	gint64 first;         /* the first id that a new series may get */
	GHashTable *numbers;  /* gint64 record id → struct last_number *: of those that posted */
	GHashTable *series;   /* struct known_series * as a set, by name */
	GStringChunk *texts;  /* their names */
	GPtrArray *named;     /* the same by place, from 1 on; borrowed */
	GArray *entries;      /* struct entry_row */
	GArray *deltas;       /* struct delta, folded and in order of cell: what balances are to be given */
	GArray *added;        /* those that came since */
	struct bulk *entry_rows;
};

static guint series_hash(gconstpointer data)
{
	return ((const struct known_series *)data)->hash;
}

static gboolean series_equal(gconstpointer a, gconstpointer b)
{
	const struct known_series *x = a, *y = b;
	return x->hash == y->hash && x->role == y->role && strcmp(x->figure, y->figure) == 0 && strcmp(x->dims, y->dims) == 0;
}

struct receiving *receiving_new(struct ledger *ledger, gint64 office, gint64 held)
{
	struct receiving *receiving = g_new0(struct receiving, 1);
	receiving->ledger = ledger;
	receiving->office = office;
	receiving->held = held;
	receiving->numbers = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
	receiving->series = g_hash_table_new_full(series_hash, series_equal, g_free, NULL);
	receiving->texts = g_string_chunk_new(1 << 16);
	receiving->named = g_ptr_array_new();
	receiving->entries = g_array_new(FALSE, FALSE, sizeof(struct entry_row));
	receiving->deltas = g_array_new(FALSE, FALSE, sizeof(struct delta));
	receiving->added = g_array_new(FALSE, FALSE, sizeof(struct delta));
	return receiving;
}

void receiving_free(struct receiving *receiving)
{
	if (!receiving)
		return;
	g_hash_table_destroy(receiving->numbers);
	g_hash_table_destroy(receiving->series);
	g_string_chunk_free(receiving->texts);
	g_ptr_array_unref(receiving->named);
	g_array_unref(receiving->entries);
	g_array_unref(receiving->deltas);
	g_array_unref(receiving->added);
	bulk_drop(receiving->entry_rows);
	g_free(receiving);
}

/* An id of a figure: parts of small letters, digits and _, joined by dots. */
static gboolean is_figure_id(const char *id)
{
	gsize length = 0;
	while (g_ascii_islower(id[length]) || g_ascii_isdigit(id[length]) || id[length] == '_' || id[length] == '.')
		length++;
	return g_ascii_islower(*id) && id[length] == '\0' && length <= 100;
}

static struct known_series series_called(const char *figure, gint64 role, const char *dims)
{
	return (struct known_series){ .figure = figure, .dims = dims, .role = role, .hash = (g_str_hash(figure) * 31 ^ g_str_hash(dims)) * 31 ^ (guint)role };
}

guint receiving_name(struct receiving *receiving, const char *figure, gint64 role, const char *dims)
{
	const struct known_series asked = series_called(figure, role, dims);
	struct known_series *known = g_hash_table_lookup(receiving->series, &asked);
	if (known)
		return known->place;
	if (!is_figure_id(figure) || role < ROLE_MAIN || role > ROLE_CONVERTED_ENDED || !dims_are_canonical(dims))
		return 0;
	known = g_memdup2(&asked, sizeof asked);
	known->figure = g_string_chunk_insert_const(receiving->texts, figure);
	known->dims = g_string_chunk_insert(receiving->texts, dims);
	known->place = receiving->named->len + 1;
	g_hash_table_add(receiving->series, known);
	g_ptr_array_add(receiving->named, known);
	return known->place;
}

gint64 receiving_series(const struct receiving *receiving, guint place)
{
	return ((const struct known_series *)receiving->named->pdata[place - 1])->id;
}

static gint by_record(gconstpointer a, gconstpointer b)
{
	const struct entry_row *x = a, *y = b;
	return x->record != y->record ? (x->record > y->record) - (x->record < y->record) : (x->number > y->number) - (x->number < y->number);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
	const struct known_series *x = *(struct known_series *const *)a, *y = *(struct known_series *const *)b;
	int order = x->figure == y->figure ? 0 : strcmp(x->figure, y->figure);
	if (order == 0)
		order = (x->role > y->role) - (x->role < y->role);
	return order ? order : strcmp(x->dims, y->dims);
}

static gboolean find_all(struct receiving *receiving, GError **error)
{
	struct statement *statement = db_statement(store_db(receiving->ledger->store), &series_all, error);
	enum fetch fetch;
	bind_int(statement, 1, receiving->office);
	bind_int(statement, 2, SERIES(receiving->office, 0));
	bind_int(statement, 3, SERIES(receiving->office + 1, 0));
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		const char *figure = column_text(statement, 1), *dims = column_text(statement, 3);
		const struct known_series asked = series_called(figure ? figure : "", column_int(statement, 2), dims ? dims : "");
		struct known_series *known = g_hash_table_lookup(receiving->series, &asked);
		if (known)
			known->id = column_int(statement, 0);
	}
	return fetch == FETCH_END;
}

/* Those that the office has: one after another where the package names few of them, else all are read. */
static gboolean find_known(struct receiving *receiving, GError **error)
{
	if (SERIES_NUMBER(receiving->last) <= (gint64)receiving->named->len * NUMBERS_A_NAME)
		return find_all(receiving, error);
	for (guint i = 0; i < receiving->named->len; i++) {
		struct known_series *series = receiving->named->pdata[i];
		if (!series_find(receiving->ledger, receiving->office, series->figure, series->role, series->dims, &series->id, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean make_id(struct receiving *receiving, struct known_series *series, GError **error)
{
	const struct figure *figure = model_figure(store_model(receiving->ledger->store), series->figure);
	if (series->id)
		return TRUE;
	if (!series_next(receiving->office, receiving->last, figure_grows(figure), &series->id, error))
		return FALSE;
	receiving->last = series->id;
	return TRUE;
}

static gboolean put_series(struct receiving *receiving, struct bulk *rows, const struct known_series *series, GError **error)
{
	const struct db_cell row[] = { int_cell(receiving->office), int_cell(series->id), text_cell(series->figure), int_cell(series->role), text_cell(series->dims) };
	return bulk_put(rows, row, error);
}

/* In the order of their names: so both indexes get them in order, and a figure's stand together. */
gboolean receiving_named(struct receiving *receiving, GError **error)
{
	g_autoptr(GPtrArray) named = g_ptr_array_copy(receiving->named, NULL, NULL);
	if (!series_last(receiving->ledger, receiving->office, &receiving->last, error))
		return FALSE;
	receiving->first = receiving->last + 1;
	if (receiving->held && !find_known(receiving, error))
		return FALSE;
	g_ptr_array_sort(named, by_name);
	for (guint i = 0; i < named->len; i++)
		if (!make_id(receiving, named->pdata[i], error))
			return FALSE;
	struct bulk *rows = bulk_begin(store_db(receiving->ledger->store), "series", "office, id, figure, role, dims", error);
	gboolean done = rows != NULL;
	for (guint i = 0; done && i < named->len; i++) {
		const struct known_series *series = named->pdata[i];
		done = series->id < receiving->first || put_series(receiving, rows, series, error);
	}
	if (done)
		return bulk_end(rows, error);
	bulk_drop(rows);
	return FALSE;
}

/* In the order of the table's keys. */
static gboolean write_entries(struct receiving *receiving, GError **error)
{
	GArray *entries = receiving->entries;
	if (!receiving->entry_rows)
		receiving->entry_rows = bulk_begin(store_db(receiving->ledger->store), "entry", "office, record, number, cell, delta, history", error);
	if (!receiving->entry_rows)
		return FALSE;
	g_array_sort(entries, by_record);
	for (guint i = 0; i < entries->len; i++) {
		const struct entry_row *entry = &g_array_index(entries, struct entry_row, i);
		const struct db_cell row[] = { int_cell(receiving->office), int_cell(entry->record), int_cell(entry->number), int_cell(entry->cell), int_cell(entry->delta),
			int_cell(entry->history) };
		if (!bulk_put(receiving->entry_rows, row, error))
			return FALSE;
	}
	g_array_set_size(entries, 0);
	return TRUE;
}

/* Both in order of cell. */
static gboolean merge(const GArray *a, const GArray *b, GArray *all, GError **error)
{
	for (guint i = 0, j = 0; i < a->len || j < b->len;) {
		const struct delta *x = i < a->len ? &g_array_index(a, struct delta, i) : NULL, *y = j < b->len ? &g_array_index(b, struct delta, j) : NULL;
		struct delta next = !y || (x && x->cell <= y->cell) ? *x : *y;
		if (x && y && x->cell == y->cell && !number_add(x->amount, y->amount, &next.amount, error))
			return FALSE;
		i += x && x->cell == next.cell;
		j += y && y->cell == next.cell;
		g_array_append_val(all, next);
	}
	return TRUE;
}

/* While the server is busy with entries: so little is left to be sorted at the end. */
static gboolean fold_added(struct receiving *receiving, GError **error)
{
	GArray *all = g_array_sized_new(FALSE, FALSE, sizeof(struct delta), receiving->deltas->len + receiving->added->len);
	gboolean done = deltas_fold(receiving->added, TRUE, error) && merge(receiving->deltas, receiving->added, all, error);
	g_array_unref(receiving->deltas);
	receiving->deltas = all;
	g_array_set_size(receiving->added, 0);
	return done;
}

/* Those of series that are known go before; both stay in order. Their number. */
static guint known_first(GArray *deltas, gint64 first)
{
	g_autoptr(GArray) fresh = g_array_new(FALSE, FALSE, sizeof(struct delta));
	guint known = 0;
	for (guint i = 0; i < deltas->len; i++) {
		struct delta delta = g_array_index(deltas, struct delta, i);
		if (cell_series(delta.cell) < first)
			g_array_index(deltas, struct delta, known++) = delta;
		else
			g_array_append_val(fresh, delta);
	}
	g_array_set_size(deltas, known);
	g_array_append_vals(deltas, fresh->data, fresh->len);
	return known;
}

/* Of series that are new there are no balances yet. */
static gboolean write_balances(struct receiving *receiving, GError **error)
{
	if (!fold_added(receiving, error))
		return FALSE;
	GArray *deltas = receiving->deltas;
	guint known = known_first(deltas, receiving->first);
	const struct delta *items = (const struct delta *)(void *)deltas->data;
	if (!balances_put(receiving->ledger, items, known, error))
		return FALSE;
	struct bulk *rows = bulk_begin(store_db(receiving->ledger->store), "balance", "office, cell, sum", error);
	gboolean done = rows != NULL;
	for (guint i = known; done && i < deltas->len; i++)
		done = bulk_put(rows, (const struct db_cell[]){ int_cell(receiving->office), int_cell(items[i].cell), int_cell(items[i].amount) }, error);
	if (done)
		return bulk_end(rows, error);
	bulk_drop(rows);
	return FALSE;
}

/* A record's entries are numbered without gaps; those of a record that is new here begin with 1. */
static gboolean check_number(struct receiving *receiving, const struct sent_entry *entry, GError **error)
{
	struct last_number *last = g_hash_table_lookup(receiving->numbers, &entry->record);
	if (!last) {
		last = g_new0(struct last_number, 1);
		last->record = entry->record;
		g_hash_table_insert(receiving->numbers, &last->record, last);
		if (entry->record <= receiving->held && !last_number(receiving->ledger, KEY(receiving->office, entry->record), &last->number, error))
			return FALSE;
	}
	return entry->number == ++last->number ||
		fail(error, ERROR_INPUT, _("the entries of record #%" PRId64 " are not numbered one after another"), entry->record);
}

/* Cells are shared by many entries: few are left when they are folded. */
static gboolean add_deltas(struct receiving *receiving, const struct entry_row *row, GError **error)
{
	const struct delta delta = { .cell = row->cell, .amount = row->delta };
	struct delta all[DELTA_BALANCES];
	balance_deltas(&delta, all);
	g_array_append_vals(receiving->added, all, DELTA_BALANCES);
	return receiving->added->len < MAX(DELTAS_KEPT, receiving->deltas->len / 2) || fold_added(receiving, error);
}

gboolean receiving_entry(struct receiving *receiving, const struct sent_entry *entry, gint64 history, GError **error)
{
	const struct entry_row row = { KEY(receiving->office, entry->record), entry->number, CELL(entry->series, GRAIN_DAY, entry->day), entry->delta, history };
	if (entry->day < 1 || entry->day > DAY_LAST)
		return fail(error, ERROR_INPUT, _("an entry's day lies outside the years 1 to 2870"));
	if (entry->record > KEY_ID(history))
		return fail(error, ERROR_INPUT, _("there is an entry of record #%" PRId64 ", which was not created yet"), entry->record);
	if (!check_number(receiving, entry, error))
		return FALSE;
	g_array_append_val(receiving->entries, row);
	return add_deltas(receiving, &row, error) && (receiving->entries->len < ENTRIES_KEPT || write_entries(receiving, error));
}

gboolean receiving_end(struct receiving *receiving, GError **error)
{
	return write_entries(receiving, error) && bulk_end(g_steal_pointer(&receiving->entry_rows), error) && write_balances(receiving, error);
}
