/* SPDX-License-Identifier: Apache-2.0 */
#include "report/eval.h"
#include "base/error.h"
#include "base/number.h"
#include "base/text.h"
#include "report/rich.h"
#include "report/words.h"

#include <string.h>

__extension__ typedef __int128 wide;

#define QUERY_MOST 4000 /* bytes of a query joined from others; beyond it a sum is a plain number  \
			 */

void quantity_clear(struct quantity *quantity)
{
	g_clear_pointer(&quantity->query, g_free);
}

gboolean eval_quantity(struct eval *eval, const struct datum *datum, struct place place,
	struct quantity *quantity, GError **error)
{
	*quantity = (struct quantity){0};
	if (datum->kind == KIND_MISSING)
		return FALSE;
	if (datum->kind == KIND_NUMBER) {
		*quantity = datum->quantity;
		quantity->query = g_strdup(datum->quantity.query);
		return TRUE;
	}
	if (datum->kind == KIND_PART) {
		const struct datum *number = g_ptr_array_index(datum->items, 2);
		return eval_quantity(eval, number, place, quantity, error);
	}
	if (datum->kind != KIND_FIGURE) {
		eval_fail(place, error, _("a number is expected, not %s"), kind_name(datum->kind));
		return FALSE;
	}
	if (!figure_known(eval, datum, place, &quantity->number, error) ||
		!quantity->number.present)
		return FALSE;
	const struct figure *figure = datum->query->figure;
	quantity->style = figure_style(figure);
	quantity->unit = &figure->unit;
	quantity->query = g_strdup(figure_text(eval, datum->query));
	return TRUE;
}

/* The number of a figure in the document's notes; the same query is noted once. */
static guint note_figure(struct eval *eval, const struct quantity *quantity)
{
	gpointer known = g_hash_table_lookup(eval->notes, quantity->query);
	if (known)
		return GPOINTER_TO_UINT(known) - 1;
	g_autofree char *value = number_plain(&quantity->number);
	g_ptr_array_add(eval->doc->figures, figure_note_new(quantity->query, value));
	guint count = eval->doc->figures->len;
	g_hash_table_insert(eval->notes, g_strdup(quantity->query), GUINT_TO_POINTER(count));
	return count - 1;
}

char *quantity_mark(struct eval *eval, const struct quantity *quantity, const char *words)
{
	if (!eval->doc || !quantity->query || *words == '\0')
		return g_strdup(words);
	return rich_figure(note_figure(eval, quantity), words);
}

char *quantity_print(struct eval *eval, const struct quantity *quantity)
{
	const struct number *number = &quantity->number;
	g_autofree char *words = NULL;
	if (number->currency[0] == '\0' && quantity->style == STYLE_NUMBER)
		words = number_text(number->value, number->scale, eval->language);
	else if (quantity->style == STYLE_BARE)
		words = decimal_plain(number->value, number->scale);
	else
		words = words_number(eval->model, number, eval->language);
	return quantity_mark(eval, quantity, words);
}

