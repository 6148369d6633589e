/* SPDX-License-Identifier: Apache-2.0 */
#include "format/html.h"

#include <string.h>

#include "base/text.h"
#include "doc/form.h"
#include "doc/writer.h"

struct page {
	struct html_writer html;
	const struct doc *doc;
};

static void put_upper(
	struct page *page, enum html_element element, const char *class, const char *text)
{
	if (!text || !*text)
		return;
	g_autofree char *upper = text_upper(text);
	html_element(&page->html, element, class, upper);
}

/* Newlines in the text are new lines on the page. */
static void put_lines(struct page *page, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		if (i > 0)
			html_element(&page->html, HTML_BR, NULL, NULL);
		html_text(&page->html, lines[i]);
	}
}

static void put_figure(struct page *page, const struct run *run)
{
	const GPtrArray *figures = page->doc->figures;
	const struct figure_note *note =
		run->figure < figures->len ? figures->pdata[run->figure] : NULL;
	html_begin(&page->html, HTML_DATA);
	html_attr(&page->html, HTML_CLASS, "figure");
	html_attr(&page->html, HTML_VALUE, note && note->query ? note->query : "");
	put_lines(page, run->text);
	html_end(&page->html, HTML_DATA);
}

static void put_target(struct page *page, const struct run *run)
{
	g_auto(url_t) url = {NULL, FALSE};
	const gboolean link = run->kind == RUN_LINK && url_parse(run->address, &url, NULL);
	if (run->kind == RUN_FIGURE) {
		put_figure(page, run);
		return;
	}
	if (link) {
		html_begin(&page->html, HTML_A);
		html_url(&page->html, HTML_HREF, &url);
	}
	put_lines(page, run->text);
	if (link)
		html_end(&page->html, HTML_A);
}

static void put_run(struct page *page, const struct run *run)
{
	static const enum html_element elements[] = {HTML_STRONG, HTML_EM, HTML_U, HTML_S};
	if (run->kind == RUN_BREAK) {
		html_element(&page->html, HTML_BR, NULL, NULL);
		return;
	}
	for (guint i = 0; i < G_N_ELEMENTS(elements); i++)
		if (run->style & (1u << i))
			html_begin(&page->html, elements[i]);
	put_target(page, run);
	for (guint i = G_N_ELEMENTS(elements); i > 0; i--)
		if (run->style & (1u << (i - 1)))
			html_end(&page->html, elements[i - 1]);
}

static void put_runs(struct page *page, const char *label, const GPtrArray *runs)
{
	if (label) {
		html_text(&page->html, label);
		html_text(&page->html, " ");
	}
	for (guint i = 0; runs && i < runs->len; i++)
		put_run(page, runs->pdata[i]);
}

static void put_paragraph(
	struct page *page, const char *class, const char *label, const GPtrArray *runs)
{
	html_begin(&page->html, HTML_P);
	html_attr(&page->html, HTML_CLASS, class);
	put_runs(page, label, runs);
	html_end(&page->html, HTML_P);
}

static void put_number_and_date(struct page *page)
{
	const struct doc *doc = page->doc;
	struct html_writer *html = &page->html;
	g_autofree char *number = doc_number_line(doc);
	g_autofree char *date = doc_date_line(doc);
	html_begin(html, HTML_DIV);
	html_element(html, HTML_P, "number", number);
	if (doc->urgency > URGENCY_NONE && doc->urgency <= URGENCY_FLASH)
		html_element(html, HTML_P, "urgency", form_words(doc)->urgency[doc->urgency]);
	html_end(html, HTML_DIV);
	html_element(html, HTML_P, "date", date);
}

static void put_frame(struct page *page)
{
	const struct doc *doc = page->doc;
	const struct form_words *words = form_words(doc);
	struct html_writer *html = &page->html;
	html_begin(html, HTML_HEADER);
	html_attr(html, HTML_CLASS, "frame");
	html_begin(html, HTML_DIV);
	put_upper(page, HTML_P, "superior", doc->superior);
	put_upper(page, HTML_P, "issuer", doc->issuer);
	html_end(html, HTML_DIV);
	html_begin(html, HTML_DIV);
	html_element(html, HTML_P, "nation", words->nation);
	html_element(html, HTML_P, "motto", words->motto);
	html_end(html, HTML_DIV);
	if (!doc->book)
		put_number_and_date(page);
	html_end(html, HTML_HEADER);
}

static void put_title(struct page *page)
{
	const struct doc *doc = page->doc;
	struct html_writer *html = &page->html;
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "title");
	put_upper(page, HTML_H1, NULL, doc->kind);
	if (doc->subject && *doc->subject)
		html_element(html, HTML_P, "subject", doc->subject);
	html_end(html, HTML_DIV);
	g_auto(GStrv) lines = form_addressees(doc);
	if (!lines[0])
		return;
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, lines[1] ? "to" : "to single");
	g_autofree char *first =
		g_strjoin(" ", form_words(doc)->to, lines[1] ? NULL : lines[0], NULL);
	html_element(html, HTML_P, NULL, first);
	if (lines[1]) {
		html_begin(html, HTML_UL);
		for (guint i = 0; lines[i]; i++)
			html_element(html, HTML_LI, NULL, lines[i]);
		html_end(html, HTML_UL);
	}
	html_end(html, HTML_DIV);
}

