/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Properties over random histories: whatever was entered, corrected, moved, cancelled, deleted or entered late, every
 * figure equals what the records say, now and as known at every past moment. NGOAIVU_SEED chooses another history.
 */
#include "naive.h"
#include "app/gen.h"
#include "../check.h"

#include "../stores.h"

#include <glib/gstdio.h>
#include <stdlib.h>

struct world {
	char *folder, *url;
	struct app *app;
	gint64 office;
	struct gen *gen;
	GPtrArray *order;
	GArray *positions; /* gint64: some past ends of the history */
};

static guint32 seed(void)
{
	const char *text = g_getenv("NGOAIVU_SEED");
	return text ? (guint32)strtoul(text, NULL, 10) : 20200312;
}

static void open_app(struct world *world, const char *const *definitions)
{
	GError *error = NULL;
	struct app_options options = { .url = world->url, .who = "test", .definitions = definitions };
	world->app = app_open(&options, DB_CREATE, &error);
	g_assert_no_error(error);
}

static gint64 new_office(struct world *world, const char *code)
{
	GError *error = NULL;
	json_t *record = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "code", code, "name", "Sở", "superior", "UBND", "issuer", "SỞ", "place", "X", "symbol_suffix", "SNgV");
	gint64 office = app_office_new(world->app, record, &error);
	json_decref(record);
	g_assert_no_error(error);
	return office;
}

static void world_begin(struct world *world)
{
	world->folder = g_dir_make_tmp("ngoaivu-test-XXXXXX", NULL);
	world->url = new_store_url(world->folder);
	open_app(world, NULL);
	world->office = new_office(world, "aa");
	world->gen = gen_new(world->app, world->office, seed(), (struct span){ day_make(2019, 1, 1), day_make(2020, 12, 31) });
	world->order = gen_order(world->app->model);
	world->positions = g_array_new(FALSE, FALSE, sizeof(gint64));
}

static void world_end(struct world *world)
{
	g_array_unref(world->positions);
	g_ptr_array_unref(world->order);
	gen_free(world->gen);
	app_close(world->app);
	remove_store(world->url);
	g_rmdir(world->folder);
	g_free(world->folder);
	g_free(world->url);
}

static gint32 below(struct world *world, guint most)
{
	return g_rand_int_range(world->gen->random, 0, (gint32)MAX(most, 1));
}

/* Changes some fields of a record, or deletes or restores it; what the rules refuse changes nothing. */
static void change_one(struct world *world, const struct reg *reg)
{
	const GArray *pool = world->gen->pools->pdata[reg->index];
	if (!pool->len)
		return;
	gint64 id = g_array_index(pool, gint64, below(world, pool->len));
	GError *error = NULL;
	g_autoptr(record_t) record = store_read(world->app->store, reg, world->office, id, &error);
	g_assert_no_error(error);
	if (below(world, 8) == 0 || record->deleted) {
		app_delete(world->app, reg, world->office, id, record->version, record->deleted, "thử", &error);
	} else {
		json_t *object = gen_object(world->gen, reg);
		json_object_set_new(object, "id", json_integer(id));
		json_object_set_new(object, "version", json_integer(record->version));
		if (reg->code)
			json_object_del(object, reg->code->id);
		if (below(world, 2))
			json_object_del(object, "state");
		record_free(app_put(world->app, reg, world->office, object, "sửa", NULL, &error));
		json_decref(object);
	}
	if (error)
		g_assert_true(error->code == ERROR_INPUT || error->code == ERROR_REFUSED);
	g_clear_error(&error);
}

static void live(struct world *world, guint acts)
{
	GError *error = NULL;
	for (guint i = 0; i < acts; i++) {
		const struct reg *reg = world->order->pdata[below(world, world->order->len)];
		if (below(world, 2)) {
			record_free(gen_record(world->gen, reg, &error));
			g_assert_no_error(error);
		} else {
			change_one(world, reg);
		}
		if (i % 50 == 49) {
			gint64 position = store_position(world->app->store, world->office, &error);
			g_array_append_val(world->positions, position);
		}
	}
}

