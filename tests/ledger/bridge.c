/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bridges close, whatever happened between: random histories of entering, correcting, moving, cancelling, deleting,
 * restoring, entering late, other definitions and mergers; each an office of its own. `--histories N` lives through so many
 * (`./run bench bridges` a million), NGOAIVU_SEED chooses others. Then each cause by itself.
 */
#include "app/gen.h"
#include "ledger/bridge.h"
#include "../check.h"
#include "../stores.h"

#include <stdlib.h>

enum { BATCH_MOST = 256, BATCHES = 2 }; /* histories between two definitions; of those, in one store */

struct life {
	gint64 office;
	struct gen *gen;
	const struct reg *theme; /* what most happens to */
	gint64 moments[3];
};

struct world {
	char *folder, *url, *own;
	struct app *app;
	GRand *random;
	gboolean other; /* the other definitions are in force */
	struct life lives[BATCH_MOST];
	guint batch;    /* how many of them */
	guint mergers;  /* one of so many is merged into the one before it: their figures are looked for in every office */
	guint asked;    /* bridges of each */
	guint64 bridges, items;
};

static guint32 seed(void)
{
	const char *text = g_getenv("NGOAIVU_SEED");
	return text ? (guint32)strtoul(text, NULL, 10) : 20210705;
}

static gint32 below(struct world *world, guint most)
{
	return g_rand_int_range(world->random, 0, (gint32)MAX(most, 1));
}

static const char own_inbound[] = "register: inbound\nextends: true\nfigures:\n"
	"  inbound.visitors: {sum: visitors, on: arrives_on, when: not state = cancelled, by: [host], unit: {vi: lượt người}, label: {vi: Khách}}\n"
	"  inbound.delegations: {count: true, on: arrives_on, by: [host], unit: {vi: đoàn}, label: {vi: Mọi đoàn}}\n";
static const char own_abtc[] = "register: abtc\nextends: true\nfigures:\n"
	"  abtc.enterprises: {distinct: enterprise, on: received_on, when: state = permitted, by: [enterprise_kind], unit: {vi: doanh nghiệp}, label: {vi: Doanh nghiệp}}\n"
	"  abtc.pending: {stock: true, from: received_on, until: permitted_on, by: [enterprise_kind], unit: {vi: hồ sơ}, label: {vi: Hồ sơ}}\n";

static void write_own(struct world *world, const char *name, const char *text)
{
	GError *error = NULL;
	g_autofree char *registers = g_build_filename(world->own, "registers", NULL);
	g_autofree char *file = g_build_filename(registers, name, NULL);
	g_mkdir_with_parents(registers, 0755);
	g_file_set_contents(file, text, -1, &error);
	g_assert_no_error(error);
}

static void remove_own(struct world *world, const char *name)
{
	g_autofree char *file = g_build_filename(world->own, "registers", name, NULL);
	g_unlink(file);
}

static void open_store(struct world *world)
{
	GError *error = NULL;
	const char *const folders[] = { world->own, NULL };
	struct app_options options = { .url = world->url, .who = "test", .definitions = world->other ? folders : NULL };
	world->app = app_open(&options, DB_CREATE, &error);
	g_assert_no_error(error);
}

static void world_begin(struct world *world)
{
	*world = (struct world){ .folder = g_dir_make_tmp("ngoaivu-test-XXXXXX", NULL), .random = g_rand_new_with_seed(seed()), .batch = 32, .mergers = 8, .asked = stores_are_files() ? 6 : 16 };
	world->own = g_build_filename(world->folder, "own", NULL);
	write_own(world, "inbound.yaml", own_inbound);
	write_own(world, "abtc.yaml", own_abtc);
}

static void world_end(struct world *world)
{
	g_autofree char *registers = g_build_filename(world->own, "registers", NULL);
	remove_own(world, "inbound.yaml");
	remove_own(world, "abtc.yaml");
	g_rmdir(registers);
	g_rmdir(world->own);
	g_rmdir(world->folder);
	g_free(world->own);
	g_free(world->folder);
	g_rand_free(world->random);
}

