/* SPDX-License-Identifier: Apache-2.0 */
#include "report/eval.h"
#include "base/error.h"
#include "base/number.h"
#include "report/rich.h"
#include "report/words.h"

#include <string.h>

#define FIRST_YEAR 1900 /* no record of an office is older */

static gboolean is_vietnamese(const struct eval *eval)
{
	return !eval->language || g_str_has_prefix(eval->language, "vi");
}

/* The number of an argument. FALSE with *missing set when there is none, else with *error. */
static gboolean read_quantity(const struct call *call, guint index, struct quantity *quantity,
	gboolean *missing, GError **error)
{
	GError *failed = NULL;
	*missing = FALSE;
	if (eval_quantity(call->eval, call->args[index], call->term->place, quantity, &failed))
		return TRUE;
	*missing = !failed;
	if (failed)
		g_propagate_error(error, failed);
	return FALSE;
}

static const char *text_of(const struct call *call, const char *name)
{
	const struct datum *datum = call_named(call, name);
	return datum ? datum->text : NULL;
}

static const char *unit_of(const struct call *call, const struct quantity *quantity)
{
	if (quantity->number.currency[0] != '\0' || !quantity->unit)
		return "";
	return label_counted(quantity->unit, quantity->number.value, quantity->number.scale,
		call->eval->language);
}

/* "02 đoàn", of which "02" is the figure; zero is a figure as a whole: "không có đoàn". */
static char *counted(
	struct eval *eval, const struct quantity *quantity, const char *unit, const char *none)
{
	const struct number *number = &quantity->number;
	if (number->value == 0) {
		g_autofree char *words =
			words_count(eval->model, number, unit, none, eval->language);
		return quantity_mark(eval, quantity, words);
	}
	g_autofree char *digits = words_number(eval->model, number, eval->language);
	g_autofree char *marked = quantity_mark(eval, quantity, digits);
	if (number->currency[0] != '\0' || *unit == '\0')
		return g_steal_pointer(&marked);
	return g_strconcat(marked, " ", unit, NULL);
}

struct datum *call_count(const struct call *call, GError **error)
{
	g_auto(quantity_t) quantity = {0};
	gboolean missing;
	if (!read_quantity(call, 0, &quantity, &missing, error)) {
		if (!missing)
			return NULL;
		quantity.number.present = TRUE;
	}
	const char *unit = text_of(call, "unit");
	return datum_rich(counted(call->eval, &quantity, unit ? unit : unit_of(call, &quantity),
		text_of(call, "none")));
}

struct datum *call_units(const struct call *call, GError **error)
{
	const struct datum *datum = call->args[0];
	if (datum->kind == KIND_FIGURE && !datum->query->figure->unit.one)
		return datum_text(figure_unit(call->eval, datum->query->figure));
	g_auto(quantity_t) quantity = {0};
	gboolean missing;
	if (!read_quantity(call, 0, &quantity, &missing, error))
		return missing ? datum_missing() : NULL;
	return datum_text(unit_of(call, &quantity));
}

/* The words that `say` finds for the number, marked as the figure. */
static struct datum *said(const struct call *call,
	char *(*say)(const struct call *, const struct quantity *), GError **error)
{
	g_auto(quantity_t) quantity = {0};
	gboolean missing;
	if (!read_quantity(call, 0, &quantity, &missing, error))
		return missing ? datum_missing() : NULL;
	g_autofree char *words = say(call, &quantity);
	return datum_rich(quantity_mark(call->eval, &quantity, words));
}

static char *say_plain(const struct call *call, const struct quantity *quantity)
{
	const char *none = text_of(call, "none");
	if (none && quantity->number.value == 0)
		return g_strdup(none);
	return number_text(quantity->number.value, quantity->number.scale, call->eval->language);
}

struct datum *call_plain(const struct call *call, GError **error)
{
	return said(call, say_plain, error);
}

static char *say_money(const struct call *call, const struct quantity *quantity)
{
	return words_number(call->eval->model, &quantity->number, call->eval->language);
}

struct datum *call_money(const struct call *call, GError **error)
{
	return said(call, say_money, error);
}

