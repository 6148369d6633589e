/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/writer.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "doc/form.h"

/* Paragraphs are one line each, so that they can be searched; only the frame and tables have a
 * width. */
#define PAGE  80
#define TABLE 100

/* Columns of a terminal that the text takes. */
static gsize text_width(const char *text)
{
	gsize width = 0;
	for (const char *c = text; *c; c = g_utf8_next_char(c)) {
		const gunichar u = g_utf8_get_char(c);
		width += g_unichar_iszerowidth(u) ? 0 : g_unichar_iswide(u) ? 2 : 1;
	}
	return width;
}

static void put_spaces(GString *out, gsize count)
{
	for (; count > 0; count--)
		g_string_append_c(out, ' ');
}

static void put_aligned(GString *out, const char *text, gsize width, enum align align)
{
	const gsize taken = text_width(text), free = width > taken ? width - taken : 0;
	const gsize before = align == ALIGN_RIGHT ? free : align == ALIGN_CENTRE ? free / 2 : 0;
	put_spaces(out, before);
	g_string_append(out, text);
	put_spaces(out, free - before);
}

static void trim_line(GString *out)
{
	while (out->len > 0 && out->str[out->len - 1] == ' ')
		g_string_truncate(out, out->len - 1);
	g_string_append_c(out, '\n');
}

static void put_centred(GString *out, const char *text)
{
	put_aligned(out, text, PAGE, ALIGN_CENTRE);
	trim_line(out);
}

static void add_upper(GPtrArray *lines, const char *text)
{
	if (text && *text)
		g_ptr_array_add(lines, text_upper(text));
}

static void put_pair(GString *out, const char *left, const char *right, enum align align)
{
	const gsize half = PAGE / 2 - 2;
	put_aligned(out, left ? left : "", half, align);
	g_string_append(out, "  ");
	if (right)
		put_aligned(out, right, PAGE - half - 2, ALIGN_CENTRE);
	trim_line(out);
}

static void put_columns(
	GString *out, const GPtrArray *left, const GPtrArray *right, enum align align)
{
	for (guint i = 0; i < MAX(left->len, right->len); i++)
		put_pair(out, i < left->len ? left->pdata[i] : NULL,
			i < right->len ? right->pdata[i] : NULL, align);
}

static void put_header(GString *out, const struct doc *doc)
{
	const struct form_words *words = form_words(doc);
	g_autoptr(GPtrArray) left = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) right = g_ptr_array_new_with_free_func(g_free);
	add_upper(left, doc->superior);
	add_upper(left, doc->issuer);
	if (left->len > 0)
		g_ptr_array_add(left, g_strdup("-------"));
	g_ptr_array_add(right, g_strdup(words->nation));
	g_ptr_array_add(right, g_strdup(words->motto));
	g_ptr_array_add(right, g_strnfill(text_width(words->motto), '-'));
	put_columns(out, left, right, ALIGN_CENTRE);
	g_autofree char *number = doc_number_line(doc);
	g_autofree char *date = doc_date_line(doc);
	if (!doc->book)
		put_pair(out, number, date, ALIGN_CENTRE);
	if (doc->urgency > URGENCY_NONE && doc->urgency <= URGENCY_FLASH) {
		g_autofree char *mark = g_strdup_printf("[%s]", words->urgency[doc->urgency]);
		put_pair(out, mark, NULL, ALIGN_CENTRE);
	}
	g_string_append_c(out, '\n');
}

static void put_title(GString *out, const struct doc *doc)
{
	g_autofree char *kind = doc->kind ? text_upper(doc->kind) : NULL;
	if (kind && *kind)
		put_centred(out, kind);
	if (doc->subject && *doc->subject) {
		put_centred(out, doc->subject);
		put_centred(out, "-------");
	}
	g_auto(GStrv) lines = form_addressees(doc);
	if (lines[0])
		g_string_append_printf(out, "\n%s%s%s\n", form_words(doc)->to, lines[1] ? "" : " ",
			lines[1] ? "" : lines[0]);
	for (guint i = 0; lines[0] && lines[1] && lines[i]; i++)
		g_string_append_printf(out, "    %s\n", lines[i]);
	g_string_append_c(out, '\n');
}

