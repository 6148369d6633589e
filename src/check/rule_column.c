/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Columns of a table that others make: a share of two ("Đạt (%)"), of the total, a growth, a difference, a sum of neighbours. How
 * a column is made is found out from its rows; where it holds in most of them, the others are wrong.
 */
#include "base/error.h"
#include "base/number.h"
#include "check/rule.h"

#define COLUMNS_MOST 24
#define ROWS_MOST    400

struct made_cell {
	gint64 value; /* × 10^-scale */
	guint scale, passage;
	gboolean number, percent, signed_;
};

struct made_table {
	guint rows, columns, header;
	int total; /* the row of totals; -1 = none */
	struct made_cell *cells;
};

enum making { MADE_SHARE, MADE_GROWTH, MADE_PART, MADE_LESS, MADE_SUM, MAKINGS };

struct made {
	enum making making;
	guint a, b; /* columns; of a sum: from a up to b */
	guint right, wrong;
};

static const struct made_cell *cell_at(const struct made_table *table, guint row, guint column)
{
	return &table->cells[row * table->columns + column];
}

/* "1.250", "+5", "-3", "12,5%". */
static void read_cell(const struct check *check, struct made_table *table, guint index)
{
	const struct passage *passage = paper_passage(check->paper, index);
	struct made_cell *cell = &table->cells[passage->row * table->columns + passage->column];
	guint from = passage->from, to = passage->to;
	cell->passage = index;
	gboolean minus = from < to && token_is_mark(paper_token(check->paper, from), '-');
	if (minus || (from < to && token_is_mark(paper_token(check->paper, from), '+'))) {
		cell->signed_ = TRUE;
		from++;
	}
	if (from < to && token_is_mark(paper_token(check->paper, to - 1), '%')) {
		cell->percent = TRUE;
		to--;
	}
	if (to != from + 1 || passage->header)
		return;
	const struct token *token = paper_token(check->paper, from);
	cell->number = token->kind == TOKEN_NUMBER &&
		       fact_number(passage->text + token->at, token->length, &cell->value, &cell->scale);
	cell->value = minus ? -cell->value : cell->value;
}

/* a × 10^digits rounded to nothing less; FALSE where it gets too large. */
static gboolean raise_to(gint64 value, guint from, guint to, gint64 *raised)
{
	return to >= from && !__builtin_mul_overflow(value, number_power10(to - from), raised);
}

/* part/whole in per cent, × 10^-scale, and twice as fine; FALSE where it cannot be computed. */
static gboolean percent_of(const struct made_cell *part, const struct made_cell *whole, guint scale, gint64 *hundredths)
{
	gint64 a, b;
	guint common = MAX(part->scale, whole->scale);
	return raise_to(part->value, part->scale, common, &a) && raise_to(whole->value, whole->scale, common, &b) && b > 0 &&
	       number_scale(a, number_power10(scale + 4), b, hundredths, NULL);
}

/* How far a row is from what its column is made by: 0 = it holds, 1 = it does not, -1 = nothing to tell. `right`: × 10^-scale. */
static int judge(const struct made_table *table, guint row, guint column, const struct made *made, gint64 *right)
{
	const struct made_cell *cell = cell_at(table, row, column), *a = cell_at(table, row, made->a);
	const struct made_cell *b = made->making == MADE_PART ? cell_at(table, (guint)MAX(table->total, 0), made->a)
							      : cell_at(table, row, made->b);
	gint64 fine, said, x, y;
	guint scale = cell->scale;
	if (!cell->number || !a->number || !b->number)
		return -1;
	switch (made->making) {
	case MADE_SHARE:
	case MADE_PART:
	case MADE_GROWTH:
		if (!percent_of(a, b, scale, &fine) || !raise_to(cell->value, scale, scale + 2, &said))
			return -1;
		if (made->making == MADE_GROWTH)
			fine -= number_power10(scale + 4);
		/* A growth may be told without its sign. */
		if (made->making == MADE_GROWTH && !cell->signed_ && fine < 0 && said > 0)
			fine = -fine;
		*right = (fine >= 0 ? fine + 50 : fine - 50) / 100;
		return ABS(fine - said) >= 100;
	case MADE_LESS:
		scale = MAX(MAX(a->scale, b->scale), cell->scale);
		if (!raise_to(a->value, a->scale, scale, &x) || !raise_to(b->value, b->scale, scale, &y) ||
			!raise_to(cell->value, cell->scale, scale, &said) || __builtin_sub_overflow(x, y, right))
			return -1;
		if (cell->scale != scale)
			return said != *right ? -1 : 0;
		return said != *right;
	default:
		break;
	}
	*right = 0;
	for (guint i = made->a; i < made->b; i++) {
		const struct made_cell *each = cell_at(table, row, i);
		if (!each->number || !raise_to(each->value, each->scale, scale, &x) || __builtin_add_overflow(*right, x, right))
			return -1;
	}
	return cell->value != *right;
}

static void try_making(const struct made_table *table, guint column, struct made made, struct made *best)
{
	gint64 right;
	guint alike = 0;
	for (guint row = table->header; row < table->rows; row++) {
		/* The share of the total in itself tells nothing, and neither do noughts and hundreds. */
		if (made.making == MADE_PART && (int)row == table->total)
			continue;
		int told = judge(table, row, column, &made, &right);
		gboolean share = made.making != MADE_LESS && made.making != MADE_SUM;
		alike += told == 0 && (right == 0 || (share && right == 100 * number_power10(cell_at(table, row, column)->scale)));
		made.right += told == 0;
		made.wrong += told == 1;
	}
	if (made.right > alike + 1 && (made.right > best->right + best->wrong * 2 ||
					      (made.right >= best->right && made.wrong < best->wrong) || !best->right) &&
		made.right >= best->right)
		*best = made;
}

