/* SPDX-License-Identifier: Apache-2.0 */
/* Markdown (cmark-gfm with tables) to blocks of the document tree. */
#include "report/eval.h"
#include "base/error.h"
#include "report/inline.h"
#include "report/rich.h"

#include <cmark-gfm-core-extensions.h>
#include <string.h>

#define LIST_DEPTH_MOST 6
#define PIPES_MOST      200 /* in a line: columns of a table */
#define LEVEL_MOST      4

struct reader {
	const struct markdown *markdown;
	struct findings *findings;
	GArray *lines; /* gsize: where each line of the text begins */
	guint line;    /* of the block that is being read */
};

static struct place place_of(const struct reader *reader)
{
	const GArray *places = reader->markdown->places;
	if (reader->line == 0 || places->len == 0)
		return (struct place){reader->markdown->file, 0, 0};
	return g_array_index(places, struct place, MIN(reader->line, places->len) - 1);
}

static void refuse(void *data, const char *message)
{
	const struct reader *reader = data;
	findings_add(reader->findings, SEVERITY_ERROR, place_of(reader), "%s", message);
}

static void enter(struct reader *reader, cmark_node *node)
{
	int line = cmark_node_get_start_line(node);
	if (line > 0)
		reader->line = (guint)line;
}

static GPtrArray *read_runs(struct reader *reader, cmark_node *node)
{
	struct inlines inlines = {reader->markdown->values, refuse, reader};
	return inlines_read(&inlines, node);
}

static void set_runs(struct block *block, GPtrArray *runs)
{
	g_ptr_array_unref(block->runs);
	block->runs = runs;
}

/* The number of the block that is all the paragraph holds. */
static gboolean is_table_mark(cmark_node *paragraph, guint *number)
{
	cmark_node *only = cmark_node_first_child(paragraph);
	if (!only || cmark_node_next(only) || cmark_node_get_type(only) != CMARK_NODE_TEXT)
		return FALSE;
	const char *text = cmark_node_get_literal(only), *after;
	return text && g_str_has_prefix(text, MARK_BLOCK) &&
	       rich_number(text + MARK_BYTES, MARK_END, number, &after) && *after == '\0';
}

static void take_table(struct reader *reader, guint number, gboolean in_list, GPtrArray *blocks)
{
	GPtrArray *tables = reader->markdown->tables;
	if (in_list) {
		refuse(reader, _("a table cannot stand in a list"));
		return;
	}
	if (!tables || number >= tables->len || !g_ptr_array_index(tables, number))
		return;
	g_ptr_array_add(blocks, g_ptr_array_index(tables, number));
	g_ptr_array_index(tables, number) = NULL;
}

/* A paragraph wholly in italics is a line of the legal basis: the block is italic, not its runs. */
static void find_italic(struct block *block)
{
	for (guint i = 0; i < block->runs->len; i++) {
		const struct run *run = g_ptr_array_index(block->runs, i);
		if (run->kind != RUN_BREAK && !(run->style & RUN_ITALIC))
			return;
	}
	block->italic = TRUE;
	for (guint i = 0; i < block->runs->len; i++) {
		struct run *run = g_ptr_array_index(block->runs, i);
		run->style &= ~(guint)RUN_ITALIC;
	}
}

static void read_paragraph(
	struct reader *reader, cmark_node *node, gboolean in_list, GPtrArray *blocks)
{
	guint number;
	if (is_table_mark(node, &number)) {
		take_table(reader, number, in_list, blocks);
		return;
	}
	GPtrArray *runs = read_runs(reader, node);
	if (runs->len == 0) {
		g_ptr_array_unref(runs);
		return;
	}
	struct block *block = block_paragraph();
	set_runs(block, runs);
	if (!in_list)
		find_italic(block);
	g_ptr_array_add(blocks, block);
}

/* Whether the heading is written with "#"; a line of "-" or "=" below a paragraph is a slip. */
static gboolean begins_with_hash(const struct reader *reader)
{
	if (reader->line == 0 || reader->line > reader->lines->len)
		return TRUE;
	const char *at =
		reader->markdown->text + g_array_index(reader->lines, gsize, reader->line - 1);
	while (*at == ' ')
		at++;
	return *at == '#';
}

