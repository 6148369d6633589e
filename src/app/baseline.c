/* SPDX-License-Identifier: Apache-2.0 */
/* What earlier reports stated: proposed, accepted, found again. */
#include "app/baseline.h"
#include "app/check.h"
#include "base/number.h"
#include "format/file.h"

#include <string.h>

enum { STATED_SCALE = 2 }; /* of the register's values */

/* What was accepted for a question; the values in the digits of the register where `figure` is NULL. */
static GPtrArray *find_stated(struct app *app, const struct figure_query *query, const struct figure *figure, GError **error);

static void proposal_free(gpointer data)
{
	struct proposal *proposal = data;
	g_free(proposal->query);
	g_free(proposal->unit);
	g_free(proposal->quote);
	g_free(proposal);
}

void baseline_free(struct baseline *baseline)
{
	if (!baseline)
		return;
	g_free(baseline->source);
	g_free(baseline->hash);
	g_ptr_array_unref(baseline->proposals);
	g_free(baseline);
}

void stated_free(gpointer data)
{
	struct stated *stated = data;
	if (!stated)
		return;
	g_free(stated->source);
	g_free(stated->quote);
	g_free(stated->place);
	g_free(stated);
}

/* The number of a fact, scaled as the register keeps it. */
static gboolean value_of(const json_t *json, struct number *number)
{
	*number = (struct number){ .present = TRUE, .scale = STATED_SCALE };
	if (json_is_integer(json))
		return number_multiply(json_integer_value(json), number_power10(STATED_SCALE), &number->value, NULL);
	if (!json_is_real(json))
		return FALSE;
	char digits[G_ASCII_DTOSTR_BUF_SIZE];
	return decimal_parse_plain(g_ascii_formatd(digits, sizeof digits, "%.2f", json_real_value(json)), STATED_SCALE, &number->value, NULL);
}

static gboolean read_days(const json_t *fact, const struct figure *figure, struct span *span)
{
	const char *from = json_string_value(json_object_get(fact, "from")), *to = json_string_value(json_object_get(fact, "to"));
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

static gboolean has_postings(struct app *app, const struct figure_query *query, const struct number *number)
{
	if (number->present && number->value)
		return TRUE;
	g_autoptr(GPtrArray) postings = query->figure->operands[0] ? NULL : figure_explain(app->ledger, query, NULL);
	return postings && postings->len > 0;
}

static gint64 count_of(const json_t *fact, const char *key)
{
	return json_integer_value(json_object_get(fact, key));
}

/* The same number said twice is proposed once; another number for the same question is disputed. */
static void judge_proposals(GPtrArray *proposals, struct proposal *proposal)
{
	for (guint i = 0; i < proposals->len; i++) {
		struct proposal *other = proposals->pdata[i];
		if (strcmp(other->query, proposal->query) == 0 && other->value.value != proposal->value.value)
			other->disputed = proposal->disputed = TRUE;
	}
	g_ptr_array_add(proposals, proposal);
}

static gboolean is_said(const GPtrArray *proposals, const char *query, gint64 value)
{
	for (guint i = 0; i < proposals->len; i++) {
		const struct proposal *other = proposals->pdata[i];
		if (strcmp(other->query, query) == 0 && other->value.value == value)
			return TRUE;
	}
	return FALSE;
}

static gboolean propose(struct app *app, struct baseline *baseline, const json_t *fact, const json_t *days, const json_t *said, const char *quote, gboolean as_base, GError **error)
{
	struct number value;
	g_autoptr(figure_query_t) query = query_of(app, baseline->office, fact, days);
	if (!query || !value_of(said, &value))
		return TRUE;
	g_autofree char *text = figure_query_text(query, app->store);
	const char *unit = json_string_value(json_object_get(fact, "unit"));
	if (!quote || is_said(baseline->proposals, text, value.value))
		return TRUE;
	struct proposal *proposal = g_new0(struct proposal, 1);
	*proposal = (struct proposal){ .query = g_steal_pointer(&text), .unit = g_strdup(unit ? unit : ""), .quote = g_strdup(quote), .value = value, .as_base = as_base,
		.page = count_of(fact, "page"), .line = count_of(fact, "line"), .paragraph = count_of(fact, "paragraph") };
	judge_proposals(baseline->proposals, proposal);
	g_autoptr(GPtrArray) known = find_stated(app, query, NULL, error);
	for (guint i = 0; known && i < known->len; i++) {
		gboolean same = ((const struct stated *)known->pdata[i])->value.value == value.value;
		proposal->accepted = proposal->accepted || same;
		proposal->disputed = proposal->disputed || !same;
	}
	if (!known || !figure_number(app->ledger, query, &proposal->records, error))
		return FALSE;
	proposal->has_records = has_postings(app, query, &proposal->records);
	return TRUE;
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
		if (!json_object_get(fact, "figure") || json_is_true(json_object_get(fact, "planned")))
			continue;
		if (g_strcmp0(kind, "figure") == 0 && !json_object_get(fact, "upper") && !propose(app, baseline, fact, fact, json_object_get(fact, "value"), json_string_value(json_object_get(fact, "quote")), FALSE, error))
			return FALSE;
		if (base && !propose(app, baseline, fact, comparison, base, whole, TRUE, error))
			return FALSE;
	}
	return TRUE;
}