/* "mười hai phẩy không năm": the fraction is read as a number after its zeros. */
static char *say_words(const struct call *call, const struct quantity *quantity)
{
	const char *language = call->eval->language;
	gboolean vietnamese = is_vietnamese(call->eval);
	gint64 power = number_power10(quantity->number.scale);
	gint64 whole = quantity->number.value / power, rest = ABS(quantity->number.value % power);
	g_autofree char *integer = words_spelled(whole, language);
	GString *text = g_string_new(integer);
	if (whole == 0 && quantity->number.value < 0)
		g_string_prepend(text, vietnamese ? "âm " : "minus ");
	if (rest > 0)
		g_string_append(text, vietnamese ? " phẩy" : " point");
	while (rest > 0 && rest % 10 == 0) {
		rest /= 10;
		power /= 10;
	}
	for (; rest > 0 && rest * 10 < power; power /= 10)
		g_string_append(text, vietnamese ? " không" : " zero");
	if (rest > 0) {
		g_autofree char *fraction = words_spelled(rest, language);
		g_string_append_printf(text, " %s", fraction);
	}
	return g_string_free(text, FALSE);
}

struct datum *call_words(const struct call *call, GError **error)
{
	return said(call, say_words, error);
}

static char *say_about(const struct call *call, const struct quantity *quantity)
{
	const struct datum *step = call_named(call, "step");
	return words_about_step(call->eval->model, &quantity->number, unit_of(call, quantity),
		step ? step->quantity.number.value : 0, call->eval->language);
}

struct datum *call_about(const struct call *call, GError **error)
{
	return said(call, say_about, error);
}

/* Marks the digits of a number where they stand in a text from *at on; moves *at behind them. */
static void mark_digits(
	const struct call *call, const struct quantity *quantity, const char **at, GString *text)
{
	g_autofree char *digits = say_plain(call, quantity);
	const char *found = strstr(*at, digits);
	if (!found)
		return;
	g_autofree char *marked = quantity_mark(call->eval, quantity, digits);
	g_string_append_len(text, *at, found - *at);
	g_string_append(text, marked);
	*at = found + strlen(digits);
}

struct datum *call_range(const struct call *call, GError **error)
{
	g_auto(quantity_t) first = {0}, last = {0};
	gboolean missing;
	if (!read_quantity(call, 0, &first, &missing, error) ||
		!read_quantity(call, 1, &last, &missing, error))
		return missing ? datum_text("") : NULL;
	g_autofree char *words = words_range(&first.number, &last.number, call->eval->language);
	const char *at = words;
	GString *text = g_string_new(NULL);
	mark_digits(call, &first, &at, text);
	mark_digits(call, &last, &at, text);
	g_string_append(text, at);
	return datum_rich(g_string_free(text, FALSE));
}

/* A figure now and at its base. */
struct compared {
	struct quantity now, base;
	struct span span; /* of the base */
	gboolean stated;  /* the base is what a report stated of it */
};

static void compared_clear(struct compared *compared)
{
	quantity_clear(&compared->now);
	quantity_clear(&compared->base);
}

/* No value counts as nothing. */
static gboolean figure_or_zero(const struct call *call, const struct datum *figure,
	struct quantity *quantity, GError **error)
{
	GError *failed = NULL;
	if (!eval_quantity(call->eval, figure, call->term->place, quantity, &failed)) {
		if (failed) {
			g_propagate_error(error, failed);
			return FALSE;
		}
		struct number known = {0};
		figure_known(call->eval, figure, call->term->place, &known, NULL);
		quantity->number = known;
		quantity->number.present = TRUE;
		quantity->number.value = 0;
		quantity->unit = &figure->query->figure->unit;
		quantity->query = g_strdup(figure_text(call->eval, figure->query));
	}
	return TRUE;
}

static gboolean is_year_before(const struct datum *base)
{
	return !base ||
	       (base->kind == KIND_TEXT && (strcmp(base->text, "last_year") == 0 ||
						   strcmp(base->text, "year_before") == 0));
}

