/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Connections that are lost, statements that stand open together, sums that do not fit: on a server (NGOAIVU_TEST_STORE),
 * where a connection is ended from outside.
 */
#include "store/store.h"
#include "../check.h"
#include "../stores.h"

static const struct sql read_one = { "read", "SELECT value FROM setting WHERE name = ?1" };
static const struct sql names = { "names", "SELECT name FROM setting ORDER BY name", "a test reads all" };
static const struct sql values = { "values", "SELECT name, value FROM setting ORDER BY name DESC" };
static const struct sql put = { "put", "INSERT INTO setting(name, value) VALUES (?1, ?2) ON CONFLICT(name) DO UPDATE SET value = excluded.value" };
static const struct sql add_rows = { "add rows", "INSERT INTO number(id, sum) {(}?1{,}?2{)} ON CONFLICT(id) DO UPDATE SET sum = number.sum + excluded.sum" };
static const struct sql all_numbers = { "all numbers", "SELECT CAST(sum(id) AS BIGINT), CAST(sum(sum) AS BIGINT), count(*) FROM number" };
static const struct sql one_number = { "one number", "SELECT sum FROM number WHERE id = ?1" };
static const struct sql pairs = { "pairs", "SELECT id, sum FROM number WHERE id BETWEEN ?1 AND ?2 ORDER BY id" };
static const struct sql add = { "add", "INSERT INTO number(id, sum) VALUES (?1, ?2) ON CONFLICT(id) DO UPDATE SET sum = number.sum + excluded.sum" };

struct shop {
	char *folder, *url;
	struct db *db;
};

static void shop_begin(struct shop *shop)
{
	GError *error = NULL;
	shop->folder = g_dir_make_tmp("ngoaivu-test-XXXXXX", NULL);
	shop->url = new_store_url(shop->folder);
	shop->db = db_open(shop->url, DB_CREATE, &error);
	g_assert_no_error(error);
	g_autofree char *tables = db_spell(shop->db, "CREATE TABLE setting(name {T} PRIMARY KEY, value {T}); CREATE TABLE number(id {I} PRIMARY KEY, sum {I}){S}");
	g_assert_true(db_execute(shop->db, tables, &error));
}

static void shop_end(struct shop *shop)
{
	db_close(shop->db);
	remove_store(shop->url);
	g_rmdir(shop->folder);
	g_free(shop->folder);
	g_free(shop->url);
}

/* Ends every other connection to the database, and waits until they are gone. */
static void cut(const struct shop *shop)
{
	static const char act[] = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
	char *command[] = { (char *)"psql", (char *)"-X", (char *)"-q", (char *)"-d", shop->url, (char *)"-c", (char *)act, NULL };
	int status = -1;
	g_assert_true(g_spawn_sync(NULL, command, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, NULL) && status == 0);
}

static gboolean write_setting(struct db *db, const char *name, const char *value, GError **error)
{
	struct statement *statement = db_statement(db, &put, error);
	bind_text(statement, 1, name);
	bind_text(statement, 2, value);
	return statement_run(statement, error);
}

static char *read_setting(struct db *db, const char *name, GError **error)
{
	struct statement *statement = db_statement(db, &read_one, error);
	bind_text(statement, 1, name);
	return statement_word(statement, error);
}

static void commit_one(struct db *db, const char *name, const char *value)
{
	GError *error = NULL;
	g_assert_true(db_begin(db, &error) && write_setting(db, name, value, &error) && db_commit(db, &error));
	g_assert_no_error(error);
}

static void reading_again(void)
{
	struct shop shop;
	GError *error = NULL;
	shop_begin(&shop);
	commit_one(shop.db, "a", "1");
	for (guint i = 0; i < 3; i++) {
		cut(&shop);
		check_text(read_setting(shop.db, "a", &error), "1");
		g_assert_no_error(error);
	}
	cut(&shop);
	g_assert_true(db_begin_read(shop.db, &error));
	check_text(read_setting(shop.db, "a", &error), "1");
	db_rollback(shop.db);
	cut(&shop);
	commit_one(shop.db, "a", "2");
	check_text(read_setting(shop.db, "a", &error), "2");
	shop_end(&shop);
}

