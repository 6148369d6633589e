/* SPDX-License-Identifier: Apache-2.0 */
#include "app/publish.h"
#include "app/reports.h"
#include "store/attachment.h"
#include "store/list.h"

#include <string.h>

/* What can be published, and the states in which it is issued. */
static const struct {
	const char *reg;
	const char *states[4];
} sources[] = {
	{ "report", { "issued", "sent", "superseded" } },
	{ "publication", { "issued" } },
};

gboolean is_publishable(const struct reg *reg)
{
	for (guint i = 0; i < G_N_ELEMENTS(sources); i++)
		if (strcmp(sources[i].reg, reg->id) == 0)
			return TRUE;
	return FALSE;
}

static gboolean is_issued(const struct record *source)
{
	for (guint i = 0; i < G_N_ELEMENTS(sources); i++)
		if (strcmp(sources[i].reg, source->reg->id) == 0)
			return !source->deleted && g_strv_contains(sources[i].states, record_state(source));
	return FALSE;
}

gboolean may_publish(const struct record *source, GError **error)
{
	if (!is_publishable(source->reg))
		return fail(error, ERROR_INPUT, _("%s: records of this register are not published; reports and publications are"), source->reg->id);
	if (!is_issued(source))
		return fail(error, ERROR_REFUSED, _("%s #%" PRId64 ": only what was issued is published; this is “%s”"), source->reg->id, source->id, record_state(source));
	return TRUE;
}

gboolean release_is_public(const struct record *release)
{
	return !release->deleted && strcmp(record_state(release), "published") == 0;
}

struct record *release_of(struct app *app, const struct record *source, GError **error)
{
	g_autoptr(GArray) keys = store_linked(app->store, KEY(source->office, source->id), error);
	for (guint i = 0; keys && i < keys->len; i++) {
		gint64 key = g_array_index(keys, gint64, i);
		const struct reg *reg = store_register_of(app->store, key, error);
		if (!reg)
			return NULL;
		if (strcmp(reg->id, RELEASE_REGISTER) != 0)
			continue;
		g_autoptr(record_t) release = store_read(app->store, reg, KEY_OFFICE(key), KEY_ID(key), error);
		if (!release || !release->deleted)
			return g_steal_pointer(&release);
	}
	return NULL;
}

/* The field that names the source, which is called as its register is; NULL where none or more than one is given. */
static const char *source_field(const struct record *release)
{
	const char *found = NULL;
	for (guint i = 0; i < G_N_ELEMENTS(sources); i++)
		if (record_value(release, sources[i].reg)) {
			if (found)
				return NULL;
			found = sources[i].reg;
		}
	return found;
}

struct record *release_source(struct app *app, const struct record *release, GError **error)
{
	const char *field = source_field(release);
	const struct reg *reg = field ? model_need_register(app->model, field, error) : NULL;
	if (!field)
		fail(error, ERROR_INPUT, _("report, publication: a release publishes one of them"));
	return reg ? store_read(app->store, reg, release->office, record_value(release, field)->number, error) : NULL;
}

gboolean release_stands(struct app *app, const struct record *before, const struct record *after, GError **error)
{
	g_autoptr(record_t) source = release_source(app, after, error);
	if (!source)
		return FALSE;
	const struct value *old = before ? record_value(before, source->reg->id) : NULL;
	if (before && (!old || old->number != source->id))
		return fail(error, ERROR_REFUSED, _("%s: a release stays with what it publishes; withdraw it and publish the other"), source->reg->id);
	return !release_is_public(after) || may_publish(source, error);
}

/* The PDF of a report as it was issued, kept beside the release. */
static char *keep_report(struct app *app, const struct record *report, GError **error)
{
	const struct doc_format *pdf = doc_format_find("pdf");
	g_autoptr(doc_t) doc = report_issued_doc(app, report, error);
	g_autoptr(GBytes) bytes = doc ? pdf->write(doc, error) : NULL;
	if (!bytes)
		return NULL;
	g_autofree char *name = g_strconcat(record_text(report, "symbol"), pdf->extension, NULL);
	g_strdelimit(name, "/\\ ", '-');
	return attachment_keep(app->store, report->office, name, bytes, error);
}

static gboolean is_kept(const char *file)
{
	return strchr(file, '/') != NULL;
}