/* Where the records have nothing of the days that are compared with, what was stated of them. */
static gboolean take_stated(const struct call *call, struct figure_query *query, gboolean *stated, GError **error)
{
	const struct report_context *context = call->eval->context;
	struct number number = {0};
	*stated = FALSE;
	if (!context->stated)
		return TRUE;
	g_autoptr(datum_t) before = datum_figure(figure_query_copy(query));
	if (!figure_known(call->eval, before, call->term->place, &number, error))
		return FALSE;
	gboolean begun = eval_reading_begin(call->eval);
	gboolean asked = context->stated(context->stated_data, query, &number, &query->stated, error);
	eval_reading_end(call->eval, begun);
	*stated = query->stated.present;
	return asked || eval_placed(call->term->place, error) != NULL;
}

static gboolean compare_with_base(const struct call *call, const struct datum *figure,
	struct compared *compared, GError **error)
{
	const struct datum *base = call_named(call, "base");
	g_autoptr(figure_query_t) query = figure_query_copy(figure->query);
	if (is_year_before(base))
		query->span = same_span_year_before(query->span);
	else if (!eval_span(call->eval, base, DAY_NONE, DAY_NONE, call->term->place, &query->span,
			 error))
		return FALSE;
	compared->span = query->span;
	if (!take_stated(call, query, &compared->stated, error))
		return FALSE;
	g_autoptr(datum_t) before = datum_figure(g_steal_pointer(&query));
	return figure_or_zero(call, figure, &compared->now, error) &&
	       figure_or_zero(call, before, &compared->base, error);
}

/* "cùng kỳ năm 2019", or the period or days that are compared with. Caller frees. */
static char *base_name(const struct call *call, struct span span)
{
	const struct datum *base = call_named(call, "base");
	const char *language = call->eval->language;
	gboolean vietnamese = is_vietnamese(call->eval);
	struct period period;
	if (is_year_before(base)) {
		int year, month, day;
		day_split(span.to, &year, &month, &day);
		return g_strdup_printf(
			vietnamese ? "cùng kỳ năm %d" : "the same period of %d", year);
	}
	if (base->kind == KIND_PERIOD)
		return period_name(base->period, language);
	if (base->kind == KIND_TEXT && period_parse(base->text, &period, NULL))
		return period_name(period, language);
	g_autofree char *from = words_date(span.from, FALSE, language);
	g_autofree char *to = words_date(span.to, FALSE, language);
	return g_strdup_printf(
		vietnamese ? "thời gian từ ngày %s đến ngày %s" : "%s to %s", from, to);
}

/* The difference as a number of its own, with "now - base" as its query. */
static struct datum *difference_of(
	const struct call *call, const struct compared *compared, GError **error)
{
	struct datum *now = datum_number(&compared->now.number, compared->now.style,
		compared->now.unit, compared->now.query);
	struct datum *base = datum_number(&compared->base.number, compared->base.style,
		compared->base.unit, compared->base.query);
	struct datum *difference =
		eval_arithmetic(call->eval, TERM_SUBTRACT, now, base, call->term->place, error);
	datum_unref(now);
	datum_unref(base);
	return difference;
}

struct datum *call_difference(const struct call *call, GError **error)
{
	struct compared compared = {0};
	struct datum *difference = NULL;
	if (compare_with_base(call, call->args[0], &compared, error))
		difference = difference_of(call, &compared, error);
	compared_clear(&compared);
	return difference;
}

static char *moved_unit(const struct call *call, const struct quantity *quantity)
{
	if (quantity->number.currency[0] == '\0')
		return g_strdup(quantity->unit ? label_text(quantity->unit, call->eval->language)
					       : "");
	struct number one = {TRUE, 0, 0, ""};
	memcpy(one.currency, quantity->number.currency, sizeof one.currency);
	g_autofree char *words = words_number(call->eval->model, &one, call->eval->language);
	return g_strdup(
		is_vietnamese(call->eval) ? words + strlen("0 ") : quantity->number.currency);
}

struct comparison {
	struct compared compared[ARGUMENTS_MOST];
	struct moved moved[ARGUMENTS_MOST];
	char *units[ARGUMENTS_MOST];
	char *about[ARGUMENTS_MOST];
	struct datum *differences[ARGUMENTS_MOST];
	guint count;
};

/* "gần 900 triệu đồng", whichever way it moved. */
static char *about_difference(
	const struct call *call, const struct number *difference, const char *unit)
{
	struct number far = *difference;
	far.value = far.value == G_MININT64 ? G_MAXINT64 : ABS(far.value);
	return words_about(call->eval->model, &far, unit, call->eval->language);
}

