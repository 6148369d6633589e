/* SPDX-License-Identifier: Apache-2.0 */
/* What the API answers: JSON, problems (RFC 9457), versions, links. */
#include "web/api.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	guint status;
	const char *kind, *title;
} kinds[] = {
	{ 400, "syntax", N_("The request cannot be read") },
	{ 401, "token", N_("A token is needed") },
	{ 403, "refused", N_("This is not allowed") },
	{ 404, "absent", N_("Not found") },
	{ 405, "method", N_("Not in that way") },
	{ 409, "conflict", N_("Somebody else was faster") },
	{ 412, "version", N_("Another version is stored") },
	{ 413, "size", N_("Too much") },
	{ 414, "address", N_("The address is too long") },
	{ 415, "media", N_("Another kind of body is expected") },
	{ 422, "input", N_("Something in the request is not right") },
	{ 428, "version-missing", N_("Say which version you saw") },
	{ 429, "pace", N_("Too many tries") },
	{ 431, "heads", N_("The heads are too long") },
	{ 500, "own", N_("Something went wrong") },
	{ 503, "busy", N_("Not just now") },
};

static void put(struct request *request, json_t *json, const char *media)
{
	char *text = json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
	g_clear_pointer(&request->answer.bytes, g_bytes_unref);
	if (!request->answer.text)
		request->answer.text = g_string_new(NULL);
	g_string_assign(request->answer.text, text ? text : "null");
	request->answer.media = media;
	free(text);
	json_decref(json);
}

/* The place of what a line names: "/days", or a field of the register. */
static char *pointer_of(const struct reg *reg, const char *line, const char **rest)
{
	const char *colon = strstr(line, ": ");
	g_autofree char *name = colon ? g_strndup(line, (gsize)(colon - line)) : NULL;
	if (!name)
		return NULL;
	*rest = colon + 2;
	if (*name == '/')
		return g_steal_pointer(&name);
	return reg && reg_field(reg, name) ? g_strconcat("/fields/", name, NULL) : NULL;
}

static json_t *errors_of(const struct request *request, const char *message)
{
	gboolean registers = request->operation && strstr(request->operation->route.pattern, ":register") && request->app;
	const struct reg *reg = registers ? model_register(request->app->model, request_parameter(request, 0)) : NULL;
	g_auto(GStrv) lines = g_strsplit(message, "\n", -1);
	json_t *list = json_array();
	for (guint i = 0; lines[i]; i++) {
		const char *rest = NULL;
		g_autofree char *pointer = pointer_of(reg, lines[i], &rest);
		if (pointer)
			json_array_append_new(list, json_pack("{s:s, s:s}", "pointer", pointer, "message", rest));
	}
	return list;
}

static json_t *problem_json(guint status, const char *message)
{
	guint k = G_N_ELEMENTS(kinds) - 1;
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (kinds[i].status == status)
			k = i;
	g_autofree char *type = g_strconcat("urn:ngoaivu:problem:", kinds[k].kind, NULL);
	return json_pack("{s:s, s:s, s:i, s:s}", "type", type, "title", _(kinds[k].title), "status", (int)status, "detail", message);
}

static void put_problem(struct request *request, guint status, const char *message, const char *member, json_t *value)
{
	json_t *problem = problem_json(status, message), *errors = errors_of(request, message);
	if (member)
		json_object_set_new(problem, member, value);
	if (json_array_size(errors))
		json_object_set(problem, "errors", errors);
	json_decref(errors);
	if (status == 412 && request->answer.etag)
		json_object_set_new(problem, "present", json_string(request->answer.etag));
	if (status != 412)
		g_clear_pointer(&request->answer.etag, g_free);
	put(request, problem, "application/problem+json");
}

void api_problem(struct request *request, guint status, const char *message)
{
	put_problem(request, status, message, NULL, NULL);
}

gboolean api_refuse_with(struct request *request, guint status, const char *message, const char *member, json_t *value)
{
	request->answer.status = status;
	put_problem(request, status, message, member, value);
	return FALSE;
}

