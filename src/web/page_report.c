/* SPDX-License-Identifier: Apache-2.0 */
/* One report: where it stands, what it says, what can be done with it. */
#include "app/reports.h"
#include "format/html.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/paper.h"
#include "web/show.h"

#include <string.h>

/* What each state waits for: the act, who may do it, and how its button is called. */
static const struct step {
	const char *state, *act;
	guint may;
	const char *title;
} steps[] = {
	{ "open", "advance", MAY_COMPILE, N_("Begin compiling") },
	{ "compiling", "advance", MAY_COMPILE, N_("Compiled and checked") },
	{ "checked", "advance", MAY_COMPILE, N_("Submit") },
	{ "submitted", "advance", MAY_APPROVE, N_("Approve") },
	{ "submitted", "return", MAY_APPROVE, N_("Return") },
	{ "returned", "advance", MAY_COMPILE, N_("Compile again") },
	{ "approved", "return", MAY_APPROVE, N_("Return") },
	{ "issued", "sent", MAY_NUMBER, N_("Sent to its recipients") },
	{ "issued", "correct", MAY_COMPILE, N_("Open a correction") },
	{ "sent", "correct", MAY_COMPILE, N_("Open a correction") },
	{ "open", "cancel", MAY_COMPILE, N_("Give the report up") },
	{ "compiling", "cancel", MAY_COMPILE, N_("Give the report up") },
	{ "returned", "cancel", MAY_COMPILE, N_("Give the report up") },
};

static struct record *wanted_report(struct request *request, GError **error)
{
	gint64 id;
	const struct reg *reg = model_need_register(request->app->model, "report", error);
	if (!reg || !request_number(request, 0, &id, error))
		return NULL;
	g_autoptr(record_t) report = store_read(request->app->store, reg, request_office(request), id, error);
	if (report && report->deleted) {
		fail(error, ERROR_ABSENT, _("report #%" PRId64 " was deleted"), id);
		return NULL;
	}
	return g_steal_pointer(&report);
}

