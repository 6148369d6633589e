/* SPDX-License-Identifier: Apache-2.0 */
/* Is this file what was issued? */
#include "app/reports.h"
#include "format/file.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/paper.h"
#include "web/report.h"

#include <glib/gstdio.h>
#include <string.h>

static void put_form(struct page *page)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) url = url_own("/verify");
	page_file_form(page, &url, "card stacked");
	page_input(page, &(struct input){ .name = "file", .label = _("A report as DOCX, PDF, HTML or text"), .type = "file" });
	page_input(page, &(struct input){ .name = "hash", .label = _("… or its hash (BLAKE2b, 64 hexadecimal digits)"), .most = 64 });
	html_begin(html, HTML_DIV);
	page_button(page, "primary", NULL, NULL, _("Verify"));
	html_end(html, HTML_DIV);
	html_end(html, HTML_FORM);
}

gboolean show_verify(struct request *request, GError **error)
{
	struct page page;
	page_begin(&page, request, SECTION_REPORTS, _("Verify a file"));
	html_element(&page.html, HTML_P, "quiet", _("Whether a file is a report that was issued from here, and whether anything in it was changed since."));
	put_form(&page);
	return page_end(&page, error);
}

static void put_verdict(struct page *page, const struct verification *found, const char *name)
{
	const struct value *on = found->report ? record_value(found->report, "issued_on") : NULL;
	g_autofree char *day = on ? day_words((day_t)on->number, page->request->language) : g_strdup("?");
	g_autofree char *text = NULL;
	if (found->verdict == VERDICT_UNKNOWN)
		text = g_strdup_printf(_("%s was not issued from here."), name);
	else if (found->verdict == VERDICT_UNCHANGED)
		text = g_strdup_printf(_("%s was issued as %s on %s, and is unchanged."), name, record_text(found->report, "symbol"), day);
	else
		text = g_strdup_printf(_("%s says that it is %s of %s, but it was changed."), name, record_text(found->report, "symbol"), day);
	page_box(page, found->verdict == VERDICT_UNCHANGED ? BOX_NOTICE : BOX_PROBLEM, text);
	if (found->report && strcmp(record_state(found->report), "superseded") == 0)
		page_box(page, BOX_HINT, _("That report has been superseded by a corrected one."));
}

static void put_differences(struct page *page, const struct verification *found)
{
	struct html_writer *html = &page->html;
	if (found->differences->len) {
		html_begin(html, HTML_SECTION);
		html_attr(html, HTML_CLASS, "card");
		html_element(html, HTML_H2, NULL, _("What differs in the file"));
		html_begin(html, HTML_UL);
		for (guint i = 0; i < found->differences->len; i++)
			html_element(html, HTML_LI, NULL, found->differences->pdata[i]);
		html_end(html, HTML_UL);
		html_end(html, HTML_SECTION);
	}
	if (!found->data_changes->len)
		return;
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, "card");
	html_element(html, HTML_H2, NULL, _("Figures that the records give otherwise today"));
	html_begin(html, HTML_UL);
	for (guint i = 0; i < found->data_changes->len; i++) {
		const struct figure_change *change = found->data_changes->pdata[i];
		g_auto(url_t) url = formula_url(page->request, change->query);
		html_begin(html, HTML_LI);
		if (url.text)
			page_link(page, &url, NULL, change->query);
		else
			html_text(html, change->query);
		html_text(html, ": ");
		html_element(html, HTML_DEL, NULL, change->then);
		html_text(html, " ");
		html_element(html, HTML_INS, NULL, change->now);
		html_end(html, HTML_LI);
	}
	html_end(html, HTML_UL);
	html_end(html, HTML_SECTION);
}

/* Under a name of their own in a folder of their own, for what reads files; gone afterwards. */
struct verification *verify_bytes(struct request *request, const struct pair *file, GError **error)
{
	g_autofree char *folder = g_dir_make_tmp("ngoaivu-XXXXXX", error);
	const char *dot = strrchr(file->file, '.');
	gboolean plain = dot && strlen(dot) < 8 && strspn(dot + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == strlen(dot + 1);
	g_autofree char *name = g_strconcat("file", plain ? dot : "", NULL);
	g_autofree char *path = folder ? g_build_filename(folder, name, NULL) : NULL;
	if (!folder)
		return NULL;
	struct verification *found = file_write(path, file->bytes, error) ? report_verify(request->app, path, error) : NULL;
	if (error && *error) {
		GString *message = g_string_new((*error)->message);
		g_string_replace(message, path, file->file, 0); /* people know the file by their own name */
		g_free((*error)->message);
		(*error)->message = g_string_free(message, FALSE);
	}
	g_unlink(path);
	g_rmdir(folder);
	return found;
}

static void put_report_link(struct page *page, const struct record *report)
{
	g_auto(url_t) url = record_url(report->reg, report->id);
	if (report->office != request_office(page->request))
		return;
	html_begin(&page->html, HTML_P);
	page_link(page, &url, "button", _("To the report"));
	html_end(&page->html, HTML_P);
}

static gboolean verify_hash(struct request *request, const char *text, GError **error)
{
	struct page page;
	g_autofree char *format = NULL;
	g_autofree char *hash = g_ascii_strdown(text, -1);
	GError *problem = NULL;
	if (strlen(hash) != 2 * HASH_BYTES || strspn(hash, "0123456789abcdef") != strlen(hash)) {
		fail(&problem, ERROR_INPUT, _("A hash has 64 hexadecimal digits, as the page of an issued report tells them."));
		return page_again(request, show_verify, problem, error);
	}
	g_autoptr(record_t) report = report_of_hash(request->app, hash, &format, &problem);
	if (problem) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	struct verification found = { .verdict = report ? VERDICT_UNCHANGED : VERDICT_UNKNOWN, .report = report };
	page_begin(&page, request, SECTION_REPORTS, _("Verify a file"));
	put_verdict(&page, &found, hash);
	if (report)
		put_report_link(&page, report);
	put_form(&page);
	return page_end(&page, error);
}

gboolean verify_file(struct request *request, GError **error)
{
	struct page page;
	const struct pair *file = pairs_file(request->form, "file");
	const char *hash = pairs_get(request->form, "hash");
	if ((!file || !*file->file) && hash && *hash)
		return verify_hash(request, hash, error);
	GError *problem = NULL;
	if (!file || !*file->file)
		fail(&problem, ERROR_INPUT, _("Choose a file first, or give its hash."));
	g_autoptr(verification_t) found = problem ? NULL : verify_bytes(request, file, &problem);
	if (!found)
		return page_again(request, show_verify, problem, error);
	page_begin(&page, request, SECTION_REPORTS, _("Verify a file"));
	put_verdict(&page, found, file->file);
	if (found->report)
		put_report_link(&page, found->report);
	put_differences(&page, found);
	put_form(&page);
	return page_end(&page, error);
}
