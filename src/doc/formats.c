/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/writer.h"

#include "base/error.h"
#include "doc/annotate.h"
#include "doc/read.h"
#include "format/archive.h"

#define DOCX_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

const struct doc_format doc_formats[] = {
	{"docx", ".docx", DOCX_TYPE, N_("Word document"), doc_write_docx, doc_read_docx, archive_prepare, doc_annotate_docx},
	{"pdf", ".pdf", "application/pdf", N_("PDF document"), doc_write_pdf, doc_read_pdf, doc_prepare_pdf,
		doc_annotate_pdf},
	{"html", ".html", "text/html; charset=utf-8", N_("web page"), doc_write_html, NULL, NULL, NULL},
	{"md", ".md", "text/markdown; charset=utf-8", N_("Markdown text"), doc_write_markdown, doc_read_markdown,
		NULL, NULL},
	{"txt", ".txt", "text/plain; charset=utf-8", N_("plain text"), doc_write_text, doc_read_text, NULL, NULL},
	{"json", ".json", "application/json", N_("document tree as JSON"), doc_write_json, NULL, NULL, NULL},
	{NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL},
};

const struct doc_format *doc_format_find(const char *name_or_path)
{
	if (!name_or_path)
		return NULL;
	g_autofree char *lower = g_ascii_strdown(name_or_path, -1);
	for (const struct doc_format *format = doc_formats; format->name; format++)
		if (g_str_equal(lower, format->name) || g_str_has_suffix(lower, format->extension))
			return format;
	return NULL;
}
