/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/docx.h"

/* Each row is a paragraph style; sizes and rules are those of Decree 30/2020, Appendix I, part I.
 */
struct style {
	const char *id, *name, *base, *next;
	const char *align;       /* NULL = the base's */
	int before, after, line; /* spacing; line in 240ths of a line, 0 = the base's */
	int first;               /* first-line indent; -1 = none, 0 = the base's */
	int left;                /* and a hanging indent of the same paragraph: */
	int hanging;
	guint size;  /* half-points, 0 = the base's */
	guint look;  /* enum run_style */
	int outline; /* heading level, from 1 */
	gboolean keep;
	const char *frame; /* "top": the rule below a title; "box": the mark of urgency */
	guint num, level;  /* numbering */
};

#define BOTH   "both"
#define CENTRE "center"

static const struct style styles[] = {
	/* id, name, base, next, align, before, after, line, first, left, hanging, size, look,
	   outline, keep, frame */
	{"BodyText", "Body Text", "Normal", NULL, BOTH, 120, 0, 276, INDENT},
	{"BodyTextPlain", "Body Text Plain", "BodyText", NULL, NULL, 0, 0, 0, -1},
	{"LegalBasis", "Legal Basis", "BodyText", NULL, NULL, 0, 0, 0, 0, 0, 0, 0, RUN_ITALIC},
	{"ListParagraph", "List Paragraph", "BodyText", NULL},
	{"ListBullet", "List Bullet", "ListParagraph", .num = NUM_BULLETS, .level = 0},
	{"ListBullet2", "List Bullet 2", "ListParagraph", .num = NUM_BULLETS, .level = 1},
	{"ListBullet3", "List Bullet 3", "ListParagraph", .num = NUM_BULLETS, .level = 2},
	{"Heading1", "heading 1", "Normal", "BodyText", BOTH, 120, 0, 276, INDENT, 0, 0, 28,
		RUN_BOLD, 1, TRUE},
	{"Heading2", "heading 2", "Normal", "BodyText", BOTH, 120, 0, 276, INDENT, 0, 0, 28,
		RUN_BOLD, 2, TRUE},
	{"Heading3", "heading 3", "Normal", "BodyText", BOTH, 120, 0, 276, INDENT, 0, 0, 28, 0, 3,
		TRUE},
	{"Heading4", "heading 4", "Normal", "BodyText", BOTH, 120, 0, 276, INDENT, 0, 0, 28, 0, 4,
		TRUE},
	{"Heading5", "heading 5", "Normal", "BodyText", BOTH, 120, 0, 276, INDENT, 0, 0, 28, 0, 5,
		TRUE},
	{"Title", "Title", "Normal", "Subtitle", CENTRE, 360, 0, 0, 0, 0, 0, 28, RUN_BOLD, 0, TRUE},
	{"Subtitle", "Subtitle", "Normal", "BodyText", CENTRE, 0, 0, 0, 0, 0, 0, 28, RUN_BOLD, 0,
		TRUE},
	{"Rule", "Rule", "Normal", NULL, CENTRE, 40, 0, -60, 0, 0, 0, 2, 0, 0, FALSE, "top"},
	{"Spacer", "Spacer", "Normal", NULL, NULL, 0, 0, -120, 0, 0, 0, 2},
	{"Superior", "Superior Agency", "Normal", "Issuer", CENTRE, 0, 0, 0, 0, 0, 0, 24},
	{"Issuer", "Issuing Agency", "Normal", NULL, CENTRE, 0, 0, 0, 0, 0, 0, 24, RUN_BOLD},
	{"Nation", "National Name", "Normal", "Motto", CENTRE, 0, 0, 0, 0, 0, 0, 24, RUN_BOLD},
	{"Motto", "National Motto", "Normal", NULL, CENTRE, 0, 0, 0, 0, 0, 0, 26, RUN_BOLD},
	{"DocumentNumber", "Document Number", "Normal", NULL, CENTRE, 120, 0, 0, 0, 0, 0, 26},
	{"PlaceDate", "Place and Date", "Normal", NULL, CENTRE, 120, 0, 0, 0, 0, 0, 26, RUN_ITALIC},
	{"Urgency", "Urgency", "Normal", NULL, CENTRE, 120, 0, -400, 0, 0, 0, 26, RUN_BOLD, 0,
		FALSE, "box"},
	{"Addressee", "Addressee", "Normal", NULL, NULL, 240, 0, 0, 0, 0, 0, 28, 0, 0, TRUE},
	{"AddresseeItem", "Addressee Item", "Normal", NULL, NULL, 40, 0, 0, 0, TWIPS(48), TWIPS(3),
		28},
	{"Capacity", "Signer Capacity", "Normal", NULL, CENTRE, 0, 0, 0, 0, 0, 0, 28, RUN_BOLD, 0,
		TRUE},
	{"SignerName", "Signer Name", "Normal", NULL, CENTRE, 0, 0, 0, 0, 0, 0, 28, RUN_BOLD},
	{"RecipientsHead", "Recipients Heading", "Normal", "Recipient", NULL, 0, 0, 0, 0, 0, 0, 24,
		RUN_BOLD | RUN_ITALIC, 0, TRUE},
	{"Recipient", "Recipient", "Normal", NULL, NULL, 0, 0, 0, 0, 0, 0, 22},
	{"AppendixLabel", "Appendix Label", "Normal", "AppendixTitle", CENTRE, 0, 0, 0, 0, 0, 0, 28,
		RUN_BOLD, 1, TRUE},
	{"AppendixTitle", "Appendix Title", "Normal", "BodyText", CENTRE, 0, 0, 0, 0, 0, 0, 28,
		RUN_BOLD, 0, TRUE},
	{"AppendixNote", "Appendix Note", "Normal", "BodyText", CENTRE, 0, 0, 0, 0, 0, 0, 28,
		RUN_ITALIC, 0, TRUE},
	{"Caption", "caption", "Normal", "BodyText", CENTRE, 120, 60, 0, 0, 0, 0, 26, RUN_BOLD, 0,
		TRUE},
	{"TableText", "Table Text", "Normal", NULL, NULL, 20, 20, 0, 0, 0, 0, 26},
	{"TableText12", "Table Text 12", "TableText", NULL, NULL, 0, 0, 0, 0, 0, 0, 24},
	{"TableText11", "Table Text 11", "TableText", NULL, NULL, 0, 0, 0, 0, 0, 0, 22},
	{"TableText10", "Table Text 10", "TableText", NULL, NULL, 0, 0, 0, 0, 0, 0, 20},
	{"TableText9", "Table Text 9", "TableText", NULL, NULL, 0, 0, 0, 0, 0, 0, 18},
	{"TableText8", "Table Text 8", "TableText", NULL, NULL, 0, 0, 0, 0, 0, 0, 16},
	{"TableBold", "Table Bold", "TableText", NULL, NULL, 0, 0, 0, 0, 0, 0, 26, RUN_BOLD},
	{"TableBold12", "Table Bold 12", "TableText", NULL, NULL, 0, 0, 0, 0, 0, 0, 24, RUN_BOLD},
	{"TableBold11", "Table Bold 11", "TableText", NULL, NULL, 0, 0, 0, 0, 0, 0, 22, RUN_BOLD},
	{"TableBold10", "Table Bold 10", "TableText", NULL, NULL, 0, 0, 0, 0, 0, 0, 20, RUN_BOLD},
	{"TableBold9", "Table Bold 9", "TableText", NULL, NULL, 0, 0, 0, 0, 0, 0, 18, RUN_BOLD},
	{"TableBold8", "Table Bold 8", "TableText", NULL, NULL, 0, 0, 0, 0, 0, 0, 16, RUN_BOLD},
	{"Header", "header", "Normal", NULL, CENTRE, 0, 0, 0, 0, 0, 0, 26},
};

