/* SPDX-License-Identifier: Apache-2.0 */
#include "store/attachment.h"
#include "base/hash.h"
#include "base/text.h"
#include "store/received.h"
#include "store/schema.h"

#include <string.h>

static const char table[] = "CREATE TABLE IF NOT EXISTS attachment(office {I} NOT NULL, hash {T} NOT NULL, bytes {B} NOT NULL, PRIMARY KEY(office, hash){F}){S}";

static const struct sql insert = { "keep attachment", "INSERT INTO attachment(office, hash, bytes) VALUES (?1, ?2, ?3)" };
static const struct sql read_one = { "attachment", "SELECT bytes FROM attachment WHERE office = ?1 AND hash = ?2" };
static const struct sql read_all = { "attachments", "SELECT office, hash, bytes FROM attachment ORDER BY office, hash", "an audit compares all" };

const struct sql *const attachment_sql[] = { &insert, &read_one, &read_all, NULL };

static gboolean is_made(struct store *store, gboolean *made, GError **error)
{
	g_autoptr(GHashTable) columns = db_columns(store_db(store), "attachment", error);
	*made = columns && g_hash_table_size(columns) > 0;
	return columns != NULL;
}

gboolean attachment_make_table(struct store *store, GError **error)
{
	struct db *db = store_db(store);
	gboolean made;
	if (!is_made(store, &made, error) || made)
		return made;
	g_autofree char *guard = db_append_only(db, "attachment", "office hash");
	return schema_table(db, table, error) && db_execute(db, guard, error) && schema_seal(db, error);
}

/* The last part of a path, without what the parts of a path and of a list are told by. */
static char *clean_name(const char *name, GError **error)
{
	const char *slash = strrchr(name, '/'), *back = strrchr(name, '\\');
	const char *last = MAX(slash, back);
	g_autofree char *clean = text_clean(last ? last + 1 : name, -1, error);
	if (!clean)
		return NULL;
	g_strdelimit(g_strstrip(clean), ";|\n\t", '_');
	if (g_utf8_strlen(clean, -1) > ATTACHMENT_NAME_MOST)
		*g_utf8_offset_to_pointer(clean, ATTACHMENT_NAME_MOST) = '\0';
	if (*clean)
		return g_steal_pointer(&clean);
	fail(error, ERROR_INPUT, _("the file has no name"));
	return NULL;
}

/* A row, when there is one; its bytes are the statement's until it is reset. */
static struct statement *find(struct store *store, gint64 office, const char *hash, gboolean *row, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &read_one, error);
	bind_int(statement, 1, office);
	bind_text(statement, 2, hash);
	enum fetch fetch = statement_fetch(statement, error);
	*row = fetch == FETCH_ROW;
	return fetch != FETCH_FAILED ? statement : NULL;
}

static gboolean keep(struct store *store, gint64 office, const char *hash, GBytes *bytes, GError **error)
{
	gboolean kept;
	gsize length;
	gconstpointer data = g_bytes_get_data(bytes, &length);
	struct statement *found = find(store, office, hash, &kept, error);
	if (!found)
		return FALSE;
	if (kept) {
		statement_reset(found);
		return TRUE;
	}
	struct statement *statement = db_statement(store_db(store), &insert, error);
	bind_int(statement, 1, office);
	bind_text(statement, 2, hash);
	bind_bytes(statement, 3, data ? data : "", length);
	return statement_run(statement, error);
}