static void lost_in_a_change(void)
{
	struct shop shop;
	GError *error = NULL;
	shop_begin(&shop);
	commit_one(shop.db, "a", "1");
	g_assert_true(db_begin(shop.db, &error) && write_setting(shop.db, "a", "2", &error));
	check_text(read_setting(shop.db, "a", &error), "2");
	cut(&shop);
	g_assert_null(read_setting(shop.db, "a", &error));
	check_error(&error, ERROR_BUSY, "");
	g_assert_true(db_in_transaction(shop.db));
	g_assert_false(write_setting(shop.db, "b", "3", &error)); /* nothing goes on as if nothing had happened */
	check_error(&error, ERROR_BUSY, "");
	g_assert_false(db_commit(shop.db, &error));
	check_error(&error, ERROR_BUSY, "");
	db_rollback(shop.db);
	check_text(read_setting(shop.db, "a", &error), "1");
	g_assert_null(read_setting(shop.db, "b", &error));
	g_assert_no_error(error);
	commit_one(shop.db, "a", "4");
	check_text(read_setting(shop.db, "a", &error), "4");
	shop_end(&shop);
}

/* What waits to be sent is lost with the connection, and its end says so. */
static void lost_before_the_end(void)
{
	struct shop shop;
	GError *error = NULL;
	shop_begin(&shop);
	commit_one(shop.db, "a", "1");
	g_assert_true(db_begin(shop.db, &error) && write_setting(shop.db, "a", "2", &error));
	cut(&shop);
	g_assert_false(db_commit(shop.db, &error));
	check_error(&error, ERROR_BUSY, "nothing was changed");
	db_rollback(shop.db);
	check_text(read_setting(shop.db, "a", &error), "1");
	shop_end(&shop);
}

/* Two walks and a statement by name, in turns; a failure inside a savepoint; and all goes on. */
static void statements_in_turns(void)
{
	struct shop shop;
	GError *error = NULL;
	shop_begin(&shop);
	g_assert_true(db_begin(shop.db, &error));
	for (guint i = 0; i < 2500; i++) {
		g_autofree char *name = g_strdup_printf("n%04u", i);
		g_assert_true(write_setting(shop.db, name, name, &error));
	}
	for (guint inside = 0; inside < 2; inside++) {
		struct statement *up = db_statement(shop.db, &names, &error), *down = db_statement(shop.db, &values, &error);
		for (guint i = 0; i < 2500; i++) {
			g_autofree char *first = g_strdup_printf("n%04u", i), *last = g_strdup_printf("n%04u", 2499 - i);
			g_assert_true(statement_fetch(up, &error) == FETCH_ROW && statement_fetch(down, &error) == FETCH_ROW);
			g_assert_cmpstr(column_text(up, 0), ==, first);
			g_assert_cmpstr(column_text(down, 1), ==, last);
			if (i % 500 == 0)
				check_text(read_setting(shop.db, last, &error), last);
		}
		g_assert_true(statement_fetch(up, &error) == FETCH_END && statement_fetch(down, &error) == FETCH_END);
		if (inside == 0)
			g_assert_true(db_commit(shop.db, &error));
	}
	shop_end(&shop);
}

static gboolean add_number(struct db *db, gint64 id, gint64 amount, GError **error)
{
	struct statement *statement = db_statement(db, &add, error);
	bind_int(statement, 1, id);
	bind_int(statement, 2, amount);
	return statement_run(statement, error);
}

enum { MANY = 20000 }; /* rows: more than are sent at once */

static void check_numbers(struct db *db, gint64 ids, gint64 sums, gint64 count)
{
	GError *error = NULL;
	struct statement *statement = db_statement(db, &all_numbers, &error);
	g_assert_true(statement_fetch(statement, &error) == FETCH_ROW);
	g_assert_cmpint(column_int(statement, 0), ==, ids);
	g_assert_cmpint(column_int(statement, 1), ==, sums);
	g_assert_cmpint(column_int(statement, 2), ==, count);
	statement_reset(statement);
}

/* Two tables at once, with other statements between. */
static void put_many(struct db *db, GError **error)
{
	struct bulk *numbers = bulk_begin(db, "number", "id, sum", error), *settings = bulk_begin(db, "setting", "name, value", error);
	g_assert_no_error(*error);
	for (gint64 i = 1; i <= MANY; i++) {
		g_autofree char *name = g_strdup_printf("name %d", (int)i);
		const struct db_cell number[] = { int_cell(i), int_cell(2 * i) }, setting[] = { text_cell(name), text_cell(i % 2 ? name : NULL) };
		g_assert_true(bulk_put(numbers, number, error) && bulk_put(settings, setting, error));
		if (i % 1000 == 0)
			g_assert_true(write_setting(db, "between", name, error));
	}
	g_assert_true(bulk_end(numbers, error) && bulk_end(settings, error));
}

