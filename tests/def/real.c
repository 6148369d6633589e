/* SPDX-License-Identifier: Apache-2.0 */
/* The definitions of the program with random records: what is kept comes back, every expression can
 * be evaluated. */
#include "check.h"
#include "def/expr.h"
#include "random.h"
#include "sample.h"

static struct model *load(void)
{
	const char *const folders[] = {TESTS "/../definitions", NULL};
	g_autoptr(findings_t) findings = findings_new();
	struct model *model = model_load(folders, findings);
	if (!model) {
		g_autofree char *text = findings_text(findings);
		g_error("%s", text);
	}
	return model;
}

static void check_field(const struct model *model, const struct reg *reg, const struct field *field)
{
	g_autoptr(record_t) record = record_new(reg);
	struct value *value = &record->values[field->index];
	random_value(field, value);
	g_autofree char *json = record_json(record);
	g_autoptr(record_t) again = record_new(reg);
	g_assert_true(record_read_json(again, model, json, strlen(json), NULL, NULL));
	if (!value_equal(&again->values[field->index], value))
		g_error("%s.%s: %s is read differently", reg->id, field->id, json);
	g_autofree char *plain = value_plain(model, field, value, NULL);
	struct value read;
	g_autoptr(GError) error = NULL;
	if (!value_from_text(model, field, NULL, plain, &read, &error))
		g_error("%s.%s: %s: %s", reg->id, field->id, plain, error->message);
	if (!value_equal(&read, value))
		g_error("%s.%s: %s becomes %s", reg->id, field->id, json, plain);
	value_clear(&read);
}

static void test_fields(void)
{
	g_autoptr(model_t) model = load();
	for (guint i = 0; i < model->registers->len; i++) {
		const struct reg *reg = model->registers->pdata[i];
		for (guint j = 0; j < reg->fields->len; j++)
			for (int round = 0; round < 10; round++)
				check_field(model, reg, reg->fields->pdata[j]);
	}
}

/* Every register has the one record that all its links name. */
static const struct record *get_record(void *data, const struct reg *target, gint64 id)
{
	GHashTable *records = data;
	(void)id;
	return g_hash_table_lookup(records, target);
}

static void evaluate(const struct expr *expr, const struct scope *scope)
{
	struct amount amount;
	if (!expr)
		return;
	g_autoptr(GError) error = NULL;
	if (!expr_amount(expr, scope, &amount, &error) && error)
		g_assert_error(error, ERROR_DOMAIN, (gint)ERROR_INPUT);
	expr_true(expr, scope);
	if (expr_type_of(expr) == TYPE_DAY) {
		day_t day = expr_day(expr, scope);
		g_assert_true(day >= DAY_NONE && day <= DAY_LAST);
	}
}

static void evaluate_figure(const struct figure *figure, struct scope scope)
{
	const struct value *rows = figure->each ? &scope.record->values[figure->each->index] : NULL;
	guint count = !rows ? 1 : rows->kind == VALUE_ROWS ? rows->rows->len : 0;
	for (guint i = 0; i < count; i++) {
		scope.row = rows ? rows->rows->pdata[i] : NULL;
		evaluate(figure->when, &scope);
		evaluate(figure->amount, &scope);
		evaluate(figure->on, &scope);
		evaluate(figure->from, &scope);
		evaluate(figure->until, &scope);
	}
}

static void fill(struct record *record)
{
	const struct reg *reg = record->reg;
	for (guint i = 0; i < reg->fields->len; i++) {
		const struct field *field = reg->fields->pdata[i];
		value_clear(&record->values[i]);
		if (!field->compute && g_test_rand_int_range(0, 4) > 0)
			random_value(field, &record->values[i]);
	}
	if (reg->states->len > 0)
		record->state = (guint)g_test_rand_int_range(0, (gint32)reg->states->len);
}

static void test_expressions(void)
{
	g_autoptr(model_t) model = load();
	g_autoptr(GHashTable) records =
		g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)record_free);
	const struct links links = {NULL, get_record, records};
	for (guint i = 0; i < model->registers->len; i++)
		g_hash_table_insert(records, model->registers->pdata[i],
			record_new(model->registers->pdata[i]));
	for (int round = 0; round < 20; round++) {
		for (guint i = 0; i < model->registers->len; i++) {
			const struct reg *reg = model->registers->pdata[i];
			struct record *record = g_hash_table_lookup(records, reg);
			fill(record);
			g_autoptr(GError) error = NULL;
			if (!record_complete(record, model, &links, &error))
				g_assert_error(error, ERROR_DOMAIN, (gint)ERROR_INPUT);
			record_validate(record, model, &links, NULL);
			g_free(record_title(record, model, &links, "vi"));
			const struct scope scope = {model, record, NULL, &links};
			for (guint j = 0; j < reg->figures->len; j++)
				evaluate_figure(reg->figures->pdata[j], scope);
		}
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/real/every field comes back from JSON and text", test_fields);
	g_test_add_func("/real/every expression can be evaluated", test_expressions);
	return g_test_run();
}
