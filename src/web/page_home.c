/* SPDX-License-Identifier: Apache-2.0 */
/* "My work": what is late, what is due, the reports under way, what changed last. */
#include "base/number.h"
#include "web/list.h"
#include "web/pages.h"
#include "web/show.h"

#include <string.h>

enum { DUE_DAYS = 14, DUE_MOST = 40, NEWEST_MOST = 8, WORK_MOST = 500 };

/* A record with the day that it is due. */
struct work {
	struct record *record;
	day_t day;
	enum lateness due;
};

static void work_clear(gpointer data)
{
	record_free(((struct work *)data)->record);
}

static gint by_day(gconstpointer a, gconstpointer b)
{
	return ((const struct work *)a)->day - ((const struct work *)b)->day;
}

/* Mine: of my division, or of none; all of those who may write all. */
static gboolean is_mine(const struct request *request, const struct record *record)
{
	const char *division = record_text(record, "division");
	return !*division || !*request->account->division || strcmp(division, request->account->division) == 0 ||
		request_may(request, MAY_WRITE_ALL | MAY_INSPECT);
}

/* Records of one register that are due up to a day; the definition says by "due_on" that it has deadlines. */
static gboolean collect(struct request *request, const struct reg *reg, GArray *works, GError **error)
{
	day_t today = day_today();
	g_autoptr(GArray) conditions = due_conditions(reg, 1, today + DUE_DAYS);
	if (!conditions->len)
		return TRUE;
	struct list_wish wish = { .reg = reg, .office = request_office(request), .conditions = conditions, .sort = due_field(reg), .descending = TRUE, .limit = WORK_MOST };
	g_autoptr(GPtrArray) records = store_list(request->app->store, &wish, error);
	for (guint i = 0; records && i < records->len; i++) {
		struct work work = { .record = records->pdata[i] };
		work.due = record_due(work.record, today, &work.day);
		if (work.due == DUE_NONE || !is_mine(request, work.record))
			continue;
		work.record = record_copy(work.record);
		g_array_append_val(works, work);
	}
	return records != NULL;
}

static void put_work(struct page *page, const struct work *work)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) url = record_url(work->record->reg, work->record->id);
	g_autofree char *title = title_of(page->request, work->record, FALSE);
	g_autofree char *day = day_words(work->day, page->request->language);
	html_begin(html, HTML_LI);
	html_attr(html, HTML_CLASS, work->due == DUE_LATE ? "late" : NULL);
	html_begin(html, HTML_SPAN);
	html_attr(html, HTML_CLASS, "day");
	html_text(html, day);
	html_end(html, HTML_SPAN);
	html_begin(html, HTML_SPAN);
	html_attr(html, HTML_CLASS, "what");
	page_link(page, &url, NULL, title);
	html_text(html, " ");
	html_element(html, HTML_SPAN, "quiet", label_text(&work->record->reg->title, page->request->language));
	html_end(html, HTML_SPAN);
	put_state(page, work->record);
	html_end(html, HTML_LI);
}

static void put_works(struct page *page, const GArray *works, gboolean late, const char *title, const char *nothing)
{
	struct html_writer *html = &page->html;
	guint count = 0, shown = 0;
	for (guint i = 0; i < works->len; i++)
		count += (g_array_index(works, struct work, i).due == DUE_LATE) == late;
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, late && count ? "card alarm" : "card");
	html_begin(html, HTML_H2);
	html_text(html, title);
	html_text(html, " ");
	html_begin(html, HTML_SPAN);
	html_attr(html, HTML_CLASS, "count");
	html_text_int(html, count);
	html_end(html, HTML_SPAN);
	html_end(html, HTML_H2);
	if (count) {
		html_begin(html, HTML_UL);
		html_attr(html, HTML_CLASS, "works");
		for (guint i = 0; i < works->len && shown < DUE_MOST; i++)
			if ((g_array_index(works, struct work, i).due == DUE_LATE) == late) {
				put_work(page, &g_array_index(works, struct work, i));
				shown++;
			}
		html_end(html, HTML_UL);
	} else {
		page_empty(page, nothing, NULL);
	}
	html_end(html, HTML_SECTION);
}

static gboolean put_deadlines(struct page *page, GError **error)
{
	const GPtrArray *registers = page->request->app->model->registers;
	g_autoptr(GArray) works = g_array_new(FALSE, FALSE, sizeof(struct work));
	g_array_set_clear_func(works, work_clear);
	for (guint i = 0; i < registers->len; i++)
		if (!collect(page->request, registers->pdata[i], works, error))
			return FALSE;
	g_array_sort(works, by_day);
	put_works(page, works, TRUE, _("Late"), _("Nothing is late. Well done."));
	put_works(page, works, FALSE, _("Due in the next two weeks"), _("Nothing is due soon."));
	return TRUE;
}