struct baseline *baseline_read(struct app *app, gint64 office, const char *path, GError **error)
{
	g_autoptr(baseline_t) baseline = g_new0(struct baseline, 1);
	baseline->proposals = g_ptr_array_new_with_free_func(proposal_free);
	baseline->office = office;
	baseline->source = g_path_get_basename(path);
	g_autoptr(GBytes) bytes = file_read(path, FILE_BYTES_MOST, error);
	g_autofree char *text = bytes ? app_facts(app, path, TRUE, error) : NULL;
	if (!text)
		return NULL;
	struct hash hash = hash_bytes(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	baseline->hash = hash_hex(&hash);
	json_t *json = json_loads(text, 0, NULL);
	gboolean done = json && propose_all(app, baseline, json_object_get(json, "facts"), error);
	json_decref(json);
	return done ? g_steal_pointer(&baseline) : NULL;
}

static json_t *record_of(struct app *app, const struct baseline *baseline, const struct proposal *proposal, GError **error)
{
	g_autoptr(figure_query_t) query = figure_query_parse(app->store, proposal->query, error);
	if (!query)
		return NULL;
	g_autofree char *value = decimal_plain(proposal->value.value, STATED_SCALE), *from = day_iso(query->span.from), *to = day_iso(query->span.to);
	json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:b, s:s, s:s, s:s}", "query", proposal->query, "value", value, "first_day", from, "last_day", to,
		"as_base", proposal->as_base, "source", baseline->source, "source_hash", baseline->hash, "quote", proposal->quote);
	const struct {
		const char *key;
		gint64 number;
	} places[] = { { "page", proposal->page }, { "line", proposal->line }, { "paragraph", proposal->paragraph } };
	for (guint i = 0; i < G_N_ELEMENTS(places); i++)
		if (places[i].number)
			json_object_set_new(object, places[i].key, json_integer(places[i].number));
	if (*proposal->unit)
		json_object_set_new(object, "unit", json_string(proposal->unit));
	return object;
}

static gboolean is_chosen(const struct proposal *proposal, guint number, const GArray *chosen)
{
	if (!chosen)
		return !proposal->accepted && !proposal->disputed;
	for (guint i = 0; i < chosen->len; i++)
		if (g_array_index(chosen, guint, i) == number)
			return !proposal->accepted;
	return FALSE;
}

static gboolean accept_all(struct app *app, struct baseline *baseline, const GArray *chosen, const char *why, guint *count, GError **error)
{
	const struct reg *reg = model_need_register(app->model, "stated", error);
	*count = 0;
	for (guint i = 0; reg && i < baseline->proposals->len; i++) {
		struct proposal *proposal = baseline->proposals->pdata[i];
		if (!is_chosen(proposal, i + 1, chosen))
			continue;
		json_t *object = record_of(app, baseline, proposal, error);
		g_autoptr(record_t) record = object ? app_put(app, reg, baseline->office, object, why, NULL, error) : NULL;
		json_decref(object);
		if (!record)
			return FALSE;
		proposal->accepted = TRUE;
		(*count)++;
	}
	return reg != NULL;
}

