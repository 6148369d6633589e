/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The figures of the first page: a month against the same days of the year before, and the year so far; by field of work
 * and by country. Which ones stand first goes by the reader's rights. Superior offices see the sum of all.
 */
#include "web/page.h"

struct board;
/* With its figures; ERROR_INPUT where the query's month is none. */
struct board *board_new(struct request *request, GError **error);
void board_free(struct board *board);
typedef struct board board_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(board_t, board_free)

/* "Tháng 3/2020", "March 2020"; caller frees. */
char *board_title(const struct board *board);
/* The months before and after, and this one. */
void put_board_months(struct board *board, struct page *page);
void put_board_fields(struct board *board, struct page *page);
gboolean put_board_countries(struct board *board, struct page *page, GError **error);
