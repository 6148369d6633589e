/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The hub: offices send what their stores wrote since the last acknowledgement, a superior's store receives it, and
 * answers. Bytes in, bytes out: how they travel (a file, HTTPS) is not known here.
 *
 * - A package is received whole or not at all; received again it is found to be held already and acknowledged again.
 * - What is received is what the office's chain says: each change's hash is computed again, and its entries are hashed.
 * - Personal data does not travel: changes go without who, why and data, but for registers that say `share: true`.
 * - Nothing depends on clocks: positions and hashes decide.
 */
#include "app/app.h"
#include "app/senders.h"
#include "hub/desk.h"
#include "hub/key.h"
#include "hub/package.h"

/* A package of the office's changes from a position on, as many as fit; ERROR_ABSENT when there are none. */
GBytes *hub_package_make(struct app *app, gint64 office, gint64 from, GError **error);
/* The position from which the office has to send: after the last one that was acknowledged. */
gint64 hub_next(struct app *app, gint64 office, GError **error);

struct received {
	char *office;
	gint64 first, last; /* what the package holds */
	gint64 added;       /* changes that were new */
	gint64 position;    /* of the office here, now */
};
void received_clear(struct received *received);
/*
 * Receives a package as the store's own office `hub`, whose key signs the acknowledgement that is returned. Refusals
 * (ERROR_REFUSED, ERROR_CONFLICT for gaps and forks, ERROR_INPUT for what is no package) are noted for `hub status`, and
 * change nothing else. *received (may be NULL) tells what came.
 */
GBytes *hub_receive(struct app *app, gint64 hub, GBytes *package, struct received *received, GError **error);
/* What the hub says now of an office that may send, without receiving: how far it holds it, and what was decided. */
GBytes *hub_answer(struct app *app, gint64 hub, const char *office, GError **error);

/* An acknowledgement, read and proved by nothing but its form. */
struct answer {
	char *hub, *office;
	struct hash key, hash, definitions;
	gint64 position, hub_position;
	moment_t at;
	json_t *decisions; /* array of {"report","snapshot","decision","on","reason"} */
};
void answer_clear(struct answer *answer);
gboolean answer_read(GBytes *bytes, struct answer *answer, GError **error);
GBytes *answer_write(const struct answer *answer, const struct hub_key *key);
/*
 * At the office: takes an acknowledgement that the trusted hub signed. Decisions on reports are entered in their
 * records. *older TRUE: one that says as much was taken before, nothing changed.
 */
gboolean hub_acknowledge(struct app *app, GBytes *bytes, struct answer *answer, gboolean *older, GError **error);

/* Which offices may send to this store, and with which key. */
gboolean hub_add(struct app *app, const char *code, const char *key, gboolean replace, GError **error);
gboolean hub_remove(struct app *app, const char *code, GError **error);
/* The hub whose acknowledgements this store takes. */
gboolean hub_trust(struct app *app, const char *key, gboolean replace, GError **error);
