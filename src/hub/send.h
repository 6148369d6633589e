/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* An office sends to its hub over the network (serve.h is the other end). */
#include "hub/hub.h"

struct send_options {
	const char *url;       /* https://hub.example:8443; http:// to this machine alone */
	const char *authority; /* PEM file of who signed the hub's certificate; NULL: those that the system trusts */
	gint64 patience;       /* seconds for which a hub that cannot be reached is tried again */
};

struct sent {
	gint64 packages, changes, bytes;
	gint64 position;   /* that the hub holds now */
	gboolean resumed;  /* the hub held less than it had acknowledged */
};

/* Whether it is an address and no file. */
gboolean send_is_url(const char *to);
/*
 * Asks the hub how far it holds the office, sends what follows in packages, and takes its acknowledgements; what was
 * interrupted goes on from what the hub holds. `tell` (may be NULL) gets a line for the user when the hub has to be waited for.
 * ERROR_BUSY when it could not be reached in time; what it refuses has its words.
 */
gboolean hub_send(struct app *app, gint64 office, const struct send_options *options, void (*tell)(const char *line), struct sent *sent, GError **error);
