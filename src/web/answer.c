/* SPDX-License-Identifier: Apache-2.0 */
/* Packing answers: gzip, ETag. */
#include "web/http.h"

#include <string.h>
#include <zlib.h>

enum { PACK_LEAST = 1000, PACK_LEVEL = 5 };

static gboolean is_text(const char *media)
{
	return g_str_has_prefix(media, "text/") || g_str_has_prefix(media, "application/json") || g_str_has_prefix(media, "application/problem+json") ||  g_str_has_prefix(media, "image/svg") ||
		g_str_has_prefix(media, "application/openmetrics") || g_str_has_prefix(media, "application/atom+xml");
}

/* NULL when zlib will not. */
static GBytes *zip(const void *bytes, gsize length)
{
	z_stream stream = { 0 };
	if (length > G_MAXINT32 || deflateInit2(&stream, PACK_LEVEL, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return NULL;
	uLong room = deflateBound(&stream, (uLong)length);
	g_autofree guint8 *out = g_malloc(room);
	stream.next_in = (Bytef *)bytes;
	stream.avail_in = (uInt)length;
	stream.next_out = out;
	stream.avail_out = (uInt)room;
	gboolean done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
	gsize packed = stream.total_out;
	deflateEnd(&stream);
	return done ? g_bytes_new(out, packed) : NULL;
}

/* "a", W/"b" of If-None-Match names the answer. */
static gboolean is_known(const struct request *request)
{
	return request->answer.etag && request->method == GET && request->answer.status == 200 && request->etags && strstr(request->etags, request->answer.etag) != NULL;
}

static void set_etag(struct request *request, GBytes *bytes)
{
	struct hash hash = hash_bytes(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	g_autofree char *hex = hash_hex(&hash);
	hex[32] = '\0';
	g_free(request->answer.etag);
	request->answer.etag = g_strdup_printf("\"%s\"", hex);
}

void answer_pack(struct request *request)
{
	struct answer *answer = &request->answer;
	if (answer->zipped)
		return; /* it was kept so */
	if (!answer->bytes && answer->text && answer->text->len) {
		answer->bytes = g_string_free_to_bytes(answer->text);
		answer->text = NULL;
	}
	if (!answer->media)
		answer->media = "text/html; charset=utf-8";
	if (!answer->bytes)
		return;
	gboolean asked_again = request->route && request->method == GET && (request->route->cache > CACHE_STORE || request->operation);
	if (asked_again && answer->status == 200 && !answer->etag)
		set_etag(request, answer->bytes);
	if (is_known(request)) {
		answer->status = 304;
		g_clear_pointer(&answer->bytes, g_bytes_unref);
		return;
	}
	if (!request->takes_gzip || !is_text(answer->media) || g_bytes_get_size(answer->bytes) < PACK_LEAST)
		return;
	GBytes *packed = zip(g_bytes_get_data(answer->bytes, NULL), g_bytes_get_size(answer->bytes));
	if (!packed)
		return;
	g_bytes_unref(answer->bytes);
	answer->bytes = packed;
	answer->zipped = TRUE;
}
