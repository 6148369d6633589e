/* SPDX-License-Identifier: Apache-2.0 */
#include "web/paper.h"
#include "doc/form.h"
#include "ledger/formula.h"
#include "web/query.h"

struct paper {
	struct page *page;
	const struct doc *doc;
	struct places *places; /* NULL: nothing was looked for */
};

/* The id of a block in which something was found, and that it shows so. */
static void put_place(struct paper *paper, const char *class, const char *label, const GPtrArray *runs)
{
	g_autoptr(GString) text = g_string_new(label);
	for (guint i = 0; paper->places && runs && i < runs->len; i++) {
		const struct run *run = runs->pdata[i];
		g_string_append(text, run->text ? run->text : "");
	}
	const char *id = places_offer(paper->places, text->str);
	g_autofree char *both = id && class ? g_strdup_printf("%s found", class) : NULL;
	html_attr(&paper->page->html, HTML_ID, id);
	html_attr(&paper->page->html, HTML_TABINDEX, id ? "-1" : NULL);
	html_attr(&paper->page->html, HTML_CLASS, both ? both : id ? "found" : class);
}

struct url formula_url(struct request *request, const char *text)
{
	g_autoptr(formula_t) formula = text ? formula_parse(request->app->store, text, NULL) : NULL;
	if (!formula || !formula->parts->len)
		return (struct url){ NULL, TRUE };
	struct url url = query_url(request, g_array_index(formula->parts, struct formula_part, 0).query);
	url_add_query(&url, "explain", "yes");
	/* What it is compared with has no records to be shown: the page says where it was stated. */
	for (guint i = 1; i < formula->parts->len; i++) {
		if (!g_array_index(formula->parts, struct formula_part, i).query->stated.present)
			continue;
		url_add_query(&url, "compare", "year");
		break;
	}
	return url;
}

static void put_lines(struct paper *paper, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		if (i)
			html_element(&paper->page->html, HTML_BR, NULL, NULL);
		html_text(&paper->page->html, lines[i]);
	}
}

static void put_figure(struct paper *paper, const struct run *run)
{
	const struct figure_note *note = run->figure < paper->doc->figures->len ? paper->doc->figures->pdata[run->figure] : NULL;
	g_auto(url_t) url = formula_url(paper->page->request, note ? note->query : NULL);
	if (url.text)
		page_link(paper->page, &url, "chip", run->text);
	else
		put_lines(paper, run->text);
}

static void put_run(struct paper *paper, const struct run *run)
{
	static const enum html_element elements[] = { HTML_STRONG, HTML_EM, HTML_U, HTML_S };
	struct html_writer *html = &paper->page->html;
	if (run->kind == RUN_BREAK) {
		html_element(html, HTML_BR, NULL, NULL);
		return;
	}
	for (guint i = 0; i < G_N_ELEMENTS(elements); i++)
		if (run->style & (1u << i))
			html_begin(html, elements[i]);
	if (run->kind == RUN_FIGURE)
		put_figure(paper, run);
	else
		put_lines(paper, run->text);
	for (guint i = G_N_ELEMENTS(elements); i > 0; i--)
		if (run->style & (1u << (i - 1)))
			html_end(html, elements[i - 1]);
}

static void put_runs(struct paper *paper, const char *label, const GPtrArray *runs)
{
	if (label) {
		html_text(&paper->page->html, label);
		html_text(&paper->page->html, " ");
	}
	for (guint i = 0; runs && i < runs->len; i++)
		put_run(paper, runs->pdata[i]);
}

