/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/account.h"
#include "store/schema.h"

static const char *const tables[] = {
	("CREATE TABLE IF NOT EXISTS account(name {T} PRIMARY KEY, office {I} NOT NULL, person {T} NOT NULL, division {T} NOT NULL,"
	" roles {T} NOT NULL, disabled {I} NOT NULL, must_change {I} NOT NULL, hash {T}, secret {B}, code_last {I} NOT NULL,"
	" failures {I} NOT NULL, locked_until {I} NOT NULL, last_at {I} NOT NULL, version {I} NOT NULL){S}"),
	("CREATE TABLE IF NOT EXISTS session(id {T} PRIMARY KEY, account {T} NOT NULL, stage {I} NOT NULL, began {I} NOT NULL,"
	" seen {I} NOT NULL, address {T} NOT NULL, agent {T} NOT NULL){S}"),
	"CREATE INDEX IF NOT EXISTS session_account ON session(account)",
	("CREATE TABLE IF NOT EXISTS invitation(id {T} PRIMARY KEY, account {T} NOT NULL, until {I} NOT NULL){S}"),
	("CREATE TABLE IF NOT EXISTS reading(office {I} NOT NULL, at {I} NOT NULL, account {T} NOT NULL, record {I} NOT NULL,"
	" address {T} NOT NULL, PRIMARY KEY(office, at, account, record)){S}"),
	("CREATE TABLE IF NOT EXISTS view(office {I} NOT NULL, reg {T} NOT NULL, account {T} NOT NULL, name {T} NOT NULL, query {T} NOT NULL,"
	" shared {I} NOT NULL, PRIMARY KEY(office, reg, account, name)){S}"),
	("CREATE TABLE IF NOT EXISTS upload(id {T} PRIMARY KEY, account {T} NOT NULL, reg {T} NOT NULL, name {T} NOT NULL, at {I} NOT NULL, bytes {B} NOT NULL){S}"),
	"CREATE INDEX IF NOT EXISTS upload_account ON upload(account, at)",
	"CREATE INDEX IF NOT EXISTS upload_at ON upload(at)",
	("CREATE TABLE IF NOT EXISTS feed(id {T} PRIMARY KEY, account {T} NOT NULL UNIQUE){S}"),
	("CREATE TABLE IF NOT EXISTS api_token(id {T} PRIMARY KEY, account {T} NOT NULL, name {T} NOT NULL, scopes {T} NOT NULL, made {I} NOT NULL,"
	" until {I} NOT NULL, seen {I} NOT NULL){S}"),
	"CREATE INDEX IF NOT EXISTS api_token_account ON api_token(account, made)",
	("CREATE TABLE IF NOT EXISTS api_once(account {T} NOT NULL, key {T} NOT NULL, asked {T} NOT NULL, answer {T} NOT NULL, at {I} NOT NULL,"
	" PRIMARY KEY(account, key)){S}"),
	"CREATE INDEX IF NOT EXISTS api_once_at ON api_once(at)",
};

/* By the table that was added last. */
gboolean auth_is_prepared(struct store *store)
{
	g_autoptr(GHashTable) columns = db_columns(store_db(store), "api_once", NULL);
	return columns && g_hash_table_size(columns) > 0;
}

static gboolean make(struct store *store, GError **error)
{
	for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
		if (!schema_table(store_db(store), tables[i], error))
			return FALSE;
	return schema_seal(store_db(store), error);
}

gboolean auth_prepare(struct store *store, GError **error)
{
	gboolean own = !db_in_transaction(store_db(store));
	if (auth_is_prepared(store))
		return TRUE;
	if (!own)
		return make(store, error);
	if (!store_begin(store, error))
		return FALSE;
	if (make(store, error))
		return store_commit(store, error);
	store_rollback(store);
	return FALSE;
}
