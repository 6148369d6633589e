/* SPDX-License-Identifier: Apache-2.0 */
#include "web/form.h"
#include "store/list.h"
#include "web/form_private.h"
#include "web/show.h"

#include <string.h>

gboolean form_is_select(const struct field *field)
{
	return field->type == FIELD_CHOICE || field->type == FIELD_BOOL || field->type == FIELD_DIVISION || field->type == FIELD_OFFICE ||
		(field->codes && field->codes->items->len <= SELECT_MOST);
}

static const char *language_of(const struct form *form)
{
	return form->page->request->language;
}

static void put_option(struct form *form, const char *value, const char *text, const char *chosen)
{
	struct html_writer *html = &form->page->html;
	html_begin(html, HTML_OPTION);
	html_attr(html, HTML_VALUE, value);
	html_flag(html, HTML_SELECTED, g_strcmp0(value, chosen) == 0);
	html_text(html, text);
	html_end(html, HTML_OPTION);
}

static void put_divisions(struct form *form, const char *chosen)
{
	const struct request *request = form->page->request;
	g_autoptr(GHashTable) divisions = office_divisions(request->app->store, request_office(request), NULL);
	g_autofree char **codes = divisions ? (char **)g_hash_table_get_keys_as_array(divisions, NULL) : NULL;
	gboolean known = !chosen || !*chosen;
	for (guint i = 0; codes && codes[i]; i++) {
		put_option(form, codes[i], g_hash_table_lookup(divisions, codes[i]), chosen);
		known = known || strcmp(codes[i], chosen) == 0;
	}
	if (!known)
		put_option(form, chosen, chosen, chosen);
}

static void put_offices(struct form *form, const char *chosen)
{
	struct app *app = form->page->request->app;
	g_autoptr(GArray) offices = store_offices(app->store, NULL);
	for (guint i = 0; offices && i < offices->len; i++) {
		g_autofree char *code = store_office_code(app->store, g_array_index(offices, gint64, i));
		put_option(form, code, code, chosen);
	}
}

static void put_options(struct form *form, const struct field *field, const char *chosen)
{
	if (field->type == FIELD_BOOL) {
		put_option(form, "yes", _("yes"), chosen);
		put_option(form, "no", _("no"), chosen);
	} else if (field->type == FIELD_DIVISION) {
		put_divisions(form, chosen);
	} else if (field->type == FIELD_OFFICE) {
		put_offices(form, chosen);
	}
	for (guint i = 0; field->choices && i < field->choices->len; i++) {
		const struct choice *choice = field->choices->pdata[i];
		put_option(form, choice->id, label_text(&choice->label, language_of(form)), chosen);
	}
	for (guint i = 0; field->codes && i < field->codes->items->len; i++) {
		const struct code_item *item = field->codes->items->pdata[i];
		put_option(form, item->id, label_text(&item->label, language_of(form)), chosen);
	}
}

/* How an input is told apart and described: its id, and what describes it. */
struct tag {
	const char *id, *described, *label; /* label: where no <label> names it */
	gboolean wrong, required;
};

static void put_tag(struct form *form, const struct tag *tag)
{
	struct html_writer *html = &form->page->html;
	html_attr(html, HTML_ID, tag->id);
	html_attr(html, HTML_ARIA_DESCRIBEDBY, tag->described);
	html_attr(html, HTML_ARIA_LABEL, tag->label);
	html_attr(html, HTML_ARIA_INVALID, tag->wrong ? "true" : NULL);
	html_flag(html, HTML_REQUIRED, tag->required);
}

static void put_select(struct form *form, const struct field *field, const char *name, const char *chosen, const struct tag *tag)
{
	struct html_writer *html = &form->page->html;
	html_begin(html, HTML_SELECT);
	html_attr(html, HTML_NAME, name);
	put_tag(form, tag);
	put_option(form, "", "", chosen);
	put_options(form, field, chosen);
	html_end(html, HTML_SELECT);
}

