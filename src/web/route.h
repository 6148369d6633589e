/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Routes: one row each in routes.c. A row carries who may, in which thread it is done, how its answer is kept by
 * browsers, and how much it takes in; the dispatcher obeys the row, so that no handler has to remember any of it.
 * A POST of a page is refused unless its form carries the session's token; the API knows no sessions (api.h).
 */
#include "web/request.h"

/* Answers, or FALSE with an error that becomes a page: input 422, absent 404, refused 403, conflict 409, system 500. */
typedef gboolean (*handler)(struct request *request, GError **error);

enum route_place {
	PLACE_READER, /* a worker; it sees the store as of one moment and changes nothing */
	PLACE_WRITER, /* the writer, inside its transaction; answered when that is durable, undone when the answer is an error */
	PLACE_SLOW,   /* a worker, outside any transaction: for what takes long (passwords); it may ask the writer */
};
enum cache {
	CACHE_NEVER,   /* no-store: pages about people and records */
	CACHE_STORE,   /* the same for browsers; the server keeps it while the store is as it was (shelf.h) */
	CACHE_SHORT,   /* asked for again with its ETag */
	CACHE_FOREVER, /* the address holds the content's hash */
	CACHE_PUBLIC,  /* what is published: kept for two minutes, and given to an address only so often */
};
enum { BODY_FORM = 256 << 10, BODY_FILE = 16 << 20 }; /* bytes */

struct route {
	enum method method;
	const char *pattern;
	guint may;
	enum route_place place;
	enum cache cache;
	gsize body; /* bytes of body that it takes; 0 = none */
	handler run;
};

extern const struct route routes[]; /* ended by a NULL pattern */
/* All of them, those of the API (api.h) after the pages; the place of one among them. */
guint routes_count(void);
const struct route *route_at(guint index);
guint route_index(const struct route *route);
const char *method_name(enum method method);
/* "GET, POST": the methods of a path; NULL where there is none like it. Caller frees. */
char *route_methods(const char *path);
/*
 * The row for a path, its parameters decoded into the request. NULL when none is like it; *allowed is then whether
 * another method would have been.
 */
const struct route *route_find(struct request *request, gboolean *allowed);
/* All rows as JSON, for the tests and for those who want to know who may what. */
json_t *routes_json(void);
