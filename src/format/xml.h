/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * A writer of XML 1.0 onto a GString. Text and attribute values are always escaped; there is no raw
 * function. What is written depends on the calls alone, and no blank is added unless `indent` is
 * set. Sticky: the first mistake (a name that is none, an attribute after content, an element too
 * many closed, text that is not UTF-8 or holds a character XML does not know) stops all further
 * writing and is told by xml_finish.
 */
#include <glib.h>

/* Where the name of an open element stands in the text. */
struct xml_name {
	gsize at, length;
};

struct xml_writer {
	GString *out;    /* borrowed; written after what it already holds */
	gsize start;     /* its length at the beginning */
	struct xml_name *open; /* the open elements; room for `room` of them */
	guint depth, room;
	const guint8 *kinds; /* what to do with each byte */
	gboolean in_tag; /* the start tag still takes attributes */
	gboolean mixed;  /* the innermost element holds text: no indentation inside */
	gboolean indent; /* may be set after xml_start: each element on its own line, two blanks a
			    level */
	gboolean rooted; /* the root element is closed */
	char *failure;
};

/* Begins a document; `declare` writes <?xml version="1.0" encoding="UTF-8" standalone="yes"?> and a
 * newline. */
void xml_start(struct xml_writer *xml, GString *out, gboolean declare);
/* FALSE with ERROR_SYSTEM, the text taken back, when something failed or was left open. Frees the
 * writer's memory. */
gboolean xml_finish(struct xml_writer *xml, GError **error);
/* Frees the writer's memory where xml_finish is not reached; harmless after it. */
void xml_clear(struct xml_writer *xml);
typedef struct xml_writer xml_writer_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(xml_writer_t, xml_clear)

void xml_begin(struct xml_writer *xml, const char *name);
void xml_end(struct xml_writer *xml);

/* Attributes of the element just begun; a NULL value writes nothing. */
void xml_attr(struct xml_writer *xml, const char *name, const char *value);
void xml_attr_int(struct xml_writer *xml, const char *name, gint64 value);

void xml_text(struct xml_writer *xml, const char *text);
void xml_text_int(struct xml_writer *xml, gint64 value);

/* <name>text</name>; <name/> where the text is NULL or empty. */
void xml_element(struct xml_writer *xml, const char *name, const char *text);
/* <name attribute="value"/> */
void xml_element_attr(
	struct xml_writer *xml, const char *name, const char *attribute, const char *value);
