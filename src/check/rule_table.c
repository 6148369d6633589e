/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Totals of tables: a row "Tổng cộng" against the rows above or below, a column "Tổng số" against the
 * columns beside it. A table with groups may add up in several ways; it is wrong only in a column
 * where none of them holds although one holds elsewhere, or where there is but one way.
 */
#include "base/error.h"
#include "base/number.h"
#include "check/rule.h"

#include <string.h>

#define COLUMNS_MOST 64

struct grid_cell {
	gint64 value;
	guint scale;
	gboolean number, filled;
	guint passage;
};

struct grid {
	guint rows, columns, header; /* header rows */
	struct grid_cell *cells;
	guint8 *total; /* by row */
	guint8 *group; /* by row: begins with a Roman number or a capital letter */
	guint64 unsummed; /* bit per column: its head says that it is not added up */
};

static struct grid_cell *cell_at(const struct grid *grid, guint row, guint column)
{
	return &grid->cells[row * grid->columns + column];
}

static void grid_clear(struct grid *grid)
{
	g_free(grid->cells);
	g_free(grid->total);
	g_free(grid->group);
}
typedef struct grid grid_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(grid_t, grid_clear)

static gboolean is_total(const struct check *check, const struct passage *passage)
{
	const struct paper *paper = check->paper;
	return passage->from < passage->to &&
	       lexicon_match(paper->lexicon, paper_token(paper, passage->from),
		       passage->to - passage->from, LEXEME_TOTAL, NULL);
}

/* Whether a phrase of the class stands in the passage, or is all of it; or "%". */
static gboolean says(const struct check *check, const struct passage *passage, enum lexeme class)
{
	for (guint i = passage->from; i < passage->to; i++) {
		const struct token *token = paper_token(check->paper, i);
		struct meaning meaning;
		guint taken = lexicon_match(check->paper->lexicon, token, passage->to - i, class, &meaning);
		gboolean alone = i == passage->from && i + taken == passage->to;
		if ((taken && (alone || meaning.value == 0)) ||
			(class == LEXEME_UNSUMMED && token_is_mark(token, '%')))
			return TRUE;
	}
	return FALSE;
}

/* A note near the table says that something stands in several of its rows. */
static gboolean overlaps(const struct check *check, guint from, guint to)
{
	enum { NEAR = 3 };
	guint last = MIN(to + NEAR, check->paper->passages->len);
	for (guint i = from > NEAR ? from - NEAR : 0; i < last; i++)
		if ((i < from || i >= to) &&
			says(check, paper_passage(check->paper, i), LEXEME_OVERLAP))
			return TRUE;
	return FALSE;
}

static void read_cell(const struct check *check, struct grid *grid, guint index)
{
	const struct passage *passage = paper_passage(check->paper, index);
	struct grid_cell *cell = cell_at(grid, passage->row, passage->column);
	cell->passage = index;
	cell->filled = passage->from < passage->to;
	if (passage->header && says(check, passage, LEXEME_UNSUMMED))
		grid->unsummed |= G_GUINT64_CONSTANT(1) << passage->column;
	if (passage->to - passage->from == 1) {
		const struct token *token = paper_token(check->paper, passage->from);
		cell->number = token->kind == TOKEN_NUMBER &&
			       fact_number(passage->text + token->at, token->length, &cell->value,
				       &cell->scale);
		if (passage->column == 0 && token->kind == TOKEN_WORD &&
			grammar_number(check->paper->words, token))
			grid->group[passage->row] = 1;
	}
	if (is_total(check, passage) && passage->column < 3)
		grid->total[passage->row] = 1;
}

/* All numbers of a column × the same power of ten; one that gets too large is none. */
static void scale_columns(struct grid *grid)
{
	for (guint column = 0; column < grid->columns; column++) {
		guint scale = 0;
		for (guint row = 0; row < grid->rows; row++)
			if (cell_at(grid, row, column)->number)
				scale = MAX(scale, cell_at(grid, row, column)->scale);
		for (guint row = 0; row < grid->rows; row++) {
			struct grid_cell *cell = cell_at(grid, row, column);
			if (cell->number && __builtin_mul_overflow(cell->value,
						    number_power10(scale - cell->scale), &cell->value))
				cell->number = FALSE;
			cell->scale = scale;
		}
	}
}

