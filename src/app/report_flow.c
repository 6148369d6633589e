/* SPDX-License-Identifier: Apache-2.0 */
/* A report's way from opened to issued. */
#include "app/parts.h"
#include "report/words.h"

#include <string.h>

/* Writes some fields of a report's record; the record becomes the stored one. */
static gboolean change(struct app *app, struct record *report, json_t *fields, const char *why, GError **error)
{
	json_object_set_new(fields, "id", json_integer(report->id));
	json_object_set_new(fields, "version", json_integer(report->version));
	g_autoptr(record_t) stored = app_put(app, report->reg, report->office, fields, why, NULL, error);
	json_decref(fields);
	if (!stored)
		return FALSE;
	struct record swap = *report;
	*report = *stored;
	*stored = swap;
	return TRUE;
}

static json_t *opening(const struct app *app, const struct rendering *rendering)
{
	static const char *const kinds[] = { "month", "quarter", "half", "nine_months", "year" };
	g_autofree char *period = period_text(rendering->period);
	g_autofree char *cutoff = day_iso(rendering->cutoff);
	const char *subject = rendering->doc->subject ? rendering->doc->subject : rendering->template_name;
	json_t *fields = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "name", subject, "template", rendering->template_name, "period", period,
		"period_kind", kinds[rendering->period.kind], "regime", rendering->regime == REGIME_LEGAL ? "legal" : "calendar", "cutoff", cutoff);
	day_t due = model_due_on(app->model, rendering->period, rendering->regime);
	g_autofree char *day = due == DAY_NONE ? NULL : day_iso(due);
	if (day)
		json_object_set_new(fields, "due_on", json_string(day));
	return fields;
}

struct record *report_under_way(struct app *app, const struct report_wish *wish, GError **error)
{
	g_autoptr(rendering_t) rendering = report_render(app, wish, error);
	if (!rendering)
		return NULL;
	GError *problem = NULL;
	struct record *report = report_of_rendering(app, rendering, wish->office, &problem);
	if (problem)
		g_propagate_error(error, problem);
	else if (!report)
		fail(error, ERROR_ABSENT, _("no report %s for %s has been opened; open it with `ngoaivu report open`"), rendering->template_name, wish->period);
	return report;
}

/* Enters the record of a report to be written; `replaces` may be NULL. */
static struct record *enter_report(struct app *app, const struct rendering *rendering, gint64 office, const struct record *replaces, const char *why, GError **error)
{
	json_t *fields = opening(app, rendering);
	g_autofree char *old = replaces ? g_strdup_printf("#%" G_GINT64_FORMAT, replaces->id) : NULL;
	if (old) {
		json_object_set_new(fields, "replaces", json_string(old));
		json_object_del(fields, "due_on"); /* the one that it corrects was in time or late, not this one */
	}
	struct record *report = app_put(app, model_register(app->model, "report"), office, fields, why, NULL, error);
	json_decref(fields);
	return report;
}

struct record *report_open(struct app *app, const struct report_wish *wish, const char *why, GError **error)
{
	g_autoptr(rendering_t) rendering = report_render(app, wish, error);
	if (!rendering)
		return NULL;
	g_autoptr(record_t) there = report_of_rendering(app, rendering, wish->office, NULL);
	if (there) {
		fail(error, ERROR_CONFLICT, _("a report %s for %s is already there: #%" PRId64 ", %s"), rendering->template_name, wish->period, there->id,
			record_state_label(there, app->language));
		return NULL;
	}
	return enter_report(app, rendering, wish->office, NULL, why, error);
}

static gboolean is_issued(const struct record *report)
{
	return strcmp(record_state(report), "issued") == 0 || strcmp(record_state(report), "sent") == 0;
}

struct record *report_correct(struct app *app, const struct record *issued, const char *why, GError **error)
{
	g_autofree char *day = NULL;
	struct report_wish wish = report_wish_of(issued, &day);
	if (!is_issued(issued)) {
		fail(error, ERROR_REFUSED, _("report #%" PRId64 " is %s: only an issued report is corrected by another"), issued->id, record_state_label(issued, app->language));
		return NULL;
	}
	g_autoptr(rendering_t) rendering = report_render(app, &wish, error);
	g_autoptr(record_t) there = rendering ? report_of_rendering(app, rendering, issued->office, error) : NULL;
	if (!there)
		return NULL;
	if (there->id != issued->id) {
		fail(error, ERROR_CONFLICT, _("report #%" PRId64 " corrects it already: %s"), there->id, record_state_label(there, app->language));
		return NULL;
	}
	return enter_report(app, rendering, issued->office, issued, why, error);
}

static const char *const way[] = { "open", "compiling", "checked", "submitted", "approved" };

