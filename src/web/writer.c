/* SPDX-License-Identifier: Apache-2.0 */
#include "web/writer.h"

enum { BATCH_MOST = 64 };

struct write {
	write_act act;
	void *data;
	write_end end;
	GError *error;
};

struct writer {
	struct app *app;
	GThread *thread;
	GAsyncQueue *queue; /* struct write *; one without `act` stops the thread */
	gint64 acts, commits, failures;
	GMutex lock; /* of the counts */
};

static void count(struct writer *writer, gint64 acts, gint64 commits, gint64 failures)
{
	g_mutex_lock(&writer->lock);
	writer->acts += acts;
	writer->commits += commits;
	writer->failures += failures;
	g_mutex_unlock(&writer->lock);
}

/* One act in a savepoint; FALSE when the transaction cannot go on. */
static gboolean do_one(struct writer *writer, struct write *write)
{
	struct store *store = writer->app->store;
	if (!store_savepoint(store, &write->error))
		return FALSE;
	if (write->act(writer->app, write->data, &write->error))
		return store_release(store, &write->error);
	if (!write->error)
		fail(&write->error, ERROR_REFUSED, "%s", "");
	g_autoptr(GError) problem = NULL;
	return store_undo(store, &problem);
}

static void fail_all(GPtrArray *batch, const GError *error)
{
	for (guint i = 0; i < batch->len; i++) {
		struct write *write = batch->pdata[i];
		if (!write->error)
			write->error = g_error_copy(error);
	}
}

/* Takes what waits, as long as the transaction is sound and not too long; *stop when that was said. */
static gboolean do_batch(struct writer *writer, GPtrArray *batch, gboolean *stop)
{
	gboolean sound = TRUE;
	for (guint i = 0; sound && i < batch->len; i++) {
		sound = do_one(writer, batch->pdata[i]);
		struct write *next = sound && batch->len < BATCH_MOST ? g_async_queue_try_pop(writer->queue) : NULL;
		if (next && next->act)
			g_ptr_array_add(batch, next);
		else if (next)
			*stop = TRUE;
		g_free(next && !next->act ? next : NULL);
	}
	return sound;
}

static void end_all(struct writer *writer, GPtrArray *batch)
{
	gint64 failures = 0;
	for (guint i = 0; i < batch->len; i++) {
		struct write *write = batch->pdata[i];
		failures += write->error != NULL;
		if (write->end)
			write->end(write->data, write->error);
		else
			g_clear_error(&write->error);
		g_free(write);
	}
	count(writer, batch->len, 1, failures);
}

static gboolean run_batch(struct writer *writer, struct write *first)
{
	g_autoptr(GPtrArray) batch = g_ptr_array_new();
	g_autoptr(GError) error = NULL;
	gboolean stop = FALSE;
	g_ptr_array_add(batch, first);
	if (!store_begin(writer->app->store, &error)) {
		fail_all(batch, error);
	} else if (!do_batch(writer, batch, &stop)) {
		store_rollback(writer->app->store);
		fail(&error, ERROR_BUSY, _("the store did not take the change; nothing was changed; try again"));
		fail_all(batch, error);
	} else if (!store_commit(writer->app->store, &error)) {
		fail_all(batch, error);
	}
	end_all(writer, batch);
	return !stop;
}

static struct write *next_write(struct writer *writer)
{
	enum { REST_SECONDS = 5 };
	struct write *write = g_async_queue_timeout_pop(writer->queue, REST_SECONDS * (guint64)G_USEC_PER_SEC);
	if (write)
		return write;
	db_rest(store_db(writer->app->store));
	return g_async_queue_pop(writer->queue);
}

static gpointer work(gpointer data)
{
	struct writer *writer = data;
	gboolean on = TRUE;
	while (on) {
		struct write *write = next_write(writer);
		on = write->act != NULL;
		if (on)
			on = run_batch(writer, write); /* which frees it */
		else
			g_free(write);
	}
	return NULL;
}

struct writer *writer_start(struct app *app)
{
	struct writer *writer = g_new0(struct writer, 1);
	writer->app = app;
	writer->queue = g_async_queue_new();
	g_mutex_init(&writer->lock);
	writer->thread = g_thread_new("writer", work, writer);
	return writer;
}

void writer_stop(struct writer *writer)
{
	if (!writer)
		return;
	g_async_queue_push(writer->queue, g_new0(struct write, 1));
	g_thread_join(writer->thread);
	g_async_queue_unref(writer->queue);
	g_mutex_clear(&writer->lock);
	g_free(writer);
}

void writer_send(struct writer *writer, write_act act, void *data, write_end end)
{
	struct write *write = g_new0(struct write, 1);
	*write = (struct write){ .act = act, .data = data, .end = end };
	g_async_queue_push(writer->queue, write);
}

/* Somebody who waits. */
struct waiting {
	write_act act;
	void *data;
	GMutex lock;
	GCond ended;
	gboolean done;
	GError *error;
};

static gboolean act_for(struct app *app, void *data, GError **error)
{
	struct waiting *waiting = data;
	return waiting->act(app, waiting->data, error);
}

static void tell(void *data, GError *error)
{
	struct waiting *waiting = data;
	g_mutex_lock(&waiting->lock);
	waiting->error = error;
	waiting->done = TRUE;
	g_cond_signal(&waiting->ended);
	g_mutex_unlock(&waiting->lock);
}

gboolean writer_do(struct writer *writer, write_act act, void *data, GError **error)
{
	struct waiting waiting = { .act = act, .data = data };
	g_mutex_init(&waiting.lock);
	g_cond_init(&waiting.ended);
	writer_send(writer, act_for, &waiting, tell);
	g_mutex_lock(&waiting.lock);
	while (!waiting.done)
		g_cond_wait(&waiting.ended, &waiting.lock);
	g_mutex_unlock(&waiting.lock);
	g_mutex_clear(&waiting.lock);
	g_cond_clear(&waiting.ended);
	if (!waiting.error)
		return TRUE;
	g_propagate_error(error, waiting.error);
	return FALSE;
}

struct writer_counts writer_counts(struct writer *writer)
{
	g_mutex_lock(&writer->lock);
	struct writer_counts counts = { .acts = writer->acts, .commits = writer->commits, .failures = writer->failures };
	g_mutex_unlock(&writer->lock);
	counts.waiting = MAX(g_async_queue_length(writer->queue), 0);
	return counts;
}
