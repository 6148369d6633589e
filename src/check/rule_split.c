/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A total and what it is split into at once: "69 ngư dân (Malaysia: 11; …)", "07 đoàn/32 người (đi học: 02
 * đoàn/09 người; …)", "06 thỏa thuận: 02 thỏa thuận với Nhật Bản, …"; a sum that is said after its parts.
 */
#include "base/error.h"
#include "base/number.h"
#include "check/rule.h"

#define PART_MOST  14 /* tokens of a part without a unit of its own */
#define LEAD_MOST  14 /* tokens from a total to what splits it */
#define AFTER_MOST 4  /* tokens from "tổng cộng" to its number */

/* Parts between semicolons, or commas where there are none: tokens [from, to). */
struct split {
	const struct quantity *total;
	guint from, to, depth;
	gboolean crossed; /* another number stands between: the parts must have units */
	gint64 sum;
	guint parts;
};

static const struct quantity *quantity_at(const struct check *check, guint index)
{
	return &g_array_index(check->facts->quantities, struct quantity, index);
}

static gboolean is_exact(const struct quantity *quantity)
{
	return quantity->value == quantity->upper && !quantity->abouts;
}

/* "…: 07", "Lào 03": a number that takes the unit of the total. */
static gboolean bare_part(const struct check *check, struct split *split, guint from, guint to)
{
	const struct paper *paper = check->paper;
	const struct token *first = paper_token(paper, from), *last = paper_token(paper, to - 1);
	const char *text = paper_passage(paper, split->total->range.passage)->text;
	gint64 value;
	guint scale;
	if (split->crossed || last->kind != TOKEN_NUMBER || first->kind != TOKEN_WORD || to - from < 2 ||
		!fact_number(text + last->at, last->length, &value, &scale) ||
		scale != split->total->scale || (value >= 1900 && value <= 2100) ||
		!(token_is_mark(last - 1, ':') || first->flags & TOKEN_CAPITAL))
		return FALSE;
	split->parts++;
	return !__builtin_add_overflow(split->sum, value, &split->sum);
}

/* Whether a number that begins here is one thing with the number before: "02 đoàn/09 người". */
static gboolean joins_on(const struct paper *paper, guint at)
{
	const struct token *token = paper_token(paper, at);
	return token_is_mark(token, '/') || token_is_mark(token, ',') || token_is_mark(token, '(') ||
	       (token->kind == TOKEN_WORD && lexicon_match(paper->lexicon, token, 1, LEXEME_JOINS, NULL));
}

/* The one number of the part that counts what the total does: at its beginning or its end. */
static gboolean part_of_split(const struct check *check, struct split *split, guint from, guint to)
{
	const struct paper *paper = check->paper;
	const struct quantity *found = NULL;
	for (guint i = facts_quantity_from(check->facts, from); i < check->facts->quantities->len; i++) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.from >= to)
			break;
		if (!quantity_holds(paper, split->total, each) || each->depth != split->depth)
			continue;
		if (found || each->role != ROLE_PLAIN || !is_exact(each))
			return FALSE;
		found = each;
	}
	if (!found)
		return bare_part(check, split, from, to);
	gboolean ends = found->after >= to || joins_on(paper, found->after);
	/* "2021: 02 dự án" */
	gboolean named = paper_token(paper, from)->kind == TOKEN_WORD ||
			 (paper_token(paper, from)->length == 4 && token_is_mark(paper_token(paper, from + 1), ':'));
	if (found->range.from != from && (!ends || found->range.from - from > PART_MOST || !named))
		return FALSE;
	split->parts++;
	return !__builtin_add_overflow(split->sum, found->value, &split->sum);
}

static gboolean has_mark(const struct check *check, const struct split *split, gunichar mark)
{
	for (guint i = split->from; i < split->to; i++)
		if (check->facts->depths[i] == split->depth && token_is_mark(paper_token(check->paper, i), mark))
			return TRUE;
	return FALSE;
}

static gboolean holds_class(const struct check *check, guint from, guint to, enum lexeme class)
{
	for (guint i = from; i < to; i++)
		if (lexicon_match(check->paper->lexicon, paper_token(check->paper, i), to - i, class, NULL))
			return TRUE;
	return FALSE;
}

