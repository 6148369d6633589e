/* SPDX-License-Identifier: Apache-2.0 */
/* Values from the JSON that people and programs send (not the canonical form, value_canonical.c).
 */
#include "base/number.h"
#include "base/text.h"
#include "def/value_private.h"

#include <stdlib.h>
#include <string.h>

void mistakes_add(GString *mistakes, const char *where, GError *error)
{
	if (mistakes->len > 0)
		g_string_append_c(mistakes, '\n');
	g_string_append_printf(mistakes, "%s: %s", where, error->message);
	g_error_free(error);
}

gboolean mistakes_check(GString *mistakes, GError **error)
{
	return mistakes->len == 0 || fail(error, ERROR_INPUT, "%s", mistakes->str);
}

static gboolean refuse_kind(const char *wanted, GError **error)
{
	return fail(error, ERROR_INPUT, _("%s is expected here"), wanted);
}

static gboolean refuse_key(const char *key, const char *const *known, GError **error)
{
	const char *nearest = text_nearest(key, known);
	g_autofree char *brief = text_brief(key);
	g_autofree char *all = g_strjoinv(", ", (char **)known);
	if (nearest)
		return fail(error, ERROR_INPUT, _("there is no key “%s”; did you mean %s?"), brief,
			nearest);
	return fail(error, ERROR_INPUT, _("there is no key “%s”; there are %s"), brief, all);
}

static gboolean check_keys(const json_t *object, const char *const *known, GError **error)
{
	const char *key;
	json_t *part;
	json_object_foreach((json_t *)object, key, part)
	{
		if (!g_strv_contains(known, key))
			return refuse_key(key, known, error);
	}
	return TRUE;
}

/* The text of a JSON string; refuses a NUL within it. */
static const char *string_text(const json_t *json, GError **error)
{
	const char *text = json_string_value(json);
	if (strlen(text) == json_string_length(json))
		return text;
	fail(error, ERROR_INPUT, _("the text holds a NUL character"));
	return NULL;
}

/* A real number whose shortest text is plain digits, such as 1500.5; FALSE for 1e30 and the like.
 */
static gboolean real_scaled(double real, guint scale, gint64 *value, GError **error)
{
	char text[64];
	for (int digits = 15; digits <= 17; digits++) {
		char format[8];
		g_snprintf(format, sizeof format, "%%.%dg", digits);
		g_ascii_formatd(text, sizeof text, format, real);
		if (g_ascii_strtod(text, NULL) >= real && g_ascii_strtod(text, NULL) <= real)
			break;
	}
	if (strpbrk(text, "eEni"))
		return fail(
			error, ERROR_INPUT, _("%s is not exact; write the number in quotes"), text);
	return decimal_parse_plain(text, scale, value, error);
}

/* A JSON integer or real as a scaled number. */
static gboolean number_scaled(const json_t *json, guint scale, gint64 *value, GError **error)
{
	if (json_is_integer(json))
		return number_multiply(
			json_integer_value(json), number_power10(scale), value, error);
	return real_scaled(json_real_value(json), scale, value, error);
}

static gboolean read_amount(const struct model *model, const json_t *json, const char *currency,
	gint64 *amount, GError **error)
{
	if (json_is_number(json))
		return number_scaled(json, model_minor(model, currency), amount, error);
	if (!json_is_string(json))
		return refuse_kind(_("an amount"), error);
	const char *text = string_text(json, error);
	return text && amount_parse(model, text, currency, amount, error);
}

static gboolean read_rate(const json_t *json, struct money *money, GError **error)
{
	const char *text = NULL;
	if (!json || json_is_null(json))
		return TRUE;
	if (strcmp(money->currency, "VND") == 0)
		return fail(error, ERROR_INPUT, _("VND has no exchange rate"));
	if (!json_is_number(json) && !json_is_string(json))
		return refuse_kind(_("a number"), error);
	if (json_is_string(json) && !(text = string_text(json, error)))
		return FALSE;
	if (text ? !decimal_parse(text, 6, &money->rate, error)
		 : !number_scaled(json, 6, &money->rate, error))
		return FALSE;
	return money->rate > 0 || fail(error, ERROR_INPUT, _("an exchange rate is more than 0"));
}

static gboolean read_day(const json_t *json, day_t *day, GError **error)
{
	*day = DAY_NONE;
	if (!json || json_is_null(json))
		return TRUE;
	if (!json_is_string(json))
		return refuse_kind(_("a date in quotes, like \"2020-03-12\","), error);
	const char *text = string_text(json, error);
	if (!text)
		return FALSE;
	if (*text == '\0')
		return TRUE;
	static const struct field date = {.type = FIELD_DATE};
	struct value value;
	if (!value_from_word(NULL, &date, NULL, text, &value, error))
		return FALSE;
	*day = (day_t)value.number;
	return TRUE;
}

