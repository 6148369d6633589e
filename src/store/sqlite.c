/* SPDX-License-Identifier: Apache-2.0 */
#include "store/db.h"
#include "base/reason.h"
#include "base/text.h"
#include "store/sqlite_private.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* "ngvu": tells our files from other SQLite files. */
enum { APPLICATION_ID = 0x6e677675 };
enum { BUSY_SECONDS = 30, BUSY_SECONDS_MOST = 3600 };

static const char session[] =
	"PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-131072;"
	"PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=0; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;";

/* What the system said when it would not take more bytes. */
static gboolean is_full(struct sqlite *db, int code)
{
	int cause = sqlite3_system_errno(db->handle);
	return code == SQLITE_FULL || (code == SQLITE_IOERR && (cause == ENOSPC || cause == EDQUOT || cause == EFBIG));
}

/* TRUE too for what does not exist. */
static gboolean may_write(const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	return (access(path, W_OK) == 0 || errno == ENOENT) && (access(folder, W_OK) == 0 || errno == ENOENT || errno == ENOTDIR);
}

gboolean sqlite_fail(struct sqlite *db, const char *doing, GError **error)
{
	int code = sqlite3_errcode(db->handle) & 0xff;
	g_autofree char *why = reason(sqlite3_errmsg(db->handle));
	if (is_full(db, code))
		return fail(error, ERROR_SYSTEM, _("%s: the disk is full; nothing was changed"), db->path);
	switch (code) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return fail(error, ERROR_BUSY, _("%s: the store is in use by another program; try again when it has finished (%s)"), db->path, doing);
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return fail(error, ERROR_SYSTEM, _("%s: the store is read-only; check the permissions of the file and of its folder"), db->path);
	case SQLITE_NOTADB:
		return fail(error, ERROR_INPUT, _("%s: this is not a store of ngoaivu, or its first page is damaged (%s)"), db->path, why);
	case SQLITE_CORRUPT:
		return fail(error, ERROR_SYSTEM, _("%s: the store is damaged (%s); restore the last backup"), db->path, why);
	case SQLITE_CONSTRAINT: /* a sum of more than 64 bits is no longer an integer */
		if (sqlite3_extended_errcode(db->handle) == SQLITE_CONSTRAINT_DATATYPE)
			return fail(error, ERROR_INPUT, _("with this record a figure becomes too large to be told: check its numbers"));
		return fail(error, ERROR_SYSTEM, _("%s: %s: %s"), db->path, doing, why);
	case SQLITE_CANTOPEN:
		if (!may_write(db->path))
			return fail(error, ERROR_SYSTEM, _("%s: the store is read-only; check the permissions of the file and of its folder"), db->path);
		return fail(error, ERROR_SYSTEM, _("%s: the store cannot be opened; check the permissions of the file and of its folder (%s)"), db->path, why);
	case SQLITE_ERROR:
		if (strcmp(sqlite3_errmsg(db->handle), "integer overflow") == 0)
			return fail(error, ERROR_INPUT, _("number too large"));
		G_GNUC_FALLTHROUGH;
	default:
		return fail(error, ERROR_SYSTEM, _("%s: %s: %s"), db->path, doing, why);
	}
}

static gboolean execute(struct sqlite *db, const char *text, const char *doing, GError **error)
{
	return sqlite3_exec(db->handle, text, NULL, NULL, NULL) == SQLITE_OK || sqlite_fail(db, doing, error);
}

gboolean sqlite_execute(struct db *base, const char *text, GError **error)
{
	return execute((struct sqlite *)base, text, text, error);
}

static gboolean drop_table(struct db *base, const char *table, GError **error)
{
	g_autofree char *text = g_strdup_printf("DROP TABLE IF EXISTS %s", table);
	return sqlite_execute(base, text, error);
}