static char *some_value_of(struct world *world, const struct dimension *dimension)
{
	if (dimension->field->choices && dimension->field->choices->len)
		return g_strdup(((const struct choice *)dimension->field->choices->pdata[below(world, dimension->field->choices->len)])->id);
	if (dimension->field->type == FIELD_BOOL)
		return g_strdup(below(world, 2) ? "yes" : "no");
	return NULL;
}

/* Any day; or, as edges are where mistakes lie, one at or beside a date of some record. */
static day_t some_day(struct world *world, const struct reg *reg)
{
	day_t any = world->gen->span.from + below(world, 800);
	const GArray *pool = world->gen->pools->pdata[reg->index];
	if (!pool->len || below(world, 4) == 0)
		return any;
	GError *error = NULL;
	g_autoptr(record_t) record = store_read(world->app->store, reg, world->office, g_array_index(pool, gint64, below(world, pool->len)), &error);
	g_assert_no_error(error);
	guint first = (guint)below(world, reg->fields->len);
	for (guint i = 0; i < reg->fields->len; i++) {
		guint index = (first + i) % reg->fields->len;
		const struct field *field = reg->fields->pdata[index];
		if (field->type == FIELD_DATE && !field->many && record->values[index].kind == VALUE_NUMBER)
			return (day_t)record->values[index].number + below(world, 3) - 1;
	}
	return any;
}

static struct figure_query *some_query(struct world *world, const struct figure *figure)
{
	struct figure_query *query = figure_query_new(figure);
	g_array_append_val(query->offices, world->office);
	day_t a = some_day(world, figure->reg), b = below(world, 4) ? some_day(world, figure->reg) : a;
	query->span = (struct span){ MIN(a, b), MAX(a, b) };
	GError *error = NULL;
	if (figure->dimensions->len && below(world, 2)) {
		const struct dimension *dimension = figure->dimensions->pdata[below(world, figure->dimensions->len)];
		g_autofree char *value = some_value_of(world, dimension);
		if (value)
			figure_query_condition(query, world->app->store, dimension->id, value, &error);
	}
	if (figure->from && figure->kind != FIGURE_STOCK && below(world, 3) == 0)
		figure_query_condition(query, world->app->store, "continuing", below(world, 2) ? "yes" : "no", &error);
	if (figure->money && below(world, 3) == 0 && !figure_dimension(figure, "currency"))
		figure_query_condition(query, world->app->store, "currency", "USD", &error);
	g_assert_no_error(error);
	return query;
}

static void check_query(struct world *world, const struct figure_query *query, gint64 position)
{
	GError *error = NULL;
	g_autoptr(figure_query_t) asked = figure_query_copy(query);
	struct number number;
	asked->position = position;
	figure_number(world->app->ledger, asked, &number, &error);
	g_assert_no_error(error);
	struct number wanted = naive_number(world->app->store, query, position);
	if (number.present != wanted.present || (number.present && number.value != wanted.value)) {
		g_autofree char *text = figure_query_text(asked, world->app->store);
		g_error("%s: the ledger says %" G_GINT64_FORMAT ", the records say %" G_GINT64_FORMAT " (seed %u)", text, number.value, wanted.value, seed());
	}
	g_autoptr(GPtrArray) postings = figure_explain(world->app->ledger, asked, &error);
	g_assert_no_error(error);
	gint64 sum = 0;
	for (guint i = 0; i < postings->len; i++)
		sum += ((const struct posting *)postings->pdata[i])->delta;
	g_assert_cmpint(sum, ==, number.present ? number.value : 0);
}

static void check_all(struct world *world, gboolean past)
{
	const GPtrArray *figures = world->app->model->figures;
	for (guint i = 0; i < figures->len; i++) {
		const struct figure *figure = figures->pdata[i];
		if (figure->operands[0] || strcmp(figure->reg->id, "report") == 0)
			continue;
		for (guint n = 0; n < 8; n++) {
			g_autoptr(figure_query_t) query = some_query(world, figure);
			check_query(world, query, past ? g_array_index(world->positions, gint64, below(world, world->positions->len)) : 0);
		}
	}
}

