/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every statement of the program, with the shipped definitions: the engine takes it, none reads a large table from end to
 * end that does not say why it may, and each keeps to one office (rules.h). With NGOAIVU_TEST_STORE, on PostgreSQL.
 */
#include "app/app.h"
#include "auth/account.h"
#include "auth/statements.h"
#include "ledger/statements.h"
#include "report/issued.h"
#include "report/snapshot.h"
#include "store/attachment.h"
#include "store/comment.h"
#include "store/schema.h"
#include "store/statements.h"
#include "../check.h"
#include "../stores.h"
#include "rules.h"

struct shop {
	char *folder, *url;
	struct app *app;
	struct db *db;
};

/* What a column of a filled table holds in row i. */
static const char *filling(const char *column, const char *type)
{
	static const char *const keys[] = { "key", "history", "record", "source", "target", NULL };
	if (strcmp(column, "office") == 0)
		return "1 + i % 3";
	if (g_strv_contains(keys, column))
		return "((1 + i % 3) << 40) + i";
	return g_str_has_prefix(type, "bigint") ? "i" : g_str_has_prefix(type, "text") ? "repeat('t', 40) || i" :
		g_str_has_prefix(type, "bytea") ? "'\\x00'::bytea" : "'t'";
}

static void fill_table(const struct shop *shop, const char *table)
{
	GError *error = NULL;
	GHashTableIter iter;
	gpointer column, type;
	g_autoptr(GHashTable) columns = db_columns(shop->db, table, &error);
	g_autoptr(GString) names = g_string_new(NULL), values = g_string_new(NULL);
	g_assert_no_error(error);
	g_hash_table_iter_init(&iter, columns);
	while (g_hash_table_iter_next(&iter, &column, &type)) {
		g_string_append_printf(names, "%s%s", names->len ? ", " : "", (const char *)column);
		g_string_append_printf(values, "%s%s", values->len ? ", " : "", filling(column, type));
	}
	g_autofree char *text = g_strdup_printf("INSERT INTO %s(%s) SELECT %s FROM generate_series(1::bigint, %d) i", table, names->str, values->str,
		g_str_has_prefix(table, "r_") ? 2000 : 20000);
	if (g_hash_table_contains(columns, "office"))
		g_assert_true(db_execute(shop->db, text, &error));
	g_assert_no_error(error);
}

/* The server chooses by how large tables are: as they are in use. */
static void fill(const struct shop *shop)
{
	GError *error = NULL;
	g_autoptr(GPtrArray) tables = db_tables(shop->db, "", &error);
	g_assert_no_error(error);
	for (guint i = 0; i < tables->len; i++)
		fill_table(shop, tables->pdata[i]);
	fill_table(shop, "search");
	g_assert_true(db_execute(shop->db, "ANALYZE", &error));
}

static void shop_open(struct shop *shop)
{
	GError *error = NULL;
	struct snapshot snapshot = { .tree = (char *)"{}", .template = (char *)"", .definitions = (char *)"", .position = 1 };
	struct hash hash;
	g_autoptr(GBytes) file = g_bytes_new_static("x", 1);
	shop->folder = g_dir_make_tmp("ngoaivu-test-XXXXXX", NULL);
	shop->url = new_store_url(shop->folder);
	struct app_options options = { .url = shop->url, .who = "test" };
	shop->app = app_open(&options, DB_CREATE, &error);
	g_assert_no_error(error);
	shop->db = store_db(shop->app->store);
	g_assert_true(auth_prepare(shop->app->store, &error));
	g_autofree char *attached = NULL;
	g_assert_true(store_begin(shop->app->store, &error) && snapshot_save(shop->app->store, 1, &snapshot, &hash, &error) &&
		issued_file_keep(shop->app->store, 1, "x", "txt", file, &error) && comment_prepare(shop->app->store, &error) &&
		(attached = attachment_keep(shop->app->store, 1, "x", file, &error)) &&
		store_commit(shop->app->store, &error));
	g_assert_no_error(error);
}

static void shop_begin(struct shop *shop)
{
	shop_open(shop);
	if (!stores_are_files())
		fill(shop);
}

static void shop_end(struct shop *shop)
{
	app_close(shop->app);
	remove_store(shop->url);
	g_rmdir(shop->folder);
	g_free(shop->folder);
	g_free(shop->url);
}

