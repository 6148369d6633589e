/* SPDX-License-Identifier: Apache-2.0 */
#include "app/book.h"
#include "base/number.h"
#include "store/list.h"

#include <string.h>

enum { DOCUMENTS_AT_ONCE = 2000, RANGES_TOLD = 50 };

const struct book books[] = {
	{ "outgoing", "", N_("Register of outgoing documents"), "dated_on", TRUE, {
		{ N_("Number and symbol"), { "symbol" }, 10 }, { N_("Day of the document"), { "dated_on" }, 9 }, { N_("Kind and summary"), { "kind", "summary" }, 24 },
		{ N_("Signed by"), { "signer" }, 9 }, { N_("Recipients"), { "recipients" }, 14 }, { N_("Keeper of the filed copy"), { "kept_by" }, 9 },
		{ N_("Number of copies"), { "copies" }, 6 }, { N_("Forwarded on"), { "forwarded_on" }, 9 }, { N_("Received by (signature)"), { "received_by" }, 8 },
		{ N_("Note"), { "note" }, 8 } } },
	{ "incoming", "", N_("Register of incoming documents"), "arrived_on", FALSE, {
		{ N_("Day of arrival"), { "arrived_on" }, 9 }, { N_("Number of arrival"), { "number" }, 6 }, { N_("Author of the document"), { "issuer" }, 12 },
		{ N_("Number and symbol"), { "symbol" }, 10 }, { N_("Day of the document"), { "dated_on" }, 9 }, { N_("Kind and summary"), { "kind", "summary" }, 24 },
		{ N_("Unit or person that receives it"), { "recipient" }, 11 }, { N_("Forwarded on"), { "forwarded_on" }, 9 },
		{ N_("Received by (signature)"), { "received_by" }, 8 }, { N_("Note"), { "note" }, 8 } } },
	{ "incoming", "handling", N_("Book of how incoming documents are settled"), "arrived_on", FALSE, {
		{ N_("Number of arrival"), { "number" }, 6 }, { N_("Kind, number and symbol, day, issuer"), { "kind", "symbol", "dated_on", "issuer" }, 26 },
		{ N_("Unit or person that receives it"), { "recipient" }, 14 }, { N_("Time limit"), { "due_on" }, 10 }, { N_("Progress"), { "progress" }, 16 },
		{ N_("Number and symbol of the answer"), { "answer" }, 14 }, { N_("Note"), { "note" }, 14 } } },
	{ NULL, NULL, NULL, NULL, FALSE, { { NULL, { NULL }, 0 } } },
};

const struct book *book_find(const char *reg, const char *name)
{
	for (const struct book *book = books; book->reg; book++)
		if (strcmp(book->reg, reg) == 0 && strcmp(book->name, name ? name : "") == 0)
			return book;
	return NULL;
}

gboolean book_year(const char *text, int *year, GError **error)
{
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

static gint64 number_of(const struct record *document, const char *field)
{
	const struct value *value = record_value(document, field);
	return value && value->kind == VALUE_NUMBER ? value->number : G_MAXINT64;
}

static int compare(gint64 x, gint64 y)
{
	return (x > y) - (x < y);
}

/* A single series stands in the order of its numbers, several by day and kind; what has no number goes by its day. */
static gint by_place(gconstpointer a, gconstpointer b, gpointer data)
{
	const struct record *first = *(const struct record *const *)a, *second = *(const struct record *const *)b;
	const struct book *book = data;
	const char *const keys[] = { book->by_kind ? book->day : "number", book->by_kind ? NULL : book->day, book->by_kind ? "number" : NULL };
	for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
		int kinds = book->by_kind && !keys[i] ? strcmp(record_text(first, "kind"), record_text(second, "kind")) : 0;
		int order = keys[i] ? compare(number_of(first, keys[i]), number_of(second, keys[i])) : kinds;
		if (order)
			return order;
	}
	return compare(first->id, second->id);
}

static gint by_number(gconstpointer a, gconstpointer b)
{
	const struct record *first = *(const struct record *const *)a, *second = *(const struct record *const *)b;
	int order = compare(number_of(first, "number"), number_of(second, "number"));
	return order ? order : compare(first->id, second->id);
}

