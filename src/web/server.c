/* SPDX-License-Identifier: Apache-2.0 */
#include "web/server.h"
#include "check/check.h"
#include "auth/code_library.h"
#include "auth/invitation.h"
#include "base/reason.h"
#include "web/doors.h"
#include "web/http.h"
#include "format/certificate.h"
#include "format/http_library.h"
#include "web/limiter.h"
#include "web/list.h"
#include "web/meter.h"
#include "web/shelf.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

enum { WORKERS_LEAST = 2, WORKERS_MOST = 16, STOP_SECONDS = 20, TEND_SECONDS = 5, REST_SECONDS = 5, DESCRIPTORS_MOST = CONNECTIONS_MOST + 512 };

struct worker {
	struct server *server;
	struct app *app;
	struct shelf *shelf;
};

/* After a while without one, pages of the store are not kept in memory: wait_for_signal gives it back to the system. */
static struct request *next_request(const struct worker *worker)
{
	struct request *request = g_async_queue_timeout_pop(worker->server->queue, REST_SECONDS * (guint64)G_USEC_PER_SEC);
	if (request)
		return request;
	db_rest(store_db(worker->app->store));
	return g_async_queue_pop(worker->server->queue);
}

static gpointer work(gpointer data)
{
	g_autofree struct worker *worker = data;
	for (;;) {
		struct request *request = next_request(worker);
		if (!request->server)
			break;
		request->shelf = worker->shelf;
		request_handle(request, worker->app);
		answer_pack(request);
		shelf_keep(request);
		request_done(request);
	}
	shelf_free(worker->shelf);
	app_close(worker->app);
	return NULL;
}

/* In the writer: what answers with an error is undone. */
static gboolean write_request(struct app *app, void *data, GError **error)
{
	(void)error;
	return request_handle(data, app);
}

static void end_request(void *data, GError *error)
{
	struct request *request = data;
	if (error && request->answer.status < 400)
		answer_error(request, error);
	g_clear_error(&error);
	answer_pack(request);
	request_done(request);
}

void server_take(struct server *server, struct request *request)
{
	if (request->route && request->route->place == PLACE_WRITER)
		writer_send(server->writer, write_request, request, end_request);
	else
		g_async_queue_push(server->queue, request);
}

gboolean request_is_writing(const struct request *request)
{
	return request->app == request->server->app;
}

static gboolean start_workers(struct server *server, GError **error)
{
	guint count = CLAMP(g_get_num_processors() + 1, WORKERS_LEAST, WORKERS_MOST);
	for (guint i = 0; i < count; i++) {
		struct app *app = app_open_beside(server->app, DB_READ, error);
		if (!app)
			return FALSE;
		struct worker *worker = g_new0(struct worker, 1);
		*worker = (struct worker){ server, app, shelf_new() };
		g_ptr_array_add(server->workers, g_thread_new("worker", work, worker));
	}
	return TRUE;
}

static void stop_workers(struct server *server)
{
	static struct request last; /* without a server: the end */
	for (guint i = 0; i < server->workers->len; i++)
		g_async_queue_push(server->queue, &last);
	for (guint i = 0; i < server->workers->len; i++)
		g_thread_join(server->workers->pdata[i]);
}

static gboolean open_log(struct server *server, GError **error)
{
	const char *name = server->options.log;
	server->log = !name ? stderr : strcmp(name, "none") == 0 ? NULL : fopen(name, "ae");
	return server->log || g_strcmp0(name, "none") == 0 ||
		fail(error, ERROR_SYSTEM, _("%s: the log cannot be written: %s"), name, reason_system(errno));
}

/* After the log was moved away: it goes on in a new file of its name; where that cannot be written, in the old one. */
static void reopen_log(struct server *server)
{
	const char *name = server->options.log;
	FILE *file = server->log && server->log != stderr ? fopen(name, "ae") : NULL;
	if (!file) {
		if (server->log && server->log != stderr)
			g_printerr(_("ngoaivu: %s: the log cannot be opened anew: %s\n"), name, reason_system(errno));
		return;
	}
	g_mutex_lock(&server->log_lock);
	fclose(server->log);
	server->log = file;
	g_mutex_unlock(&server->log_lock);
}

/* After it was renewed: connections that begin now are shown the new one; where that cannot be read, the old one. */
static void renew_certificate(struct server *server)
{
	g_autoptr(GError) error = NULL;
	if (server->certificates && !certificates_renew(server->certificates, &error))
		g_printerr(_("ngoaivu: the certificate cannot be renewed, the one before is shown: %s\n"), error->message);
}

