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

/* What to do with a byte of a text; and whether it may stand in a name. */
enum byte_kind { BYTE_PLAIN, BYTE_ESCAPED, BYTE_IN_ATTRIBUTE, BYTE_WIDE, BYTE_REFUSED };
/* The last two: it stands as it is in a text, in an attribute. */
enum { BYTE_KIND = 0x0F, BYTE_NAME = 0x10, BYTE_IN_TEXT_AS_IS = 0x20, BYTE_IN_ATTRIBUTE_AS_IS = 0x40 };

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
			gboolean named =
				g_ascii_isalnum((gchar)byte) || (byte && strchr("_-.", (int)byte));
			enum byte_kind kind = kind_of((guchar)byte);
			gboolean plain = kind == BYTE_PLAIN;
			kinds[byte] = (guint8)(kind | (named ? BYTE_NAME : 0) | (plain ? BYTE_IN_ATTRIBUTE_AS_IS : 0) |
				(plain || kind == BYTE_IN_ATTRIBUTE ? BYTE_IN_TEXT_AS_IS : 0));
		}
		g_once_init_leave(&ready, 1);
	}
	return kinds;
}

void xml_start(struct xml_writer *xml, GString *out, gboolean declare)
{
	*xml = (struct xml_writer){.out = out, .start = out->len};
	xml->kinds = byte_kinds();
	if (declare)
		g_string_append(
			out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
}

void xml_clear(struct xml_writer *xml)
{
	g_clear_pointer(&xml->open, g_free);
	xml->depth = xml->room = 0;
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
	if (xml->depth == 0)
		return g_strdup("");
	const struct xml_name name = xml->open[xml->depth - 1];
	return g_strndup(xml->out->str + name.at, name.length);
}

gboolean xml_finish(struct xml_writer *xml, GError **error)
{
	g_autofree char *name = innermost(xml);
	if (!xml->failure && xml->depth > 0)
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

/* The length of a name, 0 when it is none: a letter or "_", then names' bytes, one ":" inside. */
static gsize name_length(const guint8 *kinds, const char *name)
{
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

static inline gboolean goes_on(char byte)
{
	return ((guchar)byte & 0xC0) == 0x80;
}

/* What follows a character beyond ASCII; NULL where it is ill-formed (RFC 3629) or one that XML 1.0
 * does not know even escaped: U+FFFE and U+FFFF. */
static inline const char *after_wide(const char *at)
{
	const guchar lead = (guchar)at[0], next = (guchar)at[1];
	if (!goes_on(at[1]))
		return NULL;
	if (lead < 0xE0)
		return lead >= 0xC2 ? at + 2 : NULL;
	if (!goes_on(at[2]))
		return NULL;
	if (lead < 0xF0) {
		const gboolean sound = !(lead == 0xE0 && next < 0xA0) &&
				       !(lead == 0xED && next > 0x9F) &&
				       !(lead == 0xEF && next == 0xBF && (guchar)at[2] >= 0xBE);
		return sound ? at + 3 : NULL;
	}
	const gboolean sound =
		lead <= 0xF4 && !(lead == 0xF0 && next < 0x90) && !(lead == 0xF4 && next > 0x8F);
	return sound && goes_on(at[3]) ? at + 4 : NULL;
}

static void refuse_text(struct xml_writer *xml)
{
	g_autofree char *name = innermost(xml);
	give_up(xml, "a text holds what XML cannot", name);
}

/* One pass over the bytes; the one at the end, 0, is none that may stand in a text. */
static void append_escaped(struct xml_writer *xml, const char *text, gboolean attribute)
{
	const guint8 *kinds = xml->kinds;
	const guint as_is = attribute ? BYTE_IN_ATTRIBUTE_AS_IS : BYTE_IN_TEXT_AS_IS;
	const char *run = text, *at = text;
	for (;;) {
		while (kinds[(guchar)*at] & as_is)
			at++;
		const guint kind = kinds[(guchar)*at] & BYTE_KIND;
		if (kind == BYTE_WIDE) {
			at = after_wide(at);
			if (!at)
				break;
		} else if (kind == BYTE_REFUSED) {
			break;
		} else {
			put(xml->out, run, (gsize)(at - run));
			g_string_append(xml->out, escape_of(*at));
			run = ++at;
		}
	}
	if (at && *at == '\0')
		put(xml->out, run, (gsize)(at - run));
	else
		refuse_text(xml);
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
	for (guint level = 0; level < xml->depth; level++)
		g_string_append(xml->out, "  ");
}

static inline void open_name(struct xml_writer *xml, struct xml_name name)
{
	if (xml->depth == xml->room) {
		xml->room = MAX(2 * xml->room, 16);
		xml->open = g_renew(struct xml_name, xml->open, xml->room);
	}
	xml->open[xml->depth++] = name;
}

void xml_begin(struct xml_writer *xml, const char *name)
{
	gsize length = name_length(xml->kinds, name);
	if (!xml->failure && length == 0)
		give_up(xml, "is no name", name ? name : "NULL");
	if (!xml->failure && xml->rooted)
		give_up(xml, "stands after the root element", name);
	if (xml->failure)
		return;
	close_tag(xml);
	break_line(xml);
	put(xml->out, "<", 1);
	open_name(xml, (struct xml_name){xml->out->len, length});
	put(xml->out, name, length);
	xml->in_tag = TRUE;
}

/* The name stands in the text already; making room first keeps it where it is. */
static void append_end_tag(GString *out, struct xml_name name)
{
	const gsize end = out->len, size = end + name.length + 3;
	if (size >= out->allocated_len)
		g_string_set_size(out, size);
	memcpy(out->str + end, "</", 2);
	memcpy(out->str + end + 2, out->str + name.at, name.length);
	memcpy(out->str + size - 1, ">", 2);
	out->len = size;
}

void xml_end(struct xml_writer *xml)
{
	if (!xml->failure && xml->depth == 0)
		give_up(xml, "nothing is open", "end");
	if (xml->failure)
		return;
	const struct xml_name name = xml->open[--xml->depth];
	if (xml->in_tag) {
		put(xml->out, "/>", 2);
	} else {
		break_line(xml);
		append_end_tag(xml->out, name);
	}
	xml->in_tag = xml->mixed = FALSE;
	xml->rooted = xml->depth == 0;
	if (xml->rooted && xml->indent)
		g_string_append_c(xml->out, '\n');
}

void xml_attr(struct xml_writer *xml, const char *name, const char *value)
{
	if (!value)
		return;
	if (!xml->failure && !xml->in_tag)
		give_up(xml, "an attribute stands outside of a start tag", name ? name : "NULL");
	gsize length = name_length(xml->kinds, name);
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
	if (!xml->failure && xml->depth == 0)
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
