/* SPDX-License-Identifier: Apache-2.0 */
#include "report/issued.h"
#include "store/schema.h"

static const char table[] =
	"CREATE TABLE IF NOT EXISTS issued_file(office {I} NOT NULL, snapshot {T} NOT NULL, format {T} NOT NULL, content {B} NOT NULL,"
	" PRIMARY KEY(office, snapshot, format)){S}";

static const struct sql insert = { "keep issued file", "INSERT INTO issued_file(office, snapshot, format, content) VALUES (?1, ?2, ?3, ?4)" };
static const struct sql read_one = { "issued file", "SELECT content FROM issued_file WHERE office = ?1 AND snapshot = ?2 AND format = ?3" };
static const struct sql read_all = { "issued files", "SELECT office, snapshot, format, content FROM issued_file ORDER BY office, snapshot, format",
	"an audit compares all" };

const struct sql *const issued_sql[] = { &insert, &read_one, &read_all, NULL };

static gboolean is_there(struct store *store, gboolean *there, GError **error)
{
	g_autoptr(GHashTable) columns = db_columns(store_db(store), "issued_file", error);
	*there = columns && g_hash_table_size(columns) > 0;
	return columns != NULL;
}

gboolean issued_file_make_table(struct store *store, GError **error)
{
	gboolean there;
	struct db *db = store_db(store);
	if (!is_there(store, &there, error) || there)
		return there;
	g_autofree char *guard = db_append_only(db, "issued_file", "office snapshot format");
	return schema_table(db, table, error) && db_execute(db, guard, error) && schema_seal(db, error);
}

GBytes *issued_file_read(struct store *store, gint64 office, const char *snapshot, const char *format, GError **error)
{
	gboolean there;
	gsize length;
	if (!is_there(store, &there, error) || !there)
		return NULL;
	struct statement *statement = db_statement(store_db(store), &read_one, error);
	bind_int(statement, 1, office);
	bind_text(statement, 2, snapshot);
	bind_text(statement, 3, format);
	if (statement_fetch(statement, error) != FETCH_ROW)
		return NULL;
	gconstpointer bytes = column_bytes(statement, 0, &length);
	GBytes *content = g_bytes_new(bytes, length);
	statement_reset(statement);
	return content;
}

gboolean issued_file_keep(struct store *store, gint64 office, const char *snapshot, const char *format, GBytes *bytes, GError **error)
{
	GError *problem = NULL;
	if (!issued_file_make_table(store, error))
		return FALSE;
	g_autoptr(GBytes) kept = issued_file_read(store, office, snapshot, format, &problem);
	if (problem) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	struct statement *statement = kept ? NULL : db_statement(store_db(store), &insert, error);
	if (!statement)
		return kept != NULL;
	bind_int(statement, 1, office);
	bind_text(statement, 2, snapshot);
	bind_text(statement, 3, format);
	bind_bytes(statement, 4, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	return statement_run(statement, error);
}

gboolean issued_file_each(struct store *store, issued_file_visitor visit, void *data, GError **error)
{
	gboolean there;
	if (!is_there(store, &there, error) || !there)
		return !there;
	struct statement *statement = db_statement(store_db(store), &read_all, error);
	enum fetch fetch;
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		gsize length;
		gconstpointer bytes = column_bytes(statement, 3, &length);
		struct hash hash = hash_bytes(bytes, length);
		const char *snapshot = column_text(statement, 1), *format = column_text(statement, 2);
		visit(data, column_int(statement, 0), snapshot ? snapshot : "", format ? format : "", &hash);
	}
	return fetch == FETCH_END;
}
