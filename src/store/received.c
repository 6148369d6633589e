/* SPDX-License-Identifier: Apache-2.0 */
#include "store/received.h"
#include "store/statements.h"
#include "store/store_private.h"

#include <string.h>

static const struct sql received_flag = { "received office", "SELECT received FROM office WHERE number = ?1" };
static const struct sql set_received = { "mark received office", "UPDATE office SET received = 1 WHERE number = ?1" };
static const struct sql hash_at = { "hash of a change", "SELECT hash FROM history WHERE office = ?1 AND key = ?2" };
static const struct sql version_last = { "last version of a record",
	"SELECT version, register FROM history WHERE office = ?1 AND record = ?2 ORDER BY key DESC LIMIT 1" };
static const struct sql package_add = { "note package",
	"INSERT INTO package(office, number, first, last, hash, content, bytes, definitions, received, seal)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)" };
static const struct sql package_all = { "packages",
	"SELECT number, first, last, hash, content, bytes, definitions, received, seal FROM package WHERE office = ?1 ORDER BY number" };
static const struct sql package_last = { "last package",
	"SELECT number, first, last, hash, content, bytes, definitions, received, seal FROM package WHERE office = ?1 ORDER BY number DESC LIMIT 1" };
static const struct sql package_held = { "packages until a moment", "SELECT coalesce(max(last), 0) FROM package WHERE office = ?1 AND received <= ?2" };

const struct sql *const store_received_sql[] = { &received_flag, &set_received, &hash_at, &version_last, &package_add, &package_all, &package_last, &package_held, NULL };

gboolean store_is_received(struct store *store, gint64 office, gboolean *received, GError **error)
{
	struct statement *statement = db_statement(store->db, &received_flag, error);
	*received = FALSE;
	bind_int(statement, 1, office);
	enum fetch fetch = statement_fetch(statement, error);
	if (fetch == FETCH_FAILED)
		return FALSE;
	*received = fetch == FETCH_ROW && column_int(statement, 0) != 0;
	statement_reset(statement);
	return TRUE;
}

static gboolean mark_received(struct store *store, gint64 office, GError **error)
{
	struct statement *statement = db_statement(store->db, &set_received, error);
	bind_int(statement, 1, office);
	return statement_run(statement, error);
}

gint64 store_office_receive(struct store *store, const char *code, GError **error)
{
	gint64 office = store_office(store, code, NULL);
	gboolean received;
	if (!office) {
		office = store_office_add(store, code, error);
		return office && mark_received(store, office, error) ? office : 0;
	}
	if (!store_is_received(store, office, &received, error))
		return 0;
	if (received)
		return office;
	fail(error, ERROR_REFUSED, _("office %s: this store writes its entries itself, so it receives none"), code);
	return 0;
}

struct bulk *store_receive_begin(struct store *store, GError **error)
{
	return history_bulk_begin(store, error);
}

gboolean store_receive_change(struct store *store, struct bulk *bulk, const struct change *change, GError **error)
{
	struct head head;
	gint64 office = KEY_OFFICE(change->key);
	if (!store_head(store, office, &head, error))
		return FALSE;
	if (change->key != head.key + 1 || (KEY_ID(head.key) && change->at <= head.at))
		return fail(error, ERROR_INPUT, _("entry %" PRId64 " does not follow the one before it"), KEY_ID(change->key));
	if (!history_bulk_put(bulk, change, error))
		return FALSE;
	store_set_head(store, office, &(struct head){ .key = change->key, .at = change->at, .hash = change->hash, .received = TRUE });
	return TRUE;
}

static gboolean has_row(struct store *store, const struct record *record, gboolean *there, GError **error)
{
	GError *problem = NULL;
	g_autoptr(record_t) row = store_read(store, record->reg, record->office, record->id, &problem);
	*there = row != NULL;
	if (!problem || g_error_matches(problem, ERROR_DOMAIN, ERROR_ABSENT)) {
		g_clear_error(&problem);
		return TRUE;
	}
	g_propagate_error(error, problem);
	return FALSE;
}

gboolean store_receive_row(struct store *store, const struct change *change, GError **error)
{
	const struct reg *reg = model_register(store->model, change->reg);
	gboolean there;
	if (!reg)
		return TRUE;
	g_autoptr(record_t) record = change_record(store, reg, change, NULL, error);
	return record && has_row(store, record, &there, error) && row_write(store, record, !there, error) &&
		links_write(store, record, !there, error) && search_write(store, record, !there, error);
}

gboolean store_hash_at(struct store *store, gint64 office, gint64 position, struct hash *hash, GError **error)
{
	if (position == 0) {
		*hash = history_start(store, office);
		return TRUE;
	}
	struct statement *statement = db_statement(store->db, &hash_at, error);
	bind_int(statement, 1, office);
	bind_int(statement, 2, KEY(office, position));
	enum fetch fetch = statement_fetch(statement, error);
	if (fetch == FETCH_END)
		fail(error, ERROR_ABSENT, _("there is no history entry %" PRId64), position);
	if (fetch != FETCH_ROW)
		return FALSE;
	*hash = column_hash(statement, 0);
	statement_reset(statement);
	return TRUE;
}

