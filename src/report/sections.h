/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Sections of a document, and texts that others write for them. A section is a heading with what stands up to the next
 * one; its path is "Kết quả công tác › Đoàn vào".
 */
#include "doc/doc.h"

struct doc_section {
	char *path;
	guint level;      /* of the heading, from 1 */
	guint from, to;   /* its own blocks in doc->blocks: after the heading, up to the next one */
};
/* struct doc_section *, in order. */
GPtrArray *doc_sections(const struct doc *doc);

/* A text for a section: a small template of prints and {% if %}, in which "- " begins items; all borrowed. */
struct section_text {
	const char *path, *text;
	const char *name;  /* for messages: "report_part #12" */
	gboolean instead;  /* of what the section says by itself; else after it */
	gboolean lost;     /* set by rendering: the document has no such section */
};
