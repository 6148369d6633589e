/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The merger of 1 July 2025 at a hub, by the code list of provinces: 63 offices become 34. The successors take over, the
 * old series stay, and what is summed by the boundaries of then is what is summed by those of now.
 */
#include "world.h"

#define LAST_DAY_BEFORE day_make(2025, 6, 30)

struct merger {
	char *folder, *url[2];
	struct app *offices, *hub;
	gint64 bng;
	GPtrArray *before, *after; /* const struct code_item *: the units before, and those since */
	GHashTable *visitors;      /* id of a unit → what its office entered */
};

static const struct code_list *provinces(const struct app *app)
{
	for (guint i = 0; i < app->model->codes->len; i++) {
		const struct code_list *list = app->model->codes->pdata[i];
		if (strcmp(list->id, "provinces") == 0)
			return list;
	}
	g_assert_not_reached();
}

static gboolean is_in_force(const struct code_item *item, day_t day)
{
	return (!item->from || item->from <= day) && (!item->until || item->until >= day);
}

static gint64 office_of(struct app *app, const char *code)
{
	GError *error = NULL;
	gint64 office = store_office(app->store, code, &error);
	g_assert_no_error(error);
	return office;
}

/* An office with delegations on a day, whose visitors no other number of offices adds up to. */
static void enter(struct merger *merger, const struct code_item *unit, day_t day)
{
	GError *error = NULL;
	gint64 known = store_office(merger->offices->store, unit->id, NULL), office = known ? known : make_office(merger->offices, unit->id);
	gint64 *sum = g_hash_table_lookup(merger->visitors, unit->id);
	g_autofree char *on = day_iso(day);
	if (!sum) {
		sum = g_new0(gint64, 1);
		g_hash_table_insert(merger->visitors, unit->id, sum);
	}
	for (gint64 i = 1; i <= 2; i++) {
		gint64 visitors = i * 100 + g_hash_table_size(merger->visitors);
		put(merger->offices, office, "inbound", json_pack("{s:s, s:[s], s:s, s:s, s:I, s:s}", "name", "Đoàn", "country", "JP", "host", "leaders", "arrives_on", on,
			"visitors", (json_int_t)visitors, "state", "received"));
		*sum += visitors;
	}
	if (known)
		return;
	g_autofree char *key = key_hex(merger->offices, unit->id);
	g_assert_true(hub_add(merger->hub, unit->id, key, FALSE, &error));
}

static void send(struct merger *merger, const GPtrArray *units)
{
	GError *error = NULL;
	for (guint i = 0; i < units->len; i++) {
		gint64 office = office_of(merger->offices, ((const struct code_item *)units->pdata[i])->id);
		gint64 next = hub_next(merger->offices, office, &error);
		g_autoptr(GBytes) package = hub_package_make(merger->offices, office, next, &error);
		if (g_error_matches(error, ERROR_DOMAIN, ERROR_ABSENT)) { /* a unit that stays was sent among those before */
			g_clear_error(&error);
			continue;
		}
		g_assert_no_error(error);
		g_autoptr(GBytes) answer = hub_receive(merger->hub, merger->bng, package, NULL, &error);
		g_assert_no_error(error);
		struct answer said = { 0 };
		gboolean older;
		g_assert_true(hub_acknowledge(merger->offices, answer, &said, &older, &error));
		answer_clear(&said);
	}
}

/* The visitors of 2025 of some units, at a store. */
static gint64 visitors_of(struct app *app, const GPtrArray *units, enum boundaries boundaries)
{
	GError *error = NULL;
	g_autoptr(figure_query_t) query = figure_query_new(model_need_figure(app->model, "inbound.visitors", &error));
	query->span = (struct span){ day_make(2025, 1, 1), day_make(2025, 12, 31) };
	query->boundaries = boundaries;
	for (guint i = 0; i < units->len; i++) {
		gint64 office = office_of(app, ((const struct code_item *)units->pdata[i])->id);
		g_array_append_val(query->offices, office);
	}
	struct number number;
	g_assert_true(figure_number(app->ledger, query, &number, &error));
	return number.value;
}

static gint64 entered(const struct merger *merger, const char *unit)
{
	const gint64 *sum = g_hash_table_lookup(merger->visitors, unit);
	return sum ? *sum : 0;
}

static gint64 entered_by(const struct merger *merger, const GPtrArray *units)
{
	gint64 sum = 0;
	for (guint i = 0; i < units->len; i++)
		sum += entered(merger, ((const struct code_item *)units->pdata[i])->id);
	return sum;
}

