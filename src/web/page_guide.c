/* SPDX-License-Identifier: Apache-2.0 */
/* The guide for officials, docs/guide.*.md: one page, its chapters listed first. */
#include "web/assets.h"
#include "web/page.h"
#include "web/pages.h"

#include <cmark-gfm.h>

/* What a node of the text stands as; those that are not here stand as what is in them. */
static const struct {
	cmark_node_type type;
	enum html_element element;
} elements[] = {
	{ CMARK_NODE_PARAGRAPH, HTML_P },
	{ CMARK_NODE_ITEM, HTML_LI },
	{ CMARK_NODE_STRONG, HTML_STRONG },
	{ CMARK_NODE_EMPH, HTML_EM },
};

static gboolean element_of(cmark_node *node, enum html_element *element)
{
	const cmark_node_type type = cmark_node_get_type(node);
	if (type == CMARK_NODE_LIST)
		*element = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST ? HTML_OL : HTML_UL;
	else if (type == CMARK_NODE_HEADING)
		*element = cmark_node_get_heading_level(node) == 2 ? HTML_H2 : HTML_H3;
	for (guint i = 0; i < G_N_ELEMENTS(elements); i++)
		if (type == elements[i].type) {
			*element = elements[i].element;
			return TRUE;
		}
	return type == CMARK_NODE_LIST || type == CMARK_NODE_HEADING;
}

static gboolean is_chapter(cmark_node *node)
{
	return cmark_node_get_type(node) == CMARK_NODE_HEADING && cmark_node_get_heading_level(node) == 2;
}

/* The page has the text's own title for its heading. */
static gboolean is_title(cmark_node *node)
{
	return cmark_node_get_type(node) == CMARK_NODE_HEADING && cmark_node_get_heading_level(node) == 1;
}

static void put_leaf(struct page *page, cmark_node *node)
{
	const cmark_node_type type = cmark_node_get_type(node);
	if (type == CMARK_NODE_TEXT)
		html_text(&page->html, cmark_node_get_literal(node));
	else if (type == CMARK_NODE_CODE)
		html_element(&page->html, HTML_CODE, NULL, cmark_node_get_literal(node));
	else if (type == CMARK_NODE_SOFTBREAK)
		html_text(&page->html, " ");
}

static void put_node(struct page *page, cmark_node *node, guint *chapter)
{
	enum html_element element;
	gboolean stands = element_of(node, &element);
	if (stands)
		html_begin(&page->html, element);
	if (is_chapter(node)) {
		g_autofree char *id = g_strdup_printf("chapter-%u", ++*chapter);
		html_attr(&page->html, HTML_ID, id);
	}
	put_leaf(page, node);
	for (cmark_node *child = cmark_node_first_child(node); child; child = cmark_node_next(child))
		if (!is_title(child))
			put_node(page, child, chapter);
	if (stands)
		html_end(&page->html, element);
}

static void put_contents(struct page *page, cmark_node *text)
{
	struct html_writer *html = &page->html;
	guint chapter = 0;
	html_begin(html, HTML_NAV);
	html_attr(html, HTML_ARIA_LABEL, _("Contents"));
	html_begin(html, HTML_OL);
	for (cmark_node *node = cmark_node_first_child(text); node; node = cmark_node_next(node)) {
		cmark_node *words = is_chapter(node) ? cmark_node_first_child(node) : NULL;
		if (!words)
			continue;
		g_autofree char *address = g_strdup_printf("/help/guide#chapter-%u", ++chapter);
		g_auto(url_t) url = url_own(address);
		html_begin(html, HTML_LI);
		page_link(page, &url, NULL, cmark_node_get_literal(words));
		html_end(html, HTML_LI);
	}
	html_end(html, HTML_OL);
	html_end(html, HTML_NAV);
}

gboolean show_guide(struct request *request, GError **error)
{
	struct page page;
	guint chapter = 0;
	const char *media;
	g_autofree char *name = g_strdup_printf("guide.%s.md", request->language);
	g_autoptr(GBytes) bytes = asset_bytes(name, NULL, &media);
	if (!bytes)
		return fail(error, ERROR_ABSENT, _("there is no such page"));
	cmark_node *text = cmark_parse_document(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), CMARK_OPT_DEFAULT);
	page_begin(&page, request, SECTION_NONE, _("Guide"));
	put_contents(&page, text);
	html_begin(&page.html, HTML_ARTICLE);
	html_attr(&page.html, HTML_CLASS, "card guide");
	put_node(&page, text, &chapter);
	html_end(&page.html, HTML_ARTICLE);
	cmark_node_free(text);
	return page_end(&page, error);
}
