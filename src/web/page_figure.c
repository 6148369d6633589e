/* SPDX-License-Identifier: Apache-2.0 */
/* One figure: any span, any conditions, split, compared with the year before, and the records behind it. */
#include "base/number.h"
#include "base/period.h"
#include "web/pages.h"
#include "web/query.h"
#include "web/show.h"

#include <string.h>

struct sight {
	struct page page;
	struct figure_query *query;
	struct figure_answer *answer;
	struct figure_query *before_query; /* a year before; NULL when not compared */
	struct figure_answer *before;
};

static void sight_clear(struct sight *sight)
{
	html_clear(&sight->page.html);
	figure_query_free(sight->query);
	figure_answer_free(sight->answer);
	figure_query_free(sight->before_query);
	figure_answer_free(sight->before);
}

static void put_day_input(struct sight *sight, const char *name, const char *label, day_t day)
{
	struct html_writer *html = &sight->page.html;
	g_autofree char *iso = day_iso(day);
	html_begin(html, HTML_LABEL);
	html_element(html, HTML_SPAN, NULL, label);
	html_begin(html, HTML_INPUT);
	html_attr(html, HTML_TYPE, "date");
	html_attr(html, HTML_NAME, name);
	html_attr(html, HTML_VALUE, iso);
	html_end(html, HTML_INPUT);
	html_end(html, HTML_LABEL);
}

static void put_option(struct sight *sight, const char *value, const char *text, const char *chosen)
{
	struct html_writer *html = &sight->page.html;
	html_begin(html, HTML_OPTION);
	html_attr(html, HTML_VALUE, value);
	html_flag(html, HTML_SELECTED, g_strcmp0(value, chosen) == 0);
	html_text(html, text);
	html_end(html, HTML_OPTION);
}

static void begin_select(struct sight *sight, const char *name, const char *label, const char *none)
{
	struct html_writer *html = &sight->page.html;
	html_begin(html, HTML_LABEL);
	html_element(html, HTML_SPAN, NULL, label);
	html_begin(html, HTML_SELECT);
	html_attr(html, HTML_NAME, name);
	put_option(sight, "", none, NULL);
}

static void end_select(struct sight *sight)
{
	html_end(&sight->page.html, HTML_SELECT);
	html_end(&sight->page.html, HTML_LABEL);
}

/* Dimensions that queries have without a definition saying so. */
static const char *const further[] = { "currency", "continuing" };

static gboolean has_further(const struct figure *figure, guint index)
{
	return index == 0 ? figure->money : figure->kind == FIGURE_ACTIVE;
}

static void put_by(struct sight *sight)
{
	const struct figure *figure = query_dimensioned(sight->query->figure);
	const struct request *request = sight->page.request;
	begin_select(sight, "by", _("Split by"), _("not split"));
	for (guint i = 0; i < figure->dimensions->len; i++) {
		const struct dimension *dimension = figure->dimensions->pdata[i];
		put_option(sight, dimension->id, query_dimension_label(request, figure, dimension->id), sight->query->by);
	}
	for (guint i = 0; i < G_N_ELEMENTS(further); i++)
		if (has_further(figure, i))
			put_option(sight, further[i], query_dimension_label(request, figure, further[i]), sight->query->by);
	end_select(sight);
}

static const char *chosen_value(const struct sight *sight, const char *dimension)
{
	for (guint i = 0; i < sight->query->conditions->len; i++) {
		const struct condition *condition = sight->query->conditions->pdata[i];
		if (strcmp(condition->dimension, dimension) == 0)
			return condition->values[0];
	}
	return NULL;
}

static void put_condition(struct sight *sight, const struct dimension *dimension)
{
	const struct field *field = dimension->field;
	const char *language = sight->page.request->language;
	g_autofree char *name = g_strconcat("w.", dimension->id, NULL);
	const char *chosen = chosen_value(sight, dimension->id);
	if (!field->choices && !field->codes && field->type != FIELD_BOOL)
		return;
	begin_select(sight, name, label_text(&field->label, language), _("all"));
	if (field->type == FIELD_BOOL) {
		put_option(sight, "yes", _("yes"), chosen);
		put_option(sight, "no", _("no"), chosen);
	}
	for (guint i = 0; field->choices && i < field->choices->len; i++) {
		const struct choice *choice = field->choices->pdata[i];
		put_option(sight, choice->id, label_text(&choice->label, language), chosen);
	}
	for (guint i = 0; field->codes && i < field->codes->items->len; i++) {
		const struct code_item *item = field->codes->items->pdata[i];
		put_option(sight, item->id, label_text(&item->label, language), chosen);
	}
	end_select(sight);
}

