/* SPDX-License-Identifier: Apache-2.0 */
#include "report/check.h"
#include "base/error.h"
#include "base/text.h"
#include "report/rich.h"

#include <string.h>
#include <time.h>

static gint64 processor_time(void)
{
	struct timespec now;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void records_free(gpointer records)
{
	if (records)
		g_ptr_array_unref(records);
}

static void variable_clear(gpointer data)
{
	struct variable *variable = data;
	datum_unref(variable->value);
}

void eval_init(struct eval *eval, const struct report_context *context, const char *language)
{
	*eval = (struct eval){.context = context, .language = language};
	eval->store = ledger_store(context->ledger);
	eval->model = store_model(eval->store);
	eval->values = g_ptr_array_new_with_free_func(g_free);
	eval->tables = blocks_new();
	eval->notes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	eval->figures = asked_new();
	eval->registers = g_hash_table_new_full(NULL, NULL, NULL, records_free);
	eval->variables = g_array_new(FALSE, FALSE, sizeof(struct variable));
	g_array_set_clear_func(eval->variables, variable_clear);
	eval->started = processor_time();
	output_init(&eval->output);
}

void eval_clear(struct eval *eval)
{
	output_clear(&eval->output);
	g_ptr_array_unref(eval->values);
	g_ptr_array_unref(eval->tables);
	g_hash_table_unref(eval->notes);
	g_hash_table_unref(eval->figures);
	g_hash_table_unref(eval->registers);
	g_array_unref(eval->variables);
	datum_unref(eval->report);
	if (eval->offices)
		g_array_unref(eval->offices);
}

/* Another office's position at the moment that the report is of. */
static gboolean place_merged(struct eval *eval, struct told_office *office, GError **error)
{
	if (!eval->context->as_known)
		return TRUE;
	office->position = store_position_at(eval->store, office->number, eval->context->as_known, error);
	const gboolean done = office->position >= 0;
	if (office->position == 0)
		office->position = -1;
	return done;
}

static gboolean add_merged(struct eval *eval, GArray *offices, GError **error)
{
	g_autoptr(GArray) merged = ledger_merged(eval->store, eval->context->office_number, error);
	for (guint i = 1; merged && i < merged->len; i++) { /* the first is the office itself */
		struct told_office office = {g_array_index(merged, gint64, i), 0};
		if (!place_merged(eval, &office, error))
			return FALSE;
		g_array_append_val(offices, office);
	}
	return merged != NULL;
}

const GArray *eval_offices(struct eval *eval, GError **error)
{
	const struct report_context *context = eval->context;
	if (eval->offices)
		return eval->offices;
	g_autoptr(GArray) offices = g_array_new(FALSE, FALSE, sizeof(struct told_office));
	const struct told_office own = {context->office_number, context->position};
	g_array_append_val(offices, own);
	if (context->boundaries == BOUNDARIES_NOW && !add_merged(eval, offices, error))
		return NULL;
	eval->offices = g_steal_pointer(&offices);
	return eval->offices;
}

gboolean eval_position(struct eval *eval, gint64 office, gint64 *position, GError **error)
{
	const GArray *offices = eval_offices(eval, error);
	*position = eval->context->position;
	for (guint i = 0; offices && i < offices->len; i++) {
		const struct told_office *told = &g_array_index(offices, struct told_office, i);
		if (told->number == office)
			*position = told->position;
	}
	return offices != NULL;
}

gpointer eval_placed(struct place place, GError **error)
{
	g_prefix_error(error, "%s:%u:%u: %s: ", place.file, place.line, place.column, _("error"));
	return NULL;
}

gpointer eval_fail(struct place place, GError **error, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	fail(error, ERROR_INPUT, "%s", message);
	return eval_placed(place, error);
}

gboolean eval_clock(struct eval *eval, struct place place, GError **error)
{
	gint64 now = processor_time();
	gint64 reading = eval->reading + (eval->reading_since ? now - eval->reading_since : 0);
	if (reading > READING_MOST) {
		eval_fail(place, error,
			_("the template asks for too much: more than %d seconds of reading"),
			(int)(READING_MOST / G_USEC_PER_SEC));
		return FALSE;
	}
	if (now - eval->started - reading <= CPU_MOST)
		return TRUE;
	eval_fail(place, error, _("the template takes too long: more than %d seconds of work"),
		(int)(CPU_MOST / G_USEC_PER_SEC));
	return FALSE;
}

gboolean eval_reading_begin(struct eval *eval)
{
	if (eval->reading_since)
		return FALSE;
	eval->reading_since = processor_time();
	return TRUE;
}

void eval_reading_end(struct eval *eval, gboolean begun)
{
	if (!begun)
		return;
	eval->reading += processor_time() - eval->reading_since;
	eval->reading_since = 0;
}

gboolean eval_turn(struct eval *eval, struct place place, GError **error)
{
	if (++eval->turns > TURNS_MOST) {
		eval_fail(place, error, _("the template loops more than %d times"), TURNS_MOST);
		return FALSE;
	}
	return eval->turns % 64 != 0 || eval_clock(eval, place, error);
}

gboolean eval_grow(struct eval *eval, gsize bytes, struct place place, GError **error)
{
	eval->bytes += MIN(bytes, OUTPUT_MOST + 1);
	if (eval->bytes <= OUTPUT_MOST)
		return TRUE;
	eval_fail(place, error, _("the report grows larger than %d MB"), (int)(OUTPUT_MOST >> 20));
	return FALSE;
}

const char *const context_names[] = {
	"period", "cutoff", "is_cut_early", "office", "today", "report", "last_report",
	"senders", "not_sent", NULL};

/* The day it is; for a report as known at an earlier moment, the day of that moment. */
static day_t current_day(struct eval *eval)
{
	const struct report_context *context = eval->context;
	if (context->position == 0)
		return day_today();
	struct change *change =
		store_change(eval->store, KEY(context->office_number, context->position), NULL);
	day_t day = change ? moment_day(change->at) : DAY_NONE;
	change_free(change);
	return day;
}

static struct datum *text_list(const char *const *texts)
{
	struct datum *list = datum_list();
	for (; texts && *texts; texts++)
		datum_add(list, datum_text(*texts));
	return list;
}

static struct datum *context_value(struct eval *eval, const char *name)
{
	const struct report_context *context = eval->context;
	if (strcmp(name, "period") == 0)
		return datum_period(context->period, context->regime);
	if (strcmp(name, "cutoff") == 0)
		return datum_day(context->cutoff);
	if (strcmp(name, "is_cut_early") == 0)
		return datum_bool(
			context->cutoff < period_span(context->period, context->regime).to);
	if (strcmp(name, "today") == 0)
		return datum_day(current_day(eval));
	if (strcmp(name, "report") == 0 && eval->report)
		return datum_ref(eval->report);
	if (strcmp(name, "senders") == 0)
		return text_list(context->senders);
	if (strcmp(name, "not_sent") == 0)
		return text_list(context->not_sent);
	const struct record *record = NULL;
	if (strcmp(name, "office") == 0)
		record = context->office;
	else if (strcmp(name, "last_report") == 0)
		record = context->last_report;
	return record ? datum_record(record) : datum_missing();
}

struct datum *eval_name(struct eval *eval, const char *name)
{
	for (guint i = eval->variables->len; i-- > eval->hidden;) {
		struct variable *variable = &g_array_index(eval->variables, struct variable, i);
		if (strcmp(variable->name, name) == 0)
			return datum_ref(variable->value);
	}
	gboolean is_own = eval->subject && is_subject_name(eval->subject->reg, name);
	if (is_own) {
		g_autoptr(datum_t) subject = datum_record(eval->subject);
		return record_member(eval, subject, name, (struct place){"", 0, 0}, NULL);
	}
	return g_strv_contains(context_names, name) ? context_value(eval, name) : NULL;
}

static struct datum *period_member(struct eval *eval, const struct datum *datum, const char *name)
{
	struct period period = datum->period;
	struct span span = period_span(period, datum->regime);
	if (strcmp(name, "name") == 0)
		return datum_rich(period_name(period, eval->language));
	if (strcmp(name, "short") == 0)
		return datum_rich(period_short_name(period, eval->language));
	if (strcmp(name, "next") == 0)
		return datum_period(period_next(period), datum->regime);
	if (strcmp(name, "year_before") == 0)
		return datum_period(period_year_before(period), datum->regime);
	if (strcmp(name, "year") == 0)
		return datum_whole(period.year, STYLE_BARE);
	if (strcmp(name, "begins_year") == 0)
		return datum_bool(span.from == period_year_to_date(period, datum->regime).from);
	return datum_day(strcmp(name, "from") == 0 ? span.from : span.to);
}

static struct datum *member_of(struct eval *eval, struct datum *datum, const char *name,
	struct place place, GError **error)
{
	if (datum->kind == KIND_MISSING)
		return datum_missing();
	if (datum->kind == KIND_RECORD)
		return record_member(eval, datum, name, place, error);
	if (datum->kind == KIND_ROW)
		return row_member(eval, datum, name, place, error);
	guint index;
	if (!member_find(datum->kind, name, &index))
		return eval_fail(place, error, _("%s has no “%s”"), kind_name(datum->kind), name);
	if (datum->kind == KIND_PERIOD)
		return period_member(eval, datum, name);
	if (datum->kind == KIND_SPAN)
		return datum_day(index == 0 ? datum->span.from : datum->span.to);
	return datum_ref(g_ptr_array_index(datum->items, index));
}

static struct datum *eval_path(struct eval *eval, const struct term *term, GError **error)
{
	g_autoptr(datum_t) value = eval_name(eval, term->words[0]);
	if (!value)
		return term->words[1] ? eval_figure(eval, term, error) : datum_missing();
	for (guint i = 1; term->words[i]; i++) {
		struct datum *member = member_of(eval, value, term->words[i], term->place, error);
		if (!member)
			return NULL;
		datum_unref(value);
		value = member;
	}
	return g_steal_pointer(&value);
}

gboolean eval_truth(struct eval *eval, const struct datum *datum, struct place place,
	gboolean *truth, GError **error)
{
	*truth = TRUE;
	switch (datum->kind) {
	case KIND_MISSING:
		*truth = FALSE;
		return TRUE;
	case KIND_BOOL:
		*truth = datum->truth;
		return TRUE;
	case KIND_TEXT:
	case KIND_DOCUMENT:
		*truth = *datum->text != '\0';
		return TRUE;
	case KIND_LIST:
		*truth = datum->items->len > 0;
		return TRUE;
	case KIND_NUMBER:
	case KIND_FIGURE:
	case KIND_PART: {
		g_auto(quantity_t) quantity = {0};
		GError *failed = NULL;
		*truth = eval_quantity(eval, datum, place, &quantity, &failed) &&
			 quantity.number.value != 0;
		if (failed)
			g_propagate_error(error, failed);
		return !failed;
	}
	default:
		return TRUE;
	}
}

/* A side of a comparison: a word that is no name stands for itself. */
static struct datum *eval_side(struct eval *eval, const struct term *term, GError **error)
{
	if (term->kind == TERM_PATH && !term->words[1]) {
		struct datum *value = eval_name(eval, term->words[0]);
		return value ? value : datum_text(term->words[0]);
	}
	if (term->kind != TERM_LIST)
		return eval_term(eval, term, error);
	g_autoptr(datum_t) list = datum_list();
	for (guint i = 0; i < term->kids->len; i++) {
		struct datum *item = eval_side(eval, g_ptr_array_index(term->kids, i), error);
		if (!item)
			return NULL;
		datum_add(list, item);
	}
	return g_steal_pointer(&list);
}

static struct datum *eval_in(struct eval *eval, const struct term *term, struct datum *item,
	struct datum *list, GError **error)
{
	if (list->kind == KIND_MISSING || item->kind == KIND_MISSING)
		return datum_bool(FALSE);
	if (list->kind != KIND_LIST)
		return eval_fail(term->place, error, _("a list is expected after “in”, not %s"),
			kind_name(list->kind));
	gboolean found = FALSE;
	for (guint i = 0; i < list->items->len && !found; i++)
		if (!eval_equal(eval, item, g_ptr_array_index(list->items, i), term->place, &found,
			    error))
			return NULL;
	return datum_bool(found != term->negated);
}

static struct datum *eval_comparison(struct eval *eval, const struct term *term, GError **error)
{
	g_autoptr(datum_t) left = eval_side(eval, g_ptr_array_index(term->kids, 0), error);
	g_autoptr(datum_t) right =
		left ? eval_side(eval, g_ptr_array_index(term->kids, 1), error) : NULL;
	if (!right)
		return NULL;
	if (term->kind == TERM_IN)
		return eval_in(eval, term, left, right, error);
	gboolean holds;
	if (!eval_compare(eval, term->compare, left, right, term->place, &holds, error))
		return NULL;
	return datum_bool(holds);
}

/* and, or, not: the second side only where it decides. */
static struct datum *eval_logic(struct eval *eval, const struct term *term, GError **error)
{
	gboolean truth = FALSE;
	for (guint i = 0; i < term->kids->len; i++) {
		const struct term *kid = g_ptr_array_index(term->kids, i);
		g_autoptr(datum_t) side = eval_term(eval, kid, error);
		if (!side || !eval_truth(eval, side, kid->place, &truth, error))
			return NULL;
		if (term->kind == TERM_NOT)
			return datum_bool(!truth);
		if (truth == (term->kind == TERM_OR))
			break;
	}
	return datum_bool(truth);
}

static struct datum *eval_sum(struct eval *eval, const struct term *term, GError **error)
{
	g_autoptr(datum_t) left = NULL;
	g_autoptr(datum_t) right = NULL;
	if (term->kind == TERM_NEGATE) {
		left = datum_whole(0, STYLE_NUMBER);
		right = eval_term(eval, g_ptr_array_index(term->kids, 0), error);
	} else {
		left = eval_term(eval, g_ptr_array_index(term->kids, 0), error);
		right = left ? eval_term(eval, g_ptr_array_index(term->kids, 1), error) : NULL;
	}
	if (!right)
		return NULL;
	enum term_kind kind = term->kind == TERM_NEGATE ? TERM_SUBTRACT : term->kind;
	return eval_arithmetic(eval, kind, left, right, term->place, error);
}

static struct datum *eval_list(struct eval *eval, const struct term *term, GError **error)
{
	g_autoptr(datum_t) list = datum_list();
	for (guint i = 0; i < term->kids->len; i++) {
		struct datum *item = eval_term(eval, g_ptr_array_index(term->kids, i), error);
		if (!item)
			return NULL;
		datum_add(list, item);
	}
	return g_steal_pointer(&list);
}

struct datum *eval_term(struct eval *eval, const struct term *term, GError **error)
{
	switch (term->kind) {
	case TERM_NUMBER: {
		struct number number = {TRUE, term->number, term->scale, ""};
		return datum_number(&number, STYLE_NUMBER, NULL, NULL);
	}
	case TERM_TEXT:
		return datum_text(term->text);
	case TERM_DAY:
		return datum_day((day_t)term->number);
	case TERM_BOOL:
		return datum_bool(term->number != 0);
	case TERM_LIST:
		return eval_list(eval, term, error);
	case TERM_PATH:
		return eval_path(eval, term, error);
	case TERM_CALL:
		return term->words[1] ? eval_figure(eval, term, error)
				      : eval_call(eval, term, error);
	case TERM_MEMBER: {
		g_autoptr(datum_t) holder =
			eval_term(eval, g_ptr_array_index(term->kids, 0), error);
		return holder ? member_of(eval, holder, term->text, term->place, error) : NULL;
	}
	case TERM_NOT:
	case TERM_AND:
	case TERM_OR:
		return eval_logic(eval, term, error);
	case TERM_COMPARE:
	case TERM_IN:
		return eval_comparison(eval, term, error);
	case TERM_NEGATE:
	case TERM_ADD:
	case TERM_SUBTRACT:
	case TERM_MULTIPLY:
		return eval_sum(eval, term, error);
	}
	return datum_missing();
}
