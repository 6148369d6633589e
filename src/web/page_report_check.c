/* SPDX-License-Identifier: Apache-2.0 */
/* What the check finds in a draft, each where it stands in it, and the reasons why something stays. */
#include "check/check.h"
#include "web/pages.h"
#include "web/report.h"
#include "web/show.h"

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

struct findings *draft_findings(struct request *request, const struct record *report, const struct doc *doc, GError **error)
{
	const struct checker *checker = the_checker(request, error);
	struct findings *findings = checker ? report_findings_in(request->app, checker, report, doc, error) : NULL;
	if (findings)
		report_leave_out_blanks(findings, doc);
	return findings;
}

/* While those who compile it can still act on what was found. */
static gboolean may_answer(const struct request *request, const struct record *report)
{
	static const char *const states[] = { "open", "compiling", "checked", "returned", NULL };
	return request_may(request, MAY_COMPILE) && g_strv_contains(states, record_state(report));
}

static void put_quote(struct page *page, const char *quote, const char *place)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) url = url_own(page->request->path);
	html_text(html, " ");
	if (!place || !url.text) {
		html_element(html, HTML_Q, NULL, quote);
		return;
	}
	url_set_fragment(&url, place);
	html_begin(html, HTML_A);
	html_url(html, HTML_HREF, &url);
	html_element(html, HTML_Q, NULL, quote);
	html_end(html, HTML_A);
}

static void put_words(struct page *page, const struct finding *finding, const char *place)
{
	struct html_writer *html = &page->html;
	html_element(html, HTML_STRONG, NULL, severity_word(finding->severity));
	html_text(html, ": ");
	html_text(html, finding->message);
	if (finding->quote && *finding->quote)
		put_quote(page, finding->quote, place);
	if (finding->suggestion && *finding->suggestion) {
		html_text(html, " → ");
		html_element(html, HTML_INS, NULL, finding->suggestion);
	}
}

/* Why it stays, for what is right all the same: a closed form, so that mending comes first. */
static void put_answer_form(struct page *page, const struct record *report, const struct finding *finding, guint index)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) url = report_url(report, "answer");
	g_autofree char *id = g_strdup_printf("reason-%u", index + 1);
	html_begin(html, HTML_DETAILS);
	html_element(html, HTML_SUMMARY, NULL, _("It is right: say why it stays"));
	report_begin_act(page, &url, report);
	page_hidden(page, "rule", finding->rule);
	page_hidden(page, "quote", finding->quote ? finding->quote : "");
	html_begin(html, HTML_LABEL);
	html_attr(html, HTML_FOR, id);
	html_text(html, _("Reason, kept with the report"));
	html_end(html, HTML_LABEL);
	html_begin(html, HTML_INPUT);
	html_attr(html, HTML_ID, id);
	html_attr(html, HTML_NAME, "reason");
	html_attr_int(html, HTML_MAXLENGTH, 500);
	html_flag(html, HTML_REQUIRED, TRUE);
	html_end(html, HTML_INPUT);
	page_button(page, "secondary", NULL, NULL, _("Keep it for this reason"));
	html_end(html, HTML_FORM);
	html_end(html, HTML_DETAILS);
}

static void put_finding(struct page *page, const struct record *report, const struct finding *finding, const char *place, guint index)
{
	static const char *const classes[] = { [SEVERITY_HINT] = "finding", [SEVERITY_WARNING] = "finding warning", [SEVERITY_ERROR] = "finding error" };
	struct html_writer *html = &page->html;
	const char *reason = report_answered(report, finding);
	html_begin(html, HTML_LI);
	html_attr(html, HTML_CLASS, reason ? "finding answered" : classes[finding->severity]);
	put_words(page, finding, place);
	if (reason) {
		html_begin(html, HTML_P);
		html_attr(html, HTML_CLASS, "reason");
		html_text(html, _("Stays because:"));
		html_text(html, " ");
		html_element(html, HTML_Q, NULL, reason);
		html_end(html, HTML_P);
	} else if (finding->severity != SEVERITY_HINT && may_answer(page->request, report)) {
		put_answer_form(page, report, finding, index);
	}
	html_end(html, HTML_LI);
}

static gboolean is_open_error(const struct record *report, const struct finding *finding)
{
	return finding->severity == SEVERITY_ERROR && !report_answered(report, finding);
}

