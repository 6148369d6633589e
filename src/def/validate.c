/* SPDX-License-Identifier: Apache-2.0 */
#include "base/number.h"
#include "def/expr_private.h"
#include "def/record.h"
#include "def/value_private.h"

#include <string.h>

struct validation {
	const struct record *record;
	const struct model *model;
	const struct links *links;
	GString *mistakes;
	const struct field *rows; /* while a row is checked */
	guint number;             /* of the row, from 1 */
};

static void wrong(struct validation *validation, const struct field *field, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

static void wrong(struct validation *validation, const struct field *field, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	GString *mistakes = validation->mistakes;
	if (mistakes->len > 0)
		g_string_append_c(mistakes, '\n');
	if (validation->rows)
		g_string_append_printf(mistakes, _("%s: row %u: %s: %s"), validation->rows->id,
			validation->number, field->id, message);
	else
		g_string_append_printf(mistakes, "%s: %s", field->id, message);
}

/* The bounds as written in the definition; of money they are whole units of its currency. */
static void check_range(
	struct validation *validation, const struct field *field, gint64 number, guint scale)
{
	guint own = field->type == FIELD_DECIMAL ? field->scale : 0;
	gint64 factor = number_power10(scale - own);
	gint64 min, max;
	char text[NUMBER_TEXT];
	if (field->has_min && !__builtin_mul_overflow(field->min, factor, &min) && number < min) {
		decimal_write(field->min, own, text);
		wrong(validation, field, _("must be at least %s"), text);
	}
	if (field->has_max && !__builtin_mul_overflow(field->max, factor, &max) && number > max) {
		decimal_write(field->max, own, text);
		wrong(validation, field, _("must be at most %s"), text);
	}
	if (field->type == FIELD_COUNT && !field->has_min && number < 0)
		wrong(validation, field, _("a count cannot be negative"));
}

static void check_date_range(struct validation *validation, const struct field *field, gint64 day)
{
	char text[DAY_TEXT];
	if (field->has_min && day < field->min) {
		day_write((day_t)field->min, text);
		wrong(validation, field, _("must be on or after %s"), text);
	}
	if (field->has_max && day > field->max) {
		day_write((day_t)field->max, text);
		wrong(validation, field, _("must be on or before %s"), text);
	}
}

static void check_money(
	struct validation *validation, const struct field *field, const struct money *money)
{
	check_range(
		validation, field, money->amount, model_minor(validation->model, money->currency));
	if (strcmp(money->currency, "VND") != 0 && money->rate <= 0)
		wrong(validation, field,
			_("there is no exchange rate for %s on that day or before; give it as "
			  "“rate”"),
			money->currency);
}

static void check_text(struct validation *validation, const struct field *field, const char *text)
{
	if (field->pattern && !g_regex_match(field->pattern, text, 0, NULL))
		wrong(validation, field, _("“%s” does not have the form %s"), text,
			g_regex_get_pattern(field->pattern));
	gboolean known = TRUE;
	if (field->type == FIELD_CHOICE) {
		known = FALSE;
		for (guint i = 0; field->choices && !known && i < field->choices->len; i++)
			known = strcmp(((const struct choice *)g_ptr_array_index(field->choices, i))
						->id,
					text) == 0;
	} else if (field->codes) {
		known = code_find(field->codes, text) != NULL;
	}
	if (known)
		return;
	g_autofree char *accepted = accepted_values(field, text);
	wrong(validation, field, _("“%s” is not one of its values; %s"), text, accepted);
}

static void check_link(struct validation *validation, const struct field *field, gint64 id)
{
	const struct links *links = validation->links;
	if (links && !links->get(links->data, field->target, id))
		wrong(validation, field, _("there is no record #%" PRId64 " in the register %s"),
			id, field->target->id);
}

static void check_number(struct validation *validation, const struct field *field, gint64 number)
{
	switch (field->type) {
	case FIELD_COUNT:
		check_range(validation, field, number, 0);
		break;
	case FIELD_DECIMAL:
		check_range(validation, field, number, field->scale);
		break;
	case FIELD_DATE:
		check_date_range(validation, field, number);
		break;
	case FIELD_LINK:
		check_link(validation, field, number);
		break;
	default:
		break;
	}
}

static void check_fields(
	struct validation *validation, const GPtrArray *fields, const struct value *values);

static void check_value(
	struct validation *validation, const struct field *field, const struct value *value)
{
	switch (value->kind) {
	case VALUE_TEXT:
		check_text(validation, field, value->text);
		break;
	case VALUE_NUMBER:
		check_number(validation, field, value->number);
		break;
	case VALUE_MONEY:
		check_money(validation, field, value->money);
		break;
	case VALUE_LIST:
		for (guint i = 0; i < value->list->len; i++)
			check_value(validation, field, g_ptr_array_index(value->list, i));
		break;
	case VALUE_ROWS:
		validation->rows = field;
		for (guint i = 0; i < value->rows->len; i++) {
			validation->number = i + 1;
			check_fields(validation, field->fields, g_ptr_array_index(value->rows, i));
		}
		validation->rows = NULL;
		break;
	case VALUE_NONE:
	case VALUE_DOCUMENT:
		break;
	}
}

static void check_fields(
	struct validation *validation, const GPtrArray *fields, const struct value *values)
{
	const struct scope scope = {validation->model, validation->record,
		validation->rows ? values : NULL, validation->links};
	for (guint i = 0; i < fields->len; i++) {
		const struct field *field = g_ptr_array_index(fields, i);
		if (values[i].kind == VALUE_NONE) {
			if (field->required)
				wrong(validation, field, _("is required"));
			continue;
		}
		check_value(validation, field, &values[i]);
		if (field->check && !expr_holds(field->check, &scope))
			wrong(validation, field, _("does not fit: it must be that %s"),
				field->check_text ? field->check_text : "…");
	}
}

gboolean record_validate(const struct record *record, const struct model *model,
	const struct links *links, GError **error)
{
	g_autoptr(GString) mistakes = g_string_new(NULL);
	struct validation validation = {
		.record = record, .model = model, .links = links, .mistakes = mistakes};
	if (record->reg->states && record->reg->states->len > 0 &&
		record->state >= record->reg->states->len)
		return fail(error, ERROR_INPUT,
			_("state: there is no state number %u in the register %s"), record->state,
			record->reg->id);
	check_fields(&validation, record->reg->fields, record->values);
	return mistakes_check(mistakes, error);
}

static char *state_quoted(const struct reg *reg, guint index)
{
	const struct state *state = g_ptr_array_index(reg->states, index);
	return label_quoted(&state->label, state->id);
}

gboolean record_may_become(const struct reg *reg, guint from, guint to, GError **error)
{
	if (from == to || !reg->states || from >= reg->states->len || to >= reg->states->len)
		return TRUE;
	const struct state *state = g_ptr_array_index(reg->states, from);
	g_autoptr(GString) next = g_string_new(NULL);
	for (guint i = 0; state->next && i < state->next->len; i++) {
		guint index = g_array_index(state->next, guint, i);
		if (index == to)
			return TRUE;
		g_autofree char *may = state_quoted(reg, index);
		g_string_append_printf(next, "%s%s", i > 0 ? ", " : "", may);
	}
	g_autofree char *wanted = state_quoted(reg, to), *now = state_quoted(reg, from);
	if (next->len == 0)
		return fail(error, ERROR_REFUSED,
			_("state: %s is the last state, from which nothing follows; it cannot "
			  "become %s"),
			now, wanted);
	return fail(error, ERROR_REFUSED,
		_("state: %s cannot become %s; from here it may become: %s"), now, wanted,
		next->str);
}
