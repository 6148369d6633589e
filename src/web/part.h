/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* What the pages of a report's parts share: page_part.c and page_part_text.c. */
#include "web/page.h"

enum { TEXT_MOST = 20000 }; /* characters */

/* The part that the address names, of that report; ERROR_ABSENT. */
struct record *wanted_part(struct request *request, const struct record *report, GError **error);
/* The division's people write it, and those who write for all. */
gboolean may_write_part(const struct request *request, const struct record *part);
/* ERROR_REFUSED. */
gboolean part_check_writer(const struct request *request, const struct record *part, GError **error);
gboolean part_check_open(const struct request *request, const struct record *report, GError **error);
/* "save", "submit", "accept", "return", "withdraw"; what belongs to it is in the request's form. */
gboolean part_act_find(const char *name, guint *act);
gboolean part_check_act(const struct request *request, const struct record *report, const struct record *part, guint act, GError **error);
/* The part as it becomes; a text from which the report cannot be made is not kept. */
gboolean part_do(struct request *request, const struct record *report, const struct record *part, guint act, GError **error);
/* /reports/ID/parts/ID */
struct url part_url(const struct record *report, const struct record *part);

/* page_part_text.c: the inputs for the text; `sent`: what was typed and not kept, or NULL. */
void put_part_text(struct page *page, const struct record *report, const struct record *part, const struct pairs *sent, gboolean writes);
/* The section as the draft has it, and the figures that stand in it. */
void put_part_section(struct page *page, const struct record *report, const char *path);
/* The editor, where there is a script to run it. */
void put_part_scripts(struct page *page);
/* What the section would say with the form's "text" ("instead" of the draft's own, or with it), and each "print" of it: {"html", "problem", "prints"}. */
json_t *part_preview(struct request *request, GError **error);
