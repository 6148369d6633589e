/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/writer.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "doc/pdf_fonts.h"
#include "doc/pdf_page.h"

#define MM(value)  ((value)*72.0 / 25.4)
#define INDENT     36.0 /* 1.27 cm */
#define GAP        6.0
#define BODY       14.0
#define SPACING    1.15
#define RULE_SHARE 0.4 /* of the line above: between a third and a half */

/* A column of centred lines inside a piece. */
struct stack {
	struct pdf *pdf;
	struct piece *piece;
	double x, width, y;
};

static void stack_text(
	struct stack *stack, const struct pdf_style *style, const char *text, double *longest)
{
	if (!text || !*text)
		return;
	PangoLayout *layout = pdf_layout_text(stack->pdf, style, text, stack->width);
	if (longest)
		*longest = layout_longest(layout);
	stack->y += piece_add_layout(stack->piece, stack->x, stack->y, layout);
}

static void stack_rule(struct stack *stack, double length)
{
	const double x = stack->x + (stack->width - length) / 2;
	piece_add_rule(stack->piece, x, stack->y + 2.5, length, 0, 0.75);
	stack->y += 5;
}

static void stack_capital(
	struct stack *stack, const struct pdf_style *style, const char *text, double *longest)
{
	g_autofree char *upper = text ? text_upper(text) : NULL;
	stack_text(stack, style, upper, longest);
}

static void stack_urgency(struct stack *stack, enum urgency urgency)
{
	static const double widths[] = {0, MM(20), MM(40), MM(30)};
	if (urgency < URGENCY_URGENT || urgency > URGENCY_FLASH)
		return;
	const struct pdf_style style = {
		.size = 13, .bold = TRUE, .red = TRUE, .align = PANGO_ALIGN_CENTER};
	const char *word = form_words(stack->pdf->doc)->urgency[urgency];
	PangoLayout *layout = pdf_layout_text(stack->pdf, &style, word, stack->width);
	const double width = MAX(widths[urgency], layout_longest(layout) + 6);
	const double top = stack->y + 6;
	piece_add_frame(stack->piece, stack->x + (stack->width - width) / 2, top, width, MM(8));
	const double inner = top + (MM(8) - layout_height(layout)) / 2;
	piece_add_layout(stack->piece, stack->x, inner, layout);
	stack->y = top + MM(8);
}

/* Issuer and nation side by side; below them the number and the date on one line. */
static void place_header(struct pdf *pdf)
{
	const struct doc *doc = pdf->doc;
	const struct form_words *words = form_words(doc);
	const struct pdf_style plain = {.size = 12, .align = PANGO_ALIGN_CENTER};
	const struct pdf_style bold = {.size = 12, .bold = TRUE, .align = PANGO_ALIGN_CENTER};
	const struct pdf_style motto = {.size = 13, .bold = TRUE, .align = PANGO_ALIGN_CENTER};
	const struct pdf_style number = {.size = 13, .align = PANGO_ALIGN_CENTER};
	const struct pdf_style date = {.size = 13, .italic = TRUE, .align = PANGO_ALIGN_CENTER};
	const double width = pdf->right - pdf->left;
	struct piece *piece = piece_new(0);
	struct stack left = {pdf, piece, pdf->left, 0.41 * width - 4, 0};
	struct stack right = {pdf, piece, pdf->left + 0.41 * width, 0.59 * width, 0};
	double length = 0;
	stack_capital(&left, &plain, doc->superior, NULL);
	stack_capital(&left, &bold, doc->issuer, &length);
	if (length > 0)
		stack_rule(&left, RULE_SHARE * length);
	stack_text(&right, &bold, words->nation, NULL);
	stack_text(&right, &motto, words->motto, &length);
	stack_rule(&right, length);
	left.y = right.y = MAX(left.y, right.y) + GAP;
	g_autofree char *number_line = doc_number_line(doc);
	g_autofree char *date_line = doc_date_line(doc);
	stack_text(&left, &number, number_line, NULL);
	stack_urgency(&left, doc->urgency);
	stack_text(&right, &date, date_line, NULL);
	pdf_place(pdf, piece);
}

