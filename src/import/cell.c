/* SPDX-License-Identifier: Apache-2.0 */
/* Cells to values. */
#include "base/number.h"
#include "base/text.h"
#include "import/private.h"
#include "import/wording.h"

#include <string.h>

#define KNOWN_MOST 4096 /* different texts remembered for one column */
#define SCALE_MOST 18

static gboolean find_currency(const struct model *model, const char *text, char currency[4])
{
	const struct code_list *list = model_codes(model, "currencies");
	const struct code_item *item = list ? code_find(list, text) : NULL;
	item = list && !item ? code_match(list, text) : item;
	if (!item || strlen(item->id) != 3)
		return FALSE;
	memcpy(currency, item->id, 4);
	return TRUE;
}

static const char *skip_lead(const char *folded)
{
	static const char *const leads[] = {"don vi tinh ", "don vi ", "dvt ", "unit ", "in "};
	for (gsize i = 0; i < G_N_ELEMENTS(leads); i++)
		if (g_str_has_prefix(folded, leads[i]))
			return folded + strlen(leads[i]);
	return folded;
}

gboolean unit_parse(const struct model *model, const char *words, guint *zeros, char currency[4])
{
	*zeros = 0;
	memcpy(currency, "VND", 4);
	if (find_currency(model, words, currency))
		return TRUE;
	g_autofree char *folded = text_fold(words);
	const char *at = skip_lead(folded);
	gsize length = strcspn(at, " ");
	*zeros = number_multiple(at, length);
	if (*zeros > 0)
		at += length + (at[length] == ' ');
	if ((*at == '\0' && *zeros > 0) || find_currency(model, at, currency))
		return TRUE;
	*zeros = 0;
	return FALSE;
}

static gboolean read_money(const struct model *model, const struct column *column, const char *text,
	struct value *value, GError **error)
{
	guint scale = model_minor(model, column->currency) + column->zeros;
	gint64 amount;
	if (scale > SCALE_MOST)
		return fail(error, ERROR_INPUT, _("“%s”: number too large"), text);
	if (!decimal_parse_plain(text, scale, &amount, error))
		return FALSE;
	value->kind = VALUE_MONEY;
	value->money = g_new0(struct money, 1);
	value->money->amount = amount;
	memcpy(value->money->currency, column->currency, 4);
	return TRUE;
}

/* A number of a spreadsheet, whose text is plain whatever the language. */
static gboolean read_number(const struct model *model, const struct links *links,
	const struct column *column, const char *text, struct value *value, GError **error)
{
	const struct field *field = column->field;
	switch (field->type) {
	case FIELD_COUNT:
	case FIELD_DECIMAL:
		value->kind = VALUE_NUMBER;
		return decimal_parse_plain(text, field->type == FIELD_DECIMAL ? field->scale : 0,
			&value->number, error);
	case FIELD_MONEY:
		return read_money(model, column, text, value, error);
	case FIELD_DATE:
	case FIELD_DATETIME:
		return fail(error, ERROR_INPUT,
			_("%s is a number, not a day: give the cell the format of a date, or write "
			  "12/3/2020"),
			text);
	default:
		return value_from_text(model, field, links, text, value, error);
	}
}

/* "2020-03-12T00:00:00" in a column of dates is a day; any other time would be lost. */
static gboolean read_time(const struct model *model, const struct links *links,
	const struct column *column, const char *text, struct value *value, GError **error)
{
	const char *midnight = strstr(text, "T00:00:00");
	if (column->field->type != FIELD_DATE || !midnight)
		return value_from_text(model, column->field, links, text, value, error);
	g_autofree char *day = g_strndup(text, (gsize)(midnight - text));
	return value_from_text(model, column->field, links, day, value, error);
}

/* Amounts without a currency of their own are in the unit that the header names. */
static char *amount_text(const struct column *column, const char *text)
{
	gboolean bare =
		text[strspn(text, "0123456789., -+\u00a0")] == '\0' && strpbrk(text, "0123456789");
	return bare ? g_strconcat(text, " ", column->unit, NULL) : g_strdup(text);
}

static gboolean is_remembered(const struct field *field)
{
	return field->type == FIELD_CHOICE || field->codes;
}

static void remember(struct column *column, const char *text, const struct value *value)
{
	if (!column->known || g_hash_table_size(column->known) >= KNOWN_MOST)
		return;
	struct value *copy = values_new(1);
	value_copy(copy, value);
	g_hash_table_insert(column->known, g_strdup(text), copy);
}

/* A list whose parts are separated as in running text; the mistake of the whole where that is none
 * either. */
