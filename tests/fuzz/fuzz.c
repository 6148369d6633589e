/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz --target=NAME [libFuzzer's options and folders]: the targets and what they share. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "format/archive.h"

static const struct target targets[] = {
	{"docx", fuzz_docx, NULL},
	{"docx-notes", fuzz_docx_notes, NULL},
	{"odt", fuzz_odt, NULL},
	{"pdf", fuzz_pdf, fuzz_pdf_prepare},
	{"pdf-notes", fuzz_pdf_notes, fuzz_pdf_notes_prepare},
	{"markdown", fuzz_markdown, NULL},
	{"text", fuzz_text, NULL},
	{"json", fuzz_json, NULL},
	{"csv", fuzz_csv, NULL},
	{"xlsx", fuzz_xlsx, NULL},
	{"definitions", fuzz_definitions, fuzz_language_prepare},
	{"expression", fuzz_expression, fuzz_language_prepare},
	{"template", fuzz_template, fuzz_language_prepare},
	{"value", fuzz_value, fuzz_language_prepare},
	{"check", fuzz_check, fuzz_language_prepare},
	{"tally", fuzz_tally, fuzz_language_prepare},
	{"period", fuzz_period, NULL},
	{"number", fuzz_number, NULL},
	{"package", fuzz_package, NULL},
	{"findings", fuzz_findings, NULL},
	{"form", fuzz_form, NULL},
};

static const struct target *chosen;

char *fuzz_string(GBytes *bytes)
{
	gsize length = 0;
	const char *data = g_bytes_get_data(bytes, &length);
	return length == 0 ? g_strdup("") : g_utf8_validate(data, (gssize)length, NULL) ? g_strndup(data, length) : NULL;
}

GBytes *fuzz_archive(GBytes *bytes)
{
	gsize length = 0;
	const char *data = g_bytes_get_data(bytes, &length);
	if (length < 4 || memcmp(data, "=== ", 4) != 0)
		return g_bytes_ref(bytes);
	g_autoptr(archive_writer_t) archive = archive_writer_new();
	for (const char *at = data, *end = data + length; at && at < end;) {
		const char *line = memchr(at, '\n', (gsize)(end - at));
		const char *next = line ? memmem(line, (gsize)(end - line), "\n=== ", 5) : NULL;
		g_autofree char *name = g_strndup(at + 4, (gsize)((line ? line : end) - at - 4));
		const char *from = line ? line + 1 : end, *to = next ? next : end;
		GString *content = g_string_new_len(from, MAX(to - from, 0));
		archive_add_text(archive, g_strchomp(name), content);
		at = next ? next + 1 : NULL;
	}
	GBytes *packed = archive_finish(archive, NULL);
	return packed ? packed : g_bytes_ref(bytes);
}

void fuzz_told(GError *error)
{
	g_assert_nonnull(error);
	g_assert_true(error->domain == ERROR_DOMAIN);
	g_assert_true(*error->message && g_utf8_validate(error->message, -1, NULL));
	g_error_free(error);
}

int LLVMFuzzerInitialize(int *count, char ***words);
int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void list_targets(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(targets); i++)
		puts(targets[i].name);
}

int LLVMFuzzerInitialize(int *count, char ***words)
{
	for (int i = 1; i < *count; i++)
		for (gsize k = 0; g_str_has_prefix((*words)[i], "--target=") && k < G_N_ELEMENTS(targets); k++)
			if (strcmp((*words)[i] + strlen("--target="), targets[k].name) == 0)
				chosen = &targets[k];
	if (!chosen) {
		list_targets();
		exit(2);
	}
	if (chosen->prepare)
		chosen->prepare();
	return 0;
}

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	chosen->run(bytes);
	return 0;
}
