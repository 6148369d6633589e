/* SPDX-License-Identifier: Apache-2.0 */
/* "My work": what is late, what is due this week and after it, and the reports that wait for the reader. */
#include "web/pages.h"
#include "web/work.h"

#include <string.h>

enum { DAYS_AHEAD = 30, SHOWN_MOST = 100 };

struct desk {
	struct page page;
	GArray *works;
	GPtrArray *reports;
	enum work_scope scope;
};

static const char *const scope_ids[WORK_SCOPES] = { "mine", "division", "office" };
static const char *const scope_labels[WORK_SCOPES] = { N_("My own"), N_("My division's"), N_("The whole office's") };

/* The narrowest in which there is something; who has no division sees the office's. */
static enum work_scope usual_scope(const struct desk *desk)
{
	enum work_scope widest = *desk->page.request->account->division ? WORK_DIVISION : WORK_OFFICE;
	for (guint i = 0; i < desk->works->len; i++)
		if (g_array_index(desk->works, struct work, i).scope == WORK_MINE)
			return WORK_MINE;
	return widest;
}

static gboolean read_scope(struct desk *desk, GError **error)
{
	const char *text = pairs_get(desk->page.request->query, "whose");
	desk->scope = usual_scope(desk);
	if (!text || !*text)
		return TRUE;
	for (desk->scope = 0; desk->scope < WORK_SCOPES; desk->scope++)
		if (strcmp(scope_ids[desk->scope], text) == 0)
			return TRUE;
	return fail(error, ERROR_INPUT, _("“%s”: whose work is mine, division or office"), text);
}

static void put_scopes(struct desk *desk)
{
	struct html_writer *html = &desk->page.html;
	html_begin(html, HTML_NAV);
	html_attr(html, HTML_CLASS, "chips-bar");
	html_attr(html, HTML_ARIA_LABEL, _("Whose work"));
	html_begin(html, HTML_UL);
	html_attr(html, HTML_CLASS, "chips");
	for (enum work_scope scope = 0; scope < WORK_SCOPES; scope++) {
		g_auto(url_t) url = url_own("/work");
		url_add_query(&url, "whose", scope_ids[scope]);
		if (scope == WORK_DIVISION && !*desk->page.request->account->division)
			continue;
		html_begin(html, HTML_LI);
		html_begin(html, HTML_A);
		html_url(html, HTML_HREF, &url);
		html_attr(html, HTML_ARIA_CURRENT, scope == desk->scope ? "true" : NULL);
		html_text(html, _(scope_labels[scope]));
		html_text(html, " ");
		html_begin(html, HTML_SPAN);
		html_attr(html, HTML_CLASS, "count");
		html_text_int(html, works_count(desk->works, scope, DUE_LATE) + works_count(desk->works, scope, DUE_SOON) + works_count(desk->works, scope, DUE_LATER));
		html_end(html, HTML_SPAN);
		html_end(html, HTML_A);
		html_end(html, HTML_LI);
	}
	html_end(html, HTML_UL);
	html_end(html, HTML_NAV);
}

static void put_section(struct desk *desk, enum lateness due, const char *title)
{
	struct html_writer *html = &desk->page.html;
	guint count = works_count(desk->works, desk->scope, due), shown = 0;
	if (!count)
		return;
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, due == DUE_LATE ? "card alarm" : "card");
	html_begin(html, HTML_H2);
	html_text(html, title);
	html_text(html, " ");
	html_begin(html, HTML_SPAN);
	html_attr(html, HTML_CLASS, "count");
	html_text_int(html, count);
	html_end(html, HTML_SPAN);
	html_end(html, HTML_H2);
	html_begin(html, HTML_UL);
	html_attr(html, HTML_CLASS, "works");
	for (guint i = 0; i < desk->works->len && shown < SHOWN_MOST; i++) {
		const struct work *work = &g_array_index(desk->works, struct work, i);
		if (work->due == due && work->scope <= desk->scope) {
			put_work(&desk->page, work);
			shown++;
		}
	}
	html_end(html, HTML_UL);
	if (count > shown) {
		g_autofree char *text = g_strdup_printf(_("The first %u of %u; each register shows all of its own."), shown, count);
		html_element(html, HTML_P, "quiet", text);
	}
	html_end(html, HTML_SECTION);
}

