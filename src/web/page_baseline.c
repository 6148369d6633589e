/* SPDX-License-Identifier: Apache-2.0 */
/* Old reports and sheets that figures were taken from, and the way to take more. */
#include "app/folders.h"
#include "format/file.h"
#include "web/baseline.h"
#include "web/pages.h"

#include <glib/gstdio.h>
#include <string.h>

enum { REMARKS_SHOWN = 200 };

struct url baseline_url(const char *hash)
{
	struct url url = url_own("/baseline");
	if (hash)
		url_add_segment(&url, hash);
	return url;
}

gboolean may_decide(const struct request *request)
{
	return may_write_register(request->may, "stated");
}

void baseline_begin(struct page *page, struct request *request, const char *hash, const char *title)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) up = hash ? baseline_url(NULL) : url_own("/figures");
	page_begin_bare(page, request, SECTION_FIGURES, title);
	html_begin(html, HTML_P);
	html_attr(html, HTML_CLASS, "crumb");
	page_link(page, &up, NULL, hash ? _("Stated figures") : _("Figures"));
	html_end(html, HTML_P);
	html_element(html, HTML_H1, NULL, title);
}

static void put_count(struct page *page, guint count)
{
	html_begin(&page->html, HTML_TD);
	html_attr(&page->html, HTML_CLASS, "number");
	html_text_int(&page->html, count);
	html_end(&page->html, HTML_TD);
}

static void put_source(struct page *page, const struct baseline_source *source)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) url = baseline_url(source->hash);
	html_begin(html, HTML_TR);
	html_begin(html, HTML_TH);
	html_attr(html, HTML_SCOPE, "row");
	page_link(page, &url, NULL, strcmp(source->hash, "-") == 0 ? _("Entered by hand") : source->name);
	html_end(html, HTML_TH);
	put_count(page, source->left);
	put_count(page, source->accepted);
	put_count(page, source->refused);
	put_count(page, source->withdrawn);
	html_end(html, HTML_TR);
}

static void put_sources(struct page *page, const GPtrArray *sources)
{
	const char *const heads[] = { _("File"), _("To be decided"), _("Accepted"), _("Refused"), _("Withdrawn"), NULL };
	struct html_writer *html = &page->html;
	html_element(html, HTML_H2, NULL, _("Files that figures were taken from"));
	if (!sources->len) {
		page_empty(page, _("No old report has been read yet"),
			may_decide(page->request) ? _("Choose last year's report above. What it states is shown figure by figure; you accept what is right, and comparisons use it where there are no records.") : NULL);
		return;
	}
	page_scroll(page, _("Files that figures were taken from"));
	html_begin(html, HTML_TABLE);
	page_table_heads(page, heads);
	for (guint i = 0; i < sources->len; i++)
		put_source(page, sources->pdata[i]);
	html_end(html, HTML_TBODY);
	html_end(html, HTML_TABLE);
	html_end(html, HTML_DIV);
}

static void put_upload(struct page *page)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) url = baseline_url(NULL);
	page_box(page, BOX_HINT, _("Do not enter anything classified; of classified documents only their number may be counted."));
	page_file_form(page, &url, "card stacked");
	page_input(page, &(struct input){ .name = "file", .label = _("An old report (.docx, .odt, .pdf, .md, .txt) or register (.xlsx, .csv)"), .type = "file", .required = TRUE,
		.help = _("Of any author. Its figures are looked for with the days that they are of; the file itself is not kept.") });
	html_begin(html, HTML_DIV);
	page_button(page, "primary", NULL, NULL, _("Read it"));
	html_end(html, HTML_DIV);
	html_end(html, HTML_FORM);
	html_element(html, HTML_P, "quiet", _("Nothing counts before you have accepted it; what you do not decide on is kept for later."));
}

static gboolean show(struct request *request, const char *problem, GError **error)
{
	struct page page;
	g_autoptr(GPtrArray) sources = baseline_sources(request->app, request_office(request), error);
	if (!sources)
		return FALSE;
	baseline_begin(&page, request, NULL, _("Figures that old reports state"));
	if (problem)
		page_box(&page, BOX_PROBLEM, problem);
	if (may_decide(request))
		put_upload(&page);
	put_sources(&page, sources);
	return page_end(&page, error);
}

gboolean list_baselines(struct request *request, GError **error)
{
	return show(request, NULL, error);
}

/* The program by itself, which shuts in what reads the file: that asks for a process with one thread. */
static GPtrArray *reader_words(struct request *request, const char *name, GError **error)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *own = store_setting(request->app->store, OWN_DEFINITIONS);
	char *program = g_file_read_link("/proc/self/exe", error);
	if (!program)
		return NULL;
	const char *const first[] = { "--lang", request->language };
	g_auto(GStrv) folders = g_strsplit(own && *own ? own : "none", "\n", -1);
	g_ptr_array_add(words, program);
	for (guint i = 0; i < G_N_ELEMENTS(first); i++)
		g_ptr_array_add(words, g_strdup(first[i]));
	for (guint i = 0; folders[i]; i++) {
		g_ptr_array_add(words, g_strdup("--definitions"));
		g_ptr_array_add(words, g_strdup(folders[i]));
	}
	const char *const last[] = { "import", name, "--format", "json" };
	for (guint i = 0; i < G_N_ELEMENTS(last); i++)
		g_ptr_array_add(words, g_strdup(last[i]));
	g_ptr_array_add(words, NULL);
	return g_steal_pointer(&words);
}

