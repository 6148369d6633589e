/* SPDX-License-Identifier: Apache-2.0 */
/* An address is no text: it cannot come from the user unchecked. */
#include "format/html.h"

void page(struct html_writer *html, const char *typed)
{
	html_begin(html, HTML_A);
	html_url(html, HTML_HREF, typed);
	html_end(html, HTML_A);
}
