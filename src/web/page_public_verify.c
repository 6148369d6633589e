/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is this file one that was published? Asked by strangers, so the file is not read: its hash is looked for among those of
 * what is public, and of the other forms in which a public report was issued.
 */
#include "web/limiter.h"
#include "web/pages.h"
#include "web/public.h"

#include <string.h>

enum { RELEASES_AT_ONCE = 200 };

static gboolean publishes(const struct record *release, const char *hash)
{
	const GPtrArray *files = release_files(release);
	for (guint i = 0; files && i < files->len; i++) {
		const char *text = ((const struct value *)files->pdata[i])->text;
		if (g_str_has_prefix(text, hash) && text[strlen(hash)] == '/')
			return TRUE;
	}
	return FALSE;
}

static gboolean was_issued_as(const struct record *report, const char *hash)
{
	const struct value *files = record_value(report, "files");
	const struct field *rows = reg_field(report->reg, "files");
	for (guint i = 0; files && files->kind == VALUE_ROWS && i < files->rows->len; i++) {
		const struct value *row = files->rows->pdata[i], *value = &row[rows_field(rows, "hash")->index];
		if (value->kind == VALUE_TEXT && strcmp(value->text, hash) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean is_of(struct request *request, const struct record *release, const char *hash, gboolean *found, GError **error)
{
	*found = publishes(release, hash);
	if (*found || !record_value(release, "report"))
		return TRUE;
	g_autoptr(record_t) report = release_source(request->app, release, error);
	*found = report && was_issued_as(report, hash);
	return report != NULL;
}

/* The public release of an office that the hash belongs to; NULL without *error when there is none. */
static struct record *release_in(struct request *request, gint64 office, const char *hash, GError **error)
{
	g_autoptr(record_t) from = NULL;
	for (;;) {
		g_autoptr(GPtrArray) releases = app_releases(request->app, office, from, RELEASES_AT_ONCE, error);
		for (guint i = 0; releases && i < releases->len; i++) {
			gboolean found;
			if (!is_of(request, releases->pdata[i], hash, &found, error))
				return NULL;
			if (found)
				return record_copy(releases->pdata[i]);
		}
		if (!releases || releases->len < RELEASES_AT_ONCE)
			return NULL;
		g_clear_pointer(&from, record_free);
		from = record_copy(releases->pdata[releases->len - 1]);
	}
}

static gboolean find(struct request *request, const char *hash, struct record **release, GError **error)
{
	g_autoptr(GArray) offices = store_offices(request->app->store, error);
	GError *problem = NULL;
	*release = NULL;
	for (guint i = 0; offices && i < offices->len && !*release && !problem; i++)
		*release = release_in(request, g_array_index(offices, gint64, i), hash, &problem);
	if (problem)
		g_propagate_error(error, problem);
	return offices && !problem;
}

static gboolean put_rest(struct page *page, GError **error)
{
	g_auto(url_t) url = url_own("/public/verify"), all = url_own("/public");
	page_file_form(page, &url, "card stacked");
	page_input(page, &(struct input){ .name = "file", .label = _("The file that you have"), .type = "file" });
	page_input(page, &(struct input){ .name = "hash", .label = _("… or its hash (BLAKE2b, 64 hexadecimal digits)"), .most = 64 });
	html_begin(&page->html, HTML_DIV);
	page_button(page, "primary", NULL, NULL, _("Verify"));
	html_end(&page->html, HTML_DIV);
	html_end(&page->html, HTML_FORM);
	html_element(&page->html, HTML_P, "help", _("The file is compared and not kept."));
	html_begin(&page->html, HTML_P);
	page_link(page, &all, NULL, _("Published information"));
	html_end(&page->html, HTML_P);
	return page_end(page, error);
}

static void begin(struct page *page, struct request *request)
{
	have_form_token(request);
	page_begin_public(page, request, _("Verify a published file"), NULL);
}

gboolean show_public_verify(struct request *request, GError **error)
{
	struct page page;
	begin(&page, request);
	return put_rest(&page, error);
}

static gboolean tell(struct request *request, guint status, enum box box, const char *text, GError **error)
{
	struct page page;
	request->answer.status = status;
	begin(&page, request);
	page_box(&page, box, text);
	return put_rest(&page, error);
}

static gboolean tell_release(struct request *request, const struct record *release, GError **error)
{
	struct page page;
	g_autofree char *code = store_office_code(request->app->store, release->office), *name = public_office_name(request, release->office);
	g_autofree char *text = g_strdup_printf(_("The file is unchanged, as %s published it."), name);
	g_auto(url_t) url = release_url(code ? code : "-", release);
	begin(&page, request);
	page_box(&page, BOX_NOTICE, text);
	html_begin(&page.html, HTML_P);
	page_link(&page, &url, NULL, record_text(release, "title"));
	html_end(&page.html, HTML_P);
	return put_rest(&page, error);
}

/* Of the file, or as it was typed; NULL when it is neither. */
static char *given_hash(const struct request *request)
{
	const struct pair *file = pairs_file(request->form, "file");
	const char *typed = pairs_get(request->form, "hash");
	if (file && *file->file) {
		struct hash hash = hash_bytes(g_bytes_get_data(file->bytes, NULL), g_bytes_get_size(file->bytes));
		return hash_hex(&hash);
	}
	g_autofree char *hash = g_strstrip(g_ascii_strdown(typed ? typed : "", -1));
	gboolean sound = strlen(hash) == 2 * HASH_BYTES && strspn(hash, "0123456789abcdef") == strlen(hash);
	return sound ? g_steal_pointer(&hash) : NULL;
}

gboolean verify_public(struct request *request, GError **error)
{
	struct record *found = NULL;
	g_autofree char *hash = given_hash(request);
	if (!limiter_allows(request->server->limiter, request->address, g_get_monotonic_time()))
		return tell(request, 429, BOX_PROBLEM, _("There were too many tries from your address. Wait a minute."), error);
	if (!hash)
		return tell(request, 422, BOX_PROBLEM, _("Choose a file first, or give its hash: 64 hexadecimal digits."), error);
	if (!find(request, hash, &found, error))
		return FALSE;
	g_autoptr(record_t) release = found;
	if (release)
		return tell_release(request, release, error);
	return tell(request, 200, BOX_PROBLEM, _("No file that is published here is like this one: it was changed, or is not from here."), error);
}
