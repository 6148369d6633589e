/* SPDX-License-Identifier: Apache-2.0 */
#include "report/check.h"
#include "base/error.h"
#include "report/rich.h"

#include <string.h>

enum span_word { SPAN_PERIOD, SPAN_YEAR, SPAN_LAST_YEAR, SPAN_YEAR_BEFORE, SPAN_NEXT };
const char *const span_words[] = {
	[SPAN_PERIOD] = "period",
	[SPAN_YEAR] = "year",
	[SPAN_LAST_YEAR] = "last_year",
	[SPAN_YEAR_BEFORE] = "year_before",
	[SPAN_NEXT] = "next",
	NULL,
};

static gboolean is_last_of_month(day_t day)
{
	int year, month, dom, next;
	day_split(day, &year, &month, &dom);
	day_split(day + 1, &year, &next, &dom);
	return next != month;
}

static day_t last_of_month(day_t day)
{
	while (!is_last_of_month(day))
		day++;
	return day;
}

/* A span that ends with a month ends with that month a year before: 28/02/2021 with 29/02/2020. */
struct span same_span_year_before(struct span span)
{
	struct span before = span_year_before(span);
	if (is_last_of_month(span.to))
		before.to = last_of_month(before.to);
	return before;
}

const char *figure_unit(const struct eval *eval, const struct figure *figure)
{
	return figure->money ? "" : label_text(&figure->unit, eval->language);
}

enum number_style figure_style(const struct figure *figure)
{
	/* The number of an issue is no count. */
	return figure->kind == FIGURE_FIRST || figure->kind == FIGURE_LAST ? STYLE_NUMBER
									   : STYLE_COUNT;
}

/* What the ledger was asked, and what it said. */
struct asked {
	struct figure_query *query;
	gboolean is_known;
	struct number number;
	char *text; /* the canonical query, or NULL: not yet needed */
};

static void asked_free(gpointer data)
{
	struct asked *asked = data;
	figure_query_free(asked->query);
	g_free(asked->text);
	g_free(asked);
}

GHashTable *asked_new(void)
{
	return g_hash_table_new_full(figure_query_hash, figure_query_equal, NULL, asked_free);
}

static struct asked *asked_of(struct eval *eval, const struct figure_query *query)
{
	struct asked *asked = g_hash_table_lookup(eval->figures, query);
	if (!asked) {
		asked = g_new0(struct asked, 1);
		asked->query = figure_query_copy(query);
		g_hash_table_insert(eval->figures, asked->query, asked);
	}
	return asked;
}

const char *figure_text(struct eval *eval, const struct figure_query *query)
{
	struct asked *asked = asked_of(eval, query);
	if (!asked->text)
		asked->text = figure_query_text(query, eval->store);
	return asked->text;
}

gboolean figure_known(struct eval *eval, const struct datum *figure, struct place place,
	struct number *number, GError **error)
{
	struct asked *asked = asked_of(eval, figure->query);
	if (!asked->is_known) {
		if (!eval_clock(eval, place, error))
			return FALSE;
		gboolean begun = eval_reading_begin(eval);
		asked->is_known =
			figure_number(eval->context->ledger, figure->query, &asked->number, error);
		eval_reading_end(eval, begun);
	}
	*number = asked->number;
	return asked->is_known || eval_placed(place, error) != NULL;
}

struct figure_answer *figure_split(
	struct eval *eval, const struct figure_query *query, struct place place, GError **error)
{
	if (!eval_clock(eval, place, error))
		return NULL;
	gboolean begun = eval_reading_begin(eval);
	struct figure_answer *answer = figure_answer(eval->context->ledger, query, error);
	eval_reading_end(eval, begun);
	if (answer)
		figure_answer_sort(answer, query, eval->language);
	return answer ? answer : eval_placed(place, error);
}

static gboolean literal_span(
	struct eval *eval, const char *text, struct place place, struct span *span, GError **error)
{
	struct period period;
	if (period_parse(text, &period, NULL)) {
		*span = period_span(period, eval->context->regime);
		return TRUE;
	}
	return span_parse(text, span, error) || eval_placed(place, error) != NULL;
}

/* `from` and `to` are given ones or DAY_NONE. `to` is another cut-off, so it moves with the span.
 */
static void word_span(
	struct eval *eval, enum span_word word, day_t from, day_t to, struct span *span)
{
	const struct report_context *context = eval->context;
	struct span period = period_span(context->period, context->regime);
	struct span year = period_year_to_date(context->period, context->regime);
	*span = (struct span){period.from, to != DAY_NONE ? to : context->cutoff};
	if (word == SPAN_YEAR || word == SPAN_YEAR_BEFORE)
		span->from = year.from;
	if (word == SPAN_NEXT) {
		*span = period_span(period_next(context->period), context->regime);
		span->to = to != DAY_NONE ? to : span->to;
	}
	if (from != DAY_NONE)
		span->from = from;
	if (word == SPAN_LAST_YEAR || word == SPAN_YEAR_BEFORE)
		*span = same_span_year_before(*span);
}

