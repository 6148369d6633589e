/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/read_pdf.h"

#include <string.h>

#include "doc/shape_parts.h"

#define COLUMNS_MOST 60
#define PITCH_MORE   1.15 /* the distance of lines that begins a new row, in their usual one */
#define PITCH_LESS   0.8
#define SINGLES_MOST 12   /* rows with one segment within a run of rows in columns */
#define SINGLES_OF_FORM 5 /* and of the letterhead or signature */
#define TIGHT        0.8  /* the distance of lines that are not of one text, in their size */
#define FAR_MOST     3.5  /* the distance of rows of one run, in their size */
#define CLOSE_MOST   1.35 /* of lines of one cell */
#define GAP_OF_CELLS 0.42 /* between cells, in the size of letters */
#define WIDER        1.1  /* than other blanks of a line is one between cells */
#define EDGE         0.3  /* that a cell may reach into the next one, in the size of letters */

/* A letterhead or signature is known by its words. */
static gboolean holds_form_line(const struct pdf_row *row)
{
	for (guint k = 0; k < row->segments->len; k++)
		if (shape_is_form_line(((const struct segment *)row->segments->pdata[k])->text))
			return TRUE;
	return FALSE;
}

static gboolean overlaps(const struct box *one, const struct box *two)
{
	return MIN(one->right, two->right) - MAX(one->left, two->left) > 0;
}

/* A row with one segment belongs to columns when it stands under one part of the row above it, and not across. */
static gboolean may_belong(const GPtrArray *rows, guint columns, guint index)
{
	const struct pdf_row *row = rows->pdata[index], *above = rows->pdata[index - 1];
	const struct pdf_row *wide = rows->pdata[columns];
	if (row->page != above->page || row->box.top - above->box.bottom > FAR_MOST * row->size)
		return FALSE;
	guint met = 0;
	for (guint i = 0; i < wide->segments->len; i++)
		met += overlaps(&row->box, &((const struct segment *)wide->segments->pdata[i])->box) ? 1 : 0;
	return met <= 1 && row->box.right - row->box.left < 0.8 * (wide->box.right - wide->box.left);
}

/* The further lines of cells in the last row stand close below one another. */
static guint close_lines(const GPtrArray *rows, guint last, guint end)
{
	guint at = last + 1;
	while (at < end) {
		const struct pdf_row *row = rows->pdata[at], *above = rows->pdata[at - 1];
		if (row->box.bottom - above->box.bottom > CLOSE_MOST * row->size || row->bold != above->bold)
			break;
		at++;
	}
	return at;
}

/* The first row of several segments from here on: lines that stand closer than lines of a text do belong to cells beside
 * one another, of which the first ones begin higher. */
static guint begin_columns(const GPtrArray *rows, guint from)
{
	for (guint at = from; at < rows->len; at++) {
		const struct pdf_row *row = rows->pdata[at], *next = at + 1 < rows->len ? rows->pdata[at + 1] : NULL;
		if (row->segments->len >= 2)
			return at;
		if (!next || next->page != row->page || next->box.bottom - row->box.bottom > TIGHT * row->size)
			break;
	}
	return rows->len;
}

guint pdf_find_columns(const GPtrArray *rows, guint from, gboolean *table)
{
	const guint begin = begin_columns(rows, from);
	if (begin == rows->len)
		return from;
	const struct pdf_row *first = rows->pdata[begin];
	guint end = begin + 1, last = begin, most = first->segments->len, wide = 1;
	*table = !holds_form_line(first);
	const guint singles = *table ? SINGLES_MOST : SINGLES_OF_FORM;
	for (; end < rows->len && end - last <= singles; end++) {
		const struct pdf_row *row = rows->pdata[end], *above = rows->pdata[end - 1];
		if (row->page != first->page || row->box.top - above->box.bottom > FAR_MOST * row->size)
			break;
		if ((row->segments->len < 2 && !may_belong(rows, last, end)) || (*table && holds_form_line(row)))
			break;
		if (row->segments->len >= 2)
			last = end;
		wide += row->segments->len >= 2 ? 1 : 0;
		most = MAX(most, row->segments->len);
	}
	if (!*table)
		return last + 1;
	/* one line with a wide gap is no table */
	return wide < 2 && most < 3 ? from : close_lines(rows, last, end);
}

