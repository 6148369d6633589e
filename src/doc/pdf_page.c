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
	typeset_unref(((struct mark *)data)->typeset);
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

double piece_add_text(struct piece *piece, double x, double y, struct typeset *typeset)
{
	const double height = typeset->height;
	piece_add(piece, (struct mark){.kind = MARK_TEXT, .x = x, .y = y, .typeset = typeset});
	piece->height = MAX(piece->height, y + height);
	return height;
}

void piece_add_line(struct piece *piece, double x, double baseline, struct typeset *typeset, guint line)
{
	piece_add(piece, (struct mark){.kind = MARK_LINE, .x = x, .y = baseline, .typeset = typeset_ref(typeset), .line = line});
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
	switch (mark->kind) {
	case MARK_LINE:
		draw_line(pdf, mark->typeset, mark->line, mark->x, y + mark->y);
		break;
	case MARK_TEXT:
		draw_text(pdf, mark->typeset, mark->x, y + mark->y);
		break;
	case MARK_RULE:
		draw_rule(pdf, mark, y);
		break;
	case MARK_FRAME:
		draw_frame(pdf, mark, y);
		break;
	}
}

static void outline_add(struct pdf *pdf, const struct piece *piece)
{
	const struct outline_entry entry = {.level = piece->outline,
		.page = pdf->page,
		.y = pdf->height - MAX(pdf->y - 6, 0),
		.title = g_strdup(piece->title ? piece->title : "")};
	g_array_append_val(pdf->outline, entry);
}

static void draw_piece(struct pdf *pdf, const struct piece *piece)
{
	for (guint i = 0; piece->marks && i < piece->marks->len; i++)
		draw_mark(pdf, &g_array_index(piece->marks, struct mark, i), pdf->y);
	if (piece->outline)
		outline_add(pdf, piece);
	pdf->y += piece->height;
	pdf->is_empty = FALSE;
}

static void number_page(struct pdf *pdf)
{
	const struct pdf_style style = {.size = 13, .align = ALIGN_CENTRE};
	g_autofree char *number = g_strdup_printf("%u", pdf->number);
	struct typeset *typeset = pdf_typeset(pdf, &style, NULL, number, pdf->right - pdf->left);
	draw_page_number(pdf, typeset, pdf->left, MM(10));
	typeset_unref(typeset);
}

static void page_new(struct pdf *pdf)
{
	if (pdf->page)
		draw_end_page(pdf);
	draw_begin_page(pdf);
	pdf->number++;
	pdf->y = pdf->top;
	pdf->is_empty = TRUE;
	if (pdf->number > 1)
		number_page(pdf);
}

void pdf_section(struct pdf *pdf, gboolean landscape)
{
	pdf_flush(pdf);
	if (pdf->page)
		draw_end_page(pdf);
	pdf->page = 0; /* it has its size still */
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
	pdf->repeats = TRUE;
	if (piece->head)
		draw_piece(pdf, piece->head);
	pdf->repeats = FALSE;
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

struct tag *pdf_tag(struct pdf *pdf, const char *role)
{
	return tag_new(&pdf->tags, pdf->part, role);
}

struct typeset *pdf_typeset(struct pdf *pdf, const struct pdf_style *style, struct tag *tag,
	const char *text, double width)
{
	g_autoptr(GPtrArray) runs = runs_new();
	g_ptr_array_add(runs, run_text(text ? text : "", RUN_PLAIN));
	return typeset_new(&pdf->setter, style, &(struct pdf_words){.runs = runs, .tag = tag}, width);
}

static struct piece *paragraph_line(struct typeset *typeset, guint index, double left)
{
	const struct line *line = typeset_line(typeset, index);
	const double height = line->ascent + line->descent;
	const double lead = height * (MAX(typeset->style.spacing, 1.0) - 1.0);
	struct piece *piece = piece_new(0);
	piece->height = height + lead;
	piece_add_line(piece, left + line->x, lead + line->ascent, typeset, index);
	return piece;
}

void pdf_paragraph(struct pdf *pdf, const struct pdf_style *style, const struct pdf_words *words,
	guint outline, const char *title)
{
	const double left = pdf->left + style->left + style->hang;
	struct typeset *typeset = typeset_new(&pdf->setter, style, words, pdf->right - style->right - left);
	const guint lines = typeset->lines->len;
	for (guint i = 0; i < lines; i++) {
		struct piece *piece = paragraph_line(typeset, i, left);
		piece->keep = i + 1 == lines ? style->keep : i == 0 || i + 2 == lines;
		if (i == 0) {
			piece->gap = style->gap;
			piece->outline = outline;
			piece->title = g_strdup(title);
		}
		pdf_place(pdf, piece);
	}
	typeset_unref(typeset);
}

void pdf_paragraph_text(
	struct pdf *pdf, const struct pdf_style *style, struct tag *tag, const char *text)
{
	g_autoptr(GPtrArray) runs = runs_new();
	g_ptr_array_add(runs, run_text(text ? text : "", RUN_PLAIN));
	pdf_paragraph(pdf, style, &(struct pdf_words){.runs = runs, .tag = tag}, 0, NULL);
}
