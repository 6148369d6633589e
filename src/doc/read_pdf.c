/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/read_pdf.h"

#include <math.h>
#include <string.h>

#include "doc/poppler_library.h"
#include "doc/shape_parts.h"

#define INDENT_LEAST 0.8  /* of the first line, in the size of letters */
#define SPACE_MORE   1.45 /* the distance of lines that parts paragraphs, in the usual one */
#define MIDDLE_MOST  14.0 /* points that the middle of a line may lie beside the page's */
#define SHORT        0.2  /* of the text's width, free on either side */
#define NOTE_SIZE    0.86 /* of a footnote, in the size of the text */

/* The block of text: what most lines keep to. */
struct block_of_text {
	double left, right, pitch, size;
};

struct flow {
	const GPtrArray *pages;
	GPtrArray *chunks;
	struct block_of_text text;
	const struct pdf_row *above; /* the line that a paragraph may go on from */
	struct chunk *open;          /* and its chunk, or NULL */
};

static gint by_number(gconstpointer a, gconstpointer b)
{
	const double one = *(const double *)a, two = *(const double *)b;
	return one < two ? -1 : one > two;
}

/* The value at a share of the sorted numbers; 0 without any. */
static double share_of(GArray *numbers, double share)
{
	if (numbers->len == 0)
		return 0;
	g_array_sort(numbers, by_number);
	return g_array_index(numbers, double, MIN((guint)(share * numbers->len), numbers->len - 1));
}

static gboolean is_long(const struct pdf_row *row, const struct pdf_page *page)
{
	return row->segments->len == 1 && row->box.right - row->box.left > page->width * 0.5;
}

static struct block_of_text measure(const GPtrArray *pages)
{
	g_autoptr(GArray) lefts = g_array_new(FALSE, FALSE, sizeof(double));
	g_autoptr(GArray) rights = g_array_new(FALSE, FALSE, sizeof(double));
	g_autoptr(GArray) pitches = g_array_new(FALSE, FALSE, sizeof(double));
	g_autoptr(GArray) sizes = g_array_new(FALSE, FALSE, sizeof(double));
	for (guint i = 0; i < pages->len; i++) {
		const struct pdf_page *page = pages->pdata[i];
		for (guint k = 0; k < page->rows->len; k++) {
			const struct pdf_row *row = page->rows->pdata[k];
			if (!is_long(row, page))
				continue;
			g_array_append_val(lefts, row->box.left);
			g_array_append_val(rights, row->box.right);
			g_array_append_val(sizes, row->size);
			const struct pdf_row *above = k ? page->rows->pdata[k - 1] : NULL;
			const double pitch = above ? row->box.bottom - above->box.bottom : 0;
			if (above && is_long(above, page))
				g_array_append_val(pitches, pitch);
		}
	}
	return (struct block_of_text){share_of(lefts, 0.1), share_of(rights, 0.8), share_of(pitches, 0.3),
		share_of(sizes, 0.5)};
}

static double first_word(const struct pdf_row *row)
{
	const struct segment *segment = row->segments->pdata[0];
	const glong length = g_utf8_strlen(segment->text, -1);
	const gsize bytes = strcspn(segment->text, " ");
	const glong word = g_utf8_strlen(segment->text, (gssize)bytes);
	return length ? (segment->box.right - segment->box.left) * (double)word / (double)length : 0;
}

/* A line in the middle is bold, in capitals or short: a first line may lie in the middle by chance. */
static gboolean is_middle(const struct flow *flow, const struct pdf_page *page, const struct pdf_row *row)
{
	const struct block_of_text *text = &flow->text;
	const double middle = (row->box.left + row->box.right) / 2, width = text->right - text->left;
	const double of_text = width > 0 ? (text->left + text->right) / 2 : page->width / 2;
	const char *words = ((const struct segment *)row->segments->pdata[0])->text;
	return row->box.left > text->left + 2 * row->size && fabs(middle - of_text) < MIDDLE_MOST &&
	       (row->bold || line_is_upper(words) || row->box.left > text->left + SHORT * width);
}

