/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/read_pdf.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "doc/legacy.h"
#include "doc/poppler_library.h"

#define GAP_OF_SEGMENTS 1.6  /* between segments, in the size of letters */
#define GAP_OF_LETTERS  0.5  /* between words where no blank stands */
#define HEADER_SHARE    0.1  /* of the page's height: where page numbers stand */
#define GAP_MORE        0.25 /* than between lines, above and below the text, in heights */
#define SIZE_CHANGE     0.15 /* that parts words of one line */
#define LINE_CHANGE     0.8  /* in height, of letters of two lines, in their size */
#define NOTE_MARK       0.8  /* of a note's mark, in the size of the text */
#define PEEL_MOST       3    /* rows of a header or footer */
#define PAGES_MOST      5000

static void word_free(struct word *word)
{
	g_array_unref(word->edges);
	g_free(word->text);
	g_free(word);
}

static void segment_free(struct segment *segment)
{
	g_free(segment->text);
	g_free(segment);
}

static void row_free(struct pdf_row *row)
{
	g_ptr_array_unref(row->words);
	g_ptr_array_unref(row->segments);
	g_free(row);
}

void pdf_page_free(struct pdf_page *page)
{
	g_ptr_array_unref(page->rows);
	g_free(page);
}

/* The letters of a page. */
struct letters {
	char *text;
	PopplerRectangle *places;
	guint count;
	GList *attributes, *attribute; /* PopplerTextAttributes *, and the one at hand */
	struct word *word;             /* being made */
	GString *said;
	enum legacy legacy;
	gboolean glued; /* the next word goes on with the last */
	GPtrArray *words;
};

static const PopplerTextAttributes *attribute_at(struct letters *letters, guint index)
{
	while (letters->attribute &&
		((PopplerTextAttributes *)letters->attribute->data)->end_index < (gint)index)
		letters->attribute = letters->attribute->next;
	return letters->attribute ? letters->attribute->data : NULL;
}

static guint style_of(const PopplerTextAttributes *attribute)
{
	if (!attribute || !attribute->font_name)
		return 0;
	g_autofree char *name = g_ascii_strdown(attribute->font_name, -1);
	const gboolean bold = strstr(name, "bold") || strstr(name, "black") || strstr(name, "heavy");
	const gboolean italic = strstr(name, "italic") || strstr(name, "oblique");
	return (bold ? RUN_BOLD : 0) | (italic ? RUN_ITALIC : 0);
}

static enum legacy legacy_of(const PopplerTextAttributes *attribute)
{
	const char *name = attribute ? attribute->font_name : NULL;
	const char *plus = name ? strchr(name, '+') : NULL;
	return legacy_of_font(plus ? plus + 1 : name);
}

static void end_word(struct letters *letters)
{
	struct word *word = g_steal_pointer(&letters->word);
	if (!word)
		return;
	g_autofree char *unicode = legacy_convert(letters->said->str, letters->legacy);
	word->text = text_clean(unicode, -1, NULL);
	g_string_truncate(letters->said, 0);
	if (word->text && *word->text)
		g_ptr_array_add(letters->words, word);
	else
		word_free(word);
}

static void begin_word(struct letters *letters, const PopplerRectangle *place, double size, guint style)
{
	struct word *word = g_new0(struct word, 1);
	word->size = size;
	word->style = style;
	word->glued = letters->glued;
	word->edges = g_array_new(FALSE, FALSE, sizeof(float));
	word->box = (struct box){place->x1, place->x2, place->y1, place->y2};
	letters->word = word;
	letters->glued = FALSE;
}

static void widen(struct box *box, const struct box *more)
{
	box->left = MIN(box->left, more->left);
	box->right = MAX(box->right, more->right);
	box->top = MIN(box->top, more->top);
	box->bottom = MAX(box->bottom, more->bottom);
}

/* What no text can hold is a blank. */
static gunichar sound(gunichar c)
{
	if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c >= 0xF0000 || (c & 0xFFFE) == 0xFFFE ||
		(c >= 0xFDD0 && c <= 0xFDEF))
		return ' ';
	if (c >= 0xE000 && c <= 0xF8FF)
		return c == 0xF0B7 ? 0x2022 : c == 0xF02D ? '-' : ' ';
	return c;
}

static gboolean is_sound_place(const PopplerRectangle *place)
{
	return isfinite(place->x1) && isfinite(place->x2) && isfinite(place->y1) && isfinite(place->y2);
}

/* Whether a letter stands apart from the one before: on another line, or further back; Poppler does not always give the
 * blank between them. */
static gboolean is_elsewhere(const PopplerRectangle *before, const PopplerRectangle *place, double size)
{
	const double higher = fabs((before->y1 + before->y2) - (place->y1 + place->y2)) / 2;
	return higher > LINE_CHANGE * size || place->x1 < before->x1 - size;
}