void api_refuse_head(struct request *request, guint status)
{
	static const struct {
		guint status;
		const char *text;
	} texts[] = { { 400, N_("The heads of the request contradict each other, or a body stands where none is taken.") },
		{ 405, N_("This cannot be asked for in that way; Allow names the ways.") }, { 413, N_("The body is larger than what is taken here.") },
		{ 414, N_("The address is longer than what is taken here.") }, { 431, N_("There are more heads than what is taken here.") } };
	message_language(api_language(request));
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		if (texts[i].status == status)
			put(request, problem_json(status, _(texts[i].text)), "application/problem+json");
	message_language(NULL);
	if (request->answer.text)
		request->answer.bytes = g_string_free_to_bytes(g_steal_pointer(&request->answer.text));
}

gboolean api_refuse(struct request *request, guint status, const char *message)
{
	g_autofree char *etag = g_steal_pointer(&request->answer.etag);
	gboolean old = status == 412;
	request->answer.status = status;
	if (old)
		request->answer.etag = g_steal_pointer(&etag);
	if (status == 405 && !request->answer.allow)
		request->answer.allow = route_methods(request->path);
	api_problem(request, status, message);
	return FALSE;
}

gboolean api_answer(struct request *request, json_t *json)
{
	put(request, json, "application/json");
	if (!request->answer.status)
		request->answer.status = 200;
	return TRUE;
}

gboolean api_done(struct request *request)
{
	request->answer.status = 204;
	return TRUE;
}

void api_created(struct request *request, char *made)
{
	g_free(request->answer.location);
	request->answer.location = g_strconcat(API, made, NULL);
	request->answer.status = 201;
	g_free(made);
}

static char *tag_of(gint64 version, gboolean shown)
{
	return g_strdup_printf("\"v%" G_GINT64_FORMAT "%s\"", version, shown ? "-personal" : "");
}

void api_tag(struct request *request, gint64 version, gboolean shown)
{
	g_free(request->answer.etag);
	request->answer.etag = tag_of(version, shown);
}

gboolean api_match(struct request *request, gint64 version)
{
	g_autofree char *plain = tag_of(version, FALSE), *shown = tag_of(version, TRUE);
	g_auto(GStrv) tags = g_strsplit(request->matches ? request->matches : "", ",", 16);
	if (!request->matches || strcmp(g_strstrip(request->matches), "*") == 0)
		return api_refuse(request, 428, _("Say which version you saw: send its ETag in the head If-Match, so that nobody's work is lost."));
	for (guint i = 0; tags[i]; i++) {
		const char *tag = g_strstrip(tags[i]);
		if (strcmp(tag, plain) == 0 || strcmp(tag, shown) == 0)
			return TRUE;
	}
	api_tag(request, version, FALSE);
	return api_refuse(request, 412, _("Somebody saved another version since: read it again, then change that."));
}

void api_link(struct request *request, const char *relation, const char *name, const char *value)
{
	g_auto(url_t) url = url_own(request->path);
	for (guint i = 0; i < request->query->list->len; i++) {
		const struct pair *pair = request->query->list->pdata[i];
		if (strcmp(pair->name, name) != 0 && strcmp(pair->name, "back") != 0)
			url_add_query(&url, pair->name, pair->value);
	}
	url_add_query(&url, name, value);
	if (strcmp(relation, "prev") == 0)
		url_add_query(&url, "back", "1");
	char *before = request->answer.link;
	request->answer.link = g_strdup_printf("%s%s<%s>; rel=\"%s\"", before ? before : "", before ? ", " : "", url.text ? url.text : "", relation);
	g_free(before);
}

const char *api_text(const struct request *request, const char *member)
{
	return json_string_value(json_object_get(request->json, member));
}

gboolean api_number(struct request *request, const char *name, gint64 least, gint64 most, gint64 absent, gint64 *number, GError **error)
{
	const char *text = pairs_get(request->query, name);
	*number = absent;
	return !text || g_ascii_string_to_signed(text, 10, least, most, number, NULL) ||
		fail(error, ERROR_INPUT, _("?%s: a whole number from %" PRId64 " to %" PRId64 " is expected"), name, least, most);
}
