/* SPDX-License-Identifier: Apache-2.0 */
#include "report/snapshot.h"
#include "report/issued.h"
#include "store/received.h"
#include "store/schema.h"

#include <string.h>

static const char table[] =
	"CREATE TABLE IF NOT EXISTS snapshot(office {I} NOT NULL, hash {T} NOT NULL, tree {T} NOT NULL, template {T} NOT NULL,"
	" definitions {T} NOT NULL, position {I} NOT NULL, PRIMARY KEY(office, hash)){S}";

static const struct sql insert = { "keep snapshot",
	"INSERT INTO snapshot(office, hash, tree, template, definitions, position) VALUES (?1, ?2, ?3, ?4, ?5, ?6)" };
static const struct sql read_names = { "snapshots", "SELECT office, hash FROM snapshot ORDER BY office, hash", "an audit compares all" };
static const struct sql read_one = { "snapshot",
	"SELECT tree, template, definitions, position FROM snapshot WHERE office = ?1 AND hash = ?2" };

const struct sql *const snapshot_sql[] = { &insert, &read_names, &read_one, NULL };

void snapshot_free(struct snapshot *snapshot)
{
	if (!snapshot)
		return;
	g_free(snapshot->tree);
	g_free(snapshot->template);
	g_free(snapshot->definitions);
	g_free(snapshot);
}

static struct hash hash_of(const struct snapshot *snapshot)
{
	struct hasher hasher;
	hasher_begin(&hasher);
	hasher_add(&hasher, snapshot->tree, strlen(snapshot->tree));
	hasher_add(&hasher, snapshot->template, strlen(snapshot->template));
	hasher_add(&hasher, snapshot->definitions, strlen(snapshot->definitions));
	hasher_add_int(&hasher, snapshot->position);
	return hasher_end(&hasher);
}

gboolean snapshot_make_table(struct store *store, GError **error)
{
	struct db *db = store_db(store);
	g_autoptr(GHashTable) columns = db_columns(db, "snapshot", error);
	if (!columns || g_hash_table_size(columns) > 0)
		return columns != NULL;
	g_autofree char *guard = db_append_only(db, "snapshot", "office hash");
	return schema_table(db, table, error) && db_execute(db, guard, error) && schema_seal(db, error);
}

/* What is kept already is the same: the hash says so. */
static gboolean is_kept(struct store *store, gint64 office, const char *hash, gboolean *kept, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &read_one, error);
	bind_int(statement, 1, office);
	bind_text(statement, 2, hash);
	enum fetch fetch = statement_fetch(statement, error);
	*kept = fetch == FETCH_ROW;
	if (*kept)
		statement_reset(statement);
	return fetch != FETCH_FAILED;
}

gboolean snapshot_save(struct store *store, gint64 office, const struct snapshot *snapshot, struct hash *hash, GError **error)
{
	*hash = hash_of(snapshot);
	g_autofree char *hex = hash_hex(hash);
	gboolean kept;
	if (!snapshot_make_table(store, error) || !is_kept(store, office, hex, &kept, error))
		return FALSE;
	struct statement *statement = db_statement(store_db(store), &insert, error);
	if (kept || !statement)
		return kept;
	bind_int(statement, 1, office);
	bind_text(statement, 2, hex);
	bind_text(statement, 3, snapshot->tree);
	bind_text(statement, 4, snapshot->template);
	bind_text(statement, 5, snapshot->definitions);
	bind_int(statement, 6, snapshot->position);
	return statement_run(statement, error);
}

/* A text that a sound store always has. */
static char *column_given(struct statement *statement, int column)
{
	const char *text = column_text(statement, column);
	return g_strdup(text ? text : "");
}

struct snapshot *snapshot_read(struct store *store, gint64 office, const char *hash, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &read_one, error);
	bind_int(statement, 1, office);
	bind_text(statement, 2, hash);
	enum fetch fetch = statement_fetch(statement, error);
	if (fetch == FETCH_END)
		fail(error, ERROR_ABSENT, _("the snapshot %.12s… is missing: run `ngoaivu audit`"), hash);
	if (fetch != FETCH_ROW)
		return NULL;
	g_autoptr(snapshot_t) snapshot = g_new0(struct snapshot, 1);
	snapshot->tree = column_given(statement, 0);
	snapshot->template = column_given(statement, 1);
	snapshot->definitions = column_given(statement, 2);
	snapshot->position = column_int(statement, 3);
	statement_reset(statement);
	struct hash found = hash_of(snapshot);
	g_autofree char *hex = hash_hex(&found);
	if (strcmp(hex, hash) != 0) {
		fail(error, ERROR_SYSTEM, _("the snapshot %.12s… was changed after it was kept: run `ngoaivu audit`"), hash);
		return NULL;
	}
	return g_steal_pointer(&snapshot);
}

struct snapshot_check {
	struct store *store;
	GPtrArray *lines;
	GHashTable *named; /* "office hash" of each snapshot that a version of a report names */
	GHashTable *files; /* "office snapshot format hash" of each file that such a version names */
	GArray *reports;   /* gint64 keys */
};