static gboolean read_parts(
	const struct model *model, const json_t *object, struct money *money, GError **error)
{
	const json_t *currency = json_object_get(object, "currency");
	if (currency && !json_is_null(currency)) {
		if (!json_is_string(currency))
			return refuse_kind(_("the code of a currency"), error);
		if (!currency_parse(model, json_string_value(currency), money->currency, error))
			return FALSE;
	}
	if (!read_amount(model, json_object_get(object, "amount"), money->currency, &money->amount,
		    error) ||
		!read_rate(json_object_get(object, "rate"), money, error) ||
		!read_day(json_object_get(object, "rate_on"), &money->rate_on, error))
		return FALSE;
	if (money->rate_on != DAY_NONE && money->rate == 0)
		return fail(error, ERROR_INPUT, _("rate_on is given without a rate"));
	return TRUE;
}

static gboolean money_from_json(
	const struct model *model, const json_t *json, struct value *value, GError **error)
{
	static const char *const keys[] = {"amount", "currency", "rate", "rate_on", NULL};
	struct money money = {.currency = "VND"};
	if (json_is_object(json)) {
		const json_t *amount = json_object_get(json, "amount");
		if (!check_keys(json, keys, error))
			return FALSE;
		if (!amount || json_is_null(amount) ||
			(json_is_string(amount) && json_string_length(amount) == 0))
			return json_object_size(json) == 0 || amount
				       ? TRUE
				       : fail(error, ERROR_INPUT, _("the key “amount” is missing"));
		if (!read_parts(model, json, &money, error))
			return FALSE;
	} else if (json_is_number(json)) {
		if (!read_amount(model, json, money.currency, &money.amount, error))
			return FALSE;
	} else {
		return refuse_kind(_("{\"amount\": …, \"currency\": …}"), error);
	}
	value->kind = VALUE_MONEY;
	value->money = g_memdup2(&money, sizeof money);
	return TRUE;
}

static gboolean document_part(const json_t *object, const char *key, char **part, GError **error)
{
	const json_t *json = json_object_get(object, key);
	if (!json || json_is_null(json))
		return TRUE;
	if (!json_is_string(json))
		return refuse_kind(_("a text"), error);
	const char *text = string_text(json, error);
	return text && text_accept(text, FALSE, TEXT_MOST, part, error);
}

static gboolean document_from_json(const json_t *json, struct value *value, GError **error)
{
	static const char *const keys[] = {"symbol", "date", "issuer", "title", NULL};
	if (!json_is_object(json))
		return refuse_kind(
			_("{\"symbol\": …, \"date\": …, \"issuer\": …, \"title\": …}"), error);
	if (!check_keys(json, keys, error))
		return FALSE;
	struct value read = {.kind = VALUE_DOCUMENT, .document = g_new0(struct document, 1)};
	gboolean good = document_part(json, "symbol", &read.document->symbol, error) &&
			read_day(json_object_get(json, "date"), &read.document->date, error) &&
			document_part(json, "issuer", &read.document->issuer, error) &&
			document_part(json, "title", &read.document->title, error);
	if (!good || document_is_empty(read.document))
		value_clear(&read);
	*value = read;
	return good;
}

static gboolean number_from_json(const struct field *field, const struct links *links,
	const json_t *json, struct value *value, GError **error)
{
	gint64 number;
	switch (field->type) {
	case FIELD_COUNT:
		if (!json_is_integer(json))
			return refuse_kind(_("a whole number"), error);
		return number_accept(field, json_integer_value(json), value, error);
	case FIELD_DECIMAL:
		return number_scaled(json, field->scale, &number, error) &&
		       number_accept(field, number, value, error);
	case FIELD_LINK:
		if (!json_is_integer(json))
			return refuse_kind(_("the code or the number of a record"), error);
		return link_accept(field, links, json_integer_value(json), value, error);
	case FIELD_BOOL:
		if (!json_is_integer(json) ||
			(json_integer_value(json) != 0 && json_integer_value(json) != 1))
			return refuse_kind(_("true or false"), error);
		return number_accept(field, json_integer_value(json), value, error);
	default:
		return refuse_kind(_("a text in quotes"), error);
	}
}

