/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/writer.h"

#include <string.h>

#include "base/text.h"
#include "doc/form.h"

/* CommonMark with the tables of GFM. Text can never become markup: what could is escaped. */
struct markdown {
	GString *out;
	gboolean in_table;  /* "|" must be escaped, a new line is <br> */
	const char *indent; /* of further lines */
};

static gboolean is_special(char c)
{
	return strchr("\\`*_[]<>&~$|", c) != NULL;
}

/* What would begin a list, heading, quote, rule or table at the head of a line. */
static gsize opening(const char *text)
{
	gsize digits = 0;
	while (g_ascii_isdigit(text[digits]))
		digits++;
	if (digits > 0 && (text[digits] == '.' || text[digits] == ')'))
		return digits + 1;
	return *text && strchr("#+-=>:", *text) ? 1 : 0;
}

static void put_escaped(struct markdown *md, const char *text, gboolean at_start)
{
	gsize open = at_start ? opening(text) : 0;
	for (const char *c = text; *c; c++) {
		if (open > 0 && --open == 0)
			g_string_append_c(md->out, '\\');
		else if (*c != '\n' && is_special(*c))
			g_string_append_c(md->out, '\\');
		g_string_append_c(md->out, *c == '\t' ? ' ' : *c);
	}
}

static void put_break(struct markdown *md)
{
	if (md->in_table)
		g_string_append(md->out, "<br>");
	else
		g_string_append_printf(md->out, "\\\n%s", md->indent);
}

static void put_lines(struct markdown *md, const char *text, gboolean at_start)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		if (i > 0)
			put_break(md);
		const char *line = lines[i];
		while ((i > 0 || at_start) && (*line == ' ' || *line == '\t'))
			line++;
		put_escaped(md, line, i > 0 || at_start);
	}
}

/* Marks of emphasis must touch the text, so spaces at either end are moved outside. */
static void put_styled(struct markdown *md, const char *text, guint style, gboolean at_start)
{
	gsize length = strlen(text), start = strspn(text, " \n\t");
	if (start == length) {
		g_string_append(md->out, length > 0 ? " " : "");
		return;
	}
	while (length > start && strchr(" \n\t", text[length - 1]))
		length--;
	const char *const marks[] = {style & RUN_BOLD ? "**" : "", style & RUN_ITALIC ? "*" : "",
		style & RUN_STRIKE ? "~~" : ""};
	g_autofree char *bare = g_strndup(text + start, length - start);
	g_string_append(md->out, start > 0 && !at_start ? " " : "");
	for (gsize i = 0; i < G_N_ELEMENTS(marks); i++)
		g_string_append(md->out, marks[i]);
	put_lines(md, bare, FALSE);
	for (gsize i = G_N_ELEMENTS(marks); i > 0; i--)
		g_string_append(md->out, marks[i - 1]);
	g_string_append(md->out, text[length] ? " " : "");
}

static void put_run(struct markdown *md, const struct run *run, gboolean at_start)
{
	const guint style = run->style & (RUN_BOLD | RUN_ITALIC | RUN_STRIKE);
	if (run->kind == RUN_BREAK) {
		put_break(md);
		return;
	}
	if (!run->text || !*run->text)
		return;
	const gboolean link = form_is_link(run);
	g_string_append(md->out, link ? "[" : "");
	if (style)
		put_styled(md, run->text, style, at_start);
	else
		put_lines(md, run->text, at_start);
	if (link) {
		g_autofree char *safe = g_uri_escape_string(run->address, "%?=/:@,;+#!$'", FALSE);
		g_string_append_printf(md->out, "](<%s>)", safe);
	}
}

static void put_runs(struct markdown *md, const GPtrArray *runs, gboolean at_start)
{
	for (guint i = 0; runs && i < runs->len; i++) {
		const gsize length = md->out->len;
		const struct run *before = i > 0 ? runs->pdata[i - 1] : NULL;
		put_run(md, runs->pdata[i], at_start || (before && before->kind == RUN_BREAK));
		at_start = at_start && md->out->len == length;
	}
}

static void put_paragraph(struct markdown *md, const char *text, const char *mark)
{
	if (!text || !*text)
		return;
	g_string_append(md->out, mark);
	put_lines(md, text, !*mark);
	g_string_append_printf(md->out, "%s\n\n", mark);
}

static void put_heading_text(struct markdown *md, const char *text, const char *hashes)
{
	g_autofree char *line = text ? text_upper(text) : NULL;
	if (!line || !*line)
		return;
	g_string_append_printf(md->out, "%s ", hashes);
	g_strdelimit(line, "\n\t", ' ');
	put_escaped(md, line, FALSE);
	g_string_append(md->out, "\n\n");
}

