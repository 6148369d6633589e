/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/read.h"

#include "base/confine.h"
#include "base/error.h"
#include "format/archive.h"
#include "format/file.h"

const struct reading_limits reading_usual = {
	.bytes = (gsize)64 << 20,
	.memory = (gsize)1 << 30,
	.seconds = 20,
	.paragraphs = 200000,
};

/* Read, but not written: no row of doc_formats, all of which are. */
static const struct doc_format open_document = {"odt", ".odt", "application/vnd.oasis.opendocument.text",
	N_("OpenDocument text"), NULL, doc_read_odt, archive_prepare, NULL};

const struct doc_format *doc_read_format(const char *path)
{
	g_autofree char *lower = g_ascii_strdown(path, -1);
	return g_str_has_suffix(lower, open_document.extension) ? &open_document : doc_format_find(path);
}

gboolean doc_format_is_text(const struct doc_format *format)
{
	return format->read == doc_read_text || format->read == doc_read_markdown;
}

struct reading {
	doc_reader read;
	GBytes *content;
	const struct reading_limits *limits;
};

/* In the child: the tree goes to the parent as JSON. */
static GBytes *read_confined(gpointer data, GError **error)
{
	const struct reading *reading = data;
	g_autoptr(doc_t) doc = reading->read(reading->content, reading->limits, error);
	return doc ? doc_write_json(doc, error) : NULL;
}

struct doc *doc_read_content(
	GBytes *content, const struct doc_format *format, const struct reading_limits *limits, GError **error)
{
	if (!limits)
		limits = &reading_usual;
	struct reading reading = {format->read, content, limits};
	const struct confinement confinement = {limits->memory, limits->seconds, limits->memory};
	if (format->prepare && !format->prepare(error))
		return NULL;
	g_autoptr(GBytes) json = confine(read_confined, &reading, &confinement, error);
	return json ? doc_read_json(g_bytes_get_data(json, NULL), g_bytes_get_size(json), error) : NULL;
}

struct doc *doc_read(const char *path, const struct doc_format *format,
	const struct reading_limits *limits, GError **error)
{
	if (!limits)
		limits = &reading_usual;
	if (!format)
		format = doc_read_format(path);
	if (!format || !format->read) {
		fail(error, ERROR_USAGE, _("%s: files of this kind are not read"), path);
		return NULL;
	}
	g_autoptr(GBytes) content = file_read(path, limits->bytes, error);
	struct doc *doc = content ? doc_read_content(content, format, limits, error) : NULL;
	if (content && !doc)
		g_prefix_error(error, "%s: ", path);
	return doc;
}
