/* SPDX-License-Identifier: Apache-2.0 */
/* There is no way to write markup as it is. */
#include "format/html.h"

void page(struct html_writer *html)
{
	html_raw(html, "<b>");
}