static void put_offices(struct sight *sight)
{
	struct app *app = sight->page.request->app;
	g_autoptr(GArray) offices = store_offices(app->store, NULL);
	const char *chosen = pairs_get(sight->page.request->query, "office");
	if (!request_may(sight->page.request, MAY_OFFICES))
		return;
	begin_select(sight, "office", _("Office"), _("your own"));
	put_option(sight, "all", _("all"), chosen);
	for (guint i = 0; offices && i < offices->len; i++) {
		gint64 number = g_array_index(offices, gint64, i);
		g_autofree char *code = store_office_code(app->store, number);
		g_autoptr(record_t) record = app_office_record(app, number, NULL);
		put_option(sight, code, record ? record_text(record, "name") : code, chosen);
	}
	end_select(sight);
}

static void put_compare(struct sight *sight)
{
	struct html_writer *html = &sight->page.html;
	html_begin(html, HTML_LABEL);
	html_attr(html, HTML_CLASS, "tick");
	html_begin(html, HTML_INPUT);
	html_attr(html, HTML_TYPE, "checkbox");
	html_attr(html, HTML_NAME, "compare");
	html_attr(html, HTML_VALUE, "year");
	html_flag(html, HTML_CHECKED, sight->before_query != NULL);
	html_end(html, HTML_INPUT);
	html_text(html, " ");
	html_text(html, _("with the same days a year before"));
	html_end(html, HTML_LABEL);
}

static void put_sieve(struct sight *sight)
{
	struct html_writer *html = &sight->page.html;
	const struct figure *figure = query_dimensioned(sight->query->figure);
	g_auto(url_t) url = url_own("/figures");
	url_add_segment(&url, sight->query->figure->id);
	html_begin(html, HTML_FORM);
	html_attr(html, HTML_CLASS, "sieve");
	html_url(html, HTML_ACTION, &url);
	if (figure->kind != FIGURE_STOCK)
		put_day_input(sight, "from", _("From day"), sight->query->span.from);
	put_day_input(sight, "to", figure->kind == FIGURE_STOCK ? _("On") : _("to"), sight->query->span.to);
	put_by(sight);
	put_offices(sight);
	put_compare(sight);
	page_button(&sight->page, "primary", NULL, NULL, _("Show"));
	if (figure->dimensions->len) {
		html_begin(html, HTML_DETAILS);
		html_flag(html, HTML_OPEN, sight->query->conditions->len > 0);
		html_element(html, HTML_SUMMARY, NULL, _("More conditions"));
		html_begin(html, HTML_DIV);
		html_attr(html, HTML_CLASS, "filters");
		for (guint i = 0; i < figure->dimensions->len; i++)
			put_condition(sight, figure->dimensions->pdata[i]);
		html_end(html, HTML_DIV);
		html_end(html, HTML_DETAILS);
	}
	html_end(html, HTML_FORM);
}

/* Spans that officials ask for, one press away. */
static void put_spans(struct sight *sight)
{
	static const enum period_kind kinds[] = { PERIOD_QUARTER, PERIOD_HALF, PERIOD_NINE_MONTHS, PERIOD_YEAR };
	struct request *request = sight->page.request;
	int year, month, dom;
	day_split(sight->query->span.to, &year, &month, &dom);
	html_begin(&sight->page.html, HTML_P);
	html_attr(&sight->page.html, HTML_CLASS, "exports");
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		const struct period period = { .kind = kinds[i], .year = year, .index = kinds[i] == PERIOD_QUARTER ? (month - 1) / 3 + 1 : 1 };
		g_autoptr(figure_query_t) other = figure_query_copy(sight->query);
		g_autofree char *name = period_name(period, request->language);
		other->span = period_span(period, REGIME_CALENDAR);
		g_auto(url_t) url = query_url(request, other);
		html_text(&sight->page.html, i ? " · " : "");
		page_link(&sight->page, &url, NULL, name);
	}
	html_end(&sight->page.html, HTML_P);
}

static void put_value_card(struct sight *sight, const char *title, const struct figure_query *query, const struct number *number)
{
	struct html_writer *html = &sight->page.html;
	const struct request *request = sight->page.request;
	g_autofree char *text = query_number(request, number), *span = query_span(request, query);
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, "card");
	html_element(html, HTML_H2, NULL, title);
	html_begin(html, HTML_P);
	html_attr(html, HTML_CLASS, "figure-value");
	html_text(html, text);
	html_text(html, " ");
	html_element(html, HTML_SPAN, "figure-unit", query_unit(request, query->figure, number));
	html_end(html, HTML_P);
	html_element(html, HTML_P, "quiet", span);
	html_end(html, HTML_SECTION);
}

