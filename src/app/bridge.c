/* SPDX-License-Identifier: Apache-2.0 */
/* Which figures two reports both tell, and what lies between. */
#include "app/bridge.h"
#include "ledger/formula.h"
#include "report/words.h"
#include "report/words_bridge.h"

#include <string.h>

static void bridged_free(gpointer data)
{
	struct bridged *bridged = data;
	figure_query_free(bridged->then);
	figure_query_free(bridged->now);
	bridge_free(bridged->bridge);
	g_free(bridged->name);
	g_free(bridged->days);
	g_free(bridged->sentence);
	g_free(bridged);
}

static void unbridged_free(gpointer data)
{
	struct unbridged *unbridged = data;
	g_free(unbridged->query);
	g_free(unbridged->reason);
	g_free(unbridged);
}

void bridges_free(struct bridges *bridges)
{
	if (!bridges)
		return;
	g_free(bridges->names[0]);
	g_free(bridges->names[1]);
	g_ptr_array_unref(bridges->figures);
	g_ptr_array_unref(bridges->left);
	g_free(bridges->language);
	g_free(bridges);
}

static struct bridges *bridges_new(const struct app *app, gint64 office)
{
	struct bridges *bridges = g_new0(struct bridges, 1);
	bridges->office = office;
	bridges->language = g_strdup(app->language);
	bridges->figures = g_ptr_array_new_with_free_func(bridged_free);
	bridges->left = g_ptr_array_new_with_free_func(unbridged_free);
	return bridges;
}

static void leave(struct bridges *bridges, const char *query, char *reason)
{
	struct unbridged *unbridged = g_new0(struct unbridged, 1);
	*unbridged = (struct unbridged){ g_strdup(query), reason };
	g_ptr_array_add(bridges->left, unbridged);
}

static gboolean is_vietnamese(const struct bridges *bridges)
{
	return strcmp(bridges->language, "en") != 0;
}

static char *days_between(struct span span, const char *language)
{
	g_autofree char *from = words_date(span.from, FALSE, language), *to = words_date(span.to, FALSE, language);
	if (strcmp(language, "en") == 0)
		return g_strdup_printf("%s to %s", from, to);
	return g_strdup_printf("từ ngày %s đến ngày %s", from, to);
}

/* By the period where the days are one of the calendar. */
static char *days_of(const struct figure_query *query, const char *language)
{
	int year, month, dom;
	day_split(query->span.from, &year, &month, &dom);
	const struct period periods[] = { { PERIOD_YEAR, year, 1 }, { PERIOD_HALF, year, (month + 5) / 6 }, { PERIOD_NINE_MONTHS, year, 1 },
		{ PERIOD_QUARTER, year, (month + 2) / 3 }, { PERIOD_MONTH, year, month } };
	if (query->figure->kind == FIGURE_STOCK) {
		g_autofree char *on = words_date(query->span.to, FALSE, language);
		return g_strdup_printf(strcmp(language, "en") == 0 ? "%s" : "đến ngày %s", on);
	}
	for (guint i = 0; i < G_N_ELEMENTS(periods); i++) {
		struct span span = period_span(periods[i], REGIME_CALENDAR);
		if (span.from == query->span.from && span.to == query->span.to)
			return period_name(periods[i], language);
	}
	return days_between(query->span, language);
}

static void word(struct app *app, const struct bridges *bridges, struct bridged *bridged)
{
	const struct figure *figure = bridged->now->figure;
	const char *language = bridges->language;
	bridged->name = figure_query_name(bridged->now, language);
	bridged->days = days_of(bridged->now, language);
	if (!bridged->bridge->items->len)
		return;
	const struct span then = bridged->then->span, now = bridged->now->span;
	g_autofree char *more = now.to > then.to ? days_between((struct span){ then.to + 1, now.to }, language) : NULL;
	const struct bridge_words words = { .what = bridged->name, .days = bridged->days, .before = bridges->names[0], .more = more,
		.unit = figure->kind == FIGURE_SHARE ? "%" : label_text(&figure->unit, language), .one = figure->unit.one };
	bridged->sentence = words_bridge(app->model, bridged->bridge, &words, language);
}

/* Takes the queries. */
static gboolean add_bridge(struct app *app, struct bridges *bridges, struct figure_query *then, struct figure_query *now, GError **error)
{
	struct bridged *bridged = g_new0(struct bridged, 1);
	*bridged = (struct bridged){ .then = then, .now = now, .bridge = figure_bridge(app->ledger, then, now, error) };
	if (!bridged->bridge) {
		bridged_free(bridged);
		return FALSE;
	}
	word(app, bridges, bridged);
	g_ptr_array_add(bridges->figures, bridged);
	return TRUE;
}

/* A figure as a report tells it. */
struct told {
	char *key;   /* the question without its days and moment */
	char *query; /* without its moment */
	struct figure_query *asked;
	gboolean used;
};

static void told_free(gpointer data)
{
	struct told *told = data;
	g_free(told->key);
	g_free(told->query);
	figure_query_free(told->asked);
	g_free(told);
}

