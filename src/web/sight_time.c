/* SPDX-License-Identifier: Apache-2.0 */
#include "web/chart.h"
#include "web/sight.h"

#include <string.h>

enum { PIECES_MOST = 60 };

static const struct {
	const char *id, *label;
	enum period_kind kind;
	int months;
} cuts[] = {
	{ "month", N_("by month"), PERIOD_MONTH, 1 },
	{ "quarter", N_("by quarter"), PERIOD_QUARTER, 3 },
	{ "year", N_("by year"), PERIOD_YEAR, 12 },
};

static gboolean ask(struct sight *sight, struct span span, struct number *number, GError **error)
{
	g_autoptr(figure_query_t) query = figure_query_copy(sight->query);
	g_clear_pointer(&query->by, g_free);
	query->span = span;
	return figure_number(sight->page.request->app->ledger, query, number, error);
}

/* The span is cut at the edges of periods; the first and the last piece may be shorter than theirs. */
static gboolean add_piece(struct sight *sight, enum period_kind kind, day_t begin, day_t end, GError **error)
{
	struct piece piece = { .span = { MAX(begin, sight->query->span.from), MIN(end, sight->query->span.to) } };
	int year, month, dom;
	day_split(begin, &year, &month, &dom);
	piece.period = (struct period){ .kind = kind, .year = year, .index = kind == PERIOD_MONTH ? month : kind == PERIOD_QUARTER ? (month - 1) / 3 + 1 : 1 };
	piece.then_span = compared_span(piece.span, sight->comparison);
	if (!ask(sight, piece.span, &piece.number, error) || (sight->before && !ask(sight, piece.then_span, &piece.then, error)))
		return FALSE;
	g_array_append_val(sight->pieces, piece);
	return TRUE;
}

static gboolean cut(struct sight *sight, enum period_kind kind, int months, GError **error)
{
	int year, month, dom;
	day_split(sight->query->span.from, &year, &month, &dom);
	day_t begin = day_make(year, (month - 1) / months * months + 1, 1);
	sight->pieces = g_array_new(FALSE, FALSE, sizeof(struct piece));
	while (begin <= sight->query->span.to) {
		day_t next = day_add_months(begin, months);
		if (sight->pieces->len == PIECES_MOST)
			return fail(error, ERROR_INPUT, _("the span has more than %d such parts: choose a shorter one, or longer parts"), PIECES_MOST);
		if (!add_piece(sight, kind, begin, next - 1, error))
			return FALSE;
		begin = next;
	}
	return TRUE;
}

gboolean sight_cut(struct sight *sight, GError **error)
{
	const char *text = pairs_get(sight->page.request->query, "time");
	sight->pieces_kind = PIECES_NONE;
	if (!text || !*text)
		return TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(cuts); i++)
		if (strcmp(cuts[i].id, text) == 0) {
			sight->pieces_kind = (int)cuts[i].kind;
			return cut(sight, cuts[i].kind, cuts[i].months, error);
		}
	return fail(error, ERROR_INPUT, _("“%s”: time is cut by month, quarter or year"), text);
}

static void put_option(struct html_writer *html, const char *value, const char *text, gboolean chosen)
{
	html_begin(html, HTML_OPTION);
	html_attr(html, HTML_VALUE, value);
	html_flag(html, HTML_SELECTED, chosen);
	html_text(html, text);
	html_end(html, HTML_OPTION);
}

void put_time_select(struct sight *sight)
{
	struct html_writer *html = &sight->page.html;
	html_begin(html, HTML_LABEL);
	html_element(html, HTML_SPAN, NULL, _("Over time"));
	html_begin(html, HTML_SELECT);
	html_attr(html, HTML_NAME, "time");
	put_option(html, "", _("not split"), FALSE);
	for (guint i = 0; i < G_N_ELEMENTS(cuts); i++)
		put_option(html, cuts[i].id, _(cuts[i].label), sight->pieces && sight->pieces_kind == (int)cuts[i].kind);
	html_end(html, HTML_SELECT);
	html_end(html, HTML_LABEL);
}

/* Short enough to stand under a column: "3/2020", "I/2020", "2020". */
static char *piece_label(const struct piece *piece)
{
	static const char *const quarters[] = { "I", "II", "III", "IV" };
	if (piece->period.kind == PERIOD_YEAR)
		return g_strdup_printf("%d", piece->period.year);
	if (piece->period.kind == PERIOD_QUARTER)
		return g_strdup_printf("%s/%d", quarters[piece->period.index - 1], piece->period.year);
	return g_strdup_printf("%d/%d", piece->period.index, piece->period.year);
}

static void put_chart(struct sight *sight)
{
	const struct request *request = sight->page.request;
	g_autofree char *title = g_strdup_printf(_("Chart: %s over time; the table below has its numbers"), label_text(&sight->query->figure->label, request->language));
	g_autofree struct chart_point *points = g_new0(struct chart_point, sight->pieces->len);
	for (guint i = 0; i < sight->pieces->len; i++) {
		const struct piece *piece = &g_array_index(sight->pieces, struct piece, i);
		points[i] = (struct chart_point){ piece_label(piece), query_number(request, &piece->number), piece->number.value, piece->then.value };
	}
	page_scroll(&sight->page, title);
	chart_columns(&sight->page.html, title, points, sight->pieces->len, sight->before != NULL);
	html_end(&sight->page.html, HTML_DIV);
	for (guint i = 0; i < sight->pieces->len; i++) {
		g_free(points[i].label);
		g_free(points[i].text);
	}
}

static void put_piece(struct sight *sight, const struct piece *piece)
{
	struct html_writer *html = &sight->page.html;
	g_autofree char *name = period_name(piece->period, sight->page.request->language);
	g_autoptr(figure_query_t) query = figure_query_copy(sight->query);
	g_clear_pointer(&query->by, g_free);
	html_begin(html, HTML_TR);
	html_begin(html, HTML_TH);
	html_attr(html, HTML_SCOPE, "row");
	html_text(html, name);
	html_end(html, HTML_TH);
	query->span = piece->span;
	put_figure_number(sight, query, &piece->number);
	query->span = piece->then_span;
	if (sight->before)
		put_figure_number(sight, query, &piece->then);
	html_end(html, HTML_TR);
}

void put_time(struct sight *sight)
{
	struct html_writer *html = &sight->page.html;
	if (!sight->pieces)
		return;
	html_element(html, HTML_H2, NULL, _("Over time"));
	put_chart(sight);
	page_scroll(&sight->page, _("Figure over time"));
	html_begin(html, HTML_TABLE);
	html_begin(html, HTML_THEAD);
	html_begin(html, HTML_TR);
	put_figure_head(sight, NULL, _("Period"));
	put_figure_head(sight, "number", _("Figure"));
	if (sight->before)
		put_figure_head(sight, "number", comparison_label(sight->comparison));
	html_end(html, HTML_TR);
	html_end(html, HTML_THEAD);
	html_begin(html, HTML_TBODY);
	for (guint i = 0; i < sight->pieces->len; i++)
		put_piece(sight, &g_array_index(sight->pieces, struct piece, i));
	html_end(html, HTML_TBODY);
	html_end(html, HTML_TABLE);
	html_end(html, HTML_DIV);
}
