/* SPDX-License-Identifier: Apache-2.0 */
#include "app/due.h"

const struct field *due_field(const struct reg *reg)
{
	const struct field *due = reg->personal ? NULL : reg_field(reg, "due_on");
	return due && due->type == FIELD_DATE && !due->many && !due->personal ? due : NULL;
}

/* A day that says that what was due is done. */
static gboolean is_done_field(const struct field *field)
{
	static const char *const done[] = { "done_on", "returned_on", "sent_on", "answered_on", "settled_on", "closed_on", NULL };
	return field->type == FIELD_DATE && !field->many && g_strv_contains(done, field->id);
}

static gboolean is_done(const struct record *record)
{
	const struct state *state = record->reg->states->len ? record->reg->states->pdata[record->state] : NULL;
	for (guint i = 0; i < record->reg->fields->len; i++)
		if (is_done_field(record->reg->fields->pdata[i]) && record->values[i].kind != VALUE_NONE)
			return TRUE;
	return state && state->next->len == 0;
}

enum lateness record_due(const struct record *record, day_t today, day_t *day)
{
	const struct field *field = due_field(record->reg);
	const struct value *due = field ? &record->values[field->index] : NULL;
	*day = due && due->kind == VALUE_NUMBER ? (day_t)due->number : DAY_NONE;
	if (*day == DAY_NONE || record->deleted || is_done(record))
		return DUE_NONE;
	return *day < today ? DUE_LATE : *day <= today + 7 ? DUE_SOON : DUE_LATER;
}

static void condition_clear(gpointer data)
{
	g_array_unref(((struct list_condition *)data)->values);
}

static GArray *add_condition(GArray *conditions, const struct field *field, enum list_test test)
{
	struct list_condition condition = { field, test, g_array_new(FALSE, FALSE, sizeof(struct list_value)) };
	g_array_append_val(conditions, condition);
	return condition.values;
}

static void add_bound(GArray *conditions, const struct field *due, enum list_test test, day_t day)
{
	struct list_value bound = { .number = day };
	g_array_append_val(add_condition(conditions, due, test), bound);
}

GArray *due_conditions(const struct reg *reg, day_t from, day_t to)
{
	const struct field *due = due_field(reg);
	GArray *open = NULL, *conditions = g_array_new(FALSE, FALSE, sizeof(struct list_condition));
	g_array_set_clear_func(conditions, condition_clear);
	if (!due)
		return conditions;
	add_bound(conditions, due, LIST_LEAST, from);
	add_bound(conditions, due, LIST_MOST, to);
	for (guint i = 0; i < reg->fields->len; i++)
		if (is_done_field(reg->fields->pdata[i]))
			add_condition(conditions, reg->fields->pdata[i], LIST_NONE);
	for (guint i = 0; i < reg->states->len; i++) {
		const struct state *state = reg->states->pdata[i];
		struct list_value value = { .text = state->id };
		if (!state->next->len)
			continue;
		open = open ? open : add_condition(conditions, NULL, LIST_ANY);
		g_array_append_val(open, value);
	}
	return conditions;
}

/* From the day after the one to the other. */
static guint workdays_between(const struct model *model, day_t from, day_t to)
{
	guint count = 0;
	for (day_t day = from + 1; day <= to; day++)
		count += model_is_workday(model, day) ? 1 : 0;
	return count;
}

char *due_words(const struct model *model, day_t today, day_t day)
{
	enum { COUNTED_MOST = 400 };
	if (day == today)
		return g_strdup(_("due today"));
	if (day < today - COUNTED_MOST || day > today + COUNTED_MOST)
		return g_strdup_printf(day < today ? _("%d days late") : _("%d days left"), day < today ? today - day : day - today);
	guint count = workdays_between(model, MIN(day, today), MAX(day, today));
	return g_strdup_printf(day < today ? count == 1 ? _("%u working day late") : _("%u working days late") :
		count == 1 ? _("%u working day left") : _("%u working days left"), count);
}
