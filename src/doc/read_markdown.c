/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/read_markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <string.h>

#include "base/error.h"
#include "doc/shape.h"

#define TABLE_COLUMNS_MOST 200
#define MARKER_MOST        16 /* bytes of an item's mark with its blanks */

/*
 * Cmark gives the structure; where each word stands in the file is found by going through the file
 * beside its tree: the letters of a text come in the same order there, with marks of emphasis,
 * links and escapes between them.
 */
struct reader {
	const struct source *source;
	GPtrArray *chunks;
	struct chunk *chunk; /* being read, or NULL */
	struct row *row;
	GPtrArray *runs;     /* of the paragraph or cell being read, or NULL */
	gsize at, end;       /* the rest of the block in the file */
	gsize from, to;      /* words that were read and not yet written as runs */
	guint bold, italic, strike;
	guint lists;         /* depth */
	gboolean marked;     /* an item begins: */
	gsize marker;        /* where its mark stands */
};

static guint style_of(const struct reader *reader)
{
	return (reader->bold ? RUN_BOLD : 0) | (reader->italic ? RUN_ITALIC : 0) |
	       (reader->strike ? RUN_STRIKE : 0);
}

static void flush(struct reader *reader)
{
	if (reader->runs && reader->from < reader->to)
		source_runs(reader->source, reader->from, reader->to, style_of(reader), reader->runs);
	reader->from = reader->to = reader->at;
}

static void take(struct reader *reader, gsize from, gsize to)
{
	if (reader->to != from) {
		flush(reader);
		reader->from = from;
	}
	reader->to = reader->at = to;
}

/* Bytes of marks that stand in the file at `at` and in no text. */
static gsize mark_length(const char *at, const char *end)
{
	if (*at == '&') {
		const char *stop = memchr(at, ';', (gsize)MIN(end - at, 40));
		return stop ? (gsize)(stop + 1 - at) : 1;
	}
	return strchr("*_~`\\[]!<>#| \t\n()=\"'", *at) ? 1 : 0;
}

/* "&amp;" stands for the letter; its runs cannot be cut out of the file. */
static void take_reference(struct reader *reader, const char *literal, gsize length)
{
	flush(reader);
	const char *text = reader->source->text;
	g_autofree char *letters = g_strndup(literal, length);
	g_autofree char *clean = g_utf8_make_valid(letters, -1);
	if (reader->runs) {
		struct run *run = run_text(clean, style_of(reader));
		run->origin = source_origin(reader->source, reader->at);
		g_ptr_array_add(reader->runs, run);
	}
	if (text[reader->at] == '&')
		reader->at += mark_length(text + reader->at, text + reader->end);
	reader->from = reader->to = reader->at;
}

/* Moves to where a text goes on; FALSE where it is not found. */
static gboolean find(struct reader *reader, const char *literal, gsize length)
{
	const char *text = reader->source->text;
	gsize at = reader->at;
	while (at < reader->end && text[at] != *literal) {
		const gsize skip = mark_length(text + at, text + reader->end);
		if (skip == 0 || text[at] == '&')
			break;
		at += skip;
	}
	if (at < reader->end && text[at] == *literal) {
		reader->at = at;
		return TRUE;
	}
	const gsize sample = MIN(length, 16);
	const char *found = at < reader->end && text[at] == '&'
				    ? NULL
				    : memmem(text + reader->at, reader->end - reader->at, literal, sample);
	if (found)
		reader->at = (gsize)(found - text);
	else
		reader->at = at;
	return found != NULL;
}

static void take_text(struct reader *reader, const char *literal)
{
	const char *text = reader->source->text;
	gsize left = literal ? strlen(literal) : 0;
	while (left > 0 && reader->runs) {
		if (!find(reader, literal, left)) {
			take_reference(reader, literal, left);
			return;
		}
		gsize same = 0;
		while (same < left && reader->at + same < reader->end &&
			text[reader->at + same] == literal[same])
			same++;
		take(reader, reader->at, reader->at + same);
		literal += same;
		left -= same;
	}
}

static void next_line(struct reader *reader)
{
	flush(reader);
	const char *end = memchr(reader->source->text + reader->at, '\n', reader->end - reader->at);
	if (end)
		reader->at = (gsize)(end + 1 - reader->source->text);
	reader->from = reader->to = reader->at;
}

