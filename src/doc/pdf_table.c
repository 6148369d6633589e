/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/pdf_page.h"

#define PAD_X  3.5
#define PAD_Y  2.0
#define BORDER 0.5

struct grid {
	struct pdf *pdf;
	struct tag *head, *body; /* its parts for those who do not see it */
	const struct table *table;
	double size;
	guint columns;
	double *edges; /* columns + 1 */
};

struct box { /* a cell in its row */
	guint column;
	double x, width;
	gboolean above; /* part of the box above */
	double more;    /* height that it takes of the rows below */
	struct typeset *typeset;
};

static enum align cell_align(const struct grid *grid, guint column, gboolean centre)
{
	return centre ? ALIGN_CENTRE : form_table_column(grid->table, column).align;
}

static void box_clear(gpointer data)
{
	typeset_unref(((struct box *)data)->typeset);
}

static struct tag *cell_tag(const struct grid *grid, struct tag *row, guint span, guint depth, gboolean header)
{
	struct tag *tag = tag_new(&grid->pdf->tags, row, header ? "TH" : "TD");
	tag->heads = header;
	tag->columns = span;
	tag->rows = depth;
	return tag;
}

/* The cells of a row with their places; what a short row lacks becomes empty cells. */
static GArray *row_boxes(const struct grid *grid, const struct row *row, guint index, gboolean header)
{
	struct tag *tag = tag_new(&grid->pdf->tags, header ? grid->head : grid->body, "TR");
	GArray *boxes = g_array_new(FALSE, FALSE, sizeof(struct box));
	g_array_set_clear_func(boxes, box_clear);
	guint column = 0;
	for (guint i = 0; column < grid->columns; i++) {
		const struct cell *cell = i < row->cells->len ? row->cells->pdata[i] : NULL;
		const guint span = cell ? form_cell_span(cell, column, grid->columns) : 1;
		const struct pdf_style style = {.size = grid->size,
			.bold = header || row->total,
			.align = cell_align(grid, column, header)};
		struct box box = {.column = column, .x = grid->edges[column]};
		box.width = grid->edges[column + span] - box.x;
		box.above = header && cell && cell->above;
		struct pdf_words words = {.runs = cell && !box.above ? cell->runs : NULL};
		if (!box.above)
			words.tag = cell_tag(grid, tag, span, header ? form_header_depth(grid->table, index, column) : 1, header);
		box.typeset = typeset_new(&grid->pdf->setter, &style, &words, box.width - 2 * PAD_X);
		g_array_append_val(boxes, box);
		column += span;
	}
	return boxes;
}

static void frame_row(struct piece *piece, const GArray *boxes, double height, gboolean heavy)
{
	const struct box *last = &g_array_index(boxes, struct box, boxes->len - 1);
	for (guint i = 0; i < boxes->len; i++) {
		const struct box *box = &g_array_index(boxes, struct box, i);
		piece_add_rule(piece, box->x, 0, 0, height, BORDER);
		if (!box->above)
			piece_add_rule(
				piece, box->x, 0, box->width, 0, heavy ? 2 * BORDER : BORDER);
		if (box->more <= 0)
			piece_add_rule(piece, box->x, height, box->width, 0, BORDER);
	}
	piece_add_rule(piece, last->x + last->width, 0, 0, height, BORDER);
	piece->height = height;
}

static double boxes_height(const GArray *boxes)
{
	double height = 0;
	for (guint i = 0; i < boxes->len; i++) {
		const struct box *box = &g_array_index(boxes, struct box, i);
		height = MAX(height, box->typeset->height - box->more);
	}
	return height + 2 * PAD_Y;
}

static void add_whole_row(struct piece *piece, const GArray *boxes, gboolean middle, gboolean heavy)
{
	const double height = boxes_height(boxes);
	for (guint i = 0; i < boxes->len; i++) {
		const struct box *box = &g_array_index(boxes, struct box, i);
		const double free = height + box->more - box->typeset->height;
		piece_add_text(piece, box->x + PAD_X, middle ? free / 2 : PAD_Y,
			typeset_ref(box->typeset));
	}
	frame_row(piece, boxes, height, heavy);
}

/* Moves the lines of one cell from *next on that fit into `room` to the piece; FALSE when some remain. */
static gboolean take_lines(struct piece *piece, const struct box *box, guint *next, double room)
{
	double y = PAD_Y;
	for (const guint first = *next; *next < box->typeset->lines->len; ++*next) {
		const struct line *line = typeset_line(box->typeset, *next);
		const double height = line->ascent + line->descent;
		if (*next > first && y + height > room - PAD_Y)
			return FALSE;
		piece_add_line(piece, box->x + PAD_X + line->x, y + line->ascent, box->typeset, *next);
		y += height;
		piece->height = MAX(piece->height, y + PAD_Y);
	}
	return TRUE;
}

/* Such a row goes on over as many pages as it needs, cut between lines. `first` is the room on the
 * page where it begins. */
static void place_tall_row(
	struct pdf *pdf, const GArray *boxes, struct piece *head, double first, double room)
{
	double here = first;
	g_autofree guint *next = g_new0(guint, boxes->len);
	for (gboolean more = TRUE; more;) {
		struct piece *piece = piece_new(0);
		piece->head = piece_ref(head);
		more = FALSE;
		for (guint i = 0; i < boxes->len; i++)
			if (!take_lines(piece, &g_array_index(boxes, struct box, i), &next[i], here))
				more = TRUE;
		frame_row(piece, boxes, piece->height, FALSE);
		pdf_place(pdf, piece);
		here = room;
	}
}

/* A row that would leave a third of the page empty is cut; not so that a few lines stand alone. */
static gboolean is_cut(const struct grid *grid, double height, double left, double room)
{
	return height > room ||
	       (left < height && left > room / 3 && left < height - 3 * grid->size);
}