/* What it said of the file, without its own name before it. */
static gboolean tell_failure(const char *said, const char *name, const char *file, GError **error)
{
	const char *colon = strstr(said, ": ");
	g_autoptr(GString) message = g_string_new(colon ? colon + strlen(": ") : said);
	g_string_replace(message, name, file, 0); /* people know the file by their own name */
	g_strstrip(message->str);
	return fail(error, ERROR_INPUT, "%s", *message->str ? message->str : _("the file cannot be read"));
}

static char *facts_of(struct request *request, const char *folder, const char *name, const char *file, GError **error)
{
	g_autoptr(GPtrArray) words = reader_words(request, name, error);
	g_autofree char *told = NULL, *said = NULL;
	int status = 0;
	if (!words || !g_spawn_sync(folder, (char **)words->pdata, NULL, G_SPAWN_DEFAULT, NULL, NULL, &told, &said, &status, error))
		return NULL;
	if (status == 0)
		return g_steal_pointer(&told);
	tell_failure(said, name, file, error);
	return NULL;
}

/* Under a name of its own in a folder of its own, for what reads files; gone afterwards. */
static struct baseline *read_sent(struct request *request, const struct pair *file, GError **error)
{
	g_autofree char *folder = g_dir_make_tmp("ngoaivu-XXXXXX", error);
	const char *dot = strrchr(file->file, '.');
	gboolean plain = dot && strlen(dot) < 8 && strspn(dot + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == strlen(dot + 1);
	g_autofree char *ending = g_ascii_strdown(plain ? dot : "", -1), *name = g_strconcat("file", ending, NULL);
	g_autofree char *path = folder ? g_build_filename(folder, name, NULL) : NULL;
	if (!folder)
		return NULL;
	g_autofree char *facts = file_write(path, file->bytes, error) ? facts_of(request, folder, name, file->file, error) : NULL;
	g_unlink(path);
	g_rmdir(folder);
	return facts ? baseline_of_facts(request->app, request_office(request), file->file, file->bytes, facts, error) : NULL;
}

static gboolean do_keep(struct app *app, void *data, GError **error)
{
	guint count;
	return baseline_keep(app, data, _("Read from the file"), &count, error);
}

/* What is wrong with a sheet is not kept: it is told here, before what it states is decided on. */
static gboolean show_remarks(struct request *request, const struct baseline *baseline, GError **error)
{
	struct page page;
	struct html_writer *html = &page.html;
	baseline_begin(&page, request, baseline->hash, baseline->source);
	page_box(&page, BOX_HINT, _("Some of the sheet could not be taken, or does not add up. Look at these places, then decide on the rest."));
	html_begin(html, HTML_UL);
	for (guint i = 0; i < MIN(baseline->remarks->len, REMARKS_SHOWN); i++)
		html_element(html, HTML_LI, NULL, baseline->remarks->pdata[i]);
	html_end(html, HTML_UL);
	if (baseline->remarks->len > REMARKS_SHOWN) {
		g_autofree char *more = g_strdup_printf(_("… and %u more; the command baseline tells all of them."), baseline->remarks->len - REMARKS_SHOWN);
		html_element(html, HTML_P, "quiet", more);
	}
	g_auto(url_t) url = baseline_url(baseline->proposals->len ? baseline->hash : NULL);
	html_begin(html, HTML_P);
	page_link(&page, &url, "button", baseline->proposals->len ? _("To the figures of this file") : _("Back"));
	html_end(html, HTML_P);
	return page_end(&page, error);
}

static gboolean told(struct request *request, const char *problem, GError **error)
{
	request->answer.status = 422;
	return show(request, problem, error);
}

gboolean take_baseline(struct request *request, GError **error)
{
	const struct pair *file = pairs_file(request->form, "file");
	g_autoptr(GError) problem = NULL;
	if (!may_decide(request))
		return fail(error, ERROR_REFUSED, _("Records of this register are not changed here, or not by your roles."));
	if (!file || !*file->file || !g_bytes_get_size(file->bytes))
		return told(request, _("Choose a file first."), error);
	g_autoptr(baseline_t) baseline = read_sent(request, file, &problem);
	if (!baseline) {
		if (error_is_system(problem)) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return FALSE;
		}
		return told(request, problem->message, error);
	}
	if (!baseline->proposals->len && !baseline->remarks->len)
		return told(request, _("No figure of the office was found in it. Figures are found where the text says what is counted and of which days; a scanned page has no text."), error);
	if (baseline->proposals->len && !request_write(request, do_keep, baseline, error))
		return FALSE;
	if (baseline->remarks->len)
		return show_remarks(request, baseline, error);
	g_auto(url_t) url = baseline_url(baseline->hash);
	answer_redirect(request, &url);
	return TRUE;
}
