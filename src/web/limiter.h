/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* How often somebody may try: a bucket of tries per address, which fills again with time. Used by many threads. */
#include <glib.h>

enum { TRIES_AT_ONCE = 20, TRIES_SECONDS_EACH = 6 };

struct limiter;
struct limiter *limiter_new(void);
void limiter_free(struct limiter *limiter);
/* Takes one try; FALSE when there is none left. */
gboolean limiter_allows(struct limiter *limiter, const char *address, gint64 monotonic);
