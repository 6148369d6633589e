/* SPDX-License-Identifier: Apache-2.0 */
#include "report/snapshot.h"
#include "store/schema.h"

#include <string.h>

static const char table[] =
	"CREATE TABLE IF NOT EXISTS snapshot(office {I} NOT NULL, hash {T} NOT NULL, tree {T} NOT NULL, template {T} NOT NULL,"
	" definitions {T} NOT NULL, position {I} NOT NULL, PRIMARY KEY(office, hash)){S}";

static const struct sql insert = { "keep snapshot",
	"INSERT INTO snapshot(office, hash, tree, template, definitions, position) VALUES (?1, ?2, ?3, ?4, ?5, ?6)" };
static const struct sql read_one = { "snapshot",
	"SELECT tree, template, definitions, position FROM snapshot WHERE office = ?1 AND hash = ?2" };

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

static gboolean make_table(struct store *store, GError **error)
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
	if (!statement)
		return FALSE;
	bind_int(statement, 1, office);
	bind_text(statement, 2, hash);
	if (!statement_next(statement, kept, error))
		return FALSE;
	statement_reset(statement);
	return TRUE;
}

gboolean snapshot_save(struct store *store, gint64 office, const struct snapshot *snapshot, struct hash *hash, GError **error)
{
	*hash = hash_of(snapshot);
	g_autofree char *hex = hash_hex(hash);
	gboolean kept;
	if (!make_table(store, error) || !is_kept(store, office, hex, &kept, error))
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

struct snapshot *snapshot_read(struct store *store, gint64 office, const char *hash, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &read_one, error);
	gboolean row;
	if (!statement)
		return NULL;
	bind_int(statement, 1, office);
	bind_text(statement, 2, hash);
	if (!statement_next(statement, &row, error))
		return NULL;
	if (!row) {
		fail(error, ERROR_ABSENT, _("the snapshot %.12s… is missing: run `ngoaivu audit`"), hash);
		return NULL;
	}
	g_autoptr(snapshot_t) snapshot = g_new0(struct snapshot, 1);
	snapshot->tree = g_strdup(column_text(statement, 0));
	snapshot->template = g_strdup(column_text(statement, 1));
	snapshot->definitions = g_strdup(column_text(statement, 2));
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
};

static gboolean check_report(void *data, const struct record *record, GError **error)
{
	struct snapshot_check *check = data;
	const struct value *hash = record_value(record, "snapshot");
	(void)error;
	if (!hash || hash->kind != VALUE_TEXT)
		return TRUE;
	GError *problem = NULL;
	g_autoptr(snapshot_t) snapshot = snapshot_read(check->store, record->office, hash->text, &problem);
	if (!snapshot) {
		g_ptr_array_add(check->lines, g_strdup_printf("report #%" G_GINT64_FORMAT ": %s", record->id, problem->message));
		g_error_free(problem);
	}
	return TRUE;
}

gboolean snapshot_audit(struct store *store, GPtrArray *lines, GError **error)
{
	const struct reg *reg = model_register(store_model(store), "report");
	g_autoptr(GArray) offices = store_offices(store, error);
	struct snapshot_check check = { store, lines };
	for (guint i = 0; reg && offices && i < offices->len; i++)
		if (!store_each(store, reg, g_array_index(offices, gint64, i), 0, check_report, &check, error))
			return FALSE;
	return offices != NULL;
}
