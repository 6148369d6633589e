/* SPDX-License-Identifier: Apache-2.0 */
#include "store/schema.h"
#include "store/statements.h"

#include <string.h>

/* The signs are those of db_spell. What is an office's has a column `office`, and its keys begin with it. */
static const char *const fixed_tables[] = {
	"CREATE TABLE IF NOT EXISTS setting(name {T} PRIMARY KEY, value {T} NOT NULL){S}",
	"CREATE TABLE IF NOT EXISTS office(number {I} PRIMARY KEY, code {T} NOT NULL UNIQUE, received {I} NOT NULL DEFAULT 0){S}",
	"CREATE TABLE IF NOT EXISTS definitions(hash {T} PRIMARY KEY, sources {T} NOT NULL){S}",
	("CREATE TABLE IF NOT EXISTS history(office {I} NOT NULL{F}, key {I} NOT NULL{F}, at {I} NOT NULL{F}, action {T} NOT NULL{F},"
	" register {T} NOT NULL{F}, record {I} NOT NULL{F}, version {I} NOT NULL{F}, who {T} NOT NULL{F}, why {T}, origin {T},"
	" data {T} NOT NULL{F}, posted {B} NOT NULL{F}, hash {B} NOT NULL{F}, sealed {B}, PRIMARY KEY({K}key){F}){S}"),
	"CREATE INDEX IF NOT EXISTS history_record ON history({K}record)",
	("CREATE TABLE IF NOT EXISTS link(office {I} NOT NULL, target {I} NOT NULL, source {I} NOT NULL,"
	" PRIMARY KEY(office, target, source)){C}"),
	"CREATE INDEX IF NOT EXISTS link_source ON link({K}source)",
	("CREATE TABLE IF NOT EXISTS package(office {I} NOT NULL{F}, number {I} NOT NULL{F}, first {I} NOT NULL{F}, last {I} NOT NULL{F},"
	" hash {B} NOT NULL{F}, content {B} NOT NULL{F}, bytes {I} NOT NULL{F}, definitions {T} NOT NULL{F}, received {I} NOT NULL{F},"
	" seal {B} NOT NULL{F}, PRIMARY KEY(office, number){F}){S}"),
};

/* Columns that tables got later. */
static const struct {
	const char *table, *column, *add;
} later_columns[] = {
	{ "office", "received", "ALTER TABLE office ADD COLUMN received {I} NOT NULL DEFAULT 0" },
	{ "history", "sealed", "ALTER TABLE history ADD COLUMN sealed {B}" },
};

gboolean schema_table(struct db *db, const char *pattern, GError **error)
{
	g_autofree char *text = db_spell(db, pattern);
	return db_execute(db, text, error);
}

/* Until schema 2 balances of years stood with their series, as months do (ledger/ledger_private.h: zones 1022 and 1023). */
enum { YEARS_APART = 3 };
static const char years_apart[] =
	"UPDATE balance SET cell = CASE (cell >> 22) & 1"
	" WHEN 1 THEN ((cell >> 46) << 46) + 70231305224192 + (((cell >> 22) & 16777215) << 12) + (cell & 4095)"
	" ELSE ((cell >> 46) << 46) + 70300024700928 + ((cell & 4095) << 24) + ((cell >> 22) & 16777215) END"
	" WHERE (cell >> 20) & 3 = 2";

static const struct sql read_setting = { "schema setting", "SELECT value FROM setting WHERE name = ?1" };
static const struct sql all_settings = { "settings to seal", "SELECT name, value FROM setting WHERE name <> 'seal' ORDER BY name" };
static const struct sql write_setting = { "write schema setting",
	"INSERT INTO setting(name, value) VALUES (?1, ?2) ON CONFLICT(name) DO UPDATE SET value = excluded.value" };

const struct sql *const store_schema_sql[] = { &read_setting, &all_settings, &write_setting, NULL };

/* A setting; NULL without *error when the store has none of that name. */
static char *get_setting(struct db *db, const char *name, GError **error)
{
	struct statement *statement = db_statement(db, &read_setting, error);
	bind_text(statement, 1, name);
	return statement_word(statement, error);
}

static gboolean put_setting(struct db *db, const char *name, const char *value, GError **error)
{
	struct statement *statement = db_statement(db, &write_setting, error);
	bind_text(statement, 1, name);
	bind_text(statement, 2, value);
	return statement_run(statement, error);
}

static void add_text(struct hasher *hasher, const char *text)
{
	hasher_add(hasher, text ? text : "", text ? strlen(text) : 0);
}