static json_t *report_files(struct app *app, const struct record *report, GError **error)
{
	g_autofree char *file = keep_report(app, report, error);
	return file ? json_pack("[s]", file) : NULL;
}

/* Those attachments that the store itself keeps: the one that is wished for, or all. */
static json_t *publication_files(const struct record *publication, const char *hash, GError **error)
{
	const struct value *value = record_value(publication, "attachments");
	json_t *files = json_array();
	for (guint i = 0; value && value->kind == VALUE_LIST && i < value->list->len; i++) {
		const struct value *file = value->list->pdata[i];
		gboolean wished = is_kept(file->text) && (!hash || !*hash || (g_str_has_prefix(file->text, hash) && file->text[strlen(hash)] == '/'));
		if (wished)
			json_array_append_new(files, json_string(file->text));
	}
	if (json_array_size(files))
		return files;
	json_decref(files);
	fail(error, ERROR_INPUT, _("publication #%" PRId64 ": attach the file first that is to be published"), publication->id);
	return NULL;
}

static json_t *fields_of(struct app *app, const struct record *source, const struct release_wish *wish, GError **error)
{
	gboolean is_report = strcmp(source->reg->id, "report") == 0;
	json_t *files = is_report ? report_files(app, source, error) : publication_files(source, wish->file, error);
	if (!files)
		return NULL;
	g_autofree char *today = day_iso(day_today());
	const char *title = wish->title && *wish->title ? wish->title : record_text(source, is_report ? "name" : "title");
	json_t *fields = json_pack("{s:s, s:s, s:I, s:o, s:s}", "state", "published", "title", title, source->reg->id, (json_int_t)source->id, "files", files,
		"published_on", today);
	json_object_set_new(fields, "summary", wish->summary && *wish->summary ? json_string(wish->summary) : json_null());
	return fields;
}

struct record *app_publish(struct app *app, const struct record *source, const struct release_wish *wish, const char *why, GError **error)
{
	const struct reg *reg = model_need_register(app->model, RELEASE_REGISTER, error);
	GError *problem = NULL;
	if (!reg || !may_publish(source, error))
		return NULL;
	g_autoptr(record_t) release = release_of(app, source, &problem);
	if (problem) {
		g_propagate_error(error, problem);
		return NULL;
	}
	if (release && release_is_public(release)) {
		fail(error, ERROR_CONFLICT, _("%s #%" PRId64 " is public already"), source->reg->id, source->id);
		return NULL;
	}
	json_t *fields = fields_of(app, source, wish, error);
	if (!fields)
		return NULL;
	if (release)
		json_object_set_new(fields, "id", json_integer(release->id));
	struct record *stored = app_put(app, reg, source->office, fields, why, NULL, error);
	json_decref(fields);
	return stored;
}

struct record *app_withdraw(struct app *app, const struct record *source, const char *why, GError **error)
{
	GError *problem = NULL;
	if (!why || !*why) {
		fail(error, ERROR_INPUT, _("Say why it is withdrawn; the history keeps the reason."));
		return NULL;
	}
	g_autoptr(record_t) release = release_of(app, source, &problem);
	if (problem || !release || !release_is_public(release)) {
		if (problem)
			g_propagate_error(error, problem);
		else
			fail(error, ERROR_REFUSED, _("%s #%" PRId64 " is not public"), source->reg->id, source->id);
		return NULL;
	}
	json_t *fields = json_pack("{s:I, s:s}", "id", (json_int_t)release->id, "state", "withdrawn");
	struct record *stored = app_put(app, release->reg, source->office, fields, why, NULL, error);
	json_decref(fields);
	return stored;
}

GPtrArray *app_releases(struct app *app, gint64 office, const struct record *from, guint limit, GError **error)
{
	const struct reg *reg = model_need_register(app->model, RELEASE_REGISTER, error);
	g_autoptr(GArray) states = g_array_new(FALSE, TRUE, sizeof(struct list_value)), conditions = g_array_new(FALSE, TRUE, sizeof(struct list_condition));
	struct list_value published = { "published", 0 };
	g_array_append_val(states, published);
	struct list_condition is_public = { NULL, LIST_ANY, states };
	g_array_append_val(conditions, is_public);
	if (!reg)
		return NULL;
	struct list_wish wish = { .reg = reg, .office = office, .conditions = conditions, .sort = reg_field(reg, "published_on"), .descending = TRUE, .from = from, .limit = limit };
	return store_list(app->store, &wish, error);
}
