/* SPDX-License-Identifier: Apache-2.0 */
/* What earlier reports stated: proposed, accepted, found again. */
#include "app/baseline.h"
#include "app/check.h"
#include "base/number.h"
#include "format/file.h"

#include <string.h>

static void proposal_free(gpointer data)
{
	struct proposal *proposal = data;
	g_free(proposal->query);
	g_free(proposal->unit);
	g_free(proposal->quote);
	g_free(proposal->cell);
	g_free(proposal->doubt);
	g_free(proposal->reason);
	g_free(proposal);
}

gboolean proposal_is_accepted(const struct proposal *proposal)
{
	return g_strcmp0(proposal->state, "accepted") == 0;
}

gboolean proposal_is_certain(const struct proposal *proposal)
{
	gboolean open = !proposal->state || strcmp(proposal->state, "proposed") == 0;
	return open && !proposal->disputed && !proposal->doubt && proposal->query[0] != '?';
}

void baseline_free(struct baseline *baseline)
{
	if (!baseline)
		return;
	g_free(baseline->source);
	g_free(baseline->hash);
	g_ptr_array_unref(baseline->proposals);
	g_ptr_array_unref(baseline->remarks);
	g_free(baseline);
}

struct baseline *baseline_new(gint64 office)
{
	struct baseline *baseline = g_new0(struct baseline, 1);
	baseline->proposals = g_ptr_array_new_with_free_func(proposal_free);
	baseline->remarks = g_ptr_array_new_with_free_func(g_free);
	baseline->office = office;
	return baseline;
}

/* The number of a fact, scaled as the register keeps it. */
static gboolean value_of(const json_t *json, struct number *number)
{
	*number = (struct number){ .present = TRUE, .scale = STATED_SCALE };
	if (json_is_integer(json))
		return number_multiply(json_integer_value(json), number_power10(STATED_SCALE), &number->value, NULL);
	if (json_is_string(json))
		return decimal_parse_plain(json_string_value(json), STATED_SCALE, &number->value, NULL);
	if (!json_is_real(json))
		return FALSE;
	char digits[G_ASCII_DTOSTR_BUF_SIZE];
	return decimal_parse_plain(g_ascii_formatd(digits, sizeof digits, "%.2f", json_real_value(json)), STATED_SCALE, &number->value, NULL);
}

static gboolean read_days(const json_t *fact, const struct figure *figure, struct span *span)
{
	const char *from = json_string_value(json_object_get(fact, "from")), *to = json_string_value(json_object_get(fact, "to"));
	const char *date = json_string_value(json_object_get(fact, "date")); /* instead of both */
	if (date)
		from = to = date;
	if (!to || !day_parse(to, &span->to, NULL))
		return FALSE;
	span->from = span->to;
	if (figure->kind == FIGURE_STOCK)
		return TRUE;
	return from && day_parse(from, &span->from, NULL) && span->from <= span->to;
}

/* The question that a fact answers; NULL where it is none that can be asked. */
static struct figure_query *query_of(struct app *app, gint64 office, const json_t *fact, const json_t *days)
{
	const char *id = json_string_value(json_object_get(fact, "figure"));
	const struct figure *figure = id ? model_figure(app->model, id) : NULL;
	struct span span;
	if (!figure || !read_days(days, figure, &span))
		return NULL;
	g_autoptr(figure_query_t) query = figure_query_new(figure);
	g_array_append_val(query->offices, office);
	query->span = span;
	const char *dimension;
	json_t *value;
	json_object_foreach(json_object_get(fact, "where"), dimension, value) {
		if (!json_is_string(value) || !figure_query_condition(query, app->store, dimension, json_string_value(value), NULL))
			return NULL;
	}
	return g_steal_pointer(&query);
}

/* "?office=tb&span=…": of a sheet, where it is not understood which figure is stated, but of which days; else NULL. */
static char *open_question(struct app *app, gint64 office, const json_t *fact, const json_t *days)
{
	static const struct figure any = { .kind = FIGURE_COUNT };
	struct span span;
	if (!json_object_get(fact, "cell") || !read_days(days, &any, &span))
		return NULL;
	g_autofree char *code = store_office_code(app->store, office), *text = span_text(span);
	return g_strdup_printf("?office=%s&span=%s", code, text);
}

static gint64 count_of(const json_t *fact, const char *key)
{
	return json_integer_value(json_object_get(fact, key));
}

