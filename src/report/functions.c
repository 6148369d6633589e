/* SPDX-License-Identifier: Apache-2.0 */
#include "report/eval.h"
#include "base/error.h"

#include <string.h>

static const struct function functions[] = {
	/* name, usage, least, most, places, named, gives, call */
	{"about", "about(figure, step: number)", 1, 1, {EXPECTS_QUANTITY},
		{{"step", EXPECTS_WHOLE}}, KIND_TEXT, call_about},
	{"capital", "capital(text)", 1, 1, {EXPECTS_ANY}, {{0}}, KIND_TEXT, call_capital},
	{"change",
		"change(figure, figure …, base: last_year, percent: yes, about: yes, unit: text)",
		1, 8, {EXPECTS_FIGURE},
		{{"base", EXPECTS_SPAN}, {"percent", EXPECTS_BOOL}, {"about", EXPECTS_BOOL},
			{"unit", EXPECTS_TEXT}},
		KIND_TEXT, call_change},
	{"count", "count(figure, unit: text, none: text)", 1, 1, {EXPECTS_QUANTITY},
		{{"unit", EXPECTS_TEXT}, {"none", EXPECTS_TEXT}}, KIND_TEXT, call_count},
	{"date", "date(day, long: yes)", 1, 1, {EXPECTS_DAY}, {{"long", EXPECTS_BOOL}}, KIND_TEXT,
		call_date},
	{"default", "default(value, other)", 2, 2, {EXPECTS_ANY}, {{0}}, KIND_ANY, call_default},
	{"difference", "difference(figure, base: last_year)", 1, 1, {EXPECTS_FIGURE},
		{{"base", EXPECTS_SPAN}}, KIND_NUMBER, call_difference},
	{"distinct_values", "distinct_values(figure, by: dimension)", 1, 1, {EXPECTS_FIGURE},
		{{"by", EXPECTS_DIMENSION}}, KIND_LIST, call_distinct_values},
	{"if", "if(condition, value, other)", 3, 3, {EXPECTS_ANY}, {{0}}, KIND_ANY, call_if},
	{"join", "join(list, sep: text, last: text)", 1, 1, {EXPECTS_LIST},
		{{"sep", EXPECTS_TEXT}, {"last", EXPECTS_TEXT}}, KIND_TEXT, call_join},
	{"label", "label(choice)", 1, 1, {EXPECTS_ANY}, {{0}}, KIND_TEXT, call_label},
	{"length", "length(list)", 1, 1, {EXPECTS_LIST}, {{0}}, KIND_NUMBER, call_length},
	{"lower", "lower(text)", 1, 1, {EXPECTS_ANY}, {{0}}, KIND_TEXT, call_lower},
	{"money", "money(figure)", 1, 1, {EXPECTS_QUANTITY}, {{0}}, KIND_TEXT, call_money},
	{"names", "names(records, field)", 2, 2, {EXPECTS_RECORDS, EXPECTS_FIELD}, {{0}}, KIND_LIST,
		call_names},
	{"parts",
		"parts(figure, by: dimension, with: figure, sep: text, last: text, form: text, "
		"single: text, small: yes)",
		1, 1, {EXPECTS_FIGURE},
		{{"by", EXPECTS_DIMENSION}, {"sep", EXPECTS_TEXT}, {"form", EXPECTS_TEXT},
			{"with", EXPECTS_FIGURE}, {"last", EXPECTS_TEXT}, {"single", EXPECTS_TEXT},
			{"small", EXPECTS_BOOL}},
		KIND_TEXT, call_parts},
	{"percent", "percent(figure, figure)", 2, 2, {EXPECTS_QUANTITY}, {{0}}, KIND_NUMBER,
		call_percent},
	{"period_name", "period_name(period)", 1, 1, {EXPECTS_PERIOD}, {{0}}, KIND_TEXT,
		call_period_name},
	{"phrase", "phrase(text)", 1, 1, {EXPECTS_ANY}, {{0}}, KIND_TEXT, call_phrase},
	{"plain", "plain(figure, none: text)", 1, 1, {EXPECTS_QUANTITY}, {{"none", EXPECTS_TEXT}},
		KIND_TEXT, call_plain},
	{"planned", "planned(register, where: text, on: field, order: field, limit: number)", 1, 1,
		{EXPECTS_REGISTER},
		{{"where", EXPECTS_WHERE}, {"on", EXPECTS_DATE_FIELD}, {"order", EXPECTS_ORDER},
			{"limit", EXPECTS_WHOLE}},
		KIND_LIST, call_planned},
	{"range", "range(first, last)", 2, 2, {EXPECTS_QUANTITY}, {{0}}, KIND_TEXT, call_range},
	{"records",
		"records(register, where: text, span: span, on: field, order: field, limit: "
		"number)",
		1, 1, {EXPECTS_REGISTER},
		{{"where", EXPECTS_WHERE}, {"span", EXPECTS_SPAN}, {"on", EXPECTS_DATE_FIELD},
			{"order", EXPECTS_ORDER}, {"limit", EXPECTS_WHOLE}},
		KIND_LIST, call_records},
	{"roman", "roman(number)", 1, 1, {EXPECTS_QUANTITY}, {{0}}, KIND_TEXT, call_roman},
	{"rows", "rows(figure, by: dimension)", 1, 1, {EXPECTS_FIGURE}, {{"by", EXPECTS_DIMENSION}},
		KIND_LIST, call_rows},
	{"sentence", "sentence(text)", 1, 1, {EXPECTS_ANY}, {{0}}, KIND_TEXT, call_sentence},
	{"sum", "sum(list)", 1, 1, {EXPECTS_LIST}, {{0}}, KIND_NUMBER, call_sum},
	{"units", "units(figure)", 1, 1, {EXPECTS_QUANTITY}, {{0}}, KIND_TEXT, call_units},
	{"upper", "upper(text)", 1, 1, {EXPECTS_ANY}, {{0}}, KIND_TEXT, call_upper},
	{"words", "words(figure)", 1, 1, {EXPECTS_QUANTITY}, {{0}}, KIND_TEXT, call_words},
};

