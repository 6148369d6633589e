/* SPDX-License-Identifier: Apache-2.0 */
/* What a sheet would become: its columns as fields, its rows with what is wrong; and the writing of them. */
#include "app/app.h"
#include "base/number.h"
#include "base/text.h"
#include "web/form_private.h"
#include "web/import.h"
#include "web/pages.h"

#include <string.h>

enum { PREVIEW_ROWS = 25, FINDINGS_SHOWN = 200 };

struct preview {
	struct page page;
	import_way_t way;
};

static void preview_clear(struct preview *preview)
{
	import_way_clear(&preview->way);
}
typedef struct preview preview_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(preview_t, preview_clear)

static void put_option(struct preview *preview, const char *value, const char *text, const char *chosen)
{
	struct html_writer *html = &preview->page.html;
	html_begin(html, HTML_OPTION);
	html_attr(html, HTML_VALUE, value);
	html_flag(html, HTML_SELECTED, g_strcmp0(value, chosen) == 0);
	html_text(html, text);
	html_end(html, HTML_OPTION);
}

static void put_field_choice(struct preview *preview, const struct import_column *column, const char *letters)
{
	struct html_writer *html = &preview->page.html;
	const char *language = preview->way.request->language, *chosen = column->field ? column->field : "-";
	g_autofree char *name = g_strconcat("map.", letters, NULL), *label = g_strdup_printf(_("column %s is"), letters);
	html_begin(html, HTML_SELECT);
	html_attr(html, HTML_NAME, name);
	html_attr(html, HTML_ARIA_LABEL, label);
	put_option(preview, "-", _("(not read)"), chosen);
	for (guint i = 0; i < preview->way.reg->fields->len; i++) {
		const struct field *field = preview->way.reg->fields->pdata[i];
		if (form_takes(field, preview->way.reg, TRUE))
			put_option(preview, field->id, label_text(&field->label, language), chosen);
	}
	if (preview->way.reg->states->len)
		put_option(preview, "state", _("State"), chosen);
	put_option(preview, "id", _("number of a record that is to be changed"), chosen);
	put_option(preview, "version", _("its version"), chosen);
	html_end(html, HTML_SELECT);
}

/* Some of what stands in the column, to know it by. */
static char *sample(const struct preview *preview, guint number)
{
	GString *text = g_string_new(NULL);
	guint count = 0;
	for (guint i = 0; i < preview->way.sheet->rows->len && count < 3; i++) {
		const struct sheet_row *row = preview->way.sheet->rows->pdata[i];
		const char *cell = row_text(row, number);
		g_autofree char *brief = *cell ? text_brief(cell) : NULL;
		if (row->number <= preview->way.header || !brief)
			continue;
		g_string_append_printf(text, "%s%s", count++ ? " · " : "", brief);
	}
	return g_string_free(text, FALSE);
}

static void put_column(struct preview *preview, const struct import_column *column)
{
	struct html_writer *html = &preview->page.html;
	g_autofree char *letters = column_letters(column->number), *seen = sample(preview, column->number);
	html_begin(html, HTML_TR);
	html_element(html, HTML_TD, NULL, letters);
	html_element(html, HTML_TD, NULL, column->heading);
	html_element(html, HTML_TD, "quiet", seen);
	html_begin(html, HTML_TD);
	put_field_choice(preview, column, letters);
	html_end(html, HTML_TD);
	html_end(html, HTML_TR);
}

static void end_table(struct preview *preview)
{
	html_end(&preview->page.html, HTML_TBODY);
	html_end(&preview->page.html, HTML_TABLE);
	html_end(&preview->page.html, HTML_DIV);
}

static void put_sheets(struct preview *preview)
{
	struct html_writer *html = &preview->page.html;
	if (!preview->way.sheet->beside || !preview->way.sheet->beside[0])
		return;
	html_begin(html, HTML_LABEL);
	html_attr(html, HTML_CLASS, "part");
	html_element(html, HTML_SPAN, NULL, _("The sheet of the workbook"));
	html_begin(html, HTML_SELECT);
	html_attr(html, HTML_NAME, "sheet");
	put_option(preview, preview->way.sheet->name, preview->way.sheet->name, preview->way.sheet->name);
	for (guint i = 0; preview->way.sheet->beside[i]; i++)
		put_option(preview, preview->way.sheet->beside[i], preview->way.sheet->beside[i], preview->way.sheet->name);
	html_end(html, HTML_SELECT);
	html_end(html, HTML_LABEL);
}

