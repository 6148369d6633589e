/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Periods on pages (page_period.c). */
#include "base/period.h"
#include "web/page.h"

struct url period_url(const struct period *period);
/* The reports that the office has to make now, with their due days, and what is late. */
gboolean put_periods_due(struct page *page, GError **error);
