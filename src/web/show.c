/* SPDX-License-Identifier: Apache-2.0 */
#include "web/show.h"
#include "base/number.h"

#include <string.h>

static void put_plain(struct page *page, const struct field *field, const struct value *value, gint64 office)
{
	struct app *app = page->request->app;
	g_autofree char *text = value_text(app->model, field, value, store_links(app->store, office), page->request->language);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		if (i)
			html_element(&page->html, HTML_BR, NULL, NULL);
		html_text(&page->html, lines[i]);
	}
}

/* A file that is kept here leads to its bytes. */
static void put_file(struct page *page, const struct value *value)
{
	const char *name = file_value_name(value->text);
	if (!page->subject || name == value->text) {
		html_text(&page->html, name);
		return;
	}
	g_autofree char *hash = g_strndup(value->text, (gsize)(name - value->text) - 1);
	g_auto(url_t) url = record_url(page->subject->reg, page->subject->id);
	url_add_segment(&url, "file");
	url_add_segment(&url, hash);
	page_link(page, &url, NULL, name);
}

/* By the name that the office's own record gives it. */
static void put_division(struct page *page, const struct value *value, gint64 office)
{
	g_autoptr(GHashTable) divisions = office_divisions(page->request->app->store, office, NULL);
	const char *name = divisions ? g_hash_table_lookup(divisions, value->text) : NULL;
	html_text(&page->html, name ? name : value->text);
}

/* To the record it names; a personal one by its number alone. */
static void put_linked(struct page *page, const struct field *field, const struct value *value, gint64 office)
{
	struct app *app = page->request->app;
	g_autoptr(record_t) target = store_read(app->store, field->target, office, value->number, NULL);
	g_auto(url_t) url = record_url(field->target, value->number);
	g_autofree char *title = target ? title_of(page->request, target, FALSE) : g_strdup_printf("#%" G_GINT64_FORMAT, value->number);
	page_link(page, &url, NULL, title);
}

static void put_rows(struct page *page, const struct field *field, const struct value *value, gint64 office)
{
	struct html_writer *html = &page->html;
	page_scroll(page, label_text(&field->label, page->request->language));
	html_begin(html, HTML_TABLE);
	html_begin(html, HTML_THEAD);
	html_begin(html, HTML_TR);
	for (guint c = 0; c < field->fields->len; c++) {
		const struct field *column = field->fields->pdata[c];
		html_begin(html, HTML_TH);
		html_attr(html, HTML_SCOPE, "col");
		html_text(html, label_text(&column->label, page->request->language));
		html_end(html, HTML_TH);
	}
	html_end(html, HTML_TR);
	html_end(html, HTML_THEAD);
	html_begin(html, HTML_TBODY);
	for (guint r = 0; r < value->rows->len; r++) {
		const struct value *row = value->rows->pdata[r];
		html_begin(html, HTML_TR);
		for (guint c = 0; c < field->fields->len; c++) {
			html_begin(html, HTML_TD);
			put_value(page, field->fields->pdata[c], &row[c], office);
			html_end(html, HTML_TD);
		}
		html_end(html, HTML_TR);
	}
	html_end(html, HTML_TBODY);
	html_end(html, HTML_TABLE);
	html_end(html, HTML_DIV);
}

static void put_list(struct page *page, const struct field *field, const struct value *value, gint64 office)
{
	gboolean lines = field->type == FIELD_DOCUMENT || field->type == FIELD_LINK || field->type == FIELD_TEXT || field->type == FIELD_FILE;
	if (lines && value->list->len > 1)
		html_begin(&page->html, HTML_UL);
	for (guint i = 0; i < value->list->len; i++) {
		if (lines && value->list->len > 1)
			html_begin(&page->html, HTML_LI);
		else if (i)
			html_text(&page->html, ", ");
		put_value(page, field, value->list->pdata[i], office);
		if (lines && value->list->len > 1)
			html_end(&page->html, HTML_LI);
	}
	if (lines && value->list->len > 1)
		html_end(&page->html, HTML_UL);
}

void put_value(struct page *page, const struct field *field, const struct value *value, gint64 office)
{
	switch (value->kind) {
	case VALUE_NONE:
		break;
	case VALUE_ROWS:
		put_rows(page, field, value, office);
		break;
	case VALUE_LIST:
		put_list(page, field, value, office);
		break;
	case VALUE_NUMBER:
		if (field->type == FIELD_LINK)
			put_linked(page, field, value, office);
		else
			put_plain(page, field, value, office);
		break;
	case VALUE_TEXT:
		if (field->type == FIELD_DIVISION)
			put_division(page, value, office);
		else if (field->type == FIELD_FILE)
			put_file(page, value);
		else
			put_plain(page, field, value, office);
		break;
	case VALUE_MONEY:
	case VALUE_DOCUMENT:
		put_plain(page, field, value, office);
		break;
	}
}

void put_state(struct page *page, const struct record *record)
{
	if (!record->reg->states->len)
		return;
	const struct state *state = record->reg->states->pdata[record->state];
	static const char *const off[] = { "cancelled", "refused", "withdrawn", "superseded", "terminated", NULL };
	const char *class = g_strv_contains(off, state->id) ? "state off" : state->next->len == 0 ? "state done" : "state";
	html_element(&page->html, HTML_SPAN, class, label_text(&state->label, page->request->language));
}

char *title_of(const struct request *request, const struct record *record, gboolean open)
{
	const struct reg *reg = record->reg;
	if (!open && (reg->personal || (reg->key && reg->key->personal)))
		return g_strdup_printf("#%" G_GINT64_FORMAT, record->id);
	return record_title(record, request->app->model, store_links(request->app->store, record->office), request->language);
}
