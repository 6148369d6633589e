/* SPDX-License-Identifier: Apache-2.0 */
/* All figures, by what they tell of. */
#include "base/text.h"
#include "web/page.h"
#include "web/pages.h"

#include <string.h>

/* A figure made of others belongs where the first of them does. */
static const struct reg *register_of(const struct figure *figure)
{
	while (!figure->reg && figure->operands[0])
		figure = figure->operands[0];
	return figure->reg;
}

static void put_figure(struct page *page, const struct figure *figure)
{
	g_auto(url_t) url = url_own("/figures");
	const char *language = page->request->language;
	url_add_segment(&url, figure->id);
	html_begin(&page->html, HTML_LI);
	page_link(page, &url, NULL, label_text(&figure->label, language));
	html_text(&page->html, " ");
	html_element(&page->html, HTML_SPAN, "count", figure->kind == FIGURE_SHARE ? "%" : label_text(&figure->unit, language));
	html_end(&page->html, HTML_LI);
}

static gboolean is_wanted(const struct figure *figure, const char *folded, const char *language)
{
	g_autofree char *label = text_fold(label_text(&figure->label, language));
	return !*folded || strstr(label, folded) != NULL;
}

static guint put_register(struct page *page, const struct reg *reg, const char *folded)
{
	const GPtrArray *figures = page->request->app->model->figures;
	guint count = 0;
	for (guint i = 0; i < figures->len; i++) {
		const struct figure *figure = figures->pdata[i];
		if (register_of(figure) != reg || !is_wanted(figure, folded, page->request->language))
			continue;
		if (!count++) {
			html_begin(&page->html, HTML_SECTION);
			html_attr(&page->html, HTML_CLASS, "card");
			html_element(&page->html, HTML_H2, NULL, label_text(&reg->title, page->request->language));
			html_begin(&page->html, HTML_UL);
			html_attr(&page->html, HTML_CLASS, "registers");
		}
		put_figure(page, figure);
	}
	if (count) {
		html_end(&page->html, HTML_UL);
		html_end(&page->html, HTML_SECTION);
	}
	return count;
}

static void put_sieve(struct page *page)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) url = url_own("/figures");
	html_begin(html, HTML_FORM);
	html_attr(html, HTML_CLASS, "sieve");
	html_url(html, HTML_ACTION, &url);
	html_begin(html, HTML_LABEL);
	html_element(html, HTML_SPAN, NULL, _("Words in the name of a figure"));
	html_begin(html, HTML_INPUT);
	html_attr(html, HTML_TYPE, "search");
	html_attr(html, HTML_NAME, "q");
	html_attr(html, HTML_VALUE, pairs_get(page->request->query, "q"));
	html_end(html, HTML_INPUT);
	html_end(html, HTML_LABEL);
	page_button(page, "secondary", NULL, NULL, _("Show"));
	html_end(html, HTML_FORM);
}

gboolean list_figures(struct request *request, GError **error)
{
	struct page page;
	const GPtrArray *registers = request->app->model->registers;
	const char *words = pairs_get(request->query, "q");
	g_autofree char *folded = text_fold(words ? words : "");
	guint count = 0;
	page_begin(&page, request, SECTION_FIGURES, _("Figures"));
	put_sieve(&page);
	g_auto(url_t) stated = url_own("/baseline");
	html_begin(&page.html, HTML_P);
	page_link(&page, &stated, NULL, _("Figures that old reports state"));
	html_end(&page.html, HTML_P);
	html_begin(&page.html, HTML_DIV);
	html_attr(&page.html, HTML_CLASS, "cards");
	for (guint i = 0; i < registers->len; i++)
		count += put_register(&page, registers->pdata[i], folded);
	html_end(&page.html, HTML_DIV);
	if (!count)
		page_empty(&page, _("No figure is called that"), _("Look for a shorter word; tones do not matter."));
	return page_end(&page, error);
}
