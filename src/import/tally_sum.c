/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Totals against the sums of their parts, down the rows and across the columns. A table with groups may add up in
 * several ways: of these the one counts that holds most often.
 */
#include "base/error.h"
#include "base/number.h"
#include "import/tally_fact.h"

#include <string.h>

enum { CELLS_MOST = 400000, SUM_SCALE = 6, WAYS = 5 };

struct grid_cell {
	gint64 value; /* × 10^-SUM_SCALE */
	gboolean present, broken; /* broken: something stands there that is no number */
	struct tally_fact *fact; /* NULL = it states nothing */
};

struct grid {
	struct tally_reading *reading;
	guint rows, columns;
	struct grid_cell *cells;
};

static struct grid_cell *cell_at(const struct grid *grid, gboolean across, guint line, guint index)
{
	guint row = across ? line : index, column = across ? index : line;
	return &grid->cells[row * grid->columns + column];
}

static const struct tally_row *row_of(const struct grid *grid, guint index)
{
	return grid->reading->table->rows->pdata[index];
}

static const struct tally_column *column_of(const struct grid *grid, guint index)
{
	return grid->reading->table->columns->pdata[index];
}

static gboolean is_read(const struct grid *grid, guint index)
{
	const struct tally_column *column = column_of(grid, index);
	return column->kind == TALLY_VALUES && !tally_passed(grid->reading, column->heads);
}

static void fill(struct grid *grid)
{
	const struct tally_table *table = grid->reading->table;
	g_autoptr(GHashTable) facts = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = grid->reading->first; i < grid->reading->facts->len; i++) {
		struct tally_fact *fact = grid->reading->facts->pdata[i];
		g_hash_table_insert(facts, fact->cell, fact);
	}
	for (guint r = 0; r < grid->rows; r++)
		for (guint c = 0; c < grid->columns; c++) {
			struct grid_cell *cell = cell_at(grid, TRUE, r, c);
			const struct sheet_cell *from = row_cell(row_of(grid, r)->row, column_of(grid, c)->number);
			struct amount amount;
			gboolean doubt;
			if (!is_read(grid, c) || tally_is_nothing(from))
				continue;
			cell->broken = sheet_merge(table->sheet, row_of(grid, r)->row->number, column_of(grid, c)->number) || !tally_amount(from, &amount, &doubt);
			if (cell->broken)
				continue;
			g_autofree char *place = tally_place(grid->reading, row_of(grid, r)->row->number, column_of(grid, c)->number);
			cell->fact = g_hash_table_lookup(facts, place);
			cell->present = number_multiply(amount.value, number_power10(SUM_SCALE - amount.scale), &cell->value, NULL);
		}
}

/* A total and the ways in which it may add up. */
struct sum {
	guint index;    /* of the row, or (across) the column */
	gboolean across;
	GArray *ways[WAYS]; /* guint: rows or columns; the likeliest first */
};

static void sum_begin(struct sum *sum, guint index, gboolean across)
{
	*sum = (struct sum){.index = index, .across = across};
	for (guint i = 0; i < WAYS; i++)
		sum->ways[i] = g_array_new(FALSE, FALSE, sizeof(guint));
}

static void sum_clear(struct sum *sum)
{
	for (guint i = 0; i < WAYS; i++)
		g_clear_pointer(&sum->ways[i], g_array_unref);
}
typedef struct sum sum_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(sum_t, sum_clear)

static gboolean add_up(const struct grid *grid, const struct sum *sum, const GArray *way, guint line, gint64 *total)
{
	gboolean any = FALSE;
	*total = 0;
	for (guint i = 0; i < way->len; i++) {
		const struct grid_cell *cell = cell_at(grid, sum->across, line, g_array_index(way, guint, i));
		if (cell->broken || (cell->present && !number_add(*total, cell->value, total, NULL)))
			return FALSE;
		any |= cell->present;
	}
	return any;
}

static guint lines_of(const struct grid *grid, const struct sum *sum)
{
	return sum->across ? grid->rows : grid->columns;
}

/* In how many lines the way holds, of how many. */
static guint count_holding(const struct grid *grid, const struct sum *sum, const GArray *way, guint *of)
{
	guint holding = 0;
	*of = 0;
	for (guint line = 0; line < lines_of(grid, sum); line++) {
		const struct grid_cell *cell = cell_at(grid, sum->across, line, sum->index);
		gint64 total;
		if (!cell->present || !add_up(grid, sum, way, line, &total))
			continue;
		(*of)++;
		holding += total == cell->value ? 1 : 0;
	}
	return holding;
}

