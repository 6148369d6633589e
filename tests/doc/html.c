/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"
#include "doc/writer.h"
#include "format/html.h"
#include "sample.h"

#include <string.h>

static char *finished(struct html_writer *html, GString *out)
{
	g_autoptr(GError) error = NULL;
	g_assert_true(html_finish(html, &error));
	g_assert_no_error(error);
	return g_string_free(out, FALSE);
}

static void text_and_values_are_escaped(void)
{
	GString *out = g_string_new(NULL);
	struct html_writer html;
	html_start(&html, out);
	html_begin(&html, HTML_P);
	html_attr(&html, HTML_TITLE_TEXT, "\"<'&>");
	html_data(&html, "figure", "a=1&b=2");
	html_text(&html, "a < b & \"c\" > 'd'\x01\x7f\xff");
	html_element(&html, HTML_BR, NULL, NULL);
	html_begin(&html, HTML_INPUT);
	html_flag(&html, HTML_REQUIRED, TRUE);
	html_flag(&html, HTML_CHECKED, FALSE);
	html_text(&html, "sau");
	html_end(&html, HTML_P);
	g_autofree char *text = finished(&html, out);
	g_assert_cmpstr(text, ==,
		"<p title=\"&quot;&lt;&#39;&amp;&gt;\" data-figure=\"a=1&amp;b=2\">"
		"a &lt; b &amp; &quot;c&quot; &gt; &#39;d&#39;���<br><input required>sau</p>");
}

static void mistakes_stick_and_are_told_at_the_end(void)
{
	for (guint mistake = 0; mistake < 7; mistake++) {
		g_autoptr(GString) out = g_string_new("before");
		g_auto(url_t) outside = {NULL, FALSE};
		const struct url none = {NULL, TRUE};
		struct html_writer html;
		g_assert_true(url_parse("https://a.vn/x.js", &outside, NULL));
		html_start(&html, out);
		html_begin(&html, HTML_DIV);
		if (mistake == 0)
			html_end(&html, HTML_P);
		else if (mistake == 1)
			html_begin(&html, HTML_P);
		else if (mistake == 2)
			html_text(&html, "x"), html_attr(&html, HTML_ID, "late");
		else if (mistake == 3)
			html_url(&html, HTML_HREF, &none);
		else if (mistake == 4)
			html_url(&html, HTML_ACTION, &outside);
		else if (mistake == 5)
			html_script(&html, &outside);
		else
			html_data(&html, "Bad name", "x");
		html_end(&html, HTML_DIV);
		g_autoptr(GError) error = NULL;
		g_assert_false(html_finish(&html, &error));
		g_assert_error(error, ERROR_DOMAIN, ERROR_SYSTEM);
		g_assert_cmpstr(out->str, ==, "before");
	}
}

static void own_paths_stay_on_this_site(void)
{
	static const char *const bad[] = {
		"//evil.vn", "evil", "", "/\\evil.vn", "/a b", "/<", "javascript:x", "/a\nb"};
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_auto(url_t) url = url_own(bad[i]);
		g_assert_null(url.text);
	}
	g_auto(url_t) url = url_own("/registers");
	url_add_segment(&url, "đoàn vào/../x?y");
	url_add_query(&url, "q", "a&b=c d");
	url_add_query(&url, "page", "2");
	url_set_fragment(&url, "x");
	g_assert_cmpstr(url.text, ==,
		"/registers/%C4%91o%C3%A0n%20v%C3%A0o%2F..%2Fx%3Fy?q=a%26b%3Dc%20d&page=2#x");
	g_auto(url_t) climbing = url_own("/registers");
	url_add_segment(&climbing, "..");
	g_assert_null(climbing.text);
	g_auto(url_t) root = url_own("/");
	url_add_segment(&root, "login");
	g_assert_cmpstr(root.text, ==, "/login");
}

static void a_document_becomes_one_page_without_script(void)
{
	g_autoptr(doc_t) doc = sample_hostile();
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = doc_write_html(doc, &error);
	g_assert_no_error(error);
	g_autofree char *page = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	g_assert_true(g_str_has_prefix(page, "<!DOCTYPE html>\n<html lang=\"vi\">"));
	g_autofree char *lower = g_ascii_strdown(page, -1);
	g_assert_null(strstr(lower, "<script"));
	g_assert_null(strstr(lower, "javascript:"));
	g_assert_null(strstr(lower, " style="));
	g_assert_nonnull(strstr(page,
		"<data class=\"figure\" "
		"value=\"inbound.delegations?office=tb&amp;span=2020-01-01/2020-03-12\">06 đoàn"));
	g_assert_nonnull(strstr(page, "<h4 class=\"point\">đ) Đoàn điều chỉnh chương trình</h4>"));
	g_assert_nonnull(
		strstr(page, "<a href=\"https://example.vn/?a=1&amp;b=2\">cổng thông tin"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/doc/html/text and values are escaped", text_and_values_are_escaped);
	g_test_add_func("/doc/html/mistakes stick and are told at the end",
		mistakes_stick_and_are_told_at_the_end);
	g_test_add_func("/doc/html/own paths stay on this site", own_paths_stay_on_this_site);
	g_test_add_func("/doc/html/a document becomes one page",
		a_document_becomes_one_page_without_script);
	return g_test_run();
}
