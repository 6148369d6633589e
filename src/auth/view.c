/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/view.h"
#include "auth/account.h"
#include "auth/statements.h"
#include "base/text.h"

#include <string.h>

static const struct sql view_insert = { "keep view",
	"INSERT INTO view(office, reg, account, name, query, shared) VALUES (?1, ?2, ?3, ?4, ?5, ?6)" };
static const struct sql view_of_reg = { "views", "SELECT account, name, query, shared FROM view WHERE office = ?1 AND reg = ?2 AND (account = ?3 OR shared = 1)" };
static const struct sql view_delete = { "drop view", "DELETE FROM view WHERE office = ?1 AND reg = ?2 AND account = ?3 AND name = ?4" };

const struct sql *const auth_view_sql[] = { &view_insert, &view_of_reg, &view_delete, NULL };

void view_free(struct view *view)
{
	g_free(view->account);
	g_free(view->name);
	g_free(view->query);
	g_free(view);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
	return text_collate((*(const struct view *const *)a)->name, (*(const struct view *const *)b)->name);
}

GPtrArray *view_list(struct store *store, gint64 office, const char *account, const char *reg, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &view_of_reg, error);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)view_free);
	enum fetch fetch;
	bind_int(statement, 1, office);
	bind_text(statement, 2, reg);
	bind_text(statement, 3, account);
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		struct view *view = g_new0(struct view, 1);
		*view = (struct view){ g_strdup(column_text(statement, 0)), g_strdup(column_text(statement, 1)), g_strdup(column_text(statement, 2)),
			column_int(statement, 3) != 0 };
		g_ptr_array_add(list, view);
	}
	if (fetch == FETCH_FAILED)
		return NULL;
	g_ptr_array_sort(list, by_name);
	return g_steal_pointer(&list);
}

static gboolean run_delete(struct store *store, gint64 office, const char *account, const char *reg, const char *name, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &view_delete, error);
	bind_int(statement, 1, office);
	bind_text(statement, 2, reg);
	bind_text(statement, 3, account);
	bind_text(statement, 4, name);
	return statement_run(statement, error);
}

static gboolean has(const GPtrArray *views, const char *account, const char *name, guint *own)
{
	gboolean found = FALSE;
	*own = 0;
	for (guint i = 0; i < views->len; i++) {
		const struct view *view = views->pdata[i];
		gboolean mine = strcmp(view->account, account) == 0;
		*own += mine ? 1 : 0;
		found = found || (mine && strcmp(view->name, name) == 0);
	}
	return found;
}

static gboolean check(const struct view *view, GError **error)
{
	glong letters = g_utf8_strlen(view->name, -1);
	if (letters < 1 || letters > VIEW_NAME_MOST || strchr(view->name, '\n'))
		return fail(error, ERROR_INPUT, _("give the list a name of 1 to %d letters"), VIEW_NAME_MOST);
	return strlen(view->query) <= VIEW_QUERY_MOST || fail(error, ERROR_INPUT, _("this list asks for too much to be kept"));
}

gboolean view_keep(struct store *store, gint64 office, const char *reg, const struct view *view, GError **error)
{
	guint own;
	g_autofree char *name = text_clean(view->name, -1, error);
	struct view kept = *view;
	if (!name || !auth_prepare(store, error))
		return FALSE;
	kept.name = g_strstrip(name);
	g_autoptr(GPtrArray) views = check(&kept, error) ? view_list(store, office, kept.account, reg, error) : NULL;
	if (!views)
		return FALSE;
	if (!has(views, kept.account, kept.name, &own) && own >= VIEWS_MOST)
		return fail(error, ERROR_INPUT, _("you keep %d lists of this register already: delete one first"), VIEWS_MOST);
	struct statement *statement = run_delete(store, office, kept.account, reg, kept.name, error) ? db_statement(store_db(store), &view_insert, error) : NULL;
	bind_int(statement, 1, office);
	bind_text(statement, 2, reg);
	bind_text(statement, 3, kept.account);
	bind_text(statement, 4, kept.name);
	bind_text(statement, 5, kept.query);
	bind_int(statement, 6, kept.shared);
	return statement_run(statement, error);
}

gboolean view_drop(struct store *store, gint64 office, const char *account, const char *reg, const char *name, GError **error)
{
	guint own;
	g_autoptr(GPtrArray) views = view_list(store, office, account, reg, error);
	if (!views)
		return FALSE;
	if (!has(views, account, name, &own))
		return fail(error, ERROR_ABSENT, _("you keep no list of this name"));
	return run_delete(store, office, account, reg, name, error);
}
