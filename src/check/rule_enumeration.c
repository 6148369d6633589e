/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists of numbers whose total was said before: "Địa bàn: Lào (31 đoàn), Thái Lan (09 đoàn); 09 đoàn còn lại đi các nước khác",
 * "Phân theo quý: quý I có 11, quý II có 19, …", "Các đoàn đến từ: Trung Quốc 4, Pháp 2"; and averages of such a total.
 */
#include "base/error.h"
#include "base/number.h"
#include "check/rule.h"

#include <string.h>

#define NUMBERS_MOST 24
#define BACK_MOST    4 /* sentences back to the total */

struct enumeration {
	const struct sentence *sentence;
	const struct quantity *numbers[NUMBERS_MOST];
	guint count;
	unit_t unit;     /* 0 = none has one */
	gint64 sum, most;
	guint scale;
	gboolean bare;   /* some number has no unit */
};

static const struct quantity *quantity_at(const struct check *check, guint index)
{
	return &g_array_index(check->facts->quantities, struct quantity, index);
}

static gboolean is_exact(const struct quantity *quantity)
{
	return quantity->value == quantity->upper && !quantity->abouts && quantity->role == ROLE_PLAIN;
}

/* "Pháp 2,": a number between a word and a mark. */
static gboolean is_bare(const struct check *check, const struct quantity *quantity)
{
	const struct paper *paper = check->paper;
	const struct sentence *sentence = paper_sentence(paper, quantity->range.sentence);
	if (quantity->unit || quantity->in_words || quantity->number == sentence->from ||
		paper_token(paper, quantity->number - 1)->kind != TOKEN_WORD || (quantity->value >= 1900 && quantity->value <= 2100))
		return FALSE;
	const struct token *next = quantity->number + 1 < sentence->to ? paper_token(paper, quantity->number + 1) : NULL;
	return !next || (next->kind == TOKEN_MARK && strchr(",;.)", (int)(next->word & 0x7F)) && next->word < 0x80);
}

/* Numbers of one unit, or of none; FALSE where the sentence counts other things, too. */
static gboolean read_numbers(const struct check *check, struct enumeration *list)
{
	for (guint i = facts_quantity_from(check->facts, list->sentence->from); i < check->facts->quantities->len; i++) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.from >= list->sentence->to)
			break;
		if (list->count == NUMBERS_MOST || !is_exact(each) || each->person ||
			(list->count && each->scale != list->scale) || !(each->unit || is_bare(check, each)) ||
			(each->unit && list->unit && each->unit != list->unit))
			return FALSE;
		list->unit = each->unit ? each->unit : list->unit;
		list->bare |= !each->unit;
		list->scale = each->scale;
		list->numbers[list->count++] = each;
		list->most = MAX(list->most, each->value);
		if (__builtin_add_overflow(list->sum, each->value, &list->sum))
			return FALSE;
	}
	return list->count > 2;
}

static gboolean has_word(const struct check *check, guint from, guint to, const char *word)
{
	for (guint i = from; i < to; i++)
		if (paper_is_word(check->paper, i, word))
			return TRUE;
	return FALSE;
}

static gboolean has_class(const struct check *check, guint from, guint to, enum lexeme class)
{
	for (guint i = from; i < to; i++)
		if (lexicon_match(check->paper->lexicon, paper_token(check->paper, i), to - i, class, NULL))
			return TRUE;
	return FALSE;
}

/* "chia theo", "địa bàn", "mục đích": what leads to all parts of something. */
static gboolean is_split_by(const struct check *check, const struct enumeration *list)
{
	static const char *const words[] = {"theo", "bàn", "đích", "cấu", "vực", "loại", "trung", "về"};
	guint to = list->numbers[0]->range.from;
	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		if (has_word(check, list->sentence->from, to, words[i]))
			return TRUE;
	return FALSE;
}

/* Whether nothing is left out of the list. */
static gboolean is_complete(const struct check *check, const struct enumeration *list, gboolean colon)
{
	const struct quantity *first = list->numbers[0], *last = list->numbers[list->count - 1];
	guint from = list->numbers[list->count - 2]->range.to, to = list->sentence->to;
	if (has_class(check, list->sentence->from, first->range.from, LEXEME_SINCE) ||
		has_class(check, list->sentence->from, to, LEXEME_SAME_PERIOD))
		return FALSE;
	gboolean others = has_word(check, from, to, "khác") || (has_word(check, from, to, "còn") && has_word(check, from, to, "lại"));
	gboolean by = is_split_by(check, list);
	return (others && (by || colon || has_word(check, last->range.to, to, "lại"))) || (list->bare && colon && by) ||
	       (list->bare && colon && !list->unit);
}

/* "Các đoàn đến từ:" of "11 đoàn": what the total counts is named before the list. */
static gboolean names_unit(const struct check *check, const struct enumeration *list, const struct quantity *total)
{
	const struct paper *paper = check->paper;
	for (guint i = list->sentence->from; i < list->numbers[0]->range.from; i++)
		if (paper_token(paper, i)->kind == TOKEN_WORD && paper_token(paper, i)->word == paper_token(paper, total->counted)->word)
			return TRUE;
	return FALSE;
}

