/* SPDX-License-Identifier: Apache-2.0 */
#include "web/board.h"
#include "base/number.h"
#include "base/period.h"
#include "web/chart.h"
#include "web/query.h"

#include <string.h>

/* What the first page tells of, in the order of the offices' reports; `first`: those for whom it stands before the others. */
static const struct {
	const char *figure;
	guint first;
} chosen[] = {
	{ "inbound.delegations", 0 },
	{ "inbound.visitors", 0 },
	{ "outbound.delegations", 0 },
	{ "outbound.members", 0 },
	{ "agreement.signed", 0 },
	{ "conference.held", 0 },
	{ "economic.activities", 0 },
	{ "aid.approved", 0 },
	{ "abtc.dossiers", 0 },
	{ "culture.events", 0 },
	{ "publication.issues", 0 },
	{ "press.delegations", 0 },
	{ "protection.cases", 0 },
	{ "protection.persons", 0 },
	{ "letter.count", 0 },
	{ "border_incident.found", 0 },
	{ "dossier.received", MAY_NUMBER },
	{ "dossier.solved", MAY_NUMBER },
	{ "dossier.overdue", MAY_NUMBER | MAY_APPROVE },
	{ "incoming.documents", MAY_NUMBER },
	{ "incoming.overdue", MAY_NUMBER | MAY_APPROVE },
	{ "outgoing.documents", MAY_NUMBER },
	{ "translation.pages", 0 },
	{ "task.done", MAY_APPROVE },
	{ "task.overdue", MAY_APPROVE },
	{ "report.issued", MAY_COMPILE | MAY_NUMBER },
	{ "activity.count", 0 },
};

/* Split by country, the year so far. */
static const char *const by_country[] = { "inbound.delegations", "outbound.delegations", "protection.persons" };
enum { COUNTRIES_MOST = 8, YEARS_BACK = 12 };

struct line {
	const struct figure *figure;
	struct number now, then, year, year_then; /* a stock has no sum of a year: year stays absent */
};

struct board {
	struct request *request;
	int year, month;
	struct span span, so_far;
	gboolean is_now;  /* it is the month of today */
	GArray *offices;
	GArray *lines;    /* struct line */
};

void board_free(struct board *board)
{
	if (!board)
		return;
	g_clear_pointer(&board->offices, g_array_unref);
	g_clear_pointer(&board->lines, g_array_unref);
	g_free(board);
}

static gboolean ask(const struct board *board, const struct figure *figure, struct span span, struct number *number, GError **error)
{
	g_autoptr(figure_query_t) query = figure_query_new(figure);
	g_array_append_vals(query->offices, board->offices->data, board->offices->len);
	query->span = span;
	return figure_number(board->request->app->ledger, query, number, error);
}

static gboolean add_line(struct board *board, const struct figure *figure, GError **error)
{
	struct line line = { .figure = figure };
	if (!ask(board, figure, board->span, &line.now, error) || !ask(board, figure, span_year_before(board->span), &line.then, error))
		return FALSE;
	if (figure->kind != FIGURE_STOCK &&
		(!ask(board, figure, board->so_far, &line.year, error) || !ask(board, figure, span_year_before(board->so_far), &line.year_then, error)))
		return FALSE;
	g_array_append_val(board->lines, line);
	return TRUE;
}

static gboolean add_lines(struct board *board, gboolean first, GError **error)
{
	for (guint i = 0; i < G_N_ELEMENTS(chosen); i++) {
		const struct figure *figure = model_figure(board->request->app->model, chosen[i].figure);
		if (figure && request_may(board->request, chosen[i].first) == first && !add_line(board, figure, error))
			return FALSE;
	}
	return TRUE;
}

/* Of the month of today the days up to today, so that it is compared with as many of the year before. */
static void set_spans(struct board *board)
{
	day_t today = day_today();
	board->span.from = day_make(board->year, board->month, 1);
	board->span.to = day_add_months(board->span.from, 1) - 1;
	board->is_now = board->span.from <= today && today <= board->span.to;
	if (board->is_now)
		board->span.to = today;
	board->so_far = (struct span){ day_make(board->year, 1, 1), board->span.to };
}

