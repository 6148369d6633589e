/* SPDX-License-Identifier: Apache-2.0 */
#include "app/against.h"

#include <string.h>

struct office_records {
	struct app *app;
	gint64 office;
	GHashTable *kept;      /* register → whether the office has records in it, and one */
	GHashTable *documents; /* key → GPtrArray of struct kept_document * */
	GPtrArray *people;
	GStringChunk *texts;
	struct against against;
};

static gboolean take_any(void *data, const struct record *record, GError **error)
{
	(void)record;
	(void)error;
	*(gboolean *)data = TRUE;
	return FALSE;
}

/* Of a register without records nothing is known. */
static gboolean is_kept(struct office_records *records, const struct reg *reg)
{
	gpointer known = g_hash_table_lookup(records->kept, reg);
	if (known)
		return GPOINTER_TO_UINT(known) == 2;
	gboolean any = FALSE;
	store_each(records->app->store, reg, records->office, 0, take_any, &any, NULL);
	g_hash_table_insert(records->kept, (gpointer)reg, GUINT_TO_POINTER(any ? 2 : 1));
	return any;
}

static gboolean office_figure(
	void *data, const char *name, const char *where, struct span span, struct recorded *recorded)
{
	struct office_records *records = data;
	struct app *app = records->app;
	const struct figure *figure = model_figure(app->model, name);
	if (!figure || !figure->reg || !is_kept(records, figure->reg))
		return FALSE;
	g_autoptr(figure_query_t) query = figure_query_new(figure);
	struct number number;
	g_array_append_val(query->offices, records->office);
	query->span = span;
	if ((where && !figure_query_where(query, app->store, where, NULL)) ||
		!figure_number(app->ledger, query, &number, NULL) || !number.present)
		return FALSE;
	*recorded = (struct recorded){.value = number.value, .scale = number.scale};
	g_strlcpy(recorded->currency, number.currency, sizeof recorded->currency);
	return TRUE;
}

struct bounds {
	gint64 least, most;
	guint scale;
};

static gboolean is_within(const struct bounds *bounds, gint64 value, guint scale)
{
	return scale == bounds->scale && value >= bounds->least && value <= bounds->most;
}

/* Whether one of the rows of a query by one of the figure's dimensions is within the bounds. */
static gboolean has_row(struct app *app, struct figure_query *query, const struct bounds *bounds)
{
	const GPtrArray *dimensions = query->figure->dimensions;
	for (guint i = 0; i < dimensions->len; i++) {
		const struct dimension *dimension = dimensions->pdata[i];
		if (!figure_query_by(query, dimension->id, NULL))
			continue;
		g_autoptr(figure_answer_t) answer = figure_answer(app->ledger, query, NULL);
		for (guint j = 0; answer && answer->rows && j < answer->rows->len; j++) {
			const struct figure_row *row = answer->rows->pdata[j];
			if (row->number.present && is_within(bounds, row->number.value, row->number.scale))
				return TRUE;
		}
	}
	return FALSE;
}

static gboolean office_part(
	void *data, const char *name, const char *where, struct span span, gint64 least, gint64 most, guint scale)
{
	const struct bounds bounds = {least, most, scale};
	struct office_records *records = data;
	const struct figure *figure = model_figure(records->app->model, name);
	struct recorded whole;
	if (!figure || !figure->dimensions || most <= 0)
		return FALSE;
	if (where && office_figure(data, name, NULL, span, &whole) && is_within(&bounds, whole.value, whole.scale))
		return TRUE;
	g_autoptr(figure_query_t) query = figure_query_new(figure);
	g_array_append_val(query->offices, records->office);
	query->span = span;
	if (where && !figure_query_where(query, records->app->store, where, NULL))
		return FALSE;
	return has_row(records->app, query, &bounds);
}

static void free_documents(gpointer list)
{
	g_ptr_array_unref(list);
}

static day_t day_of(const struct record *record, const char *field)
{
	const struct value *value = record_value(record, field);
	return value ? (day_t)value->number : DAY_NONE;
}

/* Of a document that ended without a day, the first day of all. */
static day_t end_of(const struct record *record)
{
	const char *state = record_state(record);
	day_t on = day_of(record, "ended_on");
	gboolean ended = strcmp(state, "replaced") == 0 || strcmp(state, "repealed") == 0 || strcmp(state, "expired") == 0;
	return on || !ended ? on : day_make(1900, 1, 1);
}

static gboolean take_document(void *data, const struct record *record, GError **error)
{
	struct office_records *records = data;
	(void)error;
	if (strcmp(record_state(record), "cancelled") == 0)
		return TRUE;
	g_autofree char *key = cite_key_of_text(record_text(record, "symbol"));
	GPtrArray *list = g_hash_table_lookup(records->documents, key);
	if (!list) {
		list = g_ptr_array_new_with_free_func(g_free);
		g_hash_table_insert(records->documents, g_string_chunk_insert(records->texts, key), list);
	}
	struct kept_document *kept = g_new0(struct kept_document, 1);
	kept->dated_on = day_of(record, "dated_on");
	kept->ended_on = end_of(record);
	g_ptr_array_add(list, kept);
	return TRUE;
}

static gboolean take_person(void *data, const struct record *record, GError **error)
{
	struct office_records *records = data;
	(void)error;
	const char *name = record_text(record, "name");
	if (*name)
		g_ptr_array_add(records->people, g_string_chunk_insert_const(records->texts, name));
	return TRUE;
}

static gboolean read_register(struct office_records *records, const char *name, record_visitor take, GError **error)
{
	const struct reg *reg = model_register(records->app->model, name);
	return !reg || store_each(records->app->store, reg, records->office, 0, take, records, error);
}

struct office_records *office_records_new(struct app *app, gint64 office, GError **error)
{
	g_autoptr(office_records_t) records = g_new0(struct office_records, 1);
	records->app = app;
	records->office = office;
	records->kept = g_hash_table_new(g_direct_hash, g_direct_equal);
	records->documents = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_documents);
	records->people = g_ptr_array_new();
	records->texts = g_string_chunk_new(1024);
	if (!read_register(records, "legal", take_document, error) || !read_register(records, "staff", take_person, error))
		return NULL;
	records->against = (struct against){.data = records,
		.figure = office_figure,
		.part = office_part,
		.documents = g_hash_table_size(records->documents) ? records->documents : NULL,
		.people = records->people};
	return g_steal_pointer(&records);
}

void office_records_free(struct office_records *records)
{
	if (!records)
		return;
	g_hash_table_unref(records->kept);
	g_hash_table_unref(records->documents);
	g_ptr_array_unref(records->people);
	g_string_chunk_free(records->texts);
	g_free(records);
}

const struct against *office_records_against(const struct office_records *records)
{
	return &records->against;
}
