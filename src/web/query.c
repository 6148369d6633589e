/* SPDX-License-Identifier: Apache-2.0 */
#include "web/query.h"
#include "base/number.h"

#include <string.h>

const struct figure *query_dimensioned(const struct figure *figure)
{
	while (figure->operands[0])
		figure = figure->operands[0];
	return figure;
}

/* Other offices' figures are for those who may; their own needs no word. */
static gboolean read_offices(struct request *request, struct figure_query *query, GError **error)
{
	struct store *store = request->app->store;
	const char *text = pairs_get(request->query, "office");
	gint64 own = request_office(request), office = own;
	if (text && *text && strcmp(text, "all") == 0 && request_may(request, MAY_OFFICES)) {
		g_autoptr(GArray) all = store_offices(store, error);
		if (all)
			g_array_append_vals(query->offices, all->data, all->len);
		return all != NULL;
	}
	if (text && *text && !(office = store_office(store, text, NULL)))
		return fail(error, ERROR_ABSENT, _("%s: there is no such office"), text);
	if (office != own && !request_may(request, MAY_OFFICES))
		return fail(error, ERROR_REFUSED, _("Your roles allow the figures of your own office only."));
	g_array_append_val(query->offices, office);
	return TRUE;
}

static struct span this_year(void)
{
	int year, month, dom;
	day_t today = day_today();
	day_split(today, &year, &month, &dom);
	return (struct span){ day_make(year, 1, 1), today };
}

static gboolean read_day(const struct request *request, const char *name, day_t *day, GError **error)
{
	const char *text = pairs_get(request->query, name);
	return !text || !*text || day_parse(text, day, error);
}

static gboolean read_span(const struct request *request, struct figure_query *query, GError **error)
{
	const char *span = pairs_get(request->query, "span");
	query->span = this_year();
	if (span && *span)
		return span_parse(span, &query->span, error);
	if (!read_day(request, "from", &query->span.from, error) || !read_day(request, "to", &query->span.to, error))
		return FALSE;
	return query->span.from <= query->span.to || fail(error, ERROR_INPUT, _("the first day of the span lies after its last"));
}

static gboolean read_conditions(const struct request *request, struct figure_query *query, GError **error)
{
	for (guint i = 0; i < request->query->list->len; i++) {
		const struct pair *pair = request->query->list->pdata[i];
		if (g_str_has_prefix(pair->name, "w.") && *pair->value &&
			!figure_query_condition(query, request->app->store, pair->name + 2, pair->value, error))
			return FALSE;
	}
	return TRUE;
}

struct figure_query *query_read(struct request *request, const struct figure *figure, GError **error)
{
	const char *by = pairs_get(request->query, "by");
	g_autoptr(figure_query_t) query = figure_query_new(figure);
	if (!read_offices(request, query, error) || !read_span(request, query, error) || !read_conditions(request, query, error))
		return NULL;
	if (by && *by && !figure_query_by(query, by, error))
		return NULL;
	return g_steal_pointer(&query);
}

struct url query_url(struct request *request, const struct figure_query *query)
{
	struct url url = url_own("/figures");
	const char *office = pairs_get(request->query, "office");
	g_autofree char *from = day_iso(query->span.from), *to = day_iso(query->span.to);
	url_add_segment(&url, query->figure->id);
	if (office && *office)
		url_add_query(&url, "office", office);
	url_add_query(&url, "from", from);
	url_add_query(&url, "to", to);
	for (guint i = 0; i < query->conditions->len; i++) {
		const struct condition *condition = query->conditions->pdata[i];
		g_autofree char *name = g_strconcat("w.", condition->dimension, NULL);
		for (guint v = 0; condition->values[v]; v++)
			url_add_query(&url, name, condition->values[v]);
	}
	url_add_query(&url, "by", query->by);
	url_add_query(&url, "compare", pairs_get(request->query, "compare"));
	return url;
}

const char *query_unit(const struct request *request, const struct figure *figure, const struct number *number)
{
	if (number->currency[0])
		return number->currency;
	return figure->kind == FIGURE_SHARE ? "%" : label_text(&figure->unit, request->language);
}

char *query_number(const struct request *request, const struct number *number)
{
	return number->present ? number_text(number->value, number->scale, request->language) : g_strdup("—");
}

char *query_span(const struct request *request, const struct figure_query *query)
{
	g_autofree char *from = day_words(query->span.from, request->language), *to = day_words(query->span.to, request->language);
	if (query->figure->kind == FIGURE_STOCK)
		return g_strdup_printf(_("on %s"), to);
	return g_strdup_printf("%s – %s", from, to);
}

const char *query_dimension_label(const struct request *request, const struct figure *figure, const char *id)
{
	const struct dimension *dimension = figure_dimension(query_dimensioned(figure), id);
	if (dimension)
		return label_text(&dimension->field->label, request->language);
	return strcmp(id, "currency") == 0 ? _("Currency") : strcmp(id, "continuing") == 0 ? _("Begun before") : id;
}

const char *query_value_label(const struct request *request, const struct figure *figure, const char *id, const char *value)
{
	const struct dimension *dimension = figure_dimension(query_dimensioned(figure), id);
	const struct choice *choice = dimension && dimension->field->choices ? field_choice(dimension->field, value) : NULL;
	const struct code_item *item = dimension && dimension->field->codes ? code_find(dimension->field->codes, value) : NULL;
	if (!*value)
		return _("(not given)");
	if (strcmp(value, "yes") == 0 || strcmp(value, "no") == 0)
		return *value == 'y' ? _("yes") : _("no");
	return choice ? label_text(&choice->label, request->language) : item ? label_text(&item->label, request->language) : value;
}

gboolean query_month(const struct request *request, int *year, int *month, GError **error)
{
	const char *text = pairs_get(request->query, "month");
	int dom;
	guint64 y, m;
	day_split(day_today(), year, month, &dom);
	if (!text || !*text)
		return TRUE;
	g_auto(GStrv) parts = g_strsplit(text, "-", 2);
	if (!parts[0] || !parts[1] || !g_ascii_string_to_unsigned(parts[0], 10, 1900, 2800, &y, NULL) || !g_ascii_string_to_unsigned(parts[1], 10, 1, 12, &m, NULL))
		return fail(error, ERROR_INPUT, _("“%s” is no month: write it as 2020-03"), text);
	*year = (int)y;
	*month = (int)m;
	return TRUE;
}
