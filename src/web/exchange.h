/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* What the pages of a superior office share: page_exchange.c. */
#include "web/page.h"

/* struct sent_report *, with what was decided of each, or the form to decide it. */
void put_sent_reports(struct page *page, const GPtrArray *reports);