static void check_sound(struct world *world)
{
	GError *error = NULL;
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	ledger_audit(world->app->ledger, lines, NULL, NULL, &error);
	g_assert_no_error(error);
	if (lines->len)
		g_error("audit: %s", (const char *)lines->pdata[0]);
}

static void figures_equal_records(void)
{
	struct world world = { 0 };
	world_begin(&world);
	for (guint round = 0; round < 3; round++) {
		live(&world, 300);
		check_all(&world, FALSE);
	}
	check_sound(&world);
	world_end(&world);
}

/* Linked names and kinds are those of now: figures through links are compared only where nothing linked changed. */
static gboolean is_linked(const struct figure *figure)
{
	for (guint i = 0; i < figure->dimensions->len; i++) {
		const struct dimension *dimension = figure->dimensions->pdata[i];
		if (dimension->link || dimension->field->type == FIELD_LINK)
			return TRUE;
	}
	return figure->distinct && (figure->distinct->link || figure->distinct->field->type == FIELD_LINK);
}

static void figures_equal_records_as_known(void)
{
	struct world world = { 0 };
	world_begin(&world);
	live(&world, 500);
	const GPtrArray *figures = world.app->model->figures;
	for (guint i = 0; i < figures->len; i++) {
		const struct figure *figure = figures->pdata[i];
		if (figure->operands[0] || is_linked(figure))
			continue;
		for (guint n = 0; n < 4; n++) {
			g_autoptr(figure_query_t) query = some_query(&world, figure);
			check_query(&world, query, g_array_index(world.positions, gint64, below(&world, world.positions->len)));
		}
	}
	world_end(&world);
}

static gint64 ask(struct world *world, const struct figure_query *query, gint64 position)
{
	GError *error = NULL;
	g_autoptr(figure_query_t) asked = figure_query_copy(query);
	struct number number;
	asked->position = position;
	figure_number(world->app->ledger, asked, &number, &error);
	g_assert_no_error(error);
	return number.present ? number.value : G_MININT64;
}

/* What was known stays known, whatever happens later. */
static void the_past_does_not_change(void)
{
	struct world world = { 0 };
	world_begin(&world);
	live(&world, 200);
	GError *error = NULL;
	gint64 position = store_position(world.app->store, world.office, &error);
	g_autoptr(GPtrArray) queries = g_ptr_array_new_with_free_func((GDestroyNotify)figure_query_free);
	g_autoptr(GArray) answers = g_array_new(FALSE, FALSE, sizeof(gint64));
	for (guint i = 0; i < world.app->model->figures->len; i++) {
		const struct figure *figure = world.app->model->figures->pdata[i];
		if (figure->operands[0])
			continue;
		struct figure_query *query = some_query(&world, figure);
		gint64 answer = ask(&world, query, 0);
		g_ptr_array_add(queries, query);
		g_array_append_val(answers, answer);
	}
	live(&world, 400);
	for (guint i = 0; i < queries->len; i++)
		g_assert_cmpint(ask(&world, queries->pdata[i], position), ==, g_array_index(answers, gint64, i));
	g_ptr_array_set_size(queries, 0);
	world_end(&world);
}

/* A split's rows that do not overlap add up to the total; each row is the answer to its own condition. */
static void rows_of_a_split_answer_their_conditions(void)
{
	struct world world = { 0 };
	world_begin(&world);
	live(&world, 300);
	const GPtrArray *figures = world.app->model->figures;
	for (guint i = 0; i < figures->len; i++) {
		const struct figure *figure = figures->pdata[i];
		if (figure->operands[0] || !figure->dimensions->len)
			continue;
		GError *error = NULL;
		const struct dimension *dimension = figure->dimensions->pdata[below(&world, figure->dimensions->len)];
		g_autoptr(figure_query_t) query = figure_query_new(figure);
		g_array_append_val(query->offices, world.office);
		query->span = world.gen->span;
		figure_query_by(query, dimension->id, &error);
		g_autoptr(figure_answer_t) answer = figure_answer(world.app->ledger, query, &error);
		g_assert_no_error(error);
		for (guint r = 0; r < answer->rows->len; r++) {
			const struct figure_row *row = answer->rows->pdata[r];
			if (!*row->value || strpbrk(row->value, ";,"))
				continue;
			g_autoptr(figure_query_t) part = figure_query_copy(query);
			g_clear_pointer(&part->by, g_free);
			figure_query_condition(part, world.app->store, dimension->id, row->value, &error);
			g_assert_no_error(error);
			g_assert_cmpint(ask(&world, part, 0), ==, row->number.value);
		}
	}
	world_end(&world);
}

