/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/read_odt.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "doc/read_docx.h"

#define DEPTH_MOST   8 /* tables, frames and notes in one another */
#define SPAN_MOST    200
#define COLUMNS_MOST 200
#define BLANKS_MOST  1000

struct odt_reader {
	const struct reading_limits *limits;
	struct odt_styles *styles;
	GPtrArray *notes; /* chunks of footnotes */
	guint count, paragraph, page, depth;
	struct odt_list *list; /* that is open, or NULL */
	guint level;           /* in it, from 1; 0 = outside of lists */
	gboolean begins;       /* the next paragraph begins an item */
	GError *error;
};

struct inlines {
	struct odt_reader *reader;
	struct chunk *chunk;
	GPtrArray *beside; /* xmlNode *: frames, whose text follows */
	const struct odt_style *paragraph, *text;
	const char *address;
	gboolean blank; /* the text so far ends with one */
};

static void read_blocks(struct odt_reader *reader, const xmlNode *parent, GPtrArray *chunks);

static gboolean counts(struct odt_reader *reader)
{
	if (++reader->count > reader->limits->paragraphs && !reader->error)
		fail(&reader->error, ERROR_INPUT, _("there are more than %u paragraphs and rows"), reader->limits->paragraphs);
	return reader->error == NULL;
}

static gboolean enters(struct odt_reader *reader)
{
	if (reader->depth == DEPTH_MOST && !reader->error)
		fail(&reader->error, ERROR_INPUT, _("tables stand too deep in one another"));
	return reader->error == NULL && ++reader->depth;
}

static void add_run(struct inlines *inlines, struct run *run)
{
	run->origin = inlines->chunk->origin;
	run->origin.page = inlines->reader->page;
	g_ptr_array_add(inlines->chunk->runs, run);
}

static void add_text(struct inlines *inlines, const char *text)
{
	const struct odt_style *style = inlines->text ? inlines->text : inlines->paragraph;
	if (!*text || style->hidden || inlines->paragraph->hidden)
		return;
	const char *font = inlines->text && inlines->text->font ? inlines->text->font : inlines->paragraph->font;
	g_autofree char *unicode = legacy_convert(text, legacy_of_font(font));
	g_autofree char *bare = docx_read_clean(unicode);
	g_autofree char *shown = style->caps || inlines->paragraph->caps ? text_upper(bare) : g_strdup(bare);
	const guint look = inlines->text ? inlines->text->look & ~inlines->paragraph->look : 0;
	add_run(inlines, inlines->address ? run_link(shown, inlines->address, look) : run_text(shown, look));
}

/* Blanks and line ends of the file are one blank, and none at the beginning. */
static void add_collapsed(struct inlines *inlines, const char *text)
{
	g_autoptr(GString) out = g_string_new(NULL);
	for (; *text; text++) {
		const gboolean blank = strchr(" \t\r\n", *text) != NULL;
		if (!blank || !inlines->blank)
			g_string_append_c(out, blank ? ' ' : *text);
		inlines->blank = blank;
	}
	add_text(inlines, out->str);
}

static void add_blanks(struct inlines *inlines, const xmlNode *node)
{
	g_autofree char *blanks = g_strnfill((gsize)word_number(node, "c", 1, BLANKS_MOST, 1), ' ');
	add_text(inlines, blanks);
}

static void read_note(struct inlines *inlines, const xmlNode *node)
{
	struct odt_reader *reader = inlines->reader;
	const xmlNode *body = odt_child(node, "text", "note-body");
	const guint from = reader->notes->len;
	if (!body || !enters(reader))
		return;
	read_blocks(reader, body, reader->notes);
	reader->depth--;
	for (guint i = from; i < reader->notes->len; i++)
		((struct chunk *)reader->notes->pdata[i])->note = TRUE;
}

static void read_inlines(struct inlines *inlines, const xmlNode *parent);

static void read_span(struct inlines *inlines, const xmlNode *node)
{
	const struct odt_style *outer = inlines->text;
	g_autofree char *name = word_attribute(node, "style-name");
	inlines->text = name ? odt_style(inlines->reader->styles, "text", name) : outer;
	read_inlines(inlines, node);
	inlines->text = outer;
}

static void read_link(struct inlines *inlines, const xmlNode *node)
{
	const char *outer = inlines->address;
	g_autofree char *address = word_attribute(node, "href");
	inlines->address = address && *address ? address : outer;
	read_inlines(inlines, node);
	inlines->address = outer;
}

