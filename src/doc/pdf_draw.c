/* SPDX-License-Identifier: Apache-2.0 */
/* What stands on a page, as the operators of ISO 32000-1, 8 and 9. */
#include "doc/pdf_page.h"

#include <string.h>
#include <unicode/ubidi.h>

#define UNDERLINE_AT 0.11 /* below the baseline; shares of the size */
#define STRIKE_AT    0.26 /* above it */
#define STROKE       0.05

static void put(struct pdf *pdf, const char *text)
{
	g_string_append(pdf->content, text);
}

static void put_numbers(struct pdf *pdf, const double *numbers, guint count)
{
	for (guint i = 0; i < count; i++) {
		pdf_put_number(pdf->content, numbers[i]);
		g_string_append_c(pdf->content, ' ');
	}
}

static void end_mark(struct pdf *pdf)
{
	if (pdf->marked != NO_MARK)
		put(pdf, "EMC\n");
	pdf->marked = NO_MARK;
	pdf->tag = NULL;
}

static void begin_artifact(struct pdf *pdf)
{
	if (pdf->marked == ARTIFACT)
		return;
	end_mark(pdf);
	put(pdf, "/Artifact BMC\n");
	pdf->marked = ARTIFACT;
}

/* What is drawn from now on belongs to the tag; NULL: to none. */
static void begin_tag(struct pdf *pdf, struct tag *tag)
{
	if (!tag || pdf->repeats) {
		begin_artifact(pdf);
		return;
	}
	if (pdf->marked == TAGGED && pdf->tag == tag)
		return;
	end_mark(pdf);
	pdf_put_name(pdf->content, tag->role);
	put(pdf, "<</MCID ");
	pdf_put_int(pdf->content, tags_mark(&pdf->tags, tag, pdf->page_key, pdf->page));
	put(pdf, ">>BDC\n");
	pdf->marked = TAGGED;
	pdf->tag = tag;
}

void draw_begin_page(struct pdf *pdf)
{
	pdf->page = pdf_file_number(pdf->file);
	pdf->page_key = tags_page(&pdf->tags);
	pdf->font = NULL;
	g_array_append_val(pdf->page_list, pdf->page);
	g_string_truncate(pdf->content, 0);
	g_string_truncate(pdf->links, 0);
}

void draw_end_page(struct pdf *pdf)
{
	const guint content = pdf_file_number(pdf->file);
	g_autoptr(GString) out = g_string_new("<</Type/Page/Parent ");
	end_mark(pdf);
	pdf_file_stream(pdf->file, content, "", pdf->content->str, pdf->content->len);
	g_string_append_printf(out, "%u 0 R/Resources %u 0 R/Contents %u 0 R/StructParents %u/MediaBox[0 0 ", pdf->pages, pdf->resources,
		content, pdf->page_key);
	pdf_put_number(out, pdf->width);
	g_string_append_c(out, ' ');
	pdf_put_number(out, pdf->height);
	g_string_append(out, "]/Tabs/S");
	if (pdf->links->len > 0)
		g_string_append_printf(out, "/Annots[%s]", pdf->links->str);
	g_string_append(out, ">>");
	pdf_file_object(pdf->file, pdf->page, out);
}

/* A row of text that is being shown. */
struct pen {
	struct pdf *pdf;
	double size;
	gboolean open; /* in a string of an array */
};

static void pen_open(struct pen *pen)
{
	if (!pen->open)
		put(pen->pdf, "[(");
	pen->open = TRUE;
}

static void pen_close(struct pen *pen)
{
	if (pen->open)
		put(pen->pdf, ")]TJ\n");
	pen->open = FALSE;
}

/* Moves what follows to the right, by thousandths of the size. */
static void pen_move(struct pen *pen, double by)
{
	if (by < 0.0005 && by > -0.0005)
		return;
	pen_open(pen);
	put(pen->pdf, ")");
	pdf_put_number(pen->pdf->content, -by);
	put(pen->pdf, "(");
}

static void pen_font(struct pen *pen, const struct font *font, guint part)
{
	struct pdf *pdf = pen->pdf;
	const gboolean same = pdf->font == font && pdf->font_part == part && pdf->font_size >= pen->size && pdf->font_size <= pen->size;
	if (same)
		return;
	pen_close(pen);
	put(pdf, "/F");
	pdf_put_int(pdf->content, font->number);
	if (font->kind != FONT_EMBEDDED) {
		put(pdf, "_");
		pdf_put_int(pdf->content, part);
	}
	put(pdf, " ");
	put_numbers(pdf, &pen->size, 1);
	put(pdf, "Tf\n");
	pdf->font = font;
	pdf->font_part = part;
	pdf->font_size = pen->size;
}

