/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench-records make FOLDER COUNT: FOLDER/records.json, so many valid records of the register
 * `inbound` as `ngoaivu put` reads them. bench-records write FOLDER COUNT: records that post ten
 * entries each, every one written durably by itself, in turn with a bare row in a database of its
 * own, with the time of each; then ten times as many records in one transaction, with their mean.
 */
#include "world.h"
#include "app/gen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static gint64 add_office(struct app *app)
{
	GError *error = NULL;
	json_t *office = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "code", "bench", "name", "Sở",
		"superior", "UBND", "issuer", "SỞ", "place", "X", "symbol_suffix", "SNgV");
	gint64 number = app_office_new(app, office, &error);
	json_decref(office);
	world_check(error);
	return number;
}

static const struct reg *register_of(const struct app *app, const char *id)
{
	GError *error = NULL;
	const struct reg *reg = model_need_register(app->model, id, &error);
	world_check(error);
	return reg;
}

static void make(const char *folder, guint count)
{
	GError *error = NULL;
	world_define(folder, 0);
	struct app *app = world_open(folder, DB_CREATE);
	struct span span = {day_make(2016, 1, 1), day_make(2020, 12, 31)};
	g_autoptr(gen_t) gen = gen_new(app, add_office(app), 1, span);
	const struct reg *reg = register_of(app, "inbound");
	json_t *list = json_array();
	store_begin(app->store, &error);
	for (guint i = 0; i < count && !error; i++) {
		g_autoptr(record_t) record = gen_record(gen, reg, &error);
		world_check(error);
		json_t *object = app_record_json(app, record, TRUE);
		json_object_del(object, "id");
		json_object_del(object, "version");
		json_array_append_new(list, object);
	}
	store_rollback(app->store);
	g_autofree char *path = g_build_filename(folder, "records.json", NULL);
	if (json_dump_file(list, path, JSON_INDENT(0)) != 0) {
		fprintf(stderr, "bench: %s cannot be written\n", path);
		exit(1);
	}
	json_decref(list);
	app_close(app);
}

static json_t *visit(GRand *random, guint index)
{
	static const char *const countries[] = {"JP", "KR", "LA", "FR", "US", "CN", "TH", "DE"};
	g_autofree char *name = g_strdup_printf("Đoàn công tác số %u của thành phố kết nghĩa", index);
	g_autofree char *day =
		day_iso(day_make(2020, 1, 1) + g_rand_int_range(random, 0, 366));
	json_t *record = json_pack("{s:s, s:s, s:[s], s:s, s:s}", "name", name, "host",
		g_rand_boolean(random) ? "leaders" : "agency", "country",
		countries[g_rand_int_range(random, 0, G_N_ELEMENTS(countries))], "programme",
		"Trao đổi về hợp tác giáo dục, nông nghiệp, y tế và giao lưu nhân dân", "on", day);
	for (guint i = 0; i < WORLD_EACH; i++) {
		char field[4];
		g_snprintf(field, sizeof field, "n%u", i);
		json_object_set_new(record, field, json_integer(g_rand_int_range(random, 1, 60)));
	}
	return record;
}

static void put(struct app *app, gint64 office, GRand *random, guint index)
{
	GError *error = NULL;
	json_t *object = visit(random, index);
	record_free(app_put(app, register_of(app, "visit"), office, object, NULL, NULL, &error));
	json_decref(object);
	world_check(error);
}

static const struct sql bare_add = {"bare row", "INSERT INTO bare(id, text) VALUES (?1, ?2)"};

static struct db *bare_open(const char *folder)
{
	GError *error = NULL;
	g_autofree char *path = g_build_filename(folder, "bare.db", NULL);
	struct db *db = db_open(path, DB_CREATE, &error);
	world_check(error);
	db_execute(db, "CREATE TABLE bare(id INTEGER PRIMARY KEY, text TEXT)", &error);
	world_check(error);
	return db;
}

/* What the disk and the engine ask for any durable row. */
static void bare_put(struct db *db, guint index)
{
	GError *error = NULL;
	struct statement *statement = db_statement(db, &bare_add, &error);
	world_check(error);
	bind_int(statement, 1, index + 1);
	bind_text(statement, 2, "Trao đổi về hợp tác giáo dục, nông nghiệp, y tế");
	statement_run(statement, &error);
	world_check(error);
}

static void write_durably(struct app *app, gint64 office, GRand *random, const char *folder,
	guint count)
{
	g_autoptr(db_t) bare = bare_open(folder);
	for (guint i = 0; i < count; i++) {
		gint64 begin = world_now();
		put(app, office, random, i);
		gint64 middle = world_now();
		bare_put(bare, i);
		world_report("durable", middle - begin);
		world_report("bare", world_now() - middle);
	}
}

static void write_records(const char *folder, guint count)
{
	GError *error = NULL;
	world_define(folder, 0);
	struct app *app = world_open(folder, DB_CREATE);
	gint64 office = add_office(app);
	g_autoptr(GRand) random = g_rand_new_with_seed(1);
	write_durably(app, office, random, folder, count);
	gint64 begin = world_used();
	store_begin(app->store, &error);
	for (guint i = 0; i < 10 * count; i++)
		put(app, office, random, count + i);
	store_commit(app->store, &error);
	world_check(error);
	world_report("bulk", (world_used() - begin) / (10 * count));
	app_close(app);
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "make") == 0)
		make(argv[2], (guint)atoi(argv[3]));
	else if (argc == 4 && strcmp(argv[1], "write") == 0)
		write_records(argv[2], (guint)atoi(argv[3]));
	else {
		fprintf(stderr, "usage: bench-records make|write FOLDER COUNT\n");
		return 2;
	}
	return 0;
}
