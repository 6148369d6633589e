/* SPDX-License-Identifier: Apache-2.0 */
/* What leaves the house: what is made public, where a dossier stands, the books of documents. */
#include "app/book.h"
#include "app/export.h"
#include "app/follow.h"
#include "web/api_json.h"
#include "web/books.h"
#include "web/limiter.h"
#include "web/pages.h"
#include "web/public.h"
#include "web/publish.h"
#include "web/rights.h"
#include "web/server.h"
#include "web/show.h"

#include <string.h>

enum { RELEASES_MOST = 50 };

static json_t *release_json(const struct request *request, struct record *release)
{
	static const char *const sources[] = { "report", "publication" };
	g_autofree char *code = store_office_code(request->app->store, release->office);
	g_auto(url_t) url = release_url(code ? code : "-", release);
	const struct value *on = record_value(release, "published_on");
	json_t *json = json_pack("{s:I, s:s, s:s, s:o, s:o}", "id", (json_int_t)release->id, "title", record_text(release, "title"), "state", record_state(release),
		"path", release_is_public(release) ? json_string(url.text) : json_null(), "published_on", api_day(on ? (day_t)on->number : DAY_NONE));
	for (guint i = 0; i < G_N_ELEMENTS(sources); i++) {
		const struct value *link = record_value(release, sources[i]);
		if (link) {
			json_object_set_new(json, "register", json_string(sources[i]));
			json_object_set_new(json, "record", json_integer(link->number));
		}
	}
	return json;
}

static gboolean answer_release(struct request *request, struct record *release)
{
	return api_answer(request, json_pack("{s:b, s:o}", "public", release && release_is_public(release), "release", release ? release_json(request, release) : json_null()));
}

/* The record of the address, if such are published. */
static struct record *wanted_source(struct request *request, GError **error)
{
	g_autoptr(record_t) source = wanted_record(request, error);
	if (source && !is_publishable(source->reg)) {
		fail(error, ERROR_ABSENT, _("%s: records of this register are not published; reports and publications are"), source->reg->id);
		return NULL;
	}
	return g_steal_pointer(&source);
}

gboolean api_show_release(struct request *request, GError **error)
{
	GError *problem = NULL;
	g_autoptr(record_t) source = wanted_source(request, error);
	g_autoptr(record_t) release = source ? release_of(request->app, source, &problem) : NULL;
	if (problem)
		g_propagate_error(error, problem);
	return source && !problem && answer_release(request, release);
}

gboolean api_publish_record(struct request *request, GError **error)
{
	const struct release_wish wish = { api_text(request, "title"), api_text(request, "summary"), api_text(request, "file") };
	g_autoptr(record_t) source = wanted_source(request, error);
	g_autoptr(record_t) release = source ? publish_locked(request, source, &wish, api_text(request, "why"), error) : NULL;
	if (!release)
		return FALSE;
	api_created(request, g_strdup_printf("/registers/%s/records/%" G_GINT64_FORMAT "/release", source->reg->id, source->id));
	return answer_release(request, release);
}

gboolean api_withdraw_record(struct request *request, GError **error)
{
	const char *why = pairs_get(request->query, "why");
	g_autoptr(record_t) source = wanted_source(request, error);
	if (source && (!why || !*why))
		return fail(error, ERROR_INPUT, _("?why: say why it is withdrawn"));
	g_autoptr(record_t) release = source ? publish_locked(request, source, NULL, why, error) : NULL;
	return release && api_done(request);
}

static gboolean read_place(const struct request *request, struct record **place, GError **error)
{
	const struct reg *reg = model_need_register(request->app->model, RELEASE_REGISTER, error);
	const char *text = pairs_get(request->query, "from");
	gint64 from = 0;
	if (!reg || (text && !g_ascii_string_to_signed(text, 10, 1, G_MAXINT32, &from, NULL)))
		return reg && fail(error, ERROR_ABSENT, _("there is no such page"));
	*place = from ? store_read(request->app->store, reg, request_office(request), from, error) : NULL;
	return !from || *place;
}

