/* SPDX-License-Identifier: Apache-2.0 */
/* Receiving packages: what is proved, in which order, and what is kept. */
#include "base/text.h"
#include "doc/writer.h"
#include "hub/hub.h"
#include "hub/private.h"
#include "report/issued.h"
#include "report/snapshot.h"
#include "store/received.h"

#include <string.h>

/* A package being received. */
struct taking {
	struct app *app;
	const struct package_header *header;
	gint64 office;
	gint64 held;             /* the position before */
	struct body_reader reader;
	struct receiving *receiving;
	struct bulk *changes;    /* those that are new */
	GArray *entries;         /* of the change that is looked at */
	gint64 count;            /* entries so far */
	struct hash chain;       /* the hash so far */
	GHashTable *versions;    /* gint64 record id → struct last_version *: of those that changed */
	GHashTable *named;       /* hexadecimal hash of a snapshot → json_t * files, of reports in this package */
};

void received_clear(struct received *received)
{
	g_clear_pointer(&received->office, g_free);
}

/* Texts that are received are held to what texts are held to that are entered. */
static gboolean is_clean(const json_t *json)
{
	const char *key;
	json_t *part;
	size_t index;
	if (json_is_string(json)) {
		const char *text = json_string_value(json);
		g_autofree char *clean = text_clean(text, (gssize)json_string_length(json), NULL);
		return g_strcmp0(clean, text) == 0;
	}
	json_object_foreach((json_t *)json, key, part)
		if (!is_clean(part))
			return FALSE;
	json_array_foreach((json_t *)json, index, part)
		if (!is_clean(part))
			return FALSE;
	return TRUE;
}

/* The snapshot that a report's data name is to come with them, or to be here. */
static void note_named(struct taking *taking, const json_t *said)
{
	const char *snapshot = json_string_value(json_object_get(said, "snapshot"));
	json_t *files = json_object_get(said, "files");
	if (snapshot)
		g_hash_table_insert(taking->named, g_strdup(snapshot), files ? json_incref(files) : json_array());
}

static gboolean check_shown(struct taking *taking, const struct change *change, GError **error)
{
	json_t *said = json_loads(change->data, JSON_REJECT_DUPLICATES, NULL);
	const char *code = json_string_value(json_object_get(said, "code"));
	gboolean own = strcmp(change->reg, "office") != 0 || g_strcmp0(code, taking->header->office) == 0;
	gboolean good = json_is_object(said) && is_clean(said) && own;
	if (good && strcmp(change->reg, "report") == 0)
		note_named(taking, said);
	json_decref(said);
	return good || fail(error, ERROR_INPUT, _("entry %" PRId64 ": the data shown of %s is none that such a record can have"),
		KEY_ID(change->key), *change->reg ? change->reg : change->action);
}

/* Data that is not asked for is not kept. */
static gboolean keep_shown(struct taking *taking, struct change *change, GError **error)
{
	if (!change->shown)
		return TRUE;
	if (!hub_shows(taking->app->model, change)) {
		change->shown = FALSE;
		*change->data = '\0';
		return TRUE;
	}
	return check_shown(taking, change, error);
}

