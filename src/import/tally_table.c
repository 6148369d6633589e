/* SPDX-License-Identifier: Apache-2.0 */
#include "import/tally_table.h"
#include "import/private.h"

#include <stdlib.h>
#include <string.h>

enum { GROUP_TEXTS_MOST = 2, YEAR_FIRST = 1990, YEAR_LAST = 2100, TITLES_MOST = 8, NOTES_MOST = 12 };

gboolean tally_is_nothing(const struct sheet_cell *cell)
{
	return cell_is_nothing(cell) || *cell->text == '\0';
}

static void column_free(gpointer data)
{
	struct tally_column *column = data;
	g_ptr_array_unref(column->heads);
	g_free(column);
}

static void row_free(gpointer data)
{
	struct tally_row *row = data;
	g_ptr_array_unref(row->labels);
	g_free(row->numbering);
	g_free(row);
}

static void table_free(gpointer data)
{
	struct tally_table *table = data;
	g_ptr_array_unref(table->titles);
	g_ptr_array_unref(table->columns);
	g_ptr_array_unref(table->rows);
	g_string_chunk_free(table->strings);
	g_free(table);
}

const char *tally_text(const struct sheet *sheet, guint row, guint column)
{
	const struct sheet_merge *merge = sheet_merge(sheet, row, column);
	if (merge)
		return merge->cell ? merge->cell->text : "";
	const struct sheet_row *found = sheet_row(sheet, row);
	return found ? row_text(found, column) : "";
}

static const struct sheet_row *row_at(const struct sheet *sheet, guint index)
{
	return sheet->rows->pdata[index];
}

static gboolean is_number(const struct sheet_cell *cell)
{
	struct amount amount;
	gboolean doubt;
	return tally_amount(cell, &amount, &doubt) || doubt;
}

static gboolean is_year(const struct sheet_cell *cell, gint64 *year)
{
	struct amount amount;
	gboolean doubt;
	if (!tally_amount(cell, &amount, &doubt) || amount.scale || *amount.counted)
		return FALSE;
	*year = amount.value;
	return amount.value >= YEAR_FIRST && amount.value < YEAR_LAST;
}

/* The different texts that a row shows, a merged cell counting once, and its numbers. */
static void count_row(const struct sheet *sheet, const struct sheet_row *row, guint *texts, guint *numbers)
{
	guint covered = 0; /* up to which column a merged cell was counted */
	*texts = *numbers = 0;
	for (guint column = 1; column <= MIN(sheet->columns, TALLY_COLUMNS_MOST); column++) {
		const struct sheet_merge *merge = sheet_merge(sheet, row->number, column);
		const struct sheet_cell *cell = merge ? merge->cell : row_cell(row, column);
		if (!cell || tally_is_nothing(cell) || column <= covered)
			continue;
		covered = merge ? merge->right : column;
		if (is_number(cell))
			(*numbers)++;
		else
			(*texts)++;
	}
}

/* All its numbers are years, each one later than the one before. */
static gboolean heads_years(const struct sheet_row *row)
{
	gint64 before = 0, year;
	guint found = 0;
	for (guint i = 0; i < row->count; i++) {
		const struct sheet_cell *cell = &row->cells[i];
		if (!is_number(cell))
			continue;
		if (!is_year(cell, &year) || year == before)
			return FALSE;
		before = year;
		found++;
	}
	return found > 0 && row->cells[0].kind != CELL_NUMBER;
}

/* 1, 2, 3, … from its first number on: months below "Tháng", or the numbers of columns. */
static gboolean counts_up(const struct sheet_row *row, guint *first)
{
	gint64 next = 0;
	*first = 0;
	for (guint i = 0; i < row->count; i++) {
		struct amount amount;
		gboolean doubt;
		if (!tally_amount(&row->cells[i], &amount, &doubt) || amount.scale || (next && amount.value != next) || (!next && amount.value != 1)) {
			if (next || is_number(&row->cells[i]))
				return FALSE;
			continue;
		}
		*first = next ? *first : row->cells[i].column;
		next = amount.value + 1;
	}
	return next > 3;
}

/* Before the first number there are letters alone, "A", "B". */
static gboolean begins_with_letters(const struct sheet_row *row, guint first)
{
	for (guint i = 0; i < row->count && row->cells[i].column < first; i++)
		if (strlen(row->cells[i].text) != 1 || !g_ascii_isalpha(*row->cells[i].text) || strchr("IVX", *row->cells[i].text))
			return FALSE;
	return TRUE;
}

