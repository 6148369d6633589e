/* SPDX-License-Identifier: Apache-2.0 */
#include "format/ical.h"

#include <string.h>

enum { LINE_MOST = 75 /* bytes; what is longer goes on behind a line break and a blank */ };

static void put_line(GString *out, const char *line)
{
	gsize room = LINE_MOST;
	while (strlen(line) > room) {
		const char *end = g_utf8_find_prev_char(line, line + room + 1);
		g_string_append_len(out, line, end - line);
		g_string_append(out, "\r\n ");
		line = end;
		room = LINE_MOST - 1;
	}
	g_string_append(out, line);
	g_string_append(out, "\r\n");
}

static void put_text(GString *out, const char *name, const char *text)
{
	g_autoptr(GString) line = g_string_new(name);
	g_string_append_c(line, ':');
	for (; *text; text++) {
		if (strchr("\\;,", *text))
			g_string_append_c(line, '\\');
		if (*text == '\n')
			g_string_append(line, "\\n");
		else if ((guchar)*text >= ' ')
			g_string_append_c(line, *text);
	}
	put_line(out, line->str);
}

static void put_day(GString *out, const char *name, day_t day)
{
	int year, month, dom;
	day_split(day, &year, &month, &dom);
	g_autofree char *line = g_strdup_printf("%s;VALUE=DATE:%04d%02d%02d", name, year, month, dom);
	put_line(out, line);
}

void ical_begin(GString *out, const char *name)
{
	put_line(out, "BEGIN:VCALENDAR");
	put_line(out, "VERSION:2.0");
	put_line(out, "PRODID:-//ngoaivu//calendar//VI");
	put_line(out, "CALSCALE:GREGORIAN");
	put_line(out, "METHOD:PUBLISH");
	put_text(out, "X-WR-CALNAME", name);
	put_line(out, "X-WR-TIMEZONE:Asia/Ho_Chi_Minh");
}

void ical_event(GString *out, const struct ical_event *event, moment_t stamp)
{
	g_autofree char *iso = moment_iso(stamp);
	g_autofree char *at = g_strdup_printf("DTSTAMP:%.4s%.2s%.2sT%.2s%.2s%.2sZ", iso, iso + 5, iso + 8, iso + 11, iso + 14, iso + 17);
	put_line(out, "BEGIN:VEVENT");
	put_text(out, "UID", event->uid);
	put_line(out, at);
	put_day(out, "DTSTART", event->from);
	put_day(out, "DTEND", event->to + 1);
	put_text(out, "SUMMARY", event->summary);
	if (event->description)
		put_text(out, "DESCRIPTION", event->description);
	if (event->url) {
		g_autofree char *line = g_strconcat("URL:", event->url, NULL);
		put_line(out, line);
	}
	put_line(out, "TRANSP:TRANSPARENT");
	put_line(out, "END:VEVENT");
}

void ical_end(GString *out)
{
	put_line(out, "END:VCALENDAR");
}
