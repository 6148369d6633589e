/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Writers: a document tree to bytes. Deterministic: the same tree gives the same bytes on every
 * machine that has the same fonts and libraries. A writer reports failure once, at its end.
 */
#include "doc/doc.h"

typedef GBytes *(*doc_writer)(const struct doc *doc, GError **error);
struct reading_limits; /* doc/read.h */
struct findings;
typedef struct doc *(*doc_reader)(
	GBytes *content, const struct reading_limits *limits, GError **error);

struct doc_format {
	const char *name;      /* "docx" */
	const char *extension; /* ".docx" */
	const char *media_type;
	const char *title; /* N_("Word document") */
	doc_writer write;
	doc_reader read; /* NULL: not read by doc_read */
	gboolean (*prepare)(GError **error); /* loads what the reader needs; NULL: nothing */
	/* A copy with findings as comments (doc/annotate.h); NULL: none is made. */
	GBytes *(*annotate)(GBytes *content, const struct findings *findings,
		const struct reading_limits *limits, GError **error);
};

/* docx, pdf, html, md, txt, json; ended by a row whose name is NULL. */
extern const struct doc_format doc_formats[];

/* By name or by the extension of a path; NULL when there is none. */
const struct doc_format *doc_format_find(const char *name_or_path);

GBytes *doc_write_docx(const struct doc *doc, GError **error);
GBytes *doc_write_pdf(const struct doc *doc, GError **error);
GBytes *doc_write_html(const struct doc *doc, GError **error);
GBytes *doc_write_markdown(const struct doc *doc, GError **error);
GBytes *doc_write_text(const struct doc *doc, GError **error);
GBytes *doc_write_json(const struct doc *doc, GError **error);

/* The tree as JSON holds all of it; reading it back gives an equal tree. */
struct doc *doc_read_json(const char *json, gsize length, GError **error);

/*
 * What a DOCX made by us says of itself: its identity and, for each figure in reading order, the
 * canonical query and the text that stands there now. ERROR_INPUT for a file that is broken or too
 * large.
 */
struct doc_claim {
	char *identity;     /* NULL when the file holds none */
	GPtrArray *figures; /* struct figure_note *: query, and in `value` the text found */
	char *text;         /* the plain text of the body, for comparison */
};
struct doc_claim *doc_claim_read(const char *path, GError **error);
struct doc_claim *doc_claim_read_bytes(GBytes *docx, GError **error); /* errors do not name a file */
void doc_claim_free(struct doc_claim *claim);
