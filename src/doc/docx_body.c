/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/docx.h"

#include "base/text.h"

#define LEFT_COLUMN                                                                                \
	(TEXT_WIDTH * 41 / 100) /* issuer and number; the rest is the nation's and the date's */
#define SIGN_COLUMN  (TEXT_WIDTH * 53 / 100)
#define TITLE_INDENT TWIPS(12)
#define BLANK_LINES  4 /* for the signature and the seal */

/* What stands at the left is flush with the text. */
static void put_no_margins(struct xml_writer *xml)
{
	xml_begin(xml, "w:tblCellMar");
	for (guint i = 0; i < 2; i++) {
		xml_begin(xml, i == 0 ? "w:left" : "w:right");
		xml_attr(xml, "w:w", "0");
		xml_attr(xml, "w:type", "dxa");
		xml_end(xml);
	}
	xml_end(xml);
}

void docx_layout_begin(struct xml_writer *xml, const int *widths, guint columns)
{
	int total = 0;
	for (guint i = 0; i < columns; i++)
		total += widths[i];
	xml_begin(xml, "w:tbl");
	xml_begin(xml, "w:tblPr");
	xml_begin(xml, "w:tblW");
	xml_attr_int(xml, "w:w", total);
	xml_attr(xml, "w:type", "dxa");
	xml_end(xml);
	xml_element_attr(xml, "w:tblLayout", "w:type", "fixed");
	put_no_margins(xml);
	xml_end(xml);
	xml_begin(xml, "w:tblGrid");
	for (guint i = 0; i < columns; i++) {
		xml_begin(xml, "w:gridCol");
		xml_attr_int(xml, "w:w", widths[i]);
		xml_end(xml);
	}
	xml_end(xml);
}

static void begin_row(struct xml_writer *xml)
{
	xml_begin(xml, "w:tr");
	xml_begin(xml, "w:trPr");
	xml_element(xml, "w:cantSplit", NULL);
	xml_end(xml);
}

void docx_layout_cell(struct xml_writer *xml, int width)
{
	xml_begin(xml, "w:tc");
	xml_begin(xml, "w:tcPr");
	xml_begin(xml, "w:tcW");
	xml_attr_int(xml, "w:w", width);
	xml_attr(xml, "w:type", "dxa");
	xml_end(xml);
	xml_end(xml);
}

/* A rule of `length` in the middle of `width`. */
static void put_rule(struct xml_writer *xml, int width, int length, gboolean keep)
{
	const int side = MAX((width - length) / 2, 1);
	docx_begin(xml, &(struct docx_paragraph){
				.style = "Rule", .left = side, .right = side, .keep = keep});
	xml_end(xml);
}

/* Between a third and a half of the line above it. */
static void put_short_rule(
	struct xml_writer *xml, const char *text, guint points, int width, gboolean keep)
{
	const int length = MIN(docx_bold_width(text, points), width);
	put_rule(xml, width, length * 2 / 5, keep);
}

static gboolean put_upper(struct xml_writer *xml, const char *style, const char *text)
{
	if (!text || !*text)
		return FALSE;
	g_autofree char *upper = text_upper(text);
	docx_line(xml, style, upper);
	return TRUE;
}

static void put_urgency(struct docx *docx)
{
	static const int widths[] = {0, TWIPS(20), TWIPS(40), TWIPS(30)};
	const enum urgency urgency = docx->doc->urgency;
	if (urgency < URGENCY_URGENT || urgency > URGENCY_FLASH)
		return;
	const char *word = form_words(docx->doc)->urgency[urgency];
	const int width = MAX(widths[urgency], docx_bold_width(word, 13) + 120);
	const int side = (LEFT_COLUMN - width) / 2;
	docx_begin(&docx->xml,
		&(struct docx_paragraph){.style = "Urgency", .left = side, .right = side});
	docx_text(&docx->xml, RUN_PLAIN, NULL, word);
	xml_end(&docx->xml);
}

static void put_issuer(struct docx *docx)
{
	struct xml_writer *xml = &docx->xml;
	docx_layout_cell(xml, LEFT_COLUMN);
	const gboolean superior = put_upper(xml, "Superior", docx->doc->superior);
	if (put_upper(xml, "Issuer", docx->doc->issuer)) {
		g_autofree char *upper = text_upper(docx->doc->issuer);
		put_short_rule(xml, upper, 12, LEFT_COLUMN, FALSE);
	} else if (!superior) {
		docx_line(xml, "Superior", NULL);
	}
	xml_end(xml);
}

static int body_width(const struct doc *doc)
{
	return doc->book ? WIDE_WIDTH : TEXT_WIDTH;
}

static void put_number_and_date(struct docx *docx, const int *widths)
{
	struct xml_writer *xml = &docx->xml;
	g_autofree char *number = doc_number_line(docx->doc);
	g_autofree char *date = doc_date_line(docx->doc);
	begin_row(xml);
	docx_layout_cell(xml, widths[0]);
	docx_line(xml, "DocumentNumber", number);
	put_urgency(docx);
	xml_end(xml);
	docx_layout_cell(xml, widths[1]);
	docx_line(xml, "PlaceDate", date);
	xml_end(xml);
	xml_end(xml);
}

