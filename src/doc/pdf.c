/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/writer.h"

#include "base/error.h"
#include "base/text.h"
#include "doc/pdf_page.h"

#include <string.h>

#define MM(value)  ((value)*72.0 / 25.4)
#define INDENT     36.0 /* 1.27 cm */
#define GAP        6.0
#define BODY       14.0
#define SPACING    1.15
#define DEPTH_MOST 8   /* of lists in lists */
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
	struct typeset *typeset = pdf_typeset(stack->pdf, style, pdf_tag(stack->pdf, "P"), text, stack->width);
	if (longest)
		*longest = typeset_longest(typeset);
	stack->y += piece_add_text(stack->piece, stack->x, stack->y, typeset);
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
		.size = 13, .bold = TRUE, .red = TRUE, .align = ALIGN_CENTRE};
	const char *word = form_words(stack->pdf->doc)->urgency[urgency];
	struct typeset *typeset = pdf_typeset(stack->pdf, &style, pdf_tag(stack->pdf, "P"), word, stack->width);
	const double width = MAX(widths[urgency], typeset_longest(typeset) + 6);
	const double top = stack->y + 6;
	piece_add_frame(stack->piece, stack->x + (stack->width - width) / 2, top, width, MM(8));
	const double inner = top + (MM(8) - typeset->height) / 2;
	piece_add_text(stack->piece, stack->x, inner, typeset);
	stack->y = top + MM(8);
}

/* Issuer and nation side by side; below them the number and the date on one line. */
static void place_header(struct pdf *pdf)
{
	const struct doc *doc = pdf->doc;
	const struct form_words *words = form_words(doc);
	const struct pdf_style plain = {.size = 12, .align = ALIGN_CENTRE};
	const struct pdf_style bold = {.size = 12, .bold = TRUE, .align = ALIGN_CENTRE};
	const struct pdf_style motto = {.size = 13, .bold = TRUE, .align = ALIGN_CENTRE};
	const struct pdf_style number = {.size = 13, .align = ALIGN_CENTRE};
	const struct pdf_style date = {.size = 13, .italic = TRUE, .align = ALIGN_CENTRE};
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
	if (doc->book) {
		pdf_place(pdf, piece);
		return;
	}
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
	struct typeset *typeset = pdf_typeset(pdf, style, NULL, text, width);
	const double length = RULE_SHARE * typeset_longest(typeset);
	typeset_unref(typeset);
	struct piece *piece = piece_new(0);
	struct stack stack = {pdf, piece, pdf->left, pdf->right - pdf->left, 1.5};
	stack_rule(&stack, length);
	pdf_place(pdf, piece);
}

static void place_title(struct pdf *pdf)
{
	const struct doc *doc = pdf->doc;
	struct pdf_style style = {
		.size = BODY, .bold = TRUE, .align = ALIGN_CENTRE, .gap = 18, .keep = TRUE};
	struct tag *tag = pdf_tag(pdf, "H1");
	if (doc->kind && *doc->kind) {
		g_autofree char *upper = text_upper(doc->kind);
		g_autofree char *kind = g_strconcat(upper, " ", NULL); /* the subject is read on */
		pdf_paragraph_text(pdf, &style, tag, kind);
		style.gap = 0;
	}
	if (doc->subject && *doc->subject) {
		style.left = style.right = MM(12);
		pdf_paragraph_text(pdf, &style, tag, doc->subject);
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
		style.align = ALIGN_CENTRE;
		g_autofree char *line = g_strconcat(to, " ", lines[0], NULL);
		pdf_paragraph_text(pdf, &style, pdf_tag(pdf, "P"), line);
		return;
	}
	style.left = MM(25);
	style.keep = TRUE;
	pdf_paragraph_text(pdf, &style, pdf_tag(pdf, "P"), to);
	style = (struct pdf_style){.size = BODY, .left = MM(45), .hang = 9, .gap = 2};
	for (guint i = 0; lines[i]; i++)
		pdf_paragraph_text(pdf, &style, pdf_tag(pdf, "P"), lines[i]);
}

static char *outline_title(const struct flow_item *item)
{
	g_autofree char *plain = runs_plain(item->runs);
	g_strdelimit(plain, "\n\t", ' ');
	return item->label ? g_strconcat(item->label, " ", plain, NULL) : g_steal_pointer(&plain);
}

