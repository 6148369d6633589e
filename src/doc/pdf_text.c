/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/pdf_fonts.h"
#include "doc/pdf_page.h"

#include <string.h>

#define LINKS          "ngoaivu-links"
#define TWIN           "ngoaivu-twin"
#define SYMBOL_MOST    48 /* bytes of a document's symbol */
#define LINE_SEPARATOR "\xe2\x80\xa8"

struct link {
	guint start, end;
	char *address;
};

static void link_clear(gpointer data)
{
	g_free(((struct link *)data)->address);
}

struct text {
	GString *bytes;
	PangoAttrList *attributes;
	GArray *links; /* struct link; NULL until the first */
};

static void text_attribute(struct text *text, PangoAttribute *attribute, gsize start)
{
	attribute->start_index = (guint)start;
	attribute->end_index = (guint)text->bytes->len;
	pango_attr_list_insert(text->attributes, attribute);
}

/* A newline would begin a paragraph of its own, with a first line's indent. */
static void text_append(struct text *text, const char *bytes)
{
	for (const char *end; (end = strchr(bytes, '\n')); bytes = end + 1) {
		g_string_append_len(text->bytes, bytes, end - bytes);
		g_string_append(text->bytes, LINE_SEPARATOR);
	}
	g_string_append(text->bytes, bytes);
}

static void text_link(struct text *text, gsize start, char *address)
{
	if (!address)
		return;
	if (!text->links) {
		text->links = g_array_new(FALSE, FALSE, sizeof(struct link));
		g_array_set_clear_func(text->links, link_clear);
	}
	const struct link link = {(guint)start, (guint)text->bytes->len, address};
	g_array_append_val(text->links, link);
}

static void text_run(struct text *text, const struct doc *doc, const struct run *run)
{
	const gsize start = text->bytes->len;
	if (run->kind == RUN_BREAK)
		g_string_append(text->bytes, LINE_SEPARATOR);
	else if (run->text)
		text_append(text, run->text);
	if (text->bytes->len == start)
		return;
	if (run->style & RUN_BOLD)
		text_attribute(text, pango_attr_weight_new(PANGO_WEIGHT_BOLD), start);
	if (run->style & RUN_ITALIC)
		text_attribute(text, pango_attr_style_new(PANGO_STYLE_ITALIC), start);
	if (run->style & RUN_UNDERLINE)
		text_attribute(text, pango_attr_underline_new(PANGO_UNDERLINE_SINGLE), start);
	if (run->style & RUN_STRIKE)
		text_attribute(text, pango_attr_strikethrough_new(TRUE), start);
	if (run->kind == RUN_FIGURE)
		text_link(text, start, form_figure_address(doc, run));
	else if (form_is_link(run))
		text_link(text, start, g_strdup(run->address));
}

/* The symbol of a document is one word: "22/SNgV-LS". */
static void text_hold_symbols(struct text *text)
{
	const char *bytes = text->bytes->str;
	for (const char *c = bytes; *c;) {
		const gsize length = strcspn(c, " \n\t");
		const char *slash = memchr(c, '/', length);
		const gboolean address =
			slash && (slash[1] == '/' || (slash > c && slash[-1] == ':'));
		if (slash && !address && length <= SYMBOL_MOST) {
			PangoAttribute *whole = pango_attr_allow_breaks_new(FALSE);
			whole->start_index = (guint)(c - bytes);
			whole->end_index = (guint)(c - bytes + (gssize)length);
			pango_attr_list_insert(text->attributes, whole);
		}
		c += length + (c[length] != '\0');
	}
}

static void style_layout(PangoLayout *layout, const struct pdf_style *style, double width)
{
	PangoFontDescription *font = pango_font_description_from_string(PDF_FAMILY);
	pango_font_description_set_absolute_size(font, style->size * PANGO_SCALE);
	if (style->bold)
		pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
	if (style->italic)
		pango_font_description_set_style(font, PANGO_STYLE_ITALIC);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
	pango_layout_set_auto_dir(layout, FALSE);
	pango_layout_set_alignment(layout, style->align);
	pango_layout_set_justify(layout, style->justify);
	const double indent = style->first - style->hang;
	if (indent < 0 || indent > 0)
		pango_layout_set_indent(layout, (int)(indent * PANGO_SCALE));
	if (width >= 0) {
		pango_layout_set_width(layout, MAX((int)(width * PANGO_SCALE), PANGO_SCALE));
		pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	}
}

