/* SPDX-License-Identifier: Apache-2.0 */
#include "hub/wire.h"
#include "base/error.h"

#include <string.h>

void wire_put_number(GByteArray *out, guint64 number)
{
	guint8 bytes[10];
	guint count = 0;
	do {
		bytes[count] = (guint8)(number & 0x7F);
		number >>= 7;
		if (number)
			bytes[count] |= 0x80;
		count++;
	} while (number);
	g_byte_array_append(out, bytes, count);
}

void wire_put_signed(GByteArray *out, gint64 number)
{
	wire_put_number(out, ((guint64)number << 1) ^ (number < 0 ? ~(guint64)0 : 0));
}

void wire_put_hash(GByteArray *out, const struct hash *hash)
{
	g_byte_array_append(out, hash->bytes, sizeof hash->bytes);
}

void wire_put_bytes(GByteArray *out, gconstpointer bytes, gsize length)
{
	wire_put_number(out, length);
	if (length)
		g_byte_array_append(out, bytes, (guint)length);
}

void wire_put_text(GByteArray *out, const char *text)
{
	wire_put_bytes(out, text, strlen(text));
}

void wire_begin(struct wire *wire, gconstpointer bytes, gsize length)
{
	static const guint8 nothing;
	*wire = (struct wire){ .at = length ? bytes : &nothing, .length = length };
	wire->end = wire->at + length;
}

void wire_fail(struct wire *wire, const char *failure)
{
	if (!wire->failure)
		wire->failure = failure;
}

gsize wire_place(const struct wire *wire)
{
	return wire->length - (gsize)(wire->end - wire->at);
}

gboolean wire_at_end(const struct wire *wire)
{
	return wire->at == wire->end;
}

static guint64 read_number(struct wire *wire)
{
	guint64 number = 0;
	for (guint shift = 0; !wire->failure; shift += 7) {
		if (wire->at == wire->end) {
			wire_fail(wire, N_("it is cut short"));
			break;
		}
		guint8 byte = *wire->at++;
		if ((shift && byte == 0) || (shift == 63 && byte > 1)) {
			wire_fail(wire, N_("a number is not written as numbers are"));
			break;
		}
		number |= (guint64)(byte & 0x7F) << shift;
		if (!(byte & 0x80))
			return number;
	}
	return 0;
}

guint64 wire_number(struct wire *wire, guint64 most)
{
	guint64 number = read_number(wire);
	if (number <= most)
		return number;
	wire_fail(wire, N_("a number is too large"));
	return 0;
}

gint64 wire_signed(struct wire *wire)
{
	guint64 folded = read_number(wire);
	return (gint64)((folded >> 1) ^ (folded & 1 ? ~(guint64)0 : 0));
}

static const guint8 *take(struct wire *wire, gsize length)
{
	const guint8 *at = wire->at;
	if (wire->failure || length > (gsize)(wire->end - wire->at)) {
		wire_fail(wire, N_("it is cut short"));
		return NULL;
	}
	wire->at += length;
	return at;
}

struct hash wire_hash(struct wire *wire)
{
	struct hash hash = { 0 };
	const guint8 *bytes = take(wire, sizeof hash.bytes);
	if (bytes)
		memcpy(hash.bytes, bytes, sizeof hash.bytes);
	return hash;
}

const guint8 *wire_bytes(struct wire *wire, gsize most, gsize *length)
{
	guint64 wanted = read_number(wire);
	if (wanted > most)
		wire_fail(wire, N_("a part is longer than it may be"));
	const guint8 *bytes = wire->failure ? NULL : take(wire, (gsize)wanted);
	*length = bytes ? (gsize)wanted : 0;
	return bytes;
}

static const char *text_bytes(struct wire *wire, gsize most, gsize *length)
{
	const char *bytes = (const char *)wire_bytes(wire, most, length);
	if (bytes && (memchr(bytes, 0, *length) || !g_utf8_validate(bytes, (gssize)*length, NULL)))
		wire_fail(wire, N_("a text is not UTF-8"));
	return wire->failure ? NULL : bytes;
}

char *wire_text(struct wire *wire, gsize most)
{
	gsize length;
	const char *bytes = text_bytes(wire, most, &length);
	return bytes ? g_strndup(bytes, length) : g_strdup("");
}

char *wire_text_in(struct wire *wire, gsize most, GStringChunk *chunk)
{
	gsize length;
	const char *bytes = text_bytes(wire, most, &length);
	return g_string_chunk_insert_len(chunk, bytes ? bytes : "", bytes ? (gssize)length : 0);
}
