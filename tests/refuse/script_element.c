/* SPDX-License-Identifier: Apache-2.0 */
/* There is no element that runs a script. */
#include "format/html.h"

void page(struct html_writer *html)
{
	html_begin(html, HTML_SCRIPT);
	html_text(html, "alert(1)");
	html_end(html, HTML_SCRIPT);
}
