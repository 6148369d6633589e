/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/read_docx.h"

#include <string.h>

#define SPAN_MOST  200
#define COLUMNS_MOST 200

/* A cell's paragraphs stand below one another; a number that is counted is what is seen. */
static void add_paragraph(struct cell *cell, struct chunk *chunk)
{
	if (chunk->runs->len == 0 && !chunk->label)
		return;
	if (cell->runs->len > 0)
		g_ptr_array_add(cell->runs, run_break());
	if (chunk->label) {
		g_autofree char *label =
			chunk->runs->len ? g_strconcat(chunk->label, " ", NULL) : g_strdup(chunk->label);
		struct run *run = run_text(label, RUN_PLAIN);
		run->origin = chunk->origin;
		g_ptr_array_add(cell->runs, run);
	}
	items_move(cell->runs, chunk->runs, chunk->runs->len);
}

static void add_rows(struct cell *cell, const GPtrArray *rows)
{
	for (guint i = 0; i < rows->len; i++) {
		struct row *row = rows->pdata[i];
		for (guint k = 0; k < row->cells->len; k++) {
			struct cell *inner = row->cells->pdata[k];
			if (inner->runs->len > 0 && cell->runs->len > 0)
				g_ptr_array_add(cell->runs, run_break());
			items_move(cell->runs, inner->runs, inner->runs->len);
		}
	}
}

/* How the text of a cell looks: bold by its paragraphs' style or by all of its runs. */
struct seen {
	gboolean bold, some;
	guint left, centre, right;
};

static void see(struct seen *seen, const struct chunk *chunk)
{
	gboolean bold = TRUE, some = FALSE;
	for (guint i = 0; i < chunk->runs->len; i++) {
		const struct run *run = chunk->runs->pdata[i];
		if (!run->text || run->text[strspn(run->text, " \t")] == '\0')
			continue;
		some = TRUE;
		bold = bold && ((run->style | chunk->look) & RUN_BOLD);
	}
	if (!some)
		return;
	seen->bold = (seen->bold || !seen->some) && bold;
	seen->some = TRUE;
	seen->centre += chunk->centred ? 1 : 0;
	seen->right += chunk->right ? 1 : 0;
	seen->left += chunk->centred || chunk->right ? 0 : 1;
}

static struct cell *read_cell(struct docx_reader *reader, const xmlNode *node, struct seen *seen)
{
	struct cell *cell = cell_new();
	const xmlNode *properties = word_child(node, "tcPr");
	const xmlNode *merge = word_child(properties, "vMerge");
	g_autofree char *merged = word_attribute(merge, "val");
	cell->span = (guint)word_number(word_child(properties, "gridSpan"), "val", 1, SPAN_MOST, 1);
	cell->above = merge && g_strcmp0(merged, "restart") != 0;
	g_autoptr(GPtrArray) chunks = chunks_new();
	docx_read_blocks(reader, node, chunks);
	for (guint i = 0; i < chunks->len; i++) {
		struct chunk *chunk = chunks->pdata[i];
		if (i == 0)
			cell->origin = chunk->origin;
		see(seen, chunk);
		if (chunk->table)
			add_rows(cell, chunk->table->table->rows);
		else
			add_paragraph(cell, chunk);
	}
	return cell;
}

static void clear_bold(struct row *row)
{
	for (guint i = 0; i < row->cells->len; i++) {
		const struct cell *cell = row->cells->pdata[i];
		for (guint k = 0; k < cell->runs->len; k++)
			((struct run *)cell->runs->pdata[k])->style &= ~(guint)RUN_BOLD;
	}
}

struct grid {
	struct docx_reader *reader;
	struct table *table;
	GArray *aligns; /* struct seen for each column: how many cells of the body stand where */
};

static void count_align(struct grid *grid, guint column, const struct seen *seen)
{
	if (column >= COLUMNS_MOST)
		return;
	if (grid->aligns->len <= column)
		g_array_set_size(grid->aligns, column + 1);
	struct seen *sum = &g_array_index(grid->aligns, struct seen, column);
	sum->left += seen->left;
	sum->centre += seen->centre;
	sum->right += seen->right;
}

static enum align align_of(const struct seen *sum)
{
	if (sum->centre > sum->left && sum->centre >= sum->right)
		return ALIGN_CENTRE;
	return sum->right > sum->left ? ALIGN_RIGHT : ALIGN_LEFT;
}

struct line {
	struct row *row;
	gboolean header, bold;
	guint column;
};