struct board *board_new(struct request *request, GError **error)
{
	g_autoptr(board_t) board = g_new0(struct board, 1);
	gint64 own = request_office(request);
	board->request = request;
	board->lines = g_array_new(FALSE, FALSE, sizeof(struct line));
	if (!query_month(request, &board->year, &board->month, error))
		return NULL;
	set_spans(board);
	board->offices = request_may(request, MAY_OFFICES) ? store_offices(request->app->store, error) : g_array_append_val(g_array_new(FALSE, FALSE, sizeof own), own);
	if (!board->offices || !add_lines(board, TRUE, error) || !add_lines(board, FALSE, error))
		return NULL;
	return g_steal_pointer(&board);
}

static char *month_name(const struct board *board, int year, int month)
{
	return period_name((struct period){ .kind = PERIOD_MONTH, .year = year, .index = month }, board->request->language);
}

char *board_title(const struct board *board)
{
	return month_name(board, board->year, board->month);
}

static struct url month_url(int year, int month)
{
	struct url url = url_own("/");
	g_autofree char *text = g_strdup_printf("%04d-%02d", year, month);
	url_add_query(&url, "month", text);
	return url;
}

static void put_month_link(struct board *board, struct page *page, int months, const char *text)
{
	int year, month, dom;
	day_split(day_add_months(day_make(board->year, board->month, 1), months), &year, &month, &dom);
	g_auto(url_t) url = month_url(year, month);
	page_link(page, &url, "button", text);
}

void put_board_months(struct board *board, struct page *page)
{
	g_auto(url_t) home = url_own("/");
	put_month_link(board, page, -1, _("Month before"));
	if (!board->is_now)
		page_link(page, &home, "button", _("This month"));
	put_month_link(board, page, 1, _("Next month"));
}

static gboolean is_nothing(const struct number *number)
{
	return !number->present || number->value == 0;
}

static gboolean is_quiet(const struct line *line)
{
	return is_nothing(&line->now) && is_nothing(&line->then) && is_nothing(&line->year) && is_nothing(&line->year_then);
}

static struct url figure_url(const struct board *board, const struct figure *figure, struct span span, gboolean explain)
{
	struct url url = url_own("/figures");
	g_autofree char *from = day_iso(span.from), *to = day_iso(span.to);
	url_add_segment(&url, figure->id);
	if (board->offices->len > 1)
		url_add_query(&url, "office", "all");
	url_add_query(&url, "from", from);
	url_add_query(&url, "to", to);
	url_add_query(&url, explain ? "explain" : "compare", explain ? "yes" : "year");
	return url;
}

/* A number leads to the records that make it. */
static void put_number(const struct board *board, struct page *page, const struct figure *figure, const struct number *number, struct span span, const char *label)
{
	g_autofree char *text = query_number(board->request, number);
	g_auto(url_t) url = figure_url(board, figure, span, TRUE);
	html_begin(&page->html, HTML_TD);
	html_attr(&page->html, HTML_CLASS, "number");
	html_data(&page->html, "label", label);
	if (is_nothing(number))
		html_text(&page->html, text);
	else
		page_link(page, &url, NULL, text);
	html_end(&page->html, HTML_TD);
}

static void put_change(const struct board *board, struct page *page, const struct number *now, const struct number *then)
{
	gint64 moved = 0;
	gboolean known = now->present && then->present && now->scale == then->scale && !__builtin_sub_overflow(now->value, then->value, &moved);
	g_autofree char *text = known ? number_text(ABS(moved), now->scale, board->request->language) : NULL;
	html_begin(&page->html, HTML_TD);
	html_attr(&page->html, HTML_CLASS, "number");
	html_data(&page->html, "label", _("More or fewer"));
	if (known) {
		html_text(&page->html, moved > 0 ? "▲ " : moved < 0 ? "▼ " : "");
		html_element(&page->html, HTML_SPAN, "unseen", moved > 0 ? _("more by") : moved < 0 ? _("fewer by") : NULL);
		html_text(&page->html, moved ? text : "=");
	}
	html_end(&page->html, HTML_TD);
}

