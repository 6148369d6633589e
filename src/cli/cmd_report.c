/* SPDX-License-Identifier: Apache-2.0 */
/* Reports: drafts, their way to approval, issue, verification, explanation. */
#include "app/reports.h"
#include "base/text.h"
#include "cli/choose.h"
#include "cli/print.h"
#include "format/file.h"
#include "ledger/formula.h"
#include "report/issued.h"
#include "report/words.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

static gboolean make_wish(struct app *app, const struct words *words, struct report_wish *wish, GError **error)
{
	*wish = (struct report_wish){ .period = words->period, .cutoff = words->cutoff, .regime = words->regime, .template = words->template };
	if (!choose_boundaries(words, &wish->boundaries, error))
		return FALSE;
	wish->office = choose_office(app, words, error);
	if (!wish->office || !choose_position(app, words, wish->office, &wish->position, error))
		return FALSE;
	return !words->as_known || moment_parse(words->as_known, &wish->as_known, error);
}

/* The file that came with a received report; NULL without *error for what is to be made. */
static GBytes *received_file(struct app *app, const struct record *report, const struct doc_format *format, GError **error)
{
	return report ? issued_file_read(app->store, report->office, record_text(report, "snapshot"), format->name, error) : NULL;
}

/* Writes a document to --output in the format of its ending, or to standard output in --format (default text). */
static gboolean put_out(struct app *app, const struct doc *doc, const struct record *issued, const struct words *words, GError **error)
{
	const char *name = words->output ? words->output : words->format ? words->format : "txt";
	const struct doc_format *format = doc_format_find(name);
	if (!format) {
		g_autofree char *known = NULL;
		GString *list = g_string_new(NULL);
		for (const struct doc_format *each = doc_formats; each->name; each++)
			g_string_append_printf(list, "%s%s", list->len ? ", " : "", each->name);
		known = g_string_free(list, FALSE);
		return fail(error, ERROR_USAGE, _("%s: no document format; there are: %s"), name, known);
	}
	GError *problem = NULL;
	g_autoptr(GBytes) bytes = received_file(app, issued, format, &problem);
	if (!bytes && !problem)
		bytes = format->write(doc, &problem);
	if (problem)
		g_propagate_error(error, problem);
	if (!bytes)
		return FALSE;
	if (words->output)
		return file_write(words->output, bytes, error);
	fwrite(g_bytes_get_data(bytes, NULL), 1, g_bytes_get_size(bytes), stdout);
	return TRUE;
}

static void tell_report(const struct app *app, const struct record *report)
{
	printf(_("report #%" PRId64 " %s %s: %s %s\n"), report->id, record_text(report, "template"), record_text(report, "period"), record_state_label(report, app->language), record_text(report, "symbol"));
}

static int list_reports(struct app *app, const struct words *words, GError **error)
{
	enum print_format format;
	const struct reg *reg = model_need_register(app->model, "report", error);
	gint64 office = reg ? choose_office(app, words, error) : 0;
	if (!office || !print_format_parse(words->format, &format, error))
		return ERROR_INPUT;
	g_autoptr(GPtrArray) reports = app_list(app, reg, office, NULL, 0, error);
	if (!reports)
		return ERROR_SYSTEM;
	g_autoptr(grid_t) grid = grid_new(6, "#", _("period"), _("template"), _("state"), _("symbol"), _("name"), NULL);
	json_t *list = json_array();
	for (guint i = 0; i < reports->len; i++) {
		const struct record *report = reports->pdata[i];
		json_array_append_new(list, app_record_json(app, report, TRUE));
		grid_take(grid, g_strdup_printf("%" G_GINT64_FORMAT, report->id));
		const char *const cells[] = { record_text(report, "period"), record_text(report, "template"), record_state_label(report, app->language), record_text(report, "symbol"), record_text(report, "name") };
		for (guint c = 0; c < G_N_ELEMENTS(cells); c++)
			grid_add(grid, cells[c]);
	}
	print_listing(list, grid, format);
	return 0;
}

