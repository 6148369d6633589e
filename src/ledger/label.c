/* SPDX-License-Identifier: Apache-2.0 */
/* What the values of a dimension are called. */
#include "ledger/answer.h"

#include <string.h>

static const struct label *value_label(const struct figure *figure, const char *dimension_id, const char *value)
{
	static const struct label yes = { (char *)"Có", (char *)"Yes" }, no = { (char *)"Không", (char *)"No" };
	const struct dimension *dimension = figure_dimension(figure, dimension_id);
	if (strcmp(dimension_id, "continuing") == 0 || (dimension && dimension->field->type == FIELD_BOOL))
		return strcmp(value, "yes") == 0 ? &yes : &no;
	if (dimension && dimension->field->choices && dimension->field->choices->len) {
		const struct choice *choice = field_choice(dimension->field, value);
		return choice ? &choice->label : NULL;
	}
	const struct code_item *item = dimension && dimension->field->codes ? code_find(dimension->field->codes, value) : NULL;
	return item ? &item->label : NULL;
}

char *figure_query_name(const struct figure_query *query, const char *language)
{
	const struct figure *figure = query->figure;
	GString *name = g_string_new(label_text(&figure->label, language));
	while (figure->operands[0])
		figure = figure->operands[0];
	for (guint i = 0; i < query->conditions->len; i++) {
		const struct condition *condition = query->conditions->pdata[i];
		const struct dimension *dimension = figure_dimension(figure, condition->dimension);
		gboolean truth = strcmp(condition->dimension, "continuing") == 0 || (dimension && dimension->field->type == FIELD_BOOL);
		g_string_append(name, i ? "; " : " (");
		if (truth) /* "yes" alone says nothing */
			g_string_append_printf(name, "%s: ", dimension ? label_text(&dimension->field->label, language) : strcmp(language, "en") == 0 ? "continuing" : "chuyển tiếp");
		for (guint v = 0; condition->values[v]; v++) {
			const struct label *label = value_label(figure, condition->dimension, condition->values[v]);
			const char *none = strcmp(language, "en") == 0 ? "(not given)" : "(chưa rõ)";
			g_string_append_printf(name, "%s%s", v ? ", " : "", label ? label_text(label, language) : *condition->values[v] ? condition->values[v] : none);
		}
	}
	if (query->conditions->len)
		g_string_append_c(name, ')');
	return g_string_free(name, FALSE);
}

struct division_search {
	const char *code;
	char *name;
};

static gboolean find_division(void *data, const struct record *office, GError **error)
{
	struct division_search *search = data;
	const struct field *rows = reg_field(office->reg, "divisions");
	const struct field *code = rows ? rows_field(rows, "code") : NULL, *name = rows ? rows_field(rows, "name") : NULL;
	const struct value *divisions = code && name ? &office->values[rows->index] : NULL;
	(void)error;
	for (guint i = 0; divisions && divisions->kind == VALUE_ROWS && i < divisions->rows->len; i++) {
		const struct value *row = divisions->rows->pdata[i];
		if (row[code->index].kind == VALUE_TEXT && row[name->index].kind == VALUE_TEXT && strcmp(row[code->index].text, search->code) == 0)
			search->name = g_strdup(row[name->index].text);
	}
	return search->name == NULL;
}

/* Divisions are said by the names that the office's own record gives them. */
static char *division_name(struct store *store, gint64 office, const char *code)
{
	const struct reg *reg = model_register(store_model(store), "office");
	struct division_search search = { .code = code };
	if (reg)
		store_each(store, reg, office, 0, find_division, &search, NULL);
	return search.name;
}

/* Links are said by the title of the record they name, divisions by their names. */
static char *record_label(struct store *store, const struct figure_query *query, const char *value)
{
	const struct dimension *dimension = figure_dimension(query->figure, query->by);
	gint64 office = query->offices->len ? g_array_index(query->offices, gint64, 0) : 0;
	if (dimension && dimension->field->type == FIELD_DIVISION)
		return division_name(store, office, value);
	if (!dimension || dimension->field->type != FIELD_LINK || dimension->field->target->personal)
		return NULL;
	g_autoptr(record_t) record = store_find(store, dimension->field->target, office, value, NULL);
	return record ? record_title(record, store_model(store), store_links(store, office), "vi") : NULL;
}

static gboolean take_name(void *data, const struct record *office, GError **error)
{
	const char *full = record_text(office, "full_name"), *name = record_text(office, "name");
	(void)error;
	if (*name && !*(char **)data)
		*(char **)data = *full ? g_strdup(full) : g_strdup_printf("%s %s", name, record_text(office, "place"));
	return TRUE;
}

/* What an office's own record calls it; its code where the record is not there. */
static char *office_name(struct store *store, const char *code)
{
	const struct reg *reg = model_register(store_model(store), "office");
	gint64 office = store_office(store, code, NULL);
	char *name = NULL;
	if (reg && office)
		store_each(store, reg, office, 0, take_name, &name, NULL);
	return name ? name : g_strdup(code);
}

void label_row(struct store *store, const struct figure_query *query, struct figure_row *row)
{
	gboolean office = is_by_office(query->figure, query->by);
	const struct label *label = office ? NULL : value_label(query->figure, query->by, row->value);
	g_autofree char *title = office ? office_name(store, row->value) : *row->value && !label ? record_label(store, query, row->value) : NULL;
	const char *plain = title ? title : row->value;
	row->label_vi = g_strdup(!*row->value ? "(chưa rõ)" : label ? label_text(label, "vi") : plain);
	row->label_en = g_strdup(!*row->value ? "(not given)" : label ? label_text(label, "en") : plain);
}
