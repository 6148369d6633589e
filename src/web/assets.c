/* SPDX-License-Identifier: Apache-2.0 */
#include "web/assets.h"
#include "base/hash.h"
#include "web/pages.h"
#include "web_assets.h"

#include <string.h>

static const struct {
	const char *ending, *media;
} kinds[] = {
	{ ".css", "text/css; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".svg", "image/svg+xml" },
	{ ".json", "application/json" },
	{ ".md", "text/markdown; charset=utf-8" },
};

static const char *media_of(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (g_str_has_suffix(name, kinds[i].ending))
			return kinds[i].media;
	return NULL;
}

static GBytes *look_up(const char *name)
{
	g_autofree char *path = g_strconcat("/vn/ngoaivu/", name, NULL);
	return g_resource_lookup_data(web_assets_get_resource(), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

static char *hash_of(GBytes *bytes)
{
	struct hash hash = hash_bytes(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	char *hex = hash_hex(&hash);
	hex[16] = '\0';
	return hex;
}

struct url asset_url(const char *name)
{
	g_autoptr(GBytes) bytes = look_up(name);
	if (!bytes)
		return (struct url){ NULL, TRUE };
	g_autofree char *hash = hash_of(bytes);
	struct url url = url_own("/assets");
	url_add_segment(&url, hash);
	url_add_segment(&url, name);
	return url;
}

GBytes *asset_bytes(const char *name, const char *hash, const char **media)
{
	*media = media_of(name);
	g_autoptr(GBytes) bytes = *media && !strchr(name, '/') ? look_up(name) : NULL;
	g_autofree char *own = bytes ? hash_of(bytes) : NULL;
	return own && (!hash || strcmp(own, hash) == 0) ? g_steal_pointer(&bytes) : NULL;
}

static gboolean answer_asset(struct request *request, const char *name, const char *hash, GError **error)
{
	const char *media;
	g_autoptr(GBytes) bytes = asset_bytes(name, hash, &media);
	if (!bytes)
		return fail(error, ERROR_ABSENT, _("there is no such page"));
	answer_bytes(request, bytes, media, NULL);
	return TRUE;
}

gboolean show_asset(struct request *request, GError **error)
{
	return answer_asset(request, request_parameter(request, 1), request_parameter(request, 0), error);
}

gboolean show_icon(struct request *request, GError **error)
{
	return answer_asset(request, "icon.svg", NULL, error);
}

gboolean show_robots(struct request *request, GError **error)
{
	static const char text[] = "User-agent: *\nAllow: /public\nDisallow: /\n";
	g_autoptr(GBytes) bytes = g_bytes_new_static(text, sizeof text - 1);
	(void)error;
	answer_bytes(request, bytes, "text/plain; charset=utf-8", NULL);
	return TRUE;
}