static gboolean comparison_read(
	const struct call *call, struct comparison *comparison, GError **error)
{
	for (guint i = 0; i < call->count; i++) {
		struct compared *compared = &comparison->compared[i];
		comparison->count = i + 1;
		if (!compare_with_base(call, call->args[i], compared, error))
			return FALSE;
		comparison->differences[i] = difference_of(call, compared, error);
		if (!comparison->differences[i])
			return FALSE;
		const char *unit = i == 0 ? text_of(call, "unit") : NULL;
		comparison->units[i] = unit ? g_strdup(unit) : moved_unit(call, &compared->now);
		comparison->moved[i] = (struct moved){compared->now.number.value,
			compared->base.number.value, comparison->units[i],
			unit || !compared->now.unit ? NULL : compared->now.unit->one,
			compared->now.number.scale, compared->now.number.currency[0] != '\0', NULL};
		const struct datum *about = call_named(call, "about");
		if (about && about->truth)
			comparison->moved[i].about = comparison->about[i] = about_difference(call,
				&comparison->differences[i]->quantity.number, comparison->units[i]);
	}
	return TRUE;
}

static void comparison_clear(struct comparison *comparison)
{
	for (guint i = 0; i < comparison->count; i++) {
		compared_clear(&comparison->compared[i]);
		g_free(comparison->units[i]);
		g_free(comparison->about[i]);
		datum_unref(comparison->differences[i]);
	}
}

enum from { FROM_RECORDS, FROM_BOTH, FROM_STATED };

/* Where the bases are from: a text that compares with what was stated says so. */
static enum from bases_from(const struct comparison *comparison)
{
	guint stated = 0;
	for (guint i = 0; i < comparison->count; i++)
		stated += comparison->compared[i].stated ? 1 : 0;
	return !stated ? FROM_RECORDS : stated == comparison->count ? FROM_STATED : FROM_BOTH;
}

static char *base_words(const struct call *call, const struct comparison *comparison)
{
	static const struct {
		const char *vi, *en;
	} said[] = {
		[FROM_RECORDS] = {"", ""},
		[FROM_BOTH] = {" (một phần theo số liệu đã báo cáo)", " (in part as it was reported)"},
		[FROM_STATED] = {" (theo số liệu đã báo cáo)", " (as it was reported)"},
	};
	enum from from = bases_from(comparison);
	g_autofree char *name = base_name(call, comparison->compared[0].span);
	return g_strconcat(name, is_vietnamese(call->eval) ? said[from].vi : said[from].en, NULL);
}

static char *comparison_text(const struct call *call, const struct comparison *comparison)
{
	const struct datum *percent = call_named(call, "percent");
	g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int));
	g_autofree char *base = base_words(call, comparison);
	g_autoptr(GPtrArray) pieces = words_change_pieces(comparison->moved, comparison->count,
		base, percent && percent->truth, call->eval->language, numbers);
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < pieces->len; i++) {
		int number = g_array_index(numbers, int, i);
		const char *piece = g_ptr_array_index(pieces, i);
		g_autofree char *marked = NULL;
		if (number >= 0)
			marked = quantity_mark(
				call->eval, &comparison->differences[number]->quantity, piece);
		g_string_append(text, marked ? marked : piece);
	}
	return g_string_free(text, FALSE);
}

/* Whether the office kept the register at all up to the last day of the base: else nothing can be
 * said of what was then. */
static gboolean was_kept(const struct call *call, const struct datum *figure, day_t last,
	gboolean *kept, GError **error)
{
	const GPtrArray *figures = figure->query->figure->reg->figures;
	*kept = figure->query->figure->operands[0] != NULL;
	for (guint i = 0; !*kept && i < figures->len; i++) {
		const struct figure *counted = g_ptr_array_index(figures, i);
		if (counted->kind != FIGURE_COUNT)
			continue;
		g_autoptr(figure_query_t) query = figure_query_copy(figure->query);
		struct number number = {0};
		query->figure = counted;
		query->span = (struct span){day_make(FIRST_YEAR, 1, 1), last};
		g_ptr_array_set_size(query->conditions, 0);
		if (!figure_number(call->eval->context->ledger, query, &number, error))
			return eval_placed(call->term->place, error) != NULL;
		*kept = number.present && number.value > 0;
	}
	return TRUE;
}

