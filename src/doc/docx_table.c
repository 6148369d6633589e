/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/docx.h"

#include <string.h>

struct grid {
	struct docx *docx;
	const struct table *table;
	guint columns;
	int *widths;
	char *style; /* of the cells' paragraphs */
};

/* Shares `width` by weight; the rests add up, so that the sum is exact. */
static int *share_width(const struct table *table, guint columns, int width)
{
	int *widths = g_new(int, columns);
	gint64 total = 0, sum = 0;
	for (guint i = 0; i < columns; i++)
		total += form_table_column(table, i).weight;
	for (guint i = 0; i < columns; i++) {
		const gint64 before = width * sum / total;
		sum += form_table_column(table, i).weight;
		widths[i] = (int)(width * sum / total - before);
	}
	return widths;
}

static void put_row_properties(struct xml_writer *xml, const struct row *row, gboolean header)
{
	gsize longest = 0;
	for (guint i = 0; i < row->cells->len; i++) {
		g_autofree char *text =
			runs_plain(((const struct cell *)row->cells->pdata[i])->runs);
		longest = MAX(longest, strlen(text));
	}
	if (longest > 1000 && !header) /* it may need more than a page */
		return;
	xml_begin(xml, "w:trPr");
	xml_element(xml, "w:cantSplit", NULL);
	if (header)
		xml_element(xml, "w:tblHeader", NULL);
	xml_end(xml);
}

static void put_cell_properties(
	struct xml_writer *xml, int width, guint span, gboolean header, gboolean total)
{
	xml_begin(xml, "w:tcPr");
	xml_begin(xml, "w:tcW");
	xml_attr_int(xml, "w:w", width);
	xml_attr(xml, "w:type", "dxa");
	xml_end(xml);
	if (span > 1)
		docx_val_int(xml, "w:gridSpan", span);
	if (total) {
		xml_begin(xml, "w:tcBorders");
		xml_begin(xml, "w:top");
		xml_attr(xml, "w:val", "single");
		xml_attr(xml, "w:sz", "8");
		xml_attr(xml, "w:space", "0");
		xml_attr(xml, "w:color", "000000");
		xml_end(xml);
		xml_end(xml);
	}
	if (header)
		docx_val(xml, "w:vAlign", "center");
	xml_end(xml);
}

static const char *column_align(const struct table *table, guint column, gboolean header)
{
	static const char *const aligns[] = {NULL, "center", "right"};
	return header ? "center" : aligns[MIN(form_table_column(table, column).align, ALIGN_RIGHT)];
}

static void put_row(const struct grid *grid, const struct row *row, gboolean header, gboolean keep)
{
	struct xml_writer *xml = &grid->docx->xml;
	xml_begin(xml, "w:tr");
	put_row_properties(xml, row, header);
	guint column = 0;
	for (guint i = 0; column < grid->columns; i++) {
		const struct cell *cell = i < row->cells->len ? row->cells->pdata[i] : NULL;
		const guint span = cell ? form_cell_span(cell, column, grid->columns) : 1;
		int width = 0;
		for (guint k = column; k < column + span; k++)
			width += grid->widths[k];
		xml_begin(xml, "w:tc");
		put_cell_properties(xml, width, span, header, row->total);
		docx_begin(xml, &(struct docx_paragraph){.style = grid->style,
					.keep = keep,
					.align = column_align(grid->table, column, header)});
		docx_runs(
			grid->docx, cell ? cell->runs : NULL, header || row->total ? RUN_BOLD : 0);
		xml_end(xml);
		xml_end(xml);
		column += span;
	}
	xml_end(xml);
}

static void begin_table(const struct grid *grid, int width)
{
	struct xml_writer *xml = &grid->docx->xml;
	xml_begin(xml, "w:tbl");
	xml_begin(xml, "w:tblPr");
	docx_val(xml, "w:tblStyle", "TableGrid");
	xml_begin(xml, "w:tblW");
	xml_attr_int(xml, "w:w", width);
	xml_attr(xml, "w:type", "dxa");
	xml_end(xml);
	xml_element_attr(xml, "w:tblLayout", "w:type", "fixed");
	xml_end(xml);
	xml_begin(xml, "w:tblGrid");
	for (guint i = 0; i < grid->columns; i++) {
		xml_begin(xml, "w:gridCol");
		xml_attr_int(xml, "w:w", grid->widths[i]);
		xml_end(xml);
	}
	xml_end(xml);
}

void docx_table(struct docx *docx, const struct table *table, int width, gboolean keep)
{
	const guint columns = form_table_columns(table);
	const guint size = form_table_size(columns);
	g_autofree int *widths = share_width(table, columns, width);
	g_autofree char *style =
		size == 13 ? g_strdup("TableText") : g_strdup_printf("TableText%u", size);
	const struct grid grid = {docx, table, columns, widths, style};
	if (table->caption)
		docx_line(&docx->xml, "Caption", table->caption);
	else
		docx_space(docx, TRUE);
	if (table->header->len == 0 && table->rows->len == 0)
		return;
	begin_table(&grid, width);
	for (guint i = 0; i < table->header->len; i++)
		put_row(&grid, table->header->pdata[i], TRUE, TRUE);
	for (guint i = 0; i < table->rows->len; i++)
		put_row(&grid, table->rows->pdata[i], FALSE, keep && i + 1 == table->rows->len);
	xml_end(&docx->xml);
	docx_space(docx, keep);
}