static void put_frame(struct markdown *md, const struct doc *doc)
{
	const struct form_words *words = form_words(doc);
	g_autofree char *superior = doc->superior ? text_upper(doc->superior) : NULL;
	g_autofree char *issuer = doc->issuer ? text_upper(doc->issuer) : NULL;
	g_autofree char *number = doc_number_line(doc);
	g_autofree char *date = doc_date_line(doc);
	put_paragraph(md, superior, "");
	put_paragraph(md, issuer, "**");
	put_paragraph(md, words->nation, "**");
	put_paragraph(md, words->motto, "**");
	g_strchomp(number);
	g_strstrip(date);
	if (!doc->book) {
		put_paragraph(md, number, "");
		put_paragraph(md, date, "*");
	}
	if (doc->urgency > URGENCY_NONE && doc->urgency <= URGENCY_FLASH)
		put_paragraph(md, words->urgency[doc->urgency], "**");
	put_heading_text(md, doc->kind, "#");
	put_paragraph(md, doc->subject, "**");
	g_auto(GStrv) lines = form_addressees(doc);
	if (!lines[0])
		return;
	g_string_append(md->out, words->to);
	if (!lines[1]) {
		g_string_append_c(md->out, ' ');
		put_lines(md, lines[0], FALSE);
	}
	g_string_append(md->out, "\n\n");
	for (guint i = 0; lines[1] && lines[i]; i++) {
		g_string_append(md->out, "- ");
		put_lines(md, lines[i] + 2, TRUE);
		g_string_append(md->out, lines[i + 1] ? "\n" : "\n\n");
	}
}

static void put_row(struct markdown *md, const struct row *row, guint columns)
{
	guint column = 0;
	for (guint i = 0; column < columns; i++) {
		const struct cell *cell = i < row->cells->len ? row->cells->pdata[i] : NULL;
		const guint span = cell ? form_cell_span(cell, column, columns) : 1;
		g_string_append(md->out, "| ");
		g_autofree char *plain = cell ? runs_plain(cell->runs) : g_strdup("");
		const gboolean bold = row->total && *g_strstrip(plain);
		if (bold)
			put_styled(md, plain, RUN_BOLD, TRUE);
		else if (cell)
			put_runs(md, cell->runs, FALSE);
		g_string_append_c(md->out, ' ');
		for (guint k = 1; k < span; k++)
			g_string_append(md->out, "| ");
		column += span;
	}
	g_string_append(md->out, "|\n");
}

/* Markdown has one row of headings and no cell over several: what covers a column is said in it.
 * How many rows of the header become that one. */
static guint layers_of(const struct table *table)
{
	guint layers = MIN(table->header->len, 1);
	for (guint i = 0; i < table->header->len; i++) {
		const struct row *row = table->header->pdata[i];
		for (guint k = 0; k < row->cells->len; k++) {
			const struct cell *cell = row->cells->pdata[k];
			if (cell->above)
				layers = MAX(layers, i + 1);
			else if (cell->span > 1)
				layers = MAX(layers, i + 2);
		}
	}
	return MIN(layers, table->header->len);
}

static void put_heading_of(
	struct markdown *md, const struct table *table, guint layers, guint column, guint columns)
{
	g_autoptr(GString) heading = g_string_new(NULL);
	for (guint i = 0; i < layers; i++) {
		const struct row *row = table->header->pdata[i];
		const struct cell *cell = NULL;
		for (guint at = column + 1; !cell && at > 0; at--)
			cell = form_cell_at(row, at - 1, columns);
		g_autofree char *text = cell && !cell->above ? runs_plain(cell->runs) : NULL;
		if (text && *g_strstrip(text))
			g_string_append_printf(heading, "%s%s", heading->len > 0 ? ": " : "", text);
	}
	g_string_append(md->out, "| ");
	put_styled(md, heading->str, RUN_PLAIN, FALSE);
	g_string_append_c(md->out, ' ');
}

static void put_layered(struct markdown *md, const struct table *table, guint layers, guint columns)
{
	for (guint i = 0; i < columns; i++)
		put_heading_of(md, table, layers, i, columns);
	g_string_append(md->out, "|\n");
}

static void put_table(struct markdown *md, const struct table *table)
{
	const guint columns = form_table_columns(table);
	const guint layers = layers_of(table);
	put_paragraph(md, table->caption, "**");
	md->in_table = TRUE;
	g_autofree struct row *empty = g_new0(struct row, 1);
	empty->cells = g_ptr_array_new();
	if (layers > 1)
		put_layered(md, table, layers, columns);
	else
		put_row(md, table->header->len > 0 ? table->header->pdata[0] : empty, columns);
	for (guint i = 0; i < columns; i++) {
		const enum align align = form_table_column(table, i).align;
		g_string_append(md->out, align == ALIGN_RIGHT    ? "|--:"
					 : align == ALIGN_CENTRE ? "|:-:"
								 : "|---");
	}
	g_string_append(md->out, "|\n");
	for (guint i = MAX(layers, 1); i < table->header->len; i++)
		put_row(md, table->header->pdata[i], columns);
	for (guint i = 0; i < table->rows->len; i++)
		put_row(md, table->rows->pdata[i], columns);
	g_ptr_array_unref(empty->cells);
	md->in_table = FALSE;
	g_string_append_c(md->out, '\n');
}