/* Reports that wait for somebody, and for whom. */
static gboolean put_reports(struct page *page, GError **error)
{
	static const char *const ended[] = { "issued", "sent", "superseded", "cancelled", NULL };
	struct html_writer *html = &page->html;
	struct request *request = page->request;
	const struct reg *reg = model_register(request->app->model, "report");
	struct list_wish wish = { .reg = reg, .office = request_office(request), .descending = TRUE, .limit = 50 };
	g_autoptr(GPtrArray) reports = reg ? store_list(request->app->store, &wish, error) : NULL;
	guint count = 0;
	if (!reports)
		return reg == NULL;
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, "card");
	html_element(html, HTML_H2, NULL, _("Reports under way"));
	html_begin(html, HTML_UL);
	html_attr(html, HTML_CLASS, "works");
	for (guint i = 0; i < reports->len; i++) {
		const struct record *report = reports->pdata[i];
		g_auto(url_t) url = record_url(reg, report->id);
		g_autofree char *title = title_of(request, report, FALSE);
		if (g_strv_contains(ended, record_state(report)))
			continue;
		html_begin(html, HTML_LI);
		html_element(html, HTML_SPAN, "day", record_text(report, "period"));
		html_begin(html, HTML_SPAN);
		html_attr(html, HTML_CLASS, "what");
		page_link(page, &url, NULL, title);
		html_end(html, HTML_SPAN);
		put_state(page, report);
		html_end(html, HTML_LI);
		count++;
	}
	html_end(html, HTML_UL);
	if (!count)
		page_empty(page, _("No report is under way."), NULL);
	html_end(html, HTML_SECTION);
	return TRUE;
}

static gboolean put_newest(struct page *page, GError **error)
{
	struct html_writer *html = &page->html;
	struct request *request = page->request;
	struct store *store = request->app->store;
	gint64 office = request_office(request), last = store_position(store, office, error);
	if (last < 0)
		return FALSE;
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, "card");
	html_element(html, HTML_H2, NULL, _("Changed last"));
	html_begin(html, HTML_UL);
	html_attr(html, HTML_CLASS, "works");
	for (gint64 id = last, shown = 0; id > 0 && id > last - 100 && shown < NEWEST_MOST; id--) {
		struct change *change = store_change(store, KEY(office, id), error);
		const struct reg *reg = change && change->record ? model_register(request->app->model, change->reg) : NULL;
		g_autoptr(record_t) record = reg ? store_read(store, reg, office, KEY_ID(change->record), NULL) : NULL;
		if (record && !record->deleted) {
			g_auto(url_t) url = record_url(reg, record->id);
			g_autofree char *title = title_of(request, record, FALSE), *at = moment_words(change->at, request->language);
			html_begin(html, HTML_LI);
			html_element(html, HTML_SPAN, "day", at);
			html_begin(html, HTML_SPAN);
			html_attr(html, HTML_CLASS, "what");
			page_link(page, &url, NULL, title);
			html_text(html, " ");
			html_element(html, HTML_SPAN, "quiet", label_text(&reg->title, request->language));
			html_end(html, HTML_SPAN);
			html_element(html, HTML_SPAN, "quiet", change->who);
			html_end(html, HTML_LI);
			shown++;
		}
		change_free(change);
	}
	html_end(html, HTML_UL);
	html_end(html, HTML_SECTION);
	return TRUE;
}

gboolean show_home(struct request *request, GError **error)
{
	struct page page;
	g_autofree char *today = day_words(day_today(), request->language);
	page_begin_bare(&page, request, SECTION_HOME, _("My work"));
	html_begin(&page.html, HTML_DIV);
	html_attr(&page.html, HTML_CLASS, "headline");
	html_element(&page.html, HTML_H1, NULL, _("My work"));
	html_element(&page.html, HTML_P, "sum", today);
	html_end(&page.html, HTML_DIV);
	html_begin(&page.html, HTML_DIV);
	html_attr(&page.html, HTML_CLASS, "columns");
	html_begin(&page.html, HTML_DIV);
	gboolean done = put_deadlines(&page, error);
	html_end(&page.html, HTML_DIV);
	html_begin(&page.html, HTML_DIV);
	done = done && put_reports(&page, error) && put_newest(&page, error);
	html_end(&page.html, HTML_DIV);
	html_end(&page.html, HTML_DIV);
	if (!done) {
		html_clear(&page.html);
		return FALSE;
	}
	return page_end(&page, error);
}
