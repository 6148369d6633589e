/* SPDX-License-Identifier: Apache-2.0 */
/* Several records changed at once: all of them, or none when one cannot be. */
#include "app/many.h"
#include "web/bulk.h"
#include "web/form.h"
#include "web/pages.h"
#include "web/rights.h"
#include "web/show.h"

#include <string.h>

enum { BULK_SHOWN = 60 };

struct bulk {
	struct request *request;
	const struct reg *reg;
	GPtrArray *records; /* struct record * */
	GPtrArray *problems; /* char *, one a record that could not be changed */
};

static void bulk_clear(struct bulk *bulk)
{
	g_clear_pointer(&bulk->records, g_ptr_array_unref);
	g_clear_pointer(&bulk->problems, g_ptr_array_unref);
}
typedef struct bulk bulk_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(bulk_t, bulk_clear)

const struct reg *bulk_register(struct request *request, GError **error)
{
	const struct reg *reg = request_register(request, 0, error);
	if (!reg || (may_write_register(request->may, reg->id) && !reg->personal && strcmp(reg->id, "office") != 0))
		return reg;
	fail(error, ERROR_REFUSED, _("Records of this register are not changed here, or not by your roles."));
	return NULL;
}

static gboolean may(void *data, const struct record *record, GError **error)
{
	return check_may_write(data, record, error);
}

gboolean put_many(struct request *request, const struct reg *reg, const json_t *fields, const char *why, GArray *ones, GPtrArray **problems, GError **error)
{
	const struct many many = { .reg = reg, .office = request_office(request), .fields = fields, .why = why && *why ? why : NULL, .may = may, .may_data = request };
	return app_put_many(request->app, &many, ones, problems, error);
}

static gboolean add_record(struct bulk *bulk, const char *text, GError **error)
{
	gint64 id;
	if (!g_ascii_string_to_signed(text, 10, 1, ((gint64)1 << KEY_SHIFT) - 1, &id, NULL))
		return fail(error, ERROR_INPUT, _("%s: no record has such a number"), text);
	struct record *record = store_read(bulk->request->app->store, bulk->reg, request_office(bulk->request), id, error);
	if (!record)
		return FALSE;
	g_ptr_array_add(bulk->records, record);
	return check_may_write(bulk->request, record, error);
}

/* The records that were ticked, all of which this account may change. */
static gboolean bulk_read(struct bulk *bulk, struct request *request, const struct pairs *pairs, GError **error)
{
	bulk->request = request;
	bulk->records = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	bulk->problems = g_ptr_array_new_with_free_func(g_free);
	bulk->reg = bulk_register(request, error);
	if (!bulk->reg)
		return FALSE;
	for (guint i = 0; i < pairs->list->len; i++) {
		const struct pair *pair = pairs->list->pdata[i];
		if (strcmp(pair->name, "id") != 0)
			continue;
		if (bulk->records->len >= MANY_MOST)
			return fail(error, ERROR_INPUT, _("at most %d records are changed at once"), MANY_MOST);
		if (!add_record(bulk, pair->value, error))
			return FALSE;
	}
	return TRUE;
}

static void put_chosen(struct page *page, const struct bulk *bulk)
{
	struct html_writer *html = &page->html;
	g_autofree char *head = g_strdup_printf(bulk->records->len == 1 ? _("%u record") : _("%u records"), bulk->records->len);
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, "card");
	html_element(html, HTML_H2, NULL, head);
	html_begin(html, HTML_UL);
	html_attr(html, HTML_CLASS, "chosen");
	for (guint i = 0; i < MIN(bulk->records->len, BULK_SHOWN); i++) {
		const struct record *record = bulk->records->pdata[i];
		g_auto(url_t) url = record_url(record->reg, record->id);
		g_autofree char *title = title_of(page->request, record, FALSE);
		html_begin(html, HTML_LI);
		page_link(page, &url, NULL, title);
		html_text(html, " ");
		put_state(page, record);
		html_end(html, HTML_LI);
	}
	if (bulk->records->len > BULK_SHOWN)
		html_element(html, HTML_LI, NULL, "…");
	html_end(html, HTML_UL);
	html_end(html, HTML_SECTION);
}

static void put_new_state(struct page *page, const struct bulk *bulk)
{
	struct html_writer *html = &page->html;
	const char *chosen = pairs_get(page->request->form, "state");
	if (!bulk->reg->states->len)
		return;
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "field");
	html_begin(html, HTML_LABEL);
	html_attr(html, HTML_FOR, "state");
	html_text(html, _("State"));
	html_end(html, HTML_LABEL);
	html_begin(html, HTML_SELECT);
	html_attr(html, HTML_ID, "state");
	html_attr(html, HTML_NAME, "state");
	for (guint i = 0; i <= bulk->reg->states->len; i++) {
		const struct state *state = i ? bulk->reg->states->pdata[i - 1] : NULL;
		html_begin(html, HTML_OPTION);
		html_attr(html, HTML_VALUE, state ? state->id : "");
		html_flag(html, HTML_SELECTED, state && g_strcmp0(chosen, state->id) == 0);
		html_text(html, state ? label_text(&state->label, page->request->language) : _("as it is"));
		html_end(html, HTML_OPTION);
	}
	html_end(html, HTML_SELECT);
	html_end(html, HTML_DIV);
}

