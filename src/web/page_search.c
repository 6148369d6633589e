/* SPDX-License-Identifier: Apache-2.0 */
/* Search over all registers, without tones. */
#include "base/text.h"
#include "web/pages.h"
#include "web/show.h"

enum { FOUND_MOST = 100 };

static gboolean put_found(struct page *page, gint64 key, GError **error)
{
	struct html_writer *html = &page->html;
	struct app *app = page->request->app;
	const struct reg *reg = store_register_of(app->store, key, error);
	g_autoptr(record_t) record = reg ? store_read(app->store, reg, KEY_OFFICE(key), KEY_ID(key), error) : NULL;
	if (!record)
		return FALSE;
	g_auto(url_t) url = record_url(reg, record->id);
	g_autofree char *title = title_of(page->request, record, FALSE);
	html_begin(html, HTML_LI);
	page_link(page, &url, "found", title);
	html_begin(html, HTML_P);
	html_attr(html, HTML_CLASS, "quiet");
	html_text(html, label_text(&reg->title, page->request->language));
	html_text(html, " #");
	html_text_int(html, record->id);
	html_text(html, " ");
	put_state(page, record);
	html_end(html, HTML_P);
	html_end(html, HTML_LI);
	return TRUE;
}

static gboolean put_all(struct page *page, const GArray *keys, GError **error)
{
	html_begin(&page->html, HTML_OL);
	html_attr(&page->html, HTML_CLASS, "results card");
	for (guint i = 0; i < MIN(keys->len, FOUND_MOST); i++)
		if (!put_found(page, g_array_index(keys, gint64, i), error))
			return FALSE;
	html_end(&page->html, HTML_OL);
	return TRUE;
}

gboolean search_records(struct request *request, GError **error)
{
	struct page page;
	const char *words = pairs_get(request->query, "q");
	g_autofree char *folded = text_fold(words ? words : "");
	g_autoptr(GArray) keys = *folded ? store_search(request->app->store, words, request_office(request), FOUND_MOST + 1, error) :
		g_array_new(FALSE, FALSE, sizeof(gint64));
	if (!keys)
		return FALSE;
	page_begin(&page, request, SECTION_NONE, _("Search"));
	if (!*folded) {
		page_empty(&page, _("What are you looking for?"), _("Type words of a name, a place, a number; tones and capitals do not matter, beginnings of words are enough."));
	} else if (!keys->len) {
		page_empty(&page, _("Nothing was found"), _("Leave a word out, or shorten one; all of them must be in the record."));
	} else {
		g_autofree char *line = g_strdup_printf(keys->len > FOUND_MOST ? _("More than %u records, newest first") : _("%u records, newest first"),
			MIN(keys->len, FOUND_MOST));
		html_element(&page.html, HTML_P, "sum", line);
		if (!put_all(&page, keys, error)) {
			html_clear(&page.html);
			return FALSE;
		}
	}
	return page_end(&page, error);
}