/* The number of segments that most rows have, of several the greatest. */
static guint usual_count(const GPtrArray *rows, guint from, guint end)
{
	guint counts[COLUMNS_MOST + 1] = {0}, best = 2;
	for (guint i = from; i < end; i++) {
		const struct pdf_row *row = rows->pdata[i];
		if (row->segments->len <= COLUMNS_MOST)
			counts[row->segments->len]++;
	}
	for (guint i = 2; i <= COLUMNS_MOST; i++)
		if (counts[i] > 0 && counts[i] >= counts[best])
			best = i;
	return best;
}

/* Where the columns stand, told by the rows that have one segment in each. */
static GArray *find_columns(const GPtrArray *rows, guint from, guint end)
{
	GArray *columns = g_array_new(FALSE, TRUE, sizeof(struct box));
	const guint count = usual_count(rows, from, end);
	for (guint i = from; i < end; i++) {
		const struct pdf_row *row = rows->pdata[i];
		if (row->segments->len != count)
			continue;
		const gboolean first = columns->len == 0;
		g_array_set_size(columns, count);
		for (guint k = 0; k < count; k++) {
			const struct box *box = &((const struct segment *)row->segments->pdata[k])->box;
			struct box *column = &g_array_index(columns, struct box, k);
			column->left = first ? box->left : MIN(column->left, box->left);
			column->right = first ? box->right : MAX(column->right, box->right);
		}
	}
	return columns;
}

/* The usual distance between lines of a cell: the smallest there is. */
static double line_pitch(const GPtrArray *rows, guint from, guint end)
{
	double pitch = 0;
	for (guint i = from + 1; i < end; i++) {
		const struct pdf_row *row = rows->pdata[i], *above = rows->pdata[i - 1];
		const double distance = row->box.bottom - above->box.bottom;
		if (distance > row->size * 0.9 && (pitch == 0 || distance < pitch))
			pitch = distance;
	}
	return pitch;
}

/* Whether a line begins a row of the table: it stands lower than lines of a cell do, or, where all stand alike, it has
 * something in the first column, in half of the columns, or is bold under what is not. */
static gboolean begins_row(
	const GPtrArray *rows, guint index, double pitch, gboolean spaced, const GArray *columns)
{
	const struct pdf_row *row = rows->pdata[index], *above = rows->pdata[index - 1];
	if (row->box.bottom - above->box.bottom > pitch * PITCH_MORE)
		return TRUE;
	/* cells of one row, of fewer lines, stand in its middle */
	if (row->box.bottom - above->box.bottom < pitch * PITCH_LESS)
		return FALSE;
	const struct segment *left = row->segments->pdata[0];
	if (above->bold && !row->bold)
		return TRUE;
	return !spaced && (left->box.left < g_array_index(columns, struct box, 0).right ||
				  row->segments->len * 2 > columns->len || (row->bold && !above->bold));
}

static struct row *new_row(guint columns, struct origin origin)
{
	struct row *row = row_new();
	row->origin = origin;
	for (guint i = 0; i < columns; i++)
		g_ptr_array_add(row->cells, cell_new());
	return row;
}

/* The column nearest to a segment. */
static guint nearest(const GArray *columns, const struct box *box)
{
	guint best = 0;
	double least = G_MAXDOUBLE;
	for (guint i = 0; i < columns->len; i++) {
		const struct box *column = &g_array_index(columns, struct box, i);
		const double far = MAX(MAX(column->left - box->right, box->left - column->right), 0);
		if (far >= least)
			continue;
		least = far;
		best = i;
	}
	return best;
}

/* The columns that a segment stands over; how many there are. */
static guint find_span(
	const GArray *columns, const struct pdf_row *line, const struct segment *segment, guint *first)
{
	const double edge = MIN(EDGE * line->size, (segment->box.right - segment->box.left) / 3);
	const struct box core = {segment->box.left + edge, segment->box.right - edge, 0, 0};
	guint span = 0;
	*first = nearest(columns, &core);
	for (guint i = columns->len; i > 0; i--) {
		if (!overlaps(&g_array_index(columns, struct box, i - 1), &core))
			continue;
		*first = i - 1;
		span++;
	}
	return MAX(span, 1);
}

