/* SPDX-License-Identifier: Apache-2.0 */
/* What a list is asked for: a condition for each field, the columns, the order; lists kept under a name. */
#include "auth/view.h"
#include "web/form_private.h"
#include "web/list.h"
#include "web/pages.h"
#include "web/show.h"

#include <string.h>

struct filter {
	struct page page;
	const struct listing *listing;
	const struct pairs *query;
};

static gboolean asks(const struct pairs *query, const char *name, const char *value)
{
	for (guint i = 0; i < query->list->len; i++) {
		const struct pair *pair = query->list->pdata[i];
		if (strcmp(pair->name, name) == 0 && (!value || strcmp(pair->value, value) == 0) && *pair->value)
			return TRUE;
	}
	return FALSE;
}

static void put_tick(struct filter *filter, const char *name, const char *value, const char *text, gboolean ticked)
{
	struct html_writer *html = &filter->page.html;
	html_begin(html, HTML_LABEL);
	html_attr(html, HTML_CLASS, "tick");
	html_begin(html, HTML_INPUT);
	html_attr(html, HTML_TYPE, "checkbox");
	html_attr(html, HTML_NAME, name);
	html_attr(html, HTML_VALUE, value);
	html_flag(html, HTML_CHECKED, ticked);
	html_end(html, HTML_INPUT);
	html_text(html, " ");
	html_text(html, text);
	html_end(html, HTML_LABEL);
}

static void put_value_tick(struct filter *filter, const char *name, const char *id, const char *text)
{
	put_tick(filter, name, id, text, asks(filter->query, name, id));
}

static void put_ticks(struct filter *filter, const struct field *field, const char *name)
{
	const char *language = filter->page.request->language;
	html_begin(&filter->page.html, HTML_DIV);
	html_attr(&filter->page.html, HTML_CLASS, "ticks");
	if (field->type == FIELD_BOOL) {
		put_value_tick(filter, name, "yes", _("yes"));
		put_value_tick(filter, name, "no", _("no"));
	}
	for (guint i = 0; field->choices && i < field->choices->len; i++) {
		const struct choice *choice = field->choices->pdata[i];
		put_value_tick(filter, name, choice->id, label_text(&choice->label, language));
	}
	for (guint i = 0; field->codes && i < field->codes->items->len; i++) {
		const struct code_item *item = field->codes->items->pdata[i];
		put_value_tick(filter, name, item->id, label_text(&item->label, language));
	}
	html_end(&filter->page.html, HTML_DIV);
}

static void put_divisions(struct filter *filter, const char *name)
{
	const struct request *request = filter->page.request;
	g_autoptr(GHashTable) divisions = office_divisions(request->app->store, request_office(request), NULL);
	g_autofree gpointer *codes = divisions ? g_hash_table_get_keys_as_array(divisions, NULL) : NULL;
	html_begin(&filter->page.html, HTML_DIV);
	html_attr(&filter->page.html, HTML_CLASS, "ticks");
	for (guint i = 0; codes && codes[i]; i++)
		put_value_tick(filter, name, codes[i], g_hash_table_lookup(divisions, codes[i]));
	html_end(&filter->page.html, HTML_DIV);
}

static void put_input(struct filter *filter, const char *name, const char *label, enum field_type type, const char *value, const char *list)
{
	struct html_writer *html = &filter->page.html;
	html_begin(html, HTML_LABEL);
	html_attr(html, HTML_CLASS, "part");
	html_element(html, HTML_SPAN, NULL, label);
	html_begin(html, HTML_INPUT);
	html_attr(html, HTML_NAME, name);
	if (type == FIELD_DATE || type == FIELD_DATETIME) {
		page_day_attributes(&filter->page, value, type == FIELD_DATETIME);
	} else {
		html_attr(html, HTML_VALUE, value);
		html_attr(html, HTML_LIST, list);
		html_attr(html, HTML_AUTOCOMPLETE, "off");
	}
	html_end(html, HTML_INPUT);
	html_end(html, HTML_LABEL);
}

static void put_bounds(struct filter *filter, const struct field *field, const char *name)
{
	g_autofree char *least = g_strconcat(name, ".least", NULL), *most = g_strconcat(name, ".most", NULL);
	html_begin(&filter->page.html, HTML_DIV);
	html_attr(&filter->page.html, HTML_CLASS, "parts two");
	put_input(filter, least, _("from"), field->type, pairs_get(filter->query, least), NULL);
	put_input(filter, most, _("to"), field->type, pairs_get(filter->query, most), NULL);
	html_end(&filter->page.html, HTML_DIV);
}