/* A store that nobody administers: whoever starts the server gets a link to become the first. */
static gboolean invite_first(struct server *server, GError **error)
{
	gboolean exists = FALSE;
	struct store *store = server->app->store;
	if (!auth_prepare(store, error) || !account_administrator_exists(store, &exists, error) || exists)
		return exists;
	if (!store_begin(store, error))
		return FALSE;
	g_autofree char *token = invitation_make(store, "", moment_now(), error);
	if (!token || !store_commit(store, error)) {
		store_rollback(store);
		return FALSE;
	}
	server->setup = g_strconcat("/setup/", token, NULL);
	return TRUE;
}

static void tell_start(const struct server *server)
{
	const char *scheme = server->options.certificate ? "https" : "http";
	printf(_("Serving on %s://%s\n"), scheme, server->options.listen);
	if (server->setup)
		printf(_("Nobody administers this store yet. This link, good once and for %d hours, makes the first administrator:\n%s://%s%s\n"),
			INVITATION_HOURS, scheme, server->options.listen, server->setup);
	fflush(stdout);
}

/* A short connection of its own brings what was written to its place, off the way of those who write. */
static void tend(const struct server *server)
{
	if (db_url_is_file(server->app->url))
		db_close(db_open(server->app->url, DB_READ, NULL));
}

static void wait_for_signal(struct server *server, const sigset_t *signals)
{
	gint64 tended = 0;
	for (;;) {
		const struct timespec patience = { .tv_sec = TEND_SECONDS };
		int signal = sigtimedwait(signals, NULL, &patience);
		if (signal == SIGTERM || signal == SIGINT)
			return;
		if (signal == SIGHUP) {
			reopen_log(server);
			renew_certificate(server);
		}
		struct writer_counts counts = writer_counts(server->writer);
		if (counts.commits != tended)
			tend(server);
		tended = counts.commits;
		malloc_trim(0); /* what a large page took goes back to the system */
	}
}

static void finish(struct server *server)
{
	gint64 until = g_get_monotonic_time() + STOP_SECONDS * (gint64)G_USEC_PER_SEC;
	g_atomic_int_set(&server->stopping, 1);
	http_quiesce(server);
	while ((g_atomic_int_get(&server->in_hand) > 0 || doors_busy(server->doors)) && g_get_monotonic_time() < until)
		g_usleep(10000);
}

static void server_clear(struct server *server)
{
	stop_workers(server);
	writer_stop(server->writer);
	http_stop(server);
	doors_free(server->doors);
	counts_free(server->counts);
	meter_free(server->meter);
	limiter_free(server->limiter);
	limiter_free(server->visits);
	g_ptr_array_unref(server->workers);
	g_async_queue_unref(server->queue);
	g_mutex_clear(&server->log_lock);
	g_mutex_clear(&server->paper_lock);
	g_mutex_clear(&server->checker_lock);
	g_mutex_clear(&server->contract_lock);
	json_decref(server->contract);
	checker_free(server->checker);
	g_free(server->setup);
	if (server->log && server->log != stderr)
		fclose(server->log);
}

/* Each connection is a descriptor; a shell often allows fewer than are let in. More than the system allows is not had. */
static void allow_connections(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= DESCRIPTORS_MOST)
		return;
	limit.rlim_cur = MIN(limit.rlim_max, DESCRIPTORS_MOST);
	setrlimit(RLIMIT_NOFILE, &limit);
}

gboolean server_run(struct app *app, const struct serve_options *options, GError **error)
{
	struct server server = { .options = *options, .app = app, .queue = g_async_queue_new(), .workers = g_ptr_array_new(), .meter = meter_new(),
		.limiter = limiter_new(TRIES_AT_ONCE, TRIES_MILLISECONDS), .visits = limiter_new(VISITS_AT_ONCE, VISITS_MILLISECONDS), .doors = doors_new(), .counts = counts_new(), .began = g_get_monotonic_time() };
	sigset_t signals, before;
	g_mutex_init(&server.log_lock);
	g_mutex_init(&server.paper_lock);
	g_mutex_init(&server.checker_lock);
	g_mutex_init(&server.contract_lock);
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	sigaddset(&signals, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &signals, &before); /* the threads inherit it */
	allow_connections();
	gboolean started = http_library_load(error) && code_library_load(error) && open_log(&server, error) && invite_first(&server, error);
	if (started) {
		server.writer = writer_start(app);
		started = start_workers(&server, error) && http_start(&server, error);
	}
	if (started) {
		tell_start(&server);
		wait_for_signal(&server, &signals);
		finish(&server);
	}
	server_clear(&server);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return started;
}
