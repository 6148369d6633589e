/* SPDX-License-Identifier: Apache-2.0 */
#include "check/locate.h"
#include "base/utf8.h"

#include <string.h>

void source_text_read(struct source_text *source, const char *text)
{
	source->text = text;
	source->starts = g_array_new(FALSE, FALSE, sizeof(gsize));
	for (const char *at = text; at; at = at ? at + 1 : NULL) {
		const gsize start = (gsize)(at - text);
		g_array_append_val(source->starts, start);
		at = strchr(at, '\n');
	}
}

void source_text_clear(struct source_text *source)
{
	g_clear_pointer(&source->starts, g_array_unref);
	*source = (struct source_text){0};
}

void range_bytes(const struct paper *paper, struct range range, gsize *start, gsize *end)
{
	*start = 0;
	*end = paper_passage(paper, range.passage)->length;
	if (range.from == range.to)
		return;
	const struct token *last = paper_token(paper, range.to - 1);
	*start = paper_token(paper, range.from)->at;
	*end = last->at + last->length;
}

static gboolean ends_line(const char *at)
{
	return *at == '\n' || *at == '\0';
}

/* Columns [from, to) of a line, from 1, in characters; NULL where there are not so many. */
static char *line_part(const char *line, guint from, guint to)
{
	const char *start = line;
	for (guint i = 1; i < from && !ends_line(start); i++)
		start = g_utf8_next_char(start);
	const char *end = start;
	for (guint i = from; i < to; i++) {
		if (ends_line(end))
			return NULL;
		end = g_utf8_next_char(end);
	}
	return g_strndup(start, (gsize)(end - start));
}

char *source_quote(const struct source_text *source, guint line, guint from, guint end_line, guint to)
{
	if (!source->text || !line || line > source->starts->len || line != end_line || !from || to <= from)
		return NULL;
	return line_part(source->text + g_array_index(source->starts, gsize, line - 1), from, to);
}

/* A stretch that goes on from the last one is one with it. */
static void add_spot(GArray *spots, struct finding_spot spot)
{
	struct finding_spot *last = spots->len ? &g_array_index(spots, struct finding_spot, spots->len - 1) : NULL;
	if (last && last->page == spot.page && last->line == spot.line && last->paragraph == spot.paragraph &&
		last->column + last->length == spot.column)
		last->length += spot.length;
	else
		g_array_append_val(spots, spot);
}

GArray *range_spots(const struct paper *paper, struct range range)
{
	GArray *spots = g_array_new(FALSE, FALSE, sizeof(struct finding_spot));
	const char *text = paper_passage(paper, range.passage)->text;
	gsize start, end;
	range_bytes(paper, range, &start, &end);
	for (gsize at = start; at < end;) {
		const gsize next = MIN(MAX(paper_stretch_end(paper, range.passage, at), at + 1), end);
		const struct origin origin = paper_origin(paper, range.passage, at);
		const struct finding_spot spot = {origin.page, origin.paragraph, origin.line, origin.column,
			(guint)utf8_length(text + at, next - at)};
		if (origin.column)
			add_spot(spots, spot);
		at = next;
	}
	return spots;
}

struct located locate(const struct paper *paper, const struct source_text *source, struct range range)
{
	gsize start, end;
	range_bytes(paper, range, &start, &end);
	const char *text = paper_passage(paper, range.passage)->text;
	struct origin first = paper_origin(paper, range.passage, start);
	gsize last = end;
	for (gsize at = start; at < end;) {
		gsize next = MIN(paper_stretch_end(paper, range.passage, at), end);
		if (paper_origin(paper, range.passage, at).line != first.line) {
			last = at;
			break;
		}
		at = MAX(next, at + 1);
	}
	while (last > start + 1 && g_ascii_isspace(text[last - 1]))
		last--;
	const char *before = g_utf8_find_prev_char(text + start, text + last);
	struct origin final =
		before ? paper_origin(paper, range.passage, (gsize)(before - text)) : first;
	struct located found = {.from = first,
		.end_line = final.line,
		.end_column = final.column ? final.column + 1 : 0};
	found.quote = source_quote(source, first.line, first.column, found.end_line, found.end_column);
	if (!found.quote)
		found.quote = g_strndup(text + start, last - start);
	return found;
}