gboolean eval_span(struct eval *eval, const struct datum *said, day_t from, day_t to,
	struct place place, struct span *span, GError **error)
{
	enum span_word word = SPAN_PERIOD;
	gboolean is_word = !said;
	if (said && said->kind == KIND_TEXT) {
		g_autofree char *text = rich_plain(said->text);
		for (guint i = 0; span_words[i] && !is_word; i++)
			if (strcmp(span_words[i], text) == 0) {
				word = (enum span_word)i;
				is_word = TRUE;
			}
		if (!is_word && !literal_span(eval, text, place, span, error))
			return FALSE;
	} else if (said && said->kind == KIND_PERIOD) {
		*span = period_span(said->period, said->regime);
	} else if (said && said->kind == KIND_SPAN) {
		*span = said->span;
	} else if (said) {
		eval_fail(place, error, _("a span is expected, not %s"), kind_name(said->kind));
		return FALSE;
	}
	if (is_word) {
		word_span(eval, word, from, to, span);
	} else {
		span->from = from != DAY_NONE ? from : span->from;
		span->to = to != DAY_NONE ? to : span->to;
	}
	if (span->from <= span->to)
		return TRUE;
	g_autofree char *first = day_iso(span->from);
	g_autofree char *last = day_iso(span->to);
	eval_fail(place, error, _("the span ends on %s, before it begins on %s"), last, first);
	return FALSE;
}

/* What the arguments of a figure say about its days. */
struct days {
	struct datum *span;
	day_t from, to, at;
};

static void days_clear(struct days *days)
{
	g_clear_pointer(&days->span, datum_unref);
}
typedef struct days days_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(days_t, days_clear)

static gboolean read_day(struct eval *eval, const struct term *term, day_t *day, GError **error)
{
	g_autoptr(datum_t) value = eval_term(eval, term, error);
	if (!value)
		return FALSE;
	if (value->kind == KIND_DAY) {
		*day = value->day;
		return TRUE;
	}
	if (value->kind == KIND_TEXT) {
		g_autofree char *text = rich_plain(value->text);
		return day_parse(text, day, error) || eval_placed(term->place, error) != NULL;
	}
	eval_fail(term->place, error, _("a date is expected, not %s"), kind_name(value->kind));
	return FALSE;
}

/* A value of the dimension, or a word that is no variable, stands for itself: host: leaders. */
static struct datum *read_word(struct eval *eval, const struct figure *figure,
	const char *dimension, const struct term *term, GError **error)
{
	g_autofree char *word = term_word(term);
	if (!word)
		return eval_term(eval, term, error);
	if (is_dimension_value(figure, dimension, word))
		return datum_text(word);
	struct datum *named = eval_name(eval, word);
	return named ? named : datum_text(word);
}

static struct datum *read_span_word(struct eval *eval, const struct term *term, GError **error)
{
	g_autofree char *word = term_word(term);
	if (word && g_strv_contains(span_words, word))
		return datum_text(word);
	return eval_term(eval, term, error);
}

/* The value of a dimension as the query takes it; caller frees. */
static char *dimension_value(
	struct eval *eval, const struct datum *datum, struct place place, GError **error)
{
	switch (datum->kind) {
	case KIND_BOOL:
		return g_strdup(datum->truth ? "yes" : "no");
	case KIND_CHOICE:
		return g_strdup(datum->id);
	case KIND_TEXT:
		return rich_plain(datum->text);
	case KIND_PART:
		return dimension_value(eval, g_ptr_array_index(datum->items, 0), place, error);
	case KIND_RECORD: {
		const struct field *code = datum->record->reg->code;
		const struct value *value = code ? record_value(datum->record, code->id) : NULL;
		return value && value->kind == VALUE_TEXT
			       ? g_strdup(value->text)
			       : g_strdup_printf("#%" G_GINT64_FORMAT, datum->record->id);
	}
	case KIND_NUMBER:
		return number_plain(&datum->quantity.number);
	default:
		return eval_fail(place, error, _("%s cannot be the value of a dimension"),
			kind_name(datum->kind));
	}
}

static gboolean add_condition(struct eval *eval, struct figure_query *query, const char *dimension,
	const struct datum *datum, struct place place, GError **error)
{
	g_autofree char *value = dimension_value(eval, datum, place, error);
	if (!value)
		return FALSE;
	return figure_query_condition(query, eval->store, dimension, value, error) ||
	       eval_placed(place, error) != NULL;
}

