/* SPDX-License-Identifier: Apache-2.0 */
#include "def/load.h"

void label_clear(struct label *label)
{
	g_clear_pointer(&label->vi, g_free);
	g_clear_pointer(&label->en, g_free);
	g_clear_pointer(&label->one, g_free);
}

static void choice_free(gpointer data)
{
	struct choice *choice = data;
	g_free(choice->id);
	label_clear(&choice->label);
	g_free(choice);
}

static void field_free(gpointer data)
{
	struct field *field = data;
	g_free(field->id);
	label_clear(&field->label);
	label_clear(&field->unit);
	label_clear(&field->help);
	g_clear_pointer(&field->choices, g_ptr_array_unref);
	g_clear_pointer(&field->fields, g_ptr_array_unref);
	g_clear_pointer(&field->check, expr_free);
	g_clear_pointer(&field->compute, expr_free);
	g_clear_pointer(&field->pattern, g_regex_unref);
	g_free(field->check_text);
	g_free(field->fallback);
	g_free(field);
}

struct field *field_new(const char *id, struct place place)
{
	struct field *field = g_new0(struct field, 1);
	field->id = g_strdup(id);
	field->place = place;
	field->choices = g_ptr_array_new_with_free_func(choice_free);
	field->fields = g_ptr_array_new_with_free_func(field_free);
	return field;
}

static void state_free(gpointer data)
{
	struct state *state = data;
	g_free(state->id);
	label_clear(&state->label);
	g_array_unref(state->next);
	g_free(state);
}

void reg_free(gpointer data)
{
	struct reg *reg = data;
	g_free(reg->id);
	label_clear(&reg->title);
	g_ptr_array_unref(reg->fields);
	g_ptr_array_unref(reg->states);
	g_ptr_array_unref(reg->figures);
	g_free(reg);
}

struct reg *reg_new(void)
{
	struct reg *reg = g_new0(struct reg, 1);
	reg->fields = g_ptr_array_new_with_free_func(field_free);
	reg->states = g_ptr_array_new_with_free_func(state_free);
	reg->figures = g_ptr_array_new();
	return reg;
}

void dimension_free(gpointer data)
{
	struct dimension *dimension = data;
	g_free(dimension->id);
	g_free(dimension);
}

static void figure_free(gpointer data)
{
	struct figure *figure = data;
	g_free(figure->id);
	label_clear(&figure->label);
	label_clear(&figure->unit);
	label_clear(&figure->note);
	g_clear_pointer(&figure->amount, expr_free);
	g_clear_pointer(&figure->when, expr_free);
	g_clear_pointer(&figure->on, expr_free);
	g_clear_pointer(&figure->from, expr_free);
	g_clear_pointer(&figure->until, expr_free);
	if (figure->distinct)
		dimension_free((gpointer)figure->distinct);
	g_ptr_array_unref(figure->dimensions);
	g_free(figure->source);
	g_free(figure);
}

struct figure *figure_new(const char *id, const struct reg *reg, struct place place)
{
	struct figure *figure = g_new0(struct figure, 1);
	figure->id = g_strdup(id);
	figure->reg = reg;
	figure->place = place;
	figure->dimensions = g_ptr_array_new_with_free_func(dimension_free);
	return figure;
}

void code_item_free(gpointer data)
{
	struct code_item *item = data;
	g_free(item->id);
	label_clear(&item->label);
	g_free(item->code);
	g_clear_pointer(&item->aliases, g_ptr_array_unref);
	g_free(item->into);
	g_free(item->kind);
	g_free(item->symbol);
	g_free(item->region);
	g_free(item->order);
	g_free(item);
}

static void code_list_free(gpointer data)
{
	struct code_list *list = data;
	g_free(list->id);
	label_clear(&list->title);
	g_hash_table_unref(list->by_id);
	g_hash_table_unref(list->by_name);
	g_ptr_array_unref(list->items);
	g_free(list);
}

struct code_list *code_list_new(void)
{
	struct code_list *list = g_new0(struct code_list, 1);
	list->items = g_ptr_array_new_with_free_func(code_item_free);
	list->by_id = g_hash_table_new(g_str_hash, g_str_equal);
	list->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return list;
}

static void group_free(gpointer data)
{
	struct group *group = data;
	g_free(group->id);
	label_clear(&group->label);
	g_free(group);
}

static void holiday_label_free(gpointer data)
{
	label_clear(data);
	g_free(data);
}

static gint compare_days(gconstpointer a, gconstpointer b)
{
	return GPOINTER_TO_INT(a) - GPOINTER_TO_INT(b);
}

struct model *model_new(void)
{
	struct model *model = g_new0(struct model, 1);
	model->registers = g_ptr_array_new_with_free_func(reg_free);
	model->figures = g_ptr_array_new_with_free_func(figure_free);
	model->groups = g_ptr_array_new_with_free_func(group_free);
	model->codes = g_ptr_array_new_with_free_func(code_list_free);
	model->registers_by_id = g_hash_table_new(g_str_hash, g_str_equal);
	model->figures_by_id = g_hash_table_new(g_str_hash, g_str_equal);
	model->rates = g_array_new(FALSE, FALSE, sizeof(struct rate));
	model->holidays = g_tree_new(compare_days);
	model->holiday_labels = g_ptr_array_new_with_free_func(holiday_label_free);
	model->worked = g_tree_new(compare_days);
	model->sources = g_ptr_array_new_with_free_func(source_free);
	model->regimes = g_ptr_array_new_with_free_func(group_free);
	model->strings = g_string_chunk_new(256);
	return model;
}

void model_free(struct model *model)
{
	if (!model)
		return;
	g_hash_table_unref(model->registers_by_id);
	g_hash_table_unref(model->figures_by_id);
	g_ptr_array_unref(model->figures);
	g_ptr_array_unref(model->registers);
	g_ptr_array_unref(model->groups);
	g_ptr_array_unref(model->regimes);
	g_ptr_array_unref(model->codes);
	g_array_unref(model->rates);
	g_tree_destroy(model->holidays);
	g_ptr_array_unref(model->holiday_labels);
	g_tree_destroy(model->worked);
	g_ptr_array_unref(model->sources);
	g_string_chunk_free(model->strings);
	g_free(model);
}