static void add_letter(struct letters *letters, gunichar c, guint index)
{
	const PopplerRectangle *place = &letters->places[index];
	const PopplerTextAttributes *attribute = attribute_at(letters, index);
	const double size = attribute && attribute->font_size > 0 ? attribute->font_size
								    : place->y2 - place->y1;
	const guint style = style_of(attribute);
	const enum legacy legacy = legacy_of(attribute);
	const gunichar shown = legacy != LEGACY_NONE && c >= 0xF000 && c <= 0xF0FF ? c : sound(c);
	if (g_unichar_isspace(shown) || !is_sound_place(place)) {
		end_word(letters);
		letters->glued = FALSE;
		return;
	}
	if (letters->word && (place->x1 - letters->word->box.right > GAP_OF_LETTERS * size ||
				     (index > 0 && is_elsewhere(place - 1, place, size)))) {
		end_word(letters);
	} else if (letters->word && (style != letters->word->style || legacy != letters->legacy ||
					   fabs(size - letters->word->size) > SIZE_CHANGE * size)) {
		end_word(letters);
		letters->glued = TRUE;
	}
	if (!letters->word)
		begin_word(letters, place, size, style);
	letters->legacy = legacy;
	g_string_append_unichar(letters->said, shown);
	const struct box box = {place->x1, place->x2, place->y1, place->y2};
	widen(&letters->word->box, &box);
	const float edge = (float)place->x2;
	g_array_append_val(letters->word->edges, edge);
}

static gint by_height(gconstpointer a, gconstpointer b)
{
	const struct word *one = *(struct word *const *)a, *two = *(struct word *const *)b;
	const double first = one->box.top + one->box.bottom, second = two->box.top + two->box.bottom;
	return first < second ? -1 : first > second;
}

static gint by_left(gconstpointer a, gconstpointer b)
{
	const struct word *one = *(struct word *const *)a, *two = *(struct word *const *)b;
	return one->box.left < two->box.left ? -1 : one->box.left > two->box.left;
}

static struct pdf_row *begin_row(struct word *word, guint page)
{
	struct pdf_row *row = g_new0(struct pdf_row, 1);
	row->words = g_ptr_array_new_with_free_func((GDestroyNotify)word_free);
	row->segments = g_ptr_array_new_with_free_func((GDestroyNotify)segment_free);
	g_ptr_array_add(row->words, word);
	row->box = word->box;
	row->page = page;
	return row;
}

/* Whether a word stands at the height of a row: their middles are near. */
static gboolean is_beside(const struct pdf_row *row, const struct word *word)
{
	const double middle = (row->box.top + row->box.bottom) / 2;
	const double other = (word->box.top + word->box.bottom) / 2;
	const double height = MAX(row->box.bottom - row->box.top, word->box.bottom - word->box.top);
	return fabs(middle - other) < 0.4 * height;
}

static void add_segment(struct pdf_row *row, guint first, guint end)
{
	struct segment *segment = g_new0(struct segment, 1);
	g_autoptr(GString) text = g_string_new(NULL);
	segment->first = first;
	segment->count = end - first;
	segment->box = ((const struct word *)row->words->pdata[first])->box;
	segment->bold = TRUE;
	for (guint i = first; i < end; i++) {
		const struct word *word = row->words->pdata[i];
		g_string_append_printf(text, "%s%s", i > first && !word->glued ? " " : "", word->text);
		widen(&segment->box, &word->box);
		segment->bold = segment->bold && (word->style & RUN_BOLD);
	}
	segment->text = g_string_free(g_steal_pointer(&text), FALSE);
	g_ptr_array_add(row->segments, segment);
}

void pdf_row_part(struct pdf_row *row, double gap)
{
	guint first = 0;
	g_ptr_array_set_size(row->segments, 0);
	for (guint i = 1; i < row->words->len; i++) {
		const struct word *word = row->words->pdata[i], *before = row->words->pdata[i - 1];
		if (word->box.left - before->box.right <= gap * MAX(word->size, before->size))
			continue;
		add_segment(row, first, i);
		first = i;
	}
	add_segment(row, first, row->words->len);
}

void pdf_row_runs(const struct pdf_row *row, const struct segment *segment, GPtrArray *runs)
{
	struct run *run = NULL;
	for (guint i = segment->first; i < segment->first + segment->count; i++) {
		const struct word *word = row->words->pdata[i];
		const char *blank = i > segment->first && !word->glued ? " " : "";
		if (run && run->style == word->style) {
			char *text = g_strconcat(run->text, blank, word->text, NULL);
			g_free(run->text);
			run->text = text;
			continue;
		}
		if (run && *blank) {
			char *text = g_strconcat(run->text, blank, NULL);
			g_free(run->text);
			run->text = text;
		}
		run = run_text(word->text, word->style);
		run->origin = (struct origin){.line = row->line, .column = word->column, .page = row->page};
		g_ptr_array_add(runs, run);
	}
}