static gint64 new_office(struct world *world, guint number)
{
	GError *error = NULL;
	g_autofree char *code = g_strdup_printf("o%u", number);
	json_t *record = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "code", code, "name", "Sở", "superior", "UBND", "issuer", "SỞ", "place", "X", "symbol_suffix", "SNgV");
	gint64 office = app_office_new(world->app, record, &error);
	json_decref(record);
	g_assert_no_error(error);
	return office;
}

/* A register that has figures; two of the three whose definitions change are chosen as often as all others. */
static const struct reg *some_theme(struct world *world)
{
	static const char *const often[] = { "inbound", "abtc", "aid", "dossier", "publication" };
	const GPtrArray *registers = world->app->model->registers;
	if (below(world, 2))
		return model_register(world->app->model, often[below(world, G_N_ELEMENTS(often))]);
	for (;;) {
		const struct reg *reg = registers->pdata[below(world, registers->len)];
		if (reg->figures->len && strcmp(reg->id, "office") != 0 && strcmp(reg->id, "report") != 0)
			return reg;
	}
}

/* Something for each link of a register to point to. */
static void prepare(struct life *life, const struct reg *reg, guint depth)
{
	GError *error = NULL;
	for (guint i = 0; i < reg->fields->len; i++) {
		const struct field *field = reg->fields->pdata[i];
		if (field->type != FIELD_LINK || field->target == reg || depth > 3)
			continue;
		if (((const GArray *)life->gen->pools->pdata[field->target->index])->len)
			continue;
		prepare(life, field->target, depth + 1);
		record_free(gen_record(life->gen, field->target, &error));
		g_clear_error(&error);
	}
}

/* Other content for a record, or it goes or comes back; what the rules refuse changes nothing. */
static void change_one(struct world *world, struct life *life, const struct reg *reg)
{
	const GArray *pool = life->gen->pools->pdata[reg->index];
	GError *error = NULL;
	if (!pool->len)
		return;
	gint64 id = g_array_index(pool, gint64, below(world, pool->len));
	g_autoptr(record_t) record = store_read(world->app->store, reg, life->office, id, &error);
	g_assert_no_error(error);
	if (below(world, 5) == 0 || record->deleted) {
		app_delete(world->app, reg, life->office, id, record->version, record->deleted, "thử", &error);
	} else {
		json_t *object = gen_object(life->gen, reg);
		json_object_set_new(object, "id", json_integer(id));
		json_object_set_new(object, "version", json_integer(record->version));
		if (reg->code)
			json_object_del(object, reg->code->id);
		if (below(world, 3))
			json_object_del(object, "state");
		record_free(app_put(world->app, reg, life->office, object, "sửa", NULL, &error));
		json_decref(object);
	}
	if (error)
		g_assert_true(error->code == ERROR_INPUT || error->code == ERROR_REFUSED || error->code == ERROR_CONFLICT);
	g_clear_error(&error);
}

static void live(struct world *world, struct life *life, guint acts)
{
	const struct reg *theme = life->theme;
	GError *error = NULL;
	for (guint i = 0; i < acts; i++) {
		if (below(world, 5) < 2) {
			record_free(gen_record(life->gen, theme, &error));
			g_clear_error(&error);
		} else if (below(world, 6) == 0 && theme->fields->len) {
			const struct field *field = theme->fields->pdata[below(world, theme->fields->len)];
			change_one(world, life, field->type == FIELD_LINK ? field->target : theme);
		} else {
			change_one(world, life, theme);
		}
	}
}

static void note_moment(struct world *world, struct life *life, guint which)
{
	GError *error = NULL;
	life->moments[which] = store_position(world->app->store, life->office, &error);
	g_assert_no_error(error);
}

