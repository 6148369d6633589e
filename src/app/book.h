/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The books of documents, a year each, with the columns of Decree 30/2020/ND-CP, appendix IV: what is printed and bound of
 * the registers of incoming and outgoing documents; and which numbers of the year are missing or given twice.
 */
#include "app/app.h"
#include "doc/doc.h"

enum { BOOK_COLUMNS_MOST = 10, BOOK_FIELDS_MOST = 4 };

struct book_column {
	const char *title; /* N_() */
	const char *fields[BOOK_FIELDS_MOST + 1];
	guint weight;      /* relative width */
};
struct book {
	const char *reg, *name, *title, *day;
	gboolean by_kind; /* each kind of document has numbers of its own */
	struct book_column columns[BOOK_COLUMNS_MOST + 1];
};

extern const struct book books[]; /* ended by a NULL reg */
/* `name` NULL or "": the register's own book. NULL when there is no such book. */
const struct book *book_find(const char *reg, const char *name);
/* ERROR_INPUT when it is none; NULL or "": this year. */
gboolean book_year(const char *text, int *year, GError **error);

/* The documents of the year in the order of the book, `most` at most (0: all). struct record *. */
GPtrArray *book_documents(struct app *app, const struct book *book, gint64 office, int year, guint most, GError **error);

/* One series of numbers of a book. */
struct book_series {
	char *kind;            /* "" where the book has one */
	gint64 last;
	char *missing, *twice; /* "3–4, 9"; "" for none */
};
GPtrArray *book_numbers(const struct book *book, const GPtrArray *documents); /* struct book_series * */

/* For the writers of src/doc. */
struct doc *book_doc(struct app *app, const struct book *book, gint64 office, int year, const GPtrArray *documents, GError **error);