gboolean report_advance(struct app *app, struct record *report, const char *why, GError **error)
{
	const char *state = record_state(report);
	const char *next = strcmp(state, "returned") == 0 ? "compiling" : NULL;
	for (guint i = 0; i + 1 < G_N_ELEMENTS(way); i++)
		if (strcmp(way[i], state) == 0)
			next = way[i + 1];
	if (!next && record_value(report, "snapshot"))
		return fail(error, ERROR_REFUSED, _("report #%" PRId64 " was issued as %s: `ngoaivu report --number` writes it again, `ngoaivu report correct` opens one that replaces it"), report->id, record_text(report, "symbol"));
	if (!next)
		return fail(error, ERROR_REFUSED, _("report #%" PRId64 " is %s: it cannot go on that way"), report->id, record_state_label(report, app->language));
	if (strcmp(next, "checked") == 0 && !parts_are_accepted(app, report, error))
		return FALSE;
	if (strcmp(next, "submitted") == 0 && !report_may_be_submitted(app, report, error))
		return FALSE;
	return change(app, report, json_pack("{s:s}", "state", next), why, error);
}

gboolean report_return(struct app *app, struct record *report, const char *why, GError **error)
{
	if (!why || !*why)
		return fail(error, ERROR_INPUT, _("say why the report is returned: --why \"…\""));
	return change(app, report, json_pack("{s:s}", "state", "returned"), why, error);
}

/* The next number of the year in the outgoing register, for documents of one kind. */
struct numbering_search {
	const char *kind;
	int year;
	gint64 last;
	day_t last_on;
};

static gboolean take_number(void *data, const struct record *record, GError **error)
{
	struct numbering_search *search = data;
	const struct value *number = record_value(record, "number"), *dated = record_value(record, "dated_on");
	int year, month, dom;
	(void)error;
	if (!number || !dated || strcmp(record_text(record, "kind"), search->kind) != 0)
		return TRUE;
	day_split((day_t)dated->number, &year, &month, &dom);
	if (year == search->year && number->number > search->last) {
		search->last = number->number;
		search->last_on = (day_t)dated->number;
	}
	return TRUE;
}

static gboolean next_number(struct app *app, gint64 office, const char *kind, day_t date, gint64 *number, GError **error)
{
	const struct reg *reg = model_need_register(app->model, "outgoing", error);
	struct numbering_search search = { .kind = kind, .last_on = date };
	int month, dom;
	day_split(date, &search.year, &month, &dom);
	if (!reg || !store_each(app->store, reg, office, 0, take_number, &search, error))
		return FALSE;
	g_autofree char *day = words_date(search.last_on, FALSE, app->language);
	if (date < search.last_on)
		return fail(error, ERROR_REFUSED, _("number %" PRId64 " of that year was given on %s: the next one cannot have an earlier day"), search.last, day);
	*number = search.last + 1;
	return TRUE;
}

/* The kind of document that a symbol begins with: "BC" of "BC-SNgV". */
static char *kind_of_symbol(const char *symbol)
{
	const char *dash = strchr(symbol, '-');
	return dash ? g_strndup(symbol, (gsize)(dash - symbol)) : g_strdup("BC");
}

static struct record *enter_outgoing(struct app *app, const struct record *report, const struct doc *doc, gint64 number, const char *symbol, day_t date, GError **error)
{
	g_autofree char *kind = kind_of_symbol(doc->symbol ? doc->symbol : "");
	g_autofree char *dated = day_iso(date);
	json_t *fields = json_pack("{s:s, s:I, s:s, s:s, s:s, s:s}", "kind", kind, "number", (json_int_t)number, "symbol", symbol, "dated_on", dated,
		"summary", doc->subject ? doc->subject : record_text(report, "name"), "state", "issued");
	if (doc->signature.name)
		json_object_set_new(fields, "signer", json_string(doc->signature.name));
	json_t *recipients = json_array();
	for (guint i = 0; i < doc->recipients->len; i++)
		json_array_append_new(recipients, json_string(doc->recipients->pdata[i]));
	json_object_set_new(fields, "recipients", recipients);
	struct record *entry = app_put(app, model_register(app->model, "outgoing"), report->office, fields, NULL, NULL, error);
	json_decref(fields);
	return entry;
}