static void put_difference(struct sight *sight)
{
	struct html_writer *html = &sight->page.html;
	const struct number *now = &sight->answer->number, *then = &sight->before->number;
	gint64 moved, percent = 0;
	if (!now->present || !then->present || now->scale != then->scale || __builtin_sub_overflow(now->value, then->value, &moved))
		return;
	g_autofree char *text = number_text(ABS(moved), now->scale, sight->page.request->language);
	gboolean has_percent = then->value > 0 && number_scale(ABS(moved), 1000, then->value, &percent, NULL);
	g_autofree char *share = number_text(percent, 1, sight->page.request->language);
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, "card");
	html_element(html, HTML_H2, NULL, moved == 0 ? _("Unchanged") : moved > 0 ? _("More by") : _("Fewer by"));
	html_begin(html, HTML_P);
	html_attr(html, HTML_CLASS, "figure-value");
	html_text(html, text);
	html_end(html, HTML_P);
	if (has_percent && moved) {
		html_begin(html, HTML_P);
		html_attr(html, HTML_CLASS, "quiet");
		html_text(html, share);
		html_text(html, "%");
		html_end(html, HTML_P);
	}
	html_end(html, HTML_SECTION);
}

static void put_values(struct sight *sight)
{
	html_begin(&sight->page.html, HTML_DIV);
	html_attr(&sight->page.html, HTML_CLASS, "compare");
	put_value_card(sight, _("Figure"), sight->query, &sight->answer->number);
	if (sight->before) {
		put_value_card(sight, _("A year before"), sight->before_query, &sight->before->number);
		put_difference(sight);
	}
	html_end(&sight->page.html, HTML_DIV);
}

static const struct figure_row *row_before(const struct sight *sight, const char *value)
{
	for (guint i = 0; sight->before && sight->before->rows && i < sight->before->rows->len; i++) {
		const struct figure_row *row = sight->before->rows->pdata[i];
		if (strcmp(row->value, value) == 0)
			return row;
	}
	return NULL;
}

static void put_number(struct sight *sight, const struct number *number)
{
	g_autofree char *text = number ? query_number(sight->page.request, number) : g_strdup("0");
	html_begin(&sight->page.html, HTML_TD);
	html_attr(&sight->page.html, HTML_CLASS, "number");
	html_text(&sight->page.html, text);
	html_end(&sight->page.html, HTML_TD);
}

/* A length beside the number, for the eye; the number says it all. */
static void put_length(struct sight *sight, gint64 value, gint64 most)
{
	struct html_writer *html = &sight->page.html;
	html_begin(html, HTML_TD);
	html_attr(html, HTML_CLASS, "bar-cell");
	html_attr(html, HTML_ARIA_HIDDEN, "true");
	html_begin(html, HTML_METER);
	html_attr(html, HTML_MIN, "0");
	html_attr_int(html, HTML_MAX, MAX(most, 1));
	html_attr_int(html, HTML_VALUE, MAX(value, 0));
	html_end(html, HTML_METER);
	html_end(html, HTML_TD);
}

static void put_row(struct sight *sight, const struct figure_row *row, gint64 most)
{
	struct html_writer *html = &sight->page.html;
	struct request *request = sight->page.request;
	const struct figure_row *then = row_before(sight, row->value);
	g_autoptr(figure_query_t) narrowed = figure_query_copy(sight->query);
	const char *label = strcmp(request->language, "en") == 0 ? row->label_en : row->label_vi;
	gboolean plain = g_strcmp0(sight->query->by, "office") == 0 || !figure_query_condition(narrowed, request->app->store, sight->query->by, row->value, NULL);
	g_clear_pointer(&narrowed->by, g_free);
	html_begin(html, HTML_TR);
	html_begin(html, HTML_TH);
	html_attr(html, HTML_SCOPE, "row");
	if (plain) {
		html_text(html, label);
	} else {
		g_auto(url_t) url = query_url(request, narrowed);
		page_link(&sight->page, &url, NULL, label);
	}
	html_end(html, HTML_TH);
	put_number(sight, &row->number);
	if (sight->before)
		put_number(sight, then ? &then->number : NULL);
	put_length(sight, row->number.value, most);
	html_end(html, HTML_TR);
}

