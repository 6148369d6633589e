/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* page_book.c: the books of documents (app/book.h), for the pages and the API. */
#include "app/book.h"
#include "web/request.h"

enum { BOOK_MOST = 20000 };

/* The book and the year that the address asks for, with its documents; `more`: there are more than BOOK_MOST. NULL with an error. */
GPtrArray *wanted_book(struct request *request, const struct book **book, int *year, gboolean *more, GError **error);
