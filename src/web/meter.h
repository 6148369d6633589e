/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* What the server counts of itself, as OpenMetrics tells it. */
#include "web/route.h"

struct meter;
struct meter *meter_new(void);
void meter_free(struct meter *meter);
/* `route` NULL: no page was like it. */
void meter_note(struct meter *meter, const struct route *route, guint status, gint64 microseconds, gsize bytes);
struct server;
void meter_write(struct server *server, GString *text);