static char *print_list(
	struct eval *eval, const GPtrArray *items, struct place place, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < items->len; i++) {
		const struct datum *item = g_ptr_array_index(items, i);
		if (item->kind == KIND_LIST)
			return eval_fail(place, error, _("a list in a list cannot be printed"));
		g_autofree char *part = eval_print(eval, item, place, error);
		if (!part || !eval_grow(eval, strlen(part), place, error))
			return NULL;
		if (*part == '\0')
			continue;
		if (text->len > 0)
			g_string_append(text, ", ");
		g_string_append(text, part);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static char *print_record(struct eval *eval, const struct datum *datum)
{
	gint64 office = datum->record->office;
	g_autofree char *title = record_title(
		datum->record, eval->model, store_links(eval->store, office), eval->language);
	return rich_outside(title);
}

static char *print_span(struct eval *eval, struct span span)
{
	g_autofree char *from = words_date(span.from, FALSE, eval->language);
	g_autofree char *to = words_date(span.to, FALSE, eval->language);
	return g_strconcat(from, " - ", to, NULL);
}

char *eval_print(struct eval *eval, const struct datum *datum, struct place place, GError **error)
{
	GError *failed = NULL;
	switch (datum->kind) {
	case KIND_MISSING:
		return g_strdup("");
	case KIND_TEXT:
	case KIND_CHOICE:
	case KIND_DOCUMENT:
		return g_strdup(datum->text);
	case KIND_DAY:
		return words_date(datum->day, FALSE, eval->language);
	case KIND_BOOL:
		if (eval->language && g_str_has_prefix(eval->language, "en"))
			return g_strdup(datum->truth ? "yes" : "no");
		return g_strdup(datum->truth ? "có" : "không");
	case KIND_NUMBER:
	case KIND_FIGURE:
	case KIND_PART: {
		g_auto(quantity_t) quantity = {0};
		if (eval_quantity(eval, datum, place, &quantity, &failed))
			return quantity_print(eval, &quantity);
		if (!failed)
			return g_strdup("");
		g_propagate_error(error, failed);
		return NULL;
	}
	case KIND_LIST:
		return print_list(eval, datum->items, place, error);
	case KIND_RECORD:
		return print_record(eval, datum);
	case KIND_PERIOD:
		return period_name(datum->period, eval->language);
	case KIND_SPAN:
		return print_span(eval, datum->span);
	default:
		return eval_fail(place, error, _("%s cannot be printed"), kind_name(datum->kind));
	}
}

static gboolean same_currency(
	const struct number *a, const struct number *b, struct place place, GError **error)
{
	if (a->currency[0] == '\0' || b->currency[0] == '\0' ||
		strcmp(a->currency, b->currency) == 0)
		return TRUE;
	eval_fail(place, error, _("amounts in %s and %s do not go together"), a->currency,
		b->currency);
	return FALSE;
}

static wide power_of(guint exponent)
{
	wide power = 1;
	while (exponent-- > 0)
		power *= 10;
	return power;
}

/* Both at the same scale; they fit: 64 bits times at most 10^18. */
static void align(const struct number *a, const struct number *b, wide *left, wide *right)
{
	guint scale = MAX(a->scale, b->scale);
	*left = a->value * power_of(scale - a->scale);
	*right = b->value * power_of(scale - b->scale);
}

static gpointer too_large(struct place place, GError **error)
{
	return eval_fail(place, error, _("number too large"));
}

char *joined_query(const struct quantity *a, const struct quantity *b, const char *sign)
{
	if (a->query && b->query && strlen(a->query) + strlen(b->query) < QUERY_MOST)
		return g_strdup_printf("%s %s %s", a->query, sign, b->query);
	return NULL;
}

static struct datum *result_of(const struct quantity *a, const struct quantity *b, wide value,
	guint scale, const char *sign, struct place place, GError **error)
{
	if (value > G_MAXINT64 || value < G_MININT64)
		return too_large(place, error);
	struct number number = {TRUE, (gint64)value, scale, ""};
	const struct quantity *money = a->number.currency[0] != '\0' ? a : b;
	memcpy(number.currency, money->number.currency, sizeof number.currency);
	enum number_style style = STYLE_NUMBER;
	if (a->style == STYLE_COUNT || b->style == STYLE_COUNT)
		style = STYLE_COUNT;
	else if (a->style == STYLE_BARE || b->style == STYLE_BARE)
		style = STYLE_BARE;
	g_autofree char *query = sign ? joined_query(a, b, sign) : NULL;
	return datum_number(&number, style, a->unit ? a->unit : b->unit, query);
}

static struct datum *multiply(
	const struct quantity *a, const struct quantity *b, struct place place, GError **error)
{
	if (a->number.currency[0] != '\0' && b->number.currency[0] != '\0')
		return eval_fail(place, error, _("two amounts of money cannot be multiplied"));
	wide product = (wide)a->number.value * b->number.value;
	guint scale = a->number.scale + b->number.scale;
	guint most = a->number.currency[0] != '\0'   ? a->number.scale
		     : b->number.currency[0] != '\0' ? b->number.scale
						     : 9;
	for (; scale > most; scale--) {
		wide rest = product % 10;
		product = product / 10 + (rest >= 5 ? 1 : rest <= -5 ? -1 : 0);
	}
	return result_of(a, b, product, scale, NULL, place, error);
}

struct datum *eval_arithmetic(struct eval *eval, enum term_kind kind, const struct datum *a,
	const struct datum *b, struct place place, GError **error)
{
	g_auto(quantity_t) left = {0}, right = {0};
	GError *failed = NULL;
	if (!eval_quantity(eval, a, place, &left, &failed) ||
		!eval_quantity(eval, b, place, &right, &failed)) {
		if (!failed)
			return datum_missing();
		g_propagate_error(error, failed);
		return NULL;
	}
	if (kind == TERM_MULTIPLY)
		return multiply(&left, &right, place, error);
	if (!same_currency(&left.number, &right.number, place, error))
		return NULL;
	wide x, y;
	align(&left.number, &right.number, &x, &y);
	gboolean adds = kind == TERM_ADD;
	return result_of(&left, &right, adds ? x + y : x - y,
		MAX(left.number.scale, right.number.scale), adds ? "+" : "-", place, error);
}

static gboolean is_number(const struct datum *datum)
{
	return datum->kind == KIND_NUMBER || datum->kind == KIND_FIGURE || datum->kind == KIND_PART;
}

static gboolean is_words(const struct datum *datum)
{
	return datum->kind == KIND_TEXT || datum->kind == KIND_CHOICE;
}

static gboolean compare_numbers(struct eval *eval, enum compare compare, const struct datum *a,
	const struct datum *b, struct place place, gboolean *holds, GError **error)
{
	g_auto(quantity_t) left = {0}, right = {0};
	GError *failed = NULL;
	if (!eval_quantity(eval, a, place, &left, &failed) ||
		!eval_quantity(eval, b, place, &right, &failed)) {
		if (failed)
			g_propagate_error(error, failed);
		return !failed;
	}
	if (!same_currency(&left.number, &right.number, place, error))
		return FALSE;
	wide x, y;
	align(&left.number, &right.number, &x, &y);
	*holds = compare_holds(compare, x < y ? -1 : x > y);
	return TRUE;
}

/* A choice equals its id as well as its label. */
static gboolean compare_words(enum compare compare, const struct datum *a, const struct datum *b)
{
	g_autofree char *left = rich_plain(a->text);
	g_autofree char *right = rich_plain(b->text);
	gboolean same = strcmp(left, right) == 0;
	if (a->kind == KIND_CHOICE && b->kind == KIND_CHOICE)
		same = strcmp(a->id, b->id) == 0;
	else if (a->kind == KIND_CHOICE)
		same = same || strcmp(a->id, right) == 0;
	else if (b->kind == KIND_CHOICE)
		same = same || strcmp(b->id, left) == 0;
	if (compare == COMPARE_EQUAL || compare == COMPARE_UNEQUAL)
		return same == (compare == COMPARE_EQUAL);
	return compare_holds(compare, same ? 0 : text_collate(left, right));
}

gboolean eval_compare(struct eval *eval, enum compare compare, const struct datum *a,
	const struct datum *b, struct place place, gboolean *holds, GError **error)
{
	*holds = FALSE;
	if (a->kind == KIND_MISSING || b->kind == KIND_MISSING)
		return TRUE;
	if (is_number(a) && is_number(b))
		return compare_numbers(eval, compare, a, b, place, holds, error);
	if (is_words(a) && is_words(b)) {
		*holds = compare_words(compare, a, b);
		return TRUE;
	}
	if (a->kind == KIND_DAY && b->kind == KIND_DAY) {
		*holds = compare_holds(compare, a->day < b->day ? -1 : a->day > b->day);
		return TRUE;
	}
	gboolean equality = compare == COMPARE_EQUAL || compare == COMPARE_UNEQUAL;
	if (equality && a->kind == KIND_BOOL && b->kind == KIND_BOOL) {
		*holds = (a->truth == b->truth) == (compare == COMPARE_EQUAL);
		return TRUE;
	}
	if (equality && a->kind == KIND_RECORD && b->kind == KIND_RECORD) {
		gboolean same = a->record->reg == b->record->reg && a->record->id == b->record->id;
		*holds = same == (compare == COMPARE_EQUAL);
		return TRUE;
	}
	eval_fail(place, error, _("%s cannot be compared with %s this way"), kind_name(a->kind),
		kind_name(b->kind));
	return FALSE;
}

gboolean eval_equal(struct eval *eval, const struct datum *a, const struct datum *b,
	struct place place, gboolean *equal, GError **error)
{
	return eval_compare(eval, COMPARE_EQUAL, a, b, place, equal, error);
}
