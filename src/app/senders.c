/* SPDX-License-Identifier: Apache-2.0 */
#include "app/senders.h"
#include "store/received.h"

#include <string.h>

static void sender_free(gpointer data)
{
	g_free(((struct sender *)data)->code);
	g_free(data);
}

static void add_sender(GPtrArray *senders, const char *code, gint64 office)
{
	struct sender *sender = g_new0(struct sender, 1);
	sender->code = g_strdup(code);
	sender->office = office;
	g_ptr_array_add(senders, sender);
}

static gint by_code(gconstpointer a, gconstpointer b)
{
	return strcmp((*(struct sender *const *)a)->code, (*(struct sender *const *)b)->code);
}

/* Those that are entered and have sent nothing. */
static gboolean add_silent(struct app *app, GPtrArray *senders, GError **error)
{
	g_autoptr(GPtrArray) settings = store_settings(app->store, error);
	for (guint i = 0; settings && i < settings->len; i++) {
		const char *name = settings->pdata[i], *code = name + strlen(SENDER_SETTING);
		if (!g_str_has_prefix(name, SENDER_SETTING) || store_office(app->store, code, NULL))
			continue;
		g_autofree char *key = store_setting(app->store, name);
		if (key && *key)
			add_sender(senders, code, 0);
	}
	return settings != NULL;
}

GPtrArray *app_senders(struct app *app, GError **error)
{
	g_autoptr(GPtrArray) senders = g_ptr_array_new_with_free_func(sender_free);
	g_autoptr(GArray) offices = store_offices(app->store, error);
	for (guint i = 0; offices && i < offices->len; i++) {
		gint64 office = g_array_index(offices, gint64, i);
		g_autofree char *code = store_office_code(app->store, office);
		gboolean received;
		if (!store_is_received(app->store, office, &received, error))
			return NULL;
		if (received && code)
			add_sender(senders, code, office);
	}
	if (!offices || !add_silent(app, senders, error))
		return NULL;
	g_ptr_array_sort(senders, by_code);
	return g_steal_pointer(&senders);
}

void sent_report_free(struct sent_report *report)
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
	moment_t held;       /* what came later does not count; 0 = now */
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