/* Values of a long list are typed: those asked for, and one more. */
static void put_typed(struct filter *filter, const struct field *field, const char *name)
{
	struct html_writer *html = &filter->page.html;
	g_autofree char *list = field->codes ? g_strconcat("list-", field->codes->id, NULL) : NULL;
	const char *label = label_text(&field->label, filter->page.request->language);
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "parts two");
	for (guint i = 0; i < filter->query->list->len; i++) {
		const struct pair *pair = filter->query->list->pdata[i];
		const struct code_item *item = field->codes ? code_find(field->codes, pair->value) : NULL;
		if (strcmp(pair->name, name) == 0 && *pair->value && strcmp(pair->value, "me") != 0)
			put_input(filter, name, label, FIELD_TEXT, item ? label_text(&item->label, filter->page.request->language) : pair->value, list);
	}
	put_input(filter, name, label, FIELD_TEXT, NULL, list);
	html_end(html, HTML_DIV);
	if (field->type == FIELD_PERSON)
		put_value_tick(filter, name, "me", _("my own"));
}

static void put_presence(struct filter *filter, const char *name)
{
	g_autofree char *is = g_strconcat(name, ".is", NULL);
	html_begin(&filter->page.html, HTML_DIV);
	html_attr(&filter->page.html, HTML_CLASS, "ticks presence");
	put_value_tick(filter, is, "none", _("empty"));
	put_value_tick(filter, is, "some", _("not empty"));
	html_end(&filter->page.html, HTML_DIV);
}

static gboolean is_ticked(const struct field *field)
{
	guint choices = field->choices ? field->choices->len : 0, codes = field->codes ? field->codes->items->len : 0;
	return field->type == FIELD_BOOL || (choices + codes > 0 && choices + codes <= TICKS_MOST);
}

static gboolean is_asked(const struct filter *filter, const char *name)
{
	static const char *const ends[] = { "", ".least", ".most", ".is" };
	for (guint i = 0; i < G_N_ELEMENTS(ends); i++) {
		g_autofree char *whole = g_strconcat(name, ends[i], NULL);
		if (asks(filter->query, whole, NULL))
			return TRUE;
	}
	return FALSE;
}

static void put_field(struct filter *filter, const struct field *field)
{
	struct html_writer *html = &filter->page.html;
	g_autofree char *name = g_strconcat("w.", field->id, NULL);
	if (!is_askable(filter->listing->reg, field))
		return;
	html_begin(html, HTML_DETAILS);
	html_attr(html, HTML_CLASS, "ask");
	html_flag(html, HTML_OPEN, is_asked(filter, name));
	html_element(html, HTML_SUMMARY, NULL, label_text(&field->label, filter->page.request->language));
	if (is_ticked(field))
		put_ticks(filter, field, name);
	else if (field->type == FIELD_DIVISION)
		put_divisions(filter, name);
	else if (list_takes(field, LIST_LEAST))
		put_bounds(filter, field, name);
	else if (list_takes(field, LIST_ANY) && field->type != FIELD_LONGTEXT && field->type != FIELD_FILE)
		put_typed(filter, field, name);
	put_presence(filter, name);
	html_end(html, HTML_DETAILS);
}

static void put_code_lists(struct filter *filter)
{
	struct html_writer *html = &filter->page.html;
	g_autoptr(GHashTable) done = g_hash_table_new(g_direct_hash, g_direct_equal);
	for (guint i = 0; i < filter->listing->reg->fields->len; i++) {
		const struct field *field = filter->listing->reg->fields->pdata[i];
		if (!field->codes || is_ticked(field) || !is_askable(filter->listing->reg, field) || !g_hash_table_add(done, (gpointer)field->codes))
			continue;
		g_autofree char *id = g_strconcat("list-", field->codes->id, NULL);
		html_begin(html, HTML_DATALIST);
		html_attr(html, HTML_ID, id);
		for (guint c = 0; c < field->codes->items->len; c++) {
			html_begin(html, HTML_OPTION);
			html_attr(html, HTML_VALUE, label_text(&((const struct code_item *)field->codes->items->pdata[c])->label, filter->page.request->language));
			html_end(html, HTML_OPTION);
		}
		html_end(html, HTML_DATALIST);
	}
}

static void put_states(struct filter *filter)
{
	struct html_writer *html = &filter->page.html;
	const GPtrArray *states = filter->listing->reg->states;
	if (!states->len)
		return;
	html_begin(html, HTML_DETAILS);
	html_attr(html, HTML_CLASS, "ask");
	html_flag(html, HTML_OPEN, TRUE);
	html_element(html, HTML_SUMMARY, NULL, _("State"));
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "ticks");
	for (guint i = 0; i < states->len; i++) {
		const struct state *state = states->pdata[i];
		put_value_tick(filter, "state", state->id, label_text(&state->label, filter->page.request->language));
	}
	html_end(html, HTML_DIV);
	html_end(html, HTML_DETAILS);
}

