/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* What people see and decide of the hub, for every door: how far which office is held, and what becomes of its reports. */
#include "app/app.h"

/* Accepts a received report, or returns it for a reason, as the store's own office `hub`: a record of its own. */
gboolean hub_decide(struct app *app, gint64 hub, const char *office, const char *name, gboolean accept, const char *reason, GError **error);

/* The office's next package, signed, of what was not acknowledged yet; *name what its file is called. ERROR_ABSENT: there is none. */
GBytes *hub_package_waiting(struct app *app, gint64 office, char **name, GError **error);

/* What became of a package or an acknowledgement that somebody carried here. */
struct hub_carried {
	char *office, *hub;        /* whose it is; the one that received it */
	gint64 first, last, added; /* of a package: what it holds, how many were new */
	gint64 position;           /* held at both ends */
	gboolean older;            /* of an acknowledgement: a later one was taken before, nothing changed */
};
void hub_carried_clear(struct hub_carried *carried);
/* Receives a package as hub.h has it, the refusal noted too; then the acknowledgement waits at hub_answer_carried. */
gboolean hub_carried_package(struct app *app, gint64 hub, GBytes *package, struct hub_carried *carried, GError **error);
/* Takes an acknowledgement for this office alone. */
gboolean hub_carried_answer(struct app *app, gint64 office, GBytes *bytes, struct hub_carried *carried, GError **error);
/*
 * What the hub says now of an office that sends: a file, *name what it is called, by how far both ends are, so that files
 * of one name say the same. ERROR_ABSENT: it does not send here.
 */
GBytes *hub_answer_carried(struct app *app, gint64 hub, const char *office, char **name, GError **error);

/* One line of `hub status`. */
struct hub_line {
	char *office;
	gboolean receives;      /* this store receives from it; else it sends */
	gint64 position;        /* held by both ends, as far as this store knows */
	struct hash hash;
	moment_t at;            /* when that was received (at the hub), or said (at the office); 0 = never */
	gint64 waiting;         /* changes of an office that sends, not yet acknowledged */
	gboolean differs;       /* the other end follows other definitions */
	char *note;             /* the last refusal and the like, or NULL */
};
void hub_line_free(struct hub_line *line);
GPtrArray *hub_status(struct app *app, GError **error); /* struct hub_line *, by code */
json_t *hub_line_json(const struct hub_line *line); /* for programs */