static void tell(struct snapshot_check *check, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void tell(struct snapshot_check *check, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_ptr_array_add(check->lines, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

static void check_one(struct snapshot_check *check, gint64 report, const char *hash)
{
	GError *problem = NULL;
	g_autoptr(snapshot_t) snapshot = snapshot_read(check->store, KEY_OFFICE(report), hash, &problem);
	g_hash_table_add(check->named, g_strdup_printf("%" G_GINT64_FORMAT " %s", KEY_OFFICE(report), hash));
	gboolean received = FALSE;
	if (!store_is_received(check->store, KEY_OFFICE(report), &received, NULL))
		tell(check, _("report #%" PRId64 ": %s"), KEY_ID(report), "?");
	if (snapshot && !received && !store_definitions_sound(check->store, snapshot->definitions))
		tell(check, _("report #%" PRId64 ": the definitions that it was made by are missing or were changed"), KEY_ID(report));
	if (!snapshot)
		tell(check, _("report #%" PRId64 ": %s"), KEY_ID(report), problem->message);
	g_clear_error(&problem);
}

static void note_files(struct snapshot_check *check, gint64 report, const char *snapshot, const json_t *files)
{
	size_t index;
	json_t *file;
	json_array_foreach((json_t *)files, index, file) {
		const char *format = json_string_value(json_object_get(file, "format")), *hash = json_string_value(json_object_get(file, "hash"));
		g_hash_table_add(check->files, g_strdup_printf("%" G_GINT64_FORMAT " %s %s %s", KEY_OFFICE(report), snapshot, format ? format : "", hash ? hash : ""));
	}
}

static void check_file(void *data, gint64 office, const char *snapshot, const char *format, const struct hash *hash)
{
	struct snapshot_check *check = data;
	g_autofree char *hex = hash_hex(hash);
	g_autofree char *name = g_strdup_printf("%" G_GINT64_FORMAT " %s %s %s", office, snapshot, format, hex);
	if (!g_hash_table_contains(check->files, name))
		tell(check, _("the file %s of the snapshot %.12s… is not the one that was issued"), format, snapshot);
}

/* Every version counts: what was issued stays issued. */
static gboolean check_report(struct snapshot_check *check, gint64 key, GError **error)
{
	g_autoptr(GPtrArray) changes = store_timeline(check->store, key, error);
	g_autofree char *last = NULL;
	for (guint i = 0; changes && i < changes->len; i++) {
		json_t *said = json_loads(((const struct change *)changes->pdata[i])->data, 0, NULL);
		const char *hash = json_string_value(json_object_get(said, "snapshot"));
		if (hash && g_strcmp0(hash, last) != 0) {
			check_one(check, key, hash);
			note_files(check, key, hash, json_object_get(said, "files"));
			g_free(last);
			last = g_strdup(hash);
		}
		json_decref(said);
	}
	return changes != NULL;
}

static void note_report(void *data, gint64 office, gint64 key)
{
	struct snapshot_check *check = data;
	(void)office;
	g_array_append_val(check->reports, key);
}

/* A snapshot that no report names was put there by another hand. */
static gboolean check_unnamed(struct snapshot_check *check, GError **error)
{
	g_autoptr(GHashTable) columns = db_columns(store_db(check->store), "snapshot", error);
	if (!columns || g_hash_table_size(columns) == 0)
		return columns != NULL;
	struct statement *statement = db_statement(store_db(check->store), &read_names, error);
	enum fetch fetch;
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		const char *hash = column_text(statement, 1);
		g_autofree char *name = g_strdup_printf("%" G_GINT64_FORMAT " %s", column_int(statement, 0), hash ? hash : "");
		if (!g_hash_table_contains(check->named, name))
			tell(check, _("the snapshot %.12s… belongs to no report"), hash ? hash : "");
	}
	if (fetch == FETCH_FAILED)
		return FALSE;
	return statement != NULL;
}

static gboolean check_all(struct snapshot_check *check, GError **error)
{
	const struct reg *reg = model_register(store_model(check->store), "report");
	g_autoptr(GArray) offices = store_offices(check->store, error);
	if (!offices)
		return FALSE;
	for (guint i = 0; reg && i < offices->len; i++)
		if (!store_each_row(check->store, reg, g_array_index(offices, gint64, i), note_report, check, error))
			return FALSE;
	for (guint i = 0; i < check->reports->len; i++)
		if (!check_report(check, g_array_index(check->reports, gint64, i), error))
			return FALSE;
	return !reg || (check_unnamed(check, error) && issued_file_each(check->store, check_file, check, error));
}

gboolean snapshot_audit(struct store *store, GPtrArray *lines, GError **error)
{
	gboolean own;
	GError *failure = NULL;
	if (!store_look(store, &own, error))
		return FALSE;
	struct snapshot_check check = { store, lines };
	check.named = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	check.files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	check.reports = g_array_new(FALSE, FALSE, sizeof(gint64));
	if (!check_all(&check, &failure))
		tell(&check, _("the snapshots cannot be examined: %s"), failure->message);
	g_clear_error(&failure);
	g_hash_table_destroy(check.named);
	g_hash_table_destroy(check.files);
	g_array_unref(check.reports);
	store_look_away(store, own);
	return TRUE;
}
