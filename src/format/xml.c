/* SPDX-License-Identifier: Apache-2.0 */
#include "format/xml.h"
#include "base/error.h"

#include <string.h>

/* Most of writing is appending a few bytes where there is room. */
static inline void put(GString *out, const char *text, gsize length)
{
	if (out->len + length >= out->allocated_len) {
		g_string_append_len(out, text, (gssize)length);
		return;
	}
	memcpy(out->str + out->len, text, length);
	out->len += length;
	out->str[out->len] = '\0';
}

void xml_start(struct xml_writer *xml, GString *out, gboolean declare)
{
	*xml = (struct xml_writer){.out = out, .start = out->len};
	xml->open = g_array_new(FALSE, FALSE, sizeof(struct xml_name));
	if (declare)
		g_string_append(
			out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
}

void xml_clear(struct xml_writer *xml)
{
	g_clear_pointer(&xml->open, g_array_unref);
	g_clear_pointer(&xml->failure, g_free);
}

static void give_up(struct xml_writer *xml, const char *failure, const char *where)
{
	if (!xml->failure)
		xml->failure = g_strdup_printf("%s: %s", where, failure);
}

/* The name of the innermost open element, for messages. */
static char *innermost(const struct xml_writer *xml)
{
	if (!xml->open->len)
		return g_strdup("");
	struct xml_name name = g_array_index(xml->open, struct xml_name, xml->open->len - 1);
	return g_strndup(xml->out->str + name.at, name.length);
}

gboolean xml_finish(struct xml_writer *xml, GError **error)
{
	g_autofree char *name = innermost(xml);
	if (!xml->failure && xml->open->len > 0)
		give_up(xml, "is left open", name);
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

/* What to do with a byte of a text; and whether it may stand in a name. */
enum byte_kind { BYTE_PLAIN, BYTE_ESCAPED, BYTE_IN_ATTRIBUTE, BYTE_WIDE, BYTE_REFUSED };
enum { BYTE_KIND = 0x0F, BYTE_NAME = 0x10 };

static enum byte_kind kind_of(guchar byte)
{
	switch (byte) {
	case '&':
	case '<':
	case '>':
	case '\r':
		return BYTE_ESCAPED;
	case '"':
	case '\n':
	case '\t':
		return BYTE_IN_ATTRIBUTE;
	default:
		return byte < 0x20 ? BYTE_REFUSED : byte < 0x80 ? BYTE_PLAIN : BYTE_WIDE;
	}
}

static const guint8 *byte_kinds(void)
{
	static guint8 kinds[256];
	static gsize ready;
	if (g_once_init_enter(&ready)) {
		for (guint byte = 0; byte < 256; byte++) {
			gboolean named = g_ascii_isalnum((gchar)byte) ||
					 (byte && strchr("_-.", (int)byte));
			kinds[byte] = (guint8)(kind_of((guchar)byte) | (named ? BYTE_NAME : 0));
		}
		g_once_init_leave(&ready, 1);
	}
	return kinds;
}

/* The length of a name, 0 when it is none: a letter or "_", then names' bytes, one ":" inside. */
static gsize name_length(const char *name)
{
	const guint8 *kinds = byte_kinds();
	if (!name || !(g_ascii_isalpha(*name) || *name == '_'))
		return 0;
	const char *at = name;
	while (kinds[(guchar)*at] & BYTE_NAME)
		at++;
	if (*at == ':' && (kinds[(guchar)at[1]] & BYTE_NAME))
		for (at++; kinds[(guchar)*at] & BYTE_NAME;)
			at++;
	return *at == '\0' ? (gsize)(at - name) : 0;
}

static const char *escape_of(char byte)
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
		return "&quot;";
	case '\n':
		return "&#10;";
	default:
		return "&#9;";
	}
}

/* U+FFFE and U+FFFF, which XML 1.0 does not know even escaped. */
static gboolean is_no_character(const char *at)
{
	return (guchar)at[0] == 0xEF && (guchar)at[1] == 0xBF && (guchar)at[2] >= 0xBE;
}

