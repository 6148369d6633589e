/* SPDX-License-Identifier: Apache-2.0 */
#include "web/chart.h"
#include "base/number.h"

/* `value` of `most` as part of `length`; what is not nothing is seen. */
static gint64 part(gint64 value, gint64 most, gint64 length)
{
	gint64 drawn = 0;
	if (value <= 0 || most <= 0 || !number_scale(MIN(value, most), length, most, &drawn, NULL))
		return 0;
	return MAX(drawn, 1);
}

static void put_rect(struct html_writer *html, const char *class, gint64 x, gint64 y, gint64 width, gint64 height)
{
	html_begin(html, HTML_RECT);
	html_attr(html, HTML_CLASS, class);
	html_attr_int(html, HTML_X, x);
	html_attr_int(html, HTML_Y, y);
	html_attr_int(html, HTML_WIDTH, width);
	html_attr_int(html, HTML_HEIGHT, height);
	html_end(html, HTML_RECT);
}

void chart_pair(struct html_writer *html, gint64 now, gint64 then, gint64 most)
{
	enum { LENGTH = 200, NOW = 10, GAP = 2, THEN = 4 };
	if (most <= 0)
		return;
	html_begin(html, HTML_SVG);
	html_attr(html, HTML_CLASS, "pair");
	html_attr(html, HTML_VIEW_BOX, "0 0 200 16");
	html_attr(html, HTML_PRESERVE_ASPECT_RATIO, "none");
	html_attr(html, HTML_ARIA_HIDDEN, "true");
	put_rect(html, "line", 0, 0, 1, NOW + GAP + THEN);
	put_rect(html, "now", 1, 0, part(now, most, LENGTH - 1), NOW);
	put_rect(html, "then", 1, NOW + GAP, part(then, most, LENGTH - 1), THEN);
	html_end(html, HTML_SVG);
}

enum { STEP = 56, TOP = 24, HIGH = 150, BOTTOM = 26, NOW_WIDE = 24, THEN_WIDE = 8 };

static void put_words(struct html_writer *html, const char *class, gint64 x, gint64 y, const char *text)
{
	html_begin(html, HTML_TEXT);
	html_attr(html, HTML_CLASS, class);
	html_attr_int(html, HTML_X, x);
	html_attr_int(html, HTML_Y, y);
	html_text(html, text);
	html_end(html, HTML_TEXT);
}

static void put_point(struct html_writer *html, const struct chart_point *point, guint place, gint64 most, gboolean has_then)
{
	gint64 left = (gint64)place * STEP, now = part(point->now, most, HIGH), then = part(point->then, most, HIGH);
	gint64 x = left + (STEP - NOW_WIDE - (has_then ? THEN_WIDE + 2 : 0)) / 2;
	put_rect(html, "now", x, TOP + HIGH - now, NOW_WIDE, now);
	if (has_then)
		put_rect(html, "then", x + NOW_WIDE + 2, TOP + HIGH - then, THEN_WIDE, then);
	put_words(html, "value", x + NOW_WIDE / 2, TOP + HIGH - now - 6, point->text);
	put_words(html, NULL, left + STEP / 2, TOP + HIGH + 18, point->label);
}

void chart_columns(struct html_writer *html, const char *title, const struct chart_point *points, guint count, gboolean has_then)
{
	gint64 most = 0;
	g_autofree char *box = g_strdup_printf("0 0 %u %d", count * STEP, TOP + HIGH + BOTTOM);
	for (guint i = 0; i < count; i++)
		most = MAX(most, MAX(points[i].now, has_then ? points[i].then : 0));
	html_begin(html, HTML_SVG);
	html_attr(html, HTML_CLASS, "columns-chart");
	html_attr(html, HTML_VIEW_BOX, box);
	html_attr_int(html, HTML_WIDTH, count * STEP);
	html_attr_int(html, HTML_HEIGHT, TOP + HIGH + BOTTOM);
	html_attr(html, HTML_ROLE, "img");
	html_attr(html, HTML_ARIA_LABEL, title);
	put_rect(html, "line", 0, TOP + HIGH, (gint64)count * STEP, 1);
	for (guint i = 0; i < count; i++)
		put_point(html, &points[i], i, most, has_then);
	html_end(html, HTML_SVG);
}