/* The document's title is the first heading; PDF has six levels. */
static struct tag *heading_tag(struct pdf *pdf, guint level)
{
	static const char *const roles[] = {"H1", "H2", "H3", "H4", "H5", "H6"};
	return pdf_tag(pdf, roles[MIN(pdf->outline_base + level, G_N_ELEMENTS(roles) - 1)]);
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
	const struct pdf_words words = {
		.label = item->label, .runs = item->runs, .tag = heading_tag(pdf, item->level)};
	g_autofree char *title = outline_title(item);
	pdf_paragraph(pdf, &style, &words, pdf->outline_base + item->level, title);
}

/* The lists that an item may go on with, by depth. */
struct open_lists {
	struct {
		guint list; /* 0 = none */
		struct tag *tag, *body; /* of the list; of its last item */
	} at[DEPTH_MOST];
};

/* What a paragraph or table stands in, and the paragraph's own tags. */
static struct pdf_words item_words(struct pdf *pdf, struct open_lists *lists, const struct flow_item *item)
{
	const guint depth = MIN(item->level, DEPTH_MOST - 1);
	struct pdf_words words = {.label = item->label, .runs = item->runs};
	if (item->kind == FLOW_MORE && lists->at[depth].body)
		words.tag = tag_new(&pdf->tags, lists->at[depth].body, "P");
	if (item->kind != FLOW_ITEM)
		return words;
	if (lists->at[depth].list != item->list) {
		struct tag *outer = depth > 0 ? lists->at[depth - 1].body : NULL;
		lists->at[depth].list = item->list;
		lists->at[depth].tag = outer ? tag_new(&pdf->tags, outer, "L") : pdf_tag(pdf, "L");
	}
	struct tag *line = tag_new(&pdf->tags, lists->at[depth].tag, "LI");
	if (item->label)
		words.label_tag = tag_new(&pdf->tags, line, "Lbl");
	words.tag = lists->at[depth].body = tag_new(&pdf->tags, line, "LBody");
	return words;
}

static void place_item(struct pdf *pdf, struct open_lists *lists, const struct flow_item *item, gboolean keep)
{
	const struct pdf_style style = {.size = BODY,
		.italic = item->italic,
		.justify = TRUE,
		.first = item->plain ? 0 : INDENT,
		.gap = GAP,
		.spacing = SPACING,
		.keep = keep};
	struct pdf_words words = item_words(pdf, lists, item);
	if (item->kind == FLOW_HEADING || (item->kind == FLOW_PARAGRAPH && !words.tag))
		*lists = (struct open_lists){0};
	if (item->kind == FLOW_HEADING)
		place_heading(pdf, item);
	else if (item->kind == FLOW_TABLE)
		pdf_table(pdf, item->table, keep);
	else {
		if (!words.tag)
			words.tag = pdf_tag(pdf, "P");
		pdf_paragraph(pdf, &style, &words, 0, NULL);
	}
}

static void place_flow(struct pdf *pdf, const GPtrArray *blocks, gboolean body)
{
	g_autoptr(GPtrArray) flow = form_flow(blocks, pdf->doc->numbering, body);
	const guint kept = body && form_is_signed(pdf->doc) ? 2 : 0;
	struct open_lists lists = {0};
	for (guint i = 0; i < flow->len; i++)
		place_item(pdf, &lists, flow->pdata[i], i + kept >= flow->len);
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
	const struct pdf_style style = {.size = BODY, .bold = TRUE, .align = ALIGN_CENTRE};
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
	pdf_paragraph_text(pdf, &style, pdf_tag(pdf, "P"), form_words(pdf->doc)->recipients);
	style = (struct pdf_style){.size = 11};
	for (guint i = 0; lines[i]; i++)
		pdf_paragraph_text(pdf, &style, pdf_tag(pdf, "P"), lines[i]);
}

