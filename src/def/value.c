/* SPDX-License-Identifier: Apache-2.0 */
#include "def/value.h"
#include "base/number.h"
#include "base/text.h"
#include "def/expr_private.h"
#include "def/value_private.h"

#include <stdlib.h>
#include <string.h>

const struct money money_nothing = {.currency = "VND"};

/* An array of values knows its length, so that rows can be freed, copied and compared without their
 * field. */
struct array {
	guint count;
	_Alignas(16) struct value values[];
};

static struct array *array_of(const struct value *values)
{
	return (struct array *)((char *)values - offsetof(struct array, values));
}

guint values_count(const struct value *values)
{
	return array_of(values)->count;
}

struct value *values_new(guint count)
{
	struct array *array = g_malloc0(sizeof(struct array) + count * sizeof(struct value));
	array->count = count;
	return array->values;
}

void values_free(struct value *values, guint count)
{
	if (!values)
		return;
	g_assert(count == values_count(values));
	for (guint i = 0; i < count; i++)
		value_clear(&values[i]);
	g_free(array_of(values));
}

static void item_free(gpointer data)
{
	value_clear(data);
	g_free(data);
}

static void row_free(gpointer data)
{
	values_free(data, values_count(data));
}

GPtrArray *value_list_new(void)
{
	return g_ptr_array_new_with_free_func(item_free);
}

GPtrArray *value_rows_new(void)
{
	return g_ptr_array_new_with_free_func(row_free);
}

void value_list_take(GPtrArray *list, struct value *item)
{
	g_ptr_array_add(list, g_memdup2(item, sizeof *item));
	*item = (struct value){0};
}

void document_free(struct document *document)
{
	if (!document)
		return;
	g_free(document->symbol);
	g_free(document->issuer);
	g_free(document->title);
	g_free(document);
}

gboolean document_is_empty(const struct document *document)
{
	return !document->symbol && !document->issuer && !document->title &&
	       document->date == DAY_NONE;
}

void value_clear(struct value *value)
{
	switch (value->kind) {
	case VALUE_TEXT:
		g_free(value->text);
		break;
	case VALUE_MONEY:
		g_free(value->money);
		break;
	case VALUE_DOCUMENT:
		document_free(value->document);
		break;
	case VALUE_LIST:
		g_ptr_array_unref(value->list);
		break;
	case VALUE_ROWS:
		g_ptr_array_unref(value->rows);
		break;
	case VALUE_NONE:
	case VALUE_NUMBER:
		break;
	}
	*value = (struct value){0};
}

static struct document *document_copy(const struct document *document)
{
	struct document *copy = g_new0(struct document, 1);
	copy->symbol = g_strdup(document->symbol);
	copy->issuer = g_strdup(document->issuer);
	copy->title = g_strdup(document->title);
	copy->date = document->date;
	return copy;
}

static void copy_list(struct value *to, const struct value *from)
{
	to->list = value_list_new();
	for (guint i = 0; i < from->list->len; i++) {
		struct value item = {0};
		value_copy(&item, g_ptr_array_index(from->list, i));
		value_list_take(to->list, &item);
	}
}

static void copy_rows(struct value *to, const struct value *from)
{
	to->rows = value_rows_new();
	for (guint i = 0; i < from->rows->len; i++) {
		const struct value *row = g_ptr_array_index(from->rows, i);
		guint count = values_count(row);
		struct value *copy = values_new(count);
		for (guint j = 0; j < count; j++)
			value_copy(&copy[j], &row[j]);
		g_ptr_array_add(to->rows, copy);
	}
}

void value_copy(struct value *to, const struct value *from)
{
	*to = (struct value){.kind = from->kind};
	switch (from->kind) {
	case VALUE_NONE:
		break;
	case VALUE_TEXT:
		to->text = g_strdup(from->text);
		break;
	case VALUE_NUMBER:
		to->number = from->number;
		break;
	case VALUE_MONEY:
		to->money = g_memdup2(from->money, sizeof(struct money));
		break;
	case VALUE_DOCUMENT:
		to->document = document_copy(from->document);
		break;
	case VALUE_LIST:
		copy_list(to, from);
		break;
	case VALUE_ROWS:
		copy_rows(to, from);
		break;
	}
}

static gboolean lists_equal(const GPtrArray *a, const GPtrArray *b)
{
	if (a->len != b->len)
		return FALSE;
	for (guint i = 0; i < a->len; i++)
		if (!value_equal(g_ptr_array_index(a, i), g_ptr_array_index(b, i)))
			return FALSE;
	return TRUE;
}

static gboolean rows_equal(const GPtrArray *a, const GPtrArray *b)
{
	if (a->len != b->len)
		return FALSE;
	for (guint i = 0; i < a->len; i++) {
		const struct value *left = g_ptr_array_index(a, i),
				   *right = g_ptr_array_index(b, i);
		guint count = values_count(left);
		if (count != values_count(right))
			return FALSE;
		for (guint j = 0; j < count; j++)
			if (!value_equal(&left[j], &right[j]))
				return FALSE;
	}
	return TRUE;
}

static gboolean documents_equal(const struct document *a, const struct document *b)
{
	return g_strcmp0(a->symbol, b->symbol) == 0 && g_strcmp0(a->issuer, b->issuer) == 0 &&
	       g_strcmp0(a->title, b->title) == 0 && a->date == b->date;
}

