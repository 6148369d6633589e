/* SPDX-License-Identifier: Apache-2.0 */
#include "app/due_reports.h"
#include "store/list.h"

#include <string.h>

enum { READ_MOST = 200 /* reports, the newest: what an office does regularly is among them */ };

struct search {
	struct app *app;
	day_t today;
	GPtrArray *reports, *due;
};

static void due_report_free(gpointer data)
{
	struct due_report *due = data;
	record_free(due->report);
	g_free(due);
}

static gint by_day(gconstpointer a, gconstpointer b)
{
	const struct due_report *first = *(const struct due_report *const *)a, *second = *(const struct due_report *const *)b;
	return first->due != second->due ? first->due < second->due ? -1 : 1 : (gint)first->period.kind - (gint)second->period.kind;
}

static struct due_report *add(struct search *search, struct period period, enum regime regime)
{
	struct due_report *due = g_new0(struct due_report, 1);
	*due = (struct due_report){ .period = period, .regime = regime, .due = model_due_on(search->app->model, period, regime) };
	g_ptr_array_add(search->due, due);
	return due;
}

static enum regime regime_of(const struct record *report)
{
	return strcmp(record_text(report, "regime"), "legal") == 0 ? REGIME_LEGAL : REGIME_CALENDAR;
}

static gboolean is_in(const struct record *report, const char *const *states)
{
	return g_strv_contains(states, record_state(report));
}

static const char *const ended[] = { "issued", "sent", "superseded", "cancelled", NULL };
static const char *const void_states[] = { "cancelled", NULL };

/* Whether a report of that template and period has been opened, whatever became of it. */
static gboolean is_opened(const struct search *search, const char *template, struct period period, enum regime regime)
{
	g_autofree char *text = period_text(period);
	for (guint i = 0; i < search->reports->len; i++) {
		const struct record *report = search->reports->pdata[i];
		if (strcmp(record_text(report, "period"), text) == 0 && strcmp(record_text(report, "template"), template) == 0 && regime_of(report) == regime &&
			!is_in(report, void_states))
			return TRUE;
	}
	return FALSE;
}

/* The periods of a kind that end around a day, in order: the last of the year before to the first of the next. */
static GArray *periods_around(enum period_kind kind, day_t day)
{
	static const int in_year[] = { [PERIOD_MONTH] = 12, [PERIOD_QUARTER] = 4, [PERIOD_HALF] = 1, [PERIOD_NINE_MONTHS] = 1, [PERIOD_YEAR] = 1 };
	GArray *periods = g_array_new(FALSE, FALSE, sizeof(struct period));
	int year, month, dom;
	day_split(day, &year, &month, &dom);
	for (int y = year - 1; y <= year + 1; y++)
		for (int index = 1; index <= in_year[kind]; index++) {
			const struct period period = { .kind = kind, .year = y, .index = index };
			g_array_append_val(periods, period);
		}
	return periods;
}

/* The one that ended last, when nobody has opened it; else the one that ends next, when it is soon due. */
static void add_next(struct search *search, const char *template, enum period_kind kind, enum regime regime, gboolean may_be_late)
{
	g_autoptr(GArray) periods = periods_around(kind, search->today);
	const struct period *last = NULL, *next = NULL;
	for (guint i = 0; i < periods->len; i++) {
		const struct period *period = &g_array_index(periods, struct period, i);
		if (period_span(*period, regime).to < search->today)
			last = period;
		else if (!next)
			next = period;
	}
	day_t due = last ? model_due_on(search->app->model, *last, regime) : DAY_NONE;
	if (last && due != DAY_NONE && (may_be_late || due >= search->today) && !is_opened(search, template, *last, regime))
		add(search, *last, regime);
	due = next ? model_due_on(search->app->model, *next, regime) : DAY_NONE;
	if (next && due != DAY_NONE && due <= search->today + DUE_REPORTS_AHEAD && !is_opened(search, template, *next, regime))
		add(search, *next, regime);
}

/* What the office does regularly: a template, a kind of period and a regime, each once. */
static guint add_habits(struct search *search)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < search->reports->len; i++) {
		const struct record *report = search->reports->pdata[i];
		struct period period;
		if (is_in(report, void_states) || !period_parse(record_text(report, "period"), &period, NULL))
			continue;
		g_autofree char *habit = g_strdup_printf("%d %d %s", (int)period.kind, (int)regime_of(report), record_text(report, "template"));
		if (g_hash_table_add(seen, g_steal_pointer(&habit)))
			add_next(search, record_text(report, "template"), period.kind, regime_of(report), TRUE);
	}
	return g_hash_table_size(seen);
}

GPtrArray *app_due_reports(struct app *app, gint64 office, day_t today, GError **error)
{
	const struct reg *reg = model_register(app->model, "report");
	const struct list_wish wish = { .reg = reg, .office = office, .descending = TRUE, .limit = READ_MOST };
	g_autoptr(GPtrArray) due = g_ptr_array_new_with_free_func(due_report_free), reports = reg ? store_list(app->store, &wish, error) : NULL;
	struct search search = { app, today, reports, due };
	if (!reports)
		return reg ? NULL : g_steal_pointer(&due);
	for (guint i = 0; i < reports->len; i++) {
		const struct record *report = reports->pdata[i];
		struct period period;
		if (!is_in(report, ended) && period_parse(record_text(report, "period"), &period, NULL))
			add(&search, period, regime_of(report))->report = record_copy(report);
	}
	if (!add_habits(&search))
		for (enum period_kind kind = PERIOD_MONTH; kind <= PERIOD_YEAR; kind++)
			add_next(&search, "", kind, REGIME_LEGAL, FALSE);
	g_ptr_array_sort(due, by_day);
	return g_steal_pointer(&due);
}
