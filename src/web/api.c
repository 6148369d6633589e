/* SPDX-License-Identifier: Apache-2.0 */
/* From a request to the API to its handler: whose token it is, what that may, whether the words and the body are right. */
#include "web/api.h"
#include "auth/once.h"
#include "web/limiter.h"
#include "web/pages.h"
#include "web/server.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_MOST = 40 };

/* The first of the two languages that is asked for. */
const char *api_language(const struct request *request)
{
	g_auto(GStrv) words = g_strsplit(request->languages ? request->languages : "", ",", 16);
	for (guint i = 0; words[i]; i++) {
		const char *word = g_strstrip(words[i]);
		if (g_ascii_strncasecmp(word, "vi", 2) == 0 || g_ascii_strncasecmp(word, "en", 2) == 0)
			return g_ascii_tolower(*word) == 'e' ? "en" : "vi";
	}
	return "vi";
}

/* What follows "Bearer "; NULL where there is none. */
static const char *bearer_of(const struct request *request)
{
	const char *text = request->bearer;
	if (!text || g_ascii_strncasecmp(text, "Bearer ", strlen("Bearer ")) != 0)
		return NULL;
	text += strlen("Bearer ");
	return text + strspn(text, " ");
}

/* Personal data only where the token is for it, too. */
static guint token_may(const struct account *account, const struct api_token *token)
{
	guint may = account_may(account);
	return token->scopes & SCOPE_PERSONAL ? may : may & ~(guint)MAY_PERSONAL;
}

gboolean api_identify(struct request *request, GError **error)
{
	GError *problem = NULL;
	const char *secret = bearer_of(request);
	struct store *store = request->app->store;
	request->may = MAY_NOTHING;
	request->api_token = secret ? api_token_find(store, secret, moment_now(), &problem) : NULL;
	if (problem) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	request->account = request->api_token ? account_read(store, request->api_token->account, NULL) : NULL;
	if (request->account && !request->account->disabled)
		request->may = token_may(request->account, request->api_token);
	else
		g_clear_pointer(&request->account, account_free);
	return TRUE;
}

/* A secret in an address ends up in logs and histories. */
static gboolean carries_secret(const struct request *request)
{
	static const char *const names[] = { "access_token", "token", "api_key", "bearer" };
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (pairs_get(request->query, names[i]))
			return TRUE;
	return FALSE;
}

static gboolean refuse_stranger(struct request *request)
{
	if (bearer_of(request) && !limiter_allows(request->server->limiter, request->address, g_get_monotonic_time())) {
		request->answer.retry = TRIES_MILLISECONDS / 1000;
		return api_refuse(request, 429, _("There were too many tries with wrong tokens from your address. Wait a little."));
	}
	if (!request->bearer)
		return api_refuse(request, 401, _("The API asks for a token: send the head Authorization: Bearer ngv_…. Make one in your account, or by `ngoaivu token add`."));
	return api_refuse(request, 401, _("The token is not good, or not any more: it has expired, was taken back, or its account was disabled. Make another one."));
}

static const char *scope_id(guint bit)
{
	for (const struct auth_scope *scope = auth_scopes; scope->id; scope++)
		if (scope->bit == bit)
			return scope->id;
	return "";
}

static gboolean permit(struct request *request)
{
	const struct operation *operation = request->operation;
	if (operation->scope && !(request->api_token->scopes & operation->scope)) {
		g_autofree char *text = g_strdup_printf(_("The token is not for this: it lacks the scope %s. Make one that has it."), scope_id(operation->scope));
		return api_refuse(request, 403, text);
	}
	return request_may(request, operation->route.may) ||
		api_refuse(request, 403, _("The roles of the token's account do not allow this. Ask the administrator of your office."));
}

/* A parameter that nobody reads is a mistake of whoever sends it: a filter misspelt would show too much. */
static gboolean is_known(const char *const *known, const char *name)
{
	for (; *known; known++)
		if (strcmp(*known, name) == 0 || (g_str_has_suffix(*known, "*") && strncmp(*known, name, strlen(*known) - 1) == 0))
			return TRUE;
	return FALSE;
}

static gboolean check_query(const struct request *request, GError **error)
{
	g_auto(GStrv) known = g_strsplit(request->operation->query ? request->operation->query : "", " ", -1);
	for (guint i = 0; i < request->query->list->len; i++) {
		const struct pair *pair = request->query->list->pdata[i];
		g_autofree char *all = g_strjoinv(", ", known);
		if (is_known((const char *const *)known, pair->name))
			continue;
		return *all ? fail(error, ERROR_INPUT, _("?%s: there is no such parameter; there are: %s"), pair->name, all) :
			fail(error, ERROR_INPUT, _("?%s: there is no such parameter; there is none here"), pair->name);
	}
	return TRUE;
}

static guint depth_of(const json_t *json)
{
	guint deepest = 0;
	const char *key;
	size_t index;
	json_t *part;
	json_object_foreach((json_t *)json, key, part) {
		guint depth = depth_of(part);
		deepest = MAX(deepest, depth);
	}
	json_array_foreach(json, index, part) {
		guint depth = depth_of(part);
		deepest = MAX(deepest, depth);
	}
	return deepest + 1;
}

static gboolean is_media(const struct request *request, const char *media)
{
	gsize length = strlen(media);
	return request->media && g_ascii_strncasecmp(request->media, media, length) == 0 && strchr(" ;", request->media[length]);
}