static void begin_life(struct world *world, struct life *life, guint number)
{
	*life = (struct life){ .office = new_office(world, number), .theme = some_theme(world) };
	life->gen = gen_new(world->app, life->office, g_rand_int(world->random), (struct span){ day_make(2020, 1, 1), day_make(2020, 12, 31) });
	prepare(life, life->theme, 0);
	live(world, life, 2 + (guint)below(world, 5));
	note_moment(world, life, 0);
	live(world, life, 1 + (guint)below(world, 5));
	note_moment(world, life, 1);
}

/* One figure's days, and those a report of another time asks for: mostly the same, or more of them. */
static void some_spans(struct world *world, struct span spans[2])
{
	day_t a = day_make(2019, 12, 20) + below(world, 150), b = a + below(world, 300), c = b + below(world, 120);
	spans[0] = spans[1] = (struct span){ a, b };
	switch (below(world, 4)) {
	case 0:
		spans[1].to = c;
		break;
	case 1:
		spans[1] = (struct span){ a + below(world, 90), c + below(world, 90) };
		break;
	default:
		break;
	}
	for (guint i = 0; i < 2; i++)
		spans[i].from = MIN(spans[i].from, spans[i].to);
}

static const struct reg *register_of(const struct figure *figure)
{
	while (figure->operands[0])
		figure = figure->operands[0];
	return figure->reg;
}

static const struct figure *some_figure(struct world *world, const struct reg *theme)
{
	const GPtrArray *figures = world->app->model->figures;
	for (guint tries = 0; tries < 400; tries++) {
		const struct figure *figure = figures->pdata[below(world, figures->len)];
		if (register_of(figure) == theme)
			return figure;
	}
	return theme->figures->pdata[below(world, theme->figures->len)];
}

static void some_condition(struct world *world, struct figure_query *query)
{
	const struct figure *figure = query->figure;
	GError *error = NULL;
	if (figure->from && figure->kind == FIGURE_ACTIVE && below(world, 3) == 0)
		figure_query_condition(query, world->app->store, "continuing", below(world, 2) ? "yes" : "no", &error);
	if (figure->dimensions->len && below(world, 2)) {
		const struct dimension *dimension = figure->dimensions->pdata[below(world, figure->dimensions->len)];
		const GPtrArray *choices = dimension->field->choices;
		if (choices && choices->len)
			figure_query_condition(query, world->app->store, dimension->id, ((const struct choice *)choices->pdata[below(world, choices->len)])->id, &error);
		else if (dimension->field->type == FIELD_BOOL)
			figure_query_condition(query, world->app->store, dimension->id, "yes", &error);
	}
	g_assert_no_error(error);
}

static gint64 answer(struct world *world, const struct figure_query *query)
{
	GError *error = NULL;
	struct number number;
	figure_number(world->app->ledger, query, &number, &error);
	g_assert_no_error(error);
	return number.present ? number.value : 0;
}

static void check_bridge(struct world *world, const struct figure_query *then, const struct figure_query *now)
{
	GError *error = NULL;
	g_autofree char *text = figure_query_text(then, world->app->store), *other = figure_query_text(now, world->app->store);
	g_autoptr(bridge_t) bridge = figure_bridge(world->app->ledger, then, now, &error);
	if (error)
		g_error("%s → %s: %s (seed %u)", text, other, error->message, seed());
	gint64 sum = 0, causes = 0;
	for (guint i = 0; i < bridge->items->len; i++) {
		const struct bridge_item *item = bridge->items->pdata[i];
		g_assert_cmpint(item->delta, !=, 0);
		g_assert_cmpuint(item->changes, >, 0);
		sum += item->delta;
	}
	for (guint i = 0; i < CAUSES; i++)
		causes += bridge->sums[i];
	g_assert_cmpint(causes, ==, sum);
	if (answer(world, then) + sum != answer(world, now))
		g_error("%s → %s: %" G_GINT64_FORMAT " is not the difference (seed %u)", text, other, sum, seed());
	world->bridges++;
	world->items += bridge->items->len;
}