/* Each old office's record names who takes over. */
static void succeed(struct merger *merger)
{
	GError *error = NULL;
	const struct reg *reg = model_register(merger->offices->model, "office");
	for (guint i = 0; i < merger->before->len; i++) {
		const struct code_item *unit = merger->before->pdata[i];
		if (is_in_force(unit, LAST_DAY_BEFORE + 1))
			continue;
		gint64 office = office_of(merger->offices, unit->id);
		g_autoptr(record_t) record = app_office_record(merger->offices, office, &error);
		put(merger->offices, office, reg->id, json_pack("{s:I, s:I, s:s, s:s}", "id", (json_int_t)record->id, "version", (json_int_t)record->version,
			"successor", unit->into, "succeeded_on", "2025-07-01"));
	}
}

/* A successor has its own and what its predecessors had. */
static void check_successors(struct merger *merger)
{
	for (guint i = 0; i < merger->after->len; i++) {
		const struct code_item *unit = merger->after->pdata[i];
		gint64 wanted = entered(merger, unit->id);
		for (guint b = 0; b < merger->before->len; b++) {
			const struct code_item *old = merger->before->pdata[b];
			if (!is_in_force(old, LAST_DAY_BEFORE + 1) && strcmp(old->into, unit->id) == 0)
				wanted += entered(merger, old->id);
		}
		g_autoptr(GPtrArray) alone = g_ptr_array_new();
		g_ptr_array_add(alone, (gpointer)unit);
		g_assert_cmpint(visitors_of(merger->hub, alone, BOUNDARIES_NOW), ==, wanted);
		g_assert_cmpint(visitors_of(merger->offices, alone, BOUNDARIES_NOW), ==, wanted);
		g_assert_cmpint(visitors_of(merger->hub, alone, BOUNDARIES_THEN), ==, entered(merger, unit->id));
	}
}

static void merge(struct merger *merger)
{
	for (guint i = 0; i < merger->before->len; i++)
		enter(merger, merger->before->pdata[i], day_make(2025, 2, 3));
	send(merger, merger->before);
	gint64 before = visitors_of(merger->hub, merger->before, BOUNDARIES_THEN);
	g_assert_cmpint(before, ==, entered_by(merger, merger->before));
	for (guint i = 0; i < merger->after->len; i++)
		if (!is_in_force(merger->after->pdata[i], LAST_DAY_BEFORE))
			enter(merger, merger->after->pdata[i], day_make(2025, 8, 4));
	succeed(merger);
	send(merger, merger->before);
	send(merger, merger->after);
	g_assert_cmpint(visitors_of(merger->hub, merger->before, BOUNDARIES_THEN), ==, before);
	gint64 all = 0;
	GHashTableIter iter;
	gpointer sum;
	g_hash_table_iter_init(&iter, merger->visitors);
	while (g_hash_table_iter_next(&iter, NULL, &sum))
		all += *(gint64 *)sum;
	g_assert_cmpint(visitors_of(merger->hub, merger->after, BOUNDARIES_NOW), ==, all);
	check_successors(merger);
	check_sound(merger->hub);
}

static void sixty_three_become_thirty_four(void)
{
	GError *error = NULL;
	struct merger merger = { .before = g_ptr_array_new(), .after = g_ptr_array_new(), .visitors = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free) };
	merger.folder = g_dir_make_tmp("ngoaivu-hub-XXXXXX", NULL);
	g_setenv("XDG_DATA_HOME", merger.folder, TRUE);
	for (guint i = 0; i < 2; i++)
		merger.url[i] = new_store_url(merger.folder);
	merger.offices = open_new(merger.url[0]);
	merger.hub = open_new(merger.url[1]);
	merger.bng = make_office(merger.hub, "bng");
	g_autofree char *key = key_hex(merger.hub, "bng");
	g_assert_true(hub_trust(merger.offices, key, FALSE, &error));
	const struct code_list *list = provinces(merger.offices);
	for (guint i = 0; i < list->items->len; i++) {
		if (is_in_force(list->items->pdata[i], LAST_DAY_BEFORE))
			g_ptr_array_add(merger.before, list->items->pdata[i]);
		if (is_in_force(list->items->pdata[i], LAST_DAY_BEFORE + 1))
			g_ptr_array_add(merger.after, list->items->pdata[i]);
	}
	g_assert_cmpuint(merger.before->len, ==, 63);
	g_assert_cmpuint(merger.after->len, ==, 34);
	merge(&merger);
	remove_key(merger.offices);
	remove_key(merger.hub);
	app_close(merger.offices);
	app_close(merger.hub);
	for (guint i = 0; i < 2; i++) {
		remove_store(merger.url[i]);
		g_free(merger.url[i]);
	}
	g_autofree char *keys = g_build_filename(merger.folder, "ngoaivu", NULL);
	g_rmdir(keys);
	g_rmdir(merger.folder);
	g_free(merger.folder);
	g_ptr_array_unref(merger.before);
	g_ptr_array_unref(merger.after);
	g_hash_table_destroy(merger.visitors);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/hub/sixty-three offices become thirty-four", sixty_three_become_thirty_four);
	return g_test_run();
}
