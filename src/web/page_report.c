/* SPDX-License-Identifier: Apache-2.0 */
/* One report: where it stands, what it says, what can be done with it. */
#include "web/pages.h"
#include "web/paper.h"
#include "web/publish.h"
#include "web/report.h"
#include "web/show.h"

#include <string.h>

static const char *const way[] = { "open", "compiling", "checked", "submitted", "approved", "issued", "sent", NULL };

/* What is returned, given up or corrected by another stands beside the way, and is told for itself. */
static gboolean is_on_way(const struct record *report)
{
	return g_strv_contains(way, record_state(report));
}

static void put_way(struct page *page, const struct record *report)
{
	gboolean past = TRUE;
	html_begin(&page->html, HTML_OL);
	html_attr(&page->html, HTML_CLASS, "steps");
	html_attr(&page->html, HTML_ARIA_LABEL, _("The way of a report"));
	for (guint i = 0; way[i]; i++) {
		const struct state *state = reg_state(report->reg, way[i]);
		gboolean here = strcmp(record_state(report), way[i]) == 0;
		past = past && !here && reg_state(report->reg, record_state(report));
		html_begin(&page->html, HTML_LI);
		html_attr(&page->html, HTML_CLASS, past ? "past" : NULL);
		html_attr(&page->html, HTML_ARIA_CURRENT, here ? "step" : NULL);
		html_text(&page->html, state ? label_text(&state->label, page->request->language) : way[i]);
		html_end(&page->html, HTML_LI);
	}
	html_end(&page->html, HTML_OL);
}

static guint put_moves(struct page *page, const struct record *report)
{
	guint count = 0;
	g_auto(url_t) url = report_url(report, "move");
	for (const struct report_step *step = report_steps; step->state; step++) {
		if (strcmp(step->state, record_state(report)) != 0 || !request_may(page->request, step->may))
			continue;
		if (!count++) {
			report_begin_act(page, &url, report);
			page_input(page, &(struct input){ .name = "why", .label = _("Reason, or a word on the way"), .most = 500 });
			html_begin(&page->html, HTML_DIV);
			html_attr(&page->html, HTML_CLASS, "buttons");
		}
		page_button(page, count == 1 ? "primary" : "secondary", "act", step->act, _(step->title));
	}
	if (count) {
		html_end(&page->html, HTML_DIV);
		html_end(&page->html, HTML_FORM);
	}
	return count;
}

static gboolean put_issue(struct page *page, const struct record *report)
{
	if (strcmp(record_state(report), "approved") != 0 || !request_may(page->request, MAY_NUMBER))
		return FALSE;
	const struct value *cutoff = record_value(report, "cutoff");
	g_autofree char *day = day_iso(MAX(day_today(), cutoff ? (day_t)cutoff->number : DAY_NONE));
	g_auto(url_t) url = report_url(report, "issue");
	report_begin_act(page, &url, report);
	page_input(page, &(struct input){ .name = "date", .label = _("Day of issue"), .type = "date", .value = day, .required = TRUE });
	page_button(page, "primary", NULL, NULL, _("Give it its number and issue it"));
	html_element(&page->html, HTML_P, "help", _("It takes the next number of the outgoing register. After that nothing in it changes."));
	html_end(&page->html, HTML_FORM);
	return TRUE;
}

static void put_acts(struct page *page, const struct record *report)
{
	html_begin(&page->html, HTML_SECTION);
	html_attr(&page->html, HTML_CLASS, "card acts");
	html_attr(&page->html, HTML_ID, "next");
	html_element(&page->html, HTML_H2, NULL, _("Next"));
	gboolean issue = put_issue(page, report);
	if (!put_moves(page, report) && !issue)
		html_element(&page->html, HTML_P, "quiet", _("Nothing to be done by you now."));
	html_end(&page->html, HTML_SECTION);
}

static void put_day_fact(struct page *page, const struct record *report, const char *field)
{
	const struct field *definition = reg_field(report->reg, field);
	const struct value *value = record_value(report, field);
	g_autofree char *text = value && value->kind == VALUE_NUMBER ? day_words((day_t)value->number, page->request->language) : NULL;
	if (definition)
		page_fact(page, label_text(&definition->label, page->request->language), text);
}

