/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* libmicrohttpd's side of the server: reading requests within their limits, sending answers with their headers. */
#include "web/server.h"

enum { TARGET_MOST = 8000, HEADERS_MOST = 64, CONNECTIONS_MOST = 2000, CONNECTIONS_EACH = 200, SILENT_SECONDS = 30 };

gboolean http_start(struct server *server, GError **error);
/* No new connections; those that are open are answered. */
void http_quiesce(struct server *server);
void http_stop(struct server *server);
/* Makes the bytes of the answer smaller where the client takes that; sets ETag and 304. In the thread that handled it. */
void answer_pack(struct request *request);
