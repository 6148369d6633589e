/* SPDX-License-Identifier: Apache-2.0 */
/* The page of one record: what it says, what names it, how it came to be. */
#include "app/export.h"
#include "store/comment.h"
#include "app/follow.h"
#include "web/pages.h"
#include "web/publish.h"
#include "web/rights.h"
#include "web/show.h"

#include <string.h>

struct view {
	struct page page;
	const struct record *record;
	gboolean open; /* personal data is shown */
	gboolean may_write;
};

static gboolean is_veiled(const struct view *view, const struct field *field)
{
	return !view->open && (view->record->reg->personal || field->personal);
}

/* Long texts and tables take the whole width. */
static gboolean is_wide(const struct field *field)
{
	return field->type == FIELD_LONGTEXT || field->type == FIELD_ROWS || (field->type == FIELD_DOCUMENT && field->many);
}

static void put_field(struct view *view, const struct field *field)
{
	struct html_writer *html = &view->page.html;
	const struct value *value = &view->record->values[field->index];
	gboolean veiled = is_veiled(view, field);
	if (value->kind == VALUE_NONE && !veiled)
		return;
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, is_wide(field) ? "wide" : NULL);
	html_element(html, HTML_DT, NULL, label_text(&field->label, view->page.request->language));
	html_begin(html, HTML_DD);
	if (veiled)
		html_element(html, HTML_SPAN, "veiled", _("not shown"));
	else
		put_value(&view->page, field, value, view->record->office);
	if (!veiled && *label_text(&field->unit, view->page.request->language) && value->kind == VALUE_NUMBER) {
		html_text(html, " ");
		html_text(html, label_text(&field->unit, view->page.request->language));
	}
	html_end(html, HTML_DD);
	html_end(html, HTML_DIV);
}

static void put_fields(struct view *view)
{
	const GPtrArray *fields = view->record->reg->fields;
	html_begin(&view->page.html, HTML_DL);
	html_attr(&view->page.html, HTML_CLASS, "fields card");
	for (guint i = 0; i < fields->len; i++)
		put_field(view, fields->pdata[i]);
	html_end(&view->page.html, HTML_DL);
}

static void put_due(struct view *view)
{
	day_t day;
	enum lateness due = record_due(view->record, day_today(), &day);
	g_autofree char *words = day_words(day, view->page.request->language), *clock = due_words(view->page.request->app->model, day_today(), day);
	g_autofree char *text = g_strdup_printf(due == DUE_LATE ? _("Late: it was due on %s (%s)") : _("Due on %s (%s)"), words, clock);
	if (due == DUE_LATE || due == DUE_SOON)
		html_element(&view->page.html, HTML_P, due == DUE_LATE ? "due late" : "due", text);
}

static void put_head(struct view *view, const char *title)
{
	struct html_writer *html = &view->page.html;
	const struct record *record = view->record;
	g_auto(url_t) all = register_url(record->reg);
	g_autofree char *line = g_strdup_printf("#%" G_GINT64_FORMAT " · ", record->id);
	html_begin(html, HTML_P);
	html_attr(html, HTML_CLASS, "crumb");
	page_link(&view->page, &all, NULL, label_text(&record->reg->title, view->page.request->language));
	html_end(html, HTML_P);
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "headline");
	html_element(html, HTML_H1, NULL, title);
	html_begin(html, HTML_P);
	html_attr(html, HTML_CLASS, "sum");
	html_text(html, line);
	put_state(&view->page, record);
	html_end(html, HTML_P);
	html_end(html, HTML_DIV);
	if (record->deleted)
		page_box(&view->page, BOX_PROBLEM, _("This record was deleted. It counts nowhere, and can be restored."));
	put_due(view);
	if (strcmp(record->reg->id, "dossier") == 0 && !record->deleted && may_write_record(view->page.request, record)) {
		g_autofree char *code = follow_code(view->page.request->app->store, record->office, record->id);
		g_auto(url_t) follow = url_own("/follow");
		g_autofree char *address = whole_address(view->page.request, &follow);
		g_autofree char *text = g_strdup_printf(_("For the receipt: the applicant follows the dossier at %s by the code %s."), address, code);
		html_element(html, HTML_P, "quiet", text);
	}
}

static struct url act_url(const struct record *record, const char *act)
{
	struct url url = record_url(record->reg, record->id);
	url_add_segment(&url, act);
	return url;
}

/* A form with the version that was seen, and a line for the reason. */
static void begin_act(struct view *view, const char *act, const char *class)
{
	g_auto(url_t) url = act_url(view->record, act);
	char version[24];
	g_snprintf(version, sizeof version, "%" G_GINT64_FORMAT, view->record->version);
	page_form(&view->page, &url, class);
	page_hidden(&view->page, "version", version);
}

