/* SPDX-License-Identifier: Apache-2.0 */
#include "report/eval.h"
#include "base/error.h"
#include "base/number.h"
#include "base/text.h"
#include "report/rich.h"
#include "report/words.h"

#include <string.h>

/* The text of a named argument; NULL when it is not given. Borrowed. */
static const char *text_of(const struct call *call, const char *name)
{
	const struct datum *datum = call_named(call, name);
	return datum ? datum->text : NULL;
}

static gboolean is_true(const struct call *call, const char *name)
{
	const struct datum *datum = call_named(call, name);
	return datum && datum->truth;
}

static GPtrArray *items_of(const struct datum *list)
{
	return list->kind == KIND_LIST ? list->items : NULL;
}

struct datum *call_join(const struct call *call, GError **error)
{
	const char *between = text_of(call, "sep"), *last = text_of(call, "last");
	const GPtrArray *items = items_of(call->args[0]);
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; items && i < items->len; i++) {
		const struct datum *item = g_ptr_array_index(items, i);
		if (item->kind == KIND_LIST)
			return eval_fail(
				call->term->place, error, _("a list in a list cannot be joined"));
		char *part = eval_print(call->eval, item, call->term->place, error);
		if (!part)
			return NULL;
		g_ptr_array_add(parts, part);
		if (!eval_grow(call->eval, strlen(part) + 2, call->term->place, error))
			return NULL;
		if (*part == '\0')
			g_ptr_array_set_size(parts, (int)parts->len - 1);
	}
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < parts->len; i++) {
		const char *before = i == 0                        ? ""
				     : i + 1 == parts->len && last ? last
				     : between                     ? between
								   : ", ";
		g_string_append(text, before);
		g_string_append(text, g_ptr_array_index(parts, i));
	}
	return datum_rich(g_string_free(text, FALSE));
}

struct datum *call_names(const struct call *call, GError **error)
{
	const GPtrArray *items = items_of(call->args[0]);
	g_autoptr(datum_t) names = datum_list();
	g_autofree char *field = rich_plain(call->args[1]->text);
	for (guint i = 0; items && i < items->len; i++) {
		struct datum *item = g_ptr_array_index(items, i), *name;
		if (item->kind == KIND_RECORD)
			name = record_member(call->eval, item, field, call->term->place, error);
		else if (item->kind == KIND_ROW)
			name = row_member(call->eval, item, field, call->term->place, error);
		else
			name = eval_fail(
				call->term->place, error, _("a list of records is expected"));
		if (!name)
			return NULL;
		if (name->kind == KIND_TEXT) { /* they will stand in one sentence */
			struct datum *phrase = datum_rich(rich_phrase(name->text));
			datum_unref(name);
			name = phrase;
		}
		datum_add(names, name);
	}
	return g_steal_pointer(&names);
}

static struct datum *map_text(const struct call *call, char *map(const char *), GError **error)
{
	g_autofree char *text = eval_print(call->eval, call->args[0], call->term->place, error);
	return text ? datum_rich(map(text)) : NULL;
}

struct datum *call_upper(const struct call *call, GError **error)
{
	return map_text(call, text_upper, error);
}

struct datum *call_lower(const struct call *call, GError **error)
{
	return map_text(call, text_lower, error);
}

struct datum *call_capital(const struct call *call, GError **error)
{
	return map_text(call, rich_capital, error);
}

struct datum *call_sentence(const struct call *call, GError **error)
{
	return map_text(call, rich_sentence, error);
}

struct datum *call_phrase(const struct call *call, GError **error)
{
	return map_text(call, rich_phrase, error);
}

struct datum *call_date(const struct call *call, G_GNUC_UNUSED GError **error)
{
	const struct datum *day = call->args[0];
	if (day->kind == KIND_MISSING)
		return datum_missing();
	return datum_rich(words_date(day->day, is_true(call, "long"), call->eval->language));
}

struct datum *call_period_name(const struct call *call, GError **error)
{
	struct period period;
	if (call->args[0]->kind == KIND_TEXT) {
		if (!period_parse(call->args[0]->text, &period, error))
			return eval_placed(call->term->place, error);
		return datum_rich(period_name(period, call->eval->language));
	}
	char *name = eval_print(call->eval, call->args[0], call->term->place, error);
	return name ? datum_rich(name) : NULL;
}

struct datum *call_length(const struct call *call, G_GNUC_UNUSED GError **error)
{
	const GPtrArray *items = items_of(call->args[0]);
	return datum_whole(items ? items->len : 0, STYLE_COUNT);
}

struct datum *call_roman(const struct call *call, GError **error)
{
	g_auto(quantity_t) quantity = {0};
	GError *failed = NULL;
	if (!eval_quantity(call->eval, call->args[0], call->term->place, &quantity, &failed)) {
		if (!failed)
			return datum_missing();
		g_propagate_error(error, failed);
		return NULL;
	}
	gint64 value = quantity.number.value;
	if (quantity.number.scale > 0 || value < 1 || value > 3999)
		return eval_fail(call->term->place, error,
			_("only whole numbers from 1 to 3999 have Roman numerals"));
	return datum_rich(number_roman((guint)value));
}

struct datum *call_if(const struct call *call, GError **error)
{
	gboolean truth;
	if (!eval_truth(call->eval, call->args[0], call->term->place, &truth, error))
		return NULL;
	return datum_ref(call->args[truth ? 1 : 2]);
}

struct datum *call_default(const struct call *call, GError **error)
{
	g_auto(quantity_t) quantity = {0};
	const struct datum *value = call->args[0];
	gboolean is_empty = value->kind == KIND_MISSING;
	if (value->kind == KIND_TEXT)
		is_empty = *value->text == '\0';
	else if (value->kind == KIND_LIST)
		is_empty = value->items->len == 0;
	else if (value->kind == KIND_FIGURE) {
		GError *failed = NULL;
		is_empty = !eval_quantity(call->eval, value, call->term->place, &quantity, &failed);
		if (failed) {
			g_propagate_error(error, failed);
			return NULL;
		}
	}
	return datum_ref(call->args[is_empty ? 1 : 0]);
}

struct datum *call_label(const struct call *call, GError **error)
{
	char *label = eval_print(call->eval, call->args[0], call->term->place, error);
	return label ? datum_rich(label) : NULL;
}

struct datum *call_sum(const struct call *call, GError **error)
{
	const GPtrArray *items = items_of(call->args[0]);
	g_autoptr(datum_t) sum = NULL;
	for (guint i = 0; items && i < items->len; i++) {
		struct datum *item = g_ptr_array_index(items, i);
		if (item->kind == KIND_MISSING)
			continue;
		if (!eval_turn(call->eval, call->term->place, error))
			return NULL;
		struct datum *more = sum ? eval_arithmetic(call->eval, TERM_ADD, sum, item,
						   call->term->place, error)
					 : datum_ref(item);
		if (!more)
			return NULL;
		datum_unref(sum);
		sum = more;
	}
	return sum ? g_steal_pointer(&sum) : datum_whole(0, STYLE_COUNT);
}
