/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/read.h"

#include "base/error.h"
#include "format/file.h"

const struct reading_limits reading_usual = {
	.bytes = (gsize)64 << 20,
	.memory = (gsize)1 << 30,
	.seconds = 20,
	.paragraphs = 200000,
};

struct doc *doc_read(const char *path, const struct doc_format *format,
	const struct reading_limits *limits, GError **error)
{
	if (!limits)
		limits = &reading_usual;
	if (!format)
		format = doc_format_find(path);
	if (!format || !format->read) {
		fail(error, ERROR_USAGE, _("%s: files of this kind are not read"), path);
		return NULL;
	}
	g_autoptr(GBytes) content = file_read(path, limits->bytes, error);
	if (!content)
		return NULL;
	struct doc *doc = format->read(content, limits, error);
	if (!doc)
		g_prefix_error(error, "%s: ", path);
	return doc;
}
