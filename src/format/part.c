/* SPDX-License-Identifier: Apache-2.0 */
#include "format/part.h"
#include "base/error.h"

#include <string.h>

static void ignore_xml_error(void *data, const char *message, xmlParserSeverities severity,
	xmlTextReaderLocatorPtr place)
{
	(void)data, (void)message, (void)severity, (void)place;
}

/* What follows `end`, NULL where it is not found. */
static const char *pass(const char *at, const char *limit, const char *end)
{
	const char *found = memmem(at, (gsize)(limit - at), end, strlen(end));
	return found ? found + strlen(end) : NULL;
}

static gboolean begins(const char *at, const char *limit, const char *word)
{
	return (gsize)(limit - at) >= strlen(word) && memcmp(at, word, strlen(word)) == 0;
}

/*
 * Refuses a DTD. It is looked for in what stands before the root element, as nested entities keep a
 * parser busy before it ever tells of the DTD.
 */
static gboolean check_prolog(const char *part, const char *bytes, gsize size, GError **error)
{
	const char *at = bytes, *limit = bytes + size;
	if (begins(at, limit, "\xEF\xBB\xBF"))
		at += 3;
	while (at && at < limit) {
		if (g_ascii_isspace(*at))
			at++;
		else if (begins(at, limit, "<?"))
			at = pass(at, limit, "?>");
		else if (begins(at, limit, "<!--"))
			at = pass(at, limit, "-->");
		else if (begins(at, limit, "<!"))
			return fail(error, ERROR_INPUT,
				_("part %s: holds a DTD or an entity, which no office file needs"),
				part);
		else
			break;
	}
	return TRUE;
}

gboolean part_open(
	struct part_reader *reader, struct archive *archive, const char *part, GError **error)
{
	*reader = (struct part_reader){.part = part};
	GError *cause = NULL;
	reader->content = archive_read(archive, part, PART_BYTES_MOST, &cause);
	if (!reader->content) {
		if (g_error_matches(cause, ERROR_DOMAIN, ERROR_ABSENT))
			cause->code = ERROR_INPUT; /* the file is there; it is the file that is wrong */
		g_propagate_error(error, cause);
		return FALSE;
	}
	gsize size;
	const char *bytes = g_bytes_get_data(reader->content, &size);
	if (!check_prolog(part, bytes ? bytes : "", size, error))
		return FALSE;
	reader->reader = xmlReaderForMemory(
		bytes ? bytes : "", (int)size, NULL, "UTF-8", XML_PARSE_NONET | XML_PARSE_COMPACT);
	if (!reader->reader)
		return fail(error, ERROR_SYSTEM, _("part %s: cannot be read"), part);
	xmlTextReaderSetErrorHandler(reader->reader, ignore_xml_error, NULL);
	return TRUE;
}

xmlDoc *part_tree(struct archive *archive, const char *part, GError **error)
{
	g_autoptr(GBytes) content = archive_read(archive, part, PART_TREE_MOST, error);
	gsize size = 0;
	const char *bytes = content ? g_bytes_get_data(content, &size) : NULL;
	if (!content || !check_prolog(part, bytes ? bytes : "", size, error))
		return NULL;
	xmlDoc *xml = xmlReadMemory(bytes ? bytes : "", (int)size, NULL, "UTF-8",
		XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT);
	if (xml && !xml->intSubset && xmlDocGetRootElement(xml))
		return xml;
	if (xml)
		xmlFreeDoc(xml);
	fail(error, ERROR_INPUT, _("part %s: is not well-formed XML"), part);
	return NULL;
}

void part_close(struct part_reader *reader)
{
	g_clear_pointer(&reader->reader, xmlFreeTextReader);
	g_clear_pointer(&reader->content, g_bytes_unref);
}

int part_refuse(const struct part_reader *reader, GError **error, const char *reason)
{
	fail(error, ERROR_INPUT, _("part %s, line %d: %s"), reader->part,
		xmlTextReaderGetParserLineNumber(reader->reader), reason);
	return -1;
}

int part_next(struct part_reader *reader, GError **error)
{
	int more = xmlTextReaderRead(reader->reader);
	if (more < 0)
		return part_refuse(reader, error, _("is not well-formed XML"));
	if (more == 0)
		return 0;
	int type = xmlTextReaderNodeType(reader->reader);
	if (type == XML_READER_TYPE_DOCUMENT_TYPE || type == XML_READER_TYPE_ENTITY_REFERENCE ||
		type == XML_READER_TYPE_ENTITY)
		return part_refuse(
			reader, error, _("holds a DTD or an entity, which no office file needs"));
	return 1;
}

static gboolean is_named(const struct part_reader *reader, const char *name)
{
	const char *found = (const char *)xmlTextReaderConstLocalName(reader->reader);
	return found && strcmp(found, name) == 0;
}

gboolean part_is_start(const struct part_reader *reader, const char *name)
{
	return xmlTextReaderNodeType(reader->reader) == XML_READER_TYPE_ELEMENT &&
	       is_named(reader, name);
}

gboolean part_is_end(const struct part_reader *reader, const char *name)
{
	int type = xmlTextReaderNodeType(reader->reader);
	gboolean ends = type == XML_READER_TYPE_END_ELEMENT ||
			(type == XML_READER_TYPE_ELEMENT &&
				xmlTextReaderIsEmptyElement(reader->reader) == 1);
	return ends && is_named(reader, name);
}

char *part_attribute(const struct part_reader *reader, const char *name)
{
	char *value = NULL;
	while (!value && xmlTextReaderMoveToNextAttribute(reader->reader) == 1)
		if (is_named(reader, name) && !xmlTextReaderIsNamespaceDecl(reader->reader))
			value = g_strdup((const char *)xmlTextReaderConstValue(reader->reader));
	xmlTextReaderMoveToElement(reader->reader);
	return value;
}

gboolean part_text(struct part_reader *reader, gboolean only_t, GString *text, GError **error)
{
	if (xmlTextReaderIsEmptyElement(reader->reader) == 1)
		return TRUE;
	int depth = xmlTextReaderDepth(reader->reader);
	gboolean in_t = !only_t;
	guint phonetic = 0;
	for (;;) {
		int more = part_next(reader, error);
		if (more <= 0)
			return more == 0 && part_refuse(reader, error, _("ends too early")) == 0;
		int type = xmlTextReaderNodeType(reader->reader);
		if (type == XML_READER_TYPE_END_ELEMENT &&
			xmlTextReaderDepth(reader->reader) == depth)
			return TRUE;
		if (part_is_end(reader, "rPh"))
			phonetic -= phonetic > 0;
		else if (part_is_start(reader, "rPh"))
			phonetic++;
		else if (part_is_start(reader, "t") && only_t)
			in_t = xmlTextReaderIsEmptyElement(reader->reader) == 0;
		else if (part_is_end(reader, "t") && only_t)
			in_t = FALSE;
		else if (in_t && phonetic == 0 && xmlTextReaderHasValue(reader->reader) == 1 &&
			 type != XML_READER_TYPE_COMMENT &&
			 type != XML_READER_TYPE_PROCESSING_INSTRUCTION)
			g_string_append(
				text, (const char *)xmlTextReaderConstValue(reader->reader));
	}
}