static void put_facts(struct page *page, const struct record *report)
{
	struct period period;
	g_autofree char *name = period_parse(record_text(report, "period"), &period, NULL) ? period_name(period, page->request->language) : NULL;
	html_begin(&page->html, HTML_DL);
	html_attr(&page->html, HTML_CLASS, "facts card");
	page_fact(page, _("Period"), name);
	put_day_fact(page, report, "cutoff");
	put_day_fact(page, report, "due_on");
	page_fact(page, _("Number and symbol"), record_text(report, "symbol"));
	put_day_fact(page, report, "issued_on");
	put_day_fact(page, report, "sent_on");
	page_fact(page, _("Signer"), record_text(report, "signer"));
	page_fact(page, _("Template"), record_text(report, "template"));
	html_end(&page->html, HTML_DL);
}

/* What the file as issued is known by; NULL for a draft. */
static char *file_hash(const struct record *report, const char *name)
{
	const struct value *files = record_value(report, "files");
	const struct field *rows = reg_field(report->reg, "files");
	for (guint i = 0; files && files->kind == VALUE_ROWS && i < files->rows->len; i++) {
		const struct value *row = files->rows->pdata[i];
		const struct value *format = &row[rows_field(rows, "format")->index], *hash = &row[rows_field(rows, "hash")->index];
		if (format->kind == VALUE_TEXT && hash->kind == VALUE_TEXT && strcmp(format->text, name) == 0)
			return g_strdup(hash->text);
	}
	return NULL;
}

static void put_files(struct page *page, const struct record *report)
{
	html_begin(&page->html, HTML_SECTION);
	html_attr(&page->html, HTML_CLASS, "card");
	html_element(&page->html, HTML_H2, NULL, *record_text(report, "snapshot") ? _("Files as issued") : _("The draft as a file"));
	html_begin(&page->html, HTML_UL);
	html_attr(&page->html, HTML_CLASS, "files");
	for (const struct doc_format *format = doc_formats; format->name; format++) {
		g_auto(url_t) url = record_url(report->reg, report->id);
		url_add_segment(&url, "file");
		url_add_segment(&url, format->name);
		g_autofree char *hash = file_hash(report, format->name);
		html_begin(&page->html, HTML_LI);
		page_link(page, &url, NULL, _(format->title));
		if (hash) {
			html_text(&page->html, " ");
			html_element(&page->html, HTML_CODE, "hash", hash);
		}
		html_end(&page->html, HTML_LI);
	}
	g_auto(url_t) paper = report_url(report, "page"), pdf = report_url(report, "pdf");
	html_begin(&page->html, HTML_LI);
	page_link(page, &pdf, NULL, _("The PDF itself, to look at"));
	html_end(&page->html, HTML_LI);
	html_begin(&page->html, HTML_LI);
	page_link(page, &paper, NULL, _("For printing"));
	html_end(&page->html, HTML_LI);
	html_end(&page->html, HTML_UL);
	html_end(&page->html, HTML_SECTION);
}

static gboolean put_course(struct page *page, const struct record *report, GError **error)
{
	struct html_writer *html = &page->html;
	struct store *store = page->request->app->store;
	g_autoptr(GPtrArray) changes = store_timeline(store, KEY(report->office, report->id), error);
	if (!changes)
		return FALSE;
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, "card");
	html_element(html, HTML_H2, NULL, _("Course"));
	html_begin(html, HTML_OL);
	html_attr(html, HTML_CLASS, "timeline");
	for (guint i = changes->len; i > 0; i--) {
		const struct change *change = changes->pdata[i - 1];
		g_autoptr(record_t) then = change_record(store, report->reg, change, NULL, error);
		g_autofree char *at = moment_words(change->at, page->request->language);
		if (!then)
			return FALSE;
		html_begin(html, HTML_LI);
		html_begin(html, HTML_P);
		html_element(html, HTML_TIME, NULL, at);
		html_text(html, " ");
		html_element(html, HTML_STRONG, NULL, change->who);
		html_text(html, " ");
		put_state(page, then);
		if (change->why && *change->why) {
			html_text(html, " ");
			html_element(html, HTML_Q, NULL, change->why);
		}
		html_end(html, HTML_P);
		html_end(html, HTML_LI);
	}
	html_end(html, HTML_OL);
	html_end(html, HTML_SECTION);
	return TRUE;
}