static char *number_of(gint64 value)
{
	guint scale = SUM_SCALE;
	for (; scale && value % 10 == 0; scale--)
		value /= 10;
	return number_text(value, scale, "vi");
}

static char *place_of(const struct grid *grid, const struct sum *sum, guint line, guint index)
{
	return cell_place(column_of(grid, sum->across ? index : line)->number, row_of(grid, sum->across ? line : index)->row->number);
}

/* "C5, C6, C9" or "C5–C9" */
static char *places_of(const struct grid *grid, const struct sum *sum, const GArray *way, guint line)
{
	guint first = g_array_index(way, guint, 0), last = g_array_index(way, guint, way->len - 1);
	g_autofree char *from = place_of(grid, sum, line, first), *to = place_of(grid, sum, line, last);
	return way->len == 1 ? g_strdup(from) : g_strdup_printf("%s–%s", from, to);
}

static void tell_difference(const struct grid *grid, const struct sum *sum, const GArray *way, guint line, gint64 total)
{
	struct grid_cell *cell = cell_at(grid, sum->across, line, sum->index);
	gint64 difference;
	if (!number_add(cell->value, -total, &difference, NULL))
		return;
	g_autofree char *said = number_of(cell->value), *added = number_of(total), *off = number_of(difference), *parts = places_of(grid, sum, way, line);
	g_autofree char *place = place_of(grid, sum, line, sum->index);
	g_autofree char *message = g_strdup_printf(_("the total in %s is %s, but its parts (%s) add up to %s: the difference is %s"), place, said, parts, added, off);
	guint row = sum->across ? line : sum->index, column = sum->across ? sum->index : line;
	tally_note(grid->reading, SEVERITY_WARNING, row_of(grid, row)->row->number, column_of(grid, column)->number, "%s", message);
	if (cell->fact)
		tally_doubt(cell->fact, message);
	for (guint i = 0; i < way->len; i++) {
		struct grid_cell *part = cell_at(grid, sum->across, line, g_array_index(way, guint, i));
		if (part->present && part->fact)
			tally_doubt(part->fact, message);
	}
}

/* `certain`: it calls itself a sum. */
static void check_sum(const struct grid *grid, const struct sum *sum, gboolean certain)
{
	const GArray *best = NULL;
	guint most = 0;
	for (guint i = 0; i < WAYS; i++) {
		guint of, holding = sum->ways[i]->len ? count_holding(grid, sum, sum->ways[i], &of) : (of = 0);
		if (of && holding == of)
			return;
		if (of && (!best || holding > most)) {
			best = sum->ways[i];
			most = holding;
		}
	}
	if (!best || (!certain && !most))
		return;
	for (guint line = 0; line < lines_of(grid, sum); line++) {
		const struct grid_cell *cell = cell_at(grid, sum->across, line, sum->index);
		gint64 total;
		if (cell->present && add_up(grid, sum, best, line, &total) && total != cell->value)
			tell_difference(grid, sum, best, line, total);
	}
}

static gboolean is_leaf(const struct tally_row *row)
{
	return row->numbers && !row->total && !row->holds && !row->some;
}

/* Of no row that has numbers itself. */
static gboolean is_top(const struct grid *grid, const struct tally_row *row)
{
	if (!row->numbers || row->total || row->some)
		return FALSE;
	for (int above = row->above; above >= 0; above = row_of(grid, (guint)above)->above)
		if (row_of(grid, (guint)above)->numbers)
			return FALSE;
	return TRUE;
}

/* Own parts, or those of its group; those since the total before; all above; all below; and the highest rows. */
static void find_rows(const struct grid *grid, struct sum *sum)
{
	const struct tally_row *own = row_of(grid, sum->index);
	guint since = 0, leaves = 0;
	for (guint i = 0; i < sum->index; i++) {
		since = row_of(grid, i)->total ? i + 1 : since;
		leaves += is_leaf(row_of(grid, i)) ? 1 : 0;
	}
	for (guint i = 0; i < grid->rows; i++) {
		const struct tally_row *row = row_of(grid, i);
		if (i == sum->index)
			continue;
		if (row->numbers && !row->total && (row->above == (int)sum->index || (own->total && own->above >= 0 && row->above == own->above)))
			g_array_append_val(sum->ways[0], i);
		if (i < sum->index && i >= since && is_leaf(row))
			g_array_append_val(sum->ways[1], i);
		if (i < sum->index && is_leaf(row))
			g_array_append_val(sum->ways[2], i);
		if (i > sum->index && !leaves && is_leaf(row))
			g_array_append_val(sum->ways[3], i);
		if (is_top(grid, row) && row->above != (int)sum->index)
			g_array_append_val(sum->ways[4], i);
	}
	/* A row that holds others is the sum of these and of nothing else. */
	for (guint i = 1; i < WAYS && !own->total; i++)
		g_array_set_size(sum->ways[i], 0);
}