static void put_fonts(struct xml_writer *xml)
{
	static const char *const scripts[] = {"w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"};
	xml_begin(xml, "w:rFonts");
	for (gsize i = 0; i < G_N_ELEMENTS(scripts); i++)
		xml_attr(xml, scripts[i], "Times New Roman");
	xml_end(xml);
}

static void put_size(struct xml_writer *xml, guint size)
{
	docx_val_int(xml, "w:sz", size);
	docx_val_int(xml, "w:szCs", size);
}

static void put_defaults(struct xml_writer *xml, const struct doc *doc)
{
	xml_begin(xml, "w:docDefaults");
	xml_begin(xml, "w:rPrDefault");
	xml_begin(xml, "w:rPr");
	put_fonts(xml);
	docx_val(xml, "w:color", "000000");
	put_size(xml, 28);
	xml_begin(xml, "w:lang");
	xml_attr(xml, "w:val", g_str_equal(form_words(doc)->language, "en") ? "en-US" : "vi-VN");
	xml_attr(xml, "w:eastAsia", "en-US");
	xml_attr(xml, "w:bidi", "ar-SA");
	xml_end(xml);
	xml_end(xml);
	xml_end(xml);
	xml_begin(xml, "w:pPrDefault");
	xml_begin(xml, "w:pPr");
	xml_begin(xml, "w:spacing");
	xml_attr(xml, "w:before", "0");
	xml_attr(xml, "w:after", "0");
	xml_attr(xml, "w:line", "240");
	xml_attr(xml, "w:lineRule", "auto");
	xml_end(xml);
	xml_end(xml);
	xml_end(xml);
	xml_end(xml);
}