static void count_late(const struct listing *listing, struct sent_report *report)
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
static gboolean find_decision(const struct listing *listing, struct sent_report *report, GError **error)
{
	for (guint i = 0; i < listing->own->len && model_register(listing->app->model, "received_report"); i++) {
		GError *problem = NULL;
		g_autoptr(record_t) decision = sent_report_decision(listing->app, g_array_index(listing->own, gint64, i), report->office, report->id, &problem);
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
	moment_t received;
	if (!find_received(listing, record, &received, error))
		return FALSE;
	if (listing->held && received > listing->held)
		return TRUE;
	struct sent_report *report = g_new0(struct sent_report, 1);
	g_ptr_array_add(listing->reports, report);
	listing->found++;
	report->received = received;
	report->office = g_strdup(listing->office);
	report->id = record->id;
	report->period = g_strdup(record_text(record, "period"));
	report->symbol = g_strdup(record_text(record, "symbol"));
	report->name = g_strdup(record_text(record, "name"));
	report->issued_on = day_of(record, "issued_on");
	if (period_parse(report->period, &period, NULL))
		report->due_on = model_due_on(listing->app->model, period, regime_of(listing, record));
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
	struct sent_report *report = g_new0(struct sent_report, 1);
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
	const struct sent_report *x = *(struct sent_report *const *)a, *y = *(struct sent_report *const *)b;
	int order = strcmp(x->office, y->office);
	return order ? order : x->issued_on != y->issued_on ? x->issued_on - y->issued_on : (x->id > y->id) - (x->id < y->id);
}

static gboolean list_all(struct listing *listing, GError **error)
{
	g_autoptr(GPtrArray) senders = app_senders(listing->app, error);
	for (guint i = 0; senders && i < senders->len; i++) {
		const struct sender *sender = senders->pdata[i];
		if (!add_office(listing, sender->office, sender->code, error))
			return FALSE;
	}
	g_ptr_array_sort(listing->reports, by_office);
	return senders != NULL;
}

static GPtrArray *reports_held(struct app *app, const struct period *period, enum regime regime, day_t today, moment_t held, GError **error)
{
	g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func((GDestroyNotify)sent_report_free);
	g_autoptr(GArray) own = store_own_offices(app->store, error);
	struct listing listing = { .app = app, .period = period, .regime = regime, .today = today, .held = held, .reports = reports, .own = own };
	return own && list_all(&listing, error) ? g_steal_pointer(&reports) : NULL;
}

GPtrArray *sent_reports(struct app *app, const struct period *period, enum regime regime, day_t today, GError **error)
{
	return reports_held(app, period, regime, today, 0, error);
}

struct deciding {
	const char *sender;
	gint64 report;
	struct record *last;
};

static gboolean take_decision(void *data, const struct record *record, GError **error)
{
	struct deciding *deciding = data;
	const struct value *report = record_value(record, "report");
	(void)error;
	if (strcmp(record_text(record, "sender"), deciding->sender) != 0 || !report || report->number != deciding->report)
		return TRUE;
	record_free(deciding->last);
	deciding->last = record_copy(record);
	return TRUE;
}

struct record *sent_report_decision(struct app *app, gint64 hub, const char *sender, gint64 report, GError **error)
{
	const struct reg *reg = model_need_register(app->model, "received_report", error);
	struct deciding deciding = { .sender = sender, .report = report };
	if (reg && store_each(app->store, reg, hub, 0, take_decision, &deciding, error))
		return deciding.last;
	record_free(deciding.last);
	return NULL;
}

struct standing {
	char *name, *successor;
	day_t on;
};

static gboolean read_standing(void *data, const struct record *record, GError **error)
{
	struct standing *standing = data;
	const char *full = record_text(record, "full_name");
	(void)error;
	g_free(standing->name);
	g_free(standing->successor);
	standing->name = *full ? g_strdup(full) : g_strdup_printf("%s %s", record_text(record, "name"), record_text(record, "place"));
	standing->successor = g_strdup(record_text(record, "successor"));
	standing->on = day_of(record, "succeeded_on");
	return TRUE;
}

static gboolean stand(struct app *app, gint64 office, struct standing *standing, GError **error)
{
	const struct reg *reg = model_register(app->model, "office");
	*standing = (struct standing){ 0 };
	return !reg || !office || store_each(app->store, reg, office, 0, read_standing, standing, error);
}

static void standing_clear(struct standing *standing)
{
	g_free(standing->name);
	g_free(standing->successor);
}

/* Whether it was merged by today into an office that is here. */
static gboolean is_merged(struct app *app, const struct standing *standing)
{
	return standing->successor && *standing->successor && standing->on <= day_today() && store_office(app->store, standing->successor, NULL);
}

GArray *app_received_offices(struct app *app, enum boundaries boundaries, GError **error)
{
	g_autoptr(GPtrArray) senders = app_senders(app, error);
	g_autoptr(GArray) offices = g_array_new(FALSE, FALSE, sizeof(gint64));
	for (guint i = 0; senders && i < senders->len; i++) {
		const struct sender *sender = senders->pdata[i];
		struct standing standing;
		gboolean read = stand(app, sender->office, &standing, error);
		if (read && sender->office && (boundaries == BOUNDARIES_THEN || !is_merged(app, &standing)))
			g_array_append_val(offices, sender->office);
		standing_clear(&standing);
		if (!read)
			return NULL;
	}
	return senders ? g_steal_pointer(&offices) : NULL;
}

/* Whether the lines of a period name the office: as one that owes its report, or at all. */
static gboolean is_listed(const GPtrArray *reports, const char *code, gboolean owing)
{
	for (guint i = 0; i < reports->len; i++) {
		const struct sent_report *report = reports->pdata[i];
		if ((!owing || !report->id) && strcmp(report->office, code) == 0)
			return TRUE;
	}
	return FALSE;
}

char **app_sender_names(struct app *app, const struct period *period, enum regime regime, moment_t held, gboolean owing, GError **error)
{
	g_autoptr(GPtrArray) senders = app_senders(app, error);
	g_autoptr(GPtrArray) reports = senders ? reports_held(app, period, regime, day_today(), held, error) : NULL;
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	if (!reports)
		return NULL;
	for (guint i = 0; i < senders->len; i++) {
		const struct sender *sender = senders->pdata[i];
		struct standing standing;
		gboolean read = stand(app, sender->office, &standing, error);
		if (read && is_listed(reports, sender->code, owing))
			g_ptr_array_add(names, g_strdup(standing.name && *standing.name ? standing.name : sender->code));
		standing_clear(&standing);
		if (!read)
			return NULL;
	}
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}

json_t *sent_report_json(const struct sent_report *report)
{
	g_autofree char *issued = report->issued_on ? day_iso(report->issued_on) : NULL, *due = report->due_on ? day_iso(report->due_on) : NULL;
	g_autofree char *received = report->received ? moment_iso(report->received) : NULL;
	g_autofree char *decided = report->decided_on ? day_iso(report->decided_on) : NULL;
	return json_pack("{s:s, s:s, s:s?, s:s?, s:s?, s:s?, s:s?, s:i, s:s?, s:s?, s:s?}", "office", report->office, "period", report->period,
		"symbol", report->symbol, "name", report->name, "issued_on", issued, "received_at", received, "due_on", due, "late", report->late,
		"decision", report->decision, "decided_on", decided, "reason", report->reason && *report->reason ? report->reason : NULL);
}
