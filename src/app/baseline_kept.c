/* SPDX-License-Identifier: Apache-2.0 */
/* What was kept of files as proposals, and what a person decides on each. */
#include "app/baseline.h"
#include "base/error.h"

#include <string.h>

#define BY_HAND "-" /* what no file was read for */

void baseline_question_clear(struct baseline_question *question)
{
	g_clear_pointer(&question->figure, g_free);
	g_clear_pointer(&question->where, g_free);
}

gboolean baseline_question_read(const char *query, struct baseline_question *question)
{
	g_auto(GStrv) halves = g_strsplit(query, "?", 2);
	g_auto(GStrv) parts = halves[0] && halves[1] ? g_strsplit(halves[1], "&", -1) : NULL;
	g_autoptr(GString) where = g_string_new(NULL);
	gboolean has_span = FALSE;
	for (guint i = 0; parts && parts[i]; i++) {
		if (g_str_has_prefix(parts[i], "span="))
			has_span = span_parse(parts[i] + strlen("span="), &question->span, NULL);
		else if (!g_str_has_prefix(parts[i], "office=") && parts[i][0] != '~')
			g_string_append_printf(where, "%s%s", where->len ? "," : "", parts[i]);
	}
	if (!has_span)
		return FALSE;
	question->figure = g_strdup(halves[0]);
	question->where = g_strdup(where->str);
	return TRUE;
}

static const char *hash_of(const struct record *record)
{
	const char *hash = record_text(record, "source_hash");
	return *hash ? hash : BY_HAND;
}

static void source_free(gpointer data)
{
	struct baseline_source *source = data;
	g_free(source->hash);
	g_free(source->name);
	g_free(source);
}

static void count_record(struct baseline_source *source, const char *state)
{
	if (strcmp(state, "accepted") == 0)
		source->accepted++;
	else if (strcmp(state, "refused") == 0)
		source->refused++;
	else if (strcmp(state, "withdrawn") == 0)
		source->withdrawn++;
	else
		source->left++;
}

GPtrArray *baseline_sources(struct app *app, gint64 office, GError **error)
{
	const struct stated_book *book = stated_book(app, office, 0, error);
	g_autoptr(GPtrArray) sources = g_ptr_array_new_with_free_func(source_free);
	g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = book ? book->records->len : 0; i-- > 0;) {
		const struct record *record = book->records->pdata[i];
		struct baseline_source *source = g_hash_table_lookup(known, hash_of(record));
		if (!source) {
			source = g_new0(struct baseline_source, 1);
			source->hash = g_strdup(hash_of(record));
			source->name = g_strdup(record_text(record, "source"));
			g_ptr_array_add(sources, source);
			g_hash_table_insert(known, source->hash, source);
		}
		count_record(source, record_state(record));
	}
	return book ? g_steal_pointer(&sources) : NULL;
}

static char *text_or_null(const struct record *record, const char *field)
{
	const char *text = record_text(record, field);
	return *text ? g_strdup(text) : NULL;
}

static struct proposal *proposal_of(const struct record *record)
{
	struct proposal *proposal = g_new0(struct proposal, 1);
	*proposal = (struct proposal){ .query = g_strdup(record_text(record, "query")), .unit = g_strdup(record_text(record, "unit")), .quote = g_strdup(record_text(record, "quote")),
		.cell = text_or_null(record, "cell"), .doubt = text_or_null(record, "doubt"), .reason = text_or_null(record, "reason"),
		.value = { .present = TRUE, .value = stated_count(record, "value"), .scale = STATED_SCALE }, .as_base = stated_count(record, "as_base") != 0,
		.page = stated_count(record, "page"), .line = stated_count(record, "line"), .paragraph = stated_count(record, "paragraph"),
		.record = record->id, .version = record->version, .state = reg_state(record->reg, record_state(record))->id };
	return proposal;
}

static gboolean is_standing(const char *state)
{
	return strcmp(state, "accepted") == 0 || strcmp(state, "proposed") == 0;
}

/* Another value of the same question, accepted from anywhere or proposed by the same file. */
static gboolean is_disputed(const GPtrArray *records, const struct record *record)
{
	for (guint i = 0; i < records->len; i++) {
		const struct record *other = records->pdata[i];
		gboolean near = strcmp(record_state(other), "accepted") == 0 || strcmp(hash_of(other), hash_of(record)) == 0;
		if (near && is_standing(record_state(other)) && stated_count(other, "value") != stated_count(record, "value") &&
			strcmp(record_text(other, "query"), record_text(record, "query")) == 0)
			return TRUE;
	}
	return FALSE;
}

