/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong in a report before it is submitted, and the reasons why it stays. */
#include "app/against.h"
#include "app/reports.h"
#include "base/text.h"
#include "check/check.h"
#include "doc/annotate.h"
#include "doc/form.h"

#include <string.h>

struct findings *report_findings_in(struct app *app, const struct checker *checker, const struct record *report, const struct doc *doc, GError **error)
{
	g_autoptr(office_records_t) records = office_records_new(app, report->office, error);
	if (!records)
		return NULL;
	g_autofree char *name = g_strdup_printf("#%" G_GINT64_FORMAT, report->id);
	return checker_check(checker, doc, name, NULL, office_records_against(records));
}

struct findings *report_findings(struct app *app, const struct record *report, GError **error)
{
	g_autoptr(doc_t) doc = report_doc(app, report, error);
	g_autoptr(checker_t) checker = doc ? checker_new(app->model, error) : NULL;
	return checker ? report_findings_in(app, checker, report, doc, error) : NULL;
}

void report_leave_out_blanks(struct findings *findings, const struct doc *doc)
{
	g_autofree char *number = doc_number_line(doc), *date = doc_date_line(doc);
	for (guint i = findings->items->len; i > 0; i--) {
		const struct finding *finding = findings->items->pdata[i - 1];
		if (g_strcmp0(finding->rule, "blank") == 0 && finding->quote && (strcmp(finding->quote, number) == 0 || strstr(date, finding->quote)))
			g_ptr_array_remove_index(findings->items, i - 1);
	}
}

/* What was just written is read, so that each finding knows its paragraph and characters; in this process, for nobody else wrote it. */
GBytes *report_annotated(struct app *app, const struct checker *checker, const struct record *report, const struct doc *doc, GBytes *docx, GError **error)
{
	g_autoptr(doc_t) read = doc_read_docx(docx, &reading_usual, error);
	g_autoptr(findings_t) findings = read ? report_findings_in(app, checker, report, read, error) : NULL;
	if (!findings)
		return NULL;
	report_leave_out_blanks(findings, doc);
	return doc_annotate_docx(docx, findings, &reading_usual, error);
}

static const char *answer_text(const struct field *rows, const struct value *row, const char *name)
{
	const struct field *field = rows_field(rows, name);
	return field && row[field->index].kind == VALUE_TEXT ? row[field->index].text : "";
}

/* The quote as a record keeps it. */
static char *kept_quote(const struct finding *finding)
{
	g_autofree char *clean = finding->quote ? text_clean(finding->quote, -1, NULL) : NULL;
	return g_strdup(clean ? g_strstrip(g_strdelimit(clean, "\n\t", ' ')) : "");
}

const char *report_answered(const struct record *report, const struct finding *finding)
{
	const struct field *field = reg_field(report->reg, "answers");
	const struct value *answers = record_value(report, "answers");
	g_autofree char *quote = kept_quote(finding);
	for (guint i = 0; answers && i < answers->rows->len; i++) {
		const struct value *row = answers->rows->pdata[i];
		if (strcmp(answer_text(field, row, "rule"), finding->rule) == 0 &&
			strcmp(answer_text(field, row, "quote"), quote) == 0)
			return answer_text(field, row, "reason");
	}
	return NULL;
}

gboolean report_answer(
	struct app *app, struct record *report, const struct finding *finding, const char *reason, GError **error)
{
	g_autofree char *quote = kept_quote(finding);
	if (!reason || !*reason)
		return fail(error, ERROR_INPUT, _("say why it stays: --why \"…\""));
	if (record_value(report, "snapshot"))
		return fail(error, ERROR_REFUSED, _("report #%" PRId64 " was issued as %s"), report->id, record_text(report, "symbol"));
	json_t *record = app_record_json(app, report, TRUE);
	json_t *kept = json_object_get(record, "answers");
	json_t *answers = kept ? json_incref(kept) : json_array();
	json_array_append_new(answers, json_pack("{s:s, s:s, s:s}", "rule", finding->rule, "quote", quote, "reason", reason));
	json_t *fields = json_pack("{s:I, s:I, s:o}", "id", (json_int_t)report->id, "version", (json_int_t)report->version, "answers", answers);
	json_decref(record);
	g_autoptr(record_t) stored = app_put(app, report->reg, report->office, fields, reason, NULL, error);
	json_decref(fields);
	if (!stored)
		return FALSE;
	struct record swap = *report;
	*report = *stored;
	*stored = swap;
	return TRUE;
}

guint report_open_errors(const struct record *report, const struct findings *findings)
{
	guint count = 0;
	for (guint i = 0; i < findings->items->len; i++) {
		const struct finding *each = findings->items->pdata[i];
		count += each->severity == SEVERITY_ERROR && !report_answered(report, each);
	}
	return count;
}

const struct finding *report_finding(const struct findings *findings, const char *rule, const char *quote)
{
	for (guint i = 0; i < findings->items->len; i++) {
		const struct finding *each = findings->items->pdata[i];
		if (g_strcmp0(each->rule, rule) == 0 && g_strcmp0(each->quote, quote) == 0)
			return each;
	}
	return NULL;
}

gboolean report_may_be_submitted(struct app *app, const struct record *report, GError **error)
{
	g_autoptr(findings_t) findings = report_findings(app, report, error);
	g_autoptr(GString) open = g_string_new(NULL);
	guint count = 0;
	if (!findings)
		return FALSE;
	for (guint i = 0; i < findings->items->len; i++) {
		const struct finding *each = findings->items->pdata[i];
		if (each->severity != SEVERITY_ERROR || report_answered(report, each))
			continue;
		g_string_append_printf(open, "\n%u. %s: “%s” [%s]", i + 1, each->message, each->quote ? each->quote : "", each->rule);
		count++;
	}
	return count == 0 || fail(error, ERROR_REFUSED, _("report #%" PRId64 " has errors (%u): mend them, or say of each why it stays, with `ngoaivu report answer`:%s"), report->id, count, open->str);
}
