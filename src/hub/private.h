/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Shared by the files of the hub, and by nothing else. */
#include "hub/hub.h"

/* Whether a change's data travels: its register is shared, or it tells which definitions are followed. */
gboolean hub_shows(const struct model *model, const struct change *change);

/* One step of the hub: a transaction of its own, or, inside one that is open, a part of it that can be undone alone. */
gboolean step_begin(struct store *store, gboolean *own, GError **error);
/* Keeps what was done since, or undoes it. FALSE: it is not kept. */
gboolean step_end(struct store *store, gboolean own, gboolean keep, GError **error);

/* Whether a text can be the code of an office. */
gboolean peer_is_code(const char *code);
/* The key with which an office may send here; FALSE when it may not. */
gboolean peer_key(struct store *store, const char *code, struct hash *key);
/* Who says that it signed something: an office, with a key that a renewal may have brought. */
struct signer {
	const char *office;
	struct hash key;
	gboolean renewed;
	struct hash old;
	struct seal renewal;
};
/* Whether it may send here with that key; *renewed: the key is to replace the one that is entered. */
gboolean peer_check_signer(struct store *store, const struct signer *signer, gboolean *renewed, GError **error);
gboolean peer_unknown(const char *code, GError **error); /* says so; FALSE */
gboolean peer_set_key(struct app *app, const char *code, const struct hash *key, GError **error);
/* Notes why a package of a known office was refused; what it says when it cannot be noted is lost. */
void peer_note_refusal(struct app *app, const char *code, const GError *refusal);
char *peer_refusal(struct app *app, const char *code);

/* Decisions on an office's reports as acknowledgements tell them. */
json_t *decisions_on(struct app *app, gint64 hub, const char *office, GError **error);
/* Enters them in the office's records of its reports, inside the open transaction. */
gboolean decisions_enter(struct app *app, gint64 office, const char *hub, const json_t *decisions, GError **error);
