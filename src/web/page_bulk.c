/* SPDX-License-Identifier: Apache-2.0 */
/* Several records changed at once: all of them, or none when one cannot be. */
#include "web/form.h"
#include "web/pages.h"
#include "web/rights.h"
#include "web/show.h"

#include <string.h>

enum { BULK_MOST = 500, BULK_SHOWN = 60 };

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
	bulk->reg = request_register(request, 0, error);
	if (!bulk->reg)
		return FALSE;
	if (!may_write_register(request->may, bulk->reg->id) || bulk->reg->personal || strcmp(bulk->reg->id, "office") == 0)
		return fail(error, ERROR_REFUSED, _("Records of this register are not changed here, or not by your roles."));
	for (guint i = 0; i < pairs->list->len; i++) {
		const struct pair *pair = pairs->list->pdata[i];
		if (strcmp(pair->name, "id") != 0)
			continue;
		if (bulk->records->len >= BULK_MOST)
			return fail(error, ERROR_INPUT, _("at most %d records are changed at once"), BULK_MOST);
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

static json_t *change_of(const struct bulk *bulk, const struct record *record)
{
	const struct pairs *form = bulk->request->form;
	g_autofree char *name = g_strdup_printf("version.%" G_GINT64_FORMAT, record->id);
	const char *seen = pairs_get(form, name), *state = pairs_get(form, "state");
	gint64 version = record->version;
	json_t *object = form_object(bulk->reg, form, FALSE);
	if (seen)
		g_ascii_string_to_signed(seen, 10, 1, G_MAXINT64, &version, NULL);
	json_object_set_new(object, "id", json_integer(record->id));
	json_object_set_new(object, "version", json_integer(version));
	if (state && *state)
		json_object_set_new(object, "state", json_string(state));
	return object;
}

/* In a point of its own, so that the others are tried too and all that is wrong is told. */
static gboolean change_one(struct bulk *bulk, const struct record *record, const char *why, GError **error)
{
	struct app *app = bulk->request->app;
	GError *problem = NULL;
	if (!store_savepoint(app->store, error))
		return FALSE;
	json_t *object = change_of(bulk, record);
	g_autoptr(record_t) stored = app_put(app, bulk->reg, record->office, object, why, NULL, &problem);
	json_decref(object);
	if (stored && check_may_write(bulk->request, stored, &problem))
		return store_release(app->store, error);
	g_autofree char *title = title_of(bulk->request, record, FALSE);
	g_strdelimit(problem->message, "\n", ' ');
	g_ptr_array_add(bulk->problems, g_strdup_printf("%s: %s", title, problem->message));
	g_error_free(problem);
	return store_undo(app->store, error);
}

gboolean change_bulk(struct request *request, GError **error)
{
	g_auto(bulk_t) bulk = { 0 };
	const char *why = pairs_get(request->form, "why"), *state = pairs_get(request->form, "state");
	if (!bulk_read(&bulk, request, request->form, error))
		return FALSE;
	gboolean asked = pairs_get(request->form, "has") || (state && *state);
	if (!asked && bulk.records->len)
		g_ptr_array_add(bulk.problems, g_strdup(_("Tick what is to be changed.")));
	for (guint i = 0; asked && i < bulk.records->len && !form_wants_more(request->form); i++)
		if (!change_one(&bulk, bulk.records->pdata[i], why && *why ? why : NULL, error))
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
