/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is left, what each has, and numbers said twice: "60/64 đoàn đã báo cáo; 04 đoàn chưa đến hạn", "46 công dân …. Đã đưa
 * về 31 công dân, còn 15 công dân", "9 số, mỗi số 500 bản, tổng cộng 4.500 bản", "05 (năm) hồ sơ", "52 đoàn/05 lượt người".
 */
#include "base/error.h"
#include "base/number.h"
#include "check/rule.h"

#define LEFT_NEAR 5 /* tokens behind what is counted in which it is said to be left */

static const struct quantity *quantity_at(const struct check *check, guint index)
{
	return &g_array_index(check->facts->quantities, struct quantity, index);
}

static gboolean is_exact(const struct quantity *quantity)
{
	return quantity->value == quantity->upper && !quantity->abouts && quantity->role == ROLE_PLAIN;
}

/* The next exact number of the same in the sentence; NULL where another comes first. */
static const struct quantity *next_like(const struct check *check, guint index, guint end)
{
	const struct quantity *quantity = quantity_at(check, index);
	for (guint i = index + 1; i < check->facts->quantities->len; i++) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.from >= end)
			return NULL;
		if (each->unit == quantity->unit)
			return is_exact(each) && each->scale == quantity->scale ? each : NULL;
	}
	return NULL;
}

/* "còn 15 công dân": right before the number. */
static gboolean is_left(const struct check *check, const struct quantity *quantity)
{
	guint from = paper_sentence(check->paper, quantity->range.sentence)->from, at = quantity->range.from;
	if (at > from && paper_is_word(check->paper, at - 1, "lại"))
		at--;
	return at > from && paper_is_word(check->paper, at - 1, "còn");
}

/* "04 đoàn chưa đến hạn", "02 nhiệm vụ đang thực hiện", "03 dự án còn lại". */
static gboolean is_undone(const struct check *check, const struct quantity *quantity)
{
	static const char *const words[] = {"chưa", "đang", "còn"};
	guint end = MIN(paper_sentence(check->paper, quantity->range.sentence)->to, quantity->after + LEFT_NEAR);
	for (guint at = quantity->after; at < end; at++) {
		if (paper_token(check->paper, at)->kind != TOKEN_WORD)
			return FALSE;
		for (guint i = 0; i < G_N_ELEMENTS(words); i++)
			if (paper_is_word(check->paper, at, words[i]))
				return TRUE;
	}
	return is_left(check, quantity);
}

static void report_left(struct check *check, const struct quantity *left, const struct range *other, gint64 whole, gint64 done)
{
	g_autofree char *first = number_text(whole, left->scale, "vi"), *second = number_text(done, left->scale, "vi");
	g_autofree char *third = number_text(left->value, left->scale, "vi");
	check_report(check, RULE_TOTAL, left->range, &(struct advice){.other = other}, _("of %s, %s are done and %s left"),
		first, second, third);
}

/* "60/64 đoàn đã nộp báo cáo …; 04 đoàn chưa đến hạn". */
static void check_fraction_left(struct check *check, const struct sentence *sentence, guint at)
{
	const struct paper *paper = check->paper;
	const char *text = paper_passage(paper, sentence->passage)->text;
	const struct token *part = paper_token(paper, at), *whole = part + 2;
	gint64 done, all;
	guint scales[2];
	unit_t unit;
	gboolean person;
	if (at + 3 >= sentence->to || part->kind != TOKEN_NUMBER || !token_is_mark(part + 1, '/') || whole->kind != TOKEN_NUMBER ||
		whole->flags & TOKEN_SPACED || (at > sentence->from && token_is_mark(part - 1, '/')) ||
		!fact_number(text + part->at, part->length, &done, &scales[0]) ||
		!fact_number(text + whole->at, whole->length, &all, &scales[1]) || scales[0] || scales[1] || done > all ||
		!unit_at(paper, sentence->passage, at + 3, sentence->to, &unit, &person))
		return;
	for (guint i = facts_quantity_from(check->facts, at + 3); i < check->facts->quantities->len; i++) {
		const struct quantity *left = quantity_at(check, i);
		if (left->range.from >= sentence->to)
			return;
		if (left->unit != unit)
			continue;
		struct range range = check_range(check, sentence->passage, at, at + 3);
		if (is_exact(left) && !left->scale && is_undone(check, left) && left->value + done != all &&
			left->depth == check->facts->depths[at])
			report_left(check, left, &range, all, done);
		return;
	}
}

