/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/docx.h"

#include <string.h>

void docx_val(struct xml_writer *xml, const char *name, const char *value)
{
	xml_element_attr(xml, name, "w:val", value);
}

void docx_val_int(struct xml_writer *xml, const char *name, gint64 value)
{
	xml_begin(xml, name);
	xml_attr_int(xml, "w:val", value);
	xml_end(xml);
}

static void put_indents(struct xml_writer *xml, const struct docx_paragraph *paragraph)
{
	if (!paragraph->left && !paragraph->right && !paragraph->flush)
		return;
	xml_begin(xml, "w:ind");
	if (paragraph->left || paragraph->right) {
		xml_attr_int(xml, "w:left", paragraph->left);
		xml_attr_int(xml, "w:right", paragraph->right);
	}
	if (paragraph->flush)
		xml_attr_int(xml, "w:firstLine", 0);
	xml_end(xml);
}

void docx_begin(struct xml_writer *xml, const struct docx_paragraph *paragraph)
{
	xml_begin(xml, "w:p");
	xml_begin(xml, "w:pPr");
	docx_val(xml, "w:pStyle", paragraph->style);
	if (paragraph->keep)
		xml_element(xml, "w:keepNext", NULL);
	if (paragraph->num || paragraph->unnumbered) {
		xml_begin(xml, "w:numPr");
		docx_val_int(xml, "w:ilvl", paragraph->level);
		docx_val_int(xml, "w:numId", paragraph->num);
		xml_end(xml);
	}
	put_indents(xml, paragraph);
	if (paragraph->align)
		docx_val(xml, "w:jc", paragraph->align);
	xml_end(xml);
}

static void put_run_properties(struct xml_writer *xml, guint style, const char *character_style)
{
	if (!style && !character_style)
		return;
	xml_begin(xml, "w:rPr");
	if (character_style)
		docx_val(xml, "w:rStyle", character_style);
	if (style & RUN_BOLD) {
		xml_element(xml, "w:b", NULL);
		xml_element(xml, "w:bCs", NULL);
	}
	if (style & RUN_ITALIC) {
		xml_element(xml, "w:i", NULL);
		xml_element(xml, "w:iCs", NULL);
	}
	if (style & RUN_STRIKE)
		xml_element(xml, "w:strike", NULL);
	if (style & RUN_UNDERLINE)
		docx_val(xml, "w:u", "single");
	xml_end(xml);
}

static void put_text(struct xml_writer *xml, const char *text, gsize length)
{
	if (length == 0)
		return;
	g_autofree char *part = text[length] ? g_strndup(text, length) : NULL;
	const char *whole = part ? part : text;
	xml_begin(xml, "w:t");
	if (*whole == ' ' || whole[length - 1] == ' ' || strstr(whole, "  "))
		xml_attr(xml, "xml:space", "preserve");
	xml_text(xml, whole);
	xml_end(xml);
}

void docx_text(
	struct xml_writer *xml, guint run_style, const char *character_style, const char *text)
{
	if (!text || !*text)
		return;
	xml_begin(xml, "w:r");
	put_run_properties(xml, run_style, character_style);
	while (*text) {
		const gsize length = strcspn(text, "\n\t");
		put_text(xml, text, length);
		text += length;
		if (*text)
			xml_element(xml, *text++ == '\n' ? "w:br" : "w:tab", NULL);
	}
	xml_end(xml);
}

void docx_line(struct xml_writer *xml, const char *style, const char *text)
{
	docx_begin(xml, &(struct docx_paragraph){.style = style});
	docx_text(xml, RUN_PLAIN, NULL, text);
	xml_end(xml);
}

/* Word takes at most 64 characters. */
char *docx_short_query(const char *query)
{
	const gsize bytes = strlen(query);
	if (bytes <= 64 || g_utf8_strlen(query, 4 * 65) <= 64)
		return g_strdup(query);
	g_autofree char *head = g_utf8_substring(query, 0, 63);
	return g_strconcat(head, "…", NULL);
}

static void put_figure(struct docx *docx, const struct run *run, guint style)
{
	const GPtrArray *figures = docx->doc->figures;
	struct xml_writer *xml = &docx->xml;
	if (run->figure >= figures->len || !run->text || !*run->text) {
		docx_text(xml, style, NULL, run->text);
		return;
	}
	const struct figure_note *note = figures->pdata[run->figure];
	g_autofree char *alias = docx_short_query(note->query ? note->query : "");
	g_autofree char *tag = g_strdup_printf(FIGURE_TAG "%u", run->figure + 1);
	xml_begin(xml, "w:sdt");
	xml_begin(xml, "w:sdtPr");
	docx_val(xml, "w:alias", alias);
	docx_val(xml, "w:tag", tag);
	docx_val_int(xml, "w:id", 1000 + (gint64)docx->controls++);
	xml_begin(xml, "w:text");
	if (strchr(run->text, '\n'))
		xml_attr(xml, "w:multiLine", "1");
	xml_end(xml);
	xml_end(xml);
	xml_begin(xml, "w:sdtContent");
	docx_text(xml, style, "Figure", run->text);
	xml_end(xml);
	xml_end(xml);
}

static void put_link(struct docx *docx, const struct run *run, guint style)
{
	if (!form_is_link(run)) {
		docx_text(&docx->xml, style, NULL, run->text);
		return;
	}
	g_ptr_array_add(docx->links, g_strdup(run->address));
	g_autofree char *id = g_strdup_printf("rIdL%u", docx->links->len);
	xml_begin(&docx->xml, "w:hyperlink");
	xml_attr(&docx->xml, "r:id", id);
	docx_text(&docx->xml, style, "Hyperlink", run->text);
	xml_end(&docx->xml);
}

void docx_runs(struct docx *docx, const GPtrArray *runs, guint extra_style)
{
	for (guint i = 0; runs && i < runs->len; i++) {
		const struct run *run = runs->pdata[i];
		const guint style = run->style | extra_style;
		if (run->kind == RUN_BREAK)
			docx_text(&docx->xml, style, NULL, "\n");
		else if (run->kind == RUN_FIGURE)
			put_figure(docx, run, style);
		else if (run->kind == RUN_LINK)
			put_link(docx, run, style);
		else
			docx_text(&docx->xml, style, NULL, run->text);
	}
}

void docx_space(struct docx *docx, gboolean keep)
{
	docx_begin(&docx->xml, &(struct docx_paragraph){.style = "Spacer", .keep = keep});
	xml_end(&docx->xml);
}

int docx_bold_width(const char *text, guint points)
{
	return (int)MIN(form_bold_width(text, strlen(text), points) * 20, 100000);
}