/* "(năm 2024: 80 đoàn, năm 2023: 75 đoàn)" splits nothing of the year 2025. */
static gboolean is_of_other_years(const struct check *check, const struct split *split)
{
	int own = frame_year(check->frame);
	gboolean here = FALSE, elsewhere = FALSE;
	for (guint i = facts_mention_from(check->facts, split->from); i < check->facts->mentions->len; i++) {
		const struct mention *each = &g_array_index(check->facts->mentions, struct mention, i);
		if (each->range.from >= split->to)
			break;
		here |= each->year && each->year == own;
		elsewhere |= each->year && each->year != own;
	}
	return elsewhere && !here;
}

/* Whether every part has its number, and which sum they make. */
static gboolean is_split(const struct check *check, struct split *split)
{
	const struct paper *paper = check->paper;
	gboolean firm = has_mark(check, split, ';');
	if (holds_class(check, split->from, split->to, LEXEME_WHOLE) || is_of_other_years(check, split))
		return FALSE;
	for (guint i = split->from, from = i; i <= split->to; i++) {
		const struct token *token = paper_token(paper, MIN(i, split->to - 1));
		gboolean inner = i < split->to && check->facts->depths[i] != split->depth;
		gboolean joined = !firm && token->kind == TOKEN_WORD && i + 1 < split->to &&
				  token[1].kind == TOKEN_NUMBER &&
				  lexicon_match(paper->lexicon, token, 1, LEXEME_JOINS, NULL);
		gboolean ends = i == split->to ||
				(!inner && (token_is_mark(token, firm ? ';' : ',') || joined));
		if (!ends)
			continue;
		/* "và khác: 08 vụ" */
		if (from < i && firm && paper_token(paper, from)->kind == TOKEN_WORD && paper_is_word(paper, from, "và"))
			from++;
		if (i == from || !part_of_split(check, split, from, i))
			return FALSE;
		from = i + 1;
	}
	return split->parts > 1;
}

/* "17 đoàn với 200 lượt người (Lào: 10; Nhật Bản: 7)": what follows splits another total. */
static gboolean is_said_before(const struct check *check, const struct split *split)
{
	const struct quantity *total = split->total;
	guint first = paper_sentence(check->paper, total->range.sentence)->from;
	for (guint i = facts_quantity_from(check->facts, first); i < check->facts->quantities->len; i++) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.from >= split->from)
			return FALSE;
		if (each != total && each->value == split->sum && each->scale == total->scale)
			return TRUE;
	}
	return FALSE;
}

/* "64 đảng viên của 05 chi bộ (": the bracket may still split the first number. */
static gboolean is_of(const struct check *check, guint at)
{
	static const char *const words[] = {"của", "tại", "ở", "thuộc"};
	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		if (at > 0 && paper_is_word(check->paper, at - 1, words[i]))
			return TRUE;
	return FALSE;
}

/* Over a number after the total that is one thing with it; 0 = it is another. */
static guint cross(const struct check *check, struct split *split, guint at)
{
	if (is_of(check, at))
		return at + 1;
	guint index = facts_quantity_from(check->facts, at);
	const struct quantity *next =
		index < check->facts->quantities->len ? quantity_at(check, index) : NULL;
	if (!next || next->range.from != at || at == split->total->range.to || next->unit == split->total->unit ||
		!joins_on(check->paper, at - 1))
		return 0;
	split->crossed = TRUE;
	return next->range.to;
}

/* The bracket or the colon that what splits the total begins with; FALSE where there is none. */
static gboolean find_split(const struct check *check, struct split *split)
{
	const struct paper *paper = check->paper;
	const struct quantity *total = split->total;
	const struct sentence *sentence = paper_sentence(paper, total->range.sentence);
	guint end = MIN(sentence->to, total->range.to + LEAD_MOST), open = 0;
	for (guint i = total->range.to; i < end && !open;) {
		const struct token *token = paper_token(paper, i);
		if (token_is_mark(token, '(') || (token_is_mark(token, ':') && check->facts->depths[i] == total->depth))
			open = i;
		else if (token_is_mark(token, ';') || token_is_mark(token, ')'))
			return FALSE;
		i = token->kind == TOKEN_NUMBER && !open ? cross(check, split, i) : i + 1;
		if (!i)
			return FALSE;
	}
	if (!open)
		return FALSE;
	split->from = open + 1;
	split->to = sentence->to;
	split->depth = total->depth;
	if (token_is_mark(paper_token(paper, open), '(')) {
		split->depth++;
		for (guint i = open + 1; i < split->to; i++)
			if (token_is_mark(paper_token(paper, i), ')') && check->facts->depths[i] == split->depth)
				split->to = i;
		return split->to < sentence->to && split->from < split->to;
	}
	/* What "gồm:" leads to is looked at with all that stands before it. */
	while (split->to > split->from && paper_token(paper, split->to - 1)->kind == TOKEN_MARK &&
		!token_is_mark(paper_token(paper, split->to - 1), ')'))
		split->to--;
	return split->from < split->to &&
	       !holds_class(check, total->range.to, open, LEXEME_WHOLE) && !holds_class(check, total->range.to, open, LEXEME_SAME_PERIOD);
}

