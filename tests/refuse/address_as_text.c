/* SPDX-License-Identifier: Apache-2.0 */
/* An attribute that holds an address takes no text. */
#include "format/html.h"

void page(struct html_writer *html, const char *typed)
{
	html_begin(html, HTML_A);
	html_attr(html, HTML_HREF, typed);
	html_end(html, HTML_A);
}
