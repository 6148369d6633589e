/* SPDX-License-Identifier: Apache-2.0 */
/* The canonical JSON of values: what history keeps and hashes. */
#include "base/number.h"
#include "def/value_private.h"

#include <string.h>

static void write_day(const char *key, day_t day, struct json_writer *writer)
{
	char text[DAY_TEXT];
	if (day == DAY_NONE)
		return;
	day_write(day, text);
	json_key_text(writer, key, text);
}

static void write_money(const struct money *money, struct json_writer *writer)
{
	json_open_object(writer);
	json_key_int(writer, "amount", money->amount);
	json_key_text(writer, "currency", money->currency);
	if (money->rate != 0)
		json_key_int(writer, "rate", money->rate);
	write_day("rate_on", money->rate_on, writer);
	json_close(writer);
}

static void write_document(const struct document *document, struct json_writer *writer)
{
	json_open_object(writer);
	if (document->symbol)
		json_key_text(writer, "symbol", document->symbol);
	write_day("date", document->date, writer);
	if (document->issuer)
		json_key_text(writer, "issuer", document->issuer);
	if (document->title)
		json_key_text(writer, "title", document->title);
	json_close(writer);
}

static void write_number(const struct field *field, gint64 number, struct json_writer *writer)
{
	char text[NUMBER_TEXT];
	switch (field->type) {
	case FIELD_BOOL:
		json_bool(writer, number != 0);
		break;
	case FIELD_DATE:
		day_write((day_t)number, text);
		json_text(writer, text);
		break;
	case FIELD_DECIMAL:
		decimal_write(number, field->scale, text);
		json_text(writer, text);
		break;
	default:
		json_int(writer, number);
	}
}

static void write_row(const struct field *rows, const struct value *row, struct json_writer *writer)
{
	json_open_object(writer);
	for (guint i = 0; i < rows->fields->len; i++) {
		const struct field *field = g_ptr_array_index(rows->fields, i);
		if (row[i].kind == VALUE_NONE)
			continue;
		json_key(writer, field->id);
		value_write_json(field, &row[i], writer);
	}
	json_close(writer);
}

void value_write_json(
	const struct field *field, const struct value *value, struct json_writer *writer)
{
	switch (value->kind) {
	case VALUE_NONE:
		json_none(writer);
		break;
	case VALUE_TEXT:
		json_text(writer, value->text);
		break;
	case VALUE_NUMBER:
		write_number(field, value->number, writer);
		break;
	case VALUE_MONEY:
		write_money(value->money, writer);
		break;
	case VALUE_DOCUMENT:
		write_document(value->document, writer);
		break;
	case VALUE_LIST:
		json_open_array(writer);
		for (guint i = 0; i < value->list->len; i++)
			value_write_json(field, g_ptr_array_index(value->list, i), writer);
		json_close(writer);
		break;
	case VALUE_ROWS:
		json_open_array(writer);
		for (guint i = 0; i < value->rows->len; i++)
			write_row(field, g_ptr_array_index(value->rows, i), writer);
		json_close(writer);
		break;
	}
}

static gboolean read_day(const json_t *json, day_t *day)
{
	*day = DAY_NONE;
	return !json || (json_is_string(json) && day_parse(json_string_value(json), day, NULL));
}

static gboolean read_money(const json_t *json, struct value *value)
{
	const json_t *amount = json_object_get(json, "amount"),
		     *currency = json_object_get(json, "currency");
	const json_t *rate = json_object_get(json, "rate");
	struct money money = {0};
	if (!json_is_integer(amount) || !json_is_string(currency) ||
		json_string_length(currency) != 3)
		return FALSE;
	if ((rate && !json_is_integer(rate)) ||
		!read_day(json_object_get(json, "rate_on"), &money.rate_on))
		return FALSE;
	money.amount = json_integer_value(amount);
	memcpy(money.currency, json_string_value(currency), 4);
	money.rate = json_integer_value(rate);
	value->kind = VALUE_MONEY;
	value->money = g_memdup2(&money, sizeof money);
	return TRUE;
}

