/* SPDX-License-Identifier: Apache-2.0 */
/* There is no attribute that runs a script or carries a style. */
#include "format/html.h"

void page(struct html_writer *html)
{
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_ONCLICK, "alert(1)");
	html_attr(html, HTML_STYLE, "color: red");
	html_end(html, HTML_DIV);
}
