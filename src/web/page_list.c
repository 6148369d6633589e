/* SPDX-License-Identifier: Apache-2.0 */
/* The list of a register. What it may be asked for stands on a page of its own (page_filter.c). */
#include "app/export.h"
#include "auth/view.h"
#include "base/number.h"
#include "web/list.h"
#include "web/pages.h"
#include "web/show.h"

#include <string.h>

static void put_option(struct page *page, const char *value, const char *text, gboolean chosen)
{
	html_begin(&page->html, HTML_OPTION);
	html_attr(&page->html, HTML_VALUE, value);
	html_flag(&page->html, HTML_SELECTED, chosen);
	html_text(&page->html, text);
	html_end(&page->html, HTML_OPTION);
}

static void put_states(struct page *page, const struct listing *listing)
{
	struct html_writer *html = &page->html;
	const char *chosen = pairs_get(page->request->query, "state");
	if (!listing->reg->states->len)
		return;
	html_begin(html, HTML_LABEL);
	html_element(html, HTML_SPAN, NULL, _("State"));
	html_begin(html, HTML_SELECT);
	html_attr(html, HTML_NAME, "state");
	put_option(page, "", _("all"), FALSE);
	for (guint i = 0; i < listing->reg->states->len; i++) {
		const struct state *state = listing->reg->states->pdata[i];
		put_option(page, state->id, label_text(&state->label, page->request->language), g_strcmp0(chosen, state->id) == 0);
	}
	html_end(html, HTML_SELECT);
	html_end(html, HTML_LABEL);
}

/* Words and state change; whatever else the list is asked for stays. */
static void put_others(struct page *page)
{
	const GPtrArray *query = page->request->query->list;
	static const char *const own[] = { "q", "state", "from", "back", NULL };
	for (guint i = 0; i < query->len; i++) {
		const struct pair *pair = query->pdata[i];
		if (!g_strv_contains(own, pair->name) && *pair->value)
			page_hidden(page, pair->name, pair->value);
	}
}

static void put_sieve(struct page *page, const struct listing *listing)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) url = register_url(listing->reg), more = listing_url(listing, "filter", NULL);
	html_begin(html, HTML_FORM);
	html_attr(html, HTML_CLASS, "sieve");
	html_url(html, HTML_ACTION, &url);
	html_begin(html, HTML_LABEL);
	html_element(html, HTML_SPAN, NULL, _("Words"));
	html_begin(html, HTML_INPUT);
	html_attr(html, HTML_TYPE, "search");
	html_attr(html, HTML_NAME, "q");
	html_attr(html, HTML_VALUE, listing->words);
	html_end(html, HTML_INPUT);
	html_end(html, HTML_LABEL);
	put_states(page, listing);
	put_others(page);
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "buttons");
	page_button(page, "secondary", NULL, NULL, _("Show"));
	if (!listing->reg->personal)
		page_link(page, &more, "button", _("Filter and columns"));
	html_end(html, HTML_DIV);
	html_end(html, HTML_FORM);
}

/* "Nước: Nhật Bản, Lào" */
static char *sift_words(const struct listing *listing, const struct sift *sift)
{
	const struct request *request = listing->request;
	const struct field *field = sift->condition.field;
	const char *label = field ? label_text(&field->label, request->language) : _("State");
	g_autoptr(GString) values = g_string_new(NULL);
	for (guint i = 0; !field && i < sift->condition.values->len; i++) {
		const struct state *state = reg_state(listing->reg, g_array_index(sift->condition.values, struct list_value, i).text);
		g_string_append_printf(values, "%s%s", i ? ", " : "", label_text(&state->label, request->language));
	}
	for (guint i = 0; i < sift->owned->len; i++) {
		g_autofree char *text = value_text(request->app->model, field, sift->owned->pdata[i], store_links(request->app->store, request_office(request)), request->language);
		g_string_append_printf(values, "%s%s", i ? ", " : "", text);
	}
	switch (sift->condition.test) {
	case LIST_LEAST:
		return g_strdup_printf(_("%s: from %s"), label, values->str);
	case LIST_MOST:
		return g_strdup_printf(_("%s: to %s"), label, values->str);
	case LIST_NONE:
		return g_strdup_printf(_("%s: empty"), label);
	case LIST_SOME:
		return g_strdup_printf(_("%s: not empty"), label);
	case LIST_ANY:
	case LIST_TESTS:
		break;
	}
	return g_strdup_printf("%s: %s", label, values->str);
}