gboolean api_list_releases(struct request *request, GError **error)
{
	g_autoptr(record_t) place = NULL;
	g_autoptr(GPtrArray) releases = read_place(request, &place, error) ? app_releases(request->app, request_office(request), place, RELEASES_MOST + 1, error) : NULL;
	if (!releases)
		return FALSE;
	json_t *list = json_array();
	for (guint i = 0; i < MIN(releases->len, RELEASES_MOST); i++)
		json_array_append_new(list, release_json(request, releases->pdata[i]));
	if (releases->len > RELEASES_MOST) {
		g_autofree char *last = g_strdup_printf("%" G_GINT64_FORMAT, ((const struct record *)releases->pdata[RELEASES_MOST - 1])->id);
		api_link(request, "next", "from", last);
	}
	return api_answer(request, json_pack("{s:o}", "releases", list));
}

gboolean api_show_code(struct request *request, GError **error)
{
	g_autoptr(record_t) record = wanted_record(request, error);
	if (!record || strcmp(record->reg->id, "dossier") != 0 || record->deleted)
		return record && fail(error, ERROR_ABSENT, _("only a dossier is followed by a code"));
	if (!check_may_write(request, record, error))
		return FALSE;
	g_autofree char *code = follow_code(request->app->store, record->office, record->id);
	return api_answer(request, json_pack("{s:s, s:s}", "code", code, "path", "/follow"));
}

static json_t *dossier_json(struct request *request, struct record *dossier)
{
	g_autoptr(record_t) procedure = followed_procedure(request->app, dossier);
	g_autofree char *title = procedure ? title_of(request, procedure, FALSE) : NULL, *office = store_office_code(request->app->store, dossier->office);
	record_veil(dossier);
	json_t *fields = api_fields(request, dossier), *own = json_object();
	for (guint i = 0; followed_fields[i]; i++)
		json_object_set(own, followed_fields[i], json_object_get(fields, followed_fields[i]));
	json_decref(fields);
	return json_pack("{s:s?, s:s, s:s, s:s?, s:o}", "office", office, "state", record_state(dossier), "state_label", record_state_label(dossier, request->language),
		"procedure", title, "fields", own);
}

gboolean api_follow_dossier(struct request *request, GError **error)
{
	if (!limiter_allows(request->server->limiter, request->address, g_get_monotonic_time())) {
		request->answer.retry = TRIES_MILLISECONDS / 1000;
		return api_refuse(request, 429, _("There were too many tries from your address. Wait a minute."));
	}
	g_autoptr(record_t) dossier = followed_dossier(request->app, api_text(request, "code"));
	return dossier ? api_answer(request, dossier_json(request, dossier)) : fail(error, ERROR_ABSENT, _("No dossier has this code. Look at the receipt once more."));
}

static json_t *series_json(const struct book *book, const GPtrArray *documents)
{
	g_autoptr(GPtrArray) numbers = book_numbers(book, documents);
	json_t *list = json_array();
	for (guint i = 0; i < numbers->len; i++) {
		const struct book_series *series = numbers->pdata[i];
		json_array_append_new(list, json_pack("{s:s, s:I, s:s, s:s}", "kind", series->kind, "last", (json_int_t)series->last, "missing", series->missing, "twice", series->twice));
	}
	return list;
}

static json_t *columns_json(const struct book *book)
{
	json_t *list = json_array();
	for (const struct book_column *column = book->columns; column->title; column++) {
		json_t *fields = json_array();
		for (const char *const *name = column->fields; *name; name++)
			json_array_append_new(fields, json_string(*name));
		json_array_append_new(list, json_pack("{s:s, s:o}", "title", _(column->title), "fields", fields));
	}
	return list;
}

gboolean api_show_book(struct request *request, GError **error)
{
	int year;
	gboolean more;
	const struct book *book;
	g_autoptr(GPtrArray) documents = wanted_book(request, &book, &year, &more, error);
	if (!documents)
		return FALSE;
	json_t *list = json_array();
	for (guint i = 0; i < documents->len; i++) {
		struct record *document = documents->pdata[i];
		json_array_append_new(list, api_record(request, document, !reg_has_personal(document->reg)));
	}
	return api_answer(request, json_pack("{s:s, s:i, s:o, s:o, s:b, s:o}", "title", _(book->title), "year", year, "columns", columns_json(book),
		"numbers", series_json(book, documents), "more", more, "documents", list));
}
