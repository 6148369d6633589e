/* SPDX-License-Identifier: Apache-2.0 */
/* History: the chain of changes, per office. */
#include "base/text.h"
#include "store/statements.h"
#include "store/store_private.h"

#include <string.h>

enum { WIDTH = 14 }; /* the office and COLUMNS */
#define COLUMNS "key, at, action, register, record, version, who, why, origin, data, posted, hash, sealed"

static const struct sql history_last = { "last change",
	"SELECT " COLUMNS " FROM history WHERE office = ?3 AND key > ?1 AND key <= ?2 ORDER BY key DESC LIMIT 1" };
static const struct sql history_insert = { "append history",
	"INSERT INTO history(office, " COLUMNS ")"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)" };
static const struct sql history_one = { "one change", "SELECT " COLUMNS " FROM history WHERE office = ?1 AND key = ?2" };
static const struct sql history_of_record = { "timeline", "SELECT " COLUMNS " FROM history WHERE office = ?1 AND record = ?2 ORDER BY key" };
static const struct sql history_from = { "history", "SELECT " COLUMNS " FROM history WHERE office = ?1 AND key > ?2 ORDER BY key LIMIT ?3" };
static const struct sql history_moment = { "moment of a change", "SELECT at FROM history WHERE office = ?1 AND key = ?2" };

const struct sql *const store_history_sql[] = { &history_last, &history_insert, &history_one, &history_of_record, &history_from, &history_moment, NULL };

void change_free(struct change *change)
{
	if (!change)
		return;
	g_free(change->action);
	g_free(change->reg);
	g_free(change->who);
	g_free(change->why);
	g_free(change->origin);
	g_free(change->data);
	g_free(change);
}

struct hash column_hash(struct statement *statement, int column)
{
	struct hash hash = { 0 };
	gsize length;
	gconstpointer bytes = column_bytes(statement, column, &length);
	if (length == sizeof hash.bytes)
		memcpy(hash.bytes, bytes, length);
	return hash;
}

static void add_text(struct hasher *hasher, const char *text)
{
	hasher_add_int(hasher, text != NULL);
	hasher_add(hasher, text ? text : "", text ? strlen(text) : 0);
}

gboolean history_make_secret(struct store *store, GError **error)
{
	g_autofree char *known = store_setting(store, "secret");
	if (known)
		return TRUE;
	struct hash secret = hash_random();
	g_autofree char *hex = hash_hex(&secret);
	return store_set(store, "secret", hex, error);
}

void history_read_secret(struct store *store)
{
	g_autofree char *hex = store_setting(store, "secret");
	if (hex)
		hash_parse(hex, &store->secret);
}

struct hash store_seal(const struct store *store, const char *purpose, gint64 key)
{
	struct hasher hasher;
	hasher_begin_keyed(&hasher, &store->secret);
	hasher_add(&hasher, purpose, strlen(purpose) + 1);
	hasher_add_int(&hasher, key);
	return hasher_end(&hasher);
}

/*
 * Who, why and what enter the chain by keyed hashes: whoever receives the chain without them can check it, but cannot try
 * out names. Each body has a key of its own, by which it can be shown and proved without the others.
 */
static void seal(const struct store *store, struct change *change)
{
	struct hasher hasher;
	change->shown = TRUE;
	hasher_begin_keyed(&hasher, &store->secret);
	hasher_add_int(&hasher, change->key);
	add_text(&hasher, change->who);
	add_text(&hasher, change->why);
	add_text(&hasher, change->origin);
	change->author = hasher_end(&hasher);
	hasher_begin_keyed(&hasher, &store->secret);
	hasher_add_int(&hasher, change->key);
	change->body_key = hasher_end(&hasher);
	change->body = change_body(&change->body_key, change->data);
}

struct hash change_body(const struct hash *key, const char *data)
{
	struct hasher hasher;
	hasher_begin_keyed(&hasher, key);
	add_text(&hasher, data);
	return hasher_end(&hasher);
}

/* A text that a sound store always has. */
static char *column_given(struct statement *statement, int column)
{
	const char *text = column_text(statement, column);
	return g_strdup(text ? text : "");
}

