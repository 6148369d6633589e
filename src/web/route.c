/* SPDX-License-Identifier: Apache-2.0 */
#include "web/route.h"

#include <string.h>

static const char *const method_names[METHODS] = { "GET", "POST" };

guint routes_count(void)
{
	guint count = 0;
	while (routes[count].pattern)
		count++;
	return count;
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

const struct route *route_find(struct request *request, gboolean *allowed)
{
	g_auto(GStrv) segments = segments_of(request->path);
	*allowed = FALSE;
	for (const struct route *route = routes; segments && route->pattern; route++) {
		const char *found[PARAMETERS_MOST] = { NULL };
		if (!is_like(route->pattern, segments, found))
			continue;
		*allowed = TRUE;
		if (route->method != request->method)
			continue;
		for (guint i = 0; i < PARAMETERS_MOST; i++) {
			g_free(request->parameters[i]);
			request->parameters[i] = g_strdup(found[i]);
		}
		return route;
	}
	return NULL;
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
	for (const struct route *route = routes; route->pattern; route++)
		json_array_append_new(list, json_pack("{s:s, s:s, s:o, s:s, s:s, s:I}", "method", method_names[route->method], "pattern", route->pattern,
			"may", may_json(route->may), "place", places[route->place], "cache", caches[route->cache], "body", (json_int_t)route->body));
	for (const struct auth_role *role = auth_roles; role->id; role++)
		json_object_set_new(who, role->id, may_json(role->may | MAY_ENTER));
	return json_pack("{s:o, s:o}", "routes", list, "roles", who);
}