struct sheet {
	guint columns;
	gsize widths[64];
};

static char *cell_text(const struct cell *cell, gboolean header)
{
	char *text = cell && !(header && cell->above) ? runs_plain(cell->runs) : g_strdup("");
	return g_strdelimit(text, "\n\t", ' ');
}

/* The end of what fits into `width`: at a space where there is one, else anywhere; at least one
 * character. */
static const char *line_end(const char *text, gsize width)
{
	const char *space = NULL, *c = text;
	for (gsize used = 0; *c; c = g_utf8_next_char(c)) {
		const gunichar u = g_utf8_get_char(c);
		used += g_unichar_iszerowidth(u) ? 0 : g_unichar_iswide(u) ? 2 : 1;
		if (*c == ' ')
			space = c;
		if (used > width && c != text)
			return space && space != text ? space : c;
	}
	return c;
}

static gsize cell_width(const struct sheet *sheet, guint column, guint span)
{
	gsize width = 3 * ((gsize)span - 1);
	for (guint i = column; i < column + span; i++)
		width += sheet->widths[i];
	return width;
}

/* One printed line of a row; FALSE when nothing is left of any cell. */
static gboolean put_row_line(GString *out, const struct sheet *sheet, const struct table *table,
	const struct row *row, char **rest)
{
	gboolean some = FALSE;
	guint column = 0;
	for (guint i = 0; column < sheet->columns; i++) {
		const struct cell *cell = i < row->cells->len ? row->cells->pdata[i] : NULL;
		const guint span = cell ? form_cell_span(cell, column, sheet->columns) : 1;
		const gsize width = cell_width(sheet, column, span);
		const char *end = line_end(rest[i], width);
		g_autofree char *part = g_strndup(rest[i], (gsize)(end - rest[i]));
		g_autofree char *left = g_strdup(*end == ' ' ? end + 1 : end);
		g_string_append(out, "| ");
		put_aligned(out, part, width,
			span > 1 && !row->total ? ALIGN_CENTRE
						: form_table_column(table, column).align);
		g_string_append_c(out, ' ');
		some = some || *left;
		g_free(rest[i]);
		rest[i] = g_steal_pointer(&left);
		column += span;
	}
	g_string_append(out, "|\n");
	return some;
}

static void put_row(GString *out, const struct sheet *sheet, const struct table *table,
	const GPtrArray *rows, guint index)
{
	const struct row *row = rows->pdata[index];
	const guint count = MAX(row->cells->len, sheet->columns);
	g_auto(GStrv) rest = g_new0(char *, count + 1);
	for (guint i = 0; i < count; i++)
		rest[i] = cell_text(
			i < row->cells->len ? row->cells->pdata[i] : NULL, rows == table->header);
	while (put_row_line(out, sheet, table, row, rest))
		continue;
}

static void put_rule(GString *out, const struct sheet *sheet, char dash)
{
	for (guint i = 0; i < sheet->columns; i++) {
		g_string_append_c(out, '+');
		for (gsize k = 0; k < sheet->widths[i] + 2; k++)
			g_string_append_c(out, dash);
	}
	g_string_append(out, "+\n");
}

static double measure(const char *text, gsize length, G_GNUC_UNUSED guint points)
{
	g_autofree char *part = g_strndup(text, length);
	return (double)text_width(part);
}