static void place_appendix(struct pdf *pdf, guint index)
{
	const struct appendix *appendix = pdf->doc->appendices->pdata[index];
	struct pdf_style style = {
		.size = BODY, .bold = TRUE, .align = ALIGN_CENTRE, .keep = TRUE};
	g_autofree char *label = form_appendix_label(pdf->doc, index);
	g_autofree char *upper = text_upper(appendix->title ? appendix->title : "");
	g_autofree char *title = g_strconcat(label, *upper ? ". " : "", upper, NULL);
	g_autoptr(GPtrArray) runs = runs_new();
	g_ptr_array_add(runs, run_text(label, RUN_PLAIN));
	g_ptr_array_add(runs, run_text(" ", RUN_PLAIN));
	pdf_section(pdf, appendix->landscape);
	pdf->outline_base = 0;
	pdf->part = tag_new(&pdf->tags, tags_root(&pdf->tags), "Sect");
	const struct pdf_words words = {.runs = runs, .tag = heading_tag(pdf, 1)};
	pdf_paragraph(pdf, &style, &words, 1, title);
	if (*upper)
		pdf_paragraph_text(pdf, &style, words.tag, upper);
	style.bold = FALSE;
	style.italic = TRUE;
	g_autofree char *note = form_appendix_note(pdf->doc, appendix);
	if (note)
		pdf_paragraph_text(pdf, &style, pdf_tag(pdf, "P"), note);
	place_rule_below(pdf, &style, *upper ? upper : label);
	pdf->outline_base = 1;
	place_flow(pdf, appendix->blocks, FALSE);
}

/* When the document is of no day, the moment is that of none. */
static GString *info(const struct doc *doc)
{
	const day_t date = doc->date != DAY_NONE ? doc->date : day_make(2000, 1, 1);
	g_autofree char *day = day_iso(date);
	g_auto(GStrv) parts = g_strsplit(day, "-", -1);
	g_autofree char *digits = g_strjoinv("", parts);
	g_autofree char *moment = g_strconcat("D:", digits, "000000Z", NULL);
	g_autofree char *title = g_strconcat(doc->kind ? doc->kind : "",
		doc->kind && doc->subject ? " " : "", doc->subject, NULL);
	g_autofree char *identity =
		doc->identity ? g_strconcat("ngoaivu:", doc->identity, NULL) : NULL;
	const struct {
		const char *name, *text;
	} rows[] = {
		{"/Title", title},
		{"/Author", doc->issuer},
		{"/Keywords ", identity}, /* where verify looks for it */
		{"/Creator", "ngoaivu"},
		{"/CreationDate", moment},
		{"/ModDate", moment},
	};
	GString *out = g_string_new("<<");
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		if (!rows[i].text || !*rows[i].text)
			continue;
		g_string_append(out, rows[i].name);
		pdf_put_text(out, rows[i].text);
	}
	g_string_append(out, ">>");
	return out;
}

static void write_pages(struct pdf *pdf)
{
	pdf_section(pdf, pdf->doc->book);
	place_header(pdf);
	place_title(pdf);
	place_addressees(pdf);
	struct piece *space = piece_new(GAP);
	space->keep = TRUE;
	pdf_place(pdf, space);
	place_flow(pdf, pdf->doc->blocks, !pdf->doc->book);
	place_signature(pdf);
	for (guint i = 0; i < pdf->doc->appendices->len; i++)
		place_appendix(pdf, i);
	pdf_flush(pdf);
	draw_end_page(pdf);
}

static void outline_clear(gpointer data)
{
	g_free(((struct outline_entry *)data)->title);
}

static void pdf_begin(struct pdf *pdf)
{
	g_queue_init(&pdf->chain);
	pdf->file = pdf_file_new();
	pdf->content = g_string_new(NULL);
	pdf->links = g_string_new(NULL);
	pdf->page_list = g_array_new(FALSE, FALSE, sizeof(guint));
	pdf->outline = g_array_new(FALSE, FALSE, sizeof(struct outline_entry));
	g_array_set_clear_func(pdf->outline, outline_clear);
	pdf->pages = pdf_file_number(pdf->file);
	pdf->resources = pdf_file_number(pdf->file);
	tags_begin(&pdf->tags);
	pdf->part = tags_root(&pdf->tags);
}

static void pdf_clear(struct pdf *pdf)
{
	setter_end(&pdf->setter);
	pdf_file_free(pdf->file);
	g_string_free(pdf->content, TRUE);
	g_string_free(pdf->links, TRUE);
	g_array_unref(pdf->page_list);
	g_array_unref(pdf->outline);
	tags_clear(&pdf->tags);
}

GBytes *doc_write_pdf(const struct doc *doc, GError **error)
{
	struct pdf pdf = {.doc = doc};
	GBytes *bytes = NULL;
	pdf_begin(&pdf);
	if (setter_begin(&pdf.setter, doc, error)) {
		g_autoptr(GString) about = info(doc);
		write_pages(&pdf);
		bytes = pdf_end(&pdf, about, error);
	}
	pdf_clear(&pdf);
	return bytes;
}
