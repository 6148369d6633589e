/* SPDX-License-Identifier: Apache-2.0 */
/* The sections of a report: given to divisions, and written by them; figures in them are computed, never typed over. */
#include "app/parts.h"
#include "auth/account.h"
#include "web/pages.h"
#include "web/part.h"
#include "web/report.h"
#include "web/show.h"

#include <string.h>

enum { SECTIONS_MOST = 500 };

static gboolean is_open(const struct record *report)
{
	static const char *const states[] = { "open", "compiling", "returned", NULL };
	return g_strv_contains(states, record_state(report));
}

gboolean part_check_open(const struct request *request, const struct record *report, GError **error)
{
	return is_open(report) || fail(error, ERROR_REFUSED, _("The report is “%s”; its parts are not changed now."), record_state_label(report, request->language));
}

/* The division's people write it, and those who write for all. */
gboolean may_write_part(const struct request *request, const struct record *part)
{
	const char *division = record_text(part, "division"), *own = request->account->division;
	return request_may(request, MAY_WRITE) && (!*division || !*own || strcmp(division, own) == 0 || request_may(request, MAY_WRITE_ALL));
}

gboolean part_check_writer(const struct request *request, const struct record *part, GError **error)
{
	return may_write_part(request, part) || fail(error, ERROR_REFUSED, _("This part belongs to another division; its people change it."));
}

struct url part_url(const struct record *report, const struct record *part)
{
	char id[24];
	struct url url = report_url(report, "parts");
	g_snprintf(id, sizeof id, "%" G_GINT64_FORMAT, part->id);
	url_add_segment(&url, id);
	return url;
}

struct record *wanted_part(struct request *request, const struct record *report, GError **error)
{
	gint64 id;
	const struct reg *reg = model_need_register(request->app->model, PART_REGISTER, error);
	if (!reg || !request_number(request, 1, &id, error))
		return NULL;
	g_autoptr(record_t) part = store_read(request->app->store, reg, report->office, id, error);
	const struct value *link = part ? record_value(part, "report") : NULL;
	if (part && (part->deleted || !link || link->number != report->id)) {
		fail(error, ERROR_ABSENT, _("there is no such page"));
		return NULL;
	}
	return g_steal_pointer(&part);
}

static const struct record *part_of(const GPtrArray *parts, const char *path)
{
	for (guint i = 0; i < parts->len; i++)
		if (strcmp(record_text(parts->pdata[i], "section"), path) == 0)
			return parts->pdata[i];
	return NULL;
}

static void put_option(struct page *page, const char *value, const char *text, const char *chosen)
{
	html_begin(&page->html, HTML_OPTION);
	html_attr(&page->html, HTML_VALUE, value);
	html_flag(&page->html, HTML_SELECTED, g_strcmp0(value, chosen) == 0);
	html_text(&page->html, text);
	html_end(&page->html, HTML_OPTION);
}

static void put_choice(struct page *page, guint number, const char *path, GHashTable *divisions, const struct record *part)
{
	struct html_writer *html = &page->html;
	g_autofree char *name = g_strdup_printf("division.%u", number), *hidden = g_strdup_printf("path.%u", number);
	g_autofree char *label = g_strdup_printf(_("Division that writes “%s”"), path);
	const char *typed = page_typed(page, name), *chosen = typed ? typed : part ? record_text(part, "division") : "";
	GHashTableIter iter;
	gpointer code, title;
	page_hidden(page, hidden, path);
	html_begin(html, HTML_SELECT);
	html_attr(html, HTML_NAME, name);
	html_attr(html, HTML_ARIA_LABEL, label);
	put_option(page, "", "—", chosen);
	g_hash_table_iter_init(&iter, divisions);
	while (g_hash_table_iter_next(&iter, &code, &title))
		put_option(page, code, title, chosen);
	html_end(html, HTML_SELECT);
}

static void put_standing(struct page *page, const struct record *report, const struct record *part)
{
	struct html_writer *html = &page->html;
	html_begin(html, HTML_TD);
	if (part) {
		g_auto(url_t) url = part_url(report, part);
		const struct value *due = record_value(part, "due_on");
		g_autofree char *day = due ? day_words((day_t)due->number, page->request->language) : NULL;
		put_state(page, part);
		html_text(html, " ");
		html_text(html, day);
		html_text(html, " ");
		page_link(page, &url, "button", may_write_part(page->request, part) && is_open(report) ? _("Write") : _("Look"));
	}
	html_end(html, HTML_TD);
}