/* The largest number of the unit in the sentences before; NULL where the sum is one of them, or there is none. */
static const struct quantity *total_before(const struct check *check, guint index, const struct enumeration *list)
{
	const struct paper *paper = check->paper;
	guint passage = list->sentence->passage, first = index > BACK_MOST ? index - BACK_MOST : 0;
	const struct quantity *total = NULL;
	for (guint i = facts_quantity_from(check->facts, list->sentence->from); i-- > 0;) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.sentence < first || each->range.passage + 2 < passage ||
			paper_passage(paper, each->range.passage)->kind == PASSAGE_HEADING)
			break;
		if (!each->unit || each->scale != list->scale || each->person || (list->unit && each->unit != list->unit) ||
			(!list->unit && !names_unit(check, list, each)))
			continue;
		if (each->value == list->sum)
			return NULL;
		if (is_exact(each) && each->depth == 0 && (!total || each->value > total->value))
			total = each;
	}
	return total;
}

static void check_list(struct check *check, guint index)
{
	struct enumeration list = {.sentence = paper_sentence(check->paper, index)};
	if (paper_passage(check->paper, list.sentence->passage)->kind == PASSAGE_CELL || !read_numbers(check, &list))
		return;
	gboolean colon = FALSE;
	for (guint i = list.sentence->from; i < list.numbers[0]->range.from; i++)
		colon |= token_is_mark(paper_token(check->paper, i), ':');
	/* "12 đoàn: 5 đoàn …, 7 đoàn …": the total stands first. */
	if (!is_complete(check, &list, colon) || list.sum == 2 * list.numbers[0]->value ||
		has_class(check, list.sentence->from, list.sentence->to, LEXEME_WHOLE) > (list.bare && colon))
		return;
	const struct quantity *total = total_before(check, index, &list);
	if (!total || total->value < list.most || list.sum > total->value * 2 || list.sum * 2 < total->value)
		return;
	g_autofree char *made = number_text(list.sum, list.scale, "vi"), *said = number_text(total->value, total->scale, "vi");
	struct range range = check_range(check, list.sentence->passage, list.numbers[0]->range.from, list.numbers[list.count - 1]->range.to);
	check_report_as(check, RULE_TOTAL, SEVERITY_WARNING, range, &(struct advice){.other = &total->range},
		_("the parts make %s, the total before says %s"), made, said);
}

/* How many years or months an average is over: said in its passage, or by the subject. */
static guint spans_of(const struct check *check, guint passage, const char *unit, gint64 *spans, guint most)
{
	const struct passage *each = paper_passage(check->paper, passage);
	guint found = 0;
	for (guint i = facts_quantity_from(check->facts, each->from); i < check->facts->quantities->len && found < most; i++) {
		const struct quantity *quantity = quantity_at(check, i);
		if (quantity->range.from >= each->to)
			break;
		if (quantity->unit && paper_is_word(check->paper, quantity->counted, unit) && quantity->value > 1 && !quantity->scale)
			spans[found++] = quantity->value;
	}
	for (guint i = 0; i < check->frame->terms->len && found < most && strcmp(unit, "tháng") == 0; i++) {
		const struct term *term = &g_array_index(check->frame->terms, struct term, i);
		if (i == 0 && term->form == FORM_MONTHS && term->index > 1)
			spans[found++] = term->index;
		if (i == 0 && term->form == FORM_YEAR)
			spans[found++] = 12;
		if (i == 0 && term->form == FORM_QUARTER)
			spans[found++] = 3;
	}
	return found;
}

/* "Bình quân mỗi tháng 102 tin, bài" of the 612 before. */
static void check_average(struct check *check, guint index)
{
	const struct paper *paper = check->paper;
	const struct quantity *mean = quantity_at(check, index), *total = NULL;
	const struct sentence *sentence = paper_sentence(paper, mean->range.sentence);
	const char *unit = NULL;
	gint64 spans[4], fine;
	guint from = mean->range.from - MIN(mean->range.from - sentence->from, 6u);
	if (!mean->unit || !is_exact(mean) || !has_word(check, from, mean->range.from, "quân"))
		return;
	unit = has_word(check, from, mean->range.from, "năm") ? "năm" : has_word(check, from, mean->range.from, "tháng") ? "tháng" : NULL;
	guint count = unit && !facts_is_cited(check->facts, from) ? spans_of(check, mean->range.passage, unit, spans, G_N_ELEMENTS(spans)) : 0;
	for (guint i = facts_quantity_from(check->facts, paper_passage(paper, mean->range.passage)->from); i < index && !total; i++)
		total = quantity_at(check, i)->unit == mean->unit && is_exact(quantity_at(check, i)) ? quantity_at(check, i) : NULL;
	if (count != 1 || !total || total->scale > mean->scale ||
		!number_scale(total->value, number_power10(mean->scale - total->scale + 2), spans[0], &fine, NULL) ||
		ABS(fine - mean->value * 100) < 100)
		return;
	g_autofree char *right = number_text((fine + 50) / 100, mean->scale, "vi"), *whole = number_text(total->value, total->scale, "vi");
	g_autofree char *many = number_text(spans[0], 0, "vi");
	check_report(check, RULE_TOTAL, mean->range, &(struct advice){.other = &total->range}, _("%s divided by %s is %s"), whole, many, right);
}

void check_enumerations(struct check *check)
{
	for (guint i = 0; i < check->paper->sentences->len; i++)
		check_list(check, i);
	for (guint i = 0; i < check->facts->quantities->len; i++) {
		const struct sentence *within = paper_sentence(check->paper, quantity_at(check, i)->range.sentence);
		if (within->to - within->from <= SENTENCE_MOST)
			check_average(check, i);
	}
}