/* Of a received change: hash of the author, hash of the body, and the body's key when the body was shown. */
static void read_sealed(struct statement *statement, struct change *change)
{
	struct hash parts[3] = { 0 };
	gsize length;
	gconstpointer bytes = column_bytes(statement, 12, &length);
	memcpy(parts, bytes ? bytes : "", MIN(length, sizeof parts));
	change->author = parts[0];
	change->body = parts[1];
	change->body_key = parts[2];
	change->received = TRUE;
	change->shown = length == sizeof parts;
}

static struct change *change_of_row(const struct store *store, struct statement *statement)
{
	struct change *change = g_new0(struct change, 1);
	change->key = column_int(statement, 0);
	change->at = column_int(statement, 1);
	change->action = column_given(statement, 2);
	change->reg = column_given(statement, 3);
	change->record = column_int(statement, 4);
	change->version = column_int(statement, 5);
	change->who = column_given(statement, 6);
	change->why = g_strdup(column_text(statement, 7));
	change->origin = g_strdup(column_text(statement, 8));
	change->data = column_given(statement, 9);
	change->posted = column_hash(statement, 10);
	change->hash = column_hash(statement, 11);
	if (column_is_null(statement, 12))
		seal(store, change);
	else
		read_sealed(statement, change);
	return change;
}

struct record *change_record(struct store *store, const struct reg *reg, const struct change *change, GPtrArray *lost, GError **error)
{
	g_autoptr(record_t) record = record_new(reg);
	if (!record_read_json(record, store->model, change->data, strlen(change->data), lost, error))
		return NULL;
	record->office = KEY_OFFICE(change->record);
	record->id = KEY_ID(change->record);
	record->version = change->version;
	record->deleted = strcmp(change->action, "delete") == 0;
	return g_steal_pointer(&record);
}

struct hash change_hash(const struct hash *previous, const struct change *change)
{
	struct hasher hasher;
	hasher_begin(&hasher);
	hasher_add(&hasher, previous->bytes, sizeof previous->bytes);
	hasher_add_int(&hasher, KEY_ID(change->key));
	hasher_add_int(&hasher, change->at);
	add_text(&hasher, change->action);
	add_text(&hasher, change->reg);
	hasher_add_int(&hasher, KEY_ID(change->record));
	hasher_add_int(&hasher, change->version);
	hasher_add(&hasher, change->author.bytes, sizeof change->author.bytes);
	hasher_add(&hasher, change->body.bytes, sizeof change->body.bytes);
	hasher_add(&hasher, change->posted.bytes, sizeof change->posted.bytes);
	return hasher_end(&hasher);
}

struct hash history_start(struct store *store, gint64 office)
{
	g_autofree char *code = store_office_code(store, office);
	return hash_text(code ? code : "");
}

static gboolean read_head(struct store *store, gint64 office, struct head *head, GError **error)
{
	struct statement *statement = db_statement(store->db, &history_last, error);
	bind_int(statement, 1, KEY(office, 0));
	bind_int(statement, 2, KEY(office + 1, 0) - 1);
	bind_int(statement, 3, office);
	enum fetch fetch = statement_fetch(statement, error);
	if (fetch == FETCH_FAILED)
		return FALSE;
	*head = (struct head){ .key = KEY(office, 0) };
	if (fetch == FETCH_END) {
		head->hash = history_start(store, office);
		return TRUE;
	}
	*head = (struct head){ .key = column_int(statement, 0), .at = column_int(statement, 1), .hash = column_hash(statement, 11),
		.received = !column_is_null(statement, 12) };
	statement_reset(statement);
	return TRUE;
}

void store_set_head(struct store *store, gint64 office, const struct head *head)
{
	g_hash_table_insert(store->heads, g_memdup2(&office, sizeof office), g_memdup2(head, sizeof *head));
}

gboolean store_may_change(struct store *store, gint64 office, GError **error)
{
	struct head head;
	if (!store_head(store, office, &head, error))
		return FALSE;
	if (!head.received)
		return TRUE;
	g_autofree char *code = store_office_code(store, office);
	return fail(error, ERROR_REFUSED, _("office %s: its entries are received from its own store; they cannot be changed here"), code);
}

