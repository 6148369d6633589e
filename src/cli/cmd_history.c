/* SPDX-License-Identifier: Apache-2.0 */
/* What was changed, by whom and why; and taking it back. */
#include "app/undo.h"
#include "base/text.h"
#include "cli/choose.h"
#include "cli/print.h"

#include <stdio.h>
#include <string.h>

#define LAST_USUAL 50 /* changes of a register that are listed */

/* What the history calls a change, for readers. */
static const char *action_text(const char *action)
{
	static const char *const known[][2] = { { "create", N_("created") }, { "change", N_("changed the record") }, { "delete", N_("deleted") },
		{ "restore", N_("restored") } };
	for (guint i = 0; i < G_N_ELEMENTS(known); i++)
		if (strcmp(action, known[i][0]) == 0)
			return _(known[i][1]);
	return action;
}

/* "22/11/2026 17:44:15", in Viet Nam. */
static char *moment_here(moment_t moment)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(moment / G_USEC_PER_SEC);
	g_autoptr(GDateTime) here = utc ? g_date_time_add_hours(utc, 7) : NULL;
	return here ? g_date_time_format(here, "%d/%m/%Y %H:%M:%S") : moment_iso(moment);
}

static char *brief_value(struct app *app, const struct field *field, const struct record *record)
{
	const struct value *value = &record->values[field->index];
	if (value->kind == VALUE_NONE)
		return g_strdup("—");
	g_autofree char *text = value_text(app->model, field, value, store_links(app->store, record->office), app->language);
	return text_brief(text);
}

/* "Số khách: 12 → 14" of each field that differs, a line each; of personal data only the field's name. */
static char *differences(struct app *app, const struct record *before, const struct record *after)
{
	const struct reg *reg = after->reg;
	GString *text = g_string_new(NULL);
	if (reg->states->len && before->state != after->state)
		g_string_append_printf(text, "%s: %s → %s\n", _("State"), record_state_label(before, app->language), record_state_label(after, app->language));
	for (guint i = 0; i < reg->fields->len; i++) {
		const struct field *field = reg->fields->pdata[i];
		if (value_equal(&before->values[i], &after->values[i]))
			continue;
		const char *label = label_text(&field->label, app->language);
		if (reg->personal || field->personal || field->type == FIELD_ROWS) {
			g_string_append_printf(text, _("%s: changed\n"), label);
			continue;
		}
		g_autofree char *old = brief_value(app, field, before), *new = brief_value(app, field, after);
		g_string_append_printf(text, "%s: %s → %s\n", label, old, new);
	}
	if (text->len)
		g_string_truncate(text, text->len - 1);
	return g_string_free(text, FALSE);
}

/* One change as rows of the grid: what differs stands in the last column, a row each. */
static void add_change(struct grid *grid, const struct change *change, const char *differs)
{
	g_auto(GStrv) lines = g_strsplit(differs, "\n", -1);
	for (guint i = 0; i == 0 || lines[i]; i++) {
		grid_take(grid, i ? NULL : g_strdup_printf("%" G_GINT64_FORMAT, change->version));
		grid_take(grid, i ? NULL : moment_here(change->at));
		grid_add(grid, i ? NULL : change->who);
		grid_add(grid, i ? NULL : action_text(change->action));
		grid_add(grid, i ? NULL : change->why);
		grid_add(grid, lines[i] ? lines[i] : "");
		if (!lines[i])
			return;
	}
}

static gboolean print_timeline(struct app *app, const struct reg *reg, const GPtrArray *changes, GError **error)
{
	g_autoptr(grid_t) grid = grid_new(6, _("version"), _("changed"), _("who"), _("action"), _("why"), _("what changed"), NULL);
	g_autoptr(record_t) before = NULL;
	for (guint i = 0; i < changes->len; i++) {
		const struct change *change = changes->pdata[i];
		struct record *after = change_record(app->store, reg, change, NULL, error);
		if (!after)
			return FALSE;
		g_autofree char *differs = before ? differences(app, before, after) : g_strdup("");
		add_change(grid, change, differs);
		record_free(before);
		before = after;
	}
	grid_print(grid, PRINT_TABLE);
	return TRUE;
}