static gboolean take_entries(struct taking *taking, gint64 history, GError **error)
{
	for (guint i = 0; i < taking->entries->len; i++) {
		struct sent_entry entry = g_array_index(taking->entries, struct sent_entry, i);
		const struct named_series *series = taking->reader.series->pdata[entry.series];
		if (!series->id)
			return fail(error, ERROR_INPUT, _("entry %" PRId64 ": a series is not in the one form that series have"), KEY_ID(history));
		entry.series = series->id;
		if (!receiving_entry(taking->receiving, &entry, history, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean is_forked(struct taking *taking, gint64 position, GError **error)
{
	return fail(error, ERROR_CONFLICT,
		_("office %s: entry %" PRId64 " is another here than in the package: the two histories have parted (one store was restored from an older copy); nothing was received"),
		taking->header->office, position);
}

/* What is held already has to be the same. */
static gboolean compare_held(struct taking *taking, const struct change *change, GError **error)
{
	struct hash held;
	return store_hash_at(taking->app->store, taking->office, KEY_ID(change->key), &held, error) &&
		(hash_equal(&held, &change->hash) || is_forked(taking, KEY_ID(change->key), error));
}

struct last_version {
	gint64 record, version;
	char *reg;
};

static void last_version_free(gpointer data)
{
	g_free(((struct last_version *)data)->reg);
	g_free(data);
}

static gboolean known_version(struct taking *taking, const struct change *change, struct last_version **known, GError **error)
{
	gint64 record = KEY_ID(change->record);
	*known = g_hash_table_lookup(taking->versions, &record);
	if (*known)
		return TRUE;
	*known = g_new0(struct last_version, 1);
	(*known)->record = record;
	g_hash_table_insert(taking->versions, &(*known)->record, *known);
	if (record <= taking->held && !store_last_version(taking->app->store, change->record, &(*known)->version, &(*known)->reg, error))
		return FALSE;
	if (!(*known)->reg)
		(*known)->reg = g_strdup(change->reg);
	return TRUE;
}

/* A record is created by the change of its number, and each change makes the next version of it. */
static gboolean check_version(struct taking *taking, const struct change *change, GError **error)
{
	static const char *const actions[] = { "change", "delete", "restore", NULL };
	struct last_version *known;
	if (!change->record)
		return (!*change->reg && !change->version) || fail(error, ERROR_INPUT, _("entry %" PRId64 " is of no record"), KEY_ID(change->key));
	if (!known_version(taking, change, &known, error))
		return FALSE;
	gboolean created = change->record == change->key;
	gboolean good = created ? strcmp(change->action, "create") == 0 : known->version && g_strv_contains(actions, change->action);
	if (good && *change->reg && strcmp(known->reg, change->reg) == 0 && change->version == ++known->version)
		return TRUE;
	return fail(error, ERROR_INPUT, _("entry %" PRId64 " does not follow the last version of record #%" PRId64), KEY_ID(change->key), KEY_ID(change->record));
}

static gboolean take_change(struct taking *taking, struct change *change, GError **error)
{
	struct store *store = taking->app->store;
	taking->count += taking->entries->len;
	change->hash = taking->chain = change_hash(&taking->chain, change);
	if (KEY_ID(change->key) <= taking->held)
		return compare_held(taking, change, error);
	return check_version(taking, change, error) && keep_shown(taking, change, error) && store_receive_change(store, taking->changes, change, error) &&
		(!change->shown || !change->record || store_receive_row(store, change, error)) && take_entries(taking, change->key, error);
}

static gboolean take_changes(struct taking *taking, GError **error)
{
	for (gint64 id = taking->header->first; id <= taking->header->last; id++) {
		struct change *change = body_next_change(&taking->reader, KEY(taking->office, id), taking->entries);
		gboolean done = taking->reader.wire.failure ? body_end(&taking->reader, error) : take_change(taking, change, error);
		change_free(change);
		if (!done)
			return FALSE;
	}
	if (hash_equal(&taking->chain, &taking->header->hash) && taking->count == taking->header->entries)
		return TRUE;
	return fail(error, ERROR_INPUT, _("the package does not hold what its header says"));
}

static const json_t *file_said(const json_t *files, const char *format)
{
	size_t index;
	json_t *file;
	json_array_foreach((json_t *)files, index, file)
		if (g_strcmp0(json_string_value(json_object_get(file, "format")), format) == 0)
			return file;
	return NULL;
}

static gboolean take_file(struct taking *taking, const char *snapshot, const struct issued_file *file, const json_t *files, GError **error)
{
	struct hash hash = hash_bytes(g_bytes_get_data(file->bytes, NULL), g_bytes_get_size(file->bytes));
	g_autofree char *hex = hash_hex(&hash);
	const json_t *said = file_said(files, file->format);
	if (g_strcmp0(hex, json_string_value(json_object_get(said, "hash"))) != 0)
		return fail(error, ERROR_INPUT, _("the file %s of a report is not the one that its record names"), file->format);
	return issued_file_keep(taking->app->store, taking->office, snapshot, file->format, file->bytes, error);
}

static gboolean take_report(struct taking *taking, const struct issued_report *report, GError **error)
{
	g_autofree char *hex = hash_hex(&report->snapshot);
	g_autofree char *definitions = hash_hex(&report->definitions);
	const json_t *files = g_hash_table_lookup(taking->named, hex);
	struct snapshot snapshot = { .tree = report->tree, .template = report->template, .definitions = definitions, .position = report->position };
	struct hash hash;
	if (!files) /* it belongs to what is held already, or is not asked for */
		return TRUE;
	g_autoptr(doc_t) doc = doc_read_json(report->tree, strlen(report->tree), error);
	if (!doc || !snapshot_save(taking->app->store, taking->office, &snapshot, &hash, error))
		return FALSE;
	if (!hash_equal(&hash, &report->snapshot))
		return fail(error, ERROR_INPUT, _("the snapshot of a report is not the one that its record names"));
	for (guint i = 0; i < report->files->len; i++)
		if (!take_file(taking, hex, report->files->pdata[i], files, error))
			return FALSE;
	return TRUE;
}

/* Every report that says that it was issued has its snapshot here. */
static gboolean check_named(struct taking *taking, GError **error)
{
	GHashTableIter iter;
	gpointer hash;
	g_hash_table_iter_init(&iter, taking->named);
	while (g_hash_table_iter_next(&iter, &hash, NULL)) {
		g_autoptr(snapshot_t) snapshot = snapshot_read(taking->app->store, taking->office, hash, NULL);
		if (!snapshot)
			return fail(error, ERROR_INPUT, _("the package lacks an issued report (%.12s…)"), (const char *)hash);
	}
	return TRUE;
}

static gboolean take_reports(struct taking *taking, GError **error)
{
	for (gint64 i = 0; i < taking->header->reports; i++) {
		g_autoptr(issued_report_t) report = body_next_report(&taking->reader);
		if (taking->reader.wire.failure)
			return body_end(&taking->reader, error);
		if (!take_report(taking, report, error))
			return FALSE;
	}
	return body_end(&taking->reader, error) && check_named(taking, error);
}

static gboolean note_package(struct taking *taking, GBytes *package, GError **error)
{
	const struct package_header *header = taking->header;
	struct package_row row = { .first = taking->held + 1, .last = header->last, .hash = header->hash };
	gsize length;
	gconstpointer bytes = g_bytes_get_data(package, &length);
	row.content = hash_bytes(bytes, length);
	row.bytes = (gint64)length;
	row.definitions = hash_hex(&header->definitions);
	gboolean done = store_note_package(taking->app->store, taking->office, &row, error);
	g_free(row.definitions);
	return done;
}

/* All series that entries name have their ids before the entries are read. */
static gboolean take_names(struct taking *taking, GError **error)
{
	const GPtrArray *named = taking->reader.series;
	body_skim(&taking->reader, taking->header->last - taking->header->first + 1);
	for (guint i = 0; i < named->len; i++) {
		struct named_series *series = named->pdata[i];
		series->id = receiving_name(taking->receiving, series->figure, series->role, series->dims);
	}
	if (!receiving_named(taking->receiving, error))
		return FALSE;
	for (guint i = 0; i < named->len; i++) {
		struct named_series *series = named->pdata[i];
		series->id = series->id ? receiving_series(taking->receiving, (guint)series->id) : 0;
	}
	return TRUE;
}

/* What was taken in bulk is there at the end. */
static gboolean take_all(struct taking *taking, GError **error)
{
	taking->changes = store_receive_begin(taking->app->store, error);
	if (taking->changes && take_changes(taking, error))
		return bulk_end(taking->changes, error) && take_reports(taking, error) && receiving_end(taking->receiving, error);
	bulk_drop(taking->changes);
	return FALSE;
}

static gboolean take_body(struct taking *taking, GBytes *package, GError **error)
{
	g_autoptr(GBytes) body = package_body(package, taking->header, error);
	if (!body)
		return FALSE;
	g_autoptr(receiving_t) receiving = receiving_new(taking->app->ledger, taking->office, taking->held);
	taking->receiving = receiving;
	taking->entries = g_array_new(FALSE, FALSE, sizeof(struct sent_entry));
	taking->versions = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, last_version_free);
	taking->named = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)json_decref);
	taking->chain = taking->header->previous;
	body_reader_begin(&taking->reader, body);
	gboolean done = take_names(taking, error) && take_all(taking, error) && note_package(taking, package, error);
	body_reader_clear(&taking->reader);
	g_array_unref(taking->entries);
	g_hash_table_destroy(taking->versions);
	g_hash_table_destroy(taking->named);
	return done;
}

/* Whether what the package follows is what is held. *all: there is nothing new in it. */
static gboolean check_place(struct taking *taking, gboolean *all, GError **error)
{
	const struct package_header *header = taking->header;
	struct store *store = taking->app->store;
	struct hash held;
	taking->held = store_position(store, taking->office, error);
	if (taking->held < 0)
		return FALSE;
	if (header->first > taking->held + 1)
		return fail(error, ERROR_CONFLICT, _("office %s: entries %" PRId64 " to %" PRId64 " are missing: send from %" PRId64),
			header->office, taking->held + 1, header->first - 1, taking->held + 1);
	if (!store_hash_at(store, taking->office, header->first - 1, &held, error))
		return FALSE;
	if (!hash_equal(&held, &header->previous))
		return is_forked(taking, header->first - 1, error);
	*all = header->last <= taking->held;
	if (!*all)
		return TRUE;
	return store_hash_at(store, taking->office, header->last, &held, error) && (hash_equal(&held, &header->hash) || is_forked(taking, header->last, error));
}

/* Inside the transaction. */
static gboolean take(struct app *app, GBytes *package, const struct package_header *header, struct received *received, GError **error)
{
	struct taking taking = { .app = app, .header = header };
	gboolean all = FALSE;
	taking.office = store_office_receive(app->store, header->office, error);
	if (!taking.office || !check_place(&taking, &all, error) || (!all && !take_body(&taking, package, error)))
		return FALSE;
	received->first = header->first;
	received->last = header->last;
	received->added = all ? 0 : header->last - taking.held;
	received->position = MAX(header->last, taking.held);
	return TRUE;
}

/* The key that the package must be signed with; *renewed: it replaces the one that is entered. */
static gboolean check_key(struct app *app, const struct package_header *header, gboolean *renewed, GError **error)
{
	const struct signer signer = { .office = header->office, .key = header->key, .renewed = header->renewed, .old = header->old_key, .renewal = header->renewal };
	return peer_check_signer(app->store, &signer, renewed, error);
}

static GBytes *receive_open(struct app *app, gint64 hub, GBytes *package, const struct package_header *header, struct received *received, GError **error)
{
	gboolean renewed, own;
	if (!check_key(app, header, &renewed, error) || !package_check_signature(package, &header->key, error))
		return NULL;
	if (!step_begin(app->store, &own, error))
		return NULL;
	GBytes *answer = NULL;
	if (take(app, package, header, received, error) && (!renewed || peer_set_key(app, header->office, &header->key, error)))
		answer = hub_answer(app, hub, header->office, error);
	if (step_end(app->store, own, answer != NULL, error))
		return answer;
	g_clear_pointer(&answer, g_bytes_unref);
	return NULL;
}

GBytes *hub_receive(struct app *app, gint64 hub, GBytes *package, struct received *received, GError **error)
{
	struct package_header header;
	struct received ignored = { 0 };
	GError *problem = NULL;
	g_autofree char *code = store_office_code(app->store, hub);
	g_autoptr(hub_key_t) key = hub_key_read(app, code ? code : "", error);
	if (!key || !package_open(package, &header, error))
		return NULL;
	GBytes *answer = receive_open(app, hub, package, &header, received ? received : &ignored, &problem);
	if (problem) {
		peer_note_refusal(app, header.office, problem);
		g_propagate_error(error, problem);
	}
	if (received)
		received->office = g_strdup(header.office);
	package_header_clear(&header);
	return answer;
}
