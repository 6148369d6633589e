/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The one thread that changes the store. It takes what waits, does each act inside a savepoint of one transaction, and
 * tells each how it ended only when the commit is durable: many changes cost one wait for the disk, and none of them
 * is acknowledged before.
 */
#include "app/app.h"

struct writer;

/* Does it with the writer's app, inside its transaction; FALSE undoes what it did. */
typedef gboolean (*write_act)(struct app *app, void *data, GError **error);
/* Told in the writer's thread; `error` (owned by the callee) is NULL when it is committed. */
typedef void (*write_end)(void *data, GError *error);

/* The app is borrowed, and used by the writer alone until writer_stop. */
struct writer *writer_start(struct app *app);
/* Finishes what waits. */
void writer_stop(struct writer *writer);
void writer_send(struct writer *writer, write_act act, void *data, write_end end);
/* The same, waiting for the end; not in the writer's own thread. */
gboolean writer_do(struct writer *writer, write_act act, void *data, GError **error);

struct writer_counts {
	gint64 acts, commits, failures, waiting;
};
struct writer_counts writer_counts(struct writer *writer);
