/* SPDX-License-Identifier: Apache-2.0 */
/* Which reports were received, and who owes one. */
#include "hub/hub.h"
#include "hub/private.h"
#include "store/received.h"

#include <string.h>

void hub_report_free(struct hub_report *report)
{
	if (!report)
		return;
	g_free(report->office);
	g_free(report->period);
	g_free(report->symbol);
	g_free(report->name);
	g_free(report->decision);
	g_free(report->reason);
	g_free(report);
}

struct listing {
	struct app *app;
	const struct period *period; /* NULL = all */
	enum regime regime;
	day_t today;
	GPtrArray *reports;
	GArray *own;         /* offices of this store, who decide */
	const char *office;  /* the one that is looked at */
	GPtrArray *packages; /* … and what it sent */
	guint found;         /* reports of it in the period */
	GError *failure;
};

static day_t day_of(const struct record *record, const char *field)
{
	const struct value *value = record_value(record, field);
	return value ? (day_t)value->number : DAY_NONE;
}

/* When the change came that issued the report. */
static gboolean find_received(const struct listing *listing, const struct record *record, moment_t *received, GError **error)
{
	g_autoptr(GPtrArray) timeline = store_timeline(listing->app->store, KEY(record->office, record->id), error);
	gint64 position = 0;
	*received = 0;
	for (guint i = 0; timeline && !position && i < timeline->len; i++) {
		const struct change *change = timeline->pdata[i];
		json_t *said = json_loads(change->data, 0, NULL);
		if (json_object_get(said, "snapshot"))
			position = KEY_ID(change->key);
		json_decref(said);
	}
	for (guint i = 0; position && i < listing->packages->len; i++) {
		const struct package_row *row = listing->packages->pdata[i];
		if (row->first <= position && position <= row->last)
			*received = row->received;
	}
	return timeline != NULL;
}

static void count_late(const struct listing *listing, struct hub_report *report)
{
	day_t until = report->received ? moment_day(report->received) : listing->today;
	report->late = report->due_on && until > report->due_on ? until - report->due_on : 0;
}

static enum regime regime_of(const struct listing *listing, const struct record *record)
{
	const char *said = record_text(record, "regime");
	return !*said ? listing->regime : strcmp(said, "legal") == 0 ? REGIME_LEGAL : REGIME_CALENDAR;
}

/* The last decision of the store's own offices. */
static gboolean find_decision(const struct listing *listing, struct hub_report *report, GError **error)
{
	for (guint i = 0; i < listing->own->len && model_register(listing->app->model, "received_report"); i++) {
		GError *problem = NULL;
		g_autoptr(record_t) decision = decision_on(listing->app, g_array_index(listing->own, gint64, i), report->office, report->id, &problem);
		if (problem) {
			g_propagate_error(error, problem);
			return FALSE;
		}
		if (!decision)
			continue;
		g_free(report->decision);
		g_free(report->reason);
		report->decision = g_strdup(record_state(decision));
		report->reason = g_strdup(record_text(decision, "reason"));
		report->decided_on = day_of(decision, "decided_on");
	}
	return TRUE;
}

static gboolean add_report(void *data, const struct record *record, GError **error)
{
	struct listing *listing = data;
	struct period period;
	g_autofree char *wanted = listing->period ? period_text(*listing->period) : NULL;
	if (!*record_text(record, "snapshot") || strcmp(record_state(record), "superseded") == 0 || (wanted && strcmp(record_text(record, "period"), wanted) != 0))
		return TRUE;
	struct hub_report *report = g_new0(struct hub_report, 1);
	g_ptr_array_add(listing->reports, report);
	listing->found++;
	report->office = g_strdup(listing->office);
	report->id = record->id;
	report->period = g_strdup(record_text(record, "period"));
	report->symbol = g_strdup(record_text(record, "symbol"));
	report->name = g_strdup(record_text(record, "name"));
	report->issued_on = day_of(record, "issued_on");
	if (period_parse(report->period, &period, NULL))
		report->due_on = model_due_on(listing->app->model, period, regime_of(listing, record));
	if (!find_received(listing, record, &report->received, error))
		return FALSE;
	count_late(listing, report);
	return find_decision(listing, report, error);
}

static gboolean read_merged(void *data, const struct record *record, GError **error)
{
	(void)error;
	if (*record_text(record, "successor"))
		*(day_t *)data = day_of(record, "succeeded_on") ? day_of(record, "succeeded_on") : 1;
	return TRUE;
}

/* Whether the office was there at the end of the period. */
static gboolean still_there(const struct listing *listing, gint64 office, gboolean *there, GError **error)
{
	const struct reg *reg = model_register(listing->app->model, "office");
	day_t merged = DAY_NONE, last = period_span(*listing->period, listing->regime).to;
	if (reg && office && !store_each(listing->app->store, reg, office, 0, read_merged, &merged, error))
		return FALSE;
	*there = merged == DAY_NONE || merged > last;
	return TRUE;
}

static gboolean add_owed(struct listing *listing, gint64 office, GError **error)
{
	gboolean there;
	if (!still_there(listing, office, &there, error) || !there)
		return !there;
	struct hub_report *report = g_new0(struct hub_report, 1);
	g_ptr_array_add(listing->reports, report);
	report->office = g_strdup(listing->office);
	report->period = period_text(*listing->period);
	report->due_on = model_due_on(listing->app->model, *listing->period, listing->regime);
	count_late(listing, report);
	return TRUE;
}

/* `office` 0: it is entered and has sent nothing. */
static gboolean add_office(struct listing *listing, gint64 office, const char *code, GError **error)
{
	const struct reg *reg = model_need_register(listing->app->model, "report", error);
	g_autoptr(GPtrArray) packages = reg ? store_packages(listing->app->store, office, error) : NULL;
	listing->office = code;
	listing->packages = packages;
	listing->found = 0;
	if (!packages || (office && !store_each(listing->app->store, reg, office, 0, add_report, listing, error)))
		return FALSE;
	return !listing->period || listing->found || add_owed(listing, office, error);
}

static gint by_office(gconstpointer a, gconstpointer b)
{
	const struct hub_report *x = *(struct hub_report *const *)a, *y = *(struct hub_report *const *)b;
	int order = strcmp(x->office, y->office);
	return order ? order : x->issued_on != y->issued_on ? x->issued_on - y->issued_on : (x->id > y->id) - (x->id < y->id);
}

static gboolean list_all(struct listing *listing, GError **error)
{
	g_autoptr(GPtrArray) lines = hub_status(listing->app, error);
	for (guint i = 0; lines && i < lines->len; i++) {
		const struct hub_line *line = lines->pdata[i];
		if (line->receives && !add_office(listing, store_office(listing->app->store, line->office, NULL), line->office, error))
			return FALSE;
	}
	g_ptr_array_sort(listing->reports, by_office);
	return lines != NULL;
}

GPtrArray *hub_reports(struct app *app, const struct period *period, enum regime regime, day_t today, GError **error)
{
	g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func((GDestroyNotify)hub_report_free);
	g_autoptr(GArray) own = store_own_offices(app->store, error);
	struct listing listing = { .app = app, .period = period, .regime = regime, .today = today, .reports = reports, .own = own };
	return own && list_all(&listing, error) ? g_steal_pointer(&reports) : NULL;
}
