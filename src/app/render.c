/* SPDX-License-Identifier: Apache-2.0 */
/* Choosing a template, and rendering a report with it. */
#include "app/render.h"
#include "app/parts.h"
#include "app/senders.h"
#include "app/stated.h"
#include "base/shipped.h"
#include "base/text.h"
#include "report/words.h"

#include <string.h>

static const char *const kind_names[] = { "month", "quarter", "half", "nine-months", "year" };

void rendering_free(struct rendering *rendering)
{
	if (!rendering)
		return;
	doc_free(rendering->doc);
	template_free(rendering->template);
	g_free(rendering->template_name);
	g_free(rendering->lost);
	g_free(rendering);
}

static char *find_file(struct app *app, const char *name)
{
	for (guint i = 0; app->template_folders[i]; i++) {
		g_autofree char *file = g_strconcat(name, ".md", NULL);
		char *path = g_build_filename(app->template_folders[i], file, NULL);
		if (file_exists(path))
			return path;
		g_free(path);
	}
	return NULL;
}

static gint by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of all templates, for messages; parts of templates are none. */
static GPtrArray *known_templates(struct app *app)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; app->template_folders[i]; i++) {
		g_autoptr(GPtrArray) found = g_str_has_suffix(app->template_folders[i], "/parts") ? NULL : folder_names(app->template_folders[i]);
		for (guint n = 0; found && n < found->len; n++)
			if (g_str_has_suffix(found->pdata[n], ".md"))
				g_ptr_array_add(names, g_strndup(found->pdata[n], strlen(found->pdata[n]) - strlen(".md")));
	}
	g_ptr_array_sort(names, by_name);
	g_ptr_array_add(names, NULL);
	return names;
}

static char *named_template(struct app *app, const char *name, GError **error)
{
	if (g_str_has_suffix(name, ".md") && g_file_test(name, G_FILE_TEST_IS_REGULAR))
		return g_strdup(name);
	char *path = g_regex_match_simple("^[A-Za-z0-9_-]+$", name, 0, 0) ? find_file(app, name) : NULL;
	if (!path) {
		g_autoptr(GPtrArray) names = known_templates(app);
		g_autofree char *known = g_strjoinv(", ", (char **)names->pdata);
		fail(error, ERROR_ABSENT, _("template %s: there is no such template; there are: %s"), name, known);
	}
	return path;
}

/* The office's own template for that kind of period (by its name CODE-KIND), else the standard one. */
static char *own_template(struct app *app, const char *office, enum period_kind kind, GError **error)
{
	g_autofree char *own = g_strdup_printf("%s-%s", office, kind_names[kind]);
	g_autofree char *standard = g_strdup_printf("standard-%s", kind_names[kind]);
	char *path = find_file(app, own);
	if (!path)
		path = find_file(app, standard);
	if (!path)
		fail(error, ERROR_ABSENT, _("there is neither a template %s.md nor %s.md"), own, standard);
	return path;
}

static struct template *load_template(struct app *app, const char *path, GError **error)
{
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(template_t) template = template_load(path, (const char *const *)app->template_folders, findings);
	if (template)
		template_check(template, app->model, findings);
	if (!findings_check(findings, error))
		return NULL;
	return g_steal_pointer(&template);
}

gboolean report_check_template(struct app *app, const char *path, GError **error)
{
	g_autoptr(template_t) template = load_template(app, path, error);
	return template != NULL;
}

static gboolean parse_regime(const char *text, enum regime fallback, enum regime *regime, GError **error)
{
	*regime = fallback;
	if (!text)
		return TRUE;
	*regime = strcmp(text, "legal") == 0 ? REGIME_LEGAL : REGIME_CALENDAR;
	return *regime == REGIME_LEGAL || strcmp(text, "calendar") == 0 || fail(error, ERROR_INPUT, _("regime %s: it may be calendar or legal"), text);
}