static gboolean is_percentage(const struct made_table *table, guint column)
{
	guint percents = 0, numbers = 0;
	for (guint row = table->header; row < table->rows; row++) {
		numbers += cell_at(table, row, column)->number ? 1 : 0;
		percents += cell_at(table, row, column)->number && cell_at(table, row, column)->percent ? 1 : 0;
	}
	return numbers && percents * 2 > numbers;
}

static gboolean is_signed(const struct made_table *table, guint column)
{
	for (guint row = table->header; row < table->rows; row++)
		if (cell_at(table, row, column)->number && cell_at(table, row, column)->signed_)
			return TRUE;
	return FALSE;
}

/* "%" or "tỷ lệ" in the head of a column, or what tells a difference. */
static gboolean head_says(const struct check *check, const struct made_table *table, guint column, enum lexeme class)
{
	const struct paper *paper = check->paper;
	for (guint row = 0; row < table->header; row++) {
		const struct passage *passage = paper_passage(paper, cell_at(table, row, column)->passage);
		if (passage->kind != PASSAGE_CELL || passage->column != column || !passage->header)
			continue;
		for (guint i = passage->from; i < passage->to; i++)
			if ((class == LEXEME_UNSUMMED && token_is_mark(paper_token(paper, i), '%')) ||
				lexicon_match(paper->lexicon, paper_token(paper, i), passage->to - i, class, NULL))
				return TRUE;
	}
	return FALSE;
}

static struct made best_making(const struct check *check, const struct made_table *table, guint column)
{
	struct made best = {.making = MAKINGS};
	gboolean share = is_percentage(table, column) || head_says(check, table, column, LEXEME_UNSUMMED);
	gboolean difference = is_signed(table, column) || head_says(check, table, column, LEXEME_CHANGE);
	for (guint a = 0; a < table->columns; a++) {
		if (a == column)
			continue;
		if (share && table->total >= 0)
			try_making(table, column, (struct made){MADE_PART, a, a, 0, 0}, &best);
		for (guint b = 0; b < table->columns; b++) {
			if (b == a || b == column)
				continue;
			if (share) {
				try_making(table, column, (struct made){MADE_SHARE, a, b, 0, 0}, &best);
				try_making(table, column, (struct made){MADE_GROWTH, a, b, 0, 0}, &best);
			}
			if (difference && !is_percentage(table, column))
				try_making(table, column, (struct made){MADE_LESS, a, b, 0, 0}, &best);
			/* A sum of neighbours, right behind them. */
			if (b > a && b + 1 == column && !share && !difference)
				try_making(table, column, (struct made){MADE_SUM, a, b + 1, 0, 0}, &best);
		}
	}
	return best;
}

static void report(struct check *check, const struct made_table *table, guint row, guint column, enum making making, gint64 right)
{
	const struct made_cell *cell = cell_at(table, row, column);
	struct range range = check_range(check, cell->passage, 0, 0);
	guint scale = cell->scale;
	g_autofree char *computed = number_text(right, scale, "vi");
	g_autofree char *said = number_text(cell->value, scale, "vi");
	if (making == MADE_SUM)
		check_report(check, RULE_TABLE, range, &(struct advice){.right = computed},
			_("the parts beside it make %s, the total says %s"), computed, said);
	else if (making == MADE_LESS)
		check_report(check, RULE_TABLE, range, &(struct advice){.right = computed},
			_("as the rows beside it are made, it is %s"), computed);
	else
		check_report(check, RULE_SHARE, range, &(struct advice){.right = computed}, _("computed it is %s%%"), computed);
}

static void check_column(struct check *check, const struct made_table *table, guint column)
{
	struct made best = best_making(check, table, column);
	guint least = best.making == MADE_SUM ? 3 : 2;
	if (best.making == MAKINGS || best.right < least || !best.wrong || best.wrong * 2 > best.right)
		return;
	for (guint row = table->header; row < table->rows; row++) {
		gint64 right;
		if (judge(table, row, column, &best, &right) == 1)
			report(check, table, row, column, best.making, right);
	}
}

static void check_made(struct check *check, guint from, guint to)
{
	struct made_table table = {.total = -1};
	for (guint i = from; i < to; i++) {
		const struct passage *passage = paper_passage(check->paper, i);
		table.rows = MAX(table.rows, passage->row + 1);
		table.columns = MAX(table.columns, passage->column + 1);
		if (passage->header)
			table.header = MAX(table.header, passage->row + 1);
		if (passage->column < 3 && !passage->header && passage->from < passage->to &&
			lexicon_match(check->paper->lexicon, paper_token(check->paper, passage->from), passage->to - passage->from,
				LEXEME_TOTAL, NULL))
			table.total = (int)passage->row;
	}
	if (table.columns < 3 || table.columns > COLUMNS_MOST || table.rows > ROWS_MOST || table.rows < table.header + 3)
		return;
	g_autofree struct made_cell *cells = g_new0(struct made_cell, (gsize)table.rows * table.columns);
	table.cells = cells;
	for (guint i = from; i < to; i++)
		read_cell(check, &table, i);
	for (guint column = 1; column < table.columns; column++)
		check_column(check, &table, column);
}

void check_columns(struct check *check)
{
	const GArray *passages = check->paper->passages;
	for (guint i = 0; i < passages->len;) {
		const struct passage *passage = paper_passage(check->paper, i);
		guint end = i + 1;
		while (passage->kind == PASSAGE_CELL && end < passages->len && paper_passage(check->paper, end)->kind == PASSAGE_CELL &&
			paper_passage(check->paper, end)->table == passage->table)
			end++;
		if (passage->kind == PASSAGE_CELL)
			check_made(check, i, end);
		i = end;
	}
}