static gboolean read_list(const struct model *model, const struct links *links,
	const struct field *field, const char *text, struct value *value, GError **error)
{
	g_autoptr(GError) wrong = NULL;
	if (value_from_text(model, field, links, text, value, &wrong))
		return TRUE;
	for (int words = 0; words < 2; words++) {
		g_autofree char *list = wording_list(field, text, words);
		if (list && value_from_text(model, field, links, list, value, NULL))
			return TRUE;
	}
	g_propagate_error(error, g_steal_pointer(&wrong));
	return FALSE;
}

static gboolean read_known(const struct model *model, const struct links *links,
	struct column *column, const char *text, struct value *value, GError **error)
{
	const struct value *known = column->known ? g_hash_table_lookup(column->known, text) : NULL;
	if (known) {
		value_copy(value, known);
		return TRUE;
	}
	if (!read_list(model, links, column->field, text, value, error))
		return FALSE;
	remember(column, text, value);
	return TRUE;
}

static gboolean read_text(const struct model *model, const struct links *links,
	struct column *column, const char *written, struct value *value, GError **error)
{
	const struct field *field = column->field;
	g_autofree char *plain = wording_plain(field, written);
	const char *text = plain ? plain : written;
	if (field->type == FIELD_MONEY && !strpbrk(text, "0123456789")) {
		g_autofree char *brief = text_brief(text);
		return fail(error, ERROR_INPUT,
			_("“%s” is not an amount: write the number, or leave the cell empty"),
			brief);
	}
	if (column->unit && !field->many) {
		g_autofree char *amount = amount_text(column, text);
		return value_from_text(model, field, links, amount, value, error);
	}
	return is_remembered(field) ? read_known(model, links, column, text, value, error)
				    : value_from_text(model, field, links, text, value, error);
}

gboolean cell_is_nothing(const struct sheet_cell *cell)
{
	static const gunichar marks[] = {
		' ', 0xA0, '-', '.', '_', 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2026, 0x2212};
	if (!cell || cell->kind != CELL_TEXT || (cell->formula && *cell->text == '\0'))
		return cell == NULL;
	for (const char *at = cell->text; *at != '\0'; at = g_utf8_next_char(at)) {
		gboolean mark = FALSE;
		for (gsize i = 0; i < G_N_ELEMENTS(marks) && !mark; i++)
			mark = g_utf8_get_char(at) == marks[i];
		if (!mark)
			return FALSE;
	}
	return TRUE;
}

static gboolean check_cell(const struct sheet_cell *cell, GError **error)
{
	if (cell->kind == CELL_WRONG)
		return fail(error, ERROR_INPUT, "%s", cell_reason(cell));
	if (cell->kind == CELL_ERROR)
		return fail(error, ERROR_INPUT,
			_("the cell holds the error %s of the spreadsheet: correct its formula, or "
			  "write the value"),
			cell->text);
	if (cell->formula && *cell->text == '\0')
		return fail(error, ERROR_INPUT,
			_("the formula has no stored result: open the file in a spreadsheet "
			  "program and save it again"));
	return TRUE;
}

static gboolean read_kind(const struct model *model, const struct links *links,
	struct column *column, const struct sheet_cell *cell, struct value *value, GError **error)
{
	switch ((enum cell_kind)cell->kind) {
	case CELL_NUMBER:
		return read_number(model, links, column, cell->text, value, error);
	case CELL_TIME:
		return read_time(model, links, column, cell->text, value, error);
	case CELL_TEXT:
		return read_text(model, links, column, cell->text, value, error);
	default:
		return value_from_text(model, column->field, links, cell->text, value, error);
	}
}

gboolean cell_value(const struct model *model, const struct links *links, struct column *column,
	const struct sheet_cell *cell, struct value *value, GError **error)
{
	*value = (struct value){0};
	if (!cell)
		return TRUE;
	if (check_cell(cell, error) && read_kind(model, links, column, cell, value, error))
		return TRUE;
	*value = (struct value){0};
	return FALSE;
}

gboolean cell_number(const struct sheet_cell *cell, gint64 *number, GError **error)
{
	*number = 0;
	if (!cell)
		return TRUE;
	if (!check_cell(cell, error))
		return FALSE;
	const char *text = *cell->text == '#' ? cell->text + 1 : cell->text;
	if (decimal_parse_plain(text, 0, number, NULL) && *number > 0)
		return TRUE;
	g_autofree char *brief = text_brief(cell->text);
	return fail(error, ERROR_INPUT, _("“%s” is no number of a record or version"), brief);
}

gboolean cell_state(
	const struct reg *reg, const struct sheet_cell *cell, guint *state, GError **error)
{
	if (!check_cell(cell, error))
		return FALSE;
	const struct state *found = reg_state_named(reg, cell->text);
	if (found) {
		*state = found->index;
		return TRUE;
	}
	g_autofree char *brief = text_brief(cell->text);
	g_autofree char *accepted = accepted_states(reg, cell->text);
	return fail(error, ERROR_INPUT, _("“%s” is no state; %s"), brief, accepted);
}