static void add_all(GPtrArray *all, const struct sql *const *list)
{
	for (; *list; list++)
		g_ptr_array_add(all, (gpointer)*list);
}

/* Those of the constants and of the engine; tests/layers.py looks for lists that are missing here. */
static GPtrArray *constants(const struct shop *shop)
{
	const struct sql *const *const lists[] = { store_sql, store_adopt_sql, store_copies_sql, store_derive_sql, store_history_sql, store_received_sql, store_schema_sql,
		store_write_sql, ledger_audit_balances_sql, ledger_audit_store_sql, ledger_balances_sql, ledger_explain_sql, ledger_post_sql, ledger_posted_figure_sql,
		ledger_posted_sql, ledger_sent_sql, ledger_series_sql, ledger_ahead_sql, ledger_bridge_cause_sql, ledger_bridge_read_sql, ledger_receiving_sql, ledger_sums_sql, snapshot_sql, issued_sql, attachment_sql, comment_sql, auth_account_sql,
		auth_accounts_sql, auth_invitation_sql, auth_session_sql, auth_feed_sql, auth_upload_sql, auth_view_sql, auth_token_sql, auth_once_sql, db_own_statements(shop->db) };
	GPtrArray *all = g_ptr_array_new();
	for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
		add_all(all, lists[i]);
	return all;
}

/*
 * Small whatever is entered: one row for an office, a definition, a setting, a package of an office, somebody who works
 * there.
 */
static gboolean is_small(const char *table)
{
	static const char *const small[] = { "setting", "office", "definitions", "posted_figure", "package", "account", "invitation", NULL };
	return g_strv_contains(small, table);
}

/* An account is somebody's who may work for several offices one day; it is found by its name. */
static gboolean is_spread(gpointer data, const char *table)
{
	const struct shop *shop = data;
	GError *error = NULL;
	g_autoptr(GHashTable) columns = db_columns(shop->db, table, &error);
	g_assert_no_error(error);
	return g_hash_table_contains(columns, "office") && strcmp(table, "account") != 0;
}

static void check_rules(struct shop *shop, const struct sql *sql)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	rules_check(sql->name, sql->text, sql->walk, is_spread, shop, lines);
	for (guint i = 0; i < lines->len; i++) {
		g_test_message("%s", (const char *)lines->pdata[i]);
		g_test_fail();
	}
}

static void check_statement(struct shop *shop, const struct sql *sql)
{
	check_rules(shop, sql);
	GError *error = NULL;
	g_autoptr(GPtrArray) tables = g_ptr_array_new_with_free_func(g_free);
	g_assert_nonnull(db_statement(shop->db, sql, &error));
	g_assert_true(db_scans(shop->db, sql, tables, &error));
	g_assert_no_error(error);
	for (guint i = 0; i < tables->len; i++)
		if (!is_small(tables->pdata[i]) && !sql->walk) {
			g_test_message("%s (%s): it reads all of %s", sql->name, sql->text, (const char *)tables->pdata[i]);
			g_test_fail();
		}
}

static void constant_statements(void)
{
	struct shop shop;
	shop_begin(&shop);
	g_autoptr(GPtrArray) all = constants(&shop);
	g_assert_cmpuint(all->len, >, 40);
	for (guint i = 0; i < all->len; i++)
		check_statement(&shop, all->pdata[i]);
	shop_end(&shop);
}

static void register_statements(void)
{
	struct shop shop;
	shop_begin(&shop);
	const struct model *model = shop.app->model;
	g_autoptr(GPtrArray) made = g_ptr_array_new_with_free_func((GDestroyNotify)reg_sql_free); /* outlives the connection */
	for (guint i = 0; i < model->registers->len; i++) {
		g_autoptr(GPtrArray) all = g_ptr_array_new();
		struct reg_sql *sql = reg_sql_new(model->registers->pdata[i]);
		g_ptr_array_add(made, sql);
		reg_sql_statements(sql, all);
		for (guint s = 0; s < all->len; s++)
			check_statement(&shop, all->pdata[s]);
	}
	shop_end(&shop);
}

static gboolean reads_all_of(struct db *db, const char *text, const char *table)
{
	const struct sql sql = { "tried", text };
	GError *error = NULL;
	g_autoptr(GPtrArray) tables = g_ptr_array_new_with_free_func(g_free);
	g_assert_true(db_scans(db, &sql, tables, &error));
	g_assert_no_error(error);
	for (guint i = 0; i < tables->len; i++)
		if (strcmp(tables->pdata[i], table) == 0)
			return TRUE;
	return FALSE;
}

