/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Shared by the pages of what old reports stated. */
#include "app/baseline.h"
#include "web/page.h"

/* /baseline[/HASH] */
struct url baseline_url(const char *hash);
/* Up to the heading. */
void baseline_begin(struct page *page, struct request *request, const char *hash, const char *title);
gboolean may_decide(const struct request *request);