/* A table whose words do not fit is wider than others, within reason. */
static void fit(struct sheet *sheet, const struct table *table)
{
	struct form_room room = {.measure = measure, .pad = 3, .least = 1};
	room.width = CLAMP(form_table_least(table, &room) + 1, TABLE, TABLE * 5 / 3) - 1;
	g_autofree double *widths = form_table_widths(table, &room);
	for (guint i = 0; i < sheet->columns; i++)
		sheet->widths[i] = (gsize)CLAMP(widths[i] - room.pad, 1, 1000);
}

static void put_table(GString *out, const struct table *table)
{
	struct sheet sheet = {.columns = form_table_columns(table)};
	fit(&sheet, table);
	if (table->caption)
		g_string_append_printf(out, "%s\n", table->caption);
	put_rule(out, &sheet, '-');
	for (guint i = 0; i < table->header->len; i++)
		put_row(out, &sheet, table, table->header, i);
	if (table->header->len > 0)
		put_rule(out, &sheet, '=');
	for (guint i = 0; i < table->rows->len; i++) {
		const struct row *row = table->rows->pdata[i];
		if (row->total && i > 0)
			put_rule(out, &sheet, '-');
		put_row(out, &sheet, table, table->rows, i);
	}
	put_rule(out, &sheet, '-');
	g_string_append_c(out, '\n');
}

static void put_flow_item(GString *out, const struct flow_item *item)
{
	if (item->kind == FLOW_TABLE) {
		put_table(out, item->table);
		return;
	}
	const gsize indent =
		item->kind == FLOW_ITEM || item->kind == FLOW_MORE ? 2 * (gsize)item->level : 0;
	put_spaces(out, indent + (item->kind == FLOW_MORE ? 2 : 0));
	if (item->label)
		g_string_append_printf(out, "%s ", item->label);
	g_autofree char *text = runs_plain(item->runs);
	g_string_append(out, text);
	trim_line(out);
	g_string_append_c(out, '\n');
}

static void put_flow(GString *out, const struct doc *doc, const GPtrArray *blocks, gboolean body)
{
	g_autoptr(GPtrArray) flow = form_flow(blocks, doc->numbering, body);
	for (guint i = 0; i < flow->len; i++)
		put_flow_item(out, flow->pdata[i]);
}

static void put_signature(GString *out, const struct doc *doc)
{
	if (!form_is_signed(doc))
		return;
	g_autoptr(GPtrArray) left = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) right = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) lines = form_recipients(doc);
	if (lines[0])
		g_ptr_array_add(left, g_strdup(form_words(doc)->recipients));
	for (guint i = 0; lines[i]; i++)
		g_ptr_array_add(left, g_strdup(lines[i]));
	for (guint i = 0; i < doc->signature.capacity->len; i++)
		add_upper(right, doc->signature.capacity->pdata[i]);
	for (guint i = 0; i < 4; i++)
		g_ptr_array_add(right, g_strdup(""));
	g_ptr_array_add(right, g_strdup(doc->signature.name ? doc->signature.name : ""));
	put_columns(out, left, right, ALIGN_LEFT);
}

static void put_appendix(GString *out, const struct doc *doc, guint index)
{
	const struct appendix *appendix = doc->appendices->pdata[index];
	g_autofree char *label = form_appendix_label(doc, index);
	g_autofree char *title = text_upper(appendix->title ? appendix->title : "");
	g_string_append(out, "\n\f\n");
	put_centred(out, label);
	if (*title)
		put_centred(out, title);
	g_autofree char *note = form_appendix_note(doc, appendix);
	if (note)
		put_centred(out, note);
	g_string_append_c(out, '\n');
	put_flow(out, doc, appendix->blocks, FALSE);
}

GBytes *doc_write_text(const struct doc *doc, G_GNUC_UNUSED GError **error)
{
	GString *out = g_string_new(NULL);
	put_header(out, doc);
	put_title(out, doc);
	put_flow(out, doc, doc->blocks, !doc->book);
	put_signature(out, doc);
	for (guint i = 0; i < doc->appendices->len; i++)
		put_appendix(out, doc, i);
	return g_string_free_to_bytes(out);
}