static void put_head_cell(struct sight *sight, const char *class, const char *text)
{
	html_begin(&sight->page.html, HTML_TH);
	html_attr(&sight->page.html, HTML_SCOPE, "col");
	html_attr(&sight->page.html, HTML_CLASS, class);
	html_text(&sight->page.html, text);
	html_end(&sight->page.html, HTML_TH);
}

static void put_split(struct sight *sight)
{
	struct html_writer *html = &sight->page.html;
	const GPtrArray *rows = sight->answer->rows;
	gint64 most = 0;
	if (!rows)
		return;
	for (guint i = 0; i < rows->len; i++)
		most = MAX(most, ((const struct figure_row *)rows->pdata[i])->number.value);
	if (!rows->len) {
		page_empty(&sight->page, _("There is nothing to split in these days"), NULL);
		return;
	}
	page_scroll(&sight->page, _("Figure by its parts"));
	html_begin(html, HTML_TABLE);
	html_begin(html, HTML_THEAD);
	html_begin(html, HTML_TR);
	put_head_cell(sight, NULL, query_dimension_label(sight->page.request, sight->query->figure, sight->query->by));
	put_head_cell(sight, "number", _("Figure"));
	if (sight->before)
		put_head_cell(sight, "number", _("A year before"));
	html_element(html, HTML_TD, NULL, "");
	html_end(html, HTML_TR);
	html_end(html, HTML_THEAD);
	html_begin(html, HTML_TBODY);
	for (guint i = 0; i < rows->len; i++)
		put_row(sight, rows->pdata[i], most);
	html_end(html, HTML_TBODY);
	html_end(html, HTML_TABLE);
	html_end(html, HTML_DIV);
}

/* The record behind a posting: of the own office a link, of another its name alone; of a personal register its number. */
static void put_posted_record(struct sight *sight, gint64 key)
{
	struct html_writer *html = &sight->page.html;
	struct app *app = sight->page.request->app;
	const struct reg *reg = store_register_of(app->store, key, NULL);
	g_autoptr(record_t) record = reg ? store_read(app->store, reg, KEY_OFFICE(key), KEY_ID(key), NULL) : NULL;
	g_autofree char *title = record ? title_of(sight->page.request, record, FALSE) : g_strdup_printf("#%" G_GINT64_FORMAT, KEY_ID(key));
	gboolean own = KEY_OFFICE(key) == request_office(sight->page.request);
	html_begin(html, HTML_TD);
	html_attr(html, HTML_CLASS, "name");
	if (own && record) {
		g_auto(url_t) url = record_url(reg, record->id);
		page_link(&sight->page, &url, NULL, title);
	} else {
		g_autofree char *code = store_office_code(app->store, KEY_OFFICE(key));
		html_text(html, title);
		html_text(html, " ");
		html_element(html, HTML_SPAN, "quiet", own ? NULL : code);
	}
	html_end(html, HTML_TD);
}

static gboolean put_posting(struct sight *sight, const struct posting *posting, GError **error)
{
	struct html_writer *html = &sight->page.html;
	const struct request *request = sight->page.request;
	struct change *change = store_change(request->app->store, posting->history, error);
	if (!change)
		return FALSE;
	g_autofree char *day = day_words(posting->day, request->language), *at = moment_words(change->at, request->language);
	const struct number delta = { .present = TRUE, .value = posting->delta, .scale = sight->answer->number.scale };
	html_begin(html, HTML_TR);
	put_number(sight, &delta);
	html_element(html, HTML_TD, NULL, day);
	put_posted_record(sight, posting->record);
	html_element(html, HTML_TD, NULL, at);
	html_element(html, HTML_TD, NULL, change->who);
	html_end(html, HTML_TR);
	change_free(change);
	return TRUE;
}

static gboolean put_postings(struct sight *sight, GError **error)
{
	enum { POSTINGS_MOST = 1000 };
	struct html_writer *html = &sight->page.html;
	g_autoptr(GPtrArray) postings = figure_explain(sight->page.request->app->ledger, sight->query, error);
	const char *const heads[] = { _("Counts"), _("Day"), _("Record"), _("Written"), _("Who") };
	if (!postings)
		return FALSE;
	html_element(html, HTML_H2, NULL, _("What the figure is made of"));
	if (!postings->len) {
		page_empty(&sight->page, _("No record counts in these days"), NULL);
		return TRUE;
	}
	page_scroll(&sight->page, _("Records of the figure"));
	html_begin(html, HTML_TABLE);
	html_attr(html, HTML_CLASS, "list");
	html_begin(html, HTML_THEAD);
	html_begin(html, HTML_TR);
	for (guint i = 0; i < G_N_ELEMENTS(heads); i++)
		put_head_cell(sight, i ? NULL : "number", heads[i]);
	html_end(html, HTML_TR);
	html_end(html, HTML_THEAD);
	html_begin(html, HTML_TBODY);
	for (guint i = 0; i < MIN(postings->len, POSTINGS_MOST); i++)
		if (!put_posting(sight, postings->pdata[i], error))
			return FALSE;
	html_end(html, HTML_TBODY);
	html_end(html, HTML_TABLE);
	html_end(html, HTML_DIV);
	if (postings->len > POSTINGS_MOST) {
		g_autofree char *text = g_strdup_printf(_("The first %d of %u entries; choose a shorter span to see the others."), POSTINGS_MOST, postings->len);
		html_element(html, HTML_P, "quiet", text);
	}
	return TRUE;
}