/* "(1)", "(2)=(3)+(4)", "A", "B": a row that numbers the columns. */
static gboolean numbers_columns(const struct sheet_row *row)
{
	guint first, marks = 0;
	if (counts_up(row, &first) && begins_with_letters(row, first))
		return TRUE;
	for (guint i = 0; i < row->count; i++) {
		const char *text = row->cells[i].text;
		gsize length = strlen(text);
		gboolean letter = length == 1 && (g_ascii_isalpha(*text) || g_ascii_isdigit(*text)), brackets = *text == '(' && strspn(text, "()0123456789=+-/*. ") == length;
		if (!letter && !brackets)
			return FALSE;
		marks += brackets ? 1 : 0;
	}
	return row->count > 1 && marks > 0;
}

static gboolean says_part_of_year(const char *text)
{
	static const char *const words[] = {"Tháng", "tháng", "THÁNG", "Quý", "quý", "QUÝ"};
	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		if (strstr(text, words[i]))
			return TRUE;
	return FALSE;
}

/* A merged cell that goes on below the row. */
static gboolean reaches_below(const struct sheet *sheet, const struct sheet_row *row)
{
	for (guint column = 1; column <= MIN(sheet->columns, TALLY_COLUMNS_MOST); column++) {
		const struct sheet_merge *merge = sheet_merge(sheet, row->number, column);
		if (merge && merge->bottom > row->number && merge->cell)
			return TRUE;
	}
	return FALSE;
}

enum { LABELS_MOST = 2 }; /* columns in which headings of groups stand */

/* Whether a text stands beyond the columns of labels. */
static gboolean heads_values(const struct sheet *sheet, const struct sheet_row *row)
{
	for (guint i = 0; i < row->count; i++) {
		const struct sheet_merge *merge = sheet_merge(sheet, row->number, row->cells[i].column);
		if (row->cells[i].column > LABELS_MOST && (!merge || merge->left > LABELS_MOST) && !tally_is_nothing(&row->cells[i]))
			return TRUE;
	}
	return FALSE;
}

/* Whether the row is one of headings, of which `above` others stand over it. */
static gboolean is_heading(const struct sheet *sheet, guint index, guint above)
{
	const struct sheet_row *row = row_at(sheet, index);
	guint texts, numbers, first;
	count_row(sheet, row, &texts, &numbers);
	if (!numbers && numbers_columns(row))
		return FALSE;
	if (!numbers && above)
		return texts && (heads_values(sheet, row) || reaches_below(sheet, row_at(sheet, index - 1)));
	if (!numbers)
		return texts > 1 || reaches_below(sheet, row);
	if (heads_years(row))
		return above > 0 || texts > 0;
	return above > 0 && counts_up(row, &first) && says_part_of_year(tally_text(sheet, row_at(sheet, index - 1)->number, first));
}

/* The rows of headings from an index on: TRUE where a row with numbers follows them. */
static gboolean find_headings(const struct sheet *sheet, guint from, guint *first, guint *last)
{
	guint count = 0;
	for (guint i = from; i < sheet->rows->len; i++) {
		const struct sheet_row *row = row_at(sheet, i);
		guint texts, numbers;
		count_row(sheet, row, &texts, &numbers);
		gboolean heading = is_heading(sheet, i, count);
		if (count && !heading && numbers_columns(row))
			continue;
		if (heading) {
			*first = count ? *first : i;
			*last = i;
			count++;
		} else if (numbers && count) {
			return TRUE;
		} else if (!count || texts > GROUP_TEXTS_MOST) {
			count = 0;
		}
	}
	return FALSE;
}

static gboolean has_text(const GPtrArray *texts, const char *text)
{
	for (guint i = 0; i < texts->len; i++)
		if (strcmp(texts->pdata[i], text) == 0)
			return TRUE;
	return FALSE;
}

/* Lines of a cell are one text. */
static const char *keep(struct tally_table *table, const char *text)
{
	g_autofree char *copy = g_strdup(text);
	g_strdelimit(copy, "\n\t", ' ');
	return g_string_chunk_insert_const(table->strings, g_strstrip(copy));
}

