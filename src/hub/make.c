/* SPDX-License-Identifier: Apache-2.0 */
/* Making packages of what a store wrote. */
#include "app/reports.h"
#include "doc/writer.h"
#include "hub/hub.h"
#include "hub/private.h"
#include "report/snapshot.h"
#include "store/received.h"

#include <string.h>

/* A package on its way. */
struct making {
	struct app *app;
	gint64 office;
	GPtrArray *changes;   /* struct change *; data only of those that are shown */
	GPtrArray *entries;   /* of each: GArray of struct sent_entry */
	GPtrArray *reports;   /* struct issued_report * */
	struct body_writer writer;
	struct package_header header;
};

gboolean hub_shows(const struct model *model, const struct change *change)
{
	const struct reg *reg = *change->reg ? model_register(model, change->reg) : NULL;
	return reg ? reg->share : !*change->reg && strcmp(change->action, "definitions") == 0;
}

/* Reads as many changes as a package holds; what is not shown is forgotten at once. */
static gboolean read_changes(struct making *making, gint64 from, GError **error)
{
	gsize bytes = 0;
	for (gint64 after = from - 1; making->changes->len < PACKAGE_CHANGES_WISHED && bytes < PACKAGE_BODY_WISHED;) {
		g_autoptr(GPtrArray) batch = store_changes_after(making->app->store, making->office, after, 500, error);
		if (!batch)
			return FALSE;
		if (!batch->len)
			break;
		for (guint i = 0; i < batch->len; i++) {
			struct change *change = batch->pdata[i];
			if (!hub_shows(making->app->model, change)) {
				g_free(change->data);
				change->data = g_strdup("");
			}
			bytes += 100 + strlen(change->data);
			after = KEY_ID(change->key);
			g_ptr_array_add(making->changes, change);
		}
		g_ptr_array_set_free_func(batch, NULL);
	}
	return TRUE;
}

/* The hash of the snapshot that a version of a report names; NULL when it names none. */
static char *snapshot_named(const struct change *change, json_t **files)
{
	json_t *said = json_loads(change->data, 0, NULL);
	char *hash = g_strdup(json_string_value(json_object_get(said, "snapshot")));
	if (files)
		*files = json_incref(json_object_get(said, "files"));
	json_decref(said);
	return hash;
}

/* Whether the version before it named the snapshot already, so that it has been sent. */
static gboolean was_named(struct making *making, const struct change *change, const char *hash, gboolean *named, GError **error)
{
	g_autoptr(GPtrArray) timeline = store_timeline(making->app->store, change->record, error);
	*named = FALSE;
	for (guint i = 0; timeline && i < timeline->len; i++) {
		const struct change *before = timeline->pdata[i];
		if (before->key >= change->key)
			break;
		g_autofree char *said = snapshot_named(before, NULL);
		*named = g_strcmp0(said, hash) == 0;
	}
	return timeline != NULL;
}