static void put_bars(struct page *page, const struct number *now, const struct number *then)
{
	html_begin(&page->html, HTML_TD);
	html_attr(&page->html, HTML_CLASS, "pair-cell");
	chart_pair(&page->html, now->value, then->value, MAX(now->value, then->value));
	html_end(&page->html, HTML_TD);
}

static void put_line(const struct board *board, struct page *page, const struct line *line)
{
	struct html_writer *html = &page->html;
	const char *language = board->request->language;
	g_auto(url_t) url = figure_url(board, line->figure, board->so_far, FALSE);
	html_begin(html, HTML_TR);
	html_begin(html, HTML_TH);
	html_attr(html, HTML_SCOPE, "row");
	page_link(page, &url, NULL, label_text(&line->figure->label, language));
	html_text(html, " ");
	html_element(html, HTML_SPAN, "quiet", label_text(&line->figure->unit, language));
	html_end(html, HTML_TH);
	put_number(board, page, line->figure, &line->now, board->span, _("Month"));
	put_number(board, page, line->figure, &line->then, span_year_before(board->span), _("A year before"));
	put_change(board, page, &line->now, &line->then);
	put_bars(page, &line->now, &line->then);
	put_number(board, page, line->figure, &line->year, board->so_far, _("Since 1 January"));
	put_number(board, page, line->figure, &line->year_then, span_year_before(board->so_far), _("The year before"));
	put_bars(page, &line->year, &line->year_then);
	html_end(html, HTML_TR);
}

static void put_head_cell(struct page *page, const char *class, const char *text)
{
	html_begin(&page->html, HTML_TH);
	html_attr(&page->html, HTML_SCOPE, "col");
	html_attr(&page->html, HTML_CLASS, class);
	html_text(&page->html, text);
	html_end(&page->html, HTML_TH);
}

static void begin_table(struct page *page, const char *label, const char *const *heads, guint count, guint numbers)
{
	struct html_writer *html = &page->html;
	page_scroll(page, label);
	html_begin(html, HTML_TABLE);
	html_attr(html, HTML_CLASS, "board");
	html_begin(html, HTML_THEAD);
	html_begin(html, HTML_TR);
	for (guint i = 0; i < count; i++)
		if (*heads[i])
			put_head_cell(page, numbers & 1u << i ? "number" : NULL, heads[i]);
		else
			html_element(html, HTML_TD, NULL, "");
	html_end(html, HTML_TR);
	html_end(html, HTML_THEAD);
	html_begin(html, HTML_TBODY);
}

static void end_table(struct page *page)
{
	html_end(&page->html, HTML_TBODY);
	html_end(&page->html, HTML_TABLE);
	html_end(&page->html, HTML_DIV);
}

static void put_legend(struct page *page)
{
	html_element(&page->html, HTML_P, "help", _("Thick bar: this year; thin bar: the same days a year before. A number leads to the records that make it."));
}

/* The month that figures were last recorded in, where this one and its year have none; nothing is found further back than YEARS_BACK. */
static gboolean find_last(const struct board *board, int *year, int *month)
{
	for (*year = board->year; *year > board->year - YEARS_BACK; --*year) {
		gboolean any = FALSE;
		for (guint i = 0; i < G_N_ELEMENTS(chosen) && !any; i++) {
			const struct figure *figure = model_figure(board->request->app->model, chosen[i].figure);
			struct number number = { 0 };
			if (figure && figure->kind != FIGURE_STOCK && ask(board, figure, (struct span){ day_make(*year, 1, 1), day_make(*year, 12, 31) }, &number, NULL))
				any = !is_nothing(&number);
		}
		for (*month = 12; any && *month; --*month) {
			day_t from = day_make(*year, *month, 1);
			for (guint i = 0; i < G_N_ELEMENTS(chosen); i++) {
				const struct figure *figure = model_figure(board->request->app->model, chosen[i].figure);
				struct number number = { 0 };
				if (figure && figure->kind != FIGURE_STOCK && ask(board, figure, (struct span){ from, day_add_months(from, 1) - 1 }, &number, NULL) && !is_nothing(&number))
					return TRUE;
			}
		}
	}
	return FALSE;
}

