/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/read.h"

#include <string.h>

#include "base/error.h"
#include "doc/read_markdown.h"
#include "doc/shape.h"
#include "doc/source.h"

#define GAP        3   /* blanks that part two columns of a letterhead or signature */
#define CENTRED    8   /* blanks before a line that stands in the middle */
#define RIGHT_LEAST 24 /* characters before the right column */
#define WRAP_MOST  130 /* columns of a file whose lines are broken by hand */
#define WRAP_LEAST 40

/* Plain text: what is between its lines is guessed from their lengths. */
struct text {
	const struct source *source;
	GPtrArray *chunks;
	glong width; /* of a file whose lines are broken, in characters; 0 = each line is a paragraph */
};

/* What stands in a line between gaps. */
struct segment {
	gsize from, to;
	glong column; /* characters before it */
};

static gsize skip_blanks(const char *text, gsize from, gsize to)
{
	while (from < to && (text[from] == ' ' || text[from] == '\t'))
		from++;
	return from;
}

/* The next segment at or behind `from`; FALSE at the line's end. `gap` 0: all that is left. */
static gboolean next_segment(
	const struct source *source, gsize start, gsize from, gsize to, gsize gap, struct segment *segment)
{
	const char *text = source->text;
	from = skip_blanks(text, from, to);
	if (from == to)
		return FALSE;
	segment->from = segment->to = from;
	segment->column = g_utf8_strlen(text + start, (gssize)(from - start));
	for (gsize at = from; at < to;) {
		const gsize next = skip_blanks(text, at, to);
		const gboolean tab = next > at && memchr(text + at, '\t', next - at);
		if (gap && next > at && (next - at >= gap || tab))
			break;
		at = next;
		while (at < to && text[at] != ' ' && text[at] != '\t')
			at++;
		segment->to = at;
	}
	while (segment->to > from && (text[segment->to - 1] == ' ' || text[segment->to - 1] == '\t'))
		segment->to--;
	return TRUE;
}

static gboolean is_whole_line(const struct source *source, guint line, struct segment *segment)
{
	const gsize start = source_line_start(source, line);
	return next_segment(source, start, start, source_line_end(source, line), 0, segment);
}

static gboolean is_blank_line(const struct source *source, guint line)
{
	struct segment segment;
	return !is_whole_line(source, line, &segment);
}

static gboolean has_columns(const struct source *source, guint line)
{
	const gsize start = source_line_start(source, line), end = source_line_end(source, line);
	struct segment first, second;
	return next_segment(source, start, start, end, GAP, &first) &&
	       next_segment(source, start, first.to, end, GAP, &second) &&
	       second.column >= RIGHT_LEAST;
}

static glong line_width(const struct source *source, guint line)
{
	const gsize start = source_line_start(source, line);
	return g_utf8_strlen(
		source->text + start, (gssize)(source_line_end(source, line) - start));
}

static gboolean is_continued(const struct source *source, guint line)
{
	struct segment segment, next;
	if (line + 1 == source_lines(source) || has_columns(source, line) ||
		!is_whole_line(source, line, &segment) || !is_whole_line(source, line + 1, &next))
		return FALSE;
	return g_unichar_islower(g_utf8_get_char(source->text + next.from)) &&
	       !strchr(".;:", source->text[segment.to - 1]);
}

/* The width that a file's lines are broken at: lines that go on in the next are nearly as long as
 * the longest. */
static glong find_width(const struct source *source)
{
	glong longest = 0;
	guint full = 0, continued = 0;
	for (guint i = 0; i < source_lines(source); i++)
		if (!has_columns(source, i))
			longest = MAX(longest, line_width(source, i));
	if (longest > WRAP_MOST || longest < WRAP_LEAST)
		return 0;
	for (guint i = 0; i < source_lines(source); i++) {
		if (!is_continued(source, i))
			continue;
		continued++;
		full += line_width(source, i) * 100 >= longest * 80;
	}
	return full > 0 && full * 2 >= continued ? longest : 0;
}

static glong first_word(const struct source *source, const struct segment *segment)
{
	const char *at = source->text + segment->from;
	gsize length = 0;
	while (segment->from + length < segment->to && at[length] != ' ')
		length++;
	return g_utf8_strlen(at, (gssize)length);
}