/* A one-number PRAGMA; -1 when it fails. */
static gint64 pragma_value(struct sqlite *db, const char *text)
{
	sqlite3_stmt *statement = NULL;
	gint64 value = -1;
	if (sqlite3_prepare_v2(db->handle, text, -1, &statement, NULL) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
		value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return value;
}

static gboolean is_ours(struct sqlite *db, enum db_mode mode, GError **error)
{
	gint64 application = pragma_value(db, "PRAGMA application_id");
	if (application == APPLICATION_ID)
		return TRUE;
	if (application < 0)
		return sqlite_fail(db, "open", error);
	if (application == 0 && pragma_value(db, "SELECT count(*) FROM sqlite_schema") == 0) {
		if (mode != DB_CREATE)
			return fail(error, ERROR_ABSENT, _("%s: the file is empty; make a store with `ngoaivu init`"), db->path);
		g_autofree char *mark = g_strdup_printf("PRAGMA application_id=%d", APPLICATION_ID);
		return execute(db, mark, mark, error);
	}
	return fail(error, ERROR_INPUT, _("%s: this is another program's database, not a store of ngoaivu"), db->path);
}

static void free_statement(struct statement *base)
{
	struct sqlite_statement *statement = (struct sqlite_statement *)base;
	sqlite3_finalize(statement->handle);
	g_free(statement);
}

/* NGOAIVU_WAIT: seconds to wait for another writer. */
static int busy_milliseconds(void)
{
	const char *named = g_getenv("NGOAIVU_WAIT");
	gint64 seconds = BUSY_SECONDS;
	if (named && !g_ascii_string_to_signed(named, 10, 0, BUSY_SECONDS_MOST, &seconds, NULL))
		seconds = BUSY_SECONDS;
	return (int)(seconds * 1000);
}

static const char *path_of(const char *url)
{
	return g_str_has_prefix(url, "sqlite:") ? url + strlen("sqlite:") : url;
}

/* Regular files only: a pipe would be waited for, a device written to. */
static gboolean may_open(const char *path, enum db_mode mode, GError **error)
{
	struct stat status;
	if (stat(path, &status) != 0) {
		if (errno != ENOENT)
			return fail(error, ERROR_SYSTEM, _("%s: the store cannot be opened: %s"), path, reason_system(errno));
		return mode == DB_CREATE ||
			fail(error, ERROR_ABSENT, _("%s: there is no store here; make one with `ngoaivu init`, or name it with --db"), path);
	}
	if (S_ISDIR(status.st_mode))
		return fail(error, ERROR_INPUT, _("%s: this is a folder; name the file of the store"), path);
	return S_ISREG(status.st_mode) || fail(error, ERROR_INPUT, _("%s: this is not a regular file, so it cannot be a store"), path);
}

/*
 * Readers of a store write too (the index of its log lies beside it). Where they may not and nobody is writing (there
 * is no log), the file cannot change under them and is read as it is.
 */
static gboolean cannot_change(const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *log = g_strconcat(path, "-wal", NULL);
	return access(folder, W_OK) != 0 && access(log, F_OK) != 0;
}

/* Texts of the store are short and end in a zero here; the engine does not say that they do. */
static int collate(void *data, int length_a, const void *a, int length_b, const void *b)
{
	g_autofree char *first = g_strndup(a, (gsize)length_a), *second = g_strndup(b, (gsize)length_b);
	(void)data;
	return text_collate(first, second);
}

static gboolean open_file(struct sqlite *db, enum db_mode mode, GError **error)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (mode == DB_CREATE ? SQLITE_OPEN_CREATE : 0);
	g_autofree char *escaped = g_uri_escape_string(db->path, "/", FALSE);
	gboolean fixed = mode == DB_READ && cannot_change(db->path);
	g_autofree char *uri = g_strconcat(*db->path == '/' ? "file://" : "file:./", escaped, fixed ? "?immutable=1" : "", NULL);
	db->read_only = mode == DB_READ && (fixed || access(db->path, W_OK) != 0);
	if (db->read_only)
		flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;
	if (sqlite3_open_v2(uri, &db->handle, flags | SQLITE_OPEN_URI, NULL) != SQLITE_OK)
		return sqlite_fail(db, "open", error);
	sqlite3_busy_timeout(db->handle, busy_milliseconds());
	sqlite3_extended_result_codes(db->handle, 1);
	sqlite3_create_collation(db->handle, "vietnamese", SQLITE_UTF8, NULL, collate);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	return TRUE;
}