gboolean store_head(struct store *store, gint64 office, struct head *head, GError **error)
{
	const struct head *kept = g_hash_table_lookup(store->heads, &office);
	if (kept) {
		*head = *kept;
		return TRUE;
	}
	if (!read_head(store, office, head, error))
		return FALSE;
	if (store->writing)
		store_set_head(store, office, head);
	return TRUE;
}

gint64 store_next_key(struct store *store, gint64 office, GError **error)
{
	struct head head;
	return store_head(store, office, &head, error) ? head.key + 1 : 0;
}

/* A row: the office and COLUMNS. `sealed` is room for what the last one borrows. */
static void fill_cells(gint64 office, const struct change *change, struct hash sealed[3], struct db_cell cells[WIDTH])
{
	const struct db_cell row[WIDTH] = { int_cell(office), int_cell(change->key), int_cell(change->at), text_cell(change->action), text_cell(change->reg),
		int_cell(change->record), int_cell(change->version), text_cell(change->who), text_cell(change->why), text_cell(change->origin),
		text_cell(change->data), bytes_cell(&change->posted, sizeof change->posted), bytes_cell(&change->hash, sizeof change->hash),
		bytes_cell(sealed, (change->shown ? 3 : 2) * sizeof *sealed) };
	sealed[0] = change->author;
	sealed[1] = change->body;
	sealed[2] = change->body_key;
	memcpy(cells, row, sizeof row);
	cells[WIDTH - 1].empty = !change->received;
}

gboolean history_insert_change(struct store *store, gint64 office, const struct change *change, GError **error)
{
	struct statement *statement = db_statement(store->db, &history_insert, error);
	struct hash sealed[3];
	struct db_cell cells[WIDTH];
	fill_cells(office, change, sealed, cells);
	bind_cells(statement, cells, WIDTH);
	return statement_run(statement, error);
}

struct bulk *history_bulk_begin(struct store *store, GError **error)
{
	return bulk_begin(store->db, "history", "office, " COLUMNS, error);
}

gboolean history_bulk_put(struct bulk *bulk, const struct change *change, GError **error)
{
	struct hash sealed[3];
	struct db_cell cells[WIDTH];
	fill_cells(KEY_OFFICE(change->key), change, sealed, cells);
	return bulk_put(bulk, cells, error);
}

/* Reads the entry back and compares its hash: what is stored must be what was meant. */
static gboolean check_change(struct store *store, const struct head *before, const struct change *meant, GError **error)
{
	struct change *stored = store_change(store, meant->key, error);
	if (!stored)
		return FALSE;
	struct hash hash = change_hash(&before->hash, stored);
	gboolean same = hash_equal(&hash, &meant->hash) && hash_equal(&stored->hash, &meant->hash);
	change_free(stored);
	return same || fail(error, ERROR_SYSTEM, _("the history read back differs from what was written: nothing was changed"));
}

/* What people give as a reason: clean text, of a length that is read. */
static gboolean clean_reason(const char *why, char **clean, GError **error)
{
	enum { REASON_MOST = 2000 };
	*clean = why ? text_clean(why, -1, error) : NULL;
	if (why && !*clean) {
		g_prefix_error(error, "%s: ", _("the reason"));
		return FALSE;
	}
	return !why || g_utf8_strlen(*clean, -1) <= REASON_MOST || fail(error, ERROR_INPUT, _("the reason is longer than %d characters"), REASON_MOST);
}

gboolean history_append(struct store *store, gint64 office, struct change *change, const struct author *author, GError **error)
{
	struct head before;
	if (!clean_reason(author->why, &change->why, error) || !store_head(store, office, &before, error))
		return FALSE;
	change->key = before.key + 1;
	change->at = MAX(moment_now(), before.at + 1);
	change->who = g_strdup(author->who);
	change->origin = g_strdup(author->origin);
	seal(store, change);
	change->hash = change_hash(&before.hash, change);
	if (!history_insert_change(store, office, change, error) || !check_change(store, &before, change, error))
		return FALSE;
	store_set_head(store, office, &(struct head){ .key = change->key, .at = change->at, .hash = change->hash });
	return TRUE;
}

