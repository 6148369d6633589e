/* SPDX-License-Identifier: Apache-2.0 */
#include "store/list.h"
#include "store/schema.h"
#include "store/store_private.h"

#include <string.h>

/* Made of names in the definitions and of numbered places for values, never of a value. */
struct list_text {
	GString *text;
	struct db *db;
	int parameters; /* bound so far */
};

static gboolean is_text(const struct field *field)
{
	return !field || field_column_type(field) == DB_TEXT;
}

/* The values lie side by side in a list, without a column. */
static gboolean is_listed(const struct field *field)
{
	return field && field->many && field->type != FIELD_ROWS && field->type != FIELD_DOCUMENT;
}

gboolean list_takes(const struct field *field, enum list_test test)
{
	gboolean ordered = field && field_has_column(field) && !is_text(field) && field->type != FIELD_BOOL && field->type != FIELD_LINK;
	gboolean dated = field && field_has_column(field) && field->type == FIELD_DATETIME;
	switch (test) {
	case LIST_ANY:
		return !field || ((field_has_column(field) || is_listed(field)) && field->type != FIELD_MONEY);
	case LIST_LEAST:
	case LIST_MOST:
		return ordered || dated;
	case LIST_NONE:
	case LIST_SOME:
	case LIST_TESTS:
		break;
	}
	return field != NULL;
}

/* The column, or the member of the others' JSON. Days by the term that has an index, where that is one. */
static char *term_of(const struct list_text *list, const struct reg *reg, const struct list_condition *condition)
{
	if (!condition->field)
		return g_strdup("state");
	if (!field_has_column(condition->field))
		return db_list_term(list->db, DB_LIST_PART, condition->field->id, 0);
	if (condition->field == reg_day(reg) && condition->test == LIST_LEAST)
		return schema_day_term(condition->field);
	return g_strconcat("f_", condition->field->id, NULL);
}

static void add_any(struct list_text *list, const struct list_condition *condition, const char *term)
{
	enum db_list_term has = is_text(condition->field) ? DB_LIST_HAS_TEXT : DB_LIST_HAS_NUMBER;
	g_string_append(list->text, is_listed(condition->field) ? " AND (" : " AND ");
	if (!is_listed(condition->field))
		g_string_append_printf(list->text, "%s IN (", term);
	for (guint i = 0; i < condition->values->len; i++) {
		g_autofree char *one = is_listed(condition->field) ? db_list_term(list->db, has, condition->field->id, ++list->parameters) :
			g_strdup_printf("?%d", ++list->parameters);
		g_string_append_printf(list->text, "%s%s", i == 0 ? "" : is_listed(condition->field) ? " OR " : ", ", one);
	}
	g_string_append_c(list->text, ')');
}

static void add_condition(struct list_text *list, const struct reg *reg, const struct list_condition *condition)
{
	g_autofree char *term = term_of(list, reg, condition);
	switch (condition->test) {
	case LIST_ANY:
		add_any(list, condition, term);
		break;
	case LIST_LEAST:
	case LIST_MOST:
		g_string_append_printf(list->text, " AND %s %s ?%d", term, condition->test == LIST_LEAST ? ">=" : "<=", ++list->parameters);
		break;
	case LIST_NONE:
	case LIST_SOME:
	case LIST_TESTS:
		g_string_append_printf(list->text, " AND %s IS %sNULL", term, condition->test == LIST_NONE ? "" : "NOT ");
		break;
	}
}

/* What a record is sorted by; one without a value stands as the least. */
static char *sort_term(const struct field *sort)
{
	if (is_text(sort))
		return g_strdup_printf("coalesce(f_%s, ''){V}", sort->id);
	return schema_day_term(sort);
}

static gboolean check_wish(const struct list_wish *wish, GError **error)
{
	guint count = wish->conditions ? wish->conditions->len : 0;
	if (wish->sort && !field_has_column(wish->sort))
		return fail(error, ERROR_INPUT, _("%s: a list cannot be sorted by a field that holds several values"), wish->sort->id);
	if (count > LIST_CONDITIONS_MOST)
		return fail(error, ERROR_INPUT, _("a list takes %d conditions at most"), LIST_CONDITIONS_MOST);
	for (guint i = 0; i < count; i++) {
		const struct list_condition *condition = &g_array_index(wish->conditions, struct list_condition, i);
		guint values = condition->values ? condition->values->len : 0, needed = condition->test == LIST_NONE || condition->test == LIST_SOME ? 0 : 1;
		if (values > LIST_VALUES_MOST)
			return fail(error, ERROR_INPUT, _("a condition takes %d values at most"), LIST_VALUES_MOST);
		if (values < needed || !list_takes(condition->field, condition->test))
			return fail(error, ERROR_INPUT, _("%s: a list cannot be asked for in this way"), condition->field ? condition->field->id : "state");
	}
	return TRUE;
}