static gboolean read_document(const json_t *json, struct value *value)
{
	struct document document = {0};
	if (!json_is_object(json) || !read_day(json_object_get(json, "date"), &document.date))
		return FALSE;
	document.symbol = g_strdup(json_string_value(json_object_get(json, "symbol")));
	document.issuer = g_strdup(json_string_value(json_object_get(json, "issuer")));
	document.title = g_strdup(json_string_value(json_object_get(json, "title")));
	value->kind = VALUE_DOCUMENT;
	value->document = g_memdup2(&document, sizeof document);
	return TRUE;
}

static gboolean read_number(const struct field *field, const json_t *json, struct value *value)
{
	day_t day;
	value->kind = VALUE_NUMBER;
	switch (field->type) {
	case FIELD_BOOL:
		value->number = json_is_true(json);
		return json_is_boolean(json);
	case FIELD_DATE:
		if (!json_is_string(json) || !read_day(json, &day))
			return FALSE;
		value->number = day;
		return TRUE;
	case FIELD_DECIMAL:
		if (json_is_integer(json)) /* it was a count */
			return number_multiply(json_integer_value(json),
				number_power10(field->scale), &value->number, NULL);
		return json_is_string(json) && decimal_parse_plain(json_string_value(json),
						       field->scale, &value->number, NULL);
	default:
		value->number = json_integer_value(json);
		return json_is_integer(json);
	}
}

static gboolean read_single(const struct field *field, const json_t *json, struct value *value)
{
	switch (field->type) {
	case FIELD_MONEY:
		return read_money(json, value);
	case FIELD_DOCUMENT:
		return read_document(json, value);
	case FIELD_BOOL:
	case FIELD_COUNT:
	case FIELD_DECIMAL:
	case FIELD_DATE:
	case FIELD_LINK:
		if (read_number(field, json, value))
			return TRUE;
		*value = (struct value){0};
		return FALSE;
	default:
		if (!json_is_string(json))
			return FALSE;
		value->kind = VALUE_TEXT;
		value->text = g_strdup(json_string_value(json));
		return TRUE;
	}
}

static gboolean read_rows(const struct field *field, const json_t *json, struct value *value)
{
	if (!json_is_array(json))
		return FALSE;
	gboolean whole = TRUE;
	g_autoptr(GPtrArray) rows = value_rows_new();
	for (gsize i = 0; i < json_array_size(json); i++) {
		struct value *row = values_new(field->fields->len);
		g_ptr_array_add(rows, row);
		const char *key;
		json_t *part;
		json_object_foreach(json_array_get(json, i), key, part)
		{
			const struct field *own = rows_field(field, key);
			whole &= own && value_read_json(own, part, &row[own->index]);
		}
	}
	value->kind = VALUE_ROWS;
	value->rows = g_steal_pointer(&rows);
	return whole;
}

static gboolean read_list(const struct field *field, const json_t *json, struct value *value)
{
	gboolean whole = TRUE;
	g_autoptr(GPtrArray) list = value_list_new();
	for (gsize i = 0; i < json_array_size(json); i++) {
		struct value item = {0};
		if (read_single(field, json_array_get(json, i), &item))
			value_list_take(list, &item);
		else
			whole = FALSE;
	}
	value->kind = VALUE_LIST;
	value->list = g_steal_pointer(&list);
	return whole;
}

/* What fits is kept, even where FALSE is returned for the rest. */
gboolean value_read_json(const struct field *field, const json_t *json, struct value *value)
{
	*value = (struct value){0};
	if (json_is_null(json))
		return TRUE;
	if (field->type == FIELD_ROWS)
		return read_rows(field, json, value);
	if (field->many && json_is_array(json))
		return read_list(field, json, value);
	if (!json_is_array(json)) {
		struct value single = {0};
		if (!read_single(field, json, &single))
			return FALSE;
		if (!field->many) {
			*value = single;
			return TRUE;
		}
		value->kind = VALUE_LIST; /* it had one value before */
		value->list = value_list_new();
		value_list_take(value->list, &single);
		return TRUE;
	}
	/* it had many values before: one of them fits */
	return json_array_size(json) == 1 && read_single(field, json_array_get(json, 0), value);
}