/* Of all figures, shares too, now and at a past position. */
static void many_asked_together_are_answered_as_each_alone(void)
{
	struct world world = { 0 };
	world_begin(&world);
	live(&world, 300);
	GError *error = NULL;
	g_autoptr(GPtrArray) queries = g_ptr_array_new_with_free_func((GDestroyNotify)figure_query_free);
	for (guint i = 0; i < 3 * world.app->model->figures->len; i++) {
		const struct figure *figure = world.app->model->figures->pdata[i / 3];
		struct figure_query *query = figure->operands[0] ? figure_query_new(figure) : some_query(&world, figure);
		if (figure->operands[0]) {
			g_array_append_val(query->offices, world.office);
			query->span = world.gen->span;
		}
		query->position = i % 3 == 2 ? g_array_index(world.positions, gint64, below(&world, world.positions->len)) : 0;
		g_ptr_array_add(queries, query);
	}
	g_autofree struct number *numbers = g_new(struct number, queries->len);
	g_assert_true(figure_numbers(world.app->ledger, (struct figure_query *const *)(void *)queries->pdata, queries->len, numbers, &error));
	g_assert_no_error(error);
	for (guint i = 0; i < queries->len; i++) {
		struct number alone;
		g_assert_true(figure_number(world.app->ledger, queries->pdata[i], &alone, &error));
		g_assert_cmpint(alone.present, ==, numbers[i].present);
		g_assert_true(!alone.present || (alone.value == numbers[i].value && alone.scale == numbers[i].scale && strcmp(alone.currency, numbers[i].currency) == 0));
	}
	g_ptr_array_set_size(queries, 0);
	world_end(&world);
}

static void sums_before_and_after_a_merger_are_equal(void)
{
	struct world world = { 0 };
	world_begin(&world);
	live(&world, 150);
	gint64 first = world.office, second = new_office(&world, "bb");
	g_autoptr(gen_t) other = gen_new(world.app, second, seed() + 1, world.gen->span);
	GError *error = NULL;
	for (guint i = 0; i < 150; i++) {
		record_free(gen_record(other, world.order->pdata[i % world.order->len], &error));
		g_assert_no_error(error);
	}
	g_autoptr(record_t) own = app_office_record(world.app, second, &error);
	json_t *merged = json_pack("{s:I, s:s, s:s}", "id", (json_int_t)own->id, "successor", "aa", "succeeded_on", "2020-07-01");
	record_free(app_put(world.app, own->reg, second, merged, "sáp nhập", NULL, &error));
	json_decref(merged);
	g_assert_no_error(error);
	for (guint i = 0; i < world.app->model->figures->len; i++) {
		const struct figure *figure = world.app->model->figures->pdata[i];
		if (figure->kind >= FIGURE_DISTINCT)
			continue;
		g_autoptr(figure_query_t) query = some_query(&world, figure);
		gint64 a = ask(&world, query, 0);
		g_array_index(query->offices, gint64, 0) = second;
		gint64 b = ask(&world, query, 0);
		g_array_index(query->offices, gint64, 0) = first;
		query->boundaries = BOUNDARIES_NOW;
		g_assert_cmpint(ask(&world, query, 0), ==, a + b);
	}
	world_end(&world);
}