static void read_inline(struct inlines *inlines, const xmlNode *node)
{
	if (odt_is(node, "text", "s"))
		add_blanks(inlines, node);
	else if (odt_is(node, "text", "tab"))
		add_text(inlines, "\t");
	else if (odt_is(node, "text", "line-break"))
		add_run(inlines, run_break());
	else if (odt_is(node, "text", "soft-page-break"))
		inlines->reader->page++;
	else if (odt_is(node, "text", "note"))
		read_note(inlines, node);
	else if (odt_is(node, "text", "span"))
		read_span(inlines, node);
	else if (odt_is(node, "text", "a"))
		read_link(inlines, node);
	else if (odt_is(node, "drawing", "frame") || odt_is(node, "drawing", "custom-shape"))
		g_ptr_array_add(inlines->beside, (gpointer)node);
	else if (!odt_is(node, "office", "annotation") && !odt_is(node, "text", "ruby-text"))
		read_inlines(inlines, node);
}

static void read_inlines(struct inlines *inlines, const xmlNode *parent)
{
	for (const xmlNode *node = parent->children; node; node = node->next) {
		if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
			add_collapsed(inlines, (const char *)node->content);
		} else if (node->type == XML_ELEMENT_NODE) {
			read_inline(inlines, node);
			inlines->blank = inlines->blank && !odt_is(node, "text", "s");
		}
	}
}

static void set_item(struct odt_reader *reader, struct chunk *chunk)
{
	gboolean bullet = TRUE;
	if (reader->level == 0)
		return;
	if (reader->begins && reader->list)
		chunk->label = odt_list_next(reader->list, MIN(reader->level, ODT_LEVELS) - 1, &bullet);
	const gboolean begins = reader->begins;
	reader->begins = FALSE;
	if (chunk->heading)
		return;
	chunk->list = reader->level;
	chunk->item = begins && chunk->label;
	chunk->ordered = chunk->item && !bullet;
	chunk->series = reader->list ? reader->list->series : 0;
}

/* Headings outside of lists are numbered by the outline. */
static void set_outline(struct odt_reader *reader, const xmlNode *node, struct chunk *chunk)
{
	gboolean bullet;
	g_autofree char *unnumbered = word_attribute(node, "is-list-header");
	struct odt_list *outline = odt_list(reader->styles, ODT_OUTLINE);
	if (reader->level == 0 && chunk->heading && outline && g_strcmp0(unnumbered, "true") != 0)
		chunk->label = odt_list_next(outline, chunk->heading - 1, &bullet);
}

static gboolean is_blank(const struct chunk *chunk)
{
	g_autofree char *text = runs_plain(chunk->runs);
	return *g_strstrip(text) == '\0';
}

static void read_frames(struct odt_reader *reader, const GPtrArray *frames, GPtrArray *chunks)
{
	for (guint i = 0; i < frames->len; i++) {
		const xmlNode *frame = frames->pdata[i], *box = odt_child(frame, "drawing", "text-box");
		if (!enters(reader))
			return;
		read_blocks(reader, box ? box : frame, chunks);
		reader->depth--;
	}
}

static void read_paragraph(struct odt_reader *reader, const xmlNode *node, GPtrArray *chunks)
{
	if (!counts(reader))
		return;
	g_autofree char *name = word_attribute(node, "style-name");
	g_autoptr(GPtrArray) beside = g_ptr_array_new();
	struct chunk *chunk = chunk_new();
	struct inlines inlines = {reader, chunk, beside, odt_style(reader->styles, "paragraph", name), NULL, NULL, TRUE};
	chunk->origin = (struct origin){.paragraph = ++reader->paragraph, .page = reader->page};
	chunk->heading = odt_is(node, "text", "h") ? (guint)word_number(node, "outline-level", 1, 9, 1) : 0;
	chunk->sure = chunk->heading > 0;
	chunk->look = inlines.paragraph->look;
	chunk->centred = inlines.paragraph->centred;
	chunk->right = inlines.paragraph->right;
	read_inlines(&inlines, node);
	if (is_blank(chunk)) {
		chunk_free(chunk);
	} else {
		set_item(reader, chunk);
		set_outline(reader, node, chunk);
		g_ptr_array_add(chunks, chunk);
	}
	read_frames(reader, beside, chunks);
}