/* A small number at the end of a word is the mark of a note. */
static gboolean is_note_mark(const struct pdf_row *row, guint index)
{
	const struct word *word = row->words->pdata[index];
	const struct word *before = index > 0 ? row->words->pdata[index - 1] : NULL;
	return before && strspn(word->text, "0123456789()[]*") == strlen(word->text) &&
	       word->size < NOTE_MARK * before->size &&
	       word->box.left - before->box.right < GAP_OF_LETTERS * word->size &&
	       word->box.bottom < before->box.bottom - 0.1 * before->size;
}

static void settle_row(struct pdf_row *row, guint line)
{
	guint column = 1;
	double widest = 0;
	row->line = line;
	row->bold = row->italic = TRUE;
	g_ptr_array_sort(row->words, by_left);
	for (guint i = row->words->len; i > 0; i--)
		if (is_note_mark(row, i - 1))
			g_ptr_array_remove_index(row->words, i - 1);
	for (guint i = 0; i < row->words->len; i++) {
		struct word *word = row->words->pdata[i];
		column += i > 0 && !word->glued ? 1 : 0;
		word->column = column;
		column += (guint)g_utf8_strlen(word->text, -1);
		widen(&row->box, &word->box);
		row->bold = row->bold && (word->style & RUN_BOLD);
		row->italic = row->italic && (word->style & RUN_ITALIC);
		if (word->box.right - word->box.left >= widest) {
			widest = word->box.right - word->box.left;
			row->size = word->size;
		}
	}
	pdf_row_part(row, GAP_OF_SEGMENTS);
}

static GPtrArray *make_rows(GPtrArray *words, guint page)
{
	GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)row_free);
	g_ptr_array_sort(words, by_height);
	for (guint i = 0; i < words->len; i++) {
		struct word *word = words->pdata[i];
		struct pdf_row *last = rows->len ? rows->pdata[rows->len - 1] : NULL;
		if (last && is_beside(last, word))
			g_ptr_array_add(last->words, word);
		else
			g_ptr_array_add(rows, begin_row(word, page));
	}
	for (guint i = 0; i < rows->len; i++)
		settle_row(rows->pdata[i], i + 1);
	return rows;
}

static void read_letters(struct letters *letters)
{
	guint index = 0;
	for (const char *at = letters->text; *at && index < letters->count; at = g_utf8_next_char(at), index++) {
		const gunichar c = g_utf8_get_char(at);
		add_letter(letters, c, index);
	}
	end_word(letters);
}

struct pdf_page *pdf_read_page(PopplerPage *from, guint number)
{
	struct pdf_page *page = g_new0(struct pdf_page, 1);
	poppler_page_get_size(from, &page->width, &page->height);
	struct letters letters = {.text = poppler_page_get_text(from),
		.said = g_string_new(NULL),
		.words = g_ptr_array_new()};
	letters.attributes = letters.attribute = poppler_page_get_text_attributes(from);
	if (letters.text && g_utf8_validate(letters.text, -1, NULL) &&
		poppler_page_get_text_layout(from, &letters.places, &letters.count))
		read_letters(&letters);
	page->rows = make_rows(letters.words, number);
	g_ptr_array_unref(letters.words);
	g_string_free(letters.said, TRUE);
	poppler_page_free_text_attributes(letters.attributes);
	g_free(letters.places);
	g_free(letters.text);
	return page;
}

static void read_each(
	GPtrArray *pages, PopplerDocument *document, gint count, const struct reading_limits *limits, GError **error)
{
	guint rows = 0;
	for (gint i = 0; i < count; i++) {
		PopplerPage *from = poppler_document_get_page(document, i);
		if (!from)
			continue;
		struct pdf_page *page = pdf_read_page(from, (guint)i + 1);
		g_object_unref(from);
		rows += page->rows->len;
		g_ptr_array_add(pages, page);
		if (rows > limits->paragraphs) {
			fail(error, ERROR_INPUT, _("there are more than %u lines"), limits->paragraphs);
			return;
		}
	}
}

/* Poppler speaks English and of its own domain; what matters is whether a password is asked for. */
static gboolean refuse(const GError *cause, GError **error)
{
	if (cause && strstr(cause->message, "encrypted"))
		return fail(error, ERROR_INPUT, _("the PDF asks for a password"));
	return fail(error, ERROR_INPUT, _("this is not a PDF, or it is broken"));
}