static void soft_break(struct reader *reader)
{
	next_line(reader);
	struct run *last = reader->runs && reader->runs->len
				   ? reader->runs->pdata[reader->runs->len - 1]
				   : NULL;
	if (!last || !last->text || label_is_split(last->text))
		return;
	char *text = g_strconcat(last->text, " ", NULL);
	g_free(last->text);
	last->text = text;
}

static void hard_break(struct reader *reader, gboolean line)
{
	if (line)
		next_line(reader);
	else
		flush(reader);
	if (reader->runs)
		g_ptr_array_add(reader->runs, run_break());
}

static void take_html(struct reader *reader, const char *literal)
{
	if (g_ascii_strncasecmp(literal, "<br", 3) != 0) {
		take_text(reader, literal);
		return;
	}
	const char *found = memmem(reader->source->text + reader->at, reader->end - reader->at,
		literal, strlen(literal));
	hard_break(reader, FALSE);
	if (found)
		reader->at = (gsize)(found - reader->source->text) + strlen(literal);
	reader->from = reader->to = reader->at;
}

/* "](address)" behind a link's text. */
static void skip_address(struct reader *reader)
{
	flush(reader);
	const char *text = reader->source->text;
	if (reader->at + 1 >= reader->end || text[reader->at] != ']' || text[reader->at + 1] != '(')
		return;
	gint open = 0;
	for (gsize at = reader->at + 1; at < reader->end && text[at] != '\n'; at++) {
		open += (text[at] == '(') - (text[at] == ')');
		if (open == 0) {
			reader->at = at + 1;
			break;
		}
	}
	reader->from = reader->to = reader->at;
}

static void set_place(struct reader *reader, cmark_node *node)
{
	const guint lines = source_lines(reader->source);
	const guint first = (guint)CLAMP(cmark_node_get_start_line(node), 1, (int)lines);
	const guint last = (guint)CLAMP(cmark_node_get_end_line(node), (int)first, (int)lines);
	reader->at = source_line_start(reader->source, first - 1);
	reader->end = source_line_end(reader->source, last - 1);
	const int column = cmark_node_get_start_column(node);
	if (column > 0 && reader->at + (gsize)column - 1 <= reader->end)
		reader->at += (gsize)column - 1;
	reader->from = reader->to = reader->at;
}

/* The mark of an item is text like a number typed before a paragraph. */
static void take_marker(struct reader *reader)
{
	if (reader->marked && reader->marker < reader->at &&
		reader->at - reader->marker <= MARKER_MOST &&
		!memchr(reader->source->text + reader->marker, '\n', reader->at - reader->marker)) {
		reader->from = reader->marker;
		reader->to = reader->at;
		reader->chunk->item = TRUE;
	}
	reader->marked = FALSE;
}

static void begin_chunk(struct reader *reader, cmark_node *node)
{
	set_place(reader, node);
	reader->chunk = chunk_new();
	reader->chunk->origin = source_origin(reader->source, reader->at);
	reader->chunk->list = reader->lists;
	reader->runs = reader->chunk->runs;
	if (cmark_node_get_type(node) == CMARK_NODE_HEADING)
		reader->chunk->heading = (guint)cmark_node_get_heading_level(node);
	take_marker(reader);
}

static void end_chunk(struct reader *reader)
{
	flush(reader);
	g_ptr_array_add(reader->chunks, reader->chunk);
	reader->chunk = NULL;
	reader->runs = NULL;
}

/* Lines that Markdown would show as program code are paragraphs here. */
static void take_lines(struct reader *reader, cmark_node *node, gboolean fenced)
{
	set_place(reader, node);
	const guint first = source_line_at(reader->source, reader->at);
	const guint last = source_line_at(reader->source, reader->end);
	for (guint line = first; line <= last; line++) {
		gsize from = source_line_start(reader->source, line);
		const gsize to = source_line_end(reader->source, line);
		while (from < to && strchr(" \t>", reader->source->text[from]))
			from++;
		if (fenced && (strncmp(reader->source->text + from, "```", 3) == 0 ||
				      strncmp(reader->source->text + from, "~~~", 3) == 0))
			continue;
		struct chunk *chunk = chunk_new();
		chunk->origin = source_origin(reader->source, from);
		source_runs(reader->source, from, to, RUN_PLAIN, chunk->runs);
		g_ptr_array_add(reader->chunks, chunk);
	}
}

