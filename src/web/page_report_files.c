/* SPDX-License-Identifier: Apache-2.0 */
/* A report as files: as issued, or the draft as it would be now. */
#include "web/pages.h"
#include "web/report.h"

#include <sodium.h>
#include <string.h>

/* Fonts and their maps are shared by the whole process: one document is written at a time. */
GBytes *report_write_locked(struct request *request, const struct doc *doc, const struct doc_format *format, GError **error)
{
	g_mutex_lock(&request->server->paper_lock);
	GBytes *bytes = format->write(doc, error);
	g_mutex_unlock(&request->server->paper_lock);
	return bytes;
}

static GBytes *report_bytes(struct request *request, const struct record *report, const struct doc_format *format, GError **error)
{
	g_autoptr(doc_t) doc = report_doc(request->app, report, error);
	return doc ? report_write_locked(request, doc, format, error) : NULL;
}

char *report_file_name(const struct record *report, const char *ending)
{
	const char *symbol = record_text(report, "symbol");
	g_autofree char *name = *symbol ? g_strdup(symbol) : g_strdup_printf("%s-%s", record_text(report, "template"), record_text(report, "period"));
	g_strdelimit(name, "/\\ ", '-');
	return g_strconcat(name, ending, NULL);
}

gboolean download_report(struct request *request, GError **error)
{
	g_autoptr(record_t) report = wanted_report(request, error);
	const struct doc_format *format = report ? doc_format_find(request_parameter(request, 1)) : NULL;
	if (!report || !format)
		return report && fail(error, ERROR_ABSENT, _("there is no such page"));
	g_autoptr(GBytes) bytes = report_bytes(request, report, format, error);
	g_autofree char *name = report_file_name(report, format->extension);
	if (!bytes)
		return FALSE;
	answer_bytes(request, bytes, format->media_type, name);
	return TRUE;
}

/* The hash by which the content policy knows the one style sheet that the document carries inside. */
static char *style_hash(GBytes *bytes)
{
	gsize length;
	const char *text = g_bytes_get_data(bytes, &length);
	const char *from = g_strstr_len(text, (gssize)length, "<style>");
	const char *to = from ? g_strstr_len(from, (gssize)(length - (gsize)(from - text)), "</style>") : NULL;
	unsigned char hash[crypto_hash_sha256_BYTES];
	char encoded[64];
	if (!to)
		return NULL;
	from += strlen("<style>");
	crypto_hash_sha256(hash, (const unsigned char *)from, (unsigned long long)(to - from));
	sodium_bin2base64(encoded, sizeof encoded, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
	return g_strdup_printf("'sha256-%s'", encoded);
}

gboolean show_report_page(struct request *request, GError **error)
{
	g_autoptr(record_t) report = wanted_report(request, error);
	const struct doc_format *html = doc_format_find("html");
	g_autoptr(GBytes) bytes = report ? report_bytes(request, report, html, error) : NULL;
	if (!bytes)
		return FALSE;
	answer_bytes(request, bytes, html->media_type, NULL);
	request->answer.styles = style_hash(bytes);
	return TRUE;
}

/* The very file, shown by the browser instead of kept. */
gboolean show_report_pdf(struct request *request, GError **error)
{
	g_autoptr(record_t) report = wanted_report(request, error);
	const struct doc_format *pdf = doc_format_find("pdf");
	g_autoptr(GBytes) bytes = report ? report_bytes(request, report, pdf, error) : NULL;
	if (!bytes)
		return FALSE;
	answer_bytes(request, bytes, pdf->media_type, NULL);
	return TRUE;
}
