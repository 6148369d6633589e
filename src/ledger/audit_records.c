/* SPDX-License-Identifier: Apache-2.0 */
/* Audit of records: each row, its links, its words and its entries against the record's last change. */
#include "ledger/audit.h"

#include <string.h>

static gboolean deltas_equal(GArray *derived, GArray *stored)
{
	for (guint i = stored->len; i-- > 0;)
		if (g_array_index(stored, struct delta, i).amount == 0)
			g_array_remove_index(stored, i);
	g_array_sort(stored, delta_by_cell);
	return derived->len == stored->len && (derived->len == 0 || memcmp(derived->data, stored->data, derived->len * sizeof(struct delta)) == 0);
}

/* `record` NULL: of a register that is no longer defined, which posts nothing. */
static gboolean check_entries(struct audit *audit, gint64 key, const struct record *record, const char *reg, GError **error)
{
	g_autoptr(GArray) derived = g_array_new(FALSE, FALSE, sizeof(struct delta));
	g_autoptr(GArray) stored = g_array_new(FALSE, FALSE, sizeof(struct delta));
	GError *failure = NULL;
	if (record && !record_deltas(audit->ledger, record, derived, &failure)) {
		tell(audit, _("%s #%" PRId64 ": what it means for the figures cannot be computed: %s"), reg, KEY_ID(key), failure->message);
		g_error_free(failure);
		return TRUE;
	}
	if (!record_entries(audit->ledger, key, stored, error))
		return FALSE;
	if (!deltas_equal(derived, stored))
		tell(audit, _("%s #%" PRId64 ": its entries in the ledger differ from what the record says"), reg, KEY_ID(key));
	return TRUE;
}

static gboolean check_copies(struct audit *audit, const struct record *record, struct version *version, GError **error)
{
	struct store *store = audit->ledger->store;
	gboolean row, links, search;
	if (!store_row_matches(store, record, &row, error) || !store_links_match(store, record, &links, error) ||
		!store_search_matches(store, record, &search, error))
		return FALSE;
	if (!row)
		tell(audit, _("%s #%" PRId64 ": the record differs from its last version in the history, or is missing"), record->reg->id, record->id);
	if (!links)
		tell(audit, _("%s #%" PRId64 ": its links differ from the record"), record->reg->id, record->id);
	if (!search)
		tell(audit, _("%s #%" PRId64 ": its copy for searching differs from the record"), record->reg->id, record->id);
	g_autofree char *words = record_search_text(record, store_model(store), store_links(store, record->office));
	version->searched = *words != '\0';
	return TRUE;
}

static gboolean check_record(struct audit *audit, gint64 key, struct version *version, GError **error)
{
	struct store *store = audit->ledger->store;
	struct change *change = store_change(store, version->change, error);
	GError *failure = NULL;
	if (!change)
		return FALSE;
	g_autoptr(record_t) record = version->reg ? change_record(store, version->reg, change, NULL, &failure) : NULL;
	gboolean done = TRUE;
	if (failure) {
		tell(audit, _("%s #%" PRId64 ": its last version cannot be read: %s"), change->reg, KEY_ID(key), failure->message);
		g_error_free(failure);
	} else {
		done = (!record || check_copies(audit, record, version, error)) &&
			(audit->received || check_entries(audit, key, record, change->reg, error));
	}
	change_free(change);
	return done;
}

/* Rows and links that no record has. */
struct stray {
	struct audit *audit;
	const char *where;
	const struct reg *reg; /* NULL: any */
};

static void check_stray(void *data, gint64 office, gint64 key)
{
	const struct stray *stray = data;
	const struct version *version = g_hash_table_lookup(stray->audit->latest, &key);
	if (!version || !version->shown || (stray->reg && version->reg != stray->reg) || office != stray->audit->office)
		tell(stray->audit, _("%s: #%" PRId64 " stands there, but the history has no such record"), stray->where, KEY_ID(key));
}

static gboolean check_searched(struct audit *audit, gint64 from, gint64 to, GError **error)
{
	g_autoptr(GArray) keys = db_search_keys(store_db(audit->ledger->store), from, to, error);
	for (guint i = 0; keys && i < keys->len; i++) {
		gint64 key = g_array_index(keys, gint64, i);
		const struct version *version = g_hash_table_lookup(audit->latest, &key);
		if (!version || !version->searched)
			tell(audit, _("%s: #%" PRId64 " stands there, but the history has no such record"), _("copies for searching"), KEY_ID(key));
	}
	return keys != NULL;
}

/* Rows of an office, or (0) of none, that no record has. */
static gboolean check_rows(struct audit *audit, GError **error)
{
	struct store *store = audit->ledger->store;
	const GPtrArray *registers = store_model(store)->registers;
	for (guint i = 0; i < registers->len; i++) {
		const struct reg *reg = registers->pdata[i];
		struct stray rows = { audit, reg->id, reg };
		if (!store_each_row(store, reg, audit->office, check_stray, &rows, error))
			return FALSE;
	}
	return TRUE;
}

gboolean audit_records(struct audit *audit, GError **error)
{
	GHashTableIter iter;
	gpointer key, version;
	g_hash_table_iter_init(&iter, audit->latest);
	while (g_hash_table_iter_next(&iter, &key, &version)) {
		tick(audit);
		if (((struct version *)version)->shown && !check_record(audit, *(gint64 *)key, version, error))
			return FALSE;
	}
	struct stray links = { audit, _("links"), NULL };
	return check_rows(audit, error) && check_searched(audit, KEY(audit->office, 0), KEY(audit->office + 1, 0) - 1, error) &&
		store_each_link(audit->ledger->store, audit->office, check_stray, &links, error);
}

gboolean audit_between(struct audit *audit, GError **error)
{
	g_autoptr(GArray) offices = store_offices(audit->ledger->store, error);
	g_autoptr(GHashTable) none = key_set();
	gint64 from = G_MININT64;
	audit->latest = none;
	audit->office = 0;
	gboolean done = offices && check_rows(audit, error);
	for (guint i = 0; done && i < offices->len; i++) {
		gint64 office = g_array_index(offices, gint64, i);
		done = check_searched(audit, from, KEY(office, 0) - 1, error);
		from = KEY(office + 1, 0);
	}
	return done && check_searched(audit, from, G_MAXINT64, error);
}
