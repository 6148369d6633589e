/* SPDX-License-Identifier: Apache-2.0 */
/* Highlights in a PDF, appended to the file by Poppler: what the file held stays as it is. */
#include "base/confine.h"
#include "base/error.h"
#include "doc/annotate.h"
#include "doc/poppler_library.h"
#include "doc/read_pdf.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ICON_SIZE   20.0 /* of a note on a page, in points */
#define POPUP_WIDTH 220.0
#define POPUP_HEIGHT 110.0

/* One page that findings are on. */
struct sheet {
	PopplerPage *from;
	struct pdf_page *page;
	guint notes; /* that stand on no words */
};

struct annotator {
	PopplerDocument *document;
	GHashTable *sheets; /* page number → struct sheet * */
};

static void sheet_free(struct sheet *sheet)
{
	pdf_page_free(sheet->page);
	g_object_unref(sheet->from);
	g_free(sheet);
}

/* The page of a number from 1; the first one where there is none. */
static struct sheet *sheet_of(struct annotator *annotator, guint number)
{
	const guint count = (guint)MAX(poppler_document_get_n_pages(annotator->document), 0);
	if (number == 0 || number > count)
		number = 1;
	struct sheet *sheet = g_hash_table_lookup(annotator->sheets, GUINT_TO_POINTER(number));
	PopplerPage *from = sheet ? NULL : poppler_document_get_page(annotator->document, (int)number - 1);
	if (!from)
		return sheet;
	sheet = g_new0(struct sheet, 1);
	sheet->from = from;
	sheet->page = pdf_read_page(from, number);
	g_hash_table_insert(annotator->sheets, GUINT_TO_POINTER(number), sheet);
	return sheet;
}

static const struct pdf_row *row_of(const struct pdf_page *page, guint line)
{
	for (guint i = 0; i < page->rows->len; i++) {
		const struct pdf_row *row = page->rows->pdata[i];
		if (row->line == line)
			return row;
	}
	return NULL;
}

/* How far a word reaches with so many of its characters. */
static double edge_of(const struct word *word, guint characters)
{
	const guint length = (guint)g_utf8_strlen(word->text, -1);
	if (characters == 0)
		return word->box.left;
	if (characters >= length)
		return word->box.right;
	if (word->edges->len == length)
		return (double)g_array_index(word->edges, float, characters - 1);
	return word->box.left + (word->box.right - word->box.left) * characters / length;
}

/* What a spot covers of a row; FALSE when it is nothing. */
static gboolean cover(const struct pdf_row *row, const struct finding_spot *spot, struct box *box)
{
	gboolean some = FALSE;
	const guint end = spot->column + spot->length;
	for (guint i = 0; i < row->words->len; i++) {
		const struct word *word = row->words->pdata[i];
		const guint length = (guint)g_utf8_strlen(word->text, -1);
		if (word->column >= end || word->column + length <= spot->column)
			continue;
		const double left = edge_of(word, spot->column > word->column ? spot->column - word->column : 0);
		const double right = edge_of(word, end - word->column);
		*box = some ? (struct box){MIN(box->left, left), MAX(box->right, right),
				      MIN(box->top, word->box.top), MAX(box->bottom, word->box.bottom)}
			    : (struct box){left, right, word->box.top, word->box.bottom};
		some = TRUE;
	}
	return some;
}

/* Annotations are measured from the lower left corner. */
static PopplerQuadrilateral corners(const struct box *box, double height)
{
	const double top = height - box->top, bottom = height - box->bottom;
	return (PopplerQuadrilateral){
		{box->left, top}, {box->right, top}, {box->left, bottom}, {box->right, bottom}};
}

static PopplerRectangle around(const GArray *quads)
{
	const PopplerQuadrilateral *first = &g_array_index(quads, PopplerQuadrilateral, 0);
	PopplerRectangle all = {first->p3.x, first->p3.y, first->p2.x, first->p2.y};
	for (guint i = 1; i < quads->len; i++) {
		const PopplerQuadrilateral *quad = &g_array_index(quads, PopplerQuadrilateral, i);
		all.x1 = MIN(all.x1, quad->p3.x);
		all.y1 = MIN(all.y1, quad->p3.y);
		all.x2 = MAX(all.x2, quad->p2.x);
		all.y2 = MAX(all.y2, quad->p2.y);
	}
	return all;
}

static void describe(PopplerAnnot *annotation, const struct finding *finding, gboolean with_quote)
{
	static const PopplerColor colours[] = {
		[SEVERITY_ERROR] = {65535, 39000, 36000},
		[SEVERITY_WARNING] = {65535, 54000, 20000},
		[SEVERITY_HINT] = {40000, 54000, 65535},
	};
	PopplerColor colour = colours[finding->severity];
	g_autofree char *words = annotate_words(finding, with_quote);
	poppler_annot_set_color(annotation, &colour);
	poppler_annot_set_contents(annotation, words);
	poppler_annot_set_flags(annotation, POPPLER_ANNOT_FLAG_PRINT);
	poppler_annot_markup_set_label((PopplerAnnotMarkup *)(void *)annotation, ANNOTATE_AUTHOR);
}