struct baseline *baseline_kept(struct app *app, gint64 office, const char *hash, GError **error)
{
	const struct stated_book *book = stated_book(app, office, 0, error);
	g_autoptr(baseline_t) baseline = book ? baseline_new(office) : NULL;
	for (guint i = 0; book && i < book->records->len; i++) {
		const struct record *record = book->records->pdata[i];
		if (strcmp(hash_of(record), hash) != 0)
			continue;
		struct proposal *proposal = proposal_of(record);
		g_ptr_array_add(baseline->proposals, proposal);
		proposal->disputed = is_standing(proposal->state) && is_disputed(book->records, record);
		/* A question that cannot be asked any more has no records. */
		g_autoptr(figure_query_t) query = proposal->query[0] == '?' ? NULL : figure_query_parse(app->store, proposal->query, NULL);
		if (!proposal_ask_records(proposal, app, query, error))
			return NULL;
		if (!baseline->source)
			baseline->source = g_strdup(record_text(record, "source"));
	}
	if (book && !baseline->proposals->len) {
		fail(error, ERROR_ABSENT, _("nothing is kept of a file with this hash"));
		return NULL;
	}
	if (baseline)
		baseline->hash = g_strdup(hash);
	return g_steal_pointer(&baseline);
}

static const char *chosen(const char *said, const char *kept)
{
	return said ? said : kept;
}

/* The question as corrected; NULL with *error where it is none. */
static struct figure_query *corrected(struct app *app, gint64 office, const struct baseline_question *question, const struct baseline_decision *decision, GError **error)
{
	const char *id = chosen(decision->figure, question->figure);
	const struct figure *figure = *id ? model_need_figure(app->model, id, error) : NULL;
	if (!figure) {
		if (!*id)
			fail(error, ERROR_INPUT, _("no figure is known for it: choose one first"));
		return NULL;
	}
	g_autoptr(figure_query_t) query = figure_query_new(figure);
	g_array_append_val(query->offices, office);
	query->span = question->span;
	if ((decision->from && !day_parse(decision->from, &query->span.from, error)) || (decision->to && !day_parse(decision->to, &query->span.to, error)) ||
		!figure_query_where(query, app->store, chosen(decision->where, question->where), error))
		return NULL;
	if (figure->kind == FIGURE_STOCK)
		query->span.from = query->span.to;
	if (query->span.from > query->span.to) {
		g_autofree char *first = day_iso(query->span.from), *last = day_iso(query->span.to);
		fail(error, ERROR_INPUT, _("the span ends on %s, before it begins on %s"), last, first);
		return NULL;
	}
	return g_steal_pointer(&query);
}

static gboolean says_question(const struct baseline_decision *decision)
{
	return decision->figure || decision->where || decision->from || decision->to;
}

/* Puts the question into the change, where it is another one. */
static gboolean set_question(struct app *app, const struct record *record, const struct baseline_decision *decision, json_t *object, GError **error)
{
	const char *kept = record_text(record, "query");
	g_auto(baseline_question_t) question = { 0 };
	gboolean wanted = decision->verdict == BASELINE_ACCEPTED || says_question(decision);
	if (!wanted || (kept[0] == '?' && decision->figure && !*decision->figure && decision->verdict == BASELINE_LEFT))
		return TRUE;
	if (!baseline_question_read(kept, &question))
		return fail(error, ERROR_INPUT, _("\"%s\" is no question about a figure"), kept);
	g_autoptr(figure_query_t) query = corrected(app, record->office, &question, decision, error);
	if (!query)
		return FALSE;
	g_autofree char *text = figure_query_text(query, app->store), *from = day_iso(query->span.from), *to = day_iso(query->span.to);
	if (strcmp(text, kept) == 0)
		return TRUE;
	if (strcmp(record_state(record), "accepted") == 0 || strcmp(record_state(record), "withdrawn") == 0)
		return fail(error, ERROR_REFUSED, _("it was accepted: withdraw it, and take the right one instead"));
	json_object_set_new(object, "query", json_string(text));
	json_object_set_new(object, "first_day", json_string(from));
	json_object_set_new(object, "last_day", json_string(to));
	return TRUE;
}

static gboolean set_verdict(const struct baseline_decision *decision, const char *why, json_t *object, GError **error)
{
	if (decision->verdict == BASELINE_LEFT)
		return TRUE;
	gboolean refused = decision->verdict == BASELINE_REFUSED;
	g_autofree char *reason = g_strstrip(g_strdup(why ? why : ""));
	if (refused && !*reason)
		return fail(error, ERROR_INPUT, _("say why it is refused"));
	json_object_set_new(object, "state", json_string(refused ? "refused" : "accepted"));
	json_object_set_new(object, "reason", refused ? json_string(reason) : json_null());
	return TRUE;
}

gboolean baseline_decide(struct app *app, gint64 office, const struct baseline_decision *decision, const char *why, GError **error)
{
	const struct reg *reg = model_need_register(app->model, "stated", error);
	g_autoptr(record_t) record = reg ? store_read(app->store, reg, office, decision->record, error) : NULL;
	if (!record)
		return FALSE;
	json_t *object = json_pack("{s:I, s:I}", "id", (json_int_t)record->id, "version", (json_int_t)(decision->version ? decision->version : record->version));
	gboolean set = set_question(app, record, decision, object, error) && set_verdict(decision, why, object, error);
	g_autoptr(record_t) stored = set && json_object_size(object) > 2 ? app_put(app, reg, office, object, why, NULL, error) : NULL;
	gboolean done = set && (stored || json_object_size(object) == 2);
	json_decref(object);
	return done;
}