/* A share or a ratio is made of two figures; each explains itself. */
static void put_operands(struct sight *sight)
{
	struct html_writer *html = &sight->page.html;
	html_element(html, HTML_H2, NULL, _("What the figure is made of"));
	html_begin(html, HTML_UL);
	for (guint i = 0; i < G_N_ELEMENTS(sight->query->figure->operands); i++) {
		g_autoptr(figure_query_t) part = figure_query_copy(sight->query);
		part->figure = sight->query->figure->operands[i];
		g_auto(url_t) url = query_url(sight->page.request, part);
		url_add_query(&url, "explain", "yes");
		html_begin(html, HTML_LI);
		page_link(&sight->page, &url, NULL, label_text(&part->figure->label, sight->page.request->language));
		html_end(html, HTML_LI);
	}
	html_end(html, HTML_UL);
}

static gboolean put_explanation(struct sight *sight, GError **error)
{
	struct html_writer *html = &sight->page.html;
	g_auto(url_t) url = query_url(sight->page.request, sight->query);
	g_autofree char *text = figure_query_text(sight->query, sight->page.request->app->store);
	gboolean asked = pairs_get(sight->page.request->query, "explain") != NULL;
	if (sight->query->figure->operands[0]) {
		put_operands(sight);
	} else if (asked) {
		if (!put_postings(sight, error))
			return FALSE;
	} else {
		url_add_query(&url, "explain", "yes");
		html_begin(html, HTML_P);
		page_link(&sight->page, &url, "button", _("Which records make this figure?"));
		html_end(html, HTML_P);
	}
	html_begin(html, HTML_DETAILS);
	html_element(html, HTML_SUMMARY, NULL, _("The query as a text, for reports and the command line"));
	html_element(html, HTML_P, "copy", text);
	html_end(html, HTML_DETAILS);
	return TRUE;
}

static gboolean put_all(struct sight *sight, GError **error)
{
	struct request *request = sight->page.request;
	const struct figure *figure = sight->query->figure;
	g_auto(url_t) all = url_own("/figures");
	page_begin_bare(&sight->page, request, SECTION_FIGURES, label_text(&figure->label, request->language));
	html_begin(&sight->page.html, HTML_P);
	html_attr(&sight->page.html, HTML_CLASS, "crumb");
	page_link(&sight->page, &all, NULL, _("Figures"));
	html_end(&sight->page.html, HTML_P);
	html_element(&sight->page.html, HTML_H1, NULL, label_text(&figure->label, request->language));
	if (*label_text(&figure->note, request->language))
		html_element(&sight->page.html, HTML_P, "quiet", label_text(&figure->note, request->language));
	put_sieve(sight);
	if (figure->kind != FIGURE_STOCK)
		put_spans(sight);
	put_values(sight);
	put_split(sight);
	return put_explanation(sight, error) && page_end(&sight->page, error);
}

static gboolean answer_sight(struct sight *sight, struct request *request, const struct figure *figure, GError **error)
{
	sight->query = query_read(request, figure, error);
	sight->answer = sight->query ? figure_answer(request->app->ledger, sight->query, error) : NULL;
	if (!sight->answer)
		return FALSE;
	if (g_strcmp0(pairs_get(request->query, "compare"), "year") != 0)
		return TRUE;
	sight->before_query = figure_query_copy(sight->query);
	sight->before_query->span = span_year_before(sight->query->span);
	sight->before = figure_answer(request->app->ledger, sight->before_query, error);
	return sight->before != NULL;
}

gboolean show_figure(struct request *request, GError **error)
{
	struct sight sight = { .page.request = request };
	const struct figure *figure = model_need_figure(request->app->model, request_parameter(request, 0), error);
	gboolean done = figure && answer_sight(&sight, request, figure, error) && put_all(&sight, error);
	sight_clear(&sight);
	return done;
}
