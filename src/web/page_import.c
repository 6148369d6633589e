/* SPDX-License-Identifier: Apache-2.0 */
/* A sheet's way into a register begins here: the file is sent, and kept until its rows are written. */
#include "app/export.h"
#include "auth/upload.h"
#include "web/import.h"
#include "web/pages.h"

#include <string.h>

const struct reg *import_register(struct request *request, GError **error)
{
	const struct reg *reg = request_register(request, 0, error);
	if (!reg)
		return NULL;
	if (may_write_register(request->may, reg->id) && strcmp(reg->id, "office") != 0 && strcmp(reg->id, "report") != 0)
		return reg;
	fail(error, ERROR_REFUSED, _("Records of this register are not changed here, or not by your roles."));
	return NULL;
}

struct url import_url(const struct reg *reg, const char *upload)
{
	struct url url = register_url(reg);
	url_add_segment(&url, "import");
	if (upload)
		url_add_segment(&url, upload);
	return url;
}

void import_begin(struct page *page, struct request *request, const struct reg *reg, guint step)
{
	static const char *const steps[] = { N_("The file"), N_("Columns and rows"), N_("Written") };
	struct html_writer *html = &page->html;
	g_auto(url_t) all = register_url(reg);
	g_autofree char *title = g_strdup_printf(_("From a sheet: %s"), label_text(&reg->title, request->language));
	page_begin_bare(page, request, SECTION_REGISTERS, title);
	html_begin(html, HTML_P);
	html_attr(html, HTML_CLASS, "crumb");
	page_link(page, &all, NULL, label_text(&reg->title, request->language));
	html_end(html, HTML_P);
	html_element(html, HTML_H1, NULL, title);
	html_begin(html, HTML_OL);
	html_attr(html, HTML_CLASS, "steps");
	for (guint i = 0; i < G_N_ELEMENTS(steps); i++) {
		html_begin(html, HTML_LI);
		html_attr(html, HTML_CLASS, i < step ? "past" : NULL);
		html_attr(html, HTML_ARIA_CURRENT, i == step ? "step" : NULL);
		html_text(html, _(steps[i]));
		html_end(html, HTML_LI);
	}
	html_end(html, HTML_OL);
}

static gboolean show(struct request *request, const struct reg *reg, const char *problem, GError **error)
{
	struct page page;
	struct html_writer *html = &page.html;
	g_auto(url_t) url = import_url(reg, NULL), template = import_url(reg, "template");
	import_begin(&page, request, reg, 0);
	if (problem)
		page_box(&page, BOX_PROBLEM, problem);
	page_box(&page, BOX_HINT, _("Do not enter anything classified; of classified documents only their number may be counted."));
	page_file_form(&page, &url, "card stacked");
	page_input(&page, &(struct input){ .name = "file", .label = _("An Excel workbook (.xlsx) or a CSV file"), .type = "file", .required = TRUE,
		.help = _("The sheet as the office keeps it: headings in any order, also in several rows; titles, totals and signatures are passed over.") });
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "buttons");
	page_button(&page, "primary", NULL, NULL, _("Look at it"));
	page_link(&page, &template, "button", _("An empty sheet of this register"));
	html_end(html, HTML_DIV);
	html_end(html, HTML_FORM);
	html_element(html, HTML_P, "quiet", _("Nothing is written before you have seen what would be."));
	return page_end(&page, error);
}

gboolean show_import(struct request *request, GError **error)
{
	const struct reg *reg = import_register(request, error);
	return reg && show(request, reg, NULL, error);
}

struct keeping {
	const struct request *request;
	const struct reg *reg;
	const struct pair *file;
	char *id;
};

static gboolean do_keep(struct app *app, void *data, GError **error)
{
	struct keeping *keeping = data;
	keeping->id = upload_keep(app->store, keeping->request->account->name, keeping->reg->id, keeping->file->file, keeping->file->bytes, moment_now(), error);
	return keeping->id != NULL;
}

/* NULL when it is a sheet; else what is wrong with it. */
static char *problem_of(const struct pair *file)
{
	gboolean workbook;
	g_autoptr(GError) problem = NULL;
	const struct app_load load = { .mode = IMPORT_DRY };
	if (!file || !*file->file || !g_bytes_get_size(file->bytes))
		return g_strdup(_("Choose a file first."));
	g_autoptr(sheet_t) sheet = app_read_sheet(file->file, file->bytes, &load, &workbook, &problem);
	return sheet ? NULL : g_strdup(problem->message);
}

gboolean take_sheet(struct request *request, GError **error)
{
	const struct reg *reg = import_register(request, error);
	const struct pair *file = pairs_file(request->form, "file");
	g_autofree char *problem = reg ? problem_of(file) : NULL;
	struct keeping keeping = { request, reg, file, NULL };
	if (problem) {
		request->answer.status = 422;
		return show(request, reg, problem, error);
	}
	if (!reg || !request_write(request, do_keep, &keeping, error))
		return FALSE;
	g_auto(url_t) url = import_url(reg, keeping.id);
	g_free(keeping.id);
	answer_redirect(request, &url);
	return TRUE;
}

/* What `load` reads back, without a row. */
gboolean show_template(struct request *request, GError **error)
{
	const struct reg *reg = import_register(request, error);
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	g_autoptr(GBytes) bytes = reg ? app_export(request->app, reg, none, SHEET_XLSX, error) : NULL;
	if (!bytes)
		return FALSE;
	g_autofree char *name = g_strconcat(reg->id, ".xlsx", NULL);
	answer_bytes(request, bytes, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name);
	return TRUE;
}
