/* SPDX-License-Identifier: Apache-2.0 */
/* Reports by what is known of them. */
#include "app/reports.h"

#include <string.h>

struct search {
	const char *template, *period;
	struct record *found;
};

static gboolean take_under_way(void *data, const struct record *record, GError **error)
{
	struct search *search = data;
	(void)error;
	if (strcmp(record_text(record, "period"), search->period) != 0 || strcmp(record_text(record, "template"), search->template) != 0)
		return TRUE;
	if (strcmp(record_state(record), "cancelled") == 0 || strcmp(record_state(record), "superseded") == 0)
		return TRUE;
	record_free(search->found);
	search->found = record_copy(record);
	return TRUE;
}

struct record *report_of_rendering(struct app *app, const struct rendering *rendering, gint64 office, GError **error)
{
	const struct reg *reg = model_need_register(app->model, "report", error);
	g_autofree char *period = period_text(rendering->period);
	struct search search = { .template = rendering->template_name, .period = period };
	if (!reg || !store_each(app->store, reg, office, 0, take_under_way, &search, error))
		return NULL;
	return search.found;
}

struct by_symbol {
	const char *symbol;
	struct record *found;
	GString *all;
	guint count;
};

static gboolean take_symbol(void *data, const struct record *record, GError **error)
{
	struct by_symbol *search = data;
	(void)error;
	if (strcmp(record_text(record, "symbol"), search->symbol) != 0)
		return TRUE;
	const struct value *on = record_value(record, "issued_on");
	g_autofree char *day = on ? day_iso((day_t)on->number) : g_strdup("?");
	g_string_append_printf(search->all, "%s#%" PRId64 " (%s)", search->count++ ? ", " : "", record->id, day);
	record_free(search->found);
	search->found = record_copy(record);
	return TRUE;
}

/* Numbers begin anew each year: one that several reports have names none. */
struct record *report_find(struct app *app, gint64 office, const char *name, GError **error)
{
	const struct reg *reg = model_need_register(app->model, "report", error);
	struct by_symbol search = { .symbol = name, .all = g_string_new(NULL) };
	gboolean read = reg && store_each(app->store, reg, office, 0, take_symbol, &search, error);
	g_autofree char *all = g_string_free(search.all, FALSE);
	g_autoptr(record_t) found = search.found;
	if (read && search.count > 1)
		fail(error, ERROR_CONFLICT, _("several reports have the number %s: %s; name one by its #number"), name, all);
	if (!read || search.count > 1)
		return NULL;
	return found ? g_steal_pointer(&found) : store_find(app->store, reg, office, name, error);
}