/* Values to choose from while typing; each list once a page. */
static char *list_id(const struct field *field)
{
	if (field->type == FIELD_LINK)
		return g_strconcat("list-r-", field->target->id, NULL);
	return field->codes ? g_strconcat("list-", field->codes->id, NULL) : NULL;
}

static void put_code_options(struct form *form, const struct code_list *codes)
{
	for (guint i = 0; i < codes->items->len; i++) {
		const struct code_item *item = codes->items->pdata[i];
		html_begin(&form->page->html, HTML_OPTION);
		html_attr(&form->page->html, HTML_VALUE, label_text(&item->label, language_of(form)));
		html_end(&form->page->html, HTML_OPTION);
	}
}

/* The newest of the linked register: its code or number, beside its title. */
static void put_record_options(struct form *form, const struct reg *target)
{
	enum { OFFERED_MOST = 200 };
	struct request *request = form->page->request;
	struct list_wish wish = { .reg = target, .office = request_office(request), .descending = TRUE, .limit = OFFERED_MOST };
	g_autoptr(GPtrArray) records = store_list(request->app->store, &wish, NULL);
	for (guint i = 0; records && i < records->len; i++) {
		const struct record *record = records->pdata[i];
		const char *code = target->code ? record_text(record, target->code->id) : "";
		g_autofree char *title = title_of(request, record, FALSE);
		g_autofree char *value = *code ? g_strdup(code) : g_strdup_printf("#%" G_GINT64_FORMAT, record->id);
		html_begin(&form->page->html, HTML_OPTION);
		html_attr(&form->page->html, HTML_VALUE, value);
		html_text(&form->page->html, title);
		html_end(&form->page->html, HTML_OPTION);
	}
}

static void put_list(struct form *form, const struct field *field)
{
	g_autofree char *id = list_id(field);
	if (!id || form_is_select(field) || g_hash_table_contains(form->lists, id))
		return;
	html_begin(&form->page->html, HTML_DATALIST);
	html_attr(&form->page->html, HTML_ID, id);
	if (field->type == FIELD_LINK)
		put_record_options(form, field->target);
	else
		put_code_options(form, field->codes);
	html_end(&form->page->html, HTML_DATALIST);
	g_hash_table_add(form->lists, g_steal_pointer(&id));
}

static const char *input_mode(const struct field *field)
{
	return field->type == FIELD_COUNT ? "numeric" : field->type == FIELD_DECIMAL || field->type == FIELD_MONEY ? "decimal" : NULL;
}

static void put_text_input(struct form *form, const struct field *field, const char *name, const char *value, const struct tag *tag)
{
	struct html_writer *html = &form->page->html;
	g_autofree char *list = form_is_select(field) ? NULL : list_id(field);
	html_begin(html, HTML_INPUT);
	html_attr(html, HTML_NAME, name);
	if (field->type == FIELD_DATE || field->type == FIELD_DATETIME) {
		page_day_attributes(form->page, value, field->type == FIELD_DATETIME);
	} else {
		html_attr(html, HTML_TYPE, "text");
		html_attr(html, HTML_VALUE, value);
		html_attr(html, HTML_INPUTMODE, input_mode(field));
		html_attr(html, HTML_LIST, list);
		html_attr(html, HTML_AUTOCOMPLETE, "off");
	}
	put_tag(form, tag);
	html_end(html, HTML_INPUT);
}

static void put_area(struct form *form, const char *name, const char *value, const struct tag *tag)
{
	struct html_writer *html = &form->page->html;
	html_begin(html, HTML_TEXTAREA);
	html_attr(html, HTML_NAME, name);
	html_attr_int(html, HTML_ROWS, 4);
	put_tag(form, tag);
	html_text(html, value);
	html_end(html, HTML_TEXTAREA);
}

static void put_part(struct form *form, const struct pairs *values, const char *name, const char *part, const char *label)
{
	struct html_writer *html = &form->page->html;
	g_autofree char *whole = form_name(name, part);
	html_begin(html, HTML_LABEL);
	html_attr(html, HTML_CLASS, "part");
	html_element(html, HTML_SPAN, NULL, label);
	html_begin(html, HTML_INPUT);
	html_attr(html, HTML_NAME, whole);
	if (strcmp(part, "date") == 0)
		page_day_attributes(form->page, pairs_get(values, whole), FALSE);
	else
		html_attr(html, HTML_VALUE, pairs_get(values, whole));
	html_end(html, HTML_INPUT);
	html_end(html, HTML_LABEL);
}