static void put_mapping(struct preview *preview)
{
	const char *const heads[] = { _("Column"), _("Heading"), _("What stands in it"), _("Read as"), NULL };
	struct html_writer *html = &preview->page.html;
	g_auto(url_t) url = import_url(preview->way.reg, request_parameter(preview->way.request, 1));
	html_begin(html, HTML_FORM);
	html_attr(html, HTML_CLASS, "card stacked");
	html_url(html, HTML_ACTION, &url);
	html_element(html, HTML_H2, NULL, _("Columns"));
	put_sheets(preview);
	page_scroll(&preview->page, _("Columns"));
	html_begin(html, HTML_TABLE);
	page_table_heads(&preview->page, heads);
	for (guint i = 0; i < preview->way.columns->len; i++)
		put_column(preview, preview->way.columns->pdata[i]);
	end_table(preview);
	html_begin(html, HTML_DIV);
	page_button(&preview->page, "secondary", NULL, NULL, _("Look again"));
	html_end(html, HTML_DIV);
	html_end(html, HTML_FORM);
}

static void put_findings(struct preview *preview)
{
	const char *const heads[] = { _("Cell"), _("What is wrong, or what to know"), NULL };
	struct html_writer *html = &preview->page.html;
	const GPtrArray *findings = preview->way.import->findings;
	if (!findings->len)
		return;
	html_element(html, HTML_H2, NULL, _("Findings"));
	page_scroll(&preview->page, _("Findings"));
	html_begin(html, HTML_TABLE);
	page_table_heads(&preview->page, heads);
	for (guint i = 0; i < MIN(findings->len, FINDINGS_SHOWN); i++) {
		const struct import_finding *finding = findings->pdata[i];
		g_autofree char *row = finding->row ? g_strdup_printf(_("row %u"), finding->row) : g_strdup("");
		g_autofree char *place = finding->row && finding->column ? cell_place(finding->column, finding->row) : g_strdup(row);
		html_begin(html, HTML_TR);
		html_attr(html, HTML_CLASS, finding->severity == SEVERITY_ERROR ? "late" : NULL);
		html_element(html, HTML_TD, NULL, place);
		html_element(html, HTML_TD, NULL, finding->message);
		html_end(html, HTML_TR);
	}
	end_table(preview);
}

/* The message of a cell that is wrong, or NULL. */
static const char *wrong_at(const struct preview *preview, guint row, guint column)
{
	for (guint i = 0; i < preview->way.import->findings->len; i++) {
		const struct import_finding *finding = preview->way.import->findings->pdata[i];
		if (finding->severity == SEVERITY_ERROR && finding->row == row && finding->column == column)
			return finding->message;
	}
	return NULL;
}

static void put_row(struct preview *preview, const struct sheet_row *row)
{
	struct html_writer *html = &preview->page.html;
	html_begin(html, HTML_TR);
	html_begin(html, HTML_TD);
	html_attr(html, HTML_CLASS, "id");
	html_text_int(html, row->number);
	html_end(html, HTML_TD);
	for (guint i = 0; i < preview->way.columns->len; i++) {
		const struct import_column *column = preview->way.columns->pdata[i];
		const char *wrong = wrong_at(preview, row->number, column->number);
		html_begin(html, HTML_TD);
		html_attr(html, HTML_CLASS, wrong ? "wrong-cell" : column->field ? NULL : "quiet");
		html_text(html, row_text(row, column->number));
		if (wrong)
			html_element(html, HTML_P, "problem", wrong);
		html_end(html, HTML_TD);
	}
	html_end(html, HTML_TR);
}

static void put_rows(struct preview *preview)
{
	struct html_writer *html = &preview->page.html;
	g_autoptr(GPtrArray) heads = g_ptr_array_new();
	guint shown = 0;
	g_ptr_array_add(heads, (gpointer) "#");
	for (guint i = 0; i < preview->way.columns->len; i++) {
		const struct import_column *column = preview->way.columns->pdata[i];
		const struct field *field = column->field ? reg_field(preview->way.reg, column->field) : NULL;
		g_ptr_array_add(heads, (gpointer)(field ? label_text(&field->label, preview->way.request->language) : column->heading));
	}
	g_ptr_array_add(heads, NULL);
	html_element(html, HTML_H2, NULL, _("The first rows"));
	page_scroll(&preview->page, _("The first rows"));
	html_begin(html, HTML_TABLE);
	page_table_heads(&preview->page, (const char *const *)heads->pdata);
	for (guint i = 0; i < preview->way.sheet->rows->len && shown < PREVIEW_ROWS; i++) {
		const struct sheet_row *row = preview->way.sheet->rows->pdata[i];
		if (row->number <= preview->way.header)
			continue;
		put_row(preview, row);
		shown++;
	}
	end_table(preview);
}