static void refuse_text(struct xml_writer *xml)
{
	g_autofree char *name = innermost(xml);
	give_up(xml, "a text holds what XML cannot", name);
}

/* One pass over the bytes; only a text with letters beyond ASCII is then looked at as UTF-8. */
static void append_escaped(struct xml_writer *xml, const char *text, gboolean attribute)
{
	const guint8 *kinds = byte_kinds();
	const guint escaped = attribute ? BYTE_IN_ATTRIBUTE : BYTE_ESCAPED;
	const char *run = text, *at = text;
	gboolean wide = FALSE;
	for (; *at != '\0'; at++) {
		guint kind = kinds[(guchar)*at] & BYTE_KIND;
		if (kind == BYTE_PLAIN)
			continue;
		if (kind == BYTE_REFUSED || (kind == BYTE_WIDE && is_no_character(at))) {
			refuse_text(xml);
			return;
		}
		wide = wide || kind == BYTE_WIDE;
		if (kind > escaped)
			continue;
		put(xml->out, run, (gsize)(at - run));
		g_string_append(xml->out, escape_of(*at));
		run = at + 1;
	}
	if (wide && !g_utf8_validate(text, at - text, NULL)) {
		refuse_text(xml);
		return;
	}
	put(xml->out, run, (gsize)(at - run));
}

static void close_tag(struct xml_writer *xml)
{
	if (xml->in_tag)
		put(xml->out, ">", 1);
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
	gsize length = name_length(name);
	if (!xml->failure && length == 0)
		give_up(xml, "is no name", name ? name : "NULL");
	if (!xml->failure && xml->rooted)
		give_up(xml, "stands after the root element", name);
	if (xml->failure)
		return;
	close_tag(xml);
	break_line(xml);
	put(xml->out, "<", 1);
	struct xml_name opened = {xml->out->len, length};
	put(xml->out, name, length);
	g_array_append_val(xml->open, opened);
	xml->in_tag = TRUE;
}

/* The name stands in the text already; making room first keeps it where it is. */
static void append_end_tag(GString *out, struct xml_name name)
{
	gsize end = out->len;
	g_string_set_size(out, end + name.length + 3);
	memcpy(out->str + end, "</", 2);
	memcpy(out->str + end + 2, out->str + name.at, name.length);
	out->str[out->len - 1] = '>';
}

void xml_end(struct xml_writer *xml)
{
	if (!xml->failure && xml->open->len == 0)
		give_up(xml, "nothing is open", "end");
	if (xml->failure)
		return;
	struct xml_name name = g_array_index(xml->open, struct xml_name, xml->open->len - 1);
	g_array_set_size(xml->open, xml->open->len - 1);
	if (xml->in_tag) {
		put(xml->out, "/>", 2);
	} else {
		break_line(xml);
		append_end_tag(xml->out, name);
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
	gsize length = name_length(name);
	if (!xml->failure && length == 0)
		give_up(xml, "is no name", name ? name : "NULL");
	if (xml->failure)
		return;
	put(xml->out, " ", 1);
	put(xml->out, name, length);
	put(xml->out, "=\"", 2);
	append_escaped(xml, value, TRUE);
	put(xml->out, "\"", 1);
}

/* The number's digits at the end of a buffer of 24. */
static const char *digits_of(gint64 value, char buffer[24])
{
	char *at = buffer + 23;
	guint64 rest = value < 0 ? 0 - (guint64)value : (guint64)value;
	*at = '\0';
	do
		*--at = (char)('0' + rest % 10);
	while ((rest /= 10) > 0);
	if (value < 0)
		*--at = '-';
	return at;
}

void xml_attr_int(struct xml_writer *xml, const char *name, gint64 value)
{
	char buffer[24];
	xml_attr(xml, name, digits_of(value, buffer));
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
	char buffer[24];
	xml_text(xml, digits_of(value, buffer));
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