static void rows_in_bulk(void)
{
	GError *error = NULL;
	struct shop shop;
	shop_begin(&shop);
	g_assert_true(db_begin(shop.db, &error));
	put_many(shop.db, &error);
	const gint64 whole = (gint64)MANY * (MANY + 1) / 2;
	check_numbers(shop.db, whole, 2 * whole, MANY);
	g_autofree gint64 *rows = g_new(gint64, 2 * MANY);
	for (gint64 i = 0; i < MANY; i++) {
		rows[2 * i] = i + MANY / 2 + 1;
		rows[2 * i + 1] = -1;
	}
	g_assert_true(statement_run_rows(db_statement(shop.db, &add_rows, &error), rows, MANY, 2, &error));
	check_numbers(shop.db, (gint64)(MANY + MANY / 2) * (MANY + MANY / 2 + 1) / 2, 2 * whole - MANY, MANY + MANY / 2);
	g_assert_true(db_commit(shop.db, &error));
	g_autofree char *last = read_setting(shop.db, "between", &error);
	g_assert_cmpstr(last, ==, "name 20000");
	shop_end(&shop);
}

enum { TURNS = 60000 }; /* rows of two tables, more than one of them may keep while the other has its turn */

static void rows_in_turns(void)
{
	static const char filling[] = "0123456789012345678901234567890123456789012345678901234567890123456789";
	for (guint kept = 0; kept < 2; kept++) {
		GError *error = NULL;
		struct shop shop;
		shop_begin(&shop);
		g_assert_true(db_begin(shop.db, &error));
		struct bulk *numbers = bulk_begin(shop.db, "number", "id, sum", &error), *settings = bulk_begin(shop.db, "setting", "name, value", &error);
		for (gint64 i = 1; i <= TURNS; i++) {
			g_autofree char *name = g_strdup_printf("%d", (int)i);
			g_assert_true(bulk_put(numbers, (const struct db_cell[]){ int_cell(i), int_cell(-i) }, &error));
			g_assert_true(bulk_put(settings, (const struct db_cell[]){ text_cell(name), text_cell(filling) }, &error));
		}
		if (kept) {
			g_assert_true(bulk_end(numbers, &error) && bulk_end(settings, &error) && db_commit(shop.db, &error));
		} else { /* one of them is being taken */
			bulk_drop(numbers);
			bulk_drop(settings);
			db_rollback(shop.db);
		}
		g_autofree char *value = read_setting(shop.db, "60000", &error);
		g_assert_cmpstr(value, ==, kept ? filling : NULL);
		const gint64 whole = kept ? (gint64)TURNS * (TURNS + 1) / 2 : 0;
		check_numbers(shop.db, whole, -whole, kept ? TURNS : 0);
		g_assert_true(db_begin(shop.db, &error) && write_setting(shop.db, "after", "1", &error) && db_commit(shop.db, &error));
		shop_end(&shop);
	}
}

struct heard {
	guint set;
	gint64 last, count, stop; /* stop: after so many */
};

static gboolean hear(void *data, guint set, gint64 a, gint64 b, GError **error)
{
	struct heard *heard = data;
	if (set != heard->set)
		heard->last = 0;
	g_assert_true(set >= heard->set && a == heard->last + 1 && b == 2 * a);
	heard->set = set;
	heard->last = a;
	return ++heard->count != heard->stop || fail(error, ERROR_REFUSED, "enough");
}

/* Set i asks for the first i numbers. */
static void many_questions(void)
{
	enum { SETS = 250 };
	GError *error = NULL;
	struct shop shop;
	gint64 asked[2 * SETS];
	shop_begin(&shop);
	g_assert_true(db_begin(shop.db, &error));
	for (gint64 i = 0; i < SETS; i++) {
		asked[2 * i] = 1;
		asked[2 * i + 1] = i;
		g_assert_true(add_number(shop.db, i + 1, 2 * (i + 1), &error));
	}
	struct heard heard = { 0 };
	g_assert_true(statement_each_pair(db_statement(shop.db, &pairs, &error), asked, SETS, 2, hear, &heard, &error));
	g_assert_true(heard.set == SETS - 1 && heard.count == SETS * (SETS - 1) / 2);
	heard = (struct heard){ .stop = 1000 };
	g_assert_false(statement_each_pair(db_statement(shop.db, &pairs, &error), asked, SETS, 2, hear, &heard, &error));
	check_error(&error, ERROR_REFUSED, "enough");
	g_assert_true(statement_each_pair(db_statement(shop.db, &pairs, &error), asked, 0, 2, hear, &heard, &error));
	check_numbers(shop.db, SETS * (SETS + 1) / 2, SETS * (SETS + 1), SETS);
	g_assert_true(db_commit(shop.db, &error));
	shop_end(&shop);
}

