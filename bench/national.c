/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The national matrix: 300 figures of 34 offices in a year and in the year before. bench-national
 * records FOLDER ENTRIES: the records, as FOLDER/rNN.csv for the tables that a plain design has.
 * bench-national make FOLDER ENTRIES URL: a store with what these records post, written to its
 * tables as posting leaves them. bench-national ask FOLDER URL COUNT: the matrix so many times, and
 * FOLDER/answers with what the figures are. The same ENTRIES are always the same records.
 */
#include "world.h"
#include "ledger/ledger_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OFFICES = 34, FIRST_YEAR = 2006, LAST_YEAR = 2025, LINES = OFFICES * WORLD_FIGURES };
enum outcome { DONE, CANCELLED, PLANNED };

/* A tenth are still open; of those that are done all has happened. */
struct matter {
	gint64 reg, number;
	enum outcome state;
	gboolean big;
	day_t registered, held, closed; /* closed: 0 = open */
	gint32 amount, cost;
};

struct making {
	gint64 each; /* entries of an office */
	GRand *random;
	day_t first, last;
	FILE *files[WORLD_REGISTERS]; /* records */
	struct db *db;                /* make */
	struct bulk *entries;
	gint32 *sums; /* line by day */
	GArray *years;                /* struct delta: of the office whose balances are put */
	gint64 posted, number;
};

/* The last two figures of a register are stocks. */
static gint64 series_of(gint64 line)
{
	gint64 figure = line % WORLD_FIGURES;
	return SERIES(line / WORLD_FIGURES + 1, 2 * figure + 2 + (figure % WORLD_EACH + 2 >= WORLD_EACH ? 1 : 0));
}

static void fail_at(const char *path)
{
	fprintf(stderr, "bench: %s cannot be written\n", path);
	exit(1);
}

static struct matter matter_new(const struct making *making, gint64 number)
{
	GRand *random = making->random;
	struct matter matter = {.reg = g_rand_int_range(random, 0, WORLD_REGISTERS), .number = number};
	gint32 state = g_rand_int_range(random, 0, 12);
	matter.state = state < 8 ? DONE : state < 10 ? CANCELLED : PLANNED;
	matter.big = g_rand_boolean(random);
	matter.registered = g_rand_int_range(random, making->first, making->last + 1);
	matter.held = MIN(matter.registered + g_rand_int_range(random, 0, 60), making->last);
	matter.amount = g_rand_int_range(random, 1, 100);
	matter.cost = g_rand_int_range(random, 1, 1000);
	day_t closed = matter.held + g_rand_int_range(random, 0, 180);
	gboolean open = g_rand_int_range(random, 0, 10) == 0;
	matter.closed = open || closed > making->last ? 0 : closed;
	return matter;
}

static void post(struct making *making, gint64 office, const struct matter *matter, int figure,
	day_t day, gint32 delta)
{
	GError *error = NULL;
	gint64 key = KEY(office + 1, matter->number), index = matter->reg * WORLD_EACH + figure;
	gint64 cell = CELL(series_of(office * WORLD_FIGURES + index), GRAIN_DAY, day);
	gint64 values[] = {office + 1, key, ++making->number, cell, delta, key};
	struct db_cell cells[G_N_ELEMENTS(values)];
	making->posted++;
	if (!making->entries)
		return;
	for (guint i = 0; i < G_N_ELEMENTS(values); i++)
		cells[i] = (struct db_cell){.type = DB_INTEGER, .number = values[i]};
	bulk_put(making->entries, cells, &error);
	world_check(error);
	gint64 line = office * WORLD_FIGURES + index;
	making->sums[line * (making->last - making->first + 1) + day - making->first] += delta;
}

/* What the figures of bench_national.py are, in the order of its columns. */
static void post_matter(struct making *making, gint64 office, const struct matter *matter)
{
	making->number = 0;
	if (matter->state == DONE) {
		post(making, office, matter, 0, matter->held, 1);
		post(making, office, matter, 1, matter->held, matter->amount);
		post(making, office, matter, 2, matter->held, matter->cost);
	}
	if (matter->state == DONE && matter->big) {
		post(making, office, matter, 3, matter->held, 1);
		post(making, office, matter, 4, matter->held, matter->amount);
	}
	if (matter->state == CANCELLED)
		post(making, office, matter, 5, matter->held, 1);
	post(making, office, matter, 6, matter->registered, 1);
	post(making, office, matter, 8, matter->registered, 1);
	post(making, office, matter, 9, matter->registered, matter->amount);
	if (!matter->closed)
		return;
	post(making, office, matter, 7, matter->closed, 1);
	post(making, office, matter, 8, matter->closed, -1);
	post(making, office, matter, 9, matter->closed, -matter->amount);
}

