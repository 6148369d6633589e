/* SPDX-License-Identifier: Apache-2.0 */
#include "web/show.h"
#include "web/sight.h"

/* The record behind a posting: of the own office a link, of another its name alone; of a personal register its number. */
static void put_posted_record(struct sight *sight, gint64 key)
{
	struct html_writer *html = &sight->page.html;
	struct app *app = sight->page.request->app;
	const struct reg *reg = store_register_of(app->store, key, NULL);
	g_autoptr(record_t) record = reg ? store_read(app->store, reg, KEY_OFFICE(key), KEY_ID(key), NULL) : NULL;
	g_autofree char *title = record ? title_of(sight->page.request, record, FALSE) : g_strdup_printf("#%" G_GINT64_FORMAT, KEY_ID(key));
	gboolean own = KEY_OFFICE(key) == request_office(sight->page.request);
	html_begin(html, HTML_TD);
	html_attr(html, HTML_CLASS, "name");
	if (own && record) {
		g_auto(url_t) url = record_url(reg, record->id);
		page_link(&sight->page, &url, NULL, title);
	} else {
		g_autofree char *code = store_office_code(app->store, KEY_OFFICE(key));
		html_text(html, title);
		html_text(html, " ");
		html_element(html, HTML_SPAN, "quiet", own ? NULL : code);
	}
	html_end(html, HTML_TD);
}

/* The version of the record that posted it, where its history tells what changed; none where the definitions were the cause. */
static void put_version(struct sight *sight, const struct posting *posting)
{
	struct html_writer *html = &sight->page.html;
	const struct reg *reg = store_register_of(sight->page.request->app->store, posting->record, NULL);
	g_autofree char *text = posting->version ? g_strdup_printf("%" PRId64, posting->version) : g_strdup(_("definitions")), *id = g_strconcat("v", text, NULL);
	html_begin(html, HTML_TD);
	html_data(html, "label", _("Version"));
	if (reg && posting->version && KEY_OFFICE(posting->record) == request_office(sight->page.request)) {
		g_auto(url_t) url = record_url(reg, KEY_ID(posting->record));
		url_set_fragment(&url, id);
		page_link(&sight->page, &url, NULL, text);
	} else {
		html_text(html, text);
	}
	html_end(html, HTML_TD);
}

static gboolean put_posting(struct sight *sight, const struct posting *posting, GError **error)
{
	struct html_writer *html = &sight->page.html;
	const struct request *request = sight->page.request;
	struct change *change = store_change(request->app->store, posting->history, error);
	if (!change)
		return FALSE;
	g_autofree char *day = day_words(posting->day, request->language), *at = moment_words(change->at, request->language);
	const struct number delta = { .present = TRUE, .value = posting->delta, .scale = sight->answer->number.scale };
	html_begin(html, HTML_TR);
	put_figure_number(sight, NULL, &delta);
	html_element(html, HTML_TD, NULL, day);
	put_posted_record(sight, posting->record);
	put_version(sight, posting);
	html_element(html, HTML_TD, NULL, at);
	html_element(html, HTML_TD, NULL, change->who);
	html_end(html, HTML_TR);
	change_free(change);
	return TRUE;
}

static gboolean put_postings(struct sight *sight, GError **error)
{
	enum { POSTINGS_MOST = 1000 };
	struct html_writer *html = &sight->page.html;
	g_autoptr(GPtrArray) postings = figure_explain(sight->page.request->app->ledger, sight->query, error);
	const char *const heads[] = { _("Counts"), _("Day"), _("Record"), _("Version"), _("Written"), _("Who") };
	if (!postings)
		return FALSE;
	html_begin(html, HTML_H2);
	html_attr(html, HTML_ID, "records");
	html_text(html, _("What the figure is made of"));
	html_end(html, HTML_H2);
	if (!postings->len) {
		page_empty(&sight->page, _("No record counts in these days"), NULL);
		return TRUE;
	}
	page_scroll(&sight->page, _("Records of the figure"));
	html_begin(html, HTML_TABLE);
	html_attr(html, HTML_CLASS, "list");
	html_begin(html, HTML_THEAD);
	html_begin(html, HTML_TR);
	for (guint i = 0; i < G_N_ELEMENTS(heads); i++)
		put_figure_head(sight, i ? NULL : "number", heads[i]);
	html_end(html, HTML_TR);
	html_end(html, HTML_THEAD);
	html_begin(html, HTML_TBODY);
	for (guint i = 0; i < MIN(postings->len, POSTINGS_MOST); i++)
		if (!put_posting(sight, postings->pdata[i], error))
			return FALSE;
	html_end(html, HTML_TBODY);
	html_end(html, HTML_TABLE);
	html_end(html, HTML_DIV);
	if (postings->len > POSTINGS_MOST) {
		g_autofree char *text = g_strdup_printf(_("The first %d of %u entries; choose a shorter span to see the others."), POSTINGS_MOST, postings->len);
		html_element(html, HTML_P, "quiet", text);
	}
	return TRUE;
}

/* A share or a ratio is made of two figures; each explains itself. */
static void put_operands(struct sight *sight)
{
	struct html_writer *html = &sight->page.html;
	html_element(html, HTML_H2, NULL, _("What the figure is made of"));
	html_begin(html, HTML_UL);
	for (guint i = 0; i < G_N_ELEMENTS(sight->query->figure->operands); i++) {
		g_autoptr(figure_query_t) part = figure_query_copy(sight->query);
		part->figure = sight->query->figure->operands[i];
		g_auto(url_t) url = query_url(sight->page.request, part);
		url_add_query(&url, "explain", "yes");
		html_begin(html, HTML_LI);
		page_link(&sight->page, &url, NULL, label_text(&part->figure->label, sight->page.request->language));
		html_end(html, HTML_LI);
	}
	html_end(html, HTML_UL);
}

gboolean put_figure_records(struct sight *sight, GError **error)
{
	struct html_writer *html = &sight->page.html;
	g_auto(url_t) url = query_url(sight->page.request, sight->query);
	g_autofree char *text = figure_query_text(sight->query, sight->page.request->app->store);
	gboolean asked = pairs_get(sight->page.request->query, "explain") != NULL;
	if (sight->query->figure->operands[0]) {
		put_operands(sight);
	} else if (asked) {
		if (!put_postings(sight, error))
			return FALSE;
	} else {
		url_add_query(&url, "explain", "yes");
		url_set_fragment(&url, "records");
		html_begin(html, HTML_P);
		page_link(&sight->page, &url, "button", _("Which records make this figure?"));
		html_end(html, HTML_P);
	}
	html_begin(html, HTML_DETAILS);
	html_element(html, HTML_SUMMARY, NULL, _("The query as a text, for reports and the command line"));
	html_element(html, HTML_P, "copy", text);
	html_end(html, HTML_DETAILS);
	return TRUE;
}