char *settings_seal(struct db *db, GError **error)
{
	struct statement *statement = db_statement(db, &all_settings, error);
	struct hasher hasher;
	enum fetch fetch;
	hasher_begin(&hasher);
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		add_text(&hasher, column_text(statement, 0));
		add_text(&hasher, column_text(statement, 1));
	}
	if (fetch == FETCH_FAILED)
		return NULL;
	struct hash hash = hasher_end(&hasher);
	return statement ? hash_hex(&hash) : NULL;
}

gboolean setting_write(struct db *db, const char *name, const char *value, GError **error)
{
	if (!put_setting(db, name, value, error))
		return FALSE;
	g_autofree char *seal = settings_seal(db, error);
	return seal && put_setting(db, "seal", seal, error);
}

gboolean schema_known(struct db *db, gboolean *empty, GError **error)
{
	g_autoptr(GHashTable) columns = db_columns(db, "setting", error);
	if (!columns)
		return FALSE;
	*empty = g_hash_table_size(columns) == 0;
	if (*empty)
		return TRUE;
	GError *failure = NULL;
	g_autofree char *text = get_setting(db, "schema", &failure);
	gint64 version = 0;
	if (failure) {
		g_propagate_error(error, failure);
		return FALSE;
	}
	if (!text || !g_ascii_string_to_signed(text, 10, 1, G_MAXINT, &version, NULL))
		return fail(error, ERROR_SYSTEM, _("the store does not say of which schema it is (setting \"schema\"): it is damaged; restore the last backup"));
	if (version > SCHEMA_VERSION)
		return fail(error, ERROR_REFUSED,
			_("the store was made by a newer ngoaivu (schema %" PRId64 "; this program knows %d): install the newer program"),
			version, SCHEMA_VERSION);
	if (version < db_schema_least(db))
		return fail(error, ERROR_REFUSED,
			_("the store was made by a trial version of ngoaivu (schema %" PRId64 "), whose tables do not begin with the office: enter its records into a new store"),
			version);
	return TRUE;
}

static gboolean add_later_columns(struct db *db, GError **error)
{
	for (guint i = 0; i < G_N_ELEMENTS(later_columns); i++) {
		g_autoptr(GHashTable) columns = db_columns(db, later_columns[i].table, error);
		if (!columns || (!g_hash_table_contains(columns, later_columns[i].column) && !schema_table(db, later_columns[i].add, error)))
			return FALSE;
	}
	return TRUE;
}

static gint64 schema_version(struct db *db)
{
	g_autofree char *text = get_setting(db, "schema", NULL);
	return text ? g_ascii_strtoll(text, NULL, 10) : 0;
}

gboolean schema_is_current(struct db *db)
{
	return schema_version(db) == SCHEMA_VERSION;
}

gboolean schema_open(struct db *db, GError **error)
{
	gboolean empty;
	if (!schema_known(db, &empty, error) || (!empty && schema_version(db) < YEARS_APART && !db_execute(db, years_apart, error)))
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(fixed_tables); i++)
		if (!schema_table(db, fixed_tables[i], error))
			return FALSE;
	g_autofree char *guard = db_append_only(db, "history", "key");
	g_autofree char *packages = db_append_only(db, "package", "office number");
	g_autofree char *version = g_strdup_printf("%d", SCHEMA_VERSION);
	return add_later_columns(db, error) && db_execute(db, guard, error) && db_execute(db, packages, error) && db_search_create(db, error) && setting_write(db, "schema", version, error);
}

gboolean schema_seal(struct db *db, GError **error)
{
	struct hash hash;
	if (!db_shape(db, &hash, error))
		return FALSE;
	g_autofree char *hex = hash_hex(&hash);
	return setting_write(db, "shape", hex, error);
}

gboolean schema_drop(struct db *db, const char *table, GError **error)
{
	return db_drop_table(db, table, error);
}

gboolean field_has_column(const struct field *field)
{
	return !field->many && field->type != FIELD_ROWS && field->type != FIELD_DOCUMENT;
}

enum db_type field_column_type(const struct field *field)
{
	switch (field->type) {
	case FIELD_BOOL:
	case FIELD_COUNT:
	case FIELD_DECIMAL:
	case FIELD_MONEY:
	case FIELD_DATE:
	case FIELD_LINK:
		return DB_INTEGER;
	default:
		return DB_TEXT;
	}
}