gboolean baseline_accept(struct app *app, struct baseline *baseline, const GArray *chosen, const char *why, guint *count, GError **error)
{
	for (guint i = 0; chosen && i < chosen->len; i++)
		if (g_array_index(chosen, guint, i) > baseline->proposals->len)
			return fail(error, ERROR_ABSENT, _("there is no proposal %u: %s states %u figures"), g_array_index(chosen, guint, i), baseline->source, baseline->proposals->len);
	gboolean own = !db_in_transaction(store_db(app->store));
	if (own && !store_begin(app->store, error))
		return FALSE;
	if (accept_all(app, baseline, chosen, why, count, error))
		return !own || store_commit(app->store, error);
	if (own)
		store_rollback(app->store);
	return FALSE;
}

struct finding_stated {
	const char *query;
	const struct figure *figure;
	GPtrArray *found;
};

static gint64 number_in(const struct record *record, const char *field)
{
	const struct value *value = record_value(record, field);
	return value && value->kind == VALUE_NUMBER ? value->number : 0;
}

static char *place_of(const struct record *record)
{
	gint64 page = number_in(record, "page"), line = number_in(record, "line"), paragraph = number_in(record, "paragraph");
	GString *place = g_string_new(NULL);
	if (page)
		g_string_append_printf(place, _("page %" PRId64), page);
	if (line) {
		g_string_append(place, place->len ? ", " : "");
		g_string_append_printf(place, _("line %" PRId64), line);
	} else if (paragraph) {
		g_string_append(place, place->len ? ", " : "");
		g_string_append_printf(place, _("paragraph %" PRId64), paragraph);
	}
	return g_string_free(place, FALSE);
}

/* In the digits of the figure, where that is exact. */
static struct number stated_number(const struct figure *figure, gint64 value)
{
	struct number number = { .present = TRUE, .value = value, .scale = STATED_SCALE };
	guint scale = figure->money || figure->operands[0] ? STATED_SCALE : MIN(figure->scale, STATED_SCALE);
	gint64 factor = number_power10(STATED_SCALE - scale);
	if (figure->money)
		factor = number_power10(STATED_SCALE);
	if (value % factor == 0) {
		number.value = value / factor;
		number.scale = figure->money ? 0 : scale;
	}
	if (figure->money)
		g_strlcpy(number.currency, "VND", sizeof number.currency);
	return number;
}

static gboolean take_stated(void *data, const struct record *record, GError **error)
{
	struct finding_stated *finding = data;
	(void)error;
	if (strcmp(record_text(record, "query"), finding->query) != 0 || strcmp(record_state(record), "accepted") != 0)
		return TRUE;
	struct stated *stated = g_new0(struct stated, 1);
	*stated = (struct stated){ .record = record->id, .source = g_strdup(record_text(record, "source")), .quote = g_strdup(record_text(record, "quote")), .place = place_of(record) };
	stated->value = finding->figure ? stated_number(finding->figure, number_in(record, "value")) : (struct number){ .present = TRUE, .value = number_in(record, "value"), .scale = STATED_SCALE };
	g_ptr_array_add(finding->found, stated);
	return TRUE;
}

static GPtrArray *find_stated(struct app *app, const struct figure_query *query, const struct figure *figure, GError **error)
{
	const struct reg *reg = model_register(app->model, "stated");
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(stated_free);
	if (!reg || query->by || query->offices->len != 1 || query->boundaries != BOUNDARIES_THEN)
		return g_steal_pointer(&found);
	g_autoptr(figure_query_t) bare = figure_query_copy(query);
	bare->position = 0;
	bare->as_known = bare->held = 0;
	if (query->figure->kind == FIGURE_STOCK)
		bare->span.from = bare->span.to;
	g_autofree char *text = figure_query_text(bare, app->store);
	struct finding_stated finding = { text, figure, found };
	return store_each(app->store, reg, g_array_index(query->offices, gint64, 0), 0, take_stated, &finding, error) ? g_steal_pointer(&found) : NULL;
}

GPtrArray *stated_values(struct app *app, const struct figure_query *query, GError **error)
{
	return find_stated(app, query, query->figure, error);
}

gboolean stated_instead(struct app *app, const struct figure_query *query, const struct number *number, struct stated **stated, GError **error)
{
	*stated = NULL;
	if ((number->present && number->value) || has_postings(app, query, number))
		return TRUE;
	g_autoptr(GPtrArray) found = find_stated(app, query, query->figure, error);
	for (guint i = 1; found && i < found->len; i++)
		if (((const struct stated *)found->pdata[i])->value.value != ((const struct stated *)found->pdata[0])->value.value)
			return TRUE;
	if (found && found->len)
		*stated = g_steal_pointer(&found->pdata[0]);
	return found != NULL;
}