/* The index of days is found by the office; all other lists go by their keys, which begin with it. */
static gboolean goes_by_day(const struct list_wish *wish)
{
	const struct field *day = reg_day(wish->reg);
	if (wish->sort)
		return wish->sort == day;
	for (guint i = 0; day && wish->conditions && !wish->limit && i < wish->conditions->len; i++) {
		const struct list_condition *condition = &g_array_index(wish->conditions, struct list_condition, i);
		if (condition->field == day && condition->test == LIST_LEAST)
			return TRUE;
	}
	return FALSE;
}

static void add_where(struct list_text *list, const struct list_wish *wish)
{
	g_string_append_printf(list->text, " WHERE %soffice = ?1 AND key > ?2 AND key < ?3 AND deleted = 0", goes_by_day(wish) ? "" : "{+}");
	list->parameters = 3;
	for (guint i = 0; wish->conditions && i < wish->conditions->len; i++)
		add_condition(list, wish->reg, &g_array_index(wish->conditions, struct list_condition, i));
}

/* Behind the record `from`: what follows it by the term, and what equals it and has the later key. The first half is for the index. */
static void add_place(struct list_text *list, const struct list_wish *wish, const char *term, gboolean downwards)
{
	const char *sign = downwards ? "<" : ">";
	if (!wish->from || !wish->sort)
		return;
	int value = ++list->parameters, key = ++list->parameters;
	g_string_append_printf(list->text, " AND %s %s= ?%d AND (%s %s ?%d OR key %s ?%d)", term, sign, value, term, sign, value, sign, key);
}

/* The statement of that text, kept by the store: the same lists are asked for again and again. */
static struct statement *kept_statement(struct store *store, const struct list_wish *wish, const char *text, GError **error)
{
	struct sql *sql = g_hash_table_lookup(store->lists, text);
	if (!sql) {
		sql = g_new0(struct sql, 1);
		*sql = (struct sql){ wish->reg->id, g_strdup(text), "a list may be sorted and sifted by any field" };
		g_hash_table_insert(store->lists, (gpointer)sql->text, sql);
	}
	return db_statement(store->db, sql, error);
}

static void bind_from(struct statement *statement, const struct list_wish *wish, int *index)
{
	const struct value *value = &wish->from->values[wish->sort->index];
	if (is_text(wish->sort))
		bind_text(statement, ++*index, value->kind == VALUE_TEXT ? value->text : "");
	else
		bind_int(statement, ++*index, value->kind == VALUE_NUMBER ? value->number : value->kind == VALUE_MONEY ? value->money->amount : -G_MAXINT64);
	bind_int(statement, ++*index, KEY(wish->office, wish->from->id));
}

/* Keys between which all lie; without a sort the place is one of them. */
static void bind_wish(struct statement *statement, const struct list_wish *wish, gboolean downwards)
{
	gint64 least = KEY(wish->office, 0), most = KEY(wish->office + 1, 0);
	int index = 3;
	if (wish->from && !wish->sort && downwards)
		most = KEY(wish->office, wish->from->id);
	else if (wish->from && !wish->sort)
		least = KEY(wish->office, wish->from->id);
	bind_int(statement, 1, wish->office);
	bind_int(statement, 2, least);
	bind_int(statement, 3, most);
	for (guint i = 0; wish->conditions && i < wish->conditions->len; i++) {
		const struct list_condition *condition = &g_array_index(wish->conditions, struct list_condition, i);
		guint count = condition->test == LIST_ANY ? condition->values->len : condition->test == LIST_LEAST || condition->test == LIST_MOST ? 1 : 0;
		for (guint v = 0; v < count; v++) {
			const struct list_value *value = &g_array_index(condition->values, struct list_value, v);
			if (is_text(condition->field))
				bind_text(statement, ++index, value->text);
			else
				bind_int(statement, ++index, value->number);
		}
	}
	if (wish->from && wish->sort)
		bind_from(statement, wish, &index);
}

static gboolean value_is(const struct value *value, const struct list_value *wanted)
{
	if (value->kind == VALUE_TEXT)
		return wanted->text && strcmp(value->text, wanted->text) == 0;
	return value->kind == VALUE_NUMBER && value->number == wanted->number;
}