/* Of a life's moments any two, or one and the present. */
static void check_life(struct world *world, const struct life *life, const struct life *merged)
{
	for (guint n = 0; n < world->asked; n++) {
		g_autoptr(figure_query_t) then = figure_query_new(some_figure(world, life->theme));
		struct span spans[2];
		guint first = (guint)below(world, 3), second = first + (guint)below(world, 4 - first) + (n > 1);
		second = MIN(second, 3);
		some_spans(world, spans);
		g_array_append_val(then->offices, life->office);
		some_condition(world, then);
		g_autoptr(figure_query_t) now = figure_query_copy(then);
		then->span = spans[0];
		now->span = spans[1];
		then->position = life->moments[first];
		now->position = second < 3 ? life->moments[second] : 0;
		if (merged && second == 3 && below(world, 2)) {
			then->boundaries = below(world, 2) ? BOUNDARIES_NOW : BOUNDARIES_THEN;
			now->boundaries = BOUNDARIES_NOW;
		}
		check_bridge(world, then, now);
	}
}

static void merge(struct world *world, const struct life *life, const struct life *into)
{
	GError *error = NULL;
	g_autoptr(record_t) own = app_office_record(world->app, life->office, &error);
	g_autofree char *code = store_office_code(world->app->store, into->office);
	json_t *merged = json_pack("{s:I, s:s, s:s}", "id", (json_int_t)own->id, "successor", code, "succeeded_on", "2020-07-01");
	record_free(app_put(world->app, own->reg, life->office, merged, "sáp nhập", NULL, &error));
	json_decref(merged);
	g_assert_no_error(error);
}

/* The program is started again, by the other definitions. */
static void redefine(struct world *world)
{
	g_autofree char **themes = g_new0(char *, world->batch);
	for (guint i = 0; i < world->batch; i++)
		themes[i] = g_strdup(world->lives[i].theme->id);
	world->other = !world->other;
	app_close(world->app);
	open_store(world);
	for (guint i = 0; i < world->batch; i++) {
		world->lives[i].gen->app = world->app;
		world->lives[i].theme = model_register(world->app->model, themes[i]);
		g_free(themes[i]);
	}
}

static void batch(struct world *world, guint first)
{
	GError *error = NULL;
	g_assert_true(store_begin(world->app->store, &error));
	for (guint i = 0; i < world->batch; i++)
		begin_life(world, &world->lives[i], first + i);
	g_assert_true(store_commit(world->app->store, &error));
	redefine(world);
	g_assert_true(store_begin(world->app->store, &error));
	for (guint i = 0; i < world->batch; i++) {
		struct life *life = &world->lives[i];
		live(world, life, (guint)below(world, 5));
		note_moment(world, life, 2);
		live(world, life, (guint)below(world, 3));
		if (i % world->mergers == 1)
			merge(world, life, life - 1);
	}
	g_assert_true(store_commit(world->app->store, &error));
	for (guint i = 0; i < world->batch; i++) {
		check_life(world, &world->lives[i], i % world->mergers == 0 ? &world->lives[i + 1] : NULL);
		gen_free(world->lives[i].gen);
	}
}

static void live_through(struct world *world, guint64 histories, gboolean tell)
{
	for (guint64 done = 0; done < histories;) {
		world->url = new_store_url(world->folder);
		world->other = FALSE;
		open_store(world);
		for (guint i = 0; i < BATCHES && done < histories; i++, done += world->batch)
			batch(world, i * world->batch);
		app_close(world->app);
		remove_store(world->url);
		g_free(world->url);
		if (tell)
			g_print("%" G_GUINT64_FORMAT " histories, %" G_GUINT64_FORMAT " bridges of %" G_GUINT64_FORMAT " items: all close\n", done, world->bridges, world->items);
	}
}

static void bridges_close(void)
{
	struct world world;
	world_begin(&world);
	live_through(&world, stores_are_files() ? 512 : 64, FALSE);
	g_assert_cmpuint(world.items, >, world.bridges / 6); /* something happens in them */
	world_end(&world);
}