static gboolean add_dimension(struct eval *eval, struct figure_query *query,
	const struct argument *argument, GError **error)
{
	const struct term *term = argument->value;
	if (term->kind != TERM_LIST) {
		g_autoptr(datum_t) value =
			read_word(eval, query->figure, argument->name, term, error);
		if (!value)
			return FALSE;
		if (value->kind != KIND_LIST)
			return add_condition(
				eval, query, argument->name, value, term->place, error);
		for (guint i = 0; i < value->items->len; i++)
			if (!add_condition(eval, query, argument->name,
				    g_ptr_array_index(value->items, i), term->place, error))
				return FALSE;
		return value->items->len > 0 ||
		       eval_fail(term->place, error, _("“%s” is an empty list"), argument->name) !=
			       NULL;
	}
	for (guint i = 0; i < term->kids->len; i++) {
		const struct term *kid = g_ptr_array_index(term->kids, i);
		g_autoptr(datum_t) value =
			read_word(eval, query->figure, argument->name, kid, error);
		if (!value || !add_condition(eval, query, argument->name, value, kid->place, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean read_argument(struct eval *eval, struct figure_query *query,
	const struct argument *argument, struct days *days, GError **error)
{
	const char *name = argument->name;
	const struct term *term = argument->value;
	if (strcmp(name, "span") == 0) {
		datum_unref(days->span);
		days->span = read_span_word(eval, term, error);
		return days->span != NULL;
	}
	if (strcmp(name, "from") == 0)
		return read_day(eval, term, &days->from, error);
	if (strcmp(name, "to") == 0)
		return read_day(eval, term, &days->to, error);
	if (strcmp(name, "at") == 0)
		return read_day(eval, term, &days->at, error);
	if (strcmp(name, "where") != 0)
		return add_dimension(eval, query, argument, error);
	g_autoptr(datum_t) where = eval_term(eval, term, error);
	g_autofree char *text = where ? eval_print(eval, where, term->place, error) : NULL;
	g_autofree char *plain = text ? rich_plain(text) : NULL;
	return plain && (figure_query_where(query, eval->store, plain, error) ||
				eval_placed(term->place, error) != NULL);
}

struct datum *eval_figure(struct eval *eval, const struct term *term, GError **error)
{
	g_autofree char *id = g_strconcat(term->words[0], ".", term->words[1], NULL);
	const struct figure *figure = model_need_figure(eval->model, id, error);
	if (!figure)
		return eval_placed(term->place, error);
	const struct report_context *context = eval->context;
	g_autoptr(figure_query_t) query = figure_query_new(figure);
	if (context->offices)
		g_array_append_vals(query->offices, context->offices->data, context->offices->len);
	else
		g_array_append_val(query->offices, context->office_number);
	if (context->offices)
		query->held = context->held;
	else if (context->boundaries == BOUNDARIES_THEN)
		query->position = context->position;
	else
		query->as_known = context->as_known;
	query->boundaries = context->boundaries;
	g_auto(days_t) days = {0};
	for (guint i = 0; term->named && i < term->named->len; i++)
		if (!read_argument(eval, query, g_ptr_array_index(term->named, i), &days, error))
			return NULL;
	day_t to = days.at != DAY_NONE ? days.at : days.to;
	if (days.at != DAY_NONE && days.from == DAY_NONE)
		days.from = MIN(days.at, period_span(context->period, context->regime).from);
	if (!eval_span(eval, days.span, days.from, to, term->place, &query->span, error))
		return NULL;
	return datum_figure(g_steal_pointer(&query));
}

struct figure_query *query_of_part(const struct eval *eval, const struct figure_query *query,
	const char *dimension, const char *value)
{
	struct figure_query *part = figure_query_copy(query);
	g_clear_pointer(&part->by, g_free);
	if (is_by_office(query->figure, dimension)) {
		gint64 office = store_office(eval->store, value, NULL);
		g_array_set_size(part->offices, 0);
		g_array_append_val(part->offices, office);
		return part;
	}
	for (guint i = part->conditions->len; i-- > 0;) {
		const struct condition *condition = g_ptr_array_index(part->conditions, i);
		if (strcmp(condition->dimension, dimension) == 0)
			g_ptr_array_remove_index(part->conditions, i);
	}
	struct condition *only = g_new0(struct condition, 1);
	only->dimension = g_strdup(dimension);
	only->values = g_new0(char *, 2);
	only->values[0] = g_strdup(value);
	g_ptr_array_add(part->conditions, only);
	return part;
}
