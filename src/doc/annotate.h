/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Annotated copies: a file that was read, with each finding at its spots (base/finding.h) as a comment of a DOCX or a
 * highlight of a PDF. Everything else of the file stays as it is. A finding without spots stands at its paragraph or
 * page, else at the beginning. Without findings the copy is the file, byte for byte.
 */
#include "base/finding.h"
#include "doc/read.h"

typedef GBytes *(*doc_annotator)(GBytes *content, const struct findings *findings,
	const struct reading_limits *limits, GError **error);

/* In a child process, as doc_read. `limits` NULL: the usual. ERROR_USAGE for a format of which no copy is made. */
GBytes *doc_annotate(GBytes *content, const struct doc_format *format, const struct findings *findings,
	const struct reading_limits *limits, GError **error);

/* In this process. The PDF's needs a confinement with a scratch file (base/confine.h), and doc_prepare_pdf before. */
GBytes *doc_annotate_docx(GBytes *content, const struct findings *findings, const struct reading_limits *limits,
	GError **error);
GBytes *doc_annotate_pdf(GBytes *content, const struct findings *findings, const struct reading_limits *limits,
	GError **error);

/* What a comment says, in lines; with the quote where it does not stand at the very words. Caller frees. */
char *annotate_words(const struct finding *finding, gboolean with_quote);
/* Who comments. */
#define ANNOTATE_AUTHOR "ngoaivu"