static void put_header(struct docx *docx)
{
	const int widths[] = {LEFT_COLUMN, body_width(docx->doc) - LEFT_COLUMN};
	const struct form_words *words = form_words(docx->doc);
	struct xml_writer *xml = &docx->xml;
	docx_layout_begin(xml, widths, 2);
	begin_row(xml);
	put_issuer(docx);
	docx_layout_cell(xml, widths[1]);
	docx_line(xml, "Nation", words->nation);
	docx_line(xml, "Motto", words->motto);
	put_rule(xml, widths[1], docx_bold_width(words->motto, 13), FALSE);
	xml_end(xml);
	xml_end(xml);
	if (!docx->doc->book)
		put_number_and_date(docx, widths);
	xml_end(xml);
	docx_space(docx, FALSE);
}

static void put_title(struct docx *docx)
{
	const struct doc *doc = docx->doc;
	struct xml_writer *xml = &docx->xml;
	put_upper(xml, "Title", doc->kind);
	if (!doc->subject || !*doc->subject)
		return;
	const struct docx_paragraph subject = {
		.style = "Subtitle", .left = TITLE_INDENT, .right = TITLE_INDENT};
	docx_begin(xml, &subject);
	docx_text(xml, RUN_PLAIN, NULL, doc->subject);
	xml_end(xml);
	const int length = MIN(docx_bold_width(doc->subject, 14), TEXT_WIDTH - 2 * TITLE_INDENT);
	put_rule(xml, body_width(doc), length * 2 / 5, FALSE);
}

static void put_addressees(struct docx *docx)
{
	struct xml_writer *xml = &docx->xml;
	g_auto(GStrv) lines = form_addressees(docx->doc);
	const char *to = form_words(docx->doc)->to;
	if (!lines[0])
		return;
	struct docx_paragraph head = {.style = "Addressee",
		.left = lines[1] ? TWIPS(25) : 0,
		.align = lines[1] ? NULL : "center"};
	g_autofree char *line = g_strjoin(" ", to, lines[1] ? NULL : lines[0], NULL);
	docx_begin(xml, &head);
	docx_text(xml, RUN_PLAIN, NULL, line);
	xml_end(xml);
	for (guint i = 0; lines[1] && lines[i]; i++)
		docx_line(xml, "AddresseeItem", lines[i]);
	docx_space(docx, TRUE);
}

/* What the style says of the numbering is not said again. */
static void number_paragraph(
	struct docx *docx, const struct flow_item *item, struct docx_paragraph *paragraph)
{
	static const char *const headings[] = {
		"Heading1", "Heading2", "Heading3", "Heading4", "Heading5"};
	static const char *const bullets[] = {"ListBullet", "ListBullet2", "ListBullet3"};
	paragraph->num = docx_num_for(docx, item, &paragraph->level);
	if (item->kind == FLOW_HEADING)
		paragraph->style = headings[item->level - 1];
	else if (paragraph->num == NUM_BULLETS)
		paragraph->style = bullets[paragraph->level];
	else
		paragraph->style = "ListParagraph";
	if (paragraph->num == NUM_BULLETS ||
		(paragraph->num == NUM_HEADINGS && paragraph->level + 1 == item->level))
		paragraph->num = 0;
}

static void put_flow_paragraph(struct docx *docx, const struct flow_item *item, gboolean keep)
{
	struct docx_paragraph paragraph = {.keep = keep};
	guint look = 0;
	number_paragraph(docx, item, &paragraph);
	if (item->kind == FLOW_HEADING) {
		paragraph.unnumbered = item->plain;
		paragraph.keep = FALSE; /* the style's */
		look = item->plain && item->level > 2 ? RUN_BOLD : 0;
	} else if (item->kind == FLOW_PARAGRAPH) {
		paragraph.style = item->italic  ? "LegalBasis"
				  : item->plain ? "BodyTextPlain"
						: "BodyText";
		paragraph.flush = item->italic && item->plain;
	}
	docx_begin(&docx->xml, &paragraph);
	docx_runs(docx, item->runs, look);
	xml_end(&docx->xml);
}

void docx_flow(struct docx *docx, const GPtrArray *blocks, gboolean body, int width)
{
	g_autoptr(GPtrArray) flow = form_flow(blocks, docx->doc->numbering, body);
	const guint kept = body && form_is_signed(docx->doc) ? 2 : 0;
	docx_num_section(docx);
	for (guint i = 0; i < flow->len; i++) {
		const struct flow_item *item = flow->pdata[i];
		if (item->kind == FLOW_TABLE)
			docx_table(docx, item->table, width, i + kept >= flow->len);
		else
			put_flow_paragraph(docx, item, i + kept >= flow->len);
	}
}