static void check_split(struct check *check, const struct quantity *total)
{
	struct split split = {.total = total};
	if (!find_split(check, &split) || !is_split(check, &split) || split.sum == total->value ||
		is_said_before(check, &split))
		return;
	g_autofree char *sum = number_text(split.sum, total->scale, "vi");
	g_autofree char *whole = number_text(total->value, total->scale, "vi");
	guint bracket = split.depth > total->depth;
	struct range inside = check_range(
		check, total->range.passage, split.from - bracket, split.to + bracket);
	check_report(check, RULE_TOTAL, total->range, &(struct advice){.other = &inside},
		bracket ? _("the parts in brackets make %s, the total says %s")
			: _("the parts after it make %s, the total says %s"),
		sum, whole);
}

/* The parts that stand before a sum, in tokens [from, to): FALSE where they may be something else. */
static gboolean sum_before(const struct check *check, const struct quantity *total, guint from, guint to,
	gint64 *sum, const struct quantity **first)
{
	guint parts = 0;
	*sum = 0;
	if (holds_class(check, from, to, LEXEME_WHOLE) || holds_class(check, from, to, LEXEME_SINCE) ||
		holds_class(check, from, to, LEXEME_SUMMED))
		return FALSE;
	for (guint i = facts_quantity_from(check->facts, from); i < check->facts->quantities->len; i++) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.from >= to)
			break;
		if (each->unit != total->unit)
			continue;
		if (each->role != ROLE_PLAIN || each->depth != total->depth || !quantities_agree(total, each) ||
			!is_exact(each) || __builtin_add_overflow(*sum, each->value, sum))
			return FALSE;
		if (parts++ == 0)
			*first = each;
	}
	return parts > 1;
}

/* Another period than that of the parts: "từ đầu năm", "6 tháng". */
static gboolean has_months(const struct check *check, const struct sentence *sentence)
{
	guint index = facts_mention_from(check->facts, sentence->from);
	for (; index < check->facts->mentions->len; index++) {
		const struct mention *each = &g_array_index(check->facts->mentions, struct mention, index);
		if (each->range.from >= sentence->to)
			return FALSE;
		if (each->form == FORM_MONTHS || each->form == FORM_YEAR || each->form == FORM_CUTOFF)
			return TRUE;
	}
	return FALSE;
}

/* "… 500 triệu đồng và … 300 triệu đồng, tổng cộng 800 triệu đồng". */
static void check_summed(struct check *check, const struct quantity *total)
{
	const struct paper *paper = check->paper;
	guint index = total->range.sentence, at = 0;
	const struct sentence *sentence = paper_sentence(paper, index);
	for (guint back = 1; back <= AFTER_MOST + 2 && total->range.from >= sentence->from + back && !at; back++) {
		guint taken = lexicon_match(paper->lexicon, paper_token(paper, total->range.from - back), back,
			LEXEME_SUMMED, NULL);
		if (taken && taken + AFTER_MOST >= back)
			at = total->range.from - back;
	}
	/* "Tổng số 12 đoàn, trong đó …", "nâng tổng số … lên 12 đoàn" */
	if (!at || (at > sentence->from && (paper_is_word(paper, at - 1, "nâng") || paper_is_word(paper, at - 1, "đưa"))))
		return;
	gint64 sum;
	const struct quantity *first = NULL;
	gboolean here = sum_before(check, total, sentence->from, at, &sum, &first);
	if (!here && at <= sentence->from + 2 && index > 0 && !has_months(check, sentence) &&
		!holds_class(check, at, sentence->to, LEXEME_SINCE)) {
		const struct sentence *before = paper_sentence(paper, index - 1);
		here = before->passage == sentence->passage &&
		       sum_before(check, total, before->from, before->to, &sum, &first);
	}
	if (!here || sum == total->value)
		return;
	g_autofree char *made = number_text(sum, total->scale, "vi");
	g_autofree char *whole = number_text(total->value, total->scale, "vi");
	check_report(check, RULE_TOTAL, total->range, &(struct advice){.other = &first->range},
		_("the parts before it make %s, the total says %s"), made, whole);
}

