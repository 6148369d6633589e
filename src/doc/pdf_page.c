/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/pdf_page.h"

#define MM(value) ((value)*72.0 / 25.4)

struct piece *piece_new(double gap)
{
	struct piece *piece = g_new0(struct piece, 1);
	piece->gap = gap;
	piece->references = 1;
	return piece;
}

struct piece *piece_ref(struct piece *piece)
{
	if (piece)
		piece->references++;
	return piece;
}

static void mark_clear(gpointer data)
{
	struct mark *mark = data;
	g_clear_pointer(&mark->line, pango_layout_line_unref);
	g_clear_object(&mark->layout);
}

void piece_unref(struct piece *piece)
{
	if (!piece || --piece->references > 0)
		return;
	if (piece->marks)
		g_array_unref(piece->marks);
	piece_unref(piece->head);
	g_free(piece->title);
	g_free(piece);
}

static void piece_add(struct piece *piece, struct mark mark)
{
	if (!piece->marks) {
		piece->marks = g_array_sized_new(FALSE, FALSE, sizeof(struct mark), 1);
		g_array_set_clear_func(piece->marks, mark_clear);
	}
	g_array_append_val(piece->marks, mark);
}

double piece_add_layout(struct piece *piece, double x, double y, PangoLayout *layout)
{
	const double height = layout_height(layout);
	piece_add(piece, (struct mark){.kind = MARK_LAYOUT, .x = x, .y = y, .layout = layout});
	piece->height = MAX(piece->height, y + height);
	return height;
}

void piece_add_line(
	struct piece *piece, double x, double baseline, PangoLayout *layout, PangoLayoutLine *line)
{
	piece_add(piece, (struct mark){.kind = MARK_LINE,
				 .x = x,
				 .y = baseline,
				 .layout = g_object_ref(layout),
				 .line = pango_layout_line_ref(line)});
}

void piece_add_rule(
	struct piece *piece, double x, double y, double width, double height, double thick)
{
	piece_add(piece, (struct mark){.kind = MARK_RULE,
				 .x = x,
				 .y = y,
				 .width = width,
				 .height = height,
				 .thick = thick});
	piece->height = MAX(piece->height, y + height);
}

void piece_add_frame(struct piece *piece, double x, double y, double width, double height)
{
	piece_add(piece,
		(struct mark){
			.kind = MARK_FRAME, .x = x, .y = y, .width = width, .height = height});
	piece->height = MAX(piece->height, y + height);
}

static void draw_mark(struct pdf *pdf, const struct mark *mark, double y)
{
	cairo_t *cairo = pdf->cairo;
	switch (mark->kind) {
	case MARK_LINE:
		cairo_move_to(cairo, mark->x, y + mark->y);
		pango_cairo_show_layout_line(cairo, mark->line);
		pdf_draw_links(pdf, mark->layout, mark->line, mark->x, y + mark->y);
		break;
	case MARK_LAYOUT:
		cairo_move_to(cairo, mark->x, y + mark->y);
		pango_cairo_show_layout(cairo, mark->layout);
		pdf_draw_links(pdf, mark->layout, NULL, mark->x, y + mark->y);
		break;
	case MARK_RULE:
		cairo_set_line_width(cairo, mark->thick);
		cairo_move_to(cairo, mark->x, y + mark->y);
		cairo_line_to(cairo, mark->x + mark->width, y + mark->y + mark->height);
		cairo_stroke(cairo);
		break;
	case MARK_FRAME:
		cairo_set_source_rgb(cairo, 1, 0, 0);
		cairo_set_line_width(cairo, 1);
		cairo_rectangle(cairo, mark->x, y + mark->y, mark->width, mark->height);
		cairo_stroke(cairo);
		cairo_set_source_rgb(cairo, 0, 0, 0);
		break;
	}
}

