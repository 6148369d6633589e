/* SPDX-License-Identifier: Apache-2.0 */
/* The course of a record: what was changed when and by whom, what was said, which files it carries. */
#include "app/export.h"
#include "store/attachment.h"
#include "store/comment.h"
#include "web/api_json.h"
#include "web/pages.h"
#include "web/rights.h"

#include <string.h>

/* {"field": {"before": …, "after": …}}, where they differ. */
static json_t *differences(json_t *before, json_t *after)
{
	json_t *changes = json_object(), *value;
	const char *key;
	json_object_foreach(after, key, value) {
		json_t *old = json_object_get(before, key);
		if (!old || !json_equal(old, value))
			json_object_set_new(changes, key, json_pack("{s:O?, s:O}", "before", old, "after", value));
	}
	json_object_foreach(before, key, value) {
		if (!json_object_get(after, key))
			json_object_set_new(changes, key, json_pack("{s:O, s:n}", "before", value, "after"));
	}
	return changes;
}

static json_t *change_json(const struct change *change, const struct record *record, json_t *before, json_t *after)
{
	json_t *json = json_pack("{s:I, s:o, s:s, s:s?, s:s?, s:o}", "version", (json_int_t)change->version, "at", api_moment(change->at), "action", change->action,
		"who", change->who, "why", change->why, "fields", differences(before, after));
	if (record->reg->states->len)
		json_object_set_new(json, "state", json_string(record_state(record)));
	return json;
}

static gboolean add_changes(struct request *request, const struct record *record, gboolean shown, json_t *list, GError **error)
{
	struct store *store = request->app->store;
	g_autoptr(GPtrArray) changes = store_timeline(store, KEY(record->office, record->id), error);
	json_t *before = json_object();
	gboolean good = changes != NULL;
	for (guint i = 0; good && i < changes->len; i++) {
		g_autoptr(record_t) then = change_record(store, record->reg, changes->pdata[i], NULL, error);
		good = then != NULL;
		if (!good)
			break;
		if (!shown)
			record_veil(then);
		json_t *after = api_fields(request, then);
		json_array_append_new(list, change_json(changes->pdata[i], then, before, after));
		json_decref(before);
		before = after;
	}
	json_decref(before);
	return good;
}

gboolean api_list_changes(struct request *request, GError **error)
{
	gboolean shown;
	g_autoptr(record_t) record = wanted_record(request, error);
	if (!record || !api_shown(request, record, &shown, error))
		return FALSE;
	json_t *list = json_array();
	if (add_changes(request, record, shown, list, error))
		return api_answer(request, json_pack("{s:o}", "changes", list));
	json_decref(list);
	return FALSE;
}

/* Of a record of personal data they are shown with that data alone. */
gboolean api_list_comments(struct request *request, GError **error)
{
	gboolean shown;
	g_autoptr(record_t) record = wanted_record(request, error);
	g_autoptr(GPtrArray) comments = record && api_shown(request, record, &shown, error) ?
		comment_list(request->app->store, record->office, record->id, error) : NULL;
	if (!comments)
		return FALSE;
	json_t *list = json_array();
	for (guint i = 0; i < comments->len && (shown || !record->reg->personal); i++) {
		const struct comment *comment = comments->pdata[i];
		json_array_append_new(list, json_pack("{s:o, s:s, s:s}", "at", api_moment(comment->at), "who", comment->who, "text", comment->text));
	}
	return api_answer(request, json_pack("{s:o}", "comments", list));
}

gboolean api_add_comment(struct request *request, GError **error)
{
	struct author author = app_author(request->app, NULL);
	const char *text = api_text(request, "text");
	g_autoptr(record_t) record = wanted_record(request, error);
	if (!record)
		return FALSE;
	if (record->deleted)
		return fail(error, ERROR_REFUSED, _("This record was deleted. It counts nowhere, and can be restored."));
	if (!comment_add(request->app->store, record, text, &author, error))
		return FALSE;
	api_created(request, g_strdup_printf("/registers/%s/records/%" G_GINT64_FORMAT "/comments", record->reg->id, record->id));
	return api_answer(request, json_pack("{s:s, s:s}", "who", author.who, "text", text));
}

/* The bytes are kept; the value that names them goes into a field of files by a change of the record. */
gboolean api_keep_file(struct request *request, GError **error)
{
	const char *name = pairs_get(request->query, "name");
	const struct reg *reg = writable_register(request, error);
	if (!reg)
		return FALSE;
	if (!name || !*name || !request->body->len)
		return fail(error, ERROR_INPUT, _("?name: say what the file is called, and send its bytes"));
	g_autoptr(GBytes) bytes = g_bytes_new(request->body->data, request->body->len);
	g_autofree char *value = attachment_keep(request->app->store, request_office(request), name, bytes, error);
	if (!value)
		return FALSE;
	request->answer.status = 201;
	return api_answer(request, json_pack("{s:s}", "value", value));
}