static void put_money(struct form *form, const struct pairs *values, const char *name, const struct tag *tag)
{
	struct html_writer *html = &form->page->html;
	const struct code_list *currencies = model_codes(form->page->request->app->model, "currencies");
	g_autofree char *amount = form_name(name, "amount"), *currency = form_name(name, "currency");
	const char *chosen = pairs_get(values, currency);
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "parts money");
	html_begin(html, HTML_INPUT);
	html_attr(html, HTML_NAME, amount);
	html_attr(html, HTML_INPUTMODE, "decimal");
	html_attr(html, HTML_VALUE, pairs_get(values, amount));
	put_tag(form, tag);
	html_end(html, HTML_INPUT);
	html_begin(html, HTML_SELECT);
	html_attr(html, HTML_NAME, currency);
	html_attr(html, HTML_ARIA_LABEL, _("Currency"));
	for (guint i = 0; currencies && i < currencies->items->len; i++) {
		const struct code_item *item = currencies->items->pdata[i];
		put_option(form, item->id, item->id, chosen ? chosen : "VND");
	}
	html_end(html, HTML_SELECT);
	put_part(form, values, name, "rate", _("Rate (đồng)"));
	html_end(html, HTML_DIV);
}

static void put_document(struct form *form, const struct pairs *values, const char *name)
{
	html_begin(&form->page->html, HTML_DIV);
	html_attr(&form->page->html, HTML_CLASS, "parts document");
	put_part(form, values, name, "symbol", _("Number and symbol"));
	put_part(form, values, name, "date", _("Date"));
	put_part(form, values, name, "issuer", _("Issuer"));
	put_part(form, values, name, "title", _("Title"));
	html_end(&form->page->html, HTML_DIV);
}

/* One value, in a row or alone. */
static void put_single(struct form *form, const struct pairs *values, const struct field *field, const char *name, const char *value, const struct tag *tag)
{
	if (field->type == FIELD_MONEY)
		put_money(form, values, name, tag);
	else if (field->type == FIELD_DOCUMENT)
		put_document(form, values, name);
	else if (form_is_select(field))
		put_select(form, field, name, value, tag);
	else if (field->type == FIELD_LONGTEXT)
		put_area(form, name, value, tag);
	else
		put_text_input(form, field, name, value, tag);
}

static gboolean is_chosen(const struct pairs *values, const char *name, const char *value)
{
	for (guint i = 0; i < values->list->len; i++) {
		const struct pair *pair = values->list->pdata[i];
		if (strcmp(pair->name, name) == 0 && strcmp(pair->value, value) == 0)
			return TRUE;
	}
	return FALSE;
}

static void put_tick(struct form *form, const struct pairs *values, const char *name, const char *value, const char *text)
{
	struct html_writer *html = &form->page->html;
	html_begin(html, HTML_LABEL);
	html_attr(html, HTML_CLASS, "tick");
	html_begin(html, HTML_INPUT);
	html_attr(html, HTML_TYPE, "checkbox");
	html_attr(html, HTML_NAME, name);
	html_attr(html, HTML_VALUE, value);
	html_flag(html, HTML_CHECKED, is_chosen(values, name, value));
	html_end(html, HTML_INPUT);
	html_text(html, " ");
	html_text(html, text);
	html_end(html, HTML_LABEL);
}

static void put_ticks(struct form *form, const struct pairs *values, const struct field *field, const char *name)
{
	html_begin(&form->page->html, HTML_DIV);
	html_attr(&form->page->html, HTML_CLASS, "ticks");
	for (guint i = 0; field->choices && i < field->choices->len; i++) {
		const struct choice *choice = field->choices->pdata[i];
		put_tick(form, values, name, choice->id, label_text(&choice->label, language_of(form)));
	}
	for (guint i = 0; field->codes && i < field->codes->items->len; i++) {
		const struct code_item *item = field->codes->items->pdata[i];
		put_tick(form, values, name, item->id, label_text(&item->label, language_of(form)));
	}
	html_end(&form->page->html, HTML_DIV);
}

