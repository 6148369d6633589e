/* SPDX-License-Identifier: Apache-2.0 */
/* Entering and changing records. */
#include "app/export.h"
#include "web/form.h"
#include "web/pages.h"
#include "web/rights.h"
#include "web/show.h"

#include <string.h>

/* What the form page is about. */
struct edit {
	const struct reg *reg;
	const struct record *record; /* NULL: a new one */
	const struct record *newest; /* of a conflict */
	const char *problem;         /* all lines; NULL for none */
	gboolean open;
};

static void put_problems(struct page *page, const struct edit *edit, GHashTable *problems)
{
	const char *other = g_hash_table_lookup(problems, "");
	g_autofree char *text = NULL;
	if (edit->newest)
		text = g_strdup(_("Somebody else saved this record while you were at it. Both are shown below: what you typed is in the form; what differs stands under it. Save to keep yours."));
	else if (other)
		text = g_strdup(other);
	else
		text = g_strdup_printf(g_hash_table_size(problems) == 1 ? _("%u field needs your attention; nothing was saved yet.") : _("%u fields need your attention; nothing was saved yet."),
			g_hash_table_size(problems));
	page_box(page, BOX_PROBLEM, text);
}

static void put_first_state(struct page *page, const struct reg *reg)
{
	struct html_writer *html = &page->html;
	const char *chosen = pairs_get(page->request->form, "state");
	if (!reg->states->len)
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
	for (guint i = 0; i < reg->states->len; i++) {
		const struct state *state = reg->states->pdata[i];
		html_begin(html, HTML_OPTION);
		html_attr(html, HTML_VALUE, state->id);
		html_flag(html, HTML_SELECTED, g_strcmp0(chosen, state->id) == 0);
		html_text(html, label_text(&state->label, page->request->language));
		html_end(html, HTML_OPTION);
	}
	html_end(html, HTML_SELECT);
	html_end(html, HTML_DIV);
}

static void put_end(struct page *page, const struct edit *edit)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) back = edit->record ? record_url(edit->reg, edit->record->id) : register_url(edit->reg);
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "form-end");
	if (edit->record)
		page_input(page, &(struct input){ .name = "why", .label = _("Reason for the change"), .value = pairs_get(page->request->form, "why"), .most = 300 });
	page_button(page, "primary", NULL, NULL, _("Save"));
	page_link(page, &back, "button", _("Cancel"));
	html_end(html, HTML_DIV);
}

static void put_form(struct page *page, const struct edit *edit, GHashTable *problems)
{
	struct form form = { .page = page, .reg = edit->reg, .sent = page->request->form, .record = edit->record, .newest = edit->newest,
		.problems = problems, .open = edit->open };
	g_auto(url_t) url = edit->record ? record_url(edit->reg, edit->record->id) : register_url(edit->reg);
	page_file_form(page, &url, "record-form");
	if (edit->record) {
		const char *sent = pairs_get(page->request->form, "version");
		g_autofree char *version = g_strdup_printf("%" G_GINT64_FORMAT, edit->newest ? edit->newest->version : edit->record->version);
		page_hidden(page, "version", sent && !edit->newest ? sent : version);
	} else {
		put_first_state(page, edit->reg);
	}
	form_put(&form);
	put_end(page, edit);
	html_end(&page->html, HTML_FORM);
}

static gboolean show_form(struct request *request, const struct edit *edit, GError **error)
{
	struct page page;
	const char *reg_title = label_text(&edit->reg->title, request->language);
	g_autofree char *name = edit->record ? title_of(request, edit->record, edit->open) : NULL;
	g_autofree char *title = name ? g_strdup_printf(_("Change: %s"), name) : g_strdup_printf(_("New record: %s"), reg_title);
	g_autoptr(GHashTable) problems = edit->problem ? form_problems(edit->reg, edit->problem) : NULL;
	g_auto(url_t) all = register_url(edit->reg);
	page_begin_bare(&page, request, SECTION_REGISTERS, title);
	html_begin(&page.html, HTML_P);
	html_attr(&page.html, HTML_CLASS, "crumb");
	page_link(&page, &all, NULL, reg_title);
	html_end(&page.html, HTML_P);
	html_element(&page.html, HTML_H1, NULL, title);
	page_box(&page, BOX_HINT, _("Do not enter anything classified; of classified documents only their number may be counted."));
	if (problems)
		put_problems(&page, edit, problems);
	put_form(&page, edit, problems);
	return page_end(&page, error);
}

gboolean show_new_record(struct request *request, GError **error)
{
	const struct reg *reg = writable_register(request, error);
	struct edit edit = { .reg = reg, .open = TRUE };
	return reg && show_form(request, &edit, error);
}