static void put_way(struct page *page, const struct record *report)
{
	static const char *const way[] = { "open", "compiling", "checked", "submitted", "approved", "issued", "sent" };
	gboolean past = TRUE;
	html_begin(&page->html, HTML_OL);
	html_attr(&page->html, HTML_CLASS, "steps");
	html_attr(&page->html, HTML_ARIA_LABEL, _("The way of a report"));
	for (guint i = 0; i < G_N_ELEMENTS(way); i++) {
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

static void begin_act(struct page *page, const struct record *report, const char *where)
{
	g_auto(url_t) url = record_url(report->reg, report->id);
	char version[24];
	g_snprintf(version, sizeof version, "%" G_GINT64_FORMAT, report->version);
	url_add_segment(&url, where);
	page_form(page, &url, "act");
	page_hidden(page, "version", version);
}

static guint put_moves(struct page *page, const struct record *report)
{
	guint count = 0;
	for (guint i = 0; i < G_N_ELEMENTS(steps); i++) {
		if (strcmp(steps[i].state, record_state(report)) != 0 || !request_may(page->request, steps[i].may))
			continue;
		if (!count++) {
			begin_act(page, report, "move");
			page_input(page, &(struct input){ .name = "why", .label = _("Reason, or a word on the way"), .most = 500 });
			html_begin(&page->html, HTML_DIV);
			html_attr(&page->html, HTML_CLASS, "buttons");
		}
		page_button(page, count == 1 ? "primary" : "secondary", "act", steps[i].act, _(steps[i].title));
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
	g_autofree char *today = day_iso(day_today());
	begin_act(page, report, "issue");
	page_input(page, &(struct input){ .name = "date", .label = _("Day of issue"), .type = "date", .value = today, .required = TRUE });
	page_button(page, "primary", NULL, NULL, _("Give it its number and issue it"));
	html_element(&page->html, HTML_P, "help", _("It takes the next number of the outgoing register. After that nothing in it changes."));
	html_end(&page->html, HTML_FORM);
	return TRUE;
}

static void put_acts(struct page *page, const struct record *report)
{
	html_begin(&page->html, HTML_SECTION);
	html_attr(&page->html, HTML_CLASS, "card acts");
	html_element(&page->html, HTML_H2, NULL, _("Next"));
	gboolean issue = put_issue(page, report);
	if (!put_moves(page, report) && !issue)
		html_element(&page->html, HTML_P, "quiet", _("Nothing to be done by you now."));
	html_end(&page->html, HTML_SECTION);
}

static void put_fact(struct page *page, const char *label, const char *text)
{
	if (!text || !*text)
		return;
	html_begin(&page->html, HTML_DIV);
	html_element(&page->html, HTML_DT, NULL, label);
	html_element(&page->html, HTML_DD, NULL, text);
	html_end(&page->html, HTML_DIV);
}

static void put_day_fact(struct page *page, const struct record *report, const char *field)
{
	const struct field *definition = reg_field(report->reg, field);
	const struct value *value = record_value(report, field);
	g_autofree char *text = value && value->kind == VALUE_NUMBER ? day_words((day_t)value->number, page->request->language) : NULL;
	if (definition)
		put_fact(page, label_text(&definition->label, page->request->language), text);
}

static void put_facts(struct page *page, const struct record *report)
{
	struct period period;
	g_autofree char *name = period_parse(record_text(report, "period"), &period, NULL) ? period_name(period, page->request->language) : NULL;
	html_begin(&page->html, HTML_DL);
	html_attr(&page->html, HTML_CLASS, "facts card");
	put_fact(page, _("Period"), name);
	put_day_fact(page, report, "cutoff");
	put_day_fact(page, report, "due_on");
	put_fact(page, _("Number and symbol"), record_text(report, "symbol"));
	put_day_fact(page, report, "issued_on");
	put_day_fact(page, report, "sent_on");
	put_fact(page, _("Signer"), record_text(report, "signer"));
	put_fact(page, _("Template"), record_text(report, "template"));
	html_end(&page->html, HTML_DL);
}

static void put_files(struct page *page, const struct record *report)
{
	html_begin(&page->html, HTML_SECTION);
	html_attr(&page->html, HTML_CLASS, "card");
	html_element(&page->html, HTML_H2, NULL, *record_text(report, "snapshot") ? _("Files as issued") : _("The draft as a file"));
	html_begin(&page->html, HTML_UL);
	for (const struct doc_format *format = doc_formats; format->name; format++) {
		g_auto(url_t) url = record_url(report->reg, report->id);
		url_add_segment(&url, "file");
		url_add_segment(&url, format->name);
		html_begin(&page->html, HTML_LI);
		page_link(page, &url, NULL, _(format->title));
		html_end(&page->html, HTML_LI);
	}
	g_auto(url_t) paper = record_url(report->reg, report->id);
	url_add_segment(&paper, "page");
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

/* The document, or what keeps it from being made: a template's mistake is told with its place. */
static void put_document(struct page *page, const struct record *report)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(doc_t) doc = report_doc(page->request->app, report, &problem);
	if (doc)
		put_paper(page, doc);
	else
		page_box(page, BOX_PROBLEM, problem->message);
}

static gboolean put_sides(struct page *page, const struct record *report, GError **error)
{
	html_begin(&page->html, HTML_DIV);
	html_attr(&page->html, HTML_CLASS, "sides");
	html_begin(&page->html, HTML_DIV);
	if (!*record_text(report, "snapshot"))
		page_box(page, BOX_HINT, _("A draft, with the figures of this moment. Every number leads to its records."));
	put_document(page, report);
	html_end(&page->html, HTML_DIV);
	html_begin(&page->html, HTML_DIV);
	put_acts(page, report);
	put_facts(page, report);
	put_files(page, report);
	gboolean done = put_course(page, report, error);
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
	put_state(&page, report);
	html_end(&page.html, HTML_DIV);
	put_way(&page, report);
	if (put_sides(&page, report, error))
		return page_end(&page, error);
	html_clear(&page.html);
	return FALSE;
}

/* Fonts and their maps are shared by the whole process: one document is written at a time. */
static GBytes *write_locked(struct request *request, const struct doc *doc, const struct doc_format *format, GError **error)
{
	g_mutex_lock(&request->server->paper_lock);
	GBytes *bytes = format->write(doc, error);
	g_mutex_unlock(&request->server->paper_lock);
	return bytes;
}

static GBytes *report_bytes(struct request *request, const struct record *report, const struct doc_format *format, GError **error)
{
	g_autoptr(doc_t) doc = report_doc(request->app, report, error);
	return doc ? write_locked(request, doc, format, error) : NULL;
}

/* "05-BC-SNgV.docx", "bao-cao-12.docx" */
static char *file_name(const struct record *report, const struct doc_format *format)
{
	const char *symbol = record_text(report, "symbol");
	g_autofree char *name = *symbol ? g_strdup(symbol) : g_strdup_printf("%s-%s", record_text(report, "template"), record_text(report, "period"));
	g_strdelimit(name, "/\\ ", '-');
	return g_strconcat(name, format->extension, NULL);
}

gboolean download_report(struct request *request, GError **error)
{
	g_autoptr(record_t) report = wanted_report(request, error);
	const struct doc_format *format = report ? doc_format_find(request_parameter(request, 1)) : NULL;
	if (!report || !format)
		return report && fail(error, ERROR_ABSENT, _("there is no such page"));
	g_autoptr(GBytes) bytes = report_bytes(request, report, format, error);
	g_autofree char *name = file_name(report, format);
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

static gboolean check_version(const struct request *request, const struct record *report, GError **error)
{
	const char *text = pairs_get(request->form, "version");
	gint64 version = 0;
	if (!text || !g_ascii_string_to_signed(text, 10, 1, G_MAXINT64, &version, NULL))
		return fail(error, ERROR_INPUT, _("the form does not say which version it was made from; open the page again"));
	return version == report->version || fail(error, ERROR_CONFLICT, _("the report went on meanwhile: it is now “%s”; look at it again"), record_state_label(report, request->language));
}

static gboolean back_to(struct request *request, const struct record *report, enum notice notice)
{
	g_auto(url_t) url = record_url(report->reg, report->id);
	page_notice_next(request, notice);
	answer_redirect(request, &url);
	return TRUE;
}

static gboolean put_state_of(struct request *request, const struct record *report, json_t *fields, const char *why, GError **error)
{
	json_object_set_new(fields, "id", json_integer(report->id));
	json_object_set_new(fields, "version", json_integer(report->version));
	g_autoptr(record_t) stored = app_put(request->app, report->reg, report->office, fields, why, NULL, error);
	json_decref(fields);
	return stored != NULL;
}

static gboolean correct(struct request *request, const struct record *report, const char *why, GError **error)
{
	g_autoptr(record_t) opened = report_correct(request->app, report, why, error);
	return opened && back_to(request, opened, NOTICE_OPENED);
}

static gboolean move(struct request *request, struct record *report, const char *act, const char *why, GError **error)
{
	gboolean done;
	if (strcmp(act, "correct") == 0)
		return correct(request, report, why, error);
	if (strcmp(act, "advance") == 0) {
		done = report_advance(request->app, report, why, error);
	} else if (strcmp(act, "return") == 0) {
		if (!why)
			return fail(error, ERROR_INPUT, _("Say why the report is returned; those who compile it read the reason."));
		done = report_return(request->app, report, why, error);
	} else if (strcmp(act, "sent") == 0) {
		g_autofree char *today = day_iso(day_today());
		done = put_state_of(request, report, json_pack("{s:s, s:s}", "state", "sent", "sent_on", today), why, error);
	} else {
		done = put_state_of(request, report, json_pack("{s:s}", "state", "cancelled"), why, error);
	}
	return done && back_to(request, report, NOTICE_MOVED);
}

/* Only what the report's state waits for, by whom it waits for. */
gboolean move_report(struct request *request, GError **error)
{
	const char *act = pairs_get(request->form, "act"), *why = pairs_get(request->form, "why");
	g_autoptr(record_t) report = wanted_report(request, error);
	if (!report || !check_version(request, report, error))
		return FALSE;
	for (guint i = 0; act && i < G_N_ELEMENTS(steps); i++)
		if (strcmp(steps[i].state, record_state(report)) == 0 && strcmp(steps[i].act, act) == 0 && request_may(request, steps[i].may))
			return move(request, report, act, why && *why ? why : NULL, error);
	return fail(error, ERROR_REFUSED, _("The report is “%s”; that cannot be done with it now, or not by you."), record_state_label(report, request->language));
}

gboolean issue_report(struct request *request, GError **error)
{
	const char *text = pairs_get(request->form, "date");
	day_t date = day_today();
	g_autoptr(record_t) report = wanted_report(request, error);
	if (!report || !check_version(request, report, error) || (text && *text && !day_parse(text, &date, error)))
		return FALSE;
	g_mutex_lock(&request->server->paper_lock);
	gboolean done = report_issue(request->app, report, date, NULL, error);
	g_mutex_unlock(&request->server->paper_lock);
	return done && back_to(request, report, NOTICE_ISSUED);
}
