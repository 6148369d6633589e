/* SPDX-License-Identifier: Apache-2.0 */
#include "app/guard.h"
#include "app/publish.h"

#include <string.h>

static gboolean read_succession(void *data, const struct record *record, GError **error)
{
	(void)error;
	g_free(*(char **)data);
	*(char **)data = g_strdup(record_text(record, "successor"));
	return TRUE;
}

/* An office keeps its code, and is not merged into itself, not by way of others either. */
static gboolean office_stands(struct app *app, const struct record *record, GError **error)
{
	g_autofree char *code = store_office_code(app->store, record->office);
	if (g_strcmp0(code, record_text(record, "code")) != 0)
		return fail(error, ERROR_REFUSED, _("code: the office is \"%s\" in this store and cannot be given another code"), code);
	g_autofree char *into = g_strdup(record_text(record, "successor"));
	for (guint turns = 0; *into && turns < 1000; turns++) {
		if (strcmp(into, code) == 0)
			return fail(error, ERROR_INPUT, _("successor: \"%s\" would be merged into itself"), code);
		gint64 next = store_office(app->store, into, NULL);
		g_clear_pointer(&into, g_free);
		into = g_strdup("");
		if (next && !store_each(app->store, record->reg, next, 0, read_succession, &into, error))
			return FALSE;
	}
	return TRUE;
}

/* What issuing gives a report, and what it was issued as. */
static const char *const issued_fields[] = { "number", "symbol", "issued_on", "signer", "outgoing", "position", "snapshot", "files", "name", "template",
	"period", "period_kind", "regime", "cutoff", NULL };
static const char *const number_fields[] = { "number", "symbol", "kind", "dated_on", "classified", NULL };

/* The first of the fields that differs; NULL when none does. `before` may be NULL. */
static const char *differing(const struct record *before, const struct record *after, const char *const *fields)
{
	for (; *fields; fields++) {
		const struct value *old = before ? record_value(before, *fields) : NULL, *new = record_value(after, *fields);
		if ((old || new) && !(old && new && value_equal(old, new)))
			return *fields;
	}
	return NULL;
}

static gboolean was_issued(const struct record *report)
{
	static const char *const states[] = { "issued", "sent", "superseded", NULL };
	return report && g_strv_contains(states, record_state(report));
}

static gboolean report_stands(const struct record *before, const struct record *after, GError **error)
{
	if (was_issued(after) && !was_issued(before))
		return fail(error, ERROR_REFUSED, _("state: a report is issued with `ngoaivu issue` only"));
	if (was_issued(before) && strcmp(record_state(after), "superseded") == 0 && strcmp(record_state(before), "superseded") != 0)
		return fail(error, ERROR_REFUSED, _("state: an issued report is superseded by the one that corrects it (`ngoaivu report correct`)"));
	const char *field = was_issued(before) ? differing(before, after, issued_fields) : NULL;
	return !field || fail(error, ERROR_REFUSED, _("%s: report #%" PRId64 " was issued as %s and does not change"), field, before->id, record_text(before, "symbol"));
}

/* What was written for a report stays as it was issued, and with that report. */
static gboolean part_stands(struct app *app, const struct record *before, const struct record *after, GError **error)
{
	const struct value *link = record_value(before ? before : after, "report"), *now = record_value(after, "report");
	if (!link || !now)
		return TRUE;
	if (link->number != now->number)
		return fail(error, ERROR_REFUSED, _("report: a part stays with its report; withdraw it and open one for the other"));
	g_autoptr(record_t) report = store_read(app->store, model_register(app->model, "report"), after->office, link->number, error);
	if (!report)
		return FALSE;
	return !was_issued(report) || fail(error, ERROR_REFUSED, _("report: #%" PRId64 " was issued as %s; its parts do not change"), report->id, record_text(report, "symbol"));
}

/* The issued report whose number this is; NULL without *error when there is none. */
static struct record *report_of_number(struct app *app, const struct record *outgoing, GError **error)
{
	g_autoptr(GArray) sources = store_linked(app->store, KEY(outgoing->office, outgoing->id), error);
	for (guint i = 0; sources && i < sources->len; i++) {
		gint64 key = g_array_index(sources, gint64, i);
		const struct reg *reg = store_register_of(app->store, key, error);
		if (!reg)
			return NULL;
		if (strcmp(reg->id, "report") != 0)
			continue;
		g_autoptr(record_t) report = store_read(app->store, reg, KEY_OFFICE(key), KEY_ID(key), error);
		if (!report || was_issued(report))
			return g_steal_pointer(&report);
	}
	return NULL;
}

static gboolean number_stands(struct app *app, const struct record *before, const struct record *after, GError **error)
{
	const char *field = before ? differing(before, after, number_fields) : NULL;
	if (!field)
		return TRUE;
	GError *problem = NULL;
	g_autoptr(record_t) report = report_of_number(app, before, &problem);
	if (problem)
		g_propagate_error(error, problem);
	else if (report)
		fail(error, ERROR_REFUSED, _("%s: the number belongs to the issued report #%" PRId64), field, report->id);
	return !problem && !report;
}

gboolean app_may_put(struct app *app, const struct record *before, const struct record *after, GError **error)
{
	const char *id = after->reg->id;
	if (strcmp(id, "office") == 0)
		return office_stands(app, after, error);
	if (strcmp(id, "report") == 0 && !app->issuing)
		return report_stands(before, after, error);
	if (strcmp(id, "report_part") == 0)
		return part_stands(app, before, after, error);
	if (strcmp(id, RELEASE_REGISTER) == 0)
		return release_stands(app, before, after, error);
	return strcmp(id, "outgoing") != 0 || number_stands(app, before, after, error);
}

gboolean app_may_delete(struct app *app, const struct record *record, GError **error)
{
	if (strcmp(record->reg->id, "office") == 0)
		return fail(error, ERROR_REFUSED, _("an office's own record cannot be deleted; an office that was merged names its successor and the day"));
	if (strcmp(record->reg->id, "report") == 0 && was_issued(record))
		return fail(error, ERROR_REFUSED, _("report #%" PRId64 " was issued as %s and cannot be deleted"), record->id, record_text(record, "symbol"));
	g_autoptr(GArray) sources = store_linked(app->store, KEY(record->office, record->id), error);
	for (guint i = 0; sources && i < sources->len; i++) {
		gint64 key = g_array_index(sources, gint64, i);
		const struct reg *reg = store_register_of(app->store, key, error);
		g_autoptr(record_t) source = reg ? store_read(app->store, reg, KEY_OFFICE(key), KEY_ID(key), error) : NULL;
		if (!source)
			return FALSE;
		if (!source->deleted && source->id != record->id)
			return fail(error, ERROR_REFUSED, _("%s #%" PRId64 " cannot be deleted: %s #%" PRId64 " names it; change or delete that one first"),
				record->reg->id, record->id, reg->id, source->id);
	}
	return sources != NULL;
}
