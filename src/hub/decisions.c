/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decisions of a hub on the reports that it received: records of its own office, so that its history tells who decided
 * what; the acknowledgements carry them to the offices, which enter them in their records of the reports.
 */
#include "app/reports.h"
#include "hub/hub.h"
#include "hub/private.h"
#include "store/received.h"

#include <string.h>

enum { DECISIONS_MOST = 1000 }; /* in an acknowledgement: the latest */

static const struct reg *decision_register(struct app *app, GError **error)
{
	return model_need_register(app->model, "received_report", error);
}

static json_t *decision_json(const struct record *record)
{
	const struct value *report = record_value(record, "report"), *on = record_value(record, "decided_on");
	g_autofree char *day = on ? day_iso((day_t)on->number) : NULL;
	json_t *decision = json_pack("{s:I, s:s, s:s}", "report", (json_int_t)(report ? report->number : 0), "snapshot", record_text(record, "snapshot"),
		"decision", record_state(record));
	if (day)
		json_object_set_new(decision, "on", json_string(day));
	if (*record_text(record, "reason"))
		json_object_set_new(decision, "reason", json_string(record_text(record, "reason")));
	return decision;
}

struct collecting {
	const char *office;
	json_t *decisions;
};

static gboolean collect(void *data, const struct record *record, GError **error)
{
	struct collecting *collecting = data;
	(void)error;
	if (strcmp(record_text(record, "sender"), collecting->office) == 0)
		json_array_append_new(collecting->decisions, decision_json(record));
	return TRUE;
}

json_t *decisions_on(struct app *app, gint64 hub, const char *office, GError **error)
{
	const struct reg *reg = model_register(app->model, "received_report");
	struct collecting collecting = { .office = office, .decisions = json_array() };
	if (reg && !store_each(app->store, reg, hub, 0, collect, &collecting, error)) {
		json_decref(collecting.decisions);
		return NULL;
	}
	while (json_array_size(collecting.decisions) > DECISIONS_MOST)
		json_array_remove(collecting.decisions, 0);
	return collecting.decisions;
}

/* The decision as a record; `known` is the one before, or NULL. */
static json_t *decision_fields(const struct record *report, const char *office, const struct record *known, gboolean accept, const char *reason)
{
	g_autofree char *name = g_strdup_printf("%s %s", office, record_text(report, "symbol"));
	g_autofree char *today = day_iso(day_today());
	const struct value *issued = record_value(report, "issued_on");
	g_autofree char *issued_on = issued ? day_iso((day_t)issued->number) : NULL;
	json_t *fields = json_pack("{s:s, s:s, s:I, s:s, s:s, s:s, s:s, s:s?, s:s?, s:s}", "name", name, "sender", office, "report", (json_int_t)report->id,
		"symbol", record_text(report, "symbol"), "period", record_text(report, "period"), "snapshot", record_text(report, "snapshot"),
		"decided_on", today, "issued_on", issued_on, "reason", reason, "state", accept ? "accepted" : "returned");
	if (known) {
		json_object_set_new(fields, "id", json_integer(known->id));
		json_object_set_new(fields, "version", json_integer(known->version));
	}
	return fields;
}

gboolean hub_decide(struct app *app, gint64 hub, const char *office, const char *name, gboolean accept, const char *reason, GError **error)
{
	const struct reg *reg = decision_register(app, error);
	gint64 sender = reg ? store_office(app->store, office, error) : 0;
	gboolean received;
	GError *problem = NULL;
	if (!sender || !store_is_received(app->store, sender, &received, error))
		return FALSE;
	if (!received)
		return fail(error, ERROR_REFUSED, _("office %s: its reports are not received here"), office);
	if (!accept && (!reason || !*reason))
		return fail(error, ERROR_INPUT, _("say why the report is returned: --reason \"…\""));
	g_autoptr(record_t) report = report_find(app, sender, name, error);
	if (!report)
		return FALSE;
	if (!*record_text(report, "snapshot"))
		return fail(error, ERROR_REFUSED, _("report #%" PRId64 " has not been issued"), report->id);
	g_autoptr(record_t) known = sent_report_decision(app, hub, office, report->id, &problem);
	if (problem) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	json_t *fields = decision_fields(report, office, known, accept, accept ? NULL : reason);
	g_autoptr(record_t) decision = app_put(app, reg, hub, fields, NULL, NULL, error);
	json_decref(fields);
	return decision != NULL;
}

static gboolean says_already(const struct record *report, const char *decision, const char *on, const char *reason)
{
	const struct value *day = record_value(report, "reception_on");
	g_autofree char *said = day ? day_iso((day_t)day->number) : NULL;
	return strcmp(record_text(report, "reception"), decision) == 0 && g_strcmp0(said, on) == 0 &&
		strcmp(record_text(report, "reception_reason"), reason ? reason : "") == 0;
}

/* One decision; about a report that is another here than at the hub, nothing. */
static gboolean enter_one(struct app *app, const struct reg *reg, gint64 office, const char *hub, const json_t *decision, GError **error)
{
	const char *said = json_string_value(json_object_get(decision, "decision")), *on = json_string_value(json_object_get(decision, "on"));
	const char *reason = json_string_value(json_object_get(decision, "reason")), *snapshot = json_string_value(json_object_get(decision, "snapshot"));
	g_autoptr(record_t) report = store_read(app->store, reg, office, json_integer_value(json_object_get(decision, "report")), NULL);
	if (!report || report->deleted || !said || g_strcmp0(record_text(report, "snapshot"), snapshot) != 0 || says_already(report, said, on, reason))
		return TRUE;
	g_autofree char *why = g_strdup_printf("hub %s", hub);
	json_t *fields = json_pack("{s:I, s:s, s:s?, s:s?}", "id", (json_int_t)report->id, "reception", said, "reception_on", on, "reception_reason", reason);
	g_autoptr(record_t) entered = app_put(app, reg, office, fields, why, NULL, error);
	json_decref(fields);
	return entered != NULL;
}

gboolean decisions_enter(struct app *app, gint64 office, const char *hub, const json_t *decisions, GError **error)
{
	const struct reg *reg = model_register(app->model, "report");
	size_t index;
	json_t *decision;
	if (!reg || !reg_field(reg, "reception") || !reg_field(reg, "reception_on") || !reg_field(reg, "reception_reason"))
		return TRUE;
	json_array_foreach((json_t *)decisions, index, decision)
		if (!enter_one(app, reg, office, hub, decision, error))
			return FALSE;
	return TRUE;
}
