/* SPDX-License-Identifier: Apache-2.0 */
/* What is found in a report and answered, its parts, the issue before it, files that claim to be one. */
#include "app/parts.h"
#include "web/api_json.h"
#include "web/pages.h"
#include "web/part.h"
#include "web/report.h"

#include <string.h>

static json_t *finding_json(const struct record *report, const struct finding *finding)
{
	return json_pack("{s:s, s:s?, s:s?, s:s, s:s?, s:s?}", "severity", severity_name(finding->severity), "rule", finding->rule, "quote", finding->quote,
		"message", finding->message, "suggestion", finding->suggestion, "reason", report_answered(report, finding));
}

gboolean api_list_findings(struct request *request, GError **error)
{
	g_autoptr(record_t) report = wanted_report(request, error);
	g_autoptr(findings_t) findings = report ? report_findings(request->app, report, error) : NULL;
	if (!findings)
		return FALSE;
	json_t *list = json_array();
	for (guint i = 0; i < findings->items->len; i++)
		json_array_append_new(list, finding_json(report, findings->items->pdata[i]));
	return api_answer(request, json_pack("{s:i, s:o}", "errors", (int)findings->errors, "findings", list));
}

gboolean api_answer_finding(struct request *request, GError **error)
{
	const char *rule = api_text(request, "rule"), *quote = api_text(request, "quote");
	g_autoptr(record_t) report = wanted_report(request, error);
	if (!report || !api_match(request, report->version))
		return FALSE;
	g_autoptr(findings_t) findings = report_findings(request->app, report, error);
	for (guint i = 0; findings && i < findings->items->len; i++) {
		const struct finding *finding = findings->items->pdata[i];
		if (g_strcmp0(finding->rule, rule) == 0 && g_strcmp0(finding->quote, quote) == 0)
			return report_answer(request->app, report, finding, api_text(request, "reason"), error) && api_answer(request, finding_json(report, finding));
	}
	return findings && fail(error, ERROR_INPUT, _("/rule: the check finds nothing of this rule and quote in the report now"));
}

static json_t *part_json(struct request *request, const struct record *part)
{
	const struct value *instead = record_value(part, "instead"), *due = record_value(part, "due_on");
	json_t *json = json_pack("{s:I, s:I, s:s, s:s, s:s, s:s, s:b, s:b}", "id", (json_int_t)part->id, "version", (json_int_t)part->version, "section",
		record_text(part, "section"), "division", record_text(part, "division"), "state", record_state(part), "text", record_text(part, "narrative"),
		"instead", instead && instead->kind == VALUE_NUMBER && instead->number, "writable", may_write_part(request, part));
	if (due && due->kind == VALUE_NUMBER)
		json_object_set_new(json, "due_on", api_day((day_t)due->number));
	return json;
}

gboolean api_list_parts(struct request *request, GError **error)
{
	g_autoptr(record_t) report = wanted_report(request, error);
	g_autoptr(GPtrArray) parts = report ? report_parts(request->app, report, 0, error) : NULL;
	g_autoptr(GPtrArray) sections = parts ? report_sections(request->app, report, NULL, error) : NULL;
	if (!sections)
		return FALSE;
	json_t *list = json_array(), *paths = json_array();
	for (guint i = 0; i < parts->len; i++)
		json_array_append_new(list, part_json(request, parts->pdata[i]));
	for (guint i = 0; i < sections->len; i++)
		json_array_append_new(paths, json_string(((const struct doc_section *)sections->pdata[i])->path));
	return api_answer(request, json_pack("{s:o, s:o}", "sections", paths, "parts", list));
}

static gboolean answer_part(struct request *request, const struct record *part)
{
	api_tag(request, part->version, FALSE);
	return api_answer(request, part_json(request, part));
}

gboolean api_assign_part(struct request *request, GError **error)
{
	g_autoptr(record_t) report = wanted_report(request, error);
	g_autoptr(record_t) part = report && part_check_open(request, report, error) ?
		report_assign(request->app, report, api_text(request, "section"), api_text(request, "division"), api_text(request, "due_on"), error) : NULL;
	if (!part)
		return FALSE;
	api_created(request, g_strdup_printf("/reports/%" G_GINT64_FORMAT "/parts/%" G_GINT64_FORMAT, report->id, part->id));
	return answer_part(request, part);
}

gboolean api_show_part(struct request *request, GError **error)
{
	g_autoptr(record_t) report = wanted_report(request, error);
	g_autoptr(record_t) part = report ? wanted_part(request, report, error) : NULL;
	return part && answer_part(request, part);
}