static void place_rule_below(struct pdf *pdf, const struct pdf_style *style, const char *text)
{
	const double width = pdf->right - pdf->left - style->left - style->right;
	PangoLayout *layout = pdf_layout_text(pdf, style, text, width);
	const double length = RULE_SHARE * layout_longest(layout);
	g_object_unref(layout);
	struct piece *piece = piece_new(0);
	struct stack stack = {pdf, piece, pdf->left, pdf->right - pdf->left, 1.5};
	stack_rule(&stack, length);
	pdf_place(pdf, piece);
}

static void place_title(struct pdf *pdf)
{
	const struct doc *doc = pdf->doc;
	struct pdf_style style = {
		.size = BODY, .bold = TRUE, .align = PANGO_ALIGN_CENTER, .gap = 18, .keep = TRUE};
	if (doc->kind && *doc->kind) {
		g_autofree char *kind = text_upper(doc->kind);
		pdf_paragraph_text(pdf, &style, kind);
		style.gap = 0;
	}
	if (doc->subject && *doc->subject) {
		style.left = style.right = MM(12);
		pdf_paragraph_text(pdf, &style, doc->subject);
		place_rule_below(pdf, &style, doc->subject);
	}
	pdf_flush(pdf);
}

static void place_addressees(struct pdf *pdf)
{
	g_auto(GStrv) lines = form_addressees(pdf->doc);
	const char *to = form_words(pdf->doc)->to;
	struct pdf_style style = {.size = BODY, .gap = 12};
	if (!lines[0])
		return;
	if (!lines[1]) {
		style.align = PANGO_ALIGN_CENTER;
		g_autofree char *line = g_strconcat(to, " ", lines[0], NULL);
		pdf_paragraph_text(pdf, &style, line);
		return;
	}
	style.left = MM(25);
	style.keep = TRUE;
	pdf_paragraph_text(pdf, &style, to);
	style = (struct pdf_style){.size = BODY, .left = MM(45), .hang = 9, .gap = 2};
	for (guint i = 0; lines[i]; i++)
		pdf_paragraph_text(pdf, &style, lines[i]);
}

static char *outline_title(const struct flow_item *item)
{
	g_autofree char *plain = runs_plain(item->runs);
	g_strdelimit(plain, "\n\t", ' ');
	return item->label ? g_strconcat(item->label, " ", plain, NULL) : g_steal_pointer(&plain);
}

/* Article 1.3 of Appendix I: mục and khoản bold, điểm upright; the decimal levels are all khoản. */
static void place_heading(struct pdf *pdf, const struct flow_item *item)
{
	const gboolean bold =
		item->level <= 2 || pdf->doc->numbering == NUMBERING_DECIMAL || item->plain;
	const struct pdf_style style = {.size = BODY,
		.bold = bold,
		.justify = TRUE,
		.first = INDENT,
		.gap = GAP,
		.spacing = SPACING,
		.keep = TRUE};
	g_autofree char *title = outline_title(item);
	pdf_paragraph(pdf, &style, item->label, item->runs, pdf->outline_base + item->level, title);
}

static void place_item(struct pdf *pdf, const struct flow_item *item, gboolean keep)
{
	const struct pdf_style style = {.size = BODY,
		.italic = item->italic,
		.justify = TRUE,
		.first = item->plain ? 0 : INDENT,
		.gap = GAP,
		.spacing = SPACING,
		.keep = keep};
	if (item->kind == FLOW_HEADING)
		place_heading(pdf, item);
	else if (item->kind == FLOW_TABLE)
		pdf_table(pdf, item->table, keep);
	else
		pdf_paragraph(pdf, &style, item->label, item->runs, 0, NULL);
}