/* A changed definition posts the difference; what was known before it stays. */
static void a_changed_definition_posts_the_difference(void)
{
	struct world world = { 0 };
	world_begin(&world);
	live(&world, 300);
	GError *error = NULL;
	gint64 position = store_position(world.app->store, world.office, &error);
	g_autofree char *own = g_build_filename(world.folder, "own", NULL);
	g_autofree char *registers = g_build_filename(own, "registers", NULL);
	g_autofree char *file = g_build_filename(registers, "inbound.yaml", NULL);
	g_mkdir_with_parents(registers, 0755);
	g_file_set_contents(file, "register: inbound\nextends: true\nfields:\n  weather: {type: text, label: {vi: Thời tiết, en: Weather}}\nfigures:\n"
		"  inbound.visitors: {sum: visitors, on: arrives_on, when: not state = cancelled, by: [host], unit: {vi: lượt người, en: visitors}, label: {vi: Khách, en: Visitors}}\n"
		"  inbound.all: {count: true, on: arrives_on, unit: {vi: đoàn, en: delegations}, label: {vi: Mọi đoàn, en: All}}\n", -1, &error);
	g_assert_no_error(error);
	g_autoptr(figure_query_t) before = figure_query_new(model_figure(world.app->model, "inbound.visitors"));
	g_array_append_val(before->offices, world.office);
	before->span = world.gen->span;
	gint64 known = ask(&world, before, 0);
	gen_free(world.gen);
	app_close(world.app);
	const char *const folders[] = { own, NULL };
	open_app(&world, folders);
	world.gen = gen_new(world.app, world.office, seed() + 7, (struct span){ day_make(2019, 1, 1), day_make(2020, 12, 31) });
	g_ptr_array_unref(world.order);
	world.order = gen_order(world.app->model);
	before->figure = model_figure(world.app->model, "inbound.visitors");
	g_assert_cmpint(ask(&world, before, position), ==, known);
	check_query(&world, before, 0);
	g_autoptr(figure_query_t) all = figure_query_new(model_figure(world.app->model, "inbound.all"));
	g_array_append_val(all->offices, world.office);
	all->span = world.gen->span;
	check_query(&world, all, 0);
	g_assert_cmpint(ask(&world, all, position), ==, 0);
	check_sound(&world);
	live(&world, 100);
	check_all(&world, FALSE);
	g_unlink(file);
	g_rmdir(registers);
	g_rmdir(own);
	world_end(&world);
}

static void put(struct world *world, const char *reg, const char *text)
{
	GError *error = NULL;
	json_t *object = json_loads(text, 0, NULL);
	g_assert_nonnull(object);
	record_free(app_put(world->app, model_register(world->app->model, reg), world->office, object, NULL, NULL, &error));
	g_assert_no_error(error);
	json_decref(object);
}

/* Every span of days around those on which something happens. */
static void check_days(struct world *world, const char *id, const char *continuing, day_t from, day_t to)
{
	g_autoptr(figure_query_t) query = figure_query_new(model_figure(world->app->model, id));
	GError *error = NULL;
	g_array_append_val(query->offices, world->office);
	if (continuing)
		figure_query_condition(query, world->app->store, "continuing", continuing, &error);
	g_assert_no_error(error);
	for (day_t a = from; a <= to; a++)
		for (day_t b = a; b <= to; b += 3) {
			query->span = (struct span){ a, b };
			check_query(world, query, 0);
		}
}