/* Whether a sum is the total: of decimals, up to what rounding of each may make. */
static gboolean is_sum(const struct grid_cell *total, gint64 sum, guint count)
{
	gint64 far = ABS(sum - total->value);
	return total->scale ? far <= (count + 1) / 2 : far == 0;
}

/* The table whose cells are the passages [from, to). */
static gboolean read_grid(const struct check *check, guint from, guint to, struct grid *grid)
{
	for (guint i = from; i < to; i++) {
		const struct passage *passage = paper_passage(check->paper, i);
		grid->rows = MAX(grid->rows, passage->row + 1);
		grid->columns = MAX(grid->columns, passage->column + 1);
		if (passage->header)
			grid->header = MAX(grid->header, passage->row + 1);
	}
	if (grid->columns > COLUMNS_MOST || grid->columns < 2)
		return FALSE;
	grid->cells = g_new0(struct grid_cell, (gsize)grid->rows * grid->columns);
	grid->total = g_new0(guint8, grid->rows);
	grid->group = g_new0(guint8, grid->rows);
	for (guint i = from; i < to; i++)
		read_cell(check, grid, i);
	scale_columns(grid);
	return TRUE;
}

enum way { WAY_ALL, WAY_GROUPS, WAY_LEAVES, WAYS };

static gboolean row_counts(const struct grid *grid, guint row, enum way way)
{
	if (grid->total[row])
		return FALSE;
	return way == WAY_ALL || (way == WAY_GROUPS) == (grid->group[row] != 0);
}

/* The sum of a column, of so many numbers; 0 where it has a text among them, or fewer than two. */
static guint column_sum(
	const struct grid *grid, guint column, guint from, guint to, enum way way, gint64 *sum)
{
	guint count = 0;
	*sum = 0;
	for (guint row = from; row < to; row++) {
		const struct grid_cell *cell = cell_at(grid, row, column);
		if (!row_counts(grid, row, way) || !cell->filled)
			continue;
		if (!cell->number || __builtin_add_overflow(*sum, cell->value, sum))
			return 0;
		count++;
	}
	return count > 1 ? count : 0;
}

/* Which ways hold in a column; -1 where it has nothing to add. */
static int ways_of(const struct grid *grid, guint total, guint column, guint from, guint to)
{
	const struct grid_cell *cell = cell_at(grid, total, column);
	int ways = -1;
	if (grid->unsummed >> column & 1)
		return ways;
	for (enum way way = WAY_ALL; cell->number && way < WAYS; way++) {
		gint64 sum;
		guint count = column_sum(grid, column, from, to, way, &sum);
		if (count)
			ways = MAX(ways, 0) | (is_sum(cell, sum, count) ? 1 << way : 0);
	}
	return ways;
}

static gboolean is_grouped(const struct grid *grid, guint from, guint to)
{
	guint groups = 0, rows = 0;
	for (guint row = from; row < to; row++) {
		rows += !grid->total[row];
		groups += grid->group[row];
	}
	return groups > 0 && groups < rows;
}

static void report_column(struct check *check, const struct grid *grid, guint total, guint column,
	guint from, guint to, enum way way)
{
	const struct grid_cell *cell = cell_at(grid, total, column);
	gint64 sum;
	if (!column_sum(grid, column, from, to, way, &sum))
		return;
	g_autofree char *made = number_text(sum, cell->scale, "vi");
	g_autofree char *said = number_text(cell->value, cell->scale, "vi");
	check_report(check, RULE_TABLE, check_range(check, cell->passage, 0, 0),
		&(struct advice){.right = made}, _("the column makes %s, its total says %s"), made, said);
}

