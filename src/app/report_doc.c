/* SPDX-License-Identifier: Apache-2.0 */
/* The document of a report's record, and what its sections become while they are written. */
#include "app/parts.h"
#include "app/render.h"

#include <string.h>

struct report_wish report_wish_of(const struct record *report, char **day)
{
	const struct value *cutoff = record_value(report, "cutoff");
	*day = cutoff ? day_iso((day_t)cutoff->number) : NULL;
	return (struct report_wish){ .office = report->office, .period = record_text(report, "period"), .cutoff = *day,
		.regime = record_text(report, "regime"), .template = record_text(report, "template"), .report = report };
}

struct doc *report_issued_doc(struct app *app, const struct record *report, GError **error)
{
	const char *hash = record_text(report, "snapshot");
	if (!*hash) {
		fail(error, ERROR_REFUSED, _("report #%" PRId64 " has not been issued"), report->id);
		return NULL;
	}
	g_autoptr(snapshot_t) snapshot = snapshot_read(app->store, report->office, hash, error);
	return snapshot ? doc_read_json(snapshot->tree, strlen(snapshot->tree), error) : NULL;
}

struct doc *report_doc(struct app *app, const struct record *report, GError **error)
{
	g_autofree char *day = NULL;
	if (*record_text(report, "snapshot"))
		return report_issued_doc(app, report, error);
	struct report_wish wish = report_wish_of(report, &day);
	g_autoptr(rendering_t) rendering = report_render(app, &wish, error);
	return rendering ? g_steal_pointer(&rendering->doc) : NULL;
}

GPtrArray *report_sections(struct app *app, const struct record *report, GPtrArray **lost, GError **error)
{
	g_autoptr(GPtrArray) parts = report_parts(app, report, 0, error);
	g_autoptr(doc_t) doc = parts ? report_doc(app, report, error) : NULL;
	if (!doc)
		return NULL;
	GPtrArray *sections = doc_sections(doc);
	if (!lost)
		return sections;
	*lost = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < parts->len; i++) {
		const char *path = record_text(parts->pdata[i], "section");
		gboolean found = FALSE;
		for (guint j = 0; j < sections->len && !found; j++)
			found = strcmp(((const struct doc_section *)sections->pdata[j])->path, path) == 0;
		if (!found)
			g_ptr_array_add(*lost, g_strdup(path));
	}
	return sections;
}

static gboolean set_draft(const struct setting *setting, const struct part_draft *draft, GError **error)
{
	for (guint i = 0; i < setting->parts->len; i++) {
		const struct record *part = setting->parts->pdata[i];
		struct section_text *text = setting->texts->pdata[i];
		if (part->id != draft->part)
			continue;
		text->text = draft->text;
		text->instead = draft->instead && *draft->text;
		return TRUE;
	}
	return fail(error, ERROR_ABSENT, _("the report has no part #%" PRId64), draft->part);
}

/* A mistake of the text is told; what else fails, fails. */
static gboolean render_draft(struct setting *setting, struct report_fragments *made, GError **error)
{
	GError *problem = NULL;
	made->whole = setting_render(setting, &problem);
	if (!problem)
		return TRUE;
	if (!g_error_matches(problem, ERROR_DOMAIN, ERROR_INPUT)) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	made->problem = g_strdup(problem->message);
	g_error_free(problem);
	return TRUE;
}

void report_fragments_free(struct report_fragments *made)
{
	if (!made)
		return;
	doc_free(made->whole);
	doc_free(made->doc);
	g_free(made->problem);
	g_ptr_array_unref(made->list);
	g_free(made);
}

static struct report_fragments *make_fragments(struct app *app, const struct report_wish *wish, const struct part_draft *draft, const GPtrArray *texts, GError **error)
{
	g_autoptr(setting_t) setting = setting_read(app, wish, error);
	if (!setting || !set_draft(setting, draft, error))
		return NULL;
	g_autoptr(report_fragments_t) made = g_new0(struct report_fragments, 1);
	made->list = g_ptr_array_new_with_free_func(fragment_free);
	if (!render_draft(setting, made, error))
		return NULL;
	made->doc = template_fragments(setting->rendering->template, &setting->context, texts, made->list, error);
	return made->doc ? g_steal_pointer(&made) : NULL;
}

struct report_fragments *report_fragments(struct app *app, const struct record *report, const struct part_draft *draft, const GPtrArray *texts, GError **error)
{
	g_autofree char *day = NULL;
	gboolean own;
	struct report_wish wish = report_wish_of(report, &day);
	if (!store_look(app->store, &own, error))
		return NULL;
	struct report_fragments *made = make_fragments(app, &wish, draft, texts, error);
	store_look_away(app->store, own);
	return made;
}