static char *text_of(const json_t *fact, const char *key)
{
	return g_strdup(json_string_value(json_object_get(fact, key)));
}

/* Another number for the same question is disputed. */
static void judge_proposals(GPtrArray *proposals, struct proposal *proposal)
{
	for (guint i = 0; proposal->query[0] != '?' && i < proposals->len; i++) {
		struct proposal *other = proposals->pdata[i];
		if (strcmp(other->query, proposal->query) == 0 && other->value.value != proposal->value.value)
			other->disputed = proposal->disputed = TRUE;
	}
	g_ptr_array_add(proposals, proposal);
}

static gboolean is_said(const GPtrArray *proposals, const char *query, gint64 value)
{
	for (guint i = 0; query[0] != '?' && i < proposals->len; i++) {
		const struct proposal *other = proposals->pdata[i];
		if (strcmp(other->query, query) == 0 && other->value.value == value)
			return TRUE;
	}
	return FALSE;
}

/* Whether a record is of the same words at the same place of the same file, whatever became of its question. */
static gboolean is_of(const struct record *record, const struct baseline *baseline, const struct proposal *proposal)
{
	return stated_count(record, "value") == proposal->value.value && strcmp(record_text(record, "source_hash"), baseline->hash) == 0 &&
		stated_count(record, "as_base") == proposal->as_base && stated_count(record, "page") == proposal->page &&
		stated_count(record, "line") == proposal->line && stated_count(record, "paragraph") == proposal->paragraph &&
		g_strcmp0(record_text(record, "cell"), proposal->cell ? proposal->cell : "") == 0 && strcmp(record_text(record, "quote"), proposal->quote) == 0;
}

/* What stands in the register already: the same, or another value that was accepted. */
static gboolean look_up(struct app *app, const struct baseline *baseline, struct proposal *proposal, GError **error)
{
	const struct stated_book *book = stated_book(app, baseline->office, 0, error);
	for (guint i = 0; book && i < book->records->len; i++) {
		const struct record *record = book->records->pdata[i];
		gboolean same = is_of(record, baseline, proposal), accepted = strcmp(record_state(record), "accepted") == 0;
		gboolean alike = accepted && strcmp(record_text(record, "query"), proposal->query) == 0;
		if (same || (alike && !proposal->record && stated_count(record, "value") == proposal->value.value)) {
			proposal->record = record->id;
			proposal->version = record->version;
			proposal->state = reg_state(record->reg, record_state(record))->id;
		}
		if (alike && stated_count(record, "value") != proposal->value.value)
			proposal->disputed = TRUE;
	}
	return book != NULL;
}

gboolean proposal_ask_records(struct proposal *proposal, struct app *app, const struct figure_query *query, GError **error)
{
	if (!query)
		return TRUE;
	if (!figure_number(app->ledger, query, &proposal->records, error))
		return FALSE;
	proposal->has_records = stated_has_records(app, query, &proposal->records);
	return TRUE;
}

static gboolean propose(struct app *app, struct baseline *baseline, const json_t *fact, const json_t *days, const json_t *said, const char *quote, gboolean as_base, GError **error)
{
	struct number value;
	g_autoptr(figure_query_t) query = query_of(app, baseline->office, fact, days);
	g_autofree char *text = query ? figure_query_text(query, app->store) : open_question(app, baseline->office, fact, days);
	if (!text || !value_of(said, &value))
		return TRUE;
	const char *unit = json_string_value(json_object_get(fact, "unit"));
	if (!quote || is_said(baseline->proposals, text, value.value))
		return TRUE;
	struct proposal *proposal = g_new0(struct proposal, 1);
	*proposal = (struct proposal){ .query = g_steal_pointer(&text), .unit = g_strdup(unit ? unit : ""), .quote = g_strdup(quote), .value = value, .as_base = as_base,
		.cell = text_of(fact, "cell"), .doubt = text_of(fact, "doubt"), .page = count_of(fact, "page"), .line = count_of(fact, "line"), .paragraph = count_of(fact, "paragraph") };
	judge_proposals(baseline->proposals, proposal);
	return look_up(app, baseline, proposal, error) && proposal_ask_records(proposal, app, query, error);
}

