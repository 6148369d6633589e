/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The books of documents for printing and binding, a year each, with the columns of Decree 30/2020/ND-CP, appendix IV;
 * and which numbers of the year are missing or given twice.
 */
#include "base/number.h"
#include "store/list.h"
#include "web/pages.h"
#include "web/show.h"

#include <string.h>

enum { BOOK_MOST = 20000, GAPS_TOLD = 50, COLUMNS_MOST_BOOK = 10, FIELDS_MOST = 4 };

struct book_column {
	const char *title;
	const char *fields[FIELDS_MOST + 1];
};
struct book {
	const char *reg, *name, *title, *day;
	gboolean by_kind; /* each kind of document has numbers of its own */
	struct book_column columns[COLUMNS_MOST_BOOK + 1];
};

static const struct book books[] = {
	{ "outgoing", "", N_("Register of outgoing documents"), "dated_on", TRUE, {
		{ N_("Number and symbol"), { "symbol" } }, { N_("Day of the document"), { "dated_on" } }, { N_("Kind and summary"), { "kind", "summary" } },
		{ N_("Signed by"), { "signer" } }, { N_("Recipients"), { "recipients" } }, { N_("Keeper of the filed copy"), { "kept_by" } },
		{ N_("Number of copies"), { "copies" } }, { N_("Forwarded on"), { "forwarded_on" } }, { N_("Received by (signature)"), { "received_by" } },
		{ N_("Note"), { "note" } } } },
	{ "incoming", "", N_("Register of incoming documents"), "arrived_on", FALSE, {
		{ N_("Day of arrival"), { "arrived_on" } }, { N_("Number of arrival"), { "number" } }, { N_("Author of the document"), { "issuer" } },
		{ N_("Number and symbol"), { "symbol" } }, { N_("Day of the document"), { "dated_on" } }, { N_("Kind and summary"), { "kind", "summary" } },
		{ N_("Unit or person that receives it"), { "recipient" } }, { N_("Forwarded on"), { "forwarded_on" } },
		{ N_("Received by (signature)"), { "received_by" } }, { N_("Note"), { "note" } } } },
	{ "incoming", "handling", N_("Book of how incoming documents are settled"), "arrived_on", FALSE, {
		{ N_("Number of arrival"), { "number" } }, { N_("Kind, number and symbol, day, issuer"), { "kind", "symbol", "dated_on", "issuer" } },
		{ N_("Unit or person that receives it"), { "recipient" } }, { N_("Time limit"), { "due_on" } }, { N_("Progress"), { "progress" } },
		{ N_("Number and symbol of the answer"), { "answer" } }, { N_("Note"), { "note" } } } },
};

static const struct book *wanted_book(const struct request *request, const char *reg)
{
	const char *name = pairs_get(request->query, "book");
	for (guint i = 0; i < G_N_ELEMENTS(books); i++)
		if (strcmp(books[i].reg, reg) == 0 && strcmp(books[i].name, name ? name : "") == 0)
			return &books[i];
	return NULL;
}

static gboolean wanted_year(const struct request *request, int *year, GError **error)
{
	const char *text = pairs_get(request->query, "year");
	int month, dom;
	guint64 number;
	day_split(day_today(), year, &month, &dom);
	if (!text || !*text)
		return TRUE;
	if (!g_ascii_string_to_unsigned(text, 10, 1900, 2869, &number, NULL))
		return fail(error, ERROR_INPUT, _("%s: that is no year"), text);
	*year = (int)number;
	return TRUE;
}

static gint by_number(gconstpointer a, gconstpointer b)
{
	const struct record *first = *(const struct record *const *)a, *second = *(const struct record *const *)b;
	const struct value *one = record_value(first, "number"), *two = record_value(second, "number");
	gint64 x = one ? one->number : G_MAXINT64, y = two ? two->number : G_MAXINT64;
	return x < y ? -1 : x > y ? 1 : first->id < second->id ? -1 : first->id > second->id;
}

/* The documents of a year, by day. */
static GPtrArray *documents_of(struct request *request, const struct reg *reg, const struct field *day, int year, GError **error)
{
	g_autoptr(GArray) first = g_array_new(FALSE, TRUE, sizeof(struct list_value)), last = g_array_new(FALSE, TRUE, sizeof(struct list_value));
	g_autoptr(GArray) conditions = g_array_new(FALSE, TRUE, sizeof(struct list_condition));
	struct list_value from = { NULL, day_make(year, 1, 1) }, to = { NULL, day_make(year, 12, 31) };
	g_array_append_val(first, from);
	g_array_append_val(last, to);
	struct list_condition least = { day, LIST_LEAST, first }, most = { day, LIST_MOST, last };
	g_array_append_val(conditions, least);
	g_array_append_val(conditions, most);
	struct list_wish wish = { .reg = reg, .office = request_office(request), .conditions = conditions, .sort = day, .limit = BOOK_MOST + 1 };
	return store_list(request->app->store, &wish, error);
}

static gboolean is_numbered(const struct record *document)
{
	const struct value *number = record_value(document, "number");
	return number && number->number > 0;
}

