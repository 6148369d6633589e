/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* A document on a page: as it will be printed, but each number leads to what it is made of. */
#include "doc/doc.h"
#include "web/page.h"
#include "web/places.h"

/* Some of its blocks alone: a section. */
void put_paper_part(struct page *page, const struct doc *doc, const GPtrArray *blocks);
/* All of it; `places` (NULL: none) are told where each finding stands. */
void put_paper(struct page *page, const struct doc *doc, struct places *places);
/* The page of the figure that a number's formula begins with; none where it cannot be read. */
struct url formula_url(struct request *request, const char *formula);
