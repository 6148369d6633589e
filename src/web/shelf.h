/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Answers that are still true: a page is what the store, the session, the day and the address make of it, so that the
 * same page for the same session need not be made again while the store is as it was. One shelf for each worker, with
 * its connection; whatever is committed by anybody empties it. Only routes of CACHE_STORE are kept, and only what had
 * nothing written for it and tells nothing for once.
 */
#include "web/request.h"

struct shelf;
struct shelf *shelf_new(void);
void shelf_free(struct shelf *shelf);

/*
 * In the worker's view of the store, when it is known who asks: TRUE when the answer was kept. Otherwise the request
 * may be marked to be kept. FALSE with *error when the store failed.
 */
gboolean shelf_answer(struct request *request, GError **error);
/* The answer as it is sent. */
void shelf_keep(struct request *request);