static void add_range(GString *text, gint64 from, gint64 to)
{
	if (text->len)
		g_string_append(text, ", ");
	g_string_append_printf(text, from == to ? "%" G_GINT64_FORMAT : "%" G_GINT64_FORMAT "–%" G_GINT64_FORMAT, from, to);
}

/* What one series of numbers, in order, lacks and has twice. */
static void put_series(struct page *page, const char *kind, const GPtrArray *documents)
{
	g_autoptr(GString) missing = g_string_new(NULL), twice = g_string_new(NULL);
	gint64 before = 0, told = 0;
	for (guint i = 0; i < documents->len; i++) {
		gint64 number = record_value(documents->pdata[i], "number")->number;
		if (number > before + 1 && told++ < GAPS_TOLD)
			add_range(missing, before + 1, number - 1);
		else if (number == before && told++ < GAPS_TOLD)
			add_range(twice, number, number);
		before = number;
	}
	g_autofree char *good = g_strdup_printf(_("numbers 1 to %" PRId64 ", none missing, none twice"), before);
	html_begin(&page->html, HTML_LI);
	html_attr(&page->html, HTML_CLASS, missing->len || twice->len ? "late-mark" : NULL);
	if (*kind) {
		html_element(&page->html, HTML_STRONG, NULL, kind);
		html_text(&page->html, ": ");
	}
	if (missing->len) {
		g_autofree char *text = g_strdup_printf(_("missing numbers: %s"), missing->str);
		html_text(&page->html, text);
	}
	if (twice->len) {
		g_autofree char *text = g_strdup_printf(_("numbers given twice: %s"), twice->str);
		html_text(&page->html, missing->len ? "; " : "");
		html_text(&page->html, text);
	}
	if (!missing->len && !twice->len)
		html_text(&page->html, good);
	html_end(&page->html, HTML_LI);
}

static void put_numbers(struct page *page, const struct book *book, const GPtrArray *documents)
{
	g_autoptr(GHashTable) series = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
	g_autoptr(GPtrArray) kinds = g_ptr_array_new();
	for (guint i = 0; i < documents->len; i++) {
		const struct record *document = documents->pdata[i];
		const char *kind = book->by_kind ? record_text(document, "kind") : "";
		GPtrArray *one = g_hash_table_lookup(series, kind);
		if (!is_numbered(document))
			continue;
		if (!one) {
			g_hash_table_insert(series, (gpointer)kind, one = g_ptr_array_new());
			g_ptr_array_add(kinds, (gpointer)kind);
		}
		g_ptr_array_add(one, (gpointer)document);
	}
	html_element(&page->html, HTML_H2, NULL, _("Numbers of the year"));
	html_begin(&page->html, HTML_UL);
	for (guint i = 0; i < kinds->len; i++) {
		GPtrArray *one = g_hash_table_lookup(series, kinds->pdata[i]);
		g_ptr_array_sort(one, by_number);
		put_series(page, kinds->pdata[i], one);
	}
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

static struct url book_url(const struct book *book, int year)
{
	char text[16];
	struct url url = url_own("/registers");
	url_add_segment(&url, book->reg);
	url_add_segment(&url, "book");
	if (*book->name)
		url_add_query(&url, "book", book->name);
	g_snprintf(text, sizeof text, "%d", year);
	url_add_query(&url, "year", text);
	return url;
}

static void put_others(struct page *page, const struct book *book, int year)
{
	html_begin(&page->html, HTML_P);
	html_attr(&page->html, HTML_CLASS, "exports");
	for (int other = year - 1; other <= year + 1; other += 2) {
		g_auto(url_t) url = book_url(book, other);
		g_autofree char *text = g_strdup_printf("%d", other);
		page_link(page, &url, "button", text);
		html_text(&page->html, " ");
	}
	for (guint i = 0; i < G_N_ELEMENTS(books); i++) {
		g_auto(url_t) url = book_url(&books[i], year);
		if (&books[i] == book)
			continue;
		page_link(page, &url, "button", _(books[i].title));
		html_text(&page->html, " ");
	}
	html_end(&page->html, HTML_P);
}

gboolean show_book(struct request *request, GError **error)
{
	struct page page;
	int year;
	const struct reg *reg = request_register(request, 0, error);
	const struct book *book = reg ? wanted_book(request, reg->id) : NULL;
	const struct field *day = book ? reg_field(reg, book->day) : NULL;
	if (reg && !day)
		return fail(error, ERROR_ABSENT, _("there is no such page"));
	if (!reg || !wanted_year(request, &year, error))
		return FALSE;
	g_autoptr(GPtrArray) documents = documents_of(request, reg, day, year, error);
	if (!documents)
		return FALSE;
	gboolean more = documents->len > BOOK_MOST;
	if (more)
		g_ptr_array_set_size(documents, BOOK_MOST);
	g_autofree char *title = g_strdup_printf(_("%s, %d"), _(book->title), year);
	g_autofree char *cut = g_strdup_printf(_("The year has more than %d documents; the book ends there. Export the register for all of them."), BOOK_MOST);
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
