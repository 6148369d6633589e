/* SPDX-License-Identifier: Apache-2.0 */
/* The registers, and the list of one. */
#include "app/export.h"
#include "base/number.h"
#include "web/list.h"
#include "web/pages.h"
#include "web/show.h"

#include <string.h>

static void put_count(struct page *page, gint64 count)
{
	g_autofree char *number = number_text(count, 0, page->request->language);
	html_element(&page->html, HTML_SPAN, "count", number);
}

static gboolean put_register(struct page *page, const struct reg *reg, GError **error)
{
	struct request *request = page->request;
	gint64 count;
	struct list_wish wish = { .reg = reg, .office = request_office(request) };
	g_auto(url_t) url = register_url(reg);
	if (!store_list_count(request->app->store, &wish, &count, error))
		return FALSE;
	html_begin(&page->html, HTML_LI);
	html_attr(&page->html, HTML_CLASS, count ? NULL : "none");
	page_link(page, &url, NULL, label_text(&reg->title, request->language));
	html_text(&page->html, " ");
	put_count(page, count);
	html_end(&page->html, HTML_LI);
	return TRUE;
}

static gboolean put_group(struct page *page, const struct group *group, GError **error)
{
	const GPtrArray *registers = page->request->app->model->registers;
	gboolean begun = FALSE;
	for (guint i = 0; i < registers->len; i++) {
		const struct reg *reg = registers->pdata[i];
		if (g_strcmp0(reg->group, group->id) != 0 || strcmp(reg->id, "report") == 0)
			continue;
		if (!begun) {
			html_begin(&page->html, HTML_SECTION);
			html_attr(&page->html, HTML_CLASS, "card");
			html_element(&page->html, HTML_H2, NULL, label_text(&group->label, page->request->language));
			html_begin(&page->html, HTML_UL);
			html_attr(&page->html, HTML_CLASS, "registers");
			begun = TRUE;
		}
		if (!put_register(page, reg, error))
			return FALSE;
	}
	if (begun) {
		html_end(&page->html, HTML_UL);
		html_end(&page->html, HTML_SECTION);
	}
	return TRUE;
}

gboolean list_registers(struct request *request, GError **error)
{
	struct page page;
	const GPtrArray *groups = request->app->model->groups;
	page_begin(&page, request, SECTION_REGISTERS, _("Registers"));
	html_begin(&page.html, HTML_DIV);
	html_attr(&page.html, HTML_CLASS, "cards");
	for (guint i = 0; i < groups->len; i++)
		if (!put_group(&page, groups->pdata[i], error)) {
			html_clear(&page.html);
			return FALSE;
		}
	html_end(&page.html, HTML_DIV);
	return page_end(&page, error);
}

static void put_option(struct page *page, const char *value, const char *text, const char *chosen)
{
	html_begin(&page->html, HTML_OPTION);
	html_attr(&page->html, HTML_VALUE, value);
	html_flag(&page->html, HTML_SELECTED, g_strcmp0(value, chosen) == 0);
	html_text(&page->html, text);
	html_end(&page->html, HTML_OPTION);
}

static void begin_select(struct page *page, const char *name, const char *label)
{
	html_begin(&page->html, HTML_LABEL);
	html_element(&page->html, HTML_SPAN, NULL, label);
	html_begin(&page->html, HTML_SELECT);
	html_attr(&page->html, HTML_NAME, name);
	put_option(page, "", _("all"), NULL);
}

static void end_select(struct page *page)
{
	html_end(&page->html, HTML_SELECT);
	html_end(&page->html, HTML_LABEL);
}

static void put_states(struct page *page, const struct listing *listing)
{
	const char *chosen = pairs_get(page->request->query, "state");
	if (!listing->reg->states->len)
		return;
	begin_select(page, "state", _("State"));
	for (guint i = 0; i < listing->reg->states->len; i++) {
		const struct state *state = listing->reg->states->pdata[i];
		put_option(page, state->id, label_text(&state->label, page->request->language), chosen);
	}
	end_select(page);
}

static void put_divisions(struct page *page, const char *chosen)
{
	g_autoptr(GHashTable) divisions = office_divisions(page->request->app->store, request_office(page->request), NULL);
	GHashTableIter iter;
	gpointer code, name;
	if (!divisions)
		return;
	g_hash_table_iter_init(&iter, divisions);
	while (g_hash_table_iter_next(&iter, &code, &name))
		put_option(page, code, name, chosen);
}

static void put_filter(struct page *page, const struct field *field)
{
	const char *language = page->request->language;
	g_autofree char *name = g_strconcat("f.", field->id, NULL);
	const char *chosen = pairs_get(page->request->query, name);
	begin_select(page, name, label_text(&field->label, language));
	if (field->type == FIELD_BOOL) {
		put_option(page, "yes", _("yes"), chosen);
		put_option(page, "no", _("no"), chosen);
	} else if (field->type == FIELD_DIVISION) {
		put_divisions(page, chosen);
	}
	for (guint i = 0; field->choices && i < field->choices->len; i++) {
		const struct choice *choice = field->choices->pdata[i];
		put_option(page, choice->id, label_text(&choice->label, language), chosen);
	}
	for (guint i = 0; field->codes && i < field->codes->items->len; i++) {
		const struct code_item *item = field->codes->items->pdata[i];
		put_option(page, item->id, label_text(&item->label, language), chosen);
	}
	end_select(page);
}