/* Whether the line goes on with the paragraph of the line above. */
static gboolean goes_on(const struct text *text, guint line, const struct segment *above,
	const struct segment *segment)
{
	const struct source *source = text->source;
	if (text->width == 0 || has_columns(source, line))
		return FALSE;
	const char sign = source->text[above->to - 1];
	const gboolean stopped = sign == '.' || sign == ';' || sign == ':';
	g_autofree char *words = g_strndup(source->text + segment->from, segment->to - segment->from);
	const struct label label = label_read(words);
	if (label.kind != LABEL_NONE && (stopped || label_is_mark(label.kind)))
		return FALSE;
	if (segment->column > above->column && stopped)
		return FALSE;
	const glong room = text->width - line_width(source, line - 1);
	return room <= first_word(source, segment) + text->width / 10;
}

static struct chunk *add_chunk(struct text *text, const struct segment *segment, gsize to)
{
	struct chunk *chunk = chunk_new();
	source_runs(text->source, segment->from, to, RUN_PLAIN, chunk->runs);
	chunk->origin = source_origin(text->source, segment->from);
	chunk->centred = segment->column >= CENTRED;
	g_ptr_array_add(text->chunks, chunk);
	return chunk;
}

/*
 * Lines in two columns: first what stands on the left, then what stands on the right. Blanks within a
 * column are left to be filled in: "Số:      /BC-SNgV".
 */
static void take_columns(struct text *text, guint line, guint end)
{
	const struct source *source = text->source;
	for (guint side = 0; side < 2; side++)
		for (guint i = line; i < end; i++) {
			const gsize start = source_line_start(source, i), last = source_line_end(source, i);
			struct segment sides[2] = {{0}}, segment = {start, start, 0};
			while (next_segment(source, start, segment.to, last, GAP, &segment)) {
				/* what is drawn as a table stays apart */
				if (strchr("|+", source->text[skip_blanks(source->text, start, last)])) {
					if ((guint)(segment.column >= RIGHT_LEAST) == side)
						add_chunk(text, &segment, segment.to);
					continue;
				}
				struct segment *own = &sides[sides[1].to || segment.column >= RIGHT_LEAST];
				if (!own->to)
					*own = segment;
				own->to = segment.to;
			}
			if (sides[side].to)
				add_chunk(text, &sides[side], sides[side].to);
		}
}

static guint take_paragraph(struct text *text, guint line)
{
	struct segment first, above, segment;
	is_whole_line(text->source, line, &first);
	above = first;
	for (line++; line < source_lines(text->source); line++) {
		if (!is_whole_line(text->source, line, &segment) || !goes_on(text, line, &above, &segment))
			break;
		above = segment;
	}
	add_chunk(text, &first, above.to);
	return line;
}

/* The lines up to a blank one, of which one has columns or none. */
static void read_passage(struct text *text, guint from, guint to, gboolean columns)
{
	if (columns)
		take_columns(text, from, to);
	else
		while (from < to)
			from = take_paragraph(text, from);
}

static void read_chunks(struct text *text)
{
	const guint lines = source_lines(text->source);
	for (guint line = 0; line < lines; line++) {
		const guint from = line;
		gboolean columns = FALSE;
		for (; line < lines && !is_blank_line(text->source, line); line++)
			columns = columns || has_columns(text->source, line);
		read_passage(text, from, line, columns);
	}
}

struct doc *doc_read_text(
	GBytes *content, const struct reading_limits *limits, GError **error)
{
	g_auto(source_t) source = {0};
	if (!source_open(&source, content, error))
		return NULL;
	if (source_lines(&source) > limits->paragraphs) {
		fail(error, ERROR_INPUT, _("there are more than %u lines"), limits->paragraphs);
		return NULL;
	}
	if (markdown_is_likely(&source))
		return markdown_read(&source, limits, error);
	struct text text = {&source, chunks_new(), find_width(&source)};
	read_chunks(&text);
	struct doc *doc = doc_new(NULL);
	shape(doc, text.chunks);
	g_ptr_array_unref(text.chunks);
	return doc;
}
