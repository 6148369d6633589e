/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* page_publish.c: on the page of a report or a publication, whether it is public, since when and by whom, and the acts. */
#include "app/publish.h"
#include "web/page.h"

gboolean put_publishing(struct page *page, const struct record *source, GError **error);