static void begin_table(struct reader *reader, cmark_node *node)
{
	struct chunk *chunk = chunk_new();
	chunk->table = block_table();
	set_place(reader, node);
	chunk->origin = source_origin(reader->source, reader->at);
	const guint count = cmark_gfm_extensions_get_table_columns(node);
	const guint8 *aligns = cmark_gfm_extensions_get_table_alignments(node);
	for (guint i = 0; i < MIN(count, TABLE_COLUMNS_MOST); i++) {
		struct column column = {ALIGN_LEFT, 4};
		if (aligns && aligns[i])
			column.align = aligns[i] == 'c'   ? ALIGN_CENTRE
				       : aligns[i] == 'r' ? ALIGN_RIGHT
							  : ALIGN_LEFT;
		g_array_append_val(chunk->table->table->columns, column);
	}
	reader->chunk = chunk;
}

static gboolean is_empty_row(const struct row *row)
{
	for (guint i = 0; i < row->cells->len; i++)
		if (((const struct cell *)row->cells->pdata[i])->runs->len > 0)
			return FALSE;
	return TRUE;
}

static void begin_row(struct reader *reader, cmark_node *node)
{
	set_place(reader, node);
	reader->row = row_new();
	reader->row->origin = source_origin(reader->source, reader->at);
}

static void end_row(struct reader *reader, gboolean header)
{
	struct table *table = reader->chunk->table->table;
	flush(reader);
	reader->runs = NULL;
	if (is_empty_row(reader->row)) {
		struct block *owner = block_table();
		g_ptr_array_add(owner->table->rows, g_steal_pointer(&reader->row));
		block_free(owner);
		return;
	}
	g_ptr_array_add(header ? table->header : table->rows, g_steal_pointer(&reader->row));
}

static void begin_cell(struct reader *reader)
{
	flush(reader);
	struct cell *cell = cell_new();
	cell->origin = source_origin(reader->source, reader->at);
	g_ptr_array_add(reader->row->cells, cell);
	reader->runs = cell->runs;
}

static void end_cell(struct reader *reader)
{
	flush(reader);
	struct cell *cell = reader->row->cells->pdata[reader->row->cells->len - 1];
	if (cell->runs->len > 0)
		cell->origin = ((struct run *)cell->runs->pdata[0])->origin;
	/* the bar that closes the cell */
	const char *bar = memchr(
		reader->source->text + reader->at, '|', reader->end - reader->at);
	if (bar)
		reader->at = (gsize)(bar - reader->source->text);
	reader->from = reader->to = reader->at;
}

static void on_extension(struct reader *reader, cmark_node *node, gboolean enter)
{
	const char *kind = cmark_node_get_type_string(node);
	if (strcmp(kind, "table") == 0) {
		if (enter)
			begin_table(reader, node);
		else
			g_ptr_array_add(reader->chunks, g_steal_pointer(&reader->chunk));
	} else if (strcmp(kind, "table_row") == 0 || strcmp(kind, "table_header") == 0) {
		if (enter)
			begin_row(reader, node);
		else
			end_row(reader, strcmp(kind, "table_header") == 0);
	} else if (strcmp(kind, "table_cell") == 0) {
		if (enter)
			begin_cell(reader);
		else
			end_cell(reader);
	} else if (strcmp(kind, "strikethrough") == 0) {
		flush(reader);
		reader->strike += enter ? 1 : (guint)-1;
	}
}

static void on_item(struct reader *reader, cmark_node *node)
{
	set_place(reader, node);
	reader->marker = reader->at;
	reader->marked = TRUE;
}

/* What has no children. */
static void on_leaf(struct reader *reader, cmark_node *node)
{
	const char *literal = cmark_node_get_literal(node);
	switch ((guint)cmark_node_get_type(node)) {
	case CMARK_NODE_TEXT:
	case CMARK_NODE_CODE:
		take_text(reader, literal);
		break;
	case CMARK_NODE_SOFTBREAK:
		soft_break(reader);
		break;
	case CMARK_NODE_LINEBREAK:
		hard_break(reader, TRUE);
		break;
	case CMARK_NODE_HTML_INLINE:
		take_html(reader, literal ? literal : "");
		break;
	case CMARK_NODE_CODE_BLOCK:
		take_lines(reader, node, TRUE);
		break;
	case CMARK_NODE_HTML_BLOCK:
		if (literal && !g_str_has_prefix(literal, "<!--"))
			take_lines(reader, node, FALSE);
		break;
	default:
		break;
	}
}