static void place_flow(struct pdf *pdf, const GPtrArray *blocks, gboolean body)
{
	g_autoptr(GPtrArray) flow = form_flow(blocks, pdf->doc->numbering, body);
	const guint kept = body && form_is_signed(pdf->doc) ? 2 : 0;
	for (guint i = 0; i < flow->len; i++)
		place_item(pdf, flow->pdata[i], i + kept >= flow->len);
}

static void place_recipients(struct stack *stack, char **lines)
{
	const struct pdf_style head = {.size = 12, .bold = TRUE, .italic = TRUE};
	const struct pdf_style line = {.size = 11};
	if (lines[0])
		stack_text(stack, &head, form_words(stack->pdf->doc)->recipients, NULL);
	for (guint i = 0; lines[i]; i++)
		stack_text(stack, &line, lines[i], NULL);
}

static void place_signer(struct stack *stack)
{
	const struct pdf_style style = {.size = BODY, .bold = TRUE, .align = PANGO_ALIGN_CENTER};
	const struct signature *signature = &stack->pdf->doc->signature;
	for (guint i = 0; i < signature->capacity->len; i++)
		stack_capital(stack, &style, signature->capacity->pdata[i], NULL);
	stack->y += 5 * BODY;
	stack_text(stack, &style, signature->name, NULL);
}

/* The block stays whole; only a list of recipients longer than a page runs on below it. */
static void place_signature(struct pdf *pdf)
{
	if (!form_is_signed(pdf->doc))
		return;
	const double width = pdf->right - pdf->left;
	g_auto(GStrv) lines = form_recipients(pdf->doc);
	struct piece *piece = piece_new(12);
	struct stack right = {pdf, piece, pdf->left + 0.47 * width, 0.53 * width, 0};
	struct stack left = {pdf, piece, pdf->left, 0.45 * width, 0};
	const gboolean together = g_strv_length(lines) < 25;
	if (together)
		place_recipients(&left, lines);
	place_signer(&right);
	piece->height = MAX(piece->height, MAX(left.y, right.y));
	pdf_place(pdf, piece);
	if (together)
		return;
	struct pdf_style style = {.size = 12, .bold = TRUE, .italic = TRUE, .keep = TRUE};
	pdf_paragraph_text(pdf, &style, form_words(pdf->doc)->recipients);
	style = (struct pdf_style){.size = 11};
	for (guint i = 0; lines[i]; i++)
		pdf_paragraph_text(pdf, &style, lines[i]);
}

static void place_appendix(struct pdf *pdf, guint index)
{
	const struct appendix *appendix = pdf->doc->appendices->pdata[index];
	struct pdf_style style = {
		.size = BODY, .bold = TRUE, .align = PANGO_ALIGN_CENTER, .keep = TRUE};
	g_autofree char *label = form_appendix_label(pdf->doc, index);
	g_autofree char *upper = text_upper(appendix->title ? appendix->title : "");
	g_autofree char *title = g_strconcat(label, *upper ? ". " : "", upper, NULL);
	g_autoptr(GPtrArray) runs = runs_new();
	g_ptr_array_add(runs, run_text(label, RUN_PLAIN));
	pdf_section(pdf, appendix->landscape);
	pdf_paragraph(pdf, &style, NULL, runs, 1, title);
	if (*upper)
		pdf_paragraph_text(pdf, &style, upper);
	style.bold = FALSE;
	style.italic = TRUE;
	g_autofree char *note = form_appendix_note(pdf->doc, appendix);
	if (note)
		pdf_paragraph_text(pdf, &style, note);
	place_rule_below(pdf, &style, *upper ? upper : label);
	pdf->outline_base = 1;
	place_flow(pdf, appendix->blocks, FALSE);
}

static cairo_status_t collect(void *closure, const unsigned char *data, unsigned int length)
{
	g_byte_array_append(closure, data, length);
	return CAIRO_STATUS_SUCCESS;
}