static void put_table_row(struct paper *paper, const struct table *table, const GPtrArray *rows, guint index)
{
	struct html_writer *html = &paper->page->html;
	const guint columns = form_table_columns(table);
	const struct row *row = rows->pdata[index];
	gboolean header = rows == table->header;
	html_begin(html, HTML_TR);
	html_attr(html, HTML_CLASS, row->total ? "total" : NULL);
	for (guint i = 0, column = 0; column < columns; i++) {
		const struct cell *cell = i < row->cells->len ? row->cells->pdata[i] : NULL;
		guint span = cell ? form_cell_span(cell, column, columns) : 1, depth = header ? form_header_depth(table, index, column) : 1;
		if (depth) {
			html_begin(html, header ? HTML_TH : HTML_TD);
			put_place(paper, !header && form_table_column(table, column).align == ALIGN_RIGHT ? "number" : NULL, NULL, cell ? cell->runs : NULL);
			if (span > 1)
				html_attr_int(html, HTML_COLSPAN, span);
			if (depth > 1)
				html_attr_int(html, HTML_ROWSPAN, depth);
			put_runs(paper, NULL, cell ? cell->runs : NULL);
			html_end(html, header ? HTML_TH : HTML_TD);
		}
		column += span;
	}
	html_end(html, HTML_TR);
}

static void put_table_rows(struct paper *paper, const struct table *table, const GPtrArray *rows)
{
	enum html_element element = rows == table->header ? HTML_THEAD : HTML_TBODY;
	if (!rows->len)
		return;
	html_begin(&paper->page->html, element);
	for (guint i = 0; i < rows->len; i++)
		put_table_row(paper, table, rows, i);
	html_end(&paper->page->html, element);
}

static void put_table(struct paper *paper, const struct table *table)
{
	struct html_writer *html = &paper->page->html;
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "scroll");
	html_attr(html, HTML_TABINDEX, "0");
	html_attr(html, HTML_ROLE, table->caption ? "region" : NULL);
	html_attr(html, HTML_ARIA_LABEL, table->caption);
	html_begin(html, HTML_TABLE);
	if (table->caption)
		html_element(html, HTML_CAPTION, NULL, table->caption);
	put_table_rows(paper, table, table->header);
	put_table_rows(paper, table, table->rows);
	html_end(html, HTML_TABLE);
	html_end(html, HTML_DIV);
}

/* Items carry their own labels ("-", "a)"), so they stand as paragraphs, deeper ones further in. */
static void put_flow(struct paper *paper, const GPtrArray *blocks, gboolean body)
{
	static const enum html_element headings[] = { HTML_H2, HTML_H3, HTML_H4, HTML_H5, HTML_H6 };
	struct html_writer *html = &paper->page->html;
	g_autoptr(GPtrArray) flow = form_flow(blocks, paper->doc->numbering, body);
	for (guint i = 0; i < flow->len; i++) {
		const struct flow_item *item = flow->pdata[i];
		if (item->kind == FLOW_TABLE) {
			put_table(paper, item->table);
			continue;
		}
		gboolean heading = item->kind == FLOW_HEADING, item_deep = item->kind == FLOW_ITEM && item->level > 0;
		enum html_element element = heading ? headings[MIN(item->level, 5) - 1] : HTML_P;
		html_begin(html, element);
		put_place(paper, item_deep ? "deep" : item->italic ? "basis" : NULL, item->label, item->runs);
		put_runs(paper, item->label, item->runs);
		html_end(html, element);
	}
}

static void put_strong(struct paper *paper, const char *text)
{
	if (text && *text)
		html_element(&paper->page->html, HTML_P, "strong", text);
}

static void put_letterhead(struct paper *paper)
{
	struct html_writer *html = &paper->page->html;
	const struct doc *doc = paper->doc;
	const struct form_words *words = form_words(doc);
	g_autofree char *number = doc_number_line(doc), *date = doc_date_line(doc);
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "letterhead");
	html_begin(html, HTML_DIV);
	html_element(html, HTML_P, NULL, doc->superior);
	put_strong(paper, doc->issuer);
	html_element(html, HTML_P, NULL, number);
	html_end(html, HTML_DIV);
	html_begin(html, HTML_DIV);
	put_strong(paper, words->nation);
	put_strong(paper, words->motto);
	html_begin(html, HTML_P);
	html_element(html, HTML_EM, NULL, date);
	html_end(html, HTML_P);
	html_end(html, HTML_DIV);
	html_end(html, HTML_DIV);
}