/* The first number of the unit in the sentence before, where it is the largest there. */
static const struct quantity *main_before(const struct check *check, const struct quantity *quantity)
{
	guint index = quantity->range.sentence;
	const struct quantity *found = NULL;
	if (index == 0 || paper_sentence(check->paper, index - 1)->passage != quantity->range.passage)
		return NULL;
	const struct sentence *before = paper_sentence(check->paper, index - 1);
	for (guint i = facts_quantity_from(check->facts, before->from); i < check->facts->quantities->len; i++) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.from >= before->to)
			break;
		if (each->unit != quantity->unit)
			continue;
		if (!is_exact(each) || each->scale != quantity->scale || (found && each->value > found->value))
			return NULL;
		found = found ? found : each;
	}
	return found;
}

/* "… 46 công dân …. Đã đưa về nước 31 công dân, còn 15 công dân". */
static void check_left(struct check *check, guint index)
{
	const struct quantity *done = quantity_at(check, index);
	const struct sentence *sentence = paper_sentence(check->paper, done->range.sentence);
	if (!done->unit || !is_exact(done) || done->depth ||
		(index > 0 && quantity_at(check, index - 1)->range.from >= sentence->from && quantity_at(check, index - 1)->unit == done->unit))
		return;
	const struct quantity *left = next_like(check, index, sentence->to), *whole = main_before(check, done);
	if (!left || left != quantity_at(check, index + 1) || !whole || left->depth || !is_left(check, left) || done->value > whole->value ||
		done->value + left->value == whole->value || left->value == whole->value)
		return;
	for (guint i = sentence->from; i < left->range.from; i++)
		if (lexicon_match(check->paper->lexicon, paper_token(check->paper, i), sentence->to - i, LEXEME_CARRIED, NULL) ||
			lexicon_match(check->paper->lexicon, paper_token(check->paper, i), sentence->to - i, LEXEME_WHOLE, NULL))
			return;
	report_left(check, left, &whole->range, whole->value, done->value);
}

/* "mỗi số 500 bản": what each has, behind how many there are. */
static void check_each(struct check *check, guint index)
{
	const struct paper *paper = check->paper;
	const struct quantity *each = quantity_at(check, index), *many = NULL, *all = NULL;
	const struct sentence *sentence = paper_sentence(paper, each->range.sentence);
	guint at = each->range.from;
	while (at > sentence->from && at + 4 > each->range.from && !paper_is_word(paper, at, "mỗi"))
		at--;
	if (!each->unit || !is_exact(each) || !paper_is_word(paper, at, "mỗi") || at + 1 >= each->range.from)
		return;
	for (guint i = index; i-- > 0 && quantity_at(check, i)->range.from >= sentence->from && !many;) {
		const struct quantity *before = quantity_at(check, i);
		if (before->unit && paper_token(paper, before->counted)->word == paper_token(paper, at + 1)->word)
			many = before;
	}
	all = many && is_exact(many) && !many->scale ? next_like(check, index, sentence->to) : NULL;
	if (!all)
		return;
	gboolean summed = FALSE;
	for (guint i = each->range.to; i < all->range.from; i++)
		summed |= lexicon_match(paper->lexicon, paper_token(paper, i), sentence->to - i, LEXEME_SUMMED, NULL) > 0;
	gint64 made;
	if (!summed || __builtin_mul_overflow(many->value, each->value, &made) || made == all->value)
		return;
	g_autofree char *first = number_text(many->value, 0, "vi"), *second = number_text(each->value, each->scale, "vi");
	g_autofree char *product = number_text(made, each->scale, "vi"), *said = number_text(all->value, all->scale, "vi");
	check_report(check, RULE_TOTAL, all->range, &(struct advice){.other = &each->range}, _("%s times %s make %s, the total says %s"),
		first, second, product, said);
}

