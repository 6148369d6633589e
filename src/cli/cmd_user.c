/* SPDX-License-Identifier: Apache-2.0 */
/* Accounts of the web application. */
#include "app/accounts.h"
#include "auth/password.h"
#include "cli/choose.h"
#include "cli/print.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* A line of standard input, unseen where it is a terminal. */
static char *read_password(GError **error)
{
	struct termios before, quiet;
	char line[PASSWORD_MOST * 4 + 2];
	gboolean terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0;
	if (terminal) {
		quiet = before;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		fputs(_("Password: "), stderr);
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	char *read = fgets(line, sizeof line, stdin);
	if (terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
		fputc('\n', stderr);
	}
	char *password = read ? g_strndup(line, strcspn(line, "\r\n")) : NULL;
	sodium_memzero(line, sizeof line);
	if (!password)
		fail(error, ERROR_INPUT, _("no password was given on standard input"));
	return password;
}

static const char *state_of(const struct account *account)
{
	return account->disabled ? _("disabled") : account->must_change ? _("must change the password") : _("active");
}

static int list_accounts(struct app *app, const struct words *words, GError **error)
{
	enum print_format format;
	gint64 office = words->office ? store_office(app->store, words->office, error) : 0;
	static const char *const keys[] = { "name", "office", "person", "division", "roles", "state", "codes", "last_at" };
	if (!print_format_parse(words->format, &format, error) || (words->office && !office))
		return ERROR_INPUT;
	g_autoptr(GPtrArray) list = account_list(app->store, office, error);
	if (!list)
		return ERROR_SYSTEM;
	g_autoptr(grid_t) grid = grid_new(8, _("account"), _("office"), _("person"), _("division"), _("roles"), _("state"), _("codes"), _("last signed in"), NULL);
	grid->keys = keys;
	for (guint i = 0; i < list->len; i++) {
		const struct account *account = list->pdata[i];
		grid_add(grid, account->name);
		grid_take(grid, store_office_code(app->store, account->office));
		grid_add(grid, account->person);
		grid_add(grid, account->division);
		grid_take(grid, roles_text(account->roles));
		grid_add(grid, state_of(account));
		grid_add(grid, account->has_code ? _("on") : _("off"));
		grid_take(grid, account->last_at ? moment_iso(account->last_at) : NULL);
	}
	grid_print(grid, format);
	return 0;
}

/* Without --password a one-time one is made and told; it must be changed at the first sign-in. */
static char *wish_password(const struct words *words, struct account_wish *wish, GError **error)
{
	char *password = words->password ? read_password(error) : password_random();
	wish->password = password;
	wish->must_change = !words->password;
	return password;
}

static void tell_password(const struct words *words, const char *name, const char *password)
{
	if (!words->password)
		printf(_("%s may sign in once with the password %s and then chooses another.\n"), name, password);
}

static int add_account(struct app *app, const struct words *words, const char *name, GError **error)
{
	gint64 office = choose_office(app, words, error);
	struct account_wish wish = { .person = words->person, .division = words->division, .roles = words->role };
	g_autofree char *password = NULL;
	if (!office)
		return ERROR_INPUT;
	if (!wish.person || !wish.roles) {
		fail(error, ERROR_USAGE, _("user add NAME: say who it is, --person \"…\", and what for, --role officer"));
		return ERROR_USAGE;
	}
	password = wish_password(words, &wish, error);
	if (!password || !app_account_add(app, name, office, &wish, error))
		return ERROR_INPUT;
	tell_password(words, name, password);
	return 0;
}

static int change_roles(struct app *app, const struct words *words, const char *name, GError **error)
{
	struct account_wish wish = { .person = words->person, .division = words->division, .roles = words->role };
	if (!wish.person && !wish.roles && !wish.division) {
		fail(error, ERROR_USAGE, _("user role NAME: say what changes: --role, --division or --person"));
		return ERROR_USAGE;
	}
	return app_account_change(app, name, &wish, words->why, error) ? 0 : ERROR_INPUT;
}

static int change_password(struct app *app, const struct words *words, const char *name, GError **error)
{
	struct account_wish wish = { 0 };
	g_autofree char *password = wish_password(words, &wish, error);
	if (!password || !app_account_change(app, name, &wish, words->why, error))
		return ERROR_INPUT;
	tell_password(words, name, password);
	return 0;
}

static int load_accounts(struct app *app, const char *path, GError **error)
{
	guint count;
	json_t *list = read_json_file(path, error);
	gboolean done = list && app_accounts_load(app, list, &count, error);
	json_decref(list);
	if (done)
		printf(_("%u accounts\n"), count);
	return done ? 0 : ERROR_INPUT;
}

int cmd_user(struct app *app, const struct words *words, char **arguments, GError **error)
{
	const char *verb = arguments[0], *name = arguments[1];
	if (strcmp(verb, "list") == 0 && !name)
		return list_accounts(app, words, error);
	if (name && strcmp(verb, "add") == 0)
		return add_account(app, words, name, error);
	if (name && strcmp(verb, "role") == 0)
		return change_roles(app, words, name, error);
	if (name && strcmp(verb, "password") == 0)
		return change_password(app, words, name, error);
	if (name && (strcmp(verb, "disable") == 0 || strcmp(verb, "enable") == 0))
		return app_account_disable(app, name, *verb == 'd', words->why, error) ? 0 : ERROR_INPUT;
	if (name && strcmp(verb, "load") == 0)
		return load_accounts(app, name, error);
	fail(error, ERROR_USAGE, _("user %s: it may be list, or add, role, password, disable, enable NAME, or load FILE.json"), verb);
	return ERROR_USAGE;
}
