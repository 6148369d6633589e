/* SPDX-License-Identifier: Apache-2.0 */
/* What is published, for those who have no account. */
#include "web/public.h"
#include "store/attachment.h"
#include "web/pages.h"
#include "web/show.h"

#include <string.h>

enum { RELEASES_A_PAGE = 50 };

static gboolean refuse(GError **error)
{
	return fail(error, ERROR_ABSENT, _("there is no such page"));
}

gint64 public_office(struct request *request, GError **error)
{
	gint64 office = store_office(request->app->store, request_parameter(request, 0), NULL);
	if (!office)
		refuse(error);
	return office;
}

char *public_office_name(struct request *request, gint64 office)
{
	g_autoptr(record_t) record = app_office_record(request->app, office, NULL);
	const char *full = record ? record_text(record, "full_name") : "";
	return *full || record ? g_strdup(*full ? full : record_text(record, "name")) : store_office_code(request->app->store, office);
}

struct url public_url(const char *office, const char *further)
{
	struct url url = url_own("/public/offices");
	url_add_segment(&url, office);
	if (further)
		url_add_segment(&url, further);
	return url;
}

struct url release_url(const char *office, const struct record *release)
{
	char number[24];
	g_snprintf(number, sizeof number, "%" G_GINT64_FORMAT, release->id);
	return public_url(office, number);
}

struct url release_file_url(const char *office, const struct record *release, const struct value *file, const char **name)
{
	struct url url = release_url(office, release);
	*name = file_value_name(file->text);
	g_autofree char *hash = *name > file->text ? g_strndup(file->text, (gsize)(*name - file->text) - 1) : g_strdup("-");
	url_add_segment(&url, "file");
	url_add_segment(&url, hash);
	return url;
}

const GPtrArray *release_files(const struct record *release)
{
	const struct value *files = record_value(release, "files");
	return files && files->kind == VALUE_LIST ? files->list : NULL;
}