/* The report of an id or number in the arguments, or of --period and --template. */
static struct record *chosen_report(struct app *app, const struct words *words, const char *name, GError **error)
{
	if (name || words->number) {
		gint64 office = choose_office(app, words, error);
		return office ? report_find(app, office, name ? name : words->number, error) : NULL;
	}
	struct report_wish wish;
	return make_wish(app, words, &wish, error) ? report_under_way(app, &wish, error) : NULL;
}

static int open_report(struct app *app, const struct words *words, GError **error)
{
	struct report_wish wish;
	g_autoptr(record_t) report = make_wish(app, words, &wish, error) ? report_open(app, &wish, words->why, error) : NULL;
	if (!report)
		return ERROR_INPUT;
	tell_report(app, report);
	return 0;
}

static int move_report(struct app *app, const struct words *words, const char *name, gboolean (*move)(struct app *, struct record *, const char *, GError **), GError **error)
{
	g_autoptr(record_t) report = chosen_report(app, words, name, error);
	if (!report || !move(app, report, words->why, error))
		return ERROR_INPUT;
	tell_report(app, report);
	return 0;
}

/* As it was signed, from its snapshot. */
static int issued_report(struct app *app, const struct words *words, GError **error)
{
	g_autoptr(record_t) report = chosen_report(app, words, NULL, error);
	g_autoptr(doc_t) doc = report ? report_issued_doc(app, report, error) : NULL;
	return doc && put_out(app, doc, report, words, error) ? 0 : ERROR_INPUT;
}

static int draft_report(struct app *app, const struct words *words, GError **error)
{
	struct report_wish wish;
	g_autoptr(rendering_t) rendering = make_wish(app, words, &wish, error) ? report_render(app, &wish, error) : NULL;
	if (!rendering || !put_out(app, rendering->doc, NULL, words, error))
		return ERROR_INPUT;
	if (words->output) {
		g_autofree char *name = period_name(rendering->period, app->language);
		g_autofree char *day = day_iso(rendering->cutoff);
		fprintf(stderr, _("%s: %s, figures to %s, %u figures, template %s\n"), words->output, name, day, rendering->doc->figures->len, rendering->template_name);
	}
	return 0;
}

/* What would stop the submission, and what was said to it; numbered for `report answer`. */
static int list_findings(struct app *app, const struct words *words, const char *name, GError **error)
{
	enum print_format format;
	g_autoptr(record_t) report = print_format_parse(words->format, &format, error) ? chosen_report(app, words, name, error) : NULL;
	g_autoptr(findings_t) findings = report ? report_findings(app, report, error) : NULL;
	if (!findings)
		return ERROR_INPUT;
	g_autoptr(grid_t) grid = grid_new(6, "#", _("severity"), _("rule"), _("quote"), _("message"), _("why it stays"), NULL);
	json_t *list = json_array();
	for (guint i = 0; i < findings->items->len; i++) {
		const struct finding *each = findings->items->pdata[i];
		const char *reason = report_answered(report, each);
		json_array_append_new(list, json_pack("{s:i, s:s, s:s, s:s?, s:s, s:s?}", "number", (int)i + 1, "severity", severity_name(each->severity),
			"rule", each->rule, "quote", each->quote, "message", each->message, "reason", reason));
		grid_take(grid, g_strdup_printf("%u", i + 1));
		const char *const cells[] = { severity_word(each->severity), each->rule, each->quote ? each->quote : "", each->message, reason ? reason : "" };
		for (guint c = 0; c < G_N_ELEMENTS(cells); c++)
			grid_add(grid, cells[c]);
	}
	if (format == PRINT_JSON)
		print_json(list);
	else {
		json_decref(list);
		grid_print(grid, format);
	}
	return 0;
}

