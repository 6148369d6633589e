/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Work on what strangers wrote, in a child process that can reach nothing: no file, no network, no other process; it
 * computes and sends bytes back. Whatever happens to it (no memory, no time, a crash) is an error here.
 *
 * The work must have everything it needs in memory, libraries too: what it opens later is refused to it. It runs in a
 * copy of this process, which therefore must have one thread alone: a lock that another one held would stay shut in the
 * copy for ever. A server starts its own program to read with.
 */
#include <glib.h>

struct confinement {
	gsize memory;  /* bytes that the work may take beyond what this process has */
	guint seconds; /* of processor time; of the clock, three times as many */
	gsize result;  /* bytes that may come back */
	gboolean scratch; /* the work has CONFINE_SCRATCH */
};

/*
 * In the work: a file in memory, of as many bytes as may come back, for libraries that write nothing but files. They may
 * close it; what was written is then read from CONFINE_SCRATCH_READ.
 */
enum { CONFINE_SCRATCH = 4, CONFINE_SCRATCH_READ = 5 };

/* Gives bytes of its own, or NULL with an error. */
typedef GBytes *(*confined_work)(gpointer data, GError **error);

/*
 * The work's bytes or its error. ERROR_INPUT when it took too much memory, time or room, or broke down; ERROR_SYSTEM
 * when it cannot be shut in, or when this process has more threads.
 */
GBytes *confine(confined_work work, gpointer data, const struct confinement *limits, GError **error);

/* The two halves of it, for what is done meanwhile: `data` is the child's own copy. The first gives NULL with an error. */
struct confined;
struct confined *confine_begin(confined_work work, gpointer data, const struct confinement *limits, GError **error);
GBytes *confine_end(struct confined *child, GError **error); /* frees the child, too */
/* Ends it, and frees it; what it would say is not wanted. NULL is none. */
void confine_stop(struct confined *child);
typedef struct confined confined_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(confined_t, confine_stop)