static void put_form(struct page *page, const struct bulk *bulk)
{
	struct html_writer *html = &page->html;
	struct form form = { .page = page, .reg = bulk->reg, .sent = page->request->form, .choosing = TRUE };
	g_auto(url_t) url = register_url(bulk->reg), back = register_url(bulk->reg);
	url_add_segment(&url, "bulk");
	page_form(page, &url, "record-form");
	for (guint i = 0; i < bulk->records->len; i++) {
		const struct record *record = bulk->records->pdata[i];
		g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, record->id), *name = g_strconcat("version.", id, NULL);
		g_autofree char *version = g_strdup_printf("%" G_GINT64_FORMAT, record->version);
		const char *seen = pairs_get(page->request->form, name);
		page_hidden(page, "id", id);
		page_hidden(page, name, seen ? seen : version);
	}
	put_new_state(page, bulk);
	form_put(&form);
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "form-end");
	page_input(page, &(struct input){ .name = "why", .label = _("Reason for the change"), .value = pairs_get(page->request->form, "why"), .most = 300 });
	page_button(page, "primary", NULL, NULL, _("Change all of them"));
	page_link(page, &back, "button", _("Cancel"));
	html_end(html, HTML_DIV);
	html_end(html, HTML_FORM);
}

static gboolean show(struct request *request, const struct bulk *bulk, GError **error)
{
	struct page page;
	g_auto(url_t) all = register_url(bulk->reg);
	page_begin_bare(&page, request, SECTION_REGISTERS, _("Change several records"));
	html_begin(&page.html, HTML_P);
	html_attr(&page.html, HTML_CLASS, "crumb");
	page_link(&page, &all, NULL, label_text(&bulk->reg->title, request->language));
	html_end(&page.html, HTML_P);
	html_element(&page.html, HTML_H1, NULL, _("Change several records"));
	if (!bulk->records->len) {
		page_empty(&page, _("No record is ticked"), _("Tick some in the list, then come here again."));
		return page_end(&page, error);
	}
	if (bulk->problems->len) {
		g_ptr_array_add(bulk->problems, NULL);
		g_autofree char *lines = g_strjoinv("\n", (char **)bulk->problems->pdata);
		page_box(&page, BOX_PROBLEM, lines);
	}
	put_chosen(&page, bulk);
	page_box(&page, BOX_HINT, _("What is ticked below is given to all of them; an empty input takes the value away."));
	put_form(&page, bulk);
	return page_end(&page, error);
}

gboolean show_bulk(struct request *request, GError **error)
{
	g_auto(bulk_t) bulk = { 0 };
	return bulk_read(&bulk, request, request->query, error) && show(request, &bulk, error);
}

/* The records in the versions that were seen. */
static GArray *ones_of(const struct bulk *bulk)
{
	GArray *ones = g_array_new(FALSE, TRUE, sizeof(struct many_one));
	for (guint i = 0; i < bulk->records->len; i++) {
		const struct record *record = bulk->records->pdata[i];
		g_autofree char *name = g_strdup_printf("version.%" G_GINT64_FORMAT, record->id);
		const char *seen = pairs_get(bulk->request->form, name);
		struct many_one one = { record->id, record->version };
		if (seen)
			g_ascii_string_to_signed(seen, 10, 1, G_MAXINT64, &one.version, NULL);
		g_array_append_val(ones, one);
	}
	return ones;
}

static gboolean change_all(struct bulk *bulk, GError **error)
{
	const char *state = pairs_get(bulk->request->form, "state"), *why = pairs_get(bulk->request->form, "why");
	g_autoptr(GArray) ones = ones_of(bulk);
	g_autoptr(GPtrArray) problems = NULL;
	json_t *fields = form_object(bulk->reg, bulk->request->form, FALSE);
	if (state && *state)
		json_object_set_new(fields, "state", json_string(state));
	gboolean tried = put_many(bulk->request, bulk->reg, fields, why, ones, &problems, error);
	json_decref(fields);
	for (guint i = 0; tried && i < problems->len; i++) {
		const struct many_problem *problem = problems->pdata[i];
		g_autofree char *title = title_of(bulk->request, bulk->records->pdata[problem->place], FALSE);
		g_ptr_array_add(bulk->problems, g_strdup_printf("%s: %s", title, problem->message));
	}
	return tried;
}

gboolean change_bulk(struct request *request, GError **error)
{
	g_auto(bulk_t) bulk = { 0 };
	const char *state = pairs_get(request->form, "state");
	if (!bulk_read(&bulk, request, request->form, error))
		return FALSE;
	gboolean asked = pairs_get(request->form, "has") || (state && *state);
	if (!asked && bulk.records->len)
		g_ptr_array_add(bulk.problems, g_strdup(_("Tick what is to be changed.")));
	if (asked && !form_wants_more(request->form) && !change_all(&bulk, error))
		return FALSE;
	if (bulk.problems->len || !bulk.records->len || form_wants_more(request->form)) {
		request->answer.status = 422;
		return show(request, &bulk, error);
	}
	g_auto(url_t) url = register_url(bulk.reg);
	page_notice_next(request, NOTICE_BULK);
	answer_redirect(request, &url);
	return TRUE;
}