static void put_border(
	struct xml_writer *xml, const char *side, int size, int space, const char *colour)
{
	xml_begin(xml, side);
	xml_attr(xml, "w:val", "single");
	xml_attr_int(xml, "w:sz", size);
	xml_attr_int(xml, "w:space", space);
	xml_attr(xml, "w:color", colour);
	xml_end(xml);
}

static void put_frame(struct xml_writer *xml, const char *frame)
{
	static const char *const sides[] = {"w:top", "w:left", "w:bottom", "w:right"};
	if (!frame)
		return;
	xml_begin(xml, "w:pBdr");
	if (g_str_equal(frame, "top"))
		put_border(xml, "w:top", 6, 0, "000000");
	for (gsize i = 0; g_str_equal(frame, "box") && i < G_N_ELEMENTS(sides); i++)
		put_border(xml, sides[i], 8, 1, "FF0000");
	xml_end(xml);
}

static void put_spacing(struct xml_writer *xml, const struct style *style)
{
	if (!style->before && !style->after && !style->line)
		return;
	xml_begin(xml, "w:spacing");
	if (style->before || style->after) {
		xml_attr_int(xml, "w:before", style->before);
		xml_attr_int(xml, "w:after", style->after);
	}
	if (style->line) {
		xml_attr_int(xml, "w:line", ABS(style->line));
		xml_attr(xml, "w:lineRule", style->line < 0 ? "exact" : "auto");
	}
	xml_end(xml);
}

static void put_indent(struct xml_writer *xml, const struct style *style)
{
	if (!style->first && !style->left)
		return;
	xml_begin(xml, "w:ind");
	if (style->left) {
		xml_attr_int(xml, "w:left", style->left);
		xml_attr_int(xml, "w:hanging", style->hanging);
	} else {
		xml_attr_int(xml, "w:firstLine", MAX(style->first, 0));
	}
	xml_end(xml);
}

static void put_paragraph(struct xml_writer *xml, const struct style *style)
{
	const gboolean heading = g_str_has_prefix(style->id, "Heading");
	xml_begin(xml, "w:pPr");
	if (style->keep)
		xml_element(xml, "w:keepNext", NULL);
	if (heading || style->num) {
		xml_begin(xml, "w:numPr");
		docx_val_int(xml, "w:ilvl", heading ? style->outline - 1 : (int)style->level);
		docx_val_int(xml, "w:numId", heading ? NUM_HEADINGS : style->num);
		xml_end(xml);
	}
	put_frame(xml, style->frame);
	put_spacing(xml, style);
	put_indent(xml, style);
	if (style->align)
		docx_val(xml, "w:jc", style->align);
	if (style->outline)
		docx_val_int(xml, "w:outlineLvl", style->outline - 1);
	xml_end(xml);
}