static void set_metadata(const struct pdf *pdf)
{
	const struct doc *doc = pdf->doc;
	g_autofree char *day = day_iso(doc->date != DAY_NONE ? doc->date : day_make(2000, 1, 1));
	g_autofree char *moment = g_strconcat(day, "T00:00:00Z", NULL);
	g_autofree char *title = g_strconcat(doc->kind ? doc->kind : "",
		doc->kind && doc->subject ? " " : "", doc->subject, NULL);
	g_autofree char *identity =
		doc->identity ? g_strconcat("ngoaivu:", doc->identity, NULL) : NULL;
	const struct {
		cairo_pdf_metadata_t what;
		const char *text;
	} rows[] = {
		{CAIRO_PDF_METADATA_CREATE_DATE, moment},
		{CAIRO_PDF_METADATA_MOD_DATE, moment},
		{CAIRO_PDF_METADATA_TITLE, title},
		{CAIRO_PDF_METADATA_AUTHOR, doc->issuer},
		{CAIRO_PDF_METADATA_CREATOR, "ngoaivu"},
		{CAIRO_PDF_METADATA_KEYWORDS, identity},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		if (rows[i].text && *rows[i].text)
			cairo_pdf_surface_set_metadata(pdf->surface, rows[i].what, rows[i].text);
}

/* Positions must not depend on the screen: no hints, no rounding to pixels. */
static PangoContext *context_new(PangoFontMap *fonts)
{
	PangoContext *context = pango_font_map_create_context(fonts);
	cairo_font_options_t *options = cairo_font_options_create();
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	pango_cairo_context_set_font_options(context, options);
	cairo_font_options_destroy(options);
	pango_context_set_round_glyph_positions(context, FALSE);
	pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
	pango_context_set_language(context, pango_language_from_string("vi"));
	return context;
}

static void write_pages(struct pdf *pdf)
{
	pdf_section(pdf, FALSE);
	place_header(pdf);
	place_title(pdf);
	place_addressees(pdf);
	struct piece *space = piece_new(GAP);
	space->keep = TRUE;
	pdf_place(pdf, space);
	place_flow(pdf, pdf->doc->blocks, TRUE);
	place_signature(pdf);
	for (guint i = 0; i < pdf->doc->appendices->len; i++)
		place_appendix(pdf, i);
	pdf_flush(pdf);
	cairo_show_page(pdf->cairo);
}

/* The document with these fonts; `lacks` tells that they do not hold all of its letters. */
static GBytes *write_with(
	const struct doc *doc, PangoFontMap *fonts, gboolean *lacks, GError **error)
{
	GByteArray *bytes = g_byte_array_new();
	struct pdf pdf = {.doc = doc};
	g_queue_init(&pdf.chain);
	pdf.surface = cairo_pdf_surface_create_for_stream(collect, bytes, MM(210), MM(297));
	pdf.cairo = cairo_create(pdf.surface);
	pdf.context = context_new(fonts);
	set_metadata(&pdf);
	write_pages(&pdf);
	cairo_surface_finish(pdf.surface);
	cairo_status_t status = cairo_status(pdf.cairo);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(pdf.surface);
	g_object_unref(pdf.context);
	cairo_destroy(pdf.cairo);
	cairo_surface_destroy(pdf.surface);
	GBytes *result = g_byte_array_free_to_bytes(bytes);
	*lacks = pdf.lacks;
	if (status == CAIRO_STATUS_SUCCESS)
		return result;
	g_bytes_unref(result);
	fail(error, ERROR_SYSTEM, _("the PDF could not be written: %s"),
		cairo_status_to_string(status));
	return NULL;
}

GBytes *doc_write_pdf(const struct doc *doc, GError **error)
{
	gboolean lacks = FALSE;
	pdf_fonts_narrow();
	GBytes *result = write_with(doc, pango_cairo_font_map_get_default(), &lacks, error);
	if (!result || !lacks)
		return result;
	g_bytes_unref(result);
	g_autoptr(PangoFontMap) all = pdf_fonts_all();
	return write_with(doc, all, &lacks, error);
}