static gboolean more_of(const struct form *form, const struct field *field)
{
	return form->sent && g_strcmp0(pairs_get(form->sent, "more"), field->id) == 0;
}

static void put_more(struct form *form, const struct field *field)
{
	struct html_writer *html = &form->page->html;
	html_begin(html, HTML_BUTTON);
	html_attr(html, HTML_TYPE, "submit");
	html_attr(html, HTML_CLASS, "quiet");
	html_attr(html, HTML_NAME, "more");
	html_attr(html, HTML_VALUE, field->id);
	html_flag(html, HTML_FORMNOVALIDATE, TRUE);
	html_text(html, _("More lines"));
	html_end(html, HTML_BUTTON);
}

/* The values there are, and one or more empty inputs. */
static void put_several(struct form *form, const struct pairs *values, const struct field *field, const char *name, const struct tag *tag)
{
	const char *label = label_text(&field->label, language_of(form));
	guint blanks = more_of(form, field) ? 4 : 1, place = 0;
	html_begin(&form->page->html, HTML_DIV);
	html_attr(&form->page->html, HTML_CLASS, "several");
	for (guint i = 0; i <= values->list->len; i++) {
		const struct pair *pair = i < values->list->len ? values->list->pdata[i] : NULL;
		if (pair && (strcmp(pair->name, name) != 0 || !*pair->value))
			continue;
		for (guint n = pair ? 1 : blanks; n > 0; n--) {
			struct tag own = { .id = place ? NULL : tag->id, .described = tag->described, .label = place ? label : NULL, .wrong = tag->wrong,
				.required = tag->required && !place };
			place++;
			put_single(form, values, field, name, pair ? pair->value : NULL, &own);
		}
	}
	put_more(form, field);
	html_end(&form->page->html, HTML_DIV);
}

static void put_documents(struct form *form, const struct pairs *values, const struct field *field, const char *name)
{
	guint rows = form_rows(values, name) + (more_of(form, field) ? 3 : 1);
	html_begin(&form->page->html, HTML_DIV);
	html_attr(&form->page->html, HTML_CLASS, "several");
	for (guint r = 0; r < rows; r++) {
		g_autofree char *place = g_strdup_printf("%s.%u", name, r);
		put_document(form, values, place);
	}
	put_more(form, field);
	html_end(&form->page->html, HTML_DIV);
}

static void put_row(struct form *form, const struct pairs *values, const struct field *field, const char *name, guint row)
{
	struct html_writer *html = &form->page->html;
	html_begin(html, HTML_TR);
	for (guint c = 0; c < field->fields->len; c++) {
		const struct field *column = field->fields->pdata[c];
		g_autofree char *cell = g_strdup_printf("%s.%u.%s", name, row, column->id);
		const struct tag tag = { .label = label_text(&column->label, language_of(form)) };
		if (column->compute)
			continue;
		html_begin(html, HTML_TD);
		html_data(html, "label", tag.label);
		put_single(form, values, column, cell, pairs_get(values, cell), &tag);
		html_end(html, HTML_TD);
	}
	html_end(html, HTML_TR);
}