const struct function *template_function_at(guint index)
{
	return index < G_N_ELEMENTS(functions) ? &functions[index] : NULL;
}

const struct function *template_function(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(functions); i++)
		if (strcmp(functions[i].name, name) == 0)
			return &functions[i];
	return NULL;
}

enum expects function_expects(const struct function *function, guint index)
{
	enum expects expects = function->places[0];
	for (guint i = 1; i <= index && i < PLACES_MOST && function->places[i]; i++)
		expects = function->places[i];
	return expects;
}

char *term_word(const struct term *term)
{
	if (term->kind == TERM_PATH && !term->words[1])
		return g_strdup(term->words[0]);
	if (term->kind != TERM_NEGATE)
		return NULL;
	const struct term *kid = g_ptr_array_index(term->kids, 0);
	if (kid->kind != TERM_PATH || kid->words[1])
		return NULL;
	return g_strconcat("-", kid->words[0], NULL);
}

static gboolean is_word_kind(enum expects expects)
{
	return expects == EXPECTS_REGISTER || expects == EXPECTS_DIMENSION ||
	       expects == EXPECTS_FIELD || expects == EXPECTS_DATE_FIELD ||
	       expects == EXPECTS_ORDER;
}

static gboolean is_span_word(const char *word)
{
	return g_strv_contains(span_words, word);
}

static gboolean fits(const struct datum *datum, enum expects expects)
{
	enum kind kind = datum->kind;
	switch (expects) {
	case EXPECTS_FIGURE:
		return kind == KIND_FIGURE;
	case EXPECTS_QUANTITY:
		return kind == KIND_FIGURE || kind == KIND_NUMBER || kind == KIND_PART ||
		       kind == KIND_MISSING;
	case EXPECTS_LIST:
	case EXPECTS_RECORDS:
		return kind == KIND_LIST || kind == KIND_MISSING;
	case EXPECTS_DAY:
		return kind == KIND_DAY || kind == KIND_MISSING;
	case EXPECTS_BOOL:
		return kind == KIND_BOOL;
	case EXPECTS_PERIOD:
		return kind == KIND_PERIOD || kind == KIND_SPAN || kind == KIND_TEXT;
	case EXPECTS_WHOLE:
		return kind == KIND_NUMBER && datum->quantity.number.scale == 0 &&
		       datum->quantity.number.value >= 0;
	case EXPECTS_TEXT:
	case EXPECTS_WHERE:
		return kind == KIND_TEXT || kind == KIND_CHOICE;
	default:
		return TRUE;
	}
}

static struct datum *read_argument(
	struct eval *eval, const struct term *term, enum expects expects, GError **error)
{
	g_autofree char *word = term_word(term);
	if (word && (is_word_kind(expects) || (expects == EXPECTS_SPAN && is_span_word(word))))
		return datum_text(word);
	g_autoptr(datum_t) value = eval_term(eval, term, error);
	if (!value || fits(value, expects))
		return g_steal_pointer(&value);
	return eval_fail(term->place, error, _("%s is expected here, not %s"),
		expects_name(expects), kind_name(value->kind));
}

static gboolean read_named(struct call *call, const struct argument *argument, GError **error)
{
	const struct function *function = call->function;
	for (guint i = 0; i < NAMED_MOST && function->named[i].name; i++) {
		if (strcmp(function->named[i].name, argument->name) != 0)
			continue;
		datum_unref(call->named[i]);
		call->named[i] = read_argument(
			call->eval, argument->value, function->named[i].expects, error);
		return call->named[i] != NULL;
	}
	return eval_fail(argument->place, error, _("unknown argument “%s”: %s"), argument->name,
		       function->usage) != NULL;
}

static gboolean read_arguments(struct call *call, GError **error)
{
	const struct term *term = call->term;
	const struct function *function = call->function;
	if (term->kids->len < function->least || term->kids->len > function->most)
		return eval_fail(term->place, error, _("wrong number of arguments: %s"),
			       function->usage) != NULL;
	for (guint i = 0; i < term->kids->len; i++) {
		call->args[i] = read_argument(call->eval, g_ptr_array_index(term->kids, i),
			function_expects(function, i), error);
		if (!call->args[i])
			return FALSE;
		call->count++;
	}
	for (guint i = 0; term->named && i < term->named->len; i++)
		if (!read_named(call, g_ptr_array_index(term->named, i), error))
			return FALSE;
	return TRUE;
}

struct datum *call_named(const struct call *call, const char *name)
{
	for (guint i = 0; i < NAMED_MOST && call->function->named[i].name; i++)
		if (strcmp(call->function->named[i].name, name) == 0)
			return call->named[i];
	return NULL;
}

struct datum *eval_call(struct eval *eval, const struct term *term, GError **error)
{
	struct call call = {
		.eval = eval, .function = template_function(term->words[0]), .term = term};
	if (!call.function)
		return eval_fail(term->place, error, _("unknown function “%s”"), term->words[0]);
	if (!eval_clock(eval, term->place, error))
		return NULL;
	struct datum *result = NULL;
	if (read_arguments(&call, error))
		result = call.function->call(&call, error);
	for (guint i = 0; i < call.count; i++)
		datum_unref(call.args[i]);
	for (guint i = 0; i < NAMED_MOST; i++)
		datum_unref(call.named[i]);
	return result;
}
