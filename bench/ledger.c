/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench-ledger make FOLDER ENTRIES: a ledger of so many entries, written to its tables as posting
 * leaves them, and beside it what its entries add up to. bench-ledger figure FOLDER COUNT: figures
 * of one series, each at another place. bench-ledger matrix FOLDER COUNT: all figures of all
 * offices. Both ask as commands and reports do; each answer is checked, outside the time.
 */
#include "world.h"
#include "ledger/ledger_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_YEAR = 2011, LAST_YEAR = 2025, LINES = WORLD_OFFICES * WORLD_FIGURES };
enum { ASKED_YEAR = 2020, ASKED_DAYS = 500 }; /* the days that spans lie in, whose sums are kept */

/* The series of a line: 0 … LINES - 1, by office, then by figure. */
static gint64 series_of(gint64 line)
{
	return SERIES(line / WORLD_FIGURES + 1, 2 * (line % WORLD_FIGURES) + 2);
}

static const struct sql made_series = {"bench series",
	"INSERT INTO series(office, id, figure, role, dims) VALUES (?1, ?2, ?3, 0, '')"};
static const struct sql made_entry = {"bench entry",
	"INSERT INTO entry(office, record, number, cell, delta, history)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6)"};
static const struct sql made_balance = {
	"bench balance", "INSERT INTO balance(office, cell, sum) VALUES (?1, ?2, ?3)"};

struct making {
	struct app *app;
	GRand *random;
	day_t first, days;
	gint32 *sums; /* line by day */
};

static void run(struct statement *statement, const gint64 *values, int count)
{
	GError *error = NULL;
	for (int i = 0; i < count; i++)
		bind_int(statement, i + 1, values[i]);
	statement_run(statement, &error);
	world_check(error);
}

static struct statement *prepared(const struct making *making, const struct sql *sql)
{
	GError *error = NULL;
	struct statement *statement = db_statement(store_db(making->app->store), sql, &error);
	world_check(error);
	return statement;
}

static void execute(const struct making *making, const char *text)
{
	GError *error = NULL;
	db_execute(store_db(making->app->store), text, &error);
	world_check(error);
}

static void add_series(const struct making *making)
{
	GError *error = NULL;
	for (guint office = 0; office < WORLD_OFFICES; office++) {
		g_autofree char *code = g_strdup_printf("b%02u", office);
		gint64 number = store_office_add(making->app->store, code, &error);
		world_check(error);
		for (guint f = 0; f < WORLD_FIGURES; f++) {
			struct statement *statement = prepared(making, &made_series);
			bind_int(statement, 1, number);
			bind_int(statement, 2, series_of((gint64)office * WORLD_FIGURES + f));
			bind_text(statement, 3, world_figure(making->app, f)->id);
			statement_run(statement, &error);
			world_check(error);
		}
	}
}

/* Ten entries: one day, the ten figures of one register, amounts from 1 to 9. */
static void add_record(const struct making *making, gint64 index)
{
	gint64 office = index % WORLD_OFFICES;
	gint64 reg = g_rand_int_range(making->random, 0, WORLD_REGISTERS);
	day_t day = g_rand_int_range(making->random, 0, making->days);
	gint64 key = KEY(office + 1, index / WORLD_OFFICES + 1);
	for (gint64 i = 0; i < WORLD_EACH; i++) {
		gint64 line = office * WORLD_FIGURES + reg * WORLD_EACH + i;
		gint32 delta = g_rand_int_range(making->random, 1, 10);
		making->sums[line * making->days + day] += delta;
		gint64 cell = CELL(series_of(line), GRAIN_DAY, making->first + day);
		run(prepared(making, &made_entry),
			(gint64[]){office + 1, key, i + 1, cell, delta, key}, 6);
	}
}

static void add_balance(const struct making *making, gint64 line, enum grain grain, gint64 index,
	gint64 sum)
{
	if (sum)
		run(prepared(making, &made_balance),
			(gint64[]){line / WORLD_FIGURES + 1, cell_of(series_of(line), grain, index), sum}, 3);
}

/* The balances of a line at one grain. */
static void add_balances(const struct making *making, gint64 line, enum grain grain)
{
	gint64 at = -1, sum = 0;
	for (day_t day = 0; day < making->days; day++) {
		int year, month, dom;
		day_split(making->first + day, &year, &month, &dom);
		gint64 index = grain == GRAIN_DAY     ? making->first + day
			       : grain == GRAIN_MONTH ? year * 12 + month - 1
						      : year;
		if (index != at) {
			add_balance(making, line, grain, at, sum);
			sum = 0;
			at = index;
		}
		sum += making->sums[line * making->days + day];
	}
	add_balance(making, line, grain, at, sum);
}

/* What the entries of each line add up to on each of the days that are asked about. */
static void keep_sums(const struct making *making, const char *folder)
{
	GError *error = NULL;
	g_autofree char *path = g_build_filename(folder, "sums", NULL);
	g_autoptr(GByteArray) kept = g_byte_array_new();
	day_t begin = day_make(ASKED_YEAR, 1, 1) - making->first;
	for (gint64 line = 0; line < LINES; line++)
		g_byte_array_append(kept,
			(const guint8 *)&making->sums[line * making->days + begin],
			ASKED_DAYS * sizeof(gint32));
	g_file_set_contents(path, (const char *)kept->data, kept->len, &error);
	world_check(error);
}

