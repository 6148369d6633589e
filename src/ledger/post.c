/* SPDX-License-Identifier: Apache-2.0 */
/* Posting: series and entries. */
#include "base/number.h"
#include "ledger/contribution.h"
#include "ledger/ledger_private.h"
#include "ledger/statements.h"

#include <string.h>

/* IS TRUE: SQLite would put what the column equals into substr too, and then not find the index. */
static const struct sql find_sql = { "find series",
	"SELECT id FROM series WHERE office = ?1 AND figure = ?2 AND role = ?3 AND substr(dims, 1, 200) = substr(?4, 1, 200)"
	" AND (dims = ?4) IS TRUE" };
/* One row of values: an INSERT … SELECT would open a savepoint, at which FTS5 writes out what it has gathered. */
static const struct sql add_sql = { "add series", "INSERT INTO series(office, id, figure, role, dims) VALUES (?1, ?2, ?3, ?4, ?5)" };
static const struct sql entry_sum = { "entries of a record",
	"SELECT cell, CAST(sum(delta) AS BIGINT) FROM entry WHERE office = ?1 AND record = ?2 GROUP BY cell ORDER BY cell" };
static const struct sql entry_last = { "last entry of a record",
	"SELECT coalesce(max(number), 0) FROM entry WHERE office = ?1 AND record = ?2" };
enum { ENTRY_COLUMNS = 6 };
static const struct sql entry_sql = { "add entry",
	"INSERT INTO entry(office, record, number, cell, delta, history) {(}?1{,}?2{,}?3{,}?4{,}?5{,}?6{)}" };
static const struct sql records_posting = { "records with entries",
	"SELECT DISTINCT e.record FROM entry e JOIN history h ON h.office = e.office AND h.key = e.record WHERE e.office = ?1 AND h.register = ?2 ORDER BY e.record",
	"a register is no longer defined" };

const struct sql *const ledger_post_sql[] = { &find_sql, &add_sql, &entry_sum, &entry_last, &entry_sql, &records_posting, NULL };

gboolean series_find(struct ledger *ledger, gint64 office, const char *figure, gint64 role, const char *dims, gint64 *id, GError **error)
{
	struct statement *statement = db_statement(store_db(ledger->store), &find_sql, error);
	*id = 0;
	bind_int(statement, 1, office);
	bind_text(statement, 2, figure);
	bind_int(statement, 3, role);
	bind_text(statement, 4, dims);
	return statement_number(statement, 0, id, error);
}

static gboolean series_put(struct ledger *ledger, gint64 office, gint64 id, const char *figure, gint64 role, const char *dims, GError **error)
{
	struct statement *statement = db_statement(store_db(ledger->store), &add_sql, error);
	bind_int(statement, 1, office);
	bind_int(statement, 2, id);
	bind_text(statement, 3, figure);
	bind_int(statement, 4, role);
	bind_text(statement, 5, dims);
	return statement_run(statement, error);
}

static gboolean series_add(struct ledger *ledger, gint64 office, const struct contribution *contribution, gint64 *id, GError **error)
{
	if (!series_last(ledger, office, id, error))
		return FALSE;
	if (!series_next(office, *id, figure_grows(contribution->figure), id, error))
		return FALSE;
	return series_put(ledger, office, *id, contribution->figure->id, contribution->role, contribution->dims, error);
}

static guint name_hash(gconstpointer data)
{
	const struct series_name *name = data;
	return g_str_hash(name->dims) ^ g_direct_hash(name->figure) ^ ((guint)name->office << 4) ^ (guint)name->role;
}

static gboolean name_equal(gconstpointer a, gconstpointer b)
{
	const struct series_name *x = a, *y = b;
	return x->figure == y->figure && x->office == y->office && x->role == y->role && strcmp(x->dims, y->dims) == 0;
}

static void name_free(gpointer data)
{
	struct series_name *name = data;
	g_free(name->dims);
	g_free(name);
}

GHashTable *series_names_new(void)
{
	return g_hash_table_new_full(name_hash, name_equal, name_free, NULL);
}

static gboolean series_id(struct ledger *ledger, gint64 office, const struct contribution *contribution, gint64 *id, GError **error)
{
	struct series_name name = { .office = office, .figure = contribution->figure, .role = contribution->role, .dims = contribution->dims };
	const struct series_name *known = g_hash_table_lookup(ledger->names, &name);
	if (known) {
		*id = known->id;
		return TRUE;
	}
	if (!series_find(ledger, office, contribution->figure->id, contribution->role, contribution->dims, id, error))
		return FALSE;
	if (!*id && !ledger->looking && !series_add(ledger, office, contribution, id, error))
		return FALSE;
	if (!*id)
		return TRUE;
	struct series_name *kept = g_memdup2(&name, sizeof name);
	kept->dims = g_strdup(name.dims);
	kept->id = *id;
	g_hash_table_add(ledger->names, kept);
	return TRUE;
}

static gint by_series(gconstpointer a, gconstpointer b)
{
	const struct contribution *x = a, *y = b;
	if (x->figure != y->figure)
		return x->figure->index < y->figure->index ? -1 : 1;
	if (x->role != y->role)
		return x->role < y->role ? -1 : 1;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return strcmp(x->dims, y->dims);
}