/* One office, day by day. */
static gint64 put(struct world *world, const char *reg, gint64 id, const char *text)
{
	GError *error = NULL;
	json_t *object = json_loads(text, 0, NULL);
	const struct reg *which = model_register(world->app->model, reg);
	g_assert_nonnull(object);
	g_autoptr(record_t) before = id ? store_read(world->app->store, which, world->lives[0].office, id, &error) : NULL;
	g_assert_no_error(error);
	if (before) {
		json_object_set_new(object, "id", json_integer(id));
		json_object_set_new(object, "version", json_integer(before->version));
	}
	g_autoptr(record_t) record = app_put(world->app, which, world->lives[0].office, object, "thử", NULL, &error);
	g_assert_no_error(error);
	json_decref(object);
	return record->id;
}

static gint64 visit(struct world *world, const char *name, const char *day, const char *host, guint visitors, const char *state)
{
	g_autofree char *text = g_strdup_printf("{\"name\":\"%s\",\"country\":[\"JP\"],\"host\":\"%s\",\"visitors\":%u,\"arrives_on\":\"%s\",\"state\":\"%s\"}",
		name, host, visitors, day, state);
	return put(world, "inbound", 0, text);
}

static void delete(struct world *world, const char *reg, gint64 id)
{
	GError *error = NULL;
	const struct reg *which = model_register(world->app->model, reg);
	g_autoptr(record_t) record = store_read(world->app->store, which, world->lives[0].office, id, &error);
	g_assert_true(app_delete(world->app, which, world->lives[0].office, id, record->version, FALSE, "nhầm", &error));
}

static void begin_alone(struct world *world)
{
	world_begin(world);
	world->url = new_store_url(world->folder);
	open_store(world);
	world->lives[0].office = new_office(world, 0);
}

static void end_alone(struct world *world)
{
	app_close(world->app);
	remove_store(world->url);
	g_free(world->url);
	world_end(world);
}

static gint64 position(struct world *world)
{
	GError *error = NULL;
	return store_position(world->app->store, world->lives[0].office, &error);
}

/* "late#7+1 corrected#3-2": the items of a bridge, in the order of causes. */
static void assert_bridge(struct world *world, const char *query, gint64 then, const char *later, const char *wanted)
{
	static const char *const names[CAUSES] = { "late", "confirmed", "corrected", "moved-in", "moved-out", "joined", "left", "withdrawn", "definition", "office", "days" };
	GError *error = NULL;
	g_autoptr(figure_query_t) first = figure_query_parse(world->app->store, query, &error);
	g_autoptr(figure_query_t) second = later ? figure_query_parse(world->app->store, later, &error) : figure_query_copy(first);
	g_assert_no_error(error);
	first->position = then;
	g_autoptr(bridge_t) bridge = figure_bridge(world->app->ledger, first, second, &error);
	g_assert_no_error(error);
	g_autoptr(GString) told = g_string_new(NULL);
	for (guint i = 0; i < bridge->items->len; i++) {
		const struct bridge_item *item = bridge->items->pdata[i];
		g_string_append_printf(told, "%s%s#%" G_GINT64_FORMAT "%+" G_GINT64_FORMAT, i ? " " : "", names[item->cause], KEY_ID(item->record), item->delta);
	}
	g_assert_cmpstr(told->str, ==, wanted);
}

#define SPAN "office=o0&span=2020-01-01/2020-03-31"