static void read_cells(struct grid *grid, const xmlNode *parent, struct line *line)
{
	struct row *row = line->row;
	for (const xmlNode *node = parent->children; node; node = node->next) {
		if (word_is(node, "sdt") && word_child(node, "sdtContent"))
			read_cells(grid, word_child(node, "sdtContent"), line);
		else if (word_is(node, "customXml"))
			read_cells(grid, node, line);
		if (!word_is(node, "tc") || row->cells->len >= COLUMNS_MOST)
			continue;
		struct seen seen = {0};
		struct cell *cell = read_cell(grid->reader, node, &seen);
		if (cell->span == 1 && !line->header)
			count_align(grid, line->column, &seen);
		line->column = MIN(line->column + cell->span, COLUMNS_MOST);
		line->bold = line->bold && (!seen.some || seen.bold);
		g_ptr_array_add(row->cells, cell);
	}
}

static gboolean is_empty(const struct row *row)
{
	for (guint i = 0; i < row->cells->len; i++)
		if (((const struct cell *)row->cells->pdata[i])->runs->len > 0)
			return FALSE;
	return TRUE;
}

static void read_row(struct grid *grid, const xmlNode *node)
{
	const xmlNode *properties = word_child(node, "trPr");
	if (word_child(properties, "del") || !docx_read_counts(grid->reader))
		return;
	struct row *row = row_new();
	const gboolean header = word_flag(properties, "tblHeader") == 1 && grid->table->rows->len == 0;
	struct line line = {row, header, TRUE, 0};
	line.column = (guint)word_number(word_child(properties, "gridBefore"), "val", 0, SPAN_MOST, 0);
	for (guint i = 0; i < line.column; i++)
		g_ptr_array_add(row->cells, cell_new());
	read_cells(grid, node, &line);
	if (row->cells->len > 0)
		row->origin = ((struct cell *)row->cells->pdata[0])->origin;
	row->total = line.bold && !header && !is_empty(row);
	if (line.bold)
		clear_bold(row);
	g_ptr_array_add(header ? grid->table->header : grid->table->rows, row);
}

static void read_rows(struct grid *grid, const xmlNode *parent)
{
	for (const xmlNode *node = parent->children; node; node = node->next) {
		if (word_is(node, "sdt") && word_child(node, "sdtContent"))
			read_rows(grid, word_child(node, "sdtContent"));
		else if (word_is(node, "ins") || word_is(node, "customXml"))
			read_rows(grid, node);
		else if (word_is(node, "tr"))
			read_row(grid, node);
	}
}

/* A first row in bold over others is the header where none is named. */
static void find_header(struct table *table)
{
	const struct row *first = table->rows->len > 1 ? table->rows->pdata[0] : NULL;
	if (table->header->len > 0 || !first || !first->total ||
		((const struct row *)table->rows->pdata[1])->total)
		return;
	struct row *row = g_ptr_array_steal_index(table->rows, 0);
	row->total = FALSE;
	g_ptr_array_add(table->header, row);
}

/* A cell of the body that a cell above reaches into is empty. */
static void settle_merged(struct table *table)
{
	for (guint i = 0; i < table->rows->len; i++) {
		const struct row *row = table->rows->pdata[i];
		for (guint k = 0; k < row->cells->len; k++)
			((struct cell *)row->cells->pdata[k])->above = FALSE;
	}
}

static void set_columns(const struct grid *grid, const xmlNode *node)
{
	const xmlNode *widths = word_child(node, "tblGrid");
	const xmlNode *at = widths ? widths->children : NULL;
	for (guint i = 0; i < grid->aligns->len; i++) {
		struct column column = {ALIGN_LEFT, 1};
		column.align = align_of(&g_array_index(grid->aligns, struct seen, i));
		while (at && !word_is(at, "gridCol"))
			at = at->next;
		if (at) {
			column.weight = (guint)word_number(at, "w", 1, 10000, 1000);
			at = at->next;
		}
		g_array_append_val(grid->table->columns, column);
	}
}

struct block *docx_read_table(struct docx_reader *reader, const xmlNode *node)
{
	struct block *block = block_table();
	struct grid grid = {reader, block->table, g_array_new(FALSE, TRUE, sizeof(struct seen))};
	if (docx_read_enters(reader)) {
		read_rows(&grid, node);
		reader->depth--;
	}
	find_header(block->table);
	settle_merged(block->table);
	set_columns(&grid, node);
	g_array_unref(grid.aligns);
	const GPtrArray *rows = block->table->header->len ? block->table->header : block->table->rows;
	if (rows->len > 0)
		block->origin = ((const struct row *)rows->pdata[0])->origin;
	return block;
}