static void put_row(struct page *page, const struct record *report, guint number, const char *path, const struct record *part, GHashTable *divisions, gboolean assigning)
{
	struct html_writer *html = &page->html;
	const char *division = part ? record_text(part, "division") : "", *name = g_hash_table_lookup(divisions, division);
	html_begin(html, HTML_TR);
	html_element(html, HTML_TD, "name", path);
	html_begin(html, HTML_TD);
	if (assigning)
		put_choice(page, number, path, divisions, part);
	else
		html_text(html, name ? name : division);
	html_end(html, HTML_TD);
	put_standing(page, report, part);
	html_end(html, HTML_TR);
}

static void put_rows(struct page *page, const struct record *report, const GPtrArray *sections, const GPtrArray *parts, GHashTable *divisions, gboolean assigning)
{
	const char *const heads[] = { _("Section"), _("Division"), _("State") };
	struct html_writer *html = &page->html;
	page_scroll(page, _("Sections"));
	html_begin(html, HTML_TABLE);
	html_attr(html, HTML_CLASS, "list");
	html_begin(html, HTML_THEAD);
	html_begin(html, HTML_TR);
	for (guint i = 0; i < G_N_ELEMENTS(heads); i++) {
		html_begin(html, HTML_TH);
		html_attr(html, HTML_SCOPE, "col");
		html_text(html, heads[i]);
		html_end(html, HTML_TH);
	}
	html_end(html, HTML_TR);
	html_end(html, HTML_THEAD);
	html_begin(html, HTML_TBODY);
	for (guint i = 0; i < MIN(sections->len, SECTIONS_MOST); i++) {
		const struct doc_section *section = sections->pdata[i];
		put_row(page, report, i, section->path, part_of(parts, section->path), divisions, assigning);
	}
	html_end(html, HTML_TBODY);
	html_end(html, HTML_TABLE);
	html_end(html, HTML_DIV);
}

static void put_lost(struct page *page, const struct record *report, const GPtrArray *lost, const GPtrArray *parts)
{
	for (guint i = 0; i < lost->len; i++) {
		const struct record *part = part_of(parts, lost->pdata[i]);
		g_autofree char *text = g_strdup_printf(_("The draft has no section “%s” any more. What was written for it stands nowhere."), (const char *)lost->pdata[i]);
		page_box(page, BOX_PROBLEM, text);
		if (part) {
			g_auto(url_t) url = part_url(report, part);
			page_link(page, &url, "button", _("Look"));
		}
	}
}

gboolean show_parts(struct request *request, GError **error)
{
	struct page page;
	g_autoptr(GPtrArray) lost = NULL;
	g_autoptr(record_t) report = wanted_report(request, error);
	g_autoptr(GPtrArray) sections = report ? report_sections(request->app, report, &lost, error) : NULL;
	g_autoptr(GPtrArray) parts = sections ? report_parts(request->app, report, 0, error) : NULL;
	g_autoptr(GHashTable) divisions = parts ? office_divisions(request->app->store, request_office(request), error) : NULL;
	if (!divisions)
		return FALSE;
	gboolean assigning = is_open(report) && request_may(request, MAY_COMPILE);
	report_headline(&page, request, report, _("Sections and who writes them"));
	put_lost(&page, report, lost, parts);
	if (assigning) {
		g_auto(url_t) url = report_url(report, "parts");
		page_form(&page, &url, "stacked");
	}
	put_rows(&page, report, sections, parts, divisions, assigning);
	if (assigning) {
		page_input(&page, &(struct input){ .name = "due", .label = _("To be handed in by"), .type = "date", .help = _("Holds for the sections that are given now.") });
		page_button(&page, "primary", NULL, NULL, _("Give the sections"));
		html_end(&page.html, HTML_FORM);
	}
	return page_end(&page, error);
}

/* Whether what is given is given to divisions that there are, and until a day. */
static gboolean check_given(const struct request *request, guint sections, GError **error)
{
	const char *due = pairs_get(request->form, "due");
	day_t day;
	g_autoptr(GHashTable) divisions = office_divisions(request->app->store, request_office(request), error);
	for (guint i = 0; divisions && i < MIN(sections, SECTIONS_MOST); i++) {
		g_autofree char *name = g_strdup_printf("division.%u", i);
		const char *division = pairs_get(request->form, name);
		if (division && *division && !g_hash_table_contains(divisions, division))
			return fail(error, ERROR_INPUT, _("division %s: the office has none with this code"), division);
	}
	if (!divisions || !due || !*due || day_parse(due, &day, error))
		return divisions != NULL;
	g_prefix_error(error, "%s: ", _("To be handed in by"));
	return FALSE;
}