/* Not while another uses the store without one: the next to open it will. */
static gboolean use_log(struct sqlite *db, GError **error)
{
	if (sqlite3_exec(db->handle, "PRAGMA journal_mode=WAL", NULL, NULL, NULL) == SQLITE_OK)
		return TRUE;
	return (sqlite3_errcode(db->handle) & 0xff) == SQLITE_BUSY || sqlite_fail(db, "open", error);
}

/* Memory without the engine's own bookkeeping of it, whose lock took a tenth of every statement. */
static void configure(void)
{
	static gsize done;
	if (g_once_init_enter(&done)) {
		sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
		g_once_init_leave(&done, 1);
	}
}

static struct db *open_store(const char *url, enum db_mode mode, GError **error)
{
	const char *path = path_of(url);
	if (!*path) {
		fail(error, ERROR_INPUT, _("the store has no file name; write sqlite:FILE"));
		return NULL;
	}
	if (!may_open(path, mode, error))
		return NULL;
	configure();
	struct sqlite *db = g_new0(struct sqlite, 1);
	g_autoptr(db_t) base = &db->db;
	db_init(base, &engine_sqlite);
	db->path = g_strdup(path);
	db->waiting = search_waiting_new();
	if (!open_file(db, mode, error) || !is_ours(db, mode, error) || !execute(db, session, "open", error) ||
		(mode != DB_READ && !use_log(db, error)))
		return NULL;
	return g_steal_pointer(&base);
}

static void close_store(struct db *base)
{
	struct sqlite *db = (struct sqlite *)base;
	g_array_unref(db->waiting);
	if (db->handle && !db->read_only)
		sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	sqlite3_close(db->handle);
	g_free(db->path);
	g_free(db);
}

static struct statement *prepare(struct db *base, const struct sql *sql, GError **error)
{
	struct sqlite *db = (struct sqlite *)base;
	struct sqlite_statement *statement = g_new0(struct sqlite_statement, 1);
	statement_init(&statement->statement, base, sql);
	g_autofree char *text = db_spell(base, sql->text);
	if (sqlite3_prepare_v3(db->handle, text, -1, SQLITE_PREPARE_PERSISTENT, &statement->handle, NULL) != SQLITE_OK) {
		sqlite_fail(db, sql->name, error);
		g_free(statement);
		return NULL;
	}
	return &statement->statement;
}

static sqlite3_stmt *handle_of(struct statement *statement)
{
	return ((struct sqlite_statement *)statement)->handle;
}

static void note_bind(struct statement *statement, int result)
{
	struct sqlite_statement *own = (struct sqlite_statement *)statement;
	own->used = TRUE;
	if (result != SQLITE_OK)
		own->failed = TRUE;
}

static void bind_int_value(struct statement *statement, int index, gint64 value)
{
	note_bind(statement, sqlite3_bind_int64(handle_of(statement), index, value));
}

static void bind_text_value(struct statement *statement, int index, const char *text)
{
	note_bind(statement, sqlite3_bind_text(handle_of(statement), index, text, -1, SQLITE_TRANSIENT));
}

static void bind_bytes_value(struct statement *statement, int index, gconstpointer bytes, gsize length)
{
	note_bind(statement, sqlite3_bind_blob64(handle_of(statement), index, bytes, length, SQLITE_TRANSIENT));
}

static void bind_null_value(struct statement *statement, int index)
{
	note_bind(statement, sqlite3_bind_null(handle_of(statement), index));
}