static void put_chip(struct page *page, const struct url *url, const char *text)
{
	struct html_writer *html = &page->html;
	html_begin(html, HTML_LI);
	html_begin(html, HTML_A);
	html_url(html, HTML_HREF, url);
	html_text(html, text);
	html_begin(html, HTML_SPAN);
	html_attr(html, HTML_CLASS, "away");
	html_text(html, " ✕ ");
	html_element(html, HTML_SPAN, "unseen", _("take away"));
	html_end(html, HTML_SPAN);
	html_end(html, HTML_A);
	html_end(html, HTML_LI);
}

static void put_chips(struct page *page, const struct listing *listing)
{
	struct html_writer *html = &page->html;
	gboolean late = FALSE;
	if (!listing->sifts->len)
		return;
	html_begin(html, HTML_UL);
	html_attr(html, HTML_CLASS, "chips");
	html_attr(html, HTML_ARIA_LABEL, _("Conditions of this list"));
	for (guint i = 0; i < listing->sifts->len; i++) {
		const struct sift *sift = listing->sifts->pdata[i];
		gboolean is_late = strcmp(sift->name, "late") == 0;
		g_auto(url_t) url = listing_url(listing, NULL, sift->name, NULL, NULL);
		g_autofree char *words = is_late ? g_strdup(_("Late")) : sift_words(listing, sift);
		if (!is_late || !late)
			put_chip(page, &url, words);
		late = late || is_late;
	}
	html_end(html, HTML_UL);
}

static void put_view(struct page *page, const struct reg *reg, const struct view *view)
{
	struct html_writer *html = &page->html;
	const struct request *request = page->request;
	g_auto(url_t) url = register_url(reg);
	g_autoptr(pairs_t) pairs = pairs_parse(view->query, strlen(view->query), NULL);
	gboolean own = strcmp(view->account, request->account->name) == 0;
	for (guint i = 0; pairs && i < pairs->list->len; i++) {
		const struct pair *pair = pairs->list->pdata[i];
		url_add_query(&url, pair->name, pair->value);
	}
	html_begin(html, HTML_LI);
	page_link(page, &url, NULL, view->name);
	if (view->shared)
		html_text(html, " ");
	if (view->shared)
		html_element(html, HTML_SPAN, "quiet", own ? _("(shared)") : _("(of the office)"));
	html_end(html, HTML_LI);
}

/* The whole register, what is late, and the lists that somebody keeps. */
static gboolean put_views(struct page *page, const struct listing *listing, GError **error)
{
	struct html_writer *html = &page->html;
	const struct request *request = page->request;
	g_auto(url_t) all = register_url(listing->reg), late = register_url(listing->reg);
	g_autoptr(GPtrArray) views = view_list(request->app->store, request_office(request), request->account->name, listing->reg->id, error);
	if (!views || (!views->len && !due_field(listing->reg) && !listing->sifts->len))
		return views != NULL;
	url_add_query(&late, "late", "1");
	html_begin(html, HTML_NAV);
	html_attr(html, HTML_CLASS, "views");
	html_attr(html, HTML_ARIA_LABEL, _("Kept lists"));
	html_begin(html, HTML_UL);
	html_begin(html, HTML_LI);
	page_link(page, &all, NULL, _("All"));
	html_end(html, HTML_LI);
	if (due_field(listing->reg)) {
		html_begin(html, HTML_LI);
		page_link(page, &late, NULL, _("Late"));
		html_end(html, HTML_LI);
	}
	for (guint i = 0; i < views->len; i++)
		put_view(page, listing->reg, views->pdata[i]);
	html_end(html, HTML_UL);
	html_end(html, HTML_NAV);
	return TRUE;
}