/* "12 đoàn … giảm 12 đoàn": what a number compared with follows from. */
static char *quote_of(const json_t *facts, const json_t *fact, const json_t *comparison)
{
	const char *own = json_string_value(json_object_get(fact, "quote"));
	gint64 of = comparison ? json_integer_value(json_object_get(comparison, "of")) : 0;
	gsize index;
	json_t *each;
	json_array_foreach(facts, index, each) {
		const char *quote = json_string_value(json_object_get(each, "quote"));
		if (of && own && quote && json_integer_value(json_object_get(each, "id")) == of)
			return g_strdup_printf("%s … %s", quote, own);
	}
	return g_strdup(own);
}

static gboolean propose_all(struct app *app, struct baseline *baseline, const json_t *facts, GError **error)
{
	gsize index;
	json_t *fact;
	json_array_foreach(facts, index, fact) {
		const char *kind = json_string_value(json_object_get(fact, "kind"));
		const json_t *comparison = json_object_get(fact, "comparison"), *base = comparison ? json_object_get(comparison, "base") : NULL;
		g_autofree char *whole = quote_of(facts, fact, comparison);
		if ((!json_object_get(fact, "figure") && !json_object_get(fact, "cell")) || json_is_true(json_object_get(fact, "planned")))
			continue;
		if (g_strcmp0(kind, "figure") == 0 && !json_object_get(fact, "upper") && !propose(app, baseline, fact, fact, json_object_get(fact, "value"), json_string_value(json_object_get(fact, "quote")), FALSE, error))
			return FALSE;
		if (g_strcmp0(kind, "base") == 0 && json_object_get(fact, "cell") && !propose(app, baseline, fact, fact, json_object_get(fact, "value"), json_string_value(json_object_get(fact, "quote")), TRUE, error))
			return FALSE;
		if (base && !propose(app, baseline, fact, comparison, base, whole, TRUE, error))
			return FALSE;
	}
	return TRUE;
}

/* What is wrong with a sheet, and the numbers of it that are of no days known. */
static void take_remarks(struct baseline *baseline, const json_t *json)
{
	gsize index;
	const json_t *each;
	json_array_foreach(json_object_get(json, "facts"), index, each) {
		const char *cell = json_string_value(json_object_get(each, "cell")), *doubt = json_string_value(json_object_get(each, "doubt"));
		if (cell && doubt && !json_object_get(each, "to") && !json_object_get(each, "date"))
			g_ptr_array_add(baseline->remarks, g_strdup_printf("%s: “%s”: %s", cell, json_string_value(json_object_get(each, "quote")), doubt));
	}
	json_array_foreach(json_object_get(json, "findings"), index, each) {
		const char *cell = json_string_value(json_object_get(each, "cell")), *message = json_string_value(json_object_get(each, "message"));
		if (cell && message)
			g_ptr_array_add(baseline->remarks, g_strdup_printf("%s%s%s", cell, *cell ? ": " : "", message));
	}
}

struct baseline *baseline_of_facts(struct app *app, gint64 office, const char *name, GBytes *bytes, const char *facts, GError **error)
{
	g_autoptr(baseline_t) baseline = baseline_new(office);
	struct hash hash = hash_bytes(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	baseline->source = g_path_get_basename(name);
	baseline->hash = hash_hex(&hash);
	json_t *json = json_loads(facts, 0, NULL);
	gboolean done = json ? propose_all(app, baseline, json_object_get(json, "facts"), error) : fail(error, ERROR_SYSTEM, _("%s: what it states could not be read"), name);
	if (done)
		take_remarks(baseline, json);
	json_decref(json);
	return done ? g_steal_pointer(&baseline) : NULL;
}

struct baseline *baseline_read(struct app *app, gint64 office, const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = file_read(path, FILE_BYTES_MOST, error);
	g_autofree char *facts = bytes ? app_facts(app, path, TRUE, error) : NULL;
	return facts ? baseline_of_facts(app, office, path, bytes, facts, error) : NULL;
}

/* Its days, also where no figure is known. */
static gboolean days_of(const char *query, char **from, char **to)
{
	g_auto(baseline_question_t) question = { 0 };
	if (!baseline_question_read(query, &question))
		return FALSE;
	*from = day_iso(question.span.from);
	*to = day_iso(question.span.to);
	return TRUE;
}

static json_t *record_of(const struct baseline *baseline, const struct proposal *proposal, const char *state, GError **error)
{
	g_autofree char *value = decimal_plain(proposal->value.value, STATED_SCALE), *from = NULL, *to = NULL;
	if (!days_of(proposal->query, &from, &to)) {
		fail(error, ERROR_INPUT, _("\"%s\" is no question about a figure"), proposal->query);
		return NULL;
	}
	json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:b, s:s, s:s, s:s, s:s}", "query", proposal->query, "value", value, "first_day", from, "last_day", to,
		"as_base", proposal->as_base, "source", baseline->source, "source_hash", baseline->hash, "quote", proposal->quote, "state", state);
	const struct {
		const char *key;
		gint64 number;
	} places[] = { { "page", proposal->page }, { "line", proposal->line }, { "paragraph", proposal->paragraph } };
	for (guint i = 0; i < G_N_ELEMENTS(places); i++)
		if (places[i].number)
			json_object_set_new(object, places[i].key, json_integer(places[i].number));
	const struct {
		const char *key, *text;
	} texts[] = { { "unit", proposal->unit }, { "cell", proposal->cell }, { "doubt", proposal->doubt } };
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		if (texts[i].text && *texts[i].text)
			json_object_set_new(object, texts[i].key, json_string(texts[i].text));
	return object;
}