static void check_rows(const struct grid *grid)
{
	for (guint i = 0; i < grid->rows; i++) {
		const struct tally_row *row = row_of(grid, i);
		g_auto(sum_t) sum = {0};
		sum_begin(&sum, i, FALSE);
		if (row->numbers && !row->some && (row->total || row->holds))
			find_rows(grid, &sum);
		check_sum(grid, &sum, row->total);
	}
}

/* The place among its headings of the one that says that it is a sum; -1 = none. */
static int total_head(const struct grid *grid, const struct tally_column *column)
{
	for (guint i = 0; i < column->heads->len; i++)
		if (tally_text_is_total(grid->reading->words, column->heads->pdata[i]))
			return (int)i;
	return -1;
}

/* Whether two columns differ in that heading alone; where one heading is all that the total has, in any. */
static gboolean is_beside(const struct tally_column *total, guint head, const struct tally_column *other)
{
	if (total->heads->len == 1)
		return TRUE;
	if (total->heads->len != other->heads->len)
		return FALSE;
	for (guint i = 0; i < total->heads->len; i++)
		if (i != head && strcmp(total->heads->pdata[i], other->heads->pdata[i]) != 0)
			return FALSE;
	return TRUE;
}

static int months_of(const struct grid *grid, const struct tally_column *column)
{
	for (guint i = 0; i < column->heads->len; i++) {
		const struct said *said = tally_said(grid->reading->texts, column->heads->pdata[i]);
		if (said && (said->days.count || said->days.year))
			return said->days.count ? said->days.count : 12;
	}
	return 0;
}

/* Months, quarters, half-years, what names no days, years. */
static void find_columns(const struct grid *grid, struct sum *sum, guint head)
{
	static const int lengths[WAYS] = {0, 1, 3, 6, 12};
	for (guint i = 0; i < grid->columns; i++) {
		const struct tally_column *column = column_of(grid, i);
		if (i == sum->index || !is_read(grid, i) || total_head(grid, column) >= 0 || !is_beside(column_of(grid, sum->index), head, column))
			continue;
		int months = months_of(grid, column);
		for (guint way = 0; way < WAYS; way++)
			if (lengths[way] == months)
				g_array_append_val(sum->ways[way], i);
	}
}

static void check_columns(const struct grid *grid)
{
	for (guint i = 0; i < grid->columns; i++) {
		g_auto(sum_t) sum = {0};
		sum_begin(&sum, i, TRUE);
		int head = is_read(grid, i) ? total_head(grid, column_of(grid, i)) : -1;
		if (head >= 0)
			find_columns(grid, &sum, (guint)head);
		check_sum(grid, &sum, head >= 0);
	}
}

/* "một đoàn đến nhiều nước chỉ tính một lần" */
static gboolean overlaps(const struct tally_reading *reading)
{
	const struct paper *paper = tally_paper(reading->texts);
	for (guint i = 0; i < reading->table->titles->len; i++) {
		const struct said *said = tally_said(reading->texts, reading->table->titles->pdata[i]);
		for (guint at = said ? said->from : 0; said && at < said->to; at++)
			if (lexicon_match(reading->context->lexicon, paper_token(paper, at), said->to - at, LEXEME_OVERLAP, NULL))
				return TRUE;
	}
	return FALSE;
}

void tally_sums(struct tally_reading *reading)
{
	struct grid grid = {.reading = reading, .rows = reading->table->rows->len, .columns = reading->table->columns->len};
	if (overlaps(reading) || (guint64)grid.rows * grid.columns > CELLS_MOST)
		return;
	grid.cells = g_new0(struct grid_cell, (gsize)grid.rows * grid.columns + 1);
	fill(&grid);
	check_rows(&grid);
	check_columns(&grid);
	g_free(grid.cells);
}
