/* SPDX-License-Identifier: Apache-2.0 */
#include "store/list.h"
#include "store/store_private.h"

#include <string.h>

/* Made of names in the definitions and of numbered places for values, never of a value. */
struct list_text {
	GString *text;
	int parameters; /* bound so far */
};

static const char *const compare_signs[] = { [COMPARE_EQUAL] = "=", [COMPARE_UNEQUAL] = "<>", [COMPARE_LESS] = "<", [COMPARE_AT_MOST] = "<=",
	[COMPARE_MORE] = ">", [COMPARE_AT_LEAST] = ">=" };

static gboolean is_text(const struct field *field)
{
	return !field || field_column_type(field) == DB_TEXT;
}

static void add_condition(struct list_text *list, const struct list_condition *condition)
{
	const char *column = condition->field ? condition->field->id : NULL;
	const char *sign = compare_signs[condition->compare];
	if (!column)
		g_string_append_printf(list->text, " AND state %s ?%d", sign, ++list->parameters);
	else
		g_string_append_printf(list->text, " AND f_%s %s ?%d", column, sign, ++list->parameters);
}

/* What a record is sorted by; one without a value stands as the least. */
static char *sort_term(const struct field *sort)
{
	if (is_text(sort))
		return g_strdup_printf("coalesce(f_%s, ''){V}", sort->id);
	return g_strdup_printf("coalesce(f_%s, %" G_GINT64_FORMAT ")", sort->id, -G_MAXINT64);
}

static gboolean check_wish(const struct list_wish *wish, GError **error)
{
	guint count = wish->conditions ? wish->conditions->len : 0;
	const struct field *wrong = wish->sort && !field_has_column(wish->sort) ? wish->sort : NULL;
	for (guint i = 0; i < count; i++) {
		const struct field *field = g_array_index(wish->conditions, struct list_condition, i).field;
		if (field && !field_has_column(field))
			wrong = field;
	}
	if (count > LIST_CONDITIONS_MOST)
		return fail(error, ERROR_INPUT, _("a list takes %d conditions at most"), LIST_CONDITIONS_MOST);
	return !wrong || fail(error, ERROR_INPUT, _("%s: a list cannot be sorted or sifted by a field that holds several values"), wrong->id);
}

static void add_where(struct list_text *list, const struct list_wish *wish)
{
	g_string_append_printf(list->text, " WHERE %soffice = ?1 AND key > ?2 AND key < ?3 AND deleted = 0", wish->sort ? "" : "{+}");
	list->parameters = 3;
	for (guint i = 0; wish->conditions && i < wish->conditions->len; i++)
		add_condition(list, &g_array_index(wish->conditions, struct list_condition, i));
}

/* Behind the record `from`: what follows it by the term, and what equals it and has the later key. */
static void add_place(struct list_text *list, const struct list_wish *wish, const char *term, gboolean downwards)
{
	const char *sign = downwards ? "<" : ">";
	if (!wish->from || !wish->sort)
		return;
	int value = ++list->parameters, key = ++list->parameters;
	g_string_append_printf(list->text, " AND (%s %s ?%d OR (%s = ?%d AND key %s ?%d))", term, sign, value, term, value, sign, key);
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
		if (is_text(condition->field))
			bind_text(statement, ++index, condition->text);
		else
			bind_int(statement, ++index, condition->number);
	}
	if (wish->from && wish->sort)
		bind_from(statement, wish, &index);
}

static GPtrArray *read_list(struct store *store, const struct reg_sql *sql, struct statement *statement, GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	gboolean row = TRUE;
	while (row) {
		if (!statement_next(statement, &row, error))
			return NULL;
		struct record *record = row ? record_of_row(store, sql, statement, error) : NULL;
		if (row && !record) {
			statement_reset(statement);
			return NULL;
		}
		if (record)
			g_ptr_array_add(list, record);
	}
	return g_steal_pointer(&list);
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
	struct list_text list = { .text = text };
	g_autofree char *term = wish->sort ? sort_term(wish->sort) : NULL;
	const char *way = downwards ? " DESC" : "";
	add_where(&list, wish);
	add_place(&list, wish, term, downwards);
	if (term)
		g_string_append_printf(text, " ORDER BY %s%s, key%s LIMIT %u", term, way, way, wish->limit);
	else
		g_string_append_printf(text, " ORDER BY key%s LIMIT %u", way, wish->limit);
	struct statement *statement = kept_statement(store, wish, text->str, error);
	if (!statement)
		return NULL;
	bind_wish(statement, wish, downwards);
	GPtrArray *found = read_list(store, sql, statement, error);
	if (found && wish->backwards)
		turn_round(found);
	return found;
}

gboolean store_list_count(struct store *store, const struct list_wish *wish, gint64 *count, GError **error)
{
	struct list_wish whole = *wish;
	gboolean row;
	whole.from = NULL;
	whole.sort = NULL;
	if (!check_wish(&whole, error))
		return FALSE;
	g_autoptr(GString) text = g_string_new(NULL);
	struct list_text list = { .text = text };
	g_string_append_printf(text, "SELECT count(*) FROM %s", store_reg_sql(store, wish->reg)->table);
	add_where(&list, &whole);
	struct statement *statement = kept_statement(store, wish, text->str, error);
	if (!statement)
		return FALSE;
	bind_wish(statement, &whole, FALSE);
	if (!statement_next(statement, &row, error))
		return FALSE;
	*count = row ? column_int(statement, 0) : 0;
	statement_reset(statement);
	return TRUE;
}