gint64 store_note(struct store *store, gint64 office, const char *action, const char *data, const struct hash *posted,
	const struct author *author, GError **error)
{
	if (!store_may_change(store, office, error))
		return 0;
	struct change *change = g_new0(struct change, 1);
	change->action = g_strdup(action);
	change->reg = g_strdup("");
	change->data = g_strdup(data);
	if (posted)
		change->posted = *posted;
	gint64 key = history_append(store, office, change, author, error) ? change->key : 0;
	change_free(change);
	return key;
}

gint64 store_position(struct store *store, gint64 office, GError **error)
{
	struct head head;
	return store_head(store, office, &head, error) ? KEY_ID(head.key) : -1;
}

static gboolean moment_of(struct store *store, gint64 office, gint64 id, moment_t *at, GError **error)
{
	struct statement *statement = db_statement(store->db, &history_moment, error);
	bind_int(statement, 1, office);
	bind_int(statement, 2, KEY(office, id));
	enum fetch fetch = statement_fetch(statement, error);
	if (fetch == FETCH_END)
		fail(error, ERROR_SYSTEM, _("history entry %" PRId64 " is missing: run `ngoaivu audit`"), id);
	if (fetch != FETCH_ROW)
		return FALSE;
	*at = column_int(statement, 0);
	statement_reset(statement);
	return TRUE;
}

/* Ids run without gaps and moments only forwards, so a search by halves needs no index. */
gint64 store_position_at(struct store *store, gint64 office, moment_t at, GError **error)
{
	gint64 low = 0, high = store_position(store, office, error);
	while (high >= 0 && low < high) {
		gint64 middle = low + (high - low + 1) / 2;
		moment_t moment = 0;
		if (!moment_of(store, office, middle, &moment, error))
			return -1;
		if (moment <= at)
			low = middle;
		else
			high = middle - 1;
	}
	return high < 0 ? -1 : low;
}

static GPtrArray *collect(const struct store *store, struct statement *statement, GError **error)
{
	g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func((GDestroyNotify)change_free);
	enum fetch fetch;
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW)
		g_ptr_array_add(changes, change_of_row(store, statement));
	return fetch == FETCH_END ? g_steal_pointer(&changes) : NULL;
}

GPtrArray *store_timeline(struct store *store, gint64 record_key, GError **error)
{
	struct statement *statement = db_statement(store->db, &history_of_record, error);
	bind_int(statement, 1, KEY_OFFICE(record_key));
	bind_int(statement, 2, record_key);
	return collect(store, statement, error);
}

struct change *store_change(struct store *store, gint64 key, GError **error)
{
	struct statement *statement = db_statement(store->db, &history_one, error);
	bind_int(statement, 1, KEY_OFFICE(key));
	bind_int(statement, 2, key);
	enum fetch fetch = statement_fetch(statement, error);
	if (fetch == FETCH_END)
		fail(error, ERROR_ABSENT, _("there is no history entry %" PRId64), KEY_ID(key));
	if (fetch != FETCH_ROW)
		return NULL;
	struct change *change = change_of_row(store, statement);
	statement_reset(statement);
	return change;
}

enum { BATCH = 500 };

GPtrArray *store_changes_after(struct store *store, gint64 office, gint64 position, gint64 most, GError **error)
{
	struct statement *statement = db_statement(store->db, &history_from, error);
	if (!statement)
		return NULL;
	bind_int(statement, 1, office);
	bind_int(statement, 2, KEY(office, position));
	bind_int(statement, 3, most);
	return collect(store, statement, error);
}

gboolean store_each_change(struct store *store, gint64 office, change_visitor visit, void *data, GError **error)
{
	gint64 after = 0;
	for (;;) {
		g_autoptr(GPtrArray) batch = store_changes_after(store, office, after, BATCH, error);
		if (!batch)
			return FALSE;
		for (guint i = 0; i < batch->len; i++) {
			const struct change *change = batch->pdata[i];
			if (!visit(data, change, error))
				return FALSE;
			after = KEY_ID(change->key);
		}
		if (batch->len < BATCH)
			return TRUE;
	}
}