static void place_row(
	const struct grid *grid, const struct row *row, struct piece *head, gboolean keep)
{
	g_autoptr(GArray) boxes = row_boxes(grid, row, 0, FALSE);
	const double room = pdf_capacity(grid->pdf) - (head ? head->height : 0);
	const double left = pdf_room(grid->pdf);
	if (is_cut(grid, boxes_height(boxes), left, room)) {
		place_tall_row(grid->pdf, boxes, head, left > room / 3 ? left : room, room);
		return;
	}
	struct piece *piece = piece_new(0);
	piece->head = piece_ref(head);
	piece->keep = keep;
	add_whole_row(piece, boxes, FALSE, row->total);
	pdf_place(grid->pdf, piece);
}

static void piece_shift(struct piece *piece, double y)
{
	for (guint i = 0; piece->marks && i < piece->marks->len; i++)
		g_array_index(piece->marks, struct mark, i).y += y;
}

static void piece_join(struct piece *above, struct piece *below)
{
	piece_shift(below, above->height);
	for (guint i = 0; below->marks && i < below->marks->len; i++) {
		struct mark mark = g_array_index(below->marks, struct mark, i);
		if (mark.kind == MARK_TEXT)
			piece_add_text(above, mark.x, mark.y, typeset_ref(mark.typeset));
		else
			piece_add_rule(above, mark.x, mark.y, mark.width, mark.height, mark.thick);
	}
	piece_unref(below);
}

/* The boxes of all header rows; each knows what it takes of the rows below. Rows are measured from
 * the last one up, so that a tall heading makes its first row higher. */
static GPtrArray *header_boxes(const struct grid *grid)
{
	const GPtrArray *rows = grid->table->header;
	GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	g_autofree double *heights = g_new0(double, rows->len);
	for (guint i = 0; i < rows->len; i++)
		g_ptr_array_add(all, row_boxes(grid, rows->pdata[i], i, TRUE));
	for (guint i = rows->len; i-- > 0;) {
		GArray *boxes = all->pdata[i];
		for (guint k = 0; k < boxes->len; k++) {
			struct box *box = &g_array_index(boxes, struct box, k);
			const guint depth = form_header_depth(grid->table, i, box->column);
			for (guint row = i + 1; row < i + depth; row++)
				box->more += heights[row];
		}
		heights[i] = boxes_height(boxes);
	}
	return all;
}

/* All header rows as one piece, to be repeated; NULL when there are none or they would fill a third
 * of a page. */
static struct piece *header_piece(const struct grid *grid)
{
	struct piece *head = piece_new(0);
	g_autoptr(GPtrArray) rows = header_boxes(grid);
	for (guint i = 0; i < rows->len; i++) {
		struct piece *row = piece_new(0);
		add_whole_row(row, rows->pdata[i], TRUE, FALSE);
		const double bottom = head->height + row->height;
		piece_join(head, row);
		head->height = bottom;
	}
	if (head->height > 0 && head->height <= pdf_capacity(grid->pdf) / 3)
		return head;
	tag_empty(grid->head); /* its rows become some of the body */
	piece_unref(head);
	return NULL;
}

static void place_header(const struct grid *grid, struct piece *head)
{
	for (guint i = 0; !head && i < grid->table->header->len; i++)
		place_row(grid, grid->table->header->pdata[i], NULL, FALSE);
	if (!head)
		return;
	head->keep = grid->table->rows->len > 0;
	pdf_place(grid->pdf, piece_ref(head));
}

static double *column_edges(
	const struct pdf *pdf, const struct table *table, struct form_room *room, guint columns)
{
	g_autofree double *widths = form_table_fit(table, room);
	double *edges = g_new(double, columns + 1);
	double total = 0, sum = 0;
	for (guint i = 0; i < columns; i++)
		total += widths[i];
	for (guint i = 0; i < columns; i++) {
		edges[i] = pdf->left + room->width * sum / total;
		sum += widths[i];
	}
	edges[columns] = pdf->right;
	return edges;
}

static void place_space(struct pdf *pdf, double height, gboolean keep)
{
	struct piece *space = piece_new(height);
	space->keep = keep;
	pdf_place(pdf, space);
}

void pdf_table(struct pdf *pdf, const struct table *table, gboolean keep)
{
	const struct pdf_style caption = {
		.size = 13, .bold = TRUE, .align = ALIGN_CENTRE, .gap = 6, .keep = TRUE};
	struct tag *tag = pdf_tag(pdf, "Table");
	if (table->caption)
		pdf_paragraph_text(pdf, &caption, tag_new(&pdf->tags, tag, "Caption"), table->caption);
	const guint columns = form_table_columns(table);
	struct form_room room = {.measure = form_bold_width,
		.width = pdf->right - pdf->left,
		.pad = 2 * PAD_X + 1.5,
		.least = 2,
		.stretch = TRUE};
	g_autofree double *edges = column_edges(pdf, table, &room, columns);
	const struct grid grid = {.pdf = pdf,
		.head = tag_new(&pdf->tags, tag, "THead"),
		.body = tag_new(&pdf->tags, tag, "TBody"),
		.table = table,
		.size = room.points,
		.columns = columns,
		.edges = edges};
	struct piece *head = header_piece(&grid);
	place_space(pdf, table->caption ? 3 : 6, TRUE);
	place_header(&grid, head);
	for (guint i = 0; i < table->rows->len; i++)
		place_row(&grid, table->rows->pdata[i], head,
			form_row_is_kept(table, i) || (keep && i + 1 == table->rows->len));
	piece_unref(head);
	place_space(pdf, 3, keep);
}