static void make(const char *folder, gint64 entries)
{
	GError *error = NULL;
	world_define(folder, 0);
	struct making making = {.app = world_open(folder, DB_CREATE),
		.random = g_rand_new_with_seed(2020),
		.first = day_make(FIRST_YEAR, 1, 1)};
	making.days = day_make(LAST_YEAR, 12, 31) - making.first + 1;
	making.sums = g_new0(gint32, (gsize)LINES * (gsize)making.days);
	execute(&making, "PRAGMA synchronous=OFF");
	execute(&making, "DROP INDEX entry_cell");
	store_begin(making.app->store, &error);
	world_check(error);
	add_series(&making);
	/* In order of key, as the table lies. */
	for (gint64 office = 0; office < WORLD_OFFICES; office++)
		for (gint64 i = office; i < entries / WORLD_EACH; i += WORLD_OFFICES)
			add_record(&making, i);
	for (gint64 line = 0; line < LINES; line++)
		for (guint grain = GRAIN_DAY; grain <= GRAIN_YEAR; grain++)
			add_balances(&making, line, grain);
	keep_sums(&making, folder);
	execute(&making, "CREATE INDEX entry_cell ON entry(cell)");
	store_commit(making.app->store, &error);
	world_check(error);
	execute(&making, "PRAGMA wal_checkpoint(TRUNCATE)");
	g_free(making.sums);
	g_rand_free(making.random);
	app_close(making.app);
}

/* The kept sums: ASKED_DAYS of each line. */
static gint32 *read_sums(const char *folder)
{
	GError *error = NULL;
	g_autofree char *path = g_build_filename(folder, "sums", NULL);
	char *sums;
	g_file_get_contents(path, &sums, NULL, &error);
	world_check(error);
	return (gint32 *)(void *)sums;
}

static struct figure_query *query_of(const struct app *app, gint64 line)
{
	struct figure_query *query = figure_query_new(world_figure(app, (guint)(line % WORLD_FIGURES)));
	gint64 office = line / WORLD_FIGURES + 1;
	g_array_append_val(query->offices, office);
	query->span = (struct span){day_make(ASKED_YEAR, 1, 1), day_make(ASKED_YEAR, 3, 12)};
	return query;
}

static gint64 ask(struct app *app, const struct figure_query *query)
{
	GError *error = NULL;
	struct number number;
	figure_number(app->ledger, query, &number, &error);
	world_check(error);
	return number.value;
}

static void check(const gint32 *sums, gint64 line, const struct figure_query *query, gint64 answer)
{
	gint64 sum = 0;
	day_t first = day_make(ASKED_YEAR, 1, 1);
	for (day_t day = query->span.from; day <= query->span.to; day++)
		sum += sums[line * ASKED_DAYS + day - first];
	if (sum == answer)
		return;
	fprintf(stderr, "bench: line %" G_GINT64_FORMAT ": %" G_GINT64_FORMAT
		" was answered, %" G_GINT64_FORMAT " was posted\n", line, answer, sum);
	exit(1);
}

static void figure(const char *folder, guint count)
{
	struct app *app = world_open(folder, DB_READ);
	g_autoptr(GRand) random = g_rand_new_with_seed(1);
	g_autofree gint32 *sums = read_sums(folder);
	for (guint i = 0; i < count; i++) {
		gint64 line = g_rand_int_range(random, 0, LINES);
		g_autoptr(figure_query_t) query = query_of(app, line);
		query->span.from += g_rand_int_range(random, 0, 60);
		query->span.to += g_rand_int_range(random, 0, ASKED_DAYS - 80);
		gint64 begin = world_now();
		gint64 answer = ask(app, query);
		world_report("figure", world_now() - begin);
		check(sums, line, query, answer);
	}
	app_close(app);
}

static void matrix(const char *folder, guint count)
{
	struct app *app = world_open(folder, DB_READ);
	g_autofree gint32 *sums = read_sums(folder);
	g_autofree gint64 *answers = g_new(gint64, LINES);
	struct figure_query **queries = g_new(struct figure_query *, LINES);
	for (gint64 line = 0; line < LINES; line++)
		queries[line] = query_of(app, line);
	for (guint round = 0; round < count; round++) {
		gboolean own;
		gint64 begin = world_now();
		store_look(app->store, &own, NULL); /* all of one moment */
		for (guint i = 0; i < LINES; i++)
			answers[i] = ask(app, queries[i]);
		store_look_away(app->store, own);
		world_report("matrix", world_now() - begin);
		for (gint64 line = 0; line < LINES; line++)
			check(sums, line, queries[line], answers[line]);
	}
	for (guint i = 0; i < LINES; i++)
		figure_query_free(queries[i]);
	g_free(queries);
	app_close(app);
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "make") == 0)
		make(argv[2], g_ascii_strtoll(argv[3], NULL, 10));
	else if (argc == 4 && strcmp(argv[1], "figure") == 0)
		figure(argv[2], (guint)atoi(argv[3]));
	else if (argc == 4 && strcmp(argv[1], "matrix") == 0)
		matrix(argv[2], (guint)atoi(argv[3]));
	else {
		fprintf(stderr, "usage: bench-ledger make|figure|matrix FOLDER COUNT\n");
		return 2;
	}
	return 0;
}