gboolean assign_parts(struct request *request, GError **error)
{
	const char *due = pairs_get(request->form, "due");
	g_autoptr(record_t) report = wanted_report(request, error);
	g_autoptr(GPtrArray) parts = report && part_check_open(request, report, error) ? report_parts(request->app, report, 0, error) : NULL;
	g_autoptr(GPtrArray) sections = parts ? report_sections(request->app, report, NULL, error) : NULL;
	GError *problem = NULL;
	if (!sections)
		return FALSE;
	if (!check_given(request, sections->len, &problem))
		return page_again(request, show_parts, problem, error);
	for (guint i = 0; i < MIN(sections->len, SECTIONS_MOST); i++) {
		const struct doc_section *section = sections->pdata[i];
		g_autofree char *name = g_strdup_printf("division.%u", i), *hidden = g_strdup_printf("path.%u", i);
		const char *division = pairs_get(request->form, name), *path = pairs_get(request->form, hidden);
		const struct record *part = part_of(parts, section->path);
		if (!division || !*division || (part && strcmp(record_text(part, "division"), division) == 0))
			continue;
		if (g_strcmp0(path, section->path) != 0)
			return fail(error, ERROR_CONFLICT, _("The sections of the draft have changed since; look at them again."));
		g_autoptr(record_t) stored = report_assign(request->app, report, section->path, division, due, error);
		if (!stored)
			return FALSE;
	}
	g_auto(url_t) url = report_url(report, "parts");
	page_notice_next(request, NOTICE_SAVED);
	answer_redirect(request, &url);
	return TRUE;
}

static void put_acts(struct page *page, const struct record *part, gboolean writes)
{
	const char *state = record_state(part);
	gboolean compiles = request_may(page->request, MAY_COMPILE), handed = strcmp(state, "submitted") == 0;
	if (compiles)
		page_input(page, &(struct input){ .name = "why", .label = _("Reason, or a word on the way"), .most = 500 });
	html_begin(&page->html, HTML_DIV);
	html_attr(&page->html, HTML_CLASS, "buttons");
	if (writes)
		page_button(page, "primary", "act", "save", _("Save"));
	if (writes && !handed && strcmp(state, "accepted") != 0)
		page_button(page, "secondary", "act", "submit", _("Hand in"));
	if (compiles && handed)
		page_button(page, "secondary", "act", "accept", _("Accept"));
	if (compiles && (handed || strcmp(state, "accepted") == 0))
		page_button(page, "secondary", "act", "return", _("Return"));
	if (compiles)
		page_button(page, "quiet", "act", "withdraw", _("Withdraw"));
	html_end(&page->html, HTML_DIV);
}

static gboolean put_course(struct page *page, const struct record *part, GError **error)
{
	struct html_writer *html = &page->html;
	struct store *store = page->request->app->store;
	g_autoptr(GPtrArray) changes = store_timeline(store, KEY(part->office, part->id), error);
	html_element(html, HTML_H2, NULL, _("Course"));
	html_begin(html, HTML_OL);
	html_attr(html, HTML_CLASS, "timeline");
	for (guint i = changes ? changes->len : 0; i > 0; i--) {
		const struct change *change = changes->pdata[i - 1];
		g_autoptr(record_t) then = change_record(store, part->reg, change, NULL, error);
		g_autofree char *at = moment_words(change->at, page->request->language);
		if (!then)
			return FALSE;
		html_begin(html, HTML_LI);
		html_element(html, HTML_TIME, NULL, at);
		html_text(html, " ");
		html_element(html, HTML_STRONG, NULL, change->who);
		html_text(html, " ");
		put_state(page, then);
		if (change->why && *change->why)
			html_element(html, HTML_Q, NULL, change->why);
		html_end(html, HTML_LI);
	}
	html_end(html, HTML_OL);
	return changes != NULL;
}

static gboolean put_page(struct request *request, const struct record *report, const struct record *part, GError **error)
{
	struct page page;
	g_auto(url_t) url = part_url(report, part), all = report_url(report, "parts");
	gboolean writes = is_open(report) && may_write_part(request, part);
	report_headline(&page, request, report, record_text(part, "section"));
	html_begin(&page.html, HTML_P);
	page_link(&page, &all, NULL, _("Sections and who writes them"));
	html_text(&page.html, " ");
	put_state(&page, part);
	html_end(&page.html, HTML_P);
	if (is_open(report) && (writes || request_may(request, MAY_COMPILE))) {
		report_begin_act(&page, &url, part);
		put_part_text(&page, report, part, request->problem ? request->form : NULL, writes);
		put_acts(&page, part, writes);
		html_end(&page.html, HTML_FORM);
	}
	put_part_section(&page, report, record_text(part, "section"));
	if (writes)
		put_part_scripts(&page);
	if (put_course(&page, part, error))
		return page_end(&page, error);
	html_clear(&page.html);
	return FALSE;
}