/* The word of a segment over several columns that begins another cell, told by a blank wider than the others; 0 = none. */
static guint find_split(const GArray *columns, const struct pdf_row *line, const struct segment *segment)
{
	double widest = 0, others = 0;
	guint at = 0;
	for (guint i = segment->first + 1; i < segment->first + segment->count; i++) {
		const struct word *word = line->words->pdata[i], *before = line->words->pdata[i - 1];
		const double gap = word->box.left - before->box.right;
		gboolean begins = FALSE;
		for (guint k = 1; k < columns->len; k++) {
			const struct box *column = &g_array_index(columns, struct box, k);
			begins = begins || (word->box.right > column->left && before->box.right <= column->left + 1);
		}
		if (begins && gap > widest) {
			others = MAX(others, widest);
			widest = gap;
			at = i;
		} else {
			others = MAX(others, gap);
		}
	}
	return widest > others * WIDER ? at : 0;
}

static void put_part(
	struct row *row, const GArray *columns, const struct pdf_row *line, const struct segment *segment);

/* Cuts a segment before one of its words. */
static void put_halves(struct row *row, const GArray *columns, const struct pdf_row *line,
	const struct segment *segment, guint at)
{
	const struct word *last = line->words->pdata[at - 1], *next = line->words->pdata[at];
	struct segment first = *segment, second = *segment;
	first.count = at - segment->first;
	first.box.right = last->box.right;
	second.first = at;
	second.count = segment->count - first.count;
	second.box.left = next->box.left;
	put_part(row, columns, line, &first);
	put_part(row, columns, line, &second);
}

static void put_segment(
	struct row *row, const GArray *columns, const struct pdf_row *line, const struct segment *segment)
{
	guint first;
	const guint span = find_span(columns, line, segment, &first);
	const guint at = span > 1 ? find_split(columns, line, segment) : 0;
	if (at > 0)
		put_halves(row, columns, line, segment, at);
	else
		put_part(row, columns, line, segment);
}

static void put_part(
	struct row *row, const GArray *columns, const struct pdf_row *line, const struct segment *segment)
{
	guint first;
	const guint span = find_span(columns, line, segment, &first);
	struct cell *cell = row->cells->pdata[first];
	const guint from = cell->runs->len;
	if (from > 0) {
		struct run *before = cell->runs->pdata[from - 1];
		char *text = g_strconcat(before->text, " ", NULL);
		g_free(before->text);
		before->text = text;
	}
	pdf_row_runs(line, segment, cell->runs);
	if (from == 0 && cell->runs->len > 0)
		cell->origin = ((const struct run *)cell->runs->pdata[0])->origin;
	cell->span = MAX(cell->span, span);
}

/* Cells that another one covers are not there. */
static void drop_covered(struct row *row)
{
	for (guint i = 0; i < row->cells->len; i++) {
		struct cell *cell = row->cells->pdata[i];
		guint covered = 1;
		while (covered < cell->span && i + 1 < row->cells->len &&
			((const struct cell *)row->cells->pdata[i + 1])->runs->len == 0) {
			g_ptr_array_remove_index(row->cells, i + 1);
			covered++;
		}
		cell->span = covered;
	}
}

static gboolean is_bold(const struct row *row)
{
	for (guint i = 0; i < row->cells->len; i++) {
		const struct cell *cell = row->cells->pdata[i];
		for (guint k = 0; k < cell->runs->len; k++) {
			const struct run *run = cell->runs->pdata[k];
			if (!(run->style & RUN_BOLD))
				return FALSE;
		}
	}
	return TRUE;
}

static void settle_rows(struct table *table)
{
	gboolean header = TRUE;
	for (guint i = 0; i < table->rows->len;) {
		struct row *row = table->rows->pdata[i];
		drop_covered(row);
		const gboolean bold = is_bold(row);
		for (guint k = 0; bold && k < row->cells->len; k++) {
			const struct cell *cell = row->cells->pdata[k];
			for (guint r = 0; r < cell->runs->len; r++)
				((struct run *)cell->runs->pdata[r])->style &= ~(guint)RUN_BOLD;
		}
		header = header && bold && i + 1 < table->rows->len;
		if (header) {
			g_ptr_array_add(table->header, g_ptr_array_steal_index(table->rows, i));
			continue;
		}
		row->total = bold;
		i++;
	}
}

