/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two connections to one store, step by step and at random: a version is changed once, numbers have no gaps, what one
 * begins the other waits for.
 */
#include "app/app.h"
#include "../check.h"
#include "../stores.h"

#include <stdlib.h>

enum { ACTS = 60, RACERS = 2 };

struct shop {
	char *folder, *url;
	struct app *app[RACERS];
	gint64 office;
};

static struct app *open_app(const char *url, enum db_mode mode)
{
	GError *error = NULL;
	struct app_options options = { .url = url, .who = "test" };
	struct app *app = app_open(&options, mode, &error);
	g_assert_no_error(error);
	return app;
}

static void shop_begin(struct shop *shop)
{
	GError *error = NULL;
	shop->folder = g_dir_make_tmp("ngoaivu-test-XXXXXX", NULL);
	shop->url = new_store_url(shop->folder);
	shop->app[0] = open_app(shop->url, DB_CREATE);
	json_t *record = json_pack("{s:s, s:s, s:s, s:s, s:s}", "code", "tb", "name", "Sở", "superior", "UBND", "issuer", "SỞ", "place", "X");
	shop->office = app_office_new(shop->app[0], record, &error);
	json_decref(record);
	g_assert_no_error(error);
	shop->app[1] = open_app(shop->url, DB_WRITE);
}

static void shop_end(struct shop *shop)
{
	for (guint i = 0; i < RACERS; i++)
		app_close(shop->app[i]);
	remove_store(shop->url);
	g_rmdir(shop->folder);
	g_free(shop->folder);
	g_free(shop->url);
}

static const struct reg *inbound(struct app *app)
{
	return model_register(app->model, "inbound");
}

/* The id of a new record, 0 on failure. */
static gint64 create(struct app *app, gint64 office, GError **error)
{
	json_t *object = json_pack("{s:s, s:[s], s:s, s:s, s:i, s:s}", "name", "Đoàn", "country", "JP", "host", "leaders", "arrives_on", "2020-02-03",
		"visitors", 1, "state", "received");
	g_autoptr(record_t) record = app_put(app, inbound(app), office, object, NULL, NULL, error);
	json_decref(object);
	return record ? record->id : 0;
}

/* Another number of visitors than there was; *version becomes the new one. */
static gboolean change(struct app *app, gint64 office, gint64 id, gint64 *version, gint64 visitors, GError **error)
{
	json_t *object = json_pack("{s:I, s:I, s:I}", "id", (json_int_t)id, "version", (json_int_t)*version, "visitors", (json_int_t)visitors);
	g_autoptr(record_t) record = app_put(app, inbound(app), office, object, NULL, NULL, error);
	json_decref(object);
	if (record)
		*version = record->version;
	return record != NULL;
}

static void check_sound(struct app *app)
{
	GError *error = NULL;
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_assert_true(ledger_audit(app->ledger, lines, NULL, NULL, &error));
	g_assert_no_error(error);
	for (guint i = 0; i < lines->len; i++)
		g_test_message("%s", (const char *)lines->pdata[i]);
	g_assert_cmpuint(lines->len, ==, 0);
}

static void version_changed_once(void)
{
	struct shop shop;
	GError *error = NULL;
	shop_begin(&shop);
	gint64 id = create(shop.app[0], shop.office, &error), first = 1, second = 1;
	g_assert_no_error(error);
	for (gint64 i = 0; i < 4; i++) { /* in turns, each with what the other has outdated */
		g_assert_true(change(shop.app[i % 2], shop.office, id, &first, 100 + i, &error));
		g_assert_no_error(error);
		g_assert_cmpint(first, ==, i + 2);
		g_assert_false(change(shop.app[(i + 1) % 2], shop.office, id, &second, 200 + i, &error));
		check_error(&error, ERROR_CONFLICT, "version");
	}
	check_sound(shop.app[1]);
	shop_end(&shop);
}

struct waiting {
	struct shop *shop;
	gint64 id;
	gint done;
};

static gpointer create_too(gpointer data)
{
	struct waiting *waiting = data;
	GError *error = NULL;
	waiting->id = create(waiting->shop->app[1], waiting->shop->office, &error);
	g_assert_no_error(error);
	g_atomic_int_set(&waiting->done, 1);
	return NULL;
}