/* The columns of a field as "name TYPE" items appended to `list` (char *). */
static void field_columns(const struct db *db, const struct field *field, GPtrArray *list)
{
	g_autofree char *integer = db_spell(db, "{I}"), *text = db_spell(db, "{T}");
	g_ptr_array_add(list, g_strdup_printf("f_%s %s", field->id, field_column_type(field) == DB_INTEGER ? integer : text));
	if (field->type != FIELD_MONEY)
		return;
	g_ptr_array_add(list, g_strdup_printf("f_%s__currency %s", field->id, text));
	g_ptr_array_add(list, g_strdup_printf("f_%s__rate %s", field->id, integer));
	g_ptr_array_add(list, g_strdup_printf("f_%s__rate_on %s", field->id, integer));
}

static gboolean add_column(struct db *db, GHashTable *present, const struct reg *reg, const char *column, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(column, " ", 2);
	const char *type = g_hash_table_lookup(present, parts[0]);
	if (!type) {
		g_autofree char *text = g_strdup_printf("ALTER TABLE r_%s ADD COLUMN %s", reg->id, column);
		return db_execute(db, text, error);
	}
	if (g_ascii_strcasecmp(type, parts[1]) != 0)
		return fail(error, ERROR_REFUSED,
			_("register %s: field %s: its type changed and the store holds values of the old one: give the new field another id"),
			reg->id, parts[0] + 2);
	return TRUE;
}

/* Records are found by the beginning of their names: an index does not take a text of any length. */
static gboolean is_named_by(const struct field *field)
{
	return field && field_has_column(field) && field_column_type(field) == DB_TEXT;
}

static gboolean make_index(struct db *db, const struct reg *reg, const struct field *name, GError **error)
{
	if (!is_named_by(name))
		return TRUE;
	g_autofree char *text = g_strdup_printf("CREATE INDEX IF NOT EXISTS i_%s_%s ON r_%s(office, substr(f_%s, 1, 100))", reg->id, name == reg->code ? "code" : "key",
		reg->id, name->id);
	return db_execute(db, text, error);
}

char *schema_day_term(const struct field *day)
{
	return g_strdup_printf("coalesce(f_%s, %" G_GINT64_FORMAT ")", day->id, -G_MAXINT64);
}

/* Lists are looked at by the day they are about, also where there are a million records. */
static gboolean make_day_index(struct db *db, const struct reg *reg, GError **error)
{
	const struct field *day = reg_day(reg);
	if (!day)
		return TRUE;
	g_autofree char *term = schema_day_term(day);
	g_autofree char *text = g_strdup_printf("CREATE INDEX IF NOT EXISTS i_%s_on_%s ON r_%s(office, %s, key)", reg->id, day->id, reg->id, term);
	return db_execute(db, text, error);
}

/* All value columns of a register, as "name TYPE". */
static GPtrArray *register_columns(const struct db *db, const struct reg *reg)
{
	GPtrArray *columns = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < reg->fields->len; i++)
		if (field_has_column(reg->fields->pdata[i]))
			field_columns(db, reg->fields->pdata[i], columns);
	return columns;
}

/* With all its columns: adding them one by one took a third of a second of every new store. */
static gboolean make_register(struct db *db, const struct reg *reg, const GPtrArray *columns, GError **error)
{
	g_autoptr(GString) pattern = g_string_new(NULL);
	g_string_printf(pattern,
		"CREATE TABLE IF NOT EXISTS r_%s(office {I} NOT NULL, key {I} NOT NULL, version {I} NOT NULL,"
		" state {T}, deleted {I} NOT NULL, rest {T}", reg->id);
	for (guint i = 0; i < columns->len; i++)
		g_string_append_printf(pattern, ", %s", (const char *)columns->pdata[i]);
	g_string_append(pattern, ", PRIMARY KEY({K}key)){S}");
	return schema_table(db, pattern->str, error);
}

gboolean schema_register(struct db *db, const struct reg *reg, gboolean linked, GError **error)
{
	g_autoptr(GPtrArray) columns = register_columns(db, reg);
	g_autofree char *table = g_strconcat("r_", reg->id, NULL);
	g_autoptr(GHashTable) present = make_register(db, reg, columns, error) ? db_columns(db, table, error) : NULL;
	for (guint i = 0; present && i < columns->len; i++)
		if (!add_column(db, present, reg, columns->pdata[i], error))
			return FALSE;
	return present && make_day_index(db, reg, error) && make_index(db, reg, reg->code, error) && (!linked || make_index(db, reg, reg->key, error));
}