/* The number that words write, "hai mươi lăm"; -1 for any others. */
static int words_number(const struct paper *paper, guint from, guint to)
{
	int tens = 0, ones = -1;
	for (guint i = from; i < to; i++) {
		struct meaning meaning;
		if (paper_is_word(paper, i, "mươi") && ones > 0) {
			tens = ones * 10;
			ones = 0;
		} else if (paper_is_word(paper, i, "một") || paper_is_word(paper, i, "mốt")) {
			ones = 1;
		} else if (paper_is_word(paper, i, "lăm")) {
			ones = 5;
		} else if (lexicon_match(paper->lexicon, paper_token(paper, i), 1, LEXEME_NUMERAL, &meaning) == 1 && meaning.value <= 10) {
			tens = meaning.value == 10 ? 10 : tens;
			ones = meaning.value == 10 ? 0 : (int)meaning.value;
		} else {
			return -1;
		}
	}
	return ones < 0 ? -1 : tens + ones;
}

/* "05 (năm) hồ sơ": the number in digits and in words. */
static void check_in_words(struct check *check, guint passage)
{
	const struct paper *paper = check->paper;
	const struct passage *each = paper_passage(paper, passage);
	for (guint i = each->from; i + 3 < each->to; i++) {
		const struct token *token = paper_token(paper, i);
		guint close = i + 2;
		gint64 value;
		guint scale;
		if (token->kind != TOKEN_NUMBER || !token_is_mark(token + 1, '('))
			continue;
		while (close < each->to && close < i + 6 && paper_token(paper, close)->kind == TOKEN_WORD)
			close++;
		int said = close < each->to && token_is_mark(paper_token(paper, close), ')') ? words_number(paper, i + 2, close) : -1;
		if (said < 0 || !fact_number(each->text + token->at, token->length, &value, &scale) || scale || value == said || value > 99)
			continue;
		g_autofree char *digits = number_text(value, 0, "vi");
		g_autofree char *words = check_quote(check, check_range(check, passage, i + 2, close));
		check_report(check, RULE_COUNT, check_range(check, passage, i, close + 1), NULL, _("%s in digits, “%s” in words"), digits, words);
	}
}

/* "52 đoàn/05 lượt người": no delegation is without people. */
static void check_people(struct check *check, guint index)
{
	const struct paper *paper = check->paper;
	const struct quantity *groups = quantity_at(check, index), *people = groups + 1;
	if (index + 1 >= check->facts->quantities->len || !groups->unit || !people->unit || !is_exact(groups) || !is_exact(people) || groups->scale || people->scale ||
		people->range.sentence != groups->range.sentence || people->range.from != groups->range.to + 1 ||
		!paper_is_word(paper, groups->counted, "đoàn") ||
		!(paper_is_word(paper, people->counted, "lượt") || paper_is_word(paper, people->counted, "người")) ||
		groups->value <= people->value || people->value == 0)
		return;
	const struct token *joint = paper_token(paper, groups->range.to);
	if (!token_is_mark(joint, '/') && !token_is_mark(joint, ',') &&
		!(joint->kind == TOKEN_WORD && lexicon_match(paper->lexicon, joint, 1, LEXEME_JOINS, NULL)))
		return;
	g_autofree char *few = number_text(people->value, 0, "vi"), *many = number_text(groups->value, 0, "vi");
	check_report(check, RULE_PART, people->range, &(struct advice){.other = &groups->range},
		_("%s delegations cannot have %s people"), many, few);
}

void check_sums(struct check *check)
{
	for (guint i = 0; i < check->paper->passages->len; i++)
		check_in_words(check, i);
	for (guint i = 0; i < check->paper->sentences->len; i++) {
		const struct sentence *sentence = paper_sentence(check->paper, i);
		for (guint at = sentence->from; at < sentence->to && sentence->to - sentence->from <= SENTENCE_MOST; at++)
			check_fraction_left(check, sentence, at);
	}
	for (guint i = 0; i < check->facts->quantities->len; i++) {
		const struct sentence *within = paper_sentence(check->paper, quantity_at(check, i)->range.sentence);
		if (within->to - within->from > SENTENCE_MOST)
			continue;
		check_left(check, i);
		check_each(check, i);
		check_people(check, i);
	}
}