/* `report answer [REPORT] N --why …`: the last argument is the finding's number. */
static int answer_finding(struct app *app, const struct words *words, char **arguments, GError **error)
{
	const char *name = arguments[1] && arguments[2] ? arguments[1] : NULL;
	const char *text = name ? arguments[2] : arguments[1];
	gint64 number;
	if (!text)
		return fail(error, ERROR_USAGE, _("report answer: which finding? `ngoaivu report findings` numbers them"));
	if (!choose_number("report answer", text, 1, 0, &number, error))
		return ERROR_USAGE;
	g_autoptr(record_t) report = chosen_report(app, words, name, error);
	g_autoptr(findings_t) findings = report ? report_findings(app, report, error) : NULL;
	if (!findings)
		return ERROR_INPUT;
	if (number > findings->items->len)
		return fail(error, ERROR_ABSENT, _("report #%" PRId64 " has %u findings"), report->id, findings->items->len);
	if (!report_answer(app, report, findings->items->pdata[number - 1], words->why, error))
		return ERROR_INPUT;
	tell_report(app, report);
	return 0;
}

static int correct_report(struct app *app, const struct words *words, const char *name, GError **error)
{
	g_autoptr(record_t) issued = chosen_report(app, words, name, error);
	g_autoptr(record_t) report = issued ? report_correct(app, issued, words->why, error) : NULL;
	if (!report)
		return ERROR_INPUT;
	tell_report(app, report);
	return 0;
}

static int check_template(struct app *app, const char *path, GError **error)
{
	if (!report_check_template(app, path, error))
		return ERROR_INPUT;
	printf(_("%s: no mistakes\n"), path);
	return 0;
}

int cmd_report(struct app *app, const struct words *words, char **arguments, GError **error)
{
	const char *verb = arguments[0];
	if (!verb)
		return words->number ? issued_report(app, words, error) : draft_report(app, words, error);
	if (strcmp(verb, "list") == 0)
		return list_reports(app, words, error);
	if (strcmp(verb, "open") == 0)
		return open_report(app, words, error);
	if (strcmp(verb, "advance") == 0)
		return move_report(app, words, arguments[1], report_advance, error);
	if (strcmp(verb, "return") == 0)
		return move_report(app, words, arguments[1], report_return, error);
	if (strcmp(verb, "correct") == 0)
		return correct_report(app, words, arguments[1], error);
	if (strcmp(verb, "findings") == 0)
		return list_findings(app, words, arguments[1], error);
	if (strcmp(verb, "answer") == 0)
		return answer_finding(app, words, arguments, error);
	if (strcmp(verb, "check") == 0 && arguments[1])
		return check_template(app, arguments[1], error);
	fail(error, ERROR_USAGE, _("report %s: it may be list, open, findings, answer, advance, return, correct or check TEMPLATE.md; without a word a draft is made"), verb);
	return ERROR_USAGE;
}

/* The report to issue: named, under way, or opened now. */
static struct record *report_to_issue(struct app *app, const struct words *words, const char *name, GError **error)
{
	if (name || words->number)
		return chosen_report(app, words, name, error);
	struct report_wish wish;
	GError *problem = NULL;
	if (!make_wish(app, words, &wish, error))
		return NULL;
	struct record *report = report_under_way(app, &wish, &problem);
	if (report)
		return report;
	if (!g_error_matches(problem, ERROR_DOMAIN, ERROR_ABSENT)) {
		g_propagate_error(error, problem);
		return NULL;
	}
	g_error_free(problem);
	return report_open(app, &wish, words->why, error);
}

/* The steps that are still missing are taken by the same person, and stand in the history as such. */
static gboolean approve(struct app *app, struct record *report, const char *why, GError **error)
{
	for (;;) {
		const char *state = record_state(report);
		if (strcmp(state, "approved") == 0)
			return TRUE;
		if (!report_advance(app, report, why ? why : "issue", error))
			return FALSE;
	}
}