static void put_columns(struct filter *filter)
{
	struct html_writer *html = &filter->page.html;
	const GPtrArray *fields = filter->listing->reg->fields;
	html_begin(html, HTML_FIELDSET);
	html_element(html, HTML_LEGEND, NULL, _("Columns"));
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "ticks");
	for (guint i = 0; i < fields->len; i++) {
		const struct field *field = fields->pdata[i];
		if (is_column(field))
			put_tick(filter, "col", field->id, label_text(&field->label, filter->page.request->language), g_ptr_array_find(filter->listing->columns, field, NULL));
	}
	html_end(html, HTML_DIV);
	html_end(html, HTML_FIELDSET);
}

static void put_order(struct filter *filter)
{
	struct html_writer *html = &filter->page.html;
	const struct listing *listing = filter->listing;
	html_begin(html, HTML_FIELDSET);
	html_element(html, HTML_LEGEND, NULL, _("Order"));
	html_begin(html, HTML_LABEL);
	html_attr(html, HTML_CLASS, "part");
	html_element(html, HTML_SPAN, NULL, _("by"));
	html_begin(html, HTML_SELECT);
	html_attr(html, HTML_NAME, "sort");
	for (guint i = 0; i <= listing->reg->fields->len; i++) {
		const struct field *field = i ? listing->reg->fields->pdata[i - 1] : NULL;
		if (field && !is_sortable(field))
			continue;
		html_begin(html, HTML_OPTION);
		html_attr(html, HTML_VALUE, field ? field->id : "");
		html_flag(html, HTML_SELECTED, listing->sort == field);
		html_text(html, field ? label_text(&field->label, filter->page.request->language) : _("when it was entered"));
		html_end(html, HTML_OPTION);
	}
	html_end(html, HTML_SELECT);
	html_end(html, HTML_LABEL);
	put_tick(filter, "down", "1", _("greatest or newest first"), listing->sort && listing->descending);
	html_end(html, HTML_FIELDSET);
}

static void put_form(struct filter *filter)
{
	struct html_writer *html = &filter->page.html;
	const struct reg *reg = filter->listing->reg;
	g_auto(url_t) url = register_url(reg);
	html_begin(html, HTML_FORM);
	html_attr(html, HTML_CLASS, "record-form");
	html_url(html, HTML_ACTION, &url);
	put_code_lists(filter);
	page_input(&filter->page, &(struct input){ .name = "q", .label = _("Words"), .type = "search", .value = filter->listing->words });
	if (due_field(reg))
		put_tick(filter, "late", "1", _("only what is late"), filter->listing->late);
	html_begin(html, HTML_FIELDSET);
	html_element(html, HTML_LEGEND, NULL, _("Conditions"));
	put_states(filter);
	for (guint i = 0; i < reg->fields->len; i++)
		put_field(filter, reg->fields->pdata[i]);
	html_end(html, HTML_FIELDSET);
	put_columns(filter);
	put_order(filter);
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "form-end");
	page_button(&filter->page, "primary", NULL, NULL, _("Show the list"));
	page_link(&filter->page, &url, "button", _("The whole register"));
	html_end(html, HTML_DIV);
	html_end(html, HTML_FORM);
}

static struct url views_url(const struct reg *reg, const char *act)
{
	struct url url = register_url(reg);
	url_add_segment(&url, "views");
	if (act)
		url_add_segment(&url, act);
	return url;
}

static void put_kept(struct filter *filter, const struct view *view)
{
	struct html_writer *html = &filter->page.html;
	g_auto(url_t) drop = views_url(filter->listing->reg, "drop");
	g_autofree char *label = g_strdup_printf(_("Delete the list “%s”"), view->name);
	html_begin(html, HTML_LI);
	html_element(html, HTML_SPAN, NULL, view->name);
	page_form(&filter->page, &drop, NULL);
	page_hidden(&filter->page, "name", view->name);
	html_begin(html, HTML_BUTTON);
	html_attr(html, HTML_TYPE, "submit");
	html_attr(html, HTML_CLASS, "quiet");
	html_attr(html, HTML_ARIA_LABEL, label);
	html_text(html, _("Delete"));
	html_end(html, HTML_BUTTON);
	html_end(html, HTML_FORM);
	html_end(html, HTML_LI);
}