gboolean store_last_version(struct store *store, gint64 record_key, gint64 *version, char **reg, GError **error)
{
	struct statement *statement = db_statement(store->db, &version_last, error);
	*version = 0;
	*reg = NULL;
	bind_int(statement, 1, KEY_OFFICE(record_key));
	bind_int(statement, 2, record_key);
	enum fetch fetch = statement_fetch(statement, error);
	if (fetch != FETCH_ROW)
		return fetch == FETCH_END;
	*version = column_int(statement, 0);
	*reg = g_strdup(column_text(statement, 1));
	statement_reset(statement);
	return TRUE;
}

void package_row_free(struct package_row *row)
{
	if (row)
		g_free(row->definitions);
	g_free(row);
}

static struct package_row *read_package(struct statement *statement)
{
	struct package_row *row = g_new0(struct package_row, 1);
	const char *definitions = column_text(statement, 6);
	row->number = column_int(statement, 0);
	row->first = column_int(statement, 1);
	row->last = column_int(statement, 2);
	row->hash = column_hash(statement, 3);
	row->content = column_hash(statement, 4);
	row->bytes = column_int(statement, 5);
	row->definitions = g_strdup(definitions ? definitions : "");
	row->received = column_int(statement, 7);
	row->seal = column_hash(statement, 8);
	return row;
}

GPtrArray *store_packages(struct store *store, gint64 office, GError **error)
{
	struct statement *statement = db_statement(store->db, &package_all, error);
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)package_row_free);
	enum fetch fetch;
	if (statement)
		bind_int(statement, 1, office);
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW)
		g_ptr_array_add(rows, read_package(statement));
	if (fetch == FETCH_FAILED)
		return NULL;
	return statement ? g_steal_pointer(&rows) : NULL;
}

struct hash package_seal(const struct store *store, gint64 office, const struct hash *previous, const struct package_row *row)
{
	struct hasher hasher;
	hasher_begin_keyed(&hasher, &store->secret);
	hasher_add(&hasher, previous->bytes, sizeof previous->bytes);
	hasher_add_int(&hasher, office);
	hasher_add_int(&hasher, row->number);
	hasher_add_int(&hasher, row->first);
	hasher_add_int(&hasher, row->last);
	hasher_add(&hasher, row->hash.bytes, sizeof row->hash.bytes);
	hasher_add(&hasher, row->content.bytes, sizeof row->content.bytes);
	hasher_add_int(&hasher, row->bytes);
	hasher_add(&hasher, row->definitions, strlen(row->definitions));
	hasher_add_int(&hasher, row->received);
	return hasher_end(&hasher);
}

static gboolean insert_package(struct store *store, gint64 office, const struct package_row *row, GError **error)
{
	struct statement *statement = db_statement(store->db, &package_add, error);
	bind_int(statement, 1, office);
	bind_int(statement, 2, row->number);
	bind_int(statement, 3, row->first);
	bind_int(statement, 4, row->last);
	bind_bytes(statement, 5, row->hash.bytes, sizeof row->hash.bytes);
	bind_bytes(statement, 6, row->content.bytes, sizeof row->content.bytes);
	bind_int(statement, 7, row->bytes);
	bind_text(statement, 8, row->definitions);
	bind_int(statement, 9, row->received);
	bind_bytes(statement, 10, row->seal.bytes, sizeof row->seal.bytes);
	return statement_run(statement, error);
}

gboolean store_note_package(struct store *store, gint64 office, struct package_row *row, GError **error)
{
	struct statement *statement = db_statement(store->db, &package_last, error);
	struct hash previous = { 0 };
	moment_t last = G_MININT64;
	bind_int(statement, 1, office);
	enum fetch fetch = statement_fetch(statement, error);
	const gboolean held = fetch == FETCH_ROW;
	if (fetch == FETCH_FAILED)
		return FALSE;
	row->number = held ? column_int(statement, 0) + 1 : 1;
	if (held) {
		last = column_int(statement, 7);
		previous = column_hash(statement, 8);
		statement_reset(statement);
	}
	row->received = held ? MAX(moment_now(), last + 1) : moment_now();
	row->seal = package_seal(store, office, &previous, row);
	return insert_package(store, office, row, error);
}

gboolean store_position_held(struct store *store, gint64 office, moment_t at, gint64 *position, GError **error)
{
	gboolean received;
	if (!store_is_received(store, office, &received, error))
		return FALSE;
	if (!received) {
		*position = store_position_at(store, office, at, error);
		return *position >= 0;
	}
	struct statement *statement = db_statement(store->db, &package_held, error);
	bind_int(statement, 1, office);
	bind_int(statement, 2, at);
	return statement_number(statement, 0, position, error);
}
