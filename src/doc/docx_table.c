/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/docx.h"

#include <string.h>

struct grid {
	struct docx *docx;
	const struct table *table;
	guint columns;
	int *widths;
	char *style, *bold; /* of the cells' paragraphs */
};

/* In twips; their sum is exactly `width`. */
static int *column_widths(
	const struct table *table, struct form_room *room, guint columns, int width)
{
	g_autofree double *shares = form_table_fit(table, room);
	int *widths = g_new(int, columns);
	double total = 0, sum = 0;
	int before = 0;
	for (guint i = 0; i < columns; i++)
		total += shares[i];
	for (guint i = 0; i < columns; i++) {
		sum += shares[i];
		const int after = i + 1 == columns ? width : (int)(width * sum / total);
		widths[i] = MAX(after - before, 1);
		before = after;
	}
	return widths;
}

static gsize runs_length(const GPtrArray *runs)
{
	gsize length = 0;
	for (guint i = 0; i < runs->len; i++) {
		const struct run *run = runs->pdata[i];
		length += run->text ? strlen(run->text) : 1;
	}
	return length;
}

static void put_row_properties(struct xml_writer *xml, const struct row *row, gboolean header)
{
	gsize longest = 0;
	for (guint i = 0; i < row->cells->len; i++)
		longest = MAX(
			longest, runs_length(((const struct cell *)row->cells->pdata[i])->runs));
	if (longest > 1000 && !header) /* it may need more than a page */
		return;
	xml_begin(xml, "w:trPr");
	xml_element(xml, "w:cantSplit", NULL);
	if (header)
		xml_element(xml, "w:tblHeader", NULL);
	xml_end(xml);
}

struct place {
	guint row, column, span;
	gboolean header, total;
};

/* "restart" in the cell that goes on below, and an empty one in each cell that is part of it. */
static void put_merge(struct xml_writer *xml, const struct table *table, const struct place *place)
{
	if (!place->header)
		return;
	const guint depth = form_header_depth(table, place->row, place->column);
	if (depth > 1)
		docx_val(xml, "w:vMerge", "restart");
	else if (depth == 0)
		xml_element(xml, "w:vMerge", NULL);
}

static void put_cell_properties(
	struct xml_writer *xml, const struct table *table, int width, const struct place *place)
{
	xml_begin(xml, "w:tcPr");
	xml_begin(xml, "w:tcW");
	xml_attr_int(xml, "w:w", width);
	xml_attr(xml, "w:type", "dxa");
	xml_end(xml);
	if (place->span > 1)
		docx_val_int(xml, "w:gridSpan", place->span);
	put_merge(xml, table, place);
	if (place->total) {
		xml_begin(xml, "w:tcBorders");
		xml_begin(xml, "w:top");
		xml_attr(xml, "w:val", "single");
		xml_attr(xml, "w:sz", "8");
		xml_attr(xml, "w:space", "0");
		xml_attr(xml, "w:color", "000000");
		xml_end(xml);
		xml_end(xml);
	}
	if (place->header)
		docx_val(xml, "w:vAlign", "center");
	xml_end(xml);
}

static const char *column_align(const struct table *table, guint column, gboolean header)
{
	static const char *const aligns[] = {NULL, "center", "right"};
	return header ? "center" : aligns[MIN(form_table_column(table, column).align, ALIGN_RIGHT)];
}

static void put_cell(
	const struct grid *grid, const struct cell *cell, const struct place *place, gboolean keep)
{
	struct xml_writer *xml = &grid->docx->xml;
	const gboolean hidden = place->header && cell && cell->above;
	const gboolean bold = place->header || place->total;
	int width = 0;
	for (guint i = place->column; i < place->column + place->span; i++)
		width += grid->widths[i];
	xml_begin(xml, "w:tc");
	put_cell_properties(xml, grid->table, width, place);
	/* bold by the style: LibreOffice drops what a run in a content control says */
	docx_begin(xml, &(struct docx_paragraph){.style = bold ? grid->bold : grid->style,
				.keep = keep,
				.align = column_align(grid->table, place->column, place->header)});
	docx_runs(grid->docx, cell && !hidden ? cell->runs : NULL, RUN_PLAIN);
	xml_end(xml);
	xml_end(xml);
}

static void put_row(const struct grid *grid, const GPtrArray *rows, guint index, gboolean keep)
{
	struct xml_writer *xml = &grid->docx->xml;
	const struct row *row = rows->pdata[index];
	struct place place = {
		.row = index, .header = rows == grid->table->header, .total = row->total};
	xml_begin(xml, "w:tr");
	put_row_properties(xml, row, place.header);
	for (guint i = 0; place.column < grid->columns; i++) {
		const struct cell *cell = i < row->cells->len ? row->cells->pdata[i] : NULL;
		place.span = cell ? form_cell_span(cell, place.column, grid->columns) : 1;
		put_cell(grid, cell, &place, keep);
		place.column += place.span;
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
	struct form_room room = {.measure = form_bold_width,
		.width = width / 20.0,
		.pad = 2 * CELL_MARGIN / 20.0 + 1.5,
		.least = 2,
		.stretch = TRUE};
	g_autofree int *widths = column_widths(table, &room, columns, width);
	const guint size = room.points;
	g_autofree char *suffix = size == 13 ? g_strdup("") : g_strdup_printf("%u", size);
	g_autofree char *style = g_strconcat("TableText", suffix, NULL);
	g_autofree char *bold = g_strconcat("TableBold", suffix, NULL);
	const struct grid grid = {docx, table, columns, widths, style, bold};
	if (table->caption)
		docx_line(&docx->xml, "Caption", table->caption);
	else
		docx_space(docx, TRUE);
	if (table->header->len == 0 && table->rows->len == 0)
		return;
	begin_table(&grid, width);
	for (guint i = 0; i < table->header->len; i++)
		put_row(&grid, table->header, i, TRUE);
	for (guint i = 0; i < table->rows->len; i++)
		put_row(&grid, table->rows, i,
			form_row_is_kept(table, i) || (keep && i + 1 == table->rows->len));
	xml_end(&docx->xml);
	docx_space(docx, keep);
}