/* "{-}" at the end: no number. */
static gboolean take_no_number(GPtrArray *runs)
{
	struct run *last = runs->len > 0 ? g_ptr_array_index(runs, runs->len - 1) : NULL;
	if (!last || last->kind != RUN_TEXT || !g_str_has_suffix(last->text, "{-}"))
		return FALSE;
	last->text[strlen(last->text) - 3] = '\0';
	g_strchomp(last->text);
	if (*last->text == '\0')
		g_ptr_array_set_size(runs, (int)runs->len - 1);
	return TRUE;
}

static void read_heading(
	struct reader *reader, cmark_node *node, gboolean in_list, GPtrArray *blocks)
{
	int level = cmark_node_get_heading_level(node);
	if (in_list)
		refuse(reader, _("a heading cannot stand in a list"));
	else if (!begins_with_hash(reader))
		refuse(reader, _("a line of “-” or “=” below a paragraph would make it a heading; "
				 "headings begin with “#”"));
	else if (level > LEVEL_MOST)
		refuse(reader, _("headings have at most four “#”"));
	g_autoptr(GPtrArray) runs = read_runs(reader, node);
	gboolean plain = take_no_number(runs);
	if (runs->len == 0)
		return;
	struct block *block = block_heading((guint)level);
	set_runs(block, g_steal_pointer(&runs));
	block->plain = plain;
	g_ptr_array_add(blocks, block);
}

static void read_blocks(struct reader *reader, cmark_node *parent, guint depth, GPtrArray *blocks);

static void read_list(struct reader *reader, cmark_node *node, guint depth, GPtrArray *blocks)
{
	if (depth == LIST_DEPTH_MOST) {
		refuse(reader, _("lists are nested too deeply"));
		return;
	}
	struct block *list = block_list(cmark_node_get_list_type(node) == CMARK_ORDERED_LIST);
	for (cmark_node *item = cmark_node_first_child(node); item; item = cmark_node_next(item)) {
		enter(reader, item);
		GPtrArray *inside = blocks_new();
		read_blocks(reader, item, depth + 1, inside);
		if (inside->len > 0)
			g_ptr_array_add(list->items, inside);
		else
			g_ptr_array_unref(inside);
	}
	if (list->items->len > 0)
		g_ptr_array_add(blocks, list);
	else
		block_free(list);
}

/* A row whose cells are all bold is the total; that it is bold is then for the writers to show. */
static gboolean is_bold(const struct row *row)
{
	gboolean any = FALSE;
	for (guint i = 0; i < row->cells->len; i++) {
		const struct cell *cell = g_ptr_array_index(row->cells, i);
		for (guint r = 0; r < cell->runs->len; r++) {
			const struct run *run = g_ptr_array_index(cell->runs, r);
			if (run->kind != RUN_BREAK && !(run->style & RUN_BOLD))
				return FALSE;
			any = TRUE;
		}
	}
	return any;
}

static void clear_bold(struct row *row)
{
	for (guint i = 0; i < row->cells->len; i++) {
		const struct cell *cell = g_ptr_array_index(row->cells, i);
		for (guint r = 0; r < cell->runs->len; r++)
			((struct run *)g_ptr_array_index(cell->runs, r))->style &= ~(guint)RUN_BOLD;
	}
}

static struct row *read_row(struct reader *reader, cmark_node *node)
{
	struct row *row = row_new();
	for (cmark_node *at = cmark_node_first_child(node); at; at = cmark_node_next(at)) {
		struct cell *cell = cell_new();
		g_ptr_array_unref(cell->runs);
		cell->runs = read_runs(reader, at);
		g_ptr_array_add(row->cells, cell);
	}
	return row;
}

/* Columns are as wide as their longest cell asks, within reason. */
static void weigh(struct table *table, const struct row *row)
{
	for (guint i = 0; i < row->cells->len && i < table->columns->len; i++) {
		const struct cell *cell = g_ptr_array_index(row->cells, i);
		g_autofree char *plain = runs_plain(cell->runs);
		struct column *column = &g_array_index(table->columns, struct column, i);
		column->weight = MAX(column->weight, (guint)CLAMP(g_utf8_strlen(plain, -1), 4, 40));
	}
}