/* What the other tests stand on: a statement without its index is noticed. */
static void scans_are_seen(void)
{
	static const char by_record[] = "SELECT key FROM history WHERE office = ?1 AND record = ?2";
	struct shop shop;
	GError *error = NULL;
	shop_begin(&shop);
	g_assert_false(reads_all_of(shop.db, by_record, "history"));
	g_assert_true(db_execute(shop.db, "DROP INDEX history_record", &error));
	g_assert_true(reads_all_of(shop.db, by_record, "history"));
	g_assert_true(reads_all_of(shop.db, "SELECT key FROM history WHERE version = ?1", "history"));
	g_assert_true(reads_all_of(shop.db, "SELECT sum(sum) FROM balance", "balance"));
	g_assert_true(reads_all_of(shop.db, "SELECT e.cell FROM series s JOIN entry e ON e.delta = s.id WHERE s.id = ?1", "e") ||
		reads_all_of(shop.db, "SELECT e.cell FROM series s JOIN entry e ON e.delta = s.id WHERE s.id = ?1", "entry"));
	g_assert_false(reads_all_of(shop.db, "SELECT sum FROM balance WHERE cell BETWEEN ?1 AND ?2", "balance"));
	shop_end(&shop);
}

/* What the rules are for: each of these is told. */
static void others_offices_are_seen(void)
{
	static const char *const wrong[] = {
		"SELECT key FROM history WHERE record = ?1",
		"SELECT key FROM history WHERE +office = ?1 OR office > ?2 AND record IN (SELECT record FROM entry)",
		"SELECT e.record FROM entry e JOIN history h ON h.key = e.record WHERE e.office = ?1",
		"SELECT sum(b.sum) FROM balance b LEFT JOIN series s ON s.id = b.cell >> 22",
		"INSERT INTO link(target, source, office) VALUES (?1, ?2, ?3)",
		"INSERT INTO balance(office, cell, sum) VALUES (?1, ?2, ?3) ON CONFLICT(cell) DO UPDATE SET sum = excluded.sum",
		"INSERT INTO series(office, id) VALUES (?1, (SELECT max(number) FROM office))",
		"UPDATE r_inbound SET office = ?1 WHERE office = ?2 AND key = ?3",
		"UPDATE r_inbound SET version = random() WHERE office = ?1 AND key = ?2",
		"SELECT key FROM history WHERE office = ?1 FOR UPDATE",
		"WITH RECURSIVE up(source) AS (SELECT source FROM link WHERE office = ?1) SELECT source FROM up",
		"DELETE FROM link WHERE source IN (SELECT key FROM r_inbound WHERE office = ?1)",
	};
	struct shop shop;
	shop_begin(&shop);
	for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
		g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
		rules_check("tried", wrong[i], NULL, is_spread, &shop, lines);
		if (lines->len == 0) {
			g_test_message("not told: %s", wrong[i]);
			g_test_fail();
		}
	}
	shop_end(&shop);
}

/* For the test of partitions: what is asked for one office, as the engine takes it. */
static int list_all(void)
{
	struct shop shop;
	shop_open(&shop);
	g_autoptr(GPtrArray) made = g_ptr_array_new_with_free_func((GDestroyNotify)reg_sql_free), all = constants(&shop);
	for (guint i = 0; i < shop.app->model->registers->len; i++) {
		g_ptr_array_add(made, reg_sql_new(shop.app->model->registers->pdata[i]));
		reg_sql_statements(made->pdata[i], all);
	}
	for (guint i = 0; i < all->len; i++) {
		const struct sql *sql = all->pdata[i];
		g_autofree char *text = db_spell(shop.db, sql->text);
		g_print("%s\t%s\n", sql->name, text);
	}
	shop_end(&shop);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--list") == 0)
		return list_all();
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/store/statements/no constant reads a large table from end to end unless it says why, or leaves its office", constant_statements);
	g_test_add_func("/store/statements/nor does what is made from the definitions", register_statements);
	g_test_add_func("/store/statements/a missing index is seen", scans_are_seen);
	g_test_add_func("/store/statements/what leaves its office is seen", others_offices_are_seen);
	return g_test_run();
}