static struct told *told_new(struct app *app, const struct figure_query *query)
{
	struct told *told = g_new0(struct told, 1);
	g_autoptr(figure_query_t) bare = figure_query_copy(query);
	told->asked = figure_query_copy(query);
	g_clear_pointer(&told->asked->by, g_free);
	g_clear_pointer(&bare->by, g_free);
	bare->position = 0;
	bare->as_known = bare->held = 0;
	told->query = figure_query_text(bare, app->store);
	bare->stated = (struct number){ 0 };
	bare->span = (struct span){ query->figure->kind == FIGURE_STOCK ? 1 : query->span.from, DAY_LAST };
	told->key = figure_query_text(bare, app->store);
	return told;
}

/* All questions behind the numbers of a report, each once. */
static GPtrArray *told_in(struct app *app, struct bridges *bridges, const struct doc *doc)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(told_free);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < doc->figures->len; i++) {
		const struct figure_note *note = doc->figures->pdata[i];
		g_autoptr(GError) problem = NULL;
		g_autoptr(formula_t) formula = formula_parse(app->store, note->query, &problem);
		if (!formula)
			leave(bridges, note->query, g_strdup(problem->message));
		for (guint p = 0; formula && p < formula->parts->len; p++) {
			struct told *told = told_new(app, g_array_index(formula->parts, struct formula_part, p).query);
			if (g_hash_table_add(seen, told->query))
				g_ptr_array_add(all, told);
			else
				told_free(told);
		}
	}
	return all;
}

/* The same question in the other report: of the same days, else of the most of them that are not more; NULL when none is. */
static struct told *counterpart(const GPtrArray *all, const struct told *wanted)
{
	struct told *best = NULL;
	day_t to = wanted->asked->span.to;
	for (guint i = 0; i < all->len; i++) {
		struct told *told = all->pdata[i];
		day_t until = told->asked->span.to;
		if (strcmp(told->key, wanted->key) != 0)
			continue;
		if (!best || (until <= to && (best->asked->span.to > to || until > best->asked->span.to)))
			best = told;
	}
	return best;
}

static gboolean same_question(const struct told *a, const struct told *b)
{
	g_autofree char *hindrance = bridge_hindrance(a->asked, b->asked);
	return !hindrance;
}

/* Why one that the second tells has no counterpart in the first. */
static char *why_left(const GPtrArray *all, const struct told *wanted)
{
	for (guint i = 0; i < all->len; i++) {
		const struct told *told = all->pdata[i];
		if (!same_question(told, wanted))
			continue;
		g_autofree char *days = span_text(told->asked->span);
		return g_strdup_printf(_("the first tells it of days that begin otherwise (%s): there is nothing in common to lead from"), days);
	}
	return g_strdup(_("only the second tells it"));
}

/* A value that an earlier report stated has no records behind it. */
static char *why_stated(const struct told *before, const struct told *told)
{
	const struct number *then = &before->asked->stated, *now = &told->asked->stated;
	g_autofree char *first = number_plain(then), *second = number_plain(now);
	if (then->present && now->present)
		return g_strdup_printf(_("both tell what was stated of it, %s and %s: there are no records to lead from"), first, second);
	if (then->present)
		return g_strdup_printf(_("the first tells what was stated of it, %s; records have come in since"), first);
	return g_strdup_printf(_("the second tells what was stated of it, %s; the first tells it from records"), second);
}

/* What could not be read in either report is not asked for. */
static void drop_others(struct bridges *bridges, const char *only)
{
	for (guint i = bridges->left->len; i-- > 0;)
		if (strcmp(((const struct unbridged *)bridges->left->pdata[i])->query, only) != 0)
			g_ptr_array_remove_index(bridges->left, i);
}

static gboolean bridge_told(struct app *app, struct bridges *bridges, const GPtrArray *then, const GPtrArray *now, const char *only, GError **error)
{
	for (guint i = 0; i < now->len; i++) {
		const struct told *told = now->pdata[i];
		struct told *before = counterpart(then, told);
		if (before)
			before->used = TRUE;
		if (only && strcmp(only, told->query) != 0)
			continue;
		if (!before)
			leave(bridges, told->query, why_left(then, told));
		else if (before->asked->stated.present || told->asked->stated.present)
			leave(bridges, told->query, why_stated(before, told));
		else if (!add_bridge(app, bridges, figure_query_copy(before->asked), figure_query_copy(told->asked), error))
			return FALSE;
	}
	for (guint i = 0; !only && i < then->len; i++) {
		const struct told *told = then->pdata[i];
		if (!told->used)
			leave(bridges, told->query, g_strdup(_("only the first tells it, or tells it of other days")));
	}
	if (only)
		drop_others(bridges, only);
	if (only && !bridges->figures->len && !bridges->left->len)
		return fail(error, ERROR_ABSENT, _("%s: the report does not tell this figure"), only);
	return TRUE;
}