static gboolean is_chosen(const struct proposal *proposal, guint number, const GArray *chosen)
{
	if (!chosen)
		return proposal_is_certain(proposal);
	for (guint i = 0; i < chosen->len; i++)
		if (g_array_index(chosen, guint, i) == number)
			return !proposal_is_accepted(proposal);
	return FALSE;
}

/* As a new record, or as the next state of the one that is kept of it. */
static gboolean put_proposal(struct app *app, const struct baseline *baseline, struct proposal *proposal, const char *state, const char *why, GError **error)
{
	const struct reg *reg = model_need_register(app->model, "stated", error);
	json_t *object = !reg ? NULL : proposal->record ? json_pack("{s:I, s:I, s:s}", "id", (json_int_t)proposal->record, "version", (json_int_t)proposal->version, "state", state)
		: record_of(baseline, proposal, state, error);
	g_autoptr(record_t) record = object ? app_put(app, reg, baseline->office, object, why, NULL, error) : NULL;
	json_decref(object);
	if (!record)
		return FALSE;
	proposal->record = record->id;
	proposal->version = record->version;
	proposal->state = reg_state(reg, state)->id;
	return TRUE;
}

static gboolean accept_all(struct app *app, struct baseline *baseline, const GArray *chosen, const char *why, guint *count, GError **error)
{
	for (guint i = 0; i < baseline->proposals->len; i++) {
		struct proposal *proposal = baseline->proposals->pdata[i];
		if (!is_chosen(proposal, i + 1, chosen))
			continue;
		if (!put_proposal(app, baseline, proposal, "accepted", why, error))
			return FALSE;
		(*count)++;
	}
	return TRUE;
}

static gboolean keep_all(struct app *app, struct baseline *baseline, const char *why, guint *count, GError **error)
{
	for (guint i = 0; i < baseline->proposals->len; i++) {
		struct proposal *proposal = baseline->proposals->pdata[i];
		if (proposal->record)
			continue;
		if (!put_proposal(app, baseline, proposal, "proposed", why, error))
			return FALSE;
		(*count)++;
	}
	return TRUE;
}

/* In a transaction of its own where there is none. */
static gboolean finish(struct app *app, gboolean own, gboolean done, GError **error)
{
	if (!own || done)
		return done && (!own || store_commit(app->store, error));
	store_rollback(app->store);
	return FALSE;
}

gboolean baseline_accept(struct app *app, struct baseline *baseline, const GArray *chosen, const char *why, guint *count, GError **error)
{
	for (guint i = 0; chosen && i < chosen->len; i++)
		if (g_array_index(chosen, guint, i) > baseline->proposals->len)
			return fail(error, ERROR_ABSENT, _("there is no proposal %u: %s states %u figures"), g_array_index(chosen, guint, i), baseline->source, baseline->proposals->len);
	gboolean own = !db_in_transaction(store_db(app->store));
	*count = 0;
	if (own && !store_begin(app->store, error))
		return FALSE;
	return finish(app, own, accept_all(app, baseline, chosen, why, count, error), error);
}

gboolean baseline_keep(struct app *app, struct baseline *baseline, const char *why, guint *count, GError **error)
{
	gboolean own = !db_in_transaction(store_db(app->store));
	*count = 0;
	if (own && !store_begin(app->store, error))
		return FALSE;
	return finish(app, own, keep_all(app, baseline, why, count, error), error);
}