char *attachment_keep(struct store *store, gint64 office, const char *name, GBytes *bytes, GError **error)
{
	g_autofree char *clean = clean_name(name, error);
	if (!clean || !attachment_make_table(store, error))
		return NULL;
	struct hash hash = hash_bytes(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	g_autofree char *hex = hash_hex(&hash);
	return keep(store, office, hex, bytes, error) ? g_strconcat(hex, "/", clean, NULL) : NULL;
}

static gboolean is_sound(const char *hex, gconstpointer bytes, gsize length)
{
	struct hash hash = hash_bytes(bytes ? bytes : "", length);
	g_autofree char *found = hash_hex(&hash);
	return strcmp(found, hex) == 0;
}

GBytes *attachment_read(struct store *store, gint64 office, const char *hash, GError **error)
{
	gboolean made, row = FALSE;
	gsize length;
	if (!is_made(store, &made, error))
		return NULL;
	struct statement *statement = made ? find(store, office, hash, &row, error) : NULL;
	if (made && !statement)
		return NULL;
	if (!row) {
		fail(error, ERROR_ABSENT, _("this file is not kept in the store"));
		return NULL;
	}
	gconstpointer bytes = column_bytes(statement, 0, &length);
	GBytes *copy = is_sound(hash, bytes, length) ? g_bytes_new(bytes, length) : NULL;
	statement_reset(statement);
	if (!copy)
		fail(error, ERROR_SYSTEM, _("the file %.12s… was changed after it was kept: run `ngoaivu audit`"), hash);
	return copy;
}

static gboolean value_is(const struct value *value, const char *hash, const char **name)
{
	if (value->kind != VALUE_TEXT || !g_str_has_prefix(value->text, hash) || value->text[strlen(hash)] != '/')
		return FALSE;
	*name = file_value_name(value->text);
	return TRUE;
}

gboolean record_carries(const struct record *record, const char *hash, const char **name, const struct field **field)
{
	struct hash known;
	if (!hash_parse(hash, &known))
		return FALSE;
	for (guint i = 0; i < record->reg->fields->len; i++) {
		const struct value *value = &record->values[i];
		*field = record->reg->fields->pdata[i];
		if ((*field)->type != FIELD_FILE)
			continue;
		if (value_is(value, hash, name))
			return TRUE;
		for (guint v = 0; value->kind == VALUE_LIST && v < value->list->len; v++)
			if (value_is(value->list->pdata[v], hash, name))
				return TRUE;
	}
	return FALSE;
}

struct attachment_check {
	GHashTable *kept; /* "office hash" */
	GPtrArray *lines;
};

static void check_value(struct attachment_check *check, const struct record *record, const struct value *value)
{
	const char *text = value->kind == VALUE_TEXT ? value->text : "", *name = file_value_name(text);
	for (guint i = 0; value->kind == VALUE_LIST && i < value->list->len; i++)
		check_value(check, record, value->list->pdata[i]);
	if (name == text)
		return;
	g_autofree char *key = g_strdup_printf("%" G_GINT64_FORMAT " %.64s", record->office, text);
	if (!g_hash_table_contains(check->kept, key))
		g_ptr_array_add(check->lines, g_strdup_printf(_("%s #%" PRId64 ": its file “%s” is not in the store"), record->reg->id, record->id, name));
}

static gboolean check_record(void *data, const struct record *record, GError **error)
{
	struct attachment_check *check = data;
	(void)error;
	for (guint i = 0; i < record->reg->fields->len; i++)
		if (((const struct field *)record->reg->fields->pdata[i])->type == FIELD_FILE)
			check_value(check, record, &record->values[i]);
	return TRUE;
}

static gboolean check_bytes(struct store *store, struct attachment_check *check, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &read_all, error);
	enum fetch fetch;
	gsize length;
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		const char *hash = column_text(statement, 1) ? column_text(statement, 1) : "";
		g_hash_table_add(check->kept, g_strdup_printf("%" G_GINT64_FORMAT " %s", column_int(statement, 0), hash));
		gconstpointer bytes = column_bytes(statement, 2, &length);
		if (!is_sound(hash, bytes, length))
			g_ptr_array_add(check->lines, g_strdup_printf(_("the file %.12s… was changed after it was kept"), hash));
	}
	return fetch == FETCH_END;
}

static gboolean has_files(const struct reg *reg)
{
	for (guint i = 0; i < reg->fields->len; i++)
		if (((const struct field *)reg->fields->pdata[i])->type == FIELD_FILE)
			return TRUE;
	return FALSE;
}

/* A record that cannot be read is a finding; those behind it in its register wait until it is put right. */
static gboolean check_register(struct store *store, struct attachment_check *check, gint64 office, const struct reg *reg, GError **error)
{
	GError *failure = NULL;
	if (!has_files(reg) || store_each(store, reg, office, 0, check_record, check, &failure))
		return TRUE;
	if (failure->code != ERROR_INPUT) {
		g_propagate_error(error, failure);
		return FALSE;
	}
	g_ptr_array_add(check->lines, g_strdup(failure->message));
	g_error_free(failure);
	return TRUE;
}

static gboolean check_office(struct store *store, struct attachment_check *check, gint64 office, GError **error)
{
	const GPtrArray *registers = store_model(store)->registers;
	gboolean received;
	if (!store_is_received(store, office, &received, error))
		return FALSE;
	for (guint i = 0; !received && i < registers->len; i++)
		if (!check_register(store, check, office, registers->pdata[i], error))
			return FALSE;
	return TRUE;
}

gboolean attachment_audit(struct store *store, GPtrArray *lines, GError **error)
{
	gboolean made;
	g_autoptr(GHashTable) kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct attachment_check check = { kept, lines };
	g_autoptr(GArray) offices = store_offices(store, error);
	if (!offices || !is_made(store, &made, error) || (made && !check_bytes(store, &check, error)))
		return FALSE;
	for (guint i = 0; made && i < offices->len; i++)
		if (!check_office(store, &check, g_array_index(offices, gint64, i), error))
			return FALSE;
	return TRUE;
}