static void put_reports(struct desk *desk)
{
	struct html_writer *html = &desk->page.html;
	if (!desk->reports->len)
		return;
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, "card");
	html_element(html, HTML_H2, NULL, _("Reports that wait for you"));
	html_begin(html, HTML_UL);
	html_attr(html, HTML_CLASS, "works");
	for (guint i = 0; i < desk->reports->len; i++) {
		const struct record *report = desk->reports->pdata[i];
		g_auto(url_t) url = record_url(report->reg, report->id);
		g_autofree char *title = title_of(desk->page.request, report, FALSE);
		day_t day;
		enum lateness due = record_due(report, day_today(), &day);
		html_begin(html, HTML_LI);
		html_attr(html, HTML_CLASS, due == DUE_LATE ? "late" : NULL);
		if (due != DUE_NONE)
			put_due(&desk->page, day, due);
		else
			html_element(html, HTML_SPAN, "day", record_text(report, "period"));
		html_begin(html, HTML_SPAN);
		html_attr(html, HTML_CLASS, "what");
		page_link(&desk->page, &url, NULL, title);
		html_end(html, HTML_SPAN);
		put_state(&desk->page, report);
		html_end(html, HTML_LI);
	}
	html_end(html, HTML_UL);
	html_end(html, HTML_SECTION);
}

/* Nothing to do: what makes work stand here, and where to go. */
static void put_nothing(struct desk *desk)
{
	struct html_writer *html = &desk->page.html;
	const struct reg *task = model_register(desk->page.request->app->model, "task");
	g_auto(url_t) new = task ? register_url(task) : url_own("/registers"), calendar = url_own("/calendar");
	url_add_segment(&new, "new");
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "empty");
	html_element(html, HTML_P, "empty-title", _("Nothing is late, and nothing is due in the next 30 days."));
	html_element(html, HTML_P, NULL,
		_("Tasks, dossiers and documents with a deadline stand here by themselves; those that name you as the person in charge are your own."));
	html_begin(html, HTML_P);
	if (task && request_may(desk->page.request, MAY_WRITE)) {
		page_link(&desk->page, &new, "button primary", _("Enter a task"));
		html_text(html, " ");
	}
	page_link(&desk->page, &calendar, "button", _("See the calendar"));
	html_end(html, HTML_P);
	html_end(html, HTML_DIV);
}

static void put_desk(struct desk *desk)
{
	struct html_writer *html = &desk->page.html;
	struct request *request = desk->page.request;
	g_autofree char *today = day_words(day_today(), request->language);
	page_begin_bare(&desk->page, request, SECTION_WORK, _("My work"));
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "headline");
	html_element(html, HTML_H1, NULL, _("My work"));
	html_element(html, HTML_P, "sum", today);
	html_end(html, HTML_DIV);
	put_scopes(desk);
	put_section(desk, DUE_LATE, _("Late"));
	put_reports(desk);
	put_section(desk, DUE_SOON, _("Due within seven days"));
	put_section(desk, DUE_LATER, _("Due within thirty days"));
	if (!works_count(desk->works, desk->scope, DUE_LATE) && !works_count(desk->works, desk->scope, DUE_SOON) && !works_count(desk->works, desk->scope, DUE_LATER))
		put_nothing(desk);
}

gboolean show_work(struct request *request, GError **error)
{
	struct desk desk = { .page.request = request };
	desk.works = works_of(request, day_today() + DAYS_AHEAD, error);
	desk.reports = desk.works ? reports_waiting(request, error) : NULL;
	gboolean done = desk.reports && read_scope(&desk, error);
	if (done) {
		put_desk(&desk);
		done = page_end(&desk.page, error);
	}
	g_clear_pointer(&desk.works, g_array_unref);
	g_clear_pointer(&desk.reports, g_ptr_array_unref);
	return done;
}
