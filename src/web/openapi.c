/* SPDX-License-Identifier: Apache-2.0 */
#include "web/openapi.h"
#include "web/api.h"
#include "web/assets.h"
#include "web/pages.h"
#include "web/server.h"

#include <string.h>

json_t *api_contract_new(GError **error)
{
	json_error_t problem;
	const char *media;
	g_autoptr(GBytes) bytes = asset_bytes("api.json", NULL, &media);
	json_t *contract = bytes ? json_loadb(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), JSON_REJECT_DUPLICATES, &problem) : NULL;
	if (!contract)
		fail(error, ERROR_SYSTEM, "api.json: the contract of the API cannot be read");
	return contract;
}

const json_t *api_contract(struct request *request, GError **error)
{
	struct server *server = request->server;
	g_mutex_lock(&server->contract_lock);
	if (!server->contract)
		server->contract = api_contract_new(error);
	g_mutex_unlock(&server->contract_lock);
	return server->contract;
}

/* {"vi": …, "en": …} under "description" becomes the text of one language; titles of definitions stay in both. */
static void say_in(json_t *json, const char *language)
{
	const char *key;
	size_t index;
	json_t *part, *description = json_object_get(json, "description"), *chosen = json_object_get(description, language);
	if (chosen)
		json_object_set(json, "description", chosen);
	json_object_foreach(json, key, part)
		say_in(part, language);
	json_array_foreach(json, index, part)
		say_in(part, language);
}

static json_t *reference(const char *schema)
{
	return json_pack("{s:o}", "$ref", json_sprintf("#/components/schemas/%s", schema));
}

static json_t *content(const char *media, json_t *schema)
{
	return json_pack("{s:{s:o}}", media, "schema", schema);
}

static json_t *schema_of(const char *name)
{
	return strcmp(name, BYTES) == 0 ? content("application/octet-stream", json_object()) : content("application/json", reference(name));
}

/* "/registers/{register}/records", and its parameters. */
static char *path_of(const char *pattern, json_t *parameters)
{
	g_auto(GStrv) parts = g_strsplit(pattern, "/", -1);
	GString *path = g_string_new(NULL);
	for (guint i = 1; parts[i]; i++) {
		gboolean named = parts[i][0] == ':';
		g_string_append_printf(path, named ? "/{%s}" : "/%s", parts[i] + named);
		if (!named)
			continue;
		json_t *schema = strcmp(parts[i], ":register") == 0 ? reference("register_id") : json_pack("{s:s}", "type", "string");
		json_array_append_new(parameters, json_pack("{s:s, s:s, s:b, s:o}", "name", parts[i] + 1, "in", "path", "required", 1, "schema", schema));
	}
	return g_string_free(path, FALSE);
}

static void add_query(json_t *parameters, const json_t *contract, const char *query)
{
	g_auto(GStrv) names = g_strsplit(query ? query : "", " ", -1);
	const json_t *known = json_object_get(contract, "parameters");
	for (guint i = 0; names[i] && *names[i]; i++) {
		const json_t *parameter = json_object_get(known, names[i]);
		json_t *json = json_pack("{s:s, s:s, s:O, s:O}", "name", names[i], "in", "query", "description", json_object_get(parameter, "description"),
			"schema", json_object_get(parameter, "schema"));
		if (g_str_has_suffix(names[i], "*")) {
			json_object_set_new(json, "name", json_stringn(names[i], strcspn(names[i], ".")));
			json_object_set_new(json, "schema", json_pack("{s:s, s:{s:s}}", "type", "object", "additionalProperties", "type", "string"));
			json_object_set_new(json, "style", json_string("form"));
		}
		json_array_append_new(parameters, json);
	}
}

static void add_head(json_t *parameters, const char *name, gboolean required, const char *description)
{
	json_array_append_new(parameters, json_pack("{s:s, s:s, s:b, s:s, s:{s:s}}", "name", name, "in", "header", "required", required, "description", description,
		"schema", "type", "string"));
}

/* Which problems an operation may answer with: by what it takes and where it leads. */
static gboolean may_answer(const struct operation *operation, guint status)
{
	const struct route *route = &operation->route;
	gboolean json = operation->takes && strcmp(operation->takes, BYTES) != 0;
	switch (status) {
	case 400:
	case 401:
	case 422:
	case 429:
		return TRUE;
	case 403:
		return operation->scope != SCOPE_ANY;
	case 404:
		return strchr(route->pattern, ':') != NULL;
	case 409:
		return (operation->flags & (API_CONFLICTS | API_ONCE)) != 0;
	case 412:
	case 428:
		return (operation->flags & API_MATCHES) != 0;
	case 413:
		return route->method != GET;
	case 415:
		return json || operation->takes;
	default:
		return FALSE;
	}
}