static void put_look(struct xml_writer *xml, const struct style *style, guint look)
{
	if (!look && !style->size)
		return;
	xml_begin(xml, "w:rPr");
	if (look & RUN_BOLD) {
		xml_element(xml, "w:b", NULL);
		xml_element(xml, "w:bCs", NULL);
	}
	if (look & RUN_ITALIC) {
		xml_element(xml, "w:i", NULL);
		xml_element(xml, "w:iCs", NULL);
	}
	if (style->outline == 1 && g_str_has_prefix(style->id, "Heading"))
		xml_element(xml, "w:caps", NULL);
	if (style->frame && g_str_equal(style->frame, "box"))
		docx_val(xml, "w:color", "FF0000");
	if (style->size)
		put_size(xml, style->size);
	xml_end(xml);
}

static void put_style(struct xml_writer *xml, const struct doc *doc, const struct style *style)
{
	const gboolean decimal = doc->numbering == NUMBERING_DECIMAL && style->outline > 2;
	xml_begin(xml, "w:style");
	xml_attr(xml, "w:type", "paragraph");
	xml_attr(xml, "w:styleId", style->id);
	docx_val(xml, "w:name", style->name);
	docx_val(xml, "w:basedOn", style->base);
	if (style->next)
		docx_val(xml, "w:next", style->next);
	xml_element(xml, "w:qFormat", NULL);
	put_paragraph(xml, style);
	put_look(xml, style, style->look | (decimal ? (guint)RUN_BOLD : 0));
	xml_end(xml);
}

static void begin_default(
	struct xml_writer *xml, const char *type, const char *id, const char *name)
{
	xml_begin(xml, "w:style");
	xml_attr(xml, "w:type", type);
	xml_attr(xml, "w:default", "1");
	xml_attr(xml, "w:styleId", id);
	docx_val(xml, "w:name", name);
}

static void put_default_styles(struct xml_writer *xml)
{
	begin_default(xml, "paragraph", "Normal", "Normal");
	xml_element(xml, "w:qFormat", NULL);
	xml_end(xml);
	begin_default(xml, "character", "DefaultParagraphFont", "Default Paragraph Font");
	xml_end(xml);
	begin_default(xml, "table", "TableNormal", "Normal Table");
	xml_begin(xml, "w:tblPr");
	xml_begin(xml, "w:tblCellMar");
	static const char *const sides[] = {"w:top", "w:left", "w:bottom", "w:right"};
	for (gsize i = 0; i < G_N_ELEMENTS(sides); i++) {
		xml_begin(xml, sides[i]);
		xml_attr_int(xml, "w:w", i % 2 ? CELL_MARGIN : 0);
		xml_attr(xml, "w:type", "dxa");
		xml_end(xml);
	}
	xml_end(xml);
	xml_end(xml);
	xml_end(xml);
}

static void put_table_style(struct xml_writer *xml)
{
	static const char *const sides[] = {
		"w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"};
	xml_begin(xml, "w:style");
	xml_attr(xml, "w:type", "table");
	xml_attr(xml, "w:styleId", "TableGrid");
	docx_val(xml, "w:name", "Table Grid");
	docx_val(xml, "w:basedOn", "TableNormal");
	xml_begin(xml, "w:tblPr");
	xml_begin(xml, "w:tblBorders");
	for (gsize i = 0; i < G_N_ELEMENTS(sides); i++)
		put_border(xml, sides[i], 4, 0, "000000");
	xml_end(xml);
	xml_end(xml);
	xml_end(xml);
}

static void put_character_style(struct xml_writer *xml, const char *id)
{
	xml_begin(xml, "w:style");
	xml_attr(xml, "w:type", "character");
	xml_attr(xml, "w:styleId", id);
	docx_val(xml, "w:name", id);
	docx_val(xml, "w:basedOn", "DefaultParagraphFont");
	xml_end(xml);
}

void docx_styles(struct xml_writer *xml, const struct docx *docx)
{
	xml_begin(xml, "w:styles");
	xml_attr(xml, "xmlns:w", W_NAMESPACE);
	put_defaults(xml, docx->doc);
	put_default_styles(xml);
	for (gsize i = 0; i < G_N_ELEMENTS(styles); i++)
		put_style(xml, docx->doc, &styles[i]);
	put_character_style(xml, "Figure");
	put_character_style(xml, "Hyperlink");
	put_table_style(xml);
	xml_end(xml);
}