/* A row that is there already fails all, at the latest where the transaction is kept. */
static void rows_that_do_not_fit(void)
{
	GError *error = NULL;
	struct shop shop;
	shop_begin(&shop);
	g_assert_true(db_begin(shop.db, &error) && write_setting(shop.db, "a", "1", &error));
	struct bulk *bulk = bulk_begin(shop.db, "setting", "name, value", &error);
	gboolean done = bulk_put(bulk, (const struct db_cell[]){ text_cell("a"), text_cell("2") }, &error);
	done = done ? bulk_end(bulk, &error) && db_commit(shop.db, &error) : (bulk_drop(bulk), FALSE);
	g_assert_false(done);
	g_assert_nonnull(error);
	g_clear_error(&error);
	db_rollback(shop.db);
	g_assert_true(db_begin(shop.db, &error) && write_setting(shop.db, "b", "3", &error) && db_commit(shop.db, &error));
	g_autofree char *a = read_setting(shop.db, "a", &error), *b = read_setting(shop.db, "b", &error);
	g_assert_null(a);
	g_assert_cmpstr(b, ==, "3");
	shop_end(&shop);
}

static struct statement *ask_number(struct db *db, gint64 id)
{
	GError *error = NULL;
	struct statement *statement = db_statement(db, &one_number, &error);
	bind_int(statement, 1, id);
	g_assert_true(statement_ask(statement, &error));
	return statement;
}

static void asked_and_read_later(void)
{
	GError *error = NULL;
	struct shop shop;
	shop_begin(&shop);
	g_assert_true(db_begin(shop.db, &error));
	const gint64 rows[] = { 1, 10, 2, 20 };
	g_assert_true(statement_run_rows(db_statement(shop.db, &add_rows, &error), rows, 2, 2, &error));
	struct statement *statement = ask_number(shop.db, 2);
	g_autofree char *none = read_setting(shop.db, "none", &error);
	g_assert_null(none);
	g_assert_true(statement_fetch(statement, &error) == FETCH_ROW);
	g_assert_cmpint(column_int(statement, 0), ==, 20);
	g_assert_true(statement_fetch(statement, &error) == FETCH_END);
	ask_number(shop.db, 1);
	statement = ask_number(shop.db, 3); /* the same statement: what it asked for is not wanted any more */
	g_assert_true(statement_fetch(statement, &error) == FETCH_END);
	ask_number(shop.db, 1); /* never read */
	g_assert_true(db_commit(shop.db, &error));
	check_numbers(shop.db, 3, 30, 2);
	shop_end(&shop);
}

static void sums_that_do_not_fit(void)
{
	struct shop shop;
	GError *error = NULL;
	shop_begin(&shop);
	g_assert_true(db_begin(shop.db, &error) && add_number(shop.db, 1, G_MAXINT64, &error) && db_savepoint(shop.db, &error));
	gboolean done = add_number(shop.db, 1, 1, &error) && db_savepoint(shop.db, &error);
	g_assert_false(done);
	check_error(&error, ERROR_INPUT, "too large");
	g_assert_true(db_undo(shop.db, &error));
	g_assert_true(add_number(shop.db, 1, -1, &error) && db_commit(shop.db, &error));
	g_assert_no_error(error);
	shop_end(&shop);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	if (!stores_are_files()) {
		g_test_add_func("/store/connection/what only reads goes on by another connection", reading_again);
		g_test_add_func("/store/connection/lost in a change, nothing is half done", lost_in_a_change);
		g_test_add_func("/store/connection/lost at the end of a change, its fate is known", lost_before_the_end);
	}
	g_test_add_func("/store/connection/statements stand open together", statements_in_turns);
	g_test_add_func("/store/connection/rows in bulk, of two tables and between statements", rows_in_bulk);
	g_test_add_func("/store/connection/rows in bulk, of two tables in turns, and dropped", rows_in_turns);
	g_test_add_func("/store/connection/many questions at once", many_questions);
	g_test_add_func("/store/connection/rows in bulk that do not fit", rows_that_do_not_fit);
	g_test_add_func("/store/connection/asked for now, read later", asked_and_read_later);
	g_test_add_func("/store/connection/a sum that does not fit is bad input", sums_that_do_not_fit);
	return g_test_run();
}