static const char *column_class(const struct table *table, guint column)
{
	static const char *const classes[] = {NULL, "centre", "right"};
	return classes[MIN(form_table_column(table, column).align, ALIGN_RIGHT)];
}

static void put_header_cell(struct page *page, const struct cell *cell, guint span, guint depth)
{
	struct html_writer *html = &page->html;
	html_begin(html, HTML_TH);
	html_attr(html, HTML_SCOPE, span > 1 ? "colgroup" : "col");
	if (span > 1)
		html_attr_int(html, HTML_COLSPAN, span);
	if (depth > 1)
		html_attr_int(html, HTML_ROWSPAN, depth);
	put_runs(page, NULL, cell ? cell->runs : NULL);
	html_end(html, HTML_TH);
}

static void put_cell(struct page *page, const struct cell *cell, guint span, const char *class)
{
	struct html_writer *html = &page->html;
	html_begin(html, HTML_TD);
	html_attr(html, HTML_CLASS, class);
	if (span > 1)
		html_attr_int(html, HTML_COLSPAN, span);
	put_runs(page, NULL, cell ? cell->runs : NULL);
	html_end(html, HTML_TD);
}

static void put_row(
	struct page *page, const struct table *table, const GPtrArray *rows, guint index)
{
	const guint columns = form_table_columns(table);
	const struct row *row = rows->pdata[index];
	const gboolean header = rows == table->header;
	struct html_writer *html = &page->html;
	html_begin(html, HTML_TR);
	html_attr(html, HTML_CLASS, row->total ? "total" : NULL);
	guint column = 0;
	for (guint i = 0; column < columns; i++) {
		const struct cell *cell = i < row->cells->len ? row->cells->pdata[i] : NULL;
		const guint span = cell ? form_cell_span(cell, column, columns) : 1;
		const guint depth = header ? form_header_depth(table, index, column) : 1;
		if (!header)
			put_cell(page, cell, span, column_class(table, column));
		else if (depth > 0)
			put_header_cell(page, cell, span, depth);
		column += span;
	}
	html_end(html, HTML_TR);
}

static void put_rows(struct page *page, const struct table *table, const GPtrArray *rows)
{
	const enum html_element element = rows == table->header ? HTML_THEAD : HTML_TBODY;
	if (rows->len == 0)
		return;
	html_begin(&page->html, element);
	for (guint i = 0; i < rows->len; i++)
		put_row(page, table, rows, i);
	html_end(&page->html, element);
}

static void put_table(struct page *page, const struct table *table)
{
	struct html_writer *html = &page->html;
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "scroll");
	html_attr(html, HTML_TABINDEX, "0");
	html_attr(html, HTML_ROLE, table->caption ? "region" : NULL);
	html_attr(html, HTML_ARIA_LABEL, table->caption);
	html_begin(html, HTML_TABLE);
	html_attr(html, HTML_CLASS, form_table_columns(table) > 9 ? "many" : NULL);
	if (table->caption)
		html_element(html, HTML_CAPTION, NULL, table->caption);
	put_rows(page, table, table->header);
	put_rows(page, table, table->rows);
	html_end(html, HTML_TABLE);
	html_end(html, HTML_DIV);
}

/* Lists are opened and closed as the depth of the items asks; item i is open while its list is. */
struct lists {
	guint open; /* lists open */
	gboolean ordered[64];
	guint numbers[64];
};

static void close_lists(struct page *page, struct lists *lists, guint depth)
{
	while (lists->open > depth) {
		html_end(&page->html, HTML_LI);
		html_end(&page->html, lists->ordered[--lists->open] ? HTML_OL : HTML_UL);
	}
}

static void put_item(struct page *page, struct lists *lists, const struct flow_item *item)
{
	const guint depth = MIN(item->level, (guint)G_N_ELEMENTS(lists->numbers) - 1);
	close_lists(page, lists, depth + 1);
	if (lists->open == depth + 1 && lists->numbers[depth] != item->list)
		close_lists(page, lists, depth);
	if (lists->open == depth + 1) {
		html_end(&page->html, HTML_LI);
	} else {
		lists->ordered[lists->open] = item->ordered;
		lists->numbers[lists->open++] = item->list;
		html_begin(&page->html, item->ordered ? HTML_OL : HTML_UL);
	}
	html_begin(&page->html, HTML_LI);
	put_paragraph(page, NULL, item->label, item->runs);
}