static void put_recipients(struct xml_writer *xml, const struct doc *doc)
{
	g_auto(GStrv) lines = form_recipients(doc);
	docx_line(xml, "RecipientsHead", lines[0] ? form_words(doc)->recipients : NULL);
	for (guint i = 0; lines[i]; i++)
		docx_line(xml, "Recipient", lines[i]);
}

static void put_signature(struct docx *docx)
{
	static const int widths[] = {TEXT_WIDTH - SIGN_COLUMN, SIGN_COLUMN};
	const struct signature *signature = &docx->doc->signature;
	struct xml_writer *xml = &docx->xml;
	if (!form_is_signed(docx->doc))
		return;
	docx_space(docx, TRUE);
	docx_layout_begin(xml, widths, 2);
	begin_row(xml);
	docx_layout_cell(xml, widths[0]);
	put_recipients(xml, docx->doc);
	xml_end(xml);
	docx_layout_cell(xml, widths[1]);
	for (guint i = 0; i < signature->capacity->len; i++)
		put_upper(xml, "Capacity", signature->capacity->pdata[i]);
	for (guint i = 0; i < BLANK_LINES; i++)
		docx_line(xml, "Capacity", NULL);
	docx_line(xml, "SignerName", signature->name);
	xml_end(xml);
	xml_end(xml);
	xml_end(xml);
}

static void put_header_reference(struct xml_writer *xml, const char *type, const char *id)
{
	xml_begin(xml, "w:headerReference");
	xml_attr(xml, "w:type", type);
	xml_attr(xml, "r:id", id);
	xml_end(xml);
}

/* A4 with the margins of Appendix I, I.2; each section counts its pages from 1 and hides the first
 * number. */
static void put_section(struct xml_writer *xml, gboolean landscape)
{
	const struct {
		const char *name;
		int value;
	} margins[] = {{"w:top", TWIPS(20)}, {"w:right", TWIPS(15)}, {"w:bottom", TWIPS(20)},
		{"w:left", TWIPS(30)}, {"w:header", TWIPS(10)}, {"w:footer", TWIPS(10)},
		{"w:gutter", 0}};
	xml_begin(xml, "w:sectPr");
	put_header_reference(xml, "default", "rIdHeader");
	put_header_reference(xml, "first", "rIdFirst");
	docx_val(xml, "w:type", "nextPage");
	xml_begin(xml, "w:pgSz");
	xml_attr_int(xml, "w:w", landscape ? 16838 : 11906);
	xml_attr_int(xml, "w:h", landscape ? 11906 : 16838);
	if (landscape)
		xml_attr(xml, "w:orient", "landscape");
	xml_end(xml);
	xml_begin(xml, "w:pgMar");
	for (gsize i = 0; i < G_N_ELEMENTS(margins); i++)
		xml_attr_int(xml, margins[i].name, margins[i].value);
	xml_end(xml);
	xml_begin(xml, "w:pgNumType");
	xml_attr(xml, "w:start", "1");
	xml_end(xml);
	xml_element(xml, "w:titlePg", NULL);
	xml_end(xml);
}

static void put_section_end(struct xml_writer *xml, gboolean landscape)
{
	xml_begin(xml, "w:p");
	xml_begin(xml, "w:pPr");
	docx_val(xml, "w:pStyle", "Spacer");
	put_section(xml, landscape);
	xml_end(xml);
	xml_end(xml);
}

static void put_appendix(struct docx *docx, guint index)
{
	const struct appendix *appendix = docx->doc->appendices->pdata[index];
	const int width = appendix->landscape ? WIDE_WIDTH : TEXT_WIDTH;
	struct xml_writer *xml = &docx->xml;
	g_autofree char *label = form_appendix_label(docx->doc, index);
	docx_line(xml, "AppendixLabel", label);
	put_upper(xml, "AppendixTitle", appendix->title);
	g_autofree char *note = form_appendix_note(docx->doc, appendix);
	if (note)
		docx_line(xml, "AppendixNote", note);
	g_autofree char *title = appendix->title ? text_upper(appendix->title) : NULL;
	put_short_rule(xml, title && *title ? title : label, 14, width, FALSE);
	docx_flow(docx, appendix->blocks, FALSE, width);
}

static gboolean is_landscape(const struct doc *doc, guint section)
{
	return section == 0 ? doc->book :
		((const struct appendix *)doc->appendices->pdata[section - 1])->landscape;
}

void docx_body(struct docx *docx)
{
	const guint appendices = docx->doc->appendices->len;
	put_header(docx);
	put_title(docx);
	put_addressees(docx);
	docx_flow(docx, docx->doc->blocks, !docx->doc->book, body_width(docx->doc));
	put_signature(docx);
	for (guint i = 0; i < appendices; i++) {
		put_section_end(&docx->xml, is_landscape(docx->doc, i));
		put_appendix(docx, i);
	}
	docx_space(docx, FALSE);
	put_section(&docx->xml, is_landscape(docx->doc, appendices));
}
