/* SPDX-License-Identifier: Apache-2.0 */
/* Values as text: for readers (value_text) and for machines (value_plain). */
#include "base/number.h"
#include "base/text.h"
#include "def/value_private.h"

#include <string.h>

static gboolean is_vietnamese(const char *language)
{
	return !language || g_str_has_prefix(language, "vi");
}

static void append_day(GString *out, day_t day)
{
	int year, month, dom;
	day_split(day, &year, &month, &dom);
	g_string_append_printf(out, "%02d/%02d/%04d", dom, month, year);
}

static void append_datetime(GString *out, const char *text)
{
	day_t day = DAY_NONE;
	g_autofree char *date = g_strndup(text, strcspn(text, "T"));
	if (!day_parse(date, &day, NULL)) {
		g_string_append(out, text);
		return;
	}
	append_day(out, day);
	if (strlen(text) > 11)
		g_string_append_printf(out, " %s", text + 11);
}

static void append_money(
	GString *out, const struct model *model, const struct money *money, const char *language)
{
	const struct code_list *currencies = model_codes(model, "currencies");
	const struct code_item *item = currencies ? code_find(currencies, money->currency) : NULL;
	g_autofree char *number =
		number_text(money->amount, model_minor(model, money->currency), language);
	g_string_append_printf(
		out, "%s %s", number, item && item->symbol ? item->symbol : money->currency);
}

static void append_document(GString *out, const struct document *document, const char *language)
{
	gboolean vi = is_vietnamese(language);
	const char *gap = "";
	if (document->symbol) {
		g_string_append(out, document->symbol);
		gap = " ";
	}
	if (document->date != DAY_NONE) {
		g_string_append_printf(out, "%s%s", gap, vi ? "ngày " : "of ");
		append_day(out, document->date);
		gap = " ";
	}
	if (document->issuer) {
		g_string_append_printf(
			out, "%s%s%s", gap, *gap ? (vi ? "của " : "by ") : "", document->issuer);
		gap = " ";
	}
	if (document->title)
		g_string_append_printf(out, "%s%s", *gap ? ": " : "", document->title);
}

const char *file_value_name(const char *text)
{
	enum { HEX = 64 };
	gsize digits = strspn(text, "0123456789abcdef");
	return digits == HEX && text[HEX] == '/' && text[HEX + 1] ? text + HEX + 1 : text;
}

static void append_text(
	GString *out, const struct field *field, const char *text, const char *language)
{
	const struct choice *choice = NULL;
	for (guint i = 0; field->choices && !choice && i < field->choices->len; i++) {
		const struct choice *each = g_ptr_array_index(field->choices, i);
		choice = strcmp(each->id, text) == 0 ? each : NULL;
	}
	const struct code_item *item = field->codes ? code_find(field->codes, text) : NULL;
	const char *label = choice ? label_text(&choice->label, language)
			    : item ? label_text(&item->label, language)
				   : "";
	if (field->type == FIELD_DATETIME)
		append_datetime(out, text);
	else if (field->type == FIELD_FILE)
		g_string_append(out, file_value_name(text));
	else
		g_string_append(out, *label != '\0' ? label : text);
}

static void append_link(GString *out, const struct model *model, const struct field *field,
	gint64 id, const struct links *links, const char *language, guint depth)
{
	const struct record *record =
		links && depth > 0 ? links->get(links->data, field->target, id) : NULL;
	g_autofree char *title =
		record ? record_title_deep(record, model, links, language, depth - 1) : NULL;
	if (title)
		g_string_append(out, title);
	else
		g_string_append_printf(out, "#%" G_GINT64_FORMAT, id);
}

