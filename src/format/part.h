/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * An XML part of an office file (XLSX, DOCX) being read, element by element. Nothing is fetched and
 * no entity is expanded: a part with a DTD is refused before the parser sees it, and text is UTF-8
 * whatever the part declares. Errors (ERROR_INPUT) name the part and the line. Libxml2 keeps its
 * own limits on depth and on the length of a text.
 */
#include "format/archive.h"
#include <libxml/xmlreader.h>

#define PART_BYTES_MOST ((gsize)512 << 20)

/*
 * The part as a tree, for parts that are not read from front to end; the caller frees it with
 * xmlFreeDoc. The same is refused, and a root element is there.
 */
#define PART_TREE_MOST ((gsize)64 << 20)
xmlDoc *part_tree(struct archive *archive, const char *part, GError **error);

struct part_reader {
	xmlTextReader *reader;
	GBytes *content;
	const char *part; /* borrowed */
};
gboolean part_open(
	struct part_reader *reader, struct archive *archive, const char *part, GError **error);
/* The next element, end or text: 1; the end of the part: 0; an error: -1. */
int part_next(struct part_reader *reader, GError **error);
gboolean part_is_start(const struct part_reader *reader, const char *name);
gboolean part_is_end(const struct part_reader *reader,
	const char *name); /* an empty element ends where it starts */
/* An attribute of the element, NULL where there is none; caller frees. The prefix of its name is
 * not looked at. */
char *part_attribute(const struct part_reader *reader, const char *name);
/* Appends the text of the element just begun, of all `t` in it where `only_t`; phonetic hints are
 * left out. */
gboolean part_text(struct part_reader *reader, gboolean only_t, GString *text, GError **error);
/* Fails with ERROR_INPUT at the reader's place; -1. */
int part_refuse(const struct part_reader *reader, GError **error, const char *reason);
void part_close(struct part_reader *reader);
typedef struct part_reader part_reader_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(part_reader_t, part_close)