/* Names of the value columns: ", f_a, f_b, f_b__currency …" and their count. */
static guint value_columns(const struct reg *reg, GString *names, GArray *fields)
{
	guint count = 0;
	for (guint i = 0; i < reg->fields->len; i++) {
		const struct field *field = reg->fields->pdata[i];
		if (!field_has_column(field))
			continue;
		g_array_append_val(fields, i);
		g_string_append_printf(names, ", f_%s", field->id);
		count++;
		if (field->type != FIELD_MONEY)
			continue;
		g_string_append_printf(names, ", f_%s__currency, f_%s__rate, f_%s__rate_on", field->id, field->id, field->id);
		count += 3;
	}
	return count;
}

static char *numbered(guint from, guint count)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < count; i++)
		g_string_append_printf(text, ", ?%u", from + i);
	return g_string_free(text, FALSE);
}

static char *assignments(const char *names)
{
	g_auto(GStrv) list = g_strsplit(names + 2, ", ", -1);
	GString *text = g_string_new(NULL);
	for (guint i = 0; list[i]; i++)
		g_string_append_printf(text, ", %s = ?%u", list[i], 7 + i);
	return g_string_free(text, FALSE);
}

/* IS TRUE: SQLite would put what the column equals into substr too, and then not find the index. */
static char *named(const char *table, const struct field *field)
{
	return g_strdup_printf("SELECT key FROM %s WHERE office = ?1 AND substr(f_%s, 1, 100) = substr(?2, 1, 100) AND (f_%s = ?2) IS TRUE"
		" AND deleted = 0 ORDER BY key LIMIT 2", table, field->id, field->id);
}

struct reg_sql *reg_sql_new(const struct reg *reg)
{
	struct reg_sql *sql = g_new0(struct reg_sql, 1);
	sql->reg = reg;
	sql->table = g_strconcat("r_", reg->id, NULL);
	sql->columns = g_array_new(FALSE, FALSE, sizeof(guint));
	g_autoptr(GString) names = g_string_new(NULL);
	guint count = value_columns(reg, names, sql->columns);
	g_autofree char *values = numbered(7, count);
	g_autofree char *sets = count ? assignments(names->str) : g_strdup("");
	const char *head = "key, version, state, deleted, rest";
	sql->insert = (struct sql){ reg->id, g_strdup_printf(
		"INSERT INTO %s(office, key, version, state, deleted, rest%s) VALUES (?1, ?2, ?3, ?4, ?5, ?6%s)", sql->table, names->str, values) };
	sql->update = (struct sql){ reg->id, g_strdup_printf(
		"UPDATE %s SET version = ?3, state = ?4, deleted = ?5, rest = ?6%s WHERE office = ?1 AND key = ?2", sql->table, sets) };
	sql->read = (struct sql){ reg->id, g_strdup_printf("SELECT %s%s FROM %s WHERE office = ?1 AND key = ?2", head, names->str, sql->table) };
	sql->each = (struct sql){ reg->id, g_strdup_printf(
		"SELECT %s%s FROM %s WHERE {+}office = ?1 AND key > ?2 AND key <= ?3 ORDER BY key LIMIT 500", head, names->str, sql->table) };
	sql->keys = (struct sql){ reg->id, g_strdup_printf("SELECT office, key FROM %s WHERE {+}office = ?1 AND key BETWEEN ?2 AND ?3 ORDER BY key", sql->table), "an audit compares all" };
	sql->astray = (struct sql){ reg->id, g_strdup_printf(
		"SELECT office, key FROM %s WHERE office <> key >> 40 OR office NOT IN (SELECT number FROM office) ORDER BY office, key", sql->table), "an audit compares all" };
	if (is_named_by(reg->code))
		sql->by_code = (struct sql){ reg->id, named(sql->table, reg->code) };
	if (is_named_by(reg->key))
		sql->by_key = (struct sql){ reg->id, named(sql->table, reg->key), "a register that nothing links to has no index of names" };
	return sql;
}

void reg_sql_statements(const struct reg_sql *sql, GPtrArray *statements)
{
	const struct sql *all[] = { &sql->insert, &sql->update, &sql->read, &sql->each, &sql->keys, &sql->astray, &sql->by_code, &sql->by_key };
	for (guint i = 0; i < G_N_ELEMENTS(all); i++)
		if (all[i]->text)
			g_ptr_array_add(statements, (gpointer)all[i]);
}

void reg_sql_free(struct reg_sql *sql)
{
	if (!sql)
		return;
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	reg_sql_statements(sql, all);
	for (guint i = 0; i < all->len; i++)
		g_free((char *)((const struct sql *)all->pdata[i])->text);
	g_array_unref(sql->columns);
	g_free(sql->table);
	g_free(sql);
}
