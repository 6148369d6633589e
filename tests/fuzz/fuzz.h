/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * What is fuzzed: every reader of what others wrote, in this process, under the sanitizers. A target takes any bytes and
 * must come back with a result or an error that tells its reason; what it claims about them is asserted. `prepare` is
 * called once, before.
 */
#include <glib.h>

struct target {
	const char *name;
	void (*run)(GBytes *bytes);
	void (*prepare)(void); /* NULL: nothing */
};

/* documents.c */
void fuzz_docx(GBytes *bytes);
void fuzz_odt(GBytes *bytes);
void fuzz_pdf(GBytes *bytes);
void fuzz_pdf_prepare(void);
void fuzz_markdown(GBytes *bytes);
void fuzz_text(GBytes *bytes);
void fuzz_json(GBytes *bytes);
/* Bytes as what the pages of a PDF show, parted by "%%%". */
GBytes *fuzz_pdf_of(GBytes *bytes);
/* notes.c */
void fuzz_docx_notes(GBytes *bytes);
void fuzz_pdf_notes(GBytes *bytes);
void fuzz_pdf_notes_prepare(void);
void fuzz_findings(GBytes *bytes);
/* web.c */
void fuzz_form(GBytes *bytes);
/* sheets.c */
void fuzz_csv(GBytes *bytes);
void fuzz_tally(GBytes *bytes);
void fuzz_xlsx(GBytes *bytes);
/* language.c */
void fuzz_language_prepare(void);
void fuzz_definitions(GBytes *bytes);
void fuzz_expression(GBytes *bytes);
void fuzz_template(GBytes *bytes);
void fuzz_value(GBytes *bytes);
void fuzz_check(GBytes *bytes);
/* words.c */
void fuzz_period(GBytes *bytes);
void fuzz_number(GBytes *bytes);
/* package.c */
void fuzz_package(GBytes *bytes);

/* The bytes as a string that ends; NULL when a zero stands in them or they are no UTF-8. Caller frees. */
char *fuzz_string(GBytes *bytes);
/* Parts of an archive: a ZIP as it is, or text in which a line "=== NAME" begins a part. */
GBytes *fuzz_archive(GBytes *bytes);
/* An error with a message of its own; frees it. */
void fuzz_told(GError *error);