static void outline_add(struct pdf *pdf, const struct piece *piece, double y)
{
	int parent = CAIRO_PDF_OUTLINE_ROOT;
	for (guint level = 1; level < piece->outline; level++)
		if (pdf->parents[level])
			parent = pdf->parents[level];
	char number[G_ASCII_DTOSTR_BUF_SIZE];
	g_ascii_formatd(number, sizeof number, "%.2f", MAX(y - 6, 0));
	g_autofree char *target = g_strdup_printf("page=%u pos=[0 %s]", pdf->pages, number);
	const int id = cairo_pdf_surface_add_outline(pdf->surface, parent,
		piece->title ? piece->title : "", target, CAIRO_PDF_OUTLINE_FLAG_OPEN);
	pdf->parents[piece->outline] = id;
	for (guint level = piece->outline + 1; level < G_N_ELEMENTS(pdf->parents); level++)
		pdf->parents[level] = 0;
}

static void draw_piece(struct pdf *pdf, const struct piece *piece)
{
	for (guint i = 0; piece->marks && i < piece->marks->len; i++)
		draw_mark(pdf, &g_array_index(piece->marks, struct mark, i), pdf->y);
	if (piece->outline)
		outline_add(pdf, piece, pdf->y);
	pdf->y += piece->height;
	pdf->is_empty = FALSE;
}

static void draw_page_number(struct pdf *pdf)
{
	const struct pdf_style style = {.size = 13, .align = PANGO_ALIGN_CENTER};
	g_autofree char *number = g_strdup_printf("%u", pdf->number);
	PangoLayout *layout = pdf_layout_text(pdf, &style, number, pdf->right - pdf->left);
	cairo_move_to(pdf->cairo, pdf->left, MM(10));
	pango_cairo_show_layout(pdf->cairo, layout);
	g_object_unref(layout);
}

static void page_new(struct pdf *pdf)
{
	if (pdf->pages > 0)
		cairo_show_page(pdf->cairo);
	cairo_pdf_surface_set_size(pdf->surface, pdf->width, pdf->height);
	pdf->pages++;
	pdf->number++;
	pdf->y = pdf->top;
	pdf->is_empty = TRUE;
	if (pdf->number > 1)
		draw_page_number(pdf);
}

void pdf_section(struct pdf *pdf, gboolean landscape)
{
	pdf_flush(pdf);
	pdf->width = landscape ? MM(297) : MM(210);
	pdf->height = landscape ? MM(210) : MM(297);
	pdf->left = MM(30);
	pdf->right = pdf->width - MM(15);
	pdf->top = MM(20);
	pdf->bottom = pdf->height - MM(20);
	pdf->number = 0;
	page_new(pdf);
}

double pdf_capacity(const struct pdf *pdf)
{
	return pdf->bottom - pdf->top;
}

double pdf_room(const struct pdf *pdf)
{
	return MAX(pdf->bottom - pdf->y - pdf->chain_height, 0);
}

static void page_for(struct pdf *pdf, const struct piece *piece)
{
	page_new(pdf);
	if (piece->head)
		draw_piece(pdf, piece->head);
}

static gboolean fits(const struct pdf *pdf, double height)
{
	return pdf->y + height <= pdf->bottom + 0.01;
}

static void place_now(struct pdf *pdf, const struct piece *piece)
{
	const double gap = pdf->is_empty ? 0 : piece->gap;
	if (!fits(pdf, gap + piece->height) && !pdf->is_empty)
		page_for(pdf, piece);
	else
		pdf->y += gap;
	draw_piece(pdf, piece);
}

void pdf_flush(struct pdf *pdf)
{
	const struct piece *first = g_queue_peek_head(&pdf->chain);
	if (!first)
		return;
	const double head = first->head ? first->head->height : 0;
	const double bare = pdf->chain_height - first->gap;
	if (!pdf->is_empty && !fits(pdf, pdf->chain_height) && head + bare <= pdf_capacity(pdf))
		page_for(pdf, first);
	for (struct piece *piece; (piece = g_queue_pop_head(&pdf->chain)); piece_unref(piece))
		place_now(pdf, piece);
	pdf->chain_height = 0;
}

void pdf_place(struct pdf *pdf, struct piece *piece)
{
	if (pdf->chain_height + piece->gap + piece->height > 2 * pdf_capacity(pdf))
		pdf_flush(pdf);
	g_queue_push_tail(&pdf->chain, piece);
	pdf->chain_height += piece->gap + piece->height;
	if (!piece->keep)
		pdf_flush(pdf);
}