static char *row_text(const struct pdf_row *row)
{
	return g_strdup(((const struct segment *)row->segments->pdata[0])->text);
}

static gboolean is_stopped(const char *text)
{
	return *text && strchr(".;:", text[strlen(text) - 1]);
}

/* Whether the line above is as full as it can be: the first word of this one had no room there. */
static gboolean is_full(const struct flow *flow, const struct pdf_row *above, const struct pdf_row *row)
{
	return above->box.right + first_word(row) + 0.2 * row->size > flow->text.right - 0.5 * row->size;
}

/* A line in bold below a sentence that ended in plain letters, or the other way round, is another paragraph. */
static gboolean changes_look(const struct pdf_row *above, const struct pdf_row *row, const char *before)
{
	const struct word *last = above->words->pdata[above->words->len - 1], *first = row->words->pdata[0];
	return (row->bold && !(last->style & RUN_BOLD) && is_stopped(before)) ||
	       (above->bold && !(first->style & RUN_BOLD));
}

/* Whether a line goes on with the paragraph of the line above. */
static gboolean goes_on(const struct flow *flow, const struct pdf_page *page, const struct pdf_row *row)
{
	const struct pdf_row *above = flow->above;
	if (!flow->open || !above || fabs(above->size - row->size) > 0.5)
		return FALSE;
	const gboolean middle = is_middle(flow, page, row);
	if (above->page == row->page) {
		if (row->box.bottom - above->box.bottom > flow->text.pitch * SPACE_MORE && flow->text.pitch > 0)
			return FALSE;
		/* a title over several lines */
		if (middle && flow->open->centred)
			return row->bold == above->bold;
	}
	g_autofree char *text = row_text(row), *before = row_text(above);
	const struct label label = label_read(text);
	const gboolean right = row->box.left > flow->text.left + INDENT_LEAST * row->size;
	if (label.kind != LABEL_NONE && (is_stopped(before) || right || row->bold))
		return FALSE;
	const gboolean indented = right && (row->box.left > above->box.left + 1 || is_stopped(before));
	return !indented && !changes_look(above, row, before) && !(above->italic && !row->italic) && !flow->open->centred && is_full(flow, above, row);
}

static void add_runs(struct flow *flow, const struct pdf_row *row, gboolean mended)
{
	GPtrArray *runs = flow->open->runs;
	const guint from = runs->len;
	if (from > 0 && !label_is_split(((struct run *)runs->pdata[from - 1])->text)) {
		struct run *last = runs->pdata[from - 1];
		char *text = g_strconcat(last->text, " ", NULL);
		g_free(last->text);
		last->text = text;
	}
	pdf_row_runs(row, row->segments->pdata[0], runs);
	if (!mended || runs->len == from)
		return;
	((struct run *)runs->pdata[from])->origin.mended = TRUE;
	flow->open->origin.mended = TRUE;
}

static struct chunk *begin(struct flow *flow, const struct pdf_row *row)
{
	struct chunk *chunk = chunk_new();
	chunk->origin = (struct origin){.line = row->line, .column = 1, .page = row->page};
	g_ptr_array_add(flow->chunks, chunk);
	return chunk;
}

static void add_line(struct flow *flow, const struct pdf_page *page, const struct pdf_row *row)
{
	const gboolean more = goes_on(flow, page, row);
	const gboolean mended = more && flow->above->page != row->page;
	if (!more) {
		flow->open = begin(flow, row);
		flow->open->centred = is_middle(flow, page, row);
	}
	add_runs(flow, row, mended);
	flow->above = row;
}

/* Lines in two columns: first what stands on the left, then what stands on the right. */
static void add_columns(struct flow *flow, const struct pdf_page *page, guint from, guint end)
{
	for (guint side = 0; side < 2; side++)
		for (guint i = from; i < end; i++) {
			const struct pdf_row *row = page->rows->pdata[i];
			for (guint k = 0; k < row->segments->len; k++) {
				const struct segment *segment = row->segments->pdata[k];
				const double middle = (segment->box.left + segment->box.right) / 2;
				if ((middle > page->width * 0.5) != (side == 1))
					continue;
				struct chunk *chunk = begin(flow, row);
				pdf_row_runs(row, segment, chunk->runs);
				chunk->origin = ((struct run *)chunk->runs->pdata[0])->origin;
			}
		}
	flow->open = NULL;
}

