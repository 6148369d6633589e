/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Audit: what the store says is derived again from what it cannot change without being found: chain → records →
 * contributions → entries → balances, and the search copy. Lines tell what differs and where.
 */
#include "ledger/ledger_private.h"

#include <string.h>

struct audit {
	struct ledger *ledger;
	GPtrArray *lines;
	gint64 office;
	struct hash previous;
	gint64 expected;     /* the key that the next history entry must have */
	moment_t last;
	GHashTable *latest;  /* record key → struct version *: the last change of each record */
	GHashTable *causes;  /* history key → struct hash *: what each said that it posted */
	ledger_progress progress;
	void *data;
	guint64 done;
};

struct version {
	gint64 change; /* key of that history entry */
	gint64 version;
	gboolean deleted;
	const struct reg *reg;
};

static void tell(struct audit *audit, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void tell(struct audit *audit, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_ptr_array_add(audit->lines, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

static void tick(struct audit *audit)
{
	if (audit->progress && ++audit->done % 1000 == 0)
		audit->progress(audit->data, audit->done, 0);
}

static void note_version(struct audit *audit, const struct change *change)
{
	const struct reg *reg = model_register(store_model(audit->ledger->store), change->reg);
	struct version *version = g_hash_table_lookup(audit->latest, &change->record);
	if (!change->record)
		return;
	if (!version) {
		version = g_new0(struct version, 1);
		g_hash_table_insert(audit->latest, g_memdup2(&change->record, sizeof change->record), version);
	}
	if (change->version != version->version + 1)
		tell(audit, _("history %" PRId64 ": %s #%" PRId64 ": version %" PRId64 " follows version %" PRId64),
			KEY_ID(change->key), change->reg, KEY_ID(change->record), change->version, version->version);
	*version = (struct version){ .change = change->key, .version = change->version, .reg = reg,
		.deleted = strcmp(change->action, "delete") == 0 };
}

static gboolean check_link(void *data, const struct change *change, GError **error)
{
	struct audit *audit = data;
	(void)error;
	tick(audit);
	if (change->key != audit->expected)
		tell(audit, _("history %" PRId64 ": entries before it are missing (expected %" PRId64 ")"), KEY_ID(change->key), KEY_ID(audit->expected));
	if (change->at <= audit->last)
		tell(audit, _("history %" PRId64 ": its moment is not after the one before"), KEY_ID(change->key));
	struct hash hash = change_hash(&audit->previous, change);
	if (!hash_equal(&hash, &change->hash))
		tell(audit, _("history %" PRId64 ": %s #%" PRId64 ": its contents do not match its hash: it was changed after it was written"),
			KEY_ID(change->key), change->reg, KEY_ID(change->record));
	audit->previous = change->hash;
	audit->expected = change->key + 1;
	audit->last = change->at;
	note_version(audit, change);
	struct hash *posted = g_memdup2(&change->posted, sizeof change->posted);
	g_hash_table_insert(audit->causes, g_memdup2(&change->key, sizeof change->key), posted);
	return TRUE;
}

static gint by_cell(gconstpointer a, gconstpointer b)
{
	gint64 x = ((const struct delta *)a)->cell, y = ((const struct delta *)b)->cell;
	return (x > y) - (x < y);
}

static gboolean deltas_equal(GArray *derived, GArray *stored)
{
	for (guint i = stored->len; i-- > 0;)
		if (g_array_index(stored, struct delta, i).amount == 0)
			g_array_remove_index(stored, i);
	g_array_sort(stored, by_cell);
	return derived->len == stored->len && (derived->len == 0 || memcmp(derived->data, stored->data, derived->len * sizeof(struct delta)) == 0);
}

static gboolean check_entries(struct audit *audit, const struct record *record, GError **error)
{
	g_autoptr(GArray) derived = g_array_new(FALSE, FALSE, sizeof(struct delta));
	g_autoptr(GArray) stored = g_array_new(FALSE, FALSE, sizeof(struct delta));
	if (!record_deltas(audit->ledger, record, derived, error) || !record_entries(audit->ledger, KEY(record->office, record->id), stored, error))
		return FALSE;
	if (!deltas_equal(derived, stored))
		tell(audit, _("%s #%" PRId64 ": its entries in the ledger differ from what the record says"), record->reg->id, record->id);
	return TRUE;
}

static gboolean check_search(struct audit *audit, const struct record *record, GError **error)
{
	struct store *store = audit->ledger->store;
	g_autofree char *expected = record_search_text(record, store_model(store), store_links(store, record->office));
	GError *failure = NULL;
	g_autofree char *found = db_search_text(store_db(store), KEY(record->office, record->id), &failure);
	if (failure) {
		g_propagate_error(error, failure);
		return FALSE;
	}
	if (g_strcmp0(*expected ? expected : NULL, found) != 0)
		tell(audit, _("%s #%" PRId64 ": its copy for searching differs from the record"), record->reg->id, record->id);
	return TRUE;
}

/* Compared as the definitions now read both, so that a field that was dropped is no difference. */
static gboolean same_as_history(struct audit *audit, const struct record *record, const struct version *version, gboolean *same, GError **error)
{
	struct change *change = store_change(audit->ledger->store, version->change, error);
	g_autoptr(record_t) then = record_new(record->reg);
	*same = FALSE;
	if (!change)
		return FALSE;
	if (record_read_json(then, store_model(audit->ledger->store), change->data, strlen(change->data), NULL, NULL)) {
		g_autofree char *a = record_json(record);
		g_autofree char *b = record_json(then);
		*same = strcmp(a, b) == 0;
	}
	change_free(change);
	return TRUE;
}

static gboolean check_record(struct audit *audit, gint64 key, struct version *version, GError **error)
{
	struct store *store = audit->ledger->store;
	if (!version->reg)
		return TRUE; /* a register that the definitions no longer have */
	g_autoptr(record_t) record = store_read(store, version->reg, KEY_OFFICE(key), KEY_ID(key), NULL);
	if (!record) {
		tell(audit, _("%s #%" PRId64 ": the record is missing or cannot be read"), version->reg->id, KEY_ID(key));
		return TRUE;
	}
	gboolean same;
	if (!same_as_history(audit, record, version, &same, error))
		return FALSE;
	if (!same || record->version != version->version || record->deleted != version->deleted)
		tell(audit, _("%s #%" PRId64 ": the record differs from its last version in the history"), version->reg->id, record->id);
	return check_entries(audit, record, error) && check_search(audit, record, error);
}

static gboolean check_records(struct audit *audit, GError **error)
{
	GHashTableIter iter;
	gpointer key, version;
	g_hash_table_iter_init(&iter, audit->latest);
	while (g_hash_table_iter_next(&iter, &key, &version)) {
		tick(audit);
		if (!check_record(audit, *(gint64 *)key, version, error))
			return FALSE;
	}
	return TRUE;
}

static const struct sql entries_by_cause = { "entries by cause",
	"SELECT history, record, number, cell, delta FROM entry WHERE office = ?1 ORDER BY history, record, number" };

/* Compares what a history entry posted with what it said; then forgets it, so that what is left posted nothing. */
static void check_cause(struct audit *audit, gint64 history, GArray *entries)
{
	if (!history)
		return;
	const struct hash *said = g_hash_table_lookup(audit->causes, &history);
	struct hash hash = posted_hash(entries);
	if (!said)
		tell(audit, _("entries of the ledger name history %" PRId64 ", which does not exist"), KEY_ID(history));
	else if (!hash_equal(&hash, said))
		tell(audit, _("history %" PRId64 ": the entries that it posted were changed after they were written"), KEY_ID(history));
	g_hash_table_remove(audit->causes, &history);
	g_array_set_size(entries, 0);
}

static void check_silent(struct audit *audit)
{
	g_autoptr(GArray) nothing = posted_new();
	struct hash empty = posted_hash(nothing), zero = { 0 };
	GHashTableIter iter;
	gpointer history, said;
	g_hash_table_iter_init(&iter, audit->causes);
	while (g_hash_table_iter_next(&iter, &history, &said))
		if (!hash_equal(said, &empty) && !hash_equal(said, &zero))
			tell(audit, _("history %" PRId64 ": the entries that it posted are missing"), KEY_ID(*(gint64 *)history));
}

/* The postings of each history entry, hashed again. */
static gboolean check_postings(struct audit *audit, GError **error)
{
	struct statement *statement = db_statement(store_db(audit->ledger->store), &entries_by_cause, error);
	if (!statement)
		return FALSE;
	bind_int(statement, 1, audit->office);
	g_autoptr(GArray) entries = posted_new();
	gint64 current = 0;
	gboolean row = TRUE;
	while (row) {
		if (!statement_next(statement, &row, error))
			return FALSE;
		if (!row)
			break;
		gint64 history = column_int(statement, 0);
		if (history != current)
			check_cause(audit, current, entries);
		current = history;
		struct posted entry = { .record = column_int(statement, 1), .number = column_int(statement, 2),
			.cell = column_int(statement, 3), .delta = column_int(statement, 4) };
		g_array_append_val(entries, entry);
	}
	check_cause(audit, current, entries);
	check_silent(audit);
	return TRUE;
}

static const struct sql balances_differ[] = {
	{ "balances without entries",
	  "SELECT b.cell, b.sum FROM balance b WHERE b.office = ?1 AND (b.cell >> 20) & 3 = 0 AND b.sum <>"
	  " coalesce((SELECT sum(e.delta) FROM entry e WHERE e.office = b.office AND e.cell = b.cell), 0)" },
	{ "entries without balances",
	  "SELECT e.cell, sum(e.delta) FROM entry e WHERE e.office = ?1 AND NOT EXISTS"
	  " (SELECT 1 FROM balance b WHERE b.office = e.office AND b.cell = e.cell) GROUP BY e.cell" },
};
static const struct sql day_balances = { "day balances", "SELECT cell, sum FROM balance WHERE office = ?1 AND (cell >> 20) & 3 = 0" };
static const struct sql other_balances = { "month and year balances", "SELECT cell, sum FROM balance WHERE office = ?1 AND (cell >> 20) & 3 <> 0" };

static void add_to(GHashTable *sums, gint64 cell, gint64 amount)
{
	gint64 *sum = g_hash_table_lookup(sums, &cell);
	if (sum)
		*sum += amount;
	else
		g_hash_table_insert(sums, g_memdup2(&cell, sizeof cell), g_memdup2(&amount, sizeof amount));
}

/* Months and years against the days below them. */
static gboolean check_coarse(struct audit *audit, GError **error)
{
	g_autoptr(GHashTable) sums = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	struct statement *statement = db_statement(store_db(audit->ledger->store), &day_balances, error);
	gboolean row = statement != NULL;
	if (!statement)
		return FALSE;
	bind_int(statement, 1, audit->office);
	while (row) {
		int year, month, dom;
		if (!statement_next(statement, &row, error))
			return FALSE;
		if (!row)
			break;
		gint64 cell = column_int(statement, 0), amount = column_int(statement, 1);
		day_split(CELL_DAY(cell), &year, &month, &dom);
		add_to(sums, CELL(CELL_SERIES(cell), GRAIN_MONTH, year * 12 + month - 1), amount);
		add_to(sums, CELL(CELL_SERIES(cell), GRAIN_YEAR, year), amount);
	}
	statement = db_statement(store_db(audit->ledger->store), &other_balances, error);
	if (!statement)
		return FALSE;
	bind_int(statement, 1, audit->office);
	for (row = TRUE; row;) {
		if (!statement_next(statement, &row, error))
			return FALSE;
		if (row)
			add_to(sums, column_int(statement, 0), -column_int(statement, 1));
	}
	GHashTableIter iter;
	gpointer cell, sum;
	g_hash_table_iter_init(&iter, sums);
	while (g_hash_table_iter_next(&iter, &cell, &sum))
		if (*(gint64 *)sum != 0)
			tell(audit, _("the balance of series %" PRId64 " for a month or year differs from its days by %" PRId64),
				CELL_SERIES(*(gint64 *)cell), -*(gint64 *)sum);
	return TRUE;
}

static gboolean check_balances(struct audit *audit, GError **error)
{
	for (guint i = 0; i < G_N_ELEMENTS(balances_differ); i++) {
		struct statement *statement = db_statement(store_db(audit->ledger->store), &balances_differ[i], error);
		gboolean row = TRUE;
		if (!statement)
			return FALSE;
		bind_int(statement, 1, audit->office);
		while (row) {
			if (!statement_next(statement, &row, error))
				return FALSE;
			if (!row)
				break;
			g_autofree char *day = day_iso(CELL_DAY(column_int(statement, 0)));
			tell(audit, _("the balance of series %" PRId64 " on %s differs from the sum of its entries"), CELL_SERIES(column_int(statement, 0)), day);
		}
	}
	return check_coarse(audit, error);
}

static gboolean audit_office(struct audit *audit, GError **error)
{
	memset(&audit->previous, 0, sizeof audit->previous);
	audit->expected = KEY(audit->office, 1);
	audit->last = G_MININT64;
	audit->latest = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	audit->causes = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	gboolean done = store_each_change(audit->ledger->store, audit->office, check_link, audit, error) &&
		check_records(audit, error) && check_postings(audit, error) && check_balances(audit, error);
	g_hash_table_destroy(audit->latest);
	g_hash_table_destroy(audit->causes);
	return done;
}

gboolean ledger_audit(struct ledger *ledger, GPtrArray *lines, ledger_progress progress, void *data, GError **error)
{
	struct audit audit = { .ledger = ledger, .lines = lines, .progress = progress, .data = data };
	g_autoptr(GArray) offices = store_offices(ledger->store, error);
	if (!offices || !db_check(store_db(ledger->store), lines, error))
		return FALSE;
	for (guint i = 0; i < offices->len; i++) {
		audit.office = g_array_index(offices, gint64, i);
		if (!audit_office(&audit, error))
			return FALSE;
	}
	return TRUE;
}