/* Held, released in parts (some of them on the day of the report, some after the end), and closed. */
static void stocks_leave_in_parts(void)
{
	struct world world = { 0 };
	world_begin(&world);
	put(&world, "protection", "{\"code\":\"p1\",\"title\":\"a\",\"country\":\"PH\",\"kind\":\"vessel_detained\",\"whose\":\"citizen\",\"persons_held\":9,"
		"\"persons\":9,\"reported_on\":\"2020-02-27\",\"closed_on\":\"2020-03-09\",\"state\":\"reported\",\"releases\":[{\"on\":\"2020-02-20\",\"persons\":1},"
		"{\"on\":\"2020-03-01\",\"persons\":2},{\"on\":\"2020-03-08\",\"persons\":3},{\"on\":\"2020-03-09\",\"persons\":1},{\"on\":\"2020-03-11\",\"persons\":1}]}");
	put(&world, "protection", "{\"code\":\"p2\",\"title\":\"b\",\"country\":\"PH\",\"kind\":\"vessel_detained\",\"whose\":\"citizen\",\"persons_held\":5,"
		"\"persons\":5,\"reported_on\":\"2020-03-01\",\"state\":\"reported\",\"releases\":[{\"on\":\"2020-03-01\",\"persons\":5}]}");
	put(&world, "protection", "{\"code\":\"p3\",\"title\":\"c\",\"country\":\"PH\",\"kind\":\"vessel_detained\",\"whose\":\"citizen\",\"persons_held\":4,"
		"\"persons\":4,\"reported_on\":\"2020-03-04\",\"closed_on\":\"2020-03-04\",\"state\":\"reported\"}");
	check_days(&world, "protection.held", NULL, day_make(2020, 2, 18), day_make(2020, 3, 14));
	check_days(&world, "protection.released", NULL, day_make(2020, 2, 18), day_make(2020, 3, 14));
	check_sound(&world);
	world_end(&world);
}

/* What runs on the first day, on the last, or over the whole of a span meets it; what began before it continues. */
static void what_runs_meets_its_span(void)
{
	struct world world = { 0 };
	world_begin(&world);
	put(&world, "donor", "{\"code\":\"d1\",\"name\":\"d\",\"kind\":\"ngo\",\"country\":\"JP\"}");
	static const char *const spans[] = { "\"starts_on\":\"2020-03-03\",\"ends_on\":\"2020-03-08\"", "\"starts_on\":\"2020-03-05\",\"ends_on\":\"2020-03-05\"",
		"\"starts_on\":\"2020-02-28\"", "\"starts_on\":\"2020-02-29\",\"ends_on\":\"2020-03-10\",\"finished_on\":\"2020-03-06\"" };
	for (guint i = 0; i < G_N_ELEMENTS(spans); i++) {
		g_autofree char *text = g_strdup_printf("{\"code\":\"a%u\",\"title\":\"a\",\"kind\":\"project\",\"donors\":[\"d1\"],\"recipient\":\"r\","
			"\"sector\":[\"health\"],\"received_on\":\"2020-01-02\",\"approved_on\":\"2020-01-05\",\"state\":\"running\","
			"\"committed\":{\"amount\":\"1000.50\",\"currency\":\"USD\",\"rate\":\"23000\",\"rate_on\":\"2020-01-02\"},%s}", i, spans[i]);
		put(&world, "aid", text);
	}
	for (guint i = 0; i < world.app->model->figures->len; i++) {
		const struct figure *figure = world.app->model->figures->pdata[i];
		if (figure->kind != FIGURE_ACTIVE || !figure->reg || strcmp(figure->reg->id, "aid") != 0)
			continue;
		check_days(&world, figure->id, NULL, day_make(2020, 2, 26), day_make(2020, 3, 12));
		check_days(&world, figure->id, "yes", day_make(2020, 2, 26), day_make(2020, 3, 12));
		check_days(&world, figure->id, "no", day_make(2020, 2, 26), day_make(2020, 3, 12));
	}
	world_end(&world);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ledger/figures equal what the records say", figures_equal_records);
	g_test_add_func("/ledger/stocks leave in parts", stocks_leave_in_parts);
	g_test_add_func("/ledger/what runs meets its span", what_runs_meets_its_span);
	g_test_add_func("/ledger/figures equal what the records said at past moments", figures_equal_records_as_known);
	g_test_add_func("/ledger/what was known stays known", the_past_does_not_change);
	g_test_add_func("/ledger/the rows of a split answer their conditions", rows_of_a_split_answer_their_conditions);
	g_test_add_func("/ledger/many asked together are answered as each alone", many_asked_together_are_answered_as_each_alone);
	g_test_add_func("/ledger/sums before and after a merger are equal", sums_before_and_after_a_merger_are_equal);
	g_test_add_func("/ledger/a changed definition posts the difference", a_changed_definition_posts_the_difference);
	return g_test_run();
}
