/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/docx.h"

#include <string.h>

#include "base/number.h"

static guint num_add(struct docx *docx, guint abstract, int restart)
{
	const struct docx_num num = {abstract, restart};
	g_array_append_val(docx->nums, num);
	return docx->nums->len;
}

static guint abstract_add(struct docx *docx, const char *label)
{
	g_ptr_array_add(docx->abstracts, g_strdup(label));
	return num_add(docx, ABSTRACT_MORE + docx->abstracts->len - 1, -1);
}

/*
 * The headings of an appendix have an abstract numbering of their own: LibreOffice takes a restart
 * of all levels only for the level that comes first.
 */
void docx_num_section(struct docx *docx)
{
	memset(docx->counts, 0, sizeof docx->counts);
	memset(docx->unsure, 0, sizeof docx->unsure);
	g_hash_table_remove_all(docx->list_nums);
	if (docx->nums->len > 0) {
		docx->heading_num = abstract_add(docx, NULL);
		return;
	}
	docx->heading_num = num_add(docx, ABSTRACT_HEADINGS, -1);
	num_add(docx, ABSTRACT_BULLETS, -1);
}

/* The label as a numbering of its own, whose text is that label and nothing else. */
static guint literal_num(struct docx *docx, const char *label)
{
	guint num = GPOINTER_TO_UINT(g_hash_table_lookup(docx->literal_nums, label));
	if (num)
		return num;
	num = abstract_add(docx, label);
	g_hash_table_insert(docx->literal_nums, g_strdup(label), GUINT_TO_POINTER(num));
	return num;
}

/*
 * What Word would print next at this level of the headings. It knows no Vietnamese alphabet: "e)"
 * where Decree 30/2020 has "đ)"; and what it does below a level that was left out differs between
 * programs.
 */
static char *word_label(const struct docx *docx, guint level)
{
	const guint next = docx->counts[level] + 1;
	if (docx->unsure[level])
		return NULL;
	if (level == 1)
		return next < 4000 ? numberer_next(&(struct numberer){.counts = {next - 1}}, 1)
				   : NULL;
	if (level == 2)
		return g_strdup_printf("%u.", next);
	if (docx->doc->numbering == NUMBERING_LETTER) {
		if (level > 3)
			return g_strdup(level == 4 ? "-" : "+");
		return next <= 26 ? g_strdup_printf("%c)", 'a' + (int)next - 1) : NULL;
	}
	GString *label = g_string_new(NULL);
	for (guint i = 2; i < level; i++)
		g_string_append_printf(label, "%u.", docx->counts[i]);
	g_string_append_printf(label, "%u.", next);
	return g_string_free(label, FALSE);
}

static guint heading_num(struct docx *docx, const struct flow_item *item, guint *level)
{
	g_autofree char *native = word_label(docx, item->level);
	if (g_strcmp0(native, item->label) != 0) {
		*level = 0;
		return literal_num(docx, item->label);
	}
	docx->counts[item->level]++;
	for (guint i = 1; i < item->level; i++)
		docx->unsure[i] = docx->unsure[i] || docx->counts[i] == 0;
	for (guint i = item->level + 1; i < G_N_ELEMENTS(docx->counts); i++) {
		docx->counts[i] = 0;
		docx->unsure[i] = FALSE;
	}
	*level = item->level - 1;
	return docx->heading_num;
}

guint docx_num_for(struct docx *docx, const struct flow_item *item, guint *level)
{
	*level = 0;
	if (!item->label)
		return 0;
	if (item->kind == FLOW_HEADING)
		return heading_num(docx, item, level);
	*level = MIN(item->level, 2);
	if (!item->ordered)
		return NUM_BULLETS;
	if (item->level == 1 && item->index > 4) {
		*level = 0;
		return literal_num(docx, item->label);
	}
	guint num = GPOINTER_TO_UINT(
		g_hash_table_lookup(docx->list_nums, GUINT_TO_POINTER(item->list)));
	if (!num) {
		num = num_add(docx, ABSTRACT_ORDERED, (int)*level);
		g_hash_table_insert(
			docx->list_nums, GUINT_TO_POINTER(item->list), GUINT_TO_POINTER(num));
	}
	return num;
}

struct level {
	const char *format, *text, *style;
};