static gboolean moneys_equal(const struct money *a, const struct money *b)
{
	return a->amount == b->amount && strcmp(a->currency, b->currency) == 0 &&
	       a->rate == b->rate && a->rate_on == b->rate_on;
}

gboolean value_equal(const struct value *a, const struct value *b)
{
	if (a->kind != b->kind)
		return FALSE;
	switch (a->kind) {
	case VALUE_NONE:
		return TRUE;
	case VALUE_TEXT:
		return strcmp(a->text, b->text) == 0;
	case VALUE_NUMBER:
		return a->number == b->number;
	case VALUE_MONEY:
		return moneys_equal(a->money, b->money);
	case VALUE_DOCUMENT:
		return documents_equal(a->document, b->document);
	case VALUE_LIST:
		return lists_equal(a->list, b->list);
	case VALUE_ROWS:
		return rows_equal(a->rows, b->rows);
	}
	return FALSE;
}

gboolean money_converted(
	const struct model *model, const struct money *money, gint64 *vnd, GError **error)
{
	if (strcmp(money->currency, "VND") == 0 || money->amount == 0) {
		*vnd = money->amount;
		return TRUE;
	}
	if (money->rate <= 0)
		return fail(error, ERROR_INPUT,
			_("there is no exchange rate for %s; give it as “rate”"), money->currency);
	/* amount / 10^minor × rate / 10^6, rounded once */
	return number_scale(money->amount, money->rate,
		number_power10(6 + model_minor(model, money->currency)), vnd, error);
}

void day_write(day_t day, char text[DAY_TEXT])
{
	int year, month, dom;
	day_split(day, &year, &month, &dom);
	static const int places[] = {1000, 100, 10, 1};
	for (int i = 0; i < 4; i++)
		text[i] = (char)('0' + year / places[i] % 10);
	text[4] = text[7] = '-';
	text[5] = (char)('0' + month / 10);
	text[6] = (char)('0' + month % 10);
	text[8] = (char)('0' + dom / 10);
	text[9] = (char)('0' + dom % 10);
	text[10] = '\0';
}

void decimal_write(gint64 value, guint scale, char text[NUMBER_TEXT])
{
	char reversed[NUMBER_TEXT];
	guint length = 0;
	guint64 rest = value < 0 ? ~(guint64)value + 1 : (guint64)value;
	do {
		if (scale > 0 && length == scale)
			reversed[length++] = '.';
		reversed[length++] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0 || (scale > 0 && length < scale + 2));
	if (value < 0)
		reversed[length++] = '-';
	for (guint i = 0; i < length; i++)
		text[i] = reversed[length - 1 - i];
	text[length] = '\0';
}

#define LISTED_MOST  12
#define NEAREST_MOST 200 /* bytes: longer text is no slip of the pen */

/* What is accepted: ids, and all their names. */
struct accepted {
	GPtrArray *shown; /* char *: “Label” (id) */
	GPtrArray *names; /* const char *: ids and labels */
};

/* "accepted: “A” (a), “B” (b); did you mean “B”?"; frees what it is given. */
static char *accepted_text(struct accepted *accepted, const char *text)
{
	GString *out = g_string_new(NULL);
	g_ptr_array_add(accepted->shown, NULL);
	g_ptr_array_add(accepted->names, NULL);
	if (accepted->shown->len <= LISTED_MOST + 1) {
		g_autofree char *all = g_strjoinv(", ", (char **)accepted->shown->pdata);
		g_string_printf(out, _("accepted: %s"), all);
	}
	const char *nearest =
		strlen(text) > NEAREST_MOST
			? NULL
			: text_nearest(text, (const char *const *)accepted->names->pdata);
	if (nearest && out->len > 0)
		g_string_append(out, "; ");
	if (nearest)
		g_string_append_printf(out, _("did you mean “%s”?"), nearest);
	if (out->len == 0)
		g_string_append(out, _("see the list of its values"));
	g_ptr_array_unref(accepted->shown);
	g_ptr_array_unref(accepted->names);
	return g_string_free(out, FALSE);
}

static struct accepted accepted_new(void)
{
	return (struct accepted){g_ptr_array_new_with_free_func(g_free), g_ptr_array_new()};
}

static void accept(struct accepted *accepted, const char *id, const struct label *label)
{
	if (accepted->shown->len <= LISTED_MOST + 1)
		g_ptr_array_add(accepted->shown, label_quoted(label, id));
	g_ptr_array_add(accepted->names, (gpointer)id);
	if (label->vi)
		g_ptr_array_add(accepted->names, label->vi);
	if (label->en)
		g_ptr_array_add(accepted->names, label->en);
}

char *accepted_values(const struct field *field, const char *text)
{
	struct accepted accepted = accepted_new();
	for (guint i = 0; field->choices && i < field->choices->len; i++) {
		const struct choice *choice = g_ptr_array_index(field->choices, i);
		accept(&accepted, choice->id, &choice->label);
	}
	for (guint i = 0; field->codes && i < field->codes->items->len; i++) {
		const struct code_item *item = g_ptr_array_index(field->codes->items, i);
		accept(&accepted, item->id, &item->label);
	}
	return accepted_text(&accepted, text);
}

char *accepted_states(const struct reg *reg, const char *text)
{
	struct accepted accepted = accepted_new();
	for (guint i = 0; reg->states && i < reg->states->len; i++) {
		const struct state *state = g_ptr_array_index(reg->states, i);
		accept(&accepted, state->id, &state->label);
	}
	return accepted_text(&accepted, text);
}
