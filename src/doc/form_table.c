/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/form.h"

#include <string.h>

guint form_table_size(guint columns)
{
	return columns <= 6 ? 13 : columns <= 9 ? 12 : columns <= 12 ? 11 : columns <= 16 ? 10 : 8;
}

guint form_cell_span(const struct cell *cell, guint column, guint columns)
{
	return CLAMP(cell->span, 1, columns - column);
}

const struct cell *form_cell_at(const struct row *row, guint column, guint columns)
{
	guint at = 0;
	for (guint i = 0; i < row->cells->len && at <= column && at < columns; i++) {
		const struct cell *cell = row->cells->pdata[i];
		if (at == column)
			return cell;
		at += form_cell_span(cell, at, columns);
	}
	return NULL;
}

static gboolean goes_on(const struct table *table, guint row, guint column)
{
	const struct cell *cell =
		row > 0 && row < table->header->len
			? form_cell_at(table->header->pdata[row], column, form_table_columns(table))
			: NULL;
	return cell && cell->above;
}

guint form_header_depth(const struct table *table, guint row, guint column)
{
	guint depth = 1;
	if (goes_on(table, row, column))
		return 0;
	while (goes_on(table, row + depth, column))
		depth++;
	return depth;
}

gboolean form_row_is_kept(const struct table *table, guint row)
{
	const struct row *next = row + 1 < table->rows->len ? table->rows->pdata[row + 1] : NULL;
	return next && next->total;
}

static guint rows_width(const GPtrArray *rows, guint most)
{
	for (guint i = 0; i < rows->len; i++) {
		const struct row *row = rows->pdata[i];
		guint64 width = 0;
		for (guint k = 0; k < row->cells->len; k++)
			width += MAX(((const struct cell *)row->cells->pdata[k])->span, 1);
		most = (guint)CLAMP(width, most, 63);
	}
	return most;
}

guint form_table_columns(const struct table *table)
{
	if (table->columns->len > 0)
		return MIN(table->columns->len, 63);
	return rows_width(table->rows, rows_width(table->header, 1));
}

struct column form_table_column(const struct table *table, guint index)
{
	struct column column = {ALIGN_LEFT, 1};
	if (index < table->columns->len)
		column = g_array_index(table->columns, struct column, index);
	column.weight = CLAMP(column.weight, 1, 10000);
	return column;
}

/* Widths of the bold letters of Times New Roman in thousandths of the size, from the blank to "~".
 */
static const guint16 bold_widths[] = {250, 333, 555, 500, 500, 1000, 833, 278, 333, 333, 500, 570,
	250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 333, 333, 570, 570,
	570, 500, 930, 722, 667, 722, 722, 667, 611, 778, 778, 389, 500, 778, 667, 944, 722, 778,
	611, 778, 722, 556, 667, 722, 722, 1000, 722, 722, 667, 333, 278, 333, 581, 500, 333, 500,
	556, 444, 556, 444, 333, 500, 556, 278, 333, 556, 278, 833, 556, 500, 556, 556, 444, 389,
	333, 556, 500, 722, 500, 500, 444, 394, 220, 394, 520};

static guint bold_width(gunichar c)
{
	if (c >= ' ' && c <= '~')
		return bold_widths[c - ' '];
	if (c == 0x31b) /* the horn of Ơ and Ư widens its letter */
		return 60;
	if (c == 0x110 || c == 0x111)
		return c == 0x110 ? 722 : 556;
	return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 1000 : 500;
}

double form_bold_width(const char *text, gsize length, guint points)
{
	guint64 sum = 0;
	for (const char *c = text; c < text + length; c = g_utf8_next_char(c)) {
		gunichar letters[8] = {g_utf8_get_char(c)};
		gsize count = 1;
		if (letters[0] > '~') /* a letter and its marks */
			count = g_unichar_fully_decompose(
				letters[0], FALSE, letters, G_N_ELEMENTS(letters));
		for (gsize i = 0; i < MIN(count, G_N_ELEMENTS(letters)); i++)
			sum += bold_width(letters[i]);
	}
	return (double)MIN(sum, 100000000) * points / 1000;
}