static void put_level(
	struct xml_writer *xml, guint index, const struct level *level, const char *style)
{
	xml_begin(xml, "w:lvl");
	xml_attr_int(xml, "w:ilvl", index);
	docx_val(xml, "w:start", "1");
	docx_val(xml, "w:numFmt", level->format);
	if (style)
		docx_val(xml, "w:pStyle", style);
	docx_val(xml, "w:suff", "space");
	docx_val(xml, "w:lvlText", level->text);
	docx_val(xml, "w:lvlJc", "left");
	xml_begin(xml, "w:pPr");
	xml_begin(xml, "w:ind");
	xml_attr(xml, "w:left", "0");
	xml_attr_int(xml, "w:firstLine", INDENT);
	xml_end(xml);
	xml_end(xml);
	if (strcmp(level->format, "bullet") == 0) {
		xml_begin(xml, "w:rPr");
		xml_begin(xml, "w:rFonts");
		xml_attr(xml, "w:ascii", "Times New Roman");
		xml_attr(xml, "w:hAnsi", "Times New Roman");
		xml_attr(xml, "w:cs", "Times New Roman");
		xml_end(xml);
		xml_end(xml);
	}
	xml_end(xml);
}

static void put_abstract(
	struct xml_writer *xml, guint id, const struct level *levels, guint count, gboolean styled)
{
	xml_begin(xml, "w:abstractNum");
	xml_attr_int(xml, "w:abstractNumId", id);
	docx_val(xml, "w:multiLevelType", count > 1 ? "multilevel" : "singleLevel");
	for (guint i = 0; i < count; i++)
		put_level(xml, i, &levels[i], styled ? levels[i].style : NULL);
	xml_end(xml);
}

static void put_abstracts(struct xml_writer *xml, const struct docx *docx)
{
	static const struct level letters[] = {{"upperRoman", "%1.", "Heading1"},
		{"decimal", "%2.", "Heading2"}, {"lowerLetter", "%3)", "Heading3"},
		{"bullet", "-", "Heading4"}, {"bullet", "+", "Heading5"}};
	static const struct level decimals[] = {{"upperRoman", "%1.", "Heading1"},
		{"decimal", "%2.", "Heading2"}, {"decimal", "%2.%3.", "Heading3"},
		{"decimal", "%2.%3.%4.", "Heading4"}, {"decimal", "%2.%3.%4.%5.", "Heading5"}};
	static const struct level ordered[] = {
		{"decimal", "%1.", NULL}, {"lowerLetter", "%2)", NULL}, {"decimal", "(%3)", NULL}};
	static const struct level bullets[] = {{"bullet", "-", "ListBullet"},
		{"bullet", "+", "ListBullet2"}, {"bullet", "•", "ListBullet3"}};
	const gboolean decimal = docx->doc->numbering == NUMBERING_DECIMAL;
	const struct level *headings = decimal ? decimals : letters;
	put_abstract(xml, ABSTRACT_HEADINGS, headings, G_N_ELEMENTS(letters), TRUE);
	put_abstract(xml, ABSTRACT_ORDERED, ordered, G_N_ELEMENTS(ordered), FALSE);
	put_abstract(xml, ABSTRACT_BULLETS, bullets, G_N_ELEMENTS(bullets), TRUE);
	for (guint i = 0; i < docx->abstracts->len; i++) {
		const struct level level = {"decimal", docx->abstracts->pdata[i], NULL};
		if (level.text)
			put_abstract(xml, ABSTRACT_MORE + i, &level, 1, FALSE);
		else
			put_abstract(
				xml, ABSTRACT_MORE + i, headings, G_N_ELEMENTS(letters), FALSE);
	}
}

static void put_num(struct xml_writer *xml, guint id, const struct docx_num *num)
{
	xml_begin(xml, "w:num");
	xml_attr_int(xml, "w:numId", id);
	docx_val_int(xml, "w:abstractNumId", num->abstract);
	if (num->restart >= 0) {
		xml_begin(xml, "w:lvlOverride");
		xml_attr_int(xml, "w:ilvl", num->restart);
		docx_val(xml, "w:startOverride", "1");
		xml_end(xml);
	}
	xml_end(xml);
}

void docx_numbering(struct xml_writer *xml, const struct docx *docx)
{
	xml_begin(xml, "w:numbering");
	xml_attr(xml, "xmlns:w", W_NAMESPACE);
	put_abstracts(xml, docx);
	for (guint i = 0; i < docx->nums->len; i++)
		put_num(xml, i + 1, &g_array_index(docx->nums, struct docx_num, i));
	xml_end(xml);
}