static void put_no_lines(struct board *board, struct page *page)
{
	int year, month;
	struct html_writer *html = &page->html;
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "empty");
	html_element(html, HTML_P, "empty-title", _("No figure was recorded in this month, nor in its year or the year before."));
	if (find_last(board, &year, &month)) {
		g_autofree char *name = month_name(board, year, month), *text = g_strdup_printf(_("See %s, the last month that has figures"), name);
		g_auto(url_t) url = month_url(year, month);
		html_begin(html, HTML_P);
		page_link(page, &url, "button primary", text);
		html_end(html, HTML_P);
	} else {
		html_element(html, HTML_P, NULL, _("Figures come from the registers by themselves: enter a record, or load a sheet."));
	}
	html_end(html, HTML_DIV);
}

/* What did not happen is said in one sentence, as reports do. */
static void put_quiet(const struct board *board, struct page *page)
{
	g_autoptr(GString) names = g_string_new(NULL);
	for (guint i = 0; i < board->lines->len; i++) {
		const struct line *line = &g_array_index(board->lines, struct line, i);
		if (is_quiet(line))
			g_string_append_printf(names, "%s%s", names->len ? "; " : "", label_text(&line->figure->label, board->request->language));
	}
	g_autofree char *text = names->len ? g_strdup_printf(_("Nothing in either year: %s."), names->str) : NULL;
	if (text)
		html_element(&page->html, HTML_P, "help", text);
}

static void put_lines(struct board *board, struct page *page)
{
	const char *const heads[] = { _("Figure"), _("Month"), _("A year before"), _("More or fewer"), "", _("Since 1 January"), _("The year before"), "" };
	begin_table(page, _("By field of work"), heads, G_N_ELEMENTS(heads), 0x6e);
	for (guint i = 0; i < board->lines->len; i++)
		if (!is_quiet(&g_array_index(board->lines, struct line, i)))
			put_line(board, page, &g_array_index(board->lines, struct line, i));
	end_table(page);
	put_legend(page);
	put_quiet(board, page);
}

void put_board_fields(struct board *board, struct page *page)
{
	guint stocks = 0, others = 0;
	for (guint i = 0; i < board->lines->len; i++) {
		const struct line *line = &g_array_index(board->lines, struct line, i);
		*(line->figure->kind == FIGURE_STOCK ? &stocks : &others) += !is_quiet(line);
	}
	html_begin(&page->html, HTML_SECTION);
	html_attr(&page->html, HTML_CLASS, "card");
	html_element(&page->html, HTML_H2, NULL, _("By field of work"));
	if (!others)
		put_no_lines(board, page);
	if (others || stocks)
		put_lines(board, page);
	html_end(&page->html, HTML_SECTION);
}

/* A country's number in both years. */
struct part {
	const char *value, *label;
	gint64 now, then;
	guint scale;
};

static gint by_size(gconstpointer a, gconstpointer b)
{
	const struct part *first = a, *second = b;
	if (first->now != second->now)
		return first->now > second->now ? -1 : 1;
	return first->then != second->then ? first->then > second->then ? -1 : 1 : strcmp(first->value, second->value);
}

static struct figure_answer *split(const struct board *board, const struct figure *figure, struct span span, GError **error)
{
	g_autoptr(figure_query_t) query = figure_query_new(figure);
	g_array_append_vals(query->offices, board->offices->data, board->offices->len);
	query->span = span;
	return figure_query_by(query, "country", error) ? figure_answer(board->request->app->ledger, query, error) : NULL;
}