static void read_columns(cmark_node *node, struct table *table)
{
	guint count = cmark_gfm_extensions_get_table_columns(node);
	const guint8 *aligns = cmark_gfm_extensions_get_table_alignments(node);
	for (guint i = 0; i < count; i++) {
		struct column column = {ALIGN_LEFT, 4};
		if (aligns && aligns[i] == 'c')
			column.align = ALIGN_CENTRE;
		else if (aligns && aligns[i] == 'r')
			column.align = ALIGN_RIGHT;
		g_array_append_val(table->columns, column);
	}
}

/* What the heading of a column says before ": "; NULL when there is no such part. */
static char *group_of(const struct row *row, guint column)
{
	const struct cell *cell =
		column < row->cells->len ? g_ptr_array_index(row->cells, column) : NULL;
	const struct run *run =
		cell && cell->runs->len > 0 ? g_ptr_array_index(cell->runs, 0) : NULL;
	const char *end = run && run->kind == RUN_TEXT ? strstr(run->text, ": ") : NULL;
	return end && end > run->text ? g_strndup(run->text, (gsize)(end - run->text)) : NULL;
}

/* How many headings from this one on begin with the same group. */
static guint group_length(const struct row *row, guint column)
{
	g_autofree char *group = group_of(row, column);
	for (guint length = 1;; length++) {
		g_autofree char *next = group ? group_of(row, column + length) : NULL;
		if (!next || strcmp(group, next) != 0)
			return length;
	}
}

/* Moves the group of `length` headings to the cell over them. */
static void lift_group(const struct row *lower, guint column, guint length, struct cell *over)
{
	g_autofree char *group = group_of(lower, column);
	g_ptr_array_add(over->runs, run_text(group, RUN_PLAIN));
	over->span = length;
	for (guint i = column; i < column + length; i++) {
		const struct cell *cell = g_ptr_array_index(lower->cells, i);
		struct run *run = g_ptr_array_index(cell->runs, 0);
		char *rest = g_strdup(run->text + strlen(group) + strlen(": "));
		g_free(run->text);
		run->text = rest;
	}
}

static gboolean is_grouped(const struct row *row)
{
	for (guint i = 0; i < row->cells->len; i++)
		if (group_length(row, i) > 1)
			return TRUE;
	return FALSE;
}

/* "Received: online" beside "Received: by post" stand under one heading, "Received". */
static void add_header(struct table *table, struct row *lower)
{
	struct row *upper = is_grouped(lower) ? row_new() : NULL;
	for (guint i = 0, length = 1; upper && i < lower->cells->len; i += length) {
		struct cell *over = cell_new(), *cell = g_ptr_array_index(lower->cells, i);
		length = group_length(lower, i);
		g_ptr_array_add(upper->cells, over);
		if (length > 1) {
			lift_group(lower, i, length, over);
			continue;
		}
		GPtrArray *empty = over->runs;
		over->runs = cell->runs;
		cell->runs = empty;
		cell->above = TRUE;
	}
	if (upper)
		g_ptr_array_add(table->header, upper);
	weigh(table, lower);
	g_ptr_array_add(table->header, lower);
}

/* "(1)", "(2)" … under the headings of a form belong to them. */
static gboolean is_numbering(const struct row *row)
{
	for (guint i = 0; i < row->cells->len; i++) {
		const struct cell *cell = g_ptr_array_index(row->cells, i);
		g_autofree char *found = runs_plain(cell->runs);
		g_autofree char *wanted = g_strdup_printf("(%u)", i + 1);
		if (strcmp(found, wanted) != 0)
			return FALSE;
	}
	return row->cells->len > 1;
}

static void add_row(struct table *table, struct row *row)
{
	const gboolean numbers = table->rows->len == 0 && is_numbering(row);
	row->total = is_bold(row);
	if (row->total)
		clear_bold(row);
	weigh(table, row);
	g_ptr_array_add(numbers ? table->header : table->rows, row);
}

static void read_table(struct reader *reader, cmark_node *node, gboolean in_list, GPtrArray *blocks)
{
	if (in_list)
		refuse(reader, _("a table cannot stand in a list"));
	struct block *block = block_table();
	read_columns(node, block->table);
	for (cmark_node *at = cmark_node_first_child(node); at; at = cmark_node_next(at)) {
		enter(reader, at);
		struct row *row = read_row(reader, at);
		if (strcmp(cmark_node_get_type_string(at), "table_header") == 0)
			add_header(block->table, row);
		else
			add_row(block->table, row);
	}
	g_ptr_array_add(blocks, block);
}

