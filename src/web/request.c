/* SPDX-License-Identifier: Apache-2.0 */
#include "web/request.h"

#include <string.h>

struct request *request_new(struct server *server, const char *target)
{
	struct request *request = g_new0(struct request, 1);
	request->server = server;
	request->target = g_strdup(target);
	request->path = g_strndup(target, strcspn(target, "?"));
	request->body = g_byte_array_new();
	request->answer.cookies = g_ptr_array_new_with_free_func(g_free);
	request->language = "vi";
	request->began = g_get_monotonic_time();
	return request;
}

static void answer_clear(struct answer *answer)
{
	if (answer->text)
		g_string_free(answer->text, TRUE);
	g_clear_pointer(&answer->bytes, g_bytes_unref);
	g_free(answer->location);
	g_free(answer->download);
	g_free(answer->etag);
	g_free(answer->styles);
	g_free(answer->link);
	g_free(answer->allow);
	g_ptr_array_unref(answer->cookies);
}

void request_free(struct request *request)
{
	if (!request)
		return;
	for (guint i = 0; i < PARAMETERS_MOST; i++)
		g_free(request->parameters[i]);
	char **texts[] = { &request->target, &request->path, &request->problem, &request->media, &request->cookie, &request->agent, &request->etags, &request->languages, &request->host,
		&request->site, &request->address, &request->token, &request->bearer, &request->matches, &request->once, &request->kept_as };
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(*texts[i]);
	pairs_free(request->query);
	pairs_free(request->form);
	g_byte_array_unref(request->body);
	session_free(request->session);
	api_token_free(request->api_token);
	json_decref(request->json);
	account_free(request->account);
	answer_clear(&request->answer);
	g_free(request);
}

const char *request_parameter(const struct request *request, guint place)
{
	return place < PARAMETERS_MOST && request->parameters[place] ? request->parameters[place] : "";
}

gint64 request_office(const struct request *request)
{
	return request->account ? request->account->office : 0;
}

gboolean request_number(const struct request *request, guint place, gint64 *number, GError **error)
{
	return g_ascii_string_to_signed(request_parameter(request, place), 10, 1, ((gint64)1 << KEY_SHIFT) - 1, number, NULL) ||
		fail(error, ERROR_ABSENT, _("there is no such page"));
}

const struct reg *request_register(const struct request *request, guint place, GError **error)
{
	return model_need_register(request->app->model, request_parameter(request, place), error);
}

gboolean request_may(const struct request *request, guint may)
{
	return (request->may & may) != 0;
}

void answer_redirect(struct request *request, const struct url *url)
{
	g_free(request->answer.location);
	request->answer.location = g_strdup(url->text ? url->text : "/");
	request->answer.status = 303;
}

void answer_bytes(struct request *request, GBytes *bytes, const char *media, const char *download)
{
	g_clear_pointer(&request->answer.bytes, g_bytes_unref);
	request->answer.bytes = g_bytes_ref(bytes);
	request->answer.media = media;
	g_free(request->answer.download);
	request->answer.download = g_strdup(download);
	if (!request->answer.status)
		request->answer.status = 200;
}

/* "__Host-" binds a cookie to this host and to HTTPS; without HTTPS a browser would not keep it. */
static char *cookie_name(const struct request *request, const char *name)
{
	return g_strconcat(request->is_secure ? "__Host-" : "", name, NULL);
}

void answer_cookie(struct request *request, const char *name, const char *value, gint64 seconds)
{
	g_autofree char *whole = cookie_name(request, name);
	g_ptr_array_add(request->answer.cookies, g_strdup_printf("%s=%s; Path=/; Max-Age=%" G_GINT64_FORMAT "; HttpOnly; SameSite=Lax%s", whole, value,
		seconds, request->is_secure ? "; Secure" : ""));
}

char *request_cookie(const struct request *request, const char *name)
{
	g_autofree char *whole = cookie_name(request, name);
	g_auto(GStrv) parts = g_strsplit(request->cookie ? request->cookie : "", ";", 64);
	for (guint i = 0; parts[i]; i++) {
		const char *part = g_strstrip(parts[i]);
		gsize length = strlen(whole);
		if (strncmp(part, whole, length) == 0 && part[length] == '=')
			return g_strdup(part + length + 1);
	}
	return NULL;
}

gboolean request_is_api(const struct request *request)
{
	return g_str_has_prefix(request->path, "/api/");
}

static struct hash masked(const struct hash *pad, const struct hash *key)
{
	struct hash result;
	for (guint i = 0; i < HASH_BYTES; i++)
		result.bytes[i] = pad->bytes[i] ^ key->bytes[i];
	return result;
}

char *form_token(const struct request *request)
{
	struct hash key = session_form_key(request->token ? request->token : "");
	struct hash pad = hash_random(), rest = masked(&pad, &key);
	g_autofree char *first = hash_hex(&pad), *second = hash_hex(&rest);
	return g_strconcat(first, second, NULL);
}

gboolean form_token_fits(const struct request *request, const char *text)
{
	struct hash pad, rest;
	if (!request->token || !*request->token || !text || strlen(text) != 4 * HASH_BYTES)
		return FALSE;
	g_autofree char *first = g_strndup(text, 2 * HASH_BYTES);
	if (!hash_parse(first, &pad) || !hash_parse(text + 2 * HASH_BYTES, &rest))
		return FALSE;
	struct hash key = session_form_key(request->token), given = masked(&pad, &rest);
	return sodium_memcmp(key.bytes, given.bytes, HASH_BYTES) == 0;
}
