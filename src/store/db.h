/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The database interface: what the store needs of an engine, and nothing of one engine's words. db.c finds the engine
 * by the URL; sqlite*.c implement it. One connection, used by one thread.
 *
 * SQL is a closed, named set: every statement is a `struct sql` that lives at least as long as the connection (a
 * static table, or made once from the definitions in schema.c). A statement is prepared at its first use and kept.
 * Texts use ?1 ?2 … for values; a value never stands in the text.
 *
 * Binding is sticky: a failure is remembered and reported by the next statement_fetch or statement_run; a statement that could
 * not be prepared is NULL, to which nothing is bound and which fails with the error that db_statement gave. What changes
 * data inside a transaction may be told to have failed only by a later statement of it or by its end; a transaction in
 * which a statement failed goes on only from a savepoint. A sum that outgrows 64 bits is ERROR_INPUT.
 */
#include "base/error.h"
#include "base/hash.h"

/*
 * `walk`: why the statement may read a large table (the history, entries, balances, a register, the search) from end to
 * end; NULL for one that may not, which a test holds it to (tests/store/statements.c). Rows of a walk are not all held
 * in memory at once.
 */
struct sql {
	const char *name, *text;
	const char *walk;
};

enum db_type { DB_INTEGER, DB_TEXT, DB_BYTES };
enum db_mode { DB_READ, DB_WRITE, DB_CREATE };

struct db;
struct statement;

/* "sqlite:FILE" or a plain path. DB_CREATE makes the database when absent. */
struct db *db_open(const char *url, enum db_mode mode, GError **error);
void db_close(struct db *db);
/* The URL as it may be shown: never with a password; the same of a URL that is not open, freed by the caller. */
const char *db_name(const struct db *db);
char *db_url_shown(const char *url);
/* Whether the store is one file, which db_backup copies; the same of a URL, open or not. */
gboolean db_is_file(const struct db *db);
gboolean db_url_is_file(const char *url);
/* The path of the file that the URL names, within it; NULL where it names none. */
const char *db_url_path(const char *url);
typedef struct db db_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(db_t, db_close)

/* The prepared statement, reset and unbound, NULL with an error. It belongs to the connection. */
struct statement *db_statement(struct db *db, const struct sql *sql, GError **error);
void bind_int(struct statement *statement, int index, gint64 value);
void bind_text(struct statement *statement, int index, const char *text);
void bind_bytes(struct statement *statement, int index, gconstpointer bytes, gsize length);
void bind_null(struct statement *statement, int index);

/* A value of a row. */
struct db_cell {
	enum db_type type;
	gboolean empty; /* NULL */
	gint64 number;  /* of DB_INTEGER */
	gconstpointer bytes; /* of the others, a text's with its end; borrowed */
	gsize length;
};
struct db_cell int_cell(gint64 value);
struct db_cell text_cell(const char *text); /* NULL is NULL */
struct db_cell bytes_cell(gconstpointer bytes, gsize length);
/* Binds as many values as there are, from ?1 on. */
void bind_cells(struct statement *statement, const struct db_cell *cells, guint count);

/*
 * Asks for the rows, which statement_fetch gives, without waiting for them: until then nothing that is read may change, and the
 * statement serves nothing else. A server reads them with what is asked for next.
 */
gboolean statement_ask(struct statement *statement, GError **error);
/* Steps to the next row. At the end, and where it failed, the statement is reset; whoever leaves a row earlier resets it. */
enum fetch { FETCH_FAILED, FETCH_END, FETCH_ROW };
enum fetch statement_fetch(struct statement *statement, GError **error);
/* The first column of the first row: a number, which is `otherwise` where there is no row; a text, NULL without *error where there is none. */
gboolean statement_number(struct statement *statement, gint64 otherwise, gint64 *number, GError **error);
char *statement_word(struct statement *statement, GError **error);
/* The whole numbers (gint64) in the first column of all rows; NULL with an error. */
GArray *statement_keys(struct statement *statement, GError **error);
/* Runs to the end, ignoring rows. */
gboolean statement_run(struct statement *statement, GError **error);
void statement_reset(struct statement *statement);
/*
 * Runs an INSERT of integers, whose values stand between {(} and {)}, with {,} between them, for `count` rows of `columns` each. No two rows have the
 * same key.
 */
gboolean statement_run_rows(struct statement *statement, const gint64 *rows, guint count, guint columns, GError **error);
/*
 * Runs a SELECT of two integers for `count` sets of `width` values each: `visit` gets the rows of the first
 * set, then of the next. A server is asked for all of them before the first is looked at.
 */
typedef gboolean (*pair_visitor)(void *data, guint set, gint64 a, gint64 b, GError **error);
gboolean statement_each_pair(struct statement *statement, const gint64 *values, guint count, guint width, pair_visitor visit, void *data, GError **error);
/*
 * A failure of the system that a statement's caller did not ask for (error NULL: to him the row is not there) is kept.
 * FALSE hands out the first since the last begin; db_commit asks for it too. Whoever has read asks before he answers.
 */
gboolean db_heard(struct db *db, GError **error);

gint64 column_int(struct statement *statement, int column);
const char *column_text(struct statement *statement, int column); /* NULL for NULL; until the next step */
gconstpointer column_bytes(struct statement *statement, int column, gsize *length);
gboolean column_is_null(struct statement *statement, int column);

/* Statements that change the schema or the session; never with a user's values in them. */
gboolean db_execute(struct db *db, const char *text, GError **error);
/* Readers who began before see the table until they end. */
gboolean db_drop_table(struct db *db, const char *table, GError **error);