/* Small lines at the foot of a page that begin with a number are notes. */
static guint find_notes(const struct flow *flow, const struct pdf_page *page)
{
	guint at = page->rows->len;
	while (at > 0) {
		const struct pdf_row *row = page->rows->pdata[at - 1];
		if (row->size > flow->text.size * NOTE_SIZE || row->segments->len > 1)
			break;
		at--;
	}
	const struct pdf_row *first = at < page->rows->len ? page->rows->pdata[at] : NULL;
	const char *text = first ? ((const struct segment *)first->segments->pdata[0])->text : "";
	const gboolean numbered = g_ascii_isdigit(*text) || (*text == '[' && g_ascii_isdigit(text[1]));
	return numbered && label_read(text).kind == LABEL_NONE && at > 0 ? at : page->rows->len;
}

static void add_notes(struct flow *flow, const struct pdf_page *page, guint from)
{
	const struct pdf_row *above = flow->above;
	struct chunk *open = flow->open;
	flow->open = NULL;
	for (guint i = from; i < page->rows->len; i++) {
		const struct pdf_row *row = page->rows->pdata[i];
		g_autofree char *text = row_text(row);
		if (!flow->open || g_ascii_isdigit(*text))
			flow->open = begin(flow, row);
		flow->open->note = TRUE;
		add_runs(flow, row, FALSE);
	}
	flow->above = above;
	flow->open = open;
}

/* A table at the top of a page may go on with one at the end of the page before. */
static void add_table(struct flow *flow, const struct pdf_page *page, guint from, guint end)
{
	struct chunk *chunk = pdf_read_table(page->rows, from, end);
	struct chunk *last = flow->chunks->len ? flow->chunks->pdata[flow->chunks->len - 1] : NULL;
	if (from == 0 && last && last->table && pdf_join_tables(last->table->table, chunk->table->table)) {
		last->table->origin.mended = TRUE;
		chunk_free(chunk);
		return;
	}
	g_ptr_array_add(flow->chunks, chunk);
}

static void add_page(struct flow *flow, const struct pdf_page *page)
{
	const guint notes = find_notes(flow, page);
	for (guint i = 0; i < notes;) {
		gboolean table = FALSE;
		const guint end = MIN(pdf_find_columns(page->rows, i, &table), notes);
		if (end == i) {
			const struct pdf_row *row = page->rows->pdata[i++];
			if (row->segments->len == 1)
				add_line(flow, page, row);
			else
				add_columns(flow, page, i - 1, i);
			continue;
		}
		if (table)
			add_table(flow, page, i, end);
		else
			add_columns(flow, page, i, end);
		flow->open = NULL;
		i = end;
	}
	add_notes(flow, page, notes);
}

GPtrArray *pdf_read_chunks(const GPtrArray *pages)
{
	struct flow flow = {.pages = pages, .chunks = chunks_new(), .text = measure(pages)};
	for (guint i = 0; i < pages->len; i++)
		add_page(&flow, pages->pdata[i]);
	return flow.chunks;
}

/* Poppler writes the words of annotations by a module of iconv, which cannot be loaded where nothing can be opened. */
gboolean doc_prepare_pdf(GError **error)
{
	g_free(g_convert("", 0, "UTF-16BE", "UTF-8", NULL, NULL, NULL));
	return poppler_library_load(error);
}

struct doc *doc_read_pdf(GBytes *content, const struct reading_limits *limits, GError **error)
{
	if (!poppler_library_load(error))
		return NULL;
	GPtrArray *pages = pdf_read_pages(content, limits, error);
	if (!pages)
		return NULL;
	pdf_drop_headers(pages);
	GPtrArray *chunks = pdf_read_chunks(pages);
	struct doc *doc = doc_new(NULL);
	shape(doc, chunks);
	g_ptr_array_unref(chunks);
	g_ptr_array_unref(pages);
	return doc;
}