gboolean show_part(struct request *request, GError **error)
{
	g_autoptr(record_t) report = wanted_report(request, error);
	g_autoptr(record_t) part = report ? wanted_part(request, report, error) : NULL;
	return part && put_page(request, report, part, error);
}

/* Who may do what with a part, and what it becomes. */
static const struct {
	const char *act, *state;
	gboolean writes; /* by its division; else by who compiles */
} acts[] = {
	{ "save", NULL, TRUE }, { "submit", "submitted", TRUE }, { "accept", "accepted", FALSE }, { "return", "returned", FALSE }, { "withdraw", "withdrawn", FALSE },
};

static json_t *change_of(const struct request *request, const struct record *part, guint act)
{
	gint64 version = 0;
	const char *text = pairs_get(request->form, "version");
	if (text)
		g_ascii_string_to_signed(text, 10, 0, G_MAXINT64, &version, NULL);
	json_t *fields = json_pack("{s:I, s:I}", "id", (json_int_t)part->id, "version", (json_int_t)version);
	if (acts[act].state)
		json_object_set_new(fields, "state", json_string(acts[act].state));
	if (acts[act].writes && pairs_get(request->form, "text")) {
		const char *typed = pairs_get(request->form, "text");
		json_object_set_new(fields, "narrative", *typed ? json_string(typed) : json_null());
		json_object_set_new(fields, "instead", json_boolean(pairs_get(request->form, "instead") != NULL));
	}
	g_autofree char *today = day_iso(day_today());
	if (g_strcmp0(acts[act].state, "submitted") == 0)
		json_object_set_new(fields, "done_on", json_string(today));
	else if (g_strcmp0(acts[act].state, "returned") == 0)
		json_object_set_new(fields, "done_on", json_null());
	return fields;
}

gboolean part_check_act(const struct request *request, const struct record *report, const struct record *part, guint act, GError **error)
{
	const char *why = pairs_get(request->form, "why"), *text = pairs_get(request->form, "text");
	if (acts[act].writes && !part_check_writer(request, part, error))
		return FALSE;
	if (!acts[act].writes && !request_may(request, MAY_COMPILE))
		return fail(error, ERROR_REFUSED, _("Your roles do not allow this. Ask the administrator of your office."));
	if (strcmp(acts[act].act, "return") == 0 && (!why || !*why))
		return fail(error, ERROR_INPUT, _("Say why the part is returned; those who write it read the reason."));
	if (text && g_utf8_strlen(text, -1) > TEXT_MOST)
		return fail(error, ERROR_INPUT, _("The text is longer than %d characters."), TEXT_MOST);
	return part_check_open(request, report, error);
}

gboolean part_do(struct request *request, const struct record *report, const struct record *part, guint act, GError **error)
{
	const char *why = pairs_get(request->form, "why");
	json_t *fields = change_of(request, part, act);
	g_autoptr(record_t) stored = app_put(request->app, part->reg, part->office, fields, why && *why ? why : NULL, NULL, error);
	json_decref(fields);
	g_autoptr(doc_t) doc = stored ? report_doc(request->app, report, error) : NULL;
	return doc != NULL;
}

gboolean part_act_find(const char *name, guint *act)
{
	*act = 0;
	while (name && *act < G_N_ELEMENTS(acts) && strcmp(acts[*act].act, name) != 0)
		(*act)++;
	return name && *act < G_N_ELEMENTS(acts);
}

gboolean change_part(struct request *request, GError **error)
{
	const char *name = pairs_get(request->form, "act");
	GError *problem = NULL;
	guint act = 0;
	g_autoptr(record_t) report = wanted_report(request, error);
	g_autoptr(record_t) part = report ? wanted_part(request, report, error) : NULL;
	if (!part || !part_act_find(name, &act))
		return part && fail(error, ERROR_INPUT, _("a form is expected here"));
	if (part_check_act(request, report, part, act, &problem) && part_do(request, report, part, act, &problem)) {
		g_auto(url_t) url = strcmp(acts[act].act, "save") == 0 ? part_url(report, part) : report_url(report, "parts");
		page_notice_next(request, NOTICE_SAVED);
		answer_redirect(request, &url);
		return TRUE;
	}
	if (!g_error_matches(problem, ERROR_DOMAIN, ERROR_INPUT) && !g_error_matches(problem, ERROR_DOMAIN, ERROR_CONFLICT)) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	request->answer.status = g_error_matches(problem, ERROR_DOMAIN, ERROR_CONFLICT) ? 409 : 422;
	request->problem = g_strdup(problem->message);
	g_error_free(problem);
	return put_page(request, report, part, error);
}