/* The words of the body as the form of the page has them, so that both are one act. */
static void fill_form(struct request *request, const struct record *part)
{
	const char *text = api_text(request, "text"), *why = api_text(request, "why");
	g_autofree char *version = g_strdup_printf("%" G_GINT64_FORMAT, part->version);
	request->form = pairs_new();
	pairs_add(request->form, "version", version);
	if (text)
		pairs_add(request->form, "text", text);
	if (why)
		pairs_add(request->form, "why", why);
	if (json_is_true(json_object_get(request->json, "instead")))
		pairs_add(request->form, "instead", "yes");
}

gboolean api_change_part(struct request *request, GError **error)
{
	guint act;
	g_autoptr(record_t) report = wanted_report(request, error);
	g_autoptr(record_t) part = report ? wanted_part(request, report, error) : NULL;
	if (!part)
		return FALSE;
	fill_form(request, part);
	if (!part_act_find(api_text(request, "act"), &act))
		return fail(error, ERROR_INPUT, _("/act: it may be save, submit, accept, return or withdraw"));
	if (!part_check_act(request, report, part, act, error) || !api_match(request, part->version) || !part_do(request, report, part, act, error))
		return FALSE;
	g_autoptr(record_t) stored = store_read(request->app->store, part->reg, part->office, part->id, error);
	return stored && answer_part(request, stored);
}

gboolean api_preview_part(struct request *request, GError **error)
{
	const json_t *print;
	const char *text = api_text(request, "text");
	size_t index;
	request->form = pairs_new();
	if (text)
		pairs_add(request->form, "text", text);
	if (json_is_true(json_object_get(request->json, "instead")))
		pairs_add(request->form, "instead", "yes");
	json_array_foreach(json_object_get(request->json, "prints"), index, print)
		pairs_add(request->form, "print", json_string_value(print));
	json_t *answer = part_preview(request, error);
	return answer && api_answer(request, answer);
}

gboolean api_compare_report(struct request *request, GError **error)
{
	g_autoptr(record_t) report = wanted_report(request, error);
	g_autoptr(comparison_t) comparison = report ? report_compare(request->app, report, error) : NULL;
	if (!comparison)
		return FALSE;
	json_t *lines = json_array(), *figures = json_array();
	for (guint i = 0; comparison->before && i < comparison->lines->len; i++)
		json_array_append_new(lines, json_string(comparison->lines->pdata[i]));
	for (guint i = 0; comparison->before && i < comparison->figures->len; i++) {
		const struct figure_pair *pair = comparison->figures->pdata[i];
		json_array_append_new(figures, json_pack("{s:s, s:s, s:s}", "query", pair->query, "then", pair->then, "now", pair->now));
	}
	json_t *before = comparison->before ? json_integer(comparison->before->id) : json_null();
	return api_answer(request, json_pack("{s:o, s:o, s:o}", "before", before, "lines", lines, "figures", figures));
}

static json_t *verified_json(const struct verification *found)
{
	static const char *const verdicts[] = { [VERDICT_UNCHANGED] = "unchanged", [VERDICT_CHANGED] = "changed", [VERDICT_UNKNOWN] = "unknown" };
	json_t *differences = json_array(), *changes = json_array(), *json;
	for (guint i = 0; found->differences && i < found->differences->len; i++)
		json_array_append_new(differences, json_string(found->differences->pdata[i]));
	for (guint i = 0; found->data_changes && i < found->data_changes->len; i++) {
		const struct figure_change *change = found->data_changes->pdata[i];
		json_array_append_new(changes, json_pack("{s:s, s:s, s:s}", "query", change->query, "then", change->then, "now", change->now));
	}
	json = json_pack("{s:s, s:o, s:o}", "verdict", verdicts[found->verdict], "differences", differences, "changes", changes);
	if (found->report) {
		const struct value *on = record_value(found->report, "issued_on");
		json_object_set_new(json, "symbol", json_string(record_text(found->report, "symbol")));
		json_object_set_new(json, "state", json_string(record_state(found->report)));
		json_object_set_new(json, "issued_on", api_day(on ? (day_t)on->number : DAY_NONE));
	}
	return json;
}

gboolean api_verify_file(struct request *request, GError **error)
{
	const char *name = pairs_get(request->query, "name");
	if (!name || !*name || !request->body->len)
		return fail(error, ERROR_INPUT, _("?name: say what the file is called, and send its bytes"));
	g_autoptr(GBytes) bytes = g_bytes_new(request->body->data, request->body->len);
	const struct pair file = { .name = (char *)"file", .value = (char *)"", .file = (char *)name, .bytes = bytes };
	g_autoptr(verification_t) found = verify_bytes(request, &file, error);
	return found && api_answer(request, verified_json(found));
}
