/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/read.h"

#include <string.h>

#include "base/error.h"
#include "base/utf8.h"
#include "doc/read_markdown.h"
#include "doc/shape.h"
#include "doc/source.h"

#define GAP        3   /* blanks that part two columns of a letterhead or signature */
#define CENTRED    8   /* blanks before a line that stands in the middle */
#define RIGHT_LEAST 24 /* characters before the right column */
#define WRAP_MOST  130 /* columns of a file whose lines are broken by hand */
#define WRAP_LEAST 40

/* What stands in a line between gaps. */
struct segment {
	gsize from, to;
	glong column; /* characters before it */
};

/* A line, measured once. */
struct line {
	gsize start, end;
	struct segment whole; /* without the blanks around it; empty in a blank line */
	glong width;          /* characters */
	gboolean columns;     /* its second segment stands on the right */
};

/* Plain text: what is between its lines is guessed from their lengths. */
struct text {
	const struct source *source;
	GPtrArray *chunks;
	struct line *lines;
	guint count;
	glong width; /* of a file whose lines are broken, in characters; 0 = each line is a paragraph */
};

static gboolean is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static gsize skip_blanks(const char *text, gsize from, gsize to)
{
	while (from < to && is_blank(text[from]))
		from++;
	return from;
}

/* Whether blanks of a line part two columns: so many, or a tab among them. */
static gboolean has_gap(const char *text, gsize from, gsize to)
{
	G_STATIC_ASSERT(GAP == 3);
	if (memchr(text + from, '\t', to - from))
		return TRUE;
	/* One of three bytes in a row that are blanks is met when every third is looked at. */
	for (gsize at = from + 1; at < to; at += GAP)
		if (text[at] == ' ' && (text[at - 1] == ' ' || (at + 1 < to && text[at + 1] == ' ')))
			return TRUE;
	return FALSE;
}

/* Whether blanks behind a word are left to be filled in: "Số:      /BC-SNgV", "ngày    tháng". */
static gboolean is_to_fill(const char *text, gsize from, gsize to)
{
	static const char *const words[] = {"Số:", "ngày", "tháng", "năm"};
	while (to > from && is_blank(text[to - 1]))
		to--;
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		const gsize length = strlen(words[i]);
		if (to - from >= length && memcmp(text + to - length, words[i], length) == 0 &&
			(to - from == length || text[to - length - 1] == ' '))
			return TRUE;
	}
	return FALSE;
}

/* The next segment at or behind `from`; FALSE at the line's end. */
static gboolean next_segment(const struct source *source, gsize start, gsize from, gsize to, struct segment *segment)
{
	const char *text = source->text;
	from = skip_blanks(text, from, to);
	if (from == to)
		return FALSE;
	segment->from = segment->to = from;
	segment->column = (glong)utf8_length(text + start, from - start);
	for (gsize at = from; at < to;) {
		const gsize next = skip_blanks(text, at, to);
		const gboolean tab = next > at && memchr(text + at, '\t', next - at);
		if (next > at && (next - at >= GAP || tab) && !is_to_fill(text, from, at))
			break;
		at = next;
		while (at < to && !is_blank(text[at]))
			at++;
		segment->to = at;
	}
	return TRUE;
}

static gboolean has_columns(const struct source *source, const struct line *line)
{
	struct segment first, second;
	return has_gap(source->text, line->whole.from, line->whole.to) &&
	       next_segment(source, line->start, line->start, line->end, &first) &&
	       next_segment(source, line->start, first.to, line->end, &second) && second.column >= RIGHT_LEAST;
}

static struct line measure(const struct source *source, guint index)
{
	const char *text = source->text;
	struct line line = {.start = source_line_start(source, index), .end = source_line_end(source, index)};
	struct segment *whole = &line.whole;
	whole->from = skip_blanks(text, line.start, line.end);
	whole->to = line.end;
	while (whole->to > whole->from && is_blank(text[whole->to - 1]))
		whole->to--;
	whole->column = (glong)(whole->from - line.start);
	line.width = (glong)utf8_length(text + line.start, line.end - line.start);
	line.columns = has_columns(source, &line);
	return line;
}