static gboolean next_row(struct statement *base, gboolean *row, GError **error)
{
	struct sqlite_statement *statement = (struct sqlite_statement *)base;
	*row = FALSE;
	statement->used = TRUE;
	if (statement->failed)
		return sqlite_fail((struct sqlite *)base->db, base->sql->name, error);
	int result = sqlite3_step(statement->handle);
	if (result == SQLITE_ROW) {
		*row = TRUE;
		return TRUE;
	}
	if (result != SQLITE_DONE) {
		sqlite_fail((struct sqlite *)base->db, base->sql->name, error);
		sqlite3_reset(statement->handle);
		return FALSE;
	}
	sqlite3_reset(statement->handle);
	return TRUE;
}

static gboolean run_statement(struct statement *statement, GError **error)
{
	gboolean row = TRUE;
	while (row)
		if (!next_row(statement, &row, error))
			return FALSE;
	return TRUE;
}

static void reset(struct statement *base)
{
	struct sqlite_statement *statement = (struct sqlite_statement *)base;
	if (!statement->used) /* it is asked to be each time, before and after */
		return;
	statement->failed = statement->used = FALSE;
	sqlite3_reset(statement->handle);
	sqlite3_clear_bindings(statement->handle);
}

static gint64 int_column(struct statement *statement, int column)
{
	return sqlite3_column_int64(handle_of(statement), column);
}

static const char *text_column(struct statement *statement, int column)
{
	return (const char *)sqlite3_column_text(handle_of(statement), column);
}

static gconstpointer bytes_column(struct statement *statement, int column, gsize *length)
{
	gconstpointer bytes = sqlite3_column_blob(handle_of(statement), column);
	*length = (gsize)sqlite3_column_bytes(handle_of(statement), column);
	return bytes;
}

static gboolean null_column(struct statement *statement, int column)
{
	return sqlite3_column_type(handle_of(statement), column) == SQLITE_NULL;
}

static const struct sql begin_write = { "begin", "BEGIN IMMEDIATE" };
static const struct sql begin_read = { "begin to read", "BEGIN DEFERRED" };
static const struct sql commit = { "commit", "COMMIT" };
static const struct sql rollback = { "roll back", "ROLLBACK" };

static gboolean run(struct db *base, const struct sql *sql, GError **error)
{
	struct statement *statement = db_statement(base, sql, error);
	return statement && statement_run(statement, error);
}

static gboolean begin(struct db *base, GError **error)
{
	return run(base, &begin_write, error);
}

gboolean sqlite_begin_read(struct db *base, GError **error)
{
	return run(base, &begin_read, error);
}

/* Pages of the file: the system has them, too. */
static void rest(struct db *base)
{
	sqlite3_db_release_memory(((struct sqlite *)base)->handle);
}

static gboolean in_transaction(const struct db *base)
{
	return !sqlite3_get_autocommit(((const struct sqlite *)base)->handle);
}

static gboolean commit_all(struct db *base, GError **error)
{
	return search_flush((struct sqlite *)base, error) && run(base, &commit, error);
}

void sqlite_rollback(struct db *base)
{
	g_array_set_size(((struct sqlite *)base)->waiting, 0);
	if (in_transaction(base))
		run(base, &rollback, NULL);
}

static gboolean savepoint(struct db *base, GError **error)
{
	return search_flush((struct sqlite *)base, error) && sqlite_execute(base, "SAVEPOINT point", error);
}

static gboolean release(struct db *base, GError **error)
{
	return sqlite_execute(base, "RELEASE point", error);
}

static gboolean undo(struct db *base, GError **error)
{
	g_array_set_size(((struct sqlite *)base)->waiting, 0); /* a savepoint begins with none */
	return sqlite_execute(base, "ROLLBACK TO point; RELEASE point", error);
}

