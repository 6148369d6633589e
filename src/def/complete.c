/* SPDX-License-Identifier: Apache-2.0 */
/* What a record gets besides what was entered: defaults, exchange rates, computed fields. */
#include "def/expr_private.h"
#include "def/record.h"
#include "def/value_private.h"

#include <string.h>

struct completion {
	struct record *record;
	const struct model *model;
	const struct links *links;
	GPtrArray *done; /* const struct field *: computed already; NULL when the register computes
			    nothing */
	guint depth;
};

static gboolean fill_default(const struct completion *completion, const struct field *field,
	struct value *value, GError **error)
{
	if (!field->fallback || value->kind != VALUE_NONE || field->compute)
		return TRUE;
	if (value_from_text(
		    completion->model, field, completion->links, field->fallback, value, error))
		return TRUE;
	g_prefix_error(error, _("%s: its default: "), field->id);
	return FALSE;
}

/* The first date among the values, DAY_NONE without one. */
static day_t first_day(const GPtrArray *fields, const struct value *values)
{
	for (guint i = 0; i < fields->len; i++) {
		const struct field *field = g_ptr_array_index(fields, i);
		if (field->type == FIELD_DATE && !field->compute && values[i].kind == VALUE_NUMBER)
			return (day_t)values[i].number;
	}
	return DAY_NONE;
}

static void fill_rate(const struct model *model, struct money *money, day_t day)
{
	if (strcmp(money->currency, "VND") == 0)
		return;
	if (day == DAY_NONE)
		day = day_today();
	if (money->rate == 0)
		money->rate = model_rate(model, money->currency, day, &money->rate_on);
	else if (money->rate_on == DAY_NONE)
		money->rate_on = day;
}

/* Defaults and rates of a row, which has its own date or that of the record. */
static gboolean fill_row(const struct completion *completion, const struct field *rows,
	struct value *row, day_t day, GError **error)
{
	for (guint i = 0; i < rows->fields->len; i++)
		if (!fill_default(completion, g_ptr_array_index(rows->fields, i), &row[i], error))
			return FALSE;
	day_t own = first_day(rows->fields, row);
	for (guint i = 0; i < rows->fields->len; i++)
		if (row[i].kind == VALUE_MONEY)
			fill_rate(completion->model, row[i].money, own != DAY_NONE ? own : day);
	return TRUE;
}

static gboolean fill(const struct completion *completion, GError **error)
{
	struct record *record = completion->record;
	const GPtrArray *fields = record->reg->fields;
	for (guint i = 0; record->version == 0 && i < fields->len; i++)
		if (!fill_default(
			    completion, g_ptr_array_index(fields, i), &record->values[i], error))
			return FALSE;
	day_t day = first_day(fields, record->values);
	for (guint i = 0; i < fields->len; i++) {
		const struct field *field = g_ptr_array_index(fields, i);
		struct value *value = &record->values[i];
		if (value->kind == VALUE_MONEY && !field->compute)
			fill_rate(completion->model, value->money, day);
		for (guint j = 0; value->kind == VALUE_ROWS && j < value->rows->len; j++) {
			if (!fill_row(completion, field, g_ptr_array_index(value->rows, j), day,
				    error)) {
				g_prefix_error(error, _("%s: row %u: "), field->id, j + 1);
				return FALSE;
			}
		}
	}
	return TRUE;
}

static gboolean compute_one(const struct completion *completion, const struct field *field,
	const struct value *row, struct value *value, GError **error)
{
	const struct scope scope = {completion->model, completion->record, row, completion->links};
	struct value result = {0};
	if (!expr_value(field->compute, &scope, field, &result, error)) {
		g_prefix_error(error, "%s: ", field->id);
		return FALSE;
	}
	value_clear(value);
	*value = result;
	return TRUE;
}

static gboolean compute(struct completion *completion, const struct field *rows,
	const struct field *field, GError **error);

/* What the expression reads of the record is computed first. */
static gboolean compute_reads(struct completion *completion, const struct field *rows,
	const struct expr *expr, GError **error)
{
	const struct field *inner = NULL; /* rows whose fields follow in the list */
	for (guint i = 0; i < expr->reads->len; i++) {
		const struct field *read = g_ptr_array_index(expr->reads, i);
		const GPtrArray *own = completion->record->reg->fields;
		gboolean is_own =
			read->index < own->len && g_ptr_array_index(own, read->index) == read;
		if (is_own && read->type == FIELD_ROWS)
			inner = read;
		if (read->compute && !compute(completion,
					     is_own  ? NULL
					     : inner ? inner
						     : rows,
					     read, error))
			return FALSE;
	}
	return TRUE;
}

/* A field of the record, or of each row of `rows`. */
static gboolean compute(struct completion *completion, const struct field *rows,
	const struct field *field, GError **error)
{
	if (g_ptr_array_find(completion->done, field, NULL))
		return TRUE;
	if (completion->depth > DEPTH_MOST)
		return fail(error, ERROR_INPUT,
			_("%s: the computed fields read each other in a circle"), field->id);
	completion->depth++;
	gboolean good = compute_reads(completion, rows, field->compute, error);
	completion->depth--;
	if (!good)
		return FALSE;
	g_ptr_array_add(completion->done, (gpointer)field);
	struct value *values = completion->record->values;
	if (!rows)
		return compute_one(completion, field, NULL, &values[field->index], error);
	const struct value *held = &values[rows->index];
	for (guint i = 0; held->kind == VALUE_ROWS && i < held->rows->len; i++) {
		struct value *row = g_ptr_array_index(held->rows, i);
		if (!compute_one(completion, field, row, &row[field->index], error)) {
			g_prefix_error(error, _("%s: row %u: "), rows->id, i + 1);
			return FALSE;
		}
	}
	return TRUE;
}

static gboolean compute_all(struct completion *completion, const struct field *rows,
	const GPtrArray *fields, GError **error)
{
	for (guint i = 0; i < fields->len; i++) {
		const struct field *field = g_ptr_array_index(fields, i);
		if (field->compute && !compute(completion, rows, field, error))
			return FALSE;
		if (field->type == FIELD_ROWS &&
			!compute_all(completion, field, field->fields, error))
			return FALSE;
	}
	return TRUE;
}

gboolean record_complete(
	struct record *record, const struct model *model, const struct links *links, GError **error)
{
	g_autoptr(GPtrArray) done = g_ptr_array_new();
	struct completion completion = {
		.record = record, .model = model, .links = links, .done = done};
	return fill(&completion, error) &&
	       compute_all(&completion, NULL, record->reg->fields, error);
}