static void write_matter(const struct making *making, gint64 office, const struct matter *matter)
{
	static const char *const states[] = {"done", "cancelled", "planned"};
	g_autofree char *registered = day_iso(matter->registered), *held = day_iso(matter->held);
	g_autofree char *closed = matter->closed ? day_iso(matter->closed) : g_strdup("");
	fprintf(making->files[matter->reg],
		"%d,%d,Đoàn công tác số %d của thành phố kết nghĩa về hợp tác giáo dục,%s,%s,%s,%s,%s,%d,%d\n",
		(int)office + 1, (int)matter->number, (int)matter->number, states[matter->state],
		matter->big ? "big" : "small", registered, held, closed, matter->amount,
		matter->cost);
}

/* By office, as the tables lie in order of key. */
static void each_matter(struct making *making)
{
	for (gint64 office = 0; office < OFFICES; office++) {
		making->posted = 0;
		for (gint64 number = 1; making->posted < making->each; number++) {
			struct matter matter = matter_new(making, number);
			post_matter(making, office, &matter);
			if (making->files[0])
				write_matter(making, office, &matter);
		}
	}
}

static struct making making_new(const char *entries)
{
	return (struct making){.each = g_ascii_strtoll(entries, NULL, 10) / OFFICES,
		.random = g_rand_new_with_seed(2025),
		.first = day_make(FIRST_YEAR, 1, 1),
		.last = day_make(LAST_YEAR, 12, 31)};
}

static void write_records(const char *folder, const char *entries)
{
	struct making making = making_new(entries);
	for (int i = 0; i < WORLD_REGISTERS; i++) {
		g_autofree char *path = g_strdup_printf("%s/r%02d.csv", folder, i);
		making.files[i] = fopen(path, "w");
		if (!making.files[i])
			fail_at(path);
	}
	each_matter(&making);
	for (int i = 0; i < WORLD_REGISTERS; i++)
		if (fclose(making.files[i]) != 0)
			fail_at(folder);
	g_rand_free(making.random);
}

static const struct sql made_series = {"bench series",
	"INSERT INTO series(office, id, figure, role, dims) VALUES (?1, ?2, ?3, 0, '')"};

static void add_series(struct app *app)
{
	GError *error = NULL;
	for (gint64 line = 0; line < LINES; line++) {
		gint64 office = line / WORLD_FIGURES + 1, figure = line % WORLD_FIGURES;
		g_autofree char *code = g_strdup_printf("b%02d", (int)office);
		if (figure == 0)
			g_assert_cmpint(store_office_add(app->store, code, &error), ==, office);
		struct statement *statement = db_statement(store_db(app->store), &made_series, &error);
		world_check(error);
		bind_int(statement, 1, office);
		bind_int(statement, 2, series_of(line));
		bind_text(statement, 3, world_figure(app, (guint)figure)->id);
		statement_run(statement, &error);
		world_check(error);
	}
}

static struct bulk *bulk_of(struct db *db, const char *table, const char *columns)
{
	GError *error = NULL;
	struct bulk *bulk = bulk_begin(db, table, columns, &error);
	world_check(error);
	return bulk;
}

static void put_balance(struct bulk *bulk, gint64 cell, gint64 sum)
{
	GError *error = NULL;
	const struct db_cell cells[] = {int_cell(CELL_OFFICE(cell)), int_cell(cell), int_cell(sum)};
	bulk_put(bulk, cells, &error);
	world_check(error);
}

/* Those of years lie behind the others of their office. */
static void put_years(struct making *making, struct bulk *bulk)
{
	g_array_sort(making->years, delta_by_cell);
	for (guint i = 0; i < making->years->len; i++) {
		const struct delta *year = &g_array_index(making->years, struct delta, i);
		put_balance(bulk, year->cell, year->amount);
	}
	g_array_set_size(making->years, 0);
}

/* Day, month or year of each day. */
static gint32 *indexes_of(const struct making *making, enum grain grain)
{
	gint32 *indexes = g_new(gint32, making->last - making->first + 1);
	for (day_t day = making->first; day <= making->last; day++) {
		int year, month, dom;
		day_split(day, &year, &month, &dom);
		indexes[day - making->first] = grain == GRAIN_DAY     ? day
					       : grain == GRAIN_MONTH ? year * 12 + month - 1
								      : year;
	}
	return indexes;
}

