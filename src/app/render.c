/* SPDX-License-Identifier: Apache-2.0 */
/* Choosing a template and rendering a report. */
#include "app/parts.h"
#include "app/senders.h"
#include "base/text.h"

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
		if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
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
		g_autoptr(GDir) folder = g_str_has_suffix(app->template_folders[i], "/parts") ? NULL : g_dir_open(app->template_folders[i], 0, NULL);
		const char *name;
		while (folder && (name = g_dir_read_name(folder)))
			if (g_str_has_suffix(name, ".md"))
				g_ptr_array_add(names, g_strndup(name, strlen(name) - strlen(".md")));
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

static gboolean parse_cutoff(struct rendering *rendering, const struct report_wish *wish, GError **error)
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
	g_autofree char *text = span_text(span);
	return fail(error, ERROR_INPUT, _("cut-off %s: it lies outside the period %s (%s)"), wish->cutoff, wish->period, text);
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

static gboolean render_own(struct rendering *rendering, const struct report_context *context, GError **error)
{
	rendering->doc = template_render(rendering->template, context, error);
	return rendering->doc != NULL;
}

/* Of the offices that send to this one, as it held them. */
static gboolean render_combined(struct app *app, struct rendering *rendering, const struct report_wish *wish, struct report_context *context, GError **error)
{
	if (template_head(rendering->template)->boundaries == BOUNDARIES_NOW)
		context->boundaries = BOUNDARIES_NOW;
	moment_t held = wish->held ? wish->held : wish->as_known;
	g_autoptr(GArray) offices = app_received_offices(app, context->boundaries, error);
	g_auto(GStrv) senders = offices ? app_sender_names(app, &rendering->period, rendering->regime, held, FALSE, error) : NULL;
	g_auto(GStrv) owing = senders ? app_sender_names(app, &rendering->period, rendering->regime, held, TRUE, error) : NULL;
	if (!owing)
		return FALSE;
	if (!offices->len)
		return fail(error, ERROR_ABSENT, _("no office has sent anything to this store, so there is nothing to combine"));
	context->offices = offices;
	context->held = held;
	context->senders = (const char *const *)senders;
	context->not_sent = (const char *const *)owing;
	return render_own(rendering, context, error);
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

static void note_lost(struct rendering *rendering, const GPtrArray *texts)
{
	for (guint i = 0; i < texts->len; i++) {
		const struct section_text *text = texts->pdata[i];
		if (text->lost && *text->text && !rendering->lost)
			rendering->lost = g_strdup(text->path);
	}
}

static gboolean render(struct app *app, struct rendering *rendering, const struct report_wish *wish, GError **error)
{
	g_autoptr(record_t) office = app_office_record(app, wish->office, error);
	g_autoptr(record_t) last = office ? last_report(app, rendering, wish->office, wish->position) : NULL;
	g_autoptr(GPtrArray) parts = office ? wanted_parts(app, rendering, wish, error) : NULL;
	if (!parts)
		return FALSE;
	g_autoptr(GPtrArray) texts = parts_texts(parts);
	const struct template_head *head = template_head(rendering->template);
	const char *language = head->language;
	struct report_context context = { .ledger = app->ledger, .office = office, .office_number = wish->office, .period = rendering->period,
		.regime = rendering->regime, .cutoff = rendering->cutoff, .position = wish->position, .as_known = wish->as_known, .boundaries = wish->boundaries,
		.language = language ? language : "vi", .last_report = last, .texts = texts, .folders = (const char *const *)app->template_folders };
	if (!(head->received ? render_combined(app, rendering, wish, &context, error) : render_own(rendering, &context, error)))
		return FALSE;
	note_lost(rendering, texts);
	/* A draft is issued after its cut-off: the month is known, the day is not. */
	int dom;
	day_split(rendering->cutoff + 1, &rendering->doc->year, &rendering->doc->month, &dom);
	return TRUE;
}

static struct rendering *render_now(struct app *app, const struct report_wish *wish, GError **error)
{
	g_autoptr(rendering_t) rendering = g_new0(struct rendering, 1);
	if (!wish->period || !period_parse(wish->period, &rendering->period, error)) {
		if (!wish->period)
			fail(error, ERROR_USAGE, _("say for which period: --period 2020-03, 2020-Q1, 2021-H1, 2020-9M or 2020"));
		return NULL;
	}
	g_autofree char *office = store_office_code(app->store, wish->office);
	g_autofree char *path = wish->template ? named_template(app, wish->template, error) : own_template(app, office, rendering->period.kind, error);
	rendering->template = path ? load_template(app, path, error) : NULL;
	if (!rendering->template)
		return NULL;
	g_autofree char *file = g_path_get_basename(path);
	gboolean is_path = wish->template && g_str_has_suffix(wish->template, ".md");
	rendering->template_name = is_path ? g_canonicalize_filename(path, NULL) : g_strndup(file, strlen(file) - strlen(".md"));
	rendering->position = wish->position ? wish->position : store_position(app->store, wish->office, error);
	if (!parse_regime(wish->regime, template_head(rendering->template)->regime, &rendering->regime, error) ||
		!parse_cutoff(rendering, wish, error) || !render(app, rendering, wish, error))
		return NULL;
	return g_steal_pointer(&rendering);
}

/* All figures of a report are those of one moment. */
struct rendering *report_render(struct app *app, const struct report_wish *wish, GError **error)
{
	gboolean own;
	if (!store_look(app->store, &own, error))
		return NULL;
	struct rendering *rendering = render_now(app, wish, error);
	store_look_away(app->store, own);
	return rendering;
}
