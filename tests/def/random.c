/* SPDX-License-Identifier: Apache-2.0 */
#include "random.h"
#include "def/value_private.h"

#include <string.h>

char *random_text(gboolean lines)
{
	static const char *const pieces[] = {"a", "Z", "9", "ế", "đ", "Ộ", ";", "|", "\\", "\"",
		"'", ",", ".", "@", "#", "/", "{", "[", ":", "-", "漢", "😀", " x", "\\;", "null",
		"%s"};
	GString *text = g_string_new(NULL);
	int length = g_test_rand_int_range(1, 12);
	for (int i = 0; i < length; i++)
		g_string_append(text, pieces[g_test_rand_int_range(0, G_N_ELEMENTS(pieces))]);
	g_strstrip(text->str);
	text->len = strlen(text->str);
	if (lines && text->len > 0)
		g_string_append(text, "\n\ty");
	if (text->len == 0)
		g_string_append_c(text, 'x');
	return g_string_free(text, FALSE);
}

gint64 random_number(void)
{
	static const gint64 edges[] = {
		0, 1, -1, 999, 1000, 1500, G_MAXINT64, G_MININT64, 123456789, 1000000};
	if (g_test_rand_bit())
		return edges[g_test_rand_int_range(0, G_N_ELEMENTS(edges))];
	gint64 number =
		(gint64)((guint64)(guint32)g_test_rand_int() << 32 | (guint32)g_test_rand_int());
	return number >> g_test_rand_int_range(0, 63);
}

static gint64 random_positive(void)
{
	gint64 number = random_number();
	return number == G_MININT64 ? 1 : ABS(number);
}

static day_t random_day(void)
{
	return g_test_rand_int_range(1, DAY_LAST + 1);
}

static void random_money(struct value *value)
{
	static const char *const currencies[] = {"VND", "USD", "KWD", "JPY"};
	value->kind = VALUE_MONEY;
	value->money = g_new0(struct money, 1);
	value->money->amount = random_number();
	strcpy(value->money->currency, currencies[g_test_rand_int_range(0, 4)]);
	if (strcmp(value->money->currency, "VND") == 0 || g_test_rand_bit())
		return;
	gint64 rate = random_positive();
	value->money->rate = rate > 0 ? rate : 1;
	value->money->rate_on = g_test_rand_bit() ? random_day() : DAY_NONE;
}

static void random_document(struct value *value)
{
	struct document *document = g_new0(struct document, 1);
	document->symbol = g_test_rand_bit() ? random_text(FALSE) : NULL;
	document->date = g_test_rand_bit() ? random_day() : DAY_NONE;
	document->issuer = g_test_rand_bit() ? random_text(FALSE) : NULL;
	document->title = g_test_rand_bit() ? random_text(FALSE) : NULL;
	if (!document->symbol && !document->issuer && !document->title &&
		document->date == DAY_NONE)
		document->title = random_text(FALSE);
	value->kind = VALUE_DOCUMENT;
	value->document = document;
}

static const char *random_code(const struct field *field)
{
	if (field->type == FIELD_CHOICE)
		return ((const struct choice *)field->choices
				->pdata[g_test_rand_int_range(0, (gint32)field->choices->len)])
			->id;
	return ((const struct code_item *)field->codes->items
			->pdata[g_test_rand_int_range(0, (gint32)field->codes->items->len)])
		->id;
}

static void random_single(const struct field *field, struct value *value)
{
	value->kind = VALUE_NUMBER;
	switch (field->type) {
	case FIELD_BOOL:
		value->number = g_test_rand_bit();
		return;
	case FIELD_COUNT:
		value->number = random_positive();
		return;
	case FIELD_DECIMAL:
		value->number = random_number();
		return;
	case FIELD_DATE:
		value->number = random_day();
		return;
	case FIELD_LINK:
		value->number = g_test_rand_int_range(1, 4);
		return;
	case FIELD_MONEY:
		random_money(value);
		return;
	case FIELD_DOCUMENT:
		random_document(value);
		return;
	case FIELD_DATETIME: {
		g_autofree char *day = day_iso(random_day());
		value->text = g_strdup_printf("%sT%02d:%02d", day, g_test_rand_int_range(0, 24),
			g_test_rand_int_range(0, 60));
		break;
	}
	default:
		value->text = field->type == FIELD_CHOICE || field->codes
				      ? g_strdup(random_code(field))
				      : random_text(field->type == FIELD_LONGTEXT);
	}
	value->kind = VALUE_TEXT;
}

static gboolean is_held(const GPtrArray *list, const struct value *item)
{
	for (guint i = 0; i < list->len; i++)
		if (value_equal(list->pdata[i], item))
			return TRUE;
	return FALSE;
}

void random_value(const struct field *field, struct value *value)
{
	*value = (struct value){0};
	if (field->type == FIELD_ROWS) {
		value->kind = VALUE_ROWS;
		value->rows = value_rows_new();
		for (int i = g_test_rand_int_range(1, 4); i > 0; i--) {
			struct value *row = values_new(field->fields->len);
			for (guint j = 0; j < field->fields->len; j++)
				if (j == 0 || g_test_rand_bit())
					random_value(field->fields->pdata[j], &row[j]);
			g_ptr_array_add(value->rows, row);
		}
	} else if (field->many) {
		value->kind = VALUE_LIST;
		value->list = value_list_new();
		for (int i = g_test_rand_int_range(1, 4); i > 0; i--) {
			struct value item = {0};
			random_single(field, &item);
			if (is_held(value->list, &item))
				value_clear(&item);
			else
				value_list_take(value->list, &item);
		}
	} else {
		random_single(field, value);
	}
}
