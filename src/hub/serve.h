/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* A hub on the network: receives packages and tells positions until it is told to stop (SIGTERM, SIGINT). */
#include "hub/hub.h"
#include "hub/line.h"

/*
 * Serves as the store's own office `hub`; ends what was begun before it returns. One thread, which has the store for
 * itself, receives one package after the other; another reads requests. `began` is told where, once it can be reached.
 */
gboolean hub_serve(struct app *app, gint64 hub, const struct line_options *options, void (*began)(const char *address), GError **error);