static void on_node(struct reader *reader, cmark_node *node, gboolean enter)
{
	const guint step = enter ? 1 : (guint)-1;
	switch ((guint)cmark_node_get_type(node)) {
	case CMARK_NODE_PARAGRAPH:
	case CMARK_NODE_HEADING:
		if (enter)
			begin_chunk(reader, node);
		else
			end_chunk(reader);
		break;
	case CMARK_NODE_LIST:
		reader->lists += step;
		break;
	case CMARK_NODE_ITEM:
		if (enter)
			on_item(reader, node);
		break;
	case CMARK_NODE_EMPH:
		flush(reader);
		reader->italic += step;
		break;
	case CMARK_NODE_STRONG:
		flush(reader);
		reader->bold += step;
		break;
	case CMARK_NODE_LINK:
		if (!enter)
			skip_address(reader);
		break;
	default:
		if (enter)
			on_leaf(reader, node);
		on_extension(reader, node, enter);
	}
}

static cmark_node *parse(const struct source *source)
{
	static gsize is_registered = 0;
	if (g_once_init_enter(&is_registered)) {
		cmark_gfm_core_extensions_ensure_registered();
		g_once_init_leave(&is_registered, 1);
	}
	static const char *const extensions[] = {"table", "strikethrough"};
	cmark_parser *parser = cmark_parser_new(CMARK_OPT_DEFAULT);
	for (gsize i = 0; i < G_N_ELEMENTS(extensions); i++) {
		cmark_syntax_extension *extension = cmark_find_syntax_extension(extensions[i]);
		if (extension)
			cmark_parser_attach_syntax_extension(parser, extension);
	}
	cmark_parser_feed(parser, source->text, source->length);
	cmark_node *root = cmark_parser_finish(parser);
	cmark_parser_free(parser);
	return root;
}

struct doc *markdown_read(
	const struct source *source, const struct reading_limits *limits, GError **error)
{
	if (source_lines(source) > limits->paragraphs) {
		fail(error, ERROR_INPUT, _("there are more than %u lines"), limits->paragraphs);
		return NULL;
	}
	struct reader reader = {.source = source, .chunks = chunks_new()};
	cmark_node *root = parse(source);
	cmark_iter *iter = cmark_iter_new(root);
	for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;)
		on_node(&reader, cmark_iter_get_node(iter), event == CMARK_EVENT_ENTER);
	cmark_iter_free(iter);
	cmark_node_free(root);
	struct doc *doc = doc_new(NULL);
	shape(doc, reader.chunks);
	g_ptr_array_unref(reader.chunks);
	return doc;
}

struct doc *doc_read_markdown(GBytes *content, const struct reading_limits *limits, GError **error)
{
	g_auto(source_t) source = {0};
	return source_open(&source, content, error) ? markdown_read(&source, limits, error) : NULL;
}

static gboolean is_hashed(const char *line)
{
	const gsize hashes = strspn(line, "#");
	return hashes > 0 && hashes <= 6 && line[hashes] == ' ' && line[hashes + 1] > ' ';
}

/* "*words*" or "**words**", as far as the next line. */
static gboolean has_emphasis(const char *text, const char *end)
{
	for (const char *at = text; (at = memchr(at, '*', (gsize)(end - at)));) {
		gsize marks = 0;
		while (at + marks < end && at[marks] == '*')
			marks++;
		const char *words = at + marks;
		if (words == end || *words == ' ' || *words == '\n' || (at > text && at[-1] != ' '))
			return FALSE;
		const char *close = memmem(words, (gsize)(end - words), at, marks);
		if (close && close[-1] != ' ')
			return TRUE;
		at = words;
	}
	return FALSE;
}

gboolean markdown_is_likely(const struct source *source)
{
	const guint lines = source_lines(source);
	for (guint line = 0; line < lines; line++) {
		const char *text = source->text + source_line_start(source, line);
		const guint next = MIN(line + 1, lines - 1);
		const char *end = source->text + source_line_end(source, next);
		if (is_hashed(text) || g_str_has_prefix(text, "|--") || has_emphasis(text, end))
			return TRUE;
	}
	return FALSE;
}
