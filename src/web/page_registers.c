/* SPDX-License-Identifier: Apache-2.0 */
/* The registers, by what they are about. */
#include "base/number.h"
#include "web/list.h"
#include "web/pages.h"

#include <string.h>

static void put_count(struct page *page, gint64 count)
{
	g_autofree char *number = number_text(count, 0, page->request->language);
	html_element(&page->html, HTML_SPAN, "count", number);
}

static gboolean put_register(struct page *page, const struct reg *reg, GError **error)
{
	struct request *request = page->request;
	gint64 count;
	g_auto(url_t) url = register_url(reg);
	if (!register_count(request, reg, &count, error))
		return FALSE;
	html_begin(&page->html, HTML_LI);
	html_attr(&page->html, HTML_CLASS, count ? NULL : "none");
	page_link(page, &url, NULL, label_text(&reg->title, request->language));
	html_text(&page->html, " ");
	put_count(page, count);
	html_end(&page->html, HTML_LI);
	return TRUE;
}

static gboolean put_group(struct page *page, const struct group *group, GError **error)
{
	const GPtrArray *registers = page->request->app->model->registers;
	gboolean begun = FALSE;
	for (guint i = 0; i < registers->len; i++) {
		const struct reg *reg = registers->pdata[i];
		if (g_strcmp0(reg->group, group->id) != 0 || strcmp(reg->id, "report") == 0)
			continue;
		if (!begun) {
			html_begin(&page->html, HTML_SECTION);
			html_attr(&page->html, HTML_CLASS, "card");
			html_element(&page->html, HTML_H2, NULL, label_text(&group->label, page->request->language));
			html_begin(&page->html, HTML_UL);
			html_attr(&page->html, HTML_CLASS, "registers");
			begun = TRUE;
		}
		if (!put_register(page, reg, error))
			return FALSE;
	}
	if (begun) {
		html_end(&page->html, HTML_UL);
		html_end(&page->html, HTML_SECTION);
	}
	return TRUE;
}

gboolean list_registers(struct request *request, GError **error)
{
	struct page page;
	const GPtrArray *groups = request->app->model->groups;
	page_begin(&page, request, SECTION_REGISTERS, _("Registers"));
	html_begin(&page.html, HTML_DIV);
	html_attr(&page.html, HTML_CLASS, "cards");
	for (guint i = 0; i < groups->len; i++)
		if (!put_group(&page, groups->pdata[i], error)) {
			html_clear(&page.html);
			return FALSE;
		}
	html_end(&page.html, HTML_DIV);
	return page_end(&page, error);
}