static void put_day(struct page *page, const char *name, const char *label)
{
	html_begin(&page->html, HTML_LABEL);
	html_element(&page->html, HTML_SPAN, NULL, label);
	html_begin(&page->html, HTML_INPUT);
	html_attr(&page->html, HTML_TYPE, "date");
	html_attr(&page->html, HTML_NAME, name);
	html_attr(&page->html, HTML_VALUE, pairs_get(page->request->query, name));
	html_end(&page->html, HTML_INPUT);
	html_end(&page->html, HTML_LABEL);
}

/* Whether a filter among those that are folded away is in use. */
static gboolean is_sifted(const struct listing *listing)
{
	for (guint i = 0; i < listing->conditions->len; i++)
		if (g_array_index(listing->conditions, struct list_condition, i).field)
			return TRUE;
	return FALSE;
}

static void put_more_filters(struct page *page, const struct listing *listing)
{
	struct html_writer *html = &page->html;
	html_begin(html, HTML_DETAILS);
	html_flag(html, HTML_OPEN, is_sifted(listing));
	html_element(html, HTML_SUMMARY, NULL, _("More conditions"));
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "filters");
	if (listing->day) {
		g_autofree char *since = g_strdup_printf(_("%s from"), label_text(&listing->day->label, page->request->language));
		put_day(page, "since", since);
		put_day(page, "until", _("to"));
	}
	for (guint i = 0; i < listing->reg->fields->len && !listing->reg->personal; i++)
		if (is_filter(listing->reg->fields->pdata[i]))
			put_filter(page, listing->reg->fields->pdata[i]);
	html_end(html, HTML_DIV);
	html_end(html, HTML_DETAILS);
}

static void put_filters(struct page *page, const struct listing *listing)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) url = register_url(listing->reg);
	html_begin(html, HTML_FORM);
	html_attr(html, HTML_CLASS, "sieve");
	html_url(html, HTML_ACTION, &url);
	if (listing->sort)
		page_hidden(page, "sort", listing->sort->id);
	if (listing->sort && listing->descending)
		page_hidden(page, "down", "1");
	html_begin(html, HTML_LABEL);
	html_element(html, HTML_SPAN, NULL, _("Words"));
	html_begin(html, HTML_INPUT);
	html_attr(html, HTML_TYPE, "search");
	html_attr(html, HTML_NAME, "q");
	html_attr(html, HTML_VALUE, listing->words);
	html_end(html, HTML_INPUT);
	html_end(html, HTML_LABEL);
	put_states(page, listing);
	page_button(page, "secondary", NULL, NULL, _("Show"));
	put_more_filters(page, listing);
	html_end(html, HTML_FORM);
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

static void put_heads(struct page *page, const struct listing *listing)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) newest = listing_url(listing, NULL, "sort", NULL, "down", NULL, "up", listing->sort || !listing->descending ? NULL : "1", NULL);
	html_begin(html, HTML_THEAD);
	html_begin(html, HTML_TR);
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
	html_begin(html, HTML_TD);
	html_attr(html, HTML_CLASS, "id");
	page_link(page, &url, NULL, number);
	html_end(html, HTML_TD);
	for (guint i = 0; i < listing->columns->len; i++)
		put_cell(page, listing, listing->columns->pdata[i], record);
	if (listing->reg->states->len) {
		html_begin(html, HTML_TD);
		put_state(page, record);
		if (lateness == DUE_LATE)
			html_element(html, HTML_SPAN, "late-mark", _("late"));
		html_end(html, HTML_TD);
	}
	html_end(html, HTML_TR);
}

/* The pages before and after; `more` on the side that was read towards. */
static void put_pager(struct page *page, const struct listing *listing, const GPtrArray *records, gboolean more)
{
	char first[24], last[24];
	gboolean before = listing->from && (!listing->backwards || more), after = listing->backwards || more;
	if (!records->len || listing->words || (!before && !after))
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
	if (before) {
		page_link(page, &start, "button", _("First page"));
		page_link(page, &back, "button", _("Page before"));
	}
	if (after)
		page_link(page, &on, "button", _("Next page"));
	html_end(&page->html, HTML_NAV);
}

static void put_table(struct page *page, const struct listing *listing, const GPtrArray *records)
{
	struct html_writer *html = &page->html;
	day_t today = day_today();
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "scroll");
	html_attr(html, HTML_TABINDEX, "0");
	html_attr(html, HTML_ROLE, "region");
	html_attr(html, HTML_ARIA_LABEL, label_text(&listing->reg->title, page->request->language));
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

static void put_nothing(struct page *page, const struct listing *listing)
{
	if (listing->words || listing->conditions->len)
		page_empty(page, _("Nothing fits these conditions"), _("Leave one out, or look for fewer words; tones do not matter."));
	else if (may_write_register(page->request->may, listing->reg->id))
		page_empty(page, _("Nothing has been entered here yet"), _("Enter the first record; its figures count at once."));
	else
		page_empty(page, _("Nothing has been entered here yet"), NULL);
}

