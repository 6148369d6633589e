/* SPDX-License-Identifier: Apache-2.0 */
/* Another program reads our Markdown: its text must be ours, and nothing may have become markup. */
#include "doc/form.h"
#include "doc/writer.h"
#include "sample.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <string.h>

static cmark_node *parse(GBytes *markdown)
{
	static const char *const extensions[] = {"table", "strikethrough"};
	cmark_gfm_core_extensions_ensure_registered();
	cmark_parser *parser = cmark_parser_new(CMARK_OPT_DEFAULT);
	for (gsize i = 0; i < G_N_ELEMENTS(extensions); i++)
		cmark_parser_attach_syntax_extension(
			parser, cmark_find_syntax_extension(extensions[i]));
	cmark_parser_feed(parser, g_bytes_get_data(markdown, NULL), g_bytes_get_size(markdown));
	cmark_node *root = cmark_parser_finish(parser);
	cmark_parser_free(parser);
	return root;
}

/* Texts without blanks, so that wrapping and alignment do not count. */
static void squeeze(GString *out, const char *text)
{
	for (; *text; text++)
		if (!strchr(" \n\t", *text))
			g_string_append_c(out, *text);
}

static GString *text_of(cmark_node *root)
{
	GString *text = g_string_new(NULL);
	cmark_iter *iter = cmark_iter_new(root);
	for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
		cmark_node *node = cmark_iter_get_node(iter);
		const cmark_node_type type = cmark_node_get_type(node);
		const char *literal = cmark_node_get_literal(node);
		if (event != CMARK_EVENT_ENTER)
			continue;
		g_assert_true(type != CMARK_NODE_HTML_BLOCK && type != CMARK_NODE_CODE_BLOCK);
		g_assert_true(type != CMARK_NODE_CODE && type != CMARK_NODE_THEMATIC_BREAK);
		if (type == CMARK_NODE_HTML_INLINE)
			g_assert_cmpstr(literal, ==, "<br>");
		if (type == CMARK_NODE_TEXT)
			squeeze(text, literal);
		if (type == CMARK_NODE_LINK)
			g_assert_true(
				g_str_has_prefix(cmark_node_get_url(node), "https://example.vn"));
	}
	cmark_iter_free(iter);
	return text;
}

static void expect_part(const GString *whole, const char *part)
{
	g_autoptr(GString) squeezed = g_string_new(NULL);
	squeeze(squeezed, part);
	if (!strstr(whole->str, squeezed->str))
		g_error("“%s” is not in the Markdown", part);
}

static void expect_cells(const GString *whole, const GPtrArray *rows)
{
	for (guint i = 0; i < rows->len; i++) {
		const struct row *row = rows->pdata[i];
		for (guint k = 0; k < row->cells->len; k++) {
			g_autofree char *text =
				runs_plain(((const struct cell *)row->cells->pdata[k])->runs);
			expect_part(whole, text);
		}
	}
}

static void every_text_is_read_as_it_was(void)
{
	struct doc *const docs[] = {sample_report(), sample_hostile()};
	for (gsize i = 0; i < G_N_ELEMENTS(docs); i++) {
		g_autoptr(doc_t) doc = docs[i];
		g_autoptr(GBytes) markdown = doc_write_markdown(doc, NULL);
		cmark_node *root = parse(markdown);
		g_autoptr(GString) text = text_of(root);
		g_autoptr(GPtrArray) flow = form_flow(doc->blocks, doc->numbering, TRUE);
		for (guint k = 0; k < flow->len; k++) {
			const struct flow_item *item = flow->pdata[k];
			g_autofree char *plain = runs_plain(item->runs);
			expect_part(text, plain);
			if (item->table) {
				expect_cells(text, item->table->header);
				expect_cells(text, item->table->rows);
			}
		}
		cmark_node_free(root);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/doc/markdown/every text is read as it was", every_text_is_read_as_it_was);
	return g_test_run();
}