static void put_rows(struct form *form, const struct pairs *values, const struct field *field, const char *name)
{
	struct html_writer *html = &form->page->html;
	guint rows = form_rows(values, name) + (more_of(form, field) ? 5 : 1);
	for (guint c = 0; c < field->fields->len; c++)
		put_list(form, field->fields->pdata[c]);
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "scroll");
	html_begin(html, HTML_TABLE);
	html_attr(html, HTML_CLASS, "rows");
	html_begin(html, HTML_THEAD);
	html_begin(html, HTML_TR);
	for (guint c = 0; c < field->fields->len; c++) {
		const struct field *column = field->fields->pdata[c];
		if (column->compute)
			continue;
		html_begin(html, HTML_TH);
		html_attr(html, HTML_SCOPE, "col");
		html_text(html, label_text(&column->label, language_of(form)));
		html_text(html, column->required ? " *" : "");
		html_end(html, HTML_TH);
	}
	html_end(html, HTML_TR);
	html_end(html, HTML_THEAD);
	html_begin(html, HTML_TBODY);
	for (guint r = 0; r < MIN(rows, FORM_ROWS_MOST); r++)
		put_row(form, values, field, name, r);
	html_end(html, HTML_TBODY);
	html_end(html, HTML_TABLE);
	html_end(html, HTML_DIV);
	put_more(form, field);
}

/* A few values to tick; of longer lists each value is typed, and the list offers what begins so. */
static gboolean is_ticked(const struct field *field)
{
	guint choices = field->choices ? field->choices->len : 0, codes = field->codes ? field->codes->items->len : 0;
	return field->many && choices + codes > 0 && choices + codes <= TICKS_MOST;
}

/* The files that are there, each to be kept or not, and room for new ones. */
static void put_files(struct form *form, const struct pairs *values, const struct field *field, const char *name, const struct tag *tag)
{
	struct html_writer *html = &form->page->html;
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "several");
	for (guint i = 0; i < values->list->len; i++) {
		const struct pair *pair = values->list->pdata[i];
		if (!pair->file && strcmp(pair->name, name) == 0 && *pair->value)
			put_tick(form, values, name, pair->value, file_value_name(pair->value));
	}
	html_begin(html, HTML_INPUT);
	html_attr(html, HTML_NAME, name);
	html_attr(html, HTML_TYPE, "file");
	html_flag(html, HTML_MULTIPLE, field->many);
	html_attr(html, HTML_ARIA_LABEL, label_text(&field->label, language_of(form)));
	html_attr(html, HTML_ARIA_DESCRIBEDBY, tag->described);
	html_end(html, HTML_INPUT);
	html_end(html, HTML_DIV);
}

static void put_inputs(struct form *form, const struct pairs *values, const struct field *field, const char *name, const struct tag *tag)
{
	if (field->type == FIELD_ROWS)
		put_rows(form, values, field, name);
	else if (field->type == FIELD_FILE)
		put_files(form, values, field, name, tag);
	else if (is_ticked(field))
		put_ticks(form, values, field, name);
	else if (field->many && field->type == FIELD_DOCUMENT)
		put_documents(form, values, field, name);
	else if (field->many)
		put_several(form, values, field, name, tag);
	else
		put_single(form, values, field, name, pairs_get(values, name), tag);
}

/* Beside what was typed, what somebody else saved meanwhile. */
static gboolean put_newer(struct form *form, const struct field *field)
{
	if (!form->newest || !form->sent)
		return FALSE;
	g_autoptr(pairs_t) newest = form_pairs(form->page->request->app, form->newest);
	json_t *typed = form_field_json(field, form->sent), *stored = form_field_json(field, newest);
	gboolean differs = !json_equal(typed, stored);
	json_decref(typed);
	json_decref(stored);
	if (!differs)
		return FALSE;
	html_begin(&form->page->html, HTML_DIV);
	html_attr(&form->page->html, HTML_CLASS, "newer");
	html_element(&form->page->html, HTML_SPAN, "label", _("Saved by somebody else:"));
	html_text(&form->page->html, " ");
	if (form->newest->values[field->index].kind == VALUE_NONE)
		html_text(&form->page->html, _("(nothing)"));
	else
		put_value(form->page, field, &form->newest->values[field->index], form->newest->office);
	html_end(&form->page->html, HTML_DIV);
	return TRUE;
}

static gboolean is_group(const struct field *field)
{
	return field->type == FIELD_ROWS || field->type == FIELD_DOCUMENT || field->type == FIELD_FILE || is_ticked(field);
}