static void put_why(struct view *view, const char *id)
{
	struct html_writer *html = &view->page.html;
	html_begin(html, HTML_LABEL);
	html_attr(html, HTML_FOR, id);
	html_text(html, _("Reason"));
	html_end(html, HTML_LABEL);
	html_begin(html, HTML_INPUT);
	html_attr(html, HTML_ID, id);
	html_attr(html, HTML_NAME, "why");
	html_attr_int(html, HTML_MAXLENGTH, 300);
	html_end(html, HTML_INPUT);
}

static void put_states(struct view *view)
{
	const struct reg *reg = view->record->reg;
	const struct state *state = reg->states->len ? reg->states->pdata[view->record->state] : NULL;
	if (!state || !state->next->len)
		return;
	begin_act(view, "state", "act");
	html_element(&view->page.html, HTML_H2, NULL, _("Next state"));
	put_why(view, "state-why");
	html_begin(&view->page.html, HTML_DIV);
	html_attr(&view->page.html, HTML_CLASS, "buttons");
	for (guint i = 0; i < state->next->len; i++) {
		const struct state *next = reg->states->pdata[g_array_index(state->next, guint, i)];
		page_button(&view->page, "secondary", "state", next->id, label_text(&next->label, view->page.request->language));
	}
	html_end(&view->page.html, HTML_DIV);
	html_end(&view->page.html, HTML_FORM);
}

static void put_small_act(struct view *view, const char *act, const char *summary, const char *button)
{
	struct html_writer *html = &view->page.html;
	g_autofree char *id = g_strconcat(act, "-why", NULL);
	html_begin(html, HTML_DETAILS);
	html_element(html, HTML_SUMMARY, NULL, summary);
	begin_act(view, act, "act");
	put_why(view, id);
	page_button(&view->page, "secondary", NULL, NULL, button);
	html_end(html, HTML_FORM);
	html_end(html, HTML_DETAILS);
}

static void put_acts(struct view *view)
{
	struct html_writer *html = &view->page.html;
	g_auto(url_t) edit = act_url(view->record, "edit");
	if (!view->may_write)
		return;
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, "card acts");
	html_attr(html, HTML_ARIA_LABEL, _("What can be done"));
	if (view->record->deleted) {
		begin_act(view, "restore", "act");
		page_button(&view->page, "primary", NULL, NULL, _("Restore"));
		html_end(html, HTML_FORM);
	} else {
		page_link(&view->page, &edit, "button primary", _("Change"));
		put_states(view);
		if (view->record->version > 1)
			put_small_act(view, "undo", _("Take the last change back"), _("Take back"));
		if (strcmp(view->record->reg->id, "office") != 0)
			put_small_act(view, "delete", _("Delete"), _("Delete the record"));
	}
	html_end(html, HTML_SECTION);
}

static void put_personal(struct view *view)
{
	struct html_writer *html = &view->page.html;
	const struct record *record = view->record;
	g_auto(url_t) url = record_url(record->reg, record->id);
	if (!reg_has_personal(record->reg))
		return;
	if (view->open) {
		page_box(&view->page, BOX_HINT, _("Personal data is shown. That you read it was noted."));
		return;
	}
	url_add_query(&url, "personal", "show");
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "box hint");
	html_begin(html, HTML_P);
	html_text(html, _("Personal data is not shown."));
	if (request_may(view->page.request, MAY_PERSONAL)) {
		html_text(html, " ");
		page_link(&view->page, &url, NULL, _("Show it; the reading is noted"));
	}
	html_end(html, HTML_P);
	html_end(html, HTML_DIV);
}

static gboolean put_linked(struct view *view, GError **error)
{
	enum { LINKED_MOST = 50 };
	struct app *app = view->page.request->app;
	g_autoptr(GArray) keys = store_linked(app->store, KEY(view->record->office, view->record->id), error);
	if (!keys || !keys->len)
		return keys != NULL;
	html_begin(&view->page.html, HTML_SECTION);
	html_attr(&view->page.html, HTML_CLASS, "card");
	html_element(&view->page.html, HTML_H2, NULL, _("Named by"));
	html_begin(&view->page.html, HTML_UL);
	for (guint i = 0; i < MIN(keys->len, LINKED_MOST); i++) {
		gint64 key = g_array_index(keys, gint64, i);
		const struct reg *reg = store_register_of(app->store, key, error);
		g_autoptr(record_t) record = reg ? store_read(app->store, reg, KEY_OFFICE(key), KEY_ID(key), error) : NULL;
		if (!record)
			return FALSE;
		if (record->deleted)
			continue;
		g_auto(url_t) url = record_url(reg, record->id);
		g_autofree char *title = title_of(view->page.request, record, FALSE);
		html_begin(&view->page.html, HTML_LI);
		page_link(&view->page, &url, NULL, title);
		html_text(&view->page.html, " ");
		html_element(&view->page.html, HTML_SPAN, "quiet", label_text(&reg->title, view->page.request->language));
		html_end(&view->page.html, HTML_LI);
	}
	html_end(&view->page.html, HTML_UL);
	html_end(&view->page.html, HTML_SECTION);
	return TRUE;
}