/* One for each cell that was posted to; where all has been taken back, none is missed. */
static void put_balances(const struct making *making, struct bulk *bulk, gint64 line,
	enum grain grain, const gint32 *indexes)
{
	gint64 days = making->last - making->first + 1, sum = 0;
	for (gint64 i = 0; i < days; i++) {
		sum += making->sums[line * days + i];
		if (i + 1 < days && indexes[i + 1] == indexes[i])
			continue;
		const struct delta delta = {cell_of(series_of(line), grain, indexes[i]), sum};
		if (sum && grain == GRAIN_YEAR)
			g_array_append_val(making->years, delta);
		else if (sum)
			put_balance(bulk, delta.cell, sum);
		sum = 0;
	}
}

static void make_rows(struct making *making)
{
	GError *error = NULL;
	making->entries = bulk_of(making->db, "entry", "office, record, number, cell, delta, history");
	each_matter(making);
	bulk_end(making->entries, &error);
	world_check(error);
	struct bulk *bulk = bulk_of(making->db, "balance", "office, cell, sum");
	gint32 *indexes[3];
	for (guint grain = GRAIN_DAY; grain <= GRAIN_YEAR; grain++)
		indexes[grain] = indexes_of(making, grain);
	making->years = g_array_new(FALSE, FALSE, sizeof(struct delta));
	for (gint64 line = 0; line < LINES; line++) {
		for (guint grain = GRAIN_DAY; grain <= GRAIN_YEAR; grain++)
			put_balances(making, bulk, line, grain, indexes[grain]);
		if ((line + 1) % WORLD_FIGURES == 0)
			put_years(making, bulk);
	}
	g_array_unref(making->years);
	for (guint grain = GRAIN_DAY; grain <= GRAIN_YEAR; grain++)
		g_free(indexes[grain]);
	bulk_end(bulk, &error);
	world_check(error);
}

static void make(const char *folder, const char *entries, const char *url)
{
	GError *error = NULL;
	struct making making = making_new(entries);
	world_define(folder, 2);
	struct app *app = world_open_at(folder, url, DB_CREATE);
	making.db = store_db(app->store);
	making.sums = g_new0(gint32, (gsize)LINES * (gsize)(making.last - making.first + 1));
	db_execute(making.db, "DROP INDEX entry_cell", &error);
	world_check(error);
	store_begin(app->store, &error);
	world_check(error);
	add_series(app);
	make_rows(&making);
	g_autofree char *index = db_spell(making.db, "CREATE INDEX entry_cell ON entry({K}cell)");
	db_execute(making.db, index, &error);
	world_check(error);
	store_commit(app->store, &error);
	world_check(error);
	g_free(making.sums);
	g_rand_free(making.random);
	app_close(app);
}

/* The queries of a year, then of the year before, by office and figure. */
static struct figure_query **queries_new(const struct app *app)
{
	struct figure_query **queries = g_new(struct figure_query *, 2 * LINES);
	for (gint64 i = 0; i < 2 * LINES; i++) {
		gint64 office = i % LINES / WORLD_FIGURES + 1;
		int year = LAST_YEAR - (int)(i / LINES);
		queries[i] = figure_query_new(world_figure(app, (guint)(i % WORLD_FIGURES)));
		g_array_append_val(queries[i]->offices, office);
		queries[i]->span = (struct span){day_make(year, 1, 1), day_make(year, 12, 31)};
	}
	return queries;
}

static void write_answers(const char *folder, const struct number *answers)
{
	g_autofree char *path = g_build_filename(folder, "answers", NULL);
	FILE *file = fopen(path, "w");
	if (!file)
		fail_at(path);
	for (gint64 i = 0; i < 2 * LINES; i++)
		fprintf(file, "%" G_GINT64_FORMAT "\n", answers[i].value);
	if (fclose(file) != 0)
		fail_at(path);
}

static void ask(const char *folder, const char *url, guint count)
{
	GError *error = NULL;
	struct app *app = world_open_at(folder, url, DB_READ);
	struct figure_query **queries = queries_new(app);
	g_autofree struct number *answers = g_new(struct number, 2 * LINES);
	for (guint round = 0; round < count; round++) {
		gint64 begin = world_now();
		figure_numbers(app->ledger, queries, 2 * LINES, answers, &error);
		world_check(error);
		world_report("matrix", world_now() - begin);
	}
	write_answers(folder, answers);
	for (guint i = 0; i < 2 * LINES; i++)
		figure_query_free(queries[i]);
	g_free(queries);
	app_close(app);
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "records") == 0) {
		write_records(argv[2], argv[3]);
	} else if (argc == 5 && strcmp(argv[1], "make") == 0) {
		make(argv[2], argv[3], argv[4]);
	} else if (argc == 5 && strcmp(argv[1], "ask") == 0) {
		ask(argv[2], argv[3], (guint)atoi(argv[4]));
	} else {
		fprintf(stderr, "usage: bench-national records|make|ask FOLDER …\n");
		return 2;
	}
	return 0;
}