/* Lists of one style go on counting only where the file says so. */
static void read_list(struct odt_reader *reader, const xmlNode *node, GPtrArray *chunks)
{
	struct odt_list *outer = reader->list;
	g_autofree char *name = word_attribute(node, "style-name");
	g_autofree char *more = word_attribute(node, "continue-numbering");
	g_autofree char *of = word_attribute(node, "continue-list");
	reader->list = name ? odt_list(reader->styles, name) : outer;
	if (reader->list && reader->level == 0 && g_strcmp0(more, "true") != 0 && !of)
		odt_list_restart(reader->list, 0);
	reader->level++;
	for (const xmlNode *item = node->children; item && !reader->error; item = item->next) {
		const gboolean header = odt_is(item, "text", "list-header");
		if (!header && !odt_is(item, "text", "list-item"))
			continue;
		reader->begins = !header;
		read_blocks(reader, item, chunks);
	}
	reader->level--;
	reader->list = outer;
}

static void fill_cell(struct cell *cell, const GPtrArray *chunks)
{
	for (guint i = 0; i < chunks->len; i++) {
		struct chunk *chunk = chunks->pdata[i];
		if (cell->runs->len > 0 && chunk->runs->len > 0)
			g_ptr_array_add(cell->runs, run_break());
		if (chunk->label) {
			g_autofree char *label = g_strconcat(chunk->label, " ", NULL);
			struct run *run = run_text(label, RUN_PLAIN);
			run->origin = chunk->origin;
			g_ptr_array_add(cell->runs, run);
		}
		for (guint k = 0; k < chunk->runs->len; k++)
			((struct run *)chunk->runs->pdata[k])->style |= chunk->look;
		items_move(cell->runs, chunk->runs, chunk->runs->len);
	}
}

static void read_cell(struct odt_reader *reader, const xmlNode *node, struct row *row)
{
	const gint64 again = word_number(node, "number-columns-repeated", 1, COLUMNS_MOST, 1);
	for (gint64 i = 0; i < again && row->cells->len < COLUMNS_MOST; i++) {
		struct cell *cell = cell_new();
		g_autoptr(GPtrArray) chunks = chunks_new();
		cell->span = (guint)word_number(node, "number-columns-spanned", 1, SPAN_MOST, 1);
		read_blocks(reader, node, chunks);
		if (chunks->len > 0)
			cell->origin = ((const struct chunk *)chunks->pdata[0])->origin;
		fill_cell(cell, chunks);
		g_ptr_array_add(row->cells, cell);
	}
}

static gboolean is_bold(const struct row *row)
{
	gboolean some = FALSE;
	for (guint i = 0; i < row->cells->len; i++) {
		const struct cell *cell = row->cells->pdata[i];
		for (guint k = 0; k < cell->runs->len; k++) {
			const struct run *run = cell->runs->pdata[k];
			if (run->kind != RUN_BREAK && !(run->style & RUN_BOLD))
				return FALSE;
			some = some || run->kind != RUN_BREAK;
		}
	}
	return some;
}

static void read_row(struct odt_reader *reader, const xmlNode *node, GPtrArray *rows)
{
	struct row *row = row_new();
	guint covered = 0;
	if (!counts(reader)) {
		g_ptr_array_add(rows, row);
		return;
	}
	for (const xmlNode *at = node->children; at; at = at->next) {
		if (odt_is(at, "table", "table-cell")) {
			read_cell(reader, at, row);
			covered = (guint)word_number(at, "number-columns-spanned", 1, SPAN_MOST, 1) - 1;
		} else if (odt_is(at, "table", "covered-table-cell")) {
			/* what is covered from above is an empty cell, from the left none */
			for (gint64 i = word_number(at, "number-columns-repeated", 1, COLUMNS_MOST, 1); i > 0; i--) {
				if (covered == 0 && row->cells->len < COLUMNS_MOST)
					g_ptr_array_add(row->cells, cell_new());
				covered -= covered > 0 ? 1 : 0;
			}
		}
	}
	if (row->cells->len > 0)
		row->origin = ((const struct cell *)row->cells->pdata[0])->origin;
	row->total = is_bold(row);
	g_ptr_array_add(rows, row);
}

static void read_rows(struct odt_reader *reader, const xmlNode *parent, GPtrArray *rows, struct table *table)
{
	for (const xmlNode *node = parent->children; node && !reader->error; node = node->next) {
		if (odt_is(node, "table", "table-row"))
			read_row(reader, node, rows);
		else if (odt_is(node, "table", "table-header-rows"))
			read_rows(reader, node, table->header, table);
		else if (odt_is(node, "table", "table-rows") || odt_is(node, "table", "table-row-group"))
			read_rows(reader, node, rows, table);
	}
}