/* What stops the report comes first, then the rest in the document's order. */
static void put_list(struct page *page, const struct record *report, const struct findings *findings, const struct places *places)
{
	struct html_writer *html = &page->html;
	guint count = 0, all = findings->items->len;
	html_begin(html, HTML_UL);
	html_attr(html, HTML_CLASS, "findings");
	for (guint turn = 0; turn < 2; turn++)
		for (guint i = 0; i < all && count < FINDINGS_MOST; i++) {
			const struct finding *finding = findings->items->pdata[i];
			if (is_open_error(report, finding) != (turn == 0))
				continue;
			put_finding(page, report, finding, places_of(places, i), i);
			count++;
		}
	html_end(html, HTML_UL);
	g_autofree char *more = g_strdup_printf(_("… and %u more"), all - count);
	if (all > count)
		html_element(html, HTML_P, "quiet", more);
}

/* What is to be done, and where. */
static void put_guide(struct page *page, const struct record *report, guint open)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) parts = report_url(report, "parts");
	g_autofree char *stops = g_strdup_printf(_("Errors that keep the report from being submitted: %u"), open);
	if (open)
		html_element(html, HTML_P, "stops", stops);
	html_begin(html, HTML_P);
	html_attr(html, HTML_CLASS, "help");
	html_text(html, _("A number is mended in its records: follow it in the draft. A section's words are mended by who writes it:"));
	html_text(html, " ");
	page_link(page, &parts, NULL, _("Sections and who writes them"));
	html_text(html, ". ");
	html_text(html, _("What is right all the same stays with a reason, which the leader reads too."));
	html_end(html, HTML_P);
}

static void put_copy(struct page *page, const struct record *report)
{
	g_auto(url_t) url = report_url(report, "annotated");
	html_begin(&page->html, HTML_P);
	page_link(page, &url, "button", _("A copy with notes (DOCX)"));
	html_end(&page->html, HTML_P);
}

void put_report_findings(struct page *page, const struct record *report, const struct findings *findings, const struct places *places)
{
	struct html_writer *html = &page->html;
	g_autofree char *title = g_strdup_printf(_("Check (%u)"), findings->items->len);
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, "card");
	html_attr(html, HTML_ID, "check");
	html_element(html, HTML_H2, NULL, title);
	if (findings->items->len) {
		put_guide(page, report, report_open_errors(report, findings));
		put_list(page, report, findings, places);
		put_copy(page, report);
	} else {
		html_element(html, HTML_P, "quiet", _("Sums, dates, names and spelling agree; nothing was found."));
	}
	html_end(html, HTML_SECTION);
}

static struct url check_url(const struct record *report)
{
	struct url url = report_url(report, NULL);
	url_set_fragment(&url, "check");
	return url;
}

gboolean stopped_by_errors(struct request *request, const struct record *report, gboolean *stopped, GError **error)
{
	*stopped = FALSE;
	g_autoptr(doc_t) doc = report_doc(request->app, report, error);
	g_autoptr(findings_t) findings = doc ? draft_findings(request, report, doc, error) : NULL;
	if (!findings)
		return FALSE;
	if (report_open_errors(report, findings)) {
		g_auto(url_t) url = check_url(report);
		page_notice_next(request, NOTICE_STOPPED);
		answer_redirect(request, &url);
		*stopped = TRUE;
	}
	return TRUE;
}

gboolean answer_finding(struct request *request, GError **error)
{
	g_autoptr(record_t) report = wanted_report(request, error);
	if (!report || !report_check_version(request, report, error))
		return FALSE;
	g_autoptr(doc_t) doc = report_doc(request->app, report, error);
	g_autoptr(findings_t) findings = doc ? draft_findings(request, report, doc, error) : NULL;
	if (!findings)
		return FALSE;
	const struct finding *finding = report_finding(findings, pairs_get(request->form, "rule"), pairs_get(request->form, "quote"));
	if (!finding)
		return fail(error, ERROR_INPUT, _("The check does not find that in the report any more; open the report again."));
	if (!report_answer(request->app, report, finding, pairs_get(request->form, "reason"), error))
		return FALSE;
	g_auto(url_t) url = check_url(report);
	page_notice_next(request, NOTICE_ANSWERED);
	answer_redirect(request, &url);
	return TRUE;
}

gboolean download_annotated(struct request *request, GError **error)
{
	g_autoptr(record_t) report = wanted_report(request, error);
	if (report && *record_text(report, "snapshot"))
		return fail(error, ERROR_ABSENT, _("an issued report has no copy with notes; it does not change any more"));
	g_autoptr(doc_t) doc = report ? report_doc(request->app, report, error) : NULL;
	const struct checker *checker = doc ? the_checker(request, error) : NULL;
	g_autoptr(GBytes) docx = checker ? report_write_locked(request, doc, doc_format_find("docx"), error) : NULL;
	g_autoptr(GBytes) copy = docx ? report_annotated(request->app, checker, report, doc, docx, error) : NULL;
	if (!copy)
		return FALSE;
	g_autofree char *name = report_file_name(report, "-ghi-chu.docx");
	answer_bytes(request, copy, doc_format_find("docx")->media_type, name);
	return TRUE;
}