static void put_beside(struct page *page, const struct record *report)
{
	g_auto(url_t) compare = report_url(report, "compare"), parts = report_url(report, "parts");
	html_begin(&page->html, HTML_DIV);
	html_attr(&page->html, HTML_CLASS, "buttons beside");
	page_link(page, &parts, "button", _("Sections and who writes them"));
	page_link(page, &compare, "button", _("Beside the issue before"));
	html_end(&page->html, HTML_DIV);
}

/* Where the document comes first, what is to be done with it is a long way down. */
static void put_jumps(struct page *page, const struct record *report, const struct findings *findings)
{
	g_auto(url_t) next = report_url(report, NULL), check = report_url(report, NULL);
	url_set_fragment(&next, "next");
	url_set_fragment(&check, "check");
	html_begin(&page->html, HTML_P);
	html_attr(&page->html, HTML_CLASS, "jumps buttons");
	page_link(page, &next, "button", _("Next"));
	g_autofree char *title = findings ? g_strdup_printf(_("Check (%u)"), findings->items->len) : NULL;
	if (findings)
		page_link(page, &check, "button", title);
	html_end(&page->html, HTML_P);
}

static gboolean put_sides(struct page *page, const struct record *report, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(doc_t) doc = report_doc(page->request->app, report, &problem);
	gboolean draft = !*record_text(report, "snapshot");
	g_autoptr(findings_t) findings = doc && draft ? draft_findings(page->request, report, doc, error) : NULL;
	g_autoptr(places_t) places = findings ? places_new(findings) : NULL;
	if (doc && draft && !findings)
		return FALSE;
	put_jumps(page, report, findings);
	html_begin(&page->html, HTML_DIV);
	html_attr(&page->html, HTML_CLASS, "sides");
	html_begin(&page->html, HTML_DIV);
	if (draft)
		page_box(page, BOX_HINT, _("A draft, with the figures of this moment. Every number leads to its records."));
	if (doc)
		put_paper(page, doc, places);
	else /* a template's mistake is told with its place */
		page_box(page, BOX_PROBLEM, problem->message);
	html_end(&page->html, HTML_DIV);
	html_begin(&page->html, HTML_DIV);
	put_acts(page, report);
	if (findings)
		put_report_findings(page, report, findings, places);
	put_facts(page, report);
	put_files(page, report);
	put_beside(page, report);
	gboolean done = put_publishing(page, report, error) && put_course(page, report, error);
	html_end(&page->html, HTML_DIV);
	html_end(&page->html, HTML_DIV);
	return done;
}

gboolean show_report(struct request *request, GError **error)
{
	struct page page;
	g_autoptr(record_t) report = wanted_report(request, error);
	g_auto(url_t) all = url_own("/reports");
	if (!report)
		return FALSE;
	page_begin_bare(&page, request, SECTION_REPORTS, record_text(report, "name"));
	html_begin(&page.html, HTML_P);
	html_attr(&page.html, HTML_CLASS, "crumb");
	page_link(&page, &all, NULL, _("Reports"));
	html_end(&page.html, HTML_P);
	html_begin(&page.html, HTML_DIV);
	html_attr(&page.html, HTML_CLASS, "headline");
	html_element(&page.html, HTML_H1, NULL, record_text(report, "name"));
	if (!is_on_way(report))
		put_state(&page, report);
	html_end(&page.html, HTML_DIV);
	put_way(&page, report);
	if (put_sides(&page, report, error))
		return page_end(&page, error);
	html_clear(&page.html);
	return FALSE;
}