/* A line that has no runs. */
static void put_line(struct paper *paper, const char *class, const char *text)
{
	html_begin(&paper->page->html, HTML_P);
	const char *id = places_offer(paper->places, text);
	html_attr(&paper->page->html, HTML_ID, id);
	html_attr(&paper->page->html, HTML_TABINDEX, id ? "-1" : NULL);
	html_attr(&paper->page->html, HTML_CLASS, id ? "found" : class);
	html_text(&paper->page->html, text);
	html_end(&paper->page->html, HTML_P);
}

static void put_title(struct paper *paper)
{
	struct html_writer *html = &paper->page->html;
	g_auto(GStrv) lines = form_addressees(paper->doc);
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "title");
	html_element(html, HTML_P, NULL, paper->doc->kind);
	put_line(paper, NULL, paper->doc->subject);
	html_end(html, HTML_DIV);
	if (!lines[0])
		return;
	html_begin(html, HTML_P);
	html_text(html, form_words(paper->doc)->to);
	html_text(html, " ");
	for (guint i = 0; lines[i]; i++) {
		if (i || lines[1])
			html_element(html, HTML_BR, NULL, NULL);
		html_text(html, lines[i]);
	}
	html_end(html, HTML_P);
}

static void put_end(struct paper *paper)
{
	struct html_writer *html = &paper->page->html;
	const struct doc *doc = paper->doc;
	g_auto(GStrv) lines = form_recipients(doc);
	if (!form_is_signed(doc))
		return;
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "signature");
	for (guint i = 0; i < doc->signature.capacity->len; i++)
		put_strong(paper, doc->signature.capacity->pdata[i]);
	put_strong(paper, doc->signature.name);
	html_end(html, HTML_DIV);
	for (guint i = 0; lines[i]; i++) {
		if (!i)
			html_element(html, HTML_P, "strong", form_words(doc)->recipients);
		put_line(paper, "recipient", lines[i]);
	}
}

static void put_appendix(struct paper *paper, guint index)
{
	const struct appendix *appendix = paper->doc->appendices->pdata[index];
	struct html_writer *html = &paper->page->html;
	g_autofree char *label = form_appendix_label(paper->doc, index), *note = form_appendix_note(paper->doc, appendix);
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "title");
	html_element(html, HTML_P, NULL, label);
	html_element(html, HTML_P, NULL, appendix->title);
	html_end(html, HTML_DIV);
	if (note)
		html_element(html, HTML_P, NULL, note);
	put_flow(paper, appendix->blocks, FALSE);
}

void put_paper_part(struct page *page, const struct doc *doc, const GPtrArray *blocks)
{
	struct paper paper = { page, doc, NULL };
	html_begin(&page->html, HTML_ARTICLE);
	html_attr(&page->html, HTML_CLASS, "paper");
	html_attr(&page->html, HTML_LANG, form_words(doc)->language);
	html_attr(&page->html, HTML_ARIA_LABEL, _("The document"));
	put_flow(&paper, blocks, FALSE);
	html_end(&page->html, HTML_ARTICLE);
}

void put_paper(struct page *page, const struct doc *doc, struct places *places)
{
	struct paper paper = { page, doc, places };
	html_begin(&page->html, HTML_ARTICLE);
	html_attr(&page->html, HTML_CLASS, "paper");
	html_attr(&page->html, HTML_LANG, form_words(doc)->language);
	html_attr(&page->html, HTML_ARIA_LABEL, _("The document"));
	put_letterhead(&paper);
	put_title(&paper);
	put_flow(&paper, doc->blocks, TRUE);
	put_end(&paper);
	for (guint i = 0; i < doc->appendices->len; i++)
		put_appendix(&paper, i);
	html_end(&page->html, HTML_ARTICLE);
}