static void put_change_value(struct view *view, enum html_element element, const struct field *field, const struct value *value)
{
	if (!value || value->kind == VALUE_NONE)
		return;
	html_begin(&view->page.html, element);
	put_value(&view->page, field, value, view->record->office);
	html_end(&view->page.html, element);
	html_text(&view->page.html, " ");
}

static void put_differences(struct view *view, const struct record *before, const struct record *after)
{
	struct html_writer *html = &view->page.html;
	const struct reg *reg = after->reg;
	html_begin(html, HTML_UL);
	html_attr(html, HTML_CLASS, "differences");
	if (reg->states->len && before->state != after->state) {
		html_begin(html, HTML_LI);
		html_element(html, HTML_SPAN, "label", _("State"));
		html_text(html, " ");
		html_element(html, HTML_DEL, NULL, record_state_label(before, view->page.request->language));
		html_text(html, " ");
		html_element(html, HTML_INS, NULL, record_state_label(after, view->page.request->language));
		html_end(html, HTML_LI);
	}
	for (guint i = 0; i < reg->fields->len; i++) {
		const struct field *field = reg->fields->pdata[i];
		if (value_equal(&before->values[i], &after->values[i]))
			continue;
		html_begin(html, HTML_LI);
		html_element(html, HTML_SPAN, "label", label_text(&field->label, view->page.request->language));
		html_text(html, " ");
		if (is_veiled(view, field)) {
			html_element(html, HTML_SPAN, "veiled", _("not shown"));
		} else {
			put_change_value(view, HTML_DEL, field, &before->values[i]);
			put_change_value(view, HTML_INS, field, &after->values[i]);
		}
		html_end(html, HTML_LI);
	}
	html_end(html, HTML_UL);
}

static const char *action_words(const char *action)
{
	static const char *const words[][2] = { { "create", N_("entered") }, { "change", N_("changed") }, { "delete", N_("deleted") }, { "restore", N_("restored") } };
	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(words[i][0], action) == 0)
			return _(words[i][1]);
	return action;
}

static void put_change(struct view *view, const struct change *change, const struct record *before, const struct record *after)
{
	struct html_writer *html = &view->page.html;
	g_autofree char *at = moment_words(change->at, view->page.request->language);
	g_autofree char *iso = moment_iso(change->at);
	g_autofree char *id = g_strdup_printf("v%" PRId64, change->version);
	html_begin(html, HTML_LI);
	html_attr(html, HTML_ID, id);
	html_begin(html, HTML_P);
	html_begin(html, HTML_TIME);
	html_attr(html, HTML_DATETIME, iso);
	html_text(html, at);
	html_end(html, HTML_TIME);
	html_text(html, " ");
	html_element(html, HTML_STRONG, NULL, change->who);
	html_text(html, " ");
	html_text(html, action_words(change->action));
	if (change->why && *change->why) {
		html_text(html, " ");
		html_element(html, HTML_Q, NULL, change->why);
	}
	html_end(html, HTML_P);
	if (before && after)
		put_differences(view, before, after);
	html_end(html, HTML_LI);
}

/* Newest first, each with what it changed. */
static gboolean put_timeline(struct view *view, GError **error)
{
	struct app *app = view->page.request->app;
	g_autoptr(GPtrArray) changes = store_timeline(app->store, KEY(view->record->office, view->record->id), error);
	g_autoptr(GPtrArray) states = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	if (!changes)
		return FALSE;
	for (guint i = 0; i < changes->len; i++) {
		struct record *then = change_record(app->store, view->record->reg, changes->pdata[i], NULL, error);
		if (!then)
			return FALSE;
		if (!view->open)
			record_veil(then);
		g_ptr_array_add(states, then);
	}
	html_begin(&view->page.html, HTML_SECTION);
	html_attr(&view->page.html, HTML_CLASS, "card");
	html_element(&view->page.html, HTML_H2, NULL, _("History"));
	html_begin(&view->page.html, HTML_OL);
	html_attr(&view->page.html, HTML_CLASS, "timeline");
	for (guint i = changes->len; i > 0; i--)
		put_change(view, changes->pdata[i - 1], i > 1 ? states->pdata[i - 2] : NULL, states->pdata[i - 1]);
	html_end(&view->page.html, HTML_OL);
	html_end(&view->page.html, HTML_SECTION);
	return TRUE;
}