static const char *status_words(guint status)
{
	static const struct {
		guint status;
		const char *words;
	} all[] = { { 200, N_("Done") }, { 201, N_("Made") }, { 204, N_("Done; nothing more to tell") }, { 304, N_("What the ETag names is still so") },
		{ 400, N_("The request cannot be read") }, { 401, N_("A token is needed") }, { 403, N_("This is not allowed") }, { 404, N_("Not found") },
		{ 409, N_("Somebody else was faster") }, { 412, N_("Another version is stored") }, { 413, N_("Too much") },
		{ 415, N_("Another kind of body is expected") }, { 422, N_("Something in the request is not right") },
		{ 428, N_("Say which version you saw") }, { 429, N_("Too many tries") } };
	for (guint i = 0; i < G_N_ELEMENTS(all); i++)
		if (all[i].status == status)
			return _(all[i].words);
	return "";
}

static json_t *answers_of(const struct operation *operation)
{
	static const guint problems[] = { 400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 429 };
	guint good = !operation->gives ? 204 : operation->flags & API_CREATES ? 201 : 200;
	json_t *answers = json_object(), *answer = json_pack("{s:s}", "description", status_words(good));
	char text[8];
	if (operation->gives)
		json_object_set_new(answer, "content", schema_of(operation->gives));
	g_snprintf(text, sizeof text, "%u", good);
	json_object_set_new(answers, text, answer);
	if (operation->route.method == GET)
		json_object_set_new(answers, "304", json_pack("{s:s}", "description", status_words(304)));
	for (guint i = 0; i < G_N_ELEMENTS(problems); i++) {
		g_snprintf(text, sizeof text, "%u", problems[i]);
		if (may_answer(operation, problems[i]))
			json_object_set_new(answers, text, json_pack("{s:s, s:o}", "description", status_words(problems[i]), "content",
				content("application/problem+json", reference("problem"))));
	}
	json_object_set_new(answers, "default", json_pack("{s:s, s:o}", "description", _("Something went wrong"), "content",
		content("application/problem+json", reference("problem"))));
	return answers;
}

static void add_operation(json_t *paths, const json_t *contract, const struct operation *operation)
{
	json_t *parameters = json_array();
	g_autofree char *path = path_of(operation->route.pattern, parameters), *method = g_ascii_strdown(method_name(operation->route.method), -1);
	g_autofree char *scope = scopes_text(operation->scope);
	json_t *item = json_object_get(paths, path), *json = json_pack("{s:s, s:s}", "operationId", operation->id, "summary", _(operation->summary));
	if (!item)
		json_object_set_new(paths, path, item = json_object());
	add_query(parameters, contract, operation->query);
	if (operation->flags & API_MATCHES)
		add_head(parameters, "If-Match", TRUE, _("The ETag of the version that was seen."));
	if (operation->flags & API_ONCE)
		add_head(parameters, "Idempotency-Key", FALSE, _("A key of the caller's own: asked again with it within a day, the same answer is given and nothing is done twice."));
	json_object_set_new(json, "parameters", parameters);
	if (operation->takes)
		json_object_set_new(json, "requestBody", json_pack("{s:o}", "content", schema_of(operation->takes)));
	json_object_set_new(json, "responses", answers_of(operation));
	json_object_set_new(json, "security", json_pack("[{s:o}]", "token", *scope ? json_pack("[s]", scope) : json_array()));
	json_object_set_new(item, method, json);
}

json_t *openapi_document(const struct model *model, const char *language, GError **error)
{
	json_t *contract = api_contract_new(error), *paths = json_object();
	if (!contract)
		return NULL;
	for (const struct operation *operation = operations; operation->route.pattern; operation++)
		add_operation(paths, contract, operation);
	json_t *schemas = json_incref(json_object_get(contract, "schemas"));
	openapi_records(model, language, schemas);
	json_t *document = json_pack("{s:s, s:{s:s, s:s, s:s}, s:o, s:{s:o, s:{s:{s:s, s:s, s:s}}}}", "openapi", "3.1.0", "info", "title", "ngoaivu", "version", "1",
		"description", _("Registers, figures and reports of an external relations office. The errors are RFC 9457; Accept-Language (vi, en) chooses their words."),
		"paths", paths, "components", "schemas", schemas, "securitySchemes", "token", "type", "http", "scheme", "bearer",
		"description", _("A token of an account, made in its page or by `ngoaivu token add`."));
	json_decref(contract);
	say_in(document, language);
	return document;
}

gboolean api_show_openapi(struct request *request, GError **error)
{
	json_t *document = openapi_document(request->app->model, request->language, error);
	return document && api_answer(request, document);
}
