/* SPDX-License-Identifier: Apache-2.0 */
/* What the check finds in a draft: its own rules on our own tree, so that no reader is needed. */
#include "check/check.h"
#include "doc/form.h"
#include "web/pages.h"
#include "web/report.h"

#include <string.h>

enum { FINDINGS_MOST = 100 };

/* The tables are made once, by whoever asks first. */
static const struct checker *the_checker(struct request *request, GError **error)
{
	struct server *server = request->server;
	g_mutex_lock(&server->checker_lock);
	if (!server->checker)
		server->checker = checker_new(server->app->model, error);
	g_mutex_unlock(&server->checker_lock);
	return server->checker;
}

static void put_finding(struct page *page, const struct finding *finding)
{
	static const char *const classes[] = { [SEVERITY_HINT] = "finding", [SEVERITY_WARNING] = "finding warning", [SEVERITY_ERROR] = "finding error" };
	struct html_writer *html = &page->html;
	html_begin(html, HTML_LI);
	html_attr(html, HTML_CLASS, classes[finding->severity]);
	html_element(html, HTML_STRONG, NULL, severity_word(finding->severity));
	html_text(html, ": ");
	html_text(html, finding->message);
	if (finding->quote && *finding->quote) {
		html_text(html, " ");
		html_element(html, HTML_Q, NULL, finding->quote);
	}
	if (finding->suggestion && *finding->suggestion) {
		html_text(html, " → ");
		html_element(html, HTML_INS, NULL, finding->suggestion);
	}
	if (finding->rule) {
		html_text(html, " ");
		html_element(html, HTML_SMALL, NULL, finding->rule);
	}
	html_end(html, HTML_LI);
}

/* That a draft has no number and no day yet is no finding. */
static void leave_out_blanks(struct findings *findings, const struct doc *doc)
{
	g_autofree char *number = doc_number_line(doc), *date = doc_date_line(doc);
	for (guint i = findings->items->len; i > 0; i--) {
		const struct finding *finding = findings->items->pdata[i - 1];
		if (g_strcmp0(finding->rule, "blank") == 0 && finding->quote && (strcmp(finding->quote, number) == 0 || strstr(date, finding->quote)))
			g_ptr_array_remove_index(findings->items, i - 1);
	}
}

static void put_findings(struct page *page, const struct findings *findings)
{
	struct html_writer *html = &page->html;
	guint count = findings->items->len;
	g_autofree char *more = g_strdup_printf(_("… and %u more"), count - MIN(count, FINDINGS_MOST));
	if (!count) {
		html_element(html, HTML_P, "quiet", _("Sums, dates, names and spelling agree; nothing was found."));
		return;
	}
	html_begin(html, HTML_UL);
	html_attr(html, HTML_CLASS, "findings");
	for (guint i = 0; i < MIN(count, FINDINGS_MOST); i++)
		put_finding(page, findings->items->pdata[i]);
	html_end(html, HTML_UL);
	if (count > FINDINGS_MOST)
		html_element(html, HTML_P, "quiet", more);
}

gboolean put_report_findings(struct page *page, const struct record *report, const struct doc *doc, GError **error)
{
	struct html_writer *html = &page->html;
	const struct checker *checker = the_checker(page->request, error);
	if (!checker)
		return FALSE;
	g_autoptr(findings_t) findings = checker_check(checker, doc, record_text(report, "name"), NULL, NULL);
	leave_out_blanks(findings, doc);
	g_autofree char *title = g_strdup_printf(_("Check (%u)"), findings->items->len);
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, "card");
	html_attr(html, HTML_ID, "check");
	html_element(html, HTML_H2, NULL, title);
	put_findings(page, findings);
	html_end(html, HTML_SECTION);
	return TRUE;
}