static void put_heading(struct page *page, const struct flow_item *item)
{
	static const enum html_element elements[] = {HTML_H2, HTML_H3, HTML_H4, HTML_H5, HTML_H6};
	const gboolean point =
		item->level > 2 && page->doc->numbering == NUMBERING_LETTER && !item->plain;
	const enum html_element element = elements[item->level - 1];
	html_begin(&page->html, element);
	html_attr(&page->html, HTML_CLASS, point ? "point" : NULL);
	put_runs(page, item->label, item->runs);
	html_end(&page->html, element);
}

static void put_flow(struct page *page, const GPtrArray *blocks, gboolean body)
{
	g_autoptr(GPtrArray) flow = form_flow(blocks, page->doc->numbering, body);
	struct lists lists = {0};
	for (guint i = 0; i < flow->len; i++) {
		const struct flow_item *item = flow->pdata[i];
		if (item->kind == FLOW_HEADING || item->kind == FLOW_PARAGRAPH ||
			(item->kind == FLOW_TABLE && !item->list))
			close_lists(page, &lists, 0);
		if (item->kind == FLOW_MORE)
			close_lists(page, &lists, item->level + 1);
		if (item->kind == FLOW_HEADING)
			put_heading(page, item);
		else if (item->kind == FLOW_TABLE)
			put_table(page, item->table);
		else if (item->kind == FLOW_ITEM)
			put_item(page, &lists, item);
		else
			put_paragraph(page,
				item->italic  ? "basis"
				: item->plain ? "plain"
					      : NULL,
				NULL, item->runs);
	}
	close_lists(page, &lists, 0);
}

static void put_signature(struct page *page)
{
	const struct doc *doc = page->doc;
	struct html_writer *html = &page->html;
	if (!form_is_signed(doc))
		return;
	g_auto(GStrv) lines = form_recipients(doc);
	html_begin(html, HTML_FOOTER);
	html_attr(html, HTML_CLASS, "end");
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "recipients");
	if (lines[0]) {
		html_element(html, HTML_P, NULL, form_words(doc)->recipients);
		html_begin(html, HTML_UL);
		for (guint i = 0; lines[i]; i++)
			html_element(html, HTML_LI, NULL, lines[i]);
		html_end(html, HTML_UL);
	}
	html_end(html, HTML_DIV);
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "sign");
	for (guint i = 0; i < doc->signature.capacity->len; i++)
		put_upper(page, HTML_P, NULL, doc->signature.capacity->pdata[i]);
	if (doc->signature.name)
		html_element(html, HTML_P, "name", doc->signature.name);
	html_end(html, HTML_DIV);
	html_end(html, HTML_FOOTER);
}

static void put_appendix(struct page *page, guint index)
{
	const struct appendix *appendix = page->doc->appendices->pdata[index];
	struct html_writer *html = &page->html;
	g_autofree char *label = form_appendix_label(page->doc, index);
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_CLASS, appendix->landscape ? "appendix landscape" : "appendix");
	html_begin(html, HTML_H2);
	html_text(html, label);
	if (appendix->title && *appendix->title) {
		html_element(html, HTML_BR, NULL, NULL);
		g_autofree char *title = text_upper(appendix->title);
		html_text(html, title);
	}
	html_end(html, HTML_H2);
	g_autofree char *note = form_appendix_note(page->doc, appendix);
	if (note)
		html_element(html, HTML_P, "note", note);
	put_flow(page, appendix->blocks, FALSE);
	html_end(html, HTML_SECTION);
}

static void put_head(struct page *page)
{
	const struct doc *doc = page->doc;
	g_autofree char *title = g_strjoin(" ", doc->kind ? doc->kind : "", doc->subject, NULL);
	html_page(&page->html, form_words(doc)->language, g_strstrip(title));
	if (doc->identity) {
		html_begin(&page->html, HTML_META);
		html_attr(&page->html, HTML_NAME, "ngoaivu-identity");
		html_attr(&page->html, HTML_CONTENT, doc->identity);
	}
	html_sheet(&page->html, HTML_SHEET_DOCUMENT);
	html_end(&page->html, HTML_HEAD);
}

GBytes *doc_write_html(const struct doc *doc, GError **error)
{
	struct page page = {.doc = doc};
	GString *out = g_string_new(NULL);
	html_start(&page.html, out);
	put_head(&page);
	html_begin(&page.html, HTML_BODY);
	html_attr(&page.html, HTML_CLASS, doc->book ? "landscape" : NULL);
	put_frame(&page);
	put_title(&page);
	html_begin(&page.html, HTML_MAIN);
	put_flow(&page, doc->blocks, !doc->book);
	html_end(&page.html, HTML_MAIN);
	put_signature(&page);
	for (guint i = 0; i < doc->appendices->len; i++)
		put_appendix(&page, i);
	html_end(&page.html, HTML_BODY);
	html_end(&page.html, HTML_HTML);
	if (html_finish(&page.html, error))
		return g_string_free_to_bytes(g_string_append_c(out, '\n'));
	g_string_free(out, TRUE);
	return NULL;
}
