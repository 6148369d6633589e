/* SPDX-License-Identifier: Apache-2.0 */
/* The books of incoming and outgoing documents, as documents. */
#include "app/book.h"
#include "cli/choose.h"
#include "doc/writer.h"
#include "format/file.h"

#include <stdio.h>

static gboolean put_out(const struct doc *doc, const struct doc_format *format, const struct words *words, GError **error)
{
	g_autoptr(GBytes) bytes = format->write(doc, error);
	if (!bytes)
		return FALSE;
	if (words->output)
		return file_write(words->output, bytes, error);
	fwrite(g_bytes_get_data(bytes, NULL), 1, g_bytes_get_size(bytes), stdout);
	return TRUE;
}

int cmd_book(struct app *app, const struct words *words, char **arguments, GError **error)
{
	const struct book *book = book_find(arguments[0], arguments[1]);
	const char *name = words->output ? words->output : words->format ? words->format : "txt";
	const struct doc_format *format = doc_format_find(name);
	int year;
	if (!book)
		return fail(error, ERROR_USAGE, _("there are the books `incoming`, `incoming handling` and `outgoing`"));
	if (!format)
		return fail(error, ERROR_USAGE, _("%s: the ending names no document format (docx, pdf, html, md, txt, json)"), name);
	gint64 office = book_year(words->year, &year, error) ? choose_office(app, words, error) : 0;
	g_autoptr(GPtrArray) documents = office ? book_documents(app, book, office, year, 0, error) : NULL;
	g_autoptr(doc_t) doc = documents ? book_doc(app, book, office, year, documents, error) : NULL;
	if (!doc || !put_out(doc, format, words, error))
		return error_exit_status(*error);
	if (words->output)
		fprintf(stderr, _("%s: %u documents of %d\n"), words->output, documents->len, year);
	return 0;
}
