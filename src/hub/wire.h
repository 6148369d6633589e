/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Numbers and texts as bytes. Whole numbers take as many bytes as they need, seven bits each, the lowest first; those
 * that may be negative are folded first (0, -1, 1, -2 …). There is one form of each number: a longer one is refused.
 * The reader is bounded and sticky: after the first mistake it gives zeros and empty texts, and wire_end tells it.
 */
#include "base/hash.h"

void wire_put_number(GByteArray *out, guint64 number);
void wire_put_signed(GByteArray *out, gint64 number);
void wire_put_hash(GByteArray *out, const struct hash *hash);
void wire_put_bytes(GByteArray *out, gconstpointer bytes, gsize length); /* with its length before it */
void wire_put_text(GByteArray *out, const char *text);

struct wire {
	const guint8 *at, *end;
	gsize length;
	const char *failure; /* NULL while all is well; a msgid */
};
void wire_begin(struct wire *wire, gconstpointer bytes, gsize length);
guint64 wire_number(struct wire *wire, guint64 most);
gint64 wire_signed(struct wire *wire);
struct hash wire_hash(struct wire *wire);
/* Borrowed from the bytes that are read. */
const guint8 *wire_bytes(struct wire *wire, gsize most, gsize *length);
/* UTF-8 without a zero byte; caller frees. */
char *wire_text(struct wire *wire, gsize most);
char *wire_text_in(struct wire *wire, gsize most, GStringChunk *chunk); /* the chunk's */
void wire_fail(struct wire *wire, const char *failure);
/* How far it has read. */
gsize wire_place(const struct wire *wire);
gboolean wire_at_end(const struct wire *wire);