static void put_help(struct form *form, const struct field *field, const char *id, const char *problem)
{
	struct html_writer *html = &form->page->html;
	const char *help = label_text(&field->help, language_of(form));
	if (!problem && !*help)
		return;
	html_begin(html, HTML_P);
	html_attr(html, HTML_ID, id);
	html_attr(html, HTML_CLASS, problem ? "problem" : "help");
	html_text(html, problem ? problem : help);
	html_end(html, HTML_P);
}

static void put_label(struct form *form, const struct field *field, enum html_element element, const char *name)
{
	struct html_writer *html = &form->page->html;
	const char *unit = label_text(&field->unit, language_of(form));
	html_begin(html, element);
	if (element == HTML_LABEL)
		html_attr(html, HTML_FOR, name);
	html_text(html, label_text(&field->label, language_of(form)));
	if (*unit) {
		html_text(html, " (");
		html_text(html, unit);
		html_text(html, ")");
	}
	if (field->required)
		html_element(html, HTML_SPAN, "needed", _("needed"));
	html_end(html, element);
}

static void put_field(struct form *form, const struct pairs *values, const struct field *field)
{
	struct html_writer *html = &form->page->html;
	g_autofree char *name = form_name("f", field->id), *help_id = form_name(name, "help");
	const char *problem = form->problems ? g_hash_table_lookup(form->problems, field->id) : NULL;
	gboolean group = is_group(field), told = problem || *label_text(&field->help, language_of(form));
	gboolean wide = field->type == FIELD_LONGTEXT || group;
	const struct tag tag = { .id = group ? NULL : name, .described = told ? help_id : NULL, .wrong = problem != NULL,
		.required = field->required && field->type != FIELD_ROWS && !field->fallback && !form->choosing };
	put_list(form, field);
	html_begin(html, group ? HTML_FIELDSET : HTML_DIV);
	html_attr(html, HTML_CLASS, problem ? wide ? "field wide wrong" : "field wrong" : wide ? "field wide" : "field");
	put_label(form, field, group ? HTML_LEGEND : HTML_LABEL, name);
	if (form->choosing)
		put_tick(form, form->sent ? form->sent : values, "has", field->id, _("change"));
	else
		page_hidden(form->page, "has", field->id);
	put_inputs(form, values, field, name, &tag);
	put_help(form, field, help_id, problem);
	put_newer(form, field);
	html_end(html, group ? HTML_FIELDSET : HTML_DIV);
}

gboolean form_suits_many(const struct field *field)
{
	return field->type != FIELD_ROWS && field->type != FIELD_FILE && !(field->type == FIELD_DOCUMENT && field->many);
}

/* What a new record begins with: defaults of the definition, and who enters it. */
static struct pairs *first_values(const struct form *form)
{
	const struct account *account = form->page->request->account;
	struct pairs *values = pairs_new();
	for (guint i = 0; i < form->reg->fields->len; i++) {
		const struct field *field = form->reg->fields->pdata[i];
		g_autofree char *name = form_name("f", field->id);
		if (field->fallback && !field->many)
			pairs_add(values, name, field->type == FIELD_BOOL ? strcmp(field->fallback, "true") == 0 ? "yes" : field->fallback : field->fallback);
	}
	if (*account->division)
		pairs_add(values, "f.division", account->division);
	pairs_add(values, "f.owner", account->person);
	return values;
}

void form_put(struct form *form)
{
	g_autoptr(pairs_t) own = form->sent ? NULL : form->choosing ? pairs_new() : form->record ? form_pairs(form->page->request->app, form->record) : first_values(form);
	g_autoptr(GHashTable) lists = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	form->lists = lists;
	html_begin(&form->page->html, HTML_DIV);
	html_attr(&form->page->html, HTML_CLASS, "form-fields");
	for (guint i = 0; i < form->reg->fields->len; i++) {
		const struct field *field = form->reg->fields->pdata[i];
		if (form_takes(field, form->reg, form->open) && (!form->choosing || form_suits_many(field)))
			put_field(form, form->sent ? form->sent : own, field);
	}
	html_end(&form->page->html, HTML_DIV);
	form->lists = NULL;
}
