/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/token.h"
#include "auth/accounts.h"
#include "auth/statements.h"
#include "base/text.h"

#include <sodium.h>
#include <string.h>

#define COLUMNS "id, account, name, scopes, made, until, seen"
#define LABEL(vi, en) { (char *)(vi), (char *)(en), NULL }

static const struct sql token_insert = { "make token", "INSERT INTO api_token(" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)" };
static const struct sql token_one = { "token", "SELECT " COLUMNS " FROM api_token WHERE id = ?1" };
static const struct sql token_of_account = { "tokens of an account", "SELECT " COLUMNS " FROM api_token WHERE account = ?1 ORDER BY made DESC, id" };
static const struct sql token_seen = { "token seen", "UPDATE api_token SET seen = ?2 WHERE id = ?1" };
static const struct sql token_drop = { "revoke token", "DELETE FROM api_token WHERE id = ?1 AND account = ?2" };
static const struct sql token_drop_all = { "revoke tokens", "DELETE FROM api_token WHERE account = ?1" };

const struct sql *const auth_token_sql[] = { &token_insert, &token_one, &token_of_account, &token_seen, &token_drop, &token_drop_all, NULL };

const struct auth_scope auth_scopes[] = {
	{ "registers.read", LABEL("Đọc sổ đăng ký", "Read registers"), SCOPE_READ },
	{ "registers.write", LABEL("Ghi sổ đăng ký", "Write registers"), SCOPE_WRITE },
	{ "figures", LABEL("Số liệu", "Figures"), SCOPE_FIGURES },
	{ "reports.read", LABEL("Đọc báo cáo", "Read reports"), SCOPE_REPORTS },
	{ "reports.write", LABEL("Lập, duyệt và phát hành báo cáo", "Compile, approve and issue reports"), SCOPE_COMPILE },
	{ "personal", LABEL("Dữ liệu cá nhân (mỗi lần đọc được ghi lại)", "Personal data (each reading is noted)"), SCOPE_PERSONAL },
	{ "inspect", LABEL("Nhật ký", "The trail"), SCOPE_INSPECT },
	{ "accounts", LABEL("Tài khoản", "Accounts"), SCOPE_ACCOUNTS },
	{ "tokens", LABEL("Mã truy cập của chính mình", "One's own tokens"), SCOPE_TOKENS },
	{ NULL, LABEL(NULL, NULL), SCOPE_ANY },
};

static gboolean refuse_scope(const char *id, GError **error)
{
	g_autoptr(GString) known = g_string_new(NULL);
	for (const struct auth_scope *scope = auth_scopes; scope->id; scope++)
		g_string_append_printf(known, "%s%s", known->len ? ", " : "", scope->id);
	g_autofree char *brief = text_brief(id);
	return fail(error, ERROR_INPUT, _("%s: there is no such scope; there are: %s"), brief, known->str);
}

static guint scope_bit(const char *id)
{
	for (const struct auth_scope *scope = auth_scopes; scope->id; scope++)
		if (strcmp(scope->id, id) == 0)
			return scope->bit;
	return 0;
}

gboolean scopes_parse(const char *text, guint *set, GError **error)
{
	g_auto(GStrv) words = g_strsplit_set(text, " ,", -1);
	*set = 0;
	for (guint i = 0; words[i]; i++) {
		guint bit = scope_bit(words[i]);
		if (*words[i] && !bit)
			return refuse_scope(words[i], error);
		*set |= bit;
	}
	return *set || fail(error, ERROR_INPUT, _("a token needs a scope at least"));
}

char *scopes_text(guint set)
{
	GString *text = g_string_new(NULL);
	for (const struct auth_scope *scope = auth_scopes; scope->id; scope++)
		if (set & scope->bit)
			g_string_append_printf(text, "%s%s", text->len ? " " : "", scope->id);
	return g_string_free(text, FALSE);
}

void api_token_free(struct api_token *token)
{
	if (!token)
		return;
	g_free(token->id);
	g_free(token->account);
	g_free(token->name);
	g_free(token);
}

static struct api_token *token_of_row(struct statement *statement)
{
	struct api_token *token = g_new0(struct api_token, 1);
	token->id = g_strdup(column_text(statement, 0));
	token->account = g_strdup(column_text(statement, 1));
	token->name = g_strdup(column_text(statement, 2));
	scopes_parse(column_text(statement, 3), &token->scopes, NULL);
	token->made = column_int(statement, 4);
	token->until = column_int(statement, 5);
	token->seen = column_int(statement, 6);
	return token;
}

