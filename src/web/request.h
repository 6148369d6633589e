/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * One request and its answer. A request owns all that it makes. It is read by the server's own threads, then handled by
 * one thread (a worker, or the writer), and only then answered; no two threads hold it at once.
 */
#include "app/app.h"
#include "auth/session.h"
#include "auth/token.h"
#include "format/html.h"
#include "web/pairs.h"

enum method { GET, POST, PATCH, DELETE, METHODS };
enum { PARAMETERS_MOST = 4 };

struct server;
struct route;
struct operation; /* api.h */

struct answer {
	guint status;
	const char *media;   /* of text or bytes */
	GString *text;       /* what pages write to; or: */
	GBytes *bytes;
	char *location;      /* of a redirection */
	char *download;      /* name of a file to be saved */
	char *etag;
	char *link;          /* of a list: where it goes on */
	char *allow;         /* the methods that there are, where another was tried */
	guint retry;         /* seconds to wait; 0 = not told */
	char *styles;        /* one more source of styles that the content policy lets through, or NULL */
	GPtrArray *cookies;  /* char *: Set-Cookie */
	gboolean zipped;
};

struct request {
	struct server *server;
	enum method method;
	const struct route *route;            /* NULL: no path is like it */
	const struct operation *operation;    /* of the API, NULL: a page */
	char *target, *path;                  /* as it came; without what follows "?" */
	char *parameters[PARAMETERS_MOST];    /* of the route's pattern, decoded, in order */
	struct pairs *query, *form;           /* form: of the body, NULL when it could not be read */
	GByteArray *body;
	char *media, *cookie, *agent, *etags, *languages, *host;
	char *bearer, *matches, *once;        /* of the API: Authorization, If-Match, Idempotency-Key */
	char *site;                           /* Sec-Fetch-Site, or "cross-site" when Origin is another one; NULL unknown */
	gboolean takes_gzip;
	char *address;                        /* of the client */
	gboolean is_local, is_secure;

	struct app *app;                      /* of the thread that handles it */
	const char *language;                 /* "vi", "en" */
	char *token;                          /* of the session, or of the forms of somebody who has none */
	struct session *session;              /* NULL: not signed in */
	struct api_token *api_token;              /* of the API, instead of a session */
	json_t *json;                         /* the body of a request to the API */
	struct account *account;
	guint may;

	struct answer answer;
	char *problem;                        /* page_again: what is wrong with what was typed, told by the page of the form; else NULL */
	gboolean writes;                      /* something was written for it, which another time would be written again */
	struct shelf *shelf;                  /* of its thread; NULL in the writer */
	char *kept_as;                        /* shelf.h: the answer is to be kept under this name, or NULL */
	gint64 began;
	void *connection;
	guint phase;
};

struct request *request_new(struct server *server, const char *target);
void request_free(struct request *request);

/* A parameter of the route by its place, from 0; "" when the pattern has none there. */
const char *request_parameter(const struct request *request, guint place);
gint64 request_office(const struct request *request); /* of the account */
/* The number at the end of a path: ERROR_ABSENT when it is none. */
gboolean request_number(const struct request *request, guint place, gint64 *number, GError **error);
const struct reg *request_register(const struct request *request, guint place, GError **error);
gboolean request_may(const struct request *request, guint may); /* one of these */

/* Whether it is for the API, whatever becomes of it. */
gboolean request_is_api(const struct request *request);

/* The answer. Each replaces what was there. */
void answer_redirect(struct request *request, const struct url *url); /* 303: see there */
void answer_bytes(struct request *request, GBytes *bytes, const char *media, const char *download);
void answer_cookie(struct request *request, const char *name, const char *value, gint64 seconds); /* seconds 0: takes it away */
char *request_cookie(const struct request *request, const char *name); /* caller frees; NULL */

/* page_sign.c: forms of those who have no session carry the token of a cookie; this sees that there is one. */
void have_form_token(struct request *request);
/* What a form carries to show that it was made for this session; different each time, so that packing tells nothing of it. */
char *form_token(const struct request *request);
gboolean form_token_fits(const struct request *request, const char *text);