static void add_parts(const struct board *board, GArray *parts, const struct figure_answer *answer, gboolean then)
{
	for (guint i = 0; i < answer->rows->len; i++) {
		const struct figure_row *row = answer->rows->pdata[i];
		struct part *found = NULL;
		for (guint p = 0; p < parts->len && !found; p++)
			if (strcmp(g_array_index(parts, struct part, p).value, row->value) == 0)
				found = &g_array_index(parts, struct part, p);
		if (!found) {
			const struct part part = { .value = row->value, .label = strcmp(board->request->language, "en") == 0 ? row->label_en : row->label_vi, .scale = row->number.scale };
			g_array_append_val(parts, part);
			found = &g_array_index(parts, struct part, parts->len - 1);
		}
		*(then ? &found->then : &found->now) = row->number.value;
	}
}

static void put_plain_number(struct page *page, const char *text, const char *label)
{
	html_begin(&page->html, HTML_TD);
	html_attr(&page->html, HTML_CLASS, "number");
	html_data(&page->html, "label", label);
	html_text(&page->html, text);
	html_end(&page->html, HTML_TD);
}

static void put_part(const struct board *board, struct page *page, const struct figure *figure, const struct part *part, gint64 most)
{
	struct html_writer *html = &page->html;
	g_autofree char *now = number_text(part->now, part->scale, board->request->language), *then = number_text(part->then, part->scale, board->request->language);
	g_auto(url_t) url = figure_url(board, figure, board->so_far, FALSE);
	url_add_query(&url, "w.country", part->value);
	html_begin(html, HTML_TR);
	html_begin(html, HTML_TH);
	html_attr(html, HTML_SCOPE, "row");
	page_link(page, &url, NULL, part->label);
	html_end(html, HTML_TH);
	put_plain_number(page, now, _("Since 1 January"));
	put_plain_number(page, then, _("The year before"));
	html_begin(html, HTML_TD);
	html_attr(html, HTML_CLASS, "pair-cell");
	chart_pair(html, part->now, part->then, most);
	html_end(html, HTML_TD);
	html_end(html, HTML_TR);
}

static void put_countries(const struct board *board, struct page *page, const struct figure *figure, GArray *parts)
{
	const char *const heads[] = { _("Country"), _("Since 1 January"), _("The year before"), "" };
	const char *title = label_text(&figure->label, board->request->language);
	gint64 most = 0;
	g_array_sort(parts, by_size);
	for (guint i = 0; i < parts->len; i++)
		most = MAX(most, MAX(g_array_index(parts, struct part, i).now, g_array_index(parts, struct part, i).then));
	html_begin(&page->html, HTML_SECTION);
	html_attr(&page->html, HTML_CLASS, "card");
	g_autofree char *heading = g_strdup_printf(_("%s, by country"), title);
	html_element(&page->html, HTML_H2, NULL, heading);
	begin_table(page, heading, heads, G_N_ELEMENTS(heads), 0x6);
	for (guint i = 0; i < MIN(parts->len, COUNTRIES_MOST); i++)
		put_part(board, page, figure, &g_array_index(parts, struct part, i), most);
	end_table(page);
	if (parts->len > COUNTRIES_MOST) {
		g_auto(url_t) url = figure_url(board, figure, board->so_far, FALSE);
		url_add_query(&url, "by", "country");
		g_autofree char *text = g_strdup_printf(_("All %u countries"), parts->len);
		html_begin(&page->html, HTML_P);
		page_link(page, &url, NULL, text);
		html_end(&page->html, HTML_P);
	}
	html_end(&page->html, HTML_SECTION);
}

gboolean put_board_countries(struct board *board, struct page *page, GError **error)
{
	for (guint i = 0; i < G_N_ELEMENTS(by_country); i++) {
		const struct figure *figure = model_figure(board->request->app->model, by_country[i]);
		if (!figure || !figure_dimension(figure, "country"))
			continue;
		g_autoptr(figure_answer_t) now = split(board, figure, board->so_far, error);
		g_autoptr(figure_answer_t) then = now ? split(board, figure, span_year_before(board->so_far), error) : NULL;
		g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(struct part));
		if (!then)
			return FALSE;
		add_parts(board, parts, now, FALSE);
		add_parts(board, parts, then, TRUE);
		if (parts->len)
			put_countries(board, page, figure, parts);
	}
	return TRUE;
}