const char *release_media(const char *name)
{
	static const struct {
		const char *ending, *media;
	} kinds[] = {
		{ ".pdf", "application/pdf" },
		{ ".epub", "application/epub+zip" },
		{ ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
		{ ".jpg", "image/jpeg" },
		{ ".png", "image/png" },
	};
	g_autofree char *lower = g_ascii_strdown(name, -1);
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (g_str_has_suffix(lower, kinds[i].ending))
			return kinds[i].media;
	return "application/octet-stream";
}

const char *release_kind(const struct record *release, const char *language)
{
	const struct field *field = reg_field(release->reg, record_value(release, "report") ? "report" : "publication");
	return field ? label_text(&field->label, language) : "";
}

static void put_day(struct page *page, const struct record *release)
{
	const struct value *day = record_value(release, "published_on");
	g_autofree char *words = day ? day_words((day_t)day->number, page->request->language) : NULL;
	if (words)
		html_element(&page->html, HTML_TIME, NULL, words);
}

static void put_services(struct page *page)
{
	g_auto(url_t) follow = url_own("/follow"), verify = url_own("/public/verify");
	html_begin(&page->html, HTML_P);
	page_link(page, &follow, "button", _("Follow a dossier"));
	html_text(&page->html, " ");
	page_link(page, &verify, "button", _("Verify a published file"));
	html_end(&page->html, HTML_P);
}

static gboolean put_office(struct page *page, gint64 office, guint *count, GError **error)
{
	struct request *request = page->request;
	g_autoptr(GPtrArray) newest = app_releases(request->app, office, NULL, 1, error);
	if (!newest || !newest->len)
		return newest != NULL;
	g_autofree char *code = store_office_code(request->app->store, office), *name = public_office_name(request, office);
	g_auto(url_t) url = public_url(code, NULL);
	if (!(*count)++)
		html_begin(&page->html, HTML_UL);
	html_begin(&page->html, HTML_LI);
	page_link(page, &url, NULL, name);
	html_text(&page->html, " ");
	put_day(page, newest->pdata[0]);
	html_end(&page->html, HTML_LI);
	return TRUE;
}

gboolean show_public(struct request *request, GError **error)
{
	struct page page;
	guint count = 0;
	g_autoptr(GArray) offices = store_offices(request->app->store, error);
	if (!offices)
		return FALSE;
	page_begin_public(&page, request, _("Published information"), NULL);
	for (guint i = 0; i < offices->len; i++)
		if (!put_office(&page, g_array_index(offices, gint64, i), &count, error)) {
			html_clear(&page.html);
			return FALSE;
		}
	if (count)
		html_end(&page.html, HTML_UL);
	else
		page_empty(&page, _("Nothing is published yet"), NULL);
	put_services(&page);
	return page_end(&page, error);
}

static void put_release(struct page *page, const char *office, const struct record *release)
{
	g_auto(url_t) url = release_url(office, release);
	html_begin(&page->html, HTML_LI);
	page_link(page, &url, NULL, record_text(release, "title"));
	html_text(&page->html, " ");
	html_begin(&page->html, HTML_SPAN);
	html_attr(&page->html, HTML_CLASS, "quiet");
	html_text(&page->html, release_kind(release, page->request->language));
	html_text(&page->html, ", ");
	put_day(page, release);
	html_end(&page->html, HTML_SPAN);
	html_end(&page->html, HTML_LI);
}

static void put_feed_link(struct page *page, const struct url *feed)
{
	html_begin(&page->html, HTML_P);
	page_link(page, feed, "button", _("Feed (Atom)"));
	html_end(&page->html, HTML_P);
}

static void put_releases(struct page *page, const char *office, const GPtrArray *releases)
{
	html_begin(&page->html, HTML_UL);
	for (guint i = 0; i < MIN(releases->len, RELEASES_A_PAGE); i++)
		put_release(page, office, releases->pdata[i]);
	html_end(&page->html, HTML_UL);
	if (releases->len <= RELEASES_A_PAGE)
		return;
	const struct record *last = releases->pdata[RELEASES_A_PAGE - 1];
	char number[24];
	g_snprintf(number, sizeof number, "%" G_GINT64_FORMAT, last->id);
	g_auto(url_t) older = public_url(office, NULL);
	url_add_query(&older, "after", number);
	html_begin(&page->html, HTML_P);
	page_link(page, &older, "button", _("Older"));
	html_end(&page->html, HTML_P);
}

/* The public release of a number; NULL with ERROR_ABSENT for any other. */
static struct record *public_release(struct request *request, gint64 office, const char *number, GError **error)
{
	const struct reg *reg = model_register(request->app->model, RELEASE_REGISTER);
	gint64 id;
	gboolean sound = reg && g_ascii_string_to_signed(number, 10, 1, KEY_ID(G_MAXINT64), &id, NULL);
	g_autoptr(record_t) release = sound ? store_read(request->app->store, reg, office, id, NULL) : NULL;
	if (release && release_is_public(release))
		return g_steal_pointer(&release);
	refuse(error);
	return NULL;
}

gboolean show_public_office(struct request *request, GError **error)
{
	struct page page;
	const char *code = request_parameter(request, 0), *after = pairs_get(request->query, "after");
	gint64 office = public_office(request, error);
	g_autoptr(record_t) from = office && after ? public_release(request, office, after, error) : NULL;
	if (!office || (after && !from))
		return FALSE;
	g_autoptr(GPtrArray) releases = app_releases(request->app, office, from, RELEASES_A_PAGE + 1, error);
	if (!releases)
		return FALSE;
	g_autofree char *name = public_office_name(request, office);
	g_auto(url_t) feed = public_url(code, "feed");
	page_begin_public(&page, request, name, &feed);
	put_services(&page);
	html_begin(&page.html, HTML_SECTION);
	html_attr(&page.html, HTML_CLASS, "card");
	html_element(&page.html, HTML_H2, NULL, _("Reports and publications"));
	if (releases->len)
		put_releases(&page, code, releases);
	else
		page_empty(&page, _("Nothing is published yet"), NULL);
	put_feed_link(&page, &feed);
	html_end(&page.html, HTML_SECTION);
	return page_end(&page, error);
}

static void put_fact(struct page *page, const struct record *source, const char *name)
{
	const struct field *field = reg_field(source->reg, name);
	const struct value *value = field && !field->personal ? record_value(source, name) : NULL;
	if (!value)
		return;
	html_begin(&page->html, HTML_DIV);
	html_element(&page->html, HTML_DT, NULL, label_text(&field->label, page->request->language));
	html_begin(&page->html, HTML_DD);
	put_value(page, field, value, source->office);
	html_end(&page->html, HTML_DD);
	html_end(&page->html, HTML_DIV);
}

/* What is on its own cover anyway. */
static void put_facts(struct page *page, const struct record *release, const struct record *source)
{
	static const char *const fields[] = { "symbol", "issued_on", "series", "issue_number", "language", "publisher" };
	html_begin(&page->html, HTML_DL);
	html_attr(&page->html, HTML_CLASS, "facts");
	for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
		put_fact(page, source, fields[i]);
	put_fact(page, release, "published_on");
	html_end(&page->html, HTML_DL);
	if (strcmp(record_state(source), "superseded") == 0)
		page_box(page, BOX_HINT, _("That report has been superseded by a corrected one."));
}

static void put_files(struct page *page, const char *office, const struct record *release)
{
	const GPtrArray *files = release_files(release);
	html_element(&page->html, HTML_H2, NULL, _("Files"));
	html_begin(&page->html, HTML_UL);
	for (guint i = 0; files && i < files->len; i++) {
		const char *name;
		const struct value *file = files->pdata[i];
		g_auto(url_t) url = release_file_url(office, release, file, &name);
		g_autofree char *hash = g_strndup(file->text, (gsize)(name - file->text) - (name > file->text));
		html_begin(&page->html, HTML_LI);
		page_link(page, &url, NULL, name);
		html_text(&page->html, " ");
		html_element(&page->html, HTML_CODE, "hash", hash);
		html_end(&page->html, HTML_LI);
	}
	html_end(&page->html, HTML_UL);
}

gboolean show_release(struct request *request, GError **error)
{
	struct page page;
	const char *code = request_parameter(request, 0);
	gint64 office = public_office(request, error);
	g_autoptr(record_t) release = office ? public_release(request, office, request_parameter(request, 1), error) : NULL;
	g_autoptr(record_t) source = release ? release_source(request->app, release, error) : NULL;
	if (!source)
		return FALSE;
	g_auto(url_t) all = public_url(code, NULL), verify = url_own("/public/verify"), feed = public_url(code, "feed");
	g_autofree char *name = public_office_name(request, office);
	page_begin_public(&page, request, record_text(release, "title"), &feed);
	html_begin(&page.html, HTML_P);
	html_attr(&page.html, HTML_CLASS, "crumb");
	page_link(&page, &all, NULL, name);
	html_end(&page.html, HTML_P);
	put_facts(&page, release, source);
	if (record_value(release, "summary"))
		put_fact(&page, release, "summary");
	put_files(&page, code, release);
	html_begin(&page.html, HTML_P);
	html_text(&page.html, _("Whether a file that you have is this one, unchanged:"));
	html_text(&page.html, " ");
	page_link(&page, &verify, NULL, _("Verify a published file"));
	html_end(&page.html, HTML_P);
	return page_end(&page, error);
}

/* Saved, never shown: whatever the file holds does nothing here. */
gboolean show_release_file(struct request *request, GError **error)
{
	const char *hash = request_parameter(request, 2);
	gint64 office = public_office(request, error);
	g_autoptr(record_t) release = office ? public_release(request, office, request_parameter(request, 1), error) : NULL;
	const GPtrArray *files = release ? release_files(release) : NULL;
	for (guint i = 0; files && i < files->len; i++) {
		const char *text = ((const struct value *)files->pdata[i])->text, *name = file_value_name(text);
		if (name == text || strlen(hash) != (gsize)(name - text) - 1 || strncmp(hash, text, strlen(hash)) != 0)
			continue;
		g_autoptr(GBytes) bytes = attachment_read(request->app->store, office, hash, error);
		if (bytes)
			answer_bytes(request, bytes, release_media(name), name);
		return bytes != NULL;
	}
	return release && refuse(error);
}
