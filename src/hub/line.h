/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The network's side of a hub: libmicrohttpd reads requests within their limits and sends answers. Nothing is known
 * here of packages. Two requests there are:
 *   POST /hub/packages, whose body is a package; GET /hub/position
 * each with a claim (claim.h), which is checked before the body is read. A request that is let in is handed to `take`
 * in the line's own thread, which must not wait, and stays with whoever took it until line_answer.
 */
#include <glib.h>

#define LINE_PACKAGES "/hub/packages"
#define LINE_POSITION "/hub/position"

enum {
	LINE_BODY_MOST = 64 << 20,         /* bytes of a package */
	LINE_BODIES_MOST = 192 << 20,      /* of all that are being read or wait */
	LINE_CONNECTIONS_MOST = 64,
	LINE_CONNECTIONS_EACH = 16,        /* of one address that is not this machine's own */
	LINE_PATIENCE = 20,                /* seconds for a head; for a body, and a second more for each … */
	LINE_BYTES_LEAST = 8 << 10,        /* … so many bytes */
};

struct call {
	gboolean is_package; /* else it asks for the position */
	char *office;        /* that claims it, proved */
	guint8 *body;
	gsize length;
	char *address;       /* where it came from */
	guint status;        /* 0 until it is answered */
	gint64 began;        /* monotonic */
	/* For the line alone. */
	struct line *line;
	void *connection;
	gsize said;          /* bytes that the body is to have */
	GBytes *answer;
	char *failure;       /* for the log */
	guint phase;
};

struct line_options {
	const char *listen;            /* "127.0.0.1:8443", "[::]:8443" */
	const char *certificate, *key; /* PEM files; NULL: without TLS, for this machine alone */
	const char *log;               /* where lines of access go; NULL: standard error; "none" */
	guint patience;                /* 0: LINE_PATIENCE */
};
struct line_doors {
	/* The office of a claim, caller frees; NULL with ERROR_REFUSED. In the line's thread. */
	char *(*may)(void *data, const char *claim, const char *request, GError **error);
	/* Takes the call over until line_answer. In the line's thread. */
	void (*take)(void *data, struct call *call);
	void *data;
};

/* The port that is listened on may be 0: line_address tells which it became. */
struct line *line_open(const struct line_options *options, const struct line_doors *doors, GError **error);
const char *line_address(const struct line *line);
/* From any thread: 200 and the bytes, which are taken over; or the failure as text. The call is the line's again. */
void line_answer(struct call *call, GBytes *bytes, const GError *failure);
/* To be called every second or so: ends connections that are too slow. */
void line_tend(struct line *line);
/* No new connections; those that were handed over are to be answered. */
void line_quiesce(struct line *line);
/* How many calls are handed over, or answered and not sent yet. */
guint line_in_hand(struct line *line);
void line_close(struct line *line);