int cmd_issue(struct app *app, const struct words *words, char **arguments, GError **error)
{
	day_t date = day_today();
	if (words->date && !day_parse(words->date, &date, error))
		return ERROR_INPUT;
	if (words->output && !doc_format_find(words->output)) {
		fail(error, ERROR_USAGE, _("%s: the ending names no document format (docx, pdf, html, md, txt, json)"), words->output);
		return ERROR_USAGE;
	}
	if (!store_begin(app->store, error))
		return ERROR_SYSTEM;
	g_autoptr(record_t) report = report_to_issue(app, words, arguments[0], error);
	gboolean done = report && approve(app, report, words->why, error) && report_issue(app, report, date, words->why, error);
	g_autoptr(doc_t) doc = done ? report_issued_doc(app, report, error) : NULL;
	/* A number is not taken for a file that cannot be written. */
	done = doc && (!words->output || put_out(app, doc, report, words, error));
	if (!done || !store_commit(app->store, error)) {
		store_rollback(app->store);
		if (done && words->output && g_file_test(words->output, G_FILE_TEST_IS_REGULAR))
			g_unlink(words->output); /* it bears a number that was not given */
		return ERROR_REFUSED;
	}
	if (words->format && strcmp(words->format, "json") == 0)
		print_json(app_record_json(app, report, TRUE));
	else
		tell_report(app, report);
	return 0;
}

static json_t *verification_json(struct app *app, const struct verification *found)
{
	static const char *const verdicts[] = { "unchanged", "changed", "unknown" };
	json_t *differences = json_array(), *data = json_array();
	for (guint i = 0; i < found->differences->len; i++)
		json_array_append_new(differences, json_string(found->differences->pdata[i]));
	for (guint i = 0; i < found->data_changes->len; i++) {
		const struct figure_change *change = found->data_changes->pdata[i];
		json_array_append_new(data, json_pack("{s:s, s:s, s:s}", "query", change->query, "then", change->then, "now", change->now));
	}
	json_t *object = json_pack("{s:s, s:o, s:o}", "verdict", verdicts[found->verdict], "differences", differences, "data_changes", data);
	if (found->report) {
		json_object_set_new(object, "office", json_string(found->office));
		json_object_set_new(object, "symbol", json_string(record_text(found->report, "symbol")));
		json_object_set_new(object, "report", app_record_json(app, found->report, TRUE));
	}
	return object;
}

static void tell_verification(const struct app *app, const struct verification *found, const char *path)
{
	const struct value *on = found->report ? record_value(found->report, "issued_on") : NULL;
	g_autofree char *day = on ? words_date((day_t)on->number, FALSE, app->language) : NULL;
	if (found->verdict == VERDICT_UNKNOWN)
		printf(_("%s: not issued from this store\n"), path);
	else if (found->verdict == VERDICT_UNCHANGED)
		printf(_("%s: issued as %s on %s by office %s, unchanged\n"), path, record_text(found->report, "symbol"), day, found->office);
	else
		printf(_("%s: says that it is %s of %s by office %s, but the file was changed:\n"), path, record_text(found->report, "symbol"), day ? day : "?", found->office);
	if (found->report && strcmp(record_state(found->report), "superseded") == 0)
		printf(_("That report has been superseded by a corrected one; see `ngoaivu report list`.\n"));
	for (guint i = 0; i < found->differences->len; i++)
		printf("  %s\n", (const char *)found->differences->pdata[i]);
	if (found->data_changes->len)
		printf(_("The records were changed since; %u figures would be different today:\n"), found->data_changes->len);
	for (guint i = 0; i < found->data_changes->len; i++) {
		const struct figure_change *change = found->data_changes->pdata[i];
		printf("  %s: %s → %s\n", change->query, change->then, change->now);
	}
}

int cmd_verify(struct app *app, const struct words *words, char **arguments, GError **error)
{
	enum print_format format;
	if (!print_format_parse(words->format, &format, error))
		return ERROR_USAGE;
	g_autoptr(verification_t) found = report_verify(app, arguments[0], error);
	if (!found)
		return ERROR_INPUT;
	if (format == PRINT_JSON)
		print_json(verification_json(app, found));
	else
		tell_verification(app, found, arguments[0]);
	return found->verdict == VERDICT_UNCHANGED ? 0 : found->verdict == VERDICT_CHANGED ? 1 : ERROR_ABSENT;
}