static char *report_words(const struct bridges *bridges, const struct record *report)
{
	const struct value *on = record_value(report, "issued_on");
	const char *language = bridges->language;
	struct period period;
	if (on && on->kind == VALUE_NUMBER && *record_text(report, "symbol")) {
		g_autofree char *day = words_date((day_t)on->number, FALSE, language);
		return g_strdup_printf(is_vietnamese(bridges) ? "Báo cáo số %s ngày %s" : "report %s of %s", record_text(report, "symbol"), day);
	}
	gboolean known = period_parse(record_text(report, "period"), &period, NULL);
	g_autofree char *name = known ? period_name(period, language) : g_strdup(record_text(report, "period"));
	return g_strdup_printf(is_vietnamese(bridges) ? "dự thảo báo cáo %s" : "the draft for %s", name);
}

static gint64 position_of(const struct record *report)
{
	const struct value *position = record_value(report, "position");
	return position && position->kind == VALUE_NUMBER ? position->number : G_MAXINT64;
}

static gboolean may_bridge(const struct record *then, const struct record *now, GError **error)
{
	if (then->id == now->id && then->office == now->office)
		return fail(error, ERROR_INPUT, _("report #%" PRId64 ": a bridge is between two reports, this is one"), then->id);
	if (then->office != now->office)
		return fail(error, ERROR_INPUT, _("the two reports are of different offices: their figures have nothing in common"));
	if (position_of(then) > position_of(now))
		return fail(error, ERROR_INPUT, _("report #%" PRId64 " was issued after report #%" PRId64 ": name the earlier one first"), then->id, now->id);
	return TRUE;
}

struct bridges *report_bridges(struct app *app, const struct record *then, const struct record *now, const char *only, GError **error)
{
	if (!may_bridge(then, now, error))
		return NULL;
	g_autoptr(bridges_t) bridges = bridges_new(app, now->office);
	bridges->names[0] = report_words(bridges, then);
	bridges->names[1] = report_words(bridges, now);
	g_autoptr(doc_t) first = report_doc(app, then, error);
	g_autoptr(doc_t) second = first ? report_doc(app, now, error) : NULL;
	if (!second)
		return NULL;
	g_autoptr(figure_query_t) query = only ? figure_query_parse(app->store, only, error) : NULL;
	if (only && !query)
		return NULL;
	struct told *wanted = query ? told_new(app, query) : NULL;
	g_autoptr(GPtrArray) before = told_in(app, bridges, first), after = told_in(app, bridges, second);
	gboolean done = bridge_told(app, bridges, before, after, wanted ? wanted->query : NULL, error);
	if (wanted)
		told_free(wanted);
	return done ? g_steal_pointer(&bridges) : NULL;
}

/* "08:05 ngày 05/4/2020" by the office's clock. */
static char *known_words(const struct bridges *bridges, moment_t known)
{
	moment_t moment = known ? known : moment_now();
	const gint64 minutes = ((moment / G_USEC_PER_SEC + 7 * 3600) % 86400 + 86400) % 86400 / 60;
	g_autofree char *day = words_date(moment_day(moment), FALSE, bridges->language);
	return g_strdup_printf(is_vietnamese(bridges) ? "số liệu biết đến %02d:%02d ngày %s" : "what was known at %02d:%02d on %s", (int)(minutes / 60), (int)(minutes % 60), day);
}

struct bridges *figure_bridges(struct app *app, const struct figure_query *query, const moment_t known[2], GError **error)
{
	if (!known[0] || (known[1] && known[0] > known[1])) {
		fail(error, ERROR_INPUT, _("name the earlier moment first"));
		return NULL;
	}
	g_autoptr(bridges_t) bridges = bridges_new(app, query->offices->len ? g_array_index(query->offices, gint64, 0) : 0);
	struct figure_query *asked[2];
	for (guint i = 0; i < 2; i++) {
		bridges->names[i] = known_words(bridges, known[i]);
		asked[i] = figure_query_copy(query);
		asked[i]->as_known = known[i];
	}
	return add_bridge(app, bridges, asked[0], asked[1], error) ? g_steal_pointer(&bridges) : NULL;
}

/* The record's title now. */
static char *title_of(struct app *app, const struct reg *reg, gint64 key, const char *language)
{
	g_autoptr(record_t) record = reg && !reg->personal ? store_read(app->store, reg, KEY_OFFICE(key), KEY_ID(key), NULL) : NULL;
	if (!record)
		return g_strdup_printf("#%" G_GINT64_FORMAT, KEY_ID(key));
	return record_title(record, app->model, store_links(app->store, record->office), language);
}

gboolean bridge_source_read(struct app *app, const struct bridge_item *item, const char *language, struct bridge_source *source, GError **error)
{
	*source = (struct bridge_source){ .id = KEY_ID(item->record), .reg = store_register_of(app->store, item->record, NULL) };
	source->change = store_change(app->store, item->history, error);
	if (!source->change)
		return FALSE;
	source->version = source->change->record == item->record ? source->change->version : 0;
	source->office = store_office_code(app->store, KEY_OFFICE(item->record));
	source->title = title_of(app, source->reg, item->record, language);
	return TRUE;
}

void bridge_source_clear(struct bridge_source *source)
{
	g_clear_pointer(&source->change, change_free);
	g_clear_pointer(&source->office, g_free);
	g_clear_pointer(&source->title, g_free);
}