static void each_cause_is_told(void)
{
	struct world world;
	begin_alone(&world);
	gint64 a = visit(&world, "a", "2020-01-05", "leaders", 5, "received"), b = visit(&world, "b", "2020-02-05", "agency", 7, "received");
	gint64 c = visit(&world, "c", "2020-03-05", "leaders", 9, "received"), d = visit(&world, "d", "2020-05-05", "agency", 11, "received");
	gint64 e = visit(&world, "e", "2020-03-07", "agency", 13, "permitted"), f = visit(&world, "f", "2020-03-08", "agency", 17, "received");
	gint64 g = visit(&world, "g", "2020-03-09", "agency", 19, "received");
	gint64 then = position(&world);
	put(&world, "inbound", a, "{\"visitors\":6}");                  /* corrected */
	put(&world, "inbound", b, "{\"arrives_on\":\"2020-04-05\"}"); /* moved out, into the days that came */
	put(&world, "inbound", c, "{\"host\":\"agency\"}");            /* of another host */
	put(&world, "inbound", d, "{\"arrives_on\":\"2020-03-30\"}"); /* moved in */
	put(&world, "inbound", e, "{\"state\":\"received\"}");         /* counts since */
	delete(&world, "inbound", f);
	gint64 h = visit(&world, "h", "2020-02-02", "leaders", 23, "received"); /* entered late */
	put(&world, "inbound", g, "{\"visitors\":20}");
	put(&world, "inbound", g, "{\"visitors\":19}"); /* forth and back: nothing to tell */
	g_autofree char *all = g_strdup_printf("late#%d+23 confirmed#%d+13 corrected#%d+1 moved-in#%d+11 moved-out#%d-7 withdrawn#%d-17", (int)h, (int)e, (int)a, (int)d, (int)b, (int)f);
	assert_bridge(&world, "inbound.visitors?" SPAN, then, NULL, all);
	g_autofree char *leaders = g_strdup_printf("late#%d+23 corrected#%d+1 left#%d-9", (int)h, (int)a, (int)c);
	assert_bridge(&world, "inbound.visitors?" SPAN "&host=leaders", then, NULL, leaders);
	g_autofree char *agency = g_strdup_printf("confirmed#%d+1 moved-in#%d+1 moved-out#%d-1 joined#%d+1 withdrawn#%d-1", (int)e, (int)d, (int)b, (int)c, (int)f);
	assert_bridge(&world, "inbound.delegations?" SPAN "&host=agency", then, NULL, agency);
	g_autofree char *half = g_strdup_printf("late#%d+1 confirmed#%d+1 moved-in#%d+1 moved-out#%d-1 withdrawn#%d-1 days#%d+1", (int)h, (int)e, (int)d, (int)b, (int)f, (int)b);
	assert_bridge(&world, "inbound.delegations?" SPAN, then, "inbound.delegations?office=o0&span=2020-01-01/2020-06-30", half);
	end_alone(&world);
}

static void keys_and_stocks_have_causes(void)
{
	struct world world;
	begin_alone(&world);
	gint64 a = put(&world, "abtc", 0, "{\"code\":\"1\",\"enterprise\":\"Cty A\",\"received_on\":\"2020-01-05\",\"people\":[{\"name\":\"X\"}]}");
	gint64 b = put(&world, "abtc", 0, "{\"code\":\"2\",\"enterprise\":\"Cty A\",\"received_on\":\"2020-01-06\",\"people\":[{\"name\":\"X\"}]}");
	gint64 issue = put(&world, "publication", 0, "{\"title\":\"Bản tin\",\"series\":\"bulletin\",\"language\":[\"vi\"],\"issue_number\":7,\"issued_on\":\"2020-02-01\",\"state\":\"issued\"}");
	gint64 then = position(&world);
	delete(&world, "abtc", a); /* the enterprise is still there by the other dossier */
	assert_bridge(&world, "abtc.enterprises?" SPAN, then, NULL, "");
	put(&world, "abtc", b, "{\"enterprise\":\"Cty B\"}"); /* one goes, one comes: as many as before */
	gint64 c = put(&world, "abtc", 0, "{\"code\":\"3\",\"enterprise\":\"Cty C\",\"received_on\":\"2020-01-07\",\"people\":[{\"name\":\"X\"}]}");
	g_autofree char *told = g_strdup_printf("late#%d+1", (int)c);
	assert_bridge(&world, "abtc.enterprises?" SPAN, then, NULL, told);
	g_autofree char *stock = g_strdup_printf("late#%d+1 withdrawn#%d-1", (int)c, (int)a);
	assert_bridge(&world, "abtc.pending?" SPAN, then, NULL, stock);
	put(&world, "publication", issue, "{\"issue_number\":9}");
	g_autofree char *edge = g_strdup_printf("corrected#%d+2", (int)issue);
	assert_bridge(&world, "publication.last_issue?" SPAN, then, NULL, edge);
	put(&world, "publication", issue, "{\"issued_on\":\"2020-07-01\"}"); /* none is left: absent counts as 0 */
	g_autofree char *none = g_strdup_printf("moved-out#%d-7", (int)issue);
	assert_bridge(&world, "publication.first_issue?" SPAN, then, NULL, none);
	end_alone(&world);
}

