/* SPDX-License-Identifier: Apache-2.0 */
#include "def/load.h"
#include "base/number.h"
#include "base/text.h"

#include <string.h>

#define MINOR_USUAL 2
#define SCALE_MOST  18

const char *label_text(const struct label *label, const char *language)
{
	gboolean vietnamese = g_strcmp0(language, "vi") == 0;
	const char *wanted = vietnamese ? label->vi : label->en;
	const char *other = vietnamese ? label->en : label->vi;
	return wanted ? wanted : other ? other : "";
}

const char *label_counted(
	const struct label *label, gint64 number, guint scale, const char *language)
{
	gboolean one = label->one && scale <= SCALE_MOST && number == number_power10(scale);
	return one && g_strcmp0(language, "vi") != 0 ? label->one : label_text(label, language);
}

const char *label_here(const struct label *label)
{
	/* The code of the language that the messages are in: "en", "vi". */
	return label_text(label, _("en"));
}

char *label_quoted(const struct label *label, const char *id)
{
	const char *text = label_here(label);
	if (*text == '\0' || strcmp(text, id) == 0)
		return g_strdup_printf("“%s”", id);
	return g_strdup_printf("“%s” (%s)", text, id);
}

const struct code_item *code_find(const struct code_list *list, const char *id)
{
	return g_hash_table_lookup(list->by_id, id);
}

const struct code_item *code_match(const struct code_list *list, const char *text)
{
	const struct code_item *item = code_find(list, text);
	if (item)
		return item;
	g_autofree char *name = text_fold(text);
	return g_hash_table_lookup(list->by_name, name);
}

const struct reg *model_register(const struct model *model, const char *id)
{
	return g_hash_table_lookup(model->registers_by_id, id);
}

const struct figure *model_figure(const struct model *model, const char *id)
{
	return g_hash_table_lookup(model->figures_by_id, id);
}

const struct code_list *model_codes(const struct model *model, const char *id)
{
	for (guint i = 0; i < model->codes->len; i++) {
		const struct code_list *list = model->codes->pdata[i];
		if (strcmp(list->id, id) == 0)
			return list;
	}
	return NULL;
}

static void fail_near(GHashTable *known, const char *id, const char *message, GError **error)
{
	g_autofree const char **ids = (const char **)g_hash_table_get_keys_as_array(known, NULL);
	const char *nearest = text_nearest(id, ids);
	g_autofree char *brief = text_brief(id);
	if (nearest)
		fail(error, ERROR_ABSENT, _("%s “%s”; did you mean “%s”?"), message, brief, nearest);
	else
		fail(error, ERROR_ABSENT, _("%s “%s”"), message, brief);
}

const struct reg *model_need_register(const struct model *model, const char *id, GError **error)
{
	const struct reg *reg = model_register(model, id);
	if (!reg)
		fail_near(model->registers_by_id, id, _("there is no register"), error);
	return reg;
}

const struct figure *model_need_figure(const struct model *model, const char *id, GError **error)
{
	const struct figure *figure = model_figure(model, id);
	if (!figure)
		fail_near(model->figures_by_id, id, _("there is no figure"), error);
	return figure;
}

static const struct field *find_field(const GPtrArray *fields, const char *id)
{
	for (guint i = 0; fields && i < fields->len; i++) {
		const struct field *field = fields->pdata[i];
		if (strcmp(field->id, id) == 0)
			return field;
	}
	return NULL;
}

const struct field *reg_field(const struct reg *reg, const char *id)
{
	return find_field(reg->fields, id);
}

const struct field *reg_day(const struct reg *reg)
{
	for (guint i = 0; i < reg->fields->len && !reg->personal; i++) {
		const struct field *field = reg->fields->pdata[i];
		if (field->type == FIELD_DATE && !field->many && !field->personal)
			return field;
	}
	return NULL;
}

const struct field *rows_field(const struct field *rows, const char *id)
{
	return find_field(rows->fields, id);
}

const struct state *reg_state(const struct reg *reg, const char *id)
{
	for (guint i = 0; i < reg->states->len; i++) {
		const struct state *state = reg->states->pdata[i];
		if (strcmp(state->id, id) == 0)
			return state;
	}
	return NULL;
}