static void read_block(struct reader *reader, cmark_node *node, guint depth, GPtrArray *blocks)
{
	gboolean in_list = depth > 0;
	if (strcmp(cmark_node_get_type_string(node), "table") == 0) {
		read_table(reader, node, in_list, blocks);
		return;
	}
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_PARAGRAPH:
		read_paragraph(reader, node, in_list, blocks);
		return;
	case CMARK_NODE_HEADING:
		read_heading(reader, node, in_list, blocks);
		return;
	case CMARK_NODE_LIST:
		read_list(reader, node, depth, blocks);
		return;
	case CMARK_NODE_BLOCK_QUOTE:
		refuse(reader, _("a quotation (“>”) has no form in an administrative document"));
		return;
	case CMARK_NODE_CODE_BLOCK:
		refuse(reader, _("program code (four spaces before the line, or ```) has no form "
				 "in an administrative document"));
		return;
	case CMARK_NODE_HTML_BLOCK:
		refuse(reader, _("HTML is not allowed"));
		return;
	case CMARK_NODE_THEMATIC_BREAK:
		refuse(reader,
			_("a rule across the page has no form in an administrative document"));
		return;
	default:
		refuse(reader, _("this kind of Markdown is not allowed"));
	}
}

static void read_blocks(struct reader *reader, cmark_node *parent, guint depth, GPtrArray *blocks)
{
	for (cmark_node *node = cmark_node_first_child(parent); node;
		node = cmark_node_next(node)) {
		enter(reader, node);
		read_block(reader, node, depth, blocks);
	}
}

static gboolean is_allowed(gunichar character)
{
	return character >= 0x20 && !(character >= 0x7F && character < 0xA0) &&
	       !(character >= 0xD800 && character < 0xF900) && character < 0xF0000;
}

/* "&#xE000;" would smuggle in what clean text cannot hold. */
static gboolean check_references(struct reader *reader, const char *line, gsize length)
{
	for (const char *at = line; (at = memmem(at, length - (gsize)(at - line), "&#", 2));) {
		at += 2;
		gboolean hex = *at == 'x' || *at == 'X';
		guint64 code = g_ascii_strtoull(hex ? at + 1 : at, NULL, hex ? 16 : 10);
		if (code <= G_MAXUINT32 && is_allowed((gunichar)code))
			continue;
		refuse(reader, _("this character reference names a character that is not allowed"));
		return FALSE;
	}
	return TRUE;
}

/* What would cost the Markdown parser too much, or bring in marks, is refused before. */
static gboolean check_lines(struct reader *reader)
{
	const char *at = reader->markdown->text;
	while (*at) {
		gsize length = strcspn(at, "\n"), start = (gsize)(at - reader->markdown->text),
		      pipes = 0;
		g_array_append_val(reader->lines, start);
		reader->line = reader->lines->len;
		for (gsize i = 0; i < length; i++)
			pipes += at[i] == '|';
		if (pipes > PIPES_MOST) {
			refuse(reader, _("the line has too many columns"));
			return FALSE;
		}
		if (!check_references(reader, at, length))
			return FALSE;
		at += length + (at[length] == '\n');
	}
	return TRUE;
}

static cmark_parser *parser_new(void)
{
	static gsize is_registered = 0;
	if (g_once_init_enter(&is_registered)) {
		cmark_gfm_core_extensions_ensure_registered();
		g_once_init_leave(&is_registered, 1);
	}
	cmark_parser *parser = cmark_parser_new(CMARK_OPT_DEFAULT);
	cmark_syntax_extension *table = cmark_find_syntax_extension("table");
	if (table)
		cmark_parser_attach_syntax_extension(parser, table);
	return parser;
}

void markdown_blocks(const struct markdown *markdown, GPtrArray *blocks, struct findings *findings)
{
	struct reader reader = {.markdown = markdown, .findings = findings};
	reader.lines = g_array_new(FALSE, FALSE, sizeof(gsize));
	if (check_lines(&reader)) {
		cmark_parser *parser = parser_new();
		cmark_parser_feed(parser, markdown->text, strlen(markdown->text));
		cmark_node *document = cmark_parser_finish(parser);
		read_blocks(&reader, document, 0, blocks);
		cmark_node_free(document);
		cmark_parser_free(parser);
	}
	g_array_unref(reader.lines);
}
