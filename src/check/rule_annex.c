/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text against its tables: "96 đoàn ra", "Đoàn ra: 96 đoàn" where the row "Đoàn ra" of an annex has
 * another number for the period of the report. Only what the text says first, of the report's own period and
 * in the words of the row; a table whose columns are of no period may hold the number anywhere in the row.
 */
#include "base/error.h"
#include "base/number.h"
#include "check/rule.h"

#define LABEL_LEAST 2 /* words of a row's name */
#define LABEL_MOST  7
#define VALUES_MOST 12 /* numbers of a row */

struct annexed {
	guint label; /* the passage that names it */
	guint words;
	gint64 values[VALUES_MOST];
	guint count;
	gboolean unsure; /* another row has its name, or its numbers are of another kind */
};

struct annexes {
	struct check *check;
	GHashTable *rows; /* key of the name → struct annexed * */
};

static guint64 add_word(guint64 key, const struct token *token)
{
	return (key ^ token->word) * 0x100000001B3u;
}

/* "Số đoàn ra", "Tổng số đoàn ra": the words that only say that it is a number. */
static guint without_lead(const struct paper *paper, guint from, guint to)
{
	if (from + 1 < to && paper_is_word(paper, from, "tổng"))
		from++;
	if (from < to && paper_is_word(paper, from, "số"))
		from++;
	if (from < to && paper_is_word(paper, from, "lượng"))
		from++;
	return from;
}

/* The key of a name of so many words at a token; 0 where they are not words alone. */
static guint64 name_key(const struct paper *paper, guint from, guint words)
{
	guint64 key = 0xCBF29CE484222325u;
	for (guint i = from; i < from + words; i++) {
		const struct token *token = paper_token(paper, i);
		if (token->kind != TOKEN_WORD)
			return 0;
		key = add_word(key, token);
	}
	return key ? key : 1;
}

/* The period that a passage names: 0 none, 1 that of the report alone, 2 another. */
enum named { NAMED_NONE, NAMED_OWN, NAMED_OTHER };

static enum named named_in(const struct check *check, guint from, guint to)
{
	const GArray *terms = check->frame->terms;
	enum named named = NAMED_NONE;
	for (guint i = facts_mention_from(check->facts, from); i < check->facts->mentions->len; i++) {
		const struct mention *each = &g_array_index(check->facts->mentions, struct mention, i);
		struct term term;
		if (each->range.from >= to)
			break;
		if (!term_of(each, &term))
			continue;
		const struct term *own = terms->len ? &g_array_index(terms, struct term, 0) : NULL;
		if (!own || own->form != term.form || own->index != term.index ||
			(term.year && term.year != own->year))
			return NAMED_OTHER;
		named = NAMED_OWN;
	}
	return named;
}

/* The column of the report's own period; 0 = the columns are of no period; -1 = of others alone. */
static int own_column(const struct check *check, guint from, guint to)
{
	int column = 0;
	for (guint i = from; i < to; i++) {
		const struct passage *passage = paper_passage(check->paper, i);
		if (!passage->header)
			continue;
		enum named named = named_in(check, passage->from, passage->to);
		if (named == NAMED_OWN && passage->column)
			return (int)passage->column;
		if (named == NAMED_OTHER)
			column = -1;
	}
	return column;
}

static void add_value(const struct passage *cell, const struct token *token, struct annexed *row)
{
	gint64 value;
	guint scale;
	if (cell->from == cell->to)
		return;
	if (token->kind != TOKEN_NUMBER || cell->to - cell->from != 1 || row->count == VALUES_MOST ||
		!fact_number(cell->text + token->at, token->length, &value, &scale) || scale) {
		row->unsure = TRUE;
		return;
	}
	row->values[row->count++] = value;
}

/* The row of the cells [from, to): its name is the first cell of words. */
static void read_row(struct annexes *annexes, guint from, guint to, int own)
{
	const struct paper *paper = annexes->check->paper;
	struct annexed row = {.label = G_MAXUINT};
	guint name = 0;
	for (guint i = from; i < to; i++) {
		const struct passage *cell = paper_passage(paper, i);
		if (cell->header)
			return;
		if (row.label != G_MAXUINT) {
			if (!own || cell->column == (guint)own)
				add_value(cell, paper_token(paper, cell->from), &row);
			continue;
		}
		name = without_lead(paper, cell->from, cell->to);
		if (cell->to > cell->from && paper_token(paper, cell->from)->kind == TOKEN_WORD &&
			cell->to >= name + LABEL_LEAST && cell->to <= name + LABEL_MOST) {
			row.label = i;
			row.words = cell->to - name;
		} else if (cell->column > 1) {
			return;
		}
	}
	guint64 key = row.label != G_MAXUINT && row.count ? name_key(paper, name, row.words) : 0;
	if (!key)
		return;
	struct annexed *other = g_hash_table_lookup(annexes->rows, &key);
	if (other) {
		other->unsure = TRUE;
		return;
	}
	g_hash_table_insert(annexes->rows, g_memdup2(&key, sizeof key), g_memdup2(&row, sizeof row));
}

/* A title above the table may say that it is of another period. */
static gboolean has_other_title(const struct check *check, guint from)
{
	enum { NEAR = 3 };
	for (guint i = from > NEAR ? from - NEAR : 0; i < from; i++) {
		const struct passage *passage = paper_passage(check->paper, i);
		if (passage->kind != PASSAGE_CELL && passage->kind != PASSAGE_PART && i + 1 == from &&
			named_in(check, passage->from, passage->to) == NAMED_OTHER)
			return TRUE;
	}
	return FALSE;
}

