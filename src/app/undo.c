/* SPDX-License-Identifier: Apache-2.0 */
#include "app/undo.h"
#include "app/guard.h"

#include <string.h>

void undone_free(struct undone *undone)
{
	if (!undone)
		return;
	g_free(undone->title);
	g_free(undone);
}

/* Reports go back by their own verbs, and offices are settings. */
static gboolean check_register(const struct reg *reg, GError **error)
{
	if (strcmp(reg->id, "report") != 0)
		return TRUE;
	return fail(error, ERROR_REFUSED, _("a report goes back with `ngoaivu report return`, and an issued one is corrected with `ngoaivu report correct`"));
}

static enum undo_what what_changes(const struct record *now, const struct record *then)
{
	if (now->deleted == then->deleted)
		return then->deleted ? UNDO_NOTHING : UNDO_CHANGED;
	return then->deleted ? UNDO_DELETED : UNDO_RESTORED;
}

static gboolean may_become(struct app *app, const struct record *now, struct record *then, GError **error)
{
	const struct links *links = store_links(app->store, then->office);
	if (then->deleted)
		return app_may_delete(app, now, error);
	return app_may_put(app, now, then, error) && record_complete(then, app->model, links, error) && record_validate(then, app->model, links, error);
}

/* Writes `then`, whose version is the one it comes from, over the record as it stands. */
static struct undone *take_back(struct app *app, const struct record *now, struct record *then, const char *why, GError **error)
{
	struct author author = app_author(app, why);
	g_autoptr(undone_t) undone = g_new0(struct undone, 1);
	undone->from = then->version;
	undone->what = what_changes(now, then);
	undone->id = now->id;
	then->id = now->id;
	then->version = now->version;
	author.back = TRUE;
	gboolean changed = FALSE;
	if (undone->what != UNDO_NOTHING && (!may_become(app, now, then, error) || !store_write(app->store, then, &author, &changed, error))) {
		g_prefix_error(error, "%s #%" PRId64 ": ", now->reg->id, now->id);
		return NULL;
	}
	undone->what = changed ? undone->what : UNDO_NOTHING;
	undone->version = then->version;
	undone->title = record_title(then->deleted ? now : then, app->model, store_links(app->store, now->office), app->language);
	return g_steal_pointer(&undone);
}

/* The change that gave the record this version; NULL with an error. */
static const struct change *change_of(const GPtrArray *changes, const struct record *record, gint64 version, GError **error)
{
	if (!version && changes->len < 2) {
		fail(error, ERROR_REFUSED, _("%s #%" PRId64 " has only its first version: there is nothing before it; `ngoaivu delete` takes the record out"),
			record->reg->id, record->id);
		return NULL;
	}
	if (!version)
		return changes->pdata[changes->len - 2];
	for (guint i = 0; i < changes->len; i++)
		if (((const struct change *)changes->pdata[i])->version == version)
			return changes->pdata[i];
	fail(error, ERROR_ABSENT, _("%s #%" PRId64 " has no version %" PRId64 ": its versions are 1 to %" PRId64), record->reg->id, record->id, version,
		record->version);
	return NULL;
}

struct undone *app_undo(struct app *app, const struct reg *reg, gint64 office, gint64 id, gint64 version, const char *why, GError **error)
{
	if (!check_register(reg, error))
		return NULL;
	g_autoptr(record_t) now = store_read(app->store, reg, office, id, error);
	g_autoptr(GPtrArray) changes = now ? store_timeline(app->store, KEY(office, id), error) : NULL;
	const struct change *change = changes ? change_of(changes, now, version, error) : NULL;
	g_autoptr(record_t) then = change ? change_record(app->store, reg, change, NULL, error) : NULL;
	g_autofree char *reason = change && !why ? g_strdup_printf(_("back to version %" PRId64), change->version) : g_strdup(why);
	return then ? take_back(app, now, then, reason, error) : NULL;
}

/* The records of the register that changed after the position: ids, in order of their first change. */
static GArray *changed_since(struct app *app, const struct reg *reg, gint64 office, gint64 position, GError **error)
{
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	gint64 last = store_position(app->store, office, error);
	if (last < 0)
		return NULL;
	for (gint64 at = position + 1; at <= last; at++) {
		struct change *change = store_change(app->store, KEY(office, at), error);
		if (!change)
			return NULL;
		gint64 id = KEY_ID(change->record);
		if (id && strcmp(change->reg, reg->id) == 0 && g_hash_table_add(known, g_memdup2(&id, sizeof id)))
			g_array_append_val(ids, id);
		change_free(change);
	}
	return g_steal_pointer(&ids);
}

/* The three turns: what is restored first, so that others may name it again; what is deleted last, when nothing names it. */
static gboolean take_turn(struct app *app, const struct reg *reg, gint64 position, gint64 office, const GArray *ids, enum undo_what turn, const char *why,
	GPtrArray *done, GError **error)
{
	for (guint i = 0; i < ids->len; i++) {
		gint64 id = g_array_index(ids, gint64, turn == UNDO_DELETED ? ids->len - 1 - i : i);
		GError *wrong = NULL;
		g_autoptr(record_t) now = store_read(app->store, reg, office, id, error);
		if (!now)
			return FALSE;
		g_autoptr(record_t) then = store_read_at(app->store, reg, office, id, position, &wrong);
		if (wrong) {
			g_propagate_error(error, wrong);
			return FALSE;
		}
		if (!then) {
			then = record_copy(now);
			then->deleted = TRUE;
		}
		if (what_changes(now, then) != turn)
			continue;
		struct undone *undone = take_back(app, now, then, why, error);
		if (!undone)
			return FALSE;
		if (undone->what == UNDO_NOTHING)
			undone_free(undone);
		else
			g_ptr_array_add(done, undone);
	}
	return TRUE;
}

GPtrArray *app_undo_since(struct app *app, const struct reg *reg, gint64 office, gint64 position, gboolean dry, const char *why, GError **error)
{
	static const enum undo_what turns[] = { UNDO_RESTORED, UNDO_CHANGED, UNDO_DELETED };
	g_autoptr(GPtrArray) done = g_ptr_array_new_with_free_func((GDestroyNotify)undone_free);
	if (!check_register(reg, error) || !store_begin(app->store, error))
		return NULL;
	g_autoptr(GArray) ids = changed_since(app, reg, office, position, error);
	gboolean good = ids != NULL;
	for (guint i = 0; i < G_N_ELEMENTS(turns) && good; i++)
		good = take_turn(app, reg, position, office, ids, turns[i], why, done, error);
	if (good && !dry && store_commit(app->store, error))
		return g_steal_pointer(&done);
	store_rollback(app->store);
	return good && dry ? g_steal_pointer(&done) : NULL;
}