static void append_number(GString *out, const struct model *model, const struct field *field,
	gint64 number, const struct links *links, const char *language, guint depth)
{
	g_autofree char *text = NULL;
	switch (field->type) {
	case FIELD_BOOL:
		if (is_vietnamese(language))
			g_string_append(out, number ? "có" : "không");
		else
			g_string_append(out, number ? "yes" : "no");
		return;
	case FIELD_DATE:
		append_day(out, (day_t)number);
		return;
	case FIELD_LINK:
		append_link(out, model, field, number, links, language, depth);
		return;
	default:
		/* A count without a unit is an ordinal: a year, a number in a register. */
		text = field->type == FIELD_COUNT && !field->unit.vi
			? g_strdup_printf("%" G_GINT64_FORMAT, number)
			: number_text(number, field->type == FIELD_DECIMAL ? field->scale : 0, language);
		g_string_append(out, text);
	}
}

static void append_value(GString *out, const struct model *model, const struct field *field,
	const struct value *value, const struct links *links, const char *language, guint depth);

static void append_row(GString *out, const struct model *model, const struct field *rows,
	const struct value *row, const struct links *links, const char *language, guint depth)
{
	const char *gap = "";
	for (guint i = 0; i < rows->fields->len; i++) {
		if (row[i].kind == VALUE_NONE)
			continue;
		g_string_append(out, gap);
		append_value(out, model, g_ptr_array_index(rows->fields, i), &row[i], links,
			language, depth);
		gap = ", ";
	}
}

static void append_value(GString *out, const struct model *model, const struct field *field,
	const struct value *value, const struct links *links, const char *language, guint depth)
{
	switch (value->kind) {
	case VALUE_NONE:
		break;
	case VALUE_TEXT:
		append_text(out, field, value->text, language);
		break;
	case VALUE_NUMBER:
		append_number(out, model, field, value->number, links, language, depth);
		break;
	case VALUE_MONEY:
		append_money(out, model, value->money, language);
		break;
	case VALUE_DOCUMENT:
		append_document(out, value->document, language);
		break;
	case VALUE_LIST:
		for (guint i = 0; i < value->list->len; i++) {
			if (i > 0)
				g_string_append(out, field->type == FIELD_DOCUMENT ? "; " : ", ");
			append_value(out, model, field, g_ptr_array_index(value->list, i), links,
				language, depth);
		}
		break;
	case VALUE_ROWS:
		for (guint i = 0; i < value->rows->len; i++) {
			g_string_append(out, i > 0 ? "; " : "");
			append_row(out, model, field, g_ptr_array_index(value->rows, i), links,
				language, depth);
		}
		break;
	}
}

char *value_text_deep(const struct model *model, const struct field *field,
	const struct value *value, const struct links *links, const char *language, guint depth)
{
	GString *out = g_string_new(NULL);
	append_value(out, model, field, value, links, language, depth);
	return g_string_free(out, FALSE);
}

char *value_text(const struct model *model, const struct field *field, const struct value *value,
	const struct links *links, const char *language)
{
	return value_text_deep(model, field, value, links, language, TITLE_DEPTH);
}

/* A decimal that decimal_parse reads back: "1.500" could be a group, so a comma stands there. */
static void plain_decimal(GString *out, gint64 value, guint scale)
{
	char text[NUMBER_TEXT];
	decimal_write(value, scale, text);
	if (scale == 3)
		g_strdelimit(text, ".", ',');
	g_string_append(out, text);
}

static void plain_day(GString *out, day_t day)
{
	char text[DAY_TEXT];
	if (day == DAY_NONE)
		return;
	day_write(day, text);
	g_string_append(out, text);
}

static void plain_money(GString *out, const struct model *model, const struct money *money)
{
	plain_decimal(out, money->amount, model_minor(model, money->currency));
	g_string_append_printf(out, " %s", money->currency);
	if (money->rate == 0)
		return;
	g_string_append(out, " @");
	plain_decimal(out, money->rate, 6);
	if (money->rate_on != DAY_NONE) {
		g_string_append_c(out, '/');
		plain_day(out, money->rate_on);
	}
}

