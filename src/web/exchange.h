/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* What the pages between offices share: page_exchange.c, page_exchange_files.c; and their part of the API. */
#include "hub/desk.h"
#include "web/page.h"

/* Who takes packages and acknowledgements from here and brings them in. */
#define CARRIES_FILES (MAY_COMPILE | MAY_APPROVE)

/* What became of a file that was brought. */
struct outcome {
	char *text;
	gboolean refused;
};
/* The page, with what became of files (NULL: none were brought). */
gboolean exchange_show(struct request *request, const GPtrArray *outcomes, GError **error);
gboolean exchange_carries(const struct request *request);
/* As the office's own record has it; its code where there is none here yet. Caller frees. */
char *exchange_office_name(struct app *app, const char *code);
/* The forms for files that are carried. */
void put_carried(struct page *page, const GPtrArray *lines, const char *own);

/* By the account's office. A refusal of the package is *refusal, and noted; FALSE: it could not be tried. */
gboolean exchange_receive(struct request *request, GBytes *bytes, struct hub_carried *carried, GError **refusal, GError **error);
/* For the account's office alone. */
gboolean exchange_acknowledge(struct request *request, GBytes *bytes, struct hub_carried *carried, GError **error);

/* struct sent_report *, with what was decided of each, or the form to decide it. */
void put_sent_reports(struct page *page, const GPtrArray *reports);