static gboolean single_from_json(const struct model *model, const struct field *field,
	const struct links *links, const json_t *json, struct value *value, GError **error)
{
	*value = (struct value){0};
	if (json_is_null(json))
		return TRUE;
	if (json_is_string(json)) {
		const char *text = string_text(json, error);
		return text && value_from_word(model, field, links, text, value, error);
	}
	if (field->type == FIELD_MONEY)
		return money_from_json(model, json, value, error);
	if (field->type == FIELD_DOCUMENT)
		return document_from_json(json, value, error);
	if (json_is_boolean(json)) {
		if (field->type != FIELD_BOOL)
			return refuse_kind(_("no true or false, but the value itself"), error);
		return number_accept(field, json_is_true(json), value, error);
	}
	if (json_is_number(json))
		return number_from_json(field, links, json, value, error);
	return refuse_kind(
		json_is_array(json) ? _("one value, not a list,") : _("a single value"), error);
}

static gboolean list_from_json(const struct model *model, const struct field *field,
	const struct links *links, const json_t *array, struct value *value, GError **error)
{
	g_autoptr(GPtrArray) list = value_list_new();
	for (gsize i = 0; i < json_array_size(array); i++) {
		struct value item;
		if (!single_from_json(
			    model, field, links, json_array_get(array, i), &item, error) ||
			!list_accept(field, list, &item, error)) {
			g_prefix_error(error, _("value %u: "), (guint)i + 1);
			return FALSE;
		}
	}
	if (list->len > 0) {
		value->kind = VALUE_LIST;
		value->list = g_steal_pointer(&list);
	}
	return TRUE;
}

static gboolean refuse_row_key(const struct field *rows, const char *key, GError **error)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	for (guint i = 0; i < rows->fields->len; i++)
		g_ptr_array_add(
			known, ((const struct field *)g_ptr_array_index(rows->fields, i))->id);
	g_ptr_array_add(known, NULL);
	return refuse_key(key, (const char *const *)known->pdata, error);
}

static gboolean is_blank_row(const struct value *row)
{
	for (guint i = 0; i < values_count(row); i++)
		if (row[i].kind != VALUE_NONE)
			return FALSE;
	return TRUE;
}

static gboolean row_from_json(const struct model *model, const struct field *rows,
	const struct links *links, const json_t *object, struct value *row, GError **error)
{
	if (!json_is_object(object))
		return refuse_kind(_("an object with the fields of the row"), error);
	const char *key;
	json_t *json;
	json_object_foreach((json_t *)object, key, json)
	{
		const struct field *field = rows_field(rows, key);
		if (!field)
			return refuse_row_key(rows, key, error);
		if (!value_from_json(model, field, links, json, &row[field->index], error)) {
			g_prefix_error(error, "%s: ", key);
			return FALSE;
		}
	}
	return TRUE;
}

static gboolean rows_from_json(const struct model *model, const struct field *field,
	const struct links *links, const json_t *array, struct value *value, GError **error)
{
	g_autoptr(GPtrArray) rows = value_rows_new();
	if (!json_is_array(array))
		return refuse_kind(_("a list of rows [{…}, …]"), error);
	if (json_array_size(array) > ROWS_MOST)
		return fail(error, ERROR_INPUT, _("there are more than %d rows"), ROWS_MOST);
	for (gsize i = 0; i < json_array_size(array); i++) {
		struct value *row = values_new(field->fields->len);
		gboolean good =
			row_from_json(model, field, links, json_array_get(array, i), row, error);
		if (!good || is_blank_row(row))
			values_free(row, field->fields->len);
		else
			g_ptr_array_add(rows, row);
		if (!good) {
			g_prefix_error(error, _("row %u: "), (guint)i + 1);
			return FALSE;
		}
	}
	if (rows->len > 0) {
		value->kind = VALUE_ROWS;
		value->rows = g_steal_pointer(&rows);
	}
	return TRUE;
}

gboolean value_from_json(const struct model *model, const struct field *field,
	const struct links *links, const json_t *json, struct value *value, GError **error)
{
	*value = (struct value){0};
	if (json_is_null(json))
		return TRUE;
	if (json_is_string(json) && (field->many || field->type == FIELD_ROWS)) {
		const char *text = string_text(json, error);
		return text && value_from_text(model, field, links, text, value, error);
	}
	if (field->type == FIELD_ROWS)
		return rows_from_json(model, field, links, json, value, error);
	if (field->many && json_is_array(json))
		return list_from_json(model, field, links, json, value, error);
	struct value single;
	if (!single_from_json(model, field, links, json, &single, error))
		return FALSE;
	if (!field->many || single.kind == VALUE_NONE) {
		*value = single;
		return TRUE;
	}
	value->kind = VALUE_LIST;
	value->list = value_list_new();
	value_list_take(value->list, &single);
	return TRUE;
}