static void plain_document(GString *out, const struct document *document)
{
	gsize start = out->len;
	text_escape(out, document->symbol ? document->symbol : "");
	g_string_append(out, "; ");
	plain_day(out, document->date);
	g_string_append(out, "; ");
	text_escape(out, document->issuer ? document->issuer : "");
	g_string_append(out, "; ");
	text_escape(out, document->title ? document->title : "");
	while (out->len > start &&
		(out->str[out->len - 1] == ' ' || out->str[out->len - 1] == ';')) {
		if (out->str[out->len - 1] == ';' && out->len - 2 >= start &&
			out->str[out->len - 2] == '\\')
			break;
		g_string_truncate(out, out->len - 1);
	}
}

static void plain_link(
	GString *out, const struct field *field, gint64 id, const struct links *links)
{
	const struct field *code = field->target->code;
	const struct record *record =
		links && code ? links->get(links->data, field->target, id) : NULL;
	const struct value *value = record && !record->deleted ? &record->values[code->index] : NULL;
	if (value && value->kind == VALUE_TEXT && value->text[0] != '#')
		g_string_append(out, value->text);
	else
		g_string_append_printf(out, "#%" G_GINT64_FORMAT, id);
}

static void plain_number(
	GString *out, const struct field *field, gint64 number, const struct links *links)
{
	switch (field->type) {
	case FIELD_BOOL:
		g_string_append(out, number ? "yes" : "no");
		break;
	case FIELD_DATE:
		plain_day(out, (day_t)number);
		break;
	case FIELD_DECIMAL:
		plain_decimal(out, number, field->scale);
		break;
	case FIELD_LINK:
		plain_link(out, field, number, links);
		break;
	default:
		g_string_append_printf(out, "%" G_GINT64_FORMAT, number);
	}
}

static void plain_single(GString *out, const struct model *model, const struct field *field,
	const struct value *value, const struct links *links)
{
	switch (value->kind) {
	case VALUE_TEXT:
		g_string_append(out, value->text);
		break;
	case VALUE_NUMBER:
		plain_number(out, field, value->number, links);
		break;
	case VALUE_MONEY:
		plain_money(out, model, value->money);
		break;
	case VALUE_DOCUMENT:
		plain_document(out, value->document);
		break;
	default:
		break;
	}
}

static void plain_list(GString *out, const struct model *model, const struct field *field,
	const GPtrArray *list, const struct links *links)
{
	for (guint i = 0; i < list->len; i++) {
		g_autoptr(GString) item = g_string_new(NULL);
		plain_single(item, model, field, g_ptr_array_index(list, i), links);
		if (i > 0)
			g_string_append_printf(out, " %c ", value_separator(field));
		if (field->type == FIELD_DOCUMENT)
			g_string_append(out, item->str); /* its parts are escaped */
		else
			text_escape(out, item->str);
	}
}

/* Rows become JSON whose values are plain texts. */
static void plain_rows(GString *out, const struct model *model, const struct field *rows,
	const GPtrArray *list, const struct links *links)
{
	struct json_writer writer;
	json_writer_begin(&writer, out);
	json_open_array(&writer);
	for (guint i = 0; i < list->len; i++) {
		const struct value *row = g_ptr_array_index(list, i);
		json_open_object(&writer);
		for (guint j = 0; j < rows->fields->len; j++) {
			const struct field *field = g_ptr_array_index(rows->fields, j);
			if (row[j].kind == VALUE_NONE)
				continue;
			g_autofree char *text = value_plain(model, field, &row[j], links);
			json_key_text(&writer, field->id, text);
		}
		json_close(&writer);
	}
	json_close(&writer);
	json_writer_end(&writer, NULL);
}

char *value_plain(const struct model *model, const struct field *field, const struct value *value,
	const struct links *links)
{
	GString *out = g_string_new(NULL);
	if (value->kind == VALUE_LIST)
		plain_list(out, model, field, value->list, links);
	else if (value->kind == VALUE_ROWS)
		plain_rows(out, model, field, value->rows, links);
	else
		plain_single(out, model, field, value, links);
	return g_string_free(out, FALSE);
}