static void put_sum(struct preview *preview)
{
	const struct import *import = preview->way.import;
	g_autofree char *text = g_strdup_printf(_("%" PRIu64 " rows: %" PRIu64 " would be written, %" PRIu64 " are as they are, %" PRIu64 " are wrong"),
		import->rows, import->written, import->unchanged, import->wrong);
	page_box(&preview->page, import->errors ? BOX_PROBLEM : BOX_NOTICE, text);
}

/* The same sheet and columns, for the act. */
static void put_wish(struct preview *preview)
{
	if (preview->way.load.sheet)
		page_hidden(&preview->page, "sheet", preview->way.load.sheet);
	for (guint i = 0; i < preview->way.columns->len; i++) {
		const struct import_column *column = preview->way.columns->pdata[i];
		g_autofree char *letters = column_letters(column->number), *name = g_strconcat("map.", letters, NULL);
		page_hidden(&preview->page, name, column->field ? column->field : "-");
	}
}

static void put_errors_link(struct preview *preview)
{
	g_auto(url_t) url = import_url(preview->way.reg, request_parameter(preview->way.request, 1));
	url_add_segment(&url, "errors");
	for (guint i = 0; i < preview->way.wish->list->len; i++) {
		const struct pair *pair = preview->way.wish->list->pdata[i];
		if (g_str_has_prefix(pair->name, "map.") || strcmp(pair->name, "sheet") == 0)
			url_add_query(&url, pair->name, pair->value);
	}
	page_link(&preview->page, &url, "button", _("The sheet with a column of errors"));
}

static void put_act(struct preview *preview)
{
	struct html_writer *html = &preview->page.html;
	const struct import *import = preview->way.import;
	g_auto(url_t) url = import_url(preview->way.reg, request_parameter(preview->way.request, 1)), again = import_url(preview->way.reg, NULL);
	page_form(&preview->page, &url, "card stacked");
	put_wish(preview);
	page_input(&preview->page, &(struct input){ .name = "why", .label = _("Reason, for the history"), .most = 300 });
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "buttons");
	if (!import->errors && import->written)
		page_button(&preview->page, "primary", "act", "all", _("Write all rows"));
	else if (import->written)
		page_button(&preview->page, "secondary", "act", "partial", _("Write the rows that are right"));
	if (import->errors)
		put_errors_link(preview);
	page_link(&preview->page, &again, "button", _("Another file"));
	html_end(html, HTML_DIV);
	html_end(html, HTML_FORM);
}

static gboolean show(struct preview *preview, GError **error)
{
	import_begin(&preview->page, preview->way.request, preview->way.reg, 1);
	html_element(&preview->page.html, HTML_P, "sum", preview->way.upload.name);
	put_sum(preview);
	put_act(preview);
	put_mapping(preview);
	put_findings(preview);
	put_rows(preview);
	return page_end(&preview->page, error);
}

gboolean preview_sheet(struct request *request, GError **error)
{
	g_auto(preview_t) preview = { 0 };
	return import_way_read(&preview.way, request, request->query, error) && import_way_try(&preview.way, error) && show(&preview, error);
}

gboolean return_sheet(struct request *request, GError **error)
{
	g_auto(import_way_t) way = { 0 };
	return import_way_read(&way, request, request->query, error) && import_way_try(&way, error) && import_way_return(&way, error);
}

gboolean load_sheet(struct request *request, GError **error)
{
	g_auto(preview_t) preview = { 0 };
	const char *why = pairs_get(request->form, "why"), *act = pairs_get(request->form, "act");
	if (!import_way_read(&preview.way, request, request->form, error) || !import_way_load(&preview.way, g_strcmp0(act, "partial") == 0, why, error))
		return FALSE;
	if (!preview.way.import->kept || !preview.way.import->written) {
		request->answer.status = 422;
		return show(&preview, error);
	}
	g_auto(url_t) url = register_url(preview.way.reg);
	page_notice_next(request, NOTICE_LOADED);
	answer_redirect(request, &url);
	return TRUE;
}