/* REPLACE deletes without asking the trigger on DELETE: so a row may not be there already. */
static char *append_only(const char *table, const char *key)
{
	g_auto(GStrv) columns = g_strsplit(key, " ", -1);
	g_autoptr(GString) same = g_string_new(NULL);
	for (guint i = 0; columns[i]; i++)
		g_string_append_printf(same, "%s%s = NEW.%s", i ? " AND " : "", columns[i], columns[i]);
	return g_strdup_printf(
		"CREATE TRIGGER IF NOT EXISTS %s_keep BEFORE UPDATE ON %s BEGIN SELECT RAISE(ABORT, '%s is append-only'); END;"
		"CREATE TRIGGER IF NOT EXISTS %s_hold BEFORE DELETE ON %s BEGIN SELECT RAISE(ABORT, '%s is append-only'); END;"
		"CREATE TRIGGER IF NOT EXISTS %s_once BEFORE INSERT ON %s WHEN EXISTS (SELECT 1 FROM %s WHERE %s)"
		" BEGIN SELECT RAISE(FAIL, '%s is append-only'); END;",
		table, table, table, table, table, table, table, table, table, same->str, table);
}

static const char *name(const struct db *base)
{
	return ((const struct sqlite *)base)->path;
}

static const char *version(const struct db *base)
{
	(void)base;
	return "SQLite " SQLITE_VERSION;
}

static const char *const schemes[] = { "sqlite", NULL };

/*
 * {K}: an integer that is the whole key is the table's own order. {F}: an INSERT that may abort half-done keeps a journal of
 * its own where its table has triggers: half of what an entry took. One row cannot be half-done, so it just fails.
 */
static const struct spelling spellings[] = {
	{ "{I}", "INTEGER" },
	{ "{T}", "TEXT" },
	{ "{B}", "BLOB" },
	{ "{S}", " STRICT" },
	{ "{C}", " STRICT, WITHOUT ROWID" },
	{ "{F}", " ON CONFLICT FAIL" },
	{ "{K}", "" },
	{ "{+}", "+" },
	{ "{V}", " COLLATE vietnamese" },
	{ "{[}", "json_each(" },
	{ "{(}", "VALUES (" },
	{ "{,}", ", " },
	{ "{)}", ")" },
	{ "{]}", ")" },
	{ NULL, NULL },
};

/* Another number once somebody else has committed; this connection only reads where it matters. */
static const struct sql mark = { .name = "mark", .text = "PRAGMA data_version" };

const struct db_engine engine_sqlite = {
	.schemes = schemes,
	.open = open_store,
	.close = close_store,
	.name = name,
	.version = version,
	.prepare = prepare,
	.free_statement = free_statement,
	.bind_int = bind_int_value,
	.bind_text = bind_text_value,
	.bind_bytes = bind_bytes_value,
	.bind_null = bind_null_value,
	.next = next_row,
	.run = run_statement,
	.reset = reset,
	.column_int = int_column,
	.column_text = text_column,
	.column_bytes = bytes_column,
	.column_is_null = null_column,
	.execute = sqlite_execute,
	.drop_table = drop_table,
	.begin = begin,
	.begin_read = sqlite_begin_read,
	.commit = commit_all,
	.rollback = sqlite_rollback,
	.in_transaction = in_transaction,
	.savepoint = savepoint,
	.release = release,
	.undo = undo,
	.rest = rest,
	.spellings = spellings,
	.schema_least = 1,
	.list_part = "json_extract(rest, '$.%s')",
	.list_has_text = "EXISTS (SELECT 1 FROM json_each(rest, '$.%s') WHERE value = ?%d)",
	.list_has_number = "EXISTS (SELECT 1 FROM json_each(rest, '$.%s') WHERE value = ?%d)",
	.append_only = append_only,
	.columns = sqlite_columns,
	.tables = sqlite_tables,
	.key = sqlite_key,
	.shape = sqlite_shape,
	.check = sqlite_check,
	.scans = sqlite_scans,
	.statements = sqlite_statements,
	.mark = &mark,
	.search_create = sqlite_search_create,
	.search_put = sqlite_search_put,
	.search_find = sqlite_search_find,
	.search_drop = sqlite_search_drop,
	.search_keys = sqlite_search_keys,
	.search_text = sqlite_search_text,
	.search_all = &sqlite_search_all,
	.backup = sqlite_backup,
};
