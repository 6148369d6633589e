/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Readers: a file of anybody's to the document tree, every text with its place in the file
 * (struct origin). What the file holds is read in a child process that can reach nothing, within
 * limits of memory, time and size. Errors (ERROR_INPUT) name the file and say what is wrong with it.
 */
#include "doc/writer.h"

struct reading_limits {
	gsize bytes;      /* of the file */
	gsize memory;     /* of the reader, in bytes */
	guint seconds;    /* of processor time; of the clock, three times as many */
	guint paragraphs; /* and rows of tables */
};
extern const struct reading_limits reading_usual;

/*
 * `format` NULL: by the path's extension; ERROR_USAGE where there is no reader for it. A text that
 * is written as Markdown is read as such, whatever its name. `limits` NULL: the usual.
 */
struct doc *doc_read(const char *path, const struct doc_format *format,
	const struct reading_limits *limits, GError **error);

/* The two halves of it: what kind of file a path names, NULL = none that is known, and the child process. Errors do not
 * name the file. */
const struct doc_format *doc_read_format(const char *path);
struct doc *doc_read_content(
	GBytes *content, const struct doc_format *format, const struct reading_limits *limits, GError **error);

/* Whether its files are text: read by what is here alone. */
gboolean doc_format_is_text(const struct doc_format *format);

/* The letters of a text file, ended by a zero byte: of UTF-16 with BOM as UTF-8, else its bytes without a BOM. Caller frees. */
char *text_file_decode(GBytes *content, gsize *length, GError **error);

/* The readers themselves, in this process: of bytes. Errors do not name the file. */
struct doc *doc_read_text(GBytes *content, const struct reading_limits *limits, GError **error);
struct doc *doc_read_markdown(GBytes *content, const struct reading_limits *limits, GError **error);
struct doc *doc_read_pdf(GBytes *content, const struct reading_limits *limits, GError **error);
gboolean doc_prepare_pdf(GError **error); /* before a process that cannot open libraries */
struct doc *doc_read_docx(GBytes *content, const struct reading_limits *limits, GError **error);
struct doc *doc_read_odt(GBytes *content, const struct reading_limits *limits, GError **error);
