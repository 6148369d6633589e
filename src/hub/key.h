/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Keys by which offices and hubs sign (ed25519, libsodium). The secret ones lie in a file beside the store, FILE.key,
 * that only its owner may read; never in the store or in a copy of it. A line each: the office's code, the secret, and
 * after a renewal the public key before and its signature over the new one.
 */
#include "app/app.h"
#include "base/hash.h"

struct seal {
	guint8 bytes[64];
};

struct hub_key {
	char *office;
	struct hash secret, public;
	gboolean renewed;
	struct hash old;          /* public key before */
	struct seal renewal; /* by it, over the office and the public key */
};
void hub_key_free(struct hub_key *key);
typedef struct hub_key hub_key_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(hub_key_t, hub_key_free)

struct seal hub_sign(const struct hub_key *key, const struct hash *of);
gboolean hub_signed(const struct hash *public, const struct hash *of, const struct seal *signature);
/* What a renewal signs. */
struct hash hub_renewal(const char *office, const struct hash *public);

char *signature_hex(const struct seal *signature);
gboolean signature_parse(const char *hex, struct seal *signature);

/* Where the secrets of a store lie. */
char *hub_key_file(const char *url, GError **error);
/* The key of an office of the store; ERROR_ABSENT with what to do. */
struct hub_key *hub_key_read(struct app *app, const char *office, GError **error);
/* The same, made when there is none; `renew` makes a new one, signed by the one before. */
struct hub_key *hub_key_make(struct app *app, const char *office, gboolean renew, GError **error);