static int list_claims(const struct doc_claim *claim, enum print_format format)
{
	g_autoptr(grid_t) grid = grid_new(3, "N", _("text"), _("query"), NULL);
	json_t *list = json_array();
	grid->right = 1;
	for (guint i = 0; i < claim->figures->len; i++) {
		const struct figure_note *note = claim->figures->pdata[i];
		json_array_append_new(list, json_pack("{s:i, s:s, s:s}", "n", (int)i + 1, "text", note->value, "query", note->query));
		grid_take(grid, g_strdup_printf("%u", i + 1));
		grid_add(grid, note->value);
		grid_add(grid, note->query);
	}
	print_listing(list, grid, format);
	return 0;
}

/* A query behind a number and how it joins the one before; of a share or ratio its two parts, joined by '/'. */
struct behind {
	char sign;
	struct figure_query *query;
};

static void source_clear(gpointer data)
{
	figure_query_free(((struct behind *)data)->query);
}

static void add_sources(GArray *sources, char sign, const struct figure_query *query)
{
	struct behind source = { sign, figure_query_copy(query) };
	if (!query->figure->operands[0]) {
		g_array_append_val(sources, source);
		return;
	}
	for (guint i = 0; i < G_N_ELEMENTS(query->figure->operands); i++) {
		source.query->figure = query->figure->operands[i];
		add_sources(sources, i ? '/' : sign, source.query);
	}
	figure_query_free(source.query);
}

static gboolean explain_sources(struct app *app, const GArray *sources, enum print_format format, GError **error)
{
	gboolean several = sources->len > 1;
	for (guint i = 0; i < sources->len; i++) {
		const struct behind *source = &g_array_index(sources, struct behind, i);
		if (several && format == PRINT_JSON)
			puts(i ? "," : "[");
		if (several && format == PRINT_TABLE)
			printf("%s%c\n", i ? "\n" : "", source->sign);
		if (!print_explanation(app, source->query, format, error))
			return FALSE;
	}
	if (several && format == PRINT_JSON)
		puts("]");
	return TRUE;
}

static int explain_claim(struct app *app, const struct doc_claim *claim, const char *which, enum print_format format, GError **error)
{
	char *end;
	guint64 n = g_ascii_strtoull(which, &end, 10);
	if (*end || n < 1 || n > claim->figures->len) {
		fail(error, ERROR_ABSENT, _("figure %s: the file holds figures 1 to %u"), which, claim->figures->len);
		return ERROR_ABSENT;
	}
	const struct figure_note *note = claim->figures->pdata[n - 1];
	g_autoptr(formula_t) formula = formula_parse(app->store, note->query, error);
	if (!formula)
		return ERROR_INPUT;
	g_autoptr(GArray) sources = g_array_new(FALSE, FALSE, sizeof(struct behind));
	g_array_set_clear_func(sources, source_clear);
	for (guint i = 0; i < formula->parts->len; i++) {
		const struct formula_part *part = &g_array_index(formula->parts, struct formula_part, i);
		add_sources(sources, part->sign, part->query);
	}
	return explain_sources(app, sources, format, error) ? 0 : ERROR_INPUT;
}

int cmd_explain(struct app *app, const struct words *words, char **arguments, GError **error)
{
	enum print_format format;
	if (!print_format_parse(words->format, &format, error))
		return ERROR_USAGE;
	struct doc_claim *claim = doc_claim_read(arguments[0], error);
	if (!claim)
		return ERROR_INPUT;
	int status = 0;
	if (!claim->figures->len)
		fail(error, ERROR_ABSENT, _("%s: the file holds no figures of ngoaivu"), arguments[0]);
	else
		status = arguments[1] ? explain_claim(app, claim, arguments[1], format, error) : list_claims(claim, format);
	doc_claim_free(claim);
	return status;
}
