/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* How often somebody may try: a bucket of tries per address, which fills again with time. Used by many threads. */
#include <glib.h>

/* Of passwords and codes; and of visits to what is published, by many who may share an address. */
enum { TRIES_AT_ONCE = 20, TRIES_MILLISECONDS = 6000, VISITS_AT_ONCE = 120, VISITS_MILLISECONDS = 500 };

struct limiter;
/* So many at once, and another each so many milliseconds. */
struct limiter *limiter_new(guint at_once, guint milliseconds);
void limiter_free(struct limiter *limiter);
/* Takes one try; FALSE when there is none left. */
gboolean limiter_allows(struct limiter *limiter, const char *address, gint64 monotonic);