/* Every format's bytes, hashed: what verify knows a file by. */
static json_t *file_hashes(const struct doc *doc, GError **error)
{
	json_t *files = json_array();
	for (const struct doc_format *format = doc_formats; format->name; format++) {
		g_autoptr(GBytes) bytes = format->write(doc, error);
		if (!bytes) {
			json_decref(files);
			return NULL;
		}
		struct hash hash = hash_bytes(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
		g_autofree char *hex = hash_hex(&hash);
		json_array_append_new(files, json_pack("{s:s, s:I, s:s}", "format", format->name, "bytes", (json_int_t)g_bytes_get_size(bytes), "hash", hex));
	}
	return files;
}

static gboolean keep_snapshot(struct app *app, const struct rendering *rendering, gint64 office, char **hex, GError **error)
{
	g_autoptr(GBytes) tree = doc_write_json(rendering->doc, error);
	if (!tree)
		return FALSE;
	struct snapshot snapshot = { .position = rendering->position };
	snapshot.tree = g_strndup(g_bytes_get_data(tree, NULL), g_bytes_get_size(tree));
	snapshot.template = g_strdup(template_source(rendering->template));
	snapshot.definitions = hash_hex(&app->model->hash);
	struct hash hash;
	gboolean done = snapshot_save(app->store, office, &snapshot, &hash, error);
	*hex = done ? hash_hex(&hash) : NULL;
	g_free(snapshot.tree);
	g_free(snapshot.template);
	g_free(snapshot.definitions);
	return done;
}

/* Renders the report as known at this moment's position, so that the figures in it say so. */
static struct rendering *final_rendering(struct app *app, const struct record *report, GError **error)
{
	g_autofree char *day = NULL;
	struct report_wish wish = report_wish_of(report, &day);
	wish.position = store_position(app->store, report->office, error);
	wish.held = moment_now();
	return wish.position > 0 ? report_render(app, &wish, error) : NULL;
}

/* The report that this one corrects is superseded. */
static gboolean supersede(struct app *app, const struct record *report, GError **error)
{
	const struct value *replaces = record_value(report, "replaces");
	if (!replaces)
		return TRUE;
	g_autoptr(record_t) old = store_read(app->store, report->reg, report->office, replaces->number, error);
	return old && change(app, old, json_pack("{s:s}", "state", "superseded"), record_text(report, "symbol"), error);
}

static gboolean freeze(struct app *app, struct record *report, day_t date, const char *why, GError **error)
{
	g_autoptr(rendering_t) rendering = final_rendering(app, report, error);
	gint64 number = 0;
	if (!rendering)
		return FALSE;
	g_autofree char *cutoff = words_date(rendering->cutoff, FALSE, app->language);
	if (date < rendering->cutoff)
		return fail(error, ERROR_REFUSED, _("the report counts to %s and cannot be issued before that day: issue it then, or open one that counts to an earlier day"), cutoff);
	struct doc *doc = rendering->doc;
	g_autofree char *kind = kind_of_symbol(doc->symbol ? doc->symbol : "");
	if (rendering->lost)
		return fail(error, ERROR_REFUSED, _("the report has no section “%s” any more, but a division wrote for it: assign it anew or withdraw it"), rendering->lost);
	if (!next_number(app, report->office, kind, date, &number, error))
		return FALSE;
	doc->number = g_strdup_printf("%02" G_GINT64_FORMAT, number);
	doc->date = date;
	g_autofree char *office = store_office_code(app->store, report->office);
	g_free(doc->identity);
	doc->identity = g_strdup_printf("%s/report/%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, office, report->id, rendering->position);
	g_autofree char *symbol = g_strdup_printf("%s/%s", doc->number, doc->symbol ? doc->symbol : "BC");
	g_autofree char *snapshot = NULL, *issued = day_iso(date);
	g_autoptr(record_t) entry = enter_outgoing(app, report, doc, number, symbol, date, error);
	json_t *files = entry ? file_hashes(doc, error) : NULL;
	if (!files || !keep_snapshot(app, rendering, report->office, &snapshot, error)) {
		json_decref(files);
		return FALSE;
	}
	json_t *fields = json_pack("{s:s, s:I, s:s, s:s, s:s, s:I, s:s, s:o}", "state", "issued", "number", (json_int_t)number, "symbol", symbol,
		"issued_on", issued, "snapshot", snapshot, "position", (json_int_t)rendering->position, "name", doc->subject ? doc->subject : record_text(report, "name"), "files", files);
	g_autofree char *link = g_strdup_printf("#%" G_GINT64_FORMAT, entry->id);
	json_object_set_new(fields, "outgoing", json_string(link));
	if (doc->signature.name)
		json_object_set_new(fields, "signer", json_string(doc->signature.name));
	return change(app, report, fields, why, error) && supersede(app, report, error);
}

gboolean report_issue(struct app *app, struct record *report, day_t date, const char *why, GError **error)
{
	if (strcmp(record_state(report), "approved") != 0)
		return fail(error, ERROR_REFUSED, _("report #%" PRId64 " is %s: only an approved report can be issued"), report->id, record_state_label(report, app->language));
	gboolean own = !db_in_transaction(store_db(app->store));
	if (own && !store_begin(app->store, error))
		return FALSE;
	app->issuing = TRUE;
	gboolean done = freeze(app, report, date, why, error);
	app->issuing = FALSE;
	if (own && done)
		return store_commit(app->store, error);
	if (own)
		store_rollback(app->store);
	return done;
}