PangoLayout *pdf_layout(struct pdf *pdf, const struct pdf_style *style, const char *label,
	const GPtrArray *runs, double width)
{
	struct text text = {g_string_new(label), pango_attr_list_new(), NULL};
	if (label)
		g_string_append_c(text.bytes, ' ');
	for (guint i = 0; runs && i < runs->len; i++)
		text_run(&text, pdf->doc, runs->pdata[i]);
	PangoLayout *layout = pango_layout_new(pdf->context);
	style_layout(layout, style, width);
	if (style->red)
		text_attribute(&text, pango_attr_foreground_new(0xffff, 0, 0), 0);
	text_attribute(&text, pango_attr_insert_hyphens_new(FALSE), 0);
	text_hold_symbols(&text);
	pango_layout_set_text(layout, text.bytes->str, (int)text.bytes->len);
	pango_layout_set_attributes(layout, text.attributes);
	pango_attr_list_unref(text.attributes);
	if (text.links)
		g_object_set_data_full(
			G_OBJECT(layout), LINKS, text.links, (GDestroyNotify)g_array_unref);
	g_string_free(text.bytes, TRUE);
	pdf->lacks = pdf->lacks || pango_layout_get_unknown_glyphs_count(layout) > 0;
	return layout;
}

PangoLayout *pdf_layout_text(
	struct pdf *pdf, const struct pdf_style *style, const char *text, double width)
{
	g_autoptr(GPtrArray) runs = runs_new();
	g_ptr_array_add(runs, run_text(text ? text : "", RUN_PLAIN));
	return pdf_layout(pdf, style, NULL, runs, width);
}

double layout_height(PangoLayout *layout)
{
	int height = 0;
	pango_layout_get_size(layout, NULL, &height);
	return (double)height / PANGO_SCALE;
}

double layout_longest(PangoLayout *layout)
{
	PangoRectangle logical;
	pango_layout_get_extents(layout, NULL, &logical);
	return (double)logical.width / PANGO_SCALE;
}

/* Cairo reads numbers with a point in every locale. */
static void tag_link(cairo_t *cairo, const char *address, const double box[4])
{
	GString *attributes = g_string_new("rect=[");
	for (int i = 0; i < 4; i++) {
		char number[G_ASCII_DTOSTR_BUF_SIZE];
		g_string_append(
			attributes, g_ascii_formatd(number, sizeof number, "%.3f ", box[i]));
	}
	g_autofree char *safe = g_uri_escape_string(address, "%?=&/:@,;+#~!$*", FALSE);
	g_string_append_printf(attributes, "] uri='%s'", safe);
	cairo_tag_begin(cairo, CAIRO_TAG_LINK, attributes->str);
	cairo_tag_end(cairo, CAIRO_TAG_LINK);
	g_string_free(attributes, TRUE);
}

static void draw_line_links(
	cairo_t *cairo, const GArray *links, PangoLayoutLine *line, double x, double y)
{
	PangoRectangle logical;
	pango_layout_line_get_extents(line, NULL, &logical);
	const guint from = (guint)line->start_index, to = from + (guint)line->length;
	for (guint i = 0; i < links->len; i++) {
		const struct link *link = &g_array_index(links, struct link, i);
		if (link->end <= from || link->start >= to)
			continue;
		int a = 0, b = 0;
		pango_layout_line_index_to_x(line, (int)MAX(link->start, from), FALSE, &a);
		pango_layout_line_index_to_x(line, (int)MIN(link->end, to), FALSE, &b);
		const double box[4] = {x + (double)MIN(a, b) / PANGO_SCALE,
			y + (double)logical.y / PANGO_SCALE, (double)ABS(b - a) / PANGO_SCALE,
			(double)logical.height / PANGO_SCALE};
		tag_link(cairo, link->address, box);
	}
}

