/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/pdf_page.h"

enum { LEVELS = 8 };

/* An entry of the outline with its neighbours, all as indexes from 1; 0 = none. */
struct outline_node {
	guint parent, first, last, previous, next, below; /* entries below it, at any depth */
};

/* The first is the outline itself. */
static struct outline_node *outline_tree(const GArray *entries)
{
	struct outline_node *nodes = g_new0(struct outline_node, entries->len + 1);
	guint open[LEVELS + 1] = {0}; /* the last entry of each level that may have more below it */
	for (guint i = 1; i <= entries->len; i++) {
		const guint level = MIN(g_array_index(entries, struct outline_entry, i - 1).level, LEVELS);
		guint parent = 0;
		for (guint above = 1; above < level; above++)
			if (open[above])
				parent = open[above];
		nodes[i].parent = parent;
		nodes[i].previous = nodes[parent].last;
		if (nodes[parent].last)
			nodes[nodes[parent].last].next = i;
		else
			nodes[parent].first = i;
		nodes[parent].last = i;
		for (guint node = i; node != 0; node = nodes[node].parent)
			nodes[nodes[node].parent].below++;
		open[level] = i;
		for (guint deeper = level + 1; deeper <= LEVELS; deeper++)
			open[deeper] = 0;
	}
	return nodes;
}

static void put_neighbour(GString *out, const char *name, guint base, guint node)
{
	if (node)
		g_string_append_printf(out, "%s %u 0 R", name, base + node);
}

/* 0 when there is none. Objects have the numbers of their nodes after that of the outline itself. */
static guint write_outline(struct pdf *pdf)
{
	const guint base = pdf->outline->len > 0 ? pdf_file_number(pdf->file) : 0;
	g_autofree struct outline_node *nodes = outline_tree(pdf->outline);
	g_autoptr(GString) out = g_string_new(NULL);
	for (guint i = 0; i < pdf->outline->len; i++)
		pdf_file_number(pdf->file);
	for (guint i = 0; base && i <= pdf->outline->len; i++) {
		g_string_assign(out, "<<");
		if (i == 0)
			g_string_append(out, "/Type/Outlines");
		else {
			const struct outline_entry *entry = &g_array_index(pdf->outline, struct outline_entry, i - 1);
			g_string_append(out, "/Title");
			pdf_put_text(out, entry->title);
			g_string_append_printf(out, "/Parent %u 0 R/Dest[%u 0 R/XYZ 0 ", base + nodes[i].parent, entry->page);
			pdf_put_number(out, entry->y);
			g_string_append(out, " null]");
		}
		put_neighbour(out, "/First", base, nodes[i].first);
		put_neighbour(out, "/Last", base, nodes[i].last);
		put_neighbour(out, "/Prev", base, nodes[i].previous);
		put_neighbour(out, "/Next", base, nodes[i].next);
		if (nodes[i].below)
			g_string_append_printf(out, "/Count %u", nodes[i].below);
		g_string_append(out, ">>");
		pdf_file_object(pdf->file, base + i, out);
	}
	return base;
}

static void write_pages(struct pdf *pdf)
{
	g_autoptr(GString) out = g_string_new("<</Type/Pages/Kids[");
	for (guint i = 0; i < pdf->page_list->len; i++)
		g_string_append_printf(out, "%u 0 R ", g_array_index(pdf->page_list, guint, i));
	g_string_append_printf(out, "]/Count %u>>", pdf->page_list->len);
	pdf_file_object(pdf->file, pdf->pages, out);
}

static gboolean write_fonts(struct pdf *pdf, GError **error)
{
	g_autoptr(GString) fonts = g_string_new("<</Font<<");
	if (!pdf_fonts_embed(&pdf->setter.fonts, pdf->file, fonts, error))
		return FALSE;
	g_string_append(fonts, ">>>>");
	pdf_file_object(pdf->file, pdf->resources, fonts);
	return TRUE;
}

GBytes *pdf_end(struct pdf *pdf, const GString *info, GError **error)
{
	if (!write_fonts(pdf, error))
		return NULL;
	const guint outline = write_outline(pdf), tree = tags_write(&pdf->tags, pdf->file);
	const guint catalog = pdf_file_number(pdf->file), about = pdf_file_number(pdf->file);
	write_pages(pdf);
	g_autoptr(GString) out = g_string_new(NULL);
	g_string_printf(out,
		"<</Type/Catalog/Pages %u 0 R/StructTreeRoot %u 0 R/MarkInfo<</Marked true>>/Lang(%s)"
		"/ViewerPreferences<</DisplayDocTitle true>>",
		pdf->pages, tree, g_str_equal(form_words(pdf->doc)->language, "vi") ? "vi-VN" : form_words(pdf->doc)->language);
	if (outline)
		g_string_append_printf(out, "/Outlines %u 0 R", outline);
	g_string_append(out, ">>");
	pdf_file_object(pdf->file, catalog, out);
	pdf_file_plain_object(pdf->file, about, info);
	return pdf_file_end(pdf->file, catalog, about);
}