static void add_titles(struct tally_table *table, guint from)
{
	for (guint i = table->first; i-- > from && table->titles->len < TITLES_MOST;) {
		const struct sheet_row *row = row_at(table->sheet, i);
		for (guint j = 0; j < row->count; j++) {
			const char *text = keep(table, row->cells[j].text);
			if (row->cells[j].kind == CELL_TEXT && *text && !has_text(table->titles, text))
				g_ptr_array_add(table->titles, (gpointer)text);
		}
	}
}

static void add_heads(struct tally_table *table, struct tally_column *column)
{
	for (guint i = table->last + 1; i-- > table->first;) {
		const char *text = keep(table, tally_text(table->sheet, row_at(table->sheet, i)->number, column->number));
		if (*text && !has_text(column->heads, text))
			g_ptr_array_add(column->heads, (gpointer)text);
	}
	/* A bare number is one of what stands over it: "Tháng" 3, "Quý" II. */
	const char *own = column->heads->len > 1 ? column->heads->pdata[0] : "", *over = *own ? column->heads->pdata[1] : "";
	if (*own && strspn(own, "0123456789IVX") == strlen(own) && strlen(own) < 5 && says_part_of_year(over) && strlen(over) < 20) {
		g_autofree char *whole = g_strdup_printf("%s %s", strstr(over, "u") ? "Quý" : "Tháng", own);
		column->heads->pdata[0] = (gpointer)keep(table, whole);
	}
}

/* What the cells of a column are, below the headings. */
struct census {
	guint numbers, texts, days, years, sequence;
};

static struct census take_census(const struct tally_table *table, guint column, guint end)
{
	struct census census = {0};
	gint64 year;
	for (guint i = table->last + 1; i < end; i++) {
		const struct sheet_row *row = row_at(table->sheet, i);
		const struct sheet_cell *cell = row_cell(row, column);
		struct amount amount;
		gboolean doubt;
		if (!cell || tally_is_nothing(cell) || numbers_columns(row))
			continue;
		census.days += tally_is_day(cell) ? 1 : 0;
		census.years += is_year(cell, &year) ? 1 : 0;
		if (!is_number(cell)) {
			census.texts++;
			continue;
		}
		census.numbers++;
		if (tally_amount(cell, &amount, &doubt) && amount.value == (gint64)census.sequence + 1)
			census.sequence++;
	}
	return census;
}

static enum tally_column_kind kind_of(const struct tally_words *words, const struct tally_table *table, const struct tally_column *column, guint end)
{
	struct census census = take_census(table, column->number, end);
	const char *head = column->heads->len ? column->heads->pdata[0] : "";
	gboolean left = TRUE; /* nothing but labels before it */
	for (guint i = 0; i < table->columns->len; i++)
		left &= ((const struct tally_column *)table->columns->pdata[i])->kind != TALLY_VALUES;
	if (!census.numbers && !census.texts)
		return TALLY_NOTHING;
	if (tally_text_is(words, WORD_ORDINAL, head))
		return TALLY_ORDINAL;
	if (tally_text_is(words, WORD_UNIT, head))
		return TALLY_UNIT;
	if (census.days * 2 > census.numbers + census.texts)
		return TALLY_DAYS;
	if (left && !table->columns->len && (census.years == census.numbers || strcmp(head, "Tháng") == 0 || strcmp(head, "Quý") == 0) && census.numbers >= census.texts && *head)
		return TALLY_LABEL;
	if (left && !*head && census.sequence + 1 >= census.numbers && census.numbers > 2 && column->number < 3)
		return TALLY_ORDINAL;
	return census.numbers && census.numbers >= census.texts ? TALLY_VALUES : TALLY_LABEL;
}

static void add_columns(const struct tally_words *words, struct tally_table *table, guint end)
{
	for (guint number = 1; number <= MIN(table->sheet->columns, TALLY_COLUMNS_MOST); number++) {
		struct tally_column *column = g_new0(struct tally_column, 1);
		column->number = number;
		column->heads = g_ptr_array_new();
		add_heads(table, column);
		column->kind = kind_of(words, table, column, end);
		column->total = column->heads->len && tally_text_is_total(words, column->heads->pdata[0]);
		g_ptr_array_add(table->columns, column);
	}
}

static gboolean has_numbers(const struct tally_table *table, const struct sheet_row *row)
{
	for (guint i = 0; i < table->columns->len; i++) {
		const struct tally_column *column = table->columns->pdata[i];
		if (column->kind == TALLY_VALUES && is_number(row_cell(row, column->number)))
			return TRUE;
	}
	return FALSE;
}