static gboolean parse_cutoff(const struct app *app, struct rendering *rendering, const struct report_wish *wish, GError **error)
{
	struct span span = period_span(rendering->period, rendering->regime);
	rendering->cutoff = span.to;
	if (!wish->cutoff)
		return TRUE;
	if (!day_parse(wish->cutoff, &rendering->cutoff, error)) {
		g_prefix_error(error, _("cut-off: "));
		return FALSE;
	}
	if (rendering->cutoff >= span.from && rendering->cutoff <= span.to)
		return TRUE;
	const char *language = app->language;
	g_autofree char *period = period_name(rendering->period, language), *from = words_date(span.from, FALSE, language), *to = words_date(span.to, FALSE, language);
	return fail(error, ERROR_INPUT, _("cut-off %s: it lies outside the period %s, which lasts from %s to %s"), wish->cutoff, period, from, to);
}

struct newest {
	const char *template;
	const char *period;
	struct record *report;
};

static gboolean take_newest_issued(void *data, const struct record *record, GError **error)
{
	struct newest *newest = data;
	(void)error;
	if (strcmp(record_text(record, "template"), newest->template) != 0 || !record_value(record, "number") || strcmp(record_text(record, "period"), newest->period) == 0)
		return TRUE;
	record_free(newest->report);
	newest->report = record_copy(record);
	return TRUE;
}

static struct record *last_report(struct app *app, const struct rendering *rendering, gint64 office, gint64 position)
{
	const struct reg *reg = model_register(app->model, "report");
	g_autofree char *period = period_text(rendering->period);
	struct newest newest = { .template = rendering->template_name, .period = period };
	if (reg)
		store_each(app->store, reg, office, position, take_newest_issued, &newest, NULL);
	return newest.report;
}

void setting_free(struct setting *setting)
{
	if (!setting)
		return;
	rendering_free(setting->rendering);
	record_free(setting->office);
	record_free(setting->last);
	g_clear_pointer(&setting->parts, g_ptr_array_unref);
	g_clear_pointer(&setting->texts, g_ptr_array_unref);
	g_clear_pointer(&setting->offices, g_array_unref);
	g_strfreev(setting->senders);
	g_strfreev(setting->owing);
	g_free(setting);
}

/* Of the offices that send to this one, as it held them. */
static gboolean combine(struct app *app, struct setting *setting, const struct report_wish *wish, GError **error)
{
	struct report_context *context = &setting->context;
	const struct rendering *rendering = setting->rendering;
	if (template_head(rendering->template)->boundaries == BOUNDARIES_NOW)
		context->boundaries = BOUNDARIES_NOW;
	context->held = wish->held ? wish->held : wish->as_known;
	setting->offices = app_received_offices(app, context->boundaries, error);
	setting->senders = setting->offices ? app_sender_names(app, &rendering->period, rendering->regime, context->held, FALSE, error) : NULL;
	setting->owing = setting->senders ? app_sender_names(app, &rendering->period, rendering->regime, context->held, TRUE, error) : NULL;
	if (!setting->owing)
		return FALSE;
	if (!setting->offices->len)
		return fail(error, ERROR_ABSENT, _("no office has sent anything to this store, so there is nothing to combine"));
	context->offices = setting->offices;
	context->senders = (const char *const *)setting->senders;
	context->not_sent = (const char *const *)setting->owing;
	return TRUE;
}

/* What divisions wrote for it, as it was known then. */
static GPtrArray *wanted_parts(struct app *app, const struct rendering *rendering, const struct report_wish *wish, GError **error)
{
	GError *problem = NULL;
	g_autoptr(record_t) under_way = wish->report ? NULL : report_of_rendering(app, rendering, wish->office, &problem);
	if (problem) {
		g_propagate_error(error, problem);
		return NULL;
	}
	const struct record *report = wish->report ? wish->report : under_way;
	return report ? report_parts(app, report, wish->as_known ? wish->position : 0, error) : g_ptr_array_new();
}

/* What was accepted of earlier reports, for templates to compare with. */
static gboolean stated_of(gpointer data, const struct figure_query *query, const struct number *number, struct number *stated, GError **error)
{
	g_autoptr(stated_t) found = NULL;
	if (!stated_instead(data, query, number, &found, error))
		return FALSE;
	if (found)
		*stated = found->value;
	return TRUE;
}

