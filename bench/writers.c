/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Durable single writes by several at once. bench-writers ours FOLDER URL COUNT WRITERS: COUNT records of ten entries
 * in all, each writer entering the next when his last is kept, by the way that `serve` takes: one thread writes for
 * all, and answers when what it took together is durable. bench-writers plain FOLDER URL COUNT WRITERS: the plain
 * tables instead, a connection each: the record's row and a row of what was changed, in one transaction. Prints the time
 * of each write, and of all.
 */
#include "world.h"
#include "web/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char plain_tables[] =
	"CREATE TABLE visit(id BIGINT PRIMARY KEY, name TEXT, host TEXT, country TEXT, programme TEXT, day BIGINT,"
	" n0 BIGINT, n1 BIGINT, n2 BIGINT, n3 BIGINT, n4 BIGINT, n5 BIGINT, n6 BIGINT, n7 BIGINT, n8 BIGINT, n9 BIGINT);"
	" CREATE INDEX visit_day ON visit(day, host);"
	" CREATE TABLE change(id BIGINT PRIMARY KEY, visit BIGINT, at BIGINT, who TEXT, body TEXT)";
static const struct sql plain_visit = {"plain visit",
	"INSERT INTO visit VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?7, ?7, ?7, ?7, ?7, ?7, ?7, ?7)"};
static const struct sql plain_change = {"plain change",
	"INSERT INTO change VALUES (?1, ?1, ?2, ?3, ?4)"};

struct crowd {
	struct app *app;
	struct writer *writer;
	const struct reg *reg;
	const char *url;
	gint64 office;
	guint each;
	gint next; /* number of the next writer, then of rows */
};

struct one {
	struct crowd *crowd;
	GThread *thread;
	gint64 *times;
};

static json_t *visit(guint index)
{
	json_t *record = json_pack("{s:s, s:s, s:[s], s:s, s:s}", "name",
		"Đoàn công tác của thành phố kết nghĩa", "host", index % 2 ? "leaders" : "agency",
		"country", "JP", "programme",
		"Trao đổi về hợp tác giáo dục, nông nghiệp, y tế và giao lưu nhân dân", "on",
		"2020-02-03");
	for (guint i = 0; i < WORLD_EACH; i++) {
		char field[4];
		g_snprintf(field, sizeof field, "n%u", i);
		json_object_set_new(record, field, json_integer(1 + index % 60));
	}
	return record;
}

static gboolean enter(struct app *app, void *data, GError **error)
{
	const struct crowd *crowd = data;
	json_t *object = visit((guint)world_now());
	struct record *record = app_put(app, crowd->reg, crowd->office, object, NULL, NULL, error);
	json_decref(object);
	gboolean done = record != NULL;
	record_free(record);
	return done;
}

static gpointer write_ours(gpointer data)
{
	struct one *one = data;
	for (guint i = 0; i < one->crowd->each; i++) {
		GError *error = NULL;
		gint64 begin = world_now();
		writer_do(one->crowd->writer, enter, one->crowd, &error);
		world_check(error);
		one->times[i] = world_now() - begin;
	}
	return NULL;
}

static void add_plain(struct crowd *crowd, struct db *db)
{
	GError *error = NULL;
	gint64 id = g_atomic_int_add(&crowd->next, 1);
	static const char text[] = "Trao đổi về hợp tác giáo dục, nông nghiệp, y tế và giao lưu nhân dân";
	db_begin(db, &error);
	world_check(error);
	struct statement *statement = db_statement(db, &plain_visit, &error);
	world_check(error);
	bind_int(statement, 1, id);
	bind_text(statement, 2, "Đoàn công tác của thành phố kết nghĩa");
	bind_text(statement, 3, "leaders");
	bind_text(statement, 4, "JP");
	bind_text(statement, 5, text);
	bind_int(statement, 6, 1000 + id % 365);
	bind_int(statement, 7, 1 + id % 60);
	statement_run(statement, &error);
	world_check(error);
	statement = db_statement(db, &plain_change, &error);
	world_check(error);
	bind_int(statement, 1, id);
	bind_int(statement, 2, g_get_real_time());
	bind_text(statement, 3, "bench");
	bind_text(statement, 4, text);
	statement_run(statement, &error);
	world_check(error);
	db_commit(db, &error);
	world_check(error);
}

static gpointer write_plain(gpointer data)
{
	struct one *one = data;
	GError *error = NULL;
	g_autoptr(db_t) db = db_open(one->crowd->url, DB_WRITE, &error);
	world_check(error);
	for (guint i = 0; i < one->crowd->each; i++) {
		gint64 begin = world_now();
		add_plain(one->crowd, db);
		one->times[i] = world_now() - begin;
	}
	return NULL;
}

static void write_all(struct crowd *crowd, GThreadFunc act, guint count, guint writers)
{
	g_autofree struct one *ones = g_new0(struct one, writers);
	gint64 begin = world_now();
	crowd->each = count / writers;
	for (guint i = 0; i < writers; i++) {
		ones[i] = (struct one){.crowd = crowd, .times = g_new0(gint64, crowd->each)};
		ones[i].thread = g_thread_new("writer", act, &ones[i]);
	}
	for (guint i = 0; i < writers; i++)
		g_thread_join(ones[i].thread);
	world_report("all", (world_now() - begin) * count / (crowd->each * writers));
	for (guint i = 0; i < writers; i++) {
		for (guint j = 0; j < crowd->each; j++)
			world_report("write", ones[i].times[j]);
		g_free(ones[i].times);
	}
}

static void ours(const char *folder, const char *url, guint count, guint writers)
{
	GError *error = NULL;
	world_define(folder, 0);
	struct crowd crowd = {.app = world_open_at(folder, url, DB_CREATE)};
	json_t *office = json_pack("{s:s, s:s, s:s, s:s, s:s}", "code", "bench", "name", "Sở",
		"superior", "UBND", "issuer", "SỞ", "place", "X");
	crowd.office = app_office_new(crowd.app, office, &error);
	json_decref(office);
	world_check(error);
	crowd.reg = model_need_register(crowd.app->model, "visit", &error);
	world_check(error);
	crowd.writer = writer_start(crowd.app);
	write_all(&crowd, write_ours, count, writers);
	writer_stop(crowd.writer);
	app_close(crowd.app);
}

static void plain(const char *url, guint count, guint writers)
{
	GError *error = NULL;
	struct crowd crowd = {.url = url};
	g_autoptr(db_t) db = db_open(url, DB_CREATE, &error);
	world_check(error);
	db_execute(db, plain_tables, &error);
	world_check(error);
	write_all(&crowd, write_plain, count, writers);
}

int main(int argc, char **argv)
{
	guint count = argc == 6 ? (guint)atoi(argv[4]) : 0, writers = argc == 6 ? (guint)atoi(argv[5]) : 0;
	if (writers && count >= writers && strcmp(argv[1], "ours") == 0)
		ours(argv[2], argv[3], count, writers);
	else if (writers && count >= writers && strcmp(argv[1], "plain") == 0)
		plain(argv[3], count, writers);
	else {
		fprintf(stderr, "usage: bench-writers ours|plain FOLDER URL COUNT WRITERS\n");
		return 2;
	}
	return 0;
}