static gboolean label_matches(const struct label *label, const char *folded)
{
	g_autofree char *vi = label->vi ? text_fold(label->vi) : NULL;
	g_autofree char *en = label->en ? text_fold(label->en) : NULL;
	return g_strcmp0(vi, folded) == 0 || g_strcmp0(en, folded) == 0;
}

const struct state *reg_state_named(const struct reg *reg, const char *text)
{
	const struct state *found = reg_state(reg, text);
	g_autofree char *folded = found ? NULL : text_fold(text);
	for (guint i = 0; !found && *folded != '\0' && i < reg->states->len; i++) {
		const struct state *state = reg->states->pdata[i];
		found = label_matches(&state->label, folded) ? state : NULL;
	}
	return found;
}

const struct choice *field_choice(const struct field *field, const char *id)
{
	for (guint i = 0; field->choices && i < field->choices->len; i++) {
		const struct choice *choice = field->choices->pdata[i];
		if (strcmp(choice->id, id) == 0)
			return choice;
	}
	g_autofree char *folded = text_fold(id);
	for (guint i = 0; field->choices && i < field->choices->len; i++) {
		const struct choice *choice = field->choices->pdata[i];
		if (folded[0] != '\0' && label_matches(&choice->label, folded))
			return choice;
	}
	return NULL;
}

const struct dimension *figure_dimension(const struct figure *figure, const char *id)
{
	for (guint i = 0; i < figure->dimensions->len; i++) {
		const struct dimension *dimension = figure->dimensions->pdata[i];
		if (strcmp(dimension->id, id) == 0)
			return dimension;
	}
	return NULL;
}

gboolean model_is_workday(const struct model *model, day_t day)
{
	if (g_tree_lookup(model->worked, GINT_TO_POINTER(day)))
		return TRUE;
	return day_weekday(day) <= 5 && !g_tree_lookup(model->holidays, GINT_TO_POINTER(day));
}

day_t model_workdays_after(const struct model *model, day_t day, gint64 n)
{
	if (day == DAY_NONE || n < 0 || n > DAY_LAST)
		return DAY_NONE;
	while (n > 0) {
		if (++day > DAY_LAST)
			return DAY_NONE;
		if (model_is_workday(model, day))
			n--;
	}
	return day;
}

/* The index of the first rate that stands after (currency, day). */
static guint rate_after(const GArray *rates, const char *currency, day_t day)
{
	guint low = 0, high = rates->len;
	while (low < high) {
		guint middle = low + (high - low) / 2;
		const struct rate *rate = &g_array_index(rates, struct rate, middle);
		int order = strcmp(rate->currency, currency);
		if (order < 0 || (order == 0 && rate->on <= day))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

gint64 model_rate(const struct model *model, const char *currency, day_t day, day_t *rate_on)
{
	guint after = rate_after(model->rates, currency, day);
	const struct rate *rate =
		after > 0 ? &g_array_index(model->rates, struct rate, after - 1) : NULL;
	gboolean found = rate && strcmp(rate->currency, currency) == 0;
	if (rate_on)
		*rate_on = found ? rate->on : DAY_NONE;
	return found ? rate->rate : 0;
}

guint model_minor(const struct model *model, const char *currency)
{
	if (strcmp(currency, "VND") == 0)
		return 0;
	const struct code_list *list = model_codes(model, "currencies");
	const struct code_item *item = list ? code_find(list, currency) : NULL;
	return item ? item->minor : MINOR_USUAL;
}

day_t model_due_on(const struct model *model, struct period period, enum regime regime)
{
	const struct due *due = &model->due[regime][period.kind];
	day_t last = period_span(period, regime).to;
	int year, month, day;
	if (!due->set)
		return DAY_NONE;
	if (!due->month)
		return model_workdays_after(model, last, due->workdays);
	day_split(last, &year, &month, &day);
	day_t on = day_make(year, (int)due->month, (int)due->day);
	return on >= last ? on : day_make(year + 1, (int)due->month, (int)due->day);
}