static gboolean fill_context(struct app *app, struct setting *setting, const struct report_wish *wish, GError **error)
{
	const struct rendering *rendering = setting->rendering;
	setting->office = app_office_record(app, wish->office, error);
	setting->last = setting->office ? last_report(app, rendering, wish->office, wish->position) : NULL;
	setting->parts = setting->office ? wanted_parts(app, rendering, wish, error) : NULL;
	if (!setting->parts)
		return FALSE;
	setting->texts = parts_texts(setting->parts);
	const struct template_head *head = template_head(rendering->template);
	const char *language = head->language;
	setting->context = (struct report_context){ .ledger = app->ledger, .office = setting->office, .office_number = wish->office, .period = rendering->period,
		.regime = rendering->regime, .cutoff = rendering->cutoff, .position = wish->position, .as_known = wish->as_known, .boundaries = wish->boundaries,
		.language = language ? language : "vi", .last_report = setting->last, .stated = stated_of, .stated_data = app, .texts = setting->texts, .folders = (const char *const *)app->template_folders };
	return !head->received || combine(app, setting, wish, error);
}

static gboolean choose_template(struct app *app, struct rendering *rendering, const struct report_wish *wish, GError **error)
{
	g_autofree char *office = store_office_code(app->store, wish->office);
	g_autofree char *path = wish->template ? named_template(app, wish->template, error) : own_template(app, office, rendering->period.kind, error);
	rendering->template = path ? load_template(app, path, error) : NULL;
	if (!rendering->template)
		return FALSE;
	g_autofree char *file = g_path_get_basename(path);
	gboolean is_path = wish->template && g_str_has_suffix(wish->template, ".md");
	rendering->template_name = is_path ? g_canonicalize_filename(path, NULL) : g_strndup(file, strlen(file) - strlen(".md"));
	return TRUE;
}

struct setting *setting_read(struct app *app, const struct report_wish *wish, GError **error)
{
	g_autoptr(setting_t) setting = g_new0(struct setting, 1);
	struct rendering *rendering = setting->rendering = g_new0(struct rendering, 1);
	if (!wish->period || !period_parse(wish->period, &rendering->period, error)) {
		if (!wish->period)
			fail(error, ERROR_USAGE, _("say for which period: --period 2020-03, 2020-Q1, 2021-H1, 2020-9M or 2020"));
		return NULL;
	}
	if (!choose_template(app, rendering, wish, error))
		return NULL;
	rendering->position = wish->position ? wish->position : store_position(app->store, wish->office, error);
	if (!parse_regime(wish->regime, template_head(rendering->template)->regime, &rendering->regime, error) ||
		!parse_cutoff(app, rendering, wish, error) || !fill_context(app, setting, wish, error))
		return NULL;
	return g_steal_pointer(&setting);
}

static void note_lost(struct rendering *rendering, const GPtrArray *texts)
{
	for (guint i = 0; i < texts->len; i++) {
		const struct section_text *text = texts->pdata[i];
		if (text->lost && *text->text && !rendering->lost)
			rendering->lost = g_strdup(text->path);
	}
}

struct doc *setting_render(const struct setting *setting, GError **error)
{
	const struct rendering *rendering = setting->rendering;
	struct doc *doc = template_render(rendering->template, &setting->context, error);
	int dom;
	/* A draft is issued after its cut-off: the month is known, the day is not. */
	if (doc)
		day_split(rendering->cutoff + 1, &doc->year, &doc->month, &dom);
	return doc;
}

/* All figures of a report are those of one moment. */
struct rendering *report_render(struct app *app, const struct report_wish *wish, GError **error)
{
	gboolean own;
	if (!store_look(app->store, &own, error))
		return NULL;
	g_autoptr(setting_t) setting = setting_read(app, wish, error);
	if (setting)
		setting->rendering->doc = setting_render(setting, error);
	store_look_away(app->store, own);
	if (!setting || !setting->rendering->doc)
		return NULL;
	note_lost(setting->rendering, setting->texts);
	return g_steal_pointer(&setting->rendering);
}
