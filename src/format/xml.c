/* SPDX-License-Identifier: Apache-2.0 */
#include "format/xml.h"
#include "base/error.h"

#include <string.h>

void xml_start(struct xml_writer *xml, GString *out, gboolean declare)
{
	*xml = (struct xml_writer){.out = out, .start = out->len};
	xml->open = g_ptr_array_new_with_free_func(g_free);
	if (declare)
		g_string_append(
			out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
}

void xml_clear(struct xml_writer *xml)
{
	g_clear_pointer(&xml->open, g_ptr_array_unref);
	g_clear_pointer(&xml->failure, g_free);
}

static void give_up(struct xml_writer *xml, const char *failure, const char *where)
{
	if (!xml->failure)
		xml->failure = g_strdup_printf("%s: %s", where, failure);
}

static const char *innermost(const struct xml_writer *xml)
{
	return xml->open->len ? xml->open->pdata[xml->open->len - 1] : "";
}

gboolean xml_finish(struct xml_writer *xml, GError **error)
{
	if (!xml->failure && xml->open->len > 0)
		give_up(xml, "is left open", innermost(xml));
	if (!xml->failure && !xml->rooted)
		give_up(xml, "there is no element", "document");
	gboolean sound = !xml->failure;
	if (!sound) {
		g_string_truncate(xml->out, xml->start);
		fail(error, ERROR_SYSTEM, _("XML cannot be written: %s"), xml->failure);
	}
	xml_clear(xml);
	return sound;
}

static gboolean is_name(const char *name)
{
	if (!name || !(g_ascii_isalpha(*name) || *name == '_'))
		return FALSE;
	const char *colon = NULL;
	for (const char *at = name; *at != '\0'; at++) {
		if (*at == ':') {
			if (colon || at[1] == '\0')
				return FALSE;
			colon = at;
		} else if (!g_ascii_isalnum(*at) && !strchr("_-.", *at)) {
			return FALSE;
		}
	}
	return TRUE;
}

/* What may not stand in XML 1.0, even escaped. */
static gboolean is_sound(const char *text, gsize length)
{
	if (!g_utf8_validate(text, (gssize)length, NULL))
		return FALSE;
	for (const char *at = text; *at != '\0'; at++) {
		guchar byte = (guchar)*at;
		if (byte < 0x20 && byte != '\n' && byte != '\t' && byte != '\r')
			return FALSE;
		/* U+FFFE and U+FFFF */
		if (byte == 0xEF && (guchar)at[1] == 0xBF && (guchar)at[2] >= 0xBE)
			return FALSE;
	}
	return TRUE;
}

static const char *escape_of(char byte, gboolean attribute)
{
	switch (byte) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '\r':
		return "&#13;";
	case '"':
		return attribute ? "&quot;" : NULL;
	case '\n':
		return attribute ? "&#10;" : NULL;
	case '\t':
		return attribute ? "&#9;" : NULL;
	default:
		return NULL;
	}
}

static void append_escaped(struct xml_writer *xml, const char *text, gboolean attribute)
{
	gsize length = strlen(text);
	if (!is_sound(text, length)) {
		give_up(xml, "a text holds what XML cannot", innermost(xml));
		return;
	}
	const char *run = text;
	for (const char *at = text; at < text + length; at++) {
		const char *escape = escape_of(*at, attribute);
		if (!escape)
			continue;
		g_string_append_len(xml->out, run, at - run);
		g_string_append(xml->out, escape);
		run = at + 1;
	}
	g_string_append_len(xml->out, run, text + length - run);
}

static void close_tag(struct xml_writer *xml)
{
	if (xml->in_tag)
		g_string_append_c(xml->out, '>');
	xml->in_tag = FALSE;
}

static void break_line(struct xml_writer *xml)
{
	if (!xml->indent || xml->mixed)
		return;
	if (xml->out->len > xml->start && xml->out->str[xml->out->len - 1] != '\n')
		g_string_append_c(xml->out, '\n');
	for (guint level = 0; level < xml->open->len; level++)
		g_string_append(xml->out, "  ");
}

void xml_begin(struct xml_writer *xml, const char *name)
{
	if (!xml->failure && !is_name(name))
		give_up(xml, "is no name", name ? name : "NULL");
	if (!xml->failure && xml->rooted)
		give_up(xml, "stands after the root element", name);
	if (xml->failure)
		return;
	close_tag(xml);
	break_line(xml);
	g_string_append_c(xml->out, '<');
	g_string_append(xml->out, name);
	g_ptr_array_add(xml->open, g_strdup(name));
	xml->in_tag = TRUE;
}

void xml_end(struct xml_writer *xml)
{
	if (!xml->failure && xml->open->len == 0)
		give_up(xml, "nothing is open", "end");
	if (xml->failure)
		return;
	g_autofree char *name = g_ptr_array_steal_index(xml->open, xml->open->len - 1);
	if (xml->in_tag) {
		g_string_append(xml->out, "/>");
	} else {
		break_line(xml);
		g_string_append_printf(xml->out, "</%s>", name);
	}
	xml->in_tag = xml->mixed = FALSE;
	xml->rooted = xml->open->len == 0;
	if (xml->rooted && xml->indent)
		g_string_append_c(xml->out, '\n');
}

void xml_attr(struct xml_writer *xml, const char *name, const char *value)
{
	if (!value)
		return;
	if (!xml->failure && !xml->in_tag)
		give_up(xml, "an attribute stands outside of a start tag", name ? name : "NULL");
	if (!xml->failure && !is_name(name))
		give_up(xml, "is no name", name ? name : "NULL");
	if (xml->failure)
		return;
	g_string_append_c(xml->out, ' ');
	g_string_append(xml->out, name);
	g_string_append(xml->out, "=\"");
	append_escaped(xml, value, TRUE);
	g_string_append_c(xml->out, '"');
}

void xml_attr_int(struct xml_writer *xml, const char *name, gint64 value)
{
	char digits[24];
	g_snprintf(digits, sizeof digits, "%" G_GINT64_FORMAT, value);
	xml_attr(xml, name, digits);
}

void xml_text(struct xml_writer *xml, const char *text)
{
	if (!xml->failure && xml->open->len == 0)
		give_up(xml, "a text stands outside of the root element", "document");
	if (xml->failure || !text || *text == '\0')
		return;
	close_tag(xml);
	xml->mixed = TRUE;
	append_escaped(xml, text, FALSE);
}

void xml_text_int(struct xml_writer *xml, gint64 value)
{
	char digits[24];
	g_snprintf(digits, sizeof digits, "%" G_GINT64_FORMAT, value);
	xml_text(xml, digits);
}

void xml_element(struct xml_writer *xml, const char *name, const char *text)
{
	xml_begin(xml, name);
	xml_text(xml, text);
	xml_end(xml);
}

void xml_element_attr(
	struct xml_writer *xml, const char *name, const char *attribute, const char *value)
{
	xml_begin(xml, name);
	xml_attr(xml, attribute, value);
	xml_end(xml);
}
