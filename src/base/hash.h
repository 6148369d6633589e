/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* BLAKE2b-256 (libsodium) of byte strings. */
#include <glib.h>
#include <sodium.h>

#define HASH_BYTES 32

struct hash {
	guint8 bytes[HASH_BYTES];
};

struct hash hash_bytes(const void *data, gsize length);
struct hash hash_text(const char *text);
struct hash hash_random(void);                               /* of the system's source of randomness */
char *hash_hex(const struct hash *hash);                     /* 64 lower-case digits; caller frees */
gboolean hash_parse(const char *hex, struct hash *hash);     /* FALSE when it is not 64 hex digits */
gboolean hash_equal(const struct hash *a, const struct hash *b);

/* Incremental: each part is length-prefixed, so that ("ab","c") and ("a","bc") differ. */
struct hasher {
	crypto_generichash_state state;
};
void hasher_begin(struct hasher *hasher);
void hasher_begin_keyed(struct hasher *hasher, const struct hash *key);
void hasher_add(struct hasher *hasher, const void *data, gsize length);
void hasher_add_int(struct hasher *hasher, gint64 value);
struct hash hasher_end(struct hasher *hasher);