static void put_comment(struct view *view, const struct comment *comment)
{
	struct html_writer *html = &view->page.html;
	g_autofree char *at = moment_words(comment->at, view->page.request->language), *iso = moment_iso(comment->at);
	g_auto(GStrv) lines = g_strsplit(comment->text, "\n", -1);
	html_begin(html, HTML_LI);
	html_begin(html, HTML_P);
	html_element(html, HTML_STRONG, NULL, comment->who);
	html_text(html, " ");
	html_begin(html, HTML_TIME);
	html_attr(html, HTML_DATETIME, iso);
	html_text(html, at);
	html_end(html, HTML_TIME);
	html_end(html, HTML_P);
	for (guint i = 0; lines[i]; i++)
		html_element(html, HTML_P, NULL, lines[i]);
	html_end(html, HTML_LI);
}

static void put_comment_form(struct view *view)
{
	struct html_writer *html = &view->page.html;
	g_auto(url_t) url = act_url(view->record, "comment");
	if (!request_may(view->page.request, MAY_WRITE | MAY_COMPILE | MAY_APPROVE) || view->record->deleted)
		return;
	page_form(&view->page, &url, "act");
	html_begin(html, HTML_LABEL);
	html_attr(html, HTML_FOR, "comment");
	html_text(html, _("Comment"));
	html_end(html, HTML_LABEL);
	html_begin(html, HTML_TEXTAREA);
	html_attr(html, HTML_ID, "comment");
	html_attr(html, HTML_NAME, "text");
	html_attr_int(html, HTML_ROWS, 3);
	html_attr_int(html, HTML_MAXLENGTH, COMMENT_MOST);
	html_flag(html, HTML_REQUIRED, TRUE);
	html_attr(html, HTML_ARIA_INVALID, page_typed(&view->page, "text") ? "true" : NULL);
	html_text(html, page_typed(&view->page, "text"));
	html_end(html, HTML_TEXTAREA);
	page_button(&view->page, "secondary", NULL, NULL, _("Add the comment"));
	html_end(html, HTML_FORM);
}

/* Of a record of personal data they are shown with that data alone. */
static gboolean put_comments(struct view *view, GError **error)
{
	struct html_writer *html = &view->page.html;
	g_autoptr(GPtrArray) comments = comment_list(view->page.request->app->store, view->record->office, view->record->id, error);
	if (!comments)
		return FALSE;
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, "card");
	html_element(html, HTML_H2, NULL, _("Comments"));
	if (comments->len && view->record->reg->personal && !view->open) {
		html_element(html, HTML_P, "veiled", _("not shown"));
	} else if (comments->len) {
		html_begin(html, HTML_OL);
		html_attr(html, HTML_CLASS, "timeline");
		for (guint i = 0; i < comments->len; i++)
			put_comment(view, comments->pdata[i]);
		html_end(html, HTML_OL);
	}
	put_comment_form(view);
	html_end(html, HTML_SECTION);
	return TRUE;
}

static gboolean put_body(struct view *view, const char *title, GError **error)
{
	struct html_writer *html = &view->page.html;
	put_head(view, title);
	put_personal(view);
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "sides");
	html_begin(html, HTML_DIV);
	put_fields(view);
	if (!put_linked(view, error))
		return FALSE;
	html_end(html, HTML_DIV);
	html_begin(html, HTML_DIV);
	put_acts(view);
	if (!put_publishing(&view->page, view->record, error) || !put_comments(view, error) || !put_timeline(view, error))
		return FALSE;
	html_end(html, HTML_DIV);
	html_end(html, HTML_DIV);
	return TRUE;
}

static gboolean show(struct request *request, struct record *record, GError **error)
{
	struct view view = { .record = record };
	gboolean asked = g_strcmp0(pairs_get(request->query, "personal"), "show") == 0;
	if (strcmp(record->reg->id, "report") == 0) {
		g_auto(url_t) url = record_url(record->reg, record->id);
		answer_redirect(request, &url);
		return TRUE;
	}
	view.open = !reg_has_personal(record->reg) || (asked && request_may(request, MAY_PERSONAL));
	view.may_write = may_write_record(request, record);
	if (asked && !view.open)
		return fail(error, ERROR_REFUSED, _("Your roles do not allow you to read personal data."));
	if (asked && reg_has_personal(record->reg) && !note_reading(request, record, error))
		return FALSE;
	g_autofree char *title = title_of(request, record, view.open);
	if (!view.open)
		record_veil(record);
	page_begin_bare(&view.page, request, SECTION_REGISTERS, title);
	view.page.subject = record;
	if (put_body(&view, title, error))
		return page_end(&view.page, error);
	html_clear(&view.page.html);
	return FALSE;
}

gboolean show_record(struct request *request, GError **error)
{
	g_autoptr(record_t) record = wanted_record(request, error);
	return record && show(request, record, error);
}