/* Letters are no list marks of CommonMark: such items are paragraphs that begin with their label.
 */
static void put_item(struct markdown *md, const struct flow_item *item, GString *margin)
{
	g_string_set_size(margin, MIN(margin->len, 3 * (gsize)item->level));
	while (margin->len < 3 * (gsize)item->level)
		g_string_append_c(margin, ' ');
	const gboolean marked = item->kind == FLOW_ITEM && item->level == 0 && item->ordered;
	const gboolean dashed = item->kind == FLOW_ITEM && !item->ordered && item->level < 2;
	g_string_append(md->out, margin->str);
	if (item->kind == FLOW_MORE)
		g_string_append(md->out, "   ");
	else if (marked || dashed)
		g_string_append_printf(md->out, dashed ? "%s  " : "%s ", item->label);
	else
		g_string_append_printf(md->out, "%s ", item->label);
	g_autofree char *indent = g_strconcat(margin->str, "   ", NULL);
	md->indent = indent;
	put_runs(md, item->runs, marked || dashed || item->kind == FLOW_MORE);
	md->indent = "";
	g_string_append(md->out, "\n\n");
}

static void put_flow_heading(struct markdown *md, const struct flow_item *item)
{
	for (guint i = 0; i <= item->level; i++)
		g_string_append_c(md->out, '#');
	g_string_append_printf(
		md->out, " %s%s", item->label ? item->label : "", item->label ? " " : "");
	md->in_table = TRUE; /* a heading too is one line */
	put_runs(md, item->runs, FALSE);
	md->in_table = FALSE;
	g_string_append(md->out, "\n\n");
}

static void put_text(struct markdown *md, const struct flow_item *item)
{
	g_autofree char *plain = runs_plain(item->runs);
	if (!*g_strstrip(plain))
		return;
	if (item->italic)
		put_styled(md, plain, RUN_ITALIC, TRUE);
	else
		put_runs(md, item->runs, TRUE);
	g_string_append(md->out, "\n\n");
}

static void put_flow(
	struct markdown *md, const struct doc *doc, const GPtrArray *blocks, gboolean body)
{
	g_autoptr(GPtrArray) flow = form_flow(blocks, doc->numbering, body);
	g_autoptr(GString) margin = g_string_new(NULL);
	for (guint i = 0; i < flow->len; i++) {
		const struct flow_item *item = flow->pdata[i];
		if (item->kind == FLOW_HEADING)
			put_flow_heading(md, item);
		else if (item->kind == FLOW_TABLE)
			put_table(md, item->table);
		else if (item->kind == FLOW_PARAGRAPH)
			put_text(md, item);
		else
			put_item(md, item, margin);
	}
}

static void put_signature(struct markdown *md, const struct doc *doc)
{
	g_auto(GStrv) lines = form_recipients(doc);
	for (guint i = 0; i < doc->signature.capacity->len; i++) {
		g_autofree char *upper = text_upper(doc->signature.capacity->pdata[i]);
		put_paragraph(md, upper, "**");
	}
	put_paragraph(md, doc->signature.name, "**");
	if (lines[0])
		put_paragraph(md, form_words(doc)->recipients, "***");
	for (guint i = 0; lines[i]; i++) {
		g_string_append(md->out, "- ");
		put_lines(md, lines[i] + 2, TRUE);
		g_string_append_c(md->out, '\n');
	}
}

GBytes *doc_write_markdown(const struct doc *doc, G_GNUC_UNUSED GError **error)
{
	struct markdown md = {g_string_new(NULL), FALSE, ""};
	put_frame(&md, doc);
	put_flow(&md, doc, doc->blocks, !doc->book);
	put_signature(&md, doc);
	for (guint i = 0; i < doc->appendices->len; i++) {
		const struct appendix *appendix = doc->appendices->pdata[i];
		g_autofree char *label = form_appendix_label(doc, i);
		g_string_append_printf(md.out, "\n## %s\n\n", label);
		g_autofree char *title = text_upper(appendix->title ? appendix->title : "");
		put_paragraph(&md, title, "**");
		g_autofree char *note = form_appendix_note(doc, appendix);
		put_paragraph(&md, note, "*");
		put_flow(&md, doc, appendix->blocks, FALSE);
	}
	return g_string_free_to_bytes(md.out);
}
