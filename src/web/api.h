/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The API: JSON under /api/v1. Its routes stand in one table (api_routes.c), whose rows also say what a token must be
 * for, what the query and the body are, and what is answered; the dispatcher obeys them, and openapi.c makes the
 * description of the API of them. Who asks is known by a token alone (auth/token.h): no cookie is looked at, and no form
 * token is needed. Handlers are as those of pages; errors become application/problem+json.
 */
#include "web/route.h"

#define API "/api/v1"
#define BYTES "bytes" /* instead of a schema: a file */

enum {
	API_CREATES = 1 << 0, /* 201 */
	API_MATCHES = 1 << 1, /* asks for If-Match: 428 without, 412 when another version is stored */
	API_CONFLICTS = 1 << 2, /* 409 */
	API_ONCE = 1 << 3,    /* made by the writer, once for an Idempotency-Key */
};

struct operation {
	struct route route;
	const char *id;      /* "listRecords" */
	const char *summary; /* N_() */
	guint scope;         /* one of enum scope */
	const char *query;   /* names of the query's parameters, by blanks; "w.*" takes all that begin so */
	const char *takes;   /* schema of the body, or BYTES; NULL: none */
	const char *gives;   /* schema of the answer, or BYTES; NULL: nothing (204) */
	guint flags;
};
extern const struct operation operations[]; /* ended by a NULL pattern */
/* What `serve --routes` tells of one besides its route. */
json_t *operation_json(const struct operation *operation);

/* What the schemas of bodies and answers are (assets/api.json), read once for all threads; made by whoever asks first. */
const json_t *api_contract(struct request *request, GError **error);
json_t *api_contract_new(GError **error);

/* dispatch.c: who it is; then, for the route that was found, whether they may, and the act. */
const char *api_language(const struct request *request);
gboolean api_identify(struct request *request, GError **error);
gboolean api_run(struct request *request, GError **error);
/* The error that was answered, as application/problem+json. */
void api_problem(struct request *request, guint status, const char *message);
/* http.c: of a request that was refused by its head alone. */
void api_refuse_head(struct request *request, guint status);

/* For handlers. */
gboolean api_refuse(struct request *request, guint status, const char *message); /* FALSE */
/* With one more member, which is taken. FALSE */
gboolean api_refuse_with(struct request *request, guint status, const char *message, const char *member, json_t *value);
gboolean api_answer(struct request *request, json_t *json);                      /* takes it; 200 unless a status is set; TRUE */
gboolean api_done(struct request *request);                                      /* 204; TRUE */
/* 201, with the address of what was made, below API. `made` is of g_strdup_printf; taken. */
void api_created(struct request *request, char *made);
/* "v3" as the ETag of the answer; `shown`: with personal data. */
void api_tag(struct request *request, gint64 version, gboolean shown);
/* Whether If-Match names this version; else 428 or 412 is answered. */
gboolean api_match(struct request *request, gint64 version);
/* Link: rel="next" … to the same list elsewhere: further pairs of name and value, ended by NULL. */
void api_link(struct request *request, const char *relation, const char *name, const char *value);
const char *api_text(const struct request *request, const char *member); /* of the body; NULL where it is not there */
/* A whole number of the query within bounds; `absent` where it is not given. */
gboolean api_number(struct request *request, const char *name, gint64 least, gint64 most, gint64 absent, gint64 *number, GError **error);

/* api_schema.c: whether a value is as a schema of the contract says; ERROR_INPUT, a line "/path: what" for each mistake. */
gboolean api_check(const json_t *contract, const char *schema, const json_t *value, GError **error);
