/* SPDX-License-Identifier: Apache-2.0 */
#include "hub/serve.h"
#include "hub/claim.h"

#include <signal.h>

enum { STOP_SECONDS = 60, TEND_SECONDS = 1, REST_MILLISECONDS = 300 };

struct server {
	struct app *app;       /* the worker's alone, once it runs */
	gint64 hub;
	struct store *gate;    /* the line's thread's: only read */
	struct line *line;
	GAsyncQueue *queue;    /* struct call * */
	GThread *worker;
	struct call last;      /* after which the worker ends */
};

static char *may(void *data, const char *claim, const char *request, GError **error)
{
	struct server *server = data;
	g_autoptr(GError) problem = NULL;
	g_autofree char *office = claim_check(server->gate, claim, request, &problem);
	if (!db_heard(store_db(server->gate), error))
		return NULL;
	if (problem)
		g_propagate_error(error, g_steal_pointer(&problem));
	return g_steal_pointer(&office);
}

static void take(void *data, struct call *call)
{
	struct server *server = data;
	g_async_queue_push(server->queue, call);
}

/* What an office sent is received for it alone. */
static GBytes *receive(struct server *server, struct call *call, GError **error)
{
	g_autoptr(GBytes) package = g_bytes_new_static(call->body, call->length);
	struct package_header header;
	if (!package_open(package, &header, error))
		return NULL;
	gboolean own = strcmp(header.office, call->office) == 0;
	package_header_clear(&header);
	if (own)
		return hub_receive(server->app, server->hub, package, NULL, error);
	fail(error, ERROR_REFUSED, _("the package is of another office than the one that sends it"));
	return NULL;
}

static void handle(struct server *server, struct call *call)
{
	g_autoptr(GError) failure = NULL;
	GError *unheard = NULL;
	GBytes *answer = call->is_package ? receive(server, call, &failure) : hub_answer(server->app, server->hub, call->office, &failure);
	if (!db_heard(store_db(server->app->store), &unheard)) {
		g_clear_pointer(&answer, g_bytes_unref);
		g_clear_error(&failure);
		failure = unheard;
	}
	line_answer(call, answer, failure);
}

/* What was written to the store's journal comes to its place while nobody waits. */
static void rest(struct server *server)
{
	if (db_url_is_file(server->app->url))
		db_close(db_open(server->app->url, DB_READ, NULL));
}

static gpointer work(gpointer data)
{
	struct server *server = data;
	gboolean wrote = FALSE;
	for (;;) {
		struct call *call = wrote ? g_async_queue_timeout_pop(server->queue, REST_MILLISECONDS * 1000) : g_async_queue_pop(server->queue);
		if (call == &server->last)
			return NULL;
		if (call) {
			wrote = wrote || call->is_package;
			handle(server, call);
			continue;
		}
		rest(server);
		wrote = FALSE;
	}
}

static void wait_for_signal(struct server *server, const sigset_t *signals)
{
	for (;;) {
		const struct timespec patience = { .tv_sec = TEND_SECONDS };
		int signal = sigtimedwait(signals, NULL, &patience);
		if (signal == SIGTERM || signal == SIGINT)
			return;
		line_tend(server->line);
	}
}

/* What was handed over is answered; what has not come whole is sent again by its office. */
static void finish(struct server *server)
{
	gint64 until = g_get_monotonic_time() + STOP_SECONDS * (gint64)G_USEC_PER_SEC;
	line_quiesce(server->line);
	while (line_in_hand(server->line) && g_get_monotonic_time() < until) {
		g_usleep(10000);
		line_tend(server->line);
	}
}

static gboolean serve(struct server *server, const struct line_options *options, const sigset_t *signals, void (*began)(const char *address), GError **error)
{
	const struct line_doors doors = { may, take, server };
	server->line = line_open(options, &doors, error);
	if (!server->line)
		return FALSE;
	server->worker = g_thread_new("hub", work, server);
	began(line_address(server->line));
	wait_for_signal(server, signals);
	finish(server);
	g_async_queue_push(server->queue, &server->last);
	g_thread_join(server->worker);
	return TRUE;
}

/* Nothing is begun that could not be signed. */
static gboolean check_key(struct app *app, gint64 hub, GError **error)
{
	g_autofree char *code = store_office_code(app->store, hub);
	g_autoptr(hub_key_t) key = hub_key_read(app, code ? code : "", error);
	return key && store_may_change(app->store, hub, error);
}

gboolean hub_serve(struct app *app, gint64 hub, const struct line_options *options, void (*began)(const char *address), GError **error)
{
	struct server server = { .app = app, .hub = hub };
	sigset_t signals, before;
	if (!check_key(app, hub, error))
		return FALSE;
	server.gate = store_open(app->url, DB_READ, app->model, error);
	if (!server.gate)
		return FALSE;
	server.queue = g_async_queue_new();
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &signals, &before); /* the threads inherit it */
	gboolean served = serve(&server, options, &signals, began, error);
	line_close(server.line);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	g_async_queue_unref(server.queue);
	store_close(server.gate);
	return served;
}