GPtrArray *book_documents(struct app *app, const struct book *book, gint64 office, int year, guint most, GError **error)
{
	const struct reg *reg = model_need_register(app->model, book->reg, error);
	const struct field *day = reg ? reg_field(reg, book->day) : NULL;
	g_autoptr(GArray) first = g_array_new(FALSE, TRUE, sizeof(struct list_value)), last = g_array_new(FALSE, TRUE, sizeof(struct list_value));
	g_autoptr(GArray) conditions = g_array_new(FALSE, TRUE, sizeof(struct list_condition));
	g_autoptr(GPtrArray) documents = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	struct list_value from = { NULL, day_make(year, 1, 1) }, to = { NULL, day_make(year, 12, 31) };
	g_array_append_val(first, from);
	g_array_append_val(last, to);
	struct list_condition least = { day, LIST_LEAST, first }, until = { day, LIST_MOST, last };
	g_array_append_val(conditions, least);
	g_array_append_val(conditions, until);
	if (!day)
		return reg ? (fail(error, ERROR_INPUT, _("%s: the register has no field \"%s\", which its book needs"), book->reg, book->day), NULL) : NULL;
	for (guint asked = DOCUMENTS_AT_ONCE, got = asked; got == asked && (!most || documents->len < most);) {
		struct list_wish wish = { .reg = reg, .office = office, .conditions = conditions, .sort = day, .limit = asked };
		asked = wish.limit = most ? MIN(asked, most - documents->len) : asked;
		wish.from = documents->len ? documents->pdata[documents->len - 1] : NULL;
		GPtrArray *some = store_list(app->store, &wish, error);
		if (!some)
			return NULL;
		got = some->len;
		g_ptr_array_extend_and_steal(documents, some);
	}
	g_ptr_array_sort_with_data(documents, by_place, (gpointer)book);
	return g_steal_pointer(&documents);
}

static void series_free(gpointer data)
{
	struct book_series *series = data;
	g_free(series->kind);
	g_free(series->missing);
	g_free(series->twice);
	g_free(series);
}

static void add_range(GString *text, guint *told, gint64 from, gint64 to)
{
	if (++*told > RANGES_TOLD) {
		if (*told == RANGES_TOLD + 1)
			g_string_append(text, " …");
		return;
	}
	g_string_append_printf(text, from == to ? "%s%" G_GINT64_FORMAT : "%s%" G_GINT64_FORMAT "–%" G_GINT64_FORMAT, text->len ? ", " : "", from, to);
}

/* What one series of numbers, in order, lacks and has twice. */
static struct book_series *series_of(const char *kind, const GPtrArray *documents)
{
	struct book_series *series = g_new0(struct book_series, 1);
	GString *missing = g_string_new(NULL), *twice = g_string_new(NULL);
	guint gaps = 0, doubles = 0;
	for (guint i = 0; i < documents->len; i++) {
		gint64 number = number_of(documents->pdata[i], "number");
		if (number > series->last + 1)
			add_range(missing, &gaps, series->last + 1, number - 1);
		else if (number == series->last)
			add_range(twice, &doubles, number, number);
		series->last = number;
	}
	series->kind = g_strdup(kind);
	series->missing = g_string_free(missing, FALSE);
	series->twice = g_string_free(twice, FALSE);
	return series;
}

GPtrArray *book_numbers(const struct book *book, const GPtrArray *documents)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(series_free);
	g_autoptr(GHashTable) series = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
	g_autoptr(GPtrArray) kinds = g_ptr_array_new();
	for (guint i = 0; i < documents->len; i++) {
		const struct record *document = documents->pdata[i];
		const char *kind = book->by_kind ? record_text(document, "kind") : "";
		GPtrArray *one = g_hash_table_lookup(series, kind);
		gint64 number = number_of(document, "number");
		if (number < 1 || number == G_MAXINT64)
			continue;
		if (!one) {
			g_hash_table_insert(series, (gpointer)kind, one = g_ptr_array_new());
			g_ptr_array_add(kinds, (gpointer)kind);
		}
		g_ptr_array_add(one, (gpointer)document);
	}
	for (guint i = 0; i < kinds->len; i++) {
		GPtrArray *one = g_hash_table_lookup(series, kinds->pdata[i]);
		g_ptr_array_sort(one, by_number);
		g_ptr_array_add(all, series_of(kinds->pdata[i], one));
	}
	return all;
}

static struct cell *cell_of(const char *text)
{
	struct cell *cell = cell_new();
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		if (i)
			g_ptr_array_add(cell->runs, run_break());
		if (*lines[i])
			g_ptr_array_add(cell->runs, run_text(lines[i], RUN_PLAIN));
	}
	return cell;
}