#define NUMBER_MOST  30 /* letters of a number; longer ones may be broken */
#define WORD_LEAST   6  /* times the size: any syllable of Vietnamese */
#define POINTS_LEAST 8

/* What the cells of a column need: its longest number whole, other words as far as WORD_LEAST; its
 * longest word; and all of its longest text on one line. */
struct need {
	double held, word, line;
};

struct measuring {
	const struct form_room *room;
	guint columns;
	gboolean at_hyphens; /* words may break behind "-" and "/" too */
	struct need *needs;
};

static gboolean ends_word(const struct measuring *measuring, const char *c)
{
	if (strchr(" \n\t", *c))
		return TRUE;
	return measuring->at_hyphens && (*c == '-' || *c == '/');
}

/* "-1.234.567,89", "12,5%", "01/02/2020": broken, it would be read as another. */
static gboolean is_number(const char *word, gsize length)
{
	gboolean digits = FALSE;
	if (length > NUMBER_MOST)
		return FALSE;
	for (gsize i = 0; i < length; i++) {
		if (!g_ascii_isdigit(word[i]) && !strchr(".,+-/%()", word[i]))
			return FALSE;
		digits = digits || g_ascii_isdigit(word[i]);
	}
	return digits;
}

static double measured(const struct measuring *measuring, const char *text, gsize length)
{
	return measuring->room->measure(text, length, measuring->room->points);
}

static struct need measure_text(const struct measuring *measuring, const char *text)
{
	const double space = measured(measuring, " ", 1);
	const double least = WORD_LEAST * measuring->room->points;
	struct need need = {0, 0, 0};
	double line = 0;
	for (const char *c = text; *c;) {
		const char *begin = c;
		while (*c && !ends_word(measuring, c))
			c++;
		const gboolean blank = *c && strchr(" \n\t", *c), breaks = *c == '\n';
		c += *c != '\0';
		const gsize length = (gsize)(c - begin) - (blank ? 1 : 0);
		const double word = measured(measuring, begin, length);
		line += word;
		need.word = MAX(need.word, word);
		need.line = MAX(need.line, line);
		need.held = MAX(need.held, is_number(begin, length) ? word : MIN(word, least));
		line = breaks ? 0 : line + (blank ? space : 0);
	}
	return need;
}

/* A heading is broken rather than that a column of numbers becomes wide for it. */
static void measure_cell(
	struct measuring *measuring, const struct cell *cell, guint column, gboolean header)
{
	const guint span = form_cell_span(cell, column, measuring->columns);
	g_autofree char *text = header && cell->above ? g_strdup("") : runs_plain(cell->runs);
	struct need need = measure_text(measuring, text);
	double held = 0;
	if (header)
		need.line = MAX(need.word, need.line / 2);
	if (span == 1) {
		struct need *own = &measuring->needs[column];
		own->held = MAX(own->held, need.held);
		own->word = MAX(own->word, need.word);
		own->line = MAX(own->line, need.line);
		return;
	}
	for (guint i = column; i < column + span; i++)
		held += measuring->needs[i].word + measuring->room->pad;
	for (guint i = column; held < need.word && i < column + span; i++) {
		struct need *own = &measuring->needs[i];
		own->word += (need.word - held) / span;
		own->line = MAX(own->line, own->word);
	}
}

static void measure_rows(struct measuring *measuring, const GPtrArray *rows, gboolean header)
{
	for (guint i = 0; i < rows->len; i++) {
		const struct row *row = rows->pdata[i];
		guint column = 0;
		for (guint k = 0; k < row->cells->len && column < measuring->columns; k++) {
			const struct cell *cell = row->cells->pdata[k];
			measure_cell(measuring, cell, column, header);
			column += form_cell_span(cell, column, measuring->columns);
		}
	}
}

/* The sum of the longest words. */
static double measure(struct measuring *measuring, const struct table *table)
{
	double words = 0;
	memset(measuring->needs, 0, measuring->columns * sizeof *measuring->needs);
	measure_rows(measuring, table->rows, FALSE);
	measure_rows(measuring, table->header, TRUE);
	for (guint i = 0; i < measuring->columns; i++)
		words += measuring->needs[i].word;
	return words;
}