static gboolean is_blank_line(const struct line *line)
{
	return line->whole.from == line->whole.to;
}

static gboolean is_continued(const struct text *text, guint index)
{
	const struct line *line = &text->lines[index], *next = line + 1;
	if (index + 1 == text->count || line->columns || is_blank_line(line) || is_blank_line(next))
		return FALSE;
	return g_unichar_islower(utf8_get(text->source->text + next->whole.from)) &&
	       !strchr(".;:", text->source->text[line->whole.to - 1]);
}

/* The width that a file's lines are broken at: lines that go on in the next are nearly as long as
 * the longest. */
static glong find_width(const struct text *text)
{
	glong longest = 0;
	guint full = 0, continued = 0;
	for (guint i = 0; i < text->count; i++)
		if (!text->lines[i].columns)
			longest = MAX(longest, text->lines[i].width);
	if (longest > WRAP_MOST || longest < WRAP_LEAST)
		return 0;
	for (guint i = 0; i < text->count; i++) {
		if (!is_continued(text, i))
			continue;
		continued++;
		full += text->lines[i].width * 100 >= longest * 80;
	}
	return full > 0 && full * 2 >= continued ? longest : 0;
}

static glong first_word(const struct source *source, const struct segment *segment)
{
	const char *at = source->text + segment->from;
	gsize length = 0;
	while (segment->from + length < segment->to && at[length] != ' ')
		length++;
	return (glong)utf8_length(at, length);
}

/* Whether the line goes on with the paragraph of the line above. */
static gboolean goes_on(const struct text *text, guint index)
{
	const struct source *source = text->source;
	const struct line *line = &text->lines[index], *above = line - 1;
	if (text->width == 0 || line->columns)
		return FALSE;
	const char sign = source->text[above->whole.to - 1];
	const gboolean stopped = sign == '.' || sign == ';' || sign == ':';
	g_autofree char *words = g_strndup(source->text + line->whole.from, line->whole.to - line->whole.from);
	const struct label label = label_read(words);
	if (label.kind != LABEL_NONE && (stopped || label_is_mark(label.kind)))
		return FALSE;
	if (line->whole.column > above->whole.column && stopped)
		return FALSE;
	const glong room = text->width - above->width;
	return room <= first_word(source, &line->whole) + text->width / 10;
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
			const gsize start = text->lines[i].start, last = text->lines[i].end;
			struct segment sides[2] = {{0}}, segment = {start, start, 0};
			while (next_segment(source, start, segment.to, last, &segment)) {
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

static guint take_paragraph(struct text *text, guint index)
{
	const struct segment *first = &text->lines[index].whole;
	for (index++; index < text->count; index++)
		if (is_blank_line(&text->lines[index]) || !goes_on(text, index))
			break;
	add_chunk(text, first, text->lines[index - 1].whole.to);
	return index;
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
	for (guint at = 0; at < text->count; at++) {
		const guint from = at;
		gboolean columns = FALSE;
		for (; at < text->count && !is_blank_line(&text->lines[at]); at++)
			columns = columns || text->lines[at].columns;
		read_passage(text, from, at, columns);
	}
}

static struct doc *read_plain(const struct source *source)
{
	struct text text = {.source = source, .chunks = chunks_new(), .count = source_lines(source)};
	g_autofree struct line *lines = text.lines = g_new(struct line, text.count);
	for (guint i = 0; i < text.count; i++)
		lines[i] = measure(source, i);
	text.width = find_width(&text);
	read_chunks(&text);
	struct doc *doc = doc_new(NULL);
	shape(doc, text.chunks);
	g_ptr_array_unref(text.chunks);
	return doc;
}

struct doc *doc_read_text(GBytes *content, const struct reading_limits *limits, GError **error)
{
	g_auto(source_t) source = {0};
	if (!source_open(&source, content, error))
		return NULL;
	if (source_lines(&source) > limits->paragraphs) {
		fail(error, ERROR_INPUT, _("there are more than %u lines"), limits->paragraphs);
		return NULL;
	}
	return markdown_is_likely(&source) ? markdown_read(&source, limits, error) : read_plain(&source);
}
