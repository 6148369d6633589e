/* SPDX-License-Identifier: Apache-2.0 */
/* The envelope of a package: magic, header, compressed body, signature. */
#include "hub/package.h"
#include "format/json.h"
#include "hub/private.h"

#include <string.h>
#include <zlib.h>

static const char magic[16] = "ngoaivu package\n";
enum { VERSION_BYTE = 1, LENGTH_BYTES = 4, SIGNATURE_BYTES = sizeof(struct seal), HEADER_MOST = 4096 };
#define POSITION_MOST (((gint64)1 << KEY_SHIFT) - 1)

void package_header_clear(struct package_header *header)
{
	g_clear_pointer(&header->office, g_free);
}

char *package_name(const struct package_header *header)
{
	return g_strdup_printf("%s-%09" G_GINT64_FORMAT "-%09" G_GINT64_FORMAT ".package", header->office, header->first, header->last);
}

static void key_hash(struct json_writer *writer, const char *key, const struct hash *hash)
{
	g_autofree char *hex = hash_hex(hash);
	json_key_text(writer, key, hex);
}

static GString *header_json(const struct package_header *header)
{
	GString *text = g_string_new(NULL);
	struct json_writer writer;
	json_writer_begin(&writer, text);
	json_open_object(&writer);
	json_key_text(&writer, "office", header->office);
	key_hash(&writer, "key", &header->key);
	json_key_int(&writer, "first", header->first);
	json_key_int(&writer, "last", header->last);
	key_hash(&writer, "previous", &header->previous);
	key_hash(&writer, "hash", &header->hash);
	key_hash(&writer, "definitions", &header->definitions);
	json_key_int(&writer, "entries", header->entries);
	json_key_int(&writer, "reports", header->reports);
	json_key_int(&writer, "body", header->body);
	if (header->renewed) {
		g_autofree char *renewal = signature_hex(&header->renewal);
		key_hash(&writer, "old_key", &header->old_key);
		json_key_text(&writer, "renewal", renewal);
	}
	json_close(&writer);
	json_writer_end(&writer, NULL);
	return text;
}

static void put_length(GByteArray *out, gsize length)
{
	guint32 bytes = GUINT32_TO_BE((guint32)length);
	g_byte_array_append(out, (const guint8 *)&bytes, sizeof bytes);
}

static struct hash hash_before_signature(const guint8 *bytes, gsize length)
{
	return hash_bytes(bytes, length - SIGNATURE_BYTES);
}

GBytes *package_close(struct package_header *header, const GByteArray *body, const struct hub_key *key, GError **error)
{
	uLongf packed = compressBound(body->len);
	g_autofree guint8 *bytes = g_try_malloc(packed);
	if (!bytes || compress2(bytes, &packed, body->len ? body->data : (const guint8 *)"", body->len, Z_DEFAULT_COMPRESSION) != Z_OK) {
		fail(error, ERROR_SYSTEM, _("not enough memory for a package"));
		return NULL;
	}
	header->body = body->len;
	g_autoptr(GString) json = header_json(header);
	GByteArray *out = g_byte_array_sized_new((guint)(packed + json->len + 128));
	const guint8 version = VERSION_BYTE;
	g_byte_array_append(out, (const guint8 *)magic, sizeof magic);
	g_byte_array_append(out, &version, 1);
	put_length(out, json->len);
	g_byte_array_append(out, (const guint8 *)json->str, (guint)json->len);
	put_length(out, packed);
	g_byte_array_append(out, bytes, (guint)packed);
	struct hash hash = hash_bytes(out->data, out->len);
	struct seal signature = hub_sign(key, &hash);
	g_byte_array_append(out, signature.bytes, sizeof signature.bytes);
	return g_byte_array_free_to_bytes(out);
}

/* Where the parts of a package lie. */
struct envelope {
	const guint8 *header, *body;
	gsize header_length, body_length;
};

static gboolean no_package(GError **error, const char *why)
{
	return fail(error, ERROR_INPUT, _("this is not a package of ngoaivu: %s"), why);
}

static gsize get_length(const guint8 *at)
{
	guint32 bytes;
	memcpy(&bytes, at, sizeof bytes);
	return GUINT32_FROM_BE(bytes);
}

