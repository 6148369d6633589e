/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"

#include <string.h>

G_STATIC_ASSERT(HASH_BYTES == crypto_generichash_BYTES);

static void make_ready(void)
{
	static gsize ready;
	if (g_once_init_enter(&ready)) {
		if (sodium_init() < 0)
			g_error("libsodium cannot be initialised");
		g_once_init_leave(&ready, 1);
	}
}

struct hash hash_bytes(const void *data, gsize length)
{
	make_ready();
	struct hash hash;
	crypto_generichash(hash.bytes, sizeof hash.bytes, data, length, NULL, 0);
	return hash;
}

struct hash hash_text(const char *text)
{
	return hash_bytes(text, strlen(text));
}

struct hash hash_random(void)
{
	make_ready();
	struct hash hash;
	randombytes_buf(hash.bytes, sizeof hash.bytes);
	return hash;
}

char *hash_hex(const struct hash *hash)
{
	char *hex = g_malloc(2 * HASH_BYTES + 1);
	return sodium_bin2hex(hex, 2 * HASH_BYTES + 1, hash->bytes, HASH_BYTES);
}

gboolean hash_parse(const char *hex, struct hash *hash)
{
	struct hash read;
	for (gsize i = 0; i < 2 * HASH_BYTES; i++) {
		gint digit = g_ascii_xdigit_value(hex[i]);
		if (digit < 0)
			return FALSE;
		guint8 high = i % 2 ? read.bytes[i / 2] : 0;
		read.bytes[i / 2] = (guint8)(high << 4 | digit);
	}
	if (hex[2 * HASH_BYTES] != '\0')
		return FALSE;
	*hash = read;
	return TRUE;
}

gboolean hash_equal(const struct hash *a, const struct hash *b)
{
	return sodium_memcmp(a->bytes, b->bytes, HASH_BYTES) == 0;
}

void hasher_begin(struct hasher *hasher)
{
	make_ready();
	crypto_generichash_init(&hasher->state, NULL, 0, HASH_BYTES);
}

void hasher_begin_keyed(struct hasher *hasher, const struct hash *key)
{
	make_ready();
	crypto_generichash_init(&hasher->state, key->bytes, sizeof key->bytes, HASH_BYTES);
}

void hasher_add(struct hasher *hasher, const void *data, gsize length)
{
	guint64 prefix = GUINT64_TO_LE((guint64)length);
	crypto_generichash_update(&hasher->state, (const guint8 *)&prefix, sizeof prefix);
	if (length > 0)
		crypto_generichash_update(&hasher->state, data, length);
}

void hasher_add_int(struct hasher *hasher, gint64 value)
{
	gint64 bytes = GINT64_TO_LE(value);
	hasher_add(hasher, &bytes, sizeof bytes);
}

struct hash hasher_end(struct hasher *hasher)
{
	struct hash hash;
	crypto_generichash_final(&hasher->state, hash.bytes, sizeof hash.bytes);
	return hash;
}
