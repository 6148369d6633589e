/* SPDX-License-Identifier: Apache-2.0 */
/* The books of documents for printing and binding: on the page, and as files. */
#include "web/books.h"
#include "web/pages.h"
#include "web/report.h"
#include "web/show.h"

#include <string.h>

GPtrArray *wanted_book(struct request *request, const struct book **book, int *year, gboolean *more, GError **error)
{
	const struct reg *reg = request_register(request, 0, error);
	if (!reg)
		return NULL;
	*book = book_find(reg->id, pairs_get(request->query, "book"));
	if (!*book) {
		fail(error, ERROR_ABSENT, _("there is no such page"));
		return NULL;
	}
	if (!book_year(pairs_get(request->query, "year"), year, error))
		return NULL;
	GPtrArray *documents = book_documents(request->app, *book, request_office(request), *year, BOOK_MOST + 1, error);
	*more = documents && documents->len > BOOK_MOST;
	if (*more)
		g_ptr_array_set_size(documents, BOOK_MOST);
	return documents;
}

static void put_series(struct page *page, const struct book_series *series)
{
	g_autofree char *good = g_strdup_printf(_("numbers 1 to %" PRId64 ", none missing, none twice"), series->last);
	g_autofree char *missing = g_strdup_printf(_("missing numbers: %s"), series->missing), *twice = g_strdup_printf(_("numbers given twice: %s"), series->twice);
	gboolean sound = !*series->missing && !*series->twice;
	html_begin(&page->html, HTML_LI);
	html_attr(&page->html, HTML_CLASS, sound ? NULL : "late-mark");
	if (*series->kind) {
		html_element(&page->html, HTML_STRONG, NULL, series->kind);
		html_text(&page->html, ": ");
	}
	if (sound)
		html_text(&page->html, good);
	if (*series->missing)
		html_text(&page->html, missing);
	if (*series->missing && *series->twice)
		html_text(&page->html, "; ");
	if (*series->twice)
		html_text(&page->html, twice);
	html_end(&page->html, HTML_LI);
}

static void put_numbers(struct page *page, const struct book *book, const GPtrArray *documents)
{
	g_autoptr(GPtrArray) numbers = book_numbers(book, documents);
	html_element(&page->html, HTML_H2, NULL, _("Numbers of the year"));
	html_begin(&page->html, HTML_UL);
	for (guint i = 0; i < numbers->len; i++)
		put_series(page, numbers->pdata[i]);
	html_end(&page->html, HTML_UL);
}

static void put_head(struct page *page, const struct book *book)
{
	struct html_writer *html = &page->html;
	html_begin(html, HTML_THEAD);
	html_begin(html, HTML_TR);
	for (const struct book_column *column = book->columns; column->title; column++) {
		html_begin(html, HTML_TH);
		html_attr(html, HTML_SCOPE, "col");
		html_text(html, _(column->title));
		html_end(html, HTML_TH);
	}
	html_end(html, HTML_TR);
	html_begin(html, HTML_TR);
	html_attr(html, HTML_CLASS, "quiet");
	for (guint i = 0; book->columns[i].title; i++) {
		g_autofree char *number = g_strdup_printf("(%u)", i + 1);
		html_element(html, HTML_TD, NULL, number);
	}
	html_end(html, HTML_TR);
	html_end(html, HTML_THEAD);
}

static void put_cell(struct page *page, const struct record *document, const struct book_column *column)
{
	gboolean first = TRUE;
	html_begin(&page->html, HTML_TD);
	for (const char *const *name = column->fields; *name; name++) {
		const struct field *field = reg_field(document->reg, *name);
		const struct value *value = field ? record_value(document, *name) : NULL;
		if (!value)
			continue;
		if (!first)
			html_text(&page->html, ", ");
		put_value(page, field, value, document->office);
		first = FALSE;
	}
	html_end(&page->html, HTML_TD);
}