static void put_head(struct page *page, const struct listing *listing, gint64 count)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) enter = register_url(listing->reg);
	g_autofree char *number = number_text(count, 0, page->request->language);
	g_autofree char *line = g_strdup_printf(listing->words && count >= WORDS_MOST ? _("at least %s records") : count == 1 ? _("%s record") : _("%s records"), number);
	url_add_segment(&enter, "new");
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "headline");
	html_element(html, HTML_H1, NULL, label_text(&listing->reg->title, page->request->language));
	html_element(html, HTML_P, "sum", line);
	if (may_write_register(page->request->may, listing->reg->id) && strcmp(listing->reg->id, "office") != 0)
		page_link(page, &enter, "button primary", _("Enter a record"));
	html_end(html, HTML_DIV);
}

static void put_exports(struct page *page, const struct listing *listing)
{
	static const char *const formats[][2] = { { "xlsx", "Excel" }, { "csv", "CSV" }, { "json", "JSON" } };
	html_begin(&page->html, HTML_P);
	html_attr(&page->html, HTML_CLASS, "exports");
	html_text(&page->html, _("Take away as:"));
	for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
		g_auto(url_t) url = listing_url(listing, "export", "format", formats[i][0], NULL);
		html_text(&page->html, " ");
		page_link(page, &url, NULL, formats[i][1]);
	}
	html_end(&page->html, HTML_P);
}

/* One more record was read than fits: it tells that there are more, and is not shown. */
static gboolean cut(const struct listing *listing, GPtrArray *records)
{
	if (records->len <= LIST_PAGE || listing->words)
		return FALSE;
	g_ptr_array_remove_index(records, listing->backwards && listing->from ? 0 : records->len - 1);
	return TRUE;
}

gboolean list_records(struct request *request, GError **error)
{
	struct page page;
	g_auto(listing_t) listing = { 0 };
	gint64 count = 0;
	const struct reg *reg = request_register(request, 0, error);
	if (!reg || !listing_read(&listing, request, reg, error))
		return FALSE;
	g_autoptr(GPtrArray) records = listing_records(&listing, LIST_PAGE + 1, error);
	if (!records || (!listing.words && !listing_count(&listing, &count, error)))
		return FALSE;
	gboolean more = cut(&listing, records);
	page_begin_bare(&page, request, SECTION_REGISTERS, label_text(&reg->title, request->language));
	put_head(&page, &listing, listing.words ? records->len : count);
	if (reg_has_personal(reg))
		page_box(&page, BOX_HINT, _("Personal data is left out of this list; a record's page shows it to those who may see it, and notes that they did."));
	put_filters(&page, &listing);
	if (records->len)
		put_table(&page, &listing, records);
	else
		put_nothing(&page, &listing);
	put_pager(&page, &listing, records, more);
	if (records->len)
		put_exports(&page, &listing);
	return page_end(&page, error);
}

/* All that the list holds, without personal data, in batches so that the list's own order and conditions hold. */
static GPtrArray *all_records(struct listing *listing, GError **error)
{
	enum { BATCH = 1000, ALL_MOST = 200000 };
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	gboolean more = TRUE;
	while (more) {
		g_autoptr(GPtrArray) batch = listing_records(listing, BATCH, error);
		if (!batch)
			return NULL;
		more = batch->len == BATCH && !listing->words;
		for (guint i = 0; i < batch->len; i++) {
			struct record *record = batch->pdata[i];
			listing->from = record->id;
			record_veil(record);
			g_ptr_array_add(all, record);
		}
		g_ptr_array_set_free_func(batch, NULL);
		if (all->len > ALL_MOST) {
			fail(error, ERROR_REFUSED, _("more than %d records do not go into one file: choose a span of days"), ALL_MOST);
			return NULL;
		}
	}
	return g_steal_pointer(&all);
}

gboolean export_records(struct request *request, GError **error)
{
	static const struct {
		const char *name, *media;
		enum sheet_format format;
	} formats[] = { { "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", SHEET_XLSX },
		{ "csv", "text/csv; charset=utf-8", SHEET_CSV }, { "json", "application/json", SHEET_JSON } };
	g_auto(listing_t) listing = { 0 };
	const char *wanted = pairs_get(request->query, "format");
	const struct reg *reg = request_register(request, 0, error);
	if (!reg || !listing_read(&listing, request, reg, error))
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
		if (g_strcmp0(formats[i].name, wanted) != 0)
			continue;
		g_autoptr(GPtrArray) records = all_records(&listing, error);
		g_autoptr(GBytes) bytes = records ? app_export(request->app, reg, records, formats[i].format, error) : NULL;
		g_autofree char *name = g_strdup_printf("%s.%s", reg->id, formats[i].name);
		if (!bytes)
			return FALSE;
		answer_bytes(request, bytes, formats[i].media, name);
		return TRUE;
	}
	return fail(error, ERROR_ABSENT, _("there is no such page"));
}