/* JSON is UTF-8: a charset that says another one is not taken. */
static gboolean is_utf8(const struct request *request)
{
	g_auto(GStrv) parts = g_strsplit(request->media, ";", 8);
	for (guint i = 1; parts[0] && parts[i]; i++) {
		const char *part = g_strstrip(parts[i]);
		if (g_ascii_strncasecmp(part, "charset=", strlen("charset=")) != 0)
			continue;
		g_autofree char *name = g_strdup(part + strlen("charset="));
		g_strdelimit(name, "\"", ' ');
		if (g_ascii_strcasecmp(g_strstrip(name), "utf-8") != 0)
			return FALSE;
	}
	return TRUE;
}

static gboolean parse_body(struct request *request)
{
	json_error_t problem;
	if (!request->body->len) {
		request->json = json_object();
		return TRUE;
	}
	if ((!is_media(request, "application/json") && !is_media(request, "application/merge-patch+json")) || !is_utf8(request))
		return api_refuse(request, 415, _("The body is JSON here: send it with Content-Type: application/json."));
	request->json = json_loadb((const char *)request->body->data, request->body->len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &problem);
	if (!request->json) {
		g_autofree char *text = g_strdup_printf(_("The body is not JSON: line %d, column %d: %s"), problem.line, problem.column, problem.text);
		return api_refuse(request, 400, text);
	}
	return depth_of(request->json) <= DEPTH_MOST || api_refuse(request, 400, _("The JSON is nested too deeply."));
}

static gboolean read_body(struct request *request, GError **error)
{
	const char *takes = request->operation->takes;
	if (!takes)
		return TRUE;
	if (strcmp(takes, BYTES) == 0)
		return is_media(request, "application/octet-stream") || api_refuse(request, 415, _("The body is a file here: send it with Content-Type: application/octet-stream."));
	if (!parse_body(request))
		return FALSE;
	const json_t *contract = api_contract(request, error);
	return contract && api_check(contract, takes, request->json, error);
}

struct touch {
	char *id;
	moment_t now;
};

static gboolean do_touch(struct app *app, void *data, GError **error)
{
	struct touch *touch = data;
	return api_token_touch(app->store, touch->id, touch->now, error);
}

static void end_touch(void *data, GError *error)
{
	struct touch *touch = data;
	g_clear_error(&error);
	g_free(touch->id);
	g_free(touch);
}

/* That the token is in use is written now and then, not each time. */
static void touch_token(const struct request *request)
{
	moment_t now = moment_now();
	if (now - request->api_token->seen < TOKEN_SEEN_SECONDS * (gint64)G_USEC_PER_SEC)
		return;
	struct touch *touch = g_new0(struct touch, 1);
	*touch = (struct touch){ .id = g_strdup(request->api_token->id), .now = now };
	writer_send(request->server->writer, do_touch, touch, end_touch);
}

/* All that was asked: a key that comes back with anything else is a mistake. */
static struct hash asked_of(const struct request *request)
{
	struct hasher hasher;
	hasher_begin(&hasher);
	hasher_add(&hasher, request->target, strlen(request->target) + 1);
	hasher_add(&hasher, request->body->data, request->body->len);
	return hasher_end(&hasher);
}

/* The answer as it was given, for whoever asks for it again. */
static char *kept_answer(const struct request *request)
{
	const struct answer *answer = &request->answer;
	return g_strdup_printf("%s\n%s\n%s", answer->location ? answer->location : "", answer->etag ? answer->etag : "", answer->text ? answer->text->str : "");
}

static gboolean answer_again(struct request *request, const char *kept)
{
	g_auto(GStrv) parts = g_strsplit(kept, "\n", 3);
	request->answer.status = 201;
	request->answer.media = "application/json";
	request->answer.location = *parts[0] ? g_strdup(parts[0]) : NULL;
	request->answer.etag = *parts[1] ? g_strdup(parts[1]) : NULL;
	request->answer.text = g_string_new(parts[2]);
	return TRUE;
}

/* What makes something is done once for a key: asked again, it gives the same answer. */
static gboolean run_once(struct request *request, GError **error)
{
	struct store *store = request->app->store;
	struct hash asked = asked_of(request);
	g_autofree char *kept = NULL;
	gsize length = strlen(request->once);
	if (length < 1 || length > ONCE_KEY_MOST)
		return fail(error, ERROR_INPUT, _("an Idempotency-Key has 1 to %d letters"), ONCE_KEY_MOST);
	if (!once_find(store, request->account->name, request->once, &asked, moment_now(), &kept, error))
		return FALSE;
	if (kept)
		return answer_again(request, kept);
	if (!request->operation->route.run(request, error))
		return FALSE;
	g_autofree char *now = kept_answer(request);
	return once_keep(store, request->account->name, request->once, &asked, now, moment_now(), error);
}

gboolean api_run(struct request *request, GError **error)
{
	gboolean allowed;
	if (carries_secret(request))
		return api_refuse(request, 400, _("A token in an address ends up in logs: send it in the head Authorization. Take this one back and make another."));
	if (!request->account)
		return refuse_stranger(request);
	if (!request->operation && !route_find(request, &allowed))
		return api_refuse(request, allowed ? 405 : 404, allowed ? _("This cannot be asked for in that way; Allow names the ways.") : _("there is no such page"));
	if (!permit(request) || !check_query(request, error) || !read_body(request, error))
		return FALSE;
	touch_token(request);
	if (request->once && request->operation->flags & API_ONCE)
		return run_once(request, error);
	return request->operation->route.run(request, error);
}
