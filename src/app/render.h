/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * What a report is made in: its template, its period, what divisions wrote, all as of one moment. It is read, and what is
 * made with it is made, within one look at the store.
 */
#include "app/reports.h"
#include "report/template.h"

struct setting {
	struct rendering *rendering;    /* without its document */
	struct record *office, *last;
	GPtrArray *parts, *texts;       /* struct record *; struct section_text *, one for each, in order */
	GArray *offices;                /* of a combined report; else NULL */
	char **senders, **owing;
	struct report_context context;  /* borrows from what stands above */
};
void setting_free(struct setting *setting);
typedef struct setting setting_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(setting_t, setting_free)

struct setting *setting_read(struct app *app, const struct report_wish *wish, GError **error);
/* The draft of the report; the texts are marked that have no section. */
struct doc *setting_render(const struct setting *setting, GError **error);