/* One writer at a time; a begin waits for the other writer (up to 30 s, or NGOAIVU_WAIT seconds; then ERROR_SYSTEM). */
gboolean db_begin(struct db *db, GError **error);
gboolean db_commit(struct db *db, GError **error);
void db_rollback(struct db *db);
gboolean db_in_transaction(const struct db *db);
/* A point inside the transaction: released, or everything since it undone (and released). They nest. */
gboolean db_savepoint(struct db *db, GError **error);
gboolean db_release(struct db *db, GError **error);
gboolean db_undo(struct db *db, GError **error);
/* A consistent view for reading over several statements. */
gboolean db_begin_read(struct db *db, GError **error);

/*
 * What engines write differently stands in texts as a sign; statements are spelled when they are prepared, other texts by
 * db_spell (caller frees):
 * {I} {T} {B}  the type of integers, texts, bytes
 * {S} {C}      what closes a CREATE TABLE; one whose rows lie in the order of its primary key
 * {F}          what ends each constraint (NOT NULL, PRIMARY KEY) of a table that is append-only
 * {K}          what the keys and indexes of a table that is an office's begin with: the office and a comma, or nothing
 *              where the integer after it begins with the office
 * {+}          before a column that no index is to be looked for
 * {V}          after a text in ORDER BY and comparisons, to make them Vietnamese
 * {(} {,} {)}  around and between the values of an INSERT that is run for many rows (statement_run_rows)
 * {[} {]}      around a parameter that is a JSON list of integers: a table with the column `value`
 */
char *db_spell(const struct db *db, const char *pattern);
/* The first version of the schema (schema.h) whose tables this engine can use. */
int db_schema_least(const struct db *db);

/* The columns of a table with their types: char * name → char * engine type; empty when the table is absent. */
GHashTable *db_columns(struct db *db, const char *table, GError **error);
/* The tables whose names begin with `prefix`, by name, without the search's and the engine's own: char *. */
GPtrArray *db_tables(struct db *db, const char *prefix, GError **error);
/* The columns of a table's primary key, in their order: char *. */
GPtrArray *db_key(struct db *db, const char *table, GError **error);
/*
 * Within a transaction, a text that is another one when what is seen now may differ from what was seen before, whoever
 * changed it. It is compared with those of the same connection only; caller frees.
 */
char *db_mark(struct db *db, GError **error);
/* Between transactions, where nobody asks for a while: what was kept in memory for speed is given back; it comes again by itself. */
void db_rest(struct db *db);
/* A hash of all tables, indexes and triggers as they were made. */
gboolean db_shape(struct db *db, struct hash *hash, GError **error);
/*
 * Terms on the JSON column `rest`: the member of a name (%s), and whether a member that is a list holds the text or the
 * number of a parameter (%s, %d).
 */
enum db_list_term { DB_LIST_PART, DB_LIST_HAS_TEXT, DB_LIST_HAS_NUMBER };
char *db_list_term(const struct db *db, enum db_list_term term, const char *name, int parameter); /* caller frees */
/*
 * Statements that make a table append-only: UPDATE, DELETE and a second row with the same `key` (column names, by
 * blanks) fail. Caller frees.
 */
char *db_append_only(const struct db *db, const char *table, const char *key);

/*
 * Search: words folded by text_fold, one text per key; newest key first. Query words are prefixes, all must match.
 * What is put may wait for the end of its transaction; all readings see it.
 */
gboolean db_search_create(struct db *db, GError **error);
gboolean db_search_put(struct db *db, gint64 key, const char *folded, gboolean replace, GError **error);
GArray *db_search_find(struct db *db, const char *folded_query, gint64 office, guint limit, GError **error); /* of gint64 keys */
/* Removes what is held for the keys (column `key`) of a table. */
gboolean db_search_drop(struct db *db, const char *table, GError **error);
/* The keys of the search copy from…to, ascending: GArray of gint64. */
GArray *db_search_keys(struct db *db, gint64 from, gint64 to, GError **error);
/* What the search copy holds for a key, NULL when nothing. */
char *db_search_text(struct db *db, gint64 key, GError **error);

/* All that the search copy holds: key and text, by key; a statement of the engine. */
const struct sql *db_search_all(const struct db *db);

/*
 * Rows of one table in bulk, inside a transaction. Other statements may go between, and other tables beside it; they find
 * the rows from bulk_end on, which frees it.
 */
struct bulk;
struct bulk *bulk_begin(struct db *db, const char *table, const char *columns, GError **error); /* names with commas between */
gboolean bulk_put(struct bulk *bulk, const struct db_cell *cells, GError **error);
gboolean bulk_end(struct bulk *bulk, GError **error);
void bulk_drop(struct bulk *bulk); /* in a transaction that is to be rolled back; may be NULL */
/* A statement of its own, that is not kept: freed by the caller before the connection is closed. */
struct statement *statement_new(struct db *db, const struct sql *sql, GError **error);
void statement_free(struct statement *statement);

/*
 * For stores that are a file: a consistent copy while others write, under a name that nothing has (ERROR_SYSTEM when it exists). It is made under
 * another name, found sound by the engine and by `check` (may be NULL), and only then named.
 */
typedef gboolean (*backup_check)(void *data, const char *copy, GError **error);
gboolean db_backup(struct db *db, const char *path, backup_check check, void *data, GError **error);
/* The engine's own check of its files, its indexes and the search's: one line per damage in `lines` (char *). */
gboolean db_check(struct db *db, GPtrArray *lines, GError **error);
/* Appends the names (char *) of the tables that the engine would read from end to end for the statement. */
gboolean db_scans(struct db *db, const struct sql *sql, GPtrArray *tables, GError **error);
/* The statements that the engine itself uses on the store's tables, NULL-ended. */
const struct sql *const *db_own_statements(const struct db *db);
/* The engine and its version, for benches and support: "SQLite 3.40.1". */
const char *db_version(const struct db *db);