/* Beside the text, at the height of what it is about. */
static void add_popup(PopplerAnnot *annotation, const struct sheet *sheet, double top)
{
	PopplerRectangle popup = {sheet->page->width, top - POPUP_HEIGHT, sheet->page->width + POPUP_WIDTH, top};
	poppler_annot_markup_set_popup((PopplerAnnotMarkup *)(void *)annotation, &popup);
}

static void highlight(struct annotator *annotator, struct sheet *sheet, GArray *quads, const struct finding *finding)
{
	PopplerRectangle all = around(quads);
	PopplerAnnot *annotation = poppler_annot_text_markup_new_highlight(annotator->document, &all, quads);
	describe(annotation, finding, FALSE);
	add_popup(annotation, sheet, all.y2);
	poppler_page_add_annot(sheet->from, annotation);
	g_object_unref(annotation);
}

/* A note at the head of a page, one beside the other, of what has no words there. */
static void add_note(struct annotator *annotator, struct sheet *sheet, const struct finding *finding)
{
	const double room = MAX(sheet->page->width - 2 * ICON_SIZE, ICON_SIZE);
	const double left = ICON_SIZE + fmod(sheet->notes++ * ICON_SIZE, room), top = sheet->page->height - ICON_SIZE;
	PopplerRectangle place = {left, top - ICON_SIZE, left + ICON_SIZE, top};
	PopplerAnnot *annotation = poppler_annot_text_new(annotator->document, &place);
	describe(annotation, finding, TRUE);
	poppler_page_add_annot(sheet->from, annotation);
	g_object_unref(annotation);
}

/* The spots from `*next` on that stand on one page; *next goes behind them. NULL when no words are found there. */
static struct sheet *take_page(struct annotator *annotator, const GArray *spots, guint *next, GArray *quads)
{
	const guint number = g_array_index(spots, struct finding_spot, *next).page;
	struct sheet *sheet = sheet_of(annotator, number);
	for (; *next < spots->len && g_array_index(spots, struct finding_spot, *next).page == number; (*next)++) {
		const struct finding_spot *spot = &g_array_index(spots, struct finding_spot, *next);
		const struct pdf_row *row = sheet ? row_of(sheet->page, spot->line) : NULL;
		struct box box;
		if (!row || !cover(row, spot, &box))
			continue;
		const PopplerQuadrilateral quad = corners(&box, sheet->page->height);
		g_array_append_val(quads, quad);
	}
	return quads->len > 0 ? sheet : NULL;
}

static void annotate_one(struct annotator *annotator, const struct finding *finding)
{
	gboolean some = FALSE;
	for (guint next = 0; finding->spots && next < finding->spots->len;) {
		g_autoptr(GArray) quads = g_array_new(FALSE, FALSE, sizeof(PopplerQuadrilateral));
		struct sheet *sheet = take_page(annotator, finding->spots, &next, quads);
		if (sheet)
			highlight(annotator, sheet, quads, finding);
		some = some || sheet;
	}
	struct sheet *sheet = some ? NULL : sheet_of(annotator, finding->page);
	if (sheet)
		add_note(annotator, sheet, finding);
}

/* Poppler leaves what it wrote in a stream that nobody closes. */
static GBytes *read_scratch(GError **error)
{
	fflush(NULL);
	const off_t size = lseek(CONFINE_SCRATCH_READ, 0, SEEK_END);
	g_autofree guint8 *bytes = size > 0 ? g_try_malloc((gsize)size) : NULL;
	gsize have = 0;
	if (bytes && lseek(CONFINE_SCRATCH_READ, 0, SEEK_SET) == 0)
		for (gssize more = 1; more > 0 && have < (gsize)size; have += (gsize)MAX(more, 0))
			more = read(CONFINE_SCRATCH_READ, bytes + have, (gsize)size - have);
	if (size > 0 && have == (gsize)size)
		return g_bytes_new_take(g_steal_pointer(&bytes), have);
	fail(error, ERROR_SYSTEM, _("the PDF cannot be written"));
	return NULL;
}

GBytes *doc_annotate_pdf(GBytes *content, const struct findings *findings, G_GNUC_UNUSED const struct reading_limits *limits,
	GError **error)
{
	g_autofree char *wide = g_convert("", 0, "UTF-16BE", "UTF-8", NULL, NULL, NULL);
	if (!wide)
		fail(error, ERROR_SYSTEM, _("the words of annotations cannot be written: iconv lacks UTF-16"));
	if (!wide || !poppler_library_load(error))
		return NULL;
	struct annotator annotator = {.document = poppler_document_new_from_bytes(content, NULL, NULL)};
	if (!annotator.document) {
		fail(error, ERROR_INPUT, _("this is not a PDF, or it is broken"));
		return NULL;
	}
	annotator.sheets = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)sheet_free);
	for (guint i = 0; i < findings->items->len; i++)
		annotate_one(&annotator, findings->items->pdata[i]);
	const gboolean done = poppler_document_save_to_fd(annotator.document, CONFINE_SCRATCH, TRUE, NULL);
	g_hash_table_unref(annotator.sheets);
	g_object_unref(annotator.document);
	if (done)
		return read_scratch(error);
	fail(error, ERROR_SYSTEM, _("the PDF cannot be written"));
	return NULL;
}
