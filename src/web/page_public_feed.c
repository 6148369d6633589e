/* SPDX-License-Identifier: Apache-2.0 */
/* What is published, for programs that look for what is new (Atom). */
#include "format/atom.h"
#include "web/pages.h"
#include "web/public.h"

enum { ENTRIES_MOST = 30 };

/* When a record was first written, and when last. */
static gboolean moments_of(struct request *request, const struct record *record, moment_t *first, moment_t *last, GError **error)
{
	g_autoptr(GPtrArray) changes = store_timeline(request->app->store, KEY(record->office, record->id), error);
	if (!changes || !changes->len)
		return changes && fail(error, ERROR_SYSTEM, _("%s #%" PRId64 " has no history"), record->reg->id, record->id);
	*first = ((const struct change *)changes->pdata[0])->at;
	*last = ((const struct change *)changes->pdata[changes->len - 1])->at;
	return TRUE;
}

static char *id_of(struct request *request, const char *purpose, gint64 key)
{
	struct hash hash = store_seal(request->app->store, purpose, key);
	return atom_id(&hash);
}

static gboolean put_entry(struct request *request, struct xml_writer *xml, const struct record *release, GError **error)
{
	const char *code = request_parameter(request, 0);
	g_autofree char *id = id_of(request, "release", KEY(release->office, release->id));
	g_auto(url_t) url = release_url(code, release);
	g_autofree char *address = whole_address(request, &url);
	struct atom_entry entry = { .id = id, .title = record_text(release, "title"), .summary = record_text(release, "summary"), .page = address,
		.category = record_value(release, "report") ? "report" : "publication", .label = release_kind(release, request->language) };
	const GPtrArray *files = release_files(release);
	if (!moments_of(request, release, &entry.published, &entry.updated, error))
		return FALSE;
	atom_entry(xml, &entry);
	for (guint i = 0; files && i < files->len; i++) {
		const char *name;
		g_auto(url_t) file = release_file_url(code, release, files->pdata[i], &name);
		g_autofree char *where = whole_address(request, &file);
		atom_file(xml, where, release_media(name), name);
	}
	atom_entry_end(xml);
	return TRUE;
}

/* The newest change of any that is listed; of an office that publishes nothing, when its own record was made. */
static gboolean updated_of(struct request *request, gint64 office, const GPtrArray *releases, moment_t *updated, GError **error)
{
	moment_t first, last;
	g_autoptr(record_t) own = app_office_record(request->app, office, error);
	if (!own || !moments_of(request, own, updated, &last, error))
		return FALSE;
	for (guint i = 0; i < releases->len; i++) {
		if (!moments_of(request, releases->pdata[i], &first, &last, error))
			return FALSE;
		*updated = MAX(*updated, last);
	}
	return TRUE;
}

gboolean show_public_feed(struct request *request, GError **error)
{
	moment_t updated;
	const char *code = request_parameter(request, 0);
	gint64 office = public_office(request, error);
	g_autoptr(GPtrArray) releases = office ? app_releases(request->app, office, NULL, ENTRIES_MOST, error) : NULL;
	if (!releases || !updated_of(request, office, releases, &updated, error))
		return FALSE;
	g_auto(xml_writer_t) xml = { 0 };
	g_auto(url_t) own = public_url(code, "feed"), page = public_url(code, NULL);
	g_autofree char *self = whole_address(request, &own), *address = whole_address(request, &page);
	g_autofree char *id = id_of(request, "feed", office), *name = public_office_name(request, office);
	g_autoptr(GString) out = g_string_new(NULL);
	atom_begin(&xml, out, &(struct atom_feed){ id, name, name, request->language, self, address, updated });
	for (guint i = 0; i < releases->len; i++)
		if (!put_entry(request, &xml, releases->pdata[i], error))
			return FALSE;
	if (!atom_end(&xml, error))
		return FALSE;
	g_autoptr(GBytes) bytes = g_bytes_new(out->str, out->len);
	answer_bytes(request, bytes, "application/atom+xml; charset=utf-8", NULL);
	return TRUE;
}
