/* SPDX-License-Identifier: Apache-2.0 */
#include "format/html.h"

#include <string.h>

#include "base/error.h"

void url_clear(struct url *url)
{
	g_clear_pointer(&url->text, g_free);
}

/* Only what RFC 3986 allows in an address; whatever else must come percent-encoded. */
static gboolean is_plain(const char *text)
{
	for (const char *c = text; *c; c++)
		if (!g_ascii_isalnum(*c) && !strchr("-._~:/?#[]@!$&'()*+,;=%", *c))
			return FALSE;
	return TRUE;
}

/* "//host" would be another site, and so would "/\host" to some browsers. */
struct url url_own(const char *path)
{
	const gboolean good = path && path[0] == '/' && path[1] != '/' && is_plain(path);
	return (struct url){good ? g_strdup(path) : NULL, TRUE};
}

static void append(struct url *url, const char *before, const char *text, const char *allowed)
{
	g_autofree char *escaped = g_uri_escape_string(text ? text : "", allowed, FALSE);
	g_autofree char *shorter = url->text;
	url->text = g_strconcat(shorter, before, escaped, NULL);
}

void url_add_segment(struct url *url, const char *text)
{
	if (!url->text)
		return;
	/* A segment of dots would climb; an empty one could make "//". */
	if (!text || !*text || strcmp(text, ".") == 0 || strcmp(text, "..") == 0) {
		url_clear(url);
		return;
	}
	append(url, g_str_has_suffix(url->text, "/") ? "" : "/", text, "");
}

void url_add_query(struct url *url, const char *name, const char *value)
{
	if (!url->text || !value)
		return;
	append(url, strchr(url->text, '?') ? "&" : "?", name, "");
	append(url, "=", value, ",/:");
}

void url_set_fragment(struct url *url, const char *id)
{
	if (url->text && id)
		append(url, "#", id, "");
}

gboolean url_parse(const char *text, struct url *url, GError **error)
{
	static const char *const schemes[] = {"http://", "https://", "mailto:"};
	*url = (struct url){NULL, FALSE};
	for (gsize i = 0; text && is_plain(text) && i < G_N_ELEMENTS(schemes); i++) {
		const gsize length = strlen(schemes[i]);
		if (g_ascii_strncasecmp(text, schemes[i], length) != 0 ||
			!g_ascii_isalnum(text[length]))
			continue;
		url->text = g_strdup(text);
		return TRUE;
	}
	return fail(error, ERROR_INPUT,
		_("only addresses that begin with http://, https:// or mailto: are taken"));
}