/* Mistakes of what was typed lead back to the form; anything else is told as any error is. */
static gboolean is_mistake(const GError *problem)
{
	return g_error_matches(problem, ERROR_DOMAIN, ERROR_INPUT) || g_error_matches(problem, ERROR_DOMAIN, ERROR_REFUSED) ||
		g_error_matches(problem, ERROR_DOMAIN, ERROR_CONFLICT);
}

static gboolean back_to_form(struct request *request, struct edit *edit, GError *problem, GError **error)
{
	if (!is_mistake(problem)) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	edit->problem = problem->message;
	request->answer.status = problem->code == ERROR_CONFLICT ? 409 : 422;
	gboolean shown = show_form(request, edit, error);
	g_error_free(problem);
	return shown;
}

static gboolean done(struct request *request, const struct record *record, enum notice notice)
{
	g_auto(url_t) url = record_url(record->reg, record->id);
	page_notice_next(request, notice);
	answer_redirect(request, &url);
	return TRUE;
}

/* A division that is chosen anew is one of the office's; what a record has from before may stay. */
static gboolean check_divisions(const struct request *request, const struct reg *reg, const json_t *object, const struct record *before, GError **error)
{
	g_autoptr(GHashTable) divisions = office_divisions(request->app->store, request_office(request), error);
	for (guint i = 0; divisions && i < reg->fields->len; i++) {
		const struct field *field = reg->fields->pdata[i];
		const char *division = field->type == FIELD_DIVISION ? json_string_value(json_object_get(object, field->id)) : NULL;
		if (!division || g_hash_table_contains(divisions, division) || (before && strcmp(record_text(before, field->id), division) == 0))
			continue;
		return fail(error, ERROR_INPUT, _("%s: the office has no division with the code %s"), field->id, division);
	}
	return divisions != NULL;
}

/* Takes the object. */
static struct record *put_checked(struct request *request, const struct reg *reg, json_t *object, const struct record *before, const char *why, gboolean *changed, GError **error)
{
	struct record *record = check_divisions(request, reg, object, before, error) ? app_put(request->app, reg, request_office(request), object, why, changed, error) : NULL;
	json_decref(object);
	return record;
}

gboolean create_record(struct request *request, GError **error)
{
	GError *problem = NULL;
	const struct reg *reg = writable_register(request, error);
	struct edit edit = { .reg = reg, .open = TRUE };
	const char *state = pairs_get(request->form, "state");
	if (!reg || form_wants_more(request->form))
		return reg && show_form(request, &edit, error);
	if (!form_keep_files(request, reg, &problem))
		return back_to_form(request, &edit, problem, error);
	json_t *object = form_object(reg, request->form, TRUE);
	if (state && reg->states->len)
		json_object_set_new(object, "state", json_string(state));
	g_autoptr(record_t) record = put_checked(request, reg, object, NULL, NULL, NULL, &problem);
	if (!record || !check_may_write(request, record, &problem))
		return back_to_form(request, &edit, problem, error);
	return done(request, record, NOTICE_SAVED);
}

gboolean show_edit_record(struct request *request, GError **error)
{
	g_autoptr(record_t) record = editable_record(request, error);
	struct edit edit = { .reg = record ? record->reg : NULL, .record = record, .open = request_may(request, MAY_PERSONAL) };
	if (!record || (edit.open && reg_has_personal(record->reg) && !note_reading(request, record, error)))
		return FALSE;
	return show_form(request, &edit, error);
}

gboolean change_record_form(struct request *request, GError **error)
{
	GError *problem = NULL;
	gboolean changed = FALSE;
	gint64 version = 0;
	const char *seen = pairs_get(request->form, "version"), *why = pairs_get(request->form, "why");
	g_autoptr(record_t) record = editable_record(request, error);
	struct edit edit = { .reg = record ? record->reg : NULL, .record = record, .open = request_may(request, MAY_PERSONAL) };
	if (!record)
		return FALSE;
	if (form_wants_more(request->form))
		return show_form(request, &edit, error);
	if (!seen || !g_ascii_string_to_signed(seen, 10, 1, G_MAXINT64, &version, NULL))
		return fail(error, ERROR_INPUT, _("the form does not say which version it was made from; open the page again"));
	if (!form_keep_files(request, record->reg, &problem))
		return back_to_form(request, &edit, problem, error);
	json_t *object = form_object(record->reg, request->form, edit.open);
	json_object_set_new(object, "id", json_integer(record->id));
	json_object_set_new(object, "version", json_integer(version));
	g_autoptr(record_t) stored = put_checked(request, record->reg, object, record, why && *why ? why : NULL, &changed, &problem);
	if (stored)
		return done(request, stored, changed ? NOTICE_SAVED : NOTICE_SAME);
	if (g_error_matches(problem, ERROR_DOMAIN, ERROR_CONFLICT) && version != record->version)
		edit.newest = record;
	return back_to_form(request, &edit, problem, error);
}