static gboolean put_keep(struct filter *filter, GError **error)
{
	struct html_writer *html = &filter->page.html;
	const struct request *request = filter->page.request;
	const struct reg *reg = filter->listing->reg;
	g_auto(url_t) keep = views_url(reg, NULL);
	g_autofree char *query = listing_query(filter->listing);
	g_autoptr(GPtrArray) views = view_list(request->app->store, request_office(request), request->account->name, reg->id, error);
	if (!views)
		return FALSE;
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, "card");
	html_element(html, HTML_H2, NULL, _("Kept lists"));
	html_begin(html, HTML_UL);
	html_attr(html, HTML_CLASS, "kept");
	for (guint i = 0; i < views->len; i++)
		if (strcmp(((const struct view *)views->pdata[i])->account, request->account->name) == 0)
			put_kept(filter, views->pdata[i]);
	html_end(html, HTML_UL);
	page_form(&filter->page, &keep, "stacked");
	page_hidden(&filter->page, "query", query);
	page_input(&filter->page, &(struct input){ .name = "name", .label = _("Keep the list that you came from, under the name"), .most = VIEW_NAME_MOST, .required = TRUE });
	put_tick(filter, "shared", "1", _("for everybody of the office"), page_typed(&filter->page, "shared") != NULL);
	html_begin(html, HTML_DIV);
	page_button(&filter->page, "secondary", NULL, NULL, _("Keep"));
	html_end(html, HTML_DIV);
	html_end(html, HTML_FORM);
	html_end(html, HTML_SECTION);
	return TRUE;
}

gboolean show_filter(struct request *request, GError **error)
{
	g_auto(listing_t) listing = { 0 };
	const struct reg *reg = request_register(request, 0, error);
	if (!reg || !listing_read(&listing, request, reg, error))
		return FALSE;
	if (reg->personal)
		return fail(error, ERROR_ABSENT, _("there is no such page"));
	struct filter filter = { .listing = &listing, .query = request->query };
	g_auto(url_t) back = listing_url(&listing, NULL, NULL);
	g_autofree char *title = g_strdup_printf(_("Filter: %s"), label_text(&reg->title, request->language));
	page_begin_bare(&filter.page, request, SECTION_REGISTERS, title);
	html_begin(&filter.page.html, HTML_P);
	html_attr(&filter.page.html, HTML_CLASS, "crumb");
	page_link(&filter.page, &back, NULL, label_text(&reg->title, request->language));
	html_end(&filter.page.html, HTML_P);
	html_element(&filter.page.html, HTML_H1, NULL, title);
	put_form(&filter);
	if (put_keep(&filter, error))
		return page_end(&filter.page, error);
	html_clear(&filter.page.html);
	return FALSE;
}

static struct url kept_url(const struct reg *reg, const char *query)
{
	struct url url = register_url(reg);
	g_autoptr(pairs_t) pairs = pairs_parse(query, strlen(query), NULL);
	for (guint i = 0; pairs && i < pairs->list->len; i++) {
		const struct pair *pair = pairs->list->pdata[i];
		url_add_query(&url, pair->name, pair->value);
	}
	return url;
}

gboolean keep_view(struct request *request, GError **error)
{
	const struct reg *reg = request_register(request, 0, error);
	const char *name = pairs_get(request->form, "name"), *query = pairs_get(request->form, "query");
	const struct view view = { .account = request->account->name, .name = (char *)(name ? name : ""), .query = (char *)(query ? query : ""),
		.shared = pairs_get(request->form, "shared") != NULL };
	GError *problem = NULL;
	if (!reg)
		return FALSE;
	if (!view_keep(request->app->store, request_office(request), reg->id, &view, &problem)) {
		struct pairs *asked = pairs_parse(view.query, strlen(view.query), NULL); /* the list that they came from */
		if (asked) {
			pairs_free(request->query);
			request->query = asked;
		}
		return page_again(request, show_filter, problem, error);
	}
	g_auto(url_t) url = kept_url(reg, view.query);
	page_notice_next(request, NOTICE_KEPT);
	answer_redirect(request, &url);
	return TRUE;
}

gboolean drop_view(struct request *request, GError **error)
{
	const struct reg *reg = request_register(request, 0, error);
	const char *name = pairs_get(request->form, "name");
	if (!reg || !view_drop(request->app->store, request_office(request), request->account->name, reg->id, name ? name : "", error))
		return FALSE;
	g_auto(url_t) url = register_url(reg);
	url_add_segment(&url, "filter");
	page_notice_next(request, NOTICE_DROPPED);
	answer_redirect(request, &url);
	return TRUE;
}