/* "chưa có số liệu cùng kỳ năm 2019 để so sánh"; NULL when there is something to compare with. */
static gboolean nothing_to_compare(
	const struct call *call, const struct comparison *comparison, char **words, GError **error)
{
	const day_t last = comparison->compared[0].span.to;
	gboolean kept = FALSE;
	*words = NULL;
	for (guint i = 0; !kept && i < call->count; i++) {
		kept = comparison->moved[i].base != 0 || comparison->compared[i].stated;
		if (!kept && !was_kept(call, call->args[i], last, &kept, error))
			return FALSE;
	}
	if (kept)
		return TRUE;
	g_autofree char *base = base_name(call, comparison->compared[0].span);
	*words = g_strdup_printf(is_vietnamese(call->eval)
					 ? "chưa có số liệu %s để so sánh"
					 : "there are no figures of %s to compare with",
		base);
	return TRUE;
}

static void drop_compared(struct comparison *comparison, guint index)
{
	guint after = comparison->count - index - 1;
	compared_clear(&comparison->compared[index]);
	g_free(comparison->units[index]);
	g_free(comparison->about[index]);
	datum_unref(comparison->differences[index]);
	memmove(&comparison->compared[index], &comparison->compared[index + 1], after * sizeof comparison->compared[0]);
	memmove(&comparison->moved[index], &comparison->moved[index + 1], after * sizeof comparison->moved[0]);
	memmove(&comparison->units[index], &comparison->units[index + 1], after * sizeof comparison->units[0]);
	memmove(&comparison->about[index], &comparison->about[index + 1], after * sizeof comparison->about[0]);
	memmove(&comparison->differences[index], &comparison->differences[index + 1], after * sizeof comparison->differences[0]);
	comparison->count--;
}

/* Beside what was stated, a figure of which nothing was stated and no records were kept is compared with nothing. */
static gboolean drop_unknown(const struct call *call, struct comparison *comparison, GError **error)
{
	if (bases_from(comparison) != FROM_BOTH)
		return TRUE;
	for (guint i = call->count; i-- > 0;) {
		gboolean kept = comparison->compared[i].stated || comparison->moved[i].base != 0;
		if (!kept && !was_kept(call, call->args[i], comparison->compared[i].span.to, &kept, error))
			return FALSE;
		if (!kept)
			drop_compared(comparison, i);
	}
	return TRUE;
}

struct datum *call_change(const struct call *call, GError **error)
{
	struct comparison comparison = {0};
	struct datum *change = NULL;
	char *nothing = NULL;
	if (comparison_read(call, &comparison, error) &&
		nothing_to_compare(call, &comparison, &nothing, error) && drop_unknown(call, &comparison, error))
		change = datum_rich(nothing ? nothing : comparison_text(call, &comparison));
	comparison_clear(&comparison);
	return change;
}

struct datum *call_percent(const struct call *call, GError **error)
{
	g_auto(quantity_t) part = {0}, whole = {0};
	gboolean missing;
	if (!read_quantity(call, 0, &part, &missing, error) ||
		!read_quantity(call, 1, &whole, &missing, error))
		return missing ? datum_missing() : NULL;
	if (strcmp(part.number.currency, whole.number.currency) != 0)
		return eval_fail(
			call->term->place, error, _("the two numbers are in different currencies"));
	gint64 of = whole.number.value, tenths = part.number.value;
	if (of <= 0)
		return datum_missing();
	/* Both at one scale, then in tenths of a per cent. */
	guint scale = MAX(part.number.scale, whole.number.scale);
	struct number percent = {TRUE, 0, 1, ""};
	if (!number_multiply(tenths, number_power10(scale - part.number.scale), &tenths, error) ||
		!number_multiply(of, number_power10(scale - whole.number.scale), &of, error) ||
		!number_scale(tenths, 1000, of, &percent.value, error))
		return eval_placed(call->term->place, error);
	g_autofree char *query = joined_query(&part, &whole, "%");
	return datum_number(&percent, STYLE_NUMBER, NULL, query);
}
