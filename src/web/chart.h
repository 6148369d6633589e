/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Charts, drawn by the server as SVG: without a script, printed as they stand, told apart by thickness and not by colour
 * alone. What they show stands beside them as numbers; to those who hear the page they are one picture with a name.
 */
#include "format/html.h"

/* Two bars one above the other, this year's thick, the year before's thin, as parts of `most`; hidden from who hears. Of nothing there is none. */
void chart_pair(struct html_writer *html, gint64 now, gint64 then, gint64 most);

struct chart_point {
	char *label, *text;  /* what stands below, and above */
	gint64 now, then;
};
/* Columns side by side, of each point one or two. */
void chart_columns(struct html_writer *html, const char *title, const struct chart_point *points, guint count, gboolean has_then);