GPtrArray *pdf_read_pages(GBytes *content, const struct reading_limits *limits, GError **error)
{
	g_autoptr(GError) cause = NULL;
	PopplerDocument *document = poppler_document_new_from_bytes(content, NULL, &cause);
	if (!document) {
		refuse(cause, error);
		return NULL;
	}
	g_autoptr(GError) problem = NULL;
	GPtrArray *pages = g_ptr_array_new_with_free_func((GDestroyNotify)pdf_page_free);
	const gint count = poppler_document_get_n_pages(document);
	if (count > PAGES_MOST)
		fail(&problem, ERROR_INPUT, _("the PDF has more than %d pages"), PAGES_MOST);
	else
		read_each(pages, document, count, limits, &problem);
	guint rows = 0;
	for (guint i = 0; i < pages->len; i++)
		rows += ((const struct pdf_page *)pages->pdata[i])->rows->len;
	if (!problem && rows == 0)
		fail(&problem, ERROR_INPUT, _("the PDF holds no text: its pages are pictures"));
	g_object_unref(document);
	if (!problem)
		return pages;
	g_ptr_array_unref(pages);
	g_propagate_error(error, g_steal_pointer(&problem));
	return NULL;
}

/* Digits, perhaps between dashes: "2", "- 2 -", "2/10". */
static gboolean is_page_number(const struct pdf_row *row)
{
	const struct segment *only = row->segments->len == 1 ? row->segments->pdata[0] : NULL;
	gboolean digits = FALSE;
	if (!only || strlen(only->text) > 12)
		return FALSE;
	for (const char *at = only->text; *at; at++) {
		if (!g_ascii_isdigit(*at) && !strchr(" -/", *at))
			return FALSE;
		digits = digits || g_ascii_isdigit(*at);
	}
	return digits;
}

static double gap_between(const struct pdf_page *page, guint upper)
{
	const struct pdf_row *above = page->rows->pdata[upper], *below = page->rows->pdata[upper + 1];
	return below->box.top - above->box.bottom;
}

/* Whether the row at the edge, from the top or the bottom, stands apart from the text. */
static gboolean is_apart(const struct pdf_page *page, gboolean top)
{
	const guint count = page->rows->len;
	if (count < 2)
		return TRUE;
	const struct pdf_row *row = page->rows->pdata[top ? 0 : count - 1];
	const double height = row->box.bottom - row->box.top;
	const double gap = gap_between(page, top ? 0 : count - 2);
	/* the usual gap: that of the rows next to it */
	double usual = gap;
	for (guint i = 1; i < MIN(count - 1, 12); i++)
		usual = MIN(usual, gap_between(page, top ? i : count - 2 - i));
	return gap > usual + GAP_MORE * height;
}

/* What a row says, its digits made alike. */
static char *likeness(const struct pdf_row *row)
{
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < row->segments->len; i++)
		g_string_append(text, ((const struct segment *)row->segments->pdata[i])->text);
	for (gsize i = 0; i < text->len; i++)
		if (g_ascii_isdigit(text->str[i]))
			text->str[i] = '0';
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* How many pages have a row like this at that edge. */
static void count_edges(GHashTable *seen, const struct pdf_page *page, gboolean top)
{
	for (guint i = 0; i < MIN(page->rows->len, PEEL_MOST); i++) {
		const struct pdf_row *row = page->rows->pdata[top ? i : page->rows->len - 1 - i];
		char *alike = likeness(row);
		const guint count = GPOINTER_TO_UINT(g_hash_table_lookup(seen, alike));
		g_hash_table_replace(seen, alike, GUINT_TO_POINTER(count + 1));
	}
}

static gboolean is_header(const struct pdf_page *page, gboolean top, GHashTable *seen, guint pages)
{
	const struct pdf_row *row = page->rows->pdata[top ? 0 : page->rows->len - 1];
	const gboolean edge = top ? row->box.bottom < page->height * HEADER_SHARE
				  : row->box.top > page->height * (1 - HEADER_SHARE);
	g_autofree char *alike = likeness(row);
	const guint count = GPOINTER_TO_UINT(g_hash_table_lookup(seen, alike));
	if (is_page_number(row))
		return edge || (pages > 1 && count * 2 > pages);
	return pages > 2 && count * 2 > pages && is_apart(page, top);
}

static void peel(struct pdf_page *page, gboolean top, GHashTable *seen, guint pages)
{
	for (guint i = 0; i < PEEL_MOST && page->rows->len > 0 && is_header(page, top, seen, pages); i++)
		g_ptr_array_remove_index(page->rows, top ? 0 : page->rows->len - 1);
}

void pdf_drop_headers(GPtrArray *pages)
{
	for (guint side = 0; side < 2; side++) {
		g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
		for (guint i = 0; i < pages->len; i++)
			count_edges(seen, pages->pdata[i], side == 0);
		for (guint i = 0; i < pages->len; i++)
			peel(pages->pdata[i], side == 0, seen, pages->len);
	}
}