static json_t *change_json(const struct change *change)
{
	g_autofree char *at = moment_iso(change->at);
	return json_pack("{s:I, s:s, s:s, s:s, s:s?, s:I, s:o}", "version", (json_int_t)change->version, "at", at, "action", change->action, "who", change->who,
		"why", change->why, "history", (json_int_t)KEY_ID(change->key), "record", json_loads(change->data, 0, NULL));
}

static void print_csv_timeline(const struct reg *reg, const GPtrArray *changes)
{
	g_autoptr(grid_t) grid = grid_new(6, "version", "at", "action", "who", "why", "record", NULL);
	for (guint i = 0; i < changes->len; i++) {
		const struct change *change = changes->pdata[i];
		grid_take(grid, g_strdup_printf("%" G_GINT64_FORMAT, change->version));
		grid_take(grid, moment_iso(change->at));
		grid_add(grid, change->action);
		grid_add(grid, change->who);
		grid_add(grid, change->why);
		grid_add(grid, reg->personal ? "" : change->data);
	}
	grid_print(grid, PRINT_CSV);
}

static int history_of_record(struct app *app, const struct reg *reg, gint64 office, const char *name, enum print_format format, GError **error)
{
	g_autoptr(record_t) record = store_find(app->store, reg, office, name, error);
	g_autoptr(GPtrArray) changes = record ? store_timeline(app->store, KEY(office, record->id), error) : NULL;
	if (!changes)
		return ERROR_ABSENT;
	if (format == PRINT_CSV) {
		print_csv_timeline(reg, changes);
		return 0;
	}
	if (format == PRINT_TABLE)
		return print_timeline(app, reg, changes, error) ? 0 : ERROR_SYSTEM;
	json_t *list = json_array();
	for (guint i = 0; i < changes->len; i++)
		json_array_append_new(list, change_json(changes->pdata[i]));
	print_json(list);
	return 0;
}

static char *title_of(struct app *app, const struct reg *reg, const struct change *change)
{
	g_autoptr(record_t) record = change_record(app->store, reg, change, NULL, NULL);
	return record ? record_title(record, app->model, store_links(app->store, record->office), app->language) : g_strdup("");
}

static void add_last(struct app *app, const struct reg *reg, const struct change *change, struct grid *grid, json_t *list)
{
	g_autofree char *title = title_of(app, reg, change);
	json_t *object = change_json(change);
	json_object_del(object, "record");
	json_object_set_new(object, "id", json_integer(KEY_ID(change->record)));
	json_object_set_new(object, "title", json_string(title));
	json_array_append_new(list, object);
	grid_take(grid, moment_here(change->at));
	grid_add(grid, change->who);
	grid_add(grid, action_text(change->action));
	grid_take(grid, g_strdup_printf("%" G_GINT64_FORMAT, KEY_ID(change->record)));
	grid_add(grid, title);
	grid_take(grid, g_strdup_printf("%" G_GINT64_FORMAT, change->version));
	grid_add(grid, change->why);
}

/* The last changes of the register, newest first. */
static int history_of_register(struct app *app, const struct reg *reg, gint64 office, gint64 limit, enum print_format format, GError **error)
{
	gint64 at = store_position(app->store, office, error);
	json_t *list = json_array();
	g_autoptr(grid_t) grid = grid_new(7, _("changed"), _("who"), _("action"), "#", _("record"), _("version"), _("why"), NULL);
	for (; at > 0 && limit > 0; at--) {
		struct change *change = store_change(app->store, KEY(office, at), error);
		if (!change)
			break;
		if (change->record && strcmp(change->reg, reg->id) == 0) {
			add_last(app, reg, change, grid, list);
			limit--;
		}
		change_free(change);
	}
	if (at >= 0 && (at == 0 || limit == 0) && format != PRINT_JSON)
		grid_print(grid, format);
	if (at >= 0 && (at == 0 || limit == 0) && format == PRINT_JSON)
		print_json(json_incref(list));
	json_decref(list);
	return at < 0 ? ERROR_SYSTEM : 0;
}