static void put_documents(struct page *page, const struct book *book, const GPtrArray *documents)
{
	struct html_writer *html = &page->html;
	page_scroll(page, _(book->title));
	html_begin(html, HTML_TABLE);
	html_attr(html, HTML_CLASS, "book");
	put_head(page, book);
	html_begin(html, HTML_TBODY);
	for (guint i = 0; i < documents->len; i++) {
		html_begin(html, HTML_TR);
		for (const struct book_column *column = book->columns; column->title; column++)
			put_cell(page, documents->pdata[i], column);
		html_end(html, HTML_TR);
	}
	html_end(html, HTML_TBODY);
	html_end(html, HTML_TABLE);
	html_end(html, HTML_DIV);
}

/* The page, or a file of the same. */
static struct url book_url(const struct book *book, int year, const char *format)
{
	char text[16];
	struct url url = url_own("/registers");
	url_add_segment(&url, book->reg);
	url_add_segment(&url, "book");
	if (format)
		url_add_segment(&url, format);
	if (*book->name)
		url_add_query(&url, "book", book->name);
	g_snprintf(text, sizeof text, "%d", year);
	url_add_query(&url, "year", text);
	return url;
}

static void put_button(struct page *page, const struct book *book, int year, const char *format, const char *text)
{
	g_auto(url_t) url = book_url(book, year, format);
	page_link(page, &url, "button", text);
	html_text(&page->html, " ");
}

static void put_others(struct page *page, const struct book *book, int year)
{
	html_begin(&page->html, HTML_P);
	html_attr(&page->html, HTML_CLASS, "exports");
	put_button(page, book, year, "pdf", _("Print as PDF"));
	put_button(page, book, year, "docx", _("Print as DOCX"));
	for (int other = year - 1; other <= year + 1; other += 2) {
		g_autofree char *text = g_strdup_printf("%d", other);
		put_button(page, book, other, NULL, text);
	}
	for (const struct book *other = books; other->reg; other++)
		if (other != book)
			put_button(page, other, year, NULL, _(other->title));
	html_end(&page->html, HTML_P);
}

gboolean show_book(struct request *request, GError **error)
{
	struct page page;
	int year;
	gboolean more;
	const struct book *book;
	g_autoptr(GPtrArray) documents = wanted_book(request, &book, &year, &more, error);
	if (!documents)
		return FALSE;
	g_autofree char *title = g_strdup_printf(_("%s, %d"), _(book->title), year);
	g_autofree char *cut = g_strdup_printf(_("The year has more than %d documents; the book ends there. `ngoaivu book` prints all of them."), BOOK_MOST);
	page_begin(&page, request, SECTION_REGISTERS, title);
	put_others(&page, book, year);
	if (more)
		page_box(&page, BOX_PROBLEM, cut);
	if (documents->len) {
		put_documents(&page, book, documents);
		put_numbers(&page, book, documents);
	} else {
		page_empty(&page, _("No document of this year"), NULL);
	}
	return page_end(&page, error);
}

gboolean print_book(struct request *request, GError **error)
{
	int year;
	gboolean more;
	const struct book *book;
	const struct doc_format *format = doc_format_find(request_parameter(request, 1));
	if (!format)
		return fail(error, ERROR_ABSENT, _("there is no such page"));
	g_autoptr(GPtrArray) documents = wanted_book(request, &book, &year, &more, error);
	if (documents && more)
		return fail(error, ERROR_REFUSED, _("The year has more than %d documents; the book ends there. `ngoaivu book` prints all of them."), BOOK_MOST);
	g_autoptr(doc_t) doc = documents ? book_doc(request->app, book, request_office(request), year, documents, error) : NULL;
	g_autoptr(GBytes) bytes = doc ? report_write_locked(request, doc, format, error) : NULL;
	if (!bytes)
		return FALSE;
	g_autofree char *name = g_strdup_printf("%s%s%s-%d%s", book->reg, *book->name ? "-" : "", book->name, year, format->extension);
	answer_bytes(request, bytes, format->media_type, name);
	return TRUE;
}