/* A word of a class right before a number, or with one word between them: "đã trả lời cả 03". */
static gboolean is_led_by(const struct check *check, const struct quantity *quantity, enum lexeme class)
{
	const struct paper *paper = check->paper;
	guint from = paper_sentence(paper, quantity->range.sentence)->from;
	for (guint back = 1; back <= 4 && quantity->about >= from + back; back++) {
		guint taken = lexicon_match(
			paper->lexicon, paper_token(paper, quantity->about - back), back, class, NULL);
		if (taken && taken + 1 >= back)
			return TRUE;
	}
	return FALSE;
}

/* The next plain number of the same in the sentence; NULL where there is none. */
static const struct quantity *next_like(const struct check *check, const struct quantity *quantity)
{
	guint end = paper_sentence(check->paper, quantity->range.sentence)->to;
	for (guint i = facts_quantity_from(check->facts, quantity->range.to); i < check->facts->quantities->len; i++) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.from >= end)
			return NULL;
		if (each->unit == quantity->unit && each->role == ROLE_PLAIN && each->depth == quantity->depth)
			return quantities_agree(each, quantity) && is_exact(each) ? each : NULL;
	}
	return NULL;
}

/* "Tiếp nhận 37 hồ sơ; đã giải quyết 35 hồ sơ, còn 02 hồ sơ": where nothing is carried over, they add up. */
static void check_flow(struct check *check, const struct quantity *came)
{
	const struct sentence *sentence = paper_sentence(check->paper, came->range.sentence);
	const struct quantity *done = next_like(check, came);
	for (guint i = facts_quantity_from(check->facts, sentence->from); done; i++) {
		if (quantity_at(check, i) == came)
			break;
		if (quantity_at(check, i)->unit == came->unit)
			return; /* not the first that is counted of them */
	}
	if (!done || !is_led_by(check, done, LEXEME_DONE) || is_led_by(check, came, LEXEME_DONE) ||
		is_led_by(check, came, LEXEME_LEFT) ||
		holds_class(check, sentence->from, sentence->to, LEXEME_CARRIED) ||
		holds_class(check, sentence->from, sentence->to, LEXEME_SINCE))
		return;
	const struct quantity *left = next_like(check, done);
	gint64 both;
	gboolean adds = left && is_led_by(check, left, LEXEME_LEFT) && !next_like(check, left) &&
			!holds_class(check, sentence->from, sentence->to, LEXEME_WHOLE);
	if (adds ? __builtin_add_overflow(done->value, left->value, &both) || both == came->value
		 : done->value <= came->value)
		return;
	g_autofree char *first = number_text(came->value, came->scale, "vi");
	g_autofree char *second = number_text(done->value, done->scale, "vi");
	g_autofree char *third = left ? number_text(left->value, left->scale, "vi") : NULL;
	if (adds)
		check_report_as(check, RULE_TOTAL, SEVERITY_WARNING, done->range, &(struct advice){.other = &came->range},
			_("of %s, %s are done and %s left"), first, second, third);
	else
		check_report_as(check, RULE_PART, SEVERITY_WARNING, done->range, &(struct advice){.other = &came->range},
			_("more is done (%s) than came in (%s)"), second, first);
}

void check_splits(struct check *check)
{
	for (guint i = 0; i < check->facts->quantities->len; i++) {
		const struct quantity *each = quantity_at(check, i);
		if (!each->unit || !is_exact(each) || each->role != ROLE_PLAIN)
			continue;
		check_split(check, each);
		check_summed(check, each);
		check_flow(check, each);
	}
}
