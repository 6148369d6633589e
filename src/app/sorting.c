/* SPDX-License-Identifier: Apache-2.0 */
#include "app/sorting.h"
#include "base/text.h"

#include <string.h>

#define TERMS_MOST 8

/* One name of the order. Neither field nor state: the id. */
struct term {
	const struct field *field;
	gboolean state, falls;
};

struct order {
	struct term terms[TERMS_MOST];
	guint count;
};

/* A record with what it is compared by. */
struct entry {
	struct record *record;
	struct mark {
		gboolean given;
		gint64 number;
		char *text; /* NULL: by number */
	} marks[TERMS_MOST];
};

static const struct field *need_field(const struct reg *reg, const char *id, GError **error)
{
	const struct field *field = reg_field(reg, id);
	if (field && field->type != FIELD_ROWS && field->type != FIELD_DOCUMENT)
		return field;
	if (field) {
		fail(error, ERROR_USAGE, _("--sort: the field %s holds rows or documents, which have no order"), id);
		return NULL;
	}
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	for (guint i = 0; i < reg->fields->len; i++)
		g_ptr_array_add(known, ((const struct field *)reg->fields->pdata[i])->id);
	g_ptr_array_add(known, NULL);
	const char *near = text_nearest(id, (const char *const *)known->pdata);
	fail(error, ERROR_USAGE, near ? _("--sort: the register %s has no field “%s”; did you mean %s?") : _("--sort: the register %s has no field “%s”"),
		reg->id, id, near);
	return NULL;
}

static gboolean read_order(const struct reg *reg, const char *text, struct order *order, GError **error)
{
	g_auto(GStrv) names = g_strsplit(text, ",", -1);
	for (guint i = 0; names[i]; i++) {
		const char *name = g_strstrip(names[i]);
		if (order->count == TERMS_MOST)
			return fail(error, ERROR_USAGE, _("--sort: at most %d fields"), TERMS_MOST);
		struct term *term = &order->terms[order->count++];
		term->falls = *name == '-';
		name += term->falls;
		term->state = strcmp(name, "state") == 0 && reg->states->len;
		term->field = term->state || strcmp(name, "id") == 0 ? NULL : need_field(reg, name, error);
		if (!term->field && !term->state && strcmp(name, "id") != 0)
			return FALSE;
	}
	return TRUE;
}

/* The place of a choice in its definition. */
static gint64 choice_place(const struct field *field, const char *id)
{
	for (guint i = 0; i < field->choices->len; i++)
		if (strcmp(((const struct choice *)field->choices->pdata[i])->id, id) == 0)
			return i;
	return field->choices->len;
}

static void mark_field(struct app *app, const struct field *field, const struct record *record, struct mark *mark)
{
	const struct value *value = &record->values[field->index];
	mark->given = value->kind != VALUE_NONE;
	if (!mark->given)
		return;
	if (value->kind == VALUE_NUMBER && field->type != FIELD_LINK) {
		mark->number = value->number;
	} else if (value->kind == VALUE_MONEY) {
		mark->given = money_converted(app->model, value->money, &mark->number, NULL);
	} else if (value->kind == VALUE_TEXT && field->choices && field->choices->len) {
		mark->number = choice_place(field, value->text);
	} else {
		g_autofree char *text = value_text(app->model, field, value, store_links(app->store, record->office), app->language);
		mark->text = text_sort_key(text);
	}
}

static gint compare_marks(const struct mark *a, const struct mark *b, gboolean falls)
{
	if (!a->given || !b->given)
		return b->given - a->given;
	gint by = a->text && b->text ? strcmp(a->text, b->text) : (a->number > b->number) - (a->number < b->number);
	return falls ? -by : by;
}

static gint compare_entries(gconstpointer x, gconstpointer y, gpointer data)
{
	const struct entry *a = x, *b = y;
	const struct order *order = data;
	gint by = 0;
	for (guint i = 0; i < order->count && !by; i++)
		by = compare_marks(&a->marks[i], &b->marks[i], order->terms[i].falls);
	return by ? by : (a->record->id > b->record->id) - (a->record->id < b->record->id);
}

static void mark_entry(struct app *app, const struct order *order, struct entry *entry)
{
	for (guint i = 0; i < order->count; i++) {
		struct mark *mark = &entry->marks[i];
		if (order->terms[i].field) {
			mark_field(app, order->terms[i].field, entry->record, mark);
			continue;
		}
		mark->given = TRUE;
		mark->number = order->terms[i].state ? (gint64)entry->record->state : entry->record->id;
	}
}

gboolean app_sort(struct app *app, const struct reg *reg, GPtrArray *records, const char *text, GError **error)
{
	struct order order = { .count = 0 };
	if (!read_order(reg, text, &order, error))
		return FALSE;
	g_autofree struct entry *entries = g_new0(struct entry, records->len + 1);
	for (guint i = 0; i < records->len; i++) {
		entries[i].record = records->pdata[i];
		mark_entry(app, &order, &entries[i]);
	}
	g_qsort_with_data(entries, (gint)records->len, sizeof *entries, compare_entries, &order);
	for (guint i = 0; i < records->len; i++) {
		records->pdata[i] = entries[i].record;
		for (guint k = 0; k < order.count; k++)
			g_free(entries[i].marks[k].text);
	}
	return TRUE;
}