/* What adds up to nothing posts nothing and opens no series: every series has entries. */
static gboolean join_contributions(GArray *list, GError **error)
{
	if (list->len < 2)
		return TRUE;
	g_array_sort(list, by_series);
	struct contribution *items = (struct contribution *)(void *)list->data, *first = items;
	for (guint i = 1; i < list->len; i++) {
		if (by_series(first, &items[i]) != 0) {
			first = &items[i];
			continue;
		}
		if (!number_add(first->delta, items[i].delta, &first->delta, error))
			return FALSE;
		items[i].delta = 0;
	}
	return TRUE;
}

gboolean record_deltas(struct ledger *ledger, const struct record *record, GArray *deltas, GError **error)
{
	g_autoptr(GArray) list = contributions_new();
	if (!contributions(store_model(ledger->store), record, store_links(ledger->store, record->office), list, error) ||
		!join_contributions(list, error))
		return FALSE;
	for (guint i = 0; i < list->len; i++) {
		const struct contribution *contribution = &g_array_index(list, struct contribution, i);
		gint64 series;
		if (!contribution->delta)
			continue;
		if (!series_id(ledger, record->office, contribution, &series, error))
			return FALSE;
		struct delta delta = { .cell = CELL(series, GRAIN_DAY, contribution->day), .amount = contribution->delta };
		g_array_append_val(deltas, delta);
	}
	return deltas_fold(deltas, FALSE, error);
}

gboolean record_entries(struct ledger *ledger, gint64 record_key, GArray *deltas, GError **error)
{
	struct statement *statement = db_statement(store_db(ledger->store), &entry_sum, error);
	bind_int(statement, 1, KEY_OFFICE(record_key));
	bind_int(statement, 2, record_key);
	enum fetch fetch;
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		const struct delta delta = { .cell = column_int(statement, 0), .amount = column_int(statement, 1) };
		g_array_append_val(deltas, delta);
	}
	return fetch == FETCH_END;
}

gboolean last_number(struct ledger *ledger, gint64 record_key, gint64 *number, GError **error)
{
	struct statement *statement = db_statement(store_db(ledger->store), &entry_last, error);
	bind_int(statement, 1, KEY_OFFICE(record_key));
	bind_int(statement, 2, record_key);
	return statement_number(statement, 0, number, error);
}

/* Posts the deltas as entries of the record, after those that it has. */
static gboolean post_all(struct ledger *ledger, gint64 record_key, gint64 number, const GArray *deltas, gint64 history, GArray *posted, GError **error)
{
	struct statement *statement = deltas->len ? db_statement(store_db(ledger->store), &entry_sql, error) : NULL;
	g_autofree gint64 *rows = g_new(gint64, (gsize)deltas->len * ENTRY_COLUMNS);
	for (guint i = 0; i < deltas->len; i++) {
		const struct delta *delta = &g_array_index(deltas, struct delta, i);
		const struct posted entry = { .record = record_key, .number = ++number, .cell = delta->cell, .delta = delta->amount };
		const gint64 row[ENTRY_COLUMNS] = { KEY_OFFICE(record_key), record_key, number, delta->cell, delta->amount, history };
		memcpy(rows + (gsize)i * ENTRY_COLUMNS, row, sizeof row);
		g_array_append_val(posted, entry);
	}
	if (deltas->len && !statement_run_rows(statement, rows, deltas->len, ENTRY_COLUMNS, error))
		return FALSE;
	for (guint i = 0; i < deltas->len; i++)
		if (!balances_add(ledger, &g_array_index(deltas, struct delta, i), error))
			return FALSE;
	return TRUE;
}

/* What takes back all that the record has posted, and the number of its last entry. */
static gboolean read_back(struct ledger *ledger, gint64 record_key, GArray *deltas, gint64 *number, GError **error)
{
	if (!record_entries(ledger, record_key, deltas, error) || !last_number(ledger, record_key, number, error))
		return FALSE;
	for (guint i = 0; i < deltas->len; i++)
		g_array_index(deltas, struct delta, i).amount *= -1;
	return TRUE;
}

gboolean ledger_settle_record(struct ledger *ledger, const struct record *record, gboolean is_new, gint64 history, GArray *posted,
	GError **error)
{
	gint64 key = KEY(record->office, record->id), number = 0;
	g_autoptr(GArray) deltas = g_array_new(FALSE, FALSE, sizeof(struct delta));
	return (is_new || read_back(ledger, key, deltas, &number, error)) && record_deltas(ledger, record, deltas, error) &&
		post_all(ledger, key, number, deltas, history, posted, error);
}

/* Keys of a register's records that have entries; a record's key is that of the change that created it. */
static GArray *posting_records(struct ledger *ledger, gint64 office, const char *reg, GError **error)
{
	struct statement *statement = db_statement(store_db(ledger->store), &records_posting, error);
	bind_int(statement, 1, office);
	bind_text(statement, 2, reg);
	return statement_keys(statement, error);
}

gboolean ledger_withdraw(struct ledger *ledger, gint64 office, const char *reg, gint64 history, GArray *posted, GError **error)
{
	g_autoptr(GArray) keys = posting_records(ledger, office, reg, error);
	for (guint i = 0; keys && i < keys->len; i++) {
		gint64 key = g_array_index(keys, gint64, i), number = 0;
		g_autoptr(GArray) deltas = g_array_new(FALSE, FALSE, sizeof(struct delta));
		if (!read_back(ledger, key, deltas, &number, error) || !deltas_fold(deltas, FALSE, error) || !post_all(ledger, key, number, deltas, history, posted, error))
			return FALSE;
	}
	return keys != NULL;
}
