/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of accounts; divisions of an office. */
#include "auth/accounts.h"
#include "auth/statements.h"

#include <string.h>

static const struct sql accounts_all = { "accounts", "SELECT " ACCOUNT_COLUMNS " FROM account ORDER BY name" };
static const struct sql accounts_of_office = { "accounts of an office", "SELECT " ACCOUNT_COLUMNS " FROM account WHERE office = ?1 ORDER BY name" };

const struct sql *const auth_accounts_sql[] = { &accounts_all, &accounts_of_office, NULL };

GPtrArray *account_list(struct store *store, gint64 office, GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)account_free);
	if (!auth_is_prepared(store))
		return g_steal_pointer(&list);
	struct statement *statement = db_statement(store_db(store), office ? &accounts_of_office : &accounts_all, error);
	enum fetch fetch;
	if (office)
		bind_int(statement, 1, office);
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW)
		g_ptr_array_add(list, account_of_row(statement));
	return fetch == FETCH_END ? g_steal_pointer(&list) : NULL;
}

gboolean account_administrator_exists(struct store *store, gboolean *exists, GError **error)
{
	g_autoptr(GPtrArray) list = account_list(store, 0, error);
	*exists = FALSE;
	for (guint i = 0; list && i < list->len; i++) {
		const struct account *account = list->pdata[i];
		*exists = *exists || (!account->disabled && (roles_may(account->roles) & MAY_ADMINISTER));
	}
	return list != NULL;
}

static gboolean note_divisions(void *data, const struct record *office, GError **error)
{
	const struct field *rows = reg_field(office->reg, "divisions");
	const struct field *code = rows ? rows_field(rows, "code") : NULL, *name = rows ? rows_field(rows, "name") : NULL;
	const struct value *divisions = code && name ? &office->values[rows->index] : NULL;
	(void)error;
	for (guint i = 0; divisions && divisions->kind == VALUE_ROWS && i < divisions->rows->len; i++) {
		const struct value *row = divisions->rows->pdata[i];
		if (row[code->index].kind == VALUE_TEXT && row[name->index].kind == VALUE_TEXT)
			g_hash_table_insert(data, g_strdup(row[code->index].text), g_strdup(row[name->index].text));
	}
	return TRUE;
}

GHashTable *office_divisions(struct store *store, gint64 office, GError **error)
{
	const struct reg *reg = model_need_register(store_model(store), "office", error);
	g_autoptr(GHashTable) divisions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	if (!reg || !store_each(store, reg, office, 0, note_divisions, divisions, error))
		return NULL;
	return g_steal_pointer(&divisions);
}

char *token_new(void)
{
	struct hash random = hash_random();
	char text[64];
	sodium_bin2base64(text, sizeof text, random.bytes, sizeof random.bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return g_strdup(text);
}

char *token_id(const char *token)
{
	struct hash hash = hash_text(token);
	return hash_hex(&hash);
}