void pdf_draw_links(
	struct pdf *pdf, PangoLayout *layout, PangoLayoutLine *line, double x, double baseline)
{
	const GArray *links = g_object_get_data(G_OBJECT(layout), LINKS);
	if (!links)
		return;
	if (line) {
		draw_line_links(pdf->cairo, links, line, x, baseline);
		return;
	}
	PangoLayoutIter *iter = pango_layout_get_iter(layout);
	do {
		PangoRectangle logical;
		pango_layout_iter_get_line_extents(iter, NULL, &logical);
		draw_line_links(pdf->cairo, links, pango_layout_iter_get_line_readonly(iter),
			x + (double)logical.x / PANGO_SCALE,
			baseline + (double)pango_layout_iter_get_baseline(iter) / PANGO_SCALE);
	} while (pango_layout_iter_next_line(iter));
	pango_layout_iter_free(iter);
}

/*
 * Pango stretches a line that a break ends like any other. Such lines are taken from a twin of the
 * layout that is not justified; the lines are broken before, so both have the same ones. The twin
 * lives as long as the layout.
 */
static PangoLayout *unjustified_twin(PangoLayout *layout)
{
	if (!pango_layout_get_justify(layout) ||
		!strstr(pango_layout_get_text(layout), LINE_SEPARATOR))
		return NULL;
	PangoLayout *twin = pango_layout_copy(layout);
	pango_layout_set_justify(twin, FALSE);
	g_object_set_data_full(G_OBJECT(layout), TWIN, twin, g_object_unref);
	return twin;
}

static PangoLayoutLine *line_to_draw(
	PangoLayout *layout, PangoLayout *twin, PangoLayoutIter *iter, int index)
{
	PangoLayoutLine *line = pango_layout_iter_get_line_readonly(iter);
	g_autofree char *after = g_strndup(pango_layout_get_text(layout) + line->start_index,
		(gsize)line->length + strlen(LINE_SEPARATOR));
	const gboolean broken = twin && strstr(after, LINE_SEPARATOR);
	PangoLayoutLine *loose = broken ? pango_layout_get_line_readonly(twin, index) : NULL;
	return loose ? loose : line;
}

static struct piece *paragraph_line(PangoLayoutIter *iter, PangoLayout *layout,
	PangoLayoutLine *line, const struct pdf_style *style, double left)
{
	PangoRectangle logical;
	pango_layout_iter_get_line_extents(iter, NULL, &logical);
	const double height = (double)logical.height / PANGO_SCALE;
	const double lead = height * (MAX(style->spacing, 1.0) - 1.0);
	const double ascent =
		(double)(pango_layout_iter_get_baseline(iter) - logical.y) / PANGO_SCALE;
	struct piece *piece = piece_new(0);
	piece->height = height + lead;
	piece_add_line(piece, left + (double)logical.x / PANGO_SCALE, lead + ascent, layout, line);
	return piece;
}

void pdf_paragraph(struct pdf *pdf, const struct pdf_style *style, const char *label,
	const GPtrArray *runs, guint outline, const char *title)
{
	const double left = pdf->left + style->left + style->hang;
	PangoLayout *layout = pdf_layout(pdf, style, label, runs, pdf->right - style->right - left);
	PangoLayout *twin = unjustified_twin(layout);
	const int lines = pango_layout_get_line_count(layout);
	PangoLayoutIter *iter = pango_layout_get_iter(layout);
	for (int i = 0; i < lines; i++, pango_layout_iter_next_line(iter)) {
		PangoLayoutLine *line = line_to_draw(layout, twin, iter, i);
		struct piece *piece = paragraph_line(iter, layout, line, style, left);
		piece->keep = i + 1 == lines ? style->keep : i == 0 || i + 2 == lines;
		if (i == 0) {
			piece->gap = style->gap;
			piece->outline = outline;
			piece->title = g_strdup(title);
		}
		pdf_place(pdf, piece);
	}
	pango_layout_iter_free(iter);
	g_object_unref(layout);
}

void pdf_paragraph_text(struct pdf *pdf, const struct pdf_style *style, const char *text)
{
	g_autoptr(GPtrArray) runs = runs_new();
	g_ptr_array_add(runs, run_text(text ? text : "", RUN_PLAIN));
	pdf_paragraph(pdf, style, NULL, runs, 0, NULL);
}