static void show_code(struct pen *pen, struct font *font, guint32 glyph)
{
	const guint code = font->kind == FONT_EMBEDDED ? glyph : font_code(font, glyph);
	const guint8 pair[] = {(guint8)(code >> 8), (guint8)code}, single = (guint8)(code % FONT_CODES);
	if (font->kind == FONT_EMBEDDED) {
		pen_open(pen);
		pdf_put_bytes(pen->pdf->content, pair, sizeof pair);
		return;
	}
	pen_font(pen, font, code / FONT_CODES);
	pen_open(pen);
	pdf_put_bytes(pen->pdf->content, &single, 1);
}

static void show_glyph(struct pen *pen, struct font *font, const struct glyph *glyph)
{
	const double unit = 1000.0 / font->units, rise = glyph->y * pen->size / font->units;
	if (glyph->y) {
		pen_close(pen);
		put_numbers(pen->pdf, &rise, 1);
		put(pen->pdf, "Ts\n");
	}
	pen_move(pen, glyph->x * unit);
	show_code(pen, font, glyph->id);
	pen_move(pen, (glyph->kern - glyph->x) * unit);
	if (glyph->y) {
		pen_close(pen);
		put(pen->pdf, "0 Ts\n");
	}
}

/* The glyphs of a cluster; says what they stand for where they do not say it themselves. */
static guint show_cluster(struct pen *pen, const struct word *word, guint first)
{
	guint end = first + 1;
	while (end < word->count && word->glyphs[end].length == 0)
		end++;
	const struct glyph *glyph = &word->glyphs[first];
	const gboolean plain = end == first + 1 && font_is_letter(word, glyph);
	g_autofree char *text = plain ? NULL : g_strndup(word->text + glyph->from, glyph->length);
	if (text) {
		pen_close(pen);
		put(pen->pdf, "/Span<</ActualText");
		pdf_put_text(pen->pdf->content, text);
		put(pen->pdf, ">>BDC\n");
	}
	for (guint i = first; i < end; i++)
		show_glyph(pen, word->font, &word->glyphs[i]);
	if (text) {
		pen_close(pen);
		put(pen->pdf, "EMC\n");
	}
	return end;
}

static void show_word(struct pen *pen, const struct word *word)
{
	if (word->show) {
		pen_open(pen);
		g_string_append_len(pen->pdf->content, word->show->str, (gssize)word->show->len);
		return;
	}
	for (guint i = 0; i < word->count;)
		i = show_cluster(pen, word, i);
}

/* A line of a typeset, in the order in which it is seen. */
struct shown {
	const struct typeset *typeset;
	const struct line *line;
	double x, baseline; /* from the upper edge */
	guint count;
	const struct atom **atoms;
};

static const struct look *look_of(const struct shown *row, guint index)
{
	return &g_array_index(row->typeset->looks, struct look, row->atoms[index]->look);
}

static double atom_width(const struct shown *row, guint index)
{
	const struct atom *atom = row->atoms[index];
	return atom->word->width * row->typeset->style.size + (atom->space && index < row->line->count ? row->line->stretch : 0);
}

/* The atoms from `first` on that are drawn alike. */
static guint stretch_end(const struct shown *row, guint first)
{
	guint end = first + 1;
	while (end < row->count && row->atoms[end]->look == row->atoms[first]->look && row->atoms[end]->word->font == row->atoms[first]->word->font)
		end++;
	return end;
}

static struct tag *tag_of(struct pdf *pdf, const struct typeset *typeset, const struct look *look)
{
	if (look->label && typeset->label_tag)
		return typeset->label_tag;
	if (!look->link || !typeset->tag || pdf->repeats)
		return typeset->tag;
	if (!look->link->tag)
		look->link->tag = tag_new(&pdf->tags, typeset->tag, "Link");
	return look->link->tag;
}

static void draw_stroke(struct pdf *pdf, double x, double y, double width, double size)
{
	const double box[] = {x, pdf->height - y, width, STROKE * size};
	put_numbers(pdf, box, G_N_ELEMENTS(box));
	put(pdf, "re f\n");
}

static void add_link(struct pdf *pdf, const struct shown *row, const struct text_link *link, double x, double width)
{
	const double box[] = {x, pdf->height - row->baseline - row->line->descent, x + width, pdf->height - row->baseline + row->line->ascent};
	const guint number = pdf_file_number(pdf->file);
	g_autofree char *safe = g_uri_escape_string(link->address, "%?=&/:@,;+#~!$*", FALSE);
	g_autoptr(GString) out = g_string_new("<</Type/Annot/Subtype/Link/Border[0 0 0]/F 4/Rect[");
	for (guint i = 0; i < G_N_ELEMENTS(box); i++) {
		pdf_put_number(out, box[i]);
		g_string_append_c(out, i + 1 < G_N_ELEMENTS(box) ? ' ' : ']');
	}
	g_string_append(out, "/Contents");
	pdf_put_text(out, link->text);
	if (link->tag)
		g_string_append_printf(out, "/StructParent %u", tags_link(&pdf->tags, link->tag, number, pdf->page));
	g_string_append(out, "/A<</S/URI/URI");
	pdf_put_string(out, safe);
	g_string_append(out, ">>>>");
	pdf_file_object(pdf->file, number, out);
	pdf_put_reference(pdf->links, number);
	g_string_append_c(pdf->links, ' ');
}