static void put_column_head(struct page *page, const struct listing *listing, const struct field *field)
{
	struct html_writer *html = &page->html;
	gboolean by = listing->sort == field;
	g_auto(url_t) url = listing_url(listing, NULL, "sort", field->id, "down", by && !listing->descending ? "1" : NULL, "up", NULL, NULL);
	html_begin(html, HTML_TH);
	html_attr(html, HTML_SCOPE, "col");
	if (field->type == FIELD_COUNT || field->type == FIELD_MONEY || field->type == FIELD_DECIMAL)
		html_attr(html, HTML_CLASS, "number");
	html_attr(html, HTML_ARIA_SORT, !by ? NULL : listing->descending ? "descending" : "ascending");
	if (is_sortable(field) && !listing->words)
		page_link(page, &url, "sort", label_text(&field->label, page->request->language));
	else
		html_text(html, label_text(&field->label, page->request->language));
	html_end(html, HTML_TH);
}

/* Records are ticked to be changed together. */
static gboolean may_change(const struct listing *listing)
{
	return may_write_register(listing->request->may, listing->reg->id) && strcmp(listing->reg->id, "office") != 0 && !listing->reg->personal;
}

static void put_heads(struct page *page, const struct listing *listing)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) newest = listing_url(listing, NULL, "sort", NULL, "down", NULL, "up", listing->sort || !listing->descending ? NULL : "1", NULL);
	html_begin(html, HTML_THEAD);
	html_begin(html, HTML_TR);
	if (may_change(listing))
		html_element(html, HTML_TD, NULL, NULL);
	html_begin(html, HTML_TH);
	html_attr(html, HTML_SCOPE, "col");
	html_attr(html, HTML_ARIA_SORT, listing->sort ? NULL : listing->descending ? "descending" : "ascending");
	page_link(page, &newest, "sort", "#");
	html_end(html, HTML_TH);
	for (guint i = 0; i < listing->columns->len; i++)
		put_column_head(page, listing, listing->columns->pdata[i]);
	if (listing->reg->states->len) {
		html_begin(html, HTML_TH);
		html_attr(html, HTML_SCOPE, "col");
		html_text(html, _("State"));
		html_end(html, HTML_TH);
	}
	html_end(html, HTML_TR);
	html_end(html, HTML_THEAD);
}

static void put_cell(struct page *page, const struct listing *listing, const struct field *field, const struct record *record)
{
	struct html_writer *html = &page->html;
	const struct value *value = &record->values[field->index];
	gboolean number = field->type == FIELD_COUNT || field->type == FIELD_MONEY || field->type == FIELD_DECIMAL;
	html_begin(html, HTML_TD);
	html_attr(html, HTML_CLASS, number ? "number" : field == listing->reg->key ? "name" : NULL);
	html_data(html, "label", label_text(&field->label, page->request->language));
	if (field == listing->reg->key) {
		g_auto(url_t) url = record_url(record->reg, record->id);
		g_autofree char *title = title_of(page->request, record, FALSE);
		page_link(page, &url, NULL, title);
	} else {
		put_value(page, field, value, record->office);
	}
	html_end(html, HTML_TD);
}

static void put_box(struct page *page, const char *number)
{
	g_autofree char *label = g_strdup_printf(_("choose #%s"), number);
	html_begin(&page->html, HTML_TD);
	html_attr(&page->html, HTML_CLASS, "box-cell");
	html_begin(&page->html, HTML_INPUT);
	html_attr(&page->html, HTML_TYPE, "checkbox");
	html_attr(&page->html, HTML_NAME, "id");
	html_attr(&page->html, HTML_VALUE, number);
	html_attr(&page->html, HTML_ARIA_LABEL, label);
	html_end(&page->html, HTML_INPUT);
	html_end(&page->html, HTML_TD);
}