static gboolean is_spaced(const GPtrArray *rows, guint from, guint end, double pitch)
{
	for (guint i = from + 1; i < end; i++) {
		const struct pdf_row *row = rows->pdata[i], *above = rows->pdata[i - 1];
		if (row->box.bottom - above->box.bottom > pitch * PITCH_MORE)
			return TRUE;
	}
	return FALSE;
}

static void put_lines(
	struct table *table, const GPtrArray *rows, guint from, guint end, const GArray *columns)
{
	const double pitch = line_pitch(rows, from, end);
	const gboolean spaced = is_spaced(rows, from, end, pitch);
	struct row *row = NULL;
	for (guint i = from; i < end; i++) {
		const struct pdf_row *line = rows->pdata[i];
		if (!row || begins_row(rows, i, pitch, spaced, columns)) {
			row = new_row(columns->len,
				(struct origin){.line = line->line, .column = 1, .page = line->page});
			g_ptr_array_add(table->rows, row);
		}
		for (guint k = 0; k < line->segments->len; k++)
			put_segment(row, columns, line, line->segments->pdata[k]);
	}
}

struct chunk *pdf_read_table(const GPtrArray *rows, guint from, guint end)
{
	struct chunk *chunk = chunk_new();
	chunk->table = block_table();
	for (guint i = from; i < end; i++)
		pdf_row_part(rows->pdata[i], GAP_OF_CELLS);
	g_autoptr(GArray) columns = find_columns(rows, from, end);
	if (columns->len == 0)
		g_array_set_size(columns, 1);
	put_lines(chunk->table->table, rows, from, end, columns);
	for (guint i = 0; i < columns->len; i++) {
		const struct column column = {ALIGN_LEFT, 1};
		g_array_append_val(chunk->table->table->columns, column);
	}
	settle_rows(chunk->table->table);
	const struct pdf_row *first = rows->pdata[from];
	chunk->origin = (struct origin){.line = first->line, .column = 1, .page = first->page};
	chunk->table->origin = chunk->origin;
	return chunk;
}

static char *rows_plain(const GPtrArray *rows)
{
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < rows->len; i++) {
		const struct row *row = rows->pdata[i];
		for (guint k = 0; k < row->cells->len; k++) {
			g_autofree char *cell = runs_plain(((const struct cell *)row->cells->pdata[k])->runs);
			g_string_append_printf(text, "%s|", cell);
		}
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* A row without its first cell goes on with the last one of the page before. */
static void join_cells(struct table *table, struct table *more)
{
	struct row *last = table->rows->len ? table->rows->pdata[table->rows->len - 1] : NULL;
	const struct row *next = more->rows->pdata[0];
	const struct cell *first = next->cells->pdata[0], *begun = last ? last->cells->pdata[0] : NULL;
	if (!last || next->total || first->runs->len > 0 || begun->runs->len == 0 ||
		last->cells->len != next->cells->len)
		return;
	for (guint i = 0; i < next->cells->len; i++) {
		const struct cell *from = next->cells->pdata[i];
		struct cell *to = last->cells->pdata[i];
		if (from->runs->len > 0 && to->runs->len > 0)
			g_ptr_array_add(to->runs, run_text(" ", RUN_PLAIN));
		while (from->runs->len > 0) {
			struct run *run = g_ptr_array_steal_index(from->runs, 0);
			run->origin.mended = TRUE;
			g_ptr_array_add(to->runs, run);
		}
	}
	g_ptr_array_remove_index(more->rows, 0);
}

gboolean pdf_join_tables(struct table *table, struct table *more)
{
	g_autofree char *header = rows_plain(table->header);
	g_autofree char *again = rows_plain(more->header);
	if (table->columns->len != more->columns->len || more->rows->len == 0 ||
		(more->header->len > 0 && strcmp(header, again) != 0))
		return FALSE;
	join_cells(table, more);
	for (gboolean first = TRUE; more->rows->len > 0; first = FALSE) {
		struct row *row = g_ptr_array_steal_index(more->rows, 0);
		row->origin.mended = first;
		g_ptr_array_add(table->rows, row);
	}
	return TRUE;
}