int cmd_history(struct app *app, const struct words *words, char **arguments, GError **error)
{
	enum print_format format;
	gint64 limit;
	const struct reg *reg = choose_register(app, arguments[0], error);
	gint64 office = reg ? choose_office(app, words, error) : 0;
	if (!office || !print_format_parse(words->format, &format, error) || !choose_number("--limit", words->limit, 1, LAST_USUAL, &limit, error))
		return ERROR_INPUT;
	if (arguments[1])
		return history_of_record(app, reg, office, arguments[1], format, error);
	return history_of_register(app, reg, office, limit, format, error);
}

static const char *undone_text(enum undo_what what)
{
	switch (what) {
	case UNDO_CHANGED:
		return _("has its earlier content again");
	case UNDO_DELETED:
		return _("deleted, as it was not there");
	case UNDO_RESTORED:
		return _("restored");
	default:
		return _("unchanged: it has this content already");
	}
}

static void print_undone(const struct reg *reg, const GPtrArray *undone, gboolean dry, enum print_format format)
{
	json_t *list = json_array();
	static const char *const names[] = { "unchanged", "changed", "deleted", "restored" };
	for (guint i = 0; i < undone->len; i++) {
		const struct undone *one = undone->pdata[i];
		if (format != PRINT_JSON)
			printf(_("%s #%" PRId64 " %s: %s (version %" PRId64 ")\n"), reg->id, one->id, one->title, undone_text(one->what), one->version);
		json_array_append_new(list, json_pack("{s:I, s:I, s:s, s:s}", "id", (json_int_t)one->id, "version", (json_int_t)one->version, "what",
			names[one->what], "title", one->title));
	}
	if (format == PRINT_JSON)
		print_json(json_incref(list));
	else if (!undone->len)
		printf(_("%s: nothing has changed since\n"), reg->id);
	else if (dry)
		printf(_("%s: nothing was written; without --dry-run these %u records would be taken back\n"), reg->id, undone->len);
	json_decref(list);
}

static GPtrArray *undo_record(struct app *app, const struct words *words, const struct reg *reg, gint64 office, const char *name, GError **error)
{
	gint64 version;
	if (words->as_known || words->dry_run) {
		fail(error, ERROR_USAGE, _("--as-known and --dry-run take back a whole register: leave out the record, or them"));
		return NULL;
	}
	if (!choose_number("--version", words->version, 1, 0, &version, error))
		return NULL;
	g_autoptr(record_t) record = store_find(app->store, reg, office, name, error);
	struct undone *undone = record ? app_undo(app, reg, office, record->id, version, words->why, error) : NULL;
	if (!undone)
		return NULL;
	GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)undone_free);
	g_ptr_array_add(list, undone);
	return list;
}

static GPtrArray *undo_register(struct app *app, const struct words *words, const struct reg *reg, gint64 office, GError **error)
{
	gint64 position;
	if (!words->as_known || words->version) {
		fail(error, ERROR_USAGE, _("name the record to take back, or with --as-known MOMENT the moment to which the whole register shall go back"));
		return NULL;
	}
	if (!choose_position(app, words, office, &position, error))
		return NULL;
	g_autofree char *why = words->why ? g_strdup(words->why) : g_strdup_printf(_("back to what was known at %s"), words->as_known);
	return app_undo_since(app, reg, office, position, words->dry_run, why, error);
}

int cmd_undo(struct app *app, const struct words *words, char **arguments, GError **error)
{
	enum print_format format;
	const struct reg *reg = choose_register(app, arguments[0], error);
	gint64 office = reg ? choose_office(app, words, error) : 0;
	if (!office || !print_format_parse(words->format, &format, error))
		return ERROR_INPUT;
	g_autoptr(GPtrArray) undone = arguments[1] ? undo_record(app, words, reg, office, arguments[1], error) : undo_register(app, words, reg, office, error);
	if (!undone)
		return ERROR_INPUT;
	print_undone(reg, undone, words->dry_run, format);
	return 0;
}