/* A first row in bold over others is the header where none is named. */
static void settle_header(struct table *table)
{
	guint columns = 0;
	const struct row *second = table->rows->len > 1 ? table->rows->pdata[1] : NULL;
	if (table->header->len == 0 && second && !second->total && ((const struct row *)table->rows->pdata[0])->total)
		items_move(table->header, table->rows, 1);
	for (guint i = 0; i < table->header->len; i++)
		((struct row *)table->header->pdata[i])->total = FALSE;
	for (guint i = 0; i < table->rows->len; i++)
		columns = MAX(columns, ((const struct row *)table->rows->pdata[i])->cells->len);
	for (guint i = 0; i < columns; i++) {
		const struct column column = {ALIGN_LEFT, 1};
		g_array_append_val(table->columns, column);
	}
}

static void read_table(struct odt_reader *reader, const xmlNode *node, GPtrArray *chunks)
{
	if (!enters(reader))
		return;
	const guint level = reader->level;
	struct chunk *chunk = chunk_new();
	chunk->table = block_table();
	reader->level = 0;
	read_rows(reader, node, chunk->table->table->rows, chunk->table->table);
	reader->level = level;
	settle_header(chunk->table->table);
	const GPtrArray *rows = chunk->table->table->header->len ? chunk->table->table->header : chunk->table->table->rows;
	if (rows->len > 0)
		chunk->origin = ((const struct row *)rows->pdata[0])->origin;
	chunk->table->origin = chunk->origin;
	g_ptr_array_add(chunks, chunk);
	reader->depth--;
}

static void read_blocks(struct odt_reader *reader, const xmlNode *parent, GPtrArray *chunks)
{
	static const char *const passed[] = {"tracked-changes", "table-of-content", "sequence-decls", "variable-decls"};
	for (const xmlNode *node = parent->children; node && !reader->error; node = node->next) {
		gboolean pass = node->type != XML_ELEMENT_NODE || odt_is(node, "office", "annotation");
		for (gsize i = 0; i < G_N_ELEMENTS(passed); i++)
			pass = pass || odt_is(node, "text", passed[i]);
		if (pass)
			continue;
		if (odt_is(node, "text", "p") || odt_is(node, "text", "h"))
			read_paragraph(reader, node, chunks);
		else if (odt_is(node, "text", "list"))
			read_list(reader, node, chunks);
		else if (odt_is(node, "table", "table"))
			read_table(reader, node, chunks);
		else if (odt_is(node, "text", "soft-page-break"))
			reader->page++;
		else
			read_blocks(reader, node, chunks);
	}
}

static gboolean read_body(struct odt_reader *reader, const xmlNode *content, GPtrArray *chunks, GError **error)
{
	const xmlNode *text = odt_child(odt_child(content, "office", "body"), "office", "text");
	if (!text)
		return fail(error, ERROR_INPUT, _("this is not an OpenDocument text"));
	read_blocks(reader, text, chunks);
	items_move(chunks, reader->notes, reader->notes->len);
	if (!reader->error)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&reader->error));
	return FALSE;
}

struct doc *doc_read_odt(GBytes *content, const struct reading_limits *limits, GError **error)
{
	g_autoptr(archive_t) archive = archive_open_bytes(content, error);
	if (!archive)
		return NULL;
	if (!archive_has(archive, "content.xml")) {
		fail(error, ERROR_INPUT, _("this is not an OpenDocument text"));
		return NULL;
	}
	xmlDoc *body = part_tree(archive, "content.xml", error);
	xmlDoc *styles = body && archive_has(archive, "styles.xml") ? part_tree(archive, "styles.xml", error) : NULL;
	g_autoptr(doc_t) doc = doc_new(NULL);
	g_autoptr(GPtrArray) chunks = chunks_new();
	struct odt_reader reader = {.limits = limits, .styles = odt_styles_new(), .notes = chunks_new(), .page = 1};
	if (styles)
		odt_styles_add(reader.styles, xmlDocGetRootElement(styles));
	gboolean done = body && (styles || !archive_has(archive, "styles.xml"));
	if (done) {
		odt_styles_add(reader.styles, xmlDocGetRootElement(body));
		done = read_body(&reader, xmlDocGetRootElement(body), chunks, error);
	}
	if (done)
		shape(doc, chunks);
	odt_styles_free(reader.styles);
	g_ptr_array_unref(reader.notes);
	xmlFreeDoc(styles);
	xmlFreeDoc(body);
	return done ? g_steal_pointer(&doc) : NULL;
}