static gboolean find_parts(GBytes *package, struct envelope *envelope, GError **error)
{
	gsize length, fixed = sizeof magic + 1 + 2 * LENGTH_BYTES + SIGNATURE_BYTES;
	const guint8 *bytes = g_bytes_get_data(package, &length);
	if (length < sizeof magic || memcmp(bytes, magic, sizeof magic) != 0)
		return no_package(error, _("it does not begin like one"));
	if (length < fixed || length > PACKAGE_BYTES_MOST)
		return no_package(error, _("it is cut short"));
	if (bytes[sizeof magic] != VERSION_BYTE)
		return fail(error, ERROR_REFUSED, _("the package was made by a newer ngoaivu (form %u): install the newer program"), bytes[sizeof magic]);
	const guint8 *at = bytes + sizeof magic + 1;
	envelope->header_length = get_length(at);
	envelope->header = at + LENGTH_BYTES;
	if (envelope->header_length > HEADER_MOST || envelope->header_length > length - fixed)
		return no_package(error, _("it is cut short"));
	at = envelope->header + envelope->header_length;
	envelope->body_length = get_length(at);
	envelope->body = at + LENGTH_BYTES;
	return envelope->body_length == length - fixed - envelope->header_length || no_package(error, _("it is cut short, or has more at its end"));
}

static gboolean get_hash(const json_t *json, const char *key, struct hash *hash)
{
	const char *text = json_string_value(json_object_get(json, key));
	return text && hash_parse(text, hash);
}

static gboolean get_number(const json_t *json, const char *key, gint64 least, gint64 most, gint64 *number)
{
	const json_t *value = json_object_get(json, key);
	*number = json_integer_value(value);
	return json_is_integer(value) && *number >= least && *number <= most;
}

static gboolean get_renewal(const json_t *json, struct package_header *header)
{
	const char *renewal = json_string_value(json_object_get(json, "renewal"));
	header->renewed = renewal != NULL;
	return !renewal || (signature_parse(renewal, &header->renewal) && get_hash(json, "old_key", &header->old_key));
}

static gboolean read_header(const json_t *json, struct package_header *header)
{
	header->office = g_strdup(json_string_value(json_object_get(json, "office")));
	return header->office && peer_is_code(header->office) && get_hash(json, "key", &header->key) && get_number(json, "first", 1, POSITION_MOST, &header->first) &&
		get_number(json, "last", header->first, POSITION_MOST, &header->last) && get_hash(json, "previous", &header->previous) &&
		get_hash(json, "hash", &header->hash) && get_hash(json, "definitions", &header->definitions) &&
		get_number(json, "entries", 0, G_MAXINT64, &header->entries) && get_number(json, "reports", 0, G_MAXINT32, &header->reports) &&
		get_number(json, "body", 0, (gint64)PACKAGE_BODY_MOST, &header->body) && get_renewal(json, header);
}

/* There is one way to write a header. */
static gboolean is_same(const struct package_header *header, const struct envelope *envelope)
{
	g_autoptr(GString) again = header_json(header);
	return again->len == envelope->header_length && memcmp(again->str, envelope->header, again->len) == 0;
}

gboolean package_open(GBytes *package, struct package_header *header, GError **error)
{
	struct envelope envelope;
	*header = (struct package_header){ 0 };
	if (!find_parts(package, &envelope, error))
		return FALSE;
	json_t *json = json_loadb((const char *)envelope.header, envelope.header_length, JSON_REJECT_DUPLICATES, NULL);
	gboolean good = json_is_object(json) && read_header(json, header) && is_same(header, &envelope);
	json_decref(json);
	if (good)
		return TRUE;
	package_header_clear(header);
	return no_package(error, _("its header cannot be read"));
}

gboolean package_check_signature(GBytes *package, const struct hash *key, GError **error)
{
	gsize length;
	const guint8 *bytes = g_bytes_get_data(package, &length);
	struct hash hash = hash_before_signature(bytes, length);
	struct seal signature;
	memcpy(signature.bytes, bytes + length - SIGNATURE_BYTES, sizeof signature.bytes);
	return hub_signed(key, &hash, &signature) ||
		fail(error, ERROR_REFUSED, _("the signature is wrong: the package was changed on its way, or was not made by the office"));
}

GBytes *package_body(GBytes *package, const struct package_header *header, GError **error)
{
	struct envelope envelope;
	if (!find_parts(package, &envelope, error))
		return NULL;
	g_autofree guint8 *bytes = g_try_malloc((gsize)header->body + 1);
	uLongf length = (uLongf)header->body, taken = envelope.body_length;
	if (!bytes) {
		fail(error, ERROR_SYSTEM, _("not enough memory for a package"));
		return NULL;
	}
	/* One byte of room more finds a body that is longer than said. */
	uLongf room = length + 1;
	if (uncompress2(bytes, &room, envelope.body, &taken) != Z_OK || room != length || taken != envelope.body_length) {
		no_package(error, _("its body cannot be unpacked"));
		return NULL;
	}
	return g_bytes_new_take(g_steal_pointer(&bytes), length);
}