static gboolean check_wish(struct store *store, const char *account, const struct api_token_wish *wish, char **name, GError **error)
{
	if (!wish->name || !wish->name[strspn(wish->name, " \t")])
		return fail(error, ERROR_INPUT, _("a token needs a name: say which program will use it"));
	*name = text_clean(wish->name, -1, error);
	if (!*name)
		return FALSE;
	g_strstrip(*name);
	if (g_utf8_strlen(*name, -1) > TOKEN_NAME_MOST || strchr(*name, '\n'))
		return fail(error, ERROR_INPUT, _("the name of a token is one line of at most %d letters"), TOKEN_NAME_MOST);
	if (!wish->scopes)
		return fail(error, ERROR_INPUT, _("a token needs a scope at least"));
	if (wish->days < 1 || wish->days > TOKEN_DAYS_MOST)
		return fail(error, ERROR_INPUT, _("a token lasts from 1 to %d days"), TOKEN_DAYS_MOST);
	g_autoptr(GPtrArray) list = api_token_list(store, account, error);
	return list && (list->len < TOKENS_MOST || fail(error, ERROR_REFUSED, _("an account has %d tokens at most: take one back first"), TOKENS_MOST));
}

char *api_token_make(struct store *store, const char *account, const struct api_token_wish *wish, moment_t now, GError **error)
{
	g_autofree char *name = NULL;
	if (!check_wish(store, account, wish, &name, error))
		return NULL;
	struct statement *statement = db_statement(store_db(store), &token_insert, error);
	g_autofree char *random = token_new(), *secret = g_strconcat(TOKEN_PREFIX, random, NULL), *id = token_id(secret);
	g_autofree char *scopes = scopes_text(wish->scopes);
	bind_text(statement, 1, id);
	bind_text(statement, 2, account);
	bind_text(statement, 3, name);
	bind_text(statement, 4, scopes);
	bind_int(statement, 5, now);
	bind_int(statement, 6, now + wish->days * 24 * 3600 * (gint64)G_USEC_PER_SEC);
	return statement_run(statement, error) ? g_steal_pointer(&secret) : NULL;
}

/* The index is asked for the hash, of which nobody who guesses tokens knows anything; what it gives is compared once more in constant time. */
struct api_token *api_token_find(struct store *store, const char *secret, moment_t now, GError **error)
{
	gsize length = strlen(secret);
	if (!g_str_has_prefix(secret, TOKEN_PREFIX) || length > 100)
		return NULL;
	struct statement *statement = db_statement(store_db(store), &token_one, error);
	g_autofree char *id = token_id(secret);
	bind_text(statement, 1, id);
	if (statement_fetch(statement, error) != FETCH_ROW)
		return NULL;
	g_autoptr(api_token_t) token = token_of_row(statement);
	statement_reset(statement);
	gboolean same = strlen(token->id) == strlen(id) && sodium_memcmp(token->id, id, strlen(id)) == 0;
	return same && now < token->until ? g_steal_pointer(&token) : NULL;
}

GPtrArray *api_token_list(struct store *store, const char *account, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &token_of_account, error);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)api_token_free);
	enum fetch fetch;
	bind_text(statement, 1, account);
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW)
		g_ptr_array_add(list, token_of_row(statement));
	return fetch == FETCH_END ? g_steal_pointer(&list) : NULL;
}

gboolean api_token_touch(struct store *store, const char *id, moment_t now, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &token_seen, error);
	bind_text(statement, 1, id);
	bind_int(statement, 2, now);
	return statement_run(statement, error);
}

/* The one that begins so; NULL when none does, or several do. */
static const struct api_token *token_named(const GPtrArray *list, const char *id)
{
	const struct api_token *found = NULL;
	for (guint i = 0; strlen(id) >= TOKEN_BRIEF && i < list->len; i++) {
		const struct api_token *token = list->pdata[i];
		if (!g_str_has_prefix(token->id, id))
			continue;
		if (found)
			return NULL;
		found = token;
	}
	return found;
}

gboolean api_token_revoke(struct store *store, const char *account, const char *id, GError **error)
{
	g_autoptr(GPtrArray) list = api_token_list(store, account, error);
	const struct api_token *token = list ? token_named(list, id) : NULL;
	if (!token)
		return list && fail(error, ERROR_ABSENT, _("there is no such token; it has been taken back already"));
	struct statement *statement = db_statement(store_db(store), &token_drop, error);
	bind_text(statement, 1, token->id);
	bind_text(statement, 2, account);
	return statement_run(statement, error);
}

gboolean api_token_revoke_all(struct store *store, const char *account, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &token_drop_all, error);
	bind_text(statement, 1, account);
	return statement_run(statement, error);
}