static void put_clock(struct page *page, enum lateness lateness, day_t today, day_t due)
{
	g_autofree char *words = lateness == DUE_NONE ? NULL : due_words(page->request->app->model, today, due);
	if (words)
		html_element(&page->html, HTML_SPAN, lateness == DUE_LATE ? "clock late-mark" : lateness == DUE_SOON ? "clock soon" : "clock", words);
}

static void put_record(struct page *page, const struct listing *listing, const struct record *record, day_t today)
{
	struct html_writer *html = &page->html;
	day_t due;
	char number[24];
	enum lateness lateness = record_due(record, today, &due);
	g_auto(url_t) url = record_url(record->reg, record->id);
	g_snprintf(number, sizeof number, "%" G_GINT64_FORMAT, record->id);
	html_begin(html, HTML_TR);
	html_attr(html, HTML_CLASS, lateness == DUE_LATE ? "late" : NULL);
	if (may_change(listing))
		put_box(page, number);
	html_begin(html, HTML_TD);
	html_attr(html, HTML_CLASS, "id");
	page_link(page, &url, NULL, number);
	html_end(html, HTML_TD);
	for (guint i = 0; i < listing->columns->len; i++)
		put_cell(page, listing, listing->columns->pdata[i], record);
	if (listing->reg->states->len) {
		html_begin(html, HTML_TD);
		put_state(page, record);
		put_clock(page, lateness, today, due);
		html_end(html, HTML_TD);
	}
	html_end(html, HTML_TR);
}

static void put_pager(struct page *page, const struct listing *listing, const struct list_view *view)
{
	char first[24], last[24];
	const GPtrArray *records = view->records;
	if (!records->len || (!view->before && !view->after))
		return;
	g_snprintf(first, sizeof first, "%" G_GINT64_FORMAT, ((const struct record *)records->pdata[0])->id);
	g_snprintf(last, sizeof last, "%" G_GINT64_FORMAT, ((const struct record *)records->pdata[records->len - 1])->id);
	g_auto(url_t) start = listing_url(listing, NULL, NULL), back = listing_url(listing, NULL, NULL), on = listing_url(listing, NULL, NULL);
	url_add_query(&back, "from", first);
	url_add_query(&back, "back", "1");
	url_add_query(&on, "from", last);
	html_begin(&page->html, HTML_NAV);
	html_attr(&page->html, HTML_CLASS, "pager");
	html_attr(&page->html, HTML_ARIA_LABEL, _("Pages of the list"));
	if (view->before) {
		page_link(page, &start, "button", _("First page"));
		page_link(page, &back, "button", _("Page before"));
	}
	if (view->after)
		page_link(page, &on, "button", _("Next page"));
	html_end(&page->html, HTML_NAV);
}

static void put_rows(struct page *page, const struct listing *listing, const GPtrArray *records)
{
	struct html_writer *html = &page->html;
	day_t today = day_today();
	page_scroll(page, label_text(&listing->reg->title, page->request->language));
	html_begin(html, HTML_TABLE);
	html_attr(html, HTML_CLASS, "list");
	put_heads(page, listing);
	html_begin(html, HTML_TBODY);
	for (guint i = 0; i < records->len; i++)
		put_record(page, listing, records->pdata[i], today);
	html_end(html, HTML_TBODY);
	html_end(html, HTML_TABLE);
	html_end(html, HTML_DIV);
}

/* In a form where records can be ticked. */
static void put_table(struct page *page, const struct listing *listing, const GPtrArray *records)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) url = register_url(listing->reg);
	if (!may_change(listing)) {
		put_rows(page, listing, records);
		return;
	}
	url_add_segment(&url, "bulk");
	html_begin(html, HTML_FORM);
	html_attr(html, HTML_CLASS, "ticked");
	html_url(html, HTML_ACTION, &url);
	put_rows(page, listing, records);
	html_begin(html, HTML_P);
	html_attr(html, HTML_CLASS, "under");
	page_button(page, "secondary", NULL, NULL, _("Change those ticked"));
	html_end(html, HTML_P);
	html_end(html, HTML_FORM);
}

