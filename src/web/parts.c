/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies of several parts (RFC 7578), as browsers send files. Strict: what a browser would not write is refused. */
#include "web/pairs.h"

#include <string.h>

enum { PART_HEAD_MOST = 2000, BOUNDARY_MOST = 70 };

static struct pairs *refuse(GError **error)
{
	fail(error, ERROR_INPUT, _("the form did not arrive whole; send it again"));
	return NULL;
}

/* "multipart/form-data; boundary=…" → the line that parts the body, with its dashes. */
static char *boundary_of(const char *media)
{
	const char *found = strstr(media, "boundary=");
	if (!found)
		return NULL;
	found += strlen("boundary=");
	gboolean quoted = *found == '"';
	gsize length = strcspn(found + quoted, quoted ? "\"" : "; ");
	if (length == 0 || length > BOUNDARY_MOST)
		return NULL;
	g_autofree char *name = g_strndup(found + quoted, length);
	return g_strconcat("--", name, NULL);
}

static const guint8 *find(const guint8 *from, const guint8 *end, const char *text)
{
	return memmem(from, (gsize)(end - from), text, strlen(text));
}

/* name="…" of a Content-Disposition; quotes within come as %22. NULL when it has none. */
static char *named(const char *head, const char *key)
{
	g_autofree char *wanted = g_strconcat("; ", key, "=\"", NULL);
	const char *found = strstr(head, wanted);
	const char *end = found ? strchr(found + strlen(wanted), '"') : NULL;
	if (!end)
		return NULL;
	found += strlen(wanted);
	g_autofree char *text = g_strndup(found, (gsize)(end - found));
	return g_utf8_validate(text, -1, NULL) ? g_steal_pointer(&text) : NULL;
}

/* Browsers send the name alone; whatever path another client sends is cut away. */
static char *file_name(char *name)
{
	g_autofree char *whole = name;
	char *last = whole;
	for (char *c = whole; c && *c; c++)
		if (*c == '/' || *c == '\\')
			last = c + 1;
	return g_strdup(last);
}

static gboolean add_part(struct pairs *pairs, const char *head, const guint8 *content, gsize length)
{
	struct pair *pair = g_new0(struct pair, 1);
	char *file = named(head, "filename");
	pair->name = named(head, "name");
	pair->file = file ? file_name(file) : NULL;
	if (pair->file)
		pair->bytes = g_bytes_new(content, length);
	else if (g_utf8_validate_len((const char *)content, length, NULL))
		pair->value = g_strndup((const char *)content, length);
	if (!pair->value && pair->file)
		pair->value = g_strdup("");
	g_ptr_array_add(pairs->list, pair);
	return pair->name && pair->value;
}

/* One part from behind its boundary's line; *at is set to the next boundary. */
static gboolean read_part(struct pairs *pairs, const guint8 **at, const guint8 *end, const char *boundary)
{
	g_autofree char *next = g_strconcat("\r\n", boundary, NULL);
	const guint8 *content = find(*at, end, "\r\n\r\n");
	const guint8 *stop = content ? find(content + 2, end, next) : NULL;
	if (!stop || content - *at > PART_HEAD_MOST)
		return FALSE;
	g_autofree char *head = g_strndup((const char *)*at, (gsize)(content - *at));
	content += 4;
	if (stop < content || !add_part(pairs, head, content, (gsize)(stop - content)))
		return FALSE;
	*at = stop + strlen(next);
	return TRUE;
}

struct pairs *pairs_parse_parts(const char *media, const guint8 *body, gsize length, GError **error)
{
	g_autofree char *boundary = boundary_of(media);
	g_autoptr(pairs_t) pairs = pairs_new();
	const guint8 *at = body, *end = body + length;
	if (!boundary || length < strlen(boundary) || memcmp(body, boundary, strlen(boundary)) != 0)
		return refuse(error);
	at += strlen(boundary);
	while (end - at >= 2 && memcmp(at, "\r\n", 2) == 0)
		if (pairs->list->len >= PAIRS_MOST) {
			fail(error, ERROR_INPUT, _("the form has more than %d fields"), PAIRS_MOST);
			return NULL;
		} else if (!read_part(pairs, &at, end, boundary))
			return refuse(error);
	return end - at >= 2 && memcmp(at, "--", 2) == 0 ? g_steal_pointer(&pairs) : refuse(error);
}
