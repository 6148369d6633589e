/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The server: libmicrohttpd's threads read requests and send answers; workers, each with its own connection to the
 * store, make the answers; one writer changes the store. All of it lives inside server_run.
 */
#include "web/route.h"
#include "web/writer.h"
#include <stdio.h>

struct serve_options {
	const char *listen;       /* "127.0.0.1:8080", "[::1]:8080" */
	const char *certificate, *key; /* PEM files; NULL: without TLS */
	const char *log;          /* NULL: standard error; "none" */
	gboolean behind_proxy;
};

struct meter; /* meter.h */
struct limiter; /* limiter.h */

struct server {
	struct serve_options options;
	struct app *app;      /* the writer's */
	struct writer *writer;
	GAsyncQueue *queue;   /* struct request * for the workers */
	GPtrArray *workers;   /* GThread * */
	struct meter *meter;
	struct limiter *limiter; /* of tries */
	struct limiter *visits;  /* to what is published */
	struct doors *doors;  /* open connections */
	struct certificates *certificates; /* format/certificate.h; NULL: without TLS */
	struct counts *counts; /* list.h */
	void *daemon;
	FILE *log;
	GMutex log_lock;
	GMutex paper_lock;    /* documents are written one at a time */
	GMutex checker_lock;
	GMutex contract_lock;
	json_t *contract;     /* of the API (api.h), made when it is first asked for */
	struct checker *checker; /* made when a draft is first checked */
	char *setup;          /* path of the one-time link that was made at the start, or NULL */
	gint64 began;
	gint in_hand;         /* requests between their last byte and their answer; atomic */
	gint stopping;        /* atomic */
};

/* Serves until SIGTERM or SIGINT, then ends what was begun. `app` is the writer's, opened DB_WRITE. */
gboolean server_run(struct app *app, const struct serve_options *options, GError **error);

/* http.c: gives a request to the thread its route names; called back by request_done. */
void server_take(struct server *server, struct request *request);
/* The answer is made: it is sent. */
void request_done(struct request *request);
/* dispatch.c: makes the answer of a request, in a worker or in the writer. FALSE when what it wrote is to be undone. */
gboolean request_handle(struct request *request, struct app *app);
void answer_error(struct request *request, const GError *error);
void answer_status(struct request *request, guint status, const char *message);
/* Whether this thread is the writer's. */
gboolean request_is_writing(const struct request *request);
/* Has the writer do something for a request, wherever that is handled; waits for its end. */
gboolean request_write(struct request *request, write_act act, void *data, GError **error);