static gboolean is_any(const struct value *value, const GArray *values)
{
	for (guint v = 0; v < values->len; v++) {
		const struct list_value *wanted = &g_array_index(values, struct list_value, v);
		if (value->kind != VALUE_LIST && value_is(value, wanted))
			return TRUE;
		for (guint i = 0; value->kind == VALUE_LIST && i < value->list->len; i++)
			if (value_is(value->list->pdata[i], wanted))
				return TRUE;
	}
	return FALSE;
}

/* Below, at or above: of numbers, of money in its own currency, of moments as text. */
static int order_of(const struct value *value, const struct list_value *than)
{
	gint64 number = value->kind == VALUE_MONEY ? value->money->amount : value->number;
	if (value->kind == VALUE_TEXT)
		return strcmp(value->text, than->text ? than->text : "");
	return (number > than->number) - (number < than->number);
}

gboolean list_holds(const struct list_condition *condition, const struct record *record)
{
	if (!condition->field) {
		struct value state = { .kind = VALUE_TEXT, .text = (char *)record_state(record) };
		return is_any(&state, condition->values);
	}
	const struct value *value = &record->values[condition->field->index];
	switch (condition->test) {
	case LIST_ANY:
		return is_any(value, condition->values);
	case LIST_LEAST:
		return value->kind != VALUE_NONE && order_of(value, &g_array_index(condition->values, struct list_value, 0)) >= 0;
	case LIST_MOST:
		return value->kind != VALUE_NONE && order_of(value, &g_array_index(condition->values, struct list_value, 0)) <= 0;
	case LIST_NONE:
		return value->kind == VALUE_NONE;
	case LIST_SOME:
	case LIST_TESTS:
		break;
	}
	return value->kind != VALUE_NONE;
}

static GPtrArray *read_list(struct store *store, const struct reg_sql *sql, struct statement *statement, GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	enum fetch fetch;
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		struct record *record = record_of_row(store, sql, statement, error);
		if (!record) {
			statement_reset(statement);
			return NULL;
		}
		g_ptr_array_add(list, record);
	}
	return fetch == FETCH_END ? g_steal_pointer(&list) : NULL;
}

static void turn_round(GPtrArray *list)
{
	for (guint i = 0; i < list->len / 2; i++) {
		gpointer kept = list->pdata[i];
		list->pdata[i] = list->pdata[list->len - 1 - i];
		list->pdata[list->len - 1 - i] = kept;
	}
}

GPtrArray *store_list(struct store *store, const struct list_wish *wish, GError **error)
{
	if (!check_wish(wish, error))
		return NULL;
	const struct reg_sql *sql = store_reg_sql(store, wish->reg);
	gboolean downwards = wish->descending != wish->backwards;
	const char *columns_end = strstr(sql->each.text, " WHERE ");
	g_autoptr(GString) text = g_string_new_len(sql->each.text, columns_end - sql->each.text);
	struct list_text list = { .text = text, .db = store->db };
	g_autofree char *term = wish->sort ? sort_term(wish->sort) : NULL;
	const char *way = downwards ? " DESC" : "";
	add_where(&list, wish);
	add_place(&list, wish, term, downwards);
	if (term)
		g_string_append_printf(text, " ORDER BY %s%s, key%s LIMIT %u", term, way, way, wish->limit);
	else
		g_string_append_printf(text, " ORDER BY key%s LIMIT %u", way, wish->limit);
	struct statement *statement = kept_statement(store, wish, text->str, error);
	bind_wish(statement, wish, downwards);
	GPtrArray *found = read_list(store, sql, statement, error);
	if (found && wish->backwards)
		turn_round(found);
	return found;
}

gboolean store_list_count(struct store *store, const struct list_wish *wish, gint64 *count, GError **error)
{
	struct list_wish whole = *wish;
	whole.from = NULL;
	whole.sort = NULL;
	whole.limit = 0;
	if (!check_wish(&whole, error))
		return FALSE;
	g_autoptr(GString) text = g_string_new(NULL);
	struct list_text list = { .text = text, .db = store->db };
	g_string_append_printf(text, "SELECT count(*) FROM %s", store_reg_sql(store, wish->reg)->table);
	add_where(&list, &whole);
	struct statement *statement = kept_statement(store, wish, text->str, error);
	bind_wish(statement, &whole, FALSE);
	return statement_number(statement, 0, count, error);
}
