/* SPDX-License-Identifier: Apache-2.0 */
#include "web/work.h"

#include <string.h>

static void work_clear(gpointer data)
{
	record_free(((struct work *)data)->record);
}

static gint by_day(gconstpointer a, gconstpointer b)
{
	const struct work *first = a, *second = b;
	if (first->day != second->day)
		return first->day < second->day ? -1 : 1;
	if (first->record->reg->number != second->record->reg->number)
		return first->record->reg->number < second->record->reg->number ? -1 : 1;
	return (first->record->id > second->record->id) - (first->record->id < second->record->id);
}

/* Mine: where I stand as the person in charge. My division's: also what nobody and no division has taken. */
static enum work_scope scope_of(const struct request *request, const struct record *record)
{
	const char *owner = record_text(record, "owner"), *division = record_text(record, "division");
	if (*owner && strcmp(owner, request->account->person) == 0)
		return WORK_MINE;
	if (*division ? strcmp(division, request->account->division) == 0 : !*owner)
		return WORK_DIVISION;
	return WORK_OFFICE;
}

/* Reports wait for those who lead them on, not for a division: reports_waiting. */
static gboolean collect(struct request *request, const struct reg *reg, day_t until, GArray *works, GError **error)
{
	g_autoptr(GArray) conditions = due_conditions(reg, 1, until);
	if (!conditions->len || strcmp(reg->id, "report") == 0)
		return TRUE;
	const struct list_wish wish = { .reg = reg, .office = request_office(request), .conditions = conditions, .sort = due_field(reg), .descending = TRUE, .limit = WORK_EACH_MOST };
	g_autoptr(GPtrArray) records = store_list(request->app->store, &wish, error);
	for (guint i = 0; records && i < records->len; i++) {
		const struct record *record = records->pdata[i];
		struct work work = { .scope = scope_of(request, record) };
		work.due = record_due(record, day_today(), &work.day);
		if (work.due == DUE_NONE)
			continue;
		work.record = record_copy(record);
		g_array_append_val(works, work);
	}
	return records != NULL;
}

GArray *works_of(struct request *request, day_t until, GError **error)
{
	const GPtrArray *registers = request->app->model->registers;
	g_autoptr(GArray) works = g_array_new(FALSE, FALSE, sizeof(struct work));
	g_array_set_clear_func(works, work_clear);
	for (guint i = 0; i < registers->len; i++)
		if (!collect(request, registers->pdata[i], until, works, error))
			return NULL;
	g_array_sort(works, by_day);
	return g_steal_pointer(&works);
}

guint works_count(const GArray *works, enum work_scope scope, enum lateness due)
{
	guint count = 0;
	for (guint i = 0; i < works->len; i++) {
		const struct work *work = &g_array_index(works, struct work, i);
		count += work->scope <= scope && work->due == due;
	}
	return count;
}

/* Who leads a report on from a state. */
static const struct {
	const char *state;
	guint may;
} waits[] = {
	{ "open", MAY_COMPILE },
	{ "compiling", MAY_COMPILE },
	{ "checked", MAY_COMPILE },
	{ "returned", MAY_COMPILE },
	{ "submitted", MAY_APPROVE },
	{ "approved", MAY_NUMBER },
};

GPtrArray *reports_waiting(struct request *request, GError **error)
{
	const struct reg *reg = model_register(request->app->model, "report");
	g_autoptr(GArray) states = g_array_new(FALSE, FALSE, sizeof(struct list_value)), conditions = g_array_new(FALSE, FALSE, sizeof(struct list_condition));
	const struct list_condition condition = { NULL, LIST_ANY, states };
	for (guint i = 0; reg && i < G_N_ELEMENTS(waits); i++) {
		const struct list_value value = { .text = waits[i].state };
		if (request_may(request, waits[i].may) && reg_state(reg, waits[i].state))
			g_array_append_val(states, value);
	}
	if (!states->len)
		return g_ptr_array_new();
	g_array_append_val(conditions, condition);
	const struct list_wish wish = { .reg = reg, .office = request_office(request), .conditions = conditions, .descending = TRUE, .limit = 20 };
	return store_list(request->app->store, &wish, error);
}

void put_due(struct page *page, day_t day, enum lateness due)
{
	g_autofree char *text = day_words(day, page->request->language), *words = due_words(page->request->app->model, day_today(), day);
	html_begin(&page->html, HTML_SPAN);
	html_attr(&page->html, HTML_CLASS, "day");
	html_text(&page->html, text);
	html_text(&page->html, " ");
	html_element(&page->html, HTML_SPAN, due == DUE_LATE ? "clock late-mark" : due == DUE_SOON ? "clock soon" : "clock", words);
	html_end(&page->html, HTML_SPAN);
}

void put_work(struct page *page, const struct work *work)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) url = record_url(work->record->reg, work->record->id);
	g_autofree char *title = title_of(page->request, work->record, FALSE);
	html_begin(html, HTML_LI);
	html_attr(html, HTML_CLASS, work->due == DUE_LATE ? "late" : NULL);
	put_due(page, work->day, work->due);
	html_begin(html, HTML_SPAN);
	html_attr(html, HTML_CLASS, "what");
	page_link(page, &url, NULL, title);
	html_text(html, " ");
	html_element(html, HTML_SPAN, "quiet", label_text(&work->record->reg->title, page->request->language));
	html_text(html, *record_text(work->record, "owner") ? " · " : "");
	html_element(html, HTML_SPAN, "quiet", record_text(work->record, "owner"));
	html_end(html, HTML_SPAN);
	put_state(page, work->record);
	html_end(html, HTML_LI);
}
