/* SPDX-License-Identifier: Apache-2.0 */
/* A sheet's way into a register begins here: the file is sent, and kept until its rows are written. */
#include "app/export.h"
#include "web/import.h"
#include "web/pages.h"

#include <string.h>

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

gboolean take_sheet(struct request *request, GError **error)
{
	g_autoptr(GError) problem = NULL;
	const struct reg *reg = import_register(request, error);
	const struct pair *file = pairs_file(request->form, "file");
	if (!reg)
		return FALSE;
	gboolean chosen = file && *file->file && g_bytes_get_size(file->bytes);
	g_autofree char *upload = chosen ? import_keep(request, reg, file->file, file->bytes, &problem) : NULL;
	if (!upload && problem && !g_error_matches(problem, ERROR_DOMAIN, ERROR_INPUT)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	if (!upload) {
		request->answer.status = 422;
		return show(request, reg, problem ? problem->message : _("Choose a file first."), error);
	}
	g_auto(url_t) url = import_url(reg, upload);
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
