/* SPDX-License-Identifier: Apache-2.0 */
/* The row of a record in its register's table: what it must hold, written and compared column by column. */
#include "store/store_private.h"

#include <string.h>

/* Binds the value columns from parameter 7 on. */
static void bind_columns(struct statement *statement, const struct reg_sql *sql, const struct record *record)
{
	int index = 7;
	for (guint i = 0; i < sql->columns->len; i++) {
		guint position = g_array_index(sql->columns, guint, i);
		const struct field *field = sql->reg->fields->pdata[position];
		const struct value *value = &record->values[position];
		if (field->type == FIELD_MONEY) {
			const struct money *money = value->kind == VALUE_MONEY ? value->money : NULL;
			if (money) {
				bind_int(statement, index, money->amount);
				bind_text(statement, index + 1, money->currency);
				bind_int(statement, index + 2, money->rate);
				bind_int(statement, index + 3, money->rate_on);
			}
			index += 4;
			continue;
		}
		if (value->kind == VALUE_NUMBER)
			bind_int(statement, index, value->number);
		else if (value->kind == VALUE_TEXT)
			bind_text(statement, index, value->text);
		index++;
	}
}

/* The fields without columns, as a record whose other fields are absent; NULL when there are none. */
static char *rest_json(const struct reg_sql *sql, const struct record *record)
{
	struct record rest = *record;
	guint count = sql->reg->fields->len;
	gboolean any = FALSE;
	rest.values = g_newa0(struct value, MAX(count, 1));
	for (guint i = 0; i < count; i++) {
		if (field_has_column(sql->reg->fields->pdata[i]) || record->values[i].kind == VALUE_NONE)
			continue;
		rest.values[i] = record->values[i];
		any = TRUE;
	}
	return any ? record_json(&rest) : NULL;
}

static const char *state_id(const struct record *record)
{
	return record->reg->states->len ? ((const struct state *)record->reg->states->pdata[record->state])->id : NULL;
}

gboolean row_write(struct store *store, const struct record *record, gboolean create, GError **error)
{
	const struct reg_sql *sql = store_reg_sql(store, record->reg);
	struct statement *statement = db_statement(store->db, create ? &sql->insert : &sql->update, error);
	g_autofree char *rest = rest_json(sql, record);
	bind_int(statement, 1, record->office);
	bind_int(statement, 2, KEY(record->office, record->id));
	bind_int(statement, 3, record->version);
	if (record->reg->states->len)
		bind_text(statement, 4, state_id(record));
	bind_int(statement, 5, record->deleted);
	if (rest)
		bind_text(statement, 6, rest);
	bind_columns(statement, sql, record);
	return statement_run(statement, error);
}

static gboolean holds_int(struct statement *statement, int column, gint64 value)
{
	return !column_is_null(statement, column) && column_int(statement, column) == value;
}

/* Byte by byte; NULL for no text. */
static gboolean holds_text(struct statement *statement, int column, const char *text)
{
	gsize length;
	gconstpointer bytes = column_bytes(statement, column, &length);
	if (!text || column_is_null(statement, column))
		return !text && column_is_null(statement, column);
	return length == strlen(text) && memcmp(length ? bytes : "", text, length) == 0;
}

static gboolean holds_money(struct statement *statement, int column, const struct money *money)
{
	if (money)
		return holds_int(statement, column, money->amount) && holds_text(statement, column + 1, money->currency) &&
			holds_int(statement, column + 2, money->rate) && holds_int(statement, column + 3, money->rate_on);
	return column_is_null(statement, column) && column_is_null(statement, column + 1) && column_is_null(statement, column + 2) &&
		column_is_null(statement, column + 3);
}

/* `column` moves on. */
static gboolean holds_value(struct statement *statement, int *column, const struct field *field, const struct value *value)
{
	int first = *column;
	*column += field->type == FIELD_MONEY ? 4 : 1;
	if (field->type == FIELD_MONEY)
		return holds_money(statement, first, value->kind == VALUE_MONEY ? value->money : NULL);
	if (value->kind == VALUE_NUMBER)
		return holds_int(statement, first, value->number);
	return holds_text(statement, first, value->kind == VALUE_TEXT ? value->text : NULL);
}

static gboolean row_holds(const struct reg_sql *sql, struct statement *statement, const struct record *meant)
{
	g_autofree char *rest = rest_json(sql, meant);
	gboolean same = holds_int(statement, 1, meant->version) && holds_text(statement, 2, state_id(meant)) &&
		holds_int(statement, 3, meant->deleted) && holds_text(statement, 4, rest);
	int column = 5;
	for (guint i = 0; same && i < sql->columns->len; i++) {
		guint index = g_array_index(sql->columns, guint, i);
		same = holds_value(statement, &column, meant->reg->fields->pdata[index], &meant->values[index]);
	}
	return same;
}

struct statement *row_ask(struct store *store, const struct record *meant, GError **error)
{
	struct statement *statement = db_statement(store->db, &store_reg_sql(store, meant->reg)->read, error);
	bind_int(statement, 1, meant->office);
	bind_int(statement, 2, KEY(meant->office, meant->id));
	return statement_ask(statement, error) ? statement : NULL;
}

gboolean row_compare(struct store *store, struct statement *asked, const struct record *meant, gboolean *same, GError **error)
{
	enum fetch fetch = statement_fetch(asked, error);
	if (fetch == FETCH_FAILED)
		return FALSE;
	*same = fetch == FETCH_ROW && row_holds(store_reg_sql(store, meant->reg), asked, meant);
	statement_reset(asked);
	return TRUE;
}

gboolean store_row_matches(struct store *store, const struct record *meant, gboolean *same, GError **error)
{
	struct statement *statement = row_ask(store, meant, error);
	return statement && row_compare(store, statement, meant, same, error);
}