static void check_total_row(struct check *check, const struct grid *grid, guint total)
{
	/* Above it as far as the last total; where nothing is above, below it. */
	guint from = total;
	while (from > grid->header && !grid->total[from - 1])
		from--;
	guint to = total;
	if (from == to) {
		from = total + 1;
		for (to = from; to < grid->rows && !grid->total[to];)
			to++;
	}
	int held = 0;
	for (guint column = 1; column < grid->columns; column++)
		held |= MAX(ways_of(grid, total, column, from, to), 0);
	gboolean grouped = is_grouped(grid, from, to);
	for (guint column = 1; column < grid->columns; column++) {
		int ways = ways_of(grid, total, column, from, to);
		if (ways != 0 || (grouped && !held))
			continue;
		enum way way = held & 1 << WAY_GROUPS   ? WAY_GROUPS
			       : held & 1 << WAY_LEAVES ? WAY_LEAVES
							: WAY_ALL;
		report_column(check, grid, total, column, from, to, way);
	}
}

/* The sum of `width` cells right of a column, FALSE where one is no number. */
static gboolean row_sum(const struct grid *grid, guint row, guint column, guint width, gint64 *sum)
{
	*sum = 0;
	for (guint i = column + 1; i <= column + width; i++) {
		const struct grid_cell *cell = cell_at(grid, row, i);
		if (cell->filled && (!cell->number || cell->scale != cell_at(grid, row, column)->scale ||
					   __builtin_add_overflow(*sum, cell->value, sum)))
			return FALSE;
	}
	return TRUE;
}

/* How many rows a column is the sum of the next `width` ones in, and in how many it is not. */
static void try_width(const struct grid *grid, guint column, guint width, guint *right, guint *wrong)
{
	*right = *wrong = 0;
	for (guint row = grid->header; row < grid->rows; row++) {
		const struct grid_cell *cell = cell_at(grid, row, column);
		gint64 sum;
		if (!cell->number || !row_sum(grid, row, column, width, &sum))
			continue;
		*(is_sum(cell, sum, width) ? right : wrong) += 1;
	}
}

static void check_total_column(struct check *check, const struct grid *grid, guint column)
{
	guint best = 0, best_right = 0, best_wrong = 0;
	for (guint width = 2; column + width < grid->columns; width++) {
		guint right, wrong;
		try_width(grid, column, width, &right, &wrong);
		if (right > best_right) {
			best = width;
			best_right = right;
			best_wrong = wrong;
		}
	}
	if (best_right < 3 || best_wrong == 0 || best_wrong * 3 > best_right)
		return;
	for (guint row = grid->header; row < grid->rows; row++) {
		const struct grid_cell *cell = cell_at(grid, row, column);
		gint64 sum;
		if (!cell->number || !row_sum(grid, row, column, best, &sum) ||
			is_sum(cell, sum, best))
			continue;
		g_autofree char *made = number_text(sum, cell->scale, "vi");
		g_autofree char *said = number_text(cell->value, cell->scale, "vi");
		check_report(check, RULE_TABLE, check_range(check, cell->passage, 0, 0),
			&(struct advice){.right = made},
			_("the parts beside it make %s, the total says %s"), made, said);
	}
}

static void check_table(struct check *check, guint from, guint to)
{
	g_auto(grid_t) grid = {.rows = 0};
	if (overlaps(check, from, to) || !read_grid(check, from, to, &grid))
		return;
	for (guint row = grid.header; row < grid.rows; row++)
		if (grid.total[row])
			check_total_row(check, &grid, row);
	for (guint i = from; i < to; i++) {
		const struct passage *passage = paper_passage(check->paper, i);
		if (passage->header && is_total(check, passage))
			check_total_column(check, &grid, passage->column);
	}
}

void check_tables(struct check *check)
{
	const GArray *passages = check->paper->passages;
	for (guint i = 0; i < passages->len;) {
		const struct passage *passage = paper_passage(check->paper, i);
		guint end = i + 1;
		if (passage->kind != PASSAGE_CELL) {
			i++;
			continue;
		}
		while (end < passages->len &&
			paper_passage(check->paper, end)->kind == PASSAGE_CELL &&
			paper_passage(check->paper, end)->table == passage->table)
			end++;
		check_table(check, i, end);
		i = end;
	}
	check_columns(check);
}
