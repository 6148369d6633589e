/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program for the tests of writers: opens a store once and enters records one after the other, as a server does, whatever
 * becomes of its connection. writer URL NAME COUNT [PAUSE]: the records have the codes NAME-0, NAME-1 … A record counts when its
 * line "kept CODE" is there; PAUSE milliseconds lie between them. What was not kept is told with the reason, looked for where
 * it has to be, and entered again.
 */
#include "app/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRIES_MOST = 400, PAUSE = G_USEC_PER_SEC / 20 };

static gboolean is_there(struct app *app, const struct reg *reg, gint64 office, const char *code, gboolean *there, GError **error)
{
	gint64 id = 0;
	gboolean done = store_coded(app->store, reg, office, code, &id, error);
	*there = id != 0;
	return done;
}

static gboolean enter(struct app *app, const struct reg *reg, gint64 office, const char *code, GError **error)
{
	json_t *object = json_pack("{s:s, s:s, s:[s], s:s, s:s, s:i, s:s}", "code", code, "name", "Đoàn", "country", "JP", "host", "leaders",
		"arrives_on", "2020-02-03", "visitors", 1, "state", "received");
	struct record *record = app_put(app, reg, office, object, NULL, NULL, error);
	json_decref(object);
	gboolean done = record != NULL;
	record_free(record);
	return done;
}

/* Until it is there, once. */
static gboolean insist(struct app *app, const struct reg *reg, gint64 office, const char *code)
{
	gboolean there = FALSE, doubtful = FALSE;
	for (guint i = 0; i < TRIES_MOST; i++) {
		g_autoptr(GError) problem = NULL;
		if (doubtful && !is_there(app, reg, office, code, &there, &problem))
			there = FALSE;
		else if (there || enter(app, reg, office, code, &problem))
			return TRUE;
		else
			doubtful = strstr(problem->message, "look whether") != NULL;
		printf("%s %s: %s\n", doubtful ? "perhaps" : "not", code, problem->message);
		g_usleep(PAUSE);
	}
	return FALSE;
}

static struct app *open_at_last(const char *url, GError **error)
{
	struct app_options options = { .url = url, .who = "test" };
	struct app *app = app_open(&options, DB_WRITE, error);
	for (guint i = 0; !app && i < TRIES_MOST && (*error)->code == ERROR_SYSTEM; i++) {
		g_clear_error(error);
		g_usleep(PAUSE);
		app = app_open(&options, DB_WRITE, error);
	}
	return app;
}

int main(int argc, char **argv)
{
	GError *error = NULL;
	setvbuf(stdout, NULL, _IOLBF, 0);
	g_autoptr(app_t) app = argc >= 4 ? open_at_last(argv[1], &error) : NULL;
	gint64 office = app ? store_office(app->store, "tb", &error) : 0;
	const struct reg *reg = office ? model_need_register(app->model, "inbound", &error) : NULL;
	for (int i = 0; reg && i < atoi(argv[3]); i++) {
		g_autofree char *code = g_strdup_printf("%s-%d", argv[2], i);
		if (!insist(app, reg, office, code))
			return 1;
		printf("kept %s\n", code);
		g_usleep(argc > 4 ? (gulong)atoi(argv[4]) * 1000 : 0);
	}
	if (error)
		fprintf(stderr, "%s\n", error->message);
	g_clear_error(&error);
	return reg ? 0 : 1;
}