static void put_nothing(struct page *page, const struct listing *listing)
{
	if (listing->words || listing->conditions->len)
		page_empty(page, _("Nothing fits these conditions"), _("Leave one out, or look for fewer words; tones do not matter."));
	else if (may_write_register(page->request->may, listing->reg->id))
		page_empty(page, _("Nothing has been entered here yet"), _("Enter the first record; its figures count at once."));
	else
		page_empty(page, _("Nothing has been entered here yet"), NULL);
}

static void put_head(struct page *page, const struct listing *listing, const struct list_view *view)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) enter = register_url(listing->reg), sheet = register_url(listing->reg);
	g_autofree char *number = number_text(view->count, 0, page->request->language);
	g_autofree char *line = g_strdup_printf(view->least ? _("at least %s records") : view->count == 1 ? _("%s record") : _("%s records"), number);
	url_add_segment(&enter, "new");
	url_add_segment(&sheet, "import");
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "headline");
	html_element(html, HTML_H1, NULL, label_text(&listing->reg->title, page->request->language));
	html_element(html, HTML_P, "sum", line);
	if (may_write_register(page->request->may, listing->reg->id) && strcmp(listing->reg->id, "office") != 0) {
		page_link(page, &enter, "button primary", _("Enter a record"));
		page_link(page, &sheet, "button", _("From a sheet"));
	}
	html_end(html, HTML_DIV);
}

static void put_exports(struct page *page, const struct listing *listing)
{
	static const char *const formats[][2] = { { "xlsx", "Excel" }, { "csv", "CSV" }, { "json", "JSON" } };
	html_begin(&page->html, HTML_P);
	html_attr(&page->html, HTML_CLASS, "exports");
	if (strcmp(listing->reg->id, "incoming") == 0 || strcmp(listing->reg->id, "outgoing") == 0) {
		g_auto(url_t) book = register_url(listing->reg);
		url_add_segment(&book, "book");
		page_link(page, &book, "button", _("The year's book, for printing"));
		html_text(&page->html, " ");
	}
	html_text(&page->html, _("Take away as:"));
	for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
		g_auto(url_t) url = listing_url(listing, "export", "format", formats[i][0], NULL);
		html_text(&page->html, " ");
		page_link(page, &url, NULL, formats[i][1]);
	}
	html_end(&page->html, HTML_P);
}

/* A form sends empty inputs too: the address of the list is without them. */
static gboolean is_untidy(const struct request *request)
{
	for (guint i = 0; i < request->query->list->len; i++)
		if (!*((const struct pair *)request->query->list->pdata[i])->value)
			return TRUE;
	return FALSE;
}

static gboolean put_list(struct page *page, const struct listing *listing, const struct list_view *view, GError **error)
{
	put_head(page, listing, view);
	if (reg_has_personal(listing->reg))
		page_box(page, BOX_HINT, _("Personal data is left out of this list; a record's page shows it to those who may see it, and notes that they did."));
	if (!put_views(page, listing, error))
		return FALSE;
	put_sieve(page, listing);
	put_chips(page, listing);
	if (view->records->len)
		put_table(page, listing, view->records);
	else
		put_nothing(page, listing);
	put_pager(page, listing, view);
	if (view->records->len)
		put_exports(page, listing);
	return TRUE;
}

gboolean list_records(struct request *request, GError **error)
{
	struct page page;
	g_auto(listing_t) listing = { 0 };
	g_auto(list_view_t) view = { 0 };
	const struct reg *reg = request_register(request, 0, error);
	if (!reg || !listing_read(&listing, request, reg, error))
		return FALSE;
	if (is_untidy(request)) {
		g_auto(url_t) url = listing_url(&listing, NULL, NULL);
		answer_redirect(request, &url);
		return TRUE;
	}
	if (!listing_view(&listing, LIST_PAGE, &view, error))
		return FALSE;
	page_begin_bare(&page, request, SECTION_REGISTERS, label_text(&reg->title, request->language));
	if (put_list(&page, &listing, &view, error))
		return page_end(&page, error);
	html_clear(&page.html);
	return FALSE;
}
