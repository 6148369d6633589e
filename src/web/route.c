/* SPDX-License-Identifier: Apache-2.0 */
#include "web/route.h"
#include "web/api.h"

#include <string.h>

static const char *const method_names[METHODS] = { "GET", "POST", "PATCH", "DELETE" };

const char *method_name(enum method method)
{
	return method_names[method];
}

static guint pages_count(void)
{
	guint count = 0;
	while (routes[count].pattern)
		count++;
	return count;
}

guint routes_count(void)
{
	guint count = 0;
	while (operations[count].route.pattern)
		count++;
	return pages_count() + count;
}

const struct route *route_at(guint index)
{
	guint pages = pages_count();
	return index < pages ? &routes[index] : &operations[index - pages].route;
}

guint route_index(const struct route *route)
{
	guint index = 0, count = routes_count();
	while (index < count && route_at(index) != route)
		index++;
	return index;
}

/* Whether the segments are those of the pattern; what stands for ":name" goes to `found`. */
static gboolean is_like(const char *pattern, char **segments, const char *found[PARAMETERS_MOST])
{
	guint count = 0;
	if (!pattern[1])
		return !*segments;
	for (; *pattern == '/'; segments++) {
		gsize length = strcspn(++pattern, "/");
		if (!*segments)
			return FALSE;
		if (*pattern == ':' && count < PARAMETERS_MOST && **segments)
			found[count++] = *segments;
		else if (strlen(*segments) != length || strncmp(*segments, pattern, length) != 0)
			return FALSE;
		pattern += length;
	}
	return !*segments;
}

/* Decoded one by one: an encoded "/" parts nothing. NULL when it is not UTF-8, or a segment climbs or hides. */
static char **segments_of(const char *path)
{
	g_auto(GStrv) segments = *path == '/' ? g_strsplit(path + 1, "/", 12) : NULL;
	for (guint i = 0; segments && segments[i]; i++) {
		char *decoded = percent_decode(segments[i], strlen(segments[i]), FALSE);
		gboolean sound = decoded && decoded[0] != '.' && !strpbrk(decoded, "/\\\r\n");
		if (!sound) {
			g_free(decoded);
			return NULL;
		}
		g_free(segments[i]);
		segments[i] = decoded;
	}
	return g_steal_pointer(&segments);
}

static gboolean take_if_like(struct request *request, const struct route *route, char **segments, gboolean *allowed)
{
	const char *found[PARAMETERS_MOST] = { NULL };
	if (!is_like(route->pattern, segments, found))
		return FALSE;
	*allowed = TRUE;
	if (route->method != request->method)
		return FALSE;
	for (guint i = 0; i < PARAMETERS_MOST; i++) {
		g_free(request->parameters[i]);
		request->parameters[i] = g_strdup(found[i]);
	}
	return TRUE;
}

const struct route *route_find(struct request *request, gboolean *allowed)
{
	g_auto(GStrv) segments = segments_of(request->path);
	*allowed = FALSE;
	request->operation = NULL;
	for (const struct operation *operation = operations; segments && request_is_api(request) && operation->route.pattern; operation++)
		if (take_if_like(request, &operation->route, segments, allowed)) {
			request->operation = operation;
			return &operation->route;
		}
	for (const struct route *route = routes; segments && !request_is_api(request) && route->pattern; route++)
		if (take_if_like(request, route, segments, allowed))
			return route;
	return NULL;
}

char *route_methods(const char *path)
{
	g_auto(GStrv) segments = segments_of(path);
	g_autoptr(GString) names = g_string_new(NULL);
	guint seen = 0;
	for (guint i = 0, count = routes_count(); segments && i < count; i++) {
		const struct route *route = route_at(i);
		const char *found[PARAMETERS_MOST] = { NULL };
		if ((seen & (1u << route->method)) || !is_like(route->pattern, segments, found))
			continue;
		seen |= 1u << route->method;
		g_string_append_printf(names, "%s%s", names->len ? ", " : "", method_names[route->method]);
	}
	return names->len ? g_strdup(names->str) : NULL;
}

static json_t *may_json(guint may)
{
	static const char *const names[] = { "anyone", "local", "enter", "read", "write", "write_all", "number", "compile", "approve", "personal",
		"inspect", "administer", "offices", "publish" };
	json_t *list = json_array();
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (may & (1u << i))
			json_array_append_new(list, json_string(names[i]));
	return list;
}

json_t *routes_json(void)
{
	json_t *list = json_array(), *who = json_object();
	static const char *const places[] = { "reader", "writer", "slow" }, *const caches[] = { "never", "store", "short", "forever", "public" };
	for (guint i = 0, count = routes_count(); i < count; i++) {
		const struct route *route = route_at(i);
		json_array_append_new(list, json_pack("{s:s, s:s, s:o, s:s, s:s, s:I, s:o}", "method", method_names[route->method], "pattern", route->pattern,
			"may", may_json(route->may), "place", places[route->place], "cache", caches[route->cache], "body", (json_int_t)route->body,
			"operation", i < pages_count() ? json_null() : operation_json(&operations[i - pages_count()])));
	}
	for (const struct auth_role *role = auth_roles; role->id; role++)
		json_object_set_new(who, role->id, may_json(role->may | MAY_ENTER));
	return json_pack("{s:o, s:o}", "routes", list, "roles", who);
}
