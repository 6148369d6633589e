/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens of the API, and its description. */
#include "app/accounts.h"
#include "cli/choose.h"
#include "cli/print.h"
#include "web/openapi.h"

#include <stdio.h>
#include <string.h>

static int list_tokens(struct app *app, const struct words *words, const char *name, GError **error)
{
	enum print_format format;
	static const char *const keys[] = { "token", "name", "scopes", "made", "until", "seen" };
	g_autoptr(account_t) account = account_read(app->store, name, error);
	if (!account || !print_format_parse(words->format, &format, error) || !auth_prepare(app->store, error))
		return ERROR_INPUT;
	g_autoptr(GPtrArray) list = api_token_list(app->store, account->name, error);
	if (!list)
		return ERROR_SYSTEM;
	g_autoptr(grid_t) grid = grid_new(6, _("token"), _("name"), _("scopes"), _("made"), _("good until"), _("last used"), NULL);
	grid->keys = keys;
	for (guint i = 0; i < list->len; i++) {
		const struct api_token *token = list->pdata[i];
		grid_take(grid, g_strndup(token->id, TOKEN_BRIEF));
		grid_add(grid, token->name);
		grid_take(grid, scopes_text(token->scopes));
		grid_take(grid, moment_iso(token->made));
		grid_take(grid, moment_iso(token->until));
		grid_take(grid, token->seen ? moment_iso(token->seen) : NULL);
	}
	grid_print(grid, format);
	return 0;
}

/* The token stands alone on standard output, so that a script can keep it. */
static int add_token(struct app *app, const struct words *words, const char *name, GError **error)
{
	struct api_token_wish wish = { .name = words->name };
	if (!words->name || !words->scope) {
		fail(error, ERROR_USAGE, _("token add ACCOUNT: say which program it is for, --name \"…\", and what it may, --scope registers.read,figures"));
		return ERROR_USAGE;
	}
	if (!choose_number("--days", words->days, 1, TOKEN_DAYS, &wish.days, error) || !scopes_parse(words->scope, &wish.scopes, error))
		return ERROR_INPUT;
	g_autofree char *token = app_token_make(app, name, &wish, error);
	if (!token)
		return ERROR_INPUT;
	printf("%s\n", token);
	fprintf(stderr, _("This token of %s is shown only now. Whoever has it may what its scopes and the account allow.\n"), name);
	return 0;
}

int cmd_token(struct app *app, const struct words *words, char **arguments, GError **error)
{
	const char *verb = arguments[0], *name = arguments[1], *id = arguments[2];
	if (strcmp(verb, "list") == 0 && !id)
		return list_tokens(app, words, name, error);
	if (strcmp(verb, "add") == 0 && !id)
		return add_token(app, words, name, error);
	if (strcmp(verb, "revoke") == 0 && id)
		return app_token_revoke(app, name, id, error) ? 0 : ERROR_INPUT;
	fail(error, ERROR_USAGE, _("token %s: it may be list or add ACCOUNT, or revoke ACCOUNT TOKEN"), verb);
	return ERROR_USAGE;
}

int cmd_openapi(struct app *app, const struct words *words, char **arguments, GError **error)
{
	(void)words;
	(void)arguments;
	json_t *document = openapi_document(app->model, app->language, error);
	if (!document)
		return ERROR_SYSTEM;
	print_json(document);
	return 0;
}
