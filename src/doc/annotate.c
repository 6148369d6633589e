/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/annotate.h"

#include "base/confine.h"
#include "base/error.h"

struct annotating {
	doc_annotator annotate;
	GBytes *content;
	const struct findings *findings;
	const struct reading_limits *limits;
};

static GBytes *annotate_confined(gpointer data, GError **error)
{
	const struct annotating *annotating = data;
	return annotating->annotate(annotating->content, annotating->findings, annotating->limits, error);
}

GBytes *doc_annotate(GBytes *content, const struct doc_format *format, const struct findings *findings,
	const struct reading_limits *limits, GError **error)
{
	if (!limits)
		limits = &reading_usual;
	if (!format || !format->annotate) {
		fail(error, ERROR_USAGE, _("annotated copies are made of DOCX and PDF files"));
		return NULL;
	}
	if (findings->items->len == 0)
		return g_bytes_ref(content);
	if (format->prepare && !format->prepare(error))
		return NULL;
	struct annotating annotating = {format->annotate, content, findings, limits};
	const struct confinement confinement = {limits->memory, limits->seconds, limits->memory, .scratch = TRUE};
	return confine(annotate_confined, &annotating, &confinement, error);
}

char *annotate_words(const struct finding *finding, gboolean with_quote)
{
	GString *words = g_string_new(NULL);
	g_string_append_printf(words, "%s: %s", severity_word(finding->severity), finding->message);
	if (with_quote && finding->quote)
		g_string_append_printf(words, "\n“%s”", finding->quote);
	if (finding->suggestion) {
		g_string_append_c(words, '\n');
		g_string_append_printf(words, _("Write: “%s”"), finding->suggestion);
	}
	if (finding->rule)
		g_string_append_printf(words, "\n[%s]", finding->rule);
	return g_string_free(words, FALSE);
}