static void add_label(struct tally_table *table, struct tally_row *row, const struct tally_column *column)
{
	const char *head = column->heads->len ? column->heads->pdata[0] : "";
	const char *text = tally_text(table->sheet, row->row->number, column->number);
	g_autofree char *numbering = NULL;
	const char *rest = tally_numbering(keep(table, text), &numbering);
	gint64 year;
	if (!*text || strspn(rest, "-. ") == strlen(rest))
		return;
	if (!*row->numbering && *numbering) {
		g_free(row->numbering);
		row->numbering = g_strdup(numbering);
	}
	/* A bare number says what its heading says: "Năm" 2019, "Tháng" 3. */
	if (is_year(row_cell(row->row, column->number), &year) || strspn(rest, "0123456789IVX") == strlen(rest)) {
		g_autofree char *whole = g_strdup_printf("%s %s", head, rest);
		rest = keep(table, whole);
	}
	g_ptr_array_insert(row->labels, 0, (gpointer)rest);
}

static struct tally_row *make_row(const struct tally_words *words, struct tally_table *table, const struct sheet_row *from)
{
	struct tally_row *row = g_new0(struct tally_row, 1);
	*row = (struct tally_row){.row = from, .labels = g_ptr_array_new(), .numbering = g_strdup(""), .above = -1, .numbers = has_numbers(table, from)};
	for (guint i = 0; i < table->columns->len; i++) {
		const struct tally_column *column = table->columns->pdata[i];
		const char *ordinal = column->kind == TALLY_ORDINAL ? row_text(from, column->number) : "";
		if (column->kind == TALLY_LABEL)
			add_label(table, row, column);
		else if (*ordinal && strlen(ordinal) <= 6 && !strchr(ordinal, ' ')) {
			g_free(row->numbering);
			row->numbering = g_strdup(ordinal);
		} else if (*ordinal) { /* a merged "Tổng cộng" begins in the first column */
			g_ptr_array_insert(row->labels, 0, (gpointer)keep(table, ordinal));
		}
	}
	const char *label = row->labels->len ? row->labels->pdata[0] : "";
	row->level = tally_level(row->numbering);
	row->total = tally_text_begins(words, WORD_TOTAL, label);
	row->some = tally_text_begins(words, WORD_SOME, label);
	return row;
}

static gboolean same_labels(const struct tally_row *a, const struct tally_row *b)
{
	return a->labels->len && b->labels->len && strcmp(a->labels->pdata[0], b->labels->pdata[0]) == 0;
}

/* Which row each is part of: the last one before it of a higher level; a heading without numbers holds what follows. */
static void link_rows(struct tally_table *table)
{
	for (guint i = 0; i < table->rows->len; i++) {
		struct tally_row *row = table->rows->pdata[i];
		for (guint j = i; j-- > 0 && row->above < 0 && !row->total;) {
			struct tally_row *before = table->rows->pdata[j];
			gboolean heads = !before->numbers && !before->total && (row->numbers || before->level < row->level);
			gboolean higher = before->level < row->level && *before->numbering && (*row->numbering || heads || before->level <= 2);
			gboolean whole = (row->some || before->some) && row->level >= before->level;
			if (before->total && before->level >= row->level)
				break;
			if ((heads && before->level <= row->level) || higher || (whole && !same_labels(before, row)))
				row->above = (int)j;
		}
		if (row->above < 0)
			continue;
		struct tally_row *above = table->rows->pdata[row->above];
		above->holds |= row->numbers;
		row->some |= above->some;
	}
}

/* A total of a group, and not the last, is one of what its heading names. */
static void link_totals(struct tally_table *table)
{
	int heading = -1, group = -1;
	struct tally_row *last = NULL; /* total */
	for (guint i = 0; i < table->rows->len; i++) {
		struct tally_row *row = table->rows->pdata[i];
		gboolean heads = !row->total && !row->some && row->holds && !row->numbers;
		if (last && (heads || row->total))
			last->above = group;
		last = row->total ? row : heads ? NULL : last;
		group = row->total ? heading : group;
		heading = row->total ? -1 : heads ? (int)i : heading;
	}
}