/* The second waits for the end of the first one's transaction, and takes the next number that is free then. */
static void wait_and_follow(gboolean keep)
{
	struct shop shop;
	GError *error = NULL;
	shop_begin(&shop);
	struct waiting waiting = { .shop = &shop };
	g_assert_true(store_begin(shop.app[0]->store, &error));
	gint64 first = create(shop.app[0], shop.office, &error);
	g_assert_no_error(error);
	GThread *thread = g_thread_new("second", create_too, &waiting);
	g_usleep(G_USEC_PER_SEC / 5);
	g_assert_false(g_atomic_int_get(&waiting.done));
	if (keep)
		g_assert_true(store_commit(shop.app[0]->store, &error));
	else
		store_rollback(shop.app[0]->store);
	g_thread_join(thread);
	g_assert_cmpint(waiting.id, ==, keep ? first + 1 : first);
	check_sound(shop.app[0]);
	shop_end(&shop);
}

static void follows_what_was_kept(void)
{
	wait_and_follow(TRUE);
}

static void takes_what_was_given_up(void)
{
	wait_and_follow(FALSE);
}

struct racer {
	struct shop *shop;
	struct app *app;
	GRand *random;
	gint64 created, changed, refused;
};

/* Some record, as this connection reads it now, gets another number of visitors. */
static void change_one(struct racer *racer, GError **error)
{
	gint64 office = racer->shop->office, last = store_position(racer->app->store, office, error);
	gint64 id = last ? g_rand_int_range(racer->random, 1, (gint32)last + 1) : 0;
	g_autoptr(record_t) record = id ? store_read(racer->app->store, inbound(racer->app), office, id, NULL) : NULL;
	gint64 version = record ? record->version : 0;
	if (g_rand_boolean(racer->random))
		g_thread_yield();
	if (record && change(racer->app, office, id, &version, g_rand_int_range(racer->random, 2, G_MAXINT32), error))
		racer->changed++;
}

static void act(struct racer *racer)
{
	g_autoptr(GError) error = NULL;
	gint32 chosen = g_rand_int_range(racer->random, 0, 4);
	if (chosen == 0) {
		if (store_begin(racer->app->store, &error) && create(racer->app, racer->shop->office, &error))
			store_rollback(racer->app->store);
	} else if (chosen == 1) {
		racer->created += create(racer->app, racer->shop->office, &error) != 0;
	} else {
		change_one(racer, &error);
	}
	if (g_error_matches(error, ERROR_DOMAIN, ERROR_CONFLICT))
		racer->refused++;
	else
		g_assert_no_error(error);
}

static gpointer race(gpointer data)
{
	for (guint i = 0; i < ACTS; i++)
		act(data);
	return NULL;
}

static void check_versions(struct app *app, gint64 office, gint64 id)
{
	GError *error = NULL;
	g_autoptr(GPtrArray) changes = store_timeline(app->store, KEY(office, id), &error);
	g_assert_no_error(error);
	for (guint i = 0; i < changes->len; i++)
		g_assert_cmpint(((struct change *)changes->pdata[i])->version, ==, i + 1);
}

static void at_random(void)
{
	struct shop shop;
	GError *error = NULL;
	shop_begin(&shop);
	const char *seed = g_getenv("NGOAIVU_SEED");
	gint64 before = store_position(shop.app[0]->store, shop.office, &error), done = 0, id;
	struct racer racers[RACERS];
	GThread *threads[RACERS];
	for (guint i = 0; i < RACERS; i++) {
		racers[i] = (struct racer){ .shop = &shop, .app = shop.app[i], .random = g_rand_new_with_seed((guint32)(seed ? atoi(seed) : 41) + i) };
		threads[i] = g_thread_new("racer", race, &racers[i]);
	}
	for (guint i = 0; i < RACERS; i++) {
		g_thread_join(threads[i]);
		done += racers[i].created + racers[i].changed;
		g_test_message("%" PRId64 " created, %" PRId64 " changed, %" PRId64 " too late", racers[i].created, racers[i].changed, racers[i].refused);
		g_rand_free(racers[i].random);
	}
	gint64 last = store_position(shop.app[0]->store, shop.office, &error);
	g_assert_cmpint(last, ==, before + done); /* what was given up or refused left no gap */
	for (id = before + 1; id <= last; id++)
		check_versions(shop.app[0], shop.office, id);
	check_sound(shop.app[0]);
	shop_end(&shop);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/store/races/a version is changed once, and the other is told", version_changed_once);
	g_test_add_func("/store/races/the second writer follows what the first kept", follows_what_was_kept);
	g_test_add_func("/store/races/it takes the number that the first gave up", takes_what_was_given_up);
	g_test_add_func("/store/races/at random, versions and numbers have no gaps", at_random);
	return g_test_run();
}