static double held_by(const struct measuring *measuring)
{
	double held = 0;
	for (guint i = 0; i < measuring->columns; i++)
		held += measuring->needs[i].held;
	return held;
}

/* Where not all words fit: what is left beside the held, if it fits, goes to the longer words. */
static void share_lack(const struct measuring *measuring, double words, double free, double *widths)
{
	const double held = held_by(measuring);
	const double kept = held < free ? held : 0;
	for (guint i = 0; i < measuring->columns; i++) {
		const struct need *need = &measuring->needs[i];
		const double own = kept > 0 ? need->held : 0;
		const double width = own + (need->word - own) * (free - kept) / (words - kept);
		widths[i] = MAX(width, measuring->room->least);
	}
}

/* Gives each column of `rest` what it lacks of its text's line, at most up to `most`, or its share
 * of that; what remains. */
static double share(const struct measuring *measuring, double rest, double most, double *widths)
{
	double wanted = 0;
	for (guint i = 0; i < measuring->columns; i++)
		wanted += MAX(MIN(measuring->needs[i].line, most) - widths[i], 0);
	const double part = wanted > rest ? rest / wanted : 1;
	for (guint i = 0; i < measuring->columns; i++)
		widths[i] += part * MAX(MIN(measuring->needs[i].line, most) - widths[i], 0);
	return MAX(rest - wanted, 0);
}

/* What is left beyond the words: one long text leaves room for the others first. */
static void share_rest(const struct measuring *measuring, const struct table *table, double rest,
	gboolean stretch, double *widths)
{
	double weights = 0;
	for (guint i = 0; i < measuring->columns; i++) {
		widths[i] = measuring->needs[i].word;
		weights += form_table_column(table, i).weight;
	}
	rest = share(measuring, rest, measuring->room->width / 2, widths);
	rest = share(measuring, rest, G_MAXDOUBLE, widths);
	for (guint i = 0; stretch && i < measuring->columns; i++)
		widths[i] += rest * form_table_column(table, i).weight / weights;
}

double form_table_least(const struct table *table, const struct form_room *room)
{
	const guint columns = form_table_columns(table);
	g_autofree struct need *needs = g_new0(struct need, columns);
	struct measuring measuring = {room, columns, FALSE, needs};
	return measure(&measuring, table) + columns * room->pad;
}

static double *widths_of(struct measuring *measuring, const struct table *table, double words)
{
	const struct form_room *room = measuring->room;
	const double free = MAX(room->width - measuring->columns * room->pad, 1);
	double *widths = g_new0(double, measuring->columns);
	if (words > free) {
		measuring->at_hyphens = TRUE;
		words = measure(measuring, table);
	}
	if (words <= free)
		share_rest(measuring, table, free - words, room->stretch, widths);
	else
		share_lack(measuring, words, free, widths);
	for (guint i = 0; i < measuring->columns; i++)
		widths[i] += room->pad;
	return widths;
}

double *form_table_widths(const struct table *table, const struct form_room *room)
{
	const guint columns = form_table_columns(table);
	g_autofree struct need *needs = g_new0(struct need, columns);
	struct measuring measuring = {room, columns, FALSE, needs};
	return widths_of(&measuring, table, measure(&measuring, table));
}

/* Lengths grow as the size does: measuring once is enough. */
double *form_table_fit(const struct table *table, struct form_room *room)
{
	const guint columns = form_table_columns(table), most = form_table_size(columns);
	const double free = room->width - columns * room->pad;
	g_autofree struct need *needs = g_new0(struct need, columns);
	struct measuring measuring = {room, columns, FALSE, needs};
	room->points = most;
	const double words = measure(&measuring, table), held = held_by(&measuring);
	while (room->points > POINTS_LEAST && held * room->points / most > free)
		room->points--;
	const double scale = (double)room->points / most;
	for (guint i = 0; i < columns; i++)
		needs[i] = (struct need){
			needs[i].held * scale, needs[i].word * scale, needs[i].line * scale};
	return widths_of(&measuring, table, words * scale);
}