static void definitions_and_offices_are_causes(void)
{
	struct world world;
	begin_alone(&world);
	visit(&world, "a", "2020-01-05", "leaders", 5, "received");
	gint64 b = visit(&world, "b", "2020-02-05", "agency", 7, "permitted");
	gint64 then = position(&world);
	app_close(world.app);
	world.other = TRUE;
	open_store(&world);
	g_autofree char *told = g_strdup_printf("definition#%d+1", (int)b);
	assert_bridge(&world, "inbound.delegations?" SPAN, then, NULL, told);
	world.lives[1].office = new_office(&world, 1);
	gint64 first = world.lives[0].office;
	world.lives[0].office = world.lives[1].office;
	gint64 c = visit(&world, "c", "2020-02-05", "agency", 7, "received");
	merge(&world, &world.lives[1], &(struct life){ .office = first });
	world.lives[0].office = first;
	g_autofree char *merged = g_strdup_printf("definition#%d+1 office#%d+1", (int)b, (int)c);
	assert_bridge(&world, "inbound.delegations?" SPAN, then, "inbound.delegations?" SPAN "&~boundaries=now", merged);
	end_alone(&world);
}

static void what_cannot_be_bridged_is_said(void)
{
	struct world world;
	GError *error = NULL;
	begin_alone(&world);
	visit(&world, "a", "2020-01-05", "leaders", 5, "received");
	g_autoptr(figure_query_t) query = figure_query_parse(world.app->store, "inbound.visitors?" SPAN, &error);
	g_autoptr(figure_query_t) leaders = figure_query_parse(world.app->store, "inbound.visitors?" SPAN "&host=leaders", &error);
	g_autoptr(figure_query_t) other = figure_query_parse(world.app->store, "inbound.delegations?" SPAN, &error);
	g_assert_no_error(error);
	const struct figure_query *const bad[][2] = { { query, leaders }, { query, other } };
	for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_assert_null(figure_bridge(world.app->ledger, bad[i][0], bad[i][1], &error));
		g_assert_error(error, ERROR_DOMAIN, ERROR_INPUT);
		g_clear_error(&error);
	}
	leaders->position = 1;
	g_autoptr(figure_query_t) earlier = figure_query_copy(leaders);
	leaders->position = 0;
	g_assert_null(figure_bridge(world.app->ledger, leaders, earlier, &error));
	g_assert_error(error, ERROR_DOMAIN, ERROR_INPUT);
	g_clear_error(&error);
	end_alone(&world);
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--histories") == 0) {
		struct world world;
		world_begin(&world);
		world.batch = BATCH_MOST;
		world.mergers = 32;
		world.asked = 4;
		live_through(&world, g_ascii_strtoull(argv[2], NULL, 10), TRUE);
		world_end(&world);
		return 0;
	}
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ledger/bridges of random histories close", bridges_close);
	g_test_add_func("/ledger/each cause of a bridge is told", each_cause_is_told);
	g_test_add_func("/ledger/bridges of distinct, first, last and stock figures have causes", keys_and_stocks_have_causes);
	g_test_add_func("/ledger/definitions and offices are causes of a bridge", definitions_and_offices_are_causes);
	g_test_add_func("/ledger/what cannot be bridged is said", what_cannot_be_bridged_is_said);
	return g_test_run();
}
