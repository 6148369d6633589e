/* SPDX-License-Identifier: Apache-2.0 */
/* One figure: any span, any conditions, split, compared with the year before, and the records behind it. */
#include "app/stated.h"
#include "base/number.h"
#include "base/period.h"
#include "web/chart.h"
#include "web/pages.h"
#include "web/show.h"
#include "web/sight.h"

#include <string.h>

static void sight_clear(struct sight *sight)
{
	html_clear(&sight->page.html);
	figure_query_free(sight->query);
	figure_answer_free(sight->answer);
	figure_query_free(sight->before_query);
	figure_answer_free(sight->before);
	g_clear_pointer(&sight->pieces, g_array_unref);
}

static void put_day_input(struct sight *sight, const char *name, const char *label, day_t day)
{
	struct html_writer *html = &sight->page.html;
	g_autofree char *iso = day_iso(day);
	html_begin(html, HTML_LABEL);
	html_element(html, HTML_SPAN, NULL, label);
	html_begin(html, HTML_INPUT);
	html_attr(html, HTML_NAME, name);
	page_day_attributes(&sight->page, iso, FALSE);
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

static void begin_choice(struct sight *sight, const char *name, const char *label, gboolean several)
{
	struct html_writer *html = &sight->page.html;
	html_begin(html, HTML_LABEL);
	html_element(html, HTML_SPAN, NULL, label);
	html_begin(html, HTML_SELECT);
	html_attr(html, HTML_NAME, name);
	html_flag(html, HTML_MULTIPLE, several);
	if (several)
		html_attr_int(html, HTML_SIZE, 6);
}

static void begin_select(struct sight *sight, const char *name, const char *label, const char *none)
{
	begin_choice(sight, name, label, FALSE);
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

static const struct condition *condition_on(const struct sight *sight, const char *dimension)
{
	for (guint i = 0; i < sight->query->conditions->len; i++) {
		const struct condition *condition = sight->query->conditions->pdata[i];
		if (strcmp(condition->dimension, dimension) == 0)
			return condition;
	}
	return NULL;
}

static void put_choice(struct sight *sight, const struct condition *condition, const char *value, const char *text)
{
	gboolean chosen = condition && g_strv_contains((const char *const *)condition->values, value);
	put_option(sight, value, text, chosen ? value : NULL);
}

/* Lists in which several can be chosen take room: they are shown when asked for, and where several are chosen. */
static gboolean takes_several(const struct sight *sight, const struct condition *condition)
{
	return pairs_get(sight->page.request->query, "several") || (condition && g_strv_length(condition->values) > 1);
}

static void put_condition(struct sight *sight, const struct dimension *dimension)
{
	const struct field *field = dimension->field;
	const char *language = sight->page.request->language;
	const struct condition *condition = condition_on(sight, dimension->id);
	g_autofree char *name = g_strconcat("w.", dimension->id, NULL);
	if (!field->choices && !field->codes && field->type != FIELD_BOOL)
		return;
	begin_choice(sight, name, label_text(&field->label, language), takes_several(sight, condition));
	put_option(sight, "", _("all"), condition ? NULL : "");
	if (field->type == FIELD_BOOL) {
		put_choice(sight, condition, "yes", _("yes"));
		put_choice(sight, condition, "no", _("no"));
	}
	for (guint i = 0; field->choices && i < field->choices->len; i++) {
		const struct choice *choice = field->choices->pdata[i];
		put_choice(sight, condition, choice->id, label_text(&choice->label, language));
	}
	for (guint i = 0; field->codes && i < field->codes->items->len; i++) {
		const struct code_item *item = field->codes->items->pdata[i];
		put_choice(sight, condition, item->id, label_text(&item->label, language));
	}
	end_select(sight);
}

static void put_conditions(struct sight *sight, const struct figure *figure)
{
	struct html_writer *html = &sight->page.html;
	gboolean several = pairs_get(sight->page.request->query, "several") != NULL;
	html_begin(html, HTML_DETAILS);
	html_flag(html, HTML_OPEN, several || sight->query->conditions->len > 0);
	html_element(html, HTML_SUMMARY, NULL, _("More conditions"));
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "filters");
	for (guint i = 0; i < figure->dimensions->len; i++)
		put_condition(sight, figure->dimensions->pdata[i]);
	html_end(html, HTML_DIV);
	if (several) {
		page_hidden(&sight->page, "several", "1");
		html_element(html, HTML_P, "help", _("Hold Ctrl to choose several values of a list."));
	} else {
		g_auto(url_t) url = query_url(sight->page.request, sight->query);
		url_add_query(&url, "several", "1");
		html_begin(html, HTML_P);
		page_link(&sight->page, &url, NULL, _("Choose several values of a condition"));
		html_end(html, HTML_P);
	}
	html_end(html, HTML_DETAILS);
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

static const char *const comparisons[COMPARISONS][2] = {
	[COMPARED_NOT] = { "", N_("not compared") },
	[COMPARED_YEAR] = { "year", N_("the same days a year before") },
	[COMPARED_BEFORE] = { "before", N_("the days just before") },
};

const char *comparison_label(enum comparison comparison)
{
	return comparison == COMPARED_BEFORE ? _("Just before") : _("A year before");
}

static void put_compare(struct sight *sight)
{
	struct html_writer *html = &sight->page.html;
	html_begin(html, HTML_LABEL);
	html_element(html, HTML_SPAN, NULL, _("Compare with"));
	html_begin(html, HTML_SELECT);
	html_attr(html, HTML_NAME, "compare");
	for (guint i = 0; i < COMPARISONS; i++)
		put_option(sight, comparisons[i][0], _(comparisons[i][1]), comparisons[sight->comparison][0]);
	html_end(html, HTML_SELECT);
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
	put_time_select(sight);
	put_offices(sight);
	put_compare(sight);
	page_button(&sight->page, "primary", NULL, NULL, _("Show"));
	if (figure->dimensions->len)
		put_conditions(sight, figure);
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
		url_add_query(&url, "time", pairs_get(request->query, "time"));
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

/* What earlier reports stated of it, with where, and how far the records are from that. */
static gboolean put_stated(struct sight *sight, const struct figure_query *query, const struct number *number, gboolean instead, GError **error)
{
	struct html_writer *html = &sight->page.html;
	const struct request *request = sight->page.request;
	const struct reg *reg = model_register(request->app->model, "stated");
	g_autoptr(GPtrArray) all = stated_values(request->app, query, error);
	for (guint i = 0; all && i < all->len; i++) {
		const struct stated *stated = all->pdata[i];
		g_autofree char *value = query_number(request, &stated->value), *span = query_span(request, query);
		g_autofree char *text = g_strdup_printf(_("%s: %s was stated in %s, %s: “%s”."), span, value, stated->source, stated->place, stated->quote);
		struct number by = stated->value;
		g_auto(url_t) url = record_url(reg, stated->record);
		html_begin(html, HTML_P);
		html_text(html, text);
		html_text(html, " ");
		if (instead) {
			html_text(html, _("There are no records for it: the stated value is what is known."));
		} else if (number->present && number->scale == by.scale && !__builtin_sub_overflow(number->value, by.value, &by.value) && by.value) {
			g_autofree char *more = query_number(request, &by);
			g_autofree char *differs = g_strdup_printf(_("The records differ from it by %s."), more);
			html_text(html, differs);
		}
		html_text(html, " ");
		page_link(&sight->page, &url, NULL, _("Where it was accepted"));
		html_end(html, HTML_P);
	}
	return all != NULL;
}

static void put_values(struct sight *sight)
{
	html_begin(&sight->page.html, HTML_DIV);
	html_attr(&sight->page.html, HTML_CLASS, "compare");
	put_value_card(sight, _("Figure"), sight->query, &sight->answer->number);
	if (sight->before) {
		put_value_card(sight, comparison_label(sight->comparison), sight->before_query, &sight->before->number);
		put_difference(sight);
	}
	html_end(&sight->page.html, HTML_DIV);
}

const struct figure_row *row_before(const struct sight *sight, const char *value)
{
	for (guint i = 0; sight->before && sight->before->rows && i < sight->before->rows->len; i++) {
		const struct figure_row *row = sight->before->rows->pdata[i];
		if (strcmp(row->value, value) == 0)
			return row;
	}
	return NULL;
}

void put_figure_number(struct sight *sight, const struct figure_query *query, const struct number *number)
{
	struct html_writer *html = &sight->page.html;
	g_autofree char *text = number ? query_number(sight->page.request, number) : g_strdup("0");
	html_begin(html, HTML_TD);
	html_attr(html, HTML_CLASS, "number");
	if (query && number && number->present && number->value && !query->figure->operands[0]) {
		g_auto(url_t) url = query_url(sight->page.request, query);
		url_add_query(&url, "explain", "yes");
		url_set_fragment(&url, "records");
		page_link(&sight->page, &url, NULL, text);
	} else {
		html_text(html, text);
	}
	html_end(html, HTML_TD);
}

/* Lengths beside the numbers, for the eye; the numbers say it all. */
static void put_lengths(struct sight *sight, const struct number *now, const struct number *then, gint64 most)
{
	struct html_writer *html = &sight->page.html;
	html_begin(html, HTML_TD);
	html_attr(html, HTML_CLASS, "bar-cell");
	chart_pair(html, now->value, then ? then->value : 0, most);
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
	put_figure_number(sight, plain ? NULL : narrowed, &row->number);
	if (sight->before) {
		narrowed->span = sight->before_query->span;
		put_figure_number(sight, plain ? NULL : narrowed, then ? &then->number : NULL);
	}
	put_lengths(sight, &row->number, then ? &then->number : NULL, most);
	html_end(html, HTML_TR);
}

void put_figure_head(struct sight *sight, const char *class, const char *text)
{
	html_begin(&sight->page.html, HTML_TH);
	html_attr(&sight->page.html, HTML_SCOPE, "col");
	html_attr(&sight->page.html, HTML_CLASS, class);
	html_text(&sight->page.html, text);
	html_end(&sight->page.html, HTML_TH);
}

static gboolean has_row(const struct figure_answer *answer, const char *value)
{
	for (guint i = 0; i < answer->rows->len; i++)
		if (strcmp(((const struct figure_row *)answer->rows->pdata[i])->value, value) == 0)
			return TRUE;
	return FALSE;
}

/* What was there before and is not now. */
static void put_rows_gone(struct sight *sight, gint64 most)
{
	for (guint i = 0; sight->before && sight->before->rows && i < sight->before->rows->len; i++) {
		struct figure_row row = *(const struct figure_row *)sight->before->rows->pdata[i];
		row.number.value = 0;
		if (!has_row(sight->answer, row.value))
			put_row(sight, &row, most);
	}
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
	for (guint i = 0; sight->before && sight->before->rows && i < sight->before->rows->len; i++)
		most = MAX(most, ((const struct figure_row *)sight->before->rows->pdata[i])->number.value);
	html_element(html, HTML_H2, NULL, _("By its parts"));
	if (!rows->len && !(sight->before && sight->before->rows->len)) {
		page_empty(&sight->page, _("There is nothing to split in these days"), NULL);
		return;
	}
	page_scroll(&sight->page, _("Figure by its parts"));
	html_begin(html, HTML_TABLE);
	html_begin(html, HTML_THEAD);
	html_begin(html, HTML_TR);
	put_figure_head(sight, NULL, query_dimension_label(sight->page.request, sight->query->figure, sight->query->by));
	put_figure_head(sight, "number", _("Figure"));
	if (sight->before)
		put_figure_head(sight, "number", comparison_label(sight->comparison));
	html_element(html, HTML_TD, NULL, "");
	html_end(html, HTML_TR);
	html_end(html, HTML_THEAD);
	html_begin(html, HTML_TBODY);
	for (guint i = 0; i < rows->len; i++)
		put_row(sight, rows->pdata[i], most);
	put_rows_gone(sight, most);
	html_end(html, HTML_TBODY);
	html_end(html, HTML_TABLE);
	html_end(html, HTML_DIV);
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
	if (!put_stated(sight, sight->query, &sight->answer->number, sight->stated[0], error) ||
		(sight->before && !put_stated(sight, sight->before_query, &sight->before->number, sight->stated[1], error)))
		return FALSE;
	put_split(sight);
	put_time(sight);
	if (sight->before && (sight->answer->rows || sight->pieces))
		html_element(&sight->page.html, HTML_P, "help", _("Thick: the days asked for; thin: what they are compared with."));
	put_figure_text(sight);
	return put_figure_records(sight, error) && page_end(&sight->page, error);
}

struct span compared_span(struct span span, enum comparison comparison)
{
	int year, month, dom, end_year, end_month, end_dom;
	if (comparison == COMPARED_YEAR)
		return span_year_before(span);
	day_split(span.from, &year, &month, &dom);
	day_split(span.to + 1, &end_year, &end_month, &end_dom);
	if (dom == 1 && end_dom == 1)
		return (struct span){ day_add_months(span.from, (year - end_year) * 12 + month - end_month), span.from - 1 };
	return (struct span){ span.from - (span.to - span.from + 1), span.from - 1 };
}

static gboolean read_comparison(struct sight *sight, GError **error)
{
	const char *text = pairs_get(sight->page.request->query, "compare");
	for (guint i = 0; i < COMPARISONS; i++)
		if (strcmp(comparisons[i][0], text ? text : "") == 0) {
			sight->comparison = i;
			return TRUE;
		}
	return fail(error, ERROR_INPUT, _("“%s”: a figure is compared with year or before"), text);
}

/* Where the records have nothing, what was stated stands for them, and is said to. */
static gboolean fill_stated(struct sight *sight, const struct figure_query *query, struct figure_answer *answer, gboolean *filled, GError **error)
{
	struct stated *stated = NULL;
	if (!stated_instead(sight->page.request->app, query, &answer->number, &stated, error))
		return FALSE;
	*filled = stated != NULL;
	if (stated)
		answer->number = stated->value;
	stated_free(stated);
	return TRUE;
}

/* Its parts in the order of the reader's language. */
static struct figure_answer *answer_for(struct request *request, const struct figure_query *query, GError **error)
{
	struct figure_answer *answer = figure_answer(request->app->ledger, query, error);
	if (answer)
		figure_answer_sort(answer, query, request->language);
	return answer;
}

static gboolean answer_sight(struct sight *sight, struct request *request, const struct figure *figure, GError **error)
{
	sight->query = query_read(request, figure, error);
	sight->answer = sight->query ? answer_for(request, sight->query, error) : NULL;
	if (!sight->answer)
		return FALSE;
	if (!fill_stated(sight, sight->query, sight->answer, &sight->stated[0], error) || !read_comparison(sight, error))
		return FALSE;
	if (sight->comparison == COMPARED_NOT)
		return sight_cut(sight, error);
	sight->before_query = figure_query_copy(sight->query);
	sight->before_query->span = compared_span(sight->query->span, sight->comparison);
	sight->before = answer_for(request, sight->before_query, error);
	return sight->before && fill_stated(sight, sight->before_query, sight->before, &sight->stated[1], error) && sight_cut(sight, error);
}

gboolean show_figure(struct request *request, GError **error)
{
	struct sight sight = { .page.request = request };
	const struct figure *figure = model_need_figure(request->app->model, request_parameter(request, 0), error);
	gboolean done = figure && answer_sight(&sight, request, figure, error) && put_all(&sight, error);
	sight_clear(&sight);
	return done;
}
