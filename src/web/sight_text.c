/* SPDX-License-Identifier: Apache-2.0 */
#include "report/words.h"
#include "web/sight.h"

#include <string.h>

static const char *language_of(const struct sight *sight)
{
	return sight->page.request->language;
}

static gboolean is_english(const struct sight *sight)
{
	return strcmp(language_of(sight), "en") == 0;
}

static char *amount(const struct sight *sight, const struct number *number)
{
	const struct figure *figure = sight->query->figure;
	const char *unit = figure->kind == FIGURE_SHARE ? "%" : label_text(&figure->unit, language_of(sight));
	return words_count(sight->page.request->app->model, number, unit, number->present ? "0" : "—", language_of(sight));
}

static char *span_words(const struct sight *sight, const struct figure_query *query)
{
	g_autofree char *from = words_date(query->span.from, FALSE, language_of(sight)), *to = words_date(query->span.to, FALSE, language_of(sight));
	if (query->figure->kind == FIGURE_STOCK)
		return g_strdup_printf(_("on %s"), to);
	return g_strdup_printf(_("from %s to %s"), from, to);
}

/* "cùng kỳ năm 2019" where it is that; else the days. */
static char *base_words(const struct sight *sight)
{
	int year, first, month, dom;
	day_split(sight->before_query->span.from, &first, &month, &dom);
	day_split(sight->before_query->span.to, &year, &month, &dom);
	if (sight->comparison == COMPARED_YEAR && (first == year || sight->query->figure->kind == FIGURE_STOCK))
		return g_strdup_printf(_("the same period of %d"), year);
	g_autofree char *span = span_words(sight, sight->before_query);
	return g_strdup_printf(sight->comparison == COMPARED_YEAR ? _("the same period a year before (%s)") : _("the period before (%s)"), span);
}

static void add_change(GString *text, const struct sight *sight)
{
	const struct figure *figure = sight->query->figure;
	const struct number *now = &sight->answer->number, *then = sight->before ? &sight->before->number : NULL;
	if (!then || !now->present || !then->present || now->scale != then->scale || strcmp(now->currency, then->currency) != 0)
		return;
	const struct moved moved = { .now = now->value, .base = then->value, .scale = now->scale, .is_money = now->currency[0] != '\0',
		.unit = now->currency[0] ? now->currency : figure->kind == FIGURE_SHARE ? "%" : label_text(&figure->unit, language_of(sight)) };
	g_autofree char *base = base_words(sight), *words = words_change(&moved, 1, base, then->value > 0 && figure->kind != FIGURE_SHARE, language_of(sight));
	g_string_append_printf(text, ", %s", words);
}

/* What the conditions leave: "(tiếp bởi: lãnh đạo tỉnh)". */
static void add_conditions(GString *text, const struct sight *sight)
{
	const struct figure_query *query = sight->query;
	for (guint i = 0; i < query->conditions->len; i++) {
		const struct condition *condition = query->conditions->pdata[i];
		g_string_append_printf(text, "%s%s: ", i ? "; " : " (", query_dimension_label(sight->page.request, query->figure, condition->dimension));
		for (guint v = 0; condition->values[v]; v++)
			g_string_append_printf(text, "%s%s", v ? ", " : "", query_value_label(sight->page.request, query->figure, condition->dimension, condition->values[v]));
	}
	g_string_append(text, query->conditions->len ? ")" : "");
}

static void add_parts(GString *text, const struct sight *sight)
{
	const GPtrArray *rows = sight->answer->rows;
	guint count = 0;
	for (guint i = 0; rows && i < rows->len; i++) {
		const struct figure_row *row = rows->pdata[i];
		g_autofree char *words = amount(sight, &row->number);
		if (!row->number.present || row->number.value == 0)
			continue;
		g_string_append(text, count++ ? "; " : _("; of these: "));
		g_string_append_printf(text, "%s %s", is_english(sight) ? row->label_en : row->label_vi, words);
	}
}

void put_figure_text(struct sight *sight)
{
	struct html_writer *html = &sight->page.html;
	g_autoptr(GString) text = g_string_new(label_text(&sight->query->figure->label, language_of(sight)));
	g_autofree char *span = span_words(sight, sight->query), *words = amount(sight, &sight->answer->number);
	add_conditions(text, sight);
	g_string_append_printf(text, " %s: %s", span, words);
	add_change(text, sight);
	add_parts(text, sight);
	g_string_append_c(text, '.');
	html_element(html, HTML_H2, NULL, _("As text for a report"));
	html_element(html, HTML_P, "copy", text->str);
}