/* Lines below the table that say up to which day it counts. */
static void add_notes(struct tally_table *table, guint end)
{
	guint from = end > NOTES_MOST ? end - NOTES_MOST : 0;
	for (guint i = MAX(from, table->last + 1); i < end; i++) {
		const struct sheet_row *row = row_at(table->sheet, i);
		if (!has_numbers(table, row) && row->count == 1 && row->cells[0].kind == CELL_TEXT)
			g_ptr_array_add(table->titles, (gpointer)keep(table, row->cells[0].text));
	}
}

static gboolean has_day(const struct tally_table *table, const struct sheet_row *row)
{
	for (guint i = 0; table->list && i < table->columns->len; i++) {
		const struct tally_column *column = table->columns->pdata[i];
		if (column->kind == TALLY_DAYS && tally_is_day(row_cell(row, column->number)))
			return TRUE;
	}
	return FALSE;
}

/* A total of a list may be said in words alone. */
static gboolean is_last(const struct tally_words *words, const struct tally_table *table, const struct sheet_row *row)
{
	if (has_numbers(table, row) || has_day(table, row))
		return !numbers_columns(row);
	return table->list && row->count && tally_text_begins(words, WORD_TOTAL, row->cells[0].text);
}

static void add_rows(const struct tally_words *words, struct tally_table *table, guint end)
{
	guint last = table->last;
	for (guint i = table->last + 1; i < end; i++)
		if (is_last(words, table, row_at(table->sheet, i)))
			last = i;
	for (guint i = table->last + 1; i <= last; i++)
		if (!numbers_columns(row_at(table->sheet, i)))
			g_ptr_array_add(table->rows, make_row(words, table, row_at(table->sheet, i)));
	link_rows(table);
	link_totals(table);
	table->head_titles = table->titles->len;
	add_notes(table, end);
}

static struct tally_table *table_new(const struct sheet *sheet)
{
	struct tally_table *table = g_new0(struct tally_table, 1);
	table->sheet = sheet;
	table->titles = g_ptr_array_new();
	table->columns = g_ptr_array_new_with_free_func(column_free);
	table->rows = g_ptr_array_new_with_free_func(row_free);
	table->strings = g_string_chunk_new(1024);
	return table;
}

static gboolean has_days(const struct tally_table *table)
{
	for (guint i = 0; i < table->columns->len; i++)
		if (((const struct tally_column *)table->columns->pdata[i])->kind == TALLY_DAYS)
			return TRUE;
	return FALSE;
}

/* Whether a row stands apart from those before it: below an empty row, or below a title. */
static gboolean stands_apart(const struct sheet *sheet, guint index)
{
	guint texts, numbers;
	count_row(sheet, row_at(sheet, index - 1), &texts, &numbers);
	return row_at(sheet, index)->number > row_at(sheet, index - 1)->number + 1 || (texts == 1 && !numbers);
}

/* Where the next table's headings begin. */
static guint end_of(const struct sheet *sheet, guint last, guint *next)
{
	guint first, end;
	for (guint from = last + 1; find_headings(sheet, from, &first, &end); from = end + 1) {
		guint texts, numbers;
		count_row(sheet, row_at(sheet, first), &texts, &numbers);
		if (texts + numbers > 1 && stands_apart(sheet, first)) {
			*next = first;
			return first;
		}
	}
	*next = sheet->rows->len;
	return sheet->rows->len;
}

/* Titles of the next table stand between the two. */
static guint without_titles(const struct sheet *sheet, guint last, guint end)
{
	while (end > last + 1 && end < sheet->rows->len) {
		guint texts, numbers;
		count_row(sheet, row_at(sheet, end - 1), &texts, &numbers);
		if (numbers || texts > 1)
			break;
		end--;
	}
	return end;
}

GPtrArray *tally_tables(const struct tally_words *words, const struct sheet *sheet)
{
	GPtrArray *tables = g_ptr_array_new_with_free_func(table_free);
	guint from = 0, first, last, next;
	for (guint above = 0; find_headings(sheet, from, &first, &last); from = next) {
		struct tally_table *table = table_new(sheet);
		table->first = first;
		table->last = last;
		guint end = without_titles(sheet, last, end_of(sheet, last, &next));
		add_titles(table, above);
		add_columns(words, table, end);
		table->list = has_days(table);
		add_rows(words, table, end);
		g_ptr_array_add(tables, table);
		above = end;
		if (next >= sheet->rows->len)
			break;
	}
	return tables;
}
