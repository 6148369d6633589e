/* SPDX-License-Identifier: Apache-2.0 */
#include "format/html.h"

void page(struct html_writer *html)
{
	g_auto(url_t) url = url_own("/registers");
	html_begin(html, HTML_A);
	html_attr(html, HTML_CLASS, "x");
	html_url(html, HTML_HREF, &url);
	html_text(html, "x");
	html_end(html, HTML_A);
}