static char *words_of(struct app *app, const struct record *document, const struct book_column *column)
{
	GString *text = g_string_new(NULL);
	for (const char *const *name = column->fields; *name; name++) {
		const struct field *field = reg_field(document->reg, *name);
		const struct value *value = field ? record_value(document, *name) : NULL;
		g_autofree char *one = value ? value_text(app->model, field, value, store_links(app->store, document->office), app->language) : NULL;
		if (one && *one)
			g_string_append_printf(text, "%s%s", text->len ? ", " : "", one);
	}
	return g_string_free(text, FALSE);
}

static void put_head(struct table *table, const struct book *book)
{
	struct row *titles = row_new(), *numbers = row_new();
	for (guint i = 0; book->columns[i].title; i++) {
		struct column column = { ALIGN_LEFT, book->columns[i].weight };
		g_autofree char *number = g_strdup_printf("(%u)", i + 1);
		g_array_append_val(table->columns, column);
		g_ptr_array_add(titles->cells, cell_of(_(book->columns[i].title)));
		g_ptr_array_add(numbers->cells, cell_of(number));
	}
	g_ptr_array_add(table->header, titles);
	g_ptr_array_add(table->header, numbers);
}

static void put_table(struct app *app, struct doc *doc, const struct book *book, const GPtrArray *documents)
{
	struct block *block = block_table();
	put_head(block->table, book);
	for (guint i = 0; i < documents->len; i++) {
		struct row *row = row_new();
		for (const struct book_column *column = book->columns; column->title; column++) {
			g_autofree char *text = words_of(app, documents->pdata[i], column);
			g_ptr_array_add(row->cells, cell_of(text));
		}
		g_ptr_array_add(block->table->rows, row);
	}
	g_ptr_array_add(doc->blocks, block);
}

static void put_line(struct doc *doc, const char *text)
{
	struct block *block = block_paragraph();
	block->plain = TRUE;
	g_ptr_array_add(block->runs, run_text(text, RUN_PLAIN));
	g_ptr_array_add(doc->blocks, block);
}

/* From when to when it was written in: a book is of a year, and open until that is over. */
static void put_span(struct doc *doc, int year, guint count)
{
	g_autofree char *opened = g_strdup_printf("01/01/%d", year), *closed = g_strdup_printf("31/12/%d", year);
	day_t today = day_today();
	int this_year, month, dom;
	day_split(today, &this_year, &month, &dom);
	g_autofree char *now = g_strdup_printf("%02d/%02d/%d", dom, month, this_year);
	gboolean over = today > day_make(year, 12, 31);
	g_autofree char *text = over ? g_strdup_printf(_("Opened on %s, closed on %s: %u documents."), opened, closed, count) :
		g_strdup_printf(_("Opened on %s, not closed yet; printed on %s: %u documents."), opened, now, count);
	put_line(doc, text);
}

static void put_series(struct doc *doc, const struct book_series *series)
{
	g_autoptr(GString) text = g_string_new(series->kind);
	g_autofree char *good = g_strdup_printf(_("numbers 1 to %" PRId64 ", none missing, none twice"), series->last);
	g_autofree char *missing = g_strdup_printf(_("missing numbers: %s"), series->missing), *twice = g_strdup_printf(_("numbers given twice: %s"), series->twice);
	g_string_append(text, *series->kind ? ": " : "");
	if (!*series->missing && !*series->twice)
		g_string_append(text, good);
	if (*series->missing)
		g_string_append(text, missing);
	if (*series->twice)
		g_string_append_printf(text, "%s%s", *series->missing ? "; " : "", twice);
	g_string_append_c(text, '.');
	put_line(doc, text->str);
}

struct doc *book_doc(struct app *app, const struct book *book, gint64 office, int year, const GPtrArray *documents, GError **error)
{
	g_autoptr(record_t) own = app_office_record(app, office, error);
	if (!own)
		return NULL;
	g_autoptr(GPtrArray) numbers = book_numbers(book, documents);
	struct doc *doc = doc_new(app->language);
	doc->book = TRUE;
	doc->superior = g_strdup(record_text(own, "superior"));
	doc->issuer = g_strdup(record_text(own, "issuer"));
	doc->kind = g_strdup(_(book->title));
	doc->subject = g_strdup_printf(_("Year %d"), year);
	put_span(doc, year, documents->len);
	put_table(app, doc, book, documents);
	for (guint i = 0; i < numbers->len; i++)
		put_series(doc, numbers->pdata[i]);
	return doc;
}
