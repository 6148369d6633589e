/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* page_publish.c: on the page of a report or a publication, whether it is public, since when and by whom, and the acts. */
#include "app/publish.h"
#include "web/page.h"

gboolean put_publishing(struct page *page, const struct record *source, GError **error);
/* Published as is wished, or withdrawn where `wish` is NULL; documents are written one at a time. */
struct record *publish_locked(struct request *request, const struct record *source, const struct release_wish *wish, const char *why, GError **error);