/* The files as they were issued; one that the writers here no longer make so is left out: it can be made of the tree. */
static void add_files(struct issued_report *report, const json_t *files)
{
	g_autoptr(doc_t) doc = doc_read_json(report->tree, strlen(report->tree), NULL);
	size_t index;
	json_t *file;
	json_array_foreach((json_t *)files, index, file) {
		const char *name = json_string_value(json_object_get(file, "format"));
		const struct doc_format *format = doc && name ? doc_format_find(name) : NULL;
		GBytes *bytes = format ? format->write(doc, NULL) : NULL;
		if (!bytes)
			continue;
		struct hash hash = hash_bytes(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
		g_autofree char *hex = hash_hex(&hash);
		if (g_strcmp0(hex, json_string_value(json_object_get(file, "hash"))) == 0)
			issued_report_add_file(report, name, bytes);
		else
			g_bytes_unref(bytes);
	}
}

static gboolean add_report(struct making *making, const char *hash, const json_t *files, GError **error)
{
	g_autoptr(snapshot_t) snapshot = snapshot_read(making->app->store, making->office, hash, error);
	if (!snapshot)
		return FALSE;
	struct issued_report *report = issued_report_new();
	g_ptr_array_add(making->reports, report);
	hash_parse(hash, &report->snapshot);
	report->tree = g_strdup(snapshot->tree);
	report->template = g_strdup(snapshot->template);
	hash_parse(snapshot->definitions, &report->definitions);
	report->position = snapshot->position;
	add_files(report, files);
	return TRUE;
}

/* The report that a change issued. */
static gboolean find_report(struct making *making, const struct change *change, GError **error)
{
	json_t *files = NULL;
	gboolean named, done = TRUE;
	if (strcmp(change->reg, "report") != 0 || !*change->data)
		return TRUE;
	g_autofree char *hash = snapshot_named(change, &files);
	if (hash)
		done = was_named(making, change, hash, &named, error) && (named || add_report(making, hash, files, error));
	json_decref(files);
	return done;
}

static gboolean write_changes(struct making *making, GError **error)
{
	struct package_header *header = &making->header;
	for (guint i = 0; i < making->changes->len && making->writer.out->len < PACKAGE_BODY_WISHED; i++) {
		const struct change *change = making->changes->pdata[i];
		const GArray *entries = making->entries->pdata[i];
		if (!body_put_change(&making->writer, making->app->ledger, change, *change->data != '\0', entries, error) ||
			!find_report(making, change, error))
			return FALSE;
		header->last = KEY_ID(change->key);
		header->hash = change->hash;
		header->entries += entries->len;
	}
	for (guint i = 0; i < making->reports->len; i++)
		body_put_report(making->writer.out, making->reports->pdata[i]);
	header->reports = making->reports->len;
	return making->writer.out->len <= PACKAGE_BODY_MOST || fail(error, ERROR_REFUSED,
		_("entry %" PRId64 " posts more than a package can hold"), header->first);
}

static gboolean fill(struct making *making, gint64 from, GError **error)
{
	struct app *app = making->app;
	if (!read_changes(making, from, error))
		return FALSE;
	if (!making->changes->len)
		return fail(error, ERROR_ABSENT, _("nothing has been written since the last acknowledgement"));
	making->entries = ledger_sent_entries(app->ledger, making->changes, error);
	making->header.first = from;
	making->header.definitions = app->model->hash;
	return making->entries && store_hash_at(app->store, making->office, from - 1, &making->header.previous, error) &&
		write_changes(making, error);
}

static GBytes *make(struct making *making, gint64 from, GError **error)
{
	g_autoptr(hub_key_t) key = hub_key_read(making->app, making->header.office, error);
	gboolean own;
	if (!key || !store_look(making->app->store, &own, error))
		return NULL;
	gboolean done = fill(making, from, error);
	store_look_away(making->app->store, own);
	if (!done)
		return NULL;
	making->header.key = key->public;
	making->header.renewed = key->renewed;
	making->header.old_key = key->old;
	making->header.renewal = key->renewal;
	return package_close(&making->header, making->writer.out, key, error);
}

GBytes *hub_package_make(struct app *app, gint64 office, gint64 from, GError **error)
{
	struct making making = { .app = app, .office = office };
	if (!store_may_change(app->store, office, error))
		return NULL;
	making.changes = g_ptr_array_new_with_free_func((GDestroyNotify)change_free);
	making.reports = g_ptr_array_new_with_free_func((GDestroyNotify)issued_report_free);
	making.header.office = store_office_code(app->store, office);
	body_writer_begin(&making.writer);
	GBytes *package = making.header.office ? make(&making, from, error) : NULL;
	body_writer_clear(&making.writer);
	package_header_clear(&making.header);
	g_ptr_array_unref(making.changes);
	g_ptr_array_unref(making.reports);
	g_clear_pointer(&making.entries, g_ptr_array_unref);
	return package;
}

GBytes *hub_package_waiting(struct app *app, gint64 office, char **name, GError **error)
{
	struct package_header header;
	gint64 from = hub_next(app, office, error);
	g_autoptr(GBytes) package = from ? hub_package_make(app, office, from, error) : NULL;
	if (!package || !package_open(package, &header, error))
		return NULL;
	*name = package_name(&header);
	package_header_clear(&header);
	return g_steal_pointer(&package);
}