static void read_table(struct annexes *annexes, guint from, guint to)
{
	const struct paper *paper = annexes->check->paper;
	int own = own_column(annexes->check, from, to);
	if (own < 0 || has_other_title(annexes->check, from))
		return;
	for (guint i = from; i < to;) {
		guint end = i + 1;
		while (end < to && paper_passage(paper, end)->row == paper_passage(paper, i)->row)
			end++;
		read_row(annexes, i, end, own);
		i = end;
	}
}

static void read_tables(struct annexes *annexes)
{
	const GArray *passages = annexes->check->paper->passages;
	for (guint i = 0; i < passages->len;) {
		const struct passage *first = paper_passage(annexes->check->paper, i);
		guint end = i + 1;
		while (first->kind == PASSAGE_CELL && end < passages->len &&
			paper_passage(annexes->check->paper, end)->table == first->table &&
			paper_passage(annexes->check->paper, end)->kind == PASSAGE_CELL)
			end++;
		if (first->kind == PASSAGE_CELL)
			read_table(annexes, i, end);
		i = end;
	}
}

/* What the name may be followed by where the number is all that it names. */
static gboolean is_ended(const struct check *check, guint at, guint end)
{
	static const char *const words[] = {"với", "gồm", "tăng", "giảm", "bằng"};
	if (at >= end || paper_token(check->paper, at)->kind == TOKEN_MARK)
		return TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		if (paper_is_word(check->paper, at, words[i]))
			return TRUE;
	return FALSE;
}

/* "96 đoàn ra": the row named by what is counted. */
static const struct annexed *row_after(const struct annexes *annexes, const struct quantity *quantity, guint end)
{
	const struct paper *paper = annexes->check->paper;
	for (guint words = LABEL_LEAST; words <= LABEL_MOST && quantity->counted + words <= end; words++) {
		guint64 key = name_key(paper, quantity->counted, words);
		const struct annexed *row = key ? g_hash_table_lookup(annexes->rows, &key) : NULL;
		if (row && is_ended(annexes->check, quantity->counted + words, end))
			return row;
	}
	return NULL;
}

/* "Đoàn ra: 96 đoàn", "số đoàn ra là 96 đoàn": the row named before the number. */
static const struct annexed *row_before(const struct annexes *annexes, const struct quantity *quantity, guint from)
{
	static const char *const leads[] = {"là", "đạt", "có"};
	const struct paper *paper = annexes->check->paper;
	guint at = quantity->range.from, end = at;
	if (at > from && token_is_mark(paper_token(paper, at - 1), ':'))
		end--;
	for (guint i = 0; i < G_N_ELEMENTS(leads) && end == at; i++)
		if (at > from && paper_is_word(paper, at - 1, leads[i]))
			end--;
	if (end == at)
		return NULL;
	from = without_lead(paper, from, end);
	guint words = end - from;
	guint64 key = words >= LABEL_LEAST && words <= LABEL_MOST ? name_key(paper, from, words) : 0;
	return key ? g_hash_table_lookup(annexes->rows, &key) : NULL;
}

/* The first number of its unit in the sentence, of the period of the report. */
static gboolean is_own_figure(const struct check *check, const struct quantity *quantity)
{
	const struct paper *paper = check->paper;
	const struct sentence *sentence = paper_sentence(paper, quantity->range.sentence);
	const struct passage *passage = paper_passage(paper, sentence->passage);
	if (!quantity->unit || quantity->role != ROLE_PLAIN || quantity->abouts || quantity->depth ||
		quantity->scale || quantity->value != quantity->upper ||
		quantity->counted != quantity->number + 1 || passage->kind == PASSAGE_CELL ||
		passage->kind == PASSAGE_PART || frame_is_ahead(check->frame, sentence->passage) ||
		named_in(check, passage->from, quantity->range.from) == NAMED_OTHER)
		return FALSE;
	for (guint i = sentence->from; i < quantity->range.from; i++)
		if (lexicon_match(paper->lexicon, paper_token(paper, i), sentence->to - i, LEXEME_WHOLE, NULL))
			return FALSE;
	guint index = facts_quantity_from(check->facts, sentence->from);
	for (; index < check->facts->quantities->len; index++) {
		const struct quantity *each = &g_array_index(check->facts->quantities, struct quantity, index);
		if (each->unit == quantity->unit)
			return each == quantity;
	}
	return FALSE;
}

static void compare(struct annexes *annexes, const struct quantity *quantity)
{
	struct check *check = annexes->check;
	const struct sentence *sentence = paper_sentence(check->paper, quantity->range.sentence);
	const struct annexed *row = row_after(annexes, quantity, sentence->to);
	row = row ? row : row_before(annexes, quantity, sentence->from);
	if (!row || row->unsure)
		return;
	g_autoptr(GString) values = g_string_new(NULL);
	for (guint i = 0; i < row->count; i++) {
		g_autofree char *value = number_text(row->values[i], 0, "vi");
		if (row->values[i] == quantity->value)
			return;
		g_string_append_printf(values, "%s%s", i ? ", " : "", value);
	}
	struct range label = check_range(check, row->label, 0, 0);
	g_autofree char *name = check_quote(check, label), *said = check_quote(check, quantity->range);
	check_report(check, RULE_REPEATED, quantity->range, &(struct advice){.other = &label},
		_("“%s” here, but the table says of “%s”: %s"), said, name, values->str);
}

void check_annexes(struct check *check)
{
	struct annexes annexes = {.check = check,
		.rows = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free)};
	read_tables(&annexes);
	for (guint i = 0; g_hash_table_size(annexes.rows) && i < check->facts->quantities->len; i++) {
		const struct quantity *each = &g_array_index(check->facts->quantities, struct quantity, i);
		if (is_own_figure(check, each))
			compare(&annexes, each);
	}
	g_hash_table_unref(annexes.rows);
}
