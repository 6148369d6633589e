/* SPDX-License-Identifier: Apache-2.0 */
/* A report beside the issue before it: lines of the text, and the figures that both tell. */
#include "app/line_diff.h"
#include "app/reports.h"
#include "ledger/formula.h"

#include <string.h>

static void figure_pair_free(gpointer data)
{
	struct figure_pair *pair = data;
	g_free(pair->query);
	g_free(pair->then);
	g_free(pair->now);
	g_free(pair);
}

void comparison_free(struct comparison *comparison)
{
	if (!comparison)
		return;
	record_free(comparison->before);
	g_ptr_array_unref(comparison->lines);
	g_ptr_array_unref(comparison->figures);
	g_free(comparison);
}

struct search {
	const struct record *report;
	day_t cutoff;
	struct record *found;
};

static day_t day_of(const struct record *record, const char *field)
{
	const struct value *value = record_value(record, field);
	return value && value->kind == VALUE_NUMBER ? (day_t)value->number : DAY_NONE;
}

/* The newest of its template that counts to an earlier day; of those that count to the same day the last one issued. */
static gboolean take_before(void *data, const struct record *record, GError **error)
{
	struct search *search = data;
	day_t cutoff = day_of(record, "cutoff");
	(void)error;
	if (record->id == search->report->id || !*record_text(record, "snapshot") || strcmp(record_state(record), "superseded") == 0 ||
		strcmp(record_text(record, "template"), record_text(search->report, "template")) != 0)
		return TRUE;
	if (cutoff == DAY_NONE || cutoff >= search->cutoff || (search->found && cutoff < day_of(search->found, "cutoff")))
		return TRUE;
	record_free(search->found);
	search->found = record_copy(record);
	return TRUE;
}

gboolean report_before(struct app *app, const struct record *report, struct record **before, GError **error)
{
	const struct value *replaces = record_value(report, "replaces");
	struct search search = { .report = report, .cutoff = day_of(report, "cutoff") };
	*before = NULL;
	if (replaces && replaces->kind == VALUE_NUMBER) {
		*before = store_read(app->store, report->reg, report->office, replaces->number, error);
		return *before != NULL;
	}
	if (!store_each(app->store, report->reg, report->office, 0, take_before, &search, error)) {
		record_free(search.found);
		return FALSE;
	}
	*before = search.found;
	return TRUE;
}

static char *text_of(const struct doc *doc, GError **error)
{
	g_autoptr(GBytes) bytes = doc_write_text(doc, error);
	return bytes ? g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)) : NULL;
}

/*
 * What a figure is, whatever its period: the figure, its conditions, whether its days are the report's own, those of
 * the year so far, or others, and of which year. NULL where it is no single query.
 */
static char *figure_key(struct app *app, const struct record *report, const char *text)
{
	struct period period;
	g_autoptr(formula_t) formula = formula_parse(app->store, text, NULL);
	if (!formula || formula->parts->len != 1 || !period_parse(record_text(report, "period"), &period, NULL))
		return NULL;
	g_autoptr(figure_query_t) query = figure_query_copy(g_array_index(formula->parts, struct formula_part, 0).query);
	enum regime regime = strcmp(record_text(report, "regime"), "legal") == 0 ? REGIME_LEGAL : REGIME_CALENDAR;
	struct span span = query->span, whole = period_span(period, regime), year = period_year_to_date(period, regime);
	int now, then, month, dom;
	day_split(whole.to, &now, &month, &dom);
	day_split(span.to, &then, &month, &dom);
	/* The same days a year before are told by the year alone. */
	day_t shifted = span.from == DAY_NONE ? DAY_NONE : day_add_months(span.from, 12 * (now - then));
	const char *days = shifted == whole.from ? "period" : shifted == year.from ? "year" : "other";
	query->span = (struct span){ 1, 1 };
	query->position = 0;
	query->as_known = query->held = 0;
	query->stated = (struct number){ 0 };
	g_autofree char *bare = figure_query_text(query, app->store);
	return g_strdup_printf("%s %s %d", bare, days, now - then);
}

static void compare_figures(struct app *app, struct comparison *comparison, const struct record *report, const struct doc *then, const struct doc *now)
{
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < then->figures->len; i++) {
		const struct figure_note *note = then->figures->pdata[i];
		char *key = figure_key(app, comparison->before, note->query);
		if (key && !g_hash_table_contains(known, key))
			g_hash_table_insert(known, key, note->value);
		else
			g_free(key);
	}
	for (guint i = 0; i < now->figures->len; i++) {
		const struct figure_note *note = now->figures->pdata[i];
		g_autofree char *key = figure_key(app, report, note->query);
		const char *value = key ? g_hash_table_lookup(known, key) : NULL;
		if (!value || !g_hash_table_add(told, g_strdup(key)))
			continue;
		struct figure_pair *pair = g_new0(struct figure_pair, 1);
		*pair = (struct figure_pair){ g_strdup(note->query), g_strdup(value), g_strdup(note->value) };
		g_ptr_array_add(comparison->figures, pair);
	}
}

struct comparison *report_compare(struct app *app, const struct record *report, GError **error)
{
	g_autoptr(comparison_t) comparison = g_new0(struct comparison, 1);
	comparison->lines = g_ptr_array_new_with_free_func(g_free);
	comparison->figures = g_ptr_array_new_with_free_func(figure_pair_free);
	if (!report_before(app, report, &comparison->before, error))
		return NULL;
	if (!comparison->before)
		return g_steal_pointer(&comparison);
	g_autoptr(doc_t) now = report_doc(app, report, error);
	g_autoptr(doc_t) then = now ? report_doc(app, comparison->before, error) : NULL;
	g_autofree char *now_text = then ? text_of(now, error) : NULL;
	g_autofree char *then_text = now_text ? text_of(then, error) : NULL;
	if (!then_text)
		return NULL;
	line_diff(comparison->lines, then_text, now_text);
	compare_figures(app, comparison, report, then, now);
	return g_steal_pointer(&comparison);
}
