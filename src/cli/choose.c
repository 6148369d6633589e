/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/choose.h"
#include "app/sorting.h"
#include "base/number.h"

#include <string.h>

gint64 choose_office(struct app *app, const struct words *words, GError **error)
{
	if (words->office)
		return store_office(app->store, words->office, error);
	g_autoptr(GArray) offices = store_offices(app->store, error);
	if (!offices)
		return 0;
	if (offices->len == 1)
		return g_array_index(offices, gint64, 0);
	if (offices->len == 0)
		fail(error, ERROR_ABSENT, _("the store holds no office yet; make one with `ngoaivu init --office CODE`, or load the demonstration with `ngoaivu demo`"));
	else
		fail(error, ERROR_USAGE, _("the store holds %u offices: say which with --office"), offices->len);
	return 0;
}

/* An office that is named twice counts once. */
static gboolean add_office(struct app *app, const char *code, GArray *offices, GError **error)
{
	gint64 office = store_office(app->store, code, error);
	for (guint i = 0; i < offices->len; i++)
		if (g_array_index(offices, gint64, i) == office)
			return TRUE;
	if (office)
		g_array_append_val(offices, office);
	return office != 0;
}

gboolean choose_offices(struct app *app, const struct words *words, GArray *offices, GError **error)
{
	if (words->office && strcmp(words->office, "all") == 0) {
		g_autoptr(GArray) all = store_offices(app->store, error);
		if (all)
			g_array_append_vals(offices, all->data, all->len);
		return all != NULL;
	}
	if (!words->office) {
		gint64 office = choose_office(app, words, error);
		if (office)
			g_array_append_val(offices, office);
		return office != 0;
	}
	g_auto(GStrv) codes = g_strsplit(words->office, ",", -1);
	for (guint i = 0; codes[i]; i++)
		if (!add_office(app, g_strstrip(codes[i]), offices, error))
			return FALSE;
	return offices->len > 0 || fail(error, ERROR_USAGE, _("--office names no office"));
}

const struct reg *choose_register(struct app *app, const char *id, GError **error)
{
	return model_need_register(app->model, id, error);
}

gboolean choose_boundaries(const struct words *words, enum boundaries *boundaries, GError **error)
{
	*boundaries = words->boundaries && strcmp(words->boundaries, "now") == 0 ? BOUNDARIES_NOW : BOUNDARIES_THEN;
	if (!words->boundaries || *boundaries == BOUNDARIES_NOW || strcmp(words->boundaries, "then") == 0)
		return TRUE;
	return fail(error, ERROR_USAGE, _("--boundaries %s: it may be then or now"), words->boundaries);
}

gboolean choose_number(const char *option, const char *text, gint64 least, gint64 absent, gint64 *number, GError **error)
{
	*number = absent;
	if (!text || (count_parse(text, number, NULL) && *number >= least))
		return TRUE;
	return fail(error, ERROR_USAGE, _("%s %s: a whole number from %" PRId64 " is expected"), option, text, least);
}

GPtrArray *choose_records(struct app *app, const struct words *words, const struct reg *reg, gint64 office, guint *all, GError **error)
{
	gint64 position, skip, limit;
	if (!choose_position(app, words, office, &position, error) || !choose_number("--skip", words->skip, 0, 0, &skip, error) ||
		!choose_number("--limit", words->limit, 1, G_MAXUINT32, &limit, error))
		return NULL;
	g_autoptr(GPtrArray) records = app_list(app, reg, office, words->where, position, error);
	if (!records || (words->sort && !app_sort(app, reg, records, words->sort, error)))
		return NULL;
	*all = records->len;
	g_ptr_array_remove_range(records, 0, (guint)MIN(skip, records->len));
	if (limit < records->len)
		g_ptr_array_set_size(records, (gint)limit);
	return g_steal_pointer(&records);
}

/* As the history tells it: "22/11/2026 17:44:15", local time; or with the zone. */
gboolean choose_moment(const char *text, moment_t *moment, GError **error)
{
	gsize length = strcspn(text, " ");
	g_autofree char *date = g_strndup(text, length);
	const char *time = text + length + strspn(text + length, " ");
	day_t day = DAY_NONE;
	if (text[length] == '\0')
		return moment_parse(text, moment, error);
	day_parse(date, &day, NULL);
	g_autofree char *iso = day_iso(day);
	g_autofree char *zoned = g_strdup_printf("%sT%s%s+07:00", iso, time, strlen(time) == strlen("17:44") ? ":00" : "");
	if (day != DAY_NONE && moment_parse(zoned, moment, NULL))
		return TRUE;
	return fail(error, ERROR_INPUT, _("“%s” is not a moment: write it as 2020-04-01T00:00:00Z or 01/4/2020 07:00"), text);
}

gboolean choose_position(struct app *app, const struct words *words, gint64 office, gint64 *position, GError **error)
{
	moment_t moment;
	*position = 0;
	if (!words->as_known)
		return TRUE;
	if (!choose_moment(words->as_known, &moment, error)) {
		g_prefix_error(error, "--as-known: ");
		return FALSE;
	}
	*position = store_position_at(app->store, office, moment, error);
	if (*position == 0)
		return fail(error, ERROR_ABSENT, _("--as-known %s: the office's history begins later"), words->as_known);
	return *position > 0;
}

static gboolean set_span(struct figure_query *query, const struct words *words, GError **error)
{
	gboolean set;
	if (words->at && words->span)
		return fail(error, ERROR_USAGE, _("--at and --span are not said together"));
	if (words->at) {
		day_t day;
		set = day_parse(words->at, &day, error);
		query->span = (struct span){ day, day };
	} else if (words->span) {
		set = span_parse(words->span, &query->span, error);
	} else {
		return fail(error, ERROR_USAGE, _("say which days: --span 2020-01-01/2020-03-12 (or a period, 2020-Q1), or --at 2020-08-31 for a stock"));
	}
	if (!set)
		g_prefix_error(error, words->at ? "--at: " : "--span: ");
	return set;
}

static gboolean set_known(struct figure_query *query, const struct words *words, GError **error)
{
	if (words->as_known && !moment_parse(words->as_known, &query->as_known, error)) {
		g_prefix_error(error, "--as-known: ");
		return FALSE;
	}
	return choose_boundaries(words, &query->boundaries, error);
}

struct figure_query *choose_query(struct app *app, const struct words *words, const char *id, GError **error)
{
	const struct figure *figure = model_need_figure(app->model, id, error);
	if (!figure)
		return NULL;
	g_autoptr(figure_query_t) query = figure_query_new(figure);
	if (!choose_offices(app, words, query->offices, error) || !set_span(query, words, error) || !set_known(query, words, error))
		return NULL;
	if ((words->where && !figure_query_where(query, app->store, words->where, error)) || (words->by && !figure_query_by(query, words->by, error)))
		return NULL;
	return g_steal_pointer(&query);
}
