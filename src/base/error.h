/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Errors: what stops an act. One domain; the code decides the exit status of the program and the HTTP status.
 * (What is wrong with the user's data and only has to be told is a finding: finding.h.)
 * Messages are written for officials: English msgids, translated by po/vi.po; each names its place and the mend.
 */
#include "base/message.h"

#include <glib.h>
#include <inttypes.h> /* PRId64 and the like: gettext knows them, not G_GINT64_FORMAT */

#define ERROR_DOMAIN (error_domain())
GQuark error_domain(void);

/* The numbers are the exit statuses of ngoaivu(1). */
enum error_code {
	ERROR_USAGE = 2,    /* the words of a command line */
	ERROR_INPUT = 3,    /* a file, a record or a definition is wrong */
	ERROR_ABSENT = 4,   /* the named thing does not exist */
	ERROR_REFUSED = 5,  /* the rules or the state do not allow it */
	ERROR_CONFLICT = 6, /* somebody else changed it since it was read */
	ERROR_SYSTEM = 7,   /* disk, memory, database, library */
	ERROR_BUSY = 8,     /* what passes: the store is in use, its server is away; nothing was changed, the same may be tried again */
};

/* Sets *error and returns FALSE, so that a function can end in `return fail(error, …)`. */
gboolean fail(GError **error, enum error_code code, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Whether it is no fault of what was asked: ERROR_SYSTEM, ERROR_BUSY, and what is not ours. */
gboolean error_is_system(const GError *error);

/* The exit status for an error of any domain: ERROR_SYSTEM where it is not ours. */
int error_exit_status(const GError *error);