static void show_atoms(struct pdf *pdf, const struct shown *row, guint first, guint end)
{
	struct pen pen = {.pdf = pdf, .size = row->typeset->style.size};
	const struct font *font = row->atoms[first]->word->font;
	if (font->kind == FONT_EMBEDDED)
		pen_font(&pen, font, 0);
	for (guint i = first; i < end; i++) {
		show_word(&pen, row->atoms[i]->word);
		if (row->atoms[i]->space && row->line->stretch > 0)
			pen_move(&pen, 1000 * row->line->stretch / pen.size);
	}
	pen_close(&pen);
}

/* Atoms that look alike, from x on; returns where they end. */
static double draw_stretch(struct pdf *pdf, const struct shown *row, guint first, guint end, double x)
{
	const struct pdf_style *style = &row->typeset->style;
	const struct look *look = look_of(row, first);
	const double place[] = {x, pdf->height - row->baseline};
	double width = 0;
	for (guint i = first; i < end; i++)
		width += i < row->line->count ? atom_width(row, i) : 0;
	begin_tag(pdf, tag_of(pdf, row->typeset, look));
	put(pdf, style->red ? "1 0 0 rg BT " : "BT ");
	put_numbers(pdf, place, G_N_ELEMENTS(place));
	put(pdf, "Td\n");
	show_atoms(pdf, row, first, end);
	put(pdf, "ET\n");
	if (look->style & RUN_UNDERLINE)
		draw_stroke(pdf, x, row->baseline + UNDERLINE_AT * style->size, width, style->size);
	if (look->style & RUN_STRIKE)
		draw_stroke(pdf, x, row->baseline - STRIKE_AT * style->size, width, style->size);
	if (style->red)
		put(pdf, "0 g\n");
	if (look->link && !pdf->repeats)
		add_link(pdf, row, look->link, x, width);
	return x + width;
}

static void order_atoms(struct shown *row, GArray *atoms)
{
	g_autofree UBiDiLevel *levels = g_new(UBiDiLevel, row->count);
	g_autofree int32_t *order = g_new(int32_t, row->count);
	gboolean turns = FALSE;
	for (guint i = 0; i < row->count; i++) {
		levels[i] = g_array_index(atoms, struct atom, row->line->first + i).level;
		order[i] = (int32_t)i;
		turns = turns || levels[i] > 0;
	}
	if (turns)
		ubidi_reorderVisual(levels, (int32_t)row->line->count, order);
	row->atoms = g_new(const struct atom *, row->count);
	for (guint i = 0; i < row->count; i++)
		row->atoms[i] = &g_array_index(atoms, struct atom, row->line->first + (guint)order[i]);
}

void draw_line(struct pdf *pdf, const struct typeset *typeset, guint index, double x, double baseline)
{
	const struct line *line = typeset_line(typeset, index);
	struct shown row = {.typeset = typeset, .line = line, .x = x, .baseline = baseline, .count = line->count + (line->spaced ? 1 : 0)};
	if (line->count == 0)
		return;
	order_atoms(&row, typeset->atoms);
	for (guint first = 0, end; first < row.count; first = end) {
		end = stretch_end(&row, first);
		x = draw_stretch(pdf, &row, first, end, x);
	}
	g_free(row.atoms);
}

void draw_text(struct pdf *pdf, const struct typeset *typeset, double x, double y)
{
	for (guint i = 0; i < typeset->lines->len; i++) {
		const struct line *line = typeset_line(typeset, i);
		draw_line(pdf, typeset, i, x + line->x, y + line->ascent);
		y += line->ascent + line->descent;
	}
}

void draw_rule(struct pdf *pdf, const struct mark *mark, double y)
{
	const double from[] = {mark->thick, mark->x, pdf->height - y - mark->y};
	const double to[] = {mark->x + mark->width, pdf->height - y - mark->y - mark->height};
	begin_artifact(pdf);
	put_numbers(pdf, from, 1);
	put(pdf, "w ");
	put_numbers(pdf, from + 1, 2);
	put(pdf, "m ");
	put_numbers(pdf, to, 2);
	put(pdf, "l S\n");
}

void draw_frame(struct pdf *pdf, const struct mark *mark, double y)
{
	const double box[] = {mark->x, pdf->height - y - mark->y - mark->height, mark->width, mark->height};
	begin_artifact(pdf);
	put(pdf, "1 0 0 RG 1 w ");
	put_numbers(pdf, box, G_N_ELEMENTS(box));
	put(pdf, "re S 0 G\n");
}

void draw_page_number(struct pdf *pdf, const struct typeset *typeset, double x, double y)
{
	end_mark(pdf);
	put(pdf, "/Artifact<</Type/Pagination>>BDC\n");
	pdf->marked = ARTIFACT;
	draw_text(pdf, typeset, x, y);
	end_mark(pdf);
}
